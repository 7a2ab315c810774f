# Sourced by the other scripts of this directory: makes the machine ready for what they run.
#
#   extras=NAME[,NAME]          set by the sourcing script: extras of pyproject.toml to install
#   packages='NAME NAME'        set by the sourcing script: packages of Debian that it needs, too
#   scripts=DIR                 set by a sourcing script that is not in this directory: this one
#   PYTHON=python3              the interpreter that the virtual environment is made of
#   AEROSPIKE_C_LIBRARY=FILE    use this shared library; nothing is built
#
# Afterwards the programs of the virtual environment come first in PATH. Whatever is there and
# fresh is left alone: system packages, .venv, the shared library.

root=$(cd "${scripts:-$(dirname "$0")}/.." && pwd)
cd "$root"
python=${PYTHON:-python3}

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null || {
    echo "setup.sh: '$python' is not Python 3.10 or later; set PYTHON to one that is." >&2
    exit 1
}

# System packages: those that Debian and Ubuntu have; build_c_client.sh names those of others.
wanted=${packages:-}
"$python" -c 'import ensurepip, venv' 2>/dev/null || wanted="$wanted python3-venv"
if [ -z "${AEROSPIKE_C_LIBRARY:-}" ]; then
    wanted="$wanted gcc libc6-dev make libssl-dev libyaml-dev zlib1g-dev libuv1-dev"
fi
if command -v apt-get >/dev/null 2>&1 && command -v dpkg-query >/dev/null 2>&1; then
    missing=
    for package in $wanted; do
        state=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) || state=
        [ "$state" = installed ] || missing="$missing $package"
    done
    if [ -n "$missing" ]; then
        sudo=
        if [ "$(id -u)" != 0 ]; then
            sudo=sudo
            command -v sudo >/dev/null 2>&1 || {
                echo "setup.sh: as root, run: apt-get install$missing" >&2
                exit 1
            }
        fi
        echo "installing$missing"
        # shellcheck disable=SC2086
        {
            $sudo apt-get -qq update
            $sudo env DEBIAN_FRONTEND=noninteractive \
                apt-get -qq install --yes --no-install-recommends $missing
        } >/dev/null
    fi
fi

# The virtual environment, and in it the package with the extras. A mark for each set of extras
# holds the version of the interpreter and the pyproject.toml that it was made for.
venv="$root/.venv"
release=$("$python" -c 'import sys; print(sys.version)')
if [ "$(cat "$venv/.release" 2>/dev/null)" != "$release" ]; then
    rm -rf "$venv"
    "$python" -m venv "$venv"
    echo "$release" >"$venv/.release"
fi
PATH="$venv/bin:$PATH"
export PATH
content=$(cksum <pyproject.toml)
mark="$venv/.installed-$extras"
if [ "$(cat "$mark" 2>/dev/null)" != "$content" ]; then
    echo "installing the package with its extras: $extras"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --editable ".[$extras]"
    echo "$content" >"$mark"
fi

if [ -z "${AEROSPIKE_C_LIBRARY:-}" ]; then
    PYTHON="$venv/bin/python" "$root/scripts/build_c_client.sh"
fi
