"""``get_key_node_name``: the node that has the master of a record's partition."""

from __future__ import annotations

from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike.devserver import Server


def test_each_key_has_a_node_of_the_cluster(client: aerospike.Client) -> None:
    names = {node["node_name"] for node in client.get_node_names()}
    assert {client.get_key_node_name(("test", "nodes", number)) for number in range(50)} <= names


def test_a_digest_has_the_node_of_its_key(client: aerospike.Client) -> None:
    key = ("test", "nodes", 1)
    digest = aerospike.calc_digest(*key)
    by_digest = ("test", "nodes", None, digest)
    assert client.get_key_node_name(by_digest) == client.get_key_node_name(key)


def test_the_node_is_the_one_that_stores_the_record() -> None:
    with Server(nodes=3) as server:
        client = aerospike.client({"hosts": server.hosts})
        keys = [("test", "nodes", number) for number in range(60)]
        for key in keys:
            client.put(key, {"n": key[2]})
        names = {client.get_key_node_name(key) for key in keys}
        assert names == {node["node_name"] for node in client.get_node_names()}
        for name in names:
            stored = {record[2]["n"] for record in client.scan("test", "nodes").results(None, name)}
            assert stored == {key[2] for key in keys if client.get_key_node_name(key) == name}
        client.close()


@pytest.mark.parametrize("key", [("test", "nodes"), ("test", "nodes", 1.5), "key", None])
def test_an_invalid_key_is_refused(client: aerospike.Client, key: Any) -> None:
    with pytest.raises(e.ParamError):
        client.get_key_node_name(key)


def test_a_namespace_that_the_cluster_lacks(client: aerospike.Client) -> None:
    with pytest.raises(e.NamespaceNotFound, match="none"):
        client.get_key_node_name(("none", "nodes", 1))


def test_a_closed_client_refuses(config: dict[str, Any]) -> None:
    client = aerospike.client(config)
    client.close()
    with pytest.raises(e.ClusterError):
        client.get_key_node_name(("test", "nodes", 1))
