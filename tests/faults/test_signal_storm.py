"""A storm of signals whose handler raises: no wrong reply, nothing lost, nothing left."""

from __future__ import annotations

import gc
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from children import LONG
from interrupting import alarm

import aerospike
from aerospike_helpers.operations import operations as op

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs an interval timer")

SECONDS = 60 if LONG else 5
EVERY = 0.001
RECORDS = 100
SPARE_THREADS = 3
"""Threads that wait for the next long call of the main thread."""


class Alarm(BaseException):
    """What the handler raises."""


@pytest.fixture(scope="module")
def records(client: aerospike.Client) -> str:
    set_name = "storm"
    client.truncate("test", set_name, 0)
    for number in range(RECORDS):
        client.put(("test", set_name, number), {"n": number, "l": list(range(number % 20))})
    points = [aerospike.GeoJSON({"type": "Point", "coordinates": [n, 1]}) for n in range(50)]
    client.put(("test", "storm_points", 1), {"points": points})
    return set_name


def works(client: aerospike.Client, set_name: str) -> dict[str, Callable[[int], bool]]:
    """Commands that say whether their reply is right."""

    def key(number: int) -> tuple[str, str, int]:
        return "test", set_name, number

    def get(number: int) -> bool:
        bins = client.get(key(number))[2]
        return bins == {"n": number, "l": list(range(number % 20))}

    def put(number: int) -> bool:
        return client.put(key(number), {"n": number}) == 0

    def operate(number: int) -> bool:
        return client.operate(key(number), [op.read("n")])[2] == {"n": number}

    def batch(number: int) -> bool:
        wanted = [(number + 7 * step) % RECORDS for step in range(40)]
        rows = client.batch_read([key(n) for n in wanted]).batch_records
        return [row.record[2]["n"] for row in rows] == wanted

    def query(number: int) -> bool:
        found = client.query("test", set_name).results()
        return sorted(record[2]["n"] for record in found) == list(range(RECORDS))

    def scan(number: int) -> bool:
        found: list[int] = []
        client.scan("test", set_name).foreach(lambda record: found.append(record[2]["n"]))
        return sorted(found) == list(range(RECORDS))

    def iterate(number: int) -> bool:
        found = [record[2]["n"] for record in client.query("test", set_name)]
        return sorted(found) == list(range(RECORDS))

    def points(number: int) -> bool:
        found = client.get(("test", "storm_points", 1))[2]["points"]
        return len(found) == 50 and all(type(point) is aerospike.GeoJSON for point in found)

    def info(number: int) -> bool:
        return len(client.info_all("build")) > 0

    return {
        work.__name__: work
        for work in (get, put, operate, batch, query, scan, iterate, points, info)
    }


def threads() -> int:
    return len(os.listdir("/proc/self/task"))


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


@pytest.fixture
def own(config: dict[str, Any]) -> Iterator[aerospike.Client]:
    """A client that no closed socket counts against."""
    client = aerospike.client({**config, "max_error_rate": 10_000, "error_rate_window": 100})
    yield client
    client.close()


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="needs /proc")
def test_a_storm_of_signals_gives_no_wrong_reply_and_leaves_nothing(
    own: aerospike.Client, records: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = works(own, records)
    for name, command in commands.items():
        assert command(3), name
    unraisable: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", unraisable.append)
    armed = False
    raised = caught = 0
    wrong: list[str] = []

    def handler(*_: Any) -> None:
        nonlocal armed, raised
        if armed:
            armed = False
            raised += 1
            raise Alarm

    choose = random.Random(1)
    names = list(commands)
    gc.collect()
    before = threads(), descriptors(), gc.isenabled(), gc.get_threshold()
    end = time.monotonic() + SECONDS
    with alarm(handler, EVERY, EVERY):
        while time.monotonic() < end:
            name = choose.choice(names)
            try:
                try:
                    armed = True
                    right = commands[name](choose.randrange(RECORDS))
                    armed = False
                    if not right:
                        wrong.append(name)
                except Alarm:
                    caught += 1
            except BaseException as error:
                wrong.append(f"{name}: {error!r}")
            armed = False
    assert wrong == []
    # Python itself hands what is raised inside of a finalizer to the hook.
    assert caught + len(unraisable) == raised
    assert raised > SECONDS
    # What goes on by itself ends soon.
    waiting = threading.Event()
    for _ in range(100):
        if threads() <= before[0] + SPARE_THREADS and descriptors() <= before[1] + 100:
            break
        waiting.wait(0.1)
    gc.collect()
    assert threads() <= before[0] + SPARE_THREADS
    assert (gc.isenabled(), gc.get_threshold()) == before[2:]
    for name, command in commands.items():
        assert command(5), name
