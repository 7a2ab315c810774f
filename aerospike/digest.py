"""Digests of keys, from the shared library."""

from __future__ import annotations

from aerospike._native.errors import error_from_call
from aerospike._native.library import borrow, load

__all__ = ["digest_of"]


def digest_of(key: bytes) -> bytes:
    """The digest of a packed key."""
    call = borrow()
    size = load().bridge_key_digest(key, len(key), call.address)
    if size < 0:
        raise error_from_call(call)
    # The reply is one bin item: its header is two bytes.
    digest = bytes(call.take(size)[2:])
    call.give_back()
    return digest
