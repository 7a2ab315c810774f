"""Expressions that read lists."""

from __future__ import annotations

from aerospike import constants

from ._types import TypeBinName, TypeCount, TypeCTX, TypeIndex, TypeListValue, TypeRank, TypeValue
from .base import ListBin
from .resources import _BaseExpr, _fixed, _inverted, _or_bin

__all__ = [
    "InList",
    "ListGetByIndex",
    "ListGetByIndexRange",
    "ListGetByIndexRangeToEnd",
    "ListGetByRank",
    "ListGetByRankRange",
    "ListGetByRankRangeToEnd",
    "ListGetByValue",
    "ListGetByValueList",
    "ListGetByValueRange",
    "ListGetByValueRelRankRange",
    "ListGetByValueRelRankRangeToEnd",
    "ListJoin",
    "ListSize",
]


class ListSize(_BaseExpr):
    """How many elements a list has.

    Evaluates to an integer.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        bin: the name of a list bin, or an expression that yields a list.
    """

    _op = constants.OP_LIST_SIZE

    def __init__(self, ctx: TypeCTX, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, ListBin),)
        self._fixed = _fixed(ctx)


class ListGetByValue(_BaseExpr):
    """The elements that equal a value.

    Evaluates to the result that *return_type* selects; values and positions are a list.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        return_type: what to return, one of ``aerospike.LIST_RETURN_*``, without
            ``LIST_RETURN_NONE``.
        value: the value to find, or an expression that yields it.
        bin: the name of a list bin, or an expression that yields a list.
        inverted: ``True`` selects all other elements.
    """

    _op = constants.OP_LIST_GET_BY_VALUE

    def __init__(
        self,
        ctx: TypeCTX,
        return_type: int,
        value: TypeValue,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (value, _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx, return_type=_inverted(return_type, inverted))


class ListGetByValueRange(_BaseExpr):
    """The elements in a range of values.

    Evaluates to the result that *return_type* selects; values and positions are a list.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        return_type: what to return, one of ``aerospike.LIST_RETURN_*``, without
            ``LIST_RETURN_NONE``.
        value_begin: the least value to select, or an expression that yields it. ``None`` sets no
            lower bound.
        value_end: the value below which the range ends, or an expression that yields it.
            :class:`aerospike.CDTInfinite` sets no upper bound.
        bin: the name of a list bin, or an expression that yields a list.
        inverted: ``True`` selects all other elements.
    """

    _op = constants.OP_LIST_GET_BY_VALUE_RANGE

    def __init__(
        self,
        ctx: TypeCTX,
        return_type: int,
        value_begin: TypeValue,
        value_end: TypeValue,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (value_begin, value_end, _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx, return_type=_inverted(return_type, inverted))


class ListGetByValueList(_BaseExpr):
    """The elements that equal one of several values.

    Evaluates to the result that *return_type* selects; values and positions are a list.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        return_type: what to return, one of ``aerospike.LIST_RETURN_*``, without
            ``LIST_RETURN_NONE``.
        value: a list of the values, or an expression that yields it.
        bin: the name of a list bin, or an expression that yields a list.
        inverted: ``True`` selects all other elements.
    """

    _op = constants.OP_LIST_GET_BY_VALUE_LIST

    def __init__(
        self,
        ctx: TypeCTX,
        return_type: int,
        value: TypeListValue,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (value, _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx, return_type=_inverted(return_type, inverted))


class ListGetByValueRelRankRangeToEnd(_BaseExpr):
    """The elements from a rank to the greatest; ranks count from a value.

    Evaluates to the result that *return_type* selects; values and positions are a list.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        return_type: what to return, one of ``aerospike.LIST_RETURN_*``, without
            ``LIST_RETURN_NONE``.
        value: the value at which ranks begin, or an expression that yields it. The list does not
            have to contain it.
        rank: the first rank, counted from the least element that is not less than *value*: 0 is
            that one, -1 the one before it.
        bin: the name of a list bin, or an expression that yields a list.
        inverted: ``True`` selects all other elements.
    """

    _op = constants.OP_LIST_GET_BY_VALUE_RANK_RANGE_REL_TO_END

    def __init__(
        self,
        ctx: TypeCTX,
        return_type: int,
        value: TypeValue,
        rank: TypeRank,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (value, rank, _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx, return_type=_inverted(return_type, inverted))


class InList(_BaseExpr):
    """Whether a list contains a value.

    Evaluates to a boolean. Server 8.1.2 or later.

    Args:
        value: the value, or an expression that yields it.
        bin: the name of a list bin, or an expression that yields a list.
    """

    _op = constants._AS_EXP_CODE_IN_LIST

    def __init__(self, value: TypeValue, bin: TypeBinName) -> None:
        self._children = (value, _or_bin(bin, ListBin))


class ListGetByValueRelRankRange(_BaseExpr):
    """A number of elements from a rank; ranks count from a value.

    Evaluates to the result that *return_type* selects; values and positions are a list.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        return_type: what to return, one of ``aerospike.LIST_RETURN_*``, without
            ``LIST_RETURN_NONE``.
        value: the value at which ranks begin, or an expression that yields it. The list does not
            have to contain it.
        rank: the first rank, counted from the least element that is not less than *value*: 0 is
            that one, -1 the one before it.
        count: how many elements, at most, or an expression that yields that.
        bin: the name of a list bin, or an expression that yields a list.
        inverted: ``True`` selects all other elements.
    """

    _op = constants.OP_LIST_GET_BY_VALUE_RANK_RANGE_REL

    def __init__(
        self,
        ctx: TypeCTX,
        return_type: int,
        value: TypeValue,
        rank: TypeRank,
        count: TypeCount,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (value, rank, count, _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx, return_type=_inverted(return_type, inverted))


class ListGetByIndex(_BaseExpr):
    """The element at an index.

    Evaluates to the result that *return_type* selects.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        return_type: what to return, one of ``aerospike.LIST_RETURN_*``, without
            ``LIST_RETURN_NONE``.
        value_type: the type of the result, one of
            :class:`~aerospike_helpers.expressions.resources.ResultType`: the element's type for
            ``LIST_RETURN_VALUE``, ``ResultType.INTEGER`` for an index, a rank or a count,
            ``ResultType.BOOLEAN`` for ``EXISTS``.
        index: the position of the element, or an expression that yields it: 0 is the first, -1 the
            last.
        bin: the name of a list bin, or an expression that yields a list.
    """

    _op = constants.OP_LIST_GET_BY_INDEX

    def __init__(
        self, ctx: TypeCTX, return_type: int, value_type: int, index: TypeIndex, bin: TypeBinName
    ) -> None:
        self._children = (index, _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx, value_type=value_type, return_type=return_type)


class ListGetByIndexRangeToEnd(_BaseExpr):
    """The elements from an index to the end.

    Evaluates to the result that *return_type* selects; values and positions are a list.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        return_type: what to return, one of ``aerospike.LIST_RETURN_*``, without
            ``LIST_RETURN_NONE``.
        index: the position where the range begins, or an expression that yields it: 0 is the first,
            -1 the last.
        bin: the name of a list bin, or an expression that yields a list.
        inverted: ``True`` selects all other elements.
    """

    _op = constants.OP_LIST_GET_BY_INDEX_RANGE_TO_END

    def __init__(
        self,
        ctx: TypeCTX,
        return_type: int,
        index: TypeIndex,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (index, _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx, return_type=_inverted(return_type, inverted))


class ListGetByIndexRange(_BaseExpr):
    """A number of elements from an index.

    Evaluates to the result that *return_type* selects; values and positions are a list.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        return_type: what to return, one of ``aerospike.LIST_RETURN_*``, without
            ``LIST_RETURN_NONE``.
        index: the position where the range begins, or an expression that yields it: 0 is the first,
            -1 the last.
        count: how many elements, at most, or an expression that yields that.
        bin: the name of a list bin, or an expression that yields a list.
        inverted: ``True`` selects all other elements.
    """

    _op = constants.OP_LIST_GET_BY_INDEX_RANGE

    def __init__(
        self,
        ctx: TypeCTX,
        return_type: int,
        index: TypeIndex,
        count: TypeCount,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (index, count, _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx, return_type=_inverted(return_type, inverted))


class ListGetByRank(_BaseExpr):
    """The element of a rank.

    Evaluates to the result that *return_type* selects.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        return_type: what to return, one of ``aerospike.LIST_RETURN_*``, without
            ``LIST_RETURN_NONE``.
        value_type: the type of the result, one of
            :class:`~aerospike_helpers.expressions.resources.ResultType`: the element's type for
            ``LIST_RETURN_VALUE``, ``ResultType.INTEGER`` for an index, a rank or a count,
            ``ResultType.BOOLEAN`` for ``EXISTS``.
        rank: the position in the order of values, or an expression that yields it: 0 is the least,
            -1 the greatest.
        bin: the name of a list bin, or an expression that yields a list.
    """

    _op = constants.OP_LIST_GET_BY_RANK

    def __init__(
        self, ctx: TypeCTX, return_type: int, value_type: int, rank: TypeRank, bin: TypeBinName
    ) -> None:
        self._children = (rank, _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx, value_type=value_type, return_type=return_type)


class ListGetByRankRangeToEnd(_BaseExpr):
    """The elements from a rank to the greatest.

    Evaluates to the result that *return_type* selects; values and positions are a list.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        return_type: what to return, one of ``aerospike.LIST_RETURN_*``, without
            ``LIST_RETURN_NONE``.
        rank: the rank where the range begins, or an expression that yields it: 0 is the least, -1
            the greatest.
        bin: the name of a list bin, or an expression that yields a list.
        inverted: ``True`` selects all other elements.
    """

    _op = constants.OP_LIST_GET_BY_RANK_RANGE_TO_END

    def __init__(
        self,
        ctx: TypeCTX,
        return_type: int,
        rank: TypeRank,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (rank, _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx, return_type=_inverted(return_type, inverted))


class ListGetByRankRange(_BaseExpr):
    """A number of elements from a rank.

    Evaluates to the result that *return_type* selects; values and positions are a list.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        return_type: what to return, one of ``aerospike.LIST_RETURN_*``, without
            ``LIST_RETURN_NONE``.
        rank: the rank where the range begins, or an expression that yields it: 0 is the least, -1
            the greatest.
        count: how many elements, at most, or an expression that yields that.
        bin: the name of a list bin, or an expression that yields a list.
        inverted: ``True`` selects all other elements.
    """

    _op = constants.OP_LIST_GET_BY_RANK_RANGE

    def __init__(
        self,
        ctx: TypeCTX,
        return_type: int,
        rank: TypeRank,
        count: TypeCount,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (rank, count, _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx, return_type=_inverted(return_type, inverted))


class ListJoin(_BaseExpr):
    """The strings of a list joined to one.

    Evaluates to a string, empty for an empty list. An element that is not a string makes the
    expression fail. Server 8.2 or later.

    Args:
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        separator: the text between two elements. ``None`` or an empty string for nothing.
        bin: the name of a list bin, or an expression that yields a list.
    """

    def __init__(self, ctx: TypeCTX, separator: str | None, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, ListBin),)
        # An empty separator is none, as None is.
        if separator:
            self._op = constants._OP_LIST_JOIN_SEPARATOR
            self._fixed = _fixed(ctx, **{constants._STR_EXP_SEPARATOR_KEY: separator})
        else:
            self._op = constants._OP_LIST_JOIN
            self._fixed = _fixed(ctx)
