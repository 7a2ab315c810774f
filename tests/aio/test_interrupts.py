"""An exception of a signal may come between any two instructions of the carrier."""

from __future__ import annotations

import asyncio
import contextlib
import dis
import gc
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType, FrameType, SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest
from emulation import threads_end

import aerospike
from aerospike import aio
from aerospike import exception as e
from aerospike._native.engine import Engine, _Left, _left
from aerospike.aio.carrier import LoopCarrier
from aerospike.aio.reply import Reply
from aerospike_helpers.operations import operations

KEYS = [("test", "interrupts", number) for number in range(6)]
MISSING = ("test", "interrupts", "missing")
PATIENCE = 30

SUBMITTING = (LoopCarrier.carry, LoopCarrier._submit, LoopCarrier._hand_over, Engine.submit)
TAKING = (
    LoopCarrier.arrive,
    LoopCarrier.take,
    LoopCarrier._give_out,
    Engine.take,
    Reply.complete,
)

Hosts = list[tuple[str, int]]


@pytest.fixture(autouse=True, scope="module")
def written(hosts: Hosts) -> None:
    client = aerospike.client({"hosts": hosts})
    for key in KEYS:
        client.put(key, {"n": key[2]})
    client.close()


def after_calls(code: CodeType) -> set[int]:
    """The instructions of a function before which CPython looks for signals."""
    places = {0}
    was_call = False
    for instruction in dis.get_instructions(code):
        if was_call or instruction.opname == "RESUME":
            places.add(instruction.offset)
        was_call = instruction.opname.startswith("CALL")
    return places


class Interrupts:
    """Raises KeyboardInterrupt at one instruction after the other of some functions.

    ``Reply.complete`` takes a callback and calls it, and ``LoopCarrier.carry`` notes a command in
    two places. No signal comes between the two, so they are interrupted only where one may come.
    """

    def __init__(self, *functions: Any) -> None:
        self._codes = {function.__code__ for function in functions}
        self._places = {
            function.__code__: after_calls(function.__code__)
            for function in (LoopCarrier.carry, Reply.complete)
        }
        self._left = 0

    def places(self) -> Iterator[Any]:
        """A context manager for each instruction; the last ones interrupt nothing.

        CPython 3.12 or newer does not trace all instructions of the first runs.
        """
        number, missed = 1, 0
        while missed < 3:
            self._left = number
            yield self._run
            if self._left > 0:
                missed += 1
            else:
                number, missed = number + 1, 0
        assert number > 20

    @contextmanager
    def _run(self) -> Iterator[None]:
        before = sys.gettrace()
        sys._getframe().f_trace_opcodes = True
        sys.settrace(self._call)
        try:
            yield
        finally:
            sys.settrace(before)

    def _call(self, frame: FrameType, event: str, argument: Any) -> Any:
        if frame.f_code not in self._codes:
            return None
        frame.f_trace_opcodes = True
        return self._step

    def _step(self, frame: FrameType, event: str, argument: Any) -> Any:
        places = self._places.get(frame.f_code)
        if event == "opcode" and (places is None or frame.f_lasti in places):
            self._left -= 1
            if self._left == 0:
                raise KeyboardInterrupt
        return self._step


def run(loop: asyncio.AbstractEventLoop, function: Callable[[], Any]) -> Any:
    async def body() -> Any:
        return await asyncio.wait_for(function(), PATIENCE)

    return loop.run_until_complete(body())


def settle(loop: asyncio.AbstractEventLoop) -> None:
    """Run what is left of the loop's last run, which may stop it."""
    loop.call_soon(loop.stop)
    loop.run_forever()


def finish(loop: asyncio.AbstractEventLoop, tasks: list[asyncio.Task[Any]], place: Any) -> None:
    """Run the loop with an interrupt at *place*, and then until all tasks have ended."""
    try:
        with place():
            loop.run_until_complete(asyncio.wait(tasks))
    except KeyboardInterrupt:
        settle(loop)
    run(loop, lambda: asyncio.wait(tasks, timeout=PATIENCE))
    assert all(task.done() for task in tasks)


def test_no_completion_is_lost(hosts: Hosts) -> None:
    loop = asyncio.new_event_loop()
    client = run(loop, lambda: aio.connect({"hosts": hosts}))
    interrupts = Interrupts(*TAKING)

    async def begin() -> list[Any]:
        return [client.get(key) for key in (*KEYS, MISSING)]

    for place in interrupts.places():
        replies = loop.run_until_complete(begin())
        done = asyncio.gather(*replies, return_exceptions=True)
        try:
            with place():
                loop.run_until_complete(done)
        except KeyboardInterrupt:
            settle(loop)
        outcomes = run(loop, lambda done=done: asyncio.shield(done))  # type: ignore[misc]
        # It may come while a deserializer of the user runs, and is that command's outcome then.
        assert sum(type(outcome) is KeyboardInterrupt for outcome in outcomes) <= 1
        for key, outcome in zip((*KEYS, MISSING), outcomes):
            if key is MISSING:
                assert type(outcome) is e.RecordNotFound
            elif type(outcome) is not KeyboardInterrupt:
                assert outcome[2] == {"n": key[2]}
    run(loop, client.close)
    loop.close()


def test_no_task_waits_for_ever(hosts: Hosts) -> None:
    loop = asyncio.new_event_loop()
    client = run(loop, lambda: aio.connect({"hosts": hosts}))
    interrupts = Interrupts(*TAKING)

    async def read(key: Any) -> Any:
        return (await client.get(key))[2]["n"]

    async def begin() -> list[asyncio.Task[Any]]:
        return [asyncio.ensure_future(read(key)) for key in (*KEYS, MISSING)]

    for place in interrupts.places():
        tasks = loop.run_until_complete(begin())
        # Each begins to wait.
        settle(loop)
        finish(loop, tasks, place)
        for number, task in enumerate(tasks):
            error = task.exception()
            if error is None:
                assert task.result() == number
            elif not isinstance(error, KeyboardInterrupt):
                assert type(error) is e.RecordNotFound
                assert number == len(KEYS)
    run(loop, client.close)
    loop.close()


def test_no_command_is_lost(hosts: Hosts) -> None:
    """What a signal interrupts runs once, and is answered."""
    loop = asyncio.new_event_loop()
    client = run(loop, lambda: aio.connect({"hosts": hosts}))
    counted = ("test", "interrupts", "counted")
    run(loop, lambda: client.put(counted, {"n": 0}))
    interrupts = Interrupts(*SUBMITTING)
    answered = unknown = 0

    async def add() -> None:
        await client.operate(counted, [operations.increment("n", 1)])

    async def begin() -> list[asyncio.Task[None]]:
        # The first is submitted at once, the others at the end of the tick.
        return [asyncio.ensure_future(add()) for _ in range(4)]

    for place in interrupts.places():
        tasks = loop.run_until_complete(begin())
        finish(loop, tasks, place)
        # If the signal comes in the call of a task, that task ends.
        ended = [isinstance(task.exception(), KeyboardInterrupt) for task in tasks]
        assert sum(ended) <= 1
        answered += ended.count(False)
        unknown += ended.count(True)
        deadline = time.monotonic() + PATIENCE
        while client._carrier.is_busy():
            assert time.monotonic() < deadline, "a command has no end"
            run(loop, lambda: asyncio.sleep(0.001))
    written = run(loop, lambda: client.get(counted))[2]["n"]
    assert answered <= written <= answered + unknown
    run(loop, client.close)
    loop.close()


@threads_end
def test_an_engine_ends_after_its_commands(hosts: Hosts) -> None:
    """Completions that were not given out keep no engine."""
    interrupts = Interrupts(*TAKING)
    # The collector has its turn hundreds of times: it need not look at all the rest.
    if hasattr(gc, "freeze"):
        gc.freeze()

    async def use() -> None:
        client = await aio.connect({"hosts": hosts})
        await asyncio.gather(*map(client.get, KEYS))

    for place in interrupts.places():
        loop = asyncio.new_event_loop()
        with contextlib.suppress(KeyboardInterrupt), place():
            loop.run_until_complete(use())
        loop.close()
        del loop
        gc.collect()
        deadline = time.monotonic() + PATIENCE
        while _left._engines:
            assert time.monotonic() < deadline, "an engine is kept"
            time.sleep(0.001)
            _left.look()


@pytest.mark.parametrize("functions", [SUBMITTING, TAKING], ids=["submitting", "taking"])
def test_a_client_can_be_closed(hosts: Hosts, functions: tuple[Any, ...]) -> None:
    """Close waits for nothing that never comes."""
    loop = asyncio.new_event_loop()
    client = aio.AsyncClient({"hosts": hosts})
    interrupts = Interrupts(*functions)

    async def read(key: Any) -> Any:
        # A task, because asyncio does not end for a future that has KeyboardInterrupt.
        return await client.get(key)

    async def begin() -> list[Any]:
        return [asyncio.ensure_future(read(key)) for key in KEYS[:2]]

    for place in interrupts.places():
        run(loop, client.connect)
        replies: list[Any] = []
        try:
            with place():
                replies = loop.run_until_complete(begin())
                loop.run_until_complete(asyncio.gather(*replies))
        except (KeyboardInterrupt, asyncio.CancelledError):
            settle(loop)
        run(loop, client.close)
        # A task goes on when its reply has come.
        settle(loop)
        assert all(reply.done() for reply in replies)
    loop.close()


def test_what_the_bridge_may_read_stays() -> None:
    """A look at the engines that go on after their clients may be interrupted, too."""
    interrupts = Interrupts(_Left.look)
    for place in interrupts.places():
        left = _Left()
        commands: dict[int, Any] = {1: "in progress", 2: "completed"}
        target = SimpleNamespace(let_go=Mock())

        def take(command: Any) -> Any:
            return [2, None], []

        left.keep(take, target, commands)  # type: ignore[arg-type]
        try:
            with place():
                left.look()
        except KeyboardInterrupt:
            pass
        assert [engine[2] for engine in left._engines] == [commands]
        assert 1 in commands
        target.let_go.assert_not_called()


def test_an_iterator_that_ends_in_a_reply_is_an_error_of_that_command(hosts: Hosts) -> None:
    """A future takes no StopIteration, which the function of a user may let through."""

    async def main() -> list[Any]:
        async with aio.client({"hosts": hosts}) as client:
            carry = client._carry

            def finish(value: Any) -> Any:
                return next(iter(()))

            client._carry = lambda command: carry((*command[:4], finish, *command[5:]))
            replies = [client.get(key) for key in KEYS[:2]]
            client._carry = carry
            replies += [client.get(key) for key in KEYS[2:]]
            done = asyncio.gather(*replies, return_exceptions=True)
            return await asyncio.wait_for(done, PATIENCE)

    *broken, third, fourth, fifth, sixth = asyncio.run(main())
    assert [type(outcome) for outcome in broken] == [RuntimeError] * 2
    assert [type(outcome.__cause__) for outcome in broken] == [StopIteration] * 2
    assert [one[2]["n"] for one in (third, fourth, fifth, sixth)] == [2, 3, 4, 5]
