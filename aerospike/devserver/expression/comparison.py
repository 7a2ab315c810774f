"""Comparisons: of values, with a regular expression, of GeoJSON, with the elements of a list."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

from ..errors import ResultError
from ..model.geo import parse
from ..model.values import (
    REMOVED,
    UNKNOWN,
    WILDCARD,
    ListValue,
    MapValue,
    Value,
    compare,
)
from .builder import Build, Builder, Builders, expect
from .nodes import Node, Type, malformed, strict
from .posix_regex import compile_regex

__all__ = ["BUILDERS"]

_REGEX, _GEO, _IN_LIST = 7, 8, 9

_RELATIONS: dict[int, Callable[[Any, Any], bool]] = {
    1: operator.eq,
    2: operator.ne,
    3: operator.gt,
    4: operator.ge,
    5: operator.lt,
    6: operator.le,
}

_INCOMPARABLE = frozenset((Type.GEO, Type.HLL, Type.REMOVED))
_CONTAINERS = frozenset((Type.LIST, Type.MAP, Type.ANY))


def _relation(relation: Callable[[Any, Any], bool]) -> Build:
    def of_nils(a: Value, b: Value) -> Value:
        return relation(0, 0)

    def of_containers(a: Value, b: Value) -> Value:
        # One unordered map leaves the whole comparison without a result.
        try:
            return relation(compare(a, b, _stored_parts, _check_ordered), 0)
        except _Unordered:
            return UNKNOWN

    def of_scalars(a: Value, b: Value) -> Value:
        return relation(a, b)

    def build(builder: Builder, count: int) -> Node:
        expect(count, 2)
        first = builder.next()
        second = builder.of_type(first.type)
        if first.type in _INCOMPARABLE:
            raise malformed(f"that compares values of the type {first.type.name.lower()}")
        if first.type is Type.NIL:
            function = of_nils
        elif first.type in _CONTAINERS:
            function = of_containers
        else:
            function = of_scalars
        return strict(Type.BOOL, [first, second], function)

    return build


class _Unordered(Exception):
    """A comparison has met a map that is not ordered by its keys."""


def _check_ordered(value: Value) -> None:
    if isinstance(value, MapValue) and not value.ordered and (len(value) or value.flags):
        raise _Unordered


def _stored_parts(value: MapValue) -> Iterable[Value]:
    return chain.from_iterable(value.pairs)


def _regex(builder: Builder, count: int) -> Node:
    expect(count, 3)
    flags, pattern = builder.reader.integer(), builder.reader.raw()
    text = builder.of_type(Type.STR)
    regex = compile_regex(pattern.partition(b"\0")[0], flags)

    def search(value: bytes) -> Value:
        # To the server, a string ends at its first zero byte.
        return regex.search(value.partition(b"\0")[0])

    return strict(Type.BOOL, [text], search)


def _geo(builder: Builder, count: int) -> Node:
    expect(count, 2)
    places = [builder.of_type(Type.GEO), builder.of_type(Type.GEO)]
    return strict(Type.BOOL, places, _is_within)


def _is_within(a: bytes, b: bytes) -> Value:
    """Whether one is a region that contains the other, a point."""
    try:
        first, second = parse(bytes(a)), parse(bytes(b))
    except ResultError:
        return UNKNOWN
    return first.contains(second) or second.contains(first)


def _in_list(builder: Builder, count: int) -> Node:
    expect(count, 2)
    return strict(Type.BOOL, [builder.next(), builder.of_type(Type.LIST)], _is_in)


def _is_in(value: Value, items: Value) -> Value:
    if value is REMOVED or not isinstance(items, ListValue):
        return UNKNOWN
    # A wildcard equals the header of a list too.
    if value is WILDCARD and items.flags:
        return True
    return any(compare(value, item, _stored_parts) == 0 for item in items)


BUILDERS: Builders = {
    **{code: _relation(relation) for code, relation in _RELATIONS.items()},
    _REGEX: _regex,
    _GEO: _geo,
    _IN_LIST: _in_list,
}
