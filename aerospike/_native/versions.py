"""The versions of the shared library's parts, for reports of bugs."""

from __future__ import annotations

import ctypes

from aerospike._native.library import load

__all__ = ["library_versions"]

LIBRARIES = ("OpenSSL", "libuv", "LibYAML", "zlib", "Lua")


def library_versions() -> dict[str, str]:
    """Where the library is, and the versions of what it has, by name.

    Raises:
        ClientError: the library does not load.
    """
    library = load()
    versions = (ctypes.c_char_p * len(LIBRARIES))()
    library.bridge_library_versions(versions)
    found = {"library": str(library.path), "C client": library.bridge_c_client_version().decode()}
    for name, version in zip(LIBRARIES, versions):
        # Some give their own names with it: "OpenSSL 3.0.1 …", "Lua 5.4.6".
        found[name] = (version or b"unknown").decode().removeprefix(f"{name} ")
    return found
