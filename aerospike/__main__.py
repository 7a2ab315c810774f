"""``python -m aerospike``: the versions of all parts, for reports of bugs."""

from __future__ import annotations

import platform
import sys
from importlib import metadata

from aerospike._native.versions import library_versions
from aerospike._version import __version__
from aerospike.exception import ClientError

PYTHON_PACKAGES = ("ormsgpack", "msgpack", "lupa", "pyarrow", "gevent")


def facts() -> dict[str, str]:
    """What is known without the shared library."""
    build = platform.python_implementation()
    is_locked = getattr(sys, "_is_gil_enabled", lambda: True)()
    found = {
        "aerospike": __version__,
        "Python": f"{platform.python_version()} ({build}{'' if is_locked else ', GIL off'})",
        "platform": platform.platform(),
        "machine": platform.machine(),
    }
    for name in PYTHON_PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def main() -> int:
    """Print the versions; returns 1 if the shared library does not load."""
    found = facts()
    problem = ""
    try:
        found |= library_versions()
    except ClientError as error:
        problem = " ".join(filter(None, (error.msg, error.detail)))
    width = max(map(len, found)) + 1
    for name, value in found.items():
        print(f"{name + ':':<{width}} {value}")
    if problem:
        print(problem, file=sys.stderr)
    return 1 if problem else 0


if __name__ == "__main__":
    sys.exit(main())
