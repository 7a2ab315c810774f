"""The table of all info commands, and those of the cluster and of namespaces."""

from __future__ import annotations

import base64
import binascii
import platform
from collections.abc import Callable

from ..errors import Result, ResultError
from ..model.record import EPOCH, PARTITIONS, now_ms
from ..state.cluster import NodeState
from ..state.security import Session
from ..state.storage import Namespace
from ..state.transactions import MAX_DURATION
from . import enterprise, queries, udf
from .parameters import (
    NAMESPACE_NAME_LIMIT,
    SET_NAME_LIMIT,
    Command,
    InfoError,
    Parameters,
    check_edition,
    find_namespace,
    parse_number,
)
from .permissions import check_info
from .statistics import (
    joined,
    namespace_settings,
    namespace_statistics,
    node_statistics,
    service_settings,
    set_statistics,
)

__all__ = ["BUILD", "COMMANDS", "Command", "InfoError", "Parameters", "answer"]

BUILD = "8.1.2.0"
COMMUNITY = "Aerospike Community Edition"
ENTERPRISE = "Aerospike Enterprise Edition"
FEATURES = (
    "batch-any;batch-index;blob-bits;cdt-index;cdt-list;cdt-map;cluster-stable;float;geo;"
    "sindex-exists;peers;pipelining;pquery;pscans;query-show;relaxed-sc;replicas;replicas-all;"
    "replicas-master;replicas-max;truncate-namespace;udf"
)


def answer(node: NodeState, request: str, session: Session) -> str:
    """The answer to a request: a line for each of its lines, or the summary if it is empty.

    Text after the last newline is ignored.
    """
    security = node.cluster.security
    try:
        if security is not None:
            security.check_login(session)
    except ResultError as error:
        return f"{InfoError(error.code, error.message)}\n"
    if not request:
        return "".join(f"{name}\t{COMMANDS[name](node, Parameters(''))}\n" for name in SUMMARY)
    return "".join(f"{line}\t{_run(node, line, session)}\n" for line in request.split("\n")[:-1])


def _run(node: NodeState, line: str, session: Session) -> str:
    end = min(
        (at for at in map(line.find, _SEPARATORS) if at >= 0),
        default=len(line),
    )
    name, parameters = line[:end], Parameters(line[end + 1 :])
    command = COMMANDS.get(name)
    try:
        if command is None:
            raise InfoError(Result.PARAMETER, "unrecognized command")
        check_info(node.cluster.security, session, name, parameters)
        return command(node, parameters)
    except InfoError as error:
        return str(error)


_SEPARATORS = ":/;"


def _edition(node: NodeState) -> str:
    return ENTERPRISE if node.cluster.enterprise else COMMUNITY


def _truncate_time(parameters: Parameters) -> int:
    """The time before which records are truncated, in milliseconds since the server's epoch."""
    text = parameters.optional("lut")
    now = now_ms()
    if text is None:
        # Records that were written in this millisecond are truncated too.
        return now + 1
    before = parse_number(text, "bad lut") // 1_000_000 - EPOCH * 1000
    if before <= 0:
        raise InfoError(Result.PARAMETER, "would truncate to 0")
    if before > now:
        raise InfoError(Result.PARAMETER, "would truncate in the future")
    return before


def truncate(node: NodeState, parameters: Parameters) -> str:
    """``truncate:namespace=NS;set=SET[;lut=NANOSECONDS]``; the namespace does not have to exist."""
    namespace = node.cluster.namespaces.get(parameters.namespace())
    name = parameters.required("set", SET_NAME_LIMIT).encode()
    before = _truncate_time(parameters)
    if namespace is not None:
        namespace.truncate(name, before)
    return "ok"


def truncate_namespace(node: NodeState, parameters: Parameters) -> str:
    """``truncate-namespace:namespace=NS[;lut=NANOSECONDS]``; of any namespace."""
    namespace = node.cluster.namespaces.get(parameters.namespace())
    before = _truncate_time(parameters)
    if namespace is not None:
        namespace.truncate(None, before)
    return "ok"


def sets(node: NodeState, parameters: Parameters) -> str:
    """``sets``, ``sets/NS``, ``sets/NS/SET``"""
    namespaces = node.cluster.namespaces
    wanted = parameters.path
    if wanted[0] and wanted[0] not in namespaces:
        return "ns_type=unknown"
    if len(wanted) > 1 and wanted[1]:
        namespace, name = namespaces[wanted[0]], wanted[1].encode()
        if name not in namespace.sets:
            return ""
        return joined(set_statistics(namespace, name, namespace.use()[name]), ":") + ";"
    rows = []
    for namespace in namespaces.values():
        if wanted[0] in ("", namespace.name):
            uses = namespace.use()
            rows += [
                f"ns={namespace.name}:set={name.decode('utf-8', 'replace')}:"
                + joined(set_statistics(namespace, name, uses[name]), ":")
                + ";"
                for name in list(namespace.sets)
                if name in uses
            ]
    return "".join(rows)


def namespace(node: NodeState, parameters: Parameters) -> str:
    """``namespace/NS``"""
    found = node.cluster.namespaces.get(parameters.text)
    return "type=unknown" if found is None else joined(namespace_statistics(node, found))


def get_config(node: NodeState, parameters: Parameters) -> str:
    """``get-config:[context=service|namespace;namespace=NS]``"""
    context = parameters.optional("context")
    if context == "namespace":
        return joined(
            namespace_settings(node, find_namespace(node, parameters.configured_namespace()))
        )
    if context in (None, "service"):
        return joined(service_settings(node))
    raise InfoError(Result.PARAMETER, "invalid context")


def _set_number(attribute: str) -> Callable[[Namespace, str], None]:
    def change(namespace: Namespace, text: str) -> None:
        number = parse_number(text, "bad value")
        if number < 0:
            raise InfoError(Result.PARAMETER, "bad value")
        setattr(namespace, attribute, number)

    return change


def _set_duration(namespace: Namespace, text: str) -> None:
    """Sets how many seconds a transaction may take."""
    seconds = parse_number(text, "bad value")
    if not namespace.enterprise or not 1 <= seconds <= MAX_DURATION:
        raise InfoError(Result.PARAMETER, "bad value")
    namespace.transactions.duration = seconds


_SETTINGS: dict[str, Callable[[Namespace, str], None]] = {
    "mrt-duration": _set_duration,
    "default-ttl": _set_number("default_ttl"),
    "max-record-size": _set_number("max_record_size"),
}


_CONTEXTS = ("service", "network", "namespace", "logging", "security", "xdr")


def set_config(node: NodeState, parameters: Parameters) -> str:
    """``set-config:context=namespace;namespace=NS;NAME=VALUE``: only settings that tests need"""
    context = parameters.required("context")
    if context not in _CONTEXTS:
        raise InfoError(Result.PARAMETER, "invalid context")
    if context == "namespace":
        namespace = find_namespace(node, parameters.configured_namespace())
        for name, change in _SETTINGS.items():
            value = parameters.optional(name)
            if value is not None:
                change(namespace, value)
                return "ok"
    raise InfoError(Result.PARAMETER, "invalid set-config parameter")


def cluster_stable(node: NodeState, parameters: Parameters) -> str:
    """``cluster-stable:[size=N;ignore-migrations=BOOL;namespace=NS]``: the cluster's key"""
    size = parameters.optional("size")
    if size is not None and parse_number(size, "bad size") != len(node.cluster.up):
        raise InfoError(Result.CLUSTER_KEY_MISMATCH, "cluster not specified size")
    if parameters.optional("ignore-migrations") not in (None, "true", "false", "yes", "no"):
        raise InfoError(Result.PARAMETER, "bad ignore migrations")
    name = parameters.optional("namespace", NAMESPACE_NAME_LIMIT)
    if name is not None:
        find_namespace(node, name)
    return node.cluster.key


def replicas(node: NodeState, parameters: Parameters) -> str:
    """The partitions of the node: for each namespace its regime and a map for each replica."""
    maps = node.cluster.partition_maps(node)
    # Without a regime, clients read any replica: nodes share records, so all are consistent.
    return ";".join(f"{name}:0,{len(maps)},{','.join(maps)}" for name in node.cluster.namespaces)


def replicas_all(node: NodeState, parameters: Parameters) -> str:
    """As ``replicas``, without regimes."""
    maps = node.cluster.partition_maps(node)
    return ";".join(f"{name}:{len(maps)},{','.join(maps)}" for name in node.cluster.namespaces)


def replicas_master(node: NodeState, parameters: Parameters) -> str:
    """The partitions that the node is the master of."""
    masters, *_ = node.cluster.partition_maps(node)
    return ";".join(f"{name}:{masters}" for name in node.cluster.namespaces)


def latencies(node: NodeState, parameters: Parameters) -> str:
    """``latencies:[hist=NAME]``: the names of histograms, which are empty"""
    names = [
        "batch-index",
        *(f"{{{name}}}-{kind}" for name in node.cluster.namespaces for kind in _HISTOGRAMS),
    ]
    wanted = parameters.optional("hist")
    if wanted is not None and wanted not in names:
        raise InfoError(Result.PARAMETER, "bad hist name")
    return ";".join(f"{name}:" for name in names if wanted in (None, name))


_HISTOGRAMS = (
    "read",
    "write",
    "udf",
    "batch-sub-read",
    "batch-sub-write",
    "batch-sub-udf",
    "pi-query",
    "si-query",
)


def user_agent(node: NodeState, parameters: Parameters) -> str:
    """``user-agent-set:value=BASE64``"""
    try:
        base64.b64decode(parameters.required("value"), validate=True)
    except binascii.Error:
        raise InfoError(Result.PARAMETER, "'value' invalid base64") from None
    return "ok"


def enterprise_only(node: NodeState, parameters: Parameters) -> str:
    """Refuses Enterprise commands that are not implemented, as each edition does."""
    check_edition(node)
    return unsupported(node, parameters)


def unsupported(node: NodeState, parameters: Parameters) -> str:
    """Refuses commands that the development server does not implement."""
    raise InfoError(Result.UNSUPPORTED_FEATURE, "not in the development server")


def _ok(node: NodeState, parameters: Parameters) -> str:
    return "ok"


def _nothing(node: NodeState, parameters: Parameters) -> str:
    return ""


def _address(node: NodeState, parameters: Parameters) -> str:
    return node.cluster.service(node)


def _peers(node: NodeState, parameters: Parameters) -> str:
    return node.cluster.peers(node)


def _services(node: NodeState, parameters: Parameters) -> str:
    return node.cluster.services(node)


_ENTERPRISE = (
    "masking masking-show quiesce quiesce-undo rack-ids racks revive roster roster-set xdr-dc-state"
).split()

_UNSUPPORTED = (
    "debug-record debug-record-meta dump-cluster dump-fabric dump-hb dump-hlc dump-migrates "
    "dump-rw dump-skew dump-wb-summary endpoints eviction-reset get-sl get-stats histogram "
    "index-pressure jem-stats log log-message log-set mcast mesh partition-info physical-devices "
    "recluster set-log "
    "smd-info smd-show thread-traces tip tip-clear truncate-namespace-undo truncate-undo"
).split()

COMMANDS: dict[str, Command] = {
    "features": lambda node, _: FEATURES,
    "node": lambda node, _: node.id,
    "compatibility-id": lambda node, _: "15",
    "edition": lambda node, _: _edition(node),
    "build_ee_sha": _nothing,
    "build_sha": _nothing,
    "build_arch": lambda node, _: platform.machine(),
    "build_time": _nothing,
    "build_os": lambda node, _: platform.system().lower(),
    "build": lambda node, _: BUILD,
    "version": lambda node, _: f"{_edition(node)} build {BUILD}",
    "statistics": lambda node, _: joined(node_statistics(node)),
    "services-alumni": _services,
    "services": _services,
    "partition-generation": lambda node, _: str(node.cluster.partition_generation),
    "alumni-clear-alt": _peers,
    "alumni-clear-std": _peers,
    "best-practices": lambda node, _: "failed_best_practices=none",
    "cluster-name": lambda node, _: node.cluster.name or "null",
    "cluster-stable": cluster_stable,
    "connection": lambda node, _: "admin=false",
    "digests": lambda node, _: "RIPEMD160",
    "get-config": get_config,
    "config-get": get_config,
    "health-outliers": _nothing,
    "health-stats": _nothing,
    "help": lambda node, _: ";".join(COMMANDS),
    "latencies": latencies,
    "logs": _nothing,
    "name": lambda node, _: node.id,
    "namespace": namespace,
    "namespaces": lambda node, _: ";".join(node.cluster.namespaces),
    "objects": lambda node, _: str(
        sum(namespace.count() for namespace in node.cluster.namespaces.values())
    ),
    "partitions": lambda node, _: str(PARTITIONS),
    "peers-clear-alt": _peers,
    "peers-clear-std": _peers,
    "peers-generation": lambda node, _: str(node.cluster.peers_generation),
    "rebalance-generation": lambda node, _: str(node.cluster.rebalance_generation),
    "release": lambda node, _: (
        f"edition={_edition(node)};version={BUILD};os={platform.system().lower()};"
        f"arch={platform.machine()};sha="
    ),
    "replicas": replicas,
    "replicas-all": replicas_all,
    "replicas-master": replicas_master,
    "service": _address,
    "service-clear-alt": _address,
    "service-clear-std": _address,
    "services-alternate": _services,
    "set-config": set_config,
    "config-set": set_config,
    "sets": sets,
    **queries.COMMANDS,
    "status": _ok,
    "truncate": truncate,
    "truncate-namespace": truncate_namespace,
    **udf.COMMANDS,
    "user-agent-set": user_agent,
    "user-agents": _nothing,
    **dict.fromkeys(_ENTERPRISE, enterprise_only),
    **enterprise.COMMANDS,
    **dict.fromkeys(_UNSUPPORTED, unsupported),
}
"""All commands by name."""

SUMMARY = tuple(COMMANDS)[: tuple(COMMANDS).index("partition-generation") + 1]
"""The commands that an empty request runs."""
