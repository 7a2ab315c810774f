"""A synchronous client whose calls go through an asynchronous one.

With it the integration tests run a second time: ``AEROSPIKE_TEST_CLIENT=aio pytest
tests/integration``. One event loop, in a thread, runs all clients.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from loop import Loop

import aerospike
from aerospike import aio
from aerospike.aio import columnar as asynchronous_columnar
from aerospike.bulk import columnar, parallel

#: Tests and modules of tests, and why they do not hold here: what they cannot see through an
#: adapter, and what the C client does another way on an event loop.
DIFFERENT = {
    "test_a_deprecation_warning_names_the_line_of_the_application": "the adapter calls",
    "test_a_node_has_so_many_connections_at_most": "commands wait for a connection",
    "test_a_node_without_connections_is_named": "commands wait for a connection",
    "test_statistics_are_always_there": "connections of event loops are not counted",
    "test_a_part_can_be_read_again_and_with_a_given_client": "parts are read by clients that block",
    "test_a_client_of_a_part_is_closed_however_it_ends": "parts are read by clients that block",
    "test_queries_and_scans_are_made_by_a_client": "the adapter makes them",
    "test_no_thread_is_left": "a client keeps threads of its own until it is closed",
    "test_objects": "the adapter's objects are other ones",
}

loop = Loop()


def method(kind: type, name: str, adapt: Callable[[Any, Any], Any]) -> Any:
    """A method that calls the asynchronous one in the loop; *adapt* makes its result ours."""

    @functools.wraps(getattr(kind, name))
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        return adapt(self, loop.call(getattr(self._adapted, name), *args, **kwargs))

    return call


def public(kind: type) -> list[str]:
    return [name for name, _ in inspect.getmembers(kind, callable) if not name.startswith("_")]


class Adapted:
    """What goes through the loop to *_adapted*."""

    _adapted: Any = None

    def __getattr__(self, name: str) -> Any:
        if self._adapted is None:
            raise AttributeError(name)
        return getattr(self._adapted, name)


class AdaptedStatement(Adapted):
    """A query or scan whose methods go through the loop."""

    def __init__(self, statement: Any) -> None:
        object.__setattr__(self, "_adapted", statement)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._adapted, name, value)

    def foreach(self, callback: Any, *args: Any, **kwargs: Any) -> None:
        loop.call_back(self._adapted.foreach, callback, *args, **kwargs)

    def records(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        return iterate(loop.call(self._adapted.records, *args, **kwargs))

    def __iter__(self) -> Iterator[Any]:
        return self.records()

    def __repr__(self) -> str:
        return repr(self._adapted).replace("<aio ", "<")


def same(statement: Any, result: Any) -> Any:
    return statement if result is statement._adapted else result


class AdaptedQuery(AdaptedStatement):
    pass


class AdaptedScan(AdaptedStatement):
    pass


STATEMENTS = {aio.AsyncQuery: AdaptedQuery, aio.AsyncScan: AdaptedScan}

for asynchronous, adapted in STATEMENTS.items():
    for name in public(asynchronous):
        if not hasattr(adapted, name):
            setattr(adapted, name, method(asynchronous, name, same))


def iterate(records: AsyncIterator[Any]) -> Iterator[Any]:
    try:
        while True:
            try:
                yield loop.run(records.__anext__())  # type: ignore[arg-type]
            except StopAsyncIteration:
                return
    finally:
        loop.finish(records.aclose())  # type: ignore[attr-defined]


class AdaptedClient(Adapted):
    """A client whose methods go through the loop."""

    def __init__(self, config: Any) -> None:
        self._adapted = aio.AsyncClient(config)
        loop.run(self._adapted.connect())

    def __enter__(self) -> AdaptedClient:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return repr(self._adapted).replace("aio.AsyncClient", "Client")


def adapted_result(client: Any, result: Any) -> Any:
    if result is client._adapted:
        return client
    kind = STATEMENTS.get(type(result))
    return result if kind is None else kind(result)


for name in public(aio.AsyncClient):
    setattr(AdaptedClient, name, method(aio.AsyncClient, name, adapted_result))


def adapt_columns(name: str) -> None:
    """Have a table of an adapted statement come from the asynchronous function."""
    blocking, asynchronous = getattr(columnar, name), getattr(asynchronous_columnar, name)

    @functools.wraps(blocking)
    def call(statement: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(statement, AdaptedStatement):
            return loop.call(asynchronous, statement._adapted, *args, **kwargs)
        return blocking(statement, *args, **kwargs)

    setattr(columnar, name, call)


def adapt_split() -> None:
    """Have an adapted statement split; its parts are read by clients of their own, which block."""
    split = parallel.split

    @functools.wraps(split)
    def call(statement: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(statement, AdaptedStatement):
            statement = statement._adapted._statement
        return split(statement, *args, **kwargs)

    parallel.split = call


def adapt() -> None:
    """Have applications get adapted clients."""
    aerospike.client = aerospike.Client = AdaptedClient  # type: ignore[misc,assignment]
    aerospike.Query = AdaptedQuery  # type: ignore[misc,assignment]
    aerospike.Scan = AdaptedScan  # type: ignore[misc,assignment]
    for name in ("table", "frame"):
        adapt_columns(name)
    adapt_split()
