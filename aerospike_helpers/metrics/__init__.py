"""The client's metrics, and the listeners that receive them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional

__all__ = [
    "Cluster",
    "ClusterStats",
    "ConnectionStats",
    "MetricsListeners",
    "MetricsPolicy",
    "NamespaceMetrics",
    "Node",
    "NodeStats",
]


class ConnectionStats:
    """The connections to a node.

    Attributes:
        in_use: connections that serve a command now.
        in_pool: how many wait for one.
        opened: connections opened since the client found the node.
        closed: connections closed since then.
        recovered: connections that timed out and could be drained and used again.
        aborted: connections that timed out and could not be drained.
    """

    in_use: int
    in_pool: int
    opened: int
    closed: int
    recovered: int
    aborted: int


class NamespaceMetrics:
    """The commands on a namespace at one node, since the node was found.

    Attributes:
        ns: the namespace; empty for commands that belong to none, such as info commands.
        bytes_in: bytes received.
        bytes_out: bytes sent.
        error_count: commands that have failed, counted for each try.
        timeout_count: commands that have timed out, counted for each try.
        key_busy_count: commands that have failed because a record was busy.
        conn_latency: how long it took to make connections, in buckets.
        write_latency: the same for writes.
        read_latency: the same for reads.
        batch_latency: the same for batches.
        query_latency: the same for queries.
    """

    ns: str
    bytes_in: int
    bytes_out: int
    error_count: int
    timeout_count: int
    key_busy_count: int
    conn_latency: list[int]
    write_latency: list[int]
    read_latency: list[int]
    batch_latency: list[int]
    query_latency: list[int]


class Node:
    """A node of the cluster, for listeners.

    Attributes:
        name: its name.
        address: its address.
        port: its port.
        conns: its connections.
        metrics: its namespaces.
    """

    name: str
    address: str
    port: int
    conns: ConnectionStats
    metrics: list[NamespaceMetrics]


class Cluster:
    """The cluster, for listeners.

    Attributes:
        cluster_name: its name, or ``None``.
        app_id: the name of the application: ``config["app_id"]``, the user, or ``"not-set"``.
        invalid_node_count: how many nodes the last tend could not use.
        command_count: how many commands have run.
        retry_count: how often one was tried again.
        nodes: its nodes.
    """

    cluster_name: Optional[str]
    app_id: str
    invalid_node_count: int
    command_count: int
    retry_count: int
    nodes: list[Node]


class NodeStats:
    """A node of the cluster, as in ``Client.get_stats``.

    Attributes:
        name: its name.
        address: its address.
        port: its port.
        conns: its connections.
        error_count: commands that have failed, counted for each try.
        timeout_count: commands that have timed out, counted for each try.
        key_busy_count: commands that have failed because a record was busy.
    """

    name: str
    address: str
    port: int
    conns: ConnectionStats
    error_count: int
    timeout_count: int
    key_busy_count: int


class ClusterStats:
    """The cluster, as in ``Client.get_stats``.

    Attributes:
        nodes: its nodes.
        retry_count: how often commands were tried again.
        thread_pool_queued_tasks: how many tasks wait for a thread of the client.
        recover_queue_size: how many connections wait to be drained after a timeout.
    """

    nodes: list[NodeStats]
    retry_count: int
    thread_pool_queued_tasks: int
    recover_queue_size: int


class MetricsListeners:
    """Functions that receive the client's metrics.

    Args:
        enable_listener: called when metrics are turned on.
        snapshot_listener: called with a :class:`Cluster` at each interval.
        node_close_listener: called with a :class:`Node` that leaves the cluster.
        disable_listener: called with a :class:`Cluster` when metrics are turned off.
    """

    def __init__(
        self,
        enable_listener: Callable[[], None],
        snapshot_listener: Callable[[Cluster], None],
        node_close_listener: Callable[[Node], None],
        disable_listener: Callable[[Cluster], None],
    ) -> None:
        self.enable_listener = enable_listener
        self.snapshot_listener = snapshot_listener
        self.node_close_listener = node_close_listener
        self.disable_listener = disable_listener


class MetricsPolicy:
    """How the client collects metrics.

    Args:
        metrics_listeners: where they go; a file in *report_dir* by default.
        report_dir: the directory of the file.
        report_size_limit: the size of a file, in bytes, at which the client begins a new one; 0:
            none.
        interval: seconds between two snapshots.
        latency_columns: how many buckets latencies have.
        latency_shift: the power of two by which each bucket is larger than the one before.
        labels: names and values that are reported with the metrics.
    """

    def __init__(
        self,
        metrics_listeners: Optional[MetricsListeners] = None,
        report_dir: str = ".",
        report_size_limit: int = 0,
        interval: int = 30,
        latency_columns: int = 7,
        latency_shift: int = 1,
        labels: Any = {},  # noqa: B006 - the official default, which no code changes
    ) -> None:
        self.metrics_listeners = metrics_listeners
        self.report_dir = report_dir
        self.report_size_limit = report_size_limit
        self.interval = interval
        self.latency_columns = latency_columns
        self.latency_shift = latency_shift
        self.labels = labels
