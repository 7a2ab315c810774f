"""Expressions for values, comparison, logic, conditions and variables."""

from __future__ import annotations

from typing import Any, TypeAlias

from .resources import _BaseExpr, _end_of_arguments, _ExprOp, _Keys

__all__ = [
    "And",
    "CmpGeo",
    "CmpRegex",
    "Cond",
    "Def",
    "Eq",
    "Exclusive",
    "GE",
    "GT",
    "LE",
    "LT",
    "Let",
    "NE",
    "Not",
    "Or",
    "TypeComparisonArg",
    "TypeGeo",
    "Unknown",
    "Val",
    "Var",
]

TypeComparisonArg: TypeAlias = _BaseExpr | Any
TypeGeo: TypeAlias = _BaseExpr | Any


class Val(_BaseExpr):
    """A constant value.

    Evaluates to the value.

    Args:
        value: a bool, int, float, str, bytes, list, dict, :class:`aerospike.GeoJSON` or ``None``.
            Maps that are compared have to be :class:`aerospike.KeyOrderedDict` (server 6.3).
    """

    _op = _ExprOp._AS_EXP_CODE_AS_VAL

    def __init__(self, value: Any) -> None:
        self._fixed = {_Keys.VALUE_KEY: value}


class Unknown(_BaseExpr):
    """No value at all; the expression fails on purpose.

    For example in a branch of :class:`Cond` that should not be taken. ``EXP_READ_EVAL_NO_FAIL`` and
    ``EXP_WRITE_EVAL_NO_FAIL`` ignore the failure. Server 5.6 or later.
    """

    _op = _ExprOp.UNKNOWN


class Eq(_BaseExpr):
    """Whether two values are equal.

    Evaluates to a boolean. Values of different types cannot be compared.

    Args:
        expr0: the first value or expression.
        expr1: the second, of the same type.
    """

    _op = _ExprOp.EQ

    def __init__(self, expr0: TypeComparisonArg, expr1: TypeComparisonArg) -> None:
        self._children = (expr0, expr1)


class NE(_BaseExpr):
    """Whether two values differ.

    Evaluates to a boolean. Values of different types cannot be compared.

    Args:
        expr0: the first value or expression.
        expr1: the second, of the same type.
    """

    _op = _ExprOp.NE

    def __init__(self, expr0: TypeComparisonArg, expr1: TypeComparisonArg) -> None:
        self._children = (expr0, expr1)


class GT(_BaseExpr):
    """Whether the first value is greater than the second.

    Evaluates to a boolean. Values of different types cannot be compared.

    Args:
        expr0: the first value or expression.
        expr1: the second, of the same type.
    """

    _op = _ExprOp.GT

    def __init__(self, expr0: TypeComparisonArg, expr1: TypeComparisonArg) -> None:
        self._children = (expr0, expr1)


class GE(_BaseExpr):
    """Whether the first value is greater than the second or equal to it.

    Evaluates to a boolean. Values of different types cannot be compared.

    Args:
        expr0: the first value or expression.
        expr1: the second, of the same type.
    """

    _op = _ExprOp.GE

    def __init__(self, expr0: TypeComparisonArg, expr1: TypeComparisonArg) -> None:
        self._children = (expr0, expr1)


class LT(_BaseExpr):
    """Whether the first value is less than the second.

    Evaluates to a boolean. Values of different types cannot be compared.

    Args:
        expr0: the first value or expression.
        expr1: the second, of the same type.
    """

    _op = _ExprOp.LT

    def __init__(self, expr0: TypeComparisonArg, expr1: TypeComparisonArg) -> None:
        self._children = (expr0, expr1)


class LE(_BaseExpr):
    """Whether the first value is less than the second or equal to it.

    Evaluates to a boolean. Values of different types cannot be compared.

    Args:
        expr0: the first value or expression.
        expr1: the second, of the same type.
    """

    _op = _ExprOp.LE

    def __init__(self, expr0: TypeComparisonArg, expr1: TypeComparisonArg) -> None:
        self._children = (expr0, expr1)


class CmpRegex(_BaseExpr):
    """Whether a POSIX regular expression matches a string.

    Evaluates to a boolean. Deprecated: packing it issues a :exc:`DeprecationWarning`.
    :class:`~aerospike_helpers.expressions.string.RegexCompare` replaces it since server 8.2.

    Args:
        options: any of ``aerospike.REGEX_*``.
        regex_str: the regular expression, in POSIX syntax.
        cmp_str: a string, or an expression that yields one.
    """

    _op = _ExprOp.CMP_REGEX

    def __init__(self, options: int, regex_str: str, cmp_str: _BaseExpr | str) -> None:
        self._children = (cmp_str,)
        self._fixed = {_Keys.REGEX_OPTIONS_KEY: options, _Keys.VALUE_KEY: regex_str}


class CmpGeo(_BaseExpr):
    """Whether a point lies in a region.

    Evaluates to a boolean. The order of the two does not matter.

    Args:
        expr0: a GeoJSON value, or an expression that yields one: the point or the region.
        expr1: the other of the two.
    """

    _op = _ExprOp.CMP_GEO

    def __init__(self, expr0: TypeGeo, expr1: TypeGeo) -> None:
        self._children = (expr0, expr1)


class Not(_BaseExpr):
    """Whether a boolean is false.

    Evaluates to a boolean.

    Args:
        *exprs: one expression that evaluates to a boolean.
    """

    _op = _ExprOp.NOT

    def __init__(self, *exprs: _BaseExpr) -> None:
        self._children = exprs


class And(_BaseExpr):
    """Whether all booleans are true.

    Evaluates to a boolean.

    Args:
        *exprs: two or more expressions that evaluate to booleans.
    """

    _op = _ExprOp.AND

    def __init__(self, *exprs: _BaseExpr) -> None:
        self._children = (*exprs, _end_of_arguments())


class Or(_BaseExpr):
    """Whether at least one boolean is true.

    Evaluates to a boolean.

    Args:
        *exprs: two or more expressions that evaluate to booleans.
    """

    _op = _ExprOp.OR

    def __init__(self, *exprs: _BaseExpr) -> None:
        self._children = (*exprs, _end_of_arguments())


class Exclusive(_BaseExpr):
    """Whether exactly one boolean is true.

    Evaluates to a boolean. Server 5.6 or later.

    Args:
        *exprs: two or more expressions that evaluate to booleans.
    """

    _op = _ExprOp.EXCLUSIVE

    def __init__(self, *exprs: _BaseExpr) -> None:
        self._children = (*exprs, _end_of_arguments())


class Cond(_BaseExpr):
    """The value that goes with the first true condition.

    Evaluates to what the chosen expression evaluates to. Server 5.6 or later.

    Args:
        *exprs: a condition, its value, a condition, its value, …, and the value for when no
            condition is true. All values have one type, :class:`Unknown` aside.
    """

    _op = _ExprOp.COND

    def __init__(self, *exprs: _BaseExpr) -> None:
        self._children = (*exprs, _end_of_arguments())


class Let(_BaseExpr):
    """An expression with variables.

    Evaluates to what the last expression evaluates to. Server 5.6 or later.

    Args:
        *exprs: one :class:`Def` for each variable, which may use those before it, and the
            expression that uses them by :class:`Var`.
    """

    _op = _ExprOp.LET

    def __init__(self, *exprs: _BaseExpr) -> None:
        self._children = (*exprs, _end_of_arguments())


class Def(_BaseExpr):
    """A variable of a :class:`Let`.

    Server 5.6 or later.

    Args:
        var_name: the name of the variable, unique in its :class:`Let`.
        expr: the expression whose value the variable gets.
    """

    _op = _ExprOp.DEF

    def __init__(self, var_name: str, expr: _BaseExpr) -> None:
        self._children = (expr,)
        self._fixed = {_Keys.VALUE_KEY: var_name}


class Var(_BaseExpr):
    """The value of a variable of a :class:`Let`.

    Evaluates to what its :class:`Def` evaluates to. Server 5.6 or later.

    Args:
        var_name: the name that :class:`Def` gave the variable.
    """

    _op = _ExprOp.VAR

    def __init__(self, var_name: str) -> None:
        self._fixed = {_Keys.VALUE_KEY: var_name}
