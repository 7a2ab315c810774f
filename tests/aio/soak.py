"""Very many awaits of one client, and by how much they have made the process grow.

    python tests/aio/soak.py [--hosts HOST:PORT] [--awaits 10000000] [--coalesce] [--uvloop]

The commands are a mix: reads, writes, operations, batches, records that do not exist, policies of
every kind, awaits that are cancelled. A first part fills caches and pools; the later growth of the
process is printed as JSON, with a line of progress every ten seconds on standard error.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aerospike import aio
from aerospike import exception as e
from aerospike_helpers.operations import operations as op

RECORDS = 500
WAVE = 1000
"""How many awaits there are at once, and how many of them one task makes in turn."""
TURN = 10
FIRST = 0.1
"""The part of the awaits that fills caches and pools."""

PATIENT = {"total_timeout": 60_000, "socket_timeout": 60_000}
POLICIES = dict.fromkeys(("read", "write", "operate", "remove", "batch"), PATIENT)
BINS = {"n": 1, "s": "text", "l": [1, {"k": ["v"]}], "b": b"bytes" * 20}

Make = Callable[[Any, int], Awaitable[Any]]


def key(number: int) -> tuple[str, str, int]:
    return ("test", "soak", number % RECORDS)


async def cancelled(client: Any, number: int) -> None:
    reply = client.get(key(number))
    await asyncio.sleep(0)
    reply.cancel()


COMMANDS: list[Make] = [
    lambda client, number: client.get(key(number)),
    lambda client, number: client.put(key(number), BINS),
    lambda client, number: client.get(key(number)),
    lambda client, number: client.exists(key(number)),
    lambda client, number: client.get(key(number), {"total_timeout": 50_000 + number % 3000}),
    lambda client, number: client.select(key(number), ["n", "l"]),
    lambda client, number: client.operate(key(number), [op.increment("n", 1), op.read("n")]),
    lambda client, number: client.operate(key(number), [op.read("s"), op.read("l")]),
    lambda client, number: client.get(("test", "soak", -1)),
    lambda client, number: client.batch_read([key(number), key(number + 1)]),
    cancelled,
]


def resident() -> int:
    """The bytes of memory that the process has."""
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def take_turns(client: aio.AsyncClient, number: int) -> None:
    for step in range(number, number + TURN):
        try:
            await COMMANDS[step % len(COMMANDS)](client, step)
        except e.RecordNotFound:
            pass


async def run(client: aio.AsyncClient, awaits: int) -> None:
    told = time.monotonic()
    for number in range(0, awaits, WAVE):
        await asyncio.gather(
            *(take_turns(client, start) for start in range(number, number + WAVE, TURN))
        )
        if time.monotonic() - told > 10:
            told = time.monotonic()
            print(f"{number} awaits, {resident() >> 10} KB", file=sys.stderr, flush=True)


async def soak(hosts: list[tuple[str, int]], awaits: int, coalesce: bool) -> dict[str, Any]:
    options = {"coalesce": coalesce, "coalesce_writes": coalesce}
    async with aio.client({"hosts": hosts, "policies": POLICIES, "aio": options}) as client:
        for number in range(RECORDS):
            await client.put(key(number), BINS)
        await run(client, int(awaits * FIRST))
        gc.collect()
        before = resident()
        begin = time.monotonic()
        await run(client, awaits)
        seconds = time.monotonic() - begin
        gc.collect()
        after = resident()
        await client.get(key(0))
        # What was cancelled has come to its end.
        while client._carrier.is_busy():  # type: ignore[union-attr]
            await asyncio.sleep(0.01)
    return {
        "awaits": awaits,
        "before": before,
        "after": after,
        "growth": after - before,
        "per second": round(awaits / seconds),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hosts", default="127.0.0.1:3000")
    parser.add_argument("--awaits", type=int, default=10_000_000)
    parser.add_argument("--coalesce", action="store_true")
    parser.add_argument("--uvloop", action="store_true")
    args = parser.parse_args()
    hosts = []
    for entry in args.hosts.split(","):
        host, _, port = entry.rpartition(":")
        hosts.append((host, int(port)))
    work = soak(hosts, args.awaits, args.coalesce)
    if args.uvloop:
        import uvloop

        print(json.dumps(uvloop.run(work)))
    else:
        print(json.dumps(asyncio.run(work)))


if __name__ == "__main__":
    main()
