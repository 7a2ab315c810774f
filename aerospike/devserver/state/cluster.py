"""The cluster: its nodes, and which partitions each of them holds."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from ..lua.modules import Modules
from ..model.record import PARTITIONS
from .faults import FaultTable
from .jobs import Jobs
from .security import Security
from .storage import Namespace

__all__ = ["Cluster", "NodeState"]

# The default port of peers.
DEFAULT_PORT = 3000

_FIRST_KEY = 0xD0C5E7000000
_FIRST_NODE_ID = 0xBB9000000000001


def _endpoint(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


class NodeState:
    """The state of a node: its address, its jobs, its connections."""

    def __init__(self, cluster: Cluster, host: str, port: int, number: int) -> None:
        self.cluster: Cluster = cluster
        self.host: str = host
        self.port: int = port
        self.access_host: str = host
        """The address that clients are given."""
        self.id: str = f"{_FIRST_NODE_ID + number:X}"
        self.jobs: Jobs = Jobs()
        """Its active queries, and those that have ended."""
        self.started = time.monotonic()
        self.is_up = False
        self.connections = 0
        """How many connections are open."""
        self.connections_opened = 0
        """How many connections it has accepted so far."""


class Cluster:
    """The nodes, and the state that they share.

    The partitions are distributed over the nodes that are up. All nodes share the records, as if
    each had a replica of all partitions, so no record is lost when a node stops.
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
        """Users and roles, None if clients need no login."""
        self.tls_name = tls_name
        """The name in the nodes' certificates, None if connections are not encrypted."""
        self.xdr_filters: dict[tuple[str, str], str] = {}
        """Filters by data center and namespace: expressions in base64."""
        self.faults = FaultTable()
        self.watch: Callable[[str], None] | None = None
        """Is called with a line for each command, if it is given."""
        self.nodes: Sequence[NodeState] = ()
        self.partition_generation: int = 0
        self.peers_generation: int = 0
        self.rebalance_generation: int = 0
        self._lock = threading.Lock()
        self._up: list[NodeState] = []
        self._maps: dict[tuple[int, int], str] = {}

    @property
    def up(self) -> list[NodeState]:
        """The nodes that are up."""
        return list(self._up)

    @property
    def key(self) -> str:
        """The cluster key: another one after each change of the cluster."""
        return f"{_FIRST_KEY + self.rebalance_generation:012X}"

    @property
    def replicas_of_each(self) -> int:
        """How many nodes hold each partition."""
        return max(1, min(len(self._up), self.replication_factor))

    def reset(self) -> None:
        """Removes all that clients have stored and changed."""
        for namespace in self.namespaces.values():
            namespace.reset()
        self.modules.clear()
        self.xdr_filters.clear()
        if self.security is not None:
            self.security.reset()
        for node in self.nodes:
            node.jobs.clear()

    def advance(self, seconds: int) -> None:
        """Moves the time on for all that the server times."""
        for namespace in self.namespaces.values():
            namespace.advance(seconds)
        if self.security is not None:
            self.security.advance(seconds)
        for node in self.nodes:
            node.started -= seconds

    def changed(self) -> None:
        """Distributes the partitions again after a node has started or stopped."""
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
        """The node that holds a replica of a partition; replica 0 is the master."""
        up = self._up
        if not up or replica >= self.replicas_of_each:
            return None
        return up[(partition + replica) % len(up)]

    def has(self, node: NodeState, partition: int) -> bool:
        """Whether a node holds a partition, as master or as a replica."""
        up = self._up
        if node not in up:
            return False
        return (up.index(node) - partition) % len(up) < max(1, self.replication_factor)

    @staticmethod
    @lru_cache(1000)
    def _bitmap(position: int, replica: int, count: int) -> str:
        bits = bytearray(PARTITIONS // 8)
        for partition in range((position - replica) % count, PARTITIONS, count):
            bits[partition // 8] |= 0x80 >> partition % 8
        return base64.b64encode(bits).decode()

    def partition_maps(self, node: NodeState) -> list[str]:
        """Bitmaps of a node's partitions in base64: as master, then as replicas."""
        with self._lock:
            if node not in self._up:
                nothing = base64.b64encode(bytes(PARTITIONS // 8)).decode()
                return [nothing] * self.replicas_of_each
            position = self._up.index(node)
            return [self._maps[position, replica] for replica in range(self.replicas_of_each)]

    def peers(self, node: NodeState) -> str:
        """The other nodes, as the answer to ``peers-…-std``."""
        name = self.tls_name or ""
        others = ",".join(
            f"[{other.id},{name},[{_endpoint(other.access_host, other.port)}]]"
            for other in self._up
            if other is not node
        )
        return f"{self.peers_generation},{DEFAULT_PORT},[{others}]"

    @property
    def no_peers(self) -> str:
        """The answer to ``peers`` commands for addresses that no node has."""
        return f"{self.peers_generation},{DEFAULT_PORT},[]"

    def services(self, node: NodeState) -> str:
        """The addresses of the other nodes."""
        return ";".join(
            _endpoint(other.access_host, other.port) for other in self._up if other is not node
        )

    @staticmethod
    def service(node: NodeState) -> str:
        """The address of a node."""
        return _endpoint(node.access_host, node.port)
