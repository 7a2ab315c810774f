"""Multi-record transactions: their locks and their monitors.

A transaction writes a new version of a record, and the record stays unchanged until it is rolled
forward. Only commands of the transaction see the new version. No other command can write the
record.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from ..errors import Result, ResultError
from ..model.record import Record, now_seconds

__all__ = [
    "MAX_DURATION",
    "MAX_WRITES",
    "MONITOR_SET",
    "Lock",
    "Monitor",
    "Transactions",
    "pack_version",
]

MONITOR_SET = b"<ERO~MRT"
"""The set of the monitors of transactions."""

MAX_DURATION = 120
MAX_WRITES = 4096

# How many ended transactions are remembered.
_REMEMBERED = 10000


def pack_version(record: Record | None, advanced: int = 0) -> bytes:
    """The version of a record or a tombstone; zeros without either.

    Args:
        record: the record.
        advanced: by how many seconds records have been made older since the server started. The
            version does not change with their age.
    """
    if record is None:
        return bytes(7)
    updated = record.last_update + advanced * 1000
    return updated.to_bytes(5, "little") + record.generation.to_bytes(2, "little")


class Lock(NamedTuple):
    """The version of a record that a transaction has written; without bins, it is a delete."""

    transaction: int
    version: Record


@dataclass
class Monitor:
    """The monitor of a transaction that writes."""

    transaction: int
    deadline: int
    """In seconds, as :meth:`Transactions.now`."""
    is_committed: bool = False
    digests: set[bytes] = field(default_factory=set)
    """The records that it may have written."""


@dataclass
class Transactions:
    """The transactions of a namespace. The namespace's lock is held while they change."""

    duration: int = 10
    """The default duration of a transaction in seconds."""
    locks: dict[bytes, Lock] = field(default_factory=dict)
    """By the digests of the records."""
    monitors: dict[bytes, Monitor] = field(default_factory=dict)
    """By the digests of their keys."""
    ended: dict[bytes, Result] = field(default_factory=dict)
    """How transactions without a monitor ended."""
    apply: Callable[[Record], None] = lambda version: None
    """Stores a version as the record."""
    advanced: int = 0
    """By how many seconds the time of transactions is ahead of the clock."""

    def now(self) -> int:
        """The time of deadlines. Clients send deadlines back, so it never goes backwards."""
        return now_seconds() + self.advanced

    def begin(self, monitor: bytes, transaction: int, seconds: int) -> Monitor:
        """Creates the monitor of a transaction that may last *seconds*; 0: the default.

        Raises:
            ResultError: with MRT_MONITOR_EXISTS, or with PARAMETER if *seconds* is too great.
        """
        if monitor in self.monitors:
            raise ResultError(Result.MRT_MONITOR_EXISTS, "the transaction has begun already")
        if seconds > MAX_DURATION:
            raise ResultError(Result.PARAMETER, f"a transaction of {seconds} seconds")
        self.ended.pop(monitor, None)
        deadline = self.now() + (seconds or self.duration)
        self.monitors[monitor] = Monitor(transaction, deadline)
        return self.monitors[monitor]

    def find(self, monitor: bytes) -> Monitor:
        """The monitor of an active transaction.

        Raises:
            ResultError: the transaction has ended; the code says how.
        """
        found = self.monitors.get(monitor)
        if found is None:
            code = self.ended.get(monitor, Result.MRT_EXPIRED)
            raise ResultError(code, "the transaction has ended")
        return found

    def roll(self, digest: bytes, transaction: int, *, forward: bool) -> None:
        """Rolls a record forward to the version of a transaction, or discards that version."""
        lock = self.locks.get(digest)
        if lock is not None and lock.transaction == transaction:
            del self.locks[digest]
            if forward:
                self.apply(lock.version)

    def end(self, monitor: bytes, outcome: Result) -> None:
        """Removes a monitor, and rolls the records that are still locked."""
        ended = self.monitors.pop(monitor)
        if ended.is_committed:
            outcome = Result.MRT_COMMITTED
        for digest in ended.digests:
            self.roll(digest, ended.transaction, forward=ended.is_committed)
        self.ended[monitor] = outcome
        if len(self.ended) > _REMEMBERED:
            del self.ended[next(iter(self.ended))]

    def expire(self) -> None:
        """Ends expired transactions."""
        if not self.monitors:
            return
        now = self.now()
        for digest, monitor in list(self.monitors.items()):
            if now > monitor.deadline:
                self.end(digest, Result.MRT_EXPIRED)

    def clear(self) -> None:
        """Removes all transactions."""
        self.locks.clear()
        self.monitors.clear()
        self.ended.clear()
