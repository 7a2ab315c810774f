"""Info commands: text in, text out."""

from __future__ import annotations

import base64
import binascii
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from .errors import Result
from .model.record import EPOCH, now_ms
from .storage import PARTITIONS, Namespace

if TYPE_CHECKING:
    from .server import Node

__all__ = ["BUILD", "COMMANDS", "answer"]

BUILD = "8.1.1.2"
EDITION = "Aerospike Community Edition"
FEATURES = (
    "batch-any;batch-index;blob-bits;cdt-index;cdt-list;cdt-map;cluster-stable;float;geo;"
    "sindex-exists;peers;pipelining;pquery;pscans;query-show;relaxed-sc;replicas;replicas-all;"
    "replicas-master;replicas-max;truncate-namespace;udf"
)

Command = Callable[["Node", dict[str, str]], str]


class InfoError(Exception):
    """A command that answers with an error."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"ERROR:{int(code)}:{message}")


def answer(node: Node, request: str) -> str:
    """The answer to a request: a line for each of its commands, or for the basic ones."""
    commands = [line for line in request.split("\n") if line] or list(BASIC)
    return "".join(f"{command}\t{_run(node, command)}\n" for command in commands)


def _run(node: Node, command: str) -> str:
    name, _, rest = command.partition(":")
    path = name.split("/")
    function = COMMANDS.get(name) or (COMMANDS.get(path[0] + "/") if len(path) > 1 else None)
    if function is None:
        return f"ERROR:{int(Result.PARAMETER)}:unrecognized command"
    parameters = dict(part.partition("=")[::2] for part in rest.split(";") if part)
    parameters[""] = "/".join(path[1:])
    try:
        return function(node, parameters)
    except InfoError as error:
        return str(error)


def _need(parameters: dict[str, str], name: str, code: int = Result.PARAMETER) -> str:
    value = parameters.get(name)
    if not value:
        raise InfoError(code, f"missing '{name}'")
    return value


def _namespace(node: Node, parameters: dict[str, str]) -> Namespace:
    name = _need(parameters, "namespace", Result.NAMESPACE)
    namespace = node.cluster.namespaces.get(name)
    if namespace is None:
        raise InfoError(Result.NAMESPACE, "unknown namespace")
    return namespace


def _truncate_time(parameters: dict[str, str]) -> int:
    """When to truncate to, in milliseconds since the server's epoch."""
    text = parameters.get("lut")
    if text is None:
        return now_ms() + 1
    try:
        nanos = int(text)
    except ValueError:
        raise InfoError(Result.PARAMETER, "bad 'lut'") from None
    before = nanos // 1_000_000 - EPOCH * 1000
    if before <= 0:
        raise InfoError(Result.PARAMETER, "would truncate to 0")
    if before > now_ms():
        raise InfoError(Result.PARAMETER, "would truncate in the future")
    return before


def truncate(node: Node, parameters: dict[str, str]) -> str:
    """``truncate:namespace=NS;set=SET[;lut=NANOS]``"""
    _need(parameters, "namespace", Result.NAMESPACE)
    name = _need(parameters, "set").encode()
    _namespace(node, parameters).truncate(name, _truncate_time(parameters))
    return "ok"


def truncate_namespace(node: Node, parameters: dict[str, str]) -> str:
    """``truncate-namespace:namespace=NS[;lut=NANOS]``"""
    _namespace(node, parameters).truncate(None, _truncate_time(parameters))
    return "ok"


def _set_statistics(namespace: Namespace, name: bytes) -> str:
    return (
        f"objects={namespace.count(name)}:tombstones=0:data_used_bytes=0:"
        f"truncate_lut={namespace.sets.get(name, 0)}:sindexes=0:index_populating=false:"
        "truncating=false:default-read-touch-ttl-pct=0:default-ttl=0:disable-eviction=false:"
        "enable-index=false:stop-writes-count=0:stop-writes-size=0"
    )


def sets(node: Node, parameters: dict[str, str]) -> str:
    """``sets``, ``sets/NS``, ``sets/NS/SET``"""
    wanted = parameters[""].split("/")
    rows = []
    for namespace in node.cluster.namespaces.values():
        if wanted[0] and wanted[0] != namespace.name:
            continue
        if len(wanted) > 1:
            name = wanted[1].encode()
            return _set_statistics(namespace, name) + ";" if name in namespace.sets else ""
        rows += [
            f"ns={namespace.name}:set={name.decode('utf-8', 'replace')}:"
            + _set_statistics(namespace, name)
            for name in namespace.sets
        ]
    return "".join(row + ";" for row in rows)


def namespace_statistics(node: Node, parameters: dict[str, str]) -> str:
    """``namespace/NS``"""
    namespace = node.cluster.namespaces.get(parameters[""])
    if namespace is None:
        return "type=unknown"
    objects = namespace.count()
    return (
        f"ns_cluster_size={len(node.cluster.up)};"
        f"effective_replication_factor={node.cluster.replication_factor};objects={objects};"
        f"tombstones=0;master_objects={objects};stop_writes=false;hwm_breached=false;"
        f"default-ttl={namespace.default_ttl};max-record-size={namespace.max_record_size};"
        "nsup-period=1;allow-ttl-without-nsup=true;storage-engine=memory;"
        "strong-consistency=false"
    )


def statistics(node: Node, parameters: dict[str, str]) -> str:
    """``statistics``"""
    return (
        f"cluster_size={len(node.cluster.up)};cluster_key={node.cluster_key};"
        f"cluster_generation=1;cluster_principal={node.cluster.nodes[0].id};"
        "cluster_integrity=true;cluster_is_member=true;"
        f"uptime={int(time.monotonic() - node.started)};client_connections={node.connections}"
    )


def user_agent(node: Node, parameters: dict[str, str]) -> str:
    """``user-agent-set:value=BASE64``"""
    value = _need(parameters, "value")
    try:
        base64.b64decode(value, validate=True)
    except binascii.Error:
        raise InfoError(Result.PARAMETER, "'value' invalid base64") from None
    return "ok"


def enterprise_only(node: Node, parameters: dict[str, str]) -> str:
    """What Community answers to commands of Enterprise."""
    raise InfoError(Result.ENTERPRISE_ONLY, "enterprise only")


COMMANDS: dict[str, Command] = {
    "node": lambda node, _: node.id,
    "name": lambda node, _: node.id,
    "build": lambda node, _: BUILD,
    "edition": lambda node, _: EDITION,
    "version": lambda node, _: f"{EDITION} build {BUILD}",
    "release": lambda node, _: f"edition={EDITION};version={BUILD}",
    "features": lambda node, _: FEATURES,
    "status": lambda node, _: "ok",
    "cluster-name": lambda node, _: node.cluster.name or "null",
    "cluster-stable": lambda node, _: node.cluster_key,
    "namespaces": lambda node, _: ";".join(node.cluster.namespaces),
    "partitions": lambda node, _: str(PARTITIONS),
    "partition-generation": lambda node, _: str(node.cluster.partition_generation),
    "peers-generation": lambda node, _: str(node.cluster.peers_generation),
    "rebalance-generation": lambda node, _: str(node.cluster.rebalance_generation),
    "peers-clear-std": lambda node, _: node.cluster.peers(node),
    "peers-clear-alt": lambda node, _: node.cluster.peers(node),
    "service": lambda node, _: f"{node.host}:{node.port}",
    "service-clear-std": lambda node, _: f"{node.host}:{node.port}",
    "service-clear-alt": lambda node, _: f"{node.host}:{node.port}",
    "services": lambda node, _: ";".join(
        f"{other.host}:{other.port}" for other in node.cluster.up if other is not node
    ),
    "replicas": lambda node, _: node.cluster.replicas(node),
    "statistics": statistics,
    "sets": sets,
    "sets/": sets,
    "namespace/": namespace_statistics,
    "truncate": truncate,
    "truncate-namespace": truncate_namespace,
    "sindex-list": lambda node, _: "",
    "udf-list": lambda node, _: "",
    "query-show": lambda node, _: "",
    "user-agent-set": user_agent,
    "user-agents": lambda node, _: "",
    "health-stats": lambda node, _: "",
    "feature-key": enterprise_only,
    "racks": enterprise_only,
    "rack-ids": enterprise_only,
    "roster": enterprise_only,
    "peers-tls-std": enterprise_only,
    "peers-tls-alt": enterprise_only,
}

BASIC = ("version", "edition", "build", "node", "services", "statistics", "features")
"""What an empty request asks for."""
