"""A Lua state with Aerospike's interface: the connection between Lua and Python.

The Lua files of this package define the interface. Values go through :meth:`LuaState.to_lua` and
:meth:`LuaState.from_lua`; strings are bytes on both sides.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from ..errors import Result, ResultError
from ..model.record import Record
from ..model.values import Blob, Geo, Hll, ListValue, MapValue, Order, Particle, Str, Value
from ..model.values import sort_key as value_sort_key
from ..model.wire import pack
from .record import NO_VALUE, UdfRecord

__all__ = ["TIME_LIMIT", "LuaState", "check_module"]

log = logging.getLogger("aerospike.devserver.udf")

TIME_LIMIT = 1.0
"""Seconds that a function may run: the server's limit for any command."""

MEMORY_LIMIT = 256 * 1024 * 1024
"""Bytes of memory that a Lua state may use."""

MAX_DEPTH = 20_000
"""How deep lists and maps of a function may be nested. One that contains itself has no end."""

USER_PATH = "/opt/aerospike/usr/udf/lua"
"""The directory that error messages name."""

_NO_LUA = "user-defined functions need Lua: pip install lupa"

_FILES = ("objects", "bytes", "containers", "records", "streams", "sandbox")

_LEVELS = (logging.CRITICAL, logging.WARNING, logging.INFO, logging.DEBUG)


@cache
def _chunks() -> tuple[tuple[bytes, bytes], ...]:
    """The interface's Lua files: names and contents."""
    directory = Path(__file__).parent
    return tuple(
        (f"{name}.lua".encode(), (directory / f"{name}.lua").read_bytes()) for name in _FILES
    )


def _no_attribute(owner: object, name: object, is_setting: bool) -> object:
    """Hides the attributes of Python objects from Lua."""
    raise AttributeError(name)


def _new_runtime() -> Any:
    try:
        from lupa import lua54
    except ImportError:
        log.warning(_NO_LUA)
        raise ResultError(Result.UNSUPPORTED_FEATURE, _NO_LUA) from None
    return lua54.LuaRuntime(
        encoding=None,
        unpack_returned_tuples=True,
        register_eval=False,
        register_builtins=False,
        attribute_filter=_no_attribute,
        max_memory=MEMORY_LIMIT,
    )


class LuaState:
    """A Lua state.

    Args:
        source: returns the source of the module with a name, or None.

    Raises:
        ResultError: with UNSUPPORTED_FEATURE, Lua is not installed.
    """

    def __init__(self, source: Callable[[str], bytes | None]) -> None:
        self._source = source
        self._record = UdfRecord(b"", None)
        self._deadline = 0.0
        lua = self._lua = _new_runtime()
        names = lua.globals()
        self._api = lua.table()
        self._api[b"host"] = lua.table_from(
            {name.encode(): function for name, function in self._host().items()}
        )
        load = names[b"load"]
        for name, content in _chunks():
            load(content, name, b"t")(self._api)

    def _host(self) -> dict[str, Callable[..., Any]]:
        """The functions that Lua can call, by name."""
        return {
            "source": self._find_source,
            "log": self._log,
            "now": lambda: int(time.time() * 1000),
            "is_late": lambda: time.monotonic() > self._deadline,
            "packed_size": lambda value: len(pack(self.from_lua(value))),
            "is_open": lambda: self._record.record is not None,
            "is_writable": lambda: self._record.is_writable,
            "get": lambda name: self.to_lua(self._record.get(name)),
            "prepare": lambda: self._record.prepare(),
            "update": lambda: self._record.update(),
            "fail": lambda code: self._record.fail(code),
            "create": lambda: self._record.create(),
            "discard": lambda: self._record.discard(),
            "set_bin": self._set_bin,
            "remove_bin": lambda name: self._record.open().remove_bin(name),
            "bin_names": lambda: tuple(self._record.open().bins),
            "numbins": lambda: self._about(lambda stored: len(stored.bins)),
            "ttl": lambda: self._record.remaining_ttl(),
            "gen": lambda: self._about(lambda stored: stored.generation),
            "record_size": lambda: self._about(lambda stored: stored.stored_size),
            "device_size": lambda: 0,
            "last_update_time": lambda: self._about(lambda stored: stored.last_update),
            "digest": lambda: self.to_lua(Blob(self._record.digest)),
            "key": lambda: self.to_lua(self._record.stored_key()),
            "setname": self._set_name,
            "set_ttl": self._set_ttl,
            "drop_key": self._drop_key,
        }

    def _about(self, tell: Callable[[Record], int]) -> int:
        """A number of the record, 0 if the record does not exist."""
        stored = self._record.record
        return 0 if stored is None else tell(stored)

    def _find_source(self, name: bytes) -> tuple[bytes | None, bytes]:
        """The source of a module or None, and the name of its file."""
        source = self._source(name.decode("utf-8", "replace"))
        return source, USER_PATH.encode() + b"/" + name.replace(b".", b"/") + b".lua"

    @staticmethod
    def _log(level: int, file: bytes, line: int, message: bytes) -> None:
        log.log(
            _LEVELS[max(0, min(level, len(_LEVELS) - 1))],
            "(%s:%d) %s",
            file.decode("utf-8", "replace"),
            line,
            message.decode("utf-8", "replace"),
        )

    def _set_bin(self, name: bytes, value: Any) -> int:
        try:
            return self._record.set_bin(name, self.from_lua(value))
        except ResultError as error:
            return error.code

    def _set_name(self) -> bytes | None:
        stored = self._record.record
        return None if stored is None else stored.set_name or None

    def _set_ttl(self, ttl: int) -> None:
        if self._record.is_writable:
            self._record.ttl = ttl

    def _drop_key(self) -> None:
        stored = self._record.record
        if stored is not None and self._record.is_writable:
            stored.key = None

    def to_lua(self, value: Value) -> Any:
        """Converts a value of the server to one of Lua.

        Raises:
            ValueError: a map has a key that maps cannot have.
        """
        container: Value = None
        parts: Iterator[Value] = iter((value,))
        made: list[Any] = []
        outer: list[tuple[Value, Iterator[Value], list[Any]]] = []
        while True:
            for part in parts:
                if isinstance(part, (ListValue, MapValue)):
                    outer.append((container, parts, made))
                    container, made = part, []
                    parts = (
                        iter(part)
                        if isinstance(part, ListValue)
                        else chain.from_iterable(part.pairs)
                    )
                    break
                made.append(self._scalar_to_lua(part))
            else:
                if not outer:
                    return made[0]
                item = self._container_to_lua(container, made)
                container, parts, made = outer.pop()
                made.append(item)

    def _scalar_to_lua(self, value: Value) -> Any:
        converter = _TO_LUA.get(type(value))
        if converter is None:
            return value if isinstance(value, (bool, int, float)) else None
        name, particle = converter
        if not name:
            return bytes(value)
        return self._api[name](bytes(value), particle or value.particle)

    def _container_to_lua(self, container: ListValue | MapValue, parts: list[Any]) -> Any:
        """Converts a list or map whose parts are converted already."""
        table, size, flags = self._lua.table, len(container), container.flags
        if isinstance(container, ListValue):
            return self._api[b"new_list"](table(*parts), size, flags)
        made = self._api[b"new_map"](table(*parts[::2]), table(*parts[1::2]), size, flags)
        if made is None:
            raise ValueError("a map has a key that maps cannot have")
        return made

    def from_lua(self, value: Any) -> Value:
        """Converts a value of Lua to one of the server; ``NO_VALUE`` if that is not possible.

        Raises:
            ResultError: with SERVER, containers are nested too deeply, or one contains itself.
        """
        kind, flags, parts = b"", 0, iter((value,))
        made: list[Value] = []
        outer: list[tuple[bytes, int, Iterator[Any], list[Value]]] = []
        while True:
            for part in parts:
                if part is None or isinstance(part, (bool, int, float)):
                    made.append(part)
                    continue
                if isinstance(part, bytes):
                    made.append(Str(until_zero(part)))
                    continue
                part_kind, part_flags, *content = self._api[b"describe"](part)
                if part_kind not in _CONTAINERS:
                    made.append(_object(part_kind, part_flags, content))
                    continue
                if len(outer) >= MAX_DEPTH:
                    raise ResultError(Result.SERVER, "a value is nested too deeply")
                kept = Order.ORDERED if outer and part_kind == b"list" else _KEPT_FLAGS
                outer.append((kind, flags, parts, made))
                kind, flags, parts, made = part_kind, part_flags & kept, iter(content), []
                break
            else:
                if not outer:
                    return made[0]
                item = _CONTAINERS[kind](made, flags)
                kind, flags, parts, made = outer.pop()
                made.append(item)

    def require(self, name: str) -> bool:
        """Loads a module; returns whether it could be loaded."""
        self._begin()
        loaded, problem, *_ = self._returned(self._api[b"require"](name.encode()))
        if not loaded:
            log.warning("cannot load the module %s: %s", name, problem)
        return bool(loaded)

    def validate(self, source: bytes, name: str) -> bytes | None:
        """Compiles and runs a module; returns the error, if any."""
        self._begin()
        valid, problem, *_ = self._returned(self._api[b"validate"](source, name.encode()))
        return None if valid else problem

    def apply(
        self, function: bytes, record: UdfRecord, arguments: Iterable[Value]
    ) -> tuple[bool, Value]:
        """Calls a function of the module on a record.

        Returns:
            Whether it succeeded, and its result or its error.
        """
        self._begin(record)
        passed = self._arguments(arguments)
        made = self._api[b"new_record"]()
        went_well, result, *_ = self._returned(
            self._api[b"run"](until_zero(function), made, *passed)
        )
        return went_well, self.from_lua(result)

    def stream(
        self, function: bytes, arguments: Iterable[Value], records: Iterable[Record]
    ) -> Iterator[Value]:
        """Yields the values that a stream function of the module makes of records.

        Raises:
            ResultError: with UDF_EXECUTION, the function fails.
        """
        remaining = iter(records)
        made = self._api[b"new_record"]()
        clear = self._api[b"clear"]

        def read() -> Any:
            for record in remaining:
                self._begin(UdfRecord(record.digest, record, is_writable=False))
                clear(made)
                return made
            return None

        self._begin()
        passed = self._arguments(arguments)
        went_well, following, *_ = self._returned(
            self._api[b"stream"](until_zero(function), read, *passed)
        )
        while went_well:
            self._deadline = time.monotonic() + TIME_LIMIT
            went_well, value, *there = self._returned(following())
            if not went_well:
                following = value
            elif not there or not there[0]:
                return
            else:
                yield self.from_lua(value)
        raise ResultError(Result.UDF_EXECUTION, following.decode("utf-8", "replace"))

    def reset(self) -> None:
        """Releases the record of the last call."""
        self._record = UdfRecord(b"", None)

    def _begin(self, record: UdfRecord | None = None) -> None:
        self._deadline = time.monotonic() + TIME_LIMIT
        if record is not None:
            self._record = record

    def _arguments(self, arguments: Iterable[Value]) -> list[Any]:
        try:
            return [self.to_lua(argument) for argument in arguments]
        except ValueError:
            # The server cannot read such arguments, and calls the function without any.
            return []

    @staticmethod
    def _returned(result: Any) -> tuple[Any, ...]:
        """The values that a Lua function has returned, at least two."""
        values = result if isinstance(result, tuple) else (result,)
        return (*values, None)


def until_zero(text: bytes) -> bytes:
    """Text up to the first zero byte, as in C."""
    return text.partition(b"\0")[0]


def check_module(source: bytes, name: str, find: Callable[[str], bytes | None]) -> bytes | None:
    """Compiles and runs a module; returns the error, if any.

    Args:
        source: its source.
        name: the name of its file.
        find: returns the source of the module with a name, or None.

    Raises:
        ResultError: with UNSUPPORTED_FEATURE, Lua is not installed.
    """
    return LuaState(find).validate(source, name)


_TO_LUA: dict[type, tuple[bytes, int]] = {
    Str: (b"", 0),
    Blob: (b"new_bytes", 0),
    Hll: (b"new_bytes", Particle.HLL),
    Geo: (b"new_geojson", Particle.GEOJSON),
}
"""The Lua functions that create objects, and the particle type of their bytes; 0: the value's."""

_KEPT_FLAGS = Order.KEY_VALUE_ORDERED | Order.PERSIST_INDEX


def _object(kind: bytes, flags: int, content: list[Any]) -> Value:
    if kind == b"bytes":
        return Hll(content[0]) if flags == Particle.HLL else Blob(content[0], flags)
    return Geo(content[0]) if kind == b"geojson" else NO_VALUE


def _list(items: list[Value], flags: int) -> ListValue:
    made = ListValue(items, flags & ~Order.VALUE_ORDERED)
    if made.ordered:
        made.sort(key=value_sort_key)
    return made


def _map(items: list[Value], flags: int) -> MapValue:
    return MapValue(zip(items[::2], items[1::2]), flags)


_CONTAINERS: dict[bytes, Callable[[list[Value], int], Value]] = {b"list": _list, b"map": _map}
