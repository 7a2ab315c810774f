"""What an emulator or a Python cannot do. The platforms' scripts name the emulator."""

import os
import sys

import pytest


def needs_gil(reason: str) -> pytest.MarkDecorator:
    """Skips a test in a free-threaded Python."""
    return pytest.mark.skipif(not getattr(sys, "_is_gil_enabled", lambda: True)(), reason=reason)


threads_end = pytest.mark.skipif(
    "UNDER_QEMU" in os.environ, reason="qemu keeps the memory of each thread that has ended"
)
forks_beside_threads = pytest.mark.skipif(
    "UNDER_QEMU" in os.environ,
    reason="in a child of a process with threads, locks of qemu itself may stay locked",
)
resets_arrive = pytest.mark.skipif(
    "UNDER_WINE" in os.environ, reason="Wine ends a connection in order when a program resets it"
)
