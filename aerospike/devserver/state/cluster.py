"""A cluster of nodes: who they are, and which partitions each has."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Iterable, Sequence

from ..lua.modules import Modules
from ..model.record import PARTITIONS
from .jobs import Jobs
from .security import Security
from .storage import Namespace

__all__ = ["Cluster", "NodeState"]

# The port that peers have unless they say otherwise.
DEFAULT_PORT = 3000

_FIRST_KEY = 0xD0C5E7000000
_FIRST_NODE_ID = 0xBB9000000000001


def _endpoint(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


class NodeState:
    """A node as the cluster knows it: its address, and what it does."""

    def __init__(self, cluster: Cluster, host: str, port: int, number: int) -> None:
        self.cluster: Cluster = cluster
        self.host: str = host
        self.port: int = port
        self.id: str = f"{_FIRST_NODE_ID + number:X}"
        self.jobs: Jobs = Jobs()
        """The queries that it runs, and those that have ended."""
        self.started = time.monotonic()
        self.is_up = False
        self.connections = 0
        """How many connections are open."""
        self.connections_opened = 0
        """How many connections there have been."""


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
        enterprise: bool = True,
        security: Security | None = None,
        tls_name: str | None = None,
    ) -> None:
        self.name: str = name
        self.namespaces: dict[str, Namespace] = {
            namespace.name: namespace for namespace in namespaces
        }
        self.modules = Modules()
        for namespace in self.namespaces.values():
            namespace.modules = self.modules
        self.replication_factor = replication_factor
        self.enterprise = enterprise
        self.security = security
        """Users and roles, None where everybody may do everything."""
        self.tls_name = tls_name
        """The name in the nodes' certificates, None where connections are not encrypted."""
        self.xdr_filters: dict[tuple[str, str], str] = {}
        """Filters by data center and namespace: expressions in base64."""
        self.nodes: Sequence[NodeState] = ()
        self.partition_generation: int = 0
        self.peers_generation: int = 0
        self.rebalance_generation: int = 0
        self._lock = threading.Lock()
        self._up: list[NodeState] = []
        self._maps: dict[tuple[int, int], str] = {}

    @property
    def up(self) -> list[NodeState]:
        """The nodes that are in the cluster."""
        return list(self._up)

    @property
    def key(self) -> str:
        """What all nodes call the cluster as it is; another after each change."""
        return f"{_FIRST_KEY + self.rebalance_generation:012X}"

    @property
    def replicas_of_each(self) -> int:
        """How many nodes have each partition."""
        return max(1, min(len(self._up), self.replication_factor))

    def changed(self) -> None:
        """Works out the partitions anew after a node has come or gone."""
        with self._lock:
            self._up = [node for node in self.nodes if node.is_up]
            count = len(self._up)
            self._maps = {
                (position, replica): self._bitmap(position, replica, count)
                for position in range(count)
                for replica in range(self.replicas_of_each)
            }
            self.partition_generation += 1
            self.peers_generation += 1
            self.rebalance_generation += 1

    def owner(self, partition: int, replica: int = 0) -> NodeState | None:
        """The node that has a replica of a partition; 0 is the master."""
        up = self._up
        if not up or replica >= self.replicas_of_each:
            return None
        return up[(partition + replica) % len(up)]

    def has(self, node: NodeState, partition: int) -> bool:
        """Whether a node has a partition, as its master or as a replica."""
        return any(
            self.owner(partition, replica) is node for replica in range(self.replicas_of_each)
        )

    @staticmethod
    def _bitmap(position: int, replica: int, count: int) -> str:
        bits = bytearray(PARTITIONS // 8)
        for partition in range((position - replica) % count, PARTITIONS, count):
            bits[partition // 8] |= 0x80 >> partition % 8
        return base64.b64encode(bits).decode()

    def partition_maps(self, node: NodeState) -> list[str]:
        """The partitions of a node in base64, a bit each: as their master, then as replicas."""
        with self._lock:
            if node not in self._up:
                nothing = base64.b64encode(bytes(PARTITIONS // 8)).decode()
                return [nothing] * self.replicas_of_each
            position = self._up.index(node)
            return [self._maps[position, replica] for replica in range(self.replicas_of_each)]

    def peers(self, node: NodeState) -> str:
        """The other nodes, as the info commands ``peers-…-std`` give them."""
        name = self.tls_name or ""
        others = ",".join(
            f"[{other.id},{name},[{_endpoint(other.host, other.port)}]]"
            for other in self._up
            if other is not node
        )
        return f"{self.peers_generation},{DEFAULT_PORT},[{others}]"

    @property
    def no_peers(self) -> str:
        """What the info commands of addresses that no node has give."""
        return f"{self.peers_generation},{DEFAULT_PORT},[]"

    def services(self, node: NodeState) -> str:
        """The addresses of the other nodes."""
        return ";".join(
            _endpoint(other.host, other.port) for other in self._up if other is not node
        )

    @staticmethod
    def service(node: NodeState) -> str:
        """The address of a node."""
        return _endpoint(node.host, node.port)
