"""A reply is a future; the carrier calls its callback, if it has only one."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import importlib.util
import logging
import sys
import time
import traceback
from collections.abc import Iterator
from types import FrameType
from typing import Any

import pytest

import aerospike
from aerospike import aio
from aerospike.aio import reply as replies
from aerospike.aio.carrier import LoopCarrier
from aerospike.aio.reply import RESULT, Reply

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


@pytest.fixture(params=["C", "Python"])
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module of replies, on the futures in C, and on those in Python, which PyPy has."""
    if request.param == "C":
        return replies
    monkeypatch.setattr(asyncio, "Future", asyncio.futures._PyFuture)  # type: ignore[attr-defined]
    spec = importlib.util.spec_from_file_location("replies_in_python", replies.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def finish(kind: Any, reply: Any, how: str) -> None:
    if how == "result":
        reply.complete(kind.RESULT, 1)
    elif how == "error":
        reply.complete(kind.ERROR, ValueError())
        reply.exception()
    else:
        reply.cancel()


HOWS = ["result", "error", "cancel"]


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("count", [1, 2, 4])
def test_callbacks_come_in_their_order(
    loop: asyncio.AbstractEventLoop, kind: Any, how: str, count: int
) -> None:
    reply = kind.Reply(loop=loop)
    called: list[Any] = []
    for number in range(count):
        reply.add_done_callback(lambda done, number=number: called.append((number, done is reply)))
    finish(kind, reply, how)
    assert len(called) == (count == 1 and how != "cancel")
    turn(loop)
    assert called == [(number, True) for number in range(count)]
    reply.add_done_callback(lambda done: called.append("late"))
    assert called[count:] == []
    turn(loop)
    assert called[count:] == ["late"]


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("removed", [0, 1, 2])
def test_a_removed_callback_is_not_called(
    loop: asyncio.AbstractEventLoop, kind: Any, how: str, removed: int
) -> None:
    reply = kind.Reply(loop=loop)
    called: list[int] = []
    callbacks = [lambda _, number=number: called.append(number) for number in range(3)]
    for callback in callbacks:
        reply.add_done_callback(callback)
    assert reply.remove_done_callback(callbacks[removed]) == 1
    assert reply.remove_done_callback(callbacks[removed]) == 0
    finish(kind, reply, how)
    turn(loop)
    assert called == [number for number in range(3) if number != removed]


@pytest.mark.parametrize("count", [1, 2])
def test_a_callback_is_called_in_its_context(loop: asyncio.AbstractEventLoop, count: int) -> None:
    reply = Reply(loop=loop)
    seen: list[int] = []
    NUMBER.set(1)
    own = contextvars.copy_context()
    own.run(NUMBER.set, 2)
    NUMBER.set(3)
    reply.add_done_callback(lambda _: seen.append(NUMBER.get()), context=own)
    if count == 2:
        reply.add_done_callback(lambda _: seen.append(NUMBER.get()))
    NUMBER.set(4)
    reply.complete(RESULT, None)
    turn(loop)
    assert seen == [2, 3][:count]


def test_no_python_code_runs_between_a_step_and_the_wait(loop: asyncio.AbstractEventLoop) -> None:
    """An exception of a signal there would leave the task with nothing that wakes it."""
    reply = Reply(loop=loop)
    called: list[str] = []

    async def wait() -> Any:
        return await reply

    def note(frame: FrameType, event: str, argument: Any) -> None:
        if event == "call" and frame.f_code.co_filename == replies.__file__:
            called.append(frame.f_code.co_name)

    task = loop.create_task(wait())
    before = sys.getprofile()
    sys.setprofile(note)
    try:
        turn(loop)
    finally:
        sys.setprofile(before)
    assert called == []
    loop.call_soon(reply.complete, RESULT, 1)
    turn(loop)
    assert task.result() == 1


def deserializing(client: aio.AsyncClient, key: Any, finish: Any) -> Any:
    """A command whose result goes through *finish*."""
    carry = client._carry
    client._carry = lambda command: carry((*command[:4], finish, *command[5:]))
    try:
        return client.get(key)
    finally:
        client._carry = carry


def test_a_task_does_not_run_within_the_handling_of_an_error(hosts: Hosts) -> None:
    def refuse(value: Any) -> Any:
        raise ValueError("deserializer")

    async def main() -> None:
        async with aio.client({"hosts": hosts}) as client:
            with pytest.raises(ValueError, match="deserializer"):
                await deserializing(client, KEYS[0], refuse)
            assert sys.exc_info() == (None, None, None)
            with pytest.raises(KeyError) as mine:
                raise KeyError
            assert mine.value.__context__ is None

    asyncio.run(main())


def test_an_error_keeps_no_other_reply(hosts: Hosts) -> None:
    """A traceback has frames, and they have variables."""

    def refuse(value: Any) -> Any:
        raise ValueError("deserializer")

    async def main() -> BaseException:
        async with aio.client({"hosts": hosts}) as client:
            (error,) = await asyncio.gather(
                deserializing(client, KEYS[0], refuse), return_exceptions=True
            )
            return error  # type: ignore[no-any-return]

    frames = [frame for frame, _ in traceback.walk_tb(asyncio.run(main()).__traceback__)]
    codes = [frame.f_code for frame in frames]
    assert refuse.__code__ in codes
    assert LoopCarrier._give_out.__code__ not in codes


def test_a_deserializer_may_cancel_its_task(hosts: Hosts) -> None:
    said: list[Any] = []

    async def main() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, about: said.append(about))
        async with aio.client({"hosts": hosts}) as client:

            async def read() -> Any:
                return await deserializing(client, KEYS[0], lambda value: task.cancel())

            task = asyncio.create_task(read())
            with pytest.raises(asyncio.CancelledError):
                await task
            assert (await client.get(KEYS[1]))[2] == {"n": 1}

    asyncio.run(main())
    assert said == []


@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt])
def test_an_exit_of_a_deserializer_is_raised_where_its_task_awaits(
    loop: asyncio.AbstractEventLoop, hosts: Hosts, error: type[BaseException]
) -> None:
    """If the task lets it pass, asyncio ends the loop; if not, the loop goes on."""

    def leave(value: Any) -> Any:
        raise error

    async def read(client: aio.AsyncClient, catches: bool) -> Any:
        try:
            return await deserializing(client, KEYS[0], leave)
        except error:
            if not catches:
                raise
            return "caught"

    client = loop.run_until_complete(aio.connect({"hosts": hosts}))
    guard = loop.call_later(30, loop.stop)
    assert loop.run_until_complete(read(client, catches=True)) == "caught"
    with pytest.raises(error):
        loop.run_until_complete(read(client, catches=False))
    guard.cancel()

    async def end() -> Any:
        record = await client.get(KEYS[1])
        await client.close()
        return record

    assert loop.run_until_complete(end())[2] == {"n": 1}


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
