"""Operations on lists and maps, as clients send them: a list of the operation and its arguments.

An operation on a nested list or map is wrapped in an operation with a context.
"""

from __future__ import annotations

from typing import Any

from ..errors import Result, ResultError
from .cdt_context import follow_context
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
"""The numbers of the operations that read, and of those that change something."""


def _in_context(given: list[Value]) -> tuple[Value, Value]:
    """The arguments of an operation with a context: the context and the request."""
    if len(given) != 2:
        raise parameter_error("an operation with a context has that and a request")
    return given[0], given[1]


def _family(code: int) -> Family:
    return LISTS if code < _FIRST_MAP_OPERATION else MAPS


def _check_type(value: Value, family: Family) -> None:
    if not isinstance(value, family.container):
        raise ResultError(Result.INCOMPATIBLE_TYPE, f"the value is not a {family.name}")


def _select(selection: Selection, value: Value, given: list[Value]) -> Any:
    values = arguments(selection.parameters, selection.optional, given)
    kind = values.pop(0) if selection.kind is None else selection.kind
    return selection.select(value, Request(kind, multi=selection.multi), *values)


def cdt_read(value: Value, packed: bytes) -> Value:
    """The result of an operation that reads a list or map.

    Raises:
        ResultError: the operation fails.
    """
    code, given = parts(unpack_request(packed))
    if code == _SELECT:
        return select_path(value, given, modify=False)[1]
    if code == _CONTEXT:
        context, request = _in_context(given)
        value = follow_context(value, context, modify=False).target
        code, given = parts(request)
    family = _family(code)
    _check_type(value, family)
    if code == family.size:
        return len(value)
    selection = family.reads.get(code)
    if selection is None:
        raise parameter_error(f"operation {code} does not read")
    return _select(selection, value, given)[0]


def cdt_modify(value: Value, packed: bytes) -> tuple[Value, Value]:
    """The list or map after an operation has changed it, and the result.

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
    """The value of a bin after a change inside it, and the result."""
    path = follow_context(value, context, modify=True)
    code, given = parts(request)
    family = _family(code)
    if not path.creates:
        _check_type(path.target, family)
    change = family.changes.get(code)
    if path.has_nonstorage and change is not None and "S" in change.parameters:
        raise parameter_error("a context with a wildcard leads to nothing that can be stored")
    if path.creates:
        made, result = _make(family, code, given, inside=value)
    else:
        made, result = _modify(family, path.target, code, given)
    if made is path.target:
        return value, result
    # Only the outermost list or map can have an index.
    made.flags &= ~Order.PERSIST_INDEX
    return path.replaced(made), result


def _change(family: Family, code: int) -> Change:
    change = family.changes.get(code)
    if change is None:
        raise parameter_error(f"operation {code} does not change anything")
    return change


def _modify(family: Family, value: Value, code: int, given: list[Value]) -> tuple[Value, Value]:
    """The container after an operation, the same object if nothing has changed; and the result."""
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
    """The container that an operation creates, or None, and the result.

    *inside* is the value of the bin in which the container will be, None without a bin.
    """
    if code in family.removals:
        return None, NO_RESULT
    change = _change(family, code)
    if change.absent is Absent.SKIP:
        return None, NO_RESULT
    # Sorting a missing list inside an existing bin does not fail.
    has_bin = inside is not _NOWHERE and inside is not None
    if change.absent is Absent.FAIL and not (has_bin and family is LISTS):
        raise ResultError(change.failure, "nothing to change")
    values = arguments(change.parameters, change.optional, given)
    flags = 0
    if change.flags is not None and change.flags < len(values):
        flags = new_flags(values[change.flags], family.valid_flags)
    empty = family.container((), flags)
    made, result = change.change(empty, *values)
    # An empty container is not created inside another.
    return (None if made is empty and inside is not _NOWHERE else made), result
