#!/usr/bin/env bash
# Runs what README.md says, in order, as somebody does who has only the checkout: each command, each
# program, and the test. What a program prints must be what the page shows, and the package that is
# installed must be this one.
#
#   scripts/check_readme.sh           in a new environment of $PYTHON, outside of the work tree. It
#                                     leaves out what changes the system or takes minutes.
#   scripts/check_readme.sh debian    everything, in a new root of Debian. Needs root and debootstrap.
#
#   PYTHON=python3                    the interpreter
#   DEBIAN=stable, MIRROR=...         the release, and where debootstrap finds it
#   README_TESTS=tests/unit           the tests that ./scripts/test.sh runs in Debian; empty: all
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
kind=${1:-venv}
python=$(command -v "${PYTHON:-python3}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

case $kind in
venv) left_out='apt-get *|./scripts/*' home=$work ;;
debian) left_out='' home=$work/root ;;
*)
    echo "usage: $0 [debian]" >&2
    exit 2
    ;;
esac

# The README as a program of bash.
"$python" - "$root/README.md" "$left_out" >"$work/readme.bash" <<'END'
import re
import sys
from pathlib import Path
from shlex import quote

page, left_out = sys.argv[1:]
pattern = r"(?:^<!-- ([^\n]*) -->\n\n)?^```(\w+)\n(.*?)^```$"
programs = ""
shown = ""


def run_programs():
    """What a reader pastes into one interpreter."""
    global programs, shown
    if programs:
        print(f"printf %s {quote(programs)} >first_steps.py")
        print(f"printf %s {quote(shown)} >expected")
        print("echo '+ the programs of this page'; python first_steps.py | tee printed")
        print("diff expected printed")
    programs = shown = ""


print("set -euo pipefail")
for mark, language, text in re.findall(pattern, Path(page).read_text(), re.M | re.S):
    if language == "python" and not mark:
        programs += text
    elif language == "text":
        shown += text
    else:
        run_programs()
    if language == "python" and mark:
        print(f"printf %s {quote(text)} >{quote(mark.removeprefix('file: '))}")
    elif language == "sh":
        for line in text.splitlines():
            command = line
            if mark == "until Ctrl-C":
                command = f"until_interrupted {line}"
            elif line == "./scripts/test.sh":
                command = f'PYTEST_ADDOPTS="$README_TESTS" {line}'
            print(f"case {quote(line)} in")
            for skipped in filter(None, left_out.split("|")):
                print(f"{skipped.replace(' ', chr(92) + ' ')}) echo '- left out:' {quote(line)} ;;")
            print(f"*) echo '+' {quote(line)}; {command} ;;\nesac")
            print("check_package")
run_programs()
END

cat >"$work/functions.bash" <<'END'
# The package, if there is one, is this one.
check_package() {
    local version
    version=$(python -c 'from importlib.metadata import version; print(version("aerospike"))' \
        2>/dev/null) || return 0
    case $version in
    *+ctypes*) ;;
    *)
        echo "check_readme.sh: aerospike $version is the official package" >&2
        return 1
        ;;
    esac
}

# Runs a server until it says how to connect, then interrupts it.
until_interrupted() {
    (exec "$@") >said 2>&1 &
    local process=$!
    for _ in $(seq 100); do
        grep -q Connect said && break
        sleep 0.1
    done
    cat said
    kill -INT "$process" || true
    wait "$process"
    grep -q Connect said
}
END

mkdir -p "$home/checkout"
(cd "$root" && git ls-files -z --cached --others --exclude-standard | tar -c --null -T - 2>/dev/null) |
    tar -x -C "$home/checkout" || true
cat "$work/functions.bash" "$work/readme.bash" >"$home/checkout/readme.bash"

environment=(HOME=/root LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin)
for name in PIP_INDEX_URL PIP_CERT SSL_CERT_FILE http_proxy https_proxy no_proxy; do
    [ -z "${!name:-}" ] || environment+=("$name=${!name}")
done

if [ "$kind" = venv ]; then
    # The library is there already, so that nothing is compiled.
    cp "$root"/aerospike/_native/libaerospike.* "$home/checkout/aerospike/_native/"
    mkdir "$work/bin"
    ln -s "$("$python" -c 'import sys; print(sys._base_executable)')" "$work/bin/python3"
    environment+=("HOME=$work" "PATH=$work/bin:/usr/bin:/bin")
    (cd "$home/checkout" && env -i "${environment[@]}" bash readme.bash)
else
    mkdir -p "$home"
    mv "$home/checkout" "$work/checkout"
    debootstrap --variant=minbase --include=ca-certificates "${DEBIAN:-stable}" "$home" \
        "${MIRROR:-http://deb.debian.org/debian}"
    mv "$work/checkout" "$home/checkout"
    # The certificates that this machine trusts, for a network that has an authority of its own.
    cp -L "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" \
        "$home/etc/ssl/certs/ca-certificates.crt"
    cp -L /etc/resolv.conf /etc/hosts "$home/etc/"
    certificates=/etc/ssl/certs/ca-certificates.crt
    environment+=("README_TESTS=${README_TESTS-tests/unit}")
    environment+=("SSL_CERT_FILE=$certificates" "PIP_CERT=$certificates")
    # The mounts end with the process.
    # shellcheck disable=SC2016
    unshare --mount --pid --fork --kill-child bash -c '
        set -e
        home=$1; shift
        mount --bind "$home" "$home"
        mount -t proc proc "$home/proc"
        mount --rbind /dev "$home/dev"
        exec chroot "$home" /usr/bin/env -i "$@" bash -c "cd /checkout && exec bash readme.bash"
    ' bash "$home" "${environment[@]}"
fi
echo "README.md works as it says ($kind)."
