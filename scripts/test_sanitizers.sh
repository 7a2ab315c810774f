#!/bin/sh
# Runs tests with the bridge under sanitizers, and fails where they report anything.
#
#   scripts/test_sanitizers.sh address [arguments of pytest]   AddressSanitizer and UBSan
#   scripts/test_sanitizers.sh thread [arguments of pytest]    ThreadSanitizer
#
#   SANITIZE_C_CLIENT=1    the C client under the sanitizer, too; takes minutes the first time
#   SANITIZE_PYTHON=FILE   run the tests by this interpreter, which has what they need, such as the
#                          free-threaded one of test_platform.sh
#   SUPPRESSIONS=FILE      more of what ThreadSanitizer is not to report: that of an interpreter that
#                          was built for it (--with-thread-sanitizer)
#   CC=cc                  gcc
#
# Without arguments of pytest: tests/integration, except tests that the sanitizers do not support,
# and the threads of tests/faults. Reports are in build/sanitizers; native/tests/*.supp name those
# that are not the bridge's.
set -eu

kind=${1:-}
[ $# -eq 0 ] || shift
case $kind in
address)
    flags=-fsanitize=address,undefined
    runtime=libasan.so
    ;;
thread)
    # The C client's headers have fences, which the sanitizer does not know.
    flags="-fsanitize=thread -Wno-tsan"
    runtime=libtsan.so
    ;;
*)
    echo "usage: $0 address|thread [arguments of pytest]" >&2
    exit 2
    ;;
esac

extras=docs,test
. "$(dirname "$0")/setup.sh"

cc=${CC:-cc}
preload=$("$cc" -print-file-name="$runtime")
case $preload in
/*) ;;
*)
    echo "test_sanitizers.sh: '$cc' has no $runtime; on Debian and Ubuntu it comes with gcc." >&2
    exit 1
    ;;
esac

# The runtime looks for what throws C++ exceptions when it is loaded; Python loads it later.
thrower=$("$cc" -print-file-name=libstdc++.so.6)
case $thrower in
/*) preload="$preload $thrower" ;;
esac

native="$root/build/native"
if [ "${SANITIZE_C_CLIENT:-}" = 1 ]; then
    pinned=${AEROSPIKE_C_CLIENT_SOURCE:-$(ls -d "$native"/c-client-*/ | head -n 1)}
    copy="$native/$kind-c-client"
    if [ ! -f "$copy/.complete" ]; then
        rm -rf "$copy"
        cp -R "$pinned" "$copy"
        rm -rf "$copy/.complete" "$copy"/target "$copy"/modules/*/target
        find "$copy" -name '*.o' -delete
        for target in modules libaerospike.a; do
            # shellcheck disable=SC2086
            make -C "$copy" -j2 CC="$cc" EVENT_LIB=libuv O=1 \
                EXT_CFLAGS="${flags% *} -fno-omit-frame-pointer" "$target"
        done >"$native/$kind-c-client.log" 2>&1
        touch "$copy/.complete"
    fi
    AEROSPIKE_C_CLIENT_SOURCE=$copy
    export AEROSPIKE_C_CLIENT_SOURCE
fi
AEROSPIKE_C_LIBRARY="$native/$kind/libaerospike.so"
export AEROSPIKE_C_LIBRARY
BRIDGE_CFLAGS="-O1 -fno-omit-frame-pointer $flags" BRIDGE_OUTPUT=$AEROSPIKE_C_LIBRARY \
    PYTHON="$venv/bin/python" "$root/scripts/build_c_client.sh"

reports="$root/build/sanitizers/$kind"
rm -rf "$reports"
mkdir -p "$reports"
suppressed="$native/thread.supp"
cat "$root/native/tests/thread.supp" ${SUPPRESSIONS:+"$SUPPRESSIONS"} >"$suppressed"
common="log_path=$reports/report:exitcode=0"
# The interpreter keeps much for good, and leaves memory of its own to others when it forks.
ASAN_OPTIONS="$common:detect_leaks=0:detect_stack_use_after_return=0"
UBSAN_OPTIONS="$common:print_stacktrace=1"
TSAN_OPTIONS="$common:report_signal_unsafe=0:history_size=4:die_after_fork=0"
TSAN_OPTIONS="$TSAN_OPTIONS:suppressions=$suppressed"
export ASAN_OPTIONS UBSAN_OPTIONS TSAN_OPTIONS

if [ $# -eq 0 ]; then
    # The sanitizers hold freed memory back: they cannot test how much a process grows. Nor do
    # they support a fork with many threads: the child inherits their locks, or ends.
    set -- tests/integration tests/faults/test_threads.py \
        --ignore=tests/integration/test_memory.py --ignore=tests/integration/test_parallel.py
fi
# The sanitizers' memory lies where a kernel that spreads addresses widely puts other things.
random=
if [ "$(cat /proc/sys/vm/mmap_rnd_bits 2>/dev/null || echo 28)" -gt 28 ]; then
    random="setarch -R"
fi
status=0
# shellcheck disable=SC2086
$random env "LD_PRELOAD=$preload" "${SANITIZE_PYTHON:-$venv/bin/python}" -m pytest "$@" || status=$?
found=$(find "$reports" -type f | head -n 20)
if [ -n "$found" ]; then
    # shellcheck disable=SC2086
    cat $found
    echo "test_sanitizers.sh: reports of the $kind sanitizer; they are in $reports." >&2
    exit 1
fi
exit "$status"
