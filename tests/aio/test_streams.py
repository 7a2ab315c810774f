"""Streams of records on an event loop: any number of them wait, and none holds up the others."""

from __future__ import annotations

import asyncio
import os
from asyncio.selector_events import BaseSelectorEventLoop
from collections.abc import Awaitable, Callable, Iterator
from contextlib import aclosing, contextmanager
from typing import Any

import pytest
from children import in_child
from emulation import forks_beside_threads

import aerospike
from aerospike import aio
from aerospike import exception as e
from aerospike.devserver import Server

SET = "streams"
RECORDS = 4_000
PATIENCE = 120
#: More than the C client's pool of threads for the nodes of scans and batches has.
MANY = 40

Body = Callable[[aio.AsyncClient], Awaitable[Any]]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Server]:
    """Two nodes with records that need several chunks."""
    with Server(nodes=2) as server:
        client = aerospike.client({"hosts": server.hosts})
        for number in range(RECORDS):
            client.put(("test", SET, number), {"n": number, "text": "x" * 50})
        client.close()
        yield server


@pytest.fixture(params=[True, False], ids=["readers", "no readers"])
def readers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loops of both kinds: the proactor of Windows watches no descriptors for others."""

    def refuse(*_: Any) -> None:
        raise NotImplementedError

    if not request.param:
        monkeypatch.setattr(BaseSelectorEventLoop, "add_reader", refuse)


every_loop = pytest.mark.usefixtures("readers")


@contextmanager
def stalled(server: Server) -> Iterator[None]:
    """A node does not answer."""
    server.nodes[1].freeze()
    try:
        yield
    finally:
        server.nodes[1].thaw()


def settings(server: Server) -> dict[str, Any]:
    return {"hosts": server.hosts, "connect_timeout": PATIENCE * 1000}


def run(server: Server, body: Body, **config: Any) -> Any:
    async def main() -> Any:
        async with aio.client({**settings(server), **config}) as client:
            return await asyncio.wait_for(body(client), PATIENCE)

    return asyncio.run(main())


async def count(statement: aio.AsyncQuery | aio.AsyncScan) -> int:
    return len([record async for record in statement])


@every_loop
def test_streams_of_a_stalled_node_hold_up_no_others(cluster: Server) -> None:
    """Neither threads of the client nor the C client's pool run out."""

    async def body(client: aio.AsyncClient) -> None:
        patient = {"total_timeout": 0, "socket_timeout": 60_000}
        slow: list[Any] = []
        async with aclosing(client.query("test", SET).records(patient)) as first:
            await anext(first)
            with stalled(cluster):
                slow = [
                    asyncio.ensure_future(client.query("test", SET).results(patient))
                    for _ in range(MANY)
                ]
                await asyncio.sleep(0.2)
                port = cluster.nodes[0].port
                nodes = client.get_node_names()
                thawed = next(one["node_name"] for one in nodes if one["port"] == port)
                assert await client.info_single_node("node", thawed)
                assert len(await client.scan("test", SET).results(nodename=thawed)) > 1000
        assert [len(records) for records in await asyncio.gather(*slow)] == [RECORDS] * MANY

    run(cluster, body, aio={"threads": 1}, policies={"info": {"timeout": 30_000}})


def test_streams_that_nobody_reads_hold_up_no_batches(cluster: Server) -> None:
    async def body(client: aio.AsyncClient) -> None:
        streams = [aiter(client.query("test", SET).records()) for _ in range(MANY)]
        for stream in streams:
            await anext(stream)
        blocking = client._blocking
        keys = [("test", SET, number) for number in range(100)]
        batch = await asyncio.to_thread(blocking.batch_read, keys)
        assert all(row.result == 0 for row in batch.batch_records)
        assert await count(client.scan("test", SET)) == RECORDS
        for stream in streams:
            assert len([record async for record in stream]) == RECORDS - 1

    run(cluster, body)


def test_the_loop_has_its_turn_between_chunks(cluster: Server) -> None:
    async def body(client: aio.AsyncClient) -> None:
        turns = 0

        async def look() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        other = asyncio.ensure_future(look())
        seen: list[int] = []
        async for _ in client.query("test", SET):
            seen.append(turns)
        other.cancel()
        assert len(set(seen)) > 4

    run(cluster, body)


@every_loop
def test_streams_that_are_left_stop_without_a_wait(cluster: Server) -> None:
    """Each would wait for its thread, which waits for the node."""

    async def body(client: aio.AsyncClient) -> float:
        loop = asyncio.get_running_loop()
        with stalled(cluster):
            tasks = [asyncio.ensure_future(count(client.query("test", SET))) for _ in range(MANY)]
            await asyncio.sleep(0.5)
            for task in tasks:
                task.cancel()
            begin = loop.time()
            outcomes = await asyncio.gather(*tasks, return_exceptions=True)
            assert all(isinstance(outcome, asyncio.CancelledError) for outcome in outcomes)
            return loop.time() - begin

    # Fifty milliseconds for each would be two seconds.
    assert run(cluster, body) < 1.5


@every_loop
def test_closing_the_client_ends_what_waits(cluster: Server) -> None:
    async def main() -> None:
        client = await aio.connect(settings(cluster))
        with stalled(cluster):
            waiting = asyncio.ensure_future(count(client.query("test", SET)))
            await asyncio.sleep(0.3)
            await client.close()
            with pytest.raises(e.ClusterError):
                await asyncio.wait_for(waiting, PATIENCE)

    asyncio.run(main())


def test_a_stream_of_another_loop_is_refused(cluster: Server) -> None:
    async def make() -> aio.AsyncClient:
        return await aio.connect(settings(cluster))

    loop = asyncio.new_event_loop()
    client = loop.run_until_complete(make())
    for use in (
        lambda: count(client.query("test", SET)),
        lambda: client.scan("test", SET).results(),
        lambda: client.info_all("node"),
    ):
        with pytest.raises(e.ClientError, match="another event loop"):
            asyncio.run(use())
    loop.run_until_complete(client.close())
    loop.close()


@forks_beside_threads
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("used", [False, True], ids=["not used", "used"])
def test_a_child_of_a_fork_streams(cluster: Server, used: bool) -> None:
    """The threads that the parent's client has used are not there."""

    async def parent() -> aio.AsyncClient:
        client = await aio.connect(settings(cluster))
        if used:
            await count(client.query("test", SET))
            await client.info_all("node")
        return client

    async def both(client: aio.AsyncClient) -> None:
        assert len(await client.query("test", SET).results()) == RECORDS
        assert await count(client.scan("test", SET)) == RECORDS
        assert len(await client.info_all("node")) == 2

    loop = asyncio.new_event_loop()
    client = loop.run_until_complete(parent())

    def child() -> None:
        asyncio.run(asyncio.wait_for(both(client), PATIENCE))

    assert in_child(child) == ""
    loop.run_until_complete(both(client))
    loop.run_until_complete(client.close())
    loop.close()


@every_loop
def test_all_records_come(cluster: Server) -> None:
    async def body(client: aio.AsyncClient) -> None:
        assert await count(client.query("test", SET)) == RECORDS
        assert len(await client.scan("test", SET).results()) == RECORDS

    run(cluster, body)


def test_no_descriptor_is_left(cluster: Server) -> None:
    def descriptors() -> int:
        return len(os.listdir("/proc/self/fd"))

    async def body(client: aio.AsyncClient) -> None:
        async def some() -> None:
            async for _ in client.query("test", SET):
                break

        await asyncio.gather(*(some() for _ in range(5)))
        before = descriptors()
        for _ in range(10):
            await asyncio.gather(*(some() for _ in range(5)))
            assert len(await client.query("test", SET).results()) == RECORDS
        await asyncio.sleep(0.5)
        # Connections of the pool come and go.
        assert descriptors() < before + 15

    run(cluster, body)
