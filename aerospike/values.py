"""Values that Python has no type for."""

from __future__ import annotations

__all__ = ["CDTInfinite", "CDTWildcard", "null"]


class null:
    """Aerospike's nil: as a bin's value it removes the bin, as an element it is stored."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "aerospike.null()"


class CDTWildcard:
    """Matches any value in a comparison of list and map operations, for the rest of a list."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "aerospike.CDTWildcard()"


class CDTInfinite:
    """Is greater than any value in a comparison of list and map operations."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "aerospike.CDTInfinite()"
