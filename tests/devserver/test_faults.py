"""Faults that a test orders, each in one line."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike.devserver import Fault, Faults, Server
from aerospike_helpers.batch import records as br
from aerospike_helpers.operations import operations as op

KEY = ("test", "faults", "one")
OTHER = ("test", "faults", "other")
NEVER_AGAIN = {"max_retries": 0}
POLICIES = dict.fromkeys(("read", "write", "operate", "remove", "batch", "query"), NEVER_AGAIN)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Server]:
    with Server(nodes=2, namespaces=("test", "bar")) as server:
        yield server


@pytest.fixture
def server(cluster: Server) -> Server:
    cluster.reset()
    return cluster


@pytest.fixture
def client(server: Server) -> Iterator[aerospike.Client]:
    connected = aerospike.client(
        {**server.config, "policies": POLICIES, "max_error_rate": 0, "tend_interval": 250}
    )
    yield connected
    server.faults.clear()
    connected.close()


@pytest.mark.parametrize(
    ("order", "error", "code"),
    [
        (lambda faults: faults.refuse(), e.ForbiddenError, 22),
        (lambda faults: faults.answer(4), e.InvalidRequest, 4),
        (lambda faults: faults.device_overload(), e.DeviceOverload, 18),
        (lambda faults: faults.hot_key(KEY), e.RecordBusy, 14),
        (lambda faults: faults.partition_unavailable(), e.ClusterError, 11),
        (lambda faults: faults.quota_exceeded(), e.AerospikeError, 83),
    ],
    ids=["refuse", "answer", "overload", "hot key", "unavailable", "quota"],
)
def test_a_command_is_refused_and_does_not_run(
    server: Server,
    client: aerospike.Client,
    order: Callable[[Faults], Fault],
    error: type[e.AerospikeError],
    code: int,
) -> None:
    with order(server.faults) as fault, pytest.raises(error) as caught:
        client.put(KEY, {"n": 1})
    assert (caught.value.code, fault.hits) == (code, 1)
    assert not caught.value.in_doubt
    assert client.exists(KEY)[1] is None
    client.put(KEY, {"n": 1})


def test_only_the_nth_command_is_refused(server: Server, client: aerospike.Client) -> None:
    server.faults.refuse(3)
    outcomes = []
    for _ in range(5):
        try:
            client.increment(KEY, "n", 1)
            outcomes.append(0)
        except e.AerospikeError as error:
            outcomes.append(error.code)
    assert outcomes == [0, 0, 22, 0, 0]
    assert client.get(KEY)[2] == {"n": 4}
    assert server.faults.active == []


def test_a_fault_may_meet_several_commands(server: Server, client: aerospike.Client) -> None:
    fault = server.faults.answer(14, times=2)
    for _ in range(2):
        with pytest.raises(e.RecordBusy):
            client.get(KEY)
    assert fault.has_ended
    with pytest.raises(e.RecordNotFound):
        client.get(KEY)


@pytest.mark.parametrize(
    ("which", "met"),
    [
        ({"only": "write"}, ["put", "operate"]),
        ({"only": "read"}, ["get"]),
        ({"only": "delete"}, ["remove"]),
        ({"only": "query"}, ["query"]),
        ({"key": OTHER}, []),
        ({"set_name": "faults"}, ["put", "operate", "get", "query", "remove"]),
        ({"set_name": "other"}, []),
        ({"namespace": "bar"}, []),
        ({"nth": 2, "times": 2}, ["operate", "get"]),
    ],
    ids=str,
)
def test_a_fault_meets_only_what_was_ordered(
    server: Server, client: aerospike.Client, which: dict[str, Any], met: list[str]
) -> None:
    calls: dict[str, Callable[[], object]] = {
        "put": lambda: client.put(KEY, {"n": 1}),
        "operate": lambda: client.operate(KEY, [op.increment("n", 1), op.read("n")]),
        "get": lambda: client.get(KEY),
        "query": lambda: client.query("test", "faults").results(),
        "remove": lambda: client.remove(KEY),
    }
    client.put(KEY, {"n": 1})
    refused = []
    with server.faults.answer(22, **which):
        for name, call in calls.items():
            try:
                call()
            except e.RecordNotFound:
                pass
            except e.AerospikeError as error:
                assert error.code == 22
                refused.append(name)
    assert refused == met


def test_a_fault_meets_the_commands_of_one_node(server: Server, client: aerospike.Client) -> None:
    keys = [("test", "faults", number) for number in range(40)]
    server.faults.answer(22, node=1)
    refused = 0
    for key in keys:
        try:
            client.put(key, {"n": 1})
        except e.ForbiddenError:
            refused += 1
    assert 0 < refused < len(keys)
    assert refused == sum(client.get_key_node_name(key) == server.nodes[1].id for key in keys)


def test_each_record_of_a_batch_is_a_command(server: Server, client: aerospike.Client) -> None:
    with server.faults.hot_key(KEY) as fault:
        batch = client.batch_write(
            br.BatchRecords([br.Write(key, [op.write("n", 1)]) for key in (KEY, OTHER)])
        )
    assert [record.result for record in batch.batch_records] == [14, 0]
    assert fault.hits == 1


def test_a_dropped_reply_leaves_a_write_in_doubt(server: Server, client: aerospike.Client) -> None:
    server.faults.drop_reply(only="write")
    with pytest.raises(e.AerospikeError) as caught:
        client.put(KEY, {"n": 1})
    assert caught.value.in_doubt
    assert client.get(KEY)[2] == {"n": 1}


def test_a_dropped_request_does_not_run(server: Server, client: aerospike.Client) -> None:
    fault = server.faults.drop_request(only="write")
    with pytest.raises(e.AerospikeError) as caught:
        client.put(KEY, {"n": 1})
    assert caught.value.in_doubt
    assert fault.hits == 1
    assert client.exists(KEY)[1] is None


def test_a_dropped_reply_of_a_query(server: Server, client: aerospike.Client) -> None:
    client.put(KEY, {"n": 1})
    fault = server.faults.drop_reply(only="query", times=None)
    with pytest.raises(e.AerospikeError):
        client.query("test", "faults").results({"max_retries": 0})
    assert fault.hits > 0


def test_a_reply_to_a_commit_may_be_dropped(server: Server, client: aerospike.Client) -> None:
    transaction = aerospike.Transaction()
    client.put(KEY, {"n": 1}, policy={"txn": transaction})
    server.faults.drop_request(only="transaction", times=None)
    with pytest.raises(e.AerospikeError):
        client.commit(transaction)
    server.faults.clear()
    assert client.exists(KEY)[1] is None


def test_a_delayed_command_takes_longer_than_its_timeout(
    server: Server, client: aerospike.Client
) -> None:
    client.put(KEY, {"n": 1})
    with server.faults.delay(30, only="read"), pytest.raises(e.TimeoutError):
        client.get(KEY, {"total_timeout": 100, "max_retries": 0})
    assert client.get(KEY)[2] == {"n": 1}


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_killed_node_starts_again_on_its_port(server: Server, client: aerospike.Client) -> None:
    wait_for(lambda: len(client.get_nodes()) == 2)
    hosts = server.hosts
    with server.faults.kill(1):
        wait_for(lambda: len(client.get_nodes()) == 1)
    wait_for(lambda: len(client.get_nodes()) == 2)
    assert server.hosts == hosts


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="elsewhere, only close ends the accept"
)
def test_a_killed_node_accepts_nothing(server: Server) -> None:
    """Its thread could take connections of the next socket that has the descriptor."""
    name = f"devserver-{server.nodes[1].id}"
    for _ in range(50):
        assert name in [thread.name for thread in threading.enumerate()]
        with server.faults.kill(1):
            assert name not in [thread.name for thread in threading.enumerate()]


def test_a_frozen_node_answers_after_the_fault(server: Server, client: aerospike.Client) -> None:
    quick = {"total_timeout": 150, "max_retries": 0}
    for node in (0, 1):
        server.faults.freeze(node)
    with pytest.raises(e.AerospikeError):
        client.get(KEY, quick)
    server.faults.clear()
    client.put(KEY, {"n": 1}, policy={"total_timeout": 20_000, "max_retries": 10})


def test_a_slow_node_is_as_fast_as_before_after_the_fault(server: Server) -> None:
    with server.faults.slow(0.5, 1):
        assert server.nodes[1].delay == 0.5
    assert server.nodes[1].delay == 0


def test_a_cut_node_stays_in_the_cluster_and_closes_connections(server: Server) -> None:
    config = {"hosts": server.hosts[1:], "policies": {"login_timeout_ms": 500}}
    with server.faults.cut(1):
        assert server.nodes[1] in server.cluster.up
        with pytest.raises(e.AerospikeError):
            aerospike.client({**config, "timeout": 500})
    aerospike.client(config).close()


@pytest.mark.parametrize(
    ("order", "error", "message"),
    [
        (lambda faults: faults.refuse(0), ValueError, "nth=0: it is counted from 1"),
        (lambda faults: faults.answer(4, times=0), ValueError, "times=0"),
        (lambda faults: faults.answer(4, only="put"), ValueError, "only='put': it is one of read"),
        (lambda faults: faults.answer(4, bin="a"), TypeError, "no argument 'bin'"),
        (lambda faults: faults.hot_key("one"), TypeError, "a key is a tuple"),
        (lambda faults: faults.answer(4, node="a"), TypeError, "a node is its number"),
        (lambda faults: faults.answer(4, node=7), IndexError, "range"),
    ],
)
def test_a_wrong_order_is_refused(
    server: Server, order: Callable[[Faults], Fault], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        order(server.faults)
    assert server.faults.active == []
