"""Find, load and check the shared library.

Imported by the client classes only, and only when one of them is made: ``import aerospike``
works without the library.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, cast

from aerospike._errors import client_error
from aerospike._native.patience import main_thread
from aerospike._native.prototypes import (
    ABI_VERSION,
    COMMAND_ARGUMENTS,
    COMMAND_RESULT,
    COMMANDS,
    PROTOTYPES,
)
from aerospike._native.threads import allocate_lock
from aerospike._version import __version__

__all__ = ["Library", "load", "when_loaded"]

VARIABLE = "AEROSPIKE_C_LIBRARY"
SCRIPT = "scripts/build_c_client.sh"
SUFFIXES = {"darwin": ".dylib", "win32": ".dll"}


class Library:
    """The functions of the shared library.

    Those of `PROTOTYPES` are attributes. ``commands`` has the commands by name; a carrier runs
    them.
    """

    def __init__(self, handle: ctypes.CDLL, path: Path) -> None:
        self.handle = handle
        self.path = path
        self.commands = {
            name: _bind(handle, name, COMMAND_RESULT, COMMAND_ARGUMENTS) for name in COMMANDS
        }
        for name, (result, arguments) in PROTOTYPES.items():
            setattr(self, name, _bind(handle, name, result, arguments))

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"{self.path} exports no {name!r} that prototypes.py names")


def _bind(
    handle: ctypes.CDLL, name: str, result: Any, arguments: tuple[Any, ...]
) -> Callable[..., Any]:
    function: Any = getattr(handle, name)
    function.restype = result
    function.argtypes = arguments
    return cast("Callable[..., Any]", function)


_library: Library | None = None
#: Functions to call with the library as soon as it is loaded.
_waiting: list[Callable[[Library], None]] = []
_lock = allocate_lock()


def _after_fork() -> None:
    """In a child, the thread that was loading the library is missing."""
    global _lock
    _lock = allocate_lock()
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
    """The place of the library in the wheel and after the build script."""
    suffix = SUFFIXES.get(sys.platform, ".so")
    return Path(__file__).with_name("libaerospike" + suffix)


def _open(path: Path) -> Library:
    if not path.is_file():
        _fail(f"The Aerospike shared library is missing: {path} does not exist")
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
    """Names this client for servers and metrics."""
    library.bridge_identify(__version__.encode())


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
                for tell in _waiting:
                    tell(library)
                _library = library
    return _library


def when_loaded(tell: Callable[[Library], None]) -> None:
    """Call *tell* with the library when it is loaded, or now if it is."""
    with _lock:
        _waiting.append(tell)
        if _library is not None:
            tell(_library)
