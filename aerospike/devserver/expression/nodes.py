"""Nodes of a compiled expression: each has a type and computes a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple, Protocol

from ..errors import Result, ResultError
from ..model.values import UNKNOWN, Blob, Geo, Hll, ListValue, MapValue, Particle, Str, Value

__all__ = [
    "Context",
    "Frame",
    "Node",
    "Run",
    "Type",
    "constant",
    "is_of_type",
    "malformed",
    "strict",
    "type_of",
]


class Type(IntEnum):
    """The types of expressions, by their numbers on the wire."""

    NIL = 0
    BOOL = 1
    INT = 2
    STR = 3
    LIST = 4
    MAP = 5
    BLOB = 6
    FLOAT = 7
    GEO = 8
    HLL = 9
    NONE = 10
    """Only a variable of a path has this type: it has no value."""
    REMOVED = 11
    ANY = 12
    """The type of a wildcard and of infinity."""


MAX_VALUE_TYPE = Type.HLL


class Context(Protocol):
    """What an expression is evaluated for: a record, or an element on a path."""

    loop_variables: Mapping[int, Value] | None
    """The variables of an element; None for a record."""

    def bin(self, name: bytes) -> Value:
        """The value of a bin, None if it does not exist."""

    def bin_type(self, name: bytes) -> int:
        """The particle type of a bin, 0 if it does not exist."""

    def metadata(self, name: str) -> Value:
        """A part of the metadata; only for records."""


class Frame:
    """One evaluation: its context and its variables."""

    __slots__ = ("context", "is_record", "loop_variables", "variables")

    def __init__(self, context: Context, variables: int) -> None:
        self.context = context
        self.loop_variables = context.loop_variables or {}
        self.is_record = context.loop_variables is None
        self.variables: list[Value] = [UNKNOWN] * variables


Run = Callable[[Frame], Value]


class Node(NamedTuple):
    """A part of an expression."""

    type: Type
    run: Run
    is_unknown: bool = False
    """Whether its value is always unknown, whatever its type."""


def malformed(what: str) -> ResultError:
    """The error of an expression that the server refuses."""
    return ResultError(Result.PARAMETER, f"an expression {what}")


def constant(type: Type, value: Value) -> Node:
    """A node that always has the same value."""
    return Node(type, lambda frame: value)


def strict(type: Type, arguments: Sequence[Node], function: Callable[..., Value]) -> Node:
    """A node that is computed from its arguments, and unknown if one of them is."""
    if len(arguments) == 1:
        (only,) = (argument.run for argument in arguments)

        def run_one(frame: Frame) -> Value:
            value = only(frame)
            return value if value is UNKNOWN else function(value)

        return Node(type, run_one)
    runs = [argument.run for argument in arguments]

    def run(frame: Frame) -> Value:
        values = []
        for argument in runs:
            value = argument(frame)
            if value is UNKNOWN:
                return UNKNOWN
            values.append(value)
        return function(*values)

    return Node(type, run)


_TYPES: dict[type, Type] = {
    type(None): Type.NIL,
    bool: Type.BOOL,
    int: Type.INT,
    Str: Type.STR,
    ListValue: Type.LIST,
    MapValue: Type.MAP,
    float: Type.FLOAT,
    Geo: Type.GEO,
    Hll: Type.HLL,
}


def type_of(value: Value) -> Type:
    """The type of a value. Blobs of a programming language have no type."""
    if isinstance(value, Blob):
        return Type.BLOB if value.particle == Particle.BLOB else Type.NONE
    return _TYPES.get(value.__class__, Type.NONE)


def is_of_type(value: Value, type: Type) -> bool:
    """Whether a value has a type; no value has the type NONE."""
    return type is not Type.NONE and type_of(value) is type
