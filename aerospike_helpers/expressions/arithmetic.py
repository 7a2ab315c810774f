"""Arithmetic on integers and floats (server 5.6)."""

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
    """The sum of numbers.

    Evaluates to a number of the type of the arguments.

    Args:
        *args: one or more numbers or expressions that yield numbers, all integers or all floats.
    """

    _op = _ExprOp.ADD

    def __init__(self, *args: TypeNumber) -> None:
        self._children = (*args, _end_of_arguments())


class Sub(_BaseExpr):
    """The first number less all others; the negative of a single one.

    Evaluates to a number of the type of the arguments.

    Args:
        *args: one or more numbers or expressions that yield numbers, all integers or all floats.
    """

    _op = _ExprOp.SUB

    def __init__(self, *args: TypeNumber) -> None:
        self._children = (*args, _end_of_arguments())


class Mul(_BaseExpr):
    """The product of numbers.

    Evaluates to a number of the type of the arguments.

    Args:
        *args: one or more numbers or expressions that yield numbers, all integers or all floats.
    """

    _op = _ExprOp.MUL

    def __init__(self, *args: TypeNumber) -> None:
        self._children = (*args, _end_of_arguments())


class Div(_BaseExpr):
    """The first number divided by all others; the reciprocal of a single one.

    Evaluates to a number of the type of the arguments. Integers are cut off towards 0. An integer
    divided by 0 is unknown.

    Args:
        *args: one or more numbers or expressions that yield numbers, all integers or all floats.
    """

    _op = _ExprOp.DIV

    def __init__(self, *args: TypeNumber) -> None:
        self._children = (*args, _end_of_arguments())


class Pow(_BaseExpr):
    """A float raised to a power.

    Evaluates to a float.

    Args:
        base: the base: a float, or an expression that yields one.
        exponent: the exponent: a float, or an expression that yields one.
    """

    _op = _ExprOp.POW

    def __init__(self, base: TypeFloat, exponent: TypeFloat) -> None:
        self._children = (base, exponent)


class Log(_BaseExpr):
    """The logarithm of a float.

    Evaluates to a float.

    Args:
        num: the number: a float, or an expression that yields one.
        base: the base of the logarithm: a float, or an expression that yields one.
    """

    _op = _ExprOp.LOG

    def __init__(self, num: TypeFloat, base: TypeFloat) -> None:
        self._children = (num, base)


class Mod(_BaseExpr):
    """The remainder of a division of integers.

    Evaluates to an integer with the sign of *numerator*. A division by 0 is unknown.

    Args:
        numerator: what is divided: an integer, or an expression that yields one.
        denominator: the divisor: an integer, or an expression that yields one.
    """

    _op = _ExprOp.MOD

    def __init__(self, numerator: TypeInteger, denominator: TypeInteger) -> None:
        self._children = (numerator, denominator)


class Abs(_BaseExpr):
    """The absolute value of a number.

    Evaluates to a number of the type of *value*.

    Args:
        value: a number, or an expression that yields one.
    """

    _op = _ExprOp.ABS

    def __init__(self, value: TypeNumber) -> None:
        self._children = (value,)


class Floor(_BaseExpr):
    """The greatest whole number that is not above a float.

    Evaluates to a float.

    Args:
        value: a float, or an expression that yields one.
    """

    _op = _ExprOp.FLOOR

    def __init__(self, value: TypeFloat) -> None:
        self._children = (value,)


class Ceil(_BaseExpr):
    """The least whole number that is not below a float.

    Evaluates to a float.

    Args:
        value: a float, or an expression that yields one.
    """

    _op = _ExprOp.CEIL

    def __init__(self, value: TypeFloat) -> None:
        self._children = (value,)


class ToInt(_BaseExpr):
    """A float as an integer, cut off towards 0.

    Evaluates to an integer.

    Args:
        value: a float, or an expression that yields one.
    """

    _op = _ExprOp.TO_INT

    def __init__(self, value: TypeFloat) -> None:
        self._children = (value,)


class ToFloat(_BaseExpr):
    """An integer as a float.

    Evaluates to a float.

    Args:
        value: an integer, or an expression that yields one.
    """

    _op = _ExprOp.TO_FLOAT

    def __init__(self, value: TypeInteger) -> None:
        self._children = (value,)


class Min(_BaseExpr):
    """The least of several numbers.

    Evaluates to a number of the type of the arguments.

    Args:
        *args: one or more numbers or expressions that yield numbers, all integers or all floats.
    """

    _op = _ExprOp.MIN

    def __init__(self, *args: TypeNumber) -> None:
        self._children = (*args, _end_of_arguments())


class Max(_BaseExpr):
    """The greatest of several numbers.

    Evaluates to a number of the type of the arguments.

    Args:
        *args: one or more numbers or expressions that yield numbers, all integers or all floats.
    """

    _op = _ExprOp.MAX

    def __init__(self, *args: TypeNumber) -> None:
        self._children = (*args, _end_of_arguments())
