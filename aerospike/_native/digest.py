"""Digests of keys, from the shared library."""

from __future__ import annotations

from .errors import error_from_call
from .library import borrow, load

__all__ = ["digest_of"]


def digest_of(key: bytes) -> bytes:
    """The digest of a packed key."""
    call = borrow()
    if load().bridge_key_digest(key, len(key), call.address):
        raise error_from_call(call)
    # The reply is one bin item: its header is two bytes.
    return call.take()[2:]
