"""What the families of expressions share to build nodes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from ..errors import ResultError
from ..model.geojson import check_geojson
from ..model.requests import wrap
from ..model.values import Blob, Geo, Hll, MapValue, Particle, Str, Value
from ..model.wire import unpack
from .nodes import Node, Type, constant, malformed
from .reader import Reader

__all__ = ["Build", "Builder", "Builders", "Variable", "at_least", "container", "expect"]


# Nodes are built and evaluated by calls that nest as the expression does.
MAX_DEPTH = 128


class Variable:
    """A variable: its index in a frame, and its type once that is known."""

    def __init__(self, name: bytes, index: int) -> None:
        self.name = name
        self.index = index
        self.type: Type | None = None


class Builder:
    """Builds the nodes of one expression while it reads the expression."""

    def __init__(self, packed: bytes, builders: Builders) -> None:
        self.reader = Reader(packed)
        self.variables: list[Variable] = []
        self.most_variables = 0
        self._builders = builders
        self._depth = 0

    def next(self) -> Node:
        """The node that begins here.

        Raises:
            ResultError: with PARAMETER, the expression is malformed.
        """
        if not self.reader.is_at_list():
            return _value(self.reader.packed())
        count = self.reader.count()
        if not count:
            raise malformed("with an empty list in it")
        code = self.reader.integer()
        build = self._builders.get(code)
        if build is None:
            raise malformed(f"with the unknown code {code}")
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise malformed("that is nested too deeply")
        node = build(self, count - 1)
        self._depth -= 1
        return node

    def of_type(self, *types: Type) -> Node:
        """The node that begins here, which must have one of the types."""
        node = self.next()
        if node.type not in types:
            expected = " or ".join(type.name.lower() for type in types)
            raise malformed(f"with {node.type.name.lower()} in the place of {expected}")
        return node


Build: TypeAlias = Callable[[Builder, int], Node]
"""Builds a node from the items after its code; the number is how many they are."""

Builders: TypeAlias = Mapping[int, Build]
"""The nodes by their codes."""


def expect(count: int, expected: int) -> None:
    """Refuses a wrong number of items."""
    if count != expected:
        raise malformed(f"with {count} items where {expected} are needed")


def at_least(count: int, least: int) -> None:
    """Refuses too few items."""
    if count < least:
        raise malformed(f"with {count} items where {least} are needed at least")


_CONSTANT_TYPES: dict[type, Type] = {
    type(None): Type.NIL,
    bool: Type.BOOL,
    int: Type.INT,
    float: Type.FLOAT,
    Str: Type.STR,
    Hll: Type.HLL,
}


def container(type: Type, packed: bytes) -> Node:
    """A constant list or map, new for each evaluation, because operations may change it."""
    unpack(packed)
    return Node(type, lambda frame: unpack(packed))


def _value(packed: bytes) -> Node:
    value = unpack(packed)
    if isinstance(value, Blob):
        if value.particle != Particle.BLOB:
            raise malformed(f"with a blob of the type {value.particle}")
        return constant(Type.BLOB, value)
    if isinstance(value, MapValue):
        return container(Type.MAP, packed)
    if isinstance(value, Geo):
        return constant(Type.GEO, _checked(value))
    type = _CONSTANT_TYPES.get(value.__class__, Type.ANY)
    return constant(type, wrap(value) if type is Type.INT else value)


def _checked(value: Geo) -> Value:
    try:
        check_geojson(value)
    except ResultError as error:
        raise malformed(f"with {error.message}") from None
    return value
