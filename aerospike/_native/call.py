"""The room that a command has for its error and its reply."""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable

from .collector import MIN_REPLY_SIZE
from .structures import as_error

__all__ = ["Call", "pool"]


class _Reply(ctypes.Structure):
    """Mirrors ``buffer`` of native/bridge/buffer.h."""

    _fields_ = [
        ("data", ctypes.c_void_p),
        ("size", ctypes.c_size_t),
        ("capacity", ctypes.c_size_t),
        ("fixed", ctypes.c_void_p),
        ("fixed_capacity", ctypes.c_size_t),
        ("failed", ctypes.c_bool),
        ("items", ctypes.c_bool),
    ]


class _CallStructure(ctypes.Structure):
    """Mirrors ``bridge_call`` of native/bridge/bridge.h."""

    _fields_ = [
        ("error", as_error),
        ("reply", _Reply),
        ("client", ctypes.c_void_p),
        ("state", ctypes.c_int),
        ("pending", ctypes.c_void_p),
    ]


# Replies up to this size need no memory of their own.
LENT = MIN_REPLY_SIZE
# Replies beyond this size are decoded where they are; smaller ones are copied. For a copy that
# large, malloc would keep as much memory in every arena.
COPIED = 64 * 1024


class _LargeReply:
    """Owns the structure that a large reply lies in, and frees it with the last view of it."""

    __slots__ = ("_address", "_free", "_structure")

    def __init__(self, structure: _CallStructure, free: Callable[[int], None]) -> None:
        self._structure = structure
        self._address = ctypes.addressof(structure)
        self._free = free

    def view(self, size: int) -> memoryview:
        reply = self._structure.reply
        # Capacities are powers of two, so that there are few of these types.
        block = (ctypes.c_char * reply.capacity).from_address(reply.data)
        block.owner = self
        return memoryview(block).cast("B")[:size]

    def __del__(self) -> None:
        self._free(self._address)


class Call:
    """Room for the error and the reply of one command: a ``bridge_call``.

    A command borrows a call from the pool and returns it, so that a signal handler or a finalizer
    that runs a command of its own meanwhile gets another one. ``address`` is what the bridge's
    functions take.
    """

    __slots__ = ("_free", "_lent", "_reply", "address", "error", "structure", "view")

    def __init__(self, free: Callable[[int], None]) -> None:
        self._free = free
        self._make_room()

    def _make_room(self) -> None:
        structure = _CallStructure()
        lent = ctypes.create_string_buffer(LENT)
        reply = structure.reply
        reply.data = reply.fixed = ctypes.addressof(lent)
        reply.capacity = reply.fixed_capacity = LENT
        address = ctypes.addressof(structure)
        # No exception of a signal handler comes between the two.
        self.structure = structure
        self.address = address
        self.error = structure.error
        self._lent = lent
        self._reply = reply
        #: The first bytes of a reply that is small enough to lie in our own memory.
        self.view = memoryview(lent).cast("B")

    def reply(self, size: int) -> memoryview | bytes:
        """The reply of *size* bytes; to be read before the call goes back to the pool."""
        if size <= LENT:
            return self.view[:size]
        if size <= COPIED:
            reply = ctypes.string_at(self._reply.data, size)
            self._free(self.address)
            return reply
        # Freeing twice does no harm, so an exception may pass before the call has new room.
        large = _LargeReply(self.structure, self._free)
        self._make_room()
        return large.view(size)

    def unread(self) -> int:
        """The size of the last reply, until :meth:`forget`."""
        size: int = self._reply.size
        return size

    def look(self, size: int) -> memoryview:
        """The reply of *size* bytes where it lies; to be read before :meth:`forget`."""
        if size <= LENT:
            return self.view[:size]
        reply = self._reply
        block = (ctypes.c_char * reply.capacity).from_address(reply.data)
        return memoryview(block).cast("B")[:size]

    def forget(self) -> None:
        """The reply has been read."""
        if self._reply.size > LENT:
            self._free(self.address)
        self._reply.size = 0

    def __del__(self) -> None:
        free = getattr(self, "_free", None)
        address = getattr(self, "address", None)
        if free is not None and address is not None:
            free(address)


# So many calls hold less than 4 MB together. Appending to and popping from a deque is atomic, with
# and without the interpreter's lock.
pool: deque[Call] = deque(maxlen=3 * 1024 * 1024 // LENT)
"""The calls that no command uses."""
