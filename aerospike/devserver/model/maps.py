"""The operations of maps, and how they change a map."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import Result, ResultError
from . import cdt_map_select as select
from .cdt_family import (
    MAP_FLAGS,
    Absent,
    Change,
    Family,
    Selection,
    incremented,
    stored,
)
from .requests import parameter_error
from .values import NO_RESULT, MapValue, Value, is_key

__all__ = ["MAPS"]

# The flags of changes.
NO_OVERWRITE, NO_CREATE, NO_FAIL, DO_PARTIAL = 1, 2, 4, 8

Changed = tuple[MapValue, Value]


def set_order(items: MapValue, flags: int) -> Changed:
    """Sets the order of the map."""
    flags &= 0xFF
    if flags & ~MAP_FLAGS:
        raise ResultError(Result.OP_NOT_APPLICABLE, f"unknown order {flags:#x} of maps")
    return MapValue(items.pairs, flags), NO_RESULT


def _refusal(found: bool, flags: int) -> ResultError | None:
    """Why flags forbid to put a pair whose key was found or not, None if they allow it."""
    if found and flags & NO_OVERWRITE:
        return ResultError(Result.ELEMENT_EXISTS, "the map has the key")
    if not found and flags & NO_CREATE:
        return ResultError(Result.ELEMENT_NOT_FOUND, "the map has no such key")
    return None


def put(items: MapValue, key: Value, value: Value, order: int = 0, flags: int = 0) -> Changed:
    """Sets the value of a key."""
    if not is_key(key):
        raise parameter_error(f"a {type(key).__name__} cannot be the key of a map")
    found, position = select.find_key(items, key)
    refusal = _refusal(found, flags)
    if refusal is not None:
        if not flags & NO_FAIL:
            raise refusal
        return items, len(items)
    made = items.copy()
    made.pairs[position : position + found] = [(key, value)]
    return made, len(made)


def put_items(items: MapValue, pairs: Value, order: int = 0, flags: int = 0) -> Changed:
    """Sets the values of several keys."""
    if not isinstance(pairs, MapValue):
        raise parameter_error("the items are not a map")
    if not pairs.pairs:
        return items.copy(), len(items)
    if not items.pairs and flags & NO_CREATE:
        # On an empty map, DO_PARTIAL makes NO_CREATE ineffective.
        if not flags & NO_FAIL:
            raise ResultError(Result.ELEMENT_NOT_FOUND, "the map is empty")
        if not flags & DO_PARTIAL:
            return items, 0
        flags &= ~NO_CREATE
    made = items.copy()
    for key, value in pairs.by_key():
        found, position = select.find_key(made, key)
        refusal = _refusal(found, flags)
        if refusal is None:
            made.pairs[position : position + found] = [(key, value)]
        elif not flags & NO_FAIL:
            raise refusal
        elif not flags & DO_PARTIAL:
            return items, len(items)
    return made, len(made)


def add(items: MapValue, key: Value, value: Value, order: int = 0) -> Changed:
    """Sets the value of a new key."""
    return put(items, key, value, order, NO_OVERWRITE)


def add_items(items: MapValue, pairs: Value, order: int = 0) -> Changed:
    """Sets the values of new keys."""
    return put_items(items, pairs, order, NO_OVERWRITE)


def replace(items: MapValue, key: Value, value: Value) -> Changed:
    """Sets the value of a key that exists."""
    return put(items, key, value, 0, NO_CREATE)


def replace_items(items: MapValue, pairs: Value) -> Changed:
    """Sets the values of keys that exist."""
    return put_items(items, pairs, 0, NO_CREATE)


def increment(
    items: MapValue, key: Value, delta: Value = None, order: int = 0, *, sign: int = 1
) -> Changed:
    """Adds to the number of a key."""
    found, position = select.find_key(items, key)
    value = incremented(items.pairs[position][1] if found else None, delta, exists=found, sign=sign)
    return put(items, stored(key), value)[0], value


def decrement(items: MapValue, key: Value, delta: Value = None, order: int = 0) -> Changed:
    """Subtracts from the number of a key."""
    return increment(items, key, delta, order, sign=-1)


def clear(items: MapValue) -> Changed:
    """Removes all pairs."""
    return MapValue((), items.flags), NO_RESULT


def without(items: MapValue, positions: Sequence[int]) -> MapValue:
    """The map without the pairs at some positions."""
    gone = set(positions)
    kept = [pair for position, pair in enumerate(items.pairs) if position not in gone]
    return MapValue(kept, items.flags)


# The number of the operation that reads, of the one that removes, and what they select.
_SELECTIONS = (
    (97, 76, Selection("FP", 0, False, select.by_key)),
    (98, 77, Selection("FI", 0, False, select.by_index)),
    (99, 78, Selection("FP", 0, False, select.by_value)),
    (100, 79, Selection("FI", 0, False, select.by_rank)),
    (102, 82, Selection("FP", 0, True, select.by_value)),
    (103, 84, Selection("FPP", 1, True, select.by_key_interval)),
    (104, 85, Selection("FIC", 1, True, select.by_index_range)),
    (105, 86, Selection("FPP", 1, True, select.by_value_interval)),
    (106, 87, Selection("FIC", 1, True, select.by_rank_range)),
    (107, 81, Selection("FP", 0, True, select.by_key_list)),
    (108, 83, Selection("FP", 0, True, select.by_value_list)),
    (109, 88, Selection("FPIC", 1, True, select.by_relative_index)),
    (110, 89, Selection("FPIC", 1, True, select.by_relative_rank)),
)

MAPS = Family(
    name="map",
    container=MapValue,
    valid_flags=MAP_FLAGS,
    size=96,
    reads={code: selection for code, _, selection in _SELECTIONS},
    removals={code: selection for _, code, selection in _SELECTIONS},
    changes={
        64: Change("F", 0, set_order),
        65: Change("SSF", 1, add, flags=2),
        66: Change("SF", 1, add_items, flags=1),
        67: Change("SSFF", 2, put, flags=2),
        68: Change("SFF", 2, put_items, flags=1),
        69: Change("SS", 0, replace),
        70: Change("S", 0, replace_items, Absent.FAIL, failure=Result.ELEMENT_NOT_FOUND),
        73: Change("PPF", 2, increment, flags=2),
        74: Change("PPF", 2, decrement, flags=2),
        75: Change("", 0, clear, Absent.SKIP),
    },
    without=without,
)
