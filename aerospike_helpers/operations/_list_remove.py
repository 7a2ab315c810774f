"""Operations that remove from lists what a value, index or rank finds."""

from __future__ import annotations

from typing import Any

from aerospike import constants as c

from ._entries import Context, Operation, _op, _with

__all__ = [
    "list_remove_by_index",
    "list_remove_by_index_range",
    "list_remove_by_rank",
    "list_remove_by_rank_range",
    "list_remove_by_value",
    "list_remove_by_value_list",
    "list_remove_by_value_range",
    "list_remove_by_value_rank_range_relative",
]


def list_remove_by_index(
    bin_name: str,
    index: int,
    return_type: int,
    ctx: Context = None,
) -> Operation:
    """Remove the element at an index.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        index: the position of the element: 0 is the first, -1 the last.
        return_type: what to return, one of ``LIST_RETURN_*``.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is the part of the removed elements that *return_type* selects.
    """
    operation = _op(c.OP_LIST_REMOVE_BY_INDEX, bin_name, return_type=return_type, index=index)
    return _with(operation, ctx=ctx or None)


def list_remove_by_index_range(
    bin_name: str,
    index: int,
    return_type: int,
    count: int | None = None,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Remove the elements from an index.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        index: the position where the range begins: 0 is the first element, -1 the last.
        return_type: what to return, one of ``LIST_RETURN_*``.
        count: how many elements, at most. By default, all to the end.
        inverted: ``True`` selects all other elements.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is the part of the removed elements that *return_type* selects.
    """
    operation = _op(
        c.OP_LIST_REMOVE_BY_INDEX_RANGE,
        bin_name,
        return_type=return_type,
        index=index,
        inverted=inverted,
    )
    return _with(operation, count=count, ctx=ctx or None)


def list_remove_by_rank(
    bin_name: str,
    rank: int,
    return_type: int,
    ctx: Context = None,
) -> Operation:
    """Remove the element of a rank.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        rank: the position of the element in the order of values: 0 is the least, -1 the greatest.
        return_type: what to return, one of ``LIST_RETURN_*``.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is the part of the removed elements that *return_type* selects.
    """
    operation = _op(c.OP_LIST_REMOVE_BY_RANK, bin_name, return_type=return_type, rank=rank)
    return _with(operation, ctx=ctx or None)


def list_remove_by_rank_range(
    bin_name: str,
    rank: int,
    return_type: int,
    count: int | None = None,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Remove the elements from a rank.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        rank: the rank where the range begins: 0 is the least element, -1 the greatest.
        return_type: what to return, one of ``LIST_RETURN_*``.
        count: how many elements, at most. By default, all to the greatest.
        inverted: ``True`` selects all other elements.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is the part of the removed elements that *return_type* selects.
    """
    operation = _op(
        c.OP_LIST_REMOVE_BY_RANK_RANGE,
        bin_name,
        return_type=return_type,
        rank=rank,
        inverted=inverted,
    )
    return _with(operation, count=count, ctx=ctx or None)


def list_remove_by_value(
    bin_name: str,
    value: Any,
    return_type: int,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Remove the elements that equal a value.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        value: the value to find. :class:`aerospike.CDTWildcard` stands for anything.
        return_type: what to return, one of ``LIST_RETURN_*``.
        inverted: ``True`` selects all other elements.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is the part of the removed elements that *return_type* selects.
    """
    operation = _op(
        c.OP_LIST_REMOVE_BY_VALUE, bin_name, return_type=return_type, val=value, inverted=inverted
    )
    return _with(operation, ctx=ctx or None)


def list_remove_by_value_list(
    bin_name: str,
    value_list: list[Any],
    return_type: int,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Remove the elements that equal one of several values.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        value_list: the values; each may match any number of elements, or none.
        return_type: what to return, one of ``LIST_RETURN_*``.
        inverted: ``True`` selects all other elements.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is the part of the removed elements that *return_type* selects.
    """
    operation = _op(
        c.OP_LIST_REMOVE_BY_VALUE_LIST,
        bin_name,
        return_type=return_type,
        value_list=value_list,
        inverted=inverted,
    )
    return _with(operation, ctx=ctx or None)


def list_remove_by_value_range(
    bin_name: str,
    return_type: int,
    value_begin: Any = None,
    value_end: Any = None,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Remove the elements in a range of values.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        return_type: what to return, one of ``LIST_RETURN_*``.
        value_begin: the least value to select. ``None`` sets no lower bound.
        value_end: the value below which the range ends. ``None`` sets no upper bound.
        inverted: ``True`` selects all other elements.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is the part of the removed elements that *return_type* selects.
    """
    operation = _op(
        c.OP_LIST_REMOVE_BY_VALUE_RANGE, bin_name, return_type=return_type, inverted=inverted
    )
    return _with(operation, value_begin=value_begin, value_end=value_end, ctx=ctx or None)


def list_remove_by_value_rank_range_relative(
    bin_name: str,
    value: Any,
    offset: int,
    return_type: int,
    count: int | None = None,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Remove the elements from a rank that counts from a value (server 4.3).

    In ``[0, 4, 5, 9]``, the value 5 with offset -1 removes 4, 5 and 9.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        value: the value at which ranks begin. The list does not have to contain it.
        offset: the first rank, counted from the least element that is not less than *value*: 0 is
            that element, -1 the one before it.
        return_type: what to return, one of ``LIST_RETURN_*``.
        count: how many elements, at most. By default, all to the greatest.
        inverted: ``True`` selects all other elements.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is the part of the removed elements that *return_type* selects.
    """
    operation = _op(
        c.OP_LIST_REMOVE_BY_VALUE_RANK_RANGE_REL,
        bin_name,
        val=value,
        rank=offset,
        return_type=return_type,
        inverted=inverted,
    )
    return _with(operation, count=count, ctx=ctx or None)
