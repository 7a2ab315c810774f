"""Operations on HyperLogLog bins: sets whose size is estimated (server 4.9).

Constants without a module are those of ``aerospike``. The result of reading a bin that the record
lacks is ``None``. Errors of the server:

* :class:`~aerospike.exception.BinIncompatibleType`: the bin is not a HyperLogLog.
* :class:`~aerospike.exception.InvalidRequest`: a bit count is out of range.
* :class:`~aerospike.exception.OpNotApplicable`: the bit counts of sets do not fit each other, or a
  new set lacks them.
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

# The names of the entries of an operation's dictionary.
BIN_KEY = "bin"  #: The name of the bin.
HLL_POLICY_KEY = "hll_policy"  #: The HyperLogLog policy.
INDEX_BIT_COUNT_KEY = "index_bit_count"  #: How many index bits; -1 for none given.
MH_BIT_COUNT_KEY = "mh_bit_count"  #: How many minhash bits; -1 for none given.
OP_KEY = "op"  #: Which operation it is, one of ``aerospike.OP_HLL_*``.
VALUE_LIST_KEY = "value_list"  #: The values or the other sets.

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

    A missing bin is created; this needs *index_bit_count*.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        values: the values, of any types that a list may contain.
        index_bit_count: the number of index bits of a new set, 4 to 16. By default the bin must
            exist.
        mh_bit_count: the number of minhash bits of a new set, 4 to 51, at most 64 together with the
            index bits. No minhash by default.
        policy: a dictionary with ``flags``, any of ``HLL_WRITE_*``. No flags by default.

    Returns:
        An operation; its result is how many values changed the set.
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
    """Read the size of the set's registers.

    Args:
        bin_name: the name of the bin, at most 15 bytes.

    Returns:
        An operation; its result is the list ``[index_bit_count, mh_bit_count]``.
    """
    return _op(c.OP_HLL_DESCRIBE, bin_name)


def hll_fold(bin_name: str, index_bit_count: int) -> Operation:
    """Reduce the number of index bits of a set without minhash bits.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        index_bit_count: the new number of index bits, 4 to 16, at most the present one.

    Returns:
        An operation; its result is ``None``.
    """
    return _op(c.OP_HLL_FOLD, bin_name, index_bit_count=index_bit_count)


def hll_get_count(bin_name: str) -> Operation:
    """Estimate how many different values the set has.

    Args:
        bin_name: the name of the bin, at most 15 bytes.

    Returns:
        An operation; its result is the estimate, an integer.
    """
    return _op(c.OP_HLL_GET_COUNT, bin_name)


def hll_get_intersect_count(bin_name: str, hll_list: list[Any]) -> Operation:
    """Estimate how many values the set shares with others.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        hll_list: the other sets: a list of :class:`aerospike_helpers.HyperLogLog`.

    Returns:
        An operation; its result is the estimate, an integer.
    """
    return _op(c.OP_HLL_GET_INTERSECT_COUNT, bin_name, value_list=hll_list)


def hll_get_similarity(bin_name: str, hll_list: list[Any]) -> Operation:
    """Estimate how similar the set is to others.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        hll_list: the other sets: a list of :class:`aerospike_helpers.HyperLogLog`.

    Returns:
        An operation; its result is a float, 0 to 1. It is the size of the intersection divided by
        the size of the union.
    """
    return _op(c.OP_HLL_GET_SIMILARITY, bin_name, value_list=hll_list)


def hll_get_union(bin_name: str, hll_list: list[Any]) -> Operation:
    """Unite the set with others; the bin stays as it is.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        hll_list: the other sets: a list of :class:`aerospike_helpers.HyperLogLog`.

    Returns:
        An operation; its result is the union, a :class:`aerospike_helpers.HyperLogLog`.
    """
    return _op(c.OP_HLL_GET_UNION, bin_name, value_list=hll_list)


def hll_get_union_count(bin_name: str, hll_list: list[Any]) -> Operation:
    """Estimate how many values the union with other sets has.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        hll_list: the other sets: a list of :class:`aerospike_helpers.HyperLogLog`.

    Returns:
        An operation; its result is the estimate, an integer.
    """
    return _op(c.OP_HLL_GET_UNION_COUNT, bin_name, value_list=hll_list)


def hll_init(
    bin_name: str,
    index_bit_count: int | None = None,
    mh_bit_count: int | None = None,
    policy: Policy = None,
) -> Operation:
    """Create an empty set, or empty an existing one.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        index_bit_count: the number of index bits, 4 to 16. By default the set's own; a new one
            needs it.
        mh_bit_count: the number of minhash bits, 4 to 51, at most 64 together with the index bits.
            By default the set's own, or no minhash.
        policy: a dictionary with ``flags``, any of ``HLL_WRITE_*``. No flags by default.

    Returns:
        An operation; its result is ``None``.
    """
    operation = _op(
        c.OP_HLL_INIT,
        bin_name,
        index_bit_count=_bits(index_bit_count),
        mh_bit_count=_bits(mh_bit_count),
    )
    return _with_policy(operation, policy)


def hll_refresh_count(bin_name: str) -> Operation:
    """Update the count that the bin caches, if it is stale.

    Args:
        bin_name: the name of the bin, at most 15 bytes.

    Returns:
        An operation; its result is the estimate of how many different values the set has.
    """
    return _op(c.OP_HLL_REFRESH_COUNT, bin_name)


def hll_set_union(bin_name: str, hll_list: list[Any], policy: Policy = None) -> Operation:
    """Unite the set with others and keep the union.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        hll_list: the other sets: a list of :class:`aerospike_helpers.HyperLogLog`.
        policy: a dictionary with ``flags``, any of ``HLL_WRITE_*``. No flags by default.

    Returns:
        An operation; its result is ``None``.
    """
    return _with_policy(_op(c.OP_HLL_SET_UNION, bin_name, value_list=hll_list), policy)
