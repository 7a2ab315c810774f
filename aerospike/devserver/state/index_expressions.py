"""Which expressions may be indexed: those whose value changes only when the record is written."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Result, ResultError
from ..expression import compile_expression
from ..model.values import ListValue, Particle, Value
from ..model.wire import unpack

__all__ = ["particle_of"]

_DIGEST_MODULO = 64
_METADATA = range(65, 75)
_KEY = 80
_BINS = frozenset((81, 82))
_QUOTE, _CALL = 126, 127

# The position of the operation in a call, after its code.
_CALLED = 2

# The code before the operation of a call with a context.
_IN_CONTEXT = 0xFF

# The particle types for the types of expressions, in the order of their numbers.
_PARTICLES = (
    Particle.NULL,
    Particle.BOOL,
    Particle.INTEGER,
    Particle.STRING,
    Particle.LIST,
    Particle.MAP,
    Particle.BLOB,
    Particle.FLOAT,
    Particle.GEOJSON,
    Particle.HLL,
)


def particle_of(packed: bytes) -> int:
    """The particle type of the value of an expression.

    Raises:
        ResultError: with PARAMETER, it is malformed or must not be indexed.
    """
    type = int(compile_expression(packed).type)
    used = frozenset(_operators(unpack(packed)))
    if used & {*_METADATA, _KEY} or not used & {_DIGEST_MODULO, *_BINS}:
        raise ResultError(Result.PARAMETER, "an expression that does not depend on bins alone")
    return _PARTICLES[type]


def _operators(expression: Value) -> Iterator[int]:
    """The codes in an expression, without those of the operations that it calls."""
    todo = [expression]
    while todo:
        value = todo.pop()
        if not isinstance(value, ListValue) or not value or value[0] == _QUOTE:
            continue
        rest = value[1:]
        if isinstance(value[0], int):
            yield value[0]
        if value[0] == _CALL and len(rest) > _CALLED:
            rest = [*rest[:_CALLED], *_arguments(rest[_CALLED]), *rest[_CALLED + 1 :]]
        todo += rest


def _arguments(call: Value) -> list[Value]:
    if not isinstance(call, ListValue) or not call:
        return []
    if call[0] == _IN_CONTEXT and len(call) > 2:
        return [call[1], *_arguments(call[2])]
    return list(call[1:])
