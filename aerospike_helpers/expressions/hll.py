"""HyperLogLogs: sets whose size is estimated.

Expressions that change a HyperLogLog change a copy: the bin stays as it is.
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
    """A set emptied.

    Evaluates to the empty HyperLogLog.

    Args:
        policy: a dictionary with ``flags``, any of ``aerospike.HLL_WRITE_*``, or ``None`` for no
            flags.
        index_bit_count: its number of index bits, 4 to 16. ``None`` keeps the set's own.
        mh_bit_count: its number of minhash bits, 4 to 51, at most 64 together with the index bits.
            ``None`` keeps the set's own.
        bin: the name of a HyperLogLog bin, or an expression that yields a HyperLogLog.
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
    """A set with values added.

    Evaluates to the changed HyperLogLog.

    Args:
        policy: a dictionary with ``flags``, any of ``aerospike.HLL_WRITE_*``, or ``None`` for no
            flags.
        list: the values, or an expression that yields a list.
        index_bit_count: a number of index bits, 4 to 16, or ``None``. The set keeps its own.
        mh_bit_count: a number of minhash bits, 4 to 51, or ``None``. The set keeps its own.
        bin: the name of a HyperLogLog bin, or an expression that yields a HyperLogLog.
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
    """An estimate of how many different values a set has.

    Evaluates to an integer.

    Args:
        bin: the name of a HyperLogLog bin, or an expression that yields a HyperLogLog.
    """

    _op = constants.OP_HLL_GET_COUNT

    def __init__(self, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, HLLBin),)


class HLLGetUnion(_BaseExpr):
    """The union of sets.

    Evaluates to a HyperLogLog.

    Args:
        values: the other sets: a list of :class:`aerospike_helpers.HyperLogLog`, or an expression
            that yields one.
        bin: the name of a HyperLogLog bin, or an expression that yields a HyperLogLog.
    """

    _op = constants.OP_HLL_GET_UNION

    def __init__(self, values: TypeValue, bin: TypeBinName) -> None:
        self._children = (values, _or_bin(bin, HLLBin))


class HLLGetUnionCount(_BaseExpr):
    """An estimate of how many values the union of sets has.

    Evaluates to an integer.

    Args:
        values: the other sets: a list of :class:`aerospike_helpers.HyperLogLog`, or an expression
            that yields one.
        bin: the name of a HyperLogLog bin, or an expression that yields a HyperLogLog.
    """

    _op = constants.OP_HLL_GET_UNION_COUNT

    def __init__(self, values: TypeValue, bin: TypeBinName) -> None:
        self._children = (values, _or_bin(bin, HLLBin))


class HLLGetIntersectCount(_BaseExpr):
    """An estimate of how many values sets have in common.

    Evaluates to an integer.

    Args:
        values: the other sets: a list of :class:`aerospike_helpers.HyperLogLog`, or an expression
            that yields one.
        bin: the name of a HyperLogLog bin, or an expression that yields a HyperLogLog.
    """

    _op = constants.OP_HLL_GET_INTERSECT_COUNT

    def __init__(self, values: TypeValue, bin: TypeBinName) -> None:
        self._children = (values, _or_bin(bin, HLLBin))


class HLLGetSimilarity(_BaseExpr):
    """An estimate of how similar sets are.

    Evaluates to a float: the size of the intersection divided by that of the union, 0 to 1.

    Args:
        values: the other sets: a list of :class:`aerospike_helpers.HyperLogLog`, or an expression
            that yields one.
        bin: the name of a HyperLogLog bin, or an expression that yields a HyperLogLog.
    """

    _op = constants.OP_HLL_GET_SIMILARITY

    def __init__(self, values: TypeValue, bin: TypeBinName) -> None:
        self._children = (values, _or_bin(bin, HLLBin))


class HLLDescribe(_BaseExpr):
    """The numbers of index bits and minhash bits of a set.

    Evaluates to the list ``[index_bit_count, mh_bit_count]``.

    Args:
        bin: the name of a HyperLogLog bin, or an expression that yields a HyperLogLog.
    """

    _op = constants.OP_HLL_DESCRIBE

    def __init__(self, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, HLLBin),)


class HLLMayContain(_BaseExpr):
    """Whether a set may have all of several values.

    Evaluates to an integer, 1 or 0.

    Args:
        list: the values, or an expression that yields a list.
        bin: the name of a HyperLogLog bin, or an expression that yields a HyperLogLog.
    """

    _op = constants.OP_HLL_MAY_CONTAIN

    def __init__(self, list: TypeListValue, bin: TypeBinName) -> None:
        self._children = (list, _or_bin(bin, HLLBin))
