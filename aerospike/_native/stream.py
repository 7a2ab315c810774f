"""Records that stream out of the bridge, for scans and queries.

The C client's threads fill a bounded buffer; each pull empties it. Nothing here runs on those
threads, and a stream that nobody pulls from holds them up instead of growing.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from .codec import unpack
from .collector import WORTHWHILE, paused
from .errors import error_from_call
from .library import Call, borrow

if TYPE_CHECKING:
    from aerospike.policy import Converted

    from .connection import Connection

__all__ = ["Chunk", "Settings", "Stream"]

_JOB_ID = struct.Struct("=Q")
_ALL = 2**32 - 1


class Settings(NamedTuple):
    """What of a scan or query may change from one run to the next."""

    paginate: bool
    no_bins: bool
    concurrent: bool
    ttl: int
    max_records: int
    records_per_second: int


class Chunk:
    """Records that have arrived together, and how many of them whoever pulls has taken.

    Where a run ends early, those that have not been taken come again in the next one.
    """

    __slots__ = ("records", "taken")

    def __init__(self, records: list[Any]) -> None:
        self.records = records
        self.taken = 0


class Stream:
    """A ``bridge_walk``: one scan or query, which may run again and again.

    A run is begun by :meth:`start`, pulled by :meth:`chunks` and ended by :meth:`stop`; there is
    one at a time.
    """

    __slots__ = (
        "_chunk",
        "_connection",
        "_description",
        "_free",
        "_getpid",
        "_handle",
        "_pid",
        "_policy",
    )

    def __init__(self, connection: Connection, description: bytes, flags: int) -> None:
        self._connection = connection
        # The bridge points into the description and the policy for as long as it needs them.
        self._description = description
        self._policy: Converted | None = None
        self._chunk: Chunk | None = None
        self._free = connection.library.bridge_walk_free
        self._getpid = os.getpid
        self._pid = os.getpid()
        self._handle = 0
        call = borrow()
        handle = connection.library.bridge_walk_new(
            connection.handle, description, len(description), flags, call.address
        )
        if not handle:
            raise _error(call)
        call.give_back()
        self._handle = handle

    def _carry(self, function: Callable[..., int], *arguments: Any) -> Any:
        call = borrow()
        size = function(self._handle, *arguments, call.address)
        if size < 0:
            raise _error(call)
        reply = unpack(call.take(size)) if size else None
        call.give_back()
        return reply

    def tune(self, settings: Settings) -> None:
        """Sets what the next run does."""
        self._connection.library.bridge_walk_tune(self._handle, *settings)

    def start(
        self, partition_filter: bytes, node: bytes | None, policy: Converted, flags: int
    ) -> None:
        """Begins a run: over the partitions of a filter, one node, or everything."""
        self._policy = policy
        self._carry(
            self._connection.library.bridge_walk_start,
            partition_filter,
            len(partition_filter),
            node,
            policy.address,
            flags,
        )

    def chunks(self, decode: Callable[[Any], list[Any]]) -> Iterator[Chunk]:
        """The chunks of the run, decoded, as they arrive.

        Raises:
            AerospikeError: the run has failed; what came before has been given.
        """
        pull = self._connection.library.bridge_walk_next
        while True:
            self._chunk = None
            call = borrow()
            size = pull(self._handle, call.address)
            if size < 0:
                raise _error(call)
            if not size:
                call.give_back()
                return
            if size < WORTHWHILE // 4:
                records = decode(call.take(size))
            else:
                with paused:
                    records = decode(call.take(size))
            call.give_back()
            self._chunk = chunk = Chunk(records)
            yield chunk

    def stop(self) -> None:
        """Ends the run, wherever it is, and waits for its thread."""
        chunk, self._chunk = self._chunk, None
        left = _ALL if chunk is None else len(chunk.records) - chunk.taken
        self._connection.library.bridge_walk_stop(self._handle, left)

    def status(self) -> Any:
        """How far each partition is, as the bridge says it; None where nobody keeps track."""
        return self._carry(self._connection.library.bridge_walk_status)

    def is_done(self) -> bool:
        """Whether all partitions have been walked to their end."""
        done: bool = self._connection.library.bridge_walk_is_done(self._handle)
        return done

    def background(self, policy: Converted) -> int:
        """Has the server do it in the background: the id of the job."""
        reply = self._carry(self._connection.library.bridge_walk_background, policy.address)
        job_id: int = _JOB_ID.unpack(reply)[0]
        return job_id

    def __del__(self) -> None:
        handle = getattr(self, "_handle", 0)
        if handle and self._getpid() == self._pid:
            self._free(handle)


def _error(call: Call) -> Exception:
    error = error_from_call(call)
    call.give_back()
    return error
