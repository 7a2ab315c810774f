"""Operations on HyperLogLog bins: sets whose size is estimated.

The sets that a function takes in a list are values of HyperLogLog bins, as ``get`` reads them.
*policy* is a dictionary with ``flags`` (``HLL_WRITE_*``). The result of reading a bin that the
record does not have is None. A bin that is no HyperLogLog raises
:class:`~aerospike.exception.BinIncompatibleType`, bit counts that do not go together
:class:`~aerospike.exception.InvalidRequest`.
"""

from __future__ import annotations

from typing import Any, Optional

from aerospike import constants as c

__all__ = [
    "BIN_KEY",
    "HLL_POLICY_KEY",
    "INDEX_BIT_COUNT_KEY",
    "MH_BIT_COUNT_KEY",
    "OP_KEY",
    "VALUE_LIST_KEY",
    "hll_add",
    "hll_describe",
    "hll_fold",
    "hll_get_count",
    "hll_get_intersect_count",
    "hll_get_similarity",
    "hll_get_union",
    "hll_get_union_count",
    "hll_init",
    "hll_refresh_count",
    "hll_set_union",
]

# The names of an operation's entries, for those who look into one.
BIN_KEY = "bin"
HLL_POLICY_KEY = "hll_policy"
INDEX_BIT_COUNT_KEY = "index_bit_count"
MH_BIT_COUNT_KEY = "mh_bit_count"
OP_KEY = "op"
VALUE_LIST_KEY = "value_list"

Operation = dict[str, Any]
Policy = Optional[dict[str, Any]]


def _op(code: int, bin_name: str, **entries: Any) -> Operation:
    return {"op": code, "bin": bin_name, **entries}


def _with_policy(operation: Operation, policy: Policy) -> Operation:
    if policy:
        operation["hll_policy"] = policy
    return operation


def _bits(count: int | None) -> int:
    return -1 if count is None else count


def hll_add(
    bin_name: str,
    values: list[Any],
    index_bit_count: int | None = None,
    mh_bit_count: int | None = None,
    policy: Policy = None,
) -> Operation:
    """Add values to the set.

    The bin is made where there is none, with *index_bit_count* (4 to 16) and *mh_bit_count* (4
    to 51, or none). Returns how many registers have changed.
    """
    operation = _op(
        c.OP_HLL_ADD,
        bin_name,
        value_list=values,
        index_bit_count=_bits(index_bit_count),
        mh_bit_count=_bits(mh_bit_count),
    )
    return _with_policy(operation, policy)


def hll_describe(bin_name: str) -> Operation:
    """Read how the set was made.

    Returns the index bit count and the minhash bit count, as a list.
    """
    return _op(c.OP_HLL_DESCRIBE, bin_name)


def hll_fold(bin_name: str, index_bit_count: int) -> Operation:
    """Make the set coarser.

    Only a set without minhash bits can be folded. The result is None.
    """
    return _op(c.OP_HLL_FOLD, bin_name, index_bit_count=index_bit_count)


def hll_get_count(bin_name: str) -> Operation:
    """Estimate how many values the set has.

    Returns the estimate.
    """
    return _op(c.OP_HLL_GET_COUNT, bin_name)


def hll_get_intersect_count(bin_name: str, hll_list: list[Any]) -> Operation:
    """Estimate how many values the set shares with others.

    Returns the estimate.
    """
    return _op(c.OP_HLL_GET_INTERSECT_COUNT, bin_name, value_list=hll_list)


def hll_get_similarity(bin_name: str, hll_list: list[Any]) -> Operation:
    """Estimate how similar the set is to others.

    Returns a float from 0 to 1.
    """
    return _op(c.OP_HLL_GET_SIMILARITY, bin_name, value_list=hll_list)


def hll_get_union(bin_name: str, hll_list: list[Any]) -> Operation:
    """Unite the set with others.

    Returns the union; the bin stays as it is.
    """
    return _op(c.OP_HLL_GET_UNION, bin_name, value_list=hll_list)


def hll_get_union_count(bin_name: str, hll_list: list[Any]) -> Operation:
    """Estimate how many values the union with others has.

    Returns the estimate.
    """
    return _op(c.OP_HLL_GET_UNION_COUNT, bin_name, value_list=hll_list)


def hll_init(
    bin_name: str,
    index_bit_count: int | None = None,
    mh_bit_count: int | None = None,
    policy: Policy = None,
) -> Operation:
    """Make an empty set, or empty the one that is there.

    *index_bit_count* (4 to 16) and *mh_bit_count* (4 to 51) stay as they are where they are not
    given. The result is None.
    """
    operation = _op(
        c.OP_HLL_INIT,
        bin_name,
        index_bit_count=_bits(index_bit_count),
        mh_bit_count=_bits(mh_bit_count),
    )
    return _with_policy(operation, policy)


def hll_refresh_count(bin_name: str) -> Operation:
    """Work out the count that the bin keeps, where it is stale.

    Returns the estimate.
    """
    return _op(c.OP_HLL_REFRESH_COUNT, bin_name)


def hll_set_union(bin_name: str, hll_list: list[Any], policy: Policy = None) -> Operation:
    """Unite the set with others and keep the union.

    The result is None.
    """
    return _with_policy(_op(c.OP_HLL_SET_UNION, bin_name, value_list=hll_list), policy)
