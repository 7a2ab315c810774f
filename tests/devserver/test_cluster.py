"""Development servers of several nodes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike.devserver import Server


@pytest.fixture
def cluster() -> Iterator[Server]:
    with Server(nodes=3) as server:
        yield server


@pytest.fixture
def client(cluster: Server) -> Iterator[aerospike.Client]:
    connected = aerospike.client({"hosts": cluster.hosts[:1], "tend_interval": 250})
    yield connected
    connected.close()


KEYS = [("test", "s", number) for number in range(300)]


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_client_finds_all_nodes_from_one(cluster: Server, client: aerospike.Client) -> None:
    assert sorted(client.get_nodes()) == sorted(cluster.hosts)
    names = {node["node_name"] for node in client.get_node_names()}
    assert names == {node.id for node in cluster.nodes}
    assert set(client.info_all("node")) == names
    for name in names:
        assert client.info_single_node("node", name) == f"node\t{name}\n"


def test_batches_go_to_all_nodes(cluster: Server, client: aerospike.Client) -> None:
    for number, key in enumerate(KEYS):
        client.put(key, {"n": number})
    records = client.batch_read(KEYS).batch_records
    assert [record.record[2]["n"] for record in records] == list(range(len(KEYS)))
    assert [record.key[:3] for record in records] == KEYS


def test_a_node_holds_the_partitions_of_which_it_has_a_replica(cluster: Server) -> None:
    cluster.nodes[2].stop()
    cluster.nodes[2].start()
    state = cluster.cluster
    for node in cluster.nodes:
        owned = {
            number
            for number in range(4096)
            for replica in range(2)
            if state.owner(number, replica) is node
        }
        assert {number for number in range(4096) if state.has(node, number)} == owned
    cluster.nodes[1].stop()
    assert not state.has(cluster.nodes[1], 0)
    assert state.has(cluster.nodes[0], 0)


def test_a_node_may_stop_and_start(cluster: Server, client: aerospike.Client) -> None:
    for number, key in enumerate(KEYS):
        client.put(key, {"n": number})
    cluster.nodes[1].stop()
    wait_for(lambda: len(client.get_nodes()) == 2)
    policy = {"max_retries": 10, "sleep_between_retries": 20, "total_timeout": 5000}
    for number, key in enumerate(KEYS):
        assert client.get(key, policy)[2] == {"n": number}
    cluster.nodes[1].start()
    wait_for(lambda: len(client.get_nodes()) == 3)
    for number, key in enumerate(KEYS):
        assert client.get(key, policy)[2] == {"n": number}


def test_several_clients_may_share_a_connection(cluster: Server) -> None:
    config: dict[str, Any] = {"hosts": cluster.hosts[:1], "use_shared_connection": True}
    first, second = aerospike.client(config), aerospike.client(config)
    first.put(KEYS[0], {"a": 1})
    first.close()
    assert second.get(KEYS[0])[2] == {"a": 1}
    second.close()
    assert not second.is_connected()
    with pytest.raises(e.ClusterError):
        second.get(KEYS[0])


def test_namespaces_are_apart() -> None:
    with Server(namespaces=("one", "two")) as server:
        client = aerospike.client({"hosts": server.hosts})
        client.put(("one", "s", 1), {"a": 1})
        assert client.exists(("two", "s", 1))[1] is None
        with pytest.raises(e.NamespaceNotFound):
            client.get(("three", "s", 1))
        client.close()


def test_default_time_to_live() -> None:
    with Server(default_ttl=100) as server:
        client = aerospike.client({"hosts": server.hosts})
        client.put(KEYS[0], {"a": 1})
        assert 95 <= client.get(KEYS[0])[1]["ttl"] <= 100
        client.close()


def test_truncate_takes_what_was_there(cluster: Server, client: aerospike.Client) -> None:
    for key in KEYS[:20]:
        client.put(key, {"a": 1})
    client.put(("test", "other", 1), {"a": 1})
    client.truncate("test", "s", 0)
    assert all(client.exists(key)[1] is None for key in KEYS[:20])
    assert client.exists(("test", "other", 1))[1] is not None
    client.truncate("test", None, 0)
    assert client.exists(("test", "other", 1))[1] is None


def test_the_fixture_of_the_plugin(empty_aerospike_server: Server) -> None:
    client = aerospike.client({"hosts": empty_aerospike_server.hosts})
    client.put(KEYS[0], {"a": 1})
    assert client.get(KEYS[0])[2] == {"a": 1}
    empty_aerospike_server.truncate()
    assert client.exists(KEYS[0])[1] is None
    client.close()
