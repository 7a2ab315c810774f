# Linux x86_64 with an old glibc. Debian 10, which has 2.28, is no longer on Debian's mirrors; the
# oldest that is has 2.31. GLIBC_ROOT is another root, with /usr/local/bin/python3 and an older glibc.
# scripts/check_wheel.py proves that no symbol is newer than 2.28.
target=x86_64-linux-gnu.2.28
python=/usr/local/bin/python3
glibc_root=${GLIBC_ROOT:-$cache/roots/glibc}

prepare() {
    [ -n "${GLIBC_ROOT:-}" ] || make_glibc_root
    title="Linux x86_64, $(run "$python" -c 'import os; print(os.confstr("CS_GNU_LIBC_VERSION"))')"
}

make_glibc_root() {
    debian_root glibc bullseye amd64 "$debian_python,libssl1.1,libffi7,libsqlite3-0"
    [ ! -x "$cache/roots/glibc/usr/local/bin/python3" ] || return 0
    debian_root glibc-build bullseye amd64 \
        "$debian_python,gcc,make,gawk,libssl-dev,libffi-dev,zlib1g-dev,libsqlite3-dev"
    debian_source trixie python3.13
    echo "building CPython; this takes some minutes"
    rm -rf "$work/source" "$work/python"
    cp -R "$source" "$work/source"
    # Nothing has run in the root, so nothing has linked awk, which configure needs.
    in_root "$cache/roots/glibc-build" sh -ec '
        ln -sf gawk /usr/bin/awk
        mkdir -p /w/source/build
        cd /w/source/build
        ../configure --prefix=/usr/local --with-ensurepip=no CC=gcc CFLAGS=-g0
        make -j"$(nproc)"
        make install DESTDIR=/w/python' >"$work/python.log" 2>&1 || {
        tail -n 20 "$work/python.log" >&2
        fail "CPython could not be built; the whole log is in $work/python.log."
    }
    cp -R "$work/python/." "$cache/roots/glibc/"
    rm -rf "$work/source" "$work/python"
}

run() {
    in_root "$glibc_root" "$@"
}
