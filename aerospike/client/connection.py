# mypy: disable-error-code="empty-body"
"""A client's life: configuration, connecting, closing."""

from __future__ import annotations

from typing import Any, TypeVar

from aerospike._command import info
from aerospike._errors import client_error, warn_outside
from aerospike._native.concurrency import THREADS, Threads
from aerospike._native.connection import Connection, SharedUse, closed_connection
from aerospike._native.library import load
from aerospike._native.metrics import Dispatcher
from aerospike._native.threads import is_patched
from aerospike._signatures import runs
from aerospike.config import configuration

from .base import ClientBase

__all__ = ["ConnectionCommands", "warn_if_patched"]

Self = TypeVar("Self", bound="ConnectionCommands")


class ConnectionCommands(ClientBase):
    """``connect``, ``close``, ``is_connected``, ``shm_key``, ``get_policies``."""

    #: The connection from the configuration. A client that shares a connection uses the shared one
    #: while it is connected.
    _own: Connection
    _shared: SharedUse | None = None

    def _configure(self, config: Any) -> None:
        connection = self._own = Connection(load())
        options = configuration.apply(config, connection.config_address, connection.library)
        self._config = dict(config)
        self._options = options
        connection.concurrency = _concurrency(options.concurrency)
        connection.hosts = self._config.get("hosts") or ()
        if options.metrics_listeners is not None:
            connection.listen(Dispatcher(connection.library, options.metrics_listeners))
        self._bind(connection)

    def connect(self: Self, username: str | None = None, password: str | None = None) -> Self:
        """Connect to the cluster, if the client is not connected yet.

        Making a client connects it; use this method for a client that was closed.

        Args:
            username: the user, if the server has users.
            password: the password of *username*.

        Returns:
            The client.

        Raises:
            ClientError: no node of the cluster could be reached.
            ParamError: the user or the password is empty or too long.

        Example:
            >>> client.close()
            >>> client.connect().is_connected()
            True
        """
        if self.is_connected():
            return self
        if isinstance(username, str) and isinstance(password, str):
            configuration.set_user(self._own.config_address, username, password, self._own.library)
            self._config = {**self._config, "user": username, "password": password}
        self._connect()
        return self

    def _connect(self) -> None:
        own = self._own
        own.concurrency.prepare(own)
        own.concurrency.wait_for(own, self._connect_own)

    def _connect_own(self) -> None:
        identity = self._options.shared_identity
        if identity is not None:
            self._shared = SharedUse(identity, self._own)
            self._bind(self._shared.connection)
        try:
            self._connection.connect()
        except BaseException:
            self._leave_shared()
            raise

    def _leave_shared(self) -> bool:
        """Ends the use of a shared connection; false if the client has none.

        After that, the client refuses commands as a closed one, even if other clients still use the
        connection.
        """
        shared, self._shared = self._shared, None
        if shared is None:
            return False
        closed = closed_connection()
        self._connection = closed
        self._carry = closed.carry
        shared.end()
        return True

    def close(self) -> None:
        """Close the connections to the cluster.

        It waits for commands that run in other threads. A connection that clients share stays open
        for the others. Closing twice does nothing. In a forked child, closing does not touch the
        parent's connections.

        Example:
            >>> client.close()
            >>> client.is_connected()
            False
        """
        self._own.concurrency.wait_for(self._own, self._close_connection)

    def _close_connection(self) -> None:
        if not self._leave_shared():
            self._connection.close()

    def _close_soon(self) -> None:
        """The same, but without a long wait for commands: they end by themselves."""
        if not self._leave_shared():
            self._connection.close_soon()

    def is_connected(self) -> bool:
        """Whether the client is connected to the cluster.

        Example:
            >>> client.is_connected()
            True
        """
        return self._wait_for(self._connection.is_connected)

    @runs(info.shm_key)
    def shm_key(self) -> int | None:
        """The key of the shared memory segment for cluster tending.

        Returns:
            The key, or ``None`` if ``config["shm"]`` does not turn shared memory on.

        Raises:
            ClusterError: the client is not connected.

        Example:
            >>> print(client.shm_key())
            None
        """

    def get_policies(self) -> dict[str, dict[str, Any]]:
        """The policies of commands that have no policy argument.

        Returns:
            A dictionary of policy names (``read``, ``write``, ``batch`` …) to dictionaries of their
            values.

        Example:
            >>> client.get_policies()["read"]["total_timeout"]
            1000
        """
        return self._session.policies.describe()


def _concurrency(kind: str | None) -> Threads:
    """How the callers of a client's commands wait."""
    if kind != "gevent":
        return THREADS
    try:
        from aerospike._native.greenlets import GREENLETS
    except ImportError as problem:
        raise client_error(
            'config["concurrency"] is "gevent", but gevent cannot be imported', str(problem)
        ) from problem
    return GREENLETS


_warned: set[type[Warning]] = set()


def warn_if_patched(concurrency: str | None) -> None:
    """Warn, once in each process, of a client that stops all greenlets."""
    if concurrency is None and not _warned and is_patched("socket"):
        _warned.add(RuntimeWarning)
        warn_outside(
            "gevent has patched this process, but a command of this client stops all greenlets; "
            'config["concurrency"] = "gevent" lets them run',
            RuntimeWarning,
        )
