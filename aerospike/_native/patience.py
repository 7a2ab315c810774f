"""Long calls of the library that signals interrupt.

A call of ``ctypes`` runs to its end before a handler of Python's signals runs. Handlers run in the
main thread alone. There, a call that may last longer than one command runs in another thread, while
the main thread waits for it on a lock, a wait that signals interrupt.

A handler that raises leaves its call on its own: the call goes on to its end, and what it uses
stays alive until then.
"""

from __future__ import annotations

import os
import sys
import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

__all__ = ["in_slices", "main_thread", "patient"]

# Not of threading: a thread of ours is none of the application's and does not hold up its end.
from _thread import allocate_lock, get_ident, start_new_thread

UNFINISHED = -2
"""What a call returns that goes on: native/bridge/bridge.h has the same."""

#: So many threads wait for the next job. More come of calls that signals have left on their own.
MOST_IDLE = 2


Function = Callable[..., Any]


class _Job:
    """A call: what to run, and what came of it."""

    __slots__ = ("arguments", "done", "error", "function", "kept", "result")

    def __init__(self, function: Function, arguments: tuple[Any, ...]) -> None:
        self.function = function
        self.arguments = arguments
        self.result: Any = None
        self.error: BaseException | None = None
        #: What the call uses, if nobody waits for it any more.
        self.kept: list[Any] | None = None
        self.done = allocate_lock()
        self.done.acquire()


class _Workers:
    """The threads, as many as there were calls at one time, and their queue."""

    __slots__ = ("_idle", "_jobs", "main")

    def __init__(self) -> None:
        self.main = threading.main_thread().ident
        self._jobs: SimpleQueue[_Job] = SimpleQueue()
        # An entry for each thread that waits for a job.
        self._idle: deque[None] = deque()

    def after_fork(self) -> None:
        # The threads have stayed in the parent.
        self.main = get_ident()
        self._jobs = SimpleQueue()
        self._idle.clear()

    def run(self, function: Function, abandon: Function, arguments: tuple[Any, ...]) -> Any:
        job = _Job(function, arguments)
        try:
            try:
                self._idle.pop()
            except IndexError:
                start_new_thread(self._serve, (self._jobs, self._idle))
        except RuntimeError:
            # No more threads: the interpreter is about to end, or the system has none.
            return function(*arguments)
        try:
            self._jobs.put(job)
            job.done.acquire()
        except BaseException:
            job.kept = _locals_of_callers()
            abandon(arguments[-1])
            raise
        if job.error is not None:
            raise job.error
        return job.result

    @staticmethod
    def _serve(jobs: SimpleQueue[_Job], idle: deque[None]) -> None:
        while True:
            job = jobs.get()
            try:
                job.result = job.function(*job.arguments)
            except BaseException as error:
                job.error = error
            if len(idle) >= MOST_IDLE:
                job.done.release()
                return
            idle.append(None)
            job.done.release()
            del job


def _locals_of_callers() -> list[Any]:
    """What the functions of this package that lead to the call hold: its buffers and policies.

    The library is given addresses; whoever gives one keeps what is there in a variable.
    """
    kept = []
    frame = sys._getframe(1)
    while frame is not None and frame.f_globals.get("__name__", "").startswith("aerospike"):
        kept.append(dict(frame.f_locals))
        frame = frame.f_back  # type: ignore[assignment]
    return kept


_workers = _Workers()

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_workers.after_fork)


def patient(function: Function, abandon: Function) -> Function:
    """*function*, so that a signal interrupts the wait for it in the main thread.

    *abandon* is called with the last argument of a call that nobody waits for any more.
    """

    def call(*arguments: Any) -> Any:
        if get_ident() != _workers.main:
            return function(*arguments)
        return _workers.run(function, abandon, arguments)

    call.__wrapped__ = function  # type: ignore[attr-defined]
    return call


def in_slices(function: Function, wait: Function, give_up: Function) -> Function:
    """*function*, which returns from time to time, as a call that ends.

    Its last argument is the call, for which *wait* waits. A handler that raises leaves the call on
    its own; *give_up* tells the library, as the end of the call does.
    """

    def call(*arguments: Any) -> Any:
        size = function(*arguments)
        if size != UNFINISHED:
            return size
        try:
            while size == UNFINISHED:
                size = wait(arguments[-1])
        except BaseException:
            # At once: who keeps the exception keeps the call.
            give_up(arguments[-1])
            raise
        return size

    call.__wrapped__ = function  # type: ignore[attr-defined]
    return call


def main_thread() -> int:
    """The number of the thread in which handlers of signals run."""
    return _workers.main or 0
