"""What public classes have in common: checks of arguments, and what cannot be done with them."""

from __future__ import annotations

from typing import Any, NoReturn

__all__ = ["Closed", "NotCopied", "official_name", "uint32"]

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
            if base is not Closed and issubclass(base, Closed):
                raise TypeError(f"type 'aerospike.{base.__name__}' is not an acceptable base type")


class NotCopied:
    """A base whose instances own what there is once, and so can be neither pickled nor copied.

    A copy would be a second owner: it would release what the first one still uses.
    """

    __slots__ = ()

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"cannot pickle '{official_name(type(self))}' object")


def official_name(kind: type) -> str:
    """The name of a class as the official package tells it; a user's subclass has its own."""
    ours = kind.__module__.partition(".")[0] == "aerospike"
    return f"aerospike.{kind.__name__}" if ours else kind.__name__
