#!/bin/sh
# Moves to another version of the C client: that of a source distribution of the official package.
#
#   scripts/bump_c_client.sh VERSION    such as 19.3.0
#
#   PYTHON=python3    an interpreter that has the package with the extra `test`
#
# Changes native/c_client.txt, native/components.json, aerospike/_version.py and CITATION.cff,
# prints what changed in the headers and in the official stubs, builds, and runs the tests that
# compare structures and names. What they say is left to do by hand.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
python=${PYTHON:-python3}
version=${1:-}
echo "$version" | grep -qE '^[0-9]+\.[0-9]+\.[0-9]+$' || {
    echo "bump_c_client.sh: the version is '$version'; give one like 19.3.0." >&2
    exit 2
}
before=$(sed -n 's/^aerospike==\([^ ]*\).*/\1/p' native/c_client.txt)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# fetch VERSION: the source distribution, unpacked into a folder of that name.
fetch() {
    echo "fetching aerospike $1"
    mkdir "$folder/$1"
    "$python" -m pip download --quiet --disable-pip-version-check --no-deps --no-binary aerospike \
        --dest "$folder/$1" "aerospike==$1" >"$folder/log" 2>&1 || {
        tail -n 3 "$folder/log" >&2
        echo "bump_c_client.sh: the source distribution of aerospike $1 could not be had." >&2
        exit 1
    }
    tar -xzf "$folder/$1"/aerospike-*.tar.gz -C "$folder/$1" --strip-components=1
}
fetch "$before"
fetch "$version"

echo "== headers: from $before to $version"
"$python" scripts/c_client_changes.py "$folder/$before/aerospike-client-c" \
    "$folder/$version/aerospike-client-c"

echo "== stubs of the official package"
(cd "$folder" && diff -ru "$before/aerospike-stubs" "$version/aerospike-stubs") || :

"$python" scripts/pin_c_client.py "$version" "$folder/$version"/aerospike-*.tar.gz \
    "$folder/$version/aerospike-client-c"

echo "== build"
PYTHON=$python scripts/build_c_client.sh

echo "== structures, names and policies"
"$python" -m pytest -q tests/unit/test_abi.py tests/unit/test_api_parity.py \
    tests/unit/test_policy.py tests/packaging/test_release.py tests/packaging/test_licenses.py
