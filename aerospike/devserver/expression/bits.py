"""The bits of integers."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import and_, invert, or_, xor

from .arithmetic import integers, of_types
from .builder import Build, Builder, Builders, at_least
from .nodes import Node, Type, strict

__all__ = ["BUILDERS"]

_BITS = 64
_ALL_BITS = (1 << _BITS) - 1
# Processors use this many bits of the distance of a shift.
_SHIFT_MASK = _BITS - 1


def _folded(function: Callable[[int, int], int]) -> Build:
    def build(builder: Builder, count: int) -> Node:
        at_least(count, 1)
        arguments = [builder.of_type(Type.INT) for _ in range(count)]
        return strict(Type.INT, arguments, lambda *values: reduce(function, values))

    return build


def _shift_left(value: int, distance: int) -> int:
    return value << (distance & _SHIFT_MASK)


def _shift_right(value: int, distance: int) -> int:
    return (value & _ALL_BITS) >> (distance & _SHIFT_MASK)


def _shift_right_signed(value: int, distance: int) -> int:
    return value >> (distance & _SHIFT_MASK)


def _count(value: int) -> int:
    return bin(value & _ALL_BITS).count("1")


def _searched(value: int, wanted: bool) -> int:
    return (value if wanted else ~value) & _ALL_BITS


def _first(value: int, wanted: bool) -> int:
    """The position of the first bit with a value, counted from the left; -1: no bit has it."""
    bits = _searched(value, wanted)
    return _BITS - bits.bit_length() if bits else -1


def _last(value: int, wanted: bool) -> int:
    """The position of the last bit with a value, counted from the left; -1: no bit has it."""
    bits = _searched(value, wanted)
    return _BITS - (bits & -bits).bit_length() if bits else -1


_INT = Type.INT

BUILDERS: Builders = {
    32: _folded(and_),
    33: _folded(or_),
    34: _folded(xor),
    35: of_types((_INT,), _INT, invert),
    36: of_types((_INT, _INT), _INT, integers(_shift_left)),
    37: of_types((_INT, _INT), _INT, integers(_shift_right)),
    38: of_types((_INT, _INT), _INT, _shift_right_signed),
    39: of_types((_INT,), _INT, _count),
    40: of_types((_INT, Type.BOOL), _INT, _first),
    41: of_types((_INT, Type.BOOL), _INT, _last),
}
