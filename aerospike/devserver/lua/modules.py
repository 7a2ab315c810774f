"""The registered modules, and the Lua states in which they are loaded."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from .state import LuaState

__all__ = ["LANGUAGE", "Module", "Modules"]

LANGUAGE = "LUA"

_EXTENSION = ".lua"

# The most states of a module that are kept for later calls.
_MOST_IDLE = 10


class Module:
    """A module: the name of its file, its source, and the source as sent in base64."""

    def __init__(self, name: str, source: bytes, encoded: str) -> None:
        self.name = name
        self.source = source
        self.encoded = encoded

    @property
    def hash(self) -> str:
        """The hash in ``udf-list``: SHA-1 of the JSON by which servers exchange modules."""
        exchanged = {"content64": self.encoded, "type": LANGUAGE, "name": self.name}
        return hashlib.sha1(json.dumps(exchanged, ensure_ascii=False).encode()).hexdigest()


class Modules:
    """The registered modules by the names of their files."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._modules: dict[str, Module] = {}
        self._idle: dict[str, list[LuaState]] = {}

    def put(self, module: Module) -> None:
        """Registers a module; it replaces one with the same name."""
        with self._lock:
            self._modules[module.name] = module
            self._forget(module.name)

    def remove(self, name: str) -> None:
        """Removes a module if it is registered."""
        with self._lock:
            self._modules.pop(name, None)
            self._forget(name)

    def get(self, name: str) -> Module | None:
        """The module of a file."""
        return self._modules.get(name)

    def __iter__(self) -> Iterator[Module]:
        with self._lock:
            return iter(list(self._modules.values()))

    def source(self, name: str) -> bytes | None:
        """The source that ``require(name)`` loads, None if the module does not exist."""
        # Lua looks for names with dots in directories, which this module lacks.
        module = None if "." in name else self._modules.get(name + _EXTENSION)
        return None if module is None else module.source

    def clear(self) -> None:
        """Removes all modules."""
        with self._lock:
            self._modules.clear()
            self._idle.clear()

    def clear_states(self) -> None:
        """Discards the states in which modules are loaded."""
        with self._lock:
            self._idle.clear()

    def _forget(self, name: str) -> None:
        # A state in use is put back into this list later, which is then unreachable.
        self._idle.pop(name.removesuffix(_EXTENSION), None)

    @contextmanager
    def state(self, name: str) -> Iterator[LuaState | None]:
        """A Lua state in which a module is loaded, None if the module cannot be loaded.

        Args:
            name: the name of the module, without the extension of its file.

        Raises:
            ResultError: with UNSUPPORTED_FEATURE, Lua is not installed.
        """
        with self._lock:
            idle = self._idle.setdefault(name, [])
            state = idle.pop() if idle else None
        if state is None:
            state = LuaState(self.source)
            if not state.require(name):
                yield None
                return
        try:
            yield state
        finally:
            state.reset()
            with self._lock:
                if len(idle) < _MOST_IDLE:
                    idle.append(state)
