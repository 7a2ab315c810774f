"""Records that stream out of the bridge, for scans and queries.

The C client's threads fill a bounded buffer; each pull empties it. Nothing here runs on those
threads. Without a pull, they wait instead of filling the memory.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from aerospike._command import statements
from aerospike._command.statements import READY, WAIT, WHOLE
from aerospike._msgpack import packb
from aerospike._native.carrier import carrier
from aerospike._native.collector import without_passes
from aerospike._native.pointer import Pointer
from aerospike._wire.requests import Finish, Unpack

if TYPE_CHECKING:
    from aerospike._native.connection import Connection
    from aerospike.config.policy import NativePolicy

__all__ = ["NativeStatement", "Settings", "Stream"]

# So many bytes of replies are decoded without a pass of the garbage collector.
_AT_ONCE = 4 * 1024 * 1024

# Seconds: how long the first records wait for a whole chunk, and how long a wait lasts before the
# stream looks whether the client has been closed.
_MOMENT = 0.002
_WHILE = 0.1


class Settings(NamedTuple):
    """The settings of a statement that may change from one stream to the next."""

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
    """Records that have arrived together, and whose delivery has begun.

    The caller takes them from ``rest``. A record counts as delivered when the next one is taken:
    the caller may fail before that, and then it must come again.
    """

    __slots__ = ("number", "records", "rest")

    def __init__(self, number: int, records: list[Any]) -> None:
        self.number = number
        self.records = records
        self.rest = iter(records)

    def delivered(self) -> int:
        """How many records have been delivered; any thread may ask."""
        # List iterators know, but their type does not say so.
        left: int = self.rest.__length_hint__()  # type: ignore[attr-defined]
        return max(0, len(self.records) - left - 1)


class Progress:
    """How much of a stream has been delivered; any thread may ask, and the stream may be gone."""

    __slots__ = ("chunk", "serial")

    def __init__(self) -> None:
        # The bridge counts from 1.
        self.serial = 0
        self.chunk: Chunk | None = None

    def position(self) -> tuple[int, int]:
        """The number of the last chunk, and how many of its records have been delivered."""
        chunk = self.chunk
        return (0, 0) if chunk is None else (chunk.number, chunk.delivered())


class Stream:
    """The owner of a ``bridge_stream``, which goes on for as long as this object lives.

    Only the object says that a stream goes on, so that an exception, wherever it comes, leaves none
    running.
    """

    __slots__ = ("_carry", "_connection", "_free", "_look", "_pointer", "_progress", "_stop")

    def __init__(self, connection: Connection, pointer: Pointer, progress: Progress) -> None:
        library = connection.library
        self._pointer = pointer
        self._progress = progress
        self._connection = connection
        self._carry = connection.concurrency.carrier(connection, pointer.target)
        # A timeout of zero, for chunks that have arrived.
        self._look = carrier(library, pointer.target, connection.explain)
        self._stop = library.bridge_stream_stop
        self._free = library.bridge_stream_free

    def chunks(self, unpack: Unpack, finish: Finish) -> Iterator[Iterator[Any]]:
        """The decoded records of each chunk, as it arrives.

        Asking for a chunk says that the records of those before have been delivered.

        Raises:
            AerospikeError: the stream has failed; all records that came before have been returned.
        """
        for number in count(1):
            records = self.wait(number, unpack, finish)
            if records is None:
                return
            yield self.deliver(number, records)

    def steps(self, number: int, unpack: Unpack, finish: Finish) -> Generator[float, None, Any]:
        """The decoded records of the chunk of a number, None at the end, without blocking.

        Each step is a wait: until the descriptor is readable, and for so many seconds at most.

        Raises:
            AerospikeError: the stream has failed.
        """
        while True:
            for wait, seconds in ((WHOLE, _MOMENT), (READY, _WHILE)):
                records = self._look(statements.next_chunk(number, wait, unpack, finish, self))
                if records is None or records:
                    return records
                yield seconds

    def descriptor(self) -> int:
        """What becomes readable when there is something to take.

        -1 if the system has no such descriptor. Its user reads it empty.
        """
        number: int = self._connection.library.bridge_stream_descriptor(self._pointer.target)
        return number

    def wait(self, number: int, unpack: Unpack, finish: Finish) -> Any:
        """The decoded records of the chunk of a number; None at the end of the stream.

        Raises:
            AerospikeError: the stream has failed.
        """
        wait = self._connection.concurrency.waiter(self.descriptor)
        if wait is None:
            records: Any = []
            while records == []:
                records = self._carry(statements.next_chunk(number, WAIT, unpack, finish, self))
            return records
        steps = self.steps(number, unpack, finish)
        while True:
            try:
                wait(next(steps))
            except StopIteration as end:
                return end.value

    def deliver(self, number: int, records: list[Any]) -> Iterator[Any]:
        """The records of a chunk: those that have been taken count as delivered.

        The last one counts when the next is taken: its user may fail, and then it comes again.
        """
        self._progress.chunk = chunk = Chunk(number, records)
        return chunk.rest

    def all(self, unpack: Unpack, finish: Finish) -> list[Any]:
        """All records.

        Raises:
            AerospikeError: the stream has failed.
        """
        records: list[Any] = []
        number = 0
        while True:
            more = self.wait(number + 1, unpack, finish)
            if more is None:
                return records
            records += more
            number = self.take_ready(records, number + 1, unpack, finish, _AT_ONCE)

    def take_ready(
        self, records: list[Any], number: int, unpack: Unpack, finish: Finish, most: int
    ) -> int:
        """Append the records of chunks that have arrived whole, after the chunk of a number.

        Returns:
            The number of the last chunk. After *most* bytes, the rest stay in the bridge.

        Raises:
            AerospikeError: the stream has failed.
        """
        taken = 0

        def unpack_and_count(reply: Any) -> Any:
            nonlocal taken
            taken += len(reply)
            return unpack(reply)

        def take(number: int) -> int:
            while taken < most:
                more = self._look(
                    statements.next_chunk(number + 1, WHOLE, unpack_and_count, finish, self)
                )
                if not more:
                    break
                number += 1
                records.extend(more)
            return number

        # Each pass of the collector would visit all new objects.
        return without_passes(take, number)

    def stop(self, all_delivered: bool = False) -> None:
        """End the stream, wherever it is; may be called again.

        A stream whose caller gets all records at once has delivered all of them, or none.
        """
        self._stop(self._pointer.target, *self._progress.position(), all_delivered)
        self._progress.chunk = None

    def __del__(self) -> None:
        pointer: Pointer | None = getattr(self, "_pointer", None)
        if pointer is not None and pointer.target:
            self._free(pointer.target, *self._progress.position())


class NativeStatement:
    """The owner of a ``bridge_statement``: one scan or query, which may run again and again.

    It knows the progress of the last stream, if partitions are tracked. Streams may run at the same
    time. Each begins where the last finished stream stopped, and the stream that began last decides
    where the next one begins.
    """

    __slots__ = ("_carry", "_free", "_pointer", "_progress", "connection")

    def __init__(self, connection: Connection, description: bytes, flags: int) -> None:
        library = connection.library
        self.connection = connection
        #: The value of the stream that began last.
        self._progress = Progress()
        self._free = library.bridge_statement_free
        self._pointer = pointer = Pointer()
        self._carry = connection.concurrency.carrier(connection, pointer.target)
        connection.carry(statements.new_statement(pointer.place, flags, description))

    def start(
        self, settings: bytes, partition_filter: bytes | None, policy: NativePolicy, flags: int
    ) -> Stream:
        """Begin a stream; the arguments are packed."""
        progress = Progress()
        pointer = Pointer()
        stream = Stream(self.connection, pointer, progress)
        # The command may go on when its caller has gone.
        owners = self, stream
        progress.serial = self._carry(
            statements.start(pointer.place, policy, flags, settings, partition_filter, owners)
        )
        self._progress = progress
        return stream

    def _position(self) -> statements.Position:
        return self._progress.serial, *self._progress.position()

    def status(self) -> Any:
        """How far each partition has been delivered; None if the statement does not track it."""
        return self._carry(statements.status(self._position()))

    def is_done(self) -> bool:
        """Whether all partitions have been delivered completely."""
        done: bool = self._carry(statements.is_done(self._position()))
        return done

    def background(self, settings: bytes, policy: NativePolicy) -> int:
        """Start the statement as a background job of the server; returns the job's id."""
        job_id: int = self._carry(statements.background(policy, settings, self))
        return job_id

    def __del__(self) -> None:
        pointer: Pointer | None = getattr(self, "_pointer", None)
        if pointer is not None and pointer.target:
            self._free(pointer.target)
