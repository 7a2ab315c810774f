"""Selects pairs of maps, to read or remove them.

Each function returns the result and the positions of the selected pairs. An operation that reads
ignores the positions. One that removes takes those pairs out. A position is also the index of the
pair, since pairs are kept in the order of their keys.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import Result, ResultError
from .cdt_family import has_nonstorage
from .cdt_list_select import ALL, Selected
from .cdt_result import (
    ANY_RANGE,
    ELEMENTS,
    INDEX_RANGES,
    INDEXES,
    MAPS,
    RANK_RANGES,
    RANKS,
    Request,
    Return,
)
from .cdt_search import find, find_items, index_range, lower_bound, rank_of, relative_range
from .values import NO_RESULT, ListValue, MapValue, Order, Value, compare, sort_key

__all__ = [
    "by_index",
    "by_index_range",
    "by_key",
    "by_key_interval",
    "by_key_list",
    "by_rank",
    "by_rank_range",
    "by_relative_index",
    "by_relative_rank",
    "by_value",
    "by_value_interval",
    "by_value_list",
    "find_key",
    "value_order",
]


def _keys(items: MapValue) -> list[Value]:
    return [key for key, _ in items.pairs]


def _values(items: MapValue) -> list[Value]:
    return [value for _, value in items.pairs]


def value_order(items: MapValue) -> list[int]:
    """The positions of the pairs in the order of their values, then of their keys."""
    return sorted(range(len(items)), key=lambda position: sort_key(items.pairs[position][1]))


def _value_ranks(items: MapValue) -> list[int]:
    """The rank of each pair."""
    ranks = [0] * len(items)
    for rank, position in enumerate(value_order(items)):
        ranks[position] = rank
    return ranks


def _is_value_indexed(items: MapValue) -> bool:
    """Whether the server has an index of the values, and searches it."""
    wanted = Order.VALUE_ORDERED | Order.PERSIST_INDEX
    return items.flags & wanted == wanted and len(items) > 1


def find_key(items: MapValue, key: Value) -> tuple[bool, int]:
    """Whether a map has a key, and the position that the key has or would have."""
    if items.flags or not has_nonstorage(key):
        return find(_keys(items), key, len(items) + 1)
    # The server goes through unordered maps pair by pair, which matters for wildcards.
    for position, (candidate, _) in enumerate(items.pairs):
        if compare(candidate, key) == 0:
            return True, position
    return False, rank_of(_keys(items), key)


def _key_not_found(want: Request, position: int) -> Selected:
    if want.kind in RANK_RANGES:
        raise want.refusal()
    return want.not_found(position), ()


def _value_not_found(want: Request, rank: int) -> Selected:
    if want.kind in INDEX_RANGES:
        raise want.refusal()
    return want.not_found(rank), ()


def _elements(items: MapValue, want: Request, positions: Sequence[int]) -> Value:
    pairs = [items.pairs[position] for position in positions]
    if want.kind in MAPS:
        result = MapValue(pairs, MAPS[want.kind])
        if result.ordered:
            result.sort()
        return result
    part = 0 if want.kind == Return.KEY else 1
    return want.values([pair[part] for pair in pairs])


def _ranks(items: MapValue, want: Request, positions: Sequence[int]) -> Value:
    ranks = _value_ranks(items)
    return want.each([ranks[position] for position in positions], len(items))


def _indexes(items: MapValue, want: Request, positions: Sequence[int]) -> Value:
    return want.each(positions, len(items)) if positions else want.not_found(-1)


def _all_but(total: int, positions: Sequence[int]) -> list[int]:
    gone = set(positions)
    return [position for position in range(total) if position not in gone]


def _all(items: MapValue, want: Request) -> Selected:
    total = len(items)
    positions = range(total)
    if want.kind in ELEMENTS:
        return _elements(items, want, positions), positions
    if want.kind in ANY_RANGE:
        return ListValue((0, total)), positions
    return want.span(0, total, total), positions


def by_key(items: MapValue, want: Request, key: Value) -> Selected:
    """The pair with a key."""
    if want.kind in RANK_RANGES:
        raise want.refusal()
    if items.flags:
        found, position = find_key(items, key)
        if not found:
            return _key_not_found(want, -1)
        return by_index_range(items, want, position, 1)
    want.check_multi()
    found, position = find_key(items, key)
    if not found:
        return _key_not_found(want, -1)
    return _pair_result(items, want, position, rank_of(_keys(items), key)), (position,)


def _pair_result(items: MapValue, want: Request, position: int, index: int) -> Value:
    if want.kind in ELEMENTS:
        return _elements(items, want, (position,))
    if want.kind in RANKS:
        return _ranks(items, want, (position,))
    return want.span(index, 1, len(items))


def by_key_interval(items: MapValue, want: Request, begin: Value, *ends: Value) -> Selected:
    """The pairs with keys from *begin* on, up to an exclusive end if there is one."""
    if want.kind in RANK_RANGES:
        raise want.refusal()
    keys = _keys(items)
    total = len(keys)
    if items.flags:
        start = find_key(items, begin)[1]
        end = find_key(items, ends[0])[1] if ends else total
        return by_index_range(items, want, start, max(end - start, 0))
    start = rank_of(keys, begin)
    positions = [
        position
        for position, key in enumerate(keys)
        if compare(key, begin) >= 0 and all(compare(key, end) < 0 for end in ends)
    ]
    count = len(positions)
    if want.inverted:
        positions = _all_but(total, positions)
    if want.kind in ELEMENTS:
        return _elements(items, want, positions), positions
    if want.kind in RANKS:
        return _ranks(items, want, positions), positions
    return want.span(start, count, total), positions


def by_index(items: MapValue, want: Request, index: int) -> Selected:
    """The pair at an index."""
    return by_index_range(items, want, index, 1)


def by_index_range(items: MapValue, want: Request, index: int, count: int = ALL) -> Selected:
    """The pairs at a range of indexes."""
    total = len(items)
    start, count, want = _range(items, want, index, count, RANK_RANGES)
    if not count:
        return _key_not_found(want, start)
    if count == total:
        return _all(items, want)
    positions: Sequence[int] = range(start, start + count)
    if want.inverted:
        positions = _all_but(total, positions)
        if items.flags and want.kind == Return.EXISTS:
            return True, positions
    if want.kind in ELEMENTS:
        return _elements(items, want, positions), positions
    if want.kind in RANKS:
        return _ranks(items, want, positions), positions
    return want.span(start, count, total), positions


def _range(
    items: MapValue, want: Request, index: int, count: int, refused: frozenset[Return]
) -> tuple[int, int, Request]:
    """A range of indexes or ranks. It stays inverted only if the inverse has two parts."""
    total = len(items)
    found = index_range(index, count, total, multi=want.multi)
    if found is None:
        raise ResultError(Result.OP_NOT_APPLICABLE, f"no pair {index} of {total}")
    if want.kind in refused:
        raise want.refusal()
    want.check_multi()
    start, count = found
    if not want.inverted:
        return start, count, want
    if count == 0:
        return 0, total, want.upright()
    if start == 0:
        return count, total - count, want.upright()
    if start + count >= total:
        return 0, start, want.upright()
    return start, count, want


def by_relative_index(
    items: MapValue, want: Request, key: Value, index: int, count: int = ALL
) -> Selected:
    """The pairs at a range of indexes, relative to the index of a key."""
    base = find_key(items, key)[1] if items.flags else rank_of(_keys(items), key)
    return by_index_range(items, want, *relative_range(index, count, base))


def by_value(items: MapValue, want: Request, value: Value) -> Selected:
    """The pairs with a value: all of them, or the first."""
    return _by_value(items, want, value, (), single=True)


def by_value_interval(items: MapValue, want: Request, begin: Value, *ends: Value) -> Selected:
    """The pairs with values from *begin* on, up to an exclusive end if there is one."""
    return _by_value(items, want, begin, ends, single=False)


def _by_value(
    items: MapValue, want: Request, begin: Value, ends: Sequence[Value], *, single: bool
) -> Selected:
    if want.kind in INDEX_RANGES:
        raise want.refusal()
    want.check_multi()
    if not items.pairs:
        return _value_not_found(want, -1)
    if _is_value_indexed(items):
        return _by_value_indexed(items, want, begin, ends, single=single)
    values = _values(items)
    total = len(values)
    if single:
        matching = [i for i, value in enumerate(values) if compare(value, begin) == 0]
        if not want.multi:
            del matching[1:]
    else:
        matching = [
            position
            for position, value in enumerate(values)
            if compare(value, begin) >= 0 and all(compare(value, end) < 0 for end in ends)
        ]
    wants_rank = want.kind in RANKS or want.kind in RANK_RANGES
    rank = rank_of(values, begin) if wants_rank else 0
    if not matching:
        return _all(items, want.upright()) if want.inverted else _value_not_found(want, rank)
    positions = _all_but(total, matching) if want.inverted else matching
    if want.kind in ELEMENTS:
        return _elements(items, want, positions), positions
    if want.kind in INDEXES:
        return _indexes(items, want, positions), positions
    return want.span(rank, len(matching), total), positions


def _by_value_indexed(
    items: MapValue, want: Request, begin: Value, ends: Sequence[Value], *, single: bool
) -> Selected:
    values = _values(items)
    order = value_order(items)
    total = len(values)
    if single:
        rank, count = _value_span(values, order, begin)
        count = count if want.multi else min(count, 1)
    else:
        rank = find(values, begin, 0, order).rank
        end = find(values, ends[0], 0, order).rank if ends else total
        count = max(end - rank, 0)
    matching = order[rank : rank + count]
    positions = sorted(matching)
    if want.inverted:
        positions = matching = _all_but(total, positions)
    if want.kind in ELEMENTS:
        return _elements(items, want, matching), positions
    if want.kind in INDEXES:
        result = want.each(matching, total) if matching else want.not_found(rank)
        return result, positions
    return want.span(rank, count, total), positions


def _value_span(values: Sequence[Value], order: Sequence[int], value: Value) -> tuple[int, int]:
    """The first rank of a value and how many pairs have it."""
    found, rank = find(values, value, 0, order)
    return rank, find(values, value, len(values), order).rank - rank if found else 0


def by_rank(items: MapValue, want: Request, rank: int) -> Selected:
    """The pair of a rank."""
    return by_rank_range(items, want, rank, 1)


def by_rank_range(items: MapValue, want: Request, rank: int, count: int = ALL) -> Selected:
    """The pairs of a range of ranks."""
    total = len(items)
    start, count, want = _range(items, want, rank, count, INDEX_RANGES)
    if not count:
        return _value_not_found(want, start)
    ranked = value_order(items)[start : start + count]
    positions = sorted(ranked)
    if want.inverted:
        positions = ranked = _all_but(total, positions)
    if want.kind in ELEMENTS:
        return _elements(items, want, ranked), positions
    if want.kind in INDEXES:
        return want.each(ranked, total), positions
    return want.span(start, count, total), positions


def by_relative_rank(
    items: MapValue, want: Request, value: Value, rank: int, count: int = ALL
) -> Selected:
    """The pairs of a range of ranks, relative to the rank of a value."""
    values = _values(items)
    if _is_value_indexed(items):
        base = find(values, value, 0, value_order(items)).rank
    else:
        base = rank_of(values, value)
    return by_rank_range(items, want, *relative_range(rank, count, base))


def _check_items(values: Value) -> ListValue:
    if not isinstance(values, ListValue):
        raise ResultError(Result.PARAMETER, "the items are not a list")
    return values


def _nothing_found(want: Request) -> Value:
    # With nothing to look for, the server accepts any return type.
    return want.not_found(0) if want.is_known else NO_RESULT


def by_key_list(items: MapValue, want: Request, keys: Value) -> Selected:
    """The pairs with one of several keys."""
    keys = _check_items(keys)
    if not keys:
        if want.kind in RANKS or want.kind in ANY_RANGE:
            raise want.refusal()
        return _all(items, want.upright()) if want.inverted else (_nothing_found(want), ())
    total = len(items)
    if items.flags:
        spans = [_key_span(items, key) for key in keys]
        matched = {p for start, count in spans for p in range(start, start + count)}
        positions = [p for p in range(total) if (p in matched) != want.inverted]
        if want.kind in INDEXES and not want.inverted:
            numbers = ListValue(n for span in spans for n in want.numbers(*span, total))
            return numbers, positions
        if want.kind in INDEXES:
            return want.each(positions, total), positions
    else:
        found = find_items(_keys(items), keys, ranks=want.kind in INDEXES)
        positions = _all_but(total, found.positions) if want.inverted else found.positions
        if want.kind in INDEXES:
            return want.spans(found.spans, found.order, total), positions
    if want.kind in ELEMENTS:
        return _elements(items, want, positions), positions
    return want.counted(len(positions)), positions


def _key_span(items: MapValue, key: Value) -> tuple[int, int]:
    keys = _keys(items)
    if not has_nonstorage(key):
        found, position = find_key(items, key)
        return position, int(found)
    found, start = lower_bound(keys, key)
    return start, find(keys, key, len(keys), start=start).rank - start if found else 0


def by_value_list(items: MapValue, want: Request, values: Value) -> Selected:
    """The pairs with one of several values."""
    values = _check_items(values)
    if not values:
        if want.kind in ANY_RANGE:
            raise want.refusal()
        return _all(items, want.upright()) if want.inverted else (_nothing_found(want), ())
    if _is_value_indexed(items) or len(items) <= 1:
        return _by_value_list_indexed(items, want, values)
    total = len(items)
    found = find_items(_values(items), values, ranks=want.kind in RANKS)
    positions = _all_but(total, found.positions) if want.inverted else found.positions
    if want.kind in ELEMENTS:
        return _elements(items, want, positions), positions
    if want.kind in INDEXES:
        return _indexes(items, want, positions), positions
    if want.kind in RANKS:
        return want.spans(found.spans, found.order, total), positions
    return want.counted(len(positions)), positions


def _by_value_list_indexed(items: MapValue, want: Request, values: ListValue) -> Selected:
    order = value_order(items)
    total = len(items)
    known = _values(items)
    spans = [_value_span(known, order, value) for value in values]
    matching = [order[r] for start, count in spans for r in range(start, start + count)]
    matched = set(matching)
    positions = [p for p in range(total) if (p in matched) != want.inverted]
    if want.kind in ELEMENTS:
        return _elements(items, want, positions), positions
    if want.inverted and want.kind in INDEXES:
        return _indexes(items, want, positions), positions
    if want.inverted and want.kind in RANKS:
        return _ranks(items, want, positions), positions
    if want.kind in INDEXES:
        return want.each(matching, total), positions
    if want.kind in RANKS:
        return ListValue(n for span in spans for n in want.numbers(*span, total)), positions
    return want.counted(len(positions)), positions
