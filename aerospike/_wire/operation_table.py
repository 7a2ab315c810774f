"""How the arguments of each operation are packed, one row for each operation.

Rows are for the operations whose arguments travel as packed bytes: those on lists, maps, blobs,
HyperLogLogs and strings. Scalar operations and those with expressions are in `operations`, the only
user of this module.
"""

from __future__ import annotations

from typing import NamedTuple

from aerospike import constants as c
from aerospike._wire import operation_arguments as args

__all__ = ["MAP_ROWS", "ROWS", "Row"]

_CDT_READ, _CDT_MODIFY = 3, 4
_BIT_READ, _BIT_MODIFY = 12, 13
_HLL_READ, _HLL_MODIFY = 15, 16
_STRING_READ, _STRING_MODIFY = 17, 18

_LIST_ORDERED = 1
_LIST_SORT_FLAGS = 2
_RESIZE_FLAGS = 7
_NUMERIC_TYPES = 2
_REGEX_FLAGS = 31
_SIGNED = 1


class Row(NamedTuple):
    """The operator on the wire, the number of the operation, and its arguments."""

    operator: int
    operation: int
    arguments: tuple[args.Put, ...] = ()
    #: Required entries of a map operation's dictionary.
    required: tuple[str, ...] = ()
    #: Whether a context without levels counts as a missing one.
    skips_empty_context: bool = False
    #: Whether the operation has a context at all.
    takes_context: bool = True


_INDEX = args.int64("index")
_RANK = args.int64("rank")
_COUNT = args.unsigned("val")
_OPTIONAL_COUNT = args.optional_unsigned("count")
_VALUE = args.value("val")
_KEY = args.value("key")
_RANGE = args.value("range")
_VALUES = args.value_list("value_list")
_ORDER = args.choice("list_order", _LIST_ORDERED)


def _list_write(operation: int, *arguments: args.Put) -> Row:
    return Row(_CDT_MODIFY, operation, arguments)


def _list_read(operation: int, *arguments: args.Put) -> Row:
    return Row(_CDT_READ, operation, arguments)


_LISTS = {
    c.OP_LIST_SET_ORDER: _list_write(0, _ORDER),
    c.OP_LIST_APPEND: _list_write(1, _VALUE, args.list_order_and_flags),
    c.OP_LIST_APPEND_ITEMS: _list_write(2, args.value_list("val"), args.list_order_and_flags),
    c.OP_LIST_INSERT: _list_write(3, _INDEX, _VALUE, args.list_flags),
    c.OP_LIST_INSERT_ITEMS: _list_write(4, _INDEX, args.value_list("val"), args.list_flags),
    c.OP_LIST_POP: _list_write(5, _INDEX),
    c.OP_LIST_POP_RANGE: _list_write(6, _INDEX, _COUNT),
    c.OP_LIST_REMOVE: _list_write(7, _INDEX),
    c.OP_LIST_REMOVE_RANGE: _list_write(8, _INDEX, _COUNT),
    c.OP_LIST_SET: _list_write(9, _INDEX, _VALUE, args.list_flags),
    c.OP_LIST_TRIM: _list_write(10, _INDEX, _COUNT),
    c.OP_LIST_CLEAR: _list_write(11),
    c.OP_LIST_INCREMENT: _list_write(12, _INDEX, _VALUE, args.list_order_and_flags),
    c.OP_LIST_SORT: _list_write(13, args.choice("sort_flags", _LIST_SORT_FLAGS)),
    c.OP_LIST_SIZE: _list_read(16),
    c.OP_LIST_GET: _list_read(17, _INDEX),
    c.OP_LIST_GET_RANGE: _list_read(18, _INDEX, _COUNT),
    c.OP_LIST_GET_BY_INDEX: _list_read(19, args.return_type, _INDEX),
    c.OP_LIST_GET_BY_RANK: _list_read(21, args.return_type, _RANK),
    c.OP_LIST_GET_BY_VALUE: _list_read(22, args.return_type, _VALUE),
    c.OP_LIST_GET_BY_VALUE_LIST: _list_read(23, args.return_type, _VALUES),
    c.OP_LIST_GET_BY_INDEX_RANGE: _list_read(24, args.return_type, _INDEX, _OPTIONAL_COUNT),
    c.OP_LIST_GET_BY_VALUE_RANGE: _list_read(25, args.return_type, args.begin, args.end),
    c.OP_LIST_GET_BY_RANK_RANGE: _list_read(26, args.return_type, _RANK, _OPTIONAL_COUNT),
    c.OP_LIST_GET_BY_VALUE_RANK_RANGE_REL: _list_read(
        27, args.return_type, _VALUE, _RANK, _OPTIONAL_COUNT
    ),
    c._OP_LIST_JOIN: _list_read(28, args.optional_string("separator")),
    c.OP_LIST_REMOVE_BY_INDEX: _list_write(32, args.return_type, _INDEX),
    c.OP_LIST_REMOVE_BY_RANK: _list_write(34, args.return_type, _RANK),
    c.OP_LIST_REMOVE_BY_VALUE: _list_write(35, args.return_type, _VALUE),
    c.OP_LIST_REMOVE_BY_VALUE_LIST: _list_write(36, args.return_type, _VALUES),
    c.OP_LIST_REMOVE_BY_INDEX_RANGE: _list_write(37, args.return_type, _INDEX, _OPTIONAL_COUNT),
    c.OP_LIST_REMOVE_BY_VALUE_RANGE: _list_write(38, args.return_type, args.begin, args.end),
    c.OP_LIST_REMOVE_BY_RANK_RANGE: _list_write(39, args.return_type, _RANK, _OPTIONAL_COUNT),
    c.OP_LIST_REMOVE_BY_VALUE_RANK_RANGE_REL: _list_write(
        40, args.return_type, _VALUE, _RANK, _OPTIONAL_COUNT
    ),
}

_MAP_INDEX = args.map_int("index", "Index should be an integer")


def _map_write(operation: int, required: str, *arguments: args.Put) -> Row:
    return Row(_CDT_MODIFY, operation, arguments, tuple(required.split()))


def _map_read(operation: int, required: str, *arguments: args.Put) -> Row:
    return Row(_CDT_READ, operation, arguments, tuple(required.split()))


#: Map operations whose dictionaries are checked for the entries that they need, and no others.
_MAPS = {
    c.OP_MAP_PUT: _map_write(67, "val key", _KEY, _VALUE, args.map_attributes_and_flags),
    c.OP_MAP_PUT_ITEMS: _map_write(68, "val", _VALUE, args.map_attributes_and_flags),
    c.OP_MAP_INCREMENT: _map_write(73, "val key", _KEY, _VALUE, args.map_attributes),
    c.OP_MAP_DECREMENT: _map_write(74, "val key", _KEY, _VALUE, args.map_attributes),
    c.OP_MAP_CLEAR: _map_write(75, ""),
    c.OP_MAP_REMOVE_BY_KEY: _map_write(76, "key", args.map_return_type, _KEY),
    c.OP_MAP_REMOVE_BY_INDEX: _map_write(77, "index", args.map_return_type, _MAP_INDEX),
    c.OP_MAP_REMOVE_BY_RANK: _map_write(79, "index", args.map_return_type, _MAP_INDEX),
    c.OP_MAP_REMOVE_BY_KEY_LIST: _map_write(81, "val", args.map_return_type, _VALUE),
    c.OP_MAP_REMOVE_BY_VALUE: _map_write(82, "val", args.map_return_type, _VALUE),
    c.OP_MAP_REMOVE_BY_VALUE_LIST: _map_write(83, "val", args.map_return_type, _VALUE),
    c.OP_MAP_REMOVE_BY_KEY_RANGE: _map_write(84, "val key", args.map_return_type, _KEY, _VALUE),
    c.OP_MAP_REMOVE_BY_INDEX_RANGE: _map_write(
        85, "val index", args.map_return_type, _MAP_INDEX, args.map_count
    ),
    c.OP_MAP_REMOVE_BY_VALUE_RANGE: _map_write(
        86, "val range", args.map_return_type, _VALUE, _RANGE
    ),
    c.OP_MAP_REMOVE_BY_RANK_RANGE: _map_write(
        87, "val index", args.map_return_type, _MAP_INDEX, args.map_count
    ),
    c.OP_MAP_SIZE: _map_read(96, ""),
    c.OP_MAP_GET_BY_KEY: _map_read(97, "key", args.map_return_type, _KEY),
    c.OP_MAP_GET_BY_INDEX: _map_read(98, "index", args.map_return_type, _MAP_INDEX),
    c.OP_MAP_GET_BY_RANK: _map_read(100, "index", args.map_return_type, _MAP_INDEX),
    c.OP_MAP_GET_BY_VALUE: _map_read(102, "val", args.map_return_type, _VALUE),
    c.OP_MAP_GET_BY_KEY_RANGE: _map_read(103, "key range", args.map_return_type, _KEY, _RANGE),
    c.OP_MAP_GET_BY_INDEX_RANGE: _map_read(
        104, "val index", args.map_return_type, _MAP_INDEX, args.map_count
    ),
    c.OP_MAP_GET_BY_VALUE_RANGE: _map_read(105, "val range", args.map_return_type, _VALUE, _RANGE),
    c.OP_MAP_GET_BY_RANK_RANGE: _map_read(
        106, "val index", args.map_return_type, _MAP_INDEX, args.map_count
    ),
    c.OP_MAP_GET_BY_KEY_LIST: _map_read(107, "val", args.map_return_type, _VALUE),
    c.OP_MAP_GET_BY_VALUE_LIST: _map_read(108, "val", args.map_return_type, _VALUE),
}

#: Map operations relative to a key or value, which follow the rules of list operations.
_RELATIVE_MAPS = {
    c.OP_MAP_REMOVE_BY_KEY_INDEX_RANGE_REL: _list_write(
        88, args.return_type, _KEY, _INDEX, _OPTIONAL_COUNT
    ),
    c.OP_MAP_REMOVE_BY_VALUE_RANK_RANGE_REL: _list_write(
        89, args.return_type, _VALUE, _RANK, _OPTIONAL_COUNT
    ),
    c.OP_MAP_GET_BY_KEY_INDEX_RANGE_REL: _list_read(
        109, args.return_type, _KEY, _INDEX, _OPTIONAL_COUNT
    ),
    c.OP_MAP_GET_BY_VALUE_RANK_RANGE_REL: _list_read(
        110, args.return_type, _VALUE, _RANK, _OPTIONAL_COUNT
    ),
}

_BIT_OFFSET = args.int64("bit_offset")
_BIT_SIZE = args.uint32("bit_size")
_BYTE_OFFSET = args.int64("byte_offset")
_BYTE_SIZE = args.uint32("byte_size")
_BYTES = args.blob("value")


def _bits_write(operation: int, *arguments: args.Put) -> Row:
    return Row(_BIT_MODIFY, operation, arguments, takes_context=False)


def _bits_read(operation: int, *arguments: args.Put) -> Row:
    return Row(_BIT_READ, operation, arguments, takes_context=False)


_BLOBS = {
    c.OP_BIT_RESIZE: _bits_write(
        0, _BYTE_SIZE, args.bit_flags, args.choice("resize_flags", _RESIZE_FLAGS, 0)
    ),
    c.OP_BIT_INSERT: _bits_write(1, _BYTE_OFFSET, _BYTES, args.bit_flags),
    c.OP_BIT_REMOVE: _bits_write(2, _BYTE_OFFSET, _BYTE_SIZE, args.bit_flags),
    c.OP_BIT_SET: _bits_write(3, _BIT_OFFSET, _BIT_SIZE, _BYTES, args.bit_flags),
    c.OP_BIT_OR: _bits_write(4, _BIT_OFFSET, _BIT_SIZE, _BYTES, args.bit_flags),
    c.OP_BIT_XOR: _bits_write(5, _BIT_OFFSET, _BIT_SIZE, _BYTES, args.bit_flags),
    c.OP_BIT_AND: _bits_write(6, _BIT_OFFSET, _BIT_SIZE, _BYTES, args.bit_flags),
    c.OP_BIT_NOT: _bits_write(7, _BIT_OFFSET, _BIT_SIZE, args.bit_flags),
    c.OP_BIT_LSHIFT: _bits_write(8, _BIT_OFFSET, _BIT_SIZE, args.uint32("value"), args.bit_flags),
    c.OP_BIT_RSHIFT: _bits_write(9, _BIT_OFFSET, _BIT_SIZE, args.uint32("value"), args.bit_flags),
    c.OP_BIT_ADD: _bits_write(
        10, _BIT_OFFSET, _BIT_SIZE, args.uint64("value"), args.bit_flags, args.bit_action
    ),
    c.OP_BIT_SUBTRACT: _bits_write(
        11, _BIT_OFFSET, _BIT_SIZE, args.uint64("value"), args.bit_flags, args.bit_action
    ),
    c.OP_BIT_SET_INT: _bits_write(12, _BIT_OFFSET, _BIT_SIZE, args.int64("value"), args.bit_flags),
    c.OP_BIT_GET: _bits_read(50, _BIT_OFFSET, _BIT_SIZE),
    c.OP_BIT_COUNT: _bits_read(51, _BIT_OFFSET, _BIT_SIZE),
    c.OP_BIT_LSCAN: _bits_read(52, _BIT_OFFSET, _BIT_SIZE, args.boolean("value")),
    c.OP_BIT_RSCAN: _bits_read(53, _BIT_OFFSET, _BIT_SIZE, args.boolean("value")),
    c.OP_BIT_GET_INT: _bits_read(54, _BIT_OFFSET, _BIT_SIZE, args.flag_if("sign", _SIGNED)),
    c._OP_BIT_B64_ENCODE: Row(_BIT_READ, 55, (args.int32("byte_offset"), args.base64_range)),
}

_INDEX_BITS = args.int32("index_bit_count")
_MH_BITS = args.int32("mh_bit_count")


def _hll_write(operation: int, *arguments: args.Put) -> Row:
    return Row(_HLL_MODIFY, operation, arguments, takes_context=False)


def _hll_read(operation: int, *arguments: args.Put) -> Row:
    return Row(_HLL_READ, operation, arguments, takes_context=False)


_HYPERLOGLOGS = {
    c.OP_HLL_INIT: _hll_write(0, _INDEX_BITS, _MH_BITS, args.hll_flags),
    c.OP_HLL_ADD: _hll_write(1, _VALUES, _INDEX_BITS, _MH_BITS, args.hll_flags),
    c.OP_HLL_SET_UNION: _hll_write(2, _VALUES, args.hll_flags),
    c.OP_HLL_REFRESH_COUNT: _hll_write(3),
    c.OP_HLL_FOLD: _hll_write(4, _INDEX_BITS),
    c.OP_HLL_GET_COUNT: _hll_read(50),
    c.OP_HLL_GET_UNION: _hll_read(51, _VALUES),
    c.OP_HLL_GET_UNION_COUNT: _hll_read(52, _VALUES),
    c.OP_HLL_GET_INTERSECT_COUNT: _hll_read(53, _VALUES),
    c.OP_HLL_GET_SIMILARITY: _hll_read(54, _VALUES),
    c.OP_HLL_DESCRIBE: _hll_read(55),
}

_TEXT = args.string("value")
_NEEDLE = args.string("needle")
_PATTERN = args.string("pattern")
_REGEX = args.choice("regex_flags", _REGEX_FLAGS)
_PADDING = (args.uint64("target_length"), args.string("pad_string"))


def _text_read(operation: int, *arguments: args.Put) -> Row:
    return Row(_STRING_READ, operation, arguments, skips_empty_context=True)


def _text_write(operation: int, *arguments: args.Put) -> Row:
    return Row(_STRING_MODIFY, operation, (*arguments, args.string_flags), skips_empty_context=True)


_TEXTS = {
    c._OP_STRING_STRLEN: _text_read(0),
    c._OP_STRING_SUBSTR: _text_read(1, args.int64("start")),
    c._OP_STRING_SUBSTR_RANGE: _text_read(1, args.int64("start"), args.int64("end")),
    c._OP_STRING_CHAR_AT: _text_read(2, _INDEX),
    c._OP_STRING_FIND: _text_read(3, _NEEDLE, args.int64("occurrence")),
    c._OP_STRING_CONTAINS: _text_read(4, _NEEDLE),
    c._OP_STRING_STARTS_WITH: _text_read(5, args.string("prefix")),
    c._OP_STRING_ENDS_WITH: _text_read(6, args.string("suffix")),
    c._OP_STRING_TO_INTEGER: _text_read(7),
    c._OP_STRING_TO_DOUBLE: _text_read(8),
    c._OP_STRING_BYTE_LENGTH: _text_read(9),
    c._OP_STRING_IS_NUMERIC: _text_read(10, args.choice("numeric_type", _NUMERIC_TYPES)),
    c._OP_STRING_IS_UPPER: _text_read(11),
    c._OP_STRING_IS_LOWER: _text_read(12),
    c._OP_STRING_TO_BLOB: _text_read(13),
    c._OP_STRING_SPLIT: _text_read(14),
    c._OP_STRING_SPLIT_SEPARATOR: _text_read(14, args.string("separator")),
    c._OP_STRING_B64_DECODE: _text_read(15),
    c._OP_STRING_REGEX_COMPARE: _text_read(16, _PATTERN, _REGEX),
    c._OP_STRING_INSERT: _text_write(50, _INDEX, _TEXT),
    c._OP_STRING_OVERWRITE: _text_write(51, _INDEX, _TEXT),
    c._OP_STRING_CONCAT: _text_write(52, _VALUES),
    c._OP_STRING_SNIP: Row(
        _STRING_MODIFY, 53, (args.int64("start"), args.snip_end), skips_empty_context=True
    ),
    c._OP_STRING_REPLACE: _text_write(54, args.pair("needle", "replacement")),
    c._OP_STRING_REPLACE_ALL: _text_write(55, args.pair("needle", "replacement")),
    c._OP_STRING_UPPER: _text_write(56),
    c._OP_STRING_LOWER: _text_write(57),
    c._OP_STRING_CASE_FOLD: _text_write(58),
    c._OP_STRING_NORMALIZE_NFC: _text_write(59),
    c._OP_STRING_TRIM_START: _text_write(60),
    c._OP_STRING_TRIM_END: _text_write(61),
    c._OP_STRING_TRIM: _text_write(62),
    c._OP_STRING_PAD_START: _text_write(63, *_PADDING),
    c._OP_STRING_PAD_END: _text_write(64, *_PADDING),
    c._OP_STRING_REPEAT: _text_write(65, args.unsigned("count")),
    c._OP_STRING_REGEX_REPLACE: _text_write(66, args.pair("pattern", "replacement"), _REGEX),
    c._OP_STRING_APPEND: _text_write(67, _TEXT),
    c._OP_STRING_PREPEND: _text_write(68, _TEXT),
}

#: Operations on lists, maps, blobs, HyperLogLogs and strings, by their ``aerospike.OP_*``.
ROWS: dict[int, Row] = {
    **_LISTS,
    **_RELATIVE_MAPS,
    **_BLOBS,
    **_HYPERLOGLOGS,
    **_TEXTS,
}
#: The same for maps, whose dictionaries have other required entries.
MAP_ROWS: dict[int, Row] = _MAPS
