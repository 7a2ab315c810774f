#!/bin/sh
# Makes the wheels of platforms of native/targets.txt on one Linux machine, under both names, and
# checks them.
#
#   TARGET='NAME NAME' scripts/build_wheels.sh [DIRECTORY]    these platforms, into dist
#   TARGET=all scripts/build_wheels.sh [DIRECTORY]            all of them
#   PYTHON=python3               an interpreter with the packages of the extra `dev`
#
# build_dependencies.sh has more variables.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
python=${PYTHON:-python3}
[ -n "${TARGET:-}" ] || {
    echo "build_wheels.sh: TARGET is not set; native/targets.txt has the platforms." >&2
    exit 1
}
folder=${1:-$root/dist}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
targets=$TARGET
[ "$targets" != all ] || targets=$(awk '!/^#/ && NF { print $1 }' "$root/native/targets.txt")

cd "$root"
made=
for TARGET in $targets; do
    export TARGET
    scripts/build_c_client.sh
    new="$root/build/native/$TARGET/wheel"
    rm -rf "$new"
    "$python" -m hatchling build -t wheel -d "$new" >/dev/null
    "$python" scripts/rename_wheel.py "$new"/aerospike-*.whl >/dev/null
    for wheel in "$new"/*.whl; do
        mv "$wheel" "$folder"
        made="$made $folder/$(basename "$wheel")"
    done
done
# shellcheck disable=SC2086
"$python" scripts/check_wheel.py $made
