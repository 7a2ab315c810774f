"""Batches end within their total timeout, however many nodes are stalled."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike.devserver import Server
from aerospike_helpers import expressions as exp
from aerospike_helpers.batch import records as br
from aerospike_helpers.operations import operations as op

TIMEOUT = 0.5
LATE = 0.25
BUSY = 0.75
"""Seconds: a batch may outlive its total timeout by the first, on a busy machine by both."""

NO_RESPONSE = -15
KEYS = [("test", "deadlines", number) for number in range(60)]
POLICY = {"total_timeout": int(TIMEOUT * 1000), "socket_timeout": 0, "max_retries": 2}
EXPRESSION = exp.GE(exp.IntBin("a"), 0).compile()


@pytest.fixture
def cluster() -> Iterator[Any]:
    with Server(nodes=3) as server:
        yield server
        for node in server.nodes:
            node.thaw()


@pytest.fixture
def client(cluster: Any) -> Iterator[aerospike.Client]:
    client = aerospike.client({"hosts": cluster.hosts, "max_error_rate": 0})
    for key in KEYS:
        client.put(key, {"a": 1})
    yield client
    client.close()


def outcomes(batch: Any) -> set[tuple[Any, bool]]:
    return {(row.result, bool(row.in_doubt)) for row in batch.batch_records}


def write(client: aerospike.Client, policy: Any) -> Any:
    rows = br.BatchRecords(
        [
            br.Write(key, [op.write("a", 2)], policy={"expressions": EXPRESSION})
            if number % 2
            else br.Read(key, None)
            for number, key in enumerate(KEYS)
        ]
    )
    client.batch_write(rows, policy)
    return rows


BATCHES: dict[str, Callable[[aerospike.Client, Any], Any]] = {
    "batch_read": lambda c, p: c.batch_read(KEYS, policy=p),
    "batch_read of bins": lambda c, p: c.batch_read(KEYS, ["a"], p),
    "batch_operate": lambda c, p: c.batch_operate(KEYS, [op.increment("a", 1)], p),
    "batch_operate that reads": lambda c, p: c.batch_operate(KEYS, [op.read("a")], p),
    "batch_remove": lambda c, p: c.batch_remove(KEYS, p),
    "batch_write": write,
}


@pytest.mark.parametrize("concurrent", [False, True], ids=["one by one", "concurrent"])
@pytest.mark.parametrize("batch", BATCHES)
def test_a_batch_ends_in_time_although_two_nodes_are_stalled(
    cluster: Any, client: aerospike.Client, batch: str, concurrent: bool
) -> None:
    for node in cluster.nodes[1:]:
        node.freeze()
    begin = time.monotonic()
    policy = {**POLICY, "concurrent": concurrent, "expressions": EXPRESSION}
    found = outcomes(BATCHES[batch](client, policy))
    assert time.monotonic() - begin < TIMEOUT + LATE + BUSY
    assert {result for result, _ in found} - {0} == {NO_RESPONSE}
    # What may have been written is in doubt; what is only read is not.
    if batch in ("batch_operate", "batch_remove"):
        assert (NO_RESPONSE, True) in found
    elif batch != "batch_write":
        assert all(not doubt for _, doubt in found)
    for node in cluster.nodes:
        node.thaw()
    client.put(KEYS[0], {"a": 5})
    rows = client.batch_read(KEYS[:1]).batch_records
    assert rows[0].record[2] == {"a": 5}


def test_many_threads_do_not_hold_up_each_others_batches(
    cluster: Any, client: aerospike.Client
) -> None:
    for node in cluster.nodes[1:]:
        node.freeze()
    took: list[float] = []

    def run() -> None:
        begin = time.monotonic()
        try:
            client.batch_read(KEYS, policy={**POLICY, "concurrent": True})
        except e.AerospikeError:
            pass
        took.append(time.monotonic() - begin)

    threads = [threading.Thread(target=run) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(took) < TIMEOUT + LATE + 2 * BUSY


def test_closing_after_a_timeout_does_not_wait_for_the_nodes(
    cluster: Any, client: aerospike.Client
) -> None:
    for node in cluster.nodes[1:]:
        node.freeze()
    client.batch_read(KEYS, policy={**POLICY, "concurrent": True})
    begin = time.monotonic()
    client.close()
    assert time.monotonic() - begin < 5
    for node in cluster.nodes:
        node.thaw()
    client.connect()
    assert len(client.batch_read(KEYS).batch_records) == len(KEYS)


def test_a_batch_without_a_total_timeout_waits(cluster: Any, client: aerospike.Client) -> None:
    cluster.nodes[1].freeze()
    waker = threading.Timer(0.8, cluster.nodes[1].thaw)
    waker.start()
    rows = client.batch_read(KEYS, policy={"total_timeout": 0, "socket_timeout": 0})
    assert {row.result for row in rows.batch_records} == {0}
    waker.join()
