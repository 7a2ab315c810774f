"""The operations of lists, and how they change a list."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from ..errors import Result, ResultError
from . import cdt_list_select as select
from .cdt_family import (
    LIST_FLAGS,
    Absent,
    Change,
    Family,
    Selection,
    incremented,
)
from .cdt_result import INVERTED, Return
from .cdt_search import find, lower_bound, merge_sorted
from .requests import parameter_error
from .values import NO_RESULT, ListValue, Order, Value, compare

__all__ = ["LISTS", "moved"]

# The flags of changes.
ADD_UNIQUE, INSERT_BOUNDED, NO_FAIL, DO_PARTIAL = 1, 2, 4, 8
_PARTIAL = NO_FAIL | DO_PARTIAL

# The flags of a sort.
DESCENDING, DROP_DUPLICATES = 1, 2

_INT32_MAX = 0x7FFFFFFF
# No record can have more bytes.
_MAX_PADDING = 8 * 1024 * 1024

Changed = tuple[ListValue, Value]


def _not_applicable(what: str) -> ResultError:
    return ResultError(Result.OP_NOT_APPLICABLE, what)


def _unchanged(items: ListValue, flags: int, result: Value) -> Changed:
    """The outcome if an equal element exists: no change, or a failure."""
    if flags & NO_FAIL:
        return items, result
    raise ResultError(Result.ELEMENT_EXISTS, "the list has an equal element")


def _index(index: int, total: int) -> int:
    if index < 0:
        index += total
    if not 0 <= index <= _INT32_MAX:
        raise _not_applicable(f"index {index} is not in a list of {total}")
    return index


def _like(items: ListValue, values: Iterable[Value]) -> ListValue:
    return ListValue(values, items.flags)


def set_order(items: ListValue, flags: int) -> Changed:
    """Makes the list ordered or unordered."""
    flags &= 0xFF
    if flags & ~LIST_FLAGS:
        raise _not_applicable(f"unknown order {flags:#x} of lists")
    values: Iterable[Value] = items
    if flags & Order.ORDERED and not items.ordered:
        values = _sorted(items)
    return ListValue(values, flags), NO_RESULT


def _sorted(items: Sequence[Value]) -> list[Value]:
    return [items[position] for position in merge_sorted(items)]


def append(items: ListValue, value: Value, order: int = 0, flags: int = 0) -> Changed:
    """Adds an element: at the end, or at its place in an ordered list."""
    if not items.ordered:
        return _insert(items, len(items), [value], flags)
    return _add_ordered(items, value, flags)


def append_items(items: ListValue, values: Value, order: int = 0, flags: int = 0) -> Changed:
    """Adds elements: at the end, or at their places in an ordered list."""
    if not isinstance(values, ListValue):
        raise parameter_error("the items are not a list")
    if not values:
        return items.copy(), len(items)
    if items.ordered:
        return _add_items_ordered(items, values, flags)
    return _insert(items, len(items), values, flags)


def insert(items: ListValue, index: int, value: Value, flags: int = 0) -> Changed:
    """Inserts an element at an index."""
    _check_unordered(items)
    return _insert(items, index, [value], flags)


def insert_items(items: ListValue, index: int, values: Value, flags: int = 0) -> Changed:
    """Inserts elements at an index."""
    if not isinstance(values, ListValue):
        raise parameter_error("the items are not a list")
    _check_unordered(items)
    if not values:
        return items.copy(), len(items)
    return _insert(items, index, values, flags)


def _check_unordered(items: ListValue) -> None:
    if items.ordered:
        raise _not_applicable("an ordered list has a place for each element")


def _insert(items: ListValue, index: int, values: Sequence[Value], flags: int) -> Changed:
    total = len(items)
    index = _index(index, total)
    if flags & INSERT_BOUNDED and index > total:
        if flags & NO_FAIL:
            return items, total
        raise _not_applicable(f"the index {index} is after the end of {total}")
    if flags & ADD_UNIQUE:
        new = _unique(items, values, flags)
        if new is None:
            return items, total
        if not new:
            return _unchanged(items, flags, total)
        values = new
    if index - total > _MAX_PADDING:
        raise ResultError(Result.RECORD_TOO_BIG, f"{index - total} elements of padding")
    padding = [None] * (index - total)
    made = _like(items, [*items[:index], *padding, *values, *items[index:]])
    return made, len(made)


def _unique(items: ListValue, values: Sequence[Value], flags: int) -> list[Value] | None:
    """The values that the list does not have, None if an equal one prevents all changes."""
    new: list[Value] = []
    partial = flags & _PARTIAL == _PARTIAL
    for position, value in enumerate(values):
        if any(compare(item, value) == 0 for item in items):
            if not partial:
                _unchanged(items, flags, None)
                return None
        elif any(compare(other, value) == 0 for other in values[:position]):
            if not flags & NO_FAIL:
                raise _not_applicable("the same element twice")
            if not partial:
                return None
        else:
            new.append(value)
    return new


def _add_ordered(items: ListValue, value: Value, flags: int) -> Changed:
    found, rank = find(items, value, len(items) + 1)
    if found and flags & ADD_UNIQUE:
        return _unchanged(items, flags, len(items))
    return _insert(items, rank, [value], 0)


def _add_items_ordered(items: ListValue, values: ListValue, flags: int) -> Changed:
    total = len(items)
    partial = flags & _PARTIAL == _PARTIAL
    new = _sorted(values)
    if flags & ADD_UNIQUE:
        distinct = _without_duplicates(new)
        if len(distinct) < len(new) and not partial:
            if not flags & NO_FAIL:
                raise _not_applicable("the same element twice")
            return items, total
        new = distinct
    made = _like(items, ())
    start = 0
    for value in new:
        found, rank = find(items, value, total + 1)
        if found and flags & ADD_UNIQUE:
            if not partial:
                return _unchanged(items, flags, total)
            continue
        made += items[start:rank]
        made.append(value)
        start = max(start, rank)
    made += items[start:]
    return made, len(made)


def _without_duplicates(values: Sequence[Value]) -> list[Value]:
    """The first of each run of equals in sorted values."""
    return [
        value
        for position, value in enumerate(values)
        if not position or compare(values[position - 1], value) != 0
    ]


def set_value(items: ListValue, index: int, value: Value, flags: int = 0) -> Changed:
    """Replaces the element at an index, or adds an element after the end."""
    _check_unordered(items)
    total = len(items)
    if index >= total:
        return _insert(items, index, [value], flags)[0], NO_RESULT
    index = _index(index, total)
    if flags & ADD_UNIQUE:
        equal = [position for position, item in enumerate(items) if compare(item, value) == 0]
        if equal not in ([], [index]):
            return _unchanged(items, flags, NO_RESULT)
    made = items.copy()
    made[index] = value
    return made, NO_RESULT


def increment(
    items: ListValue, index: int, delta: Value = None, order: int = 0, flags: int = 0
) -> Changed:
    """Adds to the number at an index."""
    total = len(items)
    index = _index(index, total)
    exists = index < total
    value = incremented(items[index] if exists else None, delta, exists=exists)
    if items.ordered:
        return _replace_ordered(items, index, value, flags), value
    return set_value(items, index, value, flags)[0], value


def _replace_ordered(items: ListValue, index: int, value: Value, flags: int) -> ListValue:
    found, rank = lower_bound(items, value)
    if index > len(items):
        raise _not_applicable("an ordered list has no element behind its end")
    if found and flags & ADD_UNIQUE:
        return items if rank == index else _unchanged(items, flags, None)[0]
    return moved(items, index, value)


def moved(items: ListValue, index: int, value: Value) -> ListValue:
    """An ordered list with another value for the element at an index, moved to its place.

    An index after the end adds the value.
    """
    rank = lower_bound(items, value).rank
    made = items.copy()
    del made[index : index + 1]
    made.insert(rank - (rank > index), value)
    return made


def sort(items: ListValue, flags: int = 0) -> Changed:
    """Sorts the list once."""
    if len(items) < 2:
        return items, NO_RESULT
    values: list[Value] = list(items)
    if not items.ordered:
        values = _sorted(values)
        if flags & DESCENDING:
            values = _descending(values)
    if flags & DROP_DUPLICATES:
        if any(compare(a, b) > 0 for a, b in itertools.pairwise(values)):
            raise parameter_error("duplicates are dropped only in ascending order")
        values = _without_duplicates(values)
    return _like(items, values), NO_RESULT


def _descending(values: list[Value]) -> list[Value]:
    """Sorted values in descending order; equal values keep their order."""
    runs: list[list[Value]] = []
    for value in values:
        if runs and compare(runs[-1][0], value) == 0:
            runs[-1].append(value)
        else:
            runs.append([value])
    return [value for run in reversed(runs) for value in run]


def clear(items: ListValue) -> Changed:
    """Removes all elements."""
    return ListValue((), items.flags & Order.ORDERED), NO_RESULT


def without(items: ListValue, positions: Sequence[int]) -> ListValue:
    """The list without the elements at some positions."""
    gone = set(positions)
    kept = [item for position, item in enumerate(items) if position not in gone]
    return ListValue(kept, items.flags if kept else items.flags & Order.ORDERED)


# The number of the operation that reads, of the one that removes, and what they select.
_SELECTIONS = (
    (19, 32, Selection("FI", 0, False, select.by_index)),
    (20, 33, Selection("FP", 0, False, select.by_value)),
    (21, 34, Selection("FI", 0, False, select.by_rank)),
    (22, 35, Selection("FP", 0, True, select.by_value)),
    (23, 36, Selection("FP", 0, True, select.by_value_list)),
    (24, 37, Selection("FIC", 1, True, select.by_index_range)),
    (25, 38, Selection("FPP", 1, True, select.by_interval)),
    (26, 39, Selection("FIC", 1, True, select.by_rank_range)),
    (27, 40, Selection("FPIC", 1, True, select.by_relative_rank)),
)

LISTS = Family(
    name="list",
    container=ListValue,
    valid_flags=LIST_FLAGS,
    size=16,
    reads={
        17: Selection("I", 0, False, select.by_index, Return.VALUE),
        18: Selection("IC", 1, True, select.by_index_range, Return.VALUE),
        **{code: selection for code, _, selection in _SELECTIONS},
    },
    removals={
        5: Selection("I", 0, False, select.by_index, Return.VALUE),
        6: Selection("IC", 1, True, select.by_index_range, Return.VALUE),
        7: Selection("I", 0, False, select.by_index, Return.COUNT),
        8: Selection("IC", 1, True, select.by_index_range, Return.COUNT),
        10: Selection("IC", 0, True, select.by_index_range, Return.COUNT | INVERTED),
        **{code: selection for _, code, selection in _SELECTIONS},
    },
    changes={
        0: Change("F", 0, set_order),
        1: Change("SFF", 2, append, flags=1),
        2: Change("SFF", 2, append_items, flags=1),
        3: Change("ISF", 1, insert),
        4: Change("ISF", 1, insert_items),
        9: Change("ISF", 1, set_value),
        11: Change("", 0, clear, Absent.SKIP),
        12: Change("IPFF", 3, increment, flags=2),
        13: Change("F", 1, sort, Absent.FAIL, failure=Result.INCOMPATIBLE_TYPE),
    },
    without=without,
)
