"""Asynchronous clients: this package, with coalescing and without, and aerospike-native,
alternating.

    python tests/benchmarks/async_compare.py [--native-python PATH] [--hosts HOST:PORT]
        [--save FILE]

PATH is an interpreter that has aerospike-native; without it, this package is compared with itself.
Each kind of work runs in all of them in turn, for a few rounds, because a machine is never quiet;
the median counts. The table shows commands per second and microseconds of CPU per command, of the
whole process, and both as ratios to aerospike-native. It also has the synchronous client, for one
command at a time and for queries.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from work import NAMESPACE, RECORDS, SET, bins, fill, in_lines, key

IN_FLIGHT = (1, 16, 128, 1024)
SINGLE = ("get", "put", "operate")
QUERY = "query, async for"

Figures = tuple[float, float]
"""Commands (or records) a second, and microseconds of CPU each."""
Work = Callable[[int], Awaitable[Any]]


class Ours:
    """The work in this package; *options* are those of ``config["aio"]``."""

    def __init__(self, **options: Any) -> None:
        self.options = options

    async def connect(self, hosts: list[tuple[str, int]]) -> dict[str, Work]:
        from aerospike import aio
        from aerospike_helpers.operations import operations

        client = await aio.connect({"hosts": hosts, "aio": self.options})
        keys = [key(number) for number in range(RECORDS)]
        records = [bins(number) for number in range(100)]
        count = [operations.increment("count", 1), operations.read("count")]

        async def query(_: int) -> int:
            found = 0
            async for _record in client.query(NAMESPACE, SET):
                found += 1
            return found

        return {
            "get": lambda n: client.get(keys[n]),
            "put": lambda n: client.put(keys[n], records[n % 100]),
            "operate": lambda n: client.operate(keys[n], count),
            QUERY: query,
        }


class Synchronous:
    """The work by the synchronous client of this package, one command after the other."""

    async def connect(self, hosts: list[tuple[str, int]]) -> dict[str, Work]:
        import aerospike
        from aerospike_helpers.operations import operations

        client = aerospike.client({"hosts": hosts})
        keys = [key(number) for number in range(RECORDS)]
        records = [bins(number) for number in range(100)]
        count = [operations.increment("count", 1), operations.read("count")]

        async def get(n: int) -> Any:
            return client.get(keys[n])

        async def put(n: int) -> Any:
            return client.put(keys[n], records[n % 100])

        async def operate(n: int) -> Any:
            return client.operate(keys[n], count)

        async def query(_: int) -> int:
            return sum(1 for _record in client.query(NAMESPACE, SET))

        return {"get": get, "put": put, "operate": operate, QUERY: query}


class Native:
    """The same work in aerospike-native."""

    async def connect(self, hosts: list[tuple[str, int]]) -> dict[str, Work]:
        import aerospike_native as native

        seeds = ",".join(f"{host}:{port}" for host, port in hosts)
        client = await native.new_client(native.ClientPolicy(), seeds)
        keys = [native.Key(*key(number)) for number in range(RECORDS)]
        records = [bins(number) for number in range(100)]
        count = [
            native.Operation.add("count", 1),
            native.Operation.get_bin("count"),
        ]
        everything = native.PartitionFilter.all

        async def query(_: int) -> int:
            found = 0
            statement = native.Statement(NAMESPACE, SET)
            async for record in await client.query(statement, everything()):
                # The values are made when they are asked for.
                record.bins
                found += 1
            return found

        return {
            "get": lambda n: client.get(keys[n]),
            "put": lambda n: client.put(keys[n], records[n % 100]),
            "operate": lambda n: client.operate(keys[n], count),
            QUERY: query,
        }


PACKAGES: dict[str, Callable[[], Ours | Synchronous | Native]] = {
    "synchronous": Synchronous,
    "ours": Ours,
    "coalesced": lambda: Ours(coalesce=True, coalesce_writes=True),
    "native": Native,
}


async def in_flight(work: Work, tasks: int, seconds: float) -> Figures:
    """Keeps so many commands in flight for a while."""
    count = 0
    cpu, start = time.process_time(), time.perf_counter()
    deadline = start + seconds

    async def run(number: int) -> None:
        nonlocal count
        while time.perf_counter() < deadline:
            for _ in range(5):
                number = (number + tasks) % RECORDS
                await work(number)
            count += 5

    await asyncio.gather(*map(run, range(tasks)))
    return count / (time.perf_counter() - start), (time.process_time() - cpu) / count * 1e6


async def walks(work: Work, seconds: float) -> Figures:
    """Reads the whole set again and again."""
    count = 0
    cpu, start = time.process_time(), time.perf_counter()
    while time.perf_counter() < start + seconds:
        count += await work(0)
    return count / (time.perf_counter() - start), (time.process_time() - cpu) / count * 1e6


async def worker(package: str, hosts: list[tuple[str, int]]) -> None:
    """Reads a kind of work, the commands in flight and a duration a line; answers the figures."""
    work = await PACKAGES[package]().connect(hosts)
    print(json.dumps("ready"), flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        name, tasks, seconds = json.loads(line)
        if name == QUERY:
            figures = await walks(work[name], seconds)
        else:
            figures = await in_flight(work[name], tasks, seconds)
        print(json.dumps(figures), flush=True)


def run_worker(package: str, loop: str, hosts: list[tuple[str, int]]) -> None:
    if loop == "uvloop":
        import uvloop

        uvloop.install()
    asyncio.run(worker(package, hosts))


class Runner:
    """A worker process."""

    def __init__(self, python: str, package: str, loop: str, hosts: Any, path: str | None) -> None:
        self.process = subprocess.Popen(
            [python, __file__, "--worker", json.dumps([package, loop, hosts])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": path or ""},
            cwd="/",
        )
        self._read()

    def _read(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("a worker has failed")
        return json.loads(line)

    def run(self, name: str, tasks: int, seconds: float) -> Figures:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([name, tasks, seconds]) + "\n")
        self.process.stdin.flush()
        speed, cpu = self._read()
        return speed, cpu

    def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


def runs(package: str, name: str, tasks: int) -> bool:
    """Whether a package has a row's work: a query has no commands that could go together."""
    if package == "synchronous":
        return tasks <= 1
    return package != "coalesced" or name != QUERY


def compare(
    runners: dict[str, Runner], name: str, tasks: int, rounds: int, seconds: float
) -> dict[str, list[Figures]]:
    """Prints one line of the table; returns the figures of all rounds."""
    chosen = {package: each for package, each in runners.items() if runs(package, name, tasks)}
    figures: dict[str, list[Figures]] = {package: [] for package in chosen}
    for _ in range(rounds):
        for package, runner in chosen.items():
            figures[package].append(runner.run(name, tasks, seconds))
    base = "native" if "native" in runners else "ours"
    median = {
        package: tuple(statistics.median(column) for column in zip(*rows))
        for package, rows in figures.items()
    }
    line = f"{name:18}{tasks or '':>6}"
    for package in runners:
        if package not in median:
            line += " " * 34
            continue
        (speed, cpu), (base_speed, base_cpu) = median[package], median[base]
        line += f"{speed:10,.0f}{cpu:8.1f}"
        line += f"{speed / base_speed:7.2f}×{cpu / base_cpu:7.2f}×"
    print(line, flush=True)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--native-python", help="an interpreter that has aerospike-native")
    parser.add_argument("--hosts", default=os.environ.get("AEROSPIKE_HOSTS", "127.0.0.1:3000"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--only", default="", help="a part of the name of the work to run")
    parser.add_argument("--in-flight", type=int, nargs="*", default=IN_FLIGHT)
    parser.add_argument("--loop", nargs="*", default=["asyncio", "uvloop"])
    parser.add_argument("--save", type=Path, help="a file for the figures of all rounds")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        package, loop, hosts = json.loads(arguments.worker)
        run_worker(package, loop, [(host, port) for host, port in hosts])
        return
    hosts = [
        (host, int(port))
        for host, _, port in (entry.rpartition(":") for entry in arguments.hosts.split(","))
    ]
    here = str(Path(__file__).resolve().parents[2])
    sys.path.insert(0, here)
    import aerospike

    with aerospike.client({"hosts": hosts}) as client:
        fill(client)
    pythons = dict.fromkeys(("synchronous", "ours", "coalesced"), sys.executable)
    if arguments.native_python:
        pythons["native"] = arguments.native_python
    saved = {}
    for loop in arguments.loop:
        if loop == "uvloop" and not importlib.util.find_spec("uvloop"):
            print("uvloop is not installed")
            continue
        runners = {
            package: Runner(python, package, loop, hosts, None if package == "native" else here)
            for package, python in pythons.items()
        }
        print(f"\n{loop:24}" + "".join(f"{package:>34}" for package in runners))
        print(
            f"{'':18}{'flight':>6}"
            + f"{'each/s':>10}{'µs CPU':>8}{'speed':>8}{'CPU':>8}" * len(runners)
        )
        try:
            for name in SINGLE:
                for tasks in arguments.in_flight:
                    if arguments.only in name:
                        saved[f"{loop}, {name}, {tasks}"] = compare(
                            runners, name, tasks, arguments.rounds, arguments.seconds
                        )
            if arguments.only in QUERY:
                saved[f"{loop}, {QUERY}"] = compare(
                    runners, QUERY, 0, arguments.rounds, arguments.seconds
                )
        finally:
            for runner in runners.values():
                runner.end()
    if arguments.save:
        arguments.save.write_text(in_lines(saved), "utf-8")


if __name__ == "__main__":
    main()
