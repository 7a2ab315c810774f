"""What filters and expressions ask of a record."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ..errors import Result, ResultError
from ..model.particle import decode
from ..model.record import EPOCH, Record, now_ms, now_seconds
from ..model.values import Value

__all__ = ["RecordContext", "check_filter"]


class RecordContext:
    """A record as an expression sees it. Times are nanoseconds since the Unix epoch."""

    def __init__(self, record: Record) -> None:
        self.record = record

    def bin(self, name: bytes) -> Value:
        """The value of a bin, None where there is none."""
        return decode(self.record.bins.get(name))

    def bin_type(self, name: bytes) -> int:
        """The particle type of a bin, 0 where there is none."""
        bin = self.record.bins.get(name)
        return 0 if bin is None else bin.particle

    def set_name(self) -> bytes:
        """The name of the record's set."""
        return self.record.set_name

    def key(self) -> bytes | None:
        """The stored key: particle type and bytes."""
        return self.record.key

    def digest(self) -> bytes:
        """The record's digest."""
        return self.record.digest

    def record_size(self) -> int:
        """The record's size in bytes."""
        return self.record.size()

    def last_update(self) -> int:
        """When the record was last updated."""
        return (self.record.last_update + EPOCH * 1000) * 1_000_000

    def since_update(self) -> int:
        """Milliseconds since the record was last updated."""
        return now_ms() - self.record.last_update

    def void_time(self) -> int:
        """When the record expires; -1: never."""
        seconds = self.record.void_time
        return (seconds + EPOCH) * 1_000_000_000 if seconds else -1

    def ttl(self) -> int:
        """Seconds until the record expires; -1: never."""
        seconds = self.record.void_time
        return max(seconds - now_seconds(), 0) if seconds else -1

    def is_tombstone(self) -> bool:
        """Community has no tombstones."""
        return False


def evaluator() -> Any:
    """The package of expressions.

    Raises:
        ResultError: with UNSUPPORTED_FEATURE, there is none.
    """
    try:
        return import_module(__package__.rpartition(".")[0] + ".expression")
    except ModuleNotFoundError:
        raise ResultError(
            Result.UNSUPPORTED_FEATURE, "the development server lacks expressions"
        ) from None


def check_filter(packed: bytes | None, record: Record) -> None:
    """Refuses a record for which a filter expression is not true.

    Raises:
        ResultError: with FILTERED_OUT.
    """
    if packed is not None and evaluator().evaluate(packed, RecordContext(record)) is not True:
        raise ResultError(Result.FILTERED_OUT, "the filter expression is not true")
