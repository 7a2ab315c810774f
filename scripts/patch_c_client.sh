#!/bin/sh
# Applies the patches of native/patches/SYSTEM to a copy of the C client's source.
#
#   scripts/patch_c_client.sh DIRECTORY SYSTEM
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
directory=$1 system=$2

for file in "$root/native/patches/$system"/*.patch; do
    [ -f "$file" ] || continue # most systems have none
    command -v patch >/dev/null 2>&1 || {
        echo "patch_c_client.sh: the program 'patch' is missing." >&2
        exit 1
    }
    # No hunk may find its place by fewer lines than it has.
    patch -s -F 0 -p1 -d "$directory" <"$file" >&2 || {
        echo "patch_c_client.sh: ${file#"$root"/} does not fit the C client in $directory;" \
            "its hunks must be made again for this version." >&2
        exit 1
    }
done
