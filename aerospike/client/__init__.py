"""The synchronous client: one mixin a topic."""

from __future__ import annotations

from typing import Any

from aerospike._signatures import needs_arguments, official_call, official_calls

from .admin import AdminCommands
from .batch import BatchCommands
from .connection import ConnectionCommands
from .expressions import ExpressionCommands
from .index import IndexCommands
from .info import InfoCommands
from .metrics import MetricsCommands
from .operate import OperateCommands
from .records import RecordCommands
from .transactions import TransactionCommands
from .udf import UdfCommands
from .walk import WalkCommands
from .xdr import XdrCommands

__all__ = ["Client", "client"]


@official_calls
class Client(
    ConnectionCommands,
    RecordCommands,
    OperateCommands,
    BatchCommands,
    UdfCommands,
    WalkCommands,
    IndexCommands,
    InfoCommands,
    ExpressionCommands,
    TransactionCommands,
    AdminCommands,
    XdrCommands,
    MetricsCommands,
):
    """A connection to an Aerospike cluster; safe to use from many threads.

    Args:
        config: see :class:`aerospike.types.ClientConfig`. ``hosts`` is required.

    Raises:
        ParamError: the configuration is invalid; the message names the key.
        ClientError: no node could be reached, or the shared library is missing.
    """

    @needs_arguments("No config argument")
    def __init__(self, config: Any) -> None:
        self._configure(config)
        self._connect()


@official_call
@needs_arguments("No config argument")
def client(config: Any) -> Client:
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
