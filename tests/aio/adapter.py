"""A synchronous client whose calls go through an asynchronous one.

With it the integration tests run a second time: ``AEROSPIKE_TEST_CLIENT=aio pytest
tests/integration``. One event loop, in a thread, runs all clients.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from typing import Any

import aerospike
from aerospike import aio

#: What tests cannot see through an adapter, or what the C client does another way on an event loop.
DIFFERENT = {
    "test_a_deprecation_warning_names_the_line_of_the_application": "the adapter calls",
    "test_a_node_has_so_many_connections_at_most": "commands wait for a connection",
    "test_a_node_without_connections_is_named": "commands wait for a connection",
    "test_statistics_are_always_there": "connections of event loops are not counted",
}


class Loop:
    """An event loop in a thread of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, name="aio-tests", daemon=True).start()

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    def call(self, function: Any, *args: Any, **kwargs: Any) -> Any:
        """The result of a call in the loop, awaited if it can be."""

        async def run() -> Any:
            result = function(*args, **kwargs)
            return await result if inspect.isawaitable(result) else result

        return self.run(run())


loop = Loop()


class AdaptedStatement:
    """A query or scan whose methods go through the loop."""

    def __init__(self, statement: Any) -> None:
        object.__setattr__(self, "_statement", statement)

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._statement, name)
        if name == "records":
            return lambda *args, **kwargs: iterate(attribute(*args, **kwargs))
        if not callable(attribute):
            return attribute

        @functools.wraps(attribute)
        def call(*args: Any, **kwargs: Any) -> Any:
            result = loop.call(attribute, *args, **kwargs)
            return self if result is self._statement else result

        return call

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._statement, name, value)

    def __iter__(self) -> Iterator[Any]:
        return iterate(self._statement.records())

    def __repr__(self) -> str:
        return repr(self._statement).replace("<aio ", "<")


def iterate(records: AsyncIterator[Any]) -> Iterator[Any]:
    try:
        while True:
            try:
                yield loop.run(records.__anext__())  # type: ignore[arg-type]
            except StopAsyncIteration:
                return
    finally:
        loop.run(records.aclose())  # type: ignore[attr-defined]


class AdaptedClient:
    """A client whose methods go through the loop."""

    def __init__(self, config: Any) -> None:
        self._client = aio.AsyncClient(config)
        loop.run(self._client.connect())

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._client, name)
        if not callable(attribute):
            return attribute

        @functools.wraps(attribute)
        def call(*args: Any, **kwargs: Any) -> Any:
            result = loop.call(attribute, *args, **kwargs)
            if result is self._client:
                return self
            if isinstance(result, (aio.AsyncQuery, aio.AsyncScan)):
                return AdaptedStatement(result)
            return result

        return call

    def __enter__(self) -> AdaptedClient:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return repr(self._client).replace("aio.AsyncClient", "Client")


def adapt() -> None:
    """Have applications get adapted clients."""
    aerospike.client = aerospike.Client = AdaptedClient  # type: ignore[misc,assignment]
