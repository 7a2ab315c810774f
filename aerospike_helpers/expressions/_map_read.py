"""Expressions that read maps."""

from __future__ import annotations

from aerospike import constants

from ._types import (
    TypeBinName,
    TypeCount,
    TypeCTX,
    TypeIndex,
    TypeKey,
    TypeKeyList,
    TypeListValue,
    TypeRank,
    TypeValue,
)
from .base import MapBin
from .resources import _BaseExpr, _fixed, _inverted, _or_bin, _or_infinity

__all__ = [
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
    "MapSize",
]


class MapSize(_BaseExpr):
    """How many pairs a map has.

    Evaluates to an integer.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        bin: the name of a map bin, or an expression that yields a map.
    """

    _op = constants.OP_MAP_SIZE

    def __init__(self, ctx: TypeCTX, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, MapBin),)
        self._fixed = _fixed(ctx)


class MapGetByKey(_BaseExpr):
    """The pair of a key.

    Evaluates to the result that *return_type* selects.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        return_type: what to return, one of ``aerospike.MAP_RETURN_*``, without ``MAP_RETURN_NONE``.
        value_type: the type of the result, one of
            :class:`~aerospike_helpers.expressions.resources.ResultType`: the type of the key or
            value for ``MAP_RETURN_KEY`` and ``MAP_RETURN_VALUE``, ``ResultType.INTEGER`` for an
            index, a rank or a count, ``ResultType.BOOLEAN`` for ``EXISTS``.
        key: the key of the pair (a string, an integer or bytes), or an expression that yields it.
        bin: the name of a map bin, or an expression that yields a map.
    """

    _op = constants.OP_MAP_GET_BY_KEY

    def __init__(
        self, ctx: TypeCTX, return_type: int, value_type: int, key: TypeKey, bin: TypeBinName
    ) -> None:
        self._children = (key, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, value_type=value_type, return_type=return_type)


class MapGetByKeyRange(_BaseExpr):
    """The pairs in a range of keys.

    Evaluates to the result that *return_type* selects; values and positions are a list.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        return_type: what to return, one of ``aerospike.MAP_RETURN_*``, without ``MAP_RETURN_NONE``.
        begin: the least key to select, or an expression that yields it. ``None`` sets no lower
            bound.
        end: the key before which the range ends, or an expression that yields it.
            :class:`aerospike.CDTInfinite` sets no upper bound.
        bin: the name of a map bin, or an expression that yields a map.
        inverted: ``True`` selects all other pairs.
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
    """The pairs of several keys.

    Evaluates to the result that *return_type* selects; values and positions are a list.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        return_type: what to return, one of ``aerospike.MAP_RETURN_*``, without ``MAP_RETURN_NONE``.
        keys: a list of the keys, or an expression that yields it. Each key may be missing.
        bin: the name of a map bin, or an expression that yields a map.
        inverted: ``True`` selects all other pairs.
    """

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
    """The pairs from an index to the end; indexes count from a key.

    Evaluates to the result that *return_type* selects; values and positions are a list.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        return_type: what to return, one of ``aerospike.MAP_RETURN_*``, without ``MAP_RETURN_NONE``.
        key: the key at which indexes begin, or an expression that yields it. The map does not have
            to contain it.
        index: the first index, counted from the least key that is not less than *key*: 0 is that
            one, -1 the one before it.
        bin: the name of a map bin, or an expression that yields a map.
        inverted: ``True`` selects all other pairs.
    """

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
    """A number of pairs from an index; indexes count from a key.

    Evaluates to the result that *return_type* selects; values and positions are a list.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        return_type: what to return, one of ``aerospike.MAP_RETURN_*``, without ``MAP_RETURN_NONE``.
        key: the key at which indexes begin, or an expression that yields it. The map does not have
            to contain it.
        index: the first index, counted from the least key that is not less than *key*: 0 is that
            one, -1 the one before it.
        count: how many pairs, at most, or an expression that yields that.
        bin: the name of a map bin, or an expression that yields a map.
        inverted: ``True`` selects all other pairs.
    """

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
    """The pairs whose value equals a value.

    Evaluates to the result that *return_type* selects; values and positions are a list.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        return_type: what to return, one of ``aerospike.MAP_RETURN_*``, without ``MAP_RETURN_NONE``.
        value: the value to find, or an expression that yields it.
        bin: the name of a map bin, or an expression that yields a map.
        inverted: ``True`` selects all other pairs.
    """

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
    """The pairs in a range of values.

    Evaluates to the result that *return_type* selects; values and positions are a list.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        return_type: what to return, one of ``aerospike.MAP_RETURN_*``, without ``MAP_RETURN_NONE``.
        value_begin: the least value to select, or an expression that yields it.
        value_end: the value below which the range ends, or an expression that yields it. ``None``
            sets no upper bound.
        bin: the name of a map bin, or an expression that yields a map.
        inverted: ``True`` selects all other pairs.
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
    """The pairs whose value equals one of several values.

    Evaluates to the result that *return_type* selects; values and positions are a list.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        return_type: what to return, one of ``aerospike.MAP_RETURN_*``, without ``MAP_RETURN_NONE``.
        value: a list of the values, or an expression that yields it.
        bin: the name of a map bin, or an expression that yields a map.
        inverted: ``True`` selects all other pairs.
    """

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
    """The pairs from a rank to the greatest; ranks count from a value.

    Evaluates to the result that *return_type* selects; values and positions are a list.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        return_type: what to return, one of ``aerospike.MAP_RETURN_*``, without ``MAP_RETURN_NONE``.
        value: the value at which ranks begin, or an expression that yields it. The map does not
            have to contain it.
        rank: the first rank, counted from the least value that is not less than *value*: 0 is that
            one, -1 the one before it.
        bin: the name of a map bin, or an expression that yields a map.
        inverted: ``True`` selects all other pairs.
    """

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
    """A number of pairs from a rank; ranks count from a value.

    Evaluates to the result that *return_type* selects; values and positions are a list.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        return_type: what to return, one of ``aerospike.MAP_RETURN_*``, without ``MAP_RETURN_NONE``.
        value: the value at which ranks begin, or an expression that yields it. The map does not
            have to contain it.
        rank: the first rank, counted from the least value that is not less than *value*: 0 is that
            one, -1 the one before it.
        count: how many pairs, at most, or an expression that yields that.
        bin: the name of a map bin, or an expression that yields a map.
        inverted: ``True`` selects all other pairs.
    """

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
    """The pair at an index.

    Evaluates to the result that *return_type* selects.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        return_type: what to return, one of ``aerospike.MAP_RETURN_*``, without ``MAP_RETURN_NONE``.
        value_type: the type of the result, one of
            :class:`~aerospike_helpers.expressions.resources.ResultType`: the type of the key or
            value for ``MAP_RETURN_KEY`` and ``MAP_RETURN_VALUE``, ``ResultType.INTEGER`` for an
            index, a rank or a count, ``ResultType.BOOLEAN`` for ``EXISTS``.
        index: the position in the order of keys, or an expression that yields it: 0 is the first
            pair, -1 the last.
        bin: the name of a map bin, or an expression that yields a map.
    """

    _op = constants.OP_MAP_GET_BY_INDEX

    def __init__(
        self, ctx: TypeCTX, return_type: int, value_type: int, index: TypeIndex, bin: TypeBinName
    ) -> None:
        self._children = (index, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, value_type=value_type, return_type=return_type)


class MapGetByIndexRangeToEnd(_BaseExpr):
    """The pairs from an index to the end.

    Evaluates to the result that *return_type* selects; values and positions are a list.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        return_type: what to return, one of ``aerospike.MAP_RETURN_*``, without ``MAP_RETURN_NONE``.
        index: the position where the range begins, in the order of keys, or an expression that
            yields it: 0 is the first pair, -1 the last.
        bin: the name of a map bin, or an expression that yields a map.
        inverted: ``True`` selects all other pairs.
    """

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
    """A number of pairs from an index.

    Evaluates to the result that *return_type* selects; values and positions are a list.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        return_type: what to return, one of ``aerospike.MAP_RETURN_*``, without ``MAP_RETURN_NONE``.
        index: the position where the range begins, in the order of keys, or an expression that
            yields it: 0 is the first pair, -1 the last.
        count: how many pairs, at most, or an expression that yields that.
        bin: the name of a map bin, or an expression that yields a map.
        inverted: ``True`` selects all other pairs.
    """

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
    """The pair of a rank.

    Evaluates to the result that *return_type* selects.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        return_type: what to return, one of ``aerospike.MAP_RETURN_*``, without ``MAP_RETURN_NONE``.
        value_type: the type of the result, one of
            :class:`~aerospike_helpers.expressions.resources.ResultType`: the type of the key or
            value for ``MAP_RETURN_KEY`` and ``MAP_RETURN_VALUE``, ``ResultType.INTEGER`` for an
            index, a rank or a count, ``ResultType.BOOLEAN`` for ``EXISTS``.
        rank: the position in the order of values, or an expression that yields it: 0 is the least
            value, -1 the greatest.
        bin: the name of a map bin, or an expression that yields a map.
    """

    _op = constants.OP_MAP_GET_BY_RANK

    def __init__(
        self, ctx: TypeCTX, return_type: int, value_type: int, rank: TypeRank, bin: TypeBinName
    ) -> None:
        self._children = (rank, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, value_type=value_type, return_type=return_type)


class MapGetByRankRangeToEnd(_BaseExpr):
    """The pairs from a rank to the greatest.

    Evaluates to the result that *return_type* selects; values and positions are a list.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        return_type: what to return, one of ``aerospike.MAP_RETURN_*``, without ``MAP_RETURN_NONE``.
        rank: the rank where the range begins, or an expression that yields it: 0 is the least
            value, -1 the greatest.
        bin: the name of a map bin, or an expression that yields a map.
        inverted: ``True`` selects all other pairs.
    """

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
    """A number of pairs from a rank.

    Evaluates to the result that *return_type* selects; values and positions are a list.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        return_type: what to return, one of ``aerospike.MAP_RETURN_*``, without ``MAP_RETURN_NONE``.
        rank: the rank where the range begins, or an expression that yields it: 0 is the least
            value, -1 the greatest.
        count: how many pairs, at most, or an expression that yields that.
        bin: the name of a map bin, or an expression that yields a map.
        inverted: ``True`` selects all other pairs.
    """

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
    """The keys of a map.

    Evaluates to a list. Server 8.1.2 or later.

    Args:
        map_value: the name of a map bin, or an expression that yields a map.
    """

    _op = constants._AS_EXP_CODE_MAP_KEYS_IN

    def __init__(self, map_value: TypeBinName) -> None:
        self._children = (_or_bin(map_value, MapBin),)


class MapGetValues(_BaseExpr):
    """The values of a map.

    Evaluates to a list. Server 8.1.2 or later.

    Args:
        map_value: the name of a map bin, or an expression that yields a map.
    """

    _op = constants._AS_EXP_CODE_MAP_VALUES_IN

    def __init__(self, map_value: TypeBinName) -> None:
        self._children = (_or_bin(map_value, MapBin),)
