"""What the small public classes have in common: checks of arguments, and closed classes."""

from __future__ import annotations

from typing import Any

__all__ = ["Closed", "uint32"]

UINT32_MAX = 2**32 - 1
UINT64_MAX = 2**64 - 1


def uint32(value: Any) -> int:
    """*value* as an unsigned number of 32 bits.

    Raises:
        TypeError: *value* is not an integer.
        OverflowError: *value* is negative or needs more than 64 bits.
        ValueError: *value* needs more than 32 bits.
    """
    if not isinstance(value, int):
        raise TypeError(f"{value} must be an integer")
    if value < 0:
        raise OverflowError("can't convert negative int to unsigned")
    if value > UINT64_MAX:
        raise OverflowError("int too big to convert")
    if value > UINT32_MAX:
        raise ValueError(f"{value} exceeds {UINT32_MAX}")
    return int(value)


class Closed:
    """A base whose subclasses cannot be subclassed: the client looks at their exact type."""

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        for base in cls.__bases__:
            if base is not Closed:
                raise TypeError(f"type 'aerospike.{base.__name__}' is not an acceptable base type")
