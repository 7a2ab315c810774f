#!/bin/sh
# Runs the C tests of the bridge under the address and undefined-behaviour sanitizers.
#
#   scripts/test_native.sh [MUTATIONS]     how many random mutations to try of each (default: 100000)
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
build="$root/build/native"
bridge="$root/native/bridge"
cc=${CC:-cc}
source=${AEROSPIKE_C_CLIENT_SOURCE:-$(ls -d "$build"/c-client-*/ 2>/dev/null | head -n 1)}
library=$(ls "$source"/target/*/lib/libaerospike.a 2>/dev/null | head -n 1)
[ -n "$library" ] || {
    echo "test_native.sh: run scripts/build_c_client.sh first; the C client is needed." >&2
    exit 1
}

compile() {
    "$cc" -std=gnu99 -g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined \
        -fno-sanitize-recover=all -Wall -Wextra -Werror \
        -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -D_REENTRANT -DAS_USE_LIBUV \
        -isystem "$source/src/include" -isystem "$source/modules/common/src/include" \
        -isystem "$source/modules/mod-lua/src/include" -isystem "$source/modules/lua" "$@"
}

compile -o "$build/codec_test" \
    "$root/native/tests/codec_test.c" "$bridge"/codec_*.c "$bridge/buffer.c" \
    "$bridge/portable_posix.c" "$bridge/wait.c" -lpthread
"$build/codec_test" "${1:-100000}"

# build_test NAME FILE...: the test includes these files of the bridge; the others are linked.
build_test() {
    name=$1
    shift
    included=" $* "
    set --
    for file in "$bridge"/*.c; do
        # socket.c, loop_socket.c, stream_parts.c and retry.c need --wrap.
        case "$included socket.c loop_socket.c stream_parts.c retry.c " in
        *" $(basename "$file") "*) ;;
        *) set -- "$@" "$file" ;;
        esac
    done
    compile -o "$build/$name" "$root/native/tests/$name.c" "$@" "$library" \
        -lssl -lcrypto -lyaml -lz -luv -lm -lpthread -lrt -ldl
}

build_test bridge_test admin.c batch_keys.c batch_records.c metrics.c statement.c
"$build/bridge_test" "${1:-100000}"
# commands_test.c has a row for each command of bridge.h.
for command in $(tr -d '\n' <"$bridge/bridge.h" | grep -oE '_command bridge_[^;]*;' |
    grep -o 'bridge_[a-z_]*'); do
    grep -q "SHAPE($command," "$root/native/tests/commands_test.c" || {
        echo "test_native.sh: commands_test.c has no row for $command." >&2
        exit 1
    }
done
build_test commands_test batch_records.c client.c statement.c
"$build/commands_test"
