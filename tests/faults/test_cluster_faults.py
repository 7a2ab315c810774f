"""Nodes that are killed, frozen, cut off and restarted under load lose no acknowledged write."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from children import LONG

import aerospike
from aerospike import exception as e
from aerospike.devserver import Server
from aerospike_helpers.batch import records as br
from aerospike_helpers.operations import operations as op

SECONDS = 120 if LONG else 8
WRITERS = 4
BATCH = 30
TIMEOUT = 1000
READ = {"total_timeout": TIMEOUT, "socket_timeout": 300, "max_retries": 5}
# A write that is sent again may count twice: the server does not know that it is the same.
WRITE = {**READ, "max_retries": 0}
POLICIES = {
    **dict.fromkeys(("read", "query", "scan"), READ),
    **dict.fromkeys(("write", "operate", "batch", "batch_parent_write"), WRITE),
}
LATE = 0.25
BUSY = 0.75
"""Seconds that a call may outlive its total timeout, and more of them on a busy machine."""


@pytest.fixture
def cluster() -> Iterator[Any]:
    with Server(nodes=3, namespaces=("test",)) as server:
        yield server


@pytest.fixture
def client(cluster: Any) -> Iterator[aerospike.Client]:
    client = aerospike.client(
        {
            "hosts": cluster.hosts,
            "policies": POLICIES,
            "tend_interval": 250,
            "max_error_rate": 0,
        }
    )
    yield client
    client.close()


class Disturbance:
    """A thread that breaks one node after the other and repairs it."""

    def __init__(self, cluster: Any) -> None:
        self._cluster = cluster
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.count = 0

    def _run(self) -> None:
        choose = random.Random(7)
        while not self._end.is_set():
            node = choose.choice(self._cluster.nodes)
            breaks, repairs = choose.choice(
                [
                    (node.stop, node.start),
                    (node.freeze, node.thaw),
                    (node.cut_off, lambda: None),
                ]
            )
            breaks()
            self._end.wait(choose.uniform(0.1, 0.6))
            repairs()
            self.count += 1
            self._end.wait(choose.uniform(0.1, 0.4))

    def __enter__(self) -> Disturbance:
        self._thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._end.set()
        self._thread.join()


class Writer:
    """A thread that counts what the server has acknowledged, and what is in doubt."""

    def __init__(self, client: aerospike.Client, number: int) -> None:
        self.keys = [("test", "faults", f"{number}-{index}") for index in range(BATCH)]
        self.acknowledged = dict.fromkeys(range(BATCH), 0)
        self.in_doubt = dict.fromkeys(range(BATCH), 0)
        self.late: list[float] = []
        self.unexpected: list[BaseException] = []
        self._client = client
        self.thread = threading.Thread(target=self._run)
        self.end = threading.Event()

    def _run(self) -> None:
        step = 0
        while not self.end.is_set():
            step += 1
            begin = time.monotonic()
            try:
                if step % 3:
                    self._one(step % BATCH)
                else:
                    self._batch()
            except BaseException as error:
                self.unexpected.append(error)
            took = time.monotonic() - begin
            if took > TIMEOUT / 1000 + LATE + BUSY:
                self.late.append(took)

    def _one(self, index: int) -> None:
        try:
            self._client.increment(self.keys[index], "n", 1)
            self.acknowledged[index] += 1
        except e.AerospikeError as error:
            if error.in_doubt:
                self.in_doubt[index] += 1

    def _batch(self) -> None:
        rows = br.BatchRecords([br.Write(key, [op.increment("n", 1)]) for key in self.keys])
        try:
            self._client.batch_write(rows)
        except e.AerospikeError as error:
            if not error.in_doubt and all(row.result is None for row in rows.batch_records):
                return
        for index, row in enumerate(rows.batch_records):
            if row.result == 0:
                self.acknowledged[index] += 1
            elif row.in_doubt or row.result is None:
                self.in_doubt[index] += 1


def test_no_acknowledged_write_is_lost_and_none_counts_twice(
    cluster: Any, client: aerospike.Client
) -> None:
    writers = [Writer(client, number) for number in range(WRITERS)]
    for writer in writers:
        writer.thread.start()
    with Disturbance(cluster) as disturbance:
        time.sleep(SECONDS)
        for writer in writers:
            writer.end.set()
        for writer in writers:
            writer.thread.join()
    assert disturbance.count > 3
    for node in cluster.nodes:
        node.thaw()
        node.start()
    checking = aerospike.client({"hosts": cluster.hosts})
    total = 0
    for writer in writers:
        assert writer.unexpected == []
        assert writer.late == []
        for index, key in enumerate(writer.keys):
            exists = checking.exists(key)[1] is not None
            stored = checking.get(key)[2]["n"] if exists else 0
            sure, doubtful = writer.acknowledged[index], writer.in_doubt[index]
            total += sure
            assert sure <= stored <= sure + doubtful, (key, sure, stored, doubtful)
    assert total > 100
    checking.close()


def test_scans_and_queries_give_each_record_once_or_raise(
    cluster: Any, client: aerospike.Client
) -> None:
    for number in range(500):
        client.put(("test", "walked", number), {"n": number})
    complete = 0
    with Disturbance(cluster):
        end = time.monotonic() + SECONDS / 2
        while time.monotonic() < end:
            for statement in (client.query("test", "walked"), client.scan("test", "walked")):
                try:
                    found = sorted(record[2]["n"] for record in statement.results())
                except e.AerospikeError:
                    continue
                assert found == list(range(500))
                complete += 1
    assert complete > 0
