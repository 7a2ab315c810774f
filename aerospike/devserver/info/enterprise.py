"""Info commands of the Enterprise edition: addresses for TLS, and XDR filters."""

from __future__ import annotations

import base64
import binascii

from ..errors import Result, ResultError
from ..expression import compile_expression
from ..state.cluster import NodeState
from .parameters import Command, InfoError, Parameters, check_edition

__all__ = ["COMMANDS"]

_NO_FILTER = "null"


def _peers(node: NodeState, parameters: Parameters) -> str:
    """The other nodes, if connections are encrypted."""
    return node.cluster.peers(node) if node.cluster.tls_name else node.cluster.no_peers


def _service(node: NodeState, parameters: Parameters) -> str:
    """The address of the node, if connections are encrypted."""
    return node.cluster.service(node) if node.cluster.tls_name else ""


def _feature_key(node: NodeState, parameters: Parameters) -> str:
    """The server needs no feature key."""
    return "null"


def _set_filter(node: NodeState, parameters: Parameters) -> str:
    """``xdr-set-filter:dc=DC;namespace=NS;exp=BASE64``; without an expression: ``exp=null``"""
    center = parameters.required("dc")
    name = parameters.namespace()
    if name not in node.cluster.namespaces:
        raise InfoError(Result.NAMESPACE, "namespace not found on node")
    expression = parameters.required("exp")
    if expression == _NO_FILTER:
        node.cluster.xdr_filters.pop((center, name), None)
        return "ok"
    try:
        compile_expression(base64.b64decode(expression, validate=True))
    except (binascii.Error, ResultError):
        raise InfoError(Result.PARAMETER, "bad 'exp' value") from None
    node.cluster.xdr_filters[center, name] = expression
    return "ok"


def _get_filter(node: NodeState, parameters: Parameters) -> str:
    """``xdr-get-filter:dc=DC[;namespace=NS]``: ``namespace=NS:exp=BASE64`` of each"""
    center = parameters.required("dc")
    wanted = parameters.optional("namespace")
    if wanted is not None and wanted not in node.cluster.namespaces:
        raise InfoError(Result.NAMESPACE, "namespace not found on node")
    filters = node.cluster.xdr_filters
    return ";".join(
        f"namespace={name}:exp={filters.get((center, name), _NO_FILTER)}"
        for name in node.cluster.namespaces
        if wanted in (None, name)
    )


def _enterprise(command: Command) -> Command:
    def run(node: NodeState, parameters: Parameters) -> str:
        check_edition(node)
        return command(node, parameters)

    return run


COMMANDS: dict[str, Command] = {
    name: _enterprise(command)
    for name, command in {
        "alumni-tls-alt": _peers,
        "alumni-tls-std": _peers,
        "feature-key": _feature_key,
        "peers-tls-alt": _peers,
        "peers-tls-std": _peers,
        "service-tls-alt": _service,
        "service-tls-std": _service,
        "xdr-get-filter": _get_filter,
        "xdr-set-filter": _set_filter,
    }.items()
}
