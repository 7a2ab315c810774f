"""Eight threads that do everything at once; for the sanitizers, and for wrong replies."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike_helpers.batch import records as br
from aerospike_helpers.metrics import MetricsListeners, MetricsPolicy
from aerospike_helpers.operations import list_operations as lists
from aerospike_helpers.operations import operations as op

THREADS = 8
SECONDS = 3.0
RECORDS = 200


class Work:
    """What the threads share."""

    def __init__(self, config: dict[str, Any], set_name: str) -> None:
        self.config = config
        self.set_name = set_name
        self.client = aerospike.client(config)
        self.keys = [("test", set_name, number) for number in range(RECORDS)]
        for key in self.keys:
            self.client.put(key, self.bins(key[2]))

    @staticmethod
    def bins(number: int) -> dict[str, Any]:
        return {"n": number, "s": f"s{number}", "l": [number, {"k": number}]}

    def get(self) -> None:
        key = random.choice(self.keys)
        assert self.client.get(key)[2]["n"] == key[2]

    def put(self) -> None:
        key = random.choice(self.keys)
        self.client.put(key, self.bins(key[2]))

    def operate(self) -> None:
        key = random.choice(self.keys)
        found = self.client.operate(key, [lists.list_get("l", 0), op.read("s")])
        assert found[2] == {"l": key[2], "s": f"s{key[2]}"}

    def miss(self) -> None:
        with pytest.raises(e.RecordNotFound):
            self.client.get(("test", self.set_name, "missing"))

    def batch_read(self) -> None:
        some = random.sample(self.keys, 50)
        read = self.client.batch_read(some).batch_records
        assert [one.record[2]["n"] for one in read] == [key[2] for key in some]

    def batch_write(self) -> None:
        some = random.sample(self.keys, 20)
        records = br.BatchRecords([br.Write(key, [op.write("n", key[2])]) for key in some])
        self.client.batch_write(records)
        assert all(one.result == 0 for one in records.batch_records)

    def query(self) -> None:
        assert len(self.client.query("test", self.set_name).results()) == RECORDS

    def scan_all(self) -> None:
        assert len(self.client.scan("test", self.set_name).results()) == RECORDS

    def break_off_scan(self) -> None:
        seen: list[Any] = []

        def stop(record: Any) -> bool:
            seen.append(record)
            return len(seen) < 10

        self.client.scan("test", self.set_name).foreach(stop)
        assert len(seen) == 10

    def read_pages(self) -> None:
        query = self.client.query("test", self.set_name)
        query.max_records = 80
        query.paginate()
        found = 0
        while not query.is_done():
            found += len(query.results())
            query.get_partitions_status()
        assert found == RECORDS

    def reconnect(self) -> None:
        other = aerospike.client(self.config)
        assert other.get(self.keys[0])[2]["n"] == 0
        other.close()
        assert not other.is_connected()

    def close_while_scanning(self) -> None:
        other = aerospike.client(self.config)

        def scan() -> None:
            try:
                other.scan("test", self.set_name).results()
            except e.AerospikeError:
                pass

        thread = threading.Thread(target=scan)
        thread.start()
        other.close()
        thread.join()

    def drop_client(self) -> None:
        aerospike.client(self.config).exists(self.keys[0])

    def log(self) -> None:
        aerospike.set_log_handler(lambda *_: None)
        aerospike.set_log_level(random.choice([aerospike.LOG_LEVEL_INFO, aerospike.LOG_LEVEL_WARN]))

    def measure(self) -> None:
        listeners = MetricsListeners(*[lambda *_: None] * 4)
        self.client.enable_metrics(MetricsPolicy(metrics_listeners=listeners))
        self.client.get_stats()
        self.client.disable_metrics()

    def ask(self) -> None:
        assert self.client.info_all("build")
        assert self.client.is_connected()


RARE = ("reconnect", "close_while_scanning", "drop_client", "log", "measure")
OFTEN = (
    *("get", "put", "operate", "miss", "batch_read", "batch_write"),
    *("query", "scan_all", "break_off_scan", "read_pages", "ask"),
)


@pytest.fixture
def work(config: dict[str, Any], patient: dict[str, Any], set_name: str) -> Iterator[Work]:
    shared = Work({**config, "policies": patient, "max_conns_per_node": 500}, set_name)
    yield shared
    aerospike.set_log_level(aerospike.LOG_LEVEL_ERROR)
    shared.client.close()


def in_threads(kinds: list[tuple[str, ...]], work: Work) -> list[str]:
    """Each thread does what it draws from its kinds until the time is over: what went wrong."""
    problems: list[str] = []
    end = time.monotonic() + SECONDS

    def run(names: tuple[str, ...]) -> None:
        while time.monotonic() < end and not problems:
            name = random.choice(names)
            step: Callable[[], None] = getattr(work, name)
            try:
                step()
            except BaseException as problem:
                problems.append(f"{name}: {problem!r}")

    threads = [threading.Thread(target=run, args=(names,)) for names in kinds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


def test_eight_threads_do_the_same_at_once(work: Work) -> None:
    assert not in_threads([OFTEN] * THREADS, work)


def test_clients_come_and_go_while_others_work(work: Work) -> None:
    assert not in_threads([RARE] * (THREADS // 2) + [OFTEN] * (THREADS // 2), work)


def test_every_run_that_fails_at_once_ends(client: aerospike.Client) -> None:
    """Each has a thread, which may end before its start has returned."""
    failed = 0

    def run() -> None:
        nonlocal failed
        for _ in range(2000):
            with pytest.raises(e.AerospikeError):
                client.query("nowhere", "s").results()
            failed += 1

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(120)
    assert failed == 2000
