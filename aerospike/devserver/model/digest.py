"""The digest of a key: RIPEMD-160 of the set and the key.

OpenSSL may lack RIPEMD-160, so this is an implementation in Python. It is for what a test orders or
loads, not for commands: clients send digests.
"""

from __future__ import annotations

import struct

from .values import Particle

__all__ = ["key_digest", "pack_key", "ripemd160"]

Key = str | int | bytes | bytearray

# The words that each round reads, and by how much it rotates, for the two lines.
_FIRST = list(range(16))
_ORDER = (7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8)


def _orders(start: list[int]) -> list[int]:
    orders = [start]
    for _ in range(4):
        orders.append([_ORDER[word] for word in orders[-1]])
    return [word for order in orders for word in order]


_LEFT_WORDS = _orders(_FIRST)
_RIGHT_WORDS = _orders([(9 * word + 5) % 16 for word in _FIRST])
# By round and word.
_ROTATIONS = (
    (11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8),
    (12, 13, 11, 15, 6, 9, 9, 7, 12, 15, 11, 13, 7, 8, 7, 7),
    (13, 15, 14, 11, 7, 7, 6, 8, 13, 14, 13, 12, 5, 5, 6, 9),
    (14, 11, 12, 14, 8, 6, 5, 5, 15, 12, 15, 14, 9, 9, 8, 6),
    (15, 12, 13, 13, 9, 5, 8, 6, 14, 11, 12, 11, 8, 6, 5, 5),
)
_LEFT_ADDED = (0, 0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xA953FD4E)
_RIGHT_ADDED = (0x50A28BE6, 0x5C4DD124, 0x6D703EF3, 0x7A6D76E9, 0)
_START: tuple[int, ...] = (0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0)
_MASK = 0xFFFFFFFF

_MIX = (
    lambda x, y, z: x ^ y ^ z,
    lambda x, y, z: (x & y) | (~x & z),
    lambda x, y, z: (x | ~y) ^ z,
    lambda x, y, z: (x & z) | (y & ~z),
    lambda x, y, z: x ^ (y | ~z),
)


def _rotate(value: int, count: int) -> int:
    value &= _MASK
    return (value << count | value >> (32 - count)) & _MASK


def _line(
    state: tuple[int, ...],
    block: tuple[int, ...],
    order: list[int],
    added: tuple[int, ...],
    mix: int,
) -> list[int]:
    a, b, c, d, e = state
    for step, word in enumerate(order):
        number = step // 16
        mixed = _MIX[number if mix > 0 else 4 - number](b, c, d)
        turned = _rotate(a + mixed + block[word] + added[number], _ROTATIONS[number][word])
        a, b, c, d, e = e, (turned + e) & _MASK, b, _rotate(c, 10), d
    return [a, b, c, d, e]


def ripemd160(data: bytes) -> bytes:
    """The RIPEMD-160 hash of some bytes."""
    padding = b"\x80" + bytes((55 - len(data)) % 64)
    padded = data + padding + struct.pack("<Q", len(data) * 8)
    state = _START
    for start in range(0, len(padded), 64):
        block = struct.unpack_from("<16I", padded, start)
        left = _line(state, block, _LEFT_WORDS, _LEFT_ADDED, 1)
        right = _line(state, block, _RIGHT_WORDS, _RIGHT_ADDED, -1)
        state = tuple(
            (state[(n + 1) % 5] + left[(n + 2) % 5] + right[(n + 3) % 5]) & _MASK for n in range(5)
        )
    return struct.pack("<5I", *state)


def pack_key(key: Key) -> bytes:
    """A user key as records store it: the particle type, then the bytes.

    Raises:
        TypeError: the key is not a string, integer or bytes.
    """
    if isinstance(key, bool) or not isinstance(key, (str, int, bytes, bytearray)):
        raise TypeError(f"a key is a str, an int or bytes, not {type(key).__name__}")
    if isinstance(key, int):
        return bytes([Particle.INTEGER]) + struct.pack(">q", key)
    if isinstance(key, str):
        return bytes([Particle.STRING]) + key.encode()
    return bytes([Particle.BLOB]) + bytes(key)


def key_digest(set_name: str | None, key: Key) -> bytes:
    """The digest by which a record is found."""
    return ripemd160((set_name or "").encode() + pack_key(key))
