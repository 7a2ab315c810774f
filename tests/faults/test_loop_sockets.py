"""What the event loops read from and write to sockets, however it comes.

The functions of libuv that read and write are replaced where the linker can do that
(``native/bridge/loop_socket.c``). These tests pass with and without: ``BRIDGE_WRAP_SOCKETS=0``.
"""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from proxy import Deliver, Proxy
from test_sockets import (
    CUTS,
    DELIVERIES,
    ENDS,
    LATE,
    NONSENSE,
    ONCE,
    POLICIES,
    RECORDS,
    SET,
    SURPLUS,
    bins,
    end,
    gate,
    hold,
    key,
    proxy,
    records,
)
from test_sockets_lives import many_descriptors

import aerospike
from aerospike import aio
from aerospike import exception as e
from aerospike_helpers.batch.records import BatchRecords, Write
from aerospike_helpers.operations import operations as op

__all__ = ["gate", "many_descriptors", "proxy", "records"]

Client = aio.AsyncClient
LARGE = 300_000
"""A bin that is longer than the buffer of a loop."""


@pytest.fixture(scope="module", autouse=True)
def large(client: aerospike.Client) -> None:
    client.put(("test", f"{SET}_wide", "large"), {"b": bytes(LARGE)})


def connect(proxy: Proxy, **options: Any) -> AbstractAsyncContextManager[Client]:
    return aio.client(
        {
            "hosts": [proxy.host],
            "policies": POLICIES,
            "max_error_rate": 0,
            "tend_interval": 250,
            "aio": options,
        }
    )


def run(proxy: Proxy, work: Callable[[Client], Awaitable[None]], **options: Any) -> None:
    """Run *work* with a client that has one connection for commands."""

    async def main() -> None:
        async with connect(proxy, **options) as client:
            await client.get(key(0))
            await work(client)

    asyncio.run(main())


async def get(client: Client) -> bool:
    return (await client.get(key(5)))[2] == bins(5)


async def get_large(client: Client) -> bool:
    return len((await client.get(("test", f"{SET}_wide", "large")))[2]["b"]) == LARGE


async def get_nothing(client: Client) -> bool:
    with pytest.raises(e.RecordNotFound):
        await client.get(("test", SET, "missing"))
    return True


async def put(client: Client) -> bool:
    return await client.put(key(3), bins(3)) == 0


async def operate(client: Client) -> bool:
    return (await client.operate(key(4), [op.read("n")]))[2] == {"n": 4}


async def read_batch(client: Client) -> bool:
    rows = (await client.batch_read([key(number) for number in range(RECORDS)])).batch_records
    return [row.record[2] for row in rows] == [bins(number) for number in range(RECORDS)]


async def write_batch(client: Client) -> bool:
    rows = BatchRecords([Write(key(number), [op.write("n", number)]) for number in range(3)])
    return [row.result for row in (await client.batch_write(rows)).batch_records] == [0, 0, 0]


async def get_many(client: Client) -> bool:
    found = await asyncio.gather(*(client.get(key(n % RECORDS)) for n in range(30)))
    return [record[2] for record in found] == [bins(n % RECORDS) for n in range(30)]


COMMANDS = {
    function.__name__: function
    for function in (
        get,
        get_large,
        get_nothing,
        put,
        operate,
        read_batch,
        write_batch,
        get_many,
    )
}
OPTIONS: dict[str, dict[str, bool]] = {"alone": {}, "coalesced": {"coalesce": True}}


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
@pytest.mark.parametrize("delivery", DELIVERIES)
def test_a_reply_is_the_same_however_it_arrives(
    proxy: Proxy, delivery: str, options: dict[str, bool]
) -> None:
    async def work(client: Client) -> None:
        proxy.deliver = DELIVERIES[delivery]
        for name, command in COMMANDS.items():
            for _ in range(2):
                assert await command(client), name
        opened = proxy.opened
        assert await get(client)
        # None of the connections was found to be out of step.
        assert proxy.opened == opened

    run(proxy, work, **options)


@pytest.mark.parametrize("count", CUTS.values(), ids=CUTS)
def test_a_command_ends_in_time_where_a_reply_stops(
    proxy: Proxy, gate: threading.Event, count: int
) -> None:
    async def work(client: Client) -> None:
        proxy.once(hold(count, gate))
        begin = time.monotonic()
        policy = {"socket_timeout": 0, "total_timeout": 300, "max_retries": 0}
        with pytest.raises(e.TimeoutError):
            await client.get(key(3), policy)
        assert 0.29 < time.monotonic() - begin < 0.3 + LATE
        assert (await client.get(key(4)))[2] == bins(4)
        # What comes late is nobody's reply.
        gate.set()
        assert (await client.get(key(2)))[2] == bins(2)

    run(proxy, work)


@pytest.mark.parametrize("count", [*CUTS.values(), -1], ids=[*CUTS, "all except a byte"])
@pytest.mark.parametrize("kind", ENDS)
def test_a_connection_that_ends_in_a_reply_is_an_error_that_a_retry_mends(
    proxy: Proxy, kind: str, count: int
) -> None:
    error = ENDS[kind][0]

    async def work(client: Client) -> None:
        proxy.once(end(error, count))
        with pytest.raises(e.AerospikeError, match="Socket read failed"):
            await client.get(key(5), ONCE)
        proxy.once(end(error, count))
        with pytest.raises(e.AerospikeError) as caught:
            await client.put(key(5), bins(5), None, ONCE)
        assert caught.value.in_doubt
        proxy.once(end(error, count))
        assert (await client.get(key(5), {**ONCE, "max_retries": 1}))[2] == bins(5)

    run(proxy, work)


@pytest.mark.parametrize("pause", [0.0, 0.05], ids=["used a moment ago", "idle"])
def test_a_connection_that_was_closed_while_idle_is_replaced(proxy: Proxy, pause: float) -> None:
    async def work(client: Client) -> None:
        for _ in range(5):
            assert await get(client)
            proxy.close_connections()
            await asyncio.sleep(pause)
            # Not sent again, and never in doubt: it is not sent on the closed connection.
            assert await client.put(key(5), bins(5), None, ONCE) == 0

    run(proxy, work)


# What comes a moment later is seen a moment later.
@pytest.mark.parametrize(
    ("surplus", "pause"),
    [
        (surplus, pause)
        for surplus in SURPLUS
        for pause in (0.0, 0.05)
        if pause or surplus != "a reply, a moment later"
    ],
)
def test_bytes_after_a_reply_are_never_the_reply_of_the_next_command(
    proxy: Proxy, surplus: str, pause: float
) -> None:
    async def work(client: Client) -> None:
        opened = proxy.opened
        proxy.once(SURPLUS[surplus])
        assert await get(client)
        await asyncio.sleep(pause)
        assert (await client.get(key(2)))[2] == bins(2)
        assert await client.put(key(3), bins(3), None, ONCE) == 0
        assert proxy.opened > opened

    run(proxy, work)


def test_a_command_that_waits_does_not_get_what_another_has_left(proxy: Proxy) -> None:
    """It begins when the one before it has ended, in the midst of what was read."""

    async def work(client: Client) -> None:
        for _ in range(5):
            proxy.once(SURPLUS["a reply"])
            found = await asyncio.gather(*(client.get(key(n)) for n in range(RECORDS)))
            assert [record[2] for record in found] == [bins(n) for n in range(RECORDS)]

    run(proxy, work, max_in_flight=1)


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_a_malformed_reply_ends_its_connection(proxy: Proxy, nonsense: str) -> None:
    async def work(client: Client) -> None:
        for number in range(3):
            proxy.once(NONSENSE[nonsense])
            with pytest.raises(e.AerospikeError):
                await client.get(key(5), ONCE)
            assert (await client.get(key(number)))[2] == bins(number)

    run(proxy, work)


def test_a_request_that_fills_the_send_buffer_arrives_whole(proxy: Proxy) -> None:
    data = [random.Random(number).randbytes(900_000) for number in range(6)]
    keys = [("test", f"{SET}_large", number) for number in range(len(data))]

    async def work(client: Client) -> None:
        proxy.request_pause = 0.002
        rows = [Write(key, [op.write("b", part)]) for key, part in zip(keys, data, strict=True)]
        assert (await client.batch_write(BatchRecords(rows))).result == 0
        await asyncio.gather(*(client.put(key, {"b": b""}) for key in keys))
        await asyncio.gather(*map(client.put, keys, ({"b": part} for part in data)))
        proxy.request_pause = 0
        assert [(await client.get(key))[2]["b"] for key in keys] == data

    run(proxy, work)


def test_sockets_may_have_large_numbers(proxy: Proxy, many_descriptors: int) -> None:
    assert many_descriptors > 1024

    async def work(client: Client) -> None:
        proxy.deliver = DELIVERIES["in halves"]
        for command in COMMANDS.values():
            assert await command(client)

    run(proxy, work)


def test_many_connections_each_keep_to_their_own_replies(proxy: Proxy) -> None:
    shuffled = random.Random(3)

    def deliver(reply: bytes) -> Iterator[bytes]:
        place = shuffled.randrange(len(reply))
        yield reply[:place]
        yield reply[place:]

    choose: Deliver = deliver

    async def work(client: Client) -> None:
        proxy.deliver = choose
        for turn in range(5):
            if turn == 3:
                proxy.close_connections()
            found = await asyncio.gather(
                *(client.get(key(n % RECORDS)) for n in range(300)), return_exceptions=True
            )
            for number, record in enumerate(found):
                if isinstance(record, BaseException):
                    assert turn == 3
                    assert isinstance(record, e.AerospikeError)
                else:
                    assert record[2] == bins(number % RECORDS)

    run(proxy, work)
