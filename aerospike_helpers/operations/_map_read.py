"""Operations that read maps."""

from __future__ import annotations

from typing import Any

from aerospike import constants as c

from ._entries import Context, Operation, _op, _with

__all__ = [
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
    "map_size",
]


def map_size(bin_name: str, ctx: Context = None) -> Operation:
    """Count the pairs of a map.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is their number; ``None`` where the record lacks the bin.
    """
    return _with(_op(c.OP_MAP_SIZE, bin_name), ctx=ctx)


def map_get_by_key(bin_name: str, key: Any, return_type: int, ctx: Context = None) -> Operation:
    """Select the pair of a key.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        key: the key of the pair: a string, an integer or bytes.
        return_type: what to return, one of ``MAP_RETURN_*``.
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is what *return_type* names; ``None`` where the record lacks the
        bin.
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
    """Select the pairs in a range of keys.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        key_range_start: the least key to select. ``None`` sets no lower bound.
        key_range_end: the key before which the range ends. :class:`aerospike.CDTInfinite` sets no
            upper bound.
        return_type: what to return, one of ``MAP_RETURN_*``.
        inverted: ``True`` selects all other pairs.
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is what *return_type* names; ``None`` where the record lacks the
        bin.
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
    """Select the pairs of several keys.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        key_list: the keys; each may be missing.
        return_type: what to return, one of ``MAP_RETURN_*``.
        inverted: ``True`` selects all other pairs.
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is what *return_type* names; ``None`` where the record lacks the
        bin.
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
    """Select the pairs whose value equals one.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        value: the value to find. :class:`aerospike.CDTWildcard` stands for anything.
        return_type: what to return, one of ``MAP_RETURN_*``.
        inverted: ``True`` selects all other pairs.
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is what *return_type* names; ``None`` where the record lacks the
        bin.
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
    """Select the pairs in a range of values.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        value_start: the least value to select. ``None`` sets no lower bound.
        value_end: the value below which the range ends. :class:`aerospike.CDTInfinite` sets no
            upper bound.
        return_type: what to return, one of ``MAP_RETURN_*``.
        inverted: ``True`` selects all other pairs.
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is what *return_type* names; ``None`` where the record lacks the
        bin.
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
    """Select the pairs whose value equals one of several.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        key_list: the values (not keys), each may match any number of elements, or none.
        return_type: what to return, one of ``MAP_RETURN_*``.
        inverted: ``True`` selects all other pairs.
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is what *return_type* names; ``None`` where the record lacks the
        bin.
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
    """Select the pair at an index.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        index: the position of the pair in the order of keys: 0 is the first, -1 the last.
        return_type: what to return, one of ``MAP_RETURN_*``.
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is what *return_type* names; ``None`` where the record lacks the
        bin.
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
    """Select the pairs from an index.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        index_start: the position where the range begins, in the order of keys: 0 is the first pair,
            -1 the last.
        get_amt: how many pairs, at most; 0 or more.
        return_type: what to return, one of ``MAP_RETURN_*``.
        inverted: ``True`` selects all other pairs.
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is what *return_type* names; ``None`` where the record lacks the
        bin.
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
    """Select the pair of a rank.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        rank: the position of the pair in the order of values: 0 is the least value, -1 the
            greatest.
        return_type: what to return, one of ``MAP_RETURN_*``.
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is what *return_type* names; ``None`` where the record lacks the
        bin.
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
    """Select the pairs from a rank.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        rank_start: the rank where the range begins: 0 is the least value, -1 the greatest.
        get_amt: how many pairs, at most; 0 or more.
        return_type: what to return, one of ``MAP_RETURN_*``.
        inverted: ``True`` selects all other pairs.
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is what *return_type* names; ``None`` where the record lacks the
        bin.
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


def map_get_by_value_rank_range_relative(
    bin_name: str,
    value: Any,
    offset: int,
    return_type: int,
    count: int | None = None,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Select the pairs from a rank on, counted from a value (server 4.3).

    In ``{4: 2, 9: 10, 5: 15}``, the value 11 with offset -1 selects the keys 9 and 5.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        value: the value at which ranks begin. The map does not have to contain it.
        offset: the first rank, counted from the least value that is not less than *value*: 0 is
            that value, -1 the one before it.
        return_type: what to return, one of ``MAP_RETURN_*``.
        count: how many pairs, at most. All up to the greatest value by default.
        inverted: ``True`` selects all other pairs.
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is what *return_type* names; ``None`` where the record lacks the
        bin.
    """
    operation = _op(
        c.OP_MAP_GET_BY_VALUE_RANK_RANGE_REL,
        bin_name,
        val=value,
        rank=offset,
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
    """Select the pairs from an index on, counted from a key (server 4.3).

    In ``{0: 17, 4: 2, 5: 15}``, the key 5 with offset -1 selects the keys 4 and 5.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        value: the key (not a value) from whose place indexes are counted. The map does not have to
            contain it.
        offset: the first index, counted from the least key that is not less than the given one: 0
            is that key, -1 the one before it.
        return_type: what to return, one of ``MAP_RETURN_*``.
        count: how many pairs, at most. All up to the last by default.
        inverted: ``True`` selects all other pairs.
        ctx: the path to a nested map, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is what *return_type* names; ``None`` where the record lacks the
        bin.
    """
    operation = _op(
        c.OP_MAP_GET_BY_KEY_INDEX_RANGE_REL,
        bin_name,
        key=value,
        index=offset,
        return_type=return_type,
    )
    return _with(operation, count=count, inverted=inverted or None, ctx=ctx or None)
