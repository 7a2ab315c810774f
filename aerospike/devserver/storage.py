"""Namespaces: where the records are."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from .model.record import Record, now_ms, now_seconds

__all__ = ["PARTITIONS", "Namespace", "partition_of"]

PARTITIONS = 4096
MAX_RECORD_SIZE = 1024 * 1024


def partition_of(digest: bytes) -> int:
    """The partition of a digest."""
    return int.from_bytes(digest[:2], "little") & (PARTITIONS - 1)


@dataclass
class Namespace:
    """The records of a namespace, which all nodes of the cluster share.

    ``lock`` is held while a command looks at records or changes them.
    """

    name: str
    default_ttl: int = 0
    max_record_size: int = MAX_RECORD_SIZE
    lock: threading.RLock = field(default_factory=threading.RLock)
    partitions: list[dict[bytes, Record]] = field(
        default_factory=lambda: [{} for _ in range(PARTITIONS)]
    )
    sets: dict[bytes, int] = field(default_factory=dict)
    """Names of the sets that have been written, to when they were truncated."""

    def find(self, digest: bytes) -> Record | None:
        """The record with a digest; one whose time is over is not there any more."""
        records = self.partitions[partition_of(digest)]
        record = records.get(digest)
        if record is not None and record.is_expired(now_seconds()):
            del records[digest]
            return None
        return record

    def store(self, record: Record) -> None:
        """Puts a record in the place of the one with its digest, if there is one."""
        self.partitions[partition_of(record.digest)][record.digest] = record
        if record.set_name:
            self.sets.setdefault(record.set_name, 0)

    def delete(self, digest: bytes) -> None:
        """Removes a record."""
        self.partitions[partition_of(digest)].pop(digest, None)

    def records(self, partition: int) -> Iterator[Record]:
        """The live records of a partition, in the order of their digests."""
        now = now_seconds()
        for _, record in sorted(self.partitions[partition].items()):
            if not record.is_expired(now):
                yield record

    def truncate(self, set_name: bytes | None, before: int) -> None:
        """Removes what was last updated before a moment, in milliseconds as ``now_ms``."""
        with self.lock:
            for records in self.partitions:
                doomed = [
                    digest
                    for digest, record in records.items()
                    if record.last_update < before
                    and (set_name is None or record.set_name == set_name)
                ]
                for digest in doomed:
                    del records[digest]
            if set_name is not None:
                self.sets[set_name] = before

    def count(self, set_name: bytes | None = None) -> int:
        """How many live records there are, in a set or in all."""
        now = now_seconds()
        return sum(
            1
            for records in self.partitions
            for record in records.values()
            if not record.is_expired(now) and (set_name is None or record.set_name == set_name)
        )

    def stamp(self, record: Record) -> None:
        """Marks a record as updated now."""
        record.last_update = now_ms()
