"""Queries and scans of asynchronous clients.

They are described by a synchronous :class:`~aerospike.Query` or :class:`~aerospike.Scan`. Records
come through the same stream: while the caller uses one chunk, the C client's threads fill the next
one; then they wait until the caller takes it. The event loop watches the descriptor of a stream
whose next chunk has not come yet, or looks again and again if it watches no descriptors. So any
number of streams may wait.
"""

from __future__ import annotations

import asyncio
import inspect
import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from aerospike._errors import UNSET, client_error
from aerospike._native.concurrency import read_empty
from aerospike.key import get_partition_id
from aerospike.statement.query import Query
from aerospike.statement.scan import Scan
from aerospike.statement.statement import Order, Record
from aerospike.types import AnyQueryPolicy, AnyScanPolicy, AnyWritePolicy

if TYPE_CHECKING:
    from aerospike.aio.base import AsyncBase
    from aerospike.statement.stream import Stream

__all__ = ["AsyncQuery", "AsyncScan"]

Callback = Callable[..., Any]
Self = TypeVar("Self", bound="AsyncStatement")

# A loop that watches no descriptors, as the proactor of Windows, looks after so many seconds.
_GLANCE = 0.01

# So many bytes of replies are decoded in one turn of the loop: a few milliseconds.
_IN_A_TURN = 256 * 1024


class _Run:
    """A running stream, whose chunks are awaited: the loop watches its descriptor, or looks."""

    __slots__ = (
        "_descriptor",
        "_loop",
        "_number",
        "_order",
        "_process",
        "_waiting",
        "stream",
    )

    def __init__(self, stream: Stream, order: Order) -> None:
        self.stream = stream
        self._order = order
        self._number = 0
        self._process = os.getpid()
        self._loop = asyncio.get_running_loop()
        self._waiting: asyncio.Future[None] | None = None
        self._descriptor = stream.descriptor()
        if self._descriptor >= 0:
            try:
                self._loop.add_reader(self._descriptor, self._ring)
            except NotImplementedError:
                self._descriptor = -1

    def close(self, all_delivered: bool = False) -> None:
        """End the stream, wherever it is."""
        # In a child of a fork, the selector of the loop is the parent's, too.
        here = os.getpid() == self._process
        if self._descriptor >= 0 and here and not self._loop.is_closed():
            self._loop.remove_reader(self._descriptor)
        self._descriptor = -1
        self.stream.stop(all_delivered)

    async def records(self) -> Any:
        """The records of the next chunk, decoded; None at the end of the stream.

        Other coroutines run before they are there.
        """
        unpack, finish = self._order.unpack, self._order.finish
        number = self._number = self._number + 1
        steps = self.stream.steps(number, unpack, finish)
        turns = 0
        while True:
            try:
                seconds = next(steps)
            except StopIteration as end:
                if not turns:
                    await asyncio.sleep(0)
                return end.value
            await self._wait(seconds)
            turns += 1

    async def chunk(self) -> Iterator[Any] | None:
        """The same, from an iterator that says how many of them have been delivered."""
        records = await self.records()
        return None if records is None else self.stream.deliver(self._number, records)

    async def all(self) -> list[Any]:
        """All records."""
        records: list[Any] = []
        order = self._order
        while (more := await self.records()) is not None:
            records += more
            self._number = self.stream.take_ready(
                records, self._number, order.unpack, order.finish, _IN_A_TURN
            )
        return records

    def _ring(self) -> None:
        read_empty(self._descriptor)
        self._wake()

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def _wait(self, seconds: float) -> None:
        if self._descriptor < 0:
            # Not in a thread: streams of a stalled node would use up the threads.
            seconds = min(seconds, _GLANCE)
        self._waiting = self._loop.create_future()
        timer = self._loop.call_later(seconds, self._wake)
        try:
            await self._waiting
        finally:
            timer.cancel()
            self._waiting = None


class AsyncStatement:
    """What :class:`AsyncQuery` and :class:`AsyncScan` have in common."""

    __slots__ = ("_client", "_statement")

    def __init__(self, client: AsyncBase, statement: Query | Scan) -> None:
        self._client = client
        self._statement: Any = statement

    def __repr__(self) -> str:
        return repr(self._statement).replace("<", "<aio ", 1)

    # Describing

    def select(self: Self, *bins: str | bytearray) -> Self:
        """Return only the named bins.

        Args:
            bins: the names of the bins.
        """
        self._statement.select(*bins)
        return self

    def add_ops(self: Self, ops: list[dict[str, Any]]) -> Self:
        """Set operations to run on each record.

        Args:
            ops: operations made by the functions of ``aerospike_helpers.operations``.
        """
        self._statement.add_ops(ops)
        return self

    def apply(self: Self, module: str, function: str, arguments: list[Any] = UNSET) -> Self:
        """Set a function of a module.

        Args:
            module: the name of the module, without ``.lua``.
            function: the name of the function.
            arguments: the arguments of the function after the stream or the record.
        """
        self._statement.apply(module, function, arguments)
        return self

    def paginate(self) -> bool:
        """Let each run resume at the place at which the last one stopped."""
        paginating: bool = self._statement.paginate()
        return paginating

    def is_done(self) -> bool:
        """Whether all partitions have been read to their end."""
        done: bool = self._statement.is_done()
        return done

    def get_partitions_status(self) -> dict[Any, Any]:
        """How far each partition has been delivered."""
        status: dict[Any, Any] = self._statement.get_partitions_status()
        return status

    @property
    def max_records(self) -> int:
        """About how many records a run returns at most; 0 for all."""
        number: int = self._statement.max_records
        return number

    @max_records.setter
    def max_records(self, number: int) -> None:
        self._statement.max_records = number

    @property
    def records_per_second(self) -> int:
        """How many records per second each node reads; 0 for no limit."""
        number: int = self._statement.records_per_second
        return number

    @records_per_second.setter
    def records_per_second(self, number: int) -> None:
        self._statement.records_per_second = number

    @property
    def ttl(self) -> int:
        """The time to live that a background run sets, in seconds, or one of ``TTL_*``."""
        number: int = self._statement.ttl
        return number

    @ttl.setter
    def ttl(self, number: int) -> None:
        self._statement.ttl = number

    # Running

    async def execute_background(self, policy: AnyScanPolicy | AnyWritePolicy | None = None) -> int:
        """Start a background job that runs the operations or the function on each record.

        Args:
            policy: a write policy for a query, a scan policy for a scan.

        Returns:
            The id of the job.
        """
        job_id: int = await self._client._in_thread(self._statement.execute_background, policy)
        return job_id

    async def _begin(self, order: Order, at_once: bool = False) -> _Run:
        stream = await self._client._in_thread(self._statement._begin, order, at_once)
        return _Run(stream, order)

    async def _stream(self, order: Order) -> AsyncIterator[Record]:
        # Closing the generator, or leaving it to the garbage collector, ends the stream.
        run = await self._begin(order)
        try:
            while (records := await run.chunk()) is not None:
                for record in records:
                    yield record
        finally:
            run.close()

    async def _collect(self, order: Order) -> list[Any]:
        run = await self._begin(order, at_once=True)
        try:
            records = await run.all()
        except BaseException:
            # The caller gets none of them.
            run.close()
            raise
        run.close(all_delivered=True)
        return records

    async def _call_back(self, order: Order, callback: Callback, partitioned: bool) -> None:
        records = self._stream(order)
        try:
            async for record in records:
                try:
                    if partitioned:
                        go_on = callback(get_partition_id(record[0][3]), record)
                    else:
                        go_on = callback(record)
                    if inspect.isawaitable(go_on):
                        go_on = await go_on
                except Exception as error:
                    raise client_error(self._statement._callback_error) from error
                if go_on is False:
                    return
        finally:
            await records.aclose()  # type: ignore[attr-defined]


class AsyncQuery(AsyncStatement):
    """A query of an asynchronous client: see :class:`aerospike.Query`.

    ``async for`` gives the records as they arrive. Leaving the loop ends the query.
    """

    __slots__ = ()

    def where(self, predicate: tuple[Any, ...] | None, ctx: list[Any] | None = None) -> AsyncQuery:
        """Return only the records that an index on a bin finds.

        Args:
            predicate: one made by a function of :mod:`aerospike.predicates`.
            ctx: the path to the value inside the bin, as in the index.
        """
        self._statement.where(predicate, ctx)
        return self

    def where_with_index_name(
        self, index_name: str, predicate: tuple[Any, ...] | None
    ) -> AsyncQuery:
        """Return only the records that the named index finds (server 8.1).

        Args:
            index_name: the name of the index.
            predicate: one made by a function of :mod:`aerospike.predicates`.
        """
        self._statement.where_with_index_name(index_name, predicate)
        return self

    def where_with_expr(self, expr: Any, predicate: tuple[Any, ...] | None) -> AsyncQuery:
        """Return only the records that an index on an expression finds (server 8.1).

        Args:
            expr: the expression of the index, compiled, or its base64 form.
            predicate: one made by a function of :mod:`aerospike.predicates`.
        """
        self._statement.where_with_expr(expr, predicate)
        return self

    async def results(
        self, policy: AnyQueryPolicy | None = None, options: Mapping[str, bool] | None = None
    ) -> list[Any]:
        """All records that the query finds.

        Args:
            policy: a query policy.
            options: ``{"nobins": True}`` returns no bins.
        """
        return await self._collect(self._statement._order_of(policy, options))

    async def foreach(
        self,
        callback: Callback,
        policy: AnyQueryPolicy | None = None,
        options: Mapping[str, bool] | None = None,
    ) -> None:
        """Run the query and call a function, or a coroutine function, for each record.

        Args:
            callback: called as :meth:`aerospike.Query.foreach` calls it; a result that can be
                awaited is awaited before the next record is taken.
            policy: a query policy.
            options: ``{"nobins": True}`` returns no bins.
        """
        order = self._statement._order_of(policy, options)
        await self._call_back(
            order, callback, bool(policy) and "partition_filter" in (policy or ())
        )

    def records(
        self, policy: AnyQueryPolicy | None = None, options: Mapping[str, bool] | None = None
    ) -> AsyncIterator[Record]:
        """The records that the query finds, as they arrive.

        Args:
            policy: a query policy.
            options: ``{"nobins": True}`` returns no bins.
        """
        return self._stream(self._statement._order_of(policy, options))

    def __aiter__(self) -> AsyncIterator[Record]:
        return self.records()


class AsyncScan(AsyncStatement):
    """A scan of an asynchronous client: see :class:`aerospike.Scan`."""

    __slots__ = ()

    async def results(
        self, policy: AnyScanPolicy | None = None, nodename: str | None = None
    ) -> list[Any]:
        """All records of the scan.

        Args:
            policy: a scan policy.
            nodename: scan only the node of this name.
        """
        return await self._collect(self._statement._order(policy, nodename))

    async def foreach(
        self,
        callback: Callback,
        policy: AnyScanPolicy | None = None,
        options: Mapping[str, bool] | None = None,
        nodename: str | None = None,
    ) -> None:
        """Run the scan and call a function, or a coroutine function, for each record.

        Args:
            callback: called as :meth:`aerospike.Scan.foreach` calls it; a result that can be
                awaited is awaited before the next record is taken.
            policy: a scan policy.
            options: ``{"nobins": True}`` returns no bins.
            nodename: scan only the node of this name.
        """
        order = self._statement._order(policy, nodename)
        self._statement._set_options(options)
        await self._call_back(
            order, callback, bool(policy) and "partition_filter" in (policy or ())
        )

    def records(
        self,
        policy: AnyScanPolicy | None = None,
        options: Mapping[str, bool] | None = None,
        nodename: str | None = None,
    ) -> AsyncIterator[Record]:
        """The records of the scan, as they arrive.

        Args:
            policy: a scan policy.
            options: ``{"nobins": True}`` returns no bins.
            nodename: scan only the node of this name.
        """
        order = self._statement._order(policy, nodename)
        self._statement._set_options(options)
        return self._stream(order)

    def __aiter__(self) -> AsyncIterator[Record]:
        return self.records()
