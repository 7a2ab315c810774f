"""The asynchronous client."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, TypeVar

from aerospike._errors import NotCopied, client_error, param_error
from aerospike._native.engine import (
    COALESCE_READS,
    COALESCE_WRITES,
    Engine,
    start_loops,
)
from aerospike._native.errors import not_connected
from aerospike._wire.requests import Command
from aerospike.aio.admin import AdminCommands
from aerospike.aio.batch import BatchCommands
from aerospike.aio.carrier import MANY, LoopCarrier
from aerospike.aio.connection import ConnectionCommands
from aerospike.aio.expressions import ExpressionCommands
from aerospike.aio.index import IndexCommands
from aerospike.aio.info import InfoCommands
from aerospike.aio.metrics import MetricsCommands
from aerospike.aio.operate import OperateCommands
from aerospike.aio.records import RecordCommands
from aerospike.aio.reply import Reply
from aerospike.aio.statements import StatementCommands
from aerospike.aio.transactions import TransactionCommands
from aerospike.aio.udf import UdfCommands
from aerospike.aio.xdr import XdrCommands
from aerospike.client import Client
from aerospike.types import AnyConfig

__all__ = ["AsyncClient", "client", "connect"]

Self = TypeVar("Self", bound="AsyncClient")

# The defaults of config["aio"].
_OPTIONS: dict[str, Any] = {
    "loops": 1,
    "max_in_flight": 0,
    "coalesce": False,
    "coalesce_writes": False,
    "threads": 8,
}


class AsyncClient(
    ConnectionCommands,
    RecordCommands,
    OperateCommands,
    BatchCommands,
    UdfCommands,
    StatementCommands,
    IndexCommands,
    InfoCommands,
    ExpressionCommands,
    TransactionCommands,
    AdminCommands,
    XdrCommands,
    MetricsCommands,
    NotCopied,
):
    """A connection to an Aerospike cluster, for coroutines.

    It has the methods of :class:`aerospike.Client`, with the same arguments and results. Those that
    wait for a server are awaited. A client belongs to the event loop in which it has connected.

    A new client is not connected yet: see :func:`connect` and :func:`client`.

    Args:
        config: see :class:`aerospike.types.ClientConfig`. ``hosts`` is required. ``config["aio"]``
            has the options of asynchronous clients.

    Raises:
        ParamError: the configuration is invalid; the message names the key.
        ClientError: the shared library is missing.
    """

    _carrier: LoopCarrier | None = None

    def __init__(self, config: AnyConfig) -> None:
        self._aio = _options(config)
        blocking = self._blocking = Client.__new__(Client)
        blocking._configure(config)
        blocking._connection.limit_asynchronous_connections()
        self._session = blocking._session
        self._carry = self._refuse
        self._process = os.getpid()
        self._renew_threads()

    def __repr__(self) -> str:
        return repr(self._blocking).replace("Client", "aio.AsyncClient", 1)

    async def connect(self: Self, username: str | None = None, password: str | None = None) -> Self:
        """Connect to the cluster, in the running event loop.

        Args:
            username: the user, if the server has users.
            password: the password.

        Returns:
            The client.

        Raises:
            ClientError: no node of the cluster could be reached.
            ParamError: the user or the password is empty or too long.
        """
        self._leave_parent()
        blocking = self._blocking
        start_loops(blocking._connection.library, self._aio["loops"])
        await self._in_any_thread(blocking.connect, username, password)
        self._attach()
        return self

    def _attach(self) -> None:
        """Run commands on the running event loop from now on."""
        blocking = self._blocking
        self._session = blocking._session
        connection = blocking._connection
        loop = asyncio.get_running_loop()
        if self._carrier is not None and self._carrier.loop is loop:
            return
        flags = COALESCE_READS if self._aio["coalesce"] else 0
        flags |= COALESCE_WRITES if self._aio["coalesce_writes"] else 0
        limit = self._aio["max_in_flight"] or self._connections()
        engine = Engine(connection, limit, many=MANY, flags=flags)
        carrier = self._carrier = LoopCarrier(engine, loop, connection.explain, self._refuse)
        self._carry = carrier.carry

    def _leave_parent(self) -> bool:
        """In a child of a fork, forget what runs only in the parent: engine, loop and threads."""
        process = os.getpid()
        if process == self._process:
            return False
        self._process = process
        self._carrier = None
        self._carry = self._refuse
        self._renew_threads()
        return True

    def _renew_threads(self) -> None:
        """Threads start only when there is work for them."""
        self._threads = ThreadPoolExecutor(self._aio["threads"], "aerospike-aio")

    def _connections(self) -> int:
        """How many connections the client may have to all nodes that it knows."""
        nodes = len(self._blocking.get_nodes()) if self._blocking.is_connected() else 1
        return nodes * self._blocking._connection.asynchronous_connections

    def _refuse(self, command: Command) -> Reply:
        """Raise why a command cannot run; in a forked child, run it on the child's loop."""
        if self._carrier is None:
            reply = Reply(loop=asyncio.get_running_loop())
            reply.set_exception(not_connected())
            return reply
        self._enter()
        return self._carry(command)

    def _enter(self) -> None:
        carrier = self._carrier
        loop = asyncio.get_running_loop()
        if self._leave_parent():
            if carrier is not None:
                start_loops(self._blocking._connection.library, self._aio["loops"])
                self._attach()
        elif carrier is not None and carrier.loop is not loop:
            raise client_error(
                "The client belongs to another event loop",
                "a client works in the loop in which it has connected; connect one in this loop",
            )

    async def close(self) -> None:
        """Close the connections to the cluster, after the commands that somebody awaits.

        A command whose await was cancelled runs to its end, and closing does not wait for it.
        """
        await self._close(self._carrier is not None)

    async def _close(self, wait: bool) -> None:
        try:
            await self._close_connection(wait)
        finally:
            # Calls in these threads run to their end. A closed client may connect again.
            self._threads.shutdown(wait=False)
            self._renew_threads()

    async def _close_connection(self, wait: bool) -> None:
        self._leave_parent()
        carrier, self._carrier = self._carrier, None
        self._carry = self._refuse
        if carrier is None:
            await self._in_any_thread(self._blocking.close)
            return
        try:
            if wait:
                await carrier.settle()
            await self._in_any_thread(
                self._blocking._close_soon if carrier.is_busy() else self._blocking.close
            )
        finally:
            carrier.stop()

    async def __aenter__(self: Self) -> Self:
        if self._carrier is None:
            await self.connect()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # A cancelled task must not wait any longer.
        await self._close(wait=not isinstance(error, asyncio.CancelledError))

    def __await__(self: Self) -> Generator[Any, None, Self]:
        return self.connect().__await__()


def _options(config: Any) -> dict[str, Any]:
    """The options of ``config["aio"]``, over their defaults.

    Raises:
        ParamError: an option is unknown or has the wrong type.
    """
    given = config.get("aio") if isinstance(config, dict) else None
    if given is None:
        return dict(_OPTIONS)
    if not isinstance(given, Mapping):
        raise param_error('config["aio"] must be a dict', f"not {given!r}")
    for name, value in given.items():
        default = _OPTIONS.get(name)
        if default is None:
            raise param_error(f'"{name}" is an invalid key of config["aio"]')
        if type(value) is not type(default):
            raise param_error(
                f'config["aio"]["{name}"] must be {type(default).__name__}', f"not {value!r}"
            )
        if (type(value) is int and not (name == "max_in_flight" or value > 0)) or value < 0:
            raise param_error(f'config["aio"]["{name}"] is out of range', f"{value!r}")
    return {**_OPTIONS, **given}


def client(config: AnyConfig) -> AsyncClient:
    """An asynchronous client for ``async with``, which connects and closes it.

    Args:
        config: see :class:`AsyncClient`.

    Raises:
        ParamError: the configuration is invalid; the message names the key.
    """
    return AsyncClient(config)


async def connect(config: AnyConfig) -> AsyncClient:
    """Make an asynchronous client and connect it.

    Args:
        config: see :class:`AsyncClient`.

    Returns:
        The connected client. Close it when you are done.

    Raises:
        ParamError: the configuration is invalid; the message names the key.
        ClientError: no node could be reached.
    """
    return await AsyncClient(config).connect()
