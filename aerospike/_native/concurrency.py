"""How the caller of a command waits for it: a client's kind of concurrency.

This is the usual kind. :mod:`aerospike._native.greenlets` has the one for gevent.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from aerospike._native.carrier import carrier

if TYPE_CHECKING:
    from aerospike._native.connection import Connection
    from aerospike._wire.requests import Carry

__all__ = ["THREADS", "Threads", "read_empty"]

Result = TypeVar("Result")

# More than a descriptor of the bridge ever has to read.
_ALL = 4096


def read_empty(descriptor: int) -> None:
    """Read a descriptor of the bridge empty, after it has woken a loop."""
    with contextlib.suppress(BlockingIOError):
        os.read(descriptor, _ALL)


class Threads:
    """A caller waits in its thread."""

    __slots__ = ()

    def prepare(self, connection: Connection) -> None:
        """Make ready what must be there before *connection* connects."""

    def client_carrier(self, connection: Connection) -> Carry:
        """The function that runs the commands of a client."""
        return self.carrier(connection, connection.handle)

    def carrier(self, connection: Connection, target: Any) -> Carry:
        """The function that runs the commands of a statement or stream."""
        return carrier(connection.library, target, connection.explain)

    def waiter(self, descriptor: Callable[[], int]) -> Callable[[float], None] | None:
        """What waits until a descriptor is readable, for some seconds; None if calls may block."""
        return None

    def wait_for(self, connection: Connection, function: Callable[[], Result]) -> Result:
        """The result of a function that may block, for *connection*."""
        return function()

    def sleep(self, seconds: float) -> None:
        """Wait for some time."""
        time.sleep(seconds)


THREADS = Threads()
