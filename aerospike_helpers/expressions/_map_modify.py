"""Expressions that write to a copy of a map."""

from __future__ import annotations

from aerospike import constants

from ._types import TypeBinName, TypeCTX, TypeKey, TypeMap, TypePolicy, TypeValue
from .base import MapBin
from .resources import _BaseExpr, _ExprOp, _fixed, _or_bin, _policy

__all__ = [
    "MapClear",
    "MapIncrement",
    "MapPut",
    "MapPutItems",
]


class MapPut(_BaseExpr):
    """A map with the value of a key set.

    Evaluates to the changed map; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        policy: a dictionary with ``map_order``, ``map_write_flags``
            (``aerospike.MAP_WRITE_FLAGS_*``) and ``persist_index``, or ``None`` for no flags.
        key: the key of the pair (a string, an integer or bytes), or an expression that yields it.
        value: the new value, or an expression that yields it.
        bin: the name of a map bin, or an expression that yields a map.
    """

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
    """A map with the values of several keys set.

    Evaluates to the changed map; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        policy: a dictionary with ``map_order``, ``map_write_flags``
            (``aerospike.MAP_WRITE_FLAGS_*``) and ``persist_index``, or ``None`` for no flags.
        map: keys to values, or an expression that yields a map.
        bin: the name of a map bin, or an expression that yields a map.
    """

    _op = constants.OP_MAP_PUT_ITEMS

    def __init__(self, ctx: TypeCTX, policy: TypePolicy, map: TypeMap, bin: TypeBinName) -> None:
        self._children = (
            map,
            _policy(_ExprOp._AS_EXP_CODE_CDT_MAP_CRMOD, policy),
            _or_bin(bin, MapBin),
        )
        self._fixed = _fixed(ctx, map_policy=policy)


class MapIncrement(_BaseExpr):
    """A map with the number of a key added to.

    Evaluates to the changed map; with *ctx*, to the whole value of *bin*. A missing key is created.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        policy: a dictionary with ``map_order``, ``map_write_flags``
            (``aerospike.MAP_WRITE_FLAGS_*``) and ``persist_index``, or ``None`` for no flags.
        key: the key of the pair (a string, an integer or bytes), or an expression that yields it.
        value: the number to add, an integer or a float, or an expression that yields it.
        bin: the name of a map bin, or an expression that yields a map.
    """

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
    """A map with all pairs removed.

    Evaluates to the changed map; with *ctx*, to the whole value of *bin*.

    Args:
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. ``None`` for the
            value of *bin* itself.
        bin: the name of a map bin, or an expression that yields a map.
    """

    _op = constants.OP_MAP_CLEAR

    def __init__(self, ctx: TypeCTX, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, MapBin),)
        self._fixed = _fixed(ctx)
