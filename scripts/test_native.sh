#!/bin/sh
# Runs the C tests of the codec under the address and undefined-behaviour sanitizers.
#
#   scripts/test_native.sh [MUTATIONS]     how many random mutations to try (default: 100000)
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
build="$root/build/native"
cc=${CC:-cc}
source=${AEROSPIKE_C_CLIENT_SOURCE:-$(ls -d "$build"/c-client-*/ 2>/dev/null | head -n 1)}
[ -n "$source" ] || {
    echo "test_native.sh: run scripts/build_c_client.sh first; the C client's headers are needed." >&2
    exit 1
}

"$cc" -std=gnu99 -g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined \
    -fno-sanitize-recover=all -Wall -Wextra -Werror \
    -isystem "$source/src/include" -isystem "$source/modules/common/src/include" \
    -o "$build/codec_test" \
    "$root/native/tests/codec_test.c" "$root/native/bridge/codec.c" "$root/native/bridge/buffer.c"
"$build/codec_test" "${1:-100000}"
