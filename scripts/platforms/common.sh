# Sourced by scripts/test_platform.sh: what the platforms share.
#
#   cache=DIR      set by the sourcing script: where roots, interpreters and sources are kept
#   work=DIR       set by the sourcing script: /w in a root

fail() {
    echo "test_platform.sh: $1" >&2
    exit 1
}

# environment FOLDER: a virtual environment, where nothing is yet.
environment() {
    run "$python" -m venv "$1"
}

need() {
    for program; do
        command -v "$program" >/dev/null 2>&1 ||
            fail "the program '$program' is missing; on Debian and Ubuntu: apt-get install $needed"
    done
}

# The mirror of Debian that apt uses.
debian_mirror() {
    mirror=${DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 2>/dev/null |
        grep -m 1 -E '/debian/?$')} || true
    [ -n "$mirror" ] || fail "apt has no mirror of Debian; set DEBIAN_MIRROR to the address of one."
}

# debian_root NAME SUITE ARCHITECTURE PACKAGES: a folder with these packages and what they depend
# on, extracted. Nothing in it runs while it is made.
debian_root() {
    root=$cache/roots/$1
    [ -f "$root/.complete" ] && return
    needed="mmdebstrap qemu-user-static"
    need mmdebstrap
    debian_mirror
    echo "making the root of $1"
    rm -rf "$root"
    mkdir -p "$cache/roots"
    # A mirror may be a snapshot, whose lists are old.
    mmdebstrap --quiet --variant=extract --architectures="$3" --include="$4" \
        --aptopt='Acquire::Check-Valid-Until "false"' \
        --keyring=/usr/share/keyrings/debian-archive-keyring.gpg "$2" "$root" "$mirror" ||
        fail "the root of $1 could not be made."
    touch "$root/.complete"
}

# in_root ROOT COMMAND...: runs a command in a root, in namespaces of its own. It has the machine's
# network, names and certificates. A handler for foreign binaries, if $handler names one, is known
# in there alone (Linux 6.7 or later).
in_root() {
    folder=$1
    shift
    mkdir -p "$folder/w" "$folder/proc" "$folder/dev" "$folder/tmp" "$folder/etc/ssl/certs"
    touch "$folder/etc/resolv.conf" "$folder/etc/hosts"
    # Without it, older versions of glibc ask for "localhost" elsewhere.
    [ -f "$folder/etc/nsswitch.conf" ] || echo "hosts: files dns" >"$folder/etc/nsswitch.conf"
    # shellcheck disable=SC2016
    folder=$folder work=$work handler=${handler:-} unshare --user --map-root-user --mount --pid \
        --fork sh -ec '
        if [ -n "$handler" ]; then
            mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
            printf "%s" "$handler" >/proc/sys/fs/binfmt_misc/register
        fi
        mount -t proc proc "$folder/proc"
        mount --rbind /dev "$folder/dev"
        mount --rbind "$work" "$folder/w"
        for file in /etc/resolv.conf /etc/hosts /etc/ssl/certs; do
            mount --rbind "$(readlink -f "$file")" "$folder$file"
        done
        exec chroot "$folder" /usr/bin/env -u LD_PRELOAD HOME=/tmp TMPDIR=/tmp \
            PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin "$@"
        ' sh "$@"
}

# debian_source SUITE PACKAGE: sets $source to the unpacked source that Debian builds a package of.
# Apt has a state of its own for it: the machine's lists stay as they are.
debian_source() {
    source=$cache/sources/$2
    [ -f "$source/.complete" ] && return
    needed="apt gpg xz-utils"
    need apt-get xz
    debian_mirror
    state=$cache/apt/$1
    mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$cache/sources"
    touch "$state/status"
    keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    echo "deb-src [signed-by=$keyring] $mirror $1 main" >"$state/sources.list"
    (
        cd "$state"
        package=$2
        set -- -q -o "Dir::State::Lists=$state/lists" -o "Dir::State::status=$state/status" \
            -o "Dir::Cache=$state/cache" -o "Dir::Etc::SourceList=$state/sources.list" \
            -o Dir::Etc::SourceParts=/dev/null
        apt-get "$@" update && apt-get "$@" source --download-only --tar-only "$package"
    ) >"$state/log" 2>&1 || {
        tail -n 5 "$state/log" >&2
        fail "Debian's source of $2 could not be had from $1."
    }
    rm -rf "$source"
    mkdir "$source"
    tar -xf "$(ls -t "$state/$2"_*.orig.tar.* | grep -v '\.asc$' | head -n 1)" -C "$source" \
        --strip-components=1
    touch "$source/.complete"
}

# build_cpython SOURCE BUILD PREFIX OPTIONS...: CPython, unless it is there.
build_cpython() {
    cpython=$1 build=$2 prefix=$3
    shift 3
    [ -x "${DESTDIR:-}$prefix/bin/python3" ] && return
    needed="gcc make libffi-dev libssl-dev zlib1g-dev libsqlite3-dev"
    need cc make
    echo "building CPython; this takes some minutes"
    rm -rf "$build"
    mkdir -p "$build"
    (
        cd "$build"
        "$cpython/configure" --prefix="$prefix" "$@" CFLAGS=-g0
        make -j"$(nproc)"
        make install DESTDIR="${DESTDIR:-}"
    ) >"$build.log" 2>&1 || {
        tail -n 20 "$build.log" >&2
        fail "CPython could not be built; the whole log is in $build.log."
    }
    rm -rf "$build"
}
