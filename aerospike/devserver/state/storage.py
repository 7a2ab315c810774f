"""Namespaces: where the records are."""

from __future__ import annotations

import threading
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

MAX_RECORD_SIZE = 1024 * 1024


@dataclass
class SetUse:
    """How much a set or a namespace holds."""

    objects: int = 0
    data_used_bytes: int = 0

    def add(self, record: Record) -> None:
        """Counts a record."""
        self.objects += 1
        self.data_used_bytes += record.stored_size


@dataclass
class Namespace:
    """The records of a namespace, which all nodes of the cluster share.

    ``lock`` is held while a command looks at records or changes them.
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
    """Names of the sets that have been written, to when they were truncated."""
    truncated: int = 0
    """When the namespace was truncated."""
    indexes: Indexes = field(default_factory=Indexes)
    modules: Modules = field(default_factory=Modules)
    """The modules of user-defined functions, those of the whole cluster."""
    counters: Counter[str] = field(default_factory=Counter)
    """How often commands ended how, by the names of the server's statistics."""
    tombstones: dict[bytes, Record] = field(default_factory=dict)
    """What durable deletes leave: records without bins."""
    transactions: Transactions = field(default_factory=Transactions)

    def __post_init__(self) -> None:
        self.transactions.apply = self._apply

    def is_free(self, digest: bytes) -> bool:
        """Whether no transaction has written the record, so that a read may renew it."""
        return digest not in self.transactions.locks

    def check_unlocked(self, digest: bytes) -> None:
        """Refuses to change a record of which a transaction has a version of its own.

        Raises:
            ResultError: with MRT_BLOCKED.
        """
        self.transactions.expire()
        if not self.is_free(digest):
            raise ResultError(Result.MRT_BLOCKED, "a transaction has locked the record")

    def _apply(self, version: Record) -> None:
        """Makes what a transaction has written the record, or its tombstone."""
        if version.bins:
            self.store(version)
        else:
            self.partitions[partition_of(version.digest)].pop(version.digest, None)
            self.tombstones[version.digest] = version

    def find(self, digest: bytes) -> Record | None:
        """The record with a digest; one whose time is over is not there any more."""
        self.transactions.expire()
        records = self.partitions[partition_of(digest)]
        record = records.get(digest)
        if record is not None and record.void_time and record.is_expired(now_seconds()):
            del records[digest]
            self.counters["expired_objects"] += 1
            return None
        return record

    def store(self, record: Record) -> None:
        """Puts a record in the place of the one with its digest, if there is one.

        Raises:
            ResultError: with MRT_BLOCKED.
        """
        self.check_unlocked(record.digest)
        record.allot()
        self.tombstones.pop(record.digest, None)
        self.partitions[partition_of(record.digest)][record.digest] = record
        if record.set_name:
            self.sets.setdefault(record.set_name, 0)

    def delete(self, digest: bytes) -> None:
        """Removes a record, so that nothing is left of it.

        Raises:
            ResultError: with MRT_BLOCKED.
        """
        self.check_unlocked(digest)
        self.partitions[partition_of(digest)].pop(digest, None)

    def tombstone(self, digest: bytes) -> Record | None:
        """What a durable delete has left of a record that is not there any more."""
        return self.tombstones.get(digest)

    def bury(self, record: Record) -> None:
        """Removes a record durably: a tombstone takes its place.

        Raises:
            ResultError: with MRT_BLOCKED.
        """
        self.check_unlocked(record.digest)
        self._apply(self.tombstone_of(record))

    def tombstone_of(self, record: Record) -> Record:
        """The tombstone for a record that is deleted now."""
        generation = record.generation % MAX_GENERATION + 1
        tombstone = Record(record.digest, record.set_name, record.key, {}, generation)
        self.stamp(tombstone)
        return tombstone

    def records(self, partition: int) -> Iterator[Record]:
        """The live records of a partition, those with the greatest digests first."""
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
        """Removes what was last updated before a moment, in milliseconds as ``now_ms``."""
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
        """Forgets all records and sets."""
        with self.lock:
            for records in self.partitions:
                records.clear()
            self.sets.clear()
            self.tombstones.clear()
            self.transactions.clear()

    def use(self) -> dict[bytes, SetUse]:
        """How much each set holds; the records without a set are under the empty name."""
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
