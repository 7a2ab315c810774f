#!/bin/sh
# Tests a wheel as its users have it: installed, and not the work tree. A directory may have the wheels
# of several platforms; pip takes the one of this machine.
#
#   scripts/test_wheel.sh DIRECTORY [arguments of pytest]
#   PYTHON=python3                  the interpreter
#
# Without arguments of pytest: the tests that need neither the source of the C client nor a long time.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
[ $# -gt 0 ] || {
    echo "usage: $0 DIRECTORY [arguments of pytest]" >&2
    exit 2
}
folder=$1 version=
for file in "$folder"/aerospike-*.whl; do
    name=${file##*/aerospike-}
    [ -f "$file" ] || {
        echo "test_wheel.sh: $folder has no wheel of aerospike." >&2
        exit 1
    }
    [ -z "$version" ] || [ "$version" = "${name%%-*}" ] || {
        echo "test_wheel.sh: $folder has wheels of two versions, $version and ${name%%-*}." >&2
        exit 1
    }
    version=${name%%-*}
done
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
python="$work/venv/bin/python"
# On Windows.
[ -x "$python" ] || python="$work/venv/Scripts/python.exe"
"$python" -m pip install --quiet --disable-pip-version-check --find-links "$folder" \
    --only-binary aerospike "aerospike[test]==$version"
"$python" -m pip check

# Outside of the work tree, so that Python finds what is installed.
for name in tests docs examples README.md CHANGELOG.md pyproject.toml; do
    cp -R "$root/$name" "$work/"
done
cd "$work"
"$python" -m aerospike
if [ $# -eq 0 ]; then
    set -- tests/integration/test_records.py tests/integration/test_operate.py \
        tests/integration/test_batch.py tests/integration/test_query.py tests/aio tests/examples
fi
"$python" -m pytest -q "$@"
