#!/bin/sh
# Makes the small libraries of tests/packaging/test_check_wheel.py, for platforms that the tests do
# not run on. They were made with zig 0.17.1.
#
#   tests/data/libraries/make.sh ZIG
set -eu
zig=$(command -v "$1")
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/library.c" <<'END'
#ifdef _WIN32
#define SHOWN
__declspec(dllimport) int __stdcall WSACleanup(void);
int __stdcall DllMainCRTStartup(void *module, unsigned reason, void *nothing)
{
    return 1;
}
#else
#define SHOWN __attribute__((visibility("default")))
int getpid(void);
#define WSACleanup getpid
#endif
SHOWN int bridge_one(int number)
{
    return number * WSACleanup();
}
END
printf 'LIBRARY libaerospike.dll\nEXPORTS\n  bridge_one\n' >"$work/exports.def"

build() { # FILE TARGET FLAGS
    file=$1 target=$2
    shift 2
    "$zig" cc -target "$target" -O2 -g0 -fvisibility=hidden -shared -s \
        -o "$work/$file" "$work/library.c" "$@"
    gzip -9n -c "$work/$file" >"$file.gz"
}
build linux-musl.so x86_64-linux-musl
build linux-aarch64.so aarch64-linux-gnu.2.28
build macos-arm64.dylib aarch64-macos.11.0 -install_name @rpath/libaerospike.dylib
build macos-13.dylib x86_64-macos.13.0 -install_name /usr/local/lib/libaerospike.dylib
build windows.dll x86_64-windows-gnu "$work/exports.def" -nostdlib -lws2_32
