"""Real threads and locks, also in a process where gevent has replaced those of Python.

The threads of this package wait inside of the shared library. A greenlet that did so would stop
all others.
"""

from __future__ import annotations

import os
import sys
import threading
from _thread import RLock
from collections import deque
from collections.abc import Callable
from importlib import import_module
from typing import Any, Protocol

__all__ = [
    "Condition",
    "RLock",
    "SimpleQueue",
    "Thread",
    "allocate_lock",
    "get_ident",
    "is_patched",
    "local",
    "main_ident",
    "start_new_thread",
    "start_thread",
]


def _original(module: str, name: str) -> Any:
    monkey = sys.modules.get("gevent.monkey")
    if monkey is None:
        return getattr(import_module(module), name)
    return monkey.get_original(module, name)


allocate_lock: Callable[[], Any] = _original("_thread", "allocate_lock")
get_ident: Callable[[], int] = _original("_thread", "get_ident")
start_new_thread: Callable[..., int] = _original("_thread", "start_new_thread")
local: Any = _original("_thread", "_local")
SimpleQueue: Any = _original("queue", "SimpleQueue")


def is_patched(module: str) -> bool:
    """Whether gevent has replaced what is in a module of Python."""
    monkey = sys.modules.get("gevent.monkey")
    return monkey is not None and bool(monkey.is_module_patched(module))


def main_ident() -> int | None:
    """The number of the main thread."""
    if is_patched("threading"):
        # The thread's own number is that of a greenlet then.
        number: int = sys.modules["gevent.hub"].MAIN_THREAD_IDENT
        return number
    return threading.main_thread().ident


class Thread(Protocol):
    """A thread that has been started."""

    @property
    def ident(self) -> int | None: ...

    def is_alive(self) -> bool: ...


class _PlainThread:
    """A thread that the module ``threading`` does not know."""

    __slots__ = ("_ended", "_process", "ident")

    def __init__(self, function: Callable[[], None]) -> None:
        self._ended = False
        self._process = os.getpid()
        self.ident: int | None = start_new_thread(self._run, (function,))

    def _run(self, function: Callable[[], None]) -> None:
        try:
            function()
        finally:
            self._ended = True

    def is_alive(self) -> bool:
        # A fork leaves the thread in the parent.
        return not self._ended and self._process == os.getpid()


def start_thread(function: Callable[[], None], name: str) -> Thread:
    """Run *function* in a thread of its own, which does not delay the end of the program."""
    if is_patched("threading"):
        return _PlainThread(function)
    thread = threading.Thread(target=function, name=name, daemon=True)
    thread.start()
    return thread


class Condition:
    """The needed part of ``threading.Condition``, with real locks."""

    __slots__ = ("_lock", "_waiting")

    def __init__(self) -> None:
        self._lock = allocate_lock()
        self._waiting: deque[Any] = deque()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *_error: object) -> None:
        self._lock.release()

    def wait(self, seconds: float) -> None:
        """Wait until there is a change, without the lock."""
        turn = allocate_lock()
        turn.acquire()
        self._waiting.append(turn)
        self._lock.release()
        try:
            turn.acquire(True, seconds)
        finally:
            self._lock.acquire()

    def notify_all(self) -> None:
        """Wake all waiting threads after a change."""
        while self._waiting:
            self._waiting.popleft().release()
