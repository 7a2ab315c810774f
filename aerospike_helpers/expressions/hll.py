"""HyperLogLogs.

`policy` is None or ``{"flags": flags}`` with ``aerospike.HLL_WRITE_*``. Expressions that change a
HyperLogLog change a copy: the bin stays as it is.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from aerospike import constants

from .base import HLLBin
from .resources import _BaseExpr, _or_bin

__all__ = [
    "HLLAdd",
    "HLLDescribe",
    "HLLGetCount",
    "HLLGetIntersectCount",
    "HLLGetSimilarity",
    "HLLGetUnion",
    "HLLGetUnionCount",
    "HLLInit",
    "HLLMayContain",
    "TypeBinName",
    "TypeListValue",
    "TypePolicy",
    "TypeValue",
]

TypeBinName: TypeAlias = _BaseExpr | str
TypeListValue: TypeAlias = _BaseExpr | list[Any]
TypeValue: TypeAlias = _BaseExpr | Any
TypePolicy: TypeAlias = dict[str, Any] | None


def _or_unset(bit_count: int | None) -> int:
    return -1 if bit_count is None else bit_count


def _write_flags(policy: TypePolicy) -> Any:
    default = constants.HLL_WRITE_DEFAULT
    return default if policy is None else policy.get("flags", default)


class HLLInit(_BaseExpr):
    """A new HyperLogLog, or the given one emptied; the changed HyperLogLog.

    None for a bit count keeps the one that the bin has.
    """

    _op = constants.OP_HLL_INIT

    def __init__(
        self,
        policy: TypePolicy,
        index_bit_count: int | None,
        mh_bit_count: int | None,
        bin: TypeBinName,
    ) -> None:
        self._children = (
            _or_unset(index_bit_count),
            _or_unset(mh_bit_count),
            _write_flags(policy),
            _or_bin(bin, HLLBin),
        )


class HLLAdd(_BaseExpr):
    """Add the items of `list` to a HyperLogLog, made with these bit counts if need be.

    The result is the changed HyperLogLog.
    """

    _op = constants.OP_HLL_ADD

    def __init__(
        self,
        policy: TypePolicy,
        list: TypeListValue,
        index_bit_count: int | None,
        mh_bit_count: int | None,
        bin: TypeBinName,
    ) -> None:
        self._children = (
            list,
            _or_unset(index_bit_count),
            _or_unset(mh_bit_count),
            _write_flags(policy),
            _or_bin(bin, HLLBin),
        )


class HLLGetCount(_BaseExpr):
    """The estimated number of distinct items; an integer."""

    _op = constants.OP_HLL_GET_COUNT

    def __init__(self, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, HLLBin),)


class HLLGetUnion(_BaseExpr):
    """The union of a HyperLogLog with those of the list `values`; a HyperLogLog."""

    _op = constants.OP_HLL_GET_UNION

    def __init__(self, values: TypeValue, bin: TypeBinName) -> None:
        self._children = (values, _or_bin(bin, HLLBin))


class HLLGetUnionCount(_BaseExpr):
    """The estimated number of items in the union with the HyperLogLogs of `values`; an integer."""

    _op = constants.OP_HLL_GET_UNION_COUNT

    def __init__(self, values: TypeValue, bin: TypeBinName) -> None:
        self._children = (values, _or_bin(bin, HLLBin))


class HLLGetIntersectCount(_BaseExpr):
    """The estimated number of items that all HyperLogLogs have in common; an integer."""

    _op = constants.OP_HLL_GET_INTERSECT_COUNT

    def __init__(self, values: TypeValue, bin: TypeBinName) -> None:
        self._children = (values, _or_bin(bin, HLLBin))


class HLLGetSimilarity(_BaseExpr):
    """The estimated similarity to the HyperLogLogs of `values`; a float between 0 and 1."""

    _op = constants.OP_HLL_GET_SIMILARITY

    def __init__(self, values: TypeValue, bin: TypeBinName) -> None:
        self._children = (values, _or_bin(bin, HLLBin))


class HLLDescribe(_BaseExpr):
    """The list ``[index_bit_count, mh_bit_count]`` of a HyperLogLog."""

    _op = constants.OP_HLL_DESCRIBE

    def __init__(self, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, HLLBin),)


class HLLMayContain(_BaseExpr):
    """1 if every item of `list` may have been added, else 0."""

    _op = constants.OP_HLL_MAY_CONTAIN

    def __init__(self, list: TypeListValue, bin: TypeBinName) -> None:
        self._children = (list, _or_bin(bin, HLLBin))
