"""The synchronous client: one mixin for each topic."""

from __future__ import annotations

from types import TracebackType
from typing import Any, TypeVar

from aerospike._errors import NotCopied, official_name
from aerospike._signatures import needs_arguments, official_call, official_calls
from aerospike.types import AnyConfig

from .admin import AdminCommands
from .batch import BatchCommands
from .connection import ConnectionCommands, warn_if_patched
from .expressions import ExpressionCommands
from .index import IndexCommands
from .info import InfoCommands
from .metrics import MetricsCommands
from .operate import OperateCommands
from .records import RecordCommands
from .statements import StatementCommands
from .transactions import TransactionCommands
from .udf import UdfCommands
from .xdr import XdrCommands

__all__ = ["Client", "client"]

Self = TypeVar("Self", bound="Client")


@official_calls
class Client(
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
    """A connection to an Aerospike cluster; safe to use from many threads.

    As a context manager it closes itself at the end of the block.

    Args:
        config: see :class:`aerospike.types.ClientConfig`. ``hosts`` is required.

    Raises:
        ParamError: the configuration is invalid; the message names the key.
        ClientError: no node could be reached, or the shared library is missing.
    """

    @needs_arguments("No config argument")
    def __init__(self, config: AnyConfig) -> None:
        self._configure(config)
        warn_if_patched(self._options.concurrency)
        self._connect()

    def __enter__(self: Self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        name = official_name(type(self))
        # It has no connection after __new__ alone, or if __init__ failed.
        if not hasattr(self, "_connection"):
            return f"<{name}: not connected>"
        # Show nothing else of the configuration, which may have a password.
        hosts = ", ".join(map(_host_text, self._config["hosts"]))
        state = "connected" if self.is_connected() else "closed"
        return f"<{name} of {hosts}: {state}>"


def _host_text(host: Any) -> str:
    if isinstance(host, str):
        return host
    address, port = host[:2]
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


@official_call
@needs_arguments("No config argument")
def client(config: AnyConfig) -> Client:
    """Make a client and connect it to the cluster.

    Args:
        config: see :class:`aerospike.types.ClientConfig`. ``hosts`` is required.

    Returns:
        The connected client.

    Raises:
        ParamError: the configuration is invalid; the message names the key.
        ClientError: no node could be reached, or the shared library is missing.
    """
    return Client(config)
