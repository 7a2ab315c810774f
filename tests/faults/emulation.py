"""What an emulator cannot do. The scripts of the platforms name it in the environment."""

import os

import pytest

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
