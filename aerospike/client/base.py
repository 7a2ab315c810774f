"""What the methods of a client have in common: its connection, its session and its carrier.

A method of a mixin describes a command, by a function of `aerospike._command`, and hands it to the
carrier.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from aerospike._command import info
from aerospike._command.session import Session
from aerospike._native.connection import Connection
from aerospike._native.errors import not_connected
from aerospike._wire.requests import Carry
from aerospike.config.options import ClientOptions
from aerospike.exception import ClusterError

__all__ = ["ClientBase"]

Result = TypeVar("Result")
Policy = Mapping[str, Any]
Meta = Mapping[str, Any]


class ClientBase:
    """The state of a client."""

    #: The configuration, for making an equal client.
    _config: dict[str, Any]
    _options: ClientOptions
    _connection: Connection
    _session: Session
    #: Runs a command and returns its result.
    _carry: Carry

    def _bind(self, connection: Connection) -> None:
        """Run commands on *connection* from now on."""
        self._connection = connection
        self._session = Session(connection.policy, self._options)
        self._carry = connection.concurrency.client_carrier(connection)

    def _wait_for(self, function: Callable[[], Result]) -> Result:
        """The result of a function that may block."""
        connection = self._connection
        return connection.concurrency.wait_for(connection, function)

    def _require_connection(self, end: str = "") -> None:
        """Refuse a call of a closed client before its arguments are checked.

        *end* is the end of the official package's message.
        """
        try:
            self._carry(info.nodes())
        except ClusterError as error:
            raise not_connected(end) from error
