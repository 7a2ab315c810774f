#!/bin/sh
# Builds aerospike/_native/libaerospike.so (.dylib on macOS): the Aerospike C client and the
# bridge in one shared library. Does nothing when nothing has changed.
#
#   AEROSPIKE_C_CLIENT_SOURCE=DIR   build this checkout of the C client instead of the pinned one
#   TARGET=NAME                     build for a platform of native/targets.txt, with the compiler of
#                                   native/toolchain.txt and the libraries of native/dependencies.txt,
#                                   into build/native/NAME; without it, for this machine, with its own
#   PYTHON=python3                  the interpreter whose pip fetches the pinned source
#   CC=cc                           the compiler
#   BRIDGE_CFLAGS='-O2'             the bridge's optimisation and debugging flags
#   BRIDGE_OUTPUT=FILE              where to put the library
#   BRIDGE_WRAP_SOCKETS=0           leave the C client its own functions (see socket.c and others)
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
build="$root/build/native"
bridge="$root/native/bridge"
python=${PYTHON:-python3}
cc=${CC:-cc}
flags=${BRIDGE_CFLAGS:--O2}

fail() {
    echo "build_c_client.sh: $1" >&2
    exit 1
}

work=$build search=
output="$root/aerospike/_native/libaerospike"
if [ -n "${TARGET:-}" ]; then
    "$root/scripts/build_dependencies.sh"
    # shellcheck source=target.sh
    . "$root/scripts/target.sh"
    cc=target-cc ar=target-ar platform=$system
    work="$build/$TARGET" output="$build/$TARGET/libaerospike"
    search="-I$dependencies/include -L$dependencies/lib"
else
    ar=ar target_flags=
    case $(uname -s) in
    Darwin) platform=macos suffix=dylib ;;
    Linux) platform=linux suffix=so ;;
    *) fail "$(uname -s) is not supported; Linux and macOS are." ;;
    esac
fi
output=${BRIDGE_OUTPUT:-$output.$suffix}

# The functions of the C client that files of the bridge replace. Not every linker can.
wrappers=" socket.c retry.c loop_socket.c stream_parts.c "
wrapped= left_out=
if [ "$platform$target_flags" != macos ] && [ "${BRIDGE_WRAP_SOCKETS:-1}" != 0 ]; then
    wrapped="as_batch_retry_async as_event_command_execute as_event_command_schedule
        as_event_executor_cancel as_command_compress uv_timer_start as_thread_pool_queue_task"
    sockets="as_socket_write_deadline as_socket_read_deadline
        as_socket_validate_fd uv_read_start uv_read_stop uv_write uv_close"
    # Windows has other sockets, so the C client keeps its own reads and writes there.
    if [ "$platform" = windows ]; then
        left_out=" socket.c loop_socket.c "
    else
        wrapped="$wrapped $sockets"
    fi
fi

packages() {
    cat >&2 <<END
build_c_client.sh: what is needed, by package manager:
  apt:  gcc make libssl-dev libyaml-dev zlib1g-dev libuv1-dev
  dnf:  gcc make openssl-devel libyaml-devel zlib-devel libuv-devel
  apk:  gcc make musl-dev linux-headers openssl-dev yaml-dev zlib-dev libuv-dev
  brew: openssl@3 libyaml libuv   (and the command line tools of Xcode)
END
    exit 1
}

for tool in "$cc" make "$ar"; do
    command -v "$tool" >/dev/null 2>&1 || {
        echo "build_c_client.sh: the program '$tool' is missing." >&2
        packages
    }
done

# Where Homebrew keeps headers and libraries.
if [ "$platform$target_flags" = macos ] && command -v brew >/dev/null 2>&1; then
    for formula in openssl@3 libyaml libuv; do
        prefix=$(brew --prefix "$formula" 2>/dev/null) || continue
        search="$search -I$prefix/include -L$prefix/lib"
    done
fi

missing=
[ -n "${TARGET:-}" ] || for header in openssl/ssl.h yaml.h zlib.h uv.h; do
    # shellcheck disable=SC2086
    echo "#include <$header>" | "$cc" $search -E - >/dev/null 2>&1 || missing="$missing $header"
done
[ -z "$missing" ] || {
    echo "build_c_client.sh: header files are missing:$missing" >&2
    packages
}

checksum() {
    if command -v sha256sum >/dev/null 2>&1; then sha256sum; else shasum -a 256; fi | cut -c1-32
}

# The C client's source: a checkout of the user's, or the pinned source distribution.
if [ -n "${AEROSPIKE_C_CLIENT_SOURCE:-}" ]; then
    source=$AEROSPIKE_C_CLIENT_SOURCE
    [ -f "$source/src/include/aerospike/aerospike.h" ] ||
        fail "AEROSPIKE_C_CLIENT_SOURCE=$source is not a checkout of the C client."
else
    pin=$(checksum <"$root/native/c_client.txt")
    source="$build/c-client-$pin"
    if [ ! -f "$source/.complete" ]; then
        "$python" -m pip --version >/dev/null 2>&1 ||
            fail "'$python -m pip' does not work; set PYTHON to an interpreter that has pip."
        rm -rf "$source" "$build/download"
        mkdir -p "$source" "$build/download"
        "$python" -m pip download --quiet --disable-pip-version-check --no-deps \
            --no-binary aerospike --require-hashes --requirement "$root/native/c_client.txt" \
            --dest "$build/download" ||
            fail "the source distribution named in native/c_client.txt could not be had."
        tar -xzf "$build"/download/aerospike-*.tar.gz -C "$source" --strip-components=2 \
            "$(tar -tzf "$build"/download/aerospike-*.tar.gz | grep -m1 '/aerospike-client-c/' |
                cut -d/ -f1,2)"
        rm -rf "$build/download"
        touch "$source/.complete"
    fi
fi

# The static C client. Its own makefile is incremental; a checkout may have changed, so ask it.
archive="$source/target/$(uname -s)-$(uname -m)/lib/libaerospike.a"
log="$build/c-client.log"
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
mkdir -p "$work"
if [ -n "${TARGET:-}" ]; then
    # shellcheck source=compile_c_client.sh
    . "$root/scripts/compile_c_client.sh"
elif [ -n "${AEROSPIKE_C_CLIENT_SOURCE:-}" ] || [ ! -f "$archive" ]; then
    echo "building the C client; this takes a minute or two"
    { make -C "$source" -j"$jobs" CC="$cc" EVENT_LIB=libuv modules &&
        make -C "$source" -j"$jobs" CC="$cc" EVENT_LIB=libuv libaerospike.a; } >"$log" 2>&1 || {
        tail -n 20 "$log" >&2
        fail "the C client did not compile; the whole log is in $log."
    }
fi

# Nothing to do when the bridge, the archive, the flags and this script are those of last time.
stamp=$( (
    cat "$bridge"/*.[ch] "$bridge/exports.txt" "$root/scripts/build_c_client.sh"
    "$cc" --version
    echo "$flags $search $output $wrapped"
    cksum <"$archive"
) | checksum)
mark="$work/$(echo "$output" | checksum).stamp"
if [ -f "$output" ] && [ "$(cat "$mark" 2>/dev/null)" = "$stamp" ]; then
    echo "up to date: $output"
    exit 0
fi

# Only what the prototypes name is visible outside.
symbols=$(sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$bridge/exports.txt")
objects="$work/objects"
rm -rf "$objects"
mkdir -p "$objects"
prefix=
[ "$platform" != macos ] || prefix=_
link=
for symbol in $symbols; do link="$link -Wl,-u,$prefix$symbol"; done
case $platform in
linux)
    {
        echo "{ global:"
        for symbol in $symbols; do echo "  $symbol;"; done
        echo "local: *; };"
    } >"$objects/exports"
    link="$link -shared -Wl,--version-script=$objects/exports -Wl,-Bsymbolic -Wl,--gc-sections"
    link="$link -Wl,--no-undefined -Wl,-z,relro,-z,now"
    libraries="-lm -lpthread -lrt -ldl"
    ;;
macos)
    for symbol in $symbols; do echo "_$symbol"; done >"$objects/exports"
    link="$link -dynamiclib -Wl,-exported_symbols_list,$objects/exports"
    link="$link -Wl,-dead_strip -install_name @rpath/libaerospike.dylib"
    libraries="-lm -lpthread"
    ;;
windows)
    {
        echo "LIBRARY libaerospike.dll"
        echo EXPORTS
        for symbol in $symbols; do echo "  $symbol"; done
    } >"$objects/exports.def"
    link="-shared $objects/exports.def"
    libraries="-lws2_32 -liphlpapi -luserenv -lpsapi -lbcrypt -lcrypt32 -ladvapi32 -luser32"
    libraries="$libraries -ldbghelp -lole32 -lshell32 -lpthread"
    ;;
esac

# With TARGET the compiler gives the functions the other names, and without it the linker.
renamed= real=
if [ -n "${TARGET:-}" ]; then
    link="$link -s"
    for function in $wrapped; do
        renamed="$renamed -D$function=__wrap_$function"
        real="$real -D__real_$function=$function"
    done
else
    for function in $wrapped; do link="$link -Wl,--wrap=$function"; done
fi

# Threads of users may have small stacks. The sanitizers enlarge every frame.
frames=-Wframe-larger-than=16384
case " $flags " in
*" -fsanitize="*) frames= ;;
esac
for file in "$bridge"/*.c; do
    case "$left_out$wrapped:$wrappers" in
    :*" $(basename "$file") "* | *" $(basename "$file") "*:*) continue ;;
    *" $(basename "$file") "*) names=$real ;;
    *) names=$renamed ;;
    esac
    # shellcheck disable=SC2086
    "$cc" -std=gnu99 $flags -g -fPIC $target_flags -fvisibility=hidden -Wall -Wextra -Werror \
        $frames $names \
        "-ffile-prefix-map=$source/=" "-ffile-prefix-map=$root/=" \
        -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -D_REENTRANT -DAS_USE_LIBUV $search \
        ${wrapped:+-DBRIDGE_WRAPS} \
        -isystem "$source/src/include" -isystem "$source/modules/common/src/include" \
        -isystem "$source/modules/mod-lua/src/include" -isystem "$source/modules/lua" \
        -c "$file" -o "$objects/$(basename "$file" .c).o" ||
        fail "$file did not compile."
done

# shellcheck disable=SC2086
"$cc" $flags $link $search -o "$objects/library" "$objects"/*.o "$archive" \
    -lssl -lcrypto -lyaml -lz -luv $libraries ||
    fail "the library did not link."
case " $flags $link " in
*" -fsanitize="* | *" -O0 "* | *" -s "*) ;;
*) if [ "$platform" = macos ]; then strip -x "$objects/library"; else strip --strip-unneeded "$objects/library"; fi ;;
esac
mkdir -p "$(dirname "$output")"
mv "$objects/library" "$output"
echo "$stamp" >"$mark"
echo "built: $output ($(wc -c <"$output" | tr -d ' ') bytes)"
