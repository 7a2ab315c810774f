"""Selects elements of lists, to read or remove them.

Each function returns the result and the positions of the selected elements. An operation that reads
ignores the positions. One that removes takes those elements out.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import Result, ResultError
from .cdt_result import ANY_RANGE, INDEX_RANGES, INDEXES, MAPS, RANK_RANGES, RANKS, Request, Return
from .cdt_search import (
    find,
    find_items,
    heap_range,
    index_range,
    lower_bound,
    rank_of,
    relative_range,
)
from .values import ListValue, Value, compare

__all__ = [
    "ALL",
    "Selected",
    "by_index",
    "by_index_range",
    "by_interval",
    "by_rank",
    "by_rank_range",
    "by_relative_rank",
    "by_value",
    "by_value_list",
    "equal_range",
]

Selected = tuple[Value, Sequence[int]]

ALL = 0xFFFFFFFF
"""The count of a range that is given without one."""


def _not_found(want: Request, position: int) -> Selected:
    if want.kind == Return.KEY or want.kind in MAPS:
        raise want.refusal()
    return want.not_found(position), ()


def _values(want: Request, items: ListValue, positions: Sequence[int]) -> Value:
    return want.values([items[position] for position in positions])


def _ranks(want: Request, items: ListValue, positions: Sequence[int]) -> Value:
    return want.each((rank_of(items, items[position]) for position in positions), len(items))


def equal_range(items: Sequence[Value], value: Value) -> tuple[int, int]:
    """Where the elements equal to a value begin in sorted *items*, and how many there are."""
    found, rank = lower_bound(items, value)
    if not found:
        return rank, 0
    again, end = find(items, value, len(items), start=rank + 1)
    return rank, end - rank if again else 1


def by_index(items: ListValue, want: Request, index: int) -> Selected:
    """The element at an index."""
    return by_index_range(items, want, index, 1)


def by_index_range(items: ListValue, want: Request, index: int, count: int = ALL) -> Selected:
    """The elements at a range of indexes."""
    total = len(items)
    found = index_range(index, count, total, multi=want.multi)
    if found is None:
        raise ResultError(Result.OP_NOT_APPLICABLE, f"no element {index} of {total}")
    start, count = found
    if want.inverted:
        want.check_multi()
        if want.kind in ANY_RANGE:
            raise want.refusal()
        want = want.upright()
        if count == 0:
            start, count = 0, total
        elif start == 0:
            start, count = count, total - count
        elif start + count >= total:
            start, count = 0, start
        else:
            return _around(items, want, start, start + count)
    if count == 0:
        return _not_found(want, start)
    positions = range(start, start + count)
    return _index_range_result(items, want, positions), positions


def _index_range_result(items: ListValue, want: Request, positions: range) -> Value:
    total, start, count = len(items), positions.start, len(positions)
    if want.kind == Return.VALUE:
        return _values(want, items, positions)
    if want.kind in RANKS and not items.ordered and count != total:
        return _ranks(want, items, positions)
    if want.kind in RANK_RANGES and not items.ordered:
        raise want.refusal()
    return want.span(start, count, total)


def _around(items: ListValue, want: Request, start: int, end: int) -> Selected:
    """All elements except those from *start* to *end*."""
    total = len(items)
    positions = [*range(start), *range(end, total)]
    if want.kind == Return.VALUE:
        return _values(want, items, positions), positions
    if want.kind in RANKS and not items.ordered:
        return _ranks(want, items, positions), positions
    if want.kind in INDEXES or want.kind in RANKS:
        numbers = (*want.numbers(0, start, total), *want.numbers(end, total - end, total))
        return ListValue(numbers), positions
    return want.counted(len(positions)), positions


def by_value(items: ListValue, want: Request, value: Value) -> Selected:
    """The elements that are equal to a value: all of them, or the first."""
    want.check_multi()
    if items.ordered:
        start, count = equal_range(items, value)
        if not want.multi:
            if not count:
                return _not_found(want, 0)
            count = 1
        return by_index_range(items, want, start, count)
    rank = rank_of(items, value)
    equal = [position for position, item in enumerate(items) if compare(item, value) == 0]
    if not want.multi:
        del equal[1:]
    return _by_value_result(items, want, rank, equal)


def by_interval(items: ListValue, want: Request, begin: Value, *ends: Value) -> Selected:
    """The elements from *begin* on, up to an exclusive end if there is one."""
    want.check_multi()
    if items.ordered:
        start = lower_bound(items, begin).rank
        end = len(items)
        if ends:
            above = compare(begin, ends[0]) < 0
            end = lower_bound(items, ends[0], start).rank if above else start
        return by_index_range(items, want, start, end - start)
    inside = [
        position
        for position, item in enumerate(items)
        if compare(item, begin) >= 0 and all(compare(item, end) < 0 for end in ends)
    ]
    return _by_value_result(items, want, rank_of(items, begin), inside)


def _by_value_result(
    items: ListValue, want: Request, rank: int, matching: Sequence[int]
) -> Selected:
    total = len(items)
    positions = matching
    if want.inverted:
        matched = set(matching)
        positions = [position for position in range(total) if position not in matched]
    if want.kind == Return.VALUE:
        return _values(want, items, positions), positions
    if want.kind in INDEXES:
        result = want.each(positions, total) if want.multi or positions else -1
        return result, positions
    if want.kind in INDEX_RANGES:
        raise want.refusal()
    return want.span(rank, len(matching), total), positions


def by_rank(items: ListValue, want: Request, rank: int) -> Selected:
    """The element of a rank."""
    return by_rank_range(items, want, rank, 1)


def by_rank_range(items: ListValue, want: Request, rank: int, count: int = ALL) -> Selected:
    """The elements of a range of ranks."""
    want.check_multi()
    if items.ordered:
        return by_index_range(items, want, rank, count)
    total = len(items)
    found = index_range(rank, count, total, multi=want.multi)
    if found is None:
        raise ResultError(Result.OP_NOT_APPLICABLE, f"no rank {rank} of {total}")
    start, count = found
    heap = heap_range(total, start, count, lambda a, b: compare(items[a], items[b]))
    ranked = heap.positions
    positions = sorted(ranked)
    if want.inverted:
        positions = [position for position in range(total) if position not in set(ranked)]
        ranked = positions
    if not positions:
        return _not_found(want, start)
    if want.inverted and want.kind in RANK_RANGES:
        raise want.refusal()
    if want.kind == Return.VALUE:
        return _values(want, items, ranked), positions
    if want.kind in INDEXES:
        return want.each(positions, total), positions
    if want.kind in INDEX_RANGES:
        raise want.refusal()
    return want.span(start, count, total), positions


def by_relative_rank(
    items: ListValue, want: Request, value: Value, rank: int, count: int = ALL
) -> Selected:
    """The elements of a range of ranks, relative to the rank of a value."""
    base = lower_bound(items, value).rank if items.ordered else rank_of(items, value)
    return by_rank_range(items, want, *relative_range(rank, count, base))


def by_value_list(items: ListValue, want: Request, values: Value) -> Selected:
    """The elements that are equal to one of several values."""
    if want.kind in ANY_RANGE:
        raise want.refusal()
    if not isinstance(values, ListValue):
        raise ResultError(Result.PARAMETER, "the values are not a list")
    if not values:
        if want.inverted:
            return by_index_range(items, want.upright(), 0, len(items))
        return _not_found(want, 0)
    if items.ordered:
        return _by_value_list_ordered(items, want, values)
    total = len(items)
    found = find_items(items, values, ranks=want.kind in RANKS)
    positions = found.positions
    if want.inverted:
        positions = [position for position in range(total) if position not in set(positions)]
    if want.kind == Return.VALUE:
        return _values(want, items, positions), positions
    if want.kind in INDEXES:
        return want.each(positions, total), positions
    if want.kind in RANKS:
        return want.spans(found.spans, found.order, total), positions
    return want.counted(len(positions)), positions


def _by_value_list_ordered(items: ListValue, want: Request, values: ListValue) -> Selected:
    total = len(items)
    spans = [equal_range(items, value) for value in values]
    matched = [position for start, count in spans for position in range(start, start + count)]
    unique = set(matched)
    positions = [position for position in range(total) if (position in unique) != want.inverted]
    if want.kind == Return.VALUE:
        return _values(want, items, positions if want.inverted else matched), positions
    if want.kind in INDEXES or want.kind in RANKS:
        if want.inverted:
            return want.each(positions, total), positions
        return ListValue(n for span in spans for n in want.numbers(*span, total)), positions
    return want.counted(len(positions)), positions
