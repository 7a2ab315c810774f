"""A reply is a future whose first callback is called by the carrier, not by the loop."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import logging
import time
from collections.abc import Iterator
from typing import Any

import pytest

import aerospike
from aerospike import aio
from aerospike.aio.reply import Reply, new_reply

Hosts = list[tuple[str, int]]
KEYS = [("test", "replies", number) for number in range(50)]
NUMBER: contextvars.ContextVar[int] = contextvars.ContextVar("NUMBER", default=0)


@pytest.fixture(autouse=True, scope="module")
def written(hosts: Hosts) -> None:
    with aerospike.client({"hosts": hosts}) as client:
        for key in KEYS:
            client.put(key, {"n": key[2]})


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


def turn(loop: asyncio.AbstractEventLoop) -> None:
    loop.call_soon(loop.stop)
    loop.run_forever()


def finish(reply: Reply, how: str) -> None:
    if how == "result":
        reply.set_result(1)
    elif how == "error":
        reply.set_exception(ValueError())
        reply.exception()
    else:
        reply.cancel()


HOWS = ["result", "error", "cancel"]


@pytest.mark.parametrize("how", HOWS)
def test_callbacks_come_in_their_order(loop: asyncio.AbstractEventLoop, how: str) -> None:
    reply = new_reply(loop)
    called: list[Any] = []
    for number in range(4):
        reply.add_done_callback(lambda done, number=number: called.append((number, done is reply)))  # type: ignore[misc]
    finish(reply, how)
    assert called == []
    turn(loop)
    assert called == [(number, True) for number in range(4)]
    reply.add_done_callback(lambda done: called.append("late"))
    assert called[4:] == []
    turn(loop)
    assert called[4:] == ["late"]


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("removed", [0, 1, 2])
def test_a_removed_callback_is_not_called(
    loop: asyncio.AbstractEventLoop, how: str, removed: int
) -> None:
    reply = new_reply(loop)
    called: list[int] = []
    callbacks = [lambda _, number=number: called.append(number) for number in range(3)]
    for callback in callbacks:
        reply.add_done_callback(callback)
    assert reply.remove_done_callback(callbacks[removed]) == 1
    assert reply.remove_done_callback(callbacks[removed]) == 0
    finish(reply, how)
    turn(loop)
    assert called == [number for number in range(3) if number != removed]


def test_a_callback_is_called_in_its_context(loop: asyncio.AbstractEventLoop) -> None:
    reply = new_reply(loop)
    seen: list[int] = []
    NUMBER.set(1)
    own = contextvars.copy_context()
    own.run(NUMBER.set, 2)
    reply.add_done_callback(lambda _: seen.append(NUMBER.get()), context=contextvars.Context())
    reply.add_done_callback(lambda _: seen.append(NUMBER.get()), context=own)
    NUMBER.set(3)
    reply.add_done_callback(lambda _: seen.append(NUMBER.get()))
    NUMBER.set(4)
    asyncio.Future.set_result(reply, None)
    reply.wake()
    reply.wake()
    assert seen == [0]
    turn(loop)
    assert seen == [0, 2, 3]


def test_each_task_keeps_its_context(hosts: Hosts) -> None:
    async def one(client: aio.AsyncClient, number: int) -> tuple[int, int]:
        NUMBER.set(number)
        before = (await client.get(KEYS[number]))[2]["n"]
        await asyncio.sleep(0)
        await client.get(KEYS[0])
        return before, NUMBER.get()

    async def main() -> list[tuple[int, int]]:
        async with aio.client({"hosts": hosts}) as client:
            return await asyncio.gather(*(one(client, number) for number in range(50)))

    assert asyncio.run(main()) == [(number, number) for number in range(50)]


def test_an_exception_of_a_callback_goes_to_the_handler_of_the_loop(hosts: Hosts) -> None:
    said: list[Any] = []

    def refuse(_: Any) -> None:
        raise ValueError("mine")

    async def main() -> list[Any]:
        asyncio.get_running_loop().set_exception_handler(lambda _, about: said.append(about))
        async with aio.client({"hosts": hosts}) as client:
            replies = [client.get(key) for key in KEYS]
            for reply in replies:
                reply.add_done_callback(refuse)
            return await asyncio.gather(*replies)

    assert [bins["n"] for _, _, bins in asyncio.run(main())] == list(range(50))
    assert [str(about["exception"]) for about in said] == ["mine"] * len(KEYS)


def test_debug_mode_names_the_slow_task(hosts: Hosts, caplog: pytest.LogCaptureFixture) -> None:
    async def slow(client: aio.AsyncClient) -> None:
        await client.get(KEYS[0])
        time.sleep(0.05)

    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.slow_callback_duration = 0.04
        async with aio.client({"hosts": hosts}) as client:
            await asyncio.create_task(slow(client), name="the slow one")

    with caplog.at_level(logging.WARNING, "asyncio"):
        asyncio.run(main(), debug=True)
    assert any("Executing <Task" in line and "the slow one" in line for line in caplog.messages)


def test_a_task_that_is_woken_may_cancel_others(hosts: Hosts) -> None:
    """It runs while results are given out, and theirs may be among them."""

    async def main() -> None:
        async with aio.client({"hosts": hosts}) as client:
            for turn in range(30):
                others: list[asyncio.Task[Any]] = []

                async def cancel(key: Any, others: list[asyncio.Task[Any]] = others) -> Any:
                    record = await client.get(key)
                    for other in others:
                        other.cancel()
                    return record

                first = asyncio.create_task(cancel(KEYS[turn]))
                others += [asyncio.create_task(client.get(key)) for key in KEYS]
                outcomes = await asyncio.gather(first, *others, return_exceptions=True)
                assert outcomes[0][2] == {"n": turn}
                for key, outcome in zip(KEYS, outcomes[1:]):
                    assert isinstance(outcome, asyncio.CancelledError) or (
                        outcome[2] == {"n": key[2]}
                    )

    asyncio.run(main())


def test_a_task_that_is_woken_may_close_the_client(hosts: Hosts) -> None:
    async def main() -> list[Any]:
        client = await aio.connect({"hosts": hosts})

        async def close() -> Any:
            record = await client.get(KEYS[0])
            await client.close()
            return record

        tasks = [close(), *map(client.get, KEYS)]
        return await asyncio.gather(*tasks, return_exceptions=True)

    outcomes = asyncio.run(main())
    assert [outcome[2]["n"] for outcome in outcomes] == [0, *range(50)]


class NestedLoop(asyncio.SelectorEventLoop):
    """A loop that a task of it may run, too."""

    def _run_once(self) -> None:
        # The inner run may have called what the outer one has counted.
        with contextlib.suppress(IndexError):
            super()._run_once()  # type: ignore[misc]


def run_within(loop: Any, reply: Any) -> Any:
    """What a modal dialog does, and ``nest_asyncio``: run the loop in a task of it."""
    task = asyncio.current_task()
    assert task is not None
    asyncio.tasks._leave_task(loop, task)
    try:
        while not reply.done():
            loop._run_once()
    finally:
        asyncio.tasks._enter_task(loop, task)
    return reply.result()


def test_a_task_that_is_woken_may_run_the_loop_within_itself(hosts: Hosts) -> None:
    said: list[Any] = []

    async def main() -> list[Any]:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, about: said.append(about))
        async with aio.client({"hosts": hosts}) as client:

            async def one(number: int) -> list[int]:
                records = [await client.get(KEYS[number])]
                records += [
                    run_within(loop, client.get(KEYS[(number + more) % 50])) for more in (1, 2)
                ]
                return [bins["n"] for _, _, bins in records]

            return await asyncio.wait_for(asyncio.gather(*map(one, range(50))), 30)

    loop = NestedLoop()
    found = loop.run_until_complete(main())
    loop.close()
    assert found == [[number, (number + 1) % 50, (number + 2) % 50] for number in range(50)]
    assert said == []
