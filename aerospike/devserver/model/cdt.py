"""Operations on lists and maps, as clients send them: a list of the operation and its arguments.

An operation on a container inside the bin's is wrapped in one with a context.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ..errors import Result, ResultError
from .cdt_context import dig
from .cdt_family import (
    Absent,
    Change,
    Family,
    Fixed,
    arguments,
    integer,
    new_flags,
    parameter_error,
)
from .cdt_paths import select_path
from .cdt_result import Request
from .lists import LISTS
from .maps import MAPS
from .values import NO_RESULT, ListValue, Order, Value
from .wire import unpack

__all__ = ["cdt_modify", "cdt_read"]

_SELECT = 0xFE
_CONTEXT = 0xFF
_FIRST_MAP_OPERATION = 64

# As the server reads an operation number.
_CODE_MASK = 0xFFFFFFFF


def _call(packed: bytes) -> tuple[int, list[Value]]:
    """The operation and the arguments of a request."""
    return _parts(unpack(packed))


def _parts(request: Value) -> tuple[int, list[Value]]:
    if not isinstance(request, ListValue) or not request:
        raise parameter_error("an operation is a list")
    return integer(request[0]) & _CODE_MASK, request[1:]


def _family(code: int) -> Family:
    return LISTS if code < _FIRST_MAP_OPERATION else MAPS


def _in_context(arguments: list[Value]) -> tuple[Value, Value]:
    if len(arguments) != 2:
        raise parameter_error("a context and an operation")
    return arguments[0], arguments[1]


def _check_type(value: Value, family: Family) -> None:
    if not isinstance(value, family.container):
        name = "list" if family is LISTS else "map"
        raise ResultError(Result.INCOMPATIBLE_TYPE, f"the value is no {name}")


class _Reading(NamedTuple):
    """An operation that selects; without a *kind*, its first argument says what to return."""

    parameters: str
    optional: int
    multi: bool
    select: Callable[..., Any]
    kind: int | None = None


def _fixed(operation: Fixed) -> _Reading:
    return _Reading(
        operation.parameters,
        operation.optional,
        operation.multi,
        operation.select,
        operation.kind,
    )


_READINGS: dict[int, _Reading] = {}
_REMOVALS: dict[int, _Reading] = {}
_CHANGES: dict[int, Change] = {}
for _table in (LISTS, MAPS):
    for _selection in _table.selections:
        _READINGS[_selection.get] = _REMOVALS[_selection.remove] = _Reading(
            "F" + _selection.parameters,
            _selection.optional,
            _selection.multi,
            _selection.select,
        )
    _READINGS.update((operation.code, _fixed(operation)) for operation in _table.reads)
    _REMOVALS.update((operation.code, _fixed(operation)) for operation in _table.removals)
    _CHANGES.update((operation.code, operation) for operation in _table.changes)


def _select(reading: _Reading, value: Value, given: list[Value]) -> Any:
    values = arguments(reading.parameters, reading.optional, given)
    flags = values.pop(0) if reading.kind is None else reading.kind
    return reading.select(value, Request(flags, multi=reading.multi), *values)


def cdt_read(value: Value, packed: bytes) -> Value:
    """What an operation reads of a list or map.

    Raises:
        ResultError: the operation fails.
    """
    code, given = _call(packed)
    if code == _SELECT:
        return select_path(value, given, modify=False)[1]
    if code == _CONTEXT:
        context, request = _in_context(given)
        value = dig(value, context, modify=False).target
        code, given = _parts(request)
    family = _family(code)
    _check_type(value, family)
    if code == family.size:
        return len(value)
    reading = _READINGS.get(code)
    if reading is None:
        raise parameter_error(f"there is no operation {code} that reads")
    return _select(reading, value, given)[0]


def cdt_modify(value: Value, packed: bytes) -> tuple[Value, Value]:
    """A list or map as an operation changes it, and the operation's result.

    Raises:
        ResultError: the operation fails.
    """
    code, given = _call(packed)
    if code == _SELECT:
        return select_path(value, given, modify=True)
    if code != _CONTEXT:
        family = _family(code)
        if value is not None:
            _check_type(value, family)
            return _modify(family, value, code, given)
        made, result = _make(family, code, given, no_bin=True)
        return made, result
    context, request = _in_context(given)
    way = dig(value, context, modify=True)
    code, given = _parts(request)
    family = _family(code)
    if not way.creates:
        _check_type(way.target, family)
    if way.has_nonstorage and "S" in _parameters(code):
        raise parameter_error("a context with a wildcard leads to nothing that can be stored")
    if way.creates:
        made, result = _make(family, code, given, no_bin=value is None, nested=True)
        unchanged = made is None
    else:
        made, result = _modify(family, way.target, code, given)
        unchanged = made is way.target
    if unchanged:
        return value, result
    # Only the container in the bin itself can have an index.
    made.flags &= ~Order.PERSIST_INDEX
    return way.replaced(made), result


def _parameters(code: int) -> str:
    change = _CHANGES.get(code)
    return "" if change is None else change.parameters


def _modify(family: Family, value: Value, code: int, given: list[Value]) -> tuple[Value, Value]:
    """A container as an operation changes it: the same object if it does not."""
    removal = _REMOVALS.get(code)
    if removal is not None:
        result, positions = _select(removal, value, given)
        return (family.without(value, positions) if positions else value), result
    change = _change(code)
    values = arguments(change.parameters, change.optional, given)
    return change.change(value, *values)


def _change(code: int) -> Change:
    change = _CHANGES.get(code)
    if change is None:
        raise parameter_error(f"there is no operation {code} that changes something")
    return change


def _make(
    family: Family, code: int, given: list[Value], *, no_bin: bool, nested: bool = False
) -> tuple[Value, Value]:
    """What an operation makes where there is no container, None if it makes none."""
    if code in _REMOVALS:
        return None, NO_RESULT
    change = _change(code)
    if change.absent is Absent.SKIP:
        return None, NO_RESULT
    # A list that is to be sorted may be missing inside the bin.
    if change.absent is Absent.FAIL and (no_bin or family is MAPS):
        raise ResultError(change.failure, "there is nothing to change")
    values = arguments(change.parameters, change.optional, given)
    flags = 0
    if change.flags is not None and change.flags < len(values):
        flags = new_flags(values[change.flags], family.valid_flags)
    empty = family.container((), flags)
    made, result = change.change(empty, *values)
    # Inside other containers, what stays empty is not made.
    return (None if nested and made is empty else made), result
