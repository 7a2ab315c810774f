# Sourced by scripts that build for a platform of native/targets.txt: its facts, and a compiler.
#
#   root=DIR                     set by the sourcing script: the work tree
#   TARGET=NAME                  a platform: the first column of native/targets.txt
#   AEROSPIKE_BUILD_CACHE=DIR    keep the compiler and the libraries here, not in build
#   PYTHON=python3               the interpreter whose pip fetches the compiler
#
# Afterwards target-cc, target-ar and target-ranlib are in PATH, and $system, $tag, $suffix,
# $openssl_target, $target_flags and $dependencies are set.

cache=${AEROSPIKE_BUILD_CACHE:-$root/build}
dependencies="$cache/dependencies/$TARGET"

# shellcheck disable=SC2046
set -- $(awk -v name="$TARGET" '$1 == name' "$root/native/targets.txt")
[ $# = 4 ] || {
    echo "target.sh: TARGET=$TARGET is not a platform of native/targets.txt." >&2
    exit 1
}
tag=$2 suffix=$3 openssl_target=$4
target_flags="-g0 -fPIC -fvisibility=hidden -ffunction-sections -fdata-sections"
case $TARGET in
*-linux-musl) system=linux target_flags="$target_flags -DAS_ALPINE" ;;
*-linux-*) system=linux ;;
*-macos*) system=macos ;;
*-windows-*) system=windows ;;
esac

# The date in what is built; hatchling writes the same one into wheels.
export SOURCE_DATE_EPOCH=1580601600

zig="$cache/zig-$(cksum <"$root/native/toolchain.txt" | cut -d' ' -f1)"
if [ ! -f "$zig/.complete" ]; then
    echo "fetching the compiler of native/toolchain.txt"
    rm -rf "$zig"
    "${PYTHON:-python3}" -m pip install --quiet --disable-pip-version-check --no-deps \
        --require-hashes --requirement "$root/native/toolchain.txt" --target "$zig" || {
        echo "target.sh: the compiler that native/toolchain.txt names could not be had." >&2
        exit 1
    }
    touch "$zig/.complete"
fi
export ZIG_GLOBAL_CACHE_DIR="$cache/zig-cache" ZIG_LOCAL_CACHE_DIR="$cache/zig-cache"

# Programs with short names, so that no path of this machine gets into what they make.
programs="$cache/programs/$TARGET"
mkdir -p "$programs"
for program in cc ar ranlib; do
    case $program in
    cc) command="cc -target $TARGET" ;;
    *) command=$program ;;
    esac
    printf '#!/bin/sh\nexec "%s" %s "$@"\n' "$zig/ziglang/zig" "$command" >"$programs/target-$program"
    chmod +x "$programs/target-$program"
done
PATH="$programs:$PATH"
export PATH
