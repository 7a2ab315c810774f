"""Maps.

`ctx` is None or a list of contexts that lead to a nested map; `bin` is a bin name or an expression
that yields a map. Indexes (in the order of keys) and ranks (in the order of values) count from 0,
negative ones from the end. `policy` is None or a dictionary with ``map_order``,
``map_write_flags`` and ``persist_index``. `return_type` is one of ``aerospike.MAP_RETURN_*``.
Expressions that change a map change a copy: the bin stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from aerospike import constants
from aerospike.values.special import CDTInfinite

from .base import MapBin
from .resources import _BaseExpr, _ExprOp, _fixed, _inverted, _or_bin, _or_infinity, _policy

if TYPE_CHECKING:
    from aerospike_helpers.cdt_ctx import _cdt_ctx

__all__ = [
    "MapClear",
    "MapGetByIndex",
    "MapGetByIndexRange",
    "MapGetByIndexRangeToEnd",
    "MapGetByKey",
    "MapGetByKeyList",
    "MapGetByKeyRange",
    "MapGetByKeyRelIndexRange",
    "MapGetByKeyRelIndexRangeToEnd",
    "MapGetByRank",
    "MapGetByRankRange",
    "MapGetByRankRangeToEnd",
    "MapGetByValue",
    "MapGetByValueList",
    "MapGetByValueRange",
    "MapGetByValueRelRankRange",
    "MapGetByValueRelRankRangeToEnd",
    "MapGetKeys",
    "MapGetValues",
    "MapIncrement",
    "MapPut",
    "MapPutItems",
    "MapRemoveByIndex",
    "MapRemoveByIndexRange",
    "MapRemoveByIndexRangeToEnd",
    "MapRemoveByKey",
    "MapRemoveByKeyList",
    "MapRemoveByKeyRange",
    "MapRemoveByKeyRelIndexRange",
    "MapRemoveByKeyRelIndexRangeToEnd",
    "MapRemoveByRank",
    "MapRemoveByRankRange",
    "MapRemoveByRankRangeToEnd",
    "MapRemoveByValue",
    "MapRemoveByValueList",
    "MapRemoveByValueRange",
    "MapRemoveByValueRelRankRange",
    "MapRemoveByValueRelRankRangeToEnd",
    "MapSize",
    "TypeBinName",
    "TypeCTX",
    "TypeCount",
    "TypeIndex",
    "TypeKey",
    "TypeKeyList",
    "TypeListValue",
    "TypeMap",
    "TypePolicy",
    "TypeRank",
    "TypeValue",
]

TypeKey: TypeAlias = _BaseExpr | Any
TypeKeyList: TypeAlias = _BaseExpr | list[Any]
TypeMap: TypeAlias = _BaseExpr | dict[Any, Any]
TypeBinName: TypeAlias = _BaseExpr | str
TypeListValue: TypeAlias = _BaseExpr | list[Any]
TypeIndex: TypeAlias = _BaseExpr | int | CDTInfinite
TypeCTX: TypeAlias = "list[_cdt_ctx] | None"
TypeRank: TypeAlias = _BaseExpr | int | CDTInfinite
TypeCount: TypeAlias = _BaseExpr | int | CDTInfinite
TypeValue: TypeAlias = _BaseExpr | Any
TypePolicy: TypeAlias = dict[str, Any] | None


class MapPut(_BaseExpr):
    """Write `value` under `key`; the changed map."""

    _op = constants.OP_MAP_PUT

    def __init__(
        self, ctx: TypeCTX, policy: TypePolicy, key: TypeKey, value: TypeValue, bin: TypeBinName
    ) -> None:
        self._children = (
            key,
            value,
            _policy(_ExprOp._AS_EXP_CODE_CDT_MAP_CRMOD, policy),
            _or_bin(bin, MapBin),
        )
        self._fixed = _fixed(ctx, map_policy=policy)


class MapPutItems(_BaseExpr):
    """Write every entry of the dictionary `map`; the changed map."""

    _op = constants.OP_MAP_PUT_ITEMS

    def __init__(self, ctx: TypeCTX, policy: TypePolicy, map: TypeMap, bin: TypeBinName) -> None:
        self._children = (
            map,
            _policy(_ExprOp._AS_EXP_CODE_CDT_MAP_CRMOD, policy),
            _or_bin(bin, MapBin),
        )
        self._fixed = _fixed(ctx, map_policy=policy)


class MapIncrement(_BaseExpr):
    """Add `value` to the number under `key`; the changed map."""

    _op = constants.OP_MAP_INCREMENT

    def __init__(
        self, ctx: TypeCTX, policy: TypePolicy, key: TypeKey, value: TypeValue, bin: TypeBinName
    ) -> None:
        self._children = (
            key,
            value,
            _policy(_ExprOp._AS_EXP_CODE_CDT_MAP_CRMOD, policy),
            _or_bin(bin, MapBin),
        )
        self._fixed = _fixed(ctx, map_policy=policy)


class MapClear(_BaseExpr):
    """Remove every entry of a map; the empty map."""

    _op = constants.OP_MAP_CLEAR

    def __init__(self, ctx: TypeCTX, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, MapBin),)
        self._fixed = _fixed(ctx)


class MapRemoveByKey(_BaseExpr):
    """Remove the entry under `key`; the changed map."""

    _op = constants.OP_MAP_REMOVE_BY_KEY

    def __init__(self, ctx: TypeCTX, key: TypeKey, bin: TypeBinName) -> None:
        self._children = (key, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx)


class MapRemoveByKeyList(_BaseExpr):
    """Remove the entries under `keys` (`inverted`: all but these); the changed map."""

    _op = constants.OP_MAP_REMOVE_BY_KEY_LIST

    def __init__(
        self, ctx: TypeCTX, keys: list[TypeKey], bin: TypeBinName, inverted: bool = False
    ) -> None:
        self._children = (keys, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.MAP_RETURN_NONE, inverted))


class MapRemoveByKeyRange(_BaseExpr):
    """Remove the entries with keys from `begin` up to, without, `end`; the changed map.

    `end` may be None, which stands for infinity. `inverted` keeps what would have gone.
    """

    _op = constants.OP_MAP_REMOVE_BY_KEY_RANGE

    def __init__(
        self,
        ctx: TypeCTX,
        begin: TypeValue,
        end: TypeValue,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (begin, _or_infinity(end), _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.MAP_RETURN_NONE, inverted))


class MapRemoveByKeyRelIndexRangeToEnd(_BaseExpr):
    """Remove the entries from `index`, counted from where `key` would be; the changed map."""

    _op = constants.OP_MAP_REMOVE_BY_KEY_REL_INDEX_RANGE_TO_END

    def __init__(
        self, ctx: TypeCTX, key: TypeKey, index: TypeIndex, bin: TypeBinName, inverted: bool = False
    ) -> None:
        self._children = (key, index, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.MAP_RETURN_NONE, inverted))


class MapRemoveByKeyRelIndexRange(_BaseExpr):
    """Remove `count` entries from `index`, counted from where `key` would be; the changed map."""

    _op = constants.OP_MAP_REMOVE_BY_KEY_REL_INDEX_RANGE

    def __init__(
        self,
        ctx: TypeCTX,
        key: TypeKey,
        index: TypeIndex,
        count: TypeCount,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (key, index, count, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.MAP_RETURN_NONE, inverted))


class MapRemoveByValue(_BaseExpr):
    """Remove the entries with this `value` (`inverted`: all but these); the changed map."""

    _op = constants.OP_MAP_REMOVE_BY_VALUE

    def __init__(
        self, ctx: TypeCTX, value: TypeValue, bin: TypeBinName, inverted: bool = False
    ) -> None:
        self._children = (value, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.MAP_RETURN_NONE, inverted))


class MapRemoveByValueList(_BaseExpr):
    """Remove the entries with one of `values` (`inverted`: all but these); the changed map."""

    _op = constants.OP_MAP_REMOVE_BY_VALUE_LIST

    def __init__(
        self, ctx: TypeCTX, values: TypeListValue, bin: TypeBinName, inverted: bool = False
    ) -> None:
        self._children = (values, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.MAP_RETURN_NONE, inverted))


class MapRemoveByValueRange(_BaseExpr):
    """Remove the entries with values from `begin` up to, without, `end`; the changed map.

    `aerospike.CDTInfinite()` as `end` leaves the range open.
    """

    _op = constants.OP_MAP_REMOVE_BY_VALUE_RANGE

    def __init__(
        self,
        ctx: TypeCTX,
        begin: TypeValue,
        end: TypeValue,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (begin, end, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.MAP_RETURN_NONE, inverted))


class MapRemoveByValueRelRankRangeToEnd(_BaseExpr):
    """Remove the entries from `rank`, counted from where `value` would be; the changed map."""

    _op = constants.OP_MAP_REMOVE_BY_VALUE_REL_RANK_RANGE_TO_END

    def __init__(
        self,
        ctx: TypeCTX,
        value: TypeValue,
        rank: TypeRank,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (value, rank, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.MAP_RETURN_NONE, inverted))


class MapRemoveByValueRelRankRange(_BaseExpr):
    """Remove `count` entries from `rank`, counted from where `value` would be; the changed map."""

    _op = constants.OP_MAP_REMOVE_BY_VALUE_REL_RANK_RANGE

    def __init__(
        self,
        ctx: TypeCTX,
        value: TypeValue,
        rank: TypeRank,
        count: TypeCount,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (value, rank, count, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.MAP_RETURN_NONE, inverted))


class MapRemoveByIndex(_BaseExpr):
    """Remove the entry at `index`, in the order of keys; the changed map."""

    _op = constants.OP_MAP_REMOVE_BY_INDEX

    def __init__(self, ctx: TypeCTX, index: TypeIndex, bin: TypeBinName) -> None:
        self._children = (index, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx)


class MapRemoveByIndexRangeToEnd(_BaseExpr):
    """Remove the entries from `index` on (`inverted`: those before it); the changed map."""

    _op = constants.OP_MAP_REMOVE_BY_INDEX_RANGE_TO_END

    def __init__(
        self, ctx: TypeCTX, index: TypeIndex, bin: TypeBinName, inverted: bool = False
    ) -> None:
        self._children = (index, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.MAP_RETURN_NONE, inverted))


class MapRemoveByIndexRange(_BaseExpr):
    """Remove `count` entries from `index` on (`inverted`: all but these); the changed map."""

    _op = constants.OP_MAP_REMOVE_BY_INDEX_RANGE

    def __init__(
        self,
        ctx: TypeCTX,
        index: TypeIndex,
        count: TypeCount,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (index, count, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.MAP_RETURN_NONE, inverted))


class MapRemoveByRank(_BaseExpr):
    """Remove the entry whose value has the given `rank` (0 is the smallest); the changed map."""

    _op = constants.OP_MAP_REMOVE_BY_RANK

    def __init__(self, ctx: TypeCTX, rank: TypeRank, bin: TypeBinName) -> None:
        self._children = (rank, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx)


class MapRemoveByRankRangeToEnd(_BaseExpr):
    """Remove the entries of `rank` and above (`inverted`: those below); the changed map."""

    _op = constants.OP_MAP_REMOVE_BY_RANK_RANGE_TO_END

    def __init__(
        self, ctx: TypeCTX, rank: TypeRank, bin: TypeBinName, inverted: bool = False
    ) -> None:
        self._children = (rank, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.MAP_RETURN_NONE, inverted))


class MapRemoveByRankRange(_BaseExpr):
    """Remove `count` entries from `rank` upwards (`inverted`: all but these); the changed map."""

    _op = constants.OP_MAP_REMOVE_BY_RANK_RANGE

    def __init__(
        self,
        ctx: TypeCTX,
        rank: TypeRank,
        count: TypeCount,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (rank, count, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.MAP_RETURN_NONE, inverted))


class MapSize(_BaseExpr):
    """How many entries a map has; an integer."""

    _op = constants.OP_MAP_SIZE

    def __init__(self, ctx: TypeCTX, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, MapBin),)
        self._fixed = _fixed(ctx)


class MapGetByKey(_BaseExpr):
    """The entry under `key`, in the form of `return_type`.

    `value_type` is the `ResultType` of the value; with a return type that yields indexes,
    ranks or a count it is `ResultType.INTEGER`.
    """

    _op = constants.OP_MAP_GET_BY_KEY

    def __init__(
        self, ctx: TypeCTX, return_type: int, value_type: int, key: TypeKey, bin: TypeBinName
    ) -> None:
        self._children = (key, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, value_type=value_type, return_type=return_type)


class MapGetByKeyRange(_BaseExpr):
    """The entries with keys from `begin` up to, without, `end`, in the form of `return_type`.

    `aerospike.CDTInfinite()` as `end` leaves the range open.
    """

    _op = constants.OP_MAP_GET_BY_KEY_RANGE

    def __init__(
        self,
        ctx: TypeCTX,
        return_type: int,
        begin: TypeKey,
        end: TypeKey,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (begin, end, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(return_type, inverted))


class MapGetByKeyList(_BaseExpr):
    """The entries under `keys` (`inverted`: all but these), in the form of `return_type`."""

    _op = constants.OP_MAP_GET_BY_KEY_LIST

    def __init__(
        self,
        ctx: TypeCTX,
        return_type: int,
        keys: TypeKeyList,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (keys, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(return_type, inverted))


class MapGetByKeyRelIndexRangeToEnd(_BaseExpr):
    """The entries from `index`, counted from where `key` would be."""

    _op = constants.OP_MAP_GET_BY_KEY_REL_INDEX_RANGE_TO_END

    def __init__(
        self,
        ctx: TypeCTX,
        return_type: int,
        key: TypeKey,
        index: TypeIndex,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (key, index, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(return_type, inverted))


class MapGetByKeyRelIndexRange(_BaseExpr):
    """`count` entries from `index`, counted from where `key` would be."""

    _op = constants.OP_MAP_GET_BY_KEY_REL_INDEX_RANGE

    def __init__(
        self,
        ctx: TypeCTX,
        return_type: int,
        key: TypeKey,
        index: TypeIndex,
        count: TypeCount,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (key, index, count, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(return_type, inverted))


class MapGetByValue(_BaseExpr):
    """The entries whose value equals `value`, in the form of `return_type`."""

    _op = constants.OP_MAP_GET_BY_VALUE

    def __init__(
        self,
        ctx: TypeCTX,
        return_type: int,
        value: TypeValue,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (value, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(return_type, inverted))


class MapGetByValueRange(_BaseExpr):
    """The entries with values from `value_begin` up to, without, `value_end`.

    `value_end` may be None, which stands for infinity.
    """

    _op = constants.OP_MAP_GET_BY_VALUE_RANGE

    def __init__(
        self,
        ctx: TypeCTX,
        return_type: int,
        value_begin: TypeValue,
        value_end: TypeValue,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (value_begin, _or_infinity(value_end), _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(return_type, inverted))


class MapGetByValueList(_BaseExpr):
    """The entries whose value is one of the list `value`, in the form of `return_type`."""

    _op = constants.OP_MAP_GET_BY_VALUE_LIST

    def __init__(
        self,
        ctx: TypeCTX,
        return_type: int,
        value: TypeListValue,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (value, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(return_type, inverted))


class MapGetByValueRelRankRangeToEnd(_BaseExpr):
    """The entries from `rank`, counted from where `value` would be."""

    _op = constants.OP_MAP_GET_BY_VALUE_RANK_RANGE_REL_TO_END

    def __init__(
        self,
        ctx: TypeCTX,
        return_type: int,
        value: TypeValue,
        rank: TypeRank,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (value, rank, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(return_type, inverted))


class MapGetByValueRelRankRange(_BaseExpr):
    """`count` entries from `rank`, counted from where `value` would be."""

    _op = constants.OP_MAP_GET_BY_VALUE_RANK_RANGE_REL

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
        self._children = (value, rank, count, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(return_type, inverted))


class MapGetByIndex(_BaseExpr):
    """The entry at `index`, in the order of keys, in the form of `return_type`.

    `value_type` is the `ResultType` of the value, as in `MapGetByKey`.
    """

    _op = constants.OP_MAP_GET_BY_INDEX

    def __init__(
        self, ctx: TypeCTX, return_type: int, value_type: int, index: TypeIndex, bin: TypeBinName
    ) -> None:
        self._children = (index, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, value_type=value_type, return_type=return_type)


class MapGetByIndexRangeToEnd(_BaseExpr):
    """The entries from `index` on (`inverted`: those before it), in the form of `return_type`."""

    _op = constants.OP_MAP_GET_BY_INDEX_RANGE_TO_END

    def __init__(
        self,
        ctx: TypeCTX,
        return_type: int,
        index: TypeIndex,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (index, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(return_type, inverted))


class MapGetByIndexRange(_BaseExpr):
    """`count` entries from `index` on (`inverted`: all but these), in the form of `return_type`."""

    _op = constants.OP_MAP_GET_BY_INDEX_RANGE

    def __init__(
        self,
        ctx: TypeCTX,
        return_type: int,
        index: TypeIndex,
        count: TypeCount,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (index, count, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(return_type, inverted))


class MapGetByRank(_BaseExpr):
    """The entry whose value has the `rank` (0: the smallest), in the form of `return_type`.

    `value_type` is the `ResultType` of the value, as in `MapGetByKey`.
    """

    _op = constants.OP_MAP_GET_BY_RANK

    def __init__(
        self, ctx: TypeCTX, return_type: int, value_type: int, rank: TypeRank, bin: TypeBinName
    ) -> None:
        self._children = (rank, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, value_type=value_type, return_type=return_type)


class MapGetByRankRangeToEnd(_BaseExpr):
    """The entries of `rank` and above (`inverted`: those below), in the form of `return_type`."""

    _op = constants.OP_MAP_GET_BY_RANK_RANGE_TO_END

    def __init__(
        self,
        ctx: TypeCTX,
        return_type: int,
        rank: TypeRank,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (rank, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(return_type, inverted))


class MapGetByRankRange(_BaseExpr):
    """`count` entries from `rank` up (`inverted`: all but these), in the form of `return_type`."""

    _op = constants.OP_MAP_GET_BY_RANK_RANGE

    def __init__(
        self,
        ctx: TypeCTX,
        return_type: int,
        rank: TypeRank,
        count: TypeCount,
        bin: TypeBinName,
        inverted: bool = False,
    ) -> None:
        self._children = (rank, count, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(return_type, inverted))


class MapGetKeys(_BaseExpr):
    """The keys of a map; a list."""

    _op = constants._AS_EXP_CODE_MAP_KEYS_IN

    def __init__(self, map_value: TypeBinName) -> None:
        self._children = (_or_bin(map_value, MapBin),)


class MapGetValues(_BaseExpr):
    """The values of a map; a list."""

    _op = constants._AS_EXP_CODE_MAP_VALUES_IN

    def __init__(self, map_value: TypeBinName) -> None:
        self._children = (_or_bin(map_value, MapBin),)
