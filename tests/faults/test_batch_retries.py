"""A batch of the event loop that is sent again: to another node, or in parts to several."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from raw_engine import COALESCE_READS, RawEngine

import aerospike
from aerospike._command import batch, records
from aerospike._native.library import load
from aerospike._wire.requests import Command
from aerospike.devserver import Server

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="retry.c is not linked here")

NODES = 4
PATIENCE = 30.0

Key = tuple[str, str, int]


class Cluster:
    """Nodes, a client, and the keys of the node whose master they all have."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.client = aerospike.client({"hosts": server.hosts, "tend_interval": 250})
        owners: dict[Any, list[Key]] = {}
        for number in range(120):
            key = ("test", "retries", number)
            self.client.put(key, {"n": number})
            partition = aerospike.get_partition_id(aerospike.calc_digest(*key))
            owners.setdefault(server.cluster.owner(partition), []).append(key)
        self.node, self.keys = max(owners.items(), key=lambda owner: len(owner[1]))

    def move_partitions(self) -> None:
        """Stop another node, and wait until the client knows that the keys have other nodes."""
        next(node for node in self.server.nodes if node is not self.node).stop()
        deadline = time.monotonic() + PATIENCE
        while len({self.client.get_key_node_name(key) for key in self.keys}) < NODES - 1:
            assert time.monotonic() < deadline, "the client does not see the partitions move"
            time.sleep(0.05)


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    assert load().bridge_loops_start(1) == 0
    with Server(nodes=NODES) as server:
        cluster = Cluster(server)
        yield cluster
        cluster.node.thaw()
        cluster.client.close()


@pytest.mark.parametrize("how", ["single reads", "a batch", "a compressed batch"])
def test_a_batch_whose_keys_have_moved_is_sent_again_in_parts(how: str, cluster: Cluster) -> None:
    client, keys = cluster.client, cluster.keys
    policy: Any = {"socket_timeout": 30_000, "total_timeout": 60_000, "max_retries": 3}
    commands: list[Command]
    if how == "single reads":
        commands = [records.get(client._session, key, policy) for key in keys]
    else:
        policy["compress"] = how == "a compressed batch"
        commands = [batch.batch_read(client._session, keys, None, policy)]
    engine = RawEngine(client._connection, flags=COALESCE_READS)
    cluster.node.freeze()
    tokens = engine.submit(*commands)
    cluster.move_partitions()
    cluster.node.cut_off()
    cluster.node.thaw()
    outcomes = engine.wait(tokens)
    rows = outcomes if how == "single reads" else outcomes[0][0]
    assert [row[3]["n"] for row in rows] == [key[2] for key in keys]
    engine.close()
