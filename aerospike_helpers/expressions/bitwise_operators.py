"""Bitwise arithmetic on integers of 64 bits (server 5.6)."""

from __future__ import annotations

from typing import TypeAlias

from .resources import _BaseExpr, _end_of_arguments, _ExprOp

__all__ = [
    "IntAnd",
    "IntArithmeticRightShift",
    "IntCount",
    "IntLeftScan",
    "IntLeftShift",
    "IntNot",
    "IntOr",
    "IntRightScan",
    "IntRightShift",
    "IntXOr",
    "TypeBool",
    "TypeInteger",
]

TypeInteger: TypeAlias = _BaseExpr | int
TypeBool: TypeAlias = _BaseExpr | bool


class IntAnd(_BaseExpr):
    """The bitwise and of integers.

    Evaluates to an integer.

    Args:
        *exprs: two or more integers, or expressions that yield integers.
    """

    _op = _ExprOp.INT_AND

    def __init__(self, *exprs: TypeInteger) -> None:
        self._children = (*exprs, _end_of_arguments())


class IntOr(_BaseExpr):
    """The bitwise or of integers.

    Evaluates to an integer.

    Args:
        *exprs: two or more integers, or expressions that yield integers.
    """

    _op = _ExprOp.INT_OR

    def __init__(self, *exprs: TypeInteger) -> None:
        self._children = (*exprs, _end_of_arguments())


class IntXOr(_BaseExpr):
    """The bitwise exclusive or of integers.

    Evaluates to an integer.

    Args:
        *exprs: two or more integers, or expressions that yield integers.
    """

    _op = _ExprOp.INT_XOR

    def __init__(self, *exprs: TypeInteger) -> None:
        self._children = (*exprs, _end_of_arguments())


class IntNot(_BaseExpr):
    """An integer with all bits inverted.

    Evaluates to an integer.

    Args:
        expr: an integer, or an expression that yields one.
    """

    _op = _ExprOp.INT_NOT

    def __init__(self, expr: TypeInteger) -> None:
        self._children = (expr,)


class IntLeftShift(_BaseExpr):
    """An integer shifted to the left.

    Evaluates to an integer.

    Args:
        value: an integer, or an expression that yields one.
        shift: how many bits, 0 to 63, or an expression that yields that. Only its lowest 6 bits
            count.
    """

    _op = _ExprOp.INT_LSHIFT

    def __init__(self, value: TypeInteger, shift: TypeInteger) -> None:
        self._children = (value, shift)


class IntRightShift(_BaseExpr):
    """An integer shifted to the right, zeros moving in.

    Evaluates to an integer.

    Args:
        value: an integer, or an expression that yields one.
        shift: how many bits, 0 to 63, or an expression that yields that. Only its lowest 6 bits
            count.
    """

    _op = _ExprOp.INT_RSHIFT

    def __init__(self, value: TypeInteger, shift: TypeInteger) -> None:
        self._children = (value, shift)


class IntArithmeticRightShift(_BaseExpr):
    """An integer shifted to the right, the sign staying.

    Evaluates to an integer.

    Args:
        value: an integer, or an expression that yields one.
        shift: how many bits, 0 to 63, or an expression that yields that. Only its lowest 6 bits
            count.
    """

    _op = _ExprOp.INT_ARSHIFT

    def __init__(self, value: TypeInteger, shift: TypeInteger) -> None:
        self._children = (value, shift)


class IntCount(_BaseExpr):
    """How many bits of an integer are 1.

    Evaluates to an integer, 0 to 64.

    Args:
        value: an integer, or an expression that yields one.
    """

    _op = _ExprOp.INT_COUNT

    def __init__(self, value: TypeInteger) -> None:
        self._children = (value,)


class IntLeftScan(_BaseExpr):
    """The position of the first bit of a value.

    Evaluates to an integer: 0 is the highest bit, 63 the lowest, -1 none.

    Args:
        value: an integer, or an expression that yields one.
        search: ``True`` looks for 1, ``False`` for 0; or an expression that yields a boolean.
    """

    _op = _ExprOp.INT_LSCAN

    def __init__(self, value: TypeInteger, search: TypeBool) -> None:
        self._children = (value, search)


class IntRightScan(_BaseExpr):
    """The position of the last bit of a value.

    Evaluates to an integer: 0 is the highest bit, 63 the lowest, -1 none.

    Args:
        value: an integer, or an expression that yields one.
        search: ``True`` looks for 1, ``False`` for 0; or an expression that yields a boolean.
    """

    _op = _ExprOp.INT_RSCAN

    def __init__(self, value: TypeInteger, search: TypeBool) -> None:
        self._children = (value, search)
