"""Values that Python has no type for."""

from __future__ import annotations

from typing import Any, final

from aerospike._errors import Closed

__all__ = ["CDTInfinite", "CDTWildcard", "null"]


class null:
    """Aerospike's nil: as a bin's value it removes the bin, as an element it is stored.

    Args:
        *args: anything; ignored.
        **kwargs: anything; ignored.
    """

    __slots__ = ()
    __module__ = "aerospike"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def __repr__(self) -> str:
        return "aerospike.null()"


@final
class CDTWildcard(Closed):
    """Matches any value, and the remaining elements of a list, in list and map operations.

    Args:
        *args: anything; ignored.
        **kwargs: anything; ignored.
    """

    __slots__ = ()
    __module__ = "aerospike"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def __repr__(self) -> str:
        return "aerospike.CDTWildcard()"


@final
class CDTInfinite(Closed):
    """Is greater than any value in a comparison of list and map operations.

    Args:
        *args: anything; ignored.
        **kwargs: anything; ignored.
    """

    __slots__ = ()
    __module__ = "aerospike"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def __repr__(self) -> str:
        return "aerospike.CDTInfinite()"
