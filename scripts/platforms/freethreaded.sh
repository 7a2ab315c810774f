# CPython without its GIL. ormsgpack and others have no wheels for 3.13t, and 3.14t is what
# `uv python install` brings where it may; where neither is, 3.13t is built of Debian's source.
title="Linux x86_64, GIL off"
target=x86_64-linux-gnu.2.28
# It has no wheel for 3.13t, and this machine can build it.
compiled=lupa

prepare() {
    for python in "${FREETHREADED_PYTHON:-}" "$(command -v python3.14t || :)"; do
        [ -z "$python" ] || return 0
    done
    prefix=$cache/python3.13t
    python=$prefix/bin/python3
    [ -x "$python" ] || {
        debian_source trixie python3.13
        build_cpython "$source" "$cache/build/python3.13t" "$prefix" --disable-gil
    }
}

run() {
    PYTHON_GIL=0 "$@"
}
