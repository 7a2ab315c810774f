"""MurmurHash3 with 128 bits, the hash of elements in HyperLogLogs."""

from __future__ import annotations

__all__ = ["murmur_hash"]

_MASK = 2**64 - 1
_FACTORS = (0x87C37B91114253D5, 0x4CF5AD432745937F)
_BLOCK_SIZE = 16
_HALF_SIZE = 8


def _rotated(value: int, distance: int) -> int:
    value &= _MASK
    return (value << distance | value >> (64 - distance)) & _MASK


def _first_mixed(half: int) -> int:
    return _rotated(half * _FACTORS[0], 31) * _FACTORS[1] & _MASK


def _second_mixed(half: int) -> int:
    return _rotated(half * _FACTORS[1], 33) * _FACTORS[0] & _MASK


def _finished(value: int) -> int:
    value ^= value >> 33
    value = value * 0xFF51AFD7ED558CCD & _MASK
    value ^= value >> 33
    value = value * 0xC4CEB9FE1A85EC53 & _MASK
    return value ^ value >> 33


def _halves(block: bytes) -> tuple[int, int]:
    return (
        int.from_bytes(block[:_HALF_SIZE], "little"),
        int.from_bytes(block[_HALF_SIZE:], "little"),
    )


def murmur_hash(data: bytes) -> tuple[int, int]:
    """The two halves of the hash, with a seed of zero."""
    first = second = 0
    whole = len(data) - len(data) % _BLOCK_SIZE
    for at in range(0, whole, _BLOCK_SIZE):
        one, two = _halves(data[at : at + _BLOCK_SIZE])
        first = _rotated(first ^ _first_mixed(one), 27) + second
        first = (first * 5 + 0x52DCE729) & _MASK
        second = _rotated(second ^ _second_mixed(two), 31) + first
        second = (second * 5 + 0x38495AB5) & _MASK
    one, two = _halves(data[whole:])
    first ^= _first_mixed(one) ^ len(data)
    second ^= _second_mixed(two) ^ len(data)
    first = (first + second) & _MASK
    second = (second + first) & _MASK
    first, second = _finished(first), _finished(second)
    first = (first + second) & _MASK
    return first, (second + first) & _MASK
