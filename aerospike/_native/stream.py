"""Records that stream out of the bridge, for scans and queries.

The C client's threads fill a bounded buffer; each pull empties it. Nothing here runs on those
threads, and a run that nobody pulls from holds them up instead of growing.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from ctypes import byref, c_void_p
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from ormsgpack import packb

from aerospike._native.collector import WORTHWHILE, without_passes
from aerospike._native.errors import error_from_call
from aerospike._native.library import Call, borrow
from aerospike._wire.values import unpack

if TYPE_CHECKING:
    from aerospike._native.connection import Connection
    from aerospike.config.policy import Converted

__all__ = ["Run", "Settings", "Stream"]

# So many bytes of replies are decoded without passes of the garbage collector between them.
_AT_ONCE = 4 * 1024 * 1024
_JOB_ID = struct.Struct("=Q")


class Settings(NamedTuple):
    """What of a scan or query may change from one run to the next."""

    paginate: bool
    no_bins: bool
    concurrent: bool
    ttl: int
    max_records: int
    records_per_second: int

    def pack(self, at_once: bool = False, node: bytes | None = None) -> bytes:
        """The settings as the bridge takes them."""
        numbers = self._replace(max_records=_signed(self.max_records))
        return packb([*numbers, at_once, node])


def _signed(number: int) -> int:
    return number - 2**64 if number >= 2**63 else number


class Chunk:
    """Records that have arrived together.

    They are taken from ``rest``. The one that was taken last has not been delivered before the
    next one is taken: whoever has it may fail, and then it must come again.
    """

    __slots__ = ("number", "records", "rest")

    def __init__(self, number: int, records: list[Any]) -> None:
        self.number = number
        self.records = records
        self.rest = iter(records)

    def delivered(self) -> int:
        """How many records have been delivered; any thread may ask."""
        # Known to list iterators, if not to their type.
        left: int = self.rest.__length_hint__()  # type: ignore[attr-defined]
        return max(0, len(self.records) - left - 1)


class Progress:
    """What of a run has been delivered; any thread may ask, and the run may be gone."""

    __slots__ = ("chunk", "serial")

    def __init__(self) -> None:
        # The bridge counts from 1.
        self.serial = 0
        self.chunk: Chunk | None = None

    def position(self) -> tuple[int, int]:
        """The number of the last chunk, and how many of its records have been delivered."""
        chunk = self.chunk
        return (0, 0) if chunk is None else (chunk.number, chunk.delivered())


class Run:
    """A ``bridge_run``: one run of a scan or query, under way for as long as this object lives.

    That a run is under way is said by the object alone, so that no exception, wherever it comes,
    leaves one behind.
    """

    __slots__ = ("_free", "_next", "_owner", "_progress", "_stop")

    def __init__(self, connection: Connection, progress: Progress) -> None:
        library = connection.library
        # The bridge fills it.
        self._owner = c_void_p()
        self._progress = progress
        self._next = library.bridge_run_next
        self._stop = library.bridge_run_stop
        self._free = library.bridge_run_free

    def _pull(
        self, number: int, wait: bool, decode: Callable[[Any], list[Any]]
    ) -> tuple[int, list[Any]]:
        """The next records and the size of their reply, which is 0 at the end."""
        call = borrow()
        size = self._next(self._owner, number, wait, call.address)
        if size < 0:
            raise _error(call)
        if not size:
            records = []
        elif size < WORTHWHILE // 4:
            records = decode(call.take(size))
        else:
            records = without_passes(decode, call.take(size))
        call.give_back()
        return size, records

    def chunks(self, decode: Callable[[Any], list[Any]]) -> Iterator[Chunk]:
        """The chunks, decoded, as they arrive.

        Asking for one tells that the records of those before have been delivered.

        Raises:
            AerospikeError: the run has failed; what came before has been given.
        """
        for number in count(1):
            size, records = self._pull(number, True, decode)
            if not size:
                return
            self._progress.chunk = chunk = Chunk(number, records)
            yield chunk

    def all(self, decode: Callable[[Any], list[Any]]) -> list[Any]:
        """All records.

        Raises:
            AerospikeError: the run has failed.
        """
        records: list[Any] = []
        numbers = count(1)

        def take_ready(_: None) -> None:
            """Takes what has come, and does not wait for more."""
            total = 0
            while total < _AT_ONCE:
                size, more = self._pull(next(numbers), False, decode)
                if not more:
                    return
                total += size
                records.extend(more)

        while True:
            size, more = self._pull(next(numbers), True, decode)
            if not size:
                return records
            records += more
            if more:
                # Each pass of the collector would go through all that is new.
                without_passes(take_ready, None)

    def stop(self, all_delivered: bool = False) -> None:
        """Ends the run, wherever it is; may be called again.

        A run that delivers all of its records at once has done so, or has delivered none.
        """
        self._stop(self._owner, *self._progress.position(), all_delivered)
        self._progress.chunk = None

    def __del__(self) -> None:
        owner = getattr(self, "_owner", None)
        if owner:
            self._free(owner, *self._progress.position())


class Stream:
    """A ``bridge_walk``: one scan or query, which may run again and again.

    It knows how far the last run has got, where partitions are tracked. Runs may be under way at
    the same time; each begins where the last one to end has stopped, and the one begun last says
    where the next one begins.
    """

    __slots__ = ("_free", "_owner", "_progress", "connection")

    def __init__(self, connection: Connection, description: bytes, flags: int) -> None:
        self.connection = connection
        #: That of the run begun last.
        self._progress = Progress()
        self._free = connection.library.bridge_walk_free
        # The bridge fills it.
        self._owner = c_void_p()
        _carry(
            connection.library.bridge_walk_new,
            connection.handle,
            description,
            len(description),
            flags,
            byref(self._owner),
        )

    def start(self, settings: bytes, policy: Converted, flags: int) -> Run:
        """Begins a run.

        *settings* are packed; a packed partition filter may follow them.
        """
        progress = Progress()
        run = Run(self.connection, progress)
        progress.serial = _carry(
            self.connection.library.bridge_walk_start,
            self._owner,
            settings,
            len(settings),
            policy.address,
            flags,
            byref(run._owner),
        )
        self._progress = progress
        return run

    def status(self) -> Any:
        """How far each partition has been delivered; None where nobody keeps track."""
        progress = self._progress
        return _carry(
            self.connection.library.bridge_walk_status,
            self._owner,
            progress.serial,
            *progress.position(),
        )

    def is_done(self) -> bool:
        """Whether all partitions have been delivered to their end."""
        progress = self._progress
        done: bool = self.connection.library.bridge_walk_is_done(
            self._owner, progress.serial, *progress.position()
        )
        return done

    def background(self, settings: bytes, policy: Converted) -> int:
        """Has the server do it in the background: the id of the job."""
        reply = _carry(
            self.connection.library.bridge_walk_background,
            self._owner,
            settings,
            len(settings),
            policy.address,
        )
        job_id: int = _JOB_ID.unpack(reply)[0]
        return job_id

    def __del__(self) -> None:
        owner = getattr(self, "_owner", None)
        if owner:
            self._free(owner)


def _carry(function: Callable[..., int], *arguments: Any) -> Any:
    call = borrow()
    size = function(*arguments, call.address)
    if size < 0:
        raise _error(call)
    reply = unpack(call.take(size)) if size else None
    call.give_back()
    return reply


def _error(call: Call) -> Exception:
    error = error_from_call(call)
    call.give_back()
    return error
