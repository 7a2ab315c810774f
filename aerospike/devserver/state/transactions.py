"""Multi-record transactions: what each has written so far, and their monitors.

A record that a transaction writes stays as it is until the transaction is rolled forward: the new
version waits apart. All but the transaction's own commands see the record as it was, and none can
write it.
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
"""The set that the monitors of transactions are in, as far as clients can tell."""

MAX_DURATION = 120
MAX_WRITES = 4096

# How many transactions that have ended are remembered.
_REMEMBERED = 10000


def pack_version(record: Record | None) -> bytes:
    """The version of a record, or of its tombstone; zeros where there is neither."""
    if record is None:
        return bytes(7)
    return record.last_update.to_bytes(5, "little") + record.generation.to_bytes(2, "little")


class Lock(NamedTuple):
    """The version of a record that a transaction has written; one without bins deletes it."""

    transaction: int
    version: Record


@dataclass
class Monitor:
    """What the server keeps of a transaction that writes."""

    transaction: int
    deadline: int
    """In seconds since the server's epoch."""
    is_committed: bool = False
    digests: set[bytes] = field(default_factory=set)
    """The records that it may have written."""


@dataclass
class Transactions:
    """The transactions of a namespace. The namespace's lock is held while they change."""

    duration: int = 10
    """How many seconds a transaction may take that does not say."""
    locks: dict[bytes, Lock] = field(default_factory=dict)
    """By the digests of the records."""
    monitors: dict[bytes, Monitor] = field(default_factory=dict)
    """By the digests of their keys."""
    ended: dict[bytes, Result] = field(default_factory=dict)
    """How transactions without a monitor ended."""
    apply: Callable[[Record], None] = lambda version: None
    """Puts a version in the place of the record."""

    def begin(self, monitor: bytes, transaction: int, seconds: int) -> Monitor:
        """Makes the monitor of a transaction that may take *seconds*, 0 being the default.

        Raises:
            ResultError: with MRT_MONITOR_EXISTS, or with PARAMETER if it would take too long.
        """
        if monitor in self.monitors:
            raise ResultError(Result.MRT_MONITOR_EXISTS, "the transaction has begun already")
        if seconds > MAX_DURATION:
            raise ResultError(Result.PARAMETER, f"a transaction of {seconds} seconds")
        self.ended.pop(monitor, None)
        deadline = now_seconds() + (seconds or self.duration)
        self.monitors[monitor] = Monitor(transaction, deadline)
        return self.monitors[monitor]

    def find(self, monitor: bytes) -> Monitor:
        """The monitor of a transaction that has begun and not ended.

        Raises:
            ResultError: with how it ended.
        """
        found = self.monitors.get(monitor)
        if found is None:
            code = self.ended.get(monitor, Result.MRT_EXPIRED)
            raise ResultError(code, "the transaction has ended")
        return found

    def roll(self, digest: bytes, transaction: int, *, forward: bool) -> None:
        """Makes what a transaction has written to a record take effect, or forgets it."""
        lock = self.locks.get(digest)
        if lock is not None and lock.transaction == transaction:
            del self.locks[digest]
            if forward:
                self.apply(lock.version)

    def end(self, monitor: bytes, outcome: Result) -> None:
        """Removes a monitor, and rolls what its transaction has left."""
        ended = self.monitors.pop(monitor)
        if ended.is_committed:
            outcome = Result.MRT_COMMITTED
        for digest in ended.digests:
            self.roll(digest, ended.transaction, forward=ended.is_committed)
        self.ended[monitor] = outcome
        if len(self.ended) > _REMEMBERED:
            del self.ended[next(iter(self.ended))]

    def expire(self) -> None:
        """Ends the transactions whose time is over."""
        if not self.monitors:
            return
        now = now_seconds()
        for digest, monitor in list(self.monitors.items()):
            if now > monitor.deadline:
                self.end(digest, Result.MRT_EXPIRED)

    def clear(self) -> None:
        """Forgets all transactions."""
        self.locks.clear()
        self.monitors.clear()
        self.ended.clear()
