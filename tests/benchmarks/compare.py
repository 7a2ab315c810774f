"""The same work under two interpreters, alternating, against one server.

    python tests/benchmarks/compare.py --baseline-python PATH [--hosts HOST:PORT] [--save FILE]
    python tests/benchmarks/compare.py --baseline-library FILE [--hosts HOST:PORT]

The baseline is an interpreter that has the official package, or this package with another build of
its library, for example that of a wheel. Each kind of work runs in both in
turn, for a few rounds, because a machine is never quiet; the medians count. The table shows
operations per second, microseconds of CPU an operation, and two ratios to the baseline: speed and
CPU. FILE gets the figures of all rounds, in JSON, which scripts/plot_performance.py reads.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from work import fill, in_lines, make_work


def repeat(work: Callable[[int], Any], seconds: float) -> tuple[int, float, float]:
    """Runs *work* for a while: how often, and the wall and CPU time that it took."""
    count = 0
    cpu, start = time.process_time(), time.perf_counter()
    work(count)
    # Looks at the clock about a hundred times.
    each = max(int(seconds / (time.perf_counter() - start) / 100), 1)
    count += 1
    deadline = start + seconds
    while time.perf_counter() < deadline:
        for _ in range(each):
            work(count)
            count += 1
    return count, time.perf_counter() - start, time.process_time() - cpu


def in_threads(
    work: Callable[[int], Any], seconds: float, threads: int
) -> tuple[int, float, float]:
    """The same from several threads at once."""
    counts = [0] * threads
    cpu, start = time.process_time(), time.perf_counter()
    deadline = start + seconds

    def run(slot: int) -> None:
        while time.perf_counter() < deadline:
            for _ in range(20):
                work(counts[slot] * threads + slot)
                counts[slot] += 1

    workers = [threading.Thread(target=run, args=(slot,)) for slot in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sum(counts), time.perf_counter() - start, time.process_time() - cpu


def worker(hosts: list[tuple[str, int]]) -> None:
    """Reads the name of a kind of work and a duration a line, answers with the figures."""
    import aerospike

    client = aerospike.client({"hosts": hosts})
    fill(client)
    work = make_work(client)
    print(json.dumps(list(work)), flush=True)
    for line in sys.stdin:
        name, seconds = json.loads(line)
        function, each = work[name]
        threads = re.search(r"from (\d+) threads", name)
        if threads:
            count, wall, cpu = in_threads(function, seconds, int(threads[1]))
        else:
            count, wall, cpu = repeat(function, seconds)
        print(json.dumps([count * each / wall, cpu / (count * each) * 1e6]), flush=True)


class Runner:
    """A worker process."""

    def __init__(
        self,
        python: str,
        hosts: list[tuple[str, int]],
        path: str | None,
        library: str | None = None,
    ) -> None:
        environment = {**os.environ, "PYTHONPATH": path or ""}
        if library:
            environment["AEROSPIKE_C_LIBRARY"] = library
        self.process = subprocess.Popen(
            [python, __file__, "--worker", json.dumps(hosts)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            cwd="/",
        )
        self.names: list[str] = self._read()

    def _read(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("a worker has failed")
        return json.loads(line)

    def run(self, name: str, seconds: float) -> tuple[float, float]:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([name, seconds]) + "\n")
        self.process.stdin.flush()
        throughput, cpu = self._read()
        return throughput, cpu


def median(rounds: list[tuple[float, float]]) -> tuple[float, float]:
    """The medians of speed and CPU."""
    speed, cpu = map(statistics.median, zip(*rounds))
    return speed, cpu


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    baseline = parser.add_mutually_exclusive_group()
    baseline.add_argument("--baseline-python", help="an interpreter with the official package")
    baseline.add_argument("--baseline-library", help="another build of the library")
    parser.add_argument("--hosts", default=os.environ.get("AEROSPIKE_HOSTS", "127.0.0.1:3000"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--only", help="a part of the name of the work to run")
    parser.add_argument("--save", type=Path, help="a file for the figures of all rounds")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        worker([(host, port) for host, port in json.loads(arguments.worker)])
        return
    if not (arguments.baseline_python or arguments.baseline_library):
        parser.error("--baseline-python or --baseline-library is required")
    if arguments.save and arguments.baseline_library:
        parser.error("--save is for figures of the official package")
    hosts = [
        (host, int(port))
        for host, _, port in (entry.rpartition(":") for entry in arguments.hosts.split(","))
    ]
    here = str(Path(__file__).resolve().parents[2])
    ours = Runner(sys.executable, hosts, here)
    if arguments.baseline_library:
        theirs = Runner(sys.executable, hosts, here, arguments.baseline_library)
    else:
        theirs = Runner(arguments.baseline_python, hosts, None)
    print(f"{'':26}{'this package':>22}{'baseline':>22}{'speed':>8}{'CPU':>8}  rounds")
    print(f"{'':26}{'ops/s':>12}{'µs CPU':>10}{'ops/s':>12}{'µs CPU':>10}")
    figures = {}
    for name in ours.names:
        if arguments.only and arguments.only not in name:
            continue
        mine, base = [], []
        for _ in range(arguments.rounds):
            mine.append(ours.run(name, arguments.seconds))
            base.append(theirs.run(name, arguments.seconds))
        (speed, cpu), (base_speed, base_cpu) = median(mine), median(base)
        rounds = " ".join(f"{m[0] / b[0]:.2f}" for m, b in zip(mine, base))
        print(
            f"{name:26}{speed:12,.0f}{cpu:10.1f}{base_speed:12,.0f}{base_cpu:10.1f}"
            f"{speed / base_speed:8.2f}{cpu / base_cpu:8.2f}  {rounds}",
            flush=True,
        )
        figures[name] = {"this package": mine, "official": base}
    if arguments.save:
        arguments.save.write_text(in_lines(figures), "utf-8")


if __name__ == "__main__":
    main()
