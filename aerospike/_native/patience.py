"""Waiting for long commands so that signals interrupt the wait.

A call of ``ctypes`` runs to its end before a handler of Python's signals runs. Handlers run only in
the main thread. There, a command that may last longer than one round trip runs in another thread,
while the main thread waits for it on a lock, a wait that signals interrupt. On Windows they do not:
the main thread waits for a moment at a time.

If a handler raises, its command goes on to its end by itself. What the command uses stays alive
until then.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable
from typing import Any

# The application does not see these threads, and they do not delay its end.
from aerospike._native.threads import (
    SimpleQueue,
    allocate_lock,
    get_ident,
    main_ident,
    start_new_thread,
)

__all__ = ["is_main_thread", "main_thread", "run_in_worker"]

#: So many idle threads wait for work. More come if signals interrupt waits for them.
MOST_IDLE = 2

#: So many seconds the main thread waits at a time if signals do not interrupt the wait.
MOMENT = 0.05

Function = Callable[..., int]


def _wait(lock: Any) -> None:
    """Wait until another thread releases the lock; handlers of signals run meanwhile."""
    if sys.platform != "win32":
        lock.acquire()
        return
    while not lock.acquire(True, MOMENT):
        pass


class _Job:
    """A command that runs in a worker: the call of the library and its outcome."""

    __slots__ = ("arguments", "done", "error", "function", "result", "used")

    def __init__(self, function: Function, arguments: tuple[Any, ...], used: Any) -> None:
        self.function = function
        self.arguments = arguments
        #: What the command has addresses of.
        self.used = used
        self.result = 0
        self.error: BaseException | None = None
        self.done = allocate_lock()
        self.done.acquire()


class _Workers:
    """The threads, as many as there were commands at one time, and their queue."""

    __slots__ = ("_idle", "_jobs", "main")

    def __init__(self) -> None:
        self.main = main_ident()
        self._jobs = SimpleQueue()
        # An entry for each thread that waits for a job.
        self._idle: deque[None] = deque()

    def after_fork(self) -> None:
        # The threads run only in the parent.
        self.main = get_ident()
        self._jobs = SimpleQueue()
        self._idle.clear()

    def run(self, job: _Job, abandon: Callable[[], Any]) -> int:
        try:
            try:
                self._idle.pop()
            except IndexError:
                start_new_thread(self._serve, (self._jobs, self._idle))
        except RuntimeError:
            # No more threads: the interpreter is about to end, or the system has none.
            return job.function(*job.arguments)
        try:
            self._jobs.put(job)
            _wait(job.done)
        except BaseException:
            abandon()
            raise
        if job.error is not None:
            raise job.error
        return job.result

    @staticmethod
    def _serve(jobs: Any, idle: deque[None]) -> None:
        while True:
            job: _Job = jobs.get()
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


_workers = _Workers()

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_workers.after_fork)


def run_in_worker(
    function: Function, arguments: tuple[Any, ...], used: Any, abandon: Callable[[], Any]
) -> int:
    """The result of *function*, which another thread calls with *arguments*.

    *used* stays alive until the function returns, even if its caller stops waiting. *abandon* is
    called if an exception ends the wait before that.
    """
    return _workers.run(_Job(function, arguments, used), abandon)


def is_main_thread() -> bool:
    """Whether this is the thread in which signal handlers run."""
    return get_ident() == _workers.main


def main_thread() -> int:
    """The number of the thread in which signal handlers run."""
    return _workers.main or 0
