"""How a program interrupts itself, and how a test does after a time."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

#: The first lines of such a program. ``interrupt`` does what Ctrl-C does, in any thread.
INTERRUPT = """
import os, signal

# A program in the background may have been started with the signal ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)

def interrupt():
    if os.name == "nt":
        # There, os.kill ends the process.
        signal.raise_signal(signal.SIGINT)
    else:
        os.kill(os.getpid(), signal.SIGINT)
"""

SIGNAL = getattr(signal, "SIGALRM", signal.SIGINT)
"""The signal of :func:`alarm`."""


@contextmanager
def alarm(handle: Callable[..., Any], first: float, every: float = 0.0) -> Iterator[None]:
    """Sends a signal to *handle* after some seconds, and then again each time after *every*."""
    before = signal.signal(SIGNAL, handle)
    try:
        with _timer(first, every) if hasattr(signal, "setitimer") else _thread(first, every):
            yield
    finally:
        signal.signal(SIGNAL, before)


@contextmanager
def _timer(first: float, every: float) -> Iterator[None]:
    try:
        signal.setitimer(signal.ITIMER_REAL, first, every)
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


@contextmanager
def _thread(first: float, every: float) -> Iterator[None]:
    """On Windows another thread gets the signal, as if somebody pressed Ctrl-C."""
    stopped = threading.Event()

    def ring() -> None:
        wait = first
        while wait and not stopped.wait(wait):
            signal.raise_signal(SIGNAL)
            wait = every

    ringing = threading.Thread(target=ring, daemon=True)
    try:
        ringing.start()
        yield
    finally:
        stopped.set()
        ringing.join()
