"""Details for errors: which host failed, what the client tried and what to change.

Code, class and message of an error stay those of the official package; this is its ``detail``.
"""

from __future__ import annotations

import ctypes
import errno
import os
import re
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from aerospike._native.policies import config_at
from aerospike._wire.requests import command
from aerospike.exception import AerospikeError

if TYPE_CHECKING:
    from aerospike._native.connection import Connection

__all__ = ["EXPLAINED", "explain_command", "explain_connect"]

NO_MORE_CONNECTIONS, INVALID_NODE, TLS, CLUSTER, NAMESPACE = -7, -8, -9, 11, 20
#: The codes of errors that :func:`explain_command` knows more about.
EXPLAINED = frozenset((NO_MORE_CONNECTIONS, INVALID_NODE, CLUSTER, NAMESPACE))

# So many seeds or nodes are named.
NAMED = 4


class Advice(NamedTuple):
    """The C client's message about a seed, its meaning, and what to change."""

    pattern: re.Pattern[str]
    meaning: str
    change: str


def _advice(pattern: str, meaning: str, change: str) -> Advice:
    return Advice(re.compile(pattern), meaning, change)


_TLS_SETTINGS = 'config["tls"] and a TLS name, the third part of the host'
_ROUTES = "check the address, the routes and the firewalls"
_CLOSED = (
    f"if the server wants TLS at this port, set {_TLS_SETTINGS}; or it has too many connections "
    "(proto-fd-max)"
)

#: The first that matches counts.
ADVICE = (
    _advice(
        r"TLS name '(?P<name>.*?)' mismatch",
        'the certificate of the server is not for the TLS name "{name}"',
        "the TLS name, the third part of the host, must be one that the certificate has{names}",
    ),
    _advice(
        r"TLS verify result: (?P<why>.*)",
        "the certificate of the server is not trusted: {why}",
        'let config["tls"]["cafile"] or ["capath"], or the environment variable SSL_CERT_FILE, '
        "name the authority that has signed it",
    ),
    _advice(
        r"alert (?:handshake failure|certificate required|bad certificate|unknown ca)",
        "the server has refused the client's certificate, or asks for one",
        'set config["tls"]["certfile"] and ["keyfile"]',
    ),
    _advice(
        r"SSL_connect failed: .*(?:protocol version|unsupported protocol|no shared cipher)",
        "client and server have no version of TLS or no cipher in common",
        'see config["tls"]["protocols"] and ["cipher_suite"]',
    ),
    _advice(
        r"SSL_connect failed: (?P<why>.*)",
        "no TLS connection could be made; the server may not speak TLS at this port ({why})",
        'use the port of its TLS service, or connect without config["tls"]',
    ),
    _advice(
        r"Invalid hostname .*?: (?P<why>.*)",
        "the name of the host is unknown ({why})",
        "check its spelling and the name servers of this machine",
    ),
    _advice(
        r"Expected cluster name '(?P<own>.*?)' Received '(?P<other>.*?)'",
        'this is the cluster "{other}", not "{own}"',
        'correct config["cluster_name"] or the hosts',
    ),
    _advice(
        r"NOT_AUTHENTICATED",
        "the server wants to know who you are",
        'set config["user"] and config["password"]',
    ),
    _advice(
        r"INVALID_(?:USER|CREDENTIAL|PASSWORD)|EXPIRED_PASSWORD|FORBIDDEN_PASSWORD",
        "the server has refused the user or the password",
        'check config["user"], config["password"] and config["policies"]["auth_mode"]',
    ),
    _advice(
        r"Invalid proto",
        "what answers there is not an Aerospike service",
        "use the port of the service, 3000 unless configured otherwise; with TLS, set "
        + _TLS_SETTINGS,
    ),
    _advice(
        rf"Socket (?:write|read|connect).*?: (?:{errno.ECONNREFUSED})\b",
        "the connection was refused: nothing listens at this port",
        "check the port, and that the server runs and listens at this address",
    ),
    _advice(
        rf"Socket .*?: (?P<errno>{errno.EHOSTUNREACH}|{errno.ENETUNREACH})\b",
        "this address cannot be reached ({error})",
        _ROUTES,
    ),
    # The system refuses to try.
    _advice(
        r"Socket connect failed",
        "this address cannot be reached from here",
        _ROUTES,
    ),
    _advice(
        r"ERR_TIMEOUT",
        "the server did not answer in time",
        "check the address and firewalls; a service that is not Aerospike, or that wants TLS, may "
        'wait in silence; config["connect_timeout"] sets how long to wait',
    ),
    _advice(
        r"Socket (?:read|write) error: (?P<errno>\d+)",
        "the connection broke ({error})",
        _CLOSED,
    ),
    # The C client's words for a connection that the server has closed.
    _advice(
        r"Bad file descriptor",
        "the server has closed the connection",
        _CLOSED,
    ),
    _advice(
        r"ERR_CONNECTION|ERR_CLUSTER",
        "the connection broke",
        "check that the server is up and lets this client connect",
    ),
)

_SEED = re.compile(
    r"Failed to (?:lookup|connect to seed|refresh seed node peers) (?P<host>\S*) (?P<port>\d+)\. "
    r"(?P<why>.*)"
)
_CERTIFIED = re.compile(r"NOT matched by ID '(.*?)'")
# The C client's message for any namespace while it knows no node.
_EMPTY = "Cluster is empty"
_PEERS = re.compile(r"Peers not reachable: (?P<peers>.*)")


def _text_of(error: int) -> str:
    """The system's words for an error of a socket."""
    if sys.platform == "win32":
        # os.strerror() does not know the numbers of sockets there.
        return ctypes.FormatError(error).rstrip(".")
    return os.strerror(error)


def _meaning(host: str, port: str, why: str, before: list[str]) -> str:
    text = "\n".join((*before, why))
    for advice in ADVICE:
        found = advice.pattern.search(text)
        if found:
            words = found.groupdict("")
            if "errno" in words:
                words["error"] = _text_of(int(words["errno"]))
            names = sorted(set(_CERTIFIED.findall(text)))
            words["names"] = f": {', '.join(names)}" if names else ""
            meaning, change = (part.format(**words) for part in advice[1:])
            return f"{host}:{port}: {meaning}; {change}"
    return f"{host}:{port}: {why}"


def _some(texts: Iterable[str], between: str) -> str:
    # Each host once, in order.
    every = list(dict.fromkeys(texts))
    more = len(every) - NAMED
    return between.join(every[:NAMED]) + (f"{between}and {more} more" if more > 0 else "")


def _seeds(log: str) -> list[str]:
    seeds, before = [], []
    for line in log.splitlines():
        found = _SEED.match(line)
        if found is None:
            before.append(line)
            continue
        seeds.append(_meaning(found["host"], found["port"], found["why"], before))
        before = []
    return seeds


def _alternate(connection: Connection) -> str:
    if config_at(connection.config_address).use_services_alternate:
        return (
            'config["use_services_alternate"] is True: the servers need an '
            "alternate-access-address that this client can reach; otherwise leave it out"
        )
    return (
        "the servers' access-address must be one that this client can reach; where they have an "
        'alternate-access-address for it, set config["use_services_alternate"] to True'
    )


_TLS_FILES = ("cafile", "capath", "certfile", "keyfile", "cert_blacklist")


def _tls_files(message: str, connection: Connection) -> str:
    """The files of a configuration that could not be read: those that the message names, or all."""
    tls = config_at(connection.config_address).tls
    values = {name: getattr(tls, name) for name in _TLS_FILES}
    named = [name for name in _TLS_FILES if name in message.lower()] or list(_TLS_FILES)
    files = (f'["{name}"] is {os.fsdecode(values[name])!r}' for name in named if values[name])
    return f'config["tls"]{_some(files, ", ")}; check that it is there, and readable and complete'


def _ask(connection: Connection, function: str) -> Any:
    """The reply of a command without arguments; None if it has none, or fails."""
    try:
        return connection.carry(command(function))
    except AerospikeError:
        return None


def explain_connect(error: AerospikeError, connection: Connection) -> None:
    """Give the error of a connection that could not be made its detail."""
    log = _ask(connection, "bridge_client_diagnosis")
    peers = _PEERS.match(error.msg or "")
    if peers:
        error.detail = (
            f"the first node names {peers['peers']} as its peers, and none of these could be "
            f"reached; {_alternate(connection)}"
        )
    elif error.code == TLS:
        error.detail = _tls_files(error.msg or "", connection)
    elif log:
        error.detail = _some(_seeds(log), " | ") or None


def _nodes(connection: Connection) -> dict[str, str]:
    """The names of the nodes that the client knows, and their addresses."""
    return dict(_ask(connection, "bridge_client_nodes") or ())


def _hosts(connection: Connection) -> str:
    hosts = connection.hosts
    return _some((h if isinstance(h, str) else f"{h[0]}:{h[1]}" for h in hosts), ", ")


def _no_more_connections(message: str, nodes: Mapping[str, str], connection: Connection) -> str:
    name = next((name for name in nodes if name in message), None)
    where = f"node {name} at {nodes[name]}" if name else f"a node of {_some(nodes.values(), ', ')}"
    limit = config_at(connection.config_address).max_conns_per_node
    return (
        f"all connections that this client may have to {where} are in use, which are {limit}; "
        'raise config["max_conns_per_node"] to the number of commands at the same time, or let '
        "fewer threads work with the client"
    )


def explain_command(error: AerospikeError, connection: Connection) -> None:
    """Give an error with one of the codes in `EXPLAINED` its detail."""
    if error.code == NAMESPACE and error.msg != _EMPTY:
        return
    nodes = _nodes(connection)
    if error.code == NO_MORE_CONNECTIONS:
        error.detail = _no_more_connections(error.msg or "", nodes, connection)
    elif nodes:
        error.detail = (
            f"the client knows the nodes {_some(nodes.values(), ', ')}; if there are others, they "
            f"are down or cannot be reached from here: {_alternate(connection)}"
        )
    else:
        error.detail = (
            f"none of the hosts {_hosts(connection)} can be reached at the moment; check that they "
            'are up, or correct config["hosts"]'
        )
