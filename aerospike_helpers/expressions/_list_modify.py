"""Expressions that write to a copy of a list."""

from __future__ import annotations

from aerospike import constants

from ._types import TypeBinName, TypeCTX, TypeIndex, TypeListValue, TypePolicy, TypeValue
from .base import ListBin
from .resources import _BaseExpr, _ExprOp, _fixed, _or_bin, _policy

__all__ = [
    "ListAppend",
    "ListAppendItems",
    "ListClear",
    "ListIncrement",
    "ListInsert",
    "ListInsertItems",
    "ListSet",
    "ListSort",
]


class ListAppend(_BaseExpr):
    """A list with a value added: at the end, or in its place in an ordered list.

    Evaluates to the changed list; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        policy: a dictionary with ``list_order`` and ``write_flags`` (``aerospike.LIST_WRITE_*``),
            or ``None`` for no flags.
        value: the new element, or an expression that yields it.
        bin: the name of a list bin, or an expression that yields a list.
    """

    _op = constants.OP_LIST_APPEND

    def __init__(
        self, ctx: TypeCTX, policy: TypePolicy, value: TypeValue, bin: TypeBinName
    ) -> None:
        self._children = (
            value,
            _policy(_ExprOp._AS_EXP_CODE_CDT_LIST_CRMOD, policy),
            _or_bin(bin, ListBin),
        )
        self._fixed = _fixed(ctx, list_policy=policy)


class ListAppendItems(_BaseExpr):
    """A list with several values added, as :class:`ListAppend` adds one.

    Evaluates to the changed list; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        policy: a dictionary with ``list_order`` and ``write_flags`` (``aerospike.LIST_WRITE_*``),
            or ``None`` for no flags.
        value: a list of the new elements, or an expression that yields it.
        bin: the name of a list bin, or an expression that yields a list.
    """

    _op = constants.OP_LIST_APPEND_ITEMS

    def __init__(
        self, ctx: TypeCTX, policy: TypePolicy, value: TypeValue, bin: TypeBinName
    ) -> None:
        self._children = (
            value,
            _policy(_ExprOp._AS_EXP_CODE_CDT_LIST_CRMOD, policy),
            _or_bin(bin, ListBin),
        )
        self._fixed = _fixed(ctx, list_policy=policy)


class ListInsert(_BaseExpr):
    """A list with a value inserted before an element.

    Evaluates to the changed list; with *ctx*, to the whole value of *bin*. An ordered list
    refuses it.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        policy: a dictionary with ``list_order`` and ``write_flags`` (``aerospike.LIST_WRITE_*``),
            or ``None`` for no flags.
        index: the position of the new element, or an expression that yields it: 0 is the first, -1
            before the last. After the end, nil fills the gap.
        value: the new element, or an expression that yields it.
        bin: the name of a list bin, or an expression that yields a list.
    """

    _op = constants.OP_LIST_INSERT

    def __init__(
        self, ctx: TypeCTX, policy: TypePolicy, index: TypeIndex, value: TypeValue, bin: TypeBinName
    ) -> None:
        self._children = (
            index,
            value,
            _policy(_ExprOp._AS_EXP_CODE_CDT_LIST_MOD, policy),
            _or_bin(bin, ListBin),
        )
        self._fixed = _fixed(ctx, list_policy=policy)


class ListInsertItems(_BaseExpr):
    """A list with several values inserted before an element.

    Evaluates to the changed list; with *ctx*, to the whole value of *bin*. An ordered list
    refuses it.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        policy: a dictionary with ``list_order`` and ``write_flags`` (``aerospike.LIST_WRITE_*``),
            or ``None`` for no flags.
        index: the position of the first new element, or an expression that yields it: 0 is the
            first, -1 before the last. After the end, nil fills the gap.
        values: a list of the new elements, or an expression that yields it.
        bin: the name of a list bin, or an expression that yields a list.
    """

    _op = constants.OP_LIST_INSERT_ITEMS

    def __init__(
        self,
        ctx: TypeCTX,
        policy: TypePolicy,
        index: TypeIndex,
        values: TypeListValue,
        bin: TypeBinName,
    ) -> None:
        self._children = (
            index,
            values,
            _policy(_ExprOp._AS_EXP_CODE_CDT_LIST_MOD, policy),
            _or_bin(bin, ListBin),
        )
        self._fixed = _fixed(ctx, list_policy=policy)


class ListIncrement(_BaseExpr):
    """A list with a number added to.

    Evaluates to the changed list; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        policy: a dictionary with ``list_order`` and ``write_flags`` (``aerospike.LIST_WRITE_*``),
            or ``None`` for no flags.
        index: the position of the number, or an expression that yields it: 0 is the first, -1 the
            last.
        value: the number to add, an integer or a float, or an expression that yields it.
        bin: the name of a list bin, or an expression that yields a list.
    """

    _op = constants.OP_LIST_INCREMENT

    def __init__(
        self, ctx: TypeCTX, policy: TypePolicy, index: TypeIndex, value: TypeValue, bin: TypeBinName
    ) -> None:
        self._children = (
            index,
            value,
            _policy(_ExprOp._AS_EXP_CODE_CDT_LIST_CRMOD, policy),
            _or_bin(bin, ListBin),
        )
        self._fixed = _fixed(ctx, list_policy=policy)


class ListSet(_BaseExpr):
    """A list with an element replaced.

    Evaluates to the changed list; with *ctx*, to the whole value of *bin*. An ordered list
    refuses it.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        policy: a dictionary with ``list_order`` and ``write_flags`` (``aerospike.LIST_WRITE_*``),
            or ``None`` for no flags.
        index: the position of the element, or an expression that yields it: 0 is the first, -1 the
            last. After the end, nil fills the gap.
        value: the new element, or an expression that yields it.
        bin: the name of a list bin, or an expression that yields a list.
    """

    _op = constants.OP_LIST_SET

    def __init__(
        self, ctx: TypeCTX, policy: TypePolicy, index: TypeIndex, value: TypeValue, bin: TypeBinName
    ) -> None:
        self._children = (
            index,
            value,
            _policy(_ExprOp._AS_EXP_CODE_CDT_LIST_MOD, policy),
            _or_bin(bin, ListBin),
        )
        self._fixed = _fixed(ctx, list_policy=policy)


class ListClear(_BaseExpr):
    """A list with all elements removed.

    Evaluates to the changed list; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        bin: the name of a list bin, or an expression that yields a list.
    """

    _op = constants.OP_LIST_CLEAR

    def __init__(self, ctx: TypeCTX, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, ListBin),)
        self._fixed = _fixed(ctx)


class ListSort(_BaseExpr):
    """A list sorted.

    Evaluates to the changed list; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        order: ``aerospike.LIST_SORT_DEFAULT``, or ``LIST_SORT_DROP_DUPLICATES`` to keep one of each
            value, with a :exc:`DeprecationWarning`.
        bin: the name of a list bin, or an expression that yields a list.
    """

    _op = constants.OP_LIST_SORT

    def __init__(self, ctx: TypeCTX, order: int, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, ListBin),)
        self._fixed = _fixed(ctx, list_order=order)
