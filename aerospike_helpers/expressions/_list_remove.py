"""Expressions that remove from a copy of a list."""

from __future__ import annotations

from aerospike import constants

from ._types import TypeBinName, TypeCount, TypeCTX, TypeIndex, TypeListValue, TypeRank, TypeValue
from .base import ListBin
from .resources import _BaseExpr, _fixed, _inverted, _or_bin, _or_infinity

__all__ = [
    "ListRemoveByIndex",
    "ListRemoveByIndexRange",
    "ListRemoveByIndexRangeToEnd",
    "ListRemoveByRank",
    "ListRemoveByRankRange",
    "ListRemoveByRankRangeToEnd",
    "ListRemoveByValue",
    "ListRemoveByValueList",
    "ListRemoveByValueRange",
    "ListRemoveByValueRelRankRange",
    "ListRemoveByValueRelRankToEnd",
]


class ListRemoveByValue(_BaseExpr):
    """A list without the elements that equal a value.

    Evaluates to the changed list; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        value: the value to find, or an expression that yields it.
        bin: the name of a list bin, or an expression that yields a list.
        inverted: ``True`` removes all other elements.
    """

    _op = constants.OP_LIST_REMOVE_BY_VALUE

    def __init__(
        self, ctx: TypeCTX, value: TypeValue, bin: TypeBinName, inverted: bool = False
    ) -> None:
        self._children = (value, _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.LIST_RETURN_NONE, inverted))


class ListRemoveByValueList(_BaseExpr):
    """A list without the elements that equal one of several values.

    Evaluates to the changed list; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        values: a list of the values, or an expression that yields it.
        bin: the name of a list bin, or an expression that yields a list.
        inverted: ``True`` removes all other elements.
    """

    _op = constants.OP_LIST_REMOVE_BY_VALUE_LIST

    def __init__(
        self, ctx: TypeCTX, values: TypeListValue, bin: TypeBinName, inverted: bool = False
    ) -> None:
        self._children = (values, _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.LIST_RETURN_NONE, inverted))


class ListRemoveByValueRange(_BaseExpr):
    """A list without the elements in a range of values.

    Evaluates to the changed list; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        begin: the least value to remove, or an expression that yields it.
        end: the value below which the range ends, or an expression that yields it. ``None`` sets no
            upper bound.
        bin: the name of a list bin, or an expression that yields a list.
        inverted: ``True`` removes all other elements.
    """

    _op = constants.OP_LIST_REMOVE_BY_VALUE_RANGE

    def __init__(
        self,
        ctx: TypeCTX,
        begin: TypeValue,
        end: TypeValue,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (begin, _or_infinity(end), _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.LIST_RETURN_NONE, inverted))


class ListRemoveByValueRelRankToEnd(_BaseExpr):
    """A list without the elements from a rank to the greatest; ranks count from a value.

    Evaluates to the changed list; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        value: the value at which ranks begin, or an expression that yields it. The list does not
            have to contain it.
        rank: the first rank, counted from the least element that is not less than *value*: 0 is
            that one, -1 the one before it.
        bin: the name of a list bin, or an expression that yields a list.
        inverted: ``True`` removes all other elements.
    """

    _op = constants.OP_LIST_REMOVE_BY_REL_RANK_RANGE_TO_END

    def __init__(
        self,
        ctx: TypeCTX,
        value: TypeValue,
        rank: TypeRank,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (value, rank, _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.LIST_RETURN_NONE, inverted))


class ListRemoveByValueRelRankRange(_BaseExpr):
    """A list without a number of elements from a rank; ranks count from a value.

    Evaluates to the changed list; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        value: the value at which ranks begin, or an expression that yields it. The list does not
            have to contain it.
        rank: the first rank, counted from the least element that is not less than *value*: 0 is
            that one, -1 the one before it.
        count: how many elements, at most, or an expression that yields that.
        bin: the name of a list bin, or an expression that yields a list.
        inverted: ``True`` removes all other elements.
    """

    _op = constants.OP_LIST_REMOVE_BY_REL_RANK_RANGE

    def __init__(
        self,
        ctx: TypeCTX,
        value: TypeValue,
        rank: TypeRank,
        count: TypeCount,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (value, rank, count, _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.LIST_RETURN_NONE, inverted))


class ListRemoveByIndex(_BaseExpr):
    """A list without the element at an index.

    Evaluates to the changed list; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        index: the position of the element, or an expression that yields it: 0 is the first, -1 the
            last.
        bin: the name of a list bin, or an expression that yields a list.
    """

    _op = constants.OP_LIST_REMOVE_BY_INDEX

    def __init__(self, ctx: TypeCTX, index: TypeIndex, bin: TypeBinName) -> None:
        self._children = (index, _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx)


class ListRemoveByIndexRangeToEnd(_BaseExpr):
    """A list without the elements from an index to the end.

    Evaluates to the changed list; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        index: the position where the range begins, or an expression that yields it: 0 is the first,
            -1 the last.
        bin: the name of a list bin, or an expression that yields a list.
        inverted: ``True`` removes all other elements.
    """

    _op = constants.OP_LIST_REMOVE_BY_INDEX_RANGE_TO_END

    def __init__(
        self, ctx: TypeCTX, index: TypeIndex, bin: TypeBinName, inverted: bool = False
    ) -> None:
        self._children = (index, _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.LIST_RETURN_NONE, inverted))


class ListRemoveByIndexRange(_BaseExpr):
    """A list without a number of elements from an index.

    Evaluates to the changed list; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        index: the position where the range begins, or an expression that yields it: 0 is the first,
            -1 the last.
        count: how many elements, at most, or an expression that yields that.
        bin: the name of a list bin, or an expression that yields a list.
        inverted: ``True`` removes all other elements.
    """

    _op = constants.OP_LIST_REMOVE_BY_INDEX_RANGE

    def __init__(
        self,
        ctx: TypeCTX,
        index: TypeIndex,
        count: TypeCount,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (index, count, _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.LIST_RETURN_NONE, inverted))


class ListRemoveByRank(_BaseExpr):
    """A list without the element of a rank.

    Evaluates to the changed list; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        rank: the position in the order of values, or an expression that yields it: 0 is the least,
            -1 the greatest.
        bin: the name of a list bin, or an expression that yields a list.
    """

    _op = constants.OP_LIST_REMOVE_BY_RANK

    def __init__(self, ctx: TypeCTX, rank: TypeRank, bin: TypeBinName) -> None:
        self._children = (rank, _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx)


class ListRemoveByRankRangeToEnd(_BaseExpr):
    """A list without the elements from a rank to the greatest.

    Evaluates to the changed list; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        rank: the rank where the range begins, or an expression that yields it: 0 is the least, -1
            the greatest.
        bin: the name of a list bin, or an expression that yields a list.
        inverted: ``True`` removes all other elements.
    """

    _op = constants.OP_LIST_REMOVE_BY_RANK_RANGE_TO_END

    def __init__(
        self, ctx: TypeCTX, rank: TypeRank, bin: TypeBinName, inverted: bool = False
    ) -> None:
        self._children = (rank, _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.LIST_RETURN_NONE, inverted))


class ListRemoveByRankRange(_BaseExpr):
    """A list without a number of elements from a rank.

    Evaluates to the changed list; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        rank: the rank where the range begins, or an expression that yields it: 0 is the least, -1
            the greatest.
        count: how many elements, at most, or an expression that yields that.
        bin: the name of a list bin, or an expression that yields a list.
        inverted: ``True`` removes all other elements.
    """

    _op = constants.OP_LIST_REMOVE_BY_RANK_RANGE

    def __init__(
        self,
        ctx: TypeCTX,
        rank: TypeRank,
        count: TypeCount,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (rank, count, _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.LIST_RETURN_NONE, inverted))
