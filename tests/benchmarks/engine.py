"""The bridge's engine without the client on top: reads of records by asyncio, so many in flight.

    python tests/benchmarks/engine.py [--hosts HOST:PORT] [--seconds 2] [--rounds 3]

The kinds of work alternate, for a few rounds; the median counts. The table shows commands per
second and microseconds of CPU per command, of the whole process. ``--native-python PATH`` names an
interpreter that has aerospike-native, for comparison.
"""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

IN_FLIGHT = (1, 16, 128, 1024)
RECORDS = 10_000
LENT = 256 * 1024

sys.path.insert(0, str(Path(__file__).parent))

from work import bins, key  # noqa: E402

Work = Callable[[int], Awaitable[Any]]


class RawCarrier:
    """Submits the commands of a tick together, and resolves their futures."""

    def __init__(self, client: Any, in_flight: int = 128, flags: int = 0) -> None:
        from aerospike._native.call import _CallStructure
        from aerospike._native.prototypes import ENGINE_FUNCTIONS

        connection = client._connection
        library = connection.library
        self.library = library
        self.loop = asyncio.get_running_loop()
        self.engine = library.bridge_engine_new(connection.handle, in_flight, 0, flags)
        assert self.engine
        self.numbers = {name: bytes((number,)) for number, name in enumerate(ENGINE_FUNCTIONS)}
        self._submit = library.commands["bridge_engine_submit"]
        self._take = library.commands["bridge_engine_take"]
        self.structure = _CallStructure()
        self.lent = ctypes.create_string_buffer(LENT)
        reply = self.structure.reply
        reply.data = reply.fixed = ctypes.addressof(self.lent)
        reply.capacity = reply.fixed_capacity = LENT
        self.view = memoryview(self.lent).cast("B")
        self.address = ctypes.addressof(self.structure)
        self.second = _CallStructure()
        self.second_address = ctypes.addressof(self.second)
        self.token = 0
        self.futures: dict[int, asyncio.Future[Any]] = {}
        self.pending: list[bytes] = []
        self.loop.add_reader(library.bridge_engine_descriptor(self.engine), self.drain)

    def call(self, function: bytes, request: bytes) -> asyncio.Future[Any]:
        self.token = token = self.token + 1
        future = self.futures[token] = self.loop.create_future()
        pending = self.pending
        if not pending:
            self.loop.call_soon(self.flush)
        pending += (b"\xce" + token.to_bytes(4, "big"), function, request)
        return future

    def flush(self) -> None:
        pending = self.pending
        self.pending = []
        data = b"\xdd" + len(pending).to_bytes(4, "big") + b"".join(pending)
        if self._submit(self.engine, data, len(data), self.second_address) < 0:
            raise RuntimeError(self.second.error.message)

    def drain(self) -> None:
        from aerospike._msgpack import OPT_NON_STR_KEYS, unpackb

        size = self._take(self.engine, b"\x90", 1, self.address)
        if size < 0:
            raise RuntimeError(self.structure.error.message)
        if size <= LENT:
            data: Any = self.view[:size]
        else:
            data = ctypes.string_at(self.structure.reply.data, size)
            self.library.bridge_call_free(self.address)
        done, failed = unpackb(data, option=OPT_NON_STR_KEYS)
        pop = self.futures.pop
        replies = iter(done)
        for token in replies:
            future = pop(token)
            reply = next(replies)
            if not future.cancelled():
                future.set_result(reply)
        errors = iter(failed)
        for token in errors:
            future = pop(token)
            error = next(errors)
            if not future.cancelled():
                future.set_exception(RuntimeError(*error))

    def close(self) -> None:
        self.loop.remove_reader(self.library.bridge_engine_descriptor(self.engine))
        self.library.bridge_engine_free(self.engine)


async def measure(work: Work, in_flight: int, seconds: float) -> tuple[float, float]:
    """Commands a second, and the CPU time of each in microseconds."""
    count = 0
    deadline = time.perf_counter() + seconds

    async def run(number: int) -> None:
        nonlocal count
        while time.perf_counter() < deadline:
            for _ in range(10):
                number = (number + in_flight) % RECORDS
                await work(number)
            count += 10

    cpu, start = time.process_time(), time.perf_counter()
    await asyncio.gather(*[run(number) for number in range(in_flight)])
    wall = time.perf_counter() - start
    return count / wall, (time.process_time() - cpu) / count * 1e6


def raw_work(client: Any, carrier: RawCarrier) -> dict[str, Work]:
    from aerospike._command import records
    from aerospike._wire.requests import pack_record_request

    session = client._session
    policy = session.policies.get("read", None)
    function = carrier.numbers["bridge_get"]
    put = carrier.numbers["bridge_put"]
    call = carrier.call

    def get(number: int) -> Awaitable[Any]:
        return call(function, pack_record_request(policy.address, policy.flags, key(number)))

    def write(number: int) -> Awaitable[Any]:
        return call(put, records.put(session, key(number), bins(number))[1])

    return {"get": get, "put": write}


def connect(hosts: list[tuple[str, int]], connections: int = 128) -> Any:
    import aerospike
    from aerospike._native.library import load

    assert load().bridge_loops_start(1) == 0
    return aerospike.client({"hosts": hosts})


async def serve_raw(hosts: list[tuple[str, int]], flags: int, in_flight: int) -> None:
    client = connect(hosts)
    carrier = RawCarrier(client, in_flight, flags)
    work = raw_work(client, carrier)
    await answer(work)
    carrier.close()
    client.close()


async def serve_native(hosts: list[tuple[str, int]]) -> None:
    import aerospike_native as native

    policy = native.ClientPolicy()
    client = await native.new_client(policy, ",".join(f"{host}:{port}" for host, port in hosts))
    read, write = native.ReadPolicy(), native.WritePolicy()

    def get(number: int) -> Awaitable[Any]:
        return client.get(native.Key(*key(number)), None, policy=read)

    def put(number: int) -> Awaitable[Any]:
        return client.put(native.Key(*key(number)), bins(number), policy=write)

    await answer({"get": get, "put": put})


async def answer(work: dict[str, Work]) -> None:
    """Reads lines [kind of work, in flight, seconds], and answers with the figures."""
    print(json.dumps(list(work)), flush=True)
    for line in sys.stdin:
        name, in_flight, seconds = json.loads(line)
        print(json.dumps(await measure(work[name], in_flight, seconds)), flush=True)


def serve_synchronous(hosts: list[tuple[str, int]]) -> None:
    import aerospike

    client = aerospike.client({"hosts": hosts})
    work = {
        "get": lambda number: client.get(key(number)),
        "put": lambda number: client.put(key(number), bins(number)),
    }
    for number in range(RECORDS):
        client.put(key(number), bins(number))
    print(json.dumps(list(work)), flush=True)
    for line in sys.stdin:
        name, _, seconds = json.loads(line)
        count, cpu, start = 0, time.process_time(), time.perf_counter()
        while time.perf_counter() < start + seconds:
            for _ in range(20):
                work[name](count % RECORDS)
                count += 1
        wall = time.perf_counter() - start
        figures = count / wall, (time.process_time() - cpu) / count * 1e6
        print(json.dumps(figures), flush=True)


class Worker:
    """A process that measures."""

    def __init__(self, python: str, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [python, __file__, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        self.kinds = json.loads(self.process.stdout.readline())

    def measure(self, kind: str, in_flight: int, seconds: float) -> tuple[float, float]:
        assert self.process.stdin and self.process.stdout
        print(json.dumps([kind, in_flight, seconds]), file=self.process.stdin, flush=True)
        speed, cpu = json.loads(self.process.stdout.readline())
        return speed, cpu


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hosts", default="127.0.0.1:3000")
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=int, default=100)
    parser.add_argument("--kinds", default="get,put")
    parser.add_argument("--in-flight", default="1,16,128,1024")
    parser.add_argument("--flags", type=int, nargs="*", default=[0])
    parser.add_argument("--native-python")
    parser.add_argument("--serve", choices=("raw", "native", "synchronous"))
    options = parser.parse_args()
    hosts = [
        (host, int(port)) for host, port in (one.split(":") for one in options.hosts.split(","))
    ]
    if options.serve == "raw":
        asyncio.run(serve_raw(hosts, options.flags[0], options.limit))
        return
    if options.serve == "native":
        asyncio.run(serve_native(hosts))
        return
    if options.serve == "synchronous":
        serve_synchronous(hosts)
        return
    common = ("--hosts", options.hosts, "--limit", str(options.limit))
    workers = {"synchronous": Worker(sys.executable, "--serve", "synchronous", *common)}
    for flags in options.flags:
        name = f"engine, flags {flags}"
        workers[name] = Worker(sys.executable, "--serve", "raw", "--flags", str(flags), *common)
    if options.native_python:
        workers["native"] = Worker(options.native_python, "--serve", "native", *common)
    print(f"{'':24} {'in flight':>9} {'commands/s':>11} {'CPU µs':>7}")
    for kind in options.kinds.split(","):
        for in_flight in map(int, options.in_flight.split(",")):
            figures: dict[str, list[tuple[float, float]]] = {name: [] for name in workers}
            for _ in range(options.rounds):
                for name, worker in workers.items():
                    if name != "synchronous" or in_flight == 1:
                        figures[name].append(worker.measure(kind, in_flight, options.seconds))
            for name, rows in figures.items():
                if rows:
                    speed = statistics.median(row[0] for row in rows)
                    cpu = statistics.median(row[1] for row in rows)
                    print(f"{kind + ', ' + name:24} {in_flight:9} {speed:11,.0f} {cpu:7.1f}")


if __name__ == "__main__":
    main()
