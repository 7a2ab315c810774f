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
    stop = _start(first, every)
    try:
        yield
    finally:
        stop()
        signal.signal(SIGNAL, before)


def _start(first: float, every: float) -> Callable[[], Any]:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, first, every)
        return lambda: signal.setitimer(signal.ITIMER_REAL, 0)
    # On Windows another thread gets the signal, as if somebody pressed Ctrl-C.
    stopped = threading.Event()

    def ring() -> None:
        wait = first
        while wait and not stopped.wait(wait):
            signal.raise_signal(SIGNAL)
            wait = every

    ringing = threading.Thread(target=ring)
    ringing.start()

    def stop() -> None:
        stopped.set()
        ringing.join()

    return stop
