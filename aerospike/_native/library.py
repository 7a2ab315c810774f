"""Find, load and check the shared library.

Imported by the client classes only, and only when one of them is made: ``import aerospike``
works without the library.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from aerospike import log
from aerospike._errors import client_error
from aerospike._native.patience import in_slices, main_thread, patient
from aerospike._native.prototypes import ABI_VERSION, LONG_CALLS, PROTOTYPES, SLICED_CALLS
from aerospike._native.structures import as_error

__all__ = ["Call", "Library", "borrow", "load"]

VARIABLE = "AEROSPIKE_C_LIBRARY"
SCRIPT = "scripts/build_c_client.sh"
SUFFIXES = {"darwin": ".dylib", "win32": ".dll"}


class Library:
    """The functions of the shared library, as attributes with their prototypes bound."""

    def __init__(self, handle: ctypes.CDLL, path: Path) -> None:
        self.handle = handle
        self.path = path
        for name, (result, arguments) in PROTOTYPES.items():
            function = getattr(handle, name)
            function.restype = result
            function.argtypes = arguments
            if name in LONG_CALLS:
                function = patient(function, handle.bridge_call_abandon)
            elif name in SLICED_CALLS:
                function = in_slices(function, handle.bridge_batch_wait, handle.bridge_call_free)
            setattr(self, name, function)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"{self.path} exports no {name!r} that prototypes.py names")


_library: Library | None = None
_lock = threading.Lock()


def _after_fork() -> None:
    """In a child, the thread that was loading the library has stayed in the parent."""
    global _lock
    _lock = threading.Lock()
    if _library is not None:
        _library.bridge_set_main_thread(main_thread())


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def _fail(problem: str) -> NoReturn:
    raise client_error(
        f"{problem}. Build the library with {SCRIPT}, or set {VARIABLE} to the path of a "
        "prebuilt one.",
    )


def default_path() -> Path:
    """Where the wheel and the build script put the library."""
    suffix = SUFFIXES.get(sys.platform, ".so")
    return Path(__file__).with_name("libaerospike" + suffix)


def _open(path: Path) -> Library:
    if not path.is_file():
        _fail(f"The Aerospike shared library is missing: there is no {path}")
    try:
        handle = ctypes.CDLL(str(path))
    except OSError as problem:
        _fail(f"The Aerospike shared library {path} does not load: {problem}")
    try:
        version = handle.bridge_abi_version()
    except AttributeError:
        _fail(f"{path} is not the Aerospike library of this package")
    if version != ABI_VERSION:
        _fail(
            f"{path} has ABI version {version}, but this version of the package needs {ABI_VERSION}"
        )
    try:
        return Library(handle, path)
    except AttributeError as problem:
        _fail(f"{path} is not complete: {problem}")


def _identify(library: Library) -> None:
    """Tells servers and metrics which client this is."""
    from importlib import metadata

    try:
        version = metadata.version("aerospike").encode()
    except metadata.PackageNotFoundError:
        # A checkout of the source, which says no version.
        version = library.bridge_c_client_version()
    library.bridge_identify(version)


def load() -> Library:
    """The shared library, loaded on the first call.

    Raises:
        ClientError: the library is missing, does not load, or is of another version.
    """
    global _library
    if _library is None:
        with _lock:
            if _library is None:
                chosen = os.environ.get(VARIABLE)
                library = _open(Path(chosen) if chosen else default_path())
                _identify(library)
                library.bridge_set_main_thread(main_thread())
                log.attach(library.bridge_set_log, library.bridge_take_log)
                _library = library
    return _library


class _Reply(ctypes.Structure):
    """Mirrors ``buffer`` of native/bridge/buffer.h."""

    _fields_ = [
        ("data", ctypes.c_void_p),
        ("size", ctypes.c_size_t),
        ("capacity", ctypes.c_size_t),
        ("fixed", ctypes.c_void_p),
        ("fixed_capacity", ctypes.c_size_t),
        ("failed", ctypes.c_bool),
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
LENT = 16 * 1024
# Replies beyond this size are decoded where they are; smaller ones are copied. A copy so large
# would have malloc keep as much in every arena.
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
    """What a command borrows for its way through the bridge: room for an error and a reply.

    A call serves one command at a time: :func:`borrow` hands out one that nobody uses, so that
    a signal handler or a finalizer that runs a command of its own between a call's return and
    :meth:`take` gets another. ``address`` is what the bridge's functions take.
    """

    __slots__ = ("_free", "_lent", "_reply", "address", "error", "structure", "view")

    def __init__(self, library: Library) -> None:
        self._free: Callable[[int], None] = library.bridge_call_free
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

    def take(self, size: int) -> memoryview | bytes:
        """The reply of *size* bytes; to be read before the call is given back."""
        if size <= LENT:
            return self.view[:size]
        if size <= COPIED:
            reply = ctypes.string_at(self._reply.data, size)
            self._free(self.address)
            return reply
        # Freeing twice does no harm, should an exception pass before the call has new room.
        large = _LargeReply(self.structure, self._free)
        self._make_room()
        return large.view(size)

    def give_back(self) -> None:
        """Ends the use of the call and of what :meth:`take` has given."""
        _idle.append(self)

    def __del__(self) -> None:
        free = getattr(self, "_free", None)
        address = getattr(self, "address", None)
        if free is not None and address is not None:
            free(address)


# So many that all of them together hold less than 4 MB. Appending to and popping from a deque is
# atomic, with and without the GIL.
_idle: deque[Call] = deque(maxlen=3 * 1024 * 1024 // LENT)


def borrow() -> Call:
    """A call that nobody else uses."""
    try:
        return _idle.pop()
    except IndexError:
        return Call(load())
