"""A record: its bins and its metadata."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from .particle import Bin, flat_size

__all__ = [
    "EPOCH",
    "MAX_GENERATION",
    "PARTITIONS",
    "Record",
    "now_ms",
    "now_seconds",
    "partition_of",
]

EPOCH = 1262304000
"""The server counts time from the start of 2010."""

MAX_GENERATION = 0xFFFF
PARTITIONS = 4096

# The server stores a record in blocks: a header, optional parts, the bins, and an end mark.
_HEADER_SIZE = 35
_VOID_TIME_SIZE = 4
_END_MARK_SIZE = 4
_BLOCK_SIZE = 16


def now_ms() -> int:
    """Milliseconds since :data:`EPOCH`."""
    return int((time.time() - EPOCH) * 1000)


def now_seconds() -> int:
    """Seconds since :data:`EPOCH`."""
    return int(time.time() - EPOCH)


def partition_of(digest: bytes) -> int:
    """The partition of a digest."""
    return (digest[0] | digest[1] << 8) & (PARTITIONS - 1)


def _varint_size(value: int) -> int:
    return max(1, (value.bit_length() + 6) // 7)


@dataclass(slots=True)
class Record:
    """A record. Its ``key`` is the stored user key: particle type and bytes."""

    digest: bytes
    set_name: bytes = b""
    key: bytes | None = None
    bins: dict[bytes, Bin] = field(default_factory=dict)
    generation: int = 0
    void_time: int = 0
    """When it expires, in seconds since :data:`EPOCH`; 0: never."""
    last_update: int = 0
    """In milliseconds since :data:`EPOCH`."""
    stored_size: int = _BLOCK_SIZE
    """The size in bytes of its blocks when it was last stored."""

    def is_expired(self, now: int) -> bool:
        """Whether the record has expired at *now*, in seconds since :data:`EPOCH`."""
        return self.void_time != 0 and now > self.void_time

    def age(self, seconds: int) -> None:
        """Makes the record older, as if it had been written *seconds* earlier."""
        if self.void_time:
            # 0 would mean that it never expires.
            self.void_time = max(self.void_time - seconds, 1)
        self.last_update = max(self.last_update - seconds * 1000, 0)

    def remove_bin(self, name: bytes) -> None:
        """Removes a bin if it exists; the last bin moves to its place, as on the server."""
        if name not in self.bins:
            return
        last, value = self.bins.popitem()
        if last == name:
            return
        self.bins = {
            last if other == name else other: value if other == name else bin
            for other, bin in self.bins.items()
        }

    def size(self) -> int:
        """How many bytes the server needs to store the record. It limits them."""
        size = _HEADER_SIZE + _END_MARK_SIZE
        if self.void_time:
            size += _VOID_TIME_SIZE
        if self.set_name:
            size += 1 + len(self.set_name)
        if self.key is not None:
            size += _varint_size(len(self.key)) + len(self.key)
        if self.bins:
            size += _varint_size(len(self.bins))
        for name, bin in self.bins.items():
            size += 1 + len(name) + flat_size(bin)
        return size

    def allot(self, size: int | None = None) -> None:
        """Updates the stored size; *size* is that of the record, if it is known."""
        self.stored_size = -(-(size or self.size()) // _BLOCK_SIZE) * _BLOCK_SIZE

    def copy(self) -> Record:
        """A copy whose bins may be changed."""
        return Record(
            self.digest,
            self.set_name,
            self.key,
            dict(self.bins),
            self.generation,
            self.void_time,
            self.last_update,
            self.stored_size,
        )
