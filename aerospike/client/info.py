"""Info commands and what is built on them."""

from __future__ import annotations

from typing import Any

from aerospike._errors import client_error, info_name, param_error, shown, utf8
from aerospike.exception import ClientError
from aerospike.key import get_partition_id, key_digest
from aerospike.types import AnyInfoPolicy

from .base import ClientBase

__all__ = ["InfoCommands"]


def encode_text(text: str) -> bytes:
    encoded = utf8(text)
    if b"\0" in encoded:
        raise param_error("a NUL character is not allowed", f"in {text!r}")
    return encoded


class InfoCommands(ClientBase):
    """``info_*``, ``truncate``, ``get_nodes``, ``get_node_names``, ``get_key_partition_id``."""

    def info_all(
        self, command: str, policy: AnyInfoPolicy | None = None
    ) -> dict[str, tuple[None, str | None]]:
        """Send an info command to every node.

        Args:
            command: an info command, for example ``"namespaces"``.
            policy: an info policy.

        Returns:
            Node names to ``(None, response)``, the response without the command's echo.

        Raises:
            ParamError: *command* is not a string.
            InvalidRequest: a node does not know the command.
        """
        converted = self._policies.get("info", policy)
        if not isinstance(command, str):
            raise param_error("Request must be a string", f"not {command!r}")
        replies: dict[str, str] = self._carry(
            self._native.bridge_info_all, encode_text(command), converted.address
        )
        return {
            node: (None, reply.split("\t", 1)[-1] if reply is not None else None)
            for node, reply in replies.items()
        }

    def info_random_node(self, command: str, policy: AnyInfoPolicy | None = None) -> str:
        """Send an info command to one node, whichever.

        Args:
            command: an info command.
            policy: an info policy.

        Returns:
            The response with the command's echo, separated by a tab, ended by a line feed.

        Raises:
            ParamError: *command* is not a string.
            InvalidRequest: the node does not know the command.
        """
        self._require_connection(".")
        converted = self._policies.get("info", policy)
        if not isinstance(command, str):
            raise param_error("Request should be a string.", f"not {command!r}")
        response: str = self._carry(
            self._native.bridge_info_random, encode_text(command), converted.address
        )
        return response

    def info_single_node(self, command: str, host: str, policy: AnyInfoPolicy | None = None) -> str:
        """Send an info command to one node.

        Args:
            command: an info command.
            host: the node's name, as :meth:`get_node_names` gives it.
            policy: an info policy.

        Returns:
            The response with the command's echo, separated by a tab, ended by a line feed.

        Raises:
            ParamError: an argument is not a string, or no node has the name.
            InvalidRequest: the node does not know the command.
        """
        self._require_connection(".")
        converted = self._policies.get("info", policy)
        if not isinstance(host, str):
            raise param_error("Host must be a string.", f"not {host!r}")
        if not isinstance(command, str):
            if host not in dict(self._nodes()):
                raise param_error(f"Could not get node with name {host}.")
            raise param_error("Request should be a string.", f"not {command!r}")
        response: str = self._carry(
            self._native.bridge_info_node,
            encode_text(command),
            encode_text(host),
            converted.address,
        )
        return response

    def truncate(
        self, namespace: str, set: str | None, nanos: int, policy: AnyInfoPolicy | None = None
    ) -> int:
        """Delete the records of a namespace or set that were written before a moment.

        Much faster than deleting them one by one; the server finishes in the background.

        Args:
            namespace: the namespace of the key.
            set: the set, or ``None`` for the whole namespace.
            nanos: nanoseconds since the Unix epoch, in the past; records last updated before
                it go. 0 for all of them.
            policy: an info policy.

        Returns:
            0

        Raises:
            ParamError: an argument has the wrong type, *nanos* is out of range, or a name has a
                character that parts the words of an info command: a control character, ``:``,
                ``;``, ``=`` or ``,``.
            InvalidRequest: the moment lies in the future.
        """
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
            converted = self._policies.get("info", policy)
        except ClientError as error:
            raise client_error(f"Incorrect Policy -> {error.msg}", error.detail) from error
        self._carry(
            self._native.bridge_truncate,
            namespace.encode(),
            None if set is None else set.encode(),
            nanos,
            converted.address,
        )
        return 0

    def get_nodes(self) -> list[tuple[str, int]]:
        """The nodes of the cluster.

        Returns:
            ``(address, port)`` of each.

        Raises:
            ClusterError: the client is not connected.
        """
        return [_split_address(address) for _, address in self._nodes()]

    def get_node_names(self) -> list[dict[str, Any]]:
        """The nodes of the cluster with their names.

        Returns:
            ``{"address": ..., "port": ..., "node_name": ...}`` of each.

        Raises:
            ClusterError: the client is not connected.
        """
        self._require_connection(".")
        nodes = []
        for name, text in self._nodes():
            address, port = _split_address(text)
            nodes.append({"address": address, "port": port, "node_name": name})
        return nodes

    def get_key_partition_id(self, ns: str, set: str, key: str | int | bytearray) -> int:
        """The partition that a key belongs to.

        Args:
            ns: the namespace.
            set: the name of the set.
            key: the user key.

        Returns:
            The partition id, from 0 to 4095.

        Raises:
            ParamError: an argument has the wrong type.
            ClusterError: the client is not connected.
        """
        if not isinstance(ns, str):
            raise param_error("Namespace should be a string.", f"not {ns!r}")
        if not isinstance(set, str):
            raise param_error("Set should be a string or unicode.", f"not {set!r}")
        if not isinstance(key, (str, int, bytearray)):
            raise param_error("Key is invalid.", repr(key))
        self._nodes()
        return get_partition_id(key_digest((ns, set, key)))

    def _nodes(self) -> list[tuple[str, str]]:
        """Names and addresses; refuses where the client is not connected."""
        nodes: list[tuple[str, str]] = self._carry(self._native.bridge_client_nodes)
        return nodes


def _split_address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)
