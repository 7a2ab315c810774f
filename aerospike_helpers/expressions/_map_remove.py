"""Expressions that remove from a copy of a map."""

from __future__ import annotations

from aerospike import constants

from ._types import (
    TypeBinName,
    TypeCount,
    TypeCTX,
    TypeIndex,
    TypeKey,
    TypeListValue,
    TypeRank,
    TypeValue,
)
from .base import MapBin
from .resources import _BaseExpr, _fixed, _inverted, _or_bin, _or_infinity

__all__ = [
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
]


class MapRemoveByKey(_BaseExpr):
    """A map without the pair of a key.

    Evaluates to the changed map; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        key: the key of the pair (a string, an integer or bytes), or an expression that yields it.
        bin: the name of a map bin, or an expression that yields a map.
    """

    _op = constants.OP_MAP_REMOVE_BY_KEY

    def __init__(self, ctx: TypeCTX, key: TypeKey, bin: TypeBinName) -> None:
        self._children = (key, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx)


class MapRemoveByKeyList(_BaseExpr):
    """A map without the pairs of several keys.

    Evaluates to the changed map; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        keys: a list of the keys, or an expression that yields it. Each key may be missing.
        bin: the name of a map bin, or an expression that yields a map.
        inverted: ``True`` removes all other pairs.
    """

    _op = constants.OP_MAP_REMOVE_BY_KEY_LIST

    def __init__(
        self, ctx: TypeCTX, keys: list[TypeKey], bin: TypeBinName, inverted: bool = False
    ) -> None:
        self._children = (keys, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.MAP_RETURN_NONE, inverted))


class MapRemoveByKeyRange(_BaseExpr):
    """A map without the pairs in a range of keys.

    Evaluates to the changed map; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        begin: the least key to remove, or an expression that yields it.
        end: the key before which the range ends, or an expression that yields it. ``None`` sets no
            upper bound.
        bin: the name of a map bin, or an expression that yields a map.
        inverted: ``True`` removes all other pairs.
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
    """A map without the pairs from an index to the end; indexes count from a key.

    Evaluates to the changed map; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        key: the key at which indexes begin, or an expression that yields it. The map does not have
            to contain it.
        index: the first index, counted from the least key that is not less than *key*: 0 is that
            one, -1 the one before it.
        bin: the name of a map bin, or an expression that yields a map.
        inverted: ``True`` removes all other pairs.
    """

    _op = constants.OP_MAP_REMOVE_BY_KEY_REL_INDEX_RANGE_TO_END

    def __init__(
        self, ctx: TypeCTX, key: TypeKey, index: TypeIndex, bin: TypeBinName, inverted: bool = False
    ) -> None:
        self._children = (key, index, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.MAP_RETURN_NONE, inverted))


class MapRemoveByKeyRelIndexRange(_BaseExpr):
    """A map without a number of pairs from an index; indexes count from a key.

    Evaluates to the changed map; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        key: the key at which indexes begin, or an expression that yields it. The map does not have
            to contain it.
        index: the first index, counted from the least key that is not less than *key*: 0 is that
            one, -1 the one before it.
        count: how many pairs, at most, or an expression that yields that.
        bin: the name of a map bin, or an expression that yields a map.
        inverted: ``True`` removes all other pairs.
    """

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
    """A map without the pairs whose value equals a value.

    Evaluates to the changed map; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        value: the value to find, or an expression that yields it.
        bin: the name of a map bin, or an expression that yields a map.
        inverted: ``True`` removes all other pairs.
    """

    _op = constants.OP_MAP_REMOVE_BY_VALUE

    def __init__(
        self, ctx: TypeCTX, value: TypeValue, bin: TypeBinName, inverted: bool = False
    ) -> None:
        self._children = (value, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.MAP_RETURN_NONE, inverted))


class MapRemoveByValueList(_BaseExpr):
    """A map without the pairs whose value equals one of several values.

    Evaluates to the changed map; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        values: a list of the values, or an expression that yields it.
        bin: the name of a map bin, or an expression that yields a map.
        inverted: ``True`` removes all other pairs.
    """

    _op = constants.OP_MAP_REMOVE_BY_VALUE_LIST

    def __init__(
        self, ctx: TypeCTX, values: TypeListValue, bin: TypeBinName, inverted: bool = False
    ) -> None:
        self._children = (values, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.MAP_RETURN_NONE, inverted))


class MapRemoveByValueRange(_BaseExpr):
    """A map without the pairs in a range of values.

    Evaluates to the changed map; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        begin: the least value to remove, or an expression that yields it.
        end: the value below which the range ends, or an expression that yields it.
            :class:`aerospike.CDTInfinite` sets no upper bound.
        bin: the name of a map bin, or an expression that yields a map.
        inverted: ``True`` removes all other pairs.
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
    """A map without the pairs from a rank to the greatest; ranks count from a value.

    Evaluates to the changed map; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        value: the value at which ranks begin, or an expression that yields it. The map does not
            have to contain it.
        rank: the first rank, counted from the least value that is not less than *value*: 0 is that
            one, -1 the one before it.
        bin: the name of a map bin, or an expression that yields a map.
        inverted: ``True`` removes all other pairs.
    """

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
    """A map without a number of pairs from a rank; ranks count from a value.

    Evaluates to the changed map; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        value: the value at which ranks begin, or an expression that yields it. The map does not
            have to contain it.
        rank: the first rank, counted from the least value that is not less than *value*: 0 is that
            one, -1 the one before it.
        count: how many pairs, at most, or an expression that yields that.
        bin: the name of a map bin, or an expression that yields a map.
        inverted: ``True`` removes all other pairs.
    """

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
    """A map without the pair at an index.

    Evaluates to the changed map; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        index: the position in the order of keys, or an expression that yields it: 0 is the first
            pair, -1 the last.
        bin: the name of a map bin, or an expression that yields a map.
    """

    _op = constants.OP_MAP_REMOVE_BY_INDEX

    def __init__(self, ctx: TypeCTX, index: TypeIndex, bin: TypeBinName) -> None:
        self._children = (index, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx)


class MapRemoveByIndexRangeToEnd(_BaseExpr):
    """A map without the pairs from an index to the end.

    Evaluates to the changed map; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        index: the position where the range begins, in the order of keys, or an expression that
            yields it: 0 is the first pair, -1 the last.
        bin: the name of a map bin, or an expression that yields a map.
        inverted: ``True`` removes all other pairs.
    """

    _op = constants.OP_MAP_REMOVE_BY_INDEX_RANGE_TO_END

    def __init__(
        self, ctx: TypeCTX, index: TypeIndex, bin: TypeBinName, inverted: bool = False
    ) -> None:
        self._children = (index, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.MAP_RETURN_NONE, inverted))


class MapRemoveByIndexRange(_BaseExpr):
    """A map without a number of pairs from an index.

    Evaluates to the changed map; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        index: the position where the range begins, in the order of keys, or an expression that
            yields it: 0 is the first pair, -1 the last.
        count: how many pairs, at most, or an expression that yields that.
        bin: the name of a map bin, or an expression that yields a map.
        inverted: ``True`` removes all other pairs.
    """

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
    """A map without the pair of a rank.

    Evaluates to the changed map; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        rank: the position in the order of values, or an expression that yields it: 0 is the least
            value, -1 the greatest.
        bin: the name of a map bin, or an expression that yields a map.
    """

    _op = constants.OP_MAP_REMOVE_BY_RANK

    def __init__(self, ctx: TypeCTX, rank: TypeRank, bin: TypeBinName) -> None:
        self._children = (rank, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx)


class MapRemoveByRankRangeToEnd(_BaseExpr):
    """A map without the pairs from a rank to the greatest.

    Evaluates to the changed map; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        rank: the rank where the range begins, or an expression that yields it: 0 is the least
            value, -1 the greatest.
        bin: the name of a map bin, or an expression that yields a map.
        inverted: ``True`` removes all other pairs.
    """

    _op = constants.OP_MAP_REMOVE_BY_RANK_RANGE_TO_END

    def __init__(
        self, ctx: TypeCTX, rank: TypeRank, bin: TypeBinName, inverted: bool = False
    ) -> None:
        self._children = (rank, _or_bin(bin, MapBin))
        self._fixed = _fixed(ctx, return_type=_inverted(constants.MAP_RETURN_NONE, inverted))


class MapRemoveByRankRange(_BaseExpr):
    """A map without a number of pairs from a rank.

    Evaluates to the changed map; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        rank: the rank where the range begins, or an expression that yields it: 0 is the least
            value, -1 the greatest.
        count: how many pairs, at most, or an expression that yields that.
        bin: the name of a map bin, or an expression that yields a map.
        inverted: ``True`` removes all other pairs.
    """

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
