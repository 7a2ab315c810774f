# CPython 3.10 and later: of this machine, of pyenv, of uv, or of the Debian that has it.
title="Linux x86_64"
target=x86_64-linux-gnu.2.28

prepare() {
    version=${platform#python}
    for python in "$(command -v "$platform" || :)" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$version".*/bin/python; do
        [ -x "$python" ] && "$python" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$version')" && return
    done
    python=$(uv python find --managed-python "$version" 2>/dev/null) && return
    case $version in
    3.11) release=bookworm ;;
    3.13) release=trixie ;;
    3.14) release=sid ;;
    *) fail "Python $version is not installed; install it with pyenv or 'uv python install $version'." ;;
    esac
    debian_root "$platform" "$release" amd64 "$debian_python,$platform,$platform-venv"
    python=/usr/bin/$platform
}

run() {
    if [ -d "$cache/roots/$platform" ]; then in_root "$cache/roots/$platform" "$@"; else "$@"; fi
}
