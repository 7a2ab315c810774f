"""Info commands and what is built on them."""

from __future__ import annotations

from typing import Any

from aerospike._command.session import Session
from aerospike._errors import client_error, info_name, param_error, shown, utf8
from aerospike._msgpack import packb
from aerospike._wire.requests import Command, check_key_of, command, done
from aerospike._wire.values import unpack
from aerospike.config.policy import NativePolicy
from aerospike.exception import ClientError
from aerospike.key import Key, check_key
from aerospike.types import AnyInfoPolicy

__all__ = [
    "ask_all",
    "ask_node",
    "ask_random",
    "check_text",
    "info_all",
    "key_node",
    "nodes",
    "server_version",
    "shm_key",
    "split_address",
    "truncate",
]


def check_text(text: str) -> str:
    """A text that a function of C takes.

    Raises:
        ParamError: it has a NUL character, or no UTF-8 form.
    """
    if b"\0" in utf8(text):
        raise param_error("a NUL character is not allowed", f"in {text!r}")
    return str.__str__(text)


def ask_all(policy: NativePolicy, request: str) -> Command:
    """An info command to all nodes: their names to their responses."""
    return command("bridge_info_all", request, policy=policy)


def ask_random(policy: NativePolicy, request: str, **context: Any) -> Command:
    """An info command to any node: its response."""
    return command("bridge_info_random", check_text(request), policy=policy, **context)


def ask_node(policy: NativePolicy, request: str, node: str) -> Command:
    """An info command to one node: its response."""
    return command(
        "bridge_info_node",
        check_text(request),
        check_text(node),
        policy=policy,
    )


def info_all(session: Session, command: str, policy: AnyInfoPolicy | None = None) -> Command:
    converted = session.policies.get("info", policy)
    if not isinstance(command, str):
        raise param_error("Request must be a string", f"not {command!r}")

    def finish(responses: dict[str, str | None]) -> dict[str, tuple[None, str | None]]:
        return {
            node: (None, response.split("\t", 1)[-1] if response is not None else None)
            for node, response in responses.items()
        }

    *head, _, check, context = ask_all(converted, check_text(command))
    return *head, finish, check, context


def truncate(
    session: Session,
    namespace: str,
    set: str | None,
    nanos: int,
    policy: AnyInfoPolicy | None = None,
) -> Command:
    if not isinstance(namespace, str):
        raise param_error("Namespace must be unicode or string type", f"not {namespace!r}")
    if set is not None and not isinstance(set, str):
        raise param_error("Set must be None, or unicode or string type", f"not {set!r}")
    if not isinstance(nanos, int):
        raise param_error("Nanoseconds must be a long type", f"not {nanos!r}")
    if nanos < 0:
        raise param_error("Nanoseconds must be a positive value", f"not {shown(nanos)}")
    if nanos >= 2**64:
        raise param_error("Nanoseconds value too large", shown(nanos))
    namespace = info_name("namespace", namespace)
    if set is not None:
        set = info_name("set", set)
    try:
        converted = session.policies.get("info", policy)
    except ClientError as error:
        raise client_error(f"Incorrect Policy -> {error.msg}", error.detail) from error
    return command("bridge_truncate", namespace, set, int(nanos), policy=converted, finish=done)


def nodes() -> Command:
    """The names and addresses of the nodes; refused if the client is not connected."""
    return command("bridge_client_nodes")


def key_node(session: Session, key: Key) -> Command:
    request = packb((check_key(key),))
    return "bridge_key_node", request, None, unpack, None, check_key_of, {"key": key}


def shm_key(session: Session) -> Command:
    return command("bridge_client_shm_key")


def split_address(text: str) -> tuple[str, int]:
    """The host and the port of an address."""
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)


def server_version() -> Command:
    """The version of the oldest server, as the client learned it when it connected."""
    return command("bridge_server_version", finish=tuple)
