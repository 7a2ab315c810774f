"""Conditions of conditions, and choices between values."""

from __future__ import annotations

from ..model.values import REMOVED, UNKNOWN, Value
from .builder import Build, Builder, Builders, at_least, expect
from .nodes import Frame, Node, Type, constant, malformed, strict

__all__ = ["BUILDERS"]

_UNKNOWN = 0
_AND, _OR, _NOT, _EXCLUSIVE = 16, 17, 18, 19
_REMOVE = 100
_COND = 123


def _unknown(builder: Builder, count: int) -> Node:
    expect(count, 0)
    return Node(Type.BOOL, lambda frame: UNKNOWN, is_unknown=True)


def _removed(builder: Builder, count: int) -> Node:
    expect(count, 0)
    return constant(Type.REMOVED, REMOVED)


def _decided_by(decisive: bool) -> Build:
    """A node with the value *decisive* if one of its conditions has it, and else the opposite."""

    def build(builder: Builder, count: int) -> Node:
        at_least(count, 2)
        runs = [builder.of_type(Type.BOOL).run for _ in range(count)]

        def run(frame: Frame) -> Value:
            result: Value = not decisive
            for condition in runs:
                value = condition(frame)
                if value is decisive:
                    return value
                if value is UNKNOWN:
                    result = UNKNOWN
            return result

        return Node(Type.BOOL, run)

    return build


def _not(builder: Builder, count: int) -> Node:
    expect(count, 1)
    return strict(Type.BOOL, [builder.of_type(Type.BOOL)], lambda value: not value)


def _exclusive(builder: Builder, count: int) -> Node:
    """True if exactly one condition is."""
    at_least(count, 2)
    runs = [builder.of_type(Type.BOOL).run for _ in range(count)]

    def run(frame: Frame) -> Value:
        result = False
        for condition in runs:
            value = condition(frame)
            if value is UNKNOWN:
                return UNKNOWN
            if value and result:
                return False
            result = result or value
        return result

    return Node(Type.BOOL, run)


def _cond(builder: Builder, count: int) -> Node:
    at_least(count, 3)
    if count % 2 == 0:
        raise malformed("with a choice that has no default")
    choices = []
    for _ in range(count // 2):
        condition = builder.of_type(Type.BOOL)
        choices.append((condition.run, builder.next()))
    default = builder.next()
    types = {node.type for _, node in choices if not node.is_unknown}
    if not types or not default.is_unknown:
        types.add(default.type)
    if len(types) != 1 or Type.ANY in types:
        raise malformed("with a choice between values of different types")
    runs = [(condition, node.run) for condition, node in choices]

    def run(frame: Frame) -> Value:
        for condition, choice in runs:
            value = condition(frame)
            if value is UNKNOWN:
                return UNKNOWN
            if value:
                return choice(frame)
        return default.run(frame)

    return Node(types.pop(), run)


BUILDERS: Builders = {
    _UNKNOWN: _unknown,
    _AND: _decided_by(False),
    _OR: _decided_by(True),
    _NOT: _not,
    _EXCLUSIVE: _exclusive,
    _REMOVE: _removed,
    _COND: _cond,
}
