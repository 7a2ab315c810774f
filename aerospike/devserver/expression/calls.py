"""Operations on lists, maps, blobs and HyperLogLogs inside expressions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ..errors import ResultError
from ..model.geo import check_size
from ..model.operators import MODIFIES, READS, Operator
from ..model.values import NO_RESULT, REMOVED, UNKNOWN, Geo, ListValue, MapValue, Value
from ..model.wire import pack
from .builder import Builder, Builders, container, expect
from .nodes import (
    MAX_VALUE_TYPE,
    Frame,
    Node,
    Run,
    Type,
    is_of_type,
    malformed,
    strict,
)

__all__ = ["BUILDERS", "FAMILIES", "MODIFY"]

_MAP_KEYS, _MAP_VALUES = 101, 102
_QUOTE = 126
_CALL = 127

MODIFY = 0x40
"""Added to a family's number: the call yields a changed copy."""

_CONTEXT, _SELECT = 0xFF, 0xFE


class _Family(NamedTuple):
    types: tuple[Type, ...]
    read: int
    modify: int


FAMILIES: dict[int, _Family] = {
    0: _Family((Type.LIST, Type.MAP), Operator.CDT_READ, Operator.CDT_MODIFY),
    1: _Family((Type.BLOB,), Operator.BITS_READ, Operator.BITS_MODIFY),
    2: _Family((Type.HLL,), Operator.HLL_READ, Operator.HLL_MODIFY),
}

_Part = bytes | Run


def _call(builder: Builder, count: int) -> Node:
    expect(count, 4)
    number, system = builder.reader.integer(), builder.reader.integer()
    if not Type.NIL <= number <= MAX_VALUE_TYPE:
        raise malformed(f"with a call that yields the type {number}")
    family = FAMILIES.get(system & ~MODIFY)
    if family is None:
        raise malformed(f"with a call of the family {system}")
    parts = _arguments(builder)
    target = builder.of_type(Type.NIL, *family.types)
    operate = _modification(family.modify) if system & MODIFY else READS[family.read]
    type = Type(number)

    def run(frame: Frame) -> Value:
        packed = _packed(parts, frame)
        value = target.run(frame)
        if packed is None or value is UNKNOWN:
            return UNKNOWN
        try:
            result = operate(value, packed)
            if isinstance(result, Geo):
                check_size(result)
        except ResultError:
            return UNKNOWN
        if result is NO_RESULT:
            result = None
        return result if is_of_type(result, type) else UNKNOWN

    # A call on nil has the type of nil, whatever type it names.
    return Node(Type.NIL if target.type is Type.NIL else type, run)


def _modification(operator: int) -> Callable[[Value, bytes], Value]:
    modify = MODIFIES[operator]
    return lambda value, packed: modify(value, packed)[0]


def _arguments(builder: Builder) -> list[_Part]:
    """The parts of an operation: packed bytes, and arguments that are expressions."""
    reader = builder.reader
    start = reader.at
    count = reader.count()
    if not count:
        raise malformed("with a call of no operation")
    code = reader.integer()
    if code == _CONTEXT:
        if count != 3:
            raise malformed("with a call that has no operation in its context")
        reader.packed()
        count = reader.count()
        reader.integer()
    elif code == _SELECT:
        if count not in (3, 4) or not reader.is_at_list():
            raise malformed("with an invalid path")
        reader.packed()
        reader.integer()
        if count == 4:
            reader.packed()
        count = 1
    parts: list[_Part] = [reader.data[start : reader.at]]
    for _ in range(1, count):
        parts.append(builder.next().run if reader.is_at_list() else reader.packed())
    return parts


def _packed(parts: Sequence[_Part], frame: Frame) -> bytes | None:
    """The packed operation with the values of its arguments, None if one is unknown."""
    packed = []
    for part in parts:
        if not isinstance(part, bytes):
            value = part(frame)
            if value is UNKNOWN or value is REMOVED:
                return None
            part = pack(value)
        packed.append(part)
    return b"".join(packed)


def _quote(builder: Builder, count: int) -> Node:
    expect(count, 1)
    if not builder.reader.is_at_list():
        raise malformed("that quotes something else than a list")
    return container(Type.LIST, builder.reader.packed())


def _of_map(part: int) -> Any:
    def collect(value: Value) -> Value:
        if not isinstance(value, MapValue):
            return UNKNOWN
        return ListValue(pair[part] for pair in value)

    def build(builder: Builder, count: int) -> Node:
        expect(count, 1)
        return strict(Type.LIST, [builder.next()], collect)

    return build


BUILDERS: Builders = {
    _MAP_KEYS: _of_map(0),
    _MAP_VALUES: _of_map(1),
    _QUOTE: _quote,
    _CALL: _call,
}
