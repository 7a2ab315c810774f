"""Digests of keys."""

from __future__ import annotations

import hashlib
from typing import Any

from aerospike._msgpack import Ext, packb
from aerospike._native.carrier import carrier
from aerospike._native.library import load
from aerospike._signatures import official_call
from aerospike._wire.values import unpack
from aerospike.key import check_key, text_before_nul, user_key_of

__all__ = ["calc_digest", "key_digest"]


@official_call
def calc_digest(ns: str, set: str, key: str | int | bytearray) -> bytearray:
    """The digest of a key: RIPEMD-160 over the set, the key's type and the key.

    Args:
        ns: the namespace, which the digest does not depend on.
        set: the name of the set.
        key: the user key.

    Returns:
        The 20 bytes of the digest.

    Raises:
        TypeError: an argument has the wrong type.
        ParamError: a name is too long, an integer needs more than 64 bits or a key is empty.
    """
    if not isinstance(ns, str):
        raise TypeError("Namespace should be a string")
    if not isinstance(set, str):
        raise TypeError("Set should be a string or unicode")
    if not isinstance(key, (str, int, bytearray)):
        raise TypeError("Key is invalid")
    return bytearray(key_digest((ns, set, key)))


# The particle type that stands in front of the key's bytes in the digest.
_INTEGER, _STRING, _BLOB = 1, 3, 4


def key_digest(key: Any) -> bytes:
    """The digest of a checked or unchecked key.

    Raises:
        ParamError: the key is invalid.
    """
    parts = check_key(key)
    if len(parts) == 4:
        digest: bytes = parts[3]
        return digest
    set_name, user_key = parts[1] or "", parts[2]
    if isinstance(user_key, int):
        particle, value = _INTEGER, user_key.to_bytes(8, "big", signed=True)
    elif isinstance(user_key, str):
        particle, value = _STRING, user_key.split("\0", 1)[0].encode()
    elif isinstance(user_key, Ext):
        particle, value = _STRING, text_before_nul(user_key_of(key))
    else:
        particle, value = _BLOB, user_key
    try:
        ripemd160 = hashlib.new("ripemd160", usedforsecurity=False)
    except ValueError:
        # An OpenSSL without its legacy algorithms; the C client has its own.
        return _native_digest(parts)
    ripemd160.update(set_name.encode() + bytes((particle,)) + value)
    return ripemd160.digest()


def _native_digest(parts: tuple[Any, ...]) -> bytes:
    """The same, computed by the C client from the parts of a checked key."""
    carry = carrier(load())
    digest: bytes = carry(("bridge_key_digest", packb((parts,)), None, unpack, None, None, {}))
    return digest
