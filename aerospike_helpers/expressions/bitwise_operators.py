"""Bitwise arithmetic on integers. Server 5.6 or later."""

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
    """Bitwise and of two or more integers."""

    _op = _ExprOp.INT_AND

    def __init__(self, *exprs: TypeInteger) -> None:
        self._children = (*exprs, _end_of_arguments())


class IntOr(_BaseExpr):
    """Bitwise or of two or more integers."""

    _op = _ExprOp.INT_OR

    def __init__(self, *exprs: TypeInteger) -> None:
        self._children = (*exprs, _end_of_arguments())


class IntXOr(_BaseExpr):
    """Bitwise exclusive or of two or more integers."""

    _op = _ExprOp.INT_XOR

    def __init__(self, *exprs: TypeInteger) -> None:
        self._children = (*exprs, _end_of_arguments())


class IntNot(_BaseExpr):
    """Every bit of an integer flipped."""

    _op = _ExprOp.INT_NOT

    def __init__(self, expr: TypeInteger) -> None:
        self._children = (expr,)


class IntLeftShift(_BaseExpr):
    """An integer shifted to the left by `shift` bits."""

    _op = _ExprOp.INT_LSHIFT

    def __init__(self, value: TypeInteger, shift: TypeInteger) -> None:
        self._children = (value, shift)


class IntRightShift(_BaseExpr):
    """An integer shifted to the right by `shift` bits, zeros moving in."""

    _op = _ExprOp.INT_RSHIFT

    def __init__(self, value: TypeInteger, shift: TypeInteger) -> None:
        self._children = (value, shift)


class IntArithmeticRightShift(_BaseExpr):
    """An integer shifted to the right by `shift` bits, its sign kept."""

    _op = _ExprOp.INT_ARSHIFT

    def __init__(self, value: TypeInteger, shift: TypeInteger) -> None:
        self._children = (value, shift)


class IntCount(_BaseExpr):
    """How many bits of an integer are set."""

    _op = _ExprOp.INT_COUNT

    def __init__(self, value: TypeInteger) -> None:
        self._children = (value,)


class IntLeftScan(_BaseExpr):
    """Index, from the most significant bit, of the first bit that equals `search`; -1 for none."""

    _op = _ExprOp.INT_LSCAN

    def __init__(self, value: TypeInteger, search: TypeBool) -> None:
        self._children = (value, search)


class IntRightScan(_BaseExpr):
    """Index, from the most significant bit, of the last bit that equals `search`; -1 for none."""

    _op = _ExprOp.INT_RSCAN

    def __init__(self, value: TypeInteger, search: TypeBool) -> None:
        self._children = (value, search)
