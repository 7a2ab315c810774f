# Windows x86_64: Python for Windows under Wine. WINDOWS_PYTHON is a folder that has python.exe; no
# package of Debian or of the Python package index brings one.
title="Windows x86_64, under Wine"
target=x86_64-windows-gnu

prepare() {
    needed=wine64
    need wine64
    python=${WINDOWS_PYTHON:-$cache/windows-python}/python.exe
    [ -f "$python" ] || fail "${python%/*} has no Python for Windows; set WINDOWS_PYTHON \
to the folder of one, such as the package 'python' for NuGet has in its folder tools."
    WINEPREFIX=$cache/wine WINEDEBUG=-all PYTHONUTF8=1
    export WINEPREFIX WINEDEBUG PYTHONUTF8
}

run() {
    wine64 "$@"
}
