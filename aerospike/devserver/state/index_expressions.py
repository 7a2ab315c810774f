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

# Where the operation of a call is, behind its operator.
_CALLED = 2

# In front of the operation that a call makes in a context.
_IN_CONTEXT = 0xFF

# The particle types of the types of expressions, in the order of their numbers.
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
    """The particle type of what an expression yields.

    Raises:
        ResultError: with PARAMETER, it is malformed or must not be indexed.
    """
    type = int(compile_expression(packed).type)
    used = frozenset(_operators(unpack(packed)))
    if used & {*_METADATA, _KEY} or not used & {_DIGEST_MODULO, *_BINS}:
        raise ResultError(Result.PARAMETER, "an expression that does not depend on bins alone")
    return _PARTICLES[type]


def _operators(expression: Value) -> Iterator[int]:
    """The operators of an expression; what is in its calls are arguments."""
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
