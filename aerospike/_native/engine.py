"""The owner of an asynchronous engine of the bridge.

The engine runs commands on an event loop of the C client, in a thread of its own. Nothing of Python
runs there.
"""

from __future__ import annotations

from typing import Any

from aerospike._errors import client_error
from aerospike._native.carrier import carrier
from aerospike._native.connection import Connection
from aerospike._native.library import Library
from aerospike._native.prototypes import ENGINE_FUNCTIONS
from aerospike._wire.requests import EMPTY
from aerospike._wire.values import unpack

__all__ = ["COALESCE_READS", "COALESCE_WRITES", "NUMBERS", "WAKE_FOR_MANY", "Engine", "start_loops"]

COALESCE_READS = 1
COALESCE_WRITES = 2
#: One wake-up for a part of the commands under way; the carrier also looks by itself.
WAKE_FOR_MANY = 4

NUMBERS = {name: number for number, name in enumerate(ENGINE_FUNCTIONS)}
"""The commands that an engine runs, with their numbers in a submission."""


def start_loops(library: Library, count: int) -> None:
    """Make the event loops of the C client, once for the process.

    Raises:
        ClientError: the loops could not be made.
    """
    if library.bridge_loops_start(count) != 0:
        raise client_error("The event loops of the C client could not be started")


class Engine:
    """A ``bridge_engine``: the asynchronous commands of one client.

    ``descriptor`` is readable when completions wait; -1 if the system has no such descriptor.
    """

    __slots__ = ("_carry", "_free", "_library", "_target", "connection", "descriptor")

    def __init__(self, connection: Connection, max_in_flight: int, flags: int) -> None:
        library = connection.library
        self.connection = connection
        self._library = library
        self._free = library.bridge_engine_free
        self._target: int = library.bridge_engine_new(connection.handle, max_in_flight, flags)
        if not self._target:
            raise MemoryError("no memory for an engine")
        self._carry = carrier(library, self._target)
        self.descriptor: int = library.bridge_engine_descriptor(self._target)

    def submit(self, requests: bytes) -> None:
        """Hand over commands: ``[token, number, request, …]``, packed.

        Raises:
            AerospikeError: the bridge has no memory, and has taken none of them.
        """
        self._carry(("bridge_engine_submit", requests, None, unpack, None, None, {}))

    def take(self) -> Any:
        """All completions that wait: ``[[token, value, …], [token, error, …]]``."""
        return self._carry(("bridge_engine_take", EMPTY, None, unpack, None, None, {}))

    def wait(self, milliseconds: int) -> bool:
        """Wait for completions; for a thread, if there is no descriptor."""
        return bool(self._library.bridge_engine_wait(self._target, milliseconds))

    def __del__(self) -> None:
        target = getattr(self, "_target", 0)
        if target:
            self._free(target)
