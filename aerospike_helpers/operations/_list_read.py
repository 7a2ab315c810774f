"""Operations that read lists."""

from __future__ import annotations

from typing import Any

from aerospike import constants as c

from ._entries import Context, Operation, _op, _with

__all__ = [
    "list_get",
    "list_get_by_index",
    "list_get_by_index_range",
    "list_get_by_rank",
    "list_get_by_rank_range",
    "list_get_by_value",
    "list_get_by_value_list",
    "list_get_by_value_range",
    "list_get_by_value_rank_range_relative",
    "list_get_range",
    "list_join",
    "list_size",
]


def list_get(bin_name: str, index: int, ctx: Context = None) -> Operation:
    """Read the element at an index.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        index: the position of the element: 0 is the first, -1 the last.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is the element.
    """
    return _with(_op(c.OP_LIST_GET, bin_name, index=index), ctx=ctx or None)


def list_get_range(bin_name: str, index: int, count: int, ctx: Context = None) -> Operation:
    """Read a range of elements.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        index: the position where the range begins: 0 is the first element, -1 the last.
        count: how many elements, at most; 0 or more.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is a list of the elements.
    """
    return _with(_op(c.OP_LIST_GET_RANGE, bin_name, index=index, val=count), ctx=ctx or None)


def list_size(bin_name: str, ctx: Context = None) -> Operation:
    """Count the elements of a list.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is their number.
    """
    return _with(_op(c.OP_LIST_SIZE, bin_name), ctx=ctx or None)


def list_get_by_index(
    bin_name: str,
    index: int,
    return_type: int,
    ctx: Context = None,
) -> Operation:
    """Select the element at an index.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        index: the position of the element: 0 is the first, -1 the last.
        return_type: what to return, one of ``LIST_RETURN_*``.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is the part that *return_type* selects; it has no result if the
        record lacks the bin.
    """
    operation = _op(c.OP_LIST_GET_BY_INDEX, bin_name, return_type=return_type, index=index)
    return _with(operation, ctx=ctx or None)


def list_get_by_index_range(
    bin_name: str,
    index: int,
    return_type: int,
    count: int | None = None,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Select the elements from an index.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        index: the position where the range begins: 0 is the first element, -1 the last.
        return_type: what to return, one of ``LIST_RETURN_*``.
        count: how many elements, at most. By default, all to the end.
        inverted: ``True`` selects all other elements.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is the part that *return_type* selects; it has no result if the
        record lacks the bin.
    """
    operation = _op(
        c.OP_LIST_GET_BY_INDEX_RANGE,
        bin_name,
        return_type=return_type,
        index=index,
        inverted=inverted,
    )
    return _with(operation, count=count, ctx=ctx or None)


def list_get_by_rank(bin_name: str, rank: int, return_type: int, ctx: Context = None) -> Operation:
    """Select the element of a rank.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        rank: the position of the element in the order of values: 0 is the least, -1 the greatest.
        return_type: what to return, one of ``LIST_RETURN_*``.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is the part that *return_type* selects; it has no result if the
        record lacks the bin.
    """
    operation = _op(c.OP_LIST_GET_BY_RANK, bin_name, return_type=return_type, rank=rank)
    return _with(operation, ctx=ctx or None)


def list_get_by_rank_range(
    bin_name: str,
    rank: int,
    return_type: int,
    count: int | None = None,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Select the elements from a rank.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        rank: the rank where the range begins: 0 is the least element, -1 the greatest.
        return_type: what to return, one of ``LIST_RETURN_*``.
        count: how many elements, at most. By default, all to the greatest.
        inverted: ``True`` selects all other elements.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is the part that *return_type* selects; it has no result if the
        record lacks the bin.
    """
    operation = _op(
        c.OP_LIST_GET_BY_RANK_RANGE, bin_name, return_type=return_type, rank=rank, inverted=inverted
    )
    return _with(operation, count=count, ctx=ctx or None)


def list_get_by_value(
    bin_name: str,
    value: Any,
    return_type: int,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Select the elements that equal a value.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        value: the value to find. :class:`aerospike.CDTWildcard` stands for anything.
        return_type: what to return, one of ``LIST_RETURN_*``.
        inverted: ``True`` selects all other elements.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is the part that *return_type* selects; it has no result if the
        record lacks the bin.
    """
    operation = _op(
        c.OP_LIST_GET_BY_VALUE, bin_name, return_type=return_type, val=value, inverted=inverted
    )
    return _with(operation, ctx=ctx or None)


def list_get_by_value_list(
    bin_name: str,
    value_list: list[Any],
    return_type: int,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Select the elements that equal one of several values.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        value_list: the values; each may match any number of elements, or none.
        return_type: what to return, one of ``LIST_RETURN_*``.
        inverted: ``True`` selects all other elements.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is the part that *return_type* selects; it has no result if the
        record lacks the bin.
    """
    operation = _op(
        c.OP_LIST_GET_BY_VALUE_LIST,
        bin_name,
        return_type=return_type,
        value_list=value_list,
        inverted=inverted,
    )
    return _with(operation, ctx=ctx or None)


def list_get_by_value_range(
    bin_name: str,
    return_type: int,
    value_begin: Any,
    value_end: Any,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Select the elements in a range of values.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        return_type: what to return, one of ``LIST_RETURN_*``.
        value_begin: the least value to select. ``None`` sets no lower bound.
        value_end: the value below which the range ends. ``None`` sets no upper bound.
        inverted: ``True`` selects all other elements.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is the part that *return_type* selects; it has no result if the
        record lacks the bin.
    """
    operation = _op(
        c.OP_LIST_GET_BY_VALUE_RANGE, bin_name, return_type=return_type, inverted=inverted
    )
    return _with(operation, value_begin=value_begin, value_end=value_end, ctx=ctx or None)


def list_get_by_value_rank_range_relative(
    bin_name: str,
    value: Any,
    offset: int,
    return_type: int,
    count: int | None = None,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Select the elements from a rank that counts from a value (server 4.3).

    In ``[0, 4, 5, 9]``, the value 5 with offset -1 selects 4, 5 and 9.

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
        An operation; its result is the part that *return_type* selects; it has no result if the
        record lacks the bin.
    """
    operation = _op(
        c.OP_LIST_GET_BY_VALUE_RANK_RANGE_REL,
        bin_name,
        val=value,
        rank=offset,
        return_type=return_type,
        inverted=inverted,
    )
    return _with(operation, count=count, ctx=ctx or None)


def list_join(bin_name: str, separator: str | None = None, ctx: Context = None) -> Operation:
    """Join the strings of a list to one (server 8.2).

    An element that is not a string raises :class:`~aerospike.exception.InvalidRequest`.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        separator: the text between two elements. Nothing by default.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is a string, empty for an empty list.
    """
    return _with(_op(c._OP_LIST_JOIN, bin_name, separator=separator), ctx=ctx or None)
