"""The quick way for operations as the helpers make them, with plain values and nothing unusual.

Most operations are a handful of integers and strings: those of a whole operation are packed by one
call. Whatever else there may be in a dictionary, `operations` looks at; what both can pack is the
same to the byte. Used by `operations` only.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ormsgpack import packb

from aerospike import constants as c
from aerospike._wire.operation_arguments import QUICK, Absent, Quick
from aerospike._wire.operation_table import MAP_ROWS, ROWS, Row
from aerospike._wire.packing import INT64_MAX, INT64_MIN
from aerospike_helpers.cdt_ctx import _cdt_ctx

__all__ = ["quick_operation"]

#: Operator, bin name, payload.
Wire = list[Any]

_CONTEXT_EVAL = 0xFF
_BIN_NAME_MAX = 15
#: What makes a string of msgpack one of Aerospike's: its particle type in front.
_STRING = "\x03"

_READ, _WRITE, _INCREMENT = 1, 2, 5
_WRITTEN = frozenset({bool, bytes, dict, float, int, list, str})
#: The levels of a context whose values are plain, by whether a value may be a string.
_LEVELS = {0x10: False, 0x11: False, 0x13: True, 0x20: False, 0x21: False, 0x22: True, 0x23: True}


class _Row(NamedTuple):
    operator: int
    operation: int
    entries: tuple[Quick, ...]
    #: How many entries the dictionary has, the context aside.
    size: int
    tail: tuple[int, ...]


def _of_row(row: Row) -> _Row | None:
    if not row.takes_context:
        return None
    arguments = [QUICK.get(put) for put in row.arguments]
    entries = tuple(argument for argument in arguments if isinstance(argument, Quick))
    tail = tuple(
        number
        for argument in arguments
        if isinstance(argument, Absent)
        for number in argument.instead
    )
    if None in arguments:
        return None
    return _Row(row.operator, row.operation, entries, len(entries) + 2, tail)


_ROWS = {
    code: quick
    for code, row in (*ROWS.items(), *MAP_ROWS.items())
    if (quick := _of_row(row)) is not None
}


def _scalar(code: int, name: str, operation: dict[str, Any]) -> Wire | None:
    size = len(operation)
    if code == c.OPERATOR_READ:
        return [_READ, name, None] if size == 2 else None
    if size != 3 or "val" not in operation:
        return None
    value = operation["val"]
    kind = type(value)
    if code == c.OPERATOR_WRITE:
        return [_WRITE, name, value] if kind in _WRITTEN else None
    if kind is float or (kind is int and INT64_MIN <= value <= INT64_MAX):
        return [_INCREMENT, name, value]
    return None


_SCALARS = frozenset({c.OPERATOR_READ, c.OPERATOR_WRITE, c.OPERATOR_INCR})


def _levels(ctx: Any) -> list[Any] | None:
    if type(ctx) is not list or not ctx:
        return None
    levels: list[Any] = []
    for level in ctx:
        if type(level) is not _cdt_ctx:
            return None
        try:
            number, value, _ = level.id, level.value, level.extra_args
        except AttributeError:
            return None
        if type(number) is not int:
            return None
        kind = type(value)
        if kind is int and number in _LEVELS and INT64_MIN <= value <= INT64_MAX:
            levels += (number, value)
        elif kind is str and _LEVELS.get(number):
            levels += (number, _STRING + value)
        else:
            return None
    return levels


def quick_operation(operation: dict[str, Any]) -> Wire | None:
    """An operation in its wire form, None if it is not one for the quick way."""
    code, name = operation.get("op"), operation.get("bin")
    if (
        type(code) is not int
        or type(name) is not str
        or len(name) > _BIN_NAME_MAX
        or not name.isascii()
    ):
        return None
    row = _ROWS.get(code)
    if row is None:
        return _scalar(code, name, operation) if code in _SCALARS else None
    ctx = operation.get("ctx")
    if len(operation) != row.size + (ctx is not None):
        return None
    values: list[Any] = [row.operation]
    for key, least, text in row.entries:
        value: Any = operation.get(key)
        kind = type(value)
        if kind is int:
            if not least <= value <= INT64_MAX:
                return None
        elif text and kind is str:
            value = _STRING + value
        else:
            return None
        values.append(value)
    values += row.tail
    if ctx is not None:
        levels = _levels(ctx)
        if levels is None:
            return None
        values = [_CONTEXT_EVAL, levels, values]
    try:
        return [row.operator, name, packb(values)]
    except TypeError:
        # A string with no UTF-8 form.
        return None
