"""Searching lists and maps: indexes, ranks, and the algorithms that choose among equal elements.

If elements are equal, or a wildcard makes the order inconsistent, the algorithm decides which
element is found. So these are the server's algorithms.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import NamedTuple

from .values import Value, compare

__all__ = [
    "Found",
    "Heap",
    "Items",
    "find",
    "find_items",
    "heap_range",
    "index_range",
    "lower_bound",
    "merge_sorted",
    "quick_select",
    "rank_of",
    "relative_range",
]


def index_range(index: int, count: int, total: int, *, multi: bool) -> tuple[int, int] | None:
    """Where a range begins, and how many of *total* elements it has.

    A negative index counts from the end. None if a single element does not exist.
    """
    if index >= total:
        return (total, 0) if multi else None
    if index < 0:
        index += total
    if index >= 0:
        return index, min(count, total - index)
    if not multi:
        return None
    return 0, max(min(count + index, total), 0)


def relative_range(index: int, count: int, base: int) -> tuple[int, int]:
    """An index relative to *base*, and a count; the part before the first element is cut off."""
    index += base
    return (0, max(count + index, 0)) if index < 0 else (index, count)


def rank_of(values: Sequence[Value], value: Value) -> int:
    """How many of *values* are less than *value*."""
    return sum(compare(candidate, value) < 0 for candidate in values)


class Found(NamedTuple):
    """Whether a value was found, and its rank, or the rank that it would have."""

    found: bool
    rank: int


def find(
    values: Sequence[Value],
    value: Value,
    target: int,
    order: Sequence[int] | None = None,
    start: int = 0,
) -> Found:
    """Searches values that are sorted, or sorted in the order of *order*.

    *target* is the wanted position among equal values: 0 finds the first of them,
    ``len(values)`` finds the rank after the last, and a greater number finds any of them.
    """
    total = len(values)
    lower, upper = start, total
    if lower >= upper:
        return Found(False, total)
    rank = (lower + upper) // 2
    found = False
    while True:
        position = rank if order is None else order[rank]
        direction = compare(value, values[position])
        if direction == 0:
            found = True
            if target > total or target == position:
                break
            direction = -1 if target < position else 1
            if direction > 0 and rank == upper - 1:
                rank += 1
                break
        if direction > 0:
            if rank >= upper - 1:
                rank += 1
                break
            lower = rank + (not found)
            rank = (rank + upper) // 2
        else:
            if rank == lower:
                break
            upper = rank
            rank = (rank + lower) // 2
    return Found(found, rank)


def lower_bound(values: Sequence[Value], value: Value, start: int = 0) -> Found:
    """The first of the sorted *values* that is not less than *value*."""
    return find(values, value, 0, start=start)


def merge_sorted(values: Sequence[Value]) -> list[int]:
    """The positions of *values* in ascending order; equal values keep their order."""

    def merged(positions: list[int]) -> list[int]:
        if len(positions) < 2:
            return positions
        middle = len(positions) // 2
        left, right = merged(positions[:middle]), merged(positions[middle:])
        out: list[int] = []
        i = j = 0
        while i < len(left) and j < len(right):
            if compare(values[left[i]], values[right[j]]) <= 0:
                out.append(left[i])
                i += 1
            else:
                out.append(right[j])
                j += 1
        return out + left[i:] + right[j:]

    return merged(list(range(len(values))))


class Heap(NamedTuple):
    """The positions of a range of ranks, and whether they are in ascending order."""

    positions: list[int]
    ascending: bool


def heap_range(total: int, start: int, count: int, compare_at: Callable[[int, int], int]) -> Heap:
    """Finds the elements with the ranks from *start* on among *total* elements.

    It takes elements off a heap, from the nearer end of the ranks. *compare_at* compares the
    elements at two positions.
    """
    tail = total - start - count
    smallest_first = start <= tail
    wanted = -1 if smallest_first else 1
    heap = list(range(total))
    filled = total

    def sift(at: int) -> None:
        while True:
            child = 2 * at + 1
            if child >= filled:
                return
            other = child + 1
            if other < filled and compare_at(heap[child], heap[other]) not in (wanted, 0):
                child = other
            if compare_at(heap[child], heap[at]) != wanted:
                return
            heap[at], heap[child] = heap[child], heap[at]
            at = child

    for at in range(total // 2 - 1, -1, -1):
        sift(at)
    taken: list[int] = []
    for _ in range(count + min(start, tail)):
        taken.append(heap[0])
        filled -= 1
        heap[0] = heap[filled]
        sift(0)
    return Heap(taken[::-1][:count], not smallest_first)


class Items(NamedTuple):
    """Which elements are equal to one of several items.

    *spans* has, for each item, the rank and the number of its equals. *order* has the positions of
    the items in ascending order.
    """

    positions: list[int]
    order: list[int]
    spans: list[tuple[int, int]]


def find_items(values: Sequence[Value], items: Sequence[Value], *, ranks: bool) -> Items:
    """Looks up each of *values* in *items*; the spans are correct only with *ranks*."""
    total = len(items)
    order = merge_sorted(items)
    equal = [0] * total
    less = [0] * total
    positions = []
    for position, value in enumerate(values):
        found, rank = find(items, value, total if ranks else total + 1, order)
        if found:
            positions.append(position)
            if ranks:
                equal[order[rank - 1]] += 1
        if ranks and rank != total:
            less[order[rank]] += 1
    for previous, current in itertools.pairwise(order):
        less[current] += less[previous]
    return Items(positions, order, list(zip(less, equal)))


def quick_select(values: Sequence[Value], rank: int) -> int:
    """The position of the value with a rank, by quickselect."""
    order = list(range(len(values)))
    first, last = 0, len(order) - 1
    while first < last:
        middle = first + (last - first) // 2
        pivot = order[middle]
        order[first], order[middle] = pivot, order[first]
        low, high = first + 1, last
        while True:
            while low < high and compare(values[order[low]], values[pivot]) < 0:
                low += 1
            while low <= high and high != first and compare(values[pivot], values[order[high]]) < 0:
                high -= 1
            if low >= high:
                break
            order[low], order[high] = order[high], order[low]
            low += 1
            high -= 1
        order[first], order[high] = order[high], order[first]
        if high == rank:
            return pivot
        if high < rank:
            first = high + 1
        else:
            last = high - 1
    return order[first]
