# Linux x86_64 with musl: CPython of Debian's source, built with Debian's musl, in a root that has no
# glibc, only musl, busybox and what is built here.
title="Linux x86_64, musl"
target=x86_64-linux-musl
python=/opt/python/bin/python3

prepare() {
    # Its musl is 1.2.5. Older ones than 1.2.4 crash when they load libraries of the wheel of numpy.
    debian_root musl trixie amd64 musl,busybox-static
    needed="musl-tools linux-libc-dev gcc make perl"
    need musl-gcc make perl
    libraries=$cache/musl
    mkdir -p "$libraries/include" "$libraries/lib"
    # The kernel's headers, which musl does not bring, and the name that CPython asks for.
    mkdir -p "$libraries/kernel"
    ln -sfn /usr/include/linux "$libraries/kernel/linux"
    ln -sfn /usr/include/asm-generic "$libraries/kernel/asm-generic"
    ln -sfn "/usr/include/$(uname -m)-linux-gnu/asm" "$libraries/kernel/asm"
    cat >"$libraries/cc" <<END
#!/bin/sh
case \$1 in --print-multiarch | -print-multiarch) echo $(uname -m)-linux-musl; exit ;; esac
exec musl-gcc "\$@" -I$libraries/include -L$libraries/lib -idirafter $libraries/kernel
END
    chmod +x "$libraries/cc"
    CC=$libraries/cc
    export CC

    made zlib libz.so.1 'CFLAGS="-O2 -fPIC" ./configure --prefix="$libraries" && make -j"$(nproc)" install'
    made libffi libffi.a './configure --disable-shared --with-pic --disable-docs --disable-multi-os-directory \
        --prefix="$libraries" && make -j"$(nproc)" install'
    made openssl libssl.a './Configure linux-x86_64 no-shared no-tests no-legacy no-engine no-dso -fPIC \
        --prefix="$libraries" --libdir=lib --openssldir=/etc/ssl && make -j"$(nproc)" build_libs && make install_dev'

    # Threads of musl have 128 KiB of stack. Python needs more, and has it in Alpine's package, too.
    debian_source trixie python3.13
    DESTDIR=$cache/roots/musl build_cpython "$source" "$cache/build/musl" /opt/python \
        --with-openssl="$libraries" --with-ensurepip=no PKG_CONFIG=false \
        CPPFLAGS=-DTHREAD_STACK_SIZE=0x100000 \
        LIBFFI_CFLAGS="-I$libraries/include" LIBFFI_LIBS="-L$libraries/lib -lffi" \
        ZLIB_CFLAGS="-I$libraries/include" ZLIB_LIBS="$libraries/lib/libz.a"
    unset CC
    # The wheel of Pillow wants it.
    cp "$libraries/lib/libz.so.1" "$cache/roots/musl/usr/lib/x86_64-linux-musl/"
    [ -x "$cache/roots/musl/bin/sh" ] || in_busybox
}

in_busybox() {
    # The two links of Debian's package base-files.
    for folder in bin lib; do ln -sfn "usr/$folder" "$cache/roots/musl/$folder"; done
    for program in sh env ls cat cp mv rm mkdir ln chmod uname sleep kill true false; do
        ln -sf busybox "$cache/roots/musl/usr/bin/$program"
    done
}

# made PACKAGE LIBRARY COMMANDS: a static library, of Debian's source.
made() {
    [ -f "$libraries/lib/$2" ] && return
    debian_source bookworm "$1"
    echo "building $1"
    (cd "$source" && eval "$3") >"$libraries/$1.log" 2>&1 || {
        tail -n 20 "$libraries/$1.log" >&2
        fail "$1 could not be built; the whole log is in $libraries/$1.log."
    }
}

run() {
    in_root "$cache/roots/musl" "$@"
}
