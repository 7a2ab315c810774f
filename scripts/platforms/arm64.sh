# Linux aarch64 with glibc: Debian 12, its Python 3.11, under qemu-user.
title="Linux aarch64, glibc 2.36, under qemu"
target=aarch64-linux-gnu.2.28
python=/usr/bin/python3.11

# The first bytes of a binary for 64-bit ARM, the bits of them that count, and who runs it. F: it is
# opened here, and serves roots that do not have it.
handler=':aarch64:M::\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00'
handler="$handler:\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\x00\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff"
handler="$handler\\xfe\\xff\\xff\\xff:$(command -v qemu-aarch64-static || :):F"

prepare() {
    needed="mmdebstrap qemu-user-static"
    need qemu-aarch64-static
    debian_root arm64 bookworm arm64 "$debian_python,python3.11,python3.11-venv"
}

run() {
    UNDER_QEMU=1 in_root "$cache/roots/arm64" "$@"
}
