# Windows x86_64: Python for Windows under Wine. WINDOWS_PYTHON is a folder with python.exe, which
# scripts/platforms/windows_python.sh makes.
title="Windows x86_64, under Wine"
target=x86_64-windows-gnu

prepare() {
    # Debian's package wine64 puts the program where PATH does not look; its package wine links it.
    PATH=$PATH:/usr/lib/wine
    needed=wine64
    need wine64
    python=${WINDOWS_PYTHON:-$cache/windows-python}/python.exe
    [ -f "$python" ] || fail "${python%/*} has no Python for Windows; make one with \
scripts/platforms/windows_python.sh, or set WINDOWS_PYTHON."
    # Wine 8 lacks functions that numpy 2 calls.
    printf '%s\n' 'numpy<2' 'pandas<3' 'pyarrow<21' >"$work/constraints.txt"
    WINEPREFIX=$cache/wine WINEDEBUG=-all PYTHONUTF8=1 PIP_CONSTRAINT=Z:$work/constraints.txt UNDER_WINE=1
    export WINEPREFIX WINEDEBUG PYTHONUTF8 PIP_CONSTRAINT UNDER_WINE
}

# Python cannot ask Wine about a standard stream that is a file of Linux, so all are pipes.
run() {
    {
        status=$({
            {
                {
                    status=0
                    : | wine64 "$@" 2>&1 >&4 4>&- || status=$?
                    echo "$status" >&3
                } | cat >&5
            } 4>&1 | cat >&6
        } 3>&1)
    } 5>&2 6>&1
    return "$status"
}

# The venv of Windows needs a program that only its installer brings, so the whole Python is copied.
environment() {
    cp -R "${python%/*}" "$1"
    run "$1/python.exe" -m ensurepip >/dev/null
}
