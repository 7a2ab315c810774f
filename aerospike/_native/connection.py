"""The owner of a native client: its life from configuration to release."""

from __future__ import annotations

import os
import threading
from collections.abc import Hashable
from typing import Any

from .diagnosis import explain_connect
from .errors import error_from_call
from .library import Library, borrow
from .metrics import Dispatcher
from .policies import Structure, config_at
from .structures import as_policy_batch_read

__all__ = ["Connection", "share"]


class Connection:
    """A ``bridge_client``: a cluster with its sockets and threads.

    ``handle`` is the pointer as a number. The bridge guards it: a command on a closed client,
    or on one that a fork has copied, is refused and touches nothing.
    """

    __slots__ = (
        "_free",
        "_getpid",
        "_pid",
        "_users",
        "dispatcher",
        "handle",
        "library",
        "listeners",
    )

    def __init__(self, library: Library) -> None:
        self.library = library
        self.handle: int = library.bridge_client_new()
        if not self.handle:
            raise MemoryError("no memory for a client")
        self._free = library.bridge_client_free
        # Bound here, so that the finalizer still has it while the interpreter goes down.
        self._getpid = os.getpid
        self._pid = os.getpid()
        self._users = 0
        #: The metrics listeners of the configuration, and those that were used last.
        self.listeners: Dispatcher | None = None
        self.dispatcher: Dispatcher | None = None

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

    def connect(self) -> None:
        """Connects to the cluster; does nothing where that is done."""
        call = borrow()
        if self.library.bridge_client_connect(self.handle, call.address) < 0:
            raise explain_connect(error_from_call(call), self)
        call.give_back()

    def close(self) -> None:
        """Waits for the commands under way and closes the sockets. May be called twice."""
        call = borrow()
        if self.library.bridge_client_close(self.handle, call.address) < 0:
            raise error_from_call(call)
        call.give_back()
        if self.dispatcher is not None:
            self.dispatcher.settle_quietly()

    def is_connected(self) -> bool:
        """Whether the cluster has a node that answers."""
        connected: bool = self.library.bridge_client_is_connected(self.handle)
        return connected

    def __del__(self) -> None:
        handle = getattr(self, "handle", 0)
        if handle and self._getpid() == self._pid:
            self._free(handle)


_shared: dict[Hashable, Connection] = {}
_lock = threading.Lock()


def share(identity: Hashable, connection: Connection) -> Connection:
    """The connection that all clients of one *identity* use: *connection* if it is the first.

    Each caller ends its use with :func:`unshare`.
    """
    with _lock:
        shared = _shared.setdefault(identity, connection)
        shared._users += 1
        return shared


def unshare(identity: Hashable, connection: Connection) -> bool:
    """Ends one use of a shared connection; true when it was the last."""
    with _lock:
        connection._users -= 1
        if connection._users > 0:
            return False
        _shared.pop(identity, None)
        return True


def forget_shared() -> None:
    """A child of a fork starts without the connections of its parent."""
    global _lock
    _lock = threading.Lock()
    _shared.clear()


def _register(register: Any = getattr(os, "register_at_fork", None)) -> None:
    if register is not None:
        register(after_in_child=forget_shared)


_register()
