"""Operations on map bins.

What the functions have in common:

* *bin_name* is the name of the bin; *ctx* is the way to a map inside it, made by
  :mod:`aerospike_helpers.cdt_ctx`.
* Keys are strings, integers or bytes. Negative indexes count from the end, negative ranks from
  the greatest value.
* *map_policy* is a dictionary with ``map_order`` (``MAP_UNORDERED``, ``MAP_KEY_ORDERED``,
  ``MAP_KEY_VALUE_ORDERED``), for a map that is made, ``map_write_flags`` (``MAP_WRITE_FLAGS_*``)
  and ``persist_index``.
* *return_type* is one of ``MAP_RETURN_*``; *inverted* takes all pairs but those that are
  described.

The result is None where the bin, the key or the value is not there. An index or rank behind the end
raises :class:`~aerospike.exception.OpNotApplicable`, as does a context that leads nowhere; a bin
that is no map raises :class:`~aerospike.exception.BinIncompatibleType`.
"""

from __future__ import annotations

from typing import Any, Optional

from aerospike import constants as c

__all__ = [
    "BIN_KEY",
    "COUNT_KEY",
    "CTX_KEY",
    "INDEX_KEY",
    "INVERTED_KEY",
    "KEY_KEY",
    "MAP_ORDER_KEY",
    "OP_KEY",
    "PERSIST_INDEX_KEY",
    "POLICY_KEY",
    "RANGE_KEY",
    "RANK_KEY",
    "RETURN_TYPE_KEY",
    "VALUE_KEY",
    "map_clear",
    "map_create",
    "map_decrement",
    "map_get_by_index",
    "map_get_by_index_range",
    "map_get_by_key",
    "map_get_by_key_index_range_relative",
    "map_get_by_key_list",
    "map_get_by_key_range",
    "map_get_by_rank",
    "map_get_by_rank_range",
    "map_get_by_value",
    "map_get_by_value_list",
    "map_get_by_value_range",
    "map_get_by_value_rank_range_relative",
    "map_increment",
    "map_put",
    "map_put_items",
    "map_remove_by_index",
    "map_remove_by_index_range",
    "map_remove_by_key",
    "map_remove_by_key_index_range_relative",
    "map_remove_by_key_list",
    "map_remove_by_key_range",
    "map_remove_by_rank",
    "map_remove_by_rank_range",
    "map_remove_by_value",
    "map_remove_by_value_list",
    "map_remove_by_value_range",
    "map_remove_by_value_rank_range_relative",
    "map_set_policy",
    "map_size",
]

# The names of an operation's entries, for those who look into one.
BIN_KEY = "bin"
COUNT_KEY = "count"
CTX_KEY = "ctx"
INDEX_KEY = "index"
INVERTED_KEY = "inverted"
KEY_KEY = "key"
MAP_ORDER_KEY = "map_order"
OP_KEY = "op"
PERSIST_INDEX_KEY = "persist_index"
POLICY_KEY = "map_policy"
RANGE_KEY = "range"
RANK_KEY = "rank"
RETURN_TYPE_KEY = "return_type"
VALUE_KEY = "val"

Operation = dict[str, Any]
Policy = Optional[dict[str, Any]]
Context = Optional[list[Any]]


def _op(code: int, bin_name: str, **entries: Any) -> Operation:
    return {"op": code, "bin": bin_name, **entries}


def _with(operation: Operation, **entries: Any) -> Operation:
    """Adds the entries that are given."""
    for name, value in entries.items():
        if value is not None:
            operation[name] = value
    return operation


def _sorted(items: Any) -> Any:
    """The pairs in the order of their keys, where those can be compared."""
    try:
        return dict(sorted(items.items()))
    except Exception:
        return items


def map_set_policy(bin_name: str, policy: dict[str, Any], ctx: Context = None) -> Operation:
    """Set the order of a map.

    *policy* is a map policy. The result is None.
    """
    return _with(_op(c.OP_MAP_SET_POLICY, bin_name, map_policy=policy), ctx=ctx)


def map_create(
    bin_name: str,
    map_order: int,
    persist_index: bool,
    ctx: Context = None,
) -> Operation:
    """Create an empty map where there is none.

    *map_order* is MAP_UNORDERED, MAP_KEY_ORDERED or MAP_KEY_VALUE_ORDERED. *persist_index*
    keeps an index of a top-level map with the record (server 7.0).
    """
    operation = _op(c.OP_MAP_CREATE, bin_name, map_order=map_order, persist_index=persist_index)
    return _with(operation, ctx=ctx)


def map_put(
    bin_name: str,
    key: Any,
    value: Any,
    map_policy: Policy = None,
    ctx: Context = None,
) -> Operation:
    """Set the value of a key.

    Returns the number of pairs.
    """
    return _with(_op(c.OP_MAP_PUT, bin_name, key=key, val=value), map_policy=map_policy, ctx=ctx)


def map_put_items(
    bin_name: str,
    item_dict: dict[Any, Any],
    map_policy: Policy = None,
    ctx: Context = None,
) -> Operation:
    """Set the values of several keys.

    Returns the number of pairs.
    """
    operation = _with(_op(c.OP_MAP_PUT_ITEMS, bin_name), map_policy=map_policy)
    operation["val"] = _sorted(item_dict)
    return _with(operation, ctx=ctx)


def map_increment(
    bin_name: str,
    key: Any,
    amount: int | float,
    map_policy: Policy = None,
    ctx: Context = None,
) -> Operation:
    """Add to the number of a key.

    Returns the sum.
    """
    operation = _op(c.OP_MAP_INCREMENT, bin_name, key=key, val=amount)
    return _with(operation, map_policy=map_policy, ctx=ctx)


def map_decrement(
    bin_name: str,
    key: Any,
    amount: int | float,
    map_policy: Policy = None,
    ctx: Context = None,
) -> Operation:
    """Subtract from the number of a key.

    Returns the difference.
    """
    operation = _op(c.OP_MAP_DECREMENT, bin_name, key=key, val=amount)
    return _with(operation, map_policy=map_policy, ctx=ctx)


def map_size(bin_name: str, ctx: Context = None) -> Operation:
    """Count the pairs.

    Returns their number.
    """
    return _with(_op(c.OP_MAP_SIZE, bin_name), ctx=ctx)


def map_clear(bin_name: str, ctx: Context = None) -> Operation:
    """Remove all pairs.

    The result is None.
    """
    return _with(_op(c.OP_MAP_CLEAR, bin_name), ctx=ctx)


def map_remove_by_key(bin_name: str, key: Any, return_type: int, ctx: Context = None) -> Operation:
    """Remove the pair of a key.

    Returns what *return_type* says.
    """
    return _with(_op(c.OP_MAP_REMOVE_BY_KEY, bin_name, key=key, return_type=return_type), ctx=ctx)


def map_remove_by_key_list(
    bin_name: str,
    key_list: list[Any],
    return_type: int,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Remove the pairs of several keys.

    Returns what *return_type* says.
    """
    operation = _op(
        c.OP_MAP_REMOVE_BY_KEY_LIST,
        bin_name,
        val=key_list,
        return_type=return_type,
        inverted=inverted,
    )
    return _with(operation, ctx=ctx)


def map_remove_by_key_range(
    bin_name: str,
    key_range_start: Any,
    key_range_end: Any,
    return_type: int,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Remove the pairs from one key to below another.

    Returns what *return_type* says.
    """
    operation = _op(
        c.OP_MAP_REMOVE_BY_KEY_RANGE,
        bin_name,
        key=key_range_start,
        val=key_range_end,
        return_type=return_type,
        inverted=inverted,
    )
    return _with(operation, ctx=ctx)


def map_remove_by_value(
    bin_name: str,
    value: Any,
    return_type: int,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Remove the pairs whose value equals one.

    Returns what *return_type* says.
    """
    operation = _op(
        c.OP_MAP_REMOVE_BY_VALUE, bin_name, val=value, return_type=return_type, inverted=inverted
    )
    return _with(operation, ctx=ctx)


def map_remove_by_value_list(
    bin_name: str,
    value_list: list[Any],
    return_type: int,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Remove the pairs whose value equals one of several.

    Returns what *return_type* says.
    """
    operation = _op(
        c.OP_MAP_REMOVE_BY_VALUE_LIST,
        bin_name,
        val=value_list,
        return_type=return_type,
        inverted=inverted,
    )
    return _with(operation, ctx=ctx)


def map_remove_by_value_range(
    bin_name: str,
    value_start: Any,
    value_end: Any,
    return_type: int,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Remove the pairs whose value is from one to below another.

    Returns what *return_type* says.
    """
    operation = _op(
        c.OP_MAP_REMOVE_BY_VALUE_RANGE,
        bin_name,
        val=value_start,
        range=value_end,
        return_type=return_type,
        inverted=inverted,
    )
    return _with(operation, ctx=ctx)


def map_remove_by_index(
    bin_name: str,
    index: int,
    return_type: int,
    ctx: Context = None,
) -> Operation:
    """Remove the pair at an index, in the order of keys.

    Returns what *return_type* says.
    """
    operation = _op(c.OP_MAP_REMOVE_BY_INDEX, bin_name, index=index, return_type=return_type)
    return _with(operation, ctx=ctx)


def map_remove_by_index_range(
    bin_name: str,
    index_start: int,
    remove_amt: int,
    return_type: int,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Remove *remove_amt* pairs from an index on, in the order of keys.

    Returns what *return_type* says.
    """
    operation = _op(
        c.OP_MAP_REMOVE_BY_INDEX_RANGE,
        bin_name,
        index=index_start,
        val=remove_amt,
        return_type=return_type,
        inverted=inverted,
    )
    return _with(operation, ctx=ctx)


def map_remove_by_rank(
    bin_name: str,
    rank: int,
    return_type: int,
    ctx: Context = None,
) -> Operation:
    """Remove the pair whose value has a rank; 0 is the least, -1 the greatest.

    Returns what *return_type* says.
    """
    operation = _op(c.OP_MAP_REMOVE_BY_RANK, bin_name, index=rank, return_type=return_type)
    return _with(operation, ctx=ctx)


def map_remove_by_rank_range(
    bin_name: str,
    rank_start: int,
    remove_amt: int,
    return_type: int,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Remove *remove_amt* pairs from a rank of their values on.

    Returns what *return_type* says.
    """
    operation = _op(
        c.OP_MAP_REMOVE_BY_RANK_RANGE,
        bin_name,
        index=rank_start,
        val=remove_amt,
        return_type=return_type,
        inverted=inverted,
    )
    return _with(operation, ctx=ctx)


def map_get_by_key(bin_name: str, key: Any, return_type: int, ctx: Context = None) -> Operation:
    """Read the pair of a key.

    Returns what *return_type* says.
    """
    operation = _op(c.OP_MAP_GET_BY_KEY, bin_name, key=key, return_type=return_type)
    return _with(operation, ctx=ctx or None)


def map_get_by_key_range(
    bin_name: str,
    key_range_start: Any,
    key_range_end: Any,
    return_type: int,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Read the pairs from one key to below another.

    Returns what *return_type* says.
    """
    operation = _op(
        c.OP_MAP_GET_BY_KEY_RANGE,
        bin_name,
        key=key_range_start,
        range=key_range_end,
        return_type=return_type,
        inverted=inverted,
    )
    return _with(operation, ctx=ctx or None)


def map_get_by_key_list(
    bin_name: str,
    key_list: list[Any],
    return_type: int,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Read the pairs of several keys.

    Returns what *return_type* says.
    """
    operation = _op(
        c.OP_MAP_GET_BY_KEY_LIST, bin_name, val=key_list, return_type=return_type, inverted=inverted
    )
    return _with(operation, ctx=ctx or None)


def map_get_by_value(
    bin_name: str,
    value: Any,
    return_type: int,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Read the pairs whose value equals one.

    Returns what *return_type* says.
    """
    operation = _op(
        c.OP_MAP_GET_BY_VALUE, bin_name, val=value, return_type=return_type, inverted=inverted
    )
    return _with(operation, ctx=ctx or None)


def map_get_by_value_range(
    bin_name: str,
    value_start: Any,
    value_end: Any,
    return_type: int,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Read the pairs whose value is from one to below another.

    Returns what *return_type* says.
    """
    operation = _op(
        c.OP_MAP_GET_BY_VALUE_RANGE,
        bin_name,
        val=value_start,
        range=value_end,
        return_type=return_type,
        inverted=inverted,
    )
    return _with(operation, ctx=ctx or None)


def map_get_by_value_list(
    bin_name: str,
    key_list: list[Any],
    return_type: int,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Read the pairs whose value equals one of several.

    Returns what *return_type* says.
    """
    operation = _op(
        c.OP_MAP_GET_BY_VALUE_LIST,
        bin_name,
        val=key_list,
        return_type=return_type,
        inverted=inverted,
    )
    return _with(operation, ctx=ctx or None)


def map_get_by_index(
    bin_name: str,
    index: int,
    return_type: int,
    ctx: Context = None,
) -> Operation:
    """Read the pair at an index, in the order of keys.

    Returns what *return_type* says.
    """
    operation = _op(c.OP_MAP_GET_BY_INDEX, bin_name, index=index, return_type=return_type)
    return _with(operation, ctx=ctx or None)


def map_get_by_index_range(
    bin_name: str,
    index_start: int,
    get_amt: int,
    return_type: int,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Read *get_amt* pairs from an index on, in the order of keys.

    Returns what *return_type* says.
    """
    operation = _op(
        c.OP_MAP_GET_BY_INDEX_RANGE,
        bin_name,
        index=index_start,
        val=get_amt,
        return_type=return_type,
        inverted=inverted,
    )
    return _with(operation, ctx=ctx or None)


def map_get_by_rank(bin_name: str, rank: int, return_type: int, ctx: Context = None) -> Operation:
    """Read the pair whose value has a rank; 0 is the least, -1 the greatest.

    Returns what *return_type* says.
    """
    operation = _op(c.OP_MAP_GET_BY_RANK, bin_name, index=rank, return_type=return_type)
    return _with(operation, ctx=ctx or None)


def map_get_by_rank_range(
    bin_name: str,
    rank_start: int,
    get_amt: int,
    return_type: int,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Read *get_amt* pairs from a rank of their values on.

    Returns what *return_type* says.
    """
    operation = _op(
        c.OP_MAP_GET_BY_RANK_RANGE,
        bin_name,
        index=rank_start,
        val=get_amt,
        return_type=return_type,
        inverted=inverted,
    )
    return _with(operation, ctx=ctx or None)


def map_remove_by_value_rank_range_relative(
    bin_name: str,
    value: Any,
    offset: int,
    return_type: int,
    count: int | None = None,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Remove pairs by the rank of their values relative to a value.

    The first is *offset* ranks from the least value that is not less than *value*; *count* of
    them, or all up to the greatest. Returns what *return_type* says.
    """
    operation = _op(
        c.OP_MAP_REMOVE_BY_VALUE_RANK_RANGE_REL,
        bin_name,
        val=value,
        rank=offset,
        return_type=return_type,
    )
    return _with(operation, count=count, inverted=inverted or None, ctx=ctx or None)


def map_get_by_value_rank_range_relative(
    bin_name: str,
    value: Any,
    offset: int,
    return_type: int,
    count: int | None = None,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Read pairs by the rank of their values relative to a value.

    The first is *offset* ranks from the least value that is not less than *value*; *count* of
    them, or all up to the greatest. Returns what *return_type* says.
    """
    operation = _op(
        c.OP_MAP_GET_BY_VALUE_RANK_RANGE_REL,
        bin_name,
        val=value,
        rank=offset,
        return_type=return_type,
    )
    return _with(operation, count=count, inverted=inverted or None, ctx=ctx or None)


def map_remove_by_key_index_range_relative(
    bin_name: str,
    key: Any,
    offset: int,
    return_type: int,
    count: int | None = None,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Remove pairs by their index relative to a key.

    The first is *offset* places from the least key that is not less than *key*; *count* of
    them, or all up to the end. Returns what *return_type* says.
    """
    operation = _op(
        c.OP_MAP_REMOVE_BY_KEY_INDEX_RANGE_REL,
        bin_name,
        key=key,
        index=offset,
        return_type=return_type,
    )
    return _with(operation, count=count, inverted=inverted or None, ctx=ctx or None)


def map_get_by_key_index_range_relative(
    bin_name: str,
    value: Any,
    offset: int,
    return_type: int,
    count: int | None = None,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Read pairs by their index relative to a key.

    The first is *offset* places from the least key that is not less than *value*; *count* of
    them, or all up to the end. Returns what *return_type* says.
    """
    operation = _op(
        c.OP_MAP_GET_BY_KEY_INDEX_RANGE_REL,
        bin_name,
        key=value,
        index=offset,
        return_type=return_type,
    )
    return _with(operation, count=count, inverted=inverted or None, ctx=ctx or None)
