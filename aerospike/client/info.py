# mypy: disable-error-code="empty-body"
"""Info commands and what is built on them."""

from __future__ import annotations

from typing import Any

from aerospike._command import info
from aerospike._errors import param_error
from aerospike._signatures import runs
from aerospike.digest import key_digest
from aerospike.key import Key, get_partition_id
from aerospike.types import AnyInfoPolicy

from .base import ClientBase

__all__ = ["InfoCommands"]


class InfoCommands(ClientBase):
    """``info_*``, ``truncate``, ``get_nodes``, ``get_node_names``, ``get_key_partition_id``."""

    @runs(info.info_all)
    def info_all(
        self, command: str, policy: AnyInfoPolicy | None = None
    ) -> dict[str, tuple[None, str | None]]:
        """Send an info command to every node.

        Args:
            command: an info command, for example ``"namespaces"``.
            policy: an info policy.

        Returns:
            A dictionary of node names to ``(None, response)``; the response lacks the command's
            echo.

        Raises:
            ParamError: *command* is not a string.
            InvalidRequest: a node does not know the command.

        Example:
            >>> [answer.strip() for _, answer in client.info_all("namespaces").values()]
            ['test']
        """

    def info_random_node(self, command: str, policy: AnyInfoPolicy | None = None) -> str:
        """Send an info command to any one node.

        Args:
            command: an info command.
            policy: an info policy.

        Returns:
            The response with the command's echo, separated by a tab, ended by a line feed.

        Raises:
            ParamError: *command* is not a string.
            InvalidRequest: the node does not know the command.

        Example:
            >>> client.info_random_node("namespaces").split()
            ['namespaces', 'test']
        """
        self._require_connection(".")
        converted = self._session.policies.get("info", policy)
        if not isinstance(command, str):
            raise param_error("Request should be a string.", f"not {command!r}")
        response: str = self._carry(info.ask_random(converted, command))
        return response

    def info_single_node(self, command: str, host: str, policy: AnyInfoPolicy | None = None) -> str:
        """Send an info command to one node.

        Args:
            command: an info command.
            host: the node's name, from :meth:`get_node_names`.
            policy: an info policy.

        Returns:
            The response with the command's echo, separated by a tab, ended by a line feed.

        Raises:
            ParamError: an argument is not a string, or no node has the name.
            InvalidRequest: the node does not know the command.

        Example:
            >>> name = client.get_node_names()[0]["node_name"]
            >>> client.info_single_node("namespaces", name).split()
            ['namespaces', 'test']
        """
        self._require_connection(".")
        converted = self._session.policies.get("info", policy)
        if not isinstance(host, str):
            raise param_error("Host must be a string.", f"not {host!r}")
        if not isinstance(command, str):
            if host not in dict(self._nodes()):
                raise param_error(f"Could not get node with name {host}.")
            raise param_error("Request should be a string.", f"not {command!r}")
        response: str = self._carry(info.ask_node(converted, command, host))
        return response

    @runs(info.truncate)
    def truncate(
        self, namespace: str, set: str | None, nanos: int, policy: AnyInfoPolicy | None = None
    ) -> int:
        """Delete the records of a namespace or set that were written before a moment.

        This is much faster than deleting them one by one; the server finishes in the background.

        Args:
            namespace: the namespace of the records.
            set: the set, or ``None`` for the whole namespace.
            nanos: nanoseconds since the Unix epoch, in the past; the server deletes records that
                were last updated before it. 0 deletes all.
            policy: an info policy.

        Returns:
            0

        Raises:
            ParamError: an argument has the wrong type, *nanos* is out of range, or a name has a
                character that separates parts of an info command: a control character, ``:``,
                ``;``, ``=`` or ``,``.
            InvalidRequest: *nanos* is in the future.

        Example:
            >>> client.truncate("test", "people", 0)
            0
        """

    def get_nodes(self) -> list[tuple[str, int]]:
        """The nodes of the cluster.

        Returns:
            A list of ``(address, port)``.

        Raises:
            ClusterError: the client is not connected.

        Example:
            >>> [address for address, port in client.get_nodes()]
            ['127.0.0.1']
        """
        return [info.split_address(address) for _, address in self._nodes()]

    def get_node_names(self) -> list[dict[str, Any]]:
        """The nodes of the cluster with their names.

        Returns:
            A list of ``{"address": ..., "port": ..., "node_name": ...}``.

        Raises:
            ClusterError: the client is not connected.

        Example:
            >>> [sorted(node) for node in client.get_node_names()]
            [['address', 'node_name', 'port']]
        """
        self._require_connection(".")
        nodes = []
        for name, text in self._nodes():
            address, port = info.split_address(text)
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

        Example:
            >>> client.get_key_partition_id("test", "people", "ada")
            996
        """
        if not isinstance(ns, str):
            raise param_error("Namespace should be a string.", f"not {ns!r}")
        if not isinstance(set, str):
            raise param_error("Set should be a string or unicode.", f"not {set!r}")
        if not isinstance(key, (str, int, bytearray)):
            raise param_error("Key is invalid.", repr(key))
        self._nodes()
        return get_partition_id(key_digest((ns, set, key)))

    @runs(info.key_node)
    def get_key_node_name(self, key: Key) -> str:
        """The node that has the master of a record's partition.

        The official package has no such method.

        Args:
            key: ``(namespace, set, user key)`` or ``(namespace, set, None, digest)``. The record
                does not have to exist.

        Returns:
            The node's name, as in :meth:`get_node_names`.

        Raises:
            ParamError: the key is invalid.
            NamespaceNotFound: the cluster has no such namespace.
            InvalidNodeError: no node has the partition at the moment.
            ClusterError: the client is not connected.

        Example:
            >>> name = client.get_key_node_name(key)
            >>> name in [node["node_name"] for node in client.get_node_names()]
            True
        """

    def _nodes(self) -> list[tuple[str, str]]:
        """Names and addresses; refused if the client is not connected."""
        nodes: list[tuple[str, str]] = self._carry(info.nodes())
        return nodes
