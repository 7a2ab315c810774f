"""Operations on lists and maps, as clients send them: a list of the operation and its arguments.

An operation on a container inside the bin's is wrapped in one with a context.
"""

from __future__ import annotations

from typing import Any

from ..errors import Result, ResultError
from .cdt_context import dig
from .cdt_family import (
    Absent,
    Change,
    Family,
    Selection,
    arguments,
    new_flags,
)
from .cdt_paths import select_path
from .cdt_result import Request
from .lists import LISTS
from .maps import MAPS
from .requests import parameter_error, parts, unpack_request
from .values import NO_RESULT, Order, Value

__all__ = ["CHANGES", "READS", "cdt_modify", "cdt_read"]

_SELECT = 0xFE
_CONTEXT = 0xFF
_FIRST_MAP_OPERATION = 64

READS = frozenset((LISTS.size, *LISTS.reads, MAPS.size, *MAPS.reads, _SELECT))
CHANGES = frozenset((*LISTS.removals, *LISTS.changes, *MAPS.removals, *MAPS.changes, _SELECT))
"""The numbers of the operations that read and of those that change something."""


def _in_context(given: list[Value]) -> tuple[Value, Value]:
    """The context and the request that the arguments of an operation with a context are."""
    if len(given) != 2:
        raise parameter_error("an operation with a context has that and a request")
    return given[0], given[1]


def _family(code: int) -> Family:
    return LISTS if code < _FIRST_MAP_OPERATION else MAPS


def _check_type(value: Value, family: Family) -> None:
    if not isinstance(value, family.container):
        raise ResultError(Result.INCOMPATIBLE_TYPE, f"the value is no {family.name}")


def _select(selection: Selection, value: Value, given: list[Value]) -> Any:
    values = arguments(selection.parameters, selection.optional, given)
    kind = values.pop(0) if selection.kind is None else selection.kind
    return selection.select(value, Request(kind, multi=selection.multi), *values)


def cdt_read(value: Value, packed: bytes) -> Value:
    """What an operation reads of a list or map.

    Raises:
        ResultError: the operation fails.
    """
    code, given = parts(unpack_request(packed))
    if code == _SELECT:
        return select_path(value, given, modify=False)[1]
    if code == _CONTEXT:
        context, request = _in_context(given)
        value = dig(value, context, modify=False).target
        code, given = parts(request)
    family = _family(code)
    _check_type(value, family)
    if code == family.size:
        return len(value)
    selection = family.reads.get(code)
    if selection is None:
        raise parameter_error(f"there is no operation {code} that reads")
    return _select(selection, value, given)[0]


def cdt_modify(value: Value, packed: bytes) -> tuple[Value, Value]:
    """A list or map as an operation changes it, and the operation's result.

    Raises:
        ResultError: the operation fails.
    """
    code, given = parts(unpack_request(packed))
    if code == _SELECT:
        return select_path(value, given, modify=True)
    if code == _CONTEXT:
        return _modify_inside(value, *_in_context(given))
    family = _family(code)
    if value is None:
        return _make(family, code, given)
    _check_type(value, family)
    return _modify(family, value, code, given)


def _modify_inside(value: Value, context: Value, request: Value) -> tuple[Value, Value]:
    """The value of a bin with a change of what a context leads to."""
    way = dig(value, context, modify=True)
    code, given = parts(request)
    family = _family(code)
    if not way.creates:
        _check_type(way.target, family)
    change = family.changes.get(code)
    if way.has_nonstorage and change is not None and "S" in change.parameters:
        raise parameter_error("a context with a wildcard leads to nothing that can be stored")
    if way.creates:
        made, result = _make(family, code, given, inside=value)
    else:
        made, result = _modify(family, way.target, code, given)
    if made is way.target:
        return value, result
    # Only the container in the bin itself can have an index.
    made.flags &= ~Order.PERSIST_INDEX
    return way.replaced(made), result


def _change(family: Family, code: int) -> Change:
    change = family.changes.get(code)
    if change is None:
        raise parameter_error(f"there is no operation {code} that changes something")
    return change


def _modify(family: Family, value: Value, code: int, given: list[Value]) -> tuple[Value, Value]:
    """A container as an operation changes it: the same object if it does not."""
    removal = family.removals.get(code)
    if removal is not None:
        result, positions = _select(removal, value, given)
        return (family.without(value, positions) if positions else value), result
    change = _change(family, code)
    return change.change(value, *arguments(change.parameters, change.optional, given))


_NOWHERE = object()


def _make(
    family: Family, code: int, given: list[Value], *, inside: Value = _NOWHERE
) -> tuple[Value, Value]:
    """What an operation makes where there is no container, None if it makes none.

    *inside* is the value of the bin that the container is to be in, None if there is no bin.
    """
    if code in family.removals:
        return None, NO_RESULT
    change = _change(family, code)
    if change.absent is Absent.SKIP:
        return None, NO_RESULT
    # A list that is to be sorted may be missing inside a bin.
    has_bin = inside is not _NOWHERE and inside is not None
    if change.absent is Absent.FAIL and not (has_bin and family is LISTS):
        raise ResultError(change.failure, "there is nothing to change")
    values = arguments(change.parameters, change.optional, given)
    flags = 0
    if change.flags is not None and change.flags < len(values):
        flags = new_flags(values[change.flags], family.valid_flags)
    empty = family.container((), flags)
    made, result = change.change(empty, *values)
    # Inside, what stays empty is not made.
    return (None if made is empty and inside is not _NOWHERE else made), result
