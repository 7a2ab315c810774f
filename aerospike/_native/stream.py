"""Records that stream out of the bridge, for scans and queries.

The C client's threads fill a bounded buffer; each pull empties it. Nothing here runs on those
threads, and a run that nobody pulls from holds them up instead of growing.
"""

from __future__ import annotations

import struct
import weakref
from collections.abc import Callable, Iterator
from ctypes import byref, c_void_p
from typing import TYPE_CHECKING, Any, NamedTuple

from ormsgpack import packb

from .codec import unpack
from .collector import WORTHWHILE, without_passes
from .errors import error_from_call
from .library import Call, borrow

if TYPE_CHECKING:
    from aerospike.policy import Converted

    from .connection import Connection

__all__ = ["Run", "Settings", "Stream"]

_JOB_ID = struct.Struct("=Q")
_NO_RUN = (None, 0, 0)


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


class Run:
    """A ``bridge_run``: one run of a scan or query, under way for as long as this object lives.

    That a run is under way is said by the object alone, so that no exception, wherever it comes,
    leaves one behind.
    """

    __slots__ = ("__weakref__", "_chunk", "_free", "_next", "_number", "_owner", "_stop")

    def __init__(self, connection: Connection) -> None:
        library = connection.library
        # The bridge fills it.
        self._owner = c_void_p()
        self._chunk: Chunk | None = None
        self._number = 0
        self._next = library.bridge_run_next
        self._stop = library.bridge_run_stop
        self._free = library.bridge_run_free

    def chunks(self, decode: Callable[[Any], list[Any]]) -> Iterator[Chunk]:
        """The chunks, decoded, as they arrive.

        Asking for one tells that the records of those before have been delivered.

        Raises:
            AerospikeError: the run has failed; what came before has been given.
        """
        while True:
            self._number = number = self._number + 1
            call = borrow()
            size = self._next(self._owner, number, call.address)
            if size < 0:
                raise _error(call)
            if not size:
                call.give_back()
                return
            if size < WORTHWHILE // 4:
                records = decode(call.take(size))
            else:
                records = without_passes(decode, call.take(size))
            call.give_back()
            self._chunk = chunk = Chunk(number, records)
            yield chunk

    def stop(self, all_delivered: bool = False) -> None:
        """Ends the run, wherever it is; may be called again.

        A run that delivers all of its records at once has done so, or has delivered none.
        """
        self._stop(*self.position(), all_delivered)

    def position(self) -> tuple[c_void_p, int, int]:
        """What has been delivered, as the bridge takes it."""
        chunk = self._chunk
        if chunk is None:
            return self._owner, 0, 0
        return self._owner, chunk.number, chunk.delivered()

    def __del__(self) -> None:
        owner = getattr(self, "_owner", None)
        if owner:
            self._free(*self.position())


class Stream:
    """A ``bridge_walk``: one scan or query, which may run again and again.

    It knows how far the last run has got, where partitions are tracked. Runs may be under way at
    the same time; each begins where the last one to end has stopped, and the one begun last says
    where the next one begins.
    """

    __slots__ = ("_free", "_last", "_owner", "connection")

    def __init__(self, connection: Connection, description: bytes, flags: int) -> None:
        self.connection = connection
        self._last: weakref.ref[Run] | None = None
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
        run = Run(self.connection)
        _carry(
            self.connection.library.bridge_walk_start,
            self._owner,
            settings,
            len(settings),
            policy.address,
            flags,
            byref(run._owner),
        )
        self._last = weakref.ref(run)
        return run

    def _position(self) -> tuple[Any, ...]:
        """The run begun last and what of it has been delivered, if it is under way."""
        last = self._last
        run = None if last is None else last()
        # The run must live while the bridge looks at it.
        return (*_NO_RUN, None) if run is None else (*run.position(), run)

    def status(self) -> Any:
        """How far each partition has been delivered; None where nobody keeps track."""
        *position, _run = self._position()
        return _carry(self.connection.library.bridge_walk_status, self._owner, *position)

    def is_done(self) -> bool:
        """Whether all partitions have been delivered to their end."""
        *position, _run = self._position()
        done: bool = self.connection.library.bridge_walk_is_done(self._owner, *position)
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
