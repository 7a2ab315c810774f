"""Namespaces and their records."""

from __future__ import annotations

import _thread
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..errors import Result, ResultError
from ..lua.modules import Modules
from ..model.record import (
    MAX_GENERATION,
    PARTITIONS,
    Record,
    now_ms,
    now_seconds,
    partition_of,
)
from .indexes import Indexes
from .transactions import Transactions

__all__ = ["Namespace", "SetUse"]

# To release the memory of more records takes so long that a thread does it.
_MOST_TO_RELEASE = 250
_PAUSE = 0.001

MAX_RECORD_SIZE = 1024 * 1024


def _release(records: list[Record]) -> None:
    """Releases the memory of records a few at a time, so that commands are not held up."""
    while records:
        time.sleep(_PAUSE)
        del records[-_MOST_TO_RELEASE:]


@dataclass
class SetUse:
    """The size of a set or a namespace."""

    objects: int = 0
    data_used_bytes: int = 0

    def add(self, record: Record) -> None:
        """Counts a record."""
        self.objects += 1
        self.data_used_bytes += record.stored_size


@dataclass
class Namespace:
    """The records of a namespace, which all nodes of the cluster share.

    A command holds ``lock`` while it reads or changes records.
    """

    name: str
    default_ttl: int = 0
    enterprise: bool = True
    """Whether it has transactions and tombstones."""
    max_record_size: int = MAX_RECORD_SIZE
    lock: threading.RLock = field(default_factory=threading.RLock)
    partitions: list[dict[bytes, Record]] = field(
        default_factory=lambda: [{} for _ in range(PARTITIONS)]
    )
    sets: dict[bytes, int] = field(default_factory=dict)
    """The names of all sets that were written, and when they were truncated."""
    truncated: int = 0
    """When the namespace was truncated."""
    indexes: Indexes = field(default_factory=Indexes)
    modules: Modules = field(default_factory=Modules)
    """The modules of user-defined functions, those of the whole cluster."""
    counters: Counter[str] = field(default_factory=Counter)
    """Counters by the names of the server's statistics."""
    tombstones: dict[bytes, Record] = field(default_factory=dict)
    """Tombstones of durable deletes: records without bins."""
    transactions: Transactions = field(default_factory=Transactions)

    def __post_init__(self) -> None:
        self.transactions.apply = self._apply
        self._settings = self.default_ttl, self.max_record_size, self.transactions.duration

    def is_free(self, digest: bytes) -> bool:
        """Whether no transaction has locked the record, so that a read may renew it."""
        return digest not in self.transactions.locks

    def check_unlocked(self, digest: bytes) -> None:
        """Refuses to change a record that a transaction has locked.

        Raises:
            ResultError: with MRT_BLOCKED.
        """
        if self.transactions.monitors:
            self.transactions.expire()
        if not self.is_free(digest):
            raise ResultError(Result.MRT_BLOCKED, "a transaction has locked the record")

    def _apply(self, version: Record) -> None:
        """Stores the version of a transaction as the record, or as its tombstone."""
        if version.bins:
            self.store(version)
        else:
            self.partitions[partition_of(version.digest)].pop(version.digest, None)
            self.tombstones[version.digest] = version

    def find(self, digest: bytes) -> Record | None:
        """The record with a digest, unless it has expired."""
        if self.transactions.monitors:
            self.transactions.expire()
        records = self.partitions[partition_of(digest)]
        record = records.get(digest)
        if record is not None and record.void_time and record.is_expired(now_seconds()):
            del records[digest]
            self.counters["expired_objects"] += 1
            return None
        return record

    def store(self, record: Record, size: int | None = None) -> None:
        """Stores a record; it replaces one with the same digest. *size* is its size, if known.

        Raises:
            ResultError: with MRT_BLOCKED.
        """
        self.check_unlocked(record.digest)
        record.allot(size)
        if self.tombstones:
            self.tombstones.pop(record.digest, None)
        self.partitions[partition_of(record.digest)][record.digest] = record
        if record.set_name and record.set_name not in self.sets:
            self.sets[record.set_name] = 0

    def delete(self, digest: bytes) -> None:
        """Removes a record without a tombstone.

        Raises:
            ResultError: with MRT_BLOCKED.
        """
        self.check_unlocked(digest)
        self.partitions[partition_of(digest)].pop(digest, None)

    def tombstone(self, digest: bytes) -> Record | None:
        """The tombstone of a record, or None."""
        return self.tombstones.get(digest)

    def bury(self, record: Record) -> None:
        """Replaces a record by a tombstone.

        Raises:
            ResultError: with MRT_BLOCKED.
        """
        self.check_unlocked(record.digest)
        self._apply(self.tombstone_of(record))

    def tombstone_of(self, record: Record) -> Record:
        """A tombstone for a record."""
        generation = record.generation % MAX_GENERATION + 1
        tombstone = Record(record.digest, record.set_name, record.key, {}, generation)
        self.stamp(tombstone)
        return tombstone

    def records(self, partition: int) -> Iterator[Record]:
        """The live records of a partition, by descending digest."""
        if not self.partitions[partition]:
            return
        now = now_seconds()
        with self.lock:
            self.transactions.expire()
            records = sorted(self.partitions[partition].items(), reverse=True)
        for _, record in records:
            if not record.is_expired(now):
                yield record

    def truncate(self, set_name: bytes | None, before: int) -> None:
        """Removes records that were last updated before a time, in milliseconds as ``now_ms``."""
        with self.lock:
            for records in self.partitions:
                doomed = [
                    digest
                    for digest, record in records.items()
                    if record.last_update < before and set_name in (None, record.set_name)
                ]
                for digest in doomed:
                    del records[digest]
            self.tombstones = {
                digest: tombstone
                for digest, tombstone in self.tombstones.items()
                if tombstone.last_update >= before or set_name not in (None, tombstone.set_name)
            }
            if set_name is None:
                self.truncated = before
            elif set_name in self.sets:
                self.sets[set_name] = before

    def clear(self) -> None:
        """Removes all records and sets."""
        with self.lock:
            removed: list[Record] = []
            for records in self.partitions:
                if records:
                    removed += records.values()
                    records.clear()
            if len(removed) > _MOST_TO_RELEASE:
                # Unlike Thread.start(), this does not wait for the thread to run.
                _thread.start_new_thread(_release, (removed,))
            self.sets.clear()
            self.tombstones.clear()
            self.transactions.clear()

    def reset(self) -> None:
        """Makes the namespace as it was when the server started."""
        with self.lock:
            self.clear()
            self.truncated = 0
            self.indexes.clear()
            self.counters.clear()
            self.default_ttl, self.max_record_size, self.transactions.duration = self._settings

    def advance(self, seconds: int) -> None:
        """Makes all records older, and moves the time of transactions on."""
        with self.lock:
            for records in (*self.partitions, self.tombstones):
                for record in records.values():
                    record.age(seconds)
            for lock in self.transactions.locks.values():
                lock.version.age(seconds)
            self.transactions.advanced += seconds
            self.transactions.expire()

    def use(self) -> dict[bytes, SetUse]:
        """The size of each set; records without a set count for the empty name."""
        now = now_seconds()
        with self.lock:
            uses = {name: SetUse() for name in (b"", *self.sets)}
            for records in self.partitions:
                for record in records.values():
                    if not record.is_expired(now):
                        uses[record.set_name].add(record)
        return uses

    def count(self) -> int:
        """How many live records there are."""
        return sum(use.objects for use in self.use().values())

    def stamp(self, record: Record) -> None:
        """Marks a record as updated now."""
        record.last_update = now_ms()
