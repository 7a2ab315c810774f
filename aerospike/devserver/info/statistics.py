"""Statistics and settings of the node, of namespaces and of sets."""

from __future__ import annotations

import time
from typing import TypeAlias

from ..model.record import PARTITIONS, now_seconds
from ..state.cluster import NodeState
from ..state.storage import Namespace, SetUse

__all__ = [
    "joined",
    "namespace_settings",
    "namespace_statistics",
    "node_statistics",
    "service_settings",
    "set_statistics",
]

Row: TypeAlias = "dict[str, object]"

# Commands, and how they end. The server counts commands of batches separately.
_ENDS = {
    "read": ("success", "error", "timeout", "not_found", "filtered_out"),
    "write": ("success", "error", "timeout", "filtered_out"),
    "delete": ("success", "error", "timeout", "not_found", "filtered_out"),
    "udf": ("complete", "error", "timeout", "filtered_out"),
}
_ORIGINS = ("client", "batch_sub")
_COUNTERS = (
    *(
        f"{origin}_{command}_{end}"
        for origin in _ORIGINS
        for command, ends in _ENDS.items()
        for end in ends
    ),
    *(f"udf_sub_udf_{end}" for end in ("complete", "error", "timeout", "filtered_out")),
    *(
        f"{origin}_lang_{end}"
        for origin in (*_ORIGINS, "udf_sub")
        for end in ("read_success", "write_success", "delete_success", "error")
    ),
    *(f"ops_sub_write_{end}" for end in ("success", "error", "timeout", "filtered_out")),
    *(
        f"{index}_query_{kind}_{end}"
        for index in ("pi", "si")
        for kind in ("short_basic", "long_basic", "aggr", "udf_bg", "ops_bg")
        for end in ("complete", "error", "timeout" if kind == "short_basic" else "abort")
    ),
    *(
        f"mrt_{command}_{end}"
        for command in ("verify_read", "roll_forward", "roll_back")
        for end in ("success", "error", "timeout")
    ),
    "fail_generation",
    "fail_mrt_blocked",
    "fail_mrt_version_mismatch",
    "fail_record_too_big",
    "expired_objects",
)


def joined(row: Row, separator: str = ";") -> str:
    """A row as the info protocol has it: ``name=value`` pairs."""
    return separator.join(f"{name}={_text(value)}" for name, value in row.items())


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def node_statistics(node: NodeState) -> Row:
    """The answer to ``statistics``."""
    cluster = node.cluster
    up = cluster.up
    principal = max((other.id for other in up), default=node.id)
    return {
        "failed_best_practices": False,
        "cluster_size": len(up),
        "cluster_key": cluster.key,
        "cluster_generation": cluster.rebalance_generation,
        "cluster_principal": principal,
        "cluster_integrity": True,
        "cluster_is_member": True,
        "cluster_clock_skew_ms": 0,
        "uptime": int(time.monotonic() - node.started),
        "objects": sum(namespace.count() for namespace in cluster.namespaces.values()),
        "tombstones": 0,
        "client_connections": node.connections,
        "client_connections_opened": node.connections_opened,
        "client_connections_closed": node.connections_opened - node.connections,
        "batch_index_error": 0,
        "batch_index_timeout": 0,
        "paxos_principal": principal,
        "time_since_rebalance": int(time.monotonic() - node.started),
        "migrate_allowed": True,
        "migrate_partitions_remaining": 0,
    }


def service_settings(node: NodeState) -> Row:
    """The answer to ``get-config:context=service``."""
    return {
        "batch-max-requests": 0,
        "cluster-name": node.cluster.name or "null",
        "info-max-ms": 10000,
        "min-cluster-size": 1,
        "node-id": node.id,
        "proto-fd-max": 15000,
        "ticker-interval": 10,
        "transaction-max-ms": 1000,
    }


def namespace_settings(node: NodeState, namespace: Namespace) -> Row:
    """The answer to ``get-config`` for a namespace."""
    return {
        "allow-ttl-without-nsup": False,
        "conflict-resolution-policy": "generation",
        "conflict-resolve-writes": False,
        "default-read-touch-ttl-pct": 0,
        "default-ttl": namespace.default_ttl,
        "disallow-null-setname": False,
        "max-record-size": namespace.max_record_size,
        "nsup-period": 1,
        "prefer-uniform-balance": False,
        "rack-id": 0,
        "read-consistency-level-override": "off",
        "reject-non-xdr-writes": False,
        "reject-xdr-writes": False,
        "replication-factor": node.cluster.replication_factor,
        "single-query-threads": 4,
        "strong-consistency": namespace.enterprise,
        "strong-consistency-allow-expunge": namespace.enterprise,
        "mrt-duration": namespace.transactions.duration if namespace.enterprise else 0,
        "write-commit-level-override": "off",
        "index-type": "mem",
        "sindex-type": "mem",
        "storage-engine": "memory",
    }


def namespace_statistics(node: NodeState, namespace: Namespace) -> Row:
    """The answer to ``namespace/NAME``: statistics, counters and settings."""
    masters, replicas = _shares(node, namespace)
    tombstones = len(namespace.tombstones)
    used = sum(use.data_used_bytes for use in namespace.use().values())
    return {
        "ns_cluster_size": len(node.cluster.up),
        "effective_replication_factor": node.cluster.replicas_of_each,
        "objects": masters + replicas,
        "tombstones": tombstones,
        "master_objects": masters,
        "master_tombstones": tombstones,
        "prole_objects": replicas,
        "prole_tombstones": 0,
        "non_replica_objects": 0,
        "unreplicated_records": 0,
        "dead_partitions": 0,
        "unavailable_partitions": 0,
        "mrt_provisionals": len(namespace.transactions.locks),
        "mrt_monitors": len(namespace.transactions.monitors),
        "mrt_monitors_active": 0,
        "clock_skew_stop_writes": False,
        "stop_writes": False,
        "hwm_breached": False,
        "current_time": now_seconds(),
        "evicted_objects": 0,
        "truncate_lut": namespace.truncated,
        "truncating": False,
        "data_used_bytes": used,
        "pending_quiesce": False,
        "effective_is_quiesced": False,
        "nodes_quiesced": 0,
        "migrate_tx_partitions_remaining": 0,
        "migrate_rx_partitions_remaining": 0,
        **{name: namespace.counters[name] for name in _COUNTERS},
        **namespace_settings(node, namespace),
    }


def _shares(node: NodeState, namespace: Namespace) -> tuple[int, int]:
    """How many records a node holds as their master, and how many as a replica."""
    cluster = node.cluster
    counts = [0] * cluster.replicas_of_each
    for partition in range(PARTITIONS):
        live = sum(1 for _ in namespace.records(partition))
        for replica in range(len(counts) if live else 0):
            if cluster.owner(partition, replica) is node:
                counts[replica] += live
    return counts[0], sum(counts[1:])


def set_statistics(namespace: Namespace, name: bytes, use: SetUse) -> Row:
    """The answer to ``sets`` for a set."""
    return {
        "objects": use.objects,
        "tombstones": sum(it.set_name == name for it in namespace.tombstones.values()),
        "data_used_bytes": use.data_used_bytes,
        "truncate_lut": namespace.sets.get(name, 0),
        "sindexes": namespace.indexes.of_set(name),
        "index_populating": False,
        "truncating": False,
        "default-read-touch-ttl-pct": 0,
        "default-ttl": 0,
        "disable-eviction": False,
        "enable-index": namespace.indexes.has_set(name),
        "stop-writes-count": 0,
        "stop-writes-size": 0,
    }
