"""The asyncio carrier: it submits the commands of one tick in one call, and one wake-up brings
their results.

A command gets a token and a :class:`Reply`. The requests of one tick of the loop are submitted
together. The engine makes its descriptor readable when there are completions; the loop then takes
all of them at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
import weakref
from asyncio.events import _get_running_loop
from collections.abc import Callable
from itertools import count
from threading import get_ident
from typing import Any
from weakref import WeakSet

from aerospike._native.engine import NUMBERS, UINT64, Engine, Share, pack_head, token_of
from aerospike._native.errors import failure, not_connected
from aerospike._wire.requests import Command
from aerospike.aio.reply import ERROR, RESULT, Reply
from aerospike.exception import AerospikeError

__all__ = ["MANY", "LoopCarrier"]

MANY = 8
"""With so many commands in flight, the engine wakes the loop once for several of them."""

# The loop then also looks by itself, after so many seconds.
MOMENT = 0.001

# So many requests, two entries of the list each, do not wait for the end of the tick:
# the engine works on them while the tick adds more.
FULL = 2 * 64

Pending = tuple[Reply, Command]


class _Runner:
    """The thread that runs *loop*, as the loops of the standard library know it."""

    __slots__ = ("_loop",)

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    @property
    def _thread_id(self) -> int | None:
        return get_ident() if _get_running_loop() is self._loop else None


class _Parent:
    """What runs a loop that a child of a fork has inherited: no thread of the child."""

    __slots__ = ()

    _thread_id = None


_PARENT = _Parent()


class LoopCarrier:
    """Runs the commands of one client on one event loop of asyncio.

    *explain* gives an error its detail. *elsewhere* runs a command that was called outside of the
    loop, or raises.
    """

    __slots__ = (
        "__weakref__",
        "_elsewhere",
        "_engine",
        "_explain",
        "_is_scheduled",
        "_look",
        "_pending",
        "_requests",
        "_runner",
        "_stop_waking",
        "_tokens",
        "loop",
    )

    def __init__(
        self,
        engine: Engine,
        loop: asyncio.AbstractEventLoop,
        explain: Callable[[AerospikeError], None],
        elsewhere: Callable[[Command], Reply],
    ) -> None:
        self.loop = loop
        # Asking for the running loop is a system call in some versions of Python. The loops of GUI
        # toolkits have the attribute, and leave it None.
        knows = getattr(loop, "_thread_id", None) == get_ident()
        self._runner: Any = loop if knows else _Runner(loop)
        self._engine = engine
        self._explain = explain
        self._elsewhere = elsewhere
        self._tokens = count(1)
        self._pending: dict[int, Pending] = engine.pending
        self._requests: list[bytes] = []
        self._is_scheduled = False
        self._look: asyncio.TimerHandle | None = None
        self._stop_waking = _start_waking(engine, loop, weakref.ref(self))
        _carriers.add(self)

    def carry(self, command: Command) -> Reply:
        """Begin a command."""
        if self._runner._thread_id != get_ident():
            return self._elsewhere(command)
        reply = Reply(loop=self.loop)
        token = next(self._tokens)
        pending = self._pending
        try:
            request = (pack_head(UINT64, token, NUMBERS[command[0]]), command[1])
            requests = self._requests
            # No signal comes between these two, because nothing is called.
            pending[token] = (reply, command)
            requests += request
            if self._is_scheduled:
                if len(requests) == FULL:
                    self._hand_over()
            elif len(pending) == 1:
                # No other command is in flight: submit this one at once.
                self._hand_over()
            else:
                # Twice, because an exception of a signal may come before the first line.
                self.loop.call_soon(self._submit)
                self.loop.call_soon(self._submit)
                self._is_scheduled = True
        except BaseException:
            # Of a signal: nobody gets the reply, and the command may run, or not.
            reply.cancel()
            self.loop.call_soon(self._submit)
            raise
        return reply

    def _submit(self) -> None:
        self._is_scheduled = False
        if self._requests:
            self._hand_over()

    def _hand_over(self) -> None:
        requests = self._requests
        try:
            self._requests = []
            if self._look is None and len(self._pending) >= MANY:
                self._look = self.loop.call_later(MOMENT, self._look_again)
            self._engine.submit(requests)
        except AerospikeError as error:
            for head in requests[::2]:
                reply, _ = self._pending.pop(token_of(head))
                if not reply.done():
                    reply.set_exception(error)
        except BaseException:
            # Of a signal. The bridge takes no command twice.
            if self._requests is not requests:
                self._requests = requests + self._requests
            self.loop.call_soon(self._submit)
            raise

    def _look_again(self) -> None:
        """Take completed commands for which the engine has not woken the loop yet."""
        self._look = None
        if self._pending:
            self._look = self.loop.call_later(MOMENT, self._look_again)
            self.take()

    def arrive(self) -> None:
        """Completions have arrived: give them out in a callback of their own.

        A task may run the loop within itself, as it does for a modal dialog. The reader that calls
        this is needed then, and a callback cannot run within itself.
        """
        # In this order, because an exception of a signal may come between any two lines.
        self.loop.call_soon(self.take)
        self.loop.call_soon(self._take_rest)
        self._engine.take()

    def take(self) -> None:
        """Give all completed commands their results."""
        try:
            self._give_out(*self._engine.take())
        except AerospikeError:
            # Memory ran out, and the engine wakes the loop again.
            raise
        except BaseException:
            # Of a signal: the rest has its turn later.
            self.loop.call_soon(self.take)
            raise

    def _take_rest(self) -> None:
        """Give out what a signal has left that came before the first line of :meth:`take`."""
        if self._engine.taken is not None:
            self.take()

    def _give_out(self, values: list[Any], errors: list[Any]) -> None:
        taken = self._engine.taken
        complete = Reply.complete_later if self.loop.get_debug() else Reply.complete
        pending = self._pending
        each = iter(values)
        for token, value in zip(each, each):
            entry = pending.get(token)
            if entry is None:
                # A signal, or a task that runs the loop, has interrupted us after this one.
                continue
            reply, command = entry
            how = RESULT
            # Otherwise, it has been cancelled.
            if not reply.done():
                try:
                    if type(value) is bytes:
                        value = command[3](value)
                    finish = command[4]
                    if finish is not None:
                        value = finish(value)
                except BaseException as error:
                    how, value = ERROR, _for_the_caller(error)
            try:
                # Now, since the task may go on here, until it awaits again.
                del pending[token]
                complete(reply, how, value)
            except BaseException:
                # Of a signal.
                pending[token] = entry
                raise
        each = iter(errors)
        for token, said in zip(each, each):
            entry = pending.get(token)
            if entry is None:
                continue
            reply, command = entry
            try:
                failed = self._failure(command, *said)
                del pending[token]
                complete(reply, ERROR, failed)
            except BaseException:
                pending[token] = entry
                raise
        if self._engine.taken is taken:
            # Otherwise, a task has run the loop, which has taken more.
            self._engine.taken = None

    def _failure(self, command: Command, *said: Any) -> Exception:
        code, message, file, line, in_doubt, subcode = said
        try:
            return failure(code, message, file, line, in_doubt, subcode, command, self._explain)
        except Exception as problem:
            # What is wrong with an argument.
            return problem

    def is_busy(self) -> bool:
        """Whether commands are in flight, awaited or not."""
        return bool(self._pending)

    async def settle(self) -> None:
        """Wait for the commands that a caller may await."""
        # A signal may have interrupted what submits them.
        self._submit()
        awaited = [reply for reply, _ in self._pending.values() if not reply.done()]
        if awaited:
            # A signal may have interrupted what gives them out.
            self.loop.call_soon(self.take)
            # Not `wait`, which takes a reply for a coroutine. The shields are cancelled with us,
            # and the replies are not.
            await asyncio.gather(*map(asyncio.shield, awaited), return_exceptions=True)

    def stop(self) -> None:
        """End all commands in flight: their results never come."""
        self._stop_waking()
        if self._look is not None:
            self._look.cancel()
        self._requests = []
        for reply, _ in self._pending.values():
            if not reply.done():
                reply.set_exception(not_connected())
                # The client was closed meanwhile: log nothing if no caller waits.
                reply._log_traceback = False

    def after_fork(self) -> None:
        """In the child: the loop, and the commands in flight, have stayed in the parent."""
        self._runner = _PARENT
        # The selector of the loop may be the parent's, too: what is removed here is removed there.
        self._stop_waking = _do_nothing

    def __del__(self) -> None:
        stop = getattr(self, "_stop_waking", None)
        if stop is not None:
            stop()


_carriers: WeakSet[LoopCarrier] = WeakSet()


def _after_fork() -> None:
    for carrier in _carriers:
        carrier.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def _do_nothing() -> None:
    pass


def _for_the_caller(error: BaseException) -> BaseException:
    """What a deserializer has raised, as the caller gets it."""
    if error.__traceback__ is not None:
        # The carrier's frame has all the other replies, too.
        error.__traceback__ = error.__traceback__.tb_next
    if isinstance(error, StopIteration):
        # Futures have no such exception, and coroutines do the same.
        said = RuntimeError("the deserializer raised StopIteration")
        said.__cause__ = error
        return said
    return error


def _start_waking(
    engine: Engine, loop: asyncio.AbstractEventLoop, carrier: weakref.ref[LoopCarrier]
) -> Callable[[], None]:
    """Have the loop take completions when there are some; the function that ends it."""
    descriptor = engine.descriptor
    if descriptor >= 0:
        try:
            loop.add_reader(descriptor, _arrive, carrier)
        except NotImplementedError:
            pass
        else:
            return lambda: _remove_reader(loop, descriptor)
    # A loop without readers, such as the proactor of Windows, is woken by a thread.
    stopped = threading.Event()
    threading.Thread(
        target=_wake,
        args=(Share(engine.target), weakref.ref(loop), carrier, stopped),
        name="aerospike-aio",
        daemon=True,
    ).start()
    return stopped.set


def _arrive(its_carrier: weakref.ref[LoopCarrier]) -> None:
    carrier = its_carrier()
    if carrier is not None:
        carrier.arrive()


def _remove_reader(loop: asyncio.AbstractEventLoop, descriptor: int) -> None:
    if not loop.is_closed():
        loop.remove_reader(descriptor)


def _wake(
    share: Share,
    its_loop: weakref.ref[asyncio.AbstractEventLoop],
    its_carrier: weakref.ref[LoopCarrier],
    stopped: threading.Event,
) -> None:
    """Wake the loop when completions wait, as long as carrier and loop live."""
    taken = threading.Event()

    def take() -> None:
        try:
            _arrive(its_carrier)
        finally:
            taken.set()

    def goes_on() -> bool:
        loop = its_loop()
        return not (stopped.is_set() or its_carrier() is None or loop is None or loop.is_closed())

    def call_take() -> None:
        loop = its_loop()
        if loop is not None:
            taken.clear()
            # If the loop closes meanwhile, it says so by an error.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(take)

    while goes_on():
        if share.wait(1000):
            call_take()
            while not taken.wait(1) and goes_on():
                pass
