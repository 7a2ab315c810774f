# PyPy of Debian 13, which is of Python 3.11.
title="Linux x86_64, PyPy"
target=x86_64-linux-gnu.2.28
python=/usr/bin/pypy3
# The wheels of later versions need PyPy 7.3.20.
hypothesis="hypothesis<6.156"

prepare() {
    debian_root pypy trixie amd64 "$debian_python,pypy3,pypy3-venv"
}

run() {
    in_root "$cache/roots/pypy" "$@"
}
