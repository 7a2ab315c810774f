"""Operations on map bins, and on maps inside them.

Constants without a module are those of ``aerospike``. The index of a pair is its position in the
order of keys, its rank the position of its value in the order of values. Negative indexes count
from the last key, negative ranks from the greatest value. A range that exceeds the map is cut off
at its end. ``ctx`` needs server 4.6.

A missing key is not an error: the result is the empty value of *return_type* (``None``, -1,
0, ``False`` or an empty list or map). Errors of the server:

* :class:`~aerospike.exception.OpNotApplicable`: no pair is at the index or rank, or the context
  leads nowhere.
* :class:`~aerospike.exception.BinIncompatibleType`: the bin, or the value at the
  context, is not a map.
"""

from __future__ import annotations

from aerospike_helpers._modules import adopt

from ._map_modify import (
    map_clear,
    map_create,
    map_decrement,
    map_increment,
    map_put,
    map_put_items,
    map_set_policy,
)
from ._map_read import (
    map_get_by_index,
    map_get_by_index_range,
    map_get_by_key,
    map_get_by_key_index_range_relative,
    map_get_by_key_list,
    map_get_by_key_range,
    map_get_by_rank,
    map_get_by_rank_range,
    map_get_by_value,
    map_get_by_value_list,
    map_get_by_value_range,
    map_get_by_value_rank_range_relative,
    map_size,
)
from ._map_remove import (
    map_remove_by_index,
    map_remove_by_index_range,
    map_remove_by_key,
    map_remove_by_key_index_range_relative,
    map_remove_by_key_list,
    map_remove_by_key_range,
    map_remove_by_rank,
    map_remove_by_rank_range,
    map_remove_by_value,
    map_remove_by_value_list,
    map_remove_by_value_range,
    map_remove_by_value_rank_range_relative,
)

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

# The names of the entries of an operation's dictionary.
BIN_KEY = "bin"  #: The name of the bin.
COUNT_KEY = "count"  #: How many pairs, of relative ranges.
CTX_KEY = "ctx"  #: The context.
INDEX_KEY = "index"  #: The index or rank of the pair, or of the first one.
INVERTED_KEY = "inverted"  #: Whether all other pairs are selected.
KEY_KEY = "key"  #: The key, or the least key of a range.
MAP_ORDER_KEY = "map_order"  #: The order of the map.
OP_KEY = "op"  #: Which operation it is, one of ``aerospike.OP_MAP_*``.
PERSIST_INDEX_KEY = "persist_index"  #: Whether an index is stored with the map.
POLICY_KEY = "map_policy"  #: The map policy.
RANGE_KEY = "range"  #: The key or value before which a range ends.
RANK_KEY = "rank"  #: The first rank of a relative range.
RETURN_TYPE_KEY = "return_type"  #: What to return.
VALUE_KEY = "val"  #: The value, the keys or values to find, or the count.

adopt(globals())
