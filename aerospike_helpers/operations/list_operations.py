"""Operations on list bins.

What the functions have in common:

* *bin_name* is the name of the bin; *ctx* is the way to a list inside it, made by
  :mod:`aerospike_helpers.cdt_ctx`.
* Negative indexes count from the end, negative ranks from the greatest.
* *policy* is a dictionary with ``list_order`` (``LIST_ORDERED``, ``LIST_UNORDERED``), for a list
  that is made, and ``write_flags`` (``LIST_WRITE_*``).
* *return_type* is one of ``LIST_RETURN_*``; *inverted* takes all elements but those that are
  described.

A bin that the record does not have has no result, where the operation does not make it. An element
that is not there raises :class:`~aerospike.exception.OpNotApplicable`, a range without elements is
an empty list, and what is written behind the end is preceded by nil. A bin that is no list raises
:class:`~aerospike.exception.BinIncompatibleType`, a context that leads nowhere
:class:`~aerospike.exception.OpNotApplicable`.
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
    "LIST_ORDER_KEY",
    "LIST_POLICY_KEY",
    "OP_KEY",
    "PAD_KEY",
    "PERSIST_INDEX_KEY",
    "RANK_KEY",
    "RETURN_TYPE_KEY",
    "SORT_FLAGS_KEY",
    "VALUE_BEGIN_KEY",
    "VALUE_END_KEY",
    "VALUE_KEY",
    "VALUE_LIST_KEY",
    "list_append",
    "list_append_items",
    "list_clear",
    "list_create",
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
    "list_increment",
    "list_insert",
    "list_insert_items",
    "list_join",
    "list_pop",
    "list_pop_range",
    "list_remove",
    "list_remove_by_index",
    "list_remove_by_index_range",
    "list_remove_by_rank",
    "list_remove_by_rank_range",
    "list_remove_by_value",
    "list_remove_by_value_list",
    "list_remove_by_value_range",
    "list_remove_by_value_rank_range_relative",
    "list_remove_range",
    "list_set",
    "list_set_order",
    "list_size",
    "list_sort",
    "list_trim",
]

# The names of an operation's entries, for those who look into one.
BIN_KEY = "bin"
COUNT_KEY = "count"
CTX_KEY = "ctx"
INDEX_KEY = "index"
INVERTED_KEY = "inverted"
LIST_ORDER_KEY = "list_order"
LIST_POLICY_KEY = "list_policy"
OP_KEY = "op"
PAD_KEY = "pad"
PERSIST_INDEX_KEY = "persist_index"
RANK_KEY = "rank"
RETURN_TYPE_KEY = "return_type"
SORT_FLAGS_KEY = "sort_flags"
VALUE_BEGIN_KEY = "value_begin"
VALUE_END_KEY = "value_end"
VALUE_KEY = "val"
VALUE_LIST_KEY = "value_list"

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


def list_create(
    bin_name: str,
    list_order: int,
    pad: bool,
    persist_index: bool,
    ctx: Context = None,
) -> Operation:
    """Create an empty list where there is none.

    *list_order* is LIST_ORDERED or LIST_UNORDERED. *pad* fills the list that holds the new one
    with nil where *ctx* points behind its end. *persist_index* keeps an index of a top-level
    list with the record (server 7.0).
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
    """Add a value at the end, or where an ordered list sorts it.

    Returns the number of elements.
    """
    operation = _op(c.OP_LIST_APPEND, bin_name, val=value)
    return _with(operation, list_policy=policy or None, ctx=ctx or None)


def list_append_items(
    bin_name: str,
    values: list[Any],
    policy: Policy = None,
    ctx: Context = None,
) -> Operation:
    """Add several values, as :func:`list_append` adds one.

    Returns the number of elements.
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
    """Insert a value in front of the element at an index.

    Returns the number of elements. An ordered list refuses it.
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
    """Insert several values in front of the element at an index.

    Returns the number of elements. An ordered list refuses it.
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

    Returns the sum.
    """
    operation = _op(c.OP_LIST_INCREMENT, bin_name, index=index, val=value)
    return _with(operation, list_policy=policy or None, ctx=ctx or None)


def list_pop(bin_name: str, index: int, ctx: Context = None) -> Operation:
    """Remove the element at an index.

    Returns the element.
    """
    return _with(_op(c.OP_LIST_POP, bin_name, index=index), ctx=ctx or None)


def list_pop_range(bin_name: str, index: int, count: int, ctx: Context = None) -> Operation:
    """Remove *count* elements from an index on.

    Returns a list of the elements.
    """
    return _with(_op(c.OP_LIST_POP_RANGE, bin_name, index=index, val=count), ctx=ctx or None)


def list_remove(bin_name: str, index: int, ctx: Context = None) -> Operation:
    """Remove the element at an index.

    Returns the number of elements removed.
    """
    return _with(_op(c.OP_LIST_REMOVE, bin_name, index=index), ctx=ctx or None)


def list_remove_range(bin_name: str, index: int, count: int, ctx: Context = None) -> Operation:
    """Remove *count* elements from an index on.

    Returns the number of elements removed.
    """
    return _with(_op(c.OP_LIST_REMOVE_RANGE, bin_name, index=index, val=count), ctx=ctx or None)


def list_clear(bin_name: str, ctx: Context = None) -> Operation:
    """Remove all elements.

    Has no result.
    """
    return _with(_op(c.OP_LIST_CLEAR, bin_name), ctx=ctx or None)


def list_set(
    bin_name: str,
    index: int,
    value: Any,
    policy: Policy = None,
    ctx: Context = None,
) -> Operation:
    """Put a value in the place of the element at an index.

    Has no result. An ordered list refuses it.
    """
    operation = _op(c.OP_LIST_SET, bin_name, index=index, val=value)
    return _with(operation, list_policy=policy or None, ctx=ctx or None)


def list_get(bin_name: str, index: int, ctx: Context = None) -> Operation:
    """Read the element at an index.

    Returns the element.
    """
    return _with(_op(c.OP_LIST_GET, bin_name, index=index), ctx=ctx or None)


def list_get_range(bin_name: str, index: int, count: int, ctx: Context = None) -> Operation:
    """Read *count* elements from an index on.

    Returns a list of the elements.
    """
    return _with(_op(c.OP_LIST_GET_RANGE, bin_name, index=index, val=count), ctx=ctx or None)


def list_trim(bin_name: str, index: int, count: int, ctx: Context = None) -> Operation:
    """Remove all elements but the *count* from an index on.

    Returns the number of elements removed.
    """
    return _with(_op(c.OP_LIST_TRIM, bin_name, index=index, val=count), ctx=ctx or None)


def list_size(bin_name: str, ctx: Context = None) -> Operation:
    """Count the elements.

    Returns their number.
    """
    return _with(_op(c.OP_LIST_SIZE, bin_name), ctx=ctx or None)


def list_get_by_index(
    bin_name: str,
    index: int,
    return_type: int,
    ctx: Context = None,
) -> Operation:
    """Read the element at an index.

    Returns what *return_type* says.
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
    """Read *count* elements from an index on, or all up to the end.

    Returns what *return_type* says.
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
    """Read the element of a rank; 0 is the least, -1 the greatest.

    Returns what *return_type* says.
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
    """Read *count* elements from a rank on, or all up to the greatest.

    Returns what *return_type* says.
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
    """Read the elements that equal a value.

    Returns what *return_type* says.
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
    """Read the elements that equal one of several values.

    Returns what *return_type* says.
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
    """Read the elements from one value to below another.

    ``None`` is no bound. Returns what *return_type* says.
    """
    operation = _op(
        c.OP_LIST_GET_BY_VALUE_RANGE, bin_name, return_type=return_type, inverted=inverted
    )
    return _with(operation, value_begin=value_begin, value_end=value_end, ctx=ctx or None)


def list_remove_by_index(
    bin_name: str,
    index: int,
    return_type: int,
    ctx: Context = None,
) -> Operation:
    """Remove the element at an index.

    Returns what *return_type* says.
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
    """Remove *count* elements from an index on, or all up to the end.

    Returns what *return_type* says.
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
    """Remove the element of a rank; 0 is the least, -1 the greatest.

    Returns what *return_type* says.
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
    """Remove *count* elements from a rank on, or all up to the greatest.

    Returns what *return_type* says.
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

    Returns what *return_type* says.
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

    Returns what *return_type* says.
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
    """Remove the elements from one value to below another.

    ``None`` is no bound. Returns what *return_type* says.
    """
    operation = _op(
        c.OP_LIST_REMOVE_BY_VALUE_RANGE, bin_name, return_type=return_type, inverted=inverted
    )
    return _with(operation, value_begin=value_begin, value_end=value_end, ctx=ctx or None)


def list_set_order(bin_name: str, list_order: int, ctx: Context = None) -> Operation:
    """Make a list LIST_ORDERED, which sorts it, or LIST_UNORDERED.

    Has no result.
    """
    return _with(_op(c.OP_LIST_SET_ORDER, bin_name, list_order=list_order), ctx=ctx or None)


def list_sort(bin_name: str, sort_flags: int = 0, ctx: Context = None) -> Operation:
    """Sort a list once.

    *sort_flags* are LIST_SORT_DEFAULT or LIST_SORT_DROP_DUPLICATES. Has no result.
    """
    return _with(_op(c.OP_LIST_SORT, bin_name, sort_flags=sort_flags), ctx=ctx or None)


def list_get_by_value_rank_range_relative(
    bin_name: str,
    value: Any,
    offset: int,
    return_type: int,
    count: int | None = None,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Read elements by their rank relative to a value.

    The first is *offset* ranks from the least element that is not less than *value*; *count* of
    them, or all up to the greatest. Returns what *return_type* says.
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


def list_remove_by_value_rank_range_relative(
    bin_name: str,
    value: Any,
    offset: int,
    return_type: int,
    count: int | None = None,
    inverted: bool = False,
    ctx: Context = None,
) -> Operation:
    """Remove elements by their rank relative to a value.

    The first is *offset* ranks from the least element that is not less than *value*; *count* of
    them, or all up to the greatest. Returns what *return_type* says.
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


def list_join(bin_name: str, separator: str | None = None, ctx: Context = None) -> Operation:
    """Join the strings of a list (server 8.1.2).

    Returns one string, with *separator* between the elements.
    """
    return _with(_op(c._OP_LIST_JOIN, bin_name, separator=separator), ctx=ctx or None)
