# Windows x86_64: Python for Windows under Wine. WINDOWS_PYTHON is a folder with python.exe, which
# scripts/platforms/windows_python.sh makes.
title="Windows x86_64, under Wine"
target=x86_64-windows-gnu

prepare() {
    needed=wine64
    need wine64
    python=${WINDOWS_PYTHON:-$cache/windows-python}/python.exe
    [ -f "$python" ] || fail "${python%/*} has no Python for Windows; make one with \
scripts/platforms/windows_python.sh, or set WINDOWS_PYTHON."
    WINEPREFIX=$cache/wine WINEDEBUG=-all PYTHONUTF8=1
    export WINEPREFIX WINEDEBUG PYTHONUTF8
}

run() {
    wine64 "$@"
}
