"""Arithmetic as on the server: integers of 64 bits that wrap, floats of 64 bits."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial, reduce
from operator import add, mul, sub
from typing import NamedTuple

from ..model.requests import wrap
from ..model.values import UNKNOWN, Value
from .builder import Build, Builder, Builders, at_least, expect
from .nodes import Node, Type, malformed, strict

__all__ = ["BUILDERS", "integers", "of_types"]

_LEAST = -(2**63)


def integers(function: Callable[..., int]) -> Callable[..., int]:
    """A function of integers whose result wraps to 64 bits."""
    return lambda *values: wrap(function(*values))


def divide(a: float, b: float) -> float:
    """A quotient of floats: an infinity or NaN where Python raises an error."""
    if b:
        return a / b
    if not a or math.isnan(a) or math.isnan(b):
        return math.nan
    return math.copysign(math.inf, a) * math.copysign(1, b)


def _fold(function: Callable[[Value, Value], Value]) -> Callable[..., Value]:
    return lambda *values: reduce(function, values)


def _subtract(first: Value, *others: Value) -> Value:
    if not others:
        return (0.0 if isinstance(first, float) else 0) - first
    return reduce(sub, others, first)


def _divide_floats(first: float, *others: float) -> float:
    return divide(first, math.prod(others)) if others else divide(1.0, first)


def _divide_integers(first: int, *others: int) -> Value:
    dividend, divisor = (first, wrap(math.prod(others))) if others else (1, first)
    if not divisor:
        return UNKNOWN
    quotient = abs(dividend) // abs(divisor)
    return wrap(quotient if (dividend < 0) == (divisor < 0) else -quotient)


def _remainder(dividend: int, divisor: int) -> Value:
    if not divisor:
        return UNKNOWN
    remainder = abs(dividend) % abs(divisor)
    return -remainder if dividend < 0 else remainder


# A NaN is neither less nor greater, so the first argument stays.
def _less(a: Value, b: Value) -> Value:
    return b if a > b else a


def _greater(a: Value, b: Value) -> Value:
    return b if a < b else a


def _power(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except OverflowError:
        pass
    except ValueError:
        if base:
            return math.nan
    is_odd = exponent % 2 == 1
    return math.copysign(math.inf, base) if is_odd else math.inf


def _natural_logarithm(number: float) -> float:
    if number > 0:
        return math.log(number)
    return math.nan if number else -math.inf


def _logarithm(number: float, base: float) -> float:
    return divide(_natural_logarithm(number), _natural_logarithm(base))


def _rounded(function: Callable[[float], int], number: float) -> float:
    if not math.isfinite(number):
        return number
    # The sign matters for zero.
    return math.copysign(float(function(number)), number)


def _to_int(number: float) -> int:
    # A number that does not fit becomes the least integer.
    return int(number) if _LEAST <= number < -_LEAST else _LEAST


class _Numbers(NamedTuple):
    """A function of any number of integers, or of floats."""

    of_integers: Callable[..., Value]
    of_floats: Callable[..., Value]
    most: int | None = None

    def build(self, builder: Builder, count: int) -> Node:
        """Builds the node, which has the type of its arguments."""
        at_least(count, 1)
        if self.most is not None:
            expect(count, self.most)
        arguments = [builder.of_type(Type.INT, Type.FLOAT) for _ in range(count)]
        types = {argument.type for argument in arguments}
        if len(types) > 1:
            raise malformed("that calculates with both integers and floats")
        type = types.pop()
        return strict(type, arguments, self.of_floats if type is Type.FLOAT else self.of_integers)


def of_types(types: Sequence[Type], result: Type, function: Callable[..., Value]) -> Build:
    """A function whose arguments have the given types."""

    def build(builder: Builder, count: int) -> Node:
        expect(count, len(types))
        return strict(result, [builder.of_type(type) for type in types], function)

    return build


def _same(function: Callable[..., Value]) -> _Numbers:
    return _Numbers(integers(function), function)


_NUMBERS: dict[int, _Numbers] = {
    20: _same(_fold(add)),
    21: _same(_subtract),
    22: _same(_fold(mul)),
    23: _Numbers(_divide_integers, _divide_floats),
    27: _Numbers(integers(abs), abs, 1),
    50: _same(_fold(_less)),
    51: _same(_fold(_greater)),
}

_INT, _FLOAT = Type.INT, Type.FLOAT

BUILDERS: Builders = {
    **{code: row.build for code, row in _NUMBERS.items()},
    24: of_types((_FLOAT, _FLOAT), _FLOAT, _power),
    25: of_types((_FLOAT, _FLOAT), _FLOAT, _logarithm),
    26: of_types((_INT, _INT), _INT, _remainder),
    28: of_types((_FLOAT,), _FLOAT, partial(_rounded, math.floor)),
    29: of_types((_FLOAT,), _FLOAT, partial(_rounded, math.ceil)),
    30: of_types((_FLOAT,), _INT, _to_int),
    31: of_types((_INT,), _FLOAT, float),
}
