"""A record: its bins and its metadata."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from .particle import Bin

__all__ = ["EPOCH", "MAX_GENERATION", "Record", "now_ms", "now_seconds"]

EPOCH = 1262304000
"""The server counts time from the beginning of 2010."""

MAX_GENERATION = 0xFFFF

# What the server stores for a record besides its bins, in memory.
OVERHEAD = 64


def now_ms() -> int:
    """Milliseconds since :data:`EPOCH`."""
    return int((time.time() - EPOCH) * 1000)


def now_seconds() -> int:
    """Seconds since :data:`EPOCH`."""
    return int(time.time() - EPOCH)


@dataclass
class Record:
    """A record. Its ``key`` is what a client has sent to store: particle type and bytes."""

    digest: bytes
    set_name: bytes = b""
    key: bytes | None = None
    bins: dict[bytes, Bin] = field(default_factory=dict)
    generation: int = 0
    void_time: int = 0
    """When it expires, in seconds since :data:`EPOCH`; 0: never."""
    last_update: int = 0
    """In milliseconds since :data:`EPOCH`."""

    def is_expired(self, now: int) -> bool:
        """Whether the record's time is over at *now*, in seconds since :data:`EPOCH`."""
        return self.void_time != 0 and now >= self.void_time

    def size(self) -> int:
        """About how many bytes the server would need for it."""
        bins = sum(len(name) + len(bin.data) + 3 for name, bin in self.bins.items())
        return OVERHEAD + len(self.set_name) + len(self.key or b"") + bins

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
        )
