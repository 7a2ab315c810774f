"""Multi-record transactions."""

from __future__ import annotations

import secrets
from typing import Any

from aerospike.constants import TXN_STATE_OPEN

__all__ = ["Transaction"]

CAPACITY_LIMIT = 2**32 - 1


def _check_uint32(name: str, value: Any) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{value} must be an integer ({name})")
    if value < 0:
        raise OverflowError(f"can't convert negative int to unsigned ({name}: {value})")
    if value > CAPACITY_LIMIT:
        raise ValueError(f"{value} exceeds {CAPACITY_LIMIT} ({name})")
    return int(value)


class Transaction:
    """A multi-record transaction (server 8.0, Enterprise).

    Args:
        reads_capacity: how many reads to make room for.
        writes_capacity: how many writes to make room for.

    Raises:
        TypeError: an argument is not an integer.
        OverflowError: an argument is negative.
        ValueError: an argument needs more than 32 bits.
    """

    __slots__ = ("_id", "_timeout", "reads_capacity", "writes_capacity")

    def __init__(self, reads_capacity: int = 128, writes_capacity: int = 128) -> None:
        self.reads_capacity = _check_uint32("reads_capacity", reads_capacity)
        self.writes_capacity = _check_uint32("writes_capacity", writes_capacity)
        self._id = secrets.randbits(63) or 1
        self._timeout = 0

    @property
    def id(self) -> int:
        """The transaction's number."""
        return self._id

    @property
    def in_doubt(self) -> bool:
        """Whether a commit may have happened in spite of an error."""
        return False

    @property
    def state(self) -> int:
        """One of the ``TXN_STATE_*`` constants."""
        return TXN_STATE_OPEN

    @property
    def timeout(self) -> int:
        """Seconds from the first write to the moment when the server gives up; 0: its default."""
        return self._timeout

    @timeout.setter
    def timeout(self, value: int) -> None:
        self._timeout = _check_uint32("timeout", value)
