#!/bin/sh
# Makes a folder with CPython 3.11 for Windows, which runs under Wine: WINDOWS_PYTHON of windows.sh.
#
#   scripts/platforms/windows_python.sh FOLDER
#
#   PYTHON=python3               a Python 3.11, whose modules are copied and whose pip fetches the rest
#   AEROSPIKE_BUILD_CACHE=DIR    keep the compiler here, not in build
#
# The DLLs are those of python.org, as the package panda3d has them for the programs that it makes.
# Three parts are missing in it: python.exe, a few lines that call the DLL; the modules in Python,
# which are the same on every system; and a DLL that wheels of Rust need and Wine 8 has not.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
PYTHON=${PYTHON:-python3}
[ $# = 1 ] || {
    sed -n '2,12s/^# \{0,1\}//p' "$0" >&2
    exit 2
}
"$PYTHON" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || {
    echo "windows_python.sh: PYTHON=$PYTHON is not a Python 3.11." >&2
    exit 1
}
mkdir -p "$1"
folder=$(cd "$1" && pwd)
if [ -f "$folder/.complete" ]; then
    echo "up to date: $folder"
    exit 0
fi
TARGET=x86_64-windows-gnu
. "$root/scripts/target.sh"

work="$folder/work"
mkdir -p "$work"
cat >"$work/panda3d.txt" <<END
panda3d==1.10.16 --hash=sha256:37acfb92655c4226879f95c988e2ef1449a53c54486d6c1ebc00e2772429af82
END
"$PYTHON" -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
    --only-binary=:all: --platform win_amd64 --python-version 3.11 --implementation cp --abi cp311 \
    --requirement "$work/panda3d.txt" --dest "$work"
"$PYTHON" - "$work"/panda3d-*.whl "$folder" <<END
import shutil, sys, sysconfig
from pathlib import Path
from zipfile import ZipFile

folder = Path(sys.argv[2])
(folder / "DLLs").mkdir(exist_ok=True)
with ZipFile(sys.argv[1]) as wheel:
    for name in wheel.namelist():
        base = name.rpartition("/")[2]
        # Wine has DLLs of its own for the C runtime.
        if name.startswith("deploy_libs/") and not base.startswith("api-ms-"):
            in_folder = base.startswith(("python3", "VCRUNTIME"))
            (folder / ("" if in_folder else "DLLs") / base).write_bytes(wheel.read(name))
shutil.copytree(
    sysconfig.get_path("stdlib"),
    folder / "Lib",
    ignore=shutil.ignore_patterns("site-packages", "dist-packages", "lib-dynload", "test", "config-*"),
    dirs_exist_ok=True,
)
(folder / "Lib" / "site-packages").mkdir(exist_ok=True)
END

cat >"$work/python.c" <<END
#include <wchar.h>
__declspec(dllimport) int Py_Main(int count, wchar_t **arguments);
int wmain(int count, wchar_t **arguments)
{
    return Py_Main(count, arguments);
}
END
printf '%s\n' 'LIBRARY python311.dll' EXPORTS Py_Main >"$work/python.def"
cat >"$work/random.c" <<END
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID out, ULONG size);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE out, SIZE_T size)
{
    return SystemFunction036(out, (ULONG)size);
}
END
"$zig/ziglang/zig" dlltool -m i386:x86-64 -d "$work/python.def" -l "$work/libpython311.a"
target-cc -municode -O2 -s "$work/python.c" "$work/libpython311.a" -o "$folder/python.exe"
target-cc -shared -O2 -s "$work/random.c" -ladvapi32 -o "$work/bcryptprimitives.dll"
mv "$work/bcryptprimitives.dll" "$folder"
rm -rf "$work"
touch "$folder/.complete"
echo "built: $folder"
