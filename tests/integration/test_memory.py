"""Commands in a loop do not make the process grow.

``AEROSPIKE_TEST_LOOPS`` says how many records are written and read; a million takes minutes.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from typing import Any

import pytest
from emulation import threads_end

import aerospike
from aerospike import exception as e

LOOPS = int(os.environ.get("AEROSPIKE_TEST_LOOPS", "10000"))
LIMIT = 5 * 1024 * 1024

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="reads /proc/self/statm"
)

BINS = {
    "i": 1,
    "s": "text",
    "b": b"bytes" * 20,
    "l": [1, {"k": ["v"]}],
    "m": aerospike.KeyOrderedDict({"a": 1.5, "b": None}),
}


def resident() -> int:
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def growth(work: Callable[[int], object], loops: int) -> int:
    """By how many bytes the process has grown after a first part that fills caches and pools."""
    for number in range(loops // 4):
        work(number)
    gc.collect()
    before = resident()
    for number in range(loops):
        work(number)
    gc.collect()
    return resident() - before


def test_single_commands(client: aerospike.Client, set_name: str) -> None:
    def work(number: int) -> None:
        key = ("test", set_name, number % 1000)
        client.put(key, BINS, policy={"total_timeout": 1000 + number % 3000})
        client.get(key)
        client.exists(key)

    assert growth(work, LOOPS) < LIMIT


def test_batches(client: aerospike.Client, set_name: str) -> None:
    keys = [("test", set_name, number) for number in range(200)]
    for key in keys[:100]:
        client.put(key, BINS)
    assert growth(lambda number: client.batch_read(keys), LOOPS // 50) < LIMIT


def test_errors(client: aerospike.Client, set_name: str) -> None:
    calls: list[Callable[[], Any]] = [
        lambda: client.get(("test", set_name, "missing")),
        lambda: client.put(("test", set_name, "k"), {"a": {1}}),
        lambda: client.put(("test", set_name, "k"), {"a": [[[2**64]]]}),
        lambda: client.get(("test", set_name)),
        lambda: client.get(("nowhere", set_name, 1)),
    ]

    def work(number: int) -> None:
        try:
            calls[number % len(calls)]()
        except e.AerospikeError:
            pass

    assert growth(work, LOOPS) < LIMIT


@threads_end
def test_clients(config: Any, set_name: str) -> None:
    def work(number: int) -> None:
        client = aerospike.client(config)
        client.exists(("test", set_name, 1))
        if number % 2:
            client.close()

    assert growth(work, max(LOOPS // 200, 40)) < 2 * LIMIT
