"""Lists.

`ctx` is None or a list of contexts that lead to a nested list; `bin` is a bin name or an
expression that yields a list. Indexes and ranks count from 0, negative ones from the end. `policy`
is None or a dictionary with ``list_order`` and ``write_flags``. `return_type` is one of
``aerospike.LIST_RETURN_*``. Expressions that change a list change a copy: the bin stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from aerospike import constants
from aerospike.values.special import CDTInfinite

from .base import ListBin
from .resources import _BaseExpr, _ExprOp, _fixed, _inverted, _or_bin, _or_infinity, _policy

if TYPE_CHECKING:
    from aerospike_helpers.cdt_ctx import _cdt_ctx

__all__ = [
    "InList",
    "ListAppend",
    "ListAppendItems",
    "ListClear",
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
    "ListIncrement",
    "ListInsert",
    "ListInsertItems",
    "ListJoin",
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
    "ListSet",
    "ListSize",
    "ListSort",
    "TypeBinName",
    "TypeCTX",
    "TypeCount",
    "TypeIndex",
    "TypeListValue",
    "TypePolicy",
    "TypeRank",
    "TypeValue",
]

TypeBinName: TypeAlias = _BaseExpr | str
TypeListValue: TypeAlias = _BaseExpr | list[Any]
TypeIndex: TypeAlias = _BaseExpr | int | CDTInfinite
TypeCTX: TypeAlias = "list[_cdt_ctx] | None"
TypeRank: TypeAlias = _BaseExpr | int | CDTInfinite
TypeCount: TypeAlias = _BaseExpr | int | CDTInfinite
TypeValue: TypeAlias = _BaseExpr | Any
TypePolicy: TypeAlias = dict[str, Any] | None


class ListAppend(_BaseExpr):
    """Append `value` to a list; the changed list."""

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
    """Append every item of the list `value` to a list; the changed list."""

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
    """Insert `value` in front of the item at `index`; the changed list."""

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
    """Insert every item of `values` in front of the item at `index`; the changed list."""

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
    """Add `value` to the number at `index`; the changed list."""

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
    """Put `value` in the place of the item at `index`; the changed list."""

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
    """Remove every item of a list; the empty list."""

    _op = constants.OP_LIST_CLEAR

    def __init__(self, ctx: TypeCTX, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, ListBin),)
        self._fixed = _fixed(ctx)


class ListSort(_BaseExpr):
    """Sort a list; `order` is one of the ``aerospike.LIST_SORT_*`` flags."""

    _op = constants.OP_LIST_SORT

    def __init__(self, ctx: TypeCTX, order: int, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, ListBin),)
        self._fixed = _fixed(ctx, list_order=order)


class ListRemoveByValue(_BaseExpr):
    """Remove the items equal to `value` (`inverted`: all but these); the changed list."""

    _op = constants.OP_LIST_REMOVE_BY_VALUE

    def __init__(
        self, ctx: TypeCTX, value: TypeValue, bin: TypeBinName, inverted: bool = False
    ) -> None:
        self._children = (value, _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.LIST_RETURN_NONE, inverted))


class ListRemoveByValueList(_BaseExpr):
    """Remove the items equal to one of `values` (`inverted`: all but these); the changed list."""

    _op = constants.OP_LIST_REMOVE_BY_VALUE_LIST

    def __init__(
        self, ctx: TypeCTX, values: TypeListValue, bin: TypeBinName, inverted: bool = False
    ) -> None:
        self._children = (values, _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.LIST_RETURN_NONE, inverted))


class ListRemoveByValueRange(_BaseExpr):
    """Remove the items from `begin` up to, without, `end`; the changed list.

    `end` may be None, which stands for infinity. `inverted` keeps what would have gone.
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
    """Remove the items from `rank`, counted from where `value` would be; the changed list."""

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
    """Remove `count` items from `rank`, counted from where `value` would be; the changed list."""

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
    """Remove the item at `index`; the changed list."""

    _op = constants.OP_LIST_REMOVE_BY_INDEX

    def __init__(self, ctx: TypeCTX, index: TypeIndex, bin: TypeBinName) -> None:
        self._children = (index, _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx)


class ListRemoveByIndexRangeToEnd(_BaseExpr):
    """Remove the items from `index` on (`inverted`: those before it); the changed list."""

    _op = constants.OP_LIST_REMOVE_BY_INDEX_RANGE_TO_END

    def __init__(
        self, ctx: TypeCTX, index: TypeIndex, bin: TypeBinName, inverted: bool = False
    ) -> None:
        self._children = (index, _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.LIST_RETURN_NONE, inverted))


class ListRemoveByIndexRange(_BaseExpr):
    """Remove `count` items from `index` on (`inverted`: all but these); the changed list."""

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
    """Remove the item of the given `rank` (0 is the smallest); the changed list."""

    _op = constants.OP_LIST_REMOVE_BY_RANK

    def __init__(self, ctx: TypeCTX, rank: TypeRank, bin: TypeBinName) -> None:
        self._children = (rank, _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx)


class ListRemoveByRankRangeToEnd(_BaseExpr):
    """Remove the items of `rank` and above (`inverted`: those below); the changed list."""

    _op = constants.OP_LIST_REMOVE_BY_RANK_RANGE_TO_END

    def __init__(
        self, ctx: TypeCTX, rank: TypeRank, bin: TypeBinName, inverted: bool = False
    ) -> None:
        self._children = (rank, _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.LIST_RETURN_NONE, inverted))


class ListRemoveByRankRange(_BaseExpr):
    """Remove `count` items from `rank` upwards (`inverted`: all but these); the changed list."""

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


class ListSize(_BaseExpr):
    """How many items a list has; an integer."""

    _op = constants.OP_LIST_SIZE

    def __init__(self, ctx: TypeCTX, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, ListBin),)
        self._fixed = _fixed(ctx)


class ListGetByValue(_BaseExpr):
    """The items equal to `value`, in the form of `return_type`."""

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
    """The items from `value_begin` up to, without, `value_end`, in the form of `return_type`."""

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
    """The items equal to one of the list `value`, in the form of `return_type`."""

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
    """The items from `rank`, counted from where `value` would be."""

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
    """Whether `value` is an item of a list; a boolean."""

    _op = constants._AS_EXP_CODE_IN_LIST

    def __init__(self, value: TypeValue, bin: TypeBinName) -> None:
        self._children = (value, _or_bin(bin, ListBin))


class ListGetByValueRelRankRange(_BaseExpr):
    """`count` items from `rank`, counted from where `value` would be."""

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
    """The item at `index`, in the form of `return_type`.

    `value_type` is the `ResultType` of the item; with a return type that yields indexes,
    ranks or a count it is `ResultType.INTEGER`.
    """

    _op = constants.OP_LIST_GET_BY_INDEX

    def __init__(
        self, ctx: TypeCTX, return_type: int, value_type: int, index: TypeIndex, bin: TypeBinName
    ) -> None:
        self._children = (index, _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx, value_type=value_type, return_type=return_type)


class ListGetByIndexRangeToEnd(_BaseExpr):
    """The items from `index` on (`inverted`: those before it), in the form of `return_type`."""

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
    """`count` items from `index` on (`inverted`: all but these), in the form of `return_type`."""

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
    """The item of the given `rank` (0 is the smallest), in the form of `return_type`.

    `value_type` is the `ResultType` of the item, as in `ListGetByIndex`.
    """

    _op = constants.OP_LIST_GET_BY_RANK

    def __init__(
        self, ctx: TypeCTX, return_type: int, value_type: int, rank: TypeRank, bin: TypeBinName
    ) -> None:
        self._children = (rank, _or_bin(bin, ListBin))
        self._fixed = _fixed(ctx, value_type=value_type, return_type=return_type)


class ListGetByRankRangeToEnd(_BaseExpr):
    """The items of `rank` and above (`inverted`: those below), in the form of `return_type`."""

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
    """`count` items from `rank` up (`inverted`: all but these), in the form of `return_type`."""

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
    """The strings of a list as one string, `separator` (None: nothing) between them.

    A list with an item that is no string fails. Server 8.2 or later.
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
