"""Operations that write to lists, or remove by place."""

from __future__ import annotations

from typing import Any

from aerospike import constants as c

from ._entries import Context, Operation, Policy, _op, _with

__all__ = [
    "list_append",
    "list_append_items",
    "list_clear",
    "list_create",
    "list_increment",
    "list_insert",
    "list_insert_items",
    "list_pop",
    "list_pop_range",
    "list_remove",
    "list_remove_range",
    "list_set",
    "list_set_order",
    "list_sort",
    "list_trim",
]


def list_create(
    bin_name: str,
    list_order: int,
    pad: bool,
    persist_index: bool,
    ctx: Context = None,
) -> Operation:
    """Create an empty list; an existing list gets the order.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        list_order: ``LIST_UNORDERED`` or ``LIST_ORDERED``.
        pad: whether to fill the outer list with nil up to the index in *ctx*. ``False``
            allows no gap. Only for an unordered list.
        persist_index: whether to store an index with the list, which makes reads faster and the
            record larger. For an ordered list that is the bin itself (server 7.0).
        ctx: the path to a new list in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation without a result.
    """
    operation = _op(
        c.OP_LIST_CREATE, bin_name, list_order=list_order, pad=pad, persist_index=persist_index
    )
    return _with(operation, ctx=ctx)


def list_append(
    bin_name: str,
    value: Any,
    policy: Policy = None,
    ctx: Context = None,
) -> Operation:
    """Add a value: at the end, or in its place in an ordered list.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        value: the new element, of any type that a bin may have.
        policy: a dictionary with ``list_order`` (``LIST_UNORDERED`` or ``LIST_ORDERED``), the order
            of a list that is created, and ``write_flags`` (``LIST_WRITE_*``). Unordered and no
            flags by default.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is the number of elements after the write.
    """
    operation = _op(c.OP_LIST_APPEND, bin_name, val=value)
    return _with(operation, list_policy=policy or None, ctx=ctx or None)


def list_append_items(
    bin_name: str,
    values: list[Any],
    policy: Policy = None,
    ctx: Context = None,
) -> Operation:
    """Add several values: at the end, or in their places in an ordered list.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        values: the new elements, of any types that a bin may have.
        policy: a dictionary with ``list_order`` (``LIST_UNORDERED`` or ``LIST_ORDERED``), the order
            of a list that is created, and ``write_flags`` (``LIST_WRITE_*``). Unordered and no
            flags by default.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is the number of elements after the write.
    """
    operation = _op(c.OP_LIST_APPEND_ITEMS, bin_name, val=values)
    return _with(operation, list_policy=policy or None, ctx=ctx or None)


def list_insert(
    bin_name: str,
    index: int,
    value: Any,
    policy: Policy = None,
    ctx: Context = None,
) -> Operation:
    """Insert a value before the element at an index.

    An ordered list refuses it: the position of an element follows from its value.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        index: the position of the new element: 0 is the first, -1 before the last. After the end,
            nil fills the gap.
        value: the new element, of any type that a bin may have.
        policy: a dictionary with ``list_order`` (``LIST_UNORDERED`` or ``LIST_ORDERED``), the order
            of a list that is created, and ``write_flags`` (``LIST_WRITE_*``). Unordered and no
            flags by default.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is the number of elements after the write.
    """
    operation = _op(c.OP_LIST_INSERT, bin_name, index=index, val=value)
    return _with(operation, list_policy=policy or None, ctx=ctx or None)


def list_insert_items(
    bin_name: str,
    index: int,
    values: list[Any],
    policy: Policy = None,
    ctx: Context = None,
) -> Operation:
    """Insert several values before the element at an index.

    An ordered list refuses it: the position of an element follows from its value.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        index: the position of the first new element: 0 is the first, -1 before the last. After the
            end, nil fills the gap.
        values: the new elements, of any types that a bin may have.
        policy: a dictionary with ``list_order`` (``LIST_UNORDERED`` or ``LIST_ORDERED``), the order
            of a list that is created, and ``write_flags`` (``LIST_WRITE_*``). Unordered and no
            flags by default.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is the number of elements after the write.
    """
    operation = _op(c.OP_LIST_INSERT_ITEMS, bin_name, index=index, val=values)
    return _with(operation, list_policy=policy or None, ctx=ctx or None)


def list_increment(
    bin_name: str,
    index: int,
    value: int | float,
    policy: Policy = None,
    ctx: Context = None,
) -> Operation:
    """Add to the number at an index.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        index: the position of the number: 0 is the first element, -1 the last. After the end, the
            number is created, and nil fills the gap.
        value: the number to add; negative to subtract. The server converts it to the type of the
            element, integer or float.
        policy: a dictionary with ``list_order`` (``LIST_UNORDERED`` or ``LIST_ORDERED``), the order
            of a list that is created, and ``write_flags`` (``LIST_WRITE_*``). Unordered and no
            flags by default.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is the sum.
    """
    operation = _op(c.OP_LIST_INCREMENT, bin_name, index=index, val=value)
    return _with(operation, list_policy=policy or None, ctx=ctx or None)


def list_pop(bin_name: str, index: int, ctx: Context = None) -> Operation:
    """Remove the element at an index and return it.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        index: the position of the element: 0 is the first, -1 the last.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is the removed element.
    """
    return _with(_op(c.OP_LIST_POP, bin_name, index=index), ctx=ctx or None)


def list_pop_range(bin_name: str, index: int, count: int, ctx: Context = None) -> Operation:
    """Remove a range of elements and return them.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        index: the position where the range begins: 0 is the first element, -1 the last.
        count: how many elements, at most; 0 or more.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is a list of the removed elements.
    """
    return _with(_op(c.OP_LIST_POP_RANGE, bin_name, index=index, val=count), ctx=ctx or None)


def list_remove(bin_name: str, index: int, ctx: Context = None) -> Operation:
    """Remove the element at an index.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        index: the position of the element: 0 is the first, -1 the last.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is the number of removed elements, 1.
    """
    return _with(_op(c.OP_LIST_REMOVE, bin_name, index=index), ctx=ctx or None)


def list_remove_range(bin_name: str, index: int, count: int, ctx: Context = None) -> Operation:
    """Remove a range of elements.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        index: the position where the range begins: 0 is the first element, -1 the last.
        count: how many elements, at most; 0 or more.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is the number of removed elements.
    """
    return _with(_op(c.OP_LIST_REMOVE_RANGE, bin_name, index=index, val=count), ctx=ctx or None)


def list_clear(bin_name: str, ctx: Context = None) -> Operation:
    """Remove all elements.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation without a result.
    """
    return _with(_op(c.OP_LIST_CLEAR, bin_name), ctx=ctx or None)


def list_set(
    bin_name: str,
    index: int,
    value: Any,
    policy: Policy = None,
    ctx: Context = None,
) -> Operation:
    """Replace the element at an index.

    An ordered list refuses it: the position of an element follows from its value.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        index: the position of the element: 0 is the first, -1 the last. After the end, the element
            is created, and nil fills the gap.
        value: the new element, of any type that a bin may have.
        policy: a dictionary with ``list_order`` (``LIST_UNORDERED`` or ``LIST_ORDERED``), the order
            of a list that is created, and ``write_flags`` (``LIST_WRITE_*``). Unordered and no
            flags by default.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation without a result.
    """
    operation = _op(c.OP_LIST_SET, bin_name, index=index, val=value)
    return _with(operation, list_policy=policy or None, ctx=ctx or None)


def list_trim(bin_name: str, index: int, count: int, ctx: Context = None) -> Operation:
    """Remove all elements outside a range.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        index: the position where the range begins: 0 is the first element, -1 the last.
        count: how many elements to keep, at most; 0 or more.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation; its result is the number of removed elements.
    """
    return _with(_op(c.OP_LIST_TRIM, bin_name, index=index, val=count), ctx=ctx or None)


def list_set_order(bin_name: str, list_order: int, ctx: Context = None) -> Operation:
    """Change the order of a list.

    A missing bin becomes an empty list.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        list_order: ``LIST_ORDERED`` sorts the list and keeps it sorted. ``LIST_UNORDERED`` leaves
            its elements where they are.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation without a result.
    """
    return _with(_op(c.OP_LIST_SET_ORDER, bin_name, list_order=list_order), ctx=ctx or None)


def list_sort(bin_name: str, sort_flags: int = 0, ctx: Context = None) -> Operation:
    """Sort a list once; the type of its order stays the same.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        sort_flags: ``LIST_SORT_DEFAULT``, or ``LIST_SORT_DROP_DUPLICATES`` to keep one of each
            value.
        ctx: the path to a nested list, made by :mod:`aerospike_helpers.cdt_ctx`. The bin itself by
            default.

    Returns:
        An operation without a result.
    """
    return _with(_op(c.OP_LIST_SORT, bin_name, sort_flags=sort_flags), ctx=ctx or None)
