"""A client's life: configuration, connecting, closing."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, TypeVar

from aerospike import config as configuration
from aerospike._native.connection import Connection, share, unshare
from aerospike._native.library import load
from aerospike._native.metrics import Dispatcher

from .base import ClientBase

__all__ = ["ConnectionCommands"]

Self = TypeVar("Self", bound="ConnectionCommands")


class ConnectionCommands(ClientBase):
    """``connect``, ``close``, ``is_connected``, ``shm_key``, ``get_policies``."""

    _identity: Hashable | None = None

    def _configure(self, config: Any) -> None:
        connection = Connection(load())
        options = configuration.apply(config, connection.config_address, connection.library)
        self._config = dict(config)
        if options.metrics_listeners is not None:
            connection.listen(Dispatcher(connection.library, options.metrics_listeners))
        self._use(connection, options)

    def connect(self: Self, username: str | None = None, password: str | None = None) -> Self:
        """Connect to the cluster, where the client is not connected yet.

        Making a client connects it; this is for one that has been closed.

        Args:
            username: the user, where the server asks for one.
            password: the password.

        Returns:
            The client.

        Raises:
            ClientError: no node of the cluster could be reached.
            ParamError: the user or the password is empty or too long.
        """
        if self.is_connected():
            return self
        if isinstance(username, str) and isinstance(password, str):
            configuration.set_user(
                self._connection.config_address, username, password, self._native
            )
            self._config = {**self._config, "user": username, "password": password}
        self._connect()
        return self

    def _connect(self) -> None:
        identity = self._options.shared_identity
        if identity is not None and self._identity is None:
            self._identity = identity
            self._use(share(identity, self._connection), self._options)
        try:
            self._connection.connect()
        except BaseException:
            self._unshare()
            raise

    def _unshare(self) -> bool:
        """Whether the connection is nobody else's."""
        identity, self._identity = self._identity, None
        return identity is None or unshare(identity, self._connection)

    def close(self) -> None:
        """Close the connections to the cluster.

        Waits for commands that other threads have under way. Closing twice does nothing; so
        does closing a client that was inherited over a fork.
        """
        if self._unshare():
            self._connection.close()

    def is_connected(self) -> bool:
        """Whether the client is connected to the cluster."""
        return self._connection.is_connected()

    def shm_key(self) -> int | None:
        """The key of the shared memory segment for cluster tending.

        Returns:
            The key, or ``None`` where ``config["shm"]`` does not turn shared memory on.

        Raises:
            ClusterError: the client is not connected.
        """
        key: int | None = self._carry(self._native.bridge_client_shm_key)
        return key

    def get_policies(self) -> dict[str, dict[str, Any]]:
        """The policies that commands use where they are given none.

        Returns:
            Policy names (``read``, ``write``, ``batch`` …) to dictionaries of their values.
        """
        return self._policies.describe()
