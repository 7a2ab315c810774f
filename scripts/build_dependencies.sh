#!/bin/sh
# Builds the libraries of native/dependencies.txt for a platform: static, with hidden symbols, into
# build/dependencies/TARGET. Does nothing when nothing has changed.
#
#   TARGET=NAME                  the platform: the first column of native/targets.txt
#   AEROSPIKE_SOURCES=DIR        take the sources from this directory; nothing else is asked
#   AEROSPIKE_BUILD_CACHE=DIR    keep compiler, sources and libraries here, not in build
#   PYTHON=python3               the interpreter whose pip fetches the compiler
#
# It needs make and perl, which OpenSSL is built with.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
python=${PYTHON:-python3}
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)

fail() {
    echo "build_dependencies.sh: $1" >&2
    exit 1
}

[ -n "${TARGET:-}" ] || fail "TARGET is not set; native/targets.txt has the platforms."
# shellcheck source=target.sh
. "$root/scripts/target.sh"
for tool in make perl; do
    command -v "$tool" >/dev/null 2>&1 || fail "the program '$tool' is missing."
done

stamp=$(cd "$root" &&
    cat native/dependencies.txt native/toolchain.txt scripts/build_dependencies.sh scripts/target.sh |
    cksum)
if [ "$(cat "$dependencies/.complete" 2>/dev/null)" = "$stamp" ]; then
    echo "up to date: $dependencies"
    exit 0
fi

matches() { # FILE SHA256
    [ -f "$1" ] && [ "$(sha256sum <"$1" | cut -d' ' -f1)" = "$2" ]
}

# Gets a source into $sources, from Debian's archive as this machine knows it, or from its address.
sources="$cache/sources"
get() { # FILE SHA256 PATH ADDRESS
    helper=/usr/lib/apt/apt-helper
    if [ -x "$helper" ]; then
        for archive in $(apt-get indextargets --format '$(REPO_URI)' | sort -u); do
            "$helper" download-file "$archive$3" "$1" "SHA256:$2" >/dev/null 2>&1 && return
        done
    fi
    "$python" -c 'import sys, urllib.request; urllib.request.urlretrieve(*sys.argv[1:])' \
        "$4" "$1" 2>/dev/null || true
}

# Unpacks a library's source into a directory of its own and goes there; sets $version.
unpack() { # NAME
    # shellcheck disable=SC2046
    set -- "$1" $(awk -v name="$1" '$1 == name' "$root/native/dependencies.txt")
    version=$3
    file=$(basename "$5")
    if [ -n "${AEROSPIKE_SOURCES:-}" ]; then
        file="$AEROSPIKE_SOURCES/$file"
        [ -f "$file" ] || fail "AEROSPIKE_SOURCES has no $(basename "$file")."
    else
        file="$sources/$file"
        mkdir -p "$sources"
        matches "$file" "$4" || get "$file" "$4" "$5" "$6"
        [ -f "$file" ] || fail "$5 is neither in Debian's archive nor at $6."
    fi
    matches "$file" "$4" || fail "$file has not the sha256 that native/dependencies.txt says: $4"
    mkdir -p "$dependencies/source/$1"
    cd "$dependencies/source/$1"
    tar -xzf "$file" --strip-components=1
}

# Compiles files of this directory into a library.
library() { # LIBRARY FLAGS FILE...
    name=$1
    flags=$2
    shift 2
    printf '%s\n' "$@" | sed 's/\.c$//' |
        xargs -P "$jobs" -I {} sh -c "target-cc -O2 -w $target_flags $flags -c {}.c -o {}.o" ||
        fail "$name did not compile."
    target-ar rcsD "$dependencies/lib/$name" $(printf '%s\n' "$@" | sed 's/c$/o/')
}

rm -rf "$dependencies"
mkdir -p "$dependencies/include" "$dependencies/lib"

unpack zlib
library libz.a "-D_LARGEFILE64_SOURCE=1 -DHAVE_HIDDEN -DHAVE_UNISTD_H" ./*.c
cp zlib.h zconf.h "$dependencies/include"

unpack LibYAML
echo "$version" | {
    IFS=. read -r major minor patch
    printf '#define YAML_VERSION_%s\n' "MAJOR $major" "MINOR $minor" "PATCH $patch" \
        "STRING \"$version\""
} >include/config.h
library libyaml.a "-DHAVE_CONFIG_H -DYAML_DECLARE_STATIC -Iinclude" src/*.c
cp include/yaml.h "$dependencies/include"

unpack libuv
posix="async core dl fs getaddrinfo getnameinfo loop-watcher loop pipe poll process proctitle
    random-devurandom signal stream tcp thread tty udp"
case $system in
linux)
    defined="-D_GNU_SOURCE -D_POSIX_C_SOURCE=200112"
    own="$posix linux procfs-exepath random-getrandom random-sysctl-linux"
    ;;
macos)
    defined="-D_DARWIN_UNLIMITED_SELECT=1 -D_DARWIN_USE_64_BIT_INODE=1"
    own="$posix bsd-ifaddrs kqueue random-getentropy darwin-proctitle darwin fsevents"
    ;;
windows)
    defined="-DWIN32_LEAN_AND_MEAN -D_CRT_DECLARE_NONSTDC_NAMES=0"
    own=
    ;;
esac
files=
for file in $own; do files="$files src/unix/$file.c"; done
[ "$system" != windows ] || files=$(echo src/win/*.c)
sed 's/visibility("default")/visibility("hidden")/' include/uv.h >uv.h
mv uv.h include/uv.h
# shellcheck disable=SC2086
library libuv.a "$defined -Iinclude -Isrc" src/*.c $files
cp -R include/uv.h include/uv "$dependencies/include"

# OpenSSL: no configuration file and no modules, which would be those of the machine's own OpenSSL.
# The C client speaks TLS 1.2 at most, so the algorithms that only other protocols have are left out.
unpack OpenSSL
if [ "$system" = macos ]; then
    # Zig's linker reads no list of exports for macOS, so the assembler has to hide its symbols.
    # The linker exports a common symbol, hidden or not, so the one that there is becomes another kind.
    for file in crypto/perlasm/arm-xlate.pl crypto/perlasm/x86_64-xlate.pl crypto/x86_64cpuid.pl; do
        sed -e 's/= "\.globl.\$name" if/= ".globl\t$name\\n.private_extern\t$name" if/' \
            -e 's/\$\$line = \$globals{\$\$line} if (\$prefix);/$$line .= "\\n.private_extern\t$$line" if ($prefix \&\& ($$line = $globals{$$line}));/' \
            -e 's/^\.comm\t\(OPENSSL_ia32cap_P,[0-9]*\),4/.zerofill\t__DATA,__bss,_\1,2/' \
            "$file" >"$file.new"
        cmp -s "$file" "$file.new" && fail "the symbols of $file could not be hidden."
        mv "$file.new" "$file"
    done
fi
# shellcheck disable=SC2086
perl ./Configure "$openssl_target" no-shared no-module no-dso no-engine no-legacy \
    no-autoload-config no-apps no-docs no-tests no-ui-console no-http no-comp no-dtls no-ssl3 \
    no-quic no-nextprotoneg no-srp no-srtp no-ct no-ocsp no-cmp no-cms no-ts no-rfc3779 no-gost \
    no-argon2 no-aria no-bf no-blake2 no-cast no-ec2m no-idea no-md4 no-mdc2 no-ml-dsa no-ml-kem \
    no-ocb no-rc2 no-rmd160 no-seed no-siphash no-siv no-slh-dsa no-sm2 no-sm3 no-sm4 no-whirlpool \
    --prefix=/usr --openssldir=/etc/ssl --libdir=lib \
    CC=target-cc AR=target-ar RANLIB=target-ranlib \
    -O2 $target_flags >configure.log 2>&1 || fail "OpenSSL refused its configuration: $PWD/configure.log"
make -j"$jobs" build_libs >make.log 2>&1 || {
    tail -n 20 make.log >&2
    fail "OpenSSL did not compile; the whole log is in $PWD/make.log."
}
cp libssl.a libcrypto.a "$dependencies/lib"
cp -R include/openssl "$dependencies/include"

cd "$root"
rm -rf "$dependencies/source"
echo "$stamp" >"$dependencies/.complete"
echo "built: $dependencies"
