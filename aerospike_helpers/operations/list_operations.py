"""Operations on list bins, and on lists inside them.

Constants without a module are those of ``aerospike``. Negative indexes count from the end, negative
ranks from the greatest value. A range that exceeds the list is cut off at its end. ``ctx``
needs server 4.6.

An operation on a bin that the record lacks has no result, unless it creates the list. Errors of the
server:

* :class:`~aerospike.exception.OpNotApplicable`: no element is at the index or rank, or the context
  leads nowhere.
* :class:`~aerospike.exception.BinIncompatibleType`: the bin, or the value at the
  context, is not a list.
"""

from __future__ import annotations

from aerospike_helpers._modules import adopt

from ._list_modify import (
    list_append,
    list_append_items,
    list_clear,
    list_create,
    list_increment,
    list_insert,
    list_insert_items,
    list_pop,
    list_pop_range,
    list_remove,
    list_remove_range,
    list_set,
    list_set_order,
    list_sort,
    list_trim,
)
from ._list_read import (
    list_get,
    list_get_by_index,
    list_get_by_index_range,
    list_get_by_rank,
    list_get_by_rank_range,
    list_get_by_value,
    list_get_by_value_list,
    list_get_by_value_range,
    list_get_by_value_rank_range_relative,
    list_get_range,
    list_join,
    list_size,
)
from ._list_remove import (
    list_remove_by_index,
    list_remove_by_index_range,
    list_remove_by_rank,
    list_remove_by_rank_range,
    list_remove_by_value,
    list_remove_by_value_list,
    list_remove_by_value_range,
    list_remove_by_value_rank_range_relative,
)

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

# The names of the entries of an operation's dictionary.
BIN_KEY = "bin"  #: The name of the bin.
COUNT_KEY = "count"  #: How many elements.
CTX_KEY = "ctx"  #: The context.
INDEX_KEY = "index"  #: The index of the element, or of the first one.
INVERTED_KEY = "inverted"  #: Whether all other elements are selected.
LIST_ORDER_KEY = "list_order"  #: The order of the list.
LIST_POLICY_KEY = "list_policy"  #: The list policy.
OP_KEY = "op"  #: Which operation it is, one of ``aerospike.OP_LIST_*``.
PAD_KEY = "pad"  #: Whether nil fills the gap before a new list.
PERSIST_INDEX_KEY = "persist_index"  #: Whether an index is stored with the list.
RANK_KEY = "rank"  #: The rank of the element, or of the first one.
RETURN_TYPE_KEY = "return_type"  #: What to return.
SORT_FLAGS_KEY = "sort_flags"  #: How to sort.
VALUE_BEGIN_KEY = "value_begin"  #: The least value of a range.
VALUE_END_KEY = "value_end"  #: The value below which a range ends.
VALUE_KEY = "val"  #: The value; of ranges by index, the count.
VALUE_LIST_KEY = "value_list"  #: The values to find.

adopt(globals())
