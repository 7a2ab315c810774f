"""Memory goes back once a large reply has been decoded."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from emulation import needs_gil

import aerospike
from aerospike._native import library
from aerospike._native.call import Call, pool
from aerospike._native.carrier import carrier
from aerospike._wire.requests import command

MEGABYTE = 1 << 20
ROOT = Path(__file__).parents[2]

# How much a process has grown after large batches in many threads, on standard output.
WORKLOAD = """
import os, sys, threading
import aerospike

hosts, set_name, threads, count = eval(sys.argv[1])
client = aerospike.client({"hosts": hosts, "max_conns_per_node": 300})
keys = [("test", set_name, number) for number in range(count)]
patient = {"total_timeout": 60_000, "socket_timeout": 60_000}
client.batch_read(keys[:1], None, patient)

def resident():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

barrier = threading.Barrier(threads)

def read():
    barrier.wait()
    for _ in range(2):
        assert len(client.batch_read(keys, None, patient).batch_records) == count
    barrier.wait()

before = resident()
workers = [threading.Thread(target=read) for _ in range(threads)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
print(resident() - before)
"""


def held(call: Call) -> int:
    """The bytes of the reply's memory, lent or its own."""
    reply = call.structure.reply
    lent: int = reply.fixed_capacity
    return lent if reply.data == reply.fixed else lent + int(reply.capacity)


def in_threads(count: int, work: Callable[[], object]) -> None:
    barrier = threading.Barrier(count)

    def run() -> None:
        barrier.wait()
        work()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.fixture
def large(client: aerospike.Client, set_name: str) -> list[tuple[str, str, int]]:
    """The keys of 40 records of 100 kB."""
    keys = [("test", set_name, number) for number in range(40)]
    for key in keys:
        client.put(key, {"b": b"x" * 100_000})
    return keys


def test_idle_calls_keep_little(
    client: aerospike.Client, large: list[tuple[str, str, int]], patient: dict[str, Any]
) -> None:
    pool.clear()
    in_threads(16, lambda: client.batch_read(large, None, patient["batch"]))
    assert pool
    assert max(map(held, pool)) <= 64 * 1024


def test_all_idle_calls_together_keep_little(client: aerospike.Client) -> None:
    loaded = library.load()
    carry = carrier(loaded)

    def nested(depth: int) -> None:
        """Have so many commands in their decoders at one time, each with a call of its own."""
        parts = ("test", "idle", depth)
        deeper = (lambda _digest: nested(depth - 1)) if depth else None
        carry(command("bridge_key_digest", parts, finish=deeper))

    nested(150)
    assert len(pool) >= 150
    for _ in range(1000):
        pool.append(Call(loaded.bridge_call_free))
    kept = sum(held(call) + sys.getsizeof(call.structure) for call in pool)
    assert kept <= 4 * MEGABYTE


@pytest.mark.parametrize("size", [1, 10_000, 17_000, 60_000, 70_000, 900_000])
def test_replies_of_every_size_are_whole(
    client: aerospike.Client, key: tuple[str, str, str], size: int
) -> None:
    value = bytes(range(256)) * (size // 256 + 1)
    client.put(key, {"b": value})
    for _ in range(3):
        assert client.get(key)[2] == {"b": value}
        assert client.batch_read([key] * 3).batch_records[2].record[2] == {"b": value}


def test_a_large_reply_lives_as_long_as_a_view_of_it(
    client: aerospike.Client,
) -> None:
    """An exception may keep the frame that decoded: what it sees there must not be gone."""
    freed: list[int] = []
    call = Call(library.load().bridge_call_free)
    free = call._free
    call._free = lambda address: (freed.append(address), free(address))[0]
    out = call.structure.reply
    block = (ctypes.c_char * (1 << 20)).from_buffer(bytearray(b"x" * (1 << 20)))
    out.data, out.size, out.capacity = ctypes.addressof(block), 1 << 20, 1 << 20
    old = call.address
    out.fixed = out.data  # so that freeing leaves our memory alone
    view = call.reply(1 << 20)
    pool.append(call)
    assert not freed
    assert view[-1:] == b"x"
    del view
    assert freed == [old]


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or "libasan" in os.environ.get("LD_PRELOAD", ""),
    reason="reads /proc/self/statm; the address sanitizer holds freed memory back",
)
@needs_gil("without its lock, Python keeps the memory of each thread")
def test_the_process_shrinks_after_large_batches_in_many_threads(
    hosts: list[tuple[str, int]], large: list[tuple[str, str, int]]
) -> None:
    threads = 16
    result = subprocess.run(
        [sys.executable, "-c", WORKLOAD, repr((hosts, large[0][1], threads, len(large)))],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert result.returncode == 0, result.stderr
    # 64 MB of replies were read; each idle call kept 8 MB once.
    assert int(result.stdout) < 64 * MEGABYTE
