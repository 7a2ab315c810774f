"""The modules that are registered, and the Lua states that have them loaded."""

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

# So many states of a module wait for the next call.
_MOST_IDLE = 10


class Module:
    """A module: the name of its file, its source, and the source in base64 as it was sent."""

    def __init__(self, name: str, source: bytes, encoded: str) -> None:
        self.name = name
        self.source = source
        self.encoded = encoded

    @property
    def hash(self) -> str:
        """What ``udf-list`` tells of the module: SHA-1 of what servers exchange about it."""
        exchanged = {"content64": self.encoded, "type": LANGUAGE, "name": self.name}
        return hashlib.sha1(json.dumps(exchanged, ensure_ascii=False).encode()).hexdigest()


class Modules:
    """The modules that are registered, by the names of their files."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._modules: dict[str, Module] = {}
        self._idle: dict[str, list[LuaState]] = {}

    def put(self, module: Module) -> None:
        """Registers a module, also in the place of one with its name."""
        with self._lock:
            self._modules[module.name] = module
            self._forget(module.name)

    def remove(self, name: str) -> None:
        """Forgets a module, if it is there."""
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
        """The source of what ``require(name)`` loads, None where there is no such module."""
        # Lua takes dots for the names of directories, and there are none.
        module = None if "." in name else self._modules.get(name + _EXTENSION)
        return None if module is None else module.source

    def clear_states(self) -> None:
        """Forgets the states that modules are loaded in."""
        with self._lock:
            self._idle.clear()

    def _forget(self, name: str) -> None:
        # States that run give themselves back to a list that nobody has any more.
        self._idle.pop(name.removesuffix(_EXTENSION), None)

    @contextmanager
    def state(self, name: str) -> Iterator[LuaState | None]:
        """A Lua state that has a module loaded, None where that cannot be loaded.

        Args:
            name: the name of the module, without the extension of its file.

        Raises:
            ResultError: with UNSUPPORTED_FEATURE, there is no Lua.
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
