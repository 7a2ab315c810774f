"""The owner of a native client: its life from configuration to release."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import Any
from weakref import WeakSet

from aerospike._native.carrier import carrier
from aerospike._native.concurrency import THREADS, Threads
from aerospike._native.diagnosis import EXPLAINED, explain_command, explain_connect
from aerospike._native.library import Library, load
from aerospike._native.metrics import Dispatcher
from aerospike._native.policies import Structure, config_at
from aerospike._native.structures import as_policy_batch_read
from aerospike._native.threads import allocate_lock
from aerospike._wire.requests import Carry, command
from aerospike.exception import AerospikeError

__all__ = ["Connection", "SharedUse", "closed_connection"]


class Connection:
    """A ``bridge_client``: a cluster with its sockets and threads.

    ``handle`` is the pointer as a number. The bridge guards it: a command on a closed client is
    refused. In a forked child, the first command connects again with the same configuration.
    """

    __slots__ = (
        "__weakref__",
        "_free",
        "carry",
        "concurrency",
        "dispatcher",
        "handle",
        "hosts",
        "library",
        "listeners",
        "users",
    )

    def __init__(self, library: Library) -> None:
        self.library = library
        #: The hosts that the user has configured; errors name them.
        self.hosts: Sequence[Any] = ()
        # Bound here, so that the finalizer still has it while the interpreter goes down.
        self._free = library.bridge_client_free
        self.handle: int = library.bridge_client_new()
        if not self.handle:
            raise MemoryError("no memory for a client")
        #: How the callers of commands wait.
        self.concurrency: Threads = THREADS
        #: Runs a command on the client, and blocks.
        self.carry: Carry = carrier(library, self.handle)
        #: The metrics listeners of the configuration, and those that were used last.
        self.listeners: Dispatcher | None = None
        self.dispatcher: Dispatcher | None = None
        #: The uses of a connection that clients share.
        self.users: set[_Use] = set()

    @property
    def config_address(self) -> int:
        """Where the C client's configuration is."""
        address: int = self.library.bridge_client_config(self.handle)
        return address

    def policy(self, kind: str) -> Structure:
        """The C client's own policy of a kind, live."""
        policies = config_at(self.config_address).policies
        structure: Structure = getattr(policies, kind, None) or as_policy_batch_read()
        return structure

    def limit_asynchronous_connections(self) -> None:
        """Let the C client's event loops have as many connections as its threads may have."""
        native = config_at(self.config_address)
        native.async_max_conns_per_node = native.max_conns_per_node

    @property
    def asynchronous_connections(self) -> int:
        """How many connections to a node the C client's event loops may have."""
        number: int = config_at(self.config_address).async_max_conns_per_node
        return number

    @property
    def lua_path(self) -> str:
        """The directory of the modules of the client's own Lua."""
        path: bytes = config_at(self.config_address).lua.user_path
        return os.fsdecode(path)

    def listen(self, dispatcher: Dispatcher) -> None:
        """Makes *dispatcher*'s the metrics listeners of the configuration."""
        self.listeners = self.dispatcher = dispatcher
        self.library.bridge_client_listen(self.handle, dispatcher.handle)
        dispatcher.start()
        _listening.add(self)

    def connect(self) -> None:
        """Connects to the cluster; does nothing if that is done."""
        try:
            self.carry(command("bridge_client_connect"))
        except AerospikeError as error:
            explain_connect(error, self)
            raise

    def close(self) -> None:
        """Waits for the running commands and closes the sockets. May be called twice."""
        self.carry(command("bridge_client_close"))
        if self.dispatcher is not None:
            self.dispatcher.settle_quietly()

    def close_soon(self) -> None:
        """The same for a finalizer: it waits only briefly and never raises."""
        self.library.bridge_client_close_soon(self.handle)

    def is_connected(self) -> bool:
        """Whether the cluster has a node that answers."""
        connected: bool = self.carry(command("bridge_client_is_connected"))
        return connected

    def explain(self, error: AerospikeError) -> None:
        """Give an error of a command its detail, if this module can add something."""
        if error.code in EXPLAINED:
            explain_command(error, self)

    def __del__(self) -> None:
        handle = getattr(self, "handle", 0)
        if handle:
            self._free(handle)


@lru_cache(1)
def closed_connection() -> Connection:
    """A connection that is never connected, for a client that has left a shared one."""
    return Connection(load())


class _Registry:
    """The connections that clients share, by identity."""

    __slots__ = ("_connections", "_dropped", "_lock")

    def __init__(self) -> None:
        self._connections: dict[Hashable, Connection] = {}
        #: Uses whose objects have died and that are still to be counted.
        self._dropped: deque[_Use] = deque()
        self._lock = allocate_lock()

    def after_fork(self) -> None:
        self._lock = allocate_lock()

    def begin(self, use: _Use, own: Connection) -> Connection:
        with self._lock:
            use.connection = self._connections.setdefault(use.identity, own)
            use.connection.users.add(use)
        self._end_dropped()
        return use.connection

    def end(self, use: _Use) -> None:
        with self._lock:
            if self._was_last(use):
                use.connection.close()
        self._end_dropped()

    def drop(self, use: _Use) -> None:
        """The same for a finalizer, which may run while its own thread holds the lock."""
        self._dropped.append(use)
        self._end_dropped()

    def _end_dropped(self) -> None:
        while self._dropped and self._lock.acquire(blocking=False):
            try:
                use = self._dropped.popleft()
                if self._was_last(use):
                    use.connection.close_soon()
            except IndexError:
                pass
            finally:
                self._lock.release()

    def _was_last(self, use: _Use) -> bool:
        users = use.connection.users
        if use not in users:
            return False
        users.remove(use)
        if users:
            return False
        if self._connections.get(use.identity) is use.connection:
            del self._connections[use.identity]
        return True


class _Use:
    """The count of a shared connection's uses."""

    __slots__ = ("connection", "identity")

    connection: Connection

    def __init__(self, identity: Hashable) -> None:
        self.identity = identity


class SharedUse:
    """One client's use of the connection that all clients of one identity share.

    It begins when it is made, with *own* as the connection if the client is the first, and ends
    once: by :meth:`end` or with the object. The last end closes the connection.
    """

    __slots__ = ("_registry", "_use", "connection")

    def __init__(self, identity: Hashable, own: Connection) -> None:
        self._registry = _registry
        self._use = _Use(identity)
        self.connection = _registry.begin(self._use, own)

    def end(self) -> None:
        """Ends the use and, if it is the last, closes the connection."""
        self._registry.end(self._use)

    def __del__(self) -> None:
        use: _Use | None = getattr(self, "_use", None)
        if use is not None and hasattr(use, "connection"):
            self._registry.drop(use)


_registry = _Registry()
#: The connections whose configuration has metrics listeners.
_listening: WeakSet[Connection] = WeakSet()


def _after_fork() -> None:
    _registry.after_fork()
    for connection in _listening:
        if connection.listeners is not None:
            connection.listeners.start()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
