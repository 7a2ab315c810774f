"""Contexts: the path from a bin to a list or map nested in it.

A context is a list of levels as `aerospike_helpers.cdt_ctx` makes them. On the wire it is a flat
list: for each level its type, then its index, rank, key, value or filter.

Filters are expressions, and expressions have contexts: the caller passes the function that compiles
a filter.

Used by `expressions`, `operations` and ``_native/transcoder``.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from aerospike._errors import param_error
from aerospike._wire.arguments import take_choice, take_int
from aerospike._wire.plain import TRUE, PackSettings, argument, as_signed
from aerospike.exception import AerospikeError, ParamError

__all__ = [
    "CONTEXT_EVAL",
    "CompileFilter",
    "Levels",
    "check_context",
    "compile_context",
    "list_create_flag",
    "map_create_flag",
    "with_context",
]

#: The operation that runs another operation inside a context.
CONTEXT_EVAL = 0xFF

_LIST_ORDERED = 1
_MAP_KEY_VALUE_ORDERED = 3
#: What is created when a level does not exist: bits that are added to the type of the level.
_CREATE_UNORDERED_LIST, _CREATE_PADDED_LIST, _CREATE_ORDERED_LIST = 0x40, 0x80, 0xC0
_CREATE_MAP = {1: 0x80, 3: 0xC0}
_CREATE_UNORDERED_MAP = 0x40

_ORDER_KEY = "order_key"
_PAD_KEY = "pad_key"
_FILTER_KEY = "filter_expr"


#: The type and the value of each level, one after the other.
Levels = list[Any]
#: A function that makes a plain value of a compiled expression.
CompileFilter = Callable[[Any, PackSettings], Any]


def list_create_flag(order: int, pad: bool) -> int:
    """The bits of a level's type that create a list there."""
    if order == _LIST_ORDERED:
        return _CREATE_ORDERED_LIST
    return _CREATE_PADDED_LIST if pad else _CREATE_UNORDERED_LIST


def map_create_flag(order: int) -> int:
    """The bits of a level's type that create a map there."""
    return _CREATE_MAP.get(order, _CREATE_UNORDERED_MAP)


def _number(value: Any, _extra: Any, _settings: PackSettings, _filter: CompileFilter) -> Any:
    try:
        return as_signed(operator.index(value))
    except (TypeError, AerospikeError) as error:
        raise param_error(
            "Failed to convert ctx, value to long", f"{value!r} is not a 64-bit integer"
        ) from error


def _value(value: Any, _extra: Any, settings: PackSettings, _filter: CompileFilter) -> Any:
    if type(value) is str and value.isascii():
        return value
    try:
        return argument(value, settings)
    except AerospikeError as error:
        raise param_error(
            f"Failed to convert ctx, value to as_val -> {error.msg}", error.detail
        ) from error


def _keys(value: Any, extra: Any, settings: PackSettings, compile_filter: CompileFilter) -> Any:
    keys = _value(value, extra, settings, compile_filter)
    if not isinstance(value, list):
        raise param_error("map_keys_in must take in a list of keys", f"not {value!r}")
    return keys


def _filter(_value: Any, extra: Any, settings: PackSettings, compile_filter: CompileFilter) -> Any:
    if not isinstance(extra, dict) or _FILTER_KEY not in extra:
        raise param_error("Invalid cdt_ctx_exp", "the context has no filter expression")
    return compile_filter(extra[_FILTER_KEY], settings)


def _children(value: Any, extra: Any, settings: PackSettings, compile_filter: CompileFilter) -> Any:
    # An expression that is true lets all children pass.
    return TRUE if extra is None else _filter(value, extra, settings, compile_filter)


def _extra(extra: Any) -> Mapping[str, Any]:
    if not isinstance(extra, dict):
        raise param_error("Failed to convert ctx", f"extra_args {extra!r} is not a dictionary")
    return extra


def _list_creation(extra: Any) -> int:
    entries = _extra(extra)
    order = take_choice(entries, _ORDER_KEY, _LIST_ORDERED)
    return list_create_flag(order, bool(take_int(entries, _PAD_KEY)))


def _map_creation(extra: Any) -> int:
    return map_create_flag(take_choice(_extra(extra), _ORDER_KEY, _MAP_KEY_VALUE_ORDERED))


class _Kind(NamedTuple):
    wire: int
    compile_value: Callable[[Any, Any, PackSettings, CompileFilter], Any]
    creation: Callable[[Any], int] | None = None


#: By the id that `aerospike_helpers.cdt_ctx` uses; the two that create have ids of their own.
_KINDS = {
    0x004: _Kind(0x004, _children),
    0x204: _Kind(0x204, _filter),
    0x10: _Kind(0x10, _number),
    0x11: _Kind(0x11, _number),
    0x13: _Kind(0x13, _value),
    0x14: _Kind(0x10, _number, _list_creation),
    0x20: _Kind(0x20, _number),
    0x21: _Kind(0x21, _number),
    0x22: _Kind(0x22, _value),
    0x23: _Kind(0x23, _value),
    0x24: _Kind(0x22, _value, _map_creation),
    0x2A: _Kind(0x2A, _keys),
}


#: The official package's message for a level that lacks an attribute.
_WITHOUT = {
    "id": "Failed to convert ctx, id",
    "value": "Failed to convert ctx, value",
    "extra_args": "Failed to convert ctx",
}


def _incomplete(level: Any, error: AttributeError) -> ParamError:
    # Name only the type: the repr of a context fails if it lacks an attribute.
    return param_error(
        _WITHOUT.get(error.name or "", _WITHOUT["id"]),
        f"a {type(level).__name__} that was not made by aerospike_helpers.cdt_ctx",
    )


def compile_context(
    ctx: Any, settings: PackSettings, compile_filter: CompileFilter
) -> Levels | None:
    """The levels of a context; None stays None.

    Raises:
        ParamError: it is not a list, or one of its levels is not valid.
    """
    if ctx is None:
        return None
    if not isinstance(ctx, list):
        raise param_error("Failed to convert ctx", f"a context is a list, not {ctx!r}")
    levels: Levels = []
    for level in ctx:
        try:
            identifier, value, extra = level.id, level.value, level.extra_args
        except AttributeError as error:
            raise _incomplete(level, error) from error
        kind = _KINDS.get(identifier) if isinstance(identifier, int) else None
        if kind is None:
            raise param_error("Failed to convert, unknown ctx operation ctx", repr(identifier))
        wire, compile_value, creation = kind
        compiled = compile_value(value, extra, settings, compile_filter)
        levels += (wire if creation is None else wire | creation(extra), compiled)
    return levels


def with_context(levels: Levels, arguments: list[Any], creation: int = 0) -> list[Any]:
    """An operation inside a context; *creation* is added to the last level's type."""
    if creation:
        levels = [*levels[:-2], levels[-2] | creation, levels[-1]]
    return [CONTEXT_EVAL, levels, arguments]


def check_context(ctx: Any) -> None:
    """Refuses anything except a context with at least one level.

    Raises:
        ParamError: it is not a list, or is empty.
    """
    if not isinstance(ctx, list):
        raise param_error("parameter is not list type", f"but {ctx!r}")
    if not ctx:
        raise param_error("cdt ctx list entries are empty")
