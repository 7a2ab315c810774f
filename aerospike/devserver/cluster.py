"""A cluster of nodes in one process: who they are, and which partitions each has."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from .storage import PARTITIONS, Namespace

if TYPE_CHECKING:
    from .server import Node

__all__ = ["Cluster"]


class Cluster:
    """The nodes that clients see, and what they have in common.

    Partitions go round the nodes that are up. The nodes share the records, as if each had a
    replica of all: a node that stops takes no record with it.
    """

    def __init__(
        self,
        namespaces: Iterable[Namespace],
        *,
        name: str = "",
        replication_factor: int = 1,
    ) -> None:
        self.name: str = name
        self.namespaces: dict[str, Namespace] = {
            namespace.name: namespace for namespace in namespaces
        }
        self.replication_factor = replication_factor
        self.nodes: list[Node] = []
        self.partition_generation: int = 0
        self.peers_generation: int = 0
        self.rebalance_generation: int = 1
        self._lock = threading.Lock()
        self._up: list[Node] = []

    @property
    def up(self) -> list[Node]:
        """The nodes that take connections."""
        return list(self._up)

    def changed(self) -> None:
        """Works out the partitions anew after a node has come or gone."""
        with self._lock:
            self._up = [node for node in self.nodes if node.is_up]
            self.partition_generation += 1
            self.peers_generation += 1
            self.rebalance_generation += 1

    def owner(self, partition: int, replica: int = 0) -> Node | None:
        """The node that has a replica of a partition; 0 is the master."""
        up = self._up
        if replica >= min(len(up), self.replication_factor):
            return None
        return up[(partition + replica) % len(up)]

    def replicas(self, node: Node) -> str:
        """The partitions of a node, as the info command ``replicas`` gives them."""
        count = max(1, min(len(self._up), self.replication_factor))
        parts = []
        for name in self.namespaces:
            maps = [self._bitmap(node, replica) for replica in range(count)]
            parts.append(f"{name}:0,{count},{','.join(maps)}")
        return ";".join(parts)

    def _bitmap(self, node: Node, replica: int) -> str:
        bits = bytearray(PARTITIONS // 8)
        for partition in range(PARTITIONS):
            if self.owner(partition, replica) is node:
                bits[partition // 8] |= 0x80 >> partition % 8
        return base64.b64encode(bits).decode()

    def peers(self, node: Node) -> str:
        """The other nodes, as the info command ``peers-clear-std`` gives them."""
        others = ",".join(
            f"[{other.id},,[{other.host}:{other.port}]]" for other in self._up if other is not node
        )
        return f"{self.peers_generation},3000,[{others}]"
