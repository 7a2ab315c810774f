"""Arithmetic on integers and floats. Server 5.6 or later."""

from __future__ import annotations

from typing import TypeAlias

from .resources import _BaseExpr, _end_of_arguments, _ExprOp

__all__ = [
    "Abs",
    "Add",
    "Ceil",
    "Div",
    "Floor",
    "Log",
    "Max",
    "Min",
    "Mod",
    "Mul",
    "Pow",
    "Sub",
    "ToFloat",
    "ToInt",
    "TypeFloat",
    "TypeInteger",
    "TypeNumber",
]

TypeNumber: TypeAlias = _BaseExpr | int | float
TypeFloat: TypeAlias = _BaseExpr | float
TypeInteger: TypeAlias = _BaseExpr | int


class Add(_BaseExpr):
    """Sum of its arguments, which are all integers or all floats."""

    _op = _ExprOp.ADD

    def __init__(self, *args: TypeNumber) -> None:
        self._children = (*args, _end_of_arguments())


class Sub(_BaseExpr):
    """The first argument less all others; of one argument, its negative."""

    _op = _ExprOp.SUB

    def __init__(self, *args: TypeNumber) -> None:
        self._children = (*args, _end_of_arguments())


class Mul(_BaseExpr):
    """Product of its arguments, which are all integers or all floats."""

    _op = _ExprOp.MUL

    def __init__(self, *args: TypeNumber) -> None:
        self._children = (*args, _end_of_arguments())


class Div(_BaseExpr):
    """The first argument divided by the product of the others; of one argument, its reciprocal."""

    _op = _ExprOp.DIV

    def __init__(self, *args: TypeNumber) -> None:
        self._children = (*args, _end_of_arguments())


class Pow(_BaseExpr):
    """`base` to the power of `exponent`; floats."""

    _op = _ExprOp.POW

    def __init__(self, base: TypeFloat, exponent: TypeFloat) -> None:
        self._children = (base, exponent)


class Log(_BaseExpr):
    """Logarithm of `num` to the base `base`; floats."""

    _op = _ExprOp.LOG

    def __init__(self, num: TypeFloat, base: TypeFloat) -> None:
        self._children = (num, base)


class Mod(_BaseExpr):
    """Remainder of `numerator` divided by `denominator`; integers."""

    _op = _ExprOp.MOD

    def __init__(self, numerator: TypeInteger, denominator: TypeInteger) -> None:
        self._children = (numerator, denominator)


class Abs(_BaseExpr):
    """Absolute value of an integer or float."""

    _op = _ExprOp.ABS

    def __init__(self, value: TypeNumber) -> None:
        self._children = (value,)


class Floor(_BaseExpr):
    """The greatest whole number that is not above a float; a float."""

    _op = _ExprOp.FLOOR

    def __init__(self, value: TypeFloat) -> None:
        self._children = (value,)


class Ceil(_BaseExpr):
    """The smallest whole number that is not below a float; a float."""

    _op = _ExprOp.CEIL

    def __init__(self, value: TypeFloat) -> None:
        self._children = (value,)


class ToInt(_BaseExpr):
    """A float cut off to an integer."""

    _op = _ExprOp.TO_INT

    def __init__(self, value: TypeFloat) -> None:
        self._children = (value,)


class ToFloat(_BaseExpr):
    """An integer as a float."""

    _op = _ExprOp.TO_FLOAT

    def __init__(self, value: TypeInteger) -> None:
        self._children = (value,)


class Min(_BaseExpr):
    """The smallest of its arguments, which are all integers or all floats."""

    _op = _ExprOp.MIN

    def __init__(self, *args: TypeNumber) -> None:
        self._children = (*args, _end_of_arguments())


class Max(_BaseExpr):
    """The greatest of its arguments, which are all integers or all floats."""

    _op = _ExprOp.MAX

    def __init__(self, *args: TypeNumber) -> None:
        self._children = (*args, _end_of_arguments())
