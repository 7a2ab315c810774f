"""Records as filters and expressions see them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..errors import Result, ResultError
from ..model.particle import decode
from ..model.record import EPOCH, Record, now_ms, now_seconds
from ..model.values import REMOVED, UNKNOWN, Value
from .compiled import Expression, compile_expression
from .nodes import Type, malformed

__all__ = ["METADATA", "RecordContext", "check_condition", "check_filter", "evaluate"]


class RecordContext:
    """A record as an expression sees it. Times are nanoseconds since the Unix epoch."""

    loop_variables: Mapping[int, Value] | None = None
    """Only elements on a path have variables."""

    def __init__(self, record: Record) -> None:
        self.record = record

    def bin(self, name: bytes) -> Value:
        """The value of a bin, None if it does not exist."""
        return decode(self.record.bins.get(name))

    def bin_type(self, name: bytes) -> int:
        """The particle type of a bin, 0 if it does not exist."""
        bin = self.record.bins.get(name)
        return 0 if bin is None else bin.particle

    def metadata(self, name: str) -> Value:
        """A part of the metadata: *name* is one of :data:`METADATA`."""
        return METADATA[name](self)

    def set_name(self) -> bytes:
        """The name of the record's set."""
        return self.record.set_name

    def key(self) -> bytes | None:
        """The stored key: particle type and bytes."""
        return self.record.key

    def key_exists(self) -> bool:
        """Whether the record has a stored key."""
        return self.record.key is not None

    def digest(self) -> bytes:
        """The record's digest."""
        return self.record.digest

    def device_size(self) -> int:
        """Always 0: records are not on a device."""
        return 0

    def record_size(self) -> int:
        """The size in bytes of the record as it was stored last."""
        return self.record.stored_size

    def last_update(self) -> int:
        """When the record was last updated."""
        return (self.record.last_update + EPOCH * 1000) * 1_000_000

    def since_update(self) -> int:
        """Milliseconds since the record was last updated."""
        return max(now_ms() - self.record.last_update, 0)

    def void_time(self) -> int:
        """When the record expires; -1: never."""
        seconds = self.record.void_time
        return (seconds + EPOCH) * 1_000_000_000 if seconds else -1

    def ttl(self) -> int:
        """Seconds until the record expires; -1: never."""
        seconds = self.record.void_time
        return max(seconds - now_seconds(), 0) if seconds else -1

    def is_tombstone(self) -> bool:
        """Always False: only records are evaluated."""
        return False


METADATA: dict[str, Callable[[RecordContext], Value]] = {
    "device_size": RecordContext.device_size,
    "digest": RecordContext.digest,
    "is_tombstone": RecordContext.is_tombstone,
    "key": RecordContext.key,
    "key_exists": RecordContext.key_exists,
    "last_update": RecordContext.last_update,
    "memory_size": RecordContext.record_size,
    "record_size": RecordContext.record_size,
    "set_name": RecordContext.set_name,
    "since_update": RecordContext.since_update,
    "ttl": RecordContext.ttl,
    "void_time": RecordContext.void_time,
}
"""The names that :meth:`RecordContext.metadata` knows."""


def evaluate(packed: bytes, record: Record) -> Value:
    """The value of an expression for a record, or ``UNKNOWN``.

    Raises:
        ResultError: with PARAMETER, the expression is malformed.
    """
    value = compile_expression(packed).value(RecordContext(record))
    return UNKNOWN if value is REMOVED else value


def check_condition(packed: bytes) -> Expression:
    """A compiled filter expression.

    Raises:
        ResultError: with PARAMETER, the expression is malformed or not a condition.
    """
    expression = compile_expression(packed)
    if expression.type is not Type.BOOL:
        raise malformed("that is not a condition, as a filter")
    return expression


def check_filter(packed: bytes | None, record: Record) -> None:
    """Refuses a record for which a filter expression is not true.

    Raises:
        ResultError: with FILTERED_OUT, or with PARAMETER if the expression is not a condition.
    """
    if packed is not None and check_condition(packed).value(RecordContext(record)) is not True:
        raise ResultError(Result.FILTERED_OUT, "the filter expression is not true")
