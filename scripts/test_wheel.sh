#!/bin/sh
# Tests the wheel in a directory as its users have it: installed, and not the work tree.
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
wheel=
for file in "$1"/aerospike-*.whl; do
    [ -z "$wheel" ] || {
        echo "test_wheel.sh: there is more than one wheel of aerospike in $1." >&2
        exit 1
    }
    wheel=$(cd "$(dirname "$file")" && pwd)/$(basename "$file")
done
[ -f "$wheel" ] || {
    echo "test_wheel.sh: $1 has no wheel of aerospike." >&2
    exit 1
}
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
python="$work/venv/bin/python"
"$python" -m pip install --quiet --disable-pip-version-check "$wheel[test]"
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
