"""Operations that write to maps."""

from __future__ import annotations

from typing import Any

from aerospike import constants as c

from ._entries import Context, Operation, Policy, _op, _with

__all__ = [
    "map_clear",
    "map_create",
    "map_decrement",
    "map_increment",
    "map_put",
    "map_put_items",
    "map_set_policy",
]


def _sorted(items: Any) -> Any:
    """The pairs in the order of their keys, where those can be compared."""
    try:
        return dict(sorted(items.items()))
    except Exception:
        return items


def map_set_policy(bin_name: str, policy: dict[str, Any], ctx: Context = None) -> Operation:
    """Change the order of a map, and whether an index is stored with it.

    A missing bin becomes an empty map.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        policy: a dictionary with ``map_order`` (``MAP_UNORDERED``, ``MAP_KEY_ORDERED`` or
            ``MAP_KEY_VALUE_ORDERED``) and ``persist_index`` (server 7.0).
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is ``None``.
    """
    return _with(_op(c.OP_MAP_SET_POLICY, bin_name, map_policy=policy), ctx=ctx)


def map_create(
    bin_name: str,
    map_order: int,
    persist_index: bool,
    ctx: Context = None,
) -> Operation:
    """Create an empty map; an existing map gets the order.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        map_order: ``MAP_UNORDERED``, ``MAP_KEY_ORDERED`` or ``MAP_KEY_VALUE_ORDERED``.
        persist_index: whether to store an index with the map, which makes reads faster and the
            record larger. For an ordered map that is the bin itself (server 7.0).
        ctx: the path to a new map in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is ``None``.
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

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        key: the key of the pair: a string, an integer or bytes.
        value: the new value, of any type that a bin may have.
        map_policy: a dictionary with ``map_order`` (``MAP_UNORDERED``, ``MAP_KEY_ORDERED`` or
            ``MAP_KEY_VALUE_ORDERED``) and ``persist_index``, for a map that is created, and
            ``map_write_flags`` (``MAP_WRITE_FLAGS_*``). Unordered, no index and no flags by
            default.
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is the number of pairs after the write.
    """
    return _with(_op(c.OP_MAP_PUT, bin_name, key=key, val=value), map_policy=map_policy, ctx=ctx)


def map_put_items(
    bin_name: str,
    item_dict: dict[Any, Any],
    map_policy: Policy = None,
    ctx: Context = None,
) -> Operation:
    """Set the values of several keys.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        item_dict: keys (strings, integers or bytes) to values.
        map_policy: a dictionary with ``map_order`` (``MAP_UNORDERED``, ``MAP_KEY_ORDERED`` or
            ``MAP_KEY_VALUE_ORDERED``) and ``persist_index``, for a map that is created, and
            ``map_write_flags`` (``MAP_WRITE_FLAGS_*``). Unordered, no index and no flags by
            default.
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is the number of pairs after the write.
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

    The pair is created where the key is missing, as if its value had been 0.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        key: the key of the pair: a string, an integer or bytes.
        amount: what to add, an integer or a float, negative to subtract.
        map_policy: a dictionary with ``map_order`` (``MAP_UNORDERED``, ``MAP_KEY_ORDERED`` or
            ``MAP_KEY_VALUE_ORDERED``) and ``persist_index``, for a map that is created, and
            ``map_write_flags`` (``MAP_WRITE_FLAGS_*``). Unordered, no index and no flags by
            default.
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is the sum.
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

    The pair is created where the key is missing, as if its value had been 0.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        key: the key of the pair: a string, an integer or bytes.
        amount: what to subtract, an integer or a float.
        map_policy: a dictionary with ``map_order`` (``MAP_UNORDERED``, ``MAP_KEY_ORDERED`` or
            ``MAP_KEY_VALUE_ORDERED``) and ``persist_index``, for a map that is created, and
            ``map_write_flags`` (``MAP_WRITE_FLAGS_*``). Unordered, no index and no flags by
            default.
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is the difference.
    """
    operation = _op(c.OP_MAP_DECREMENT, bin_name, key=key, val=amount)
    return _with(operation, map_policy=map_policy, ctx=ctx)


def map_clear(bin_name: str, ctx: Context = None) -> Operation:
    """Remove all pairs.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is ``None``.
    """
    return _with(_op(c.OP_MAP_CLEAR, bin_name), ctx=ctx)
