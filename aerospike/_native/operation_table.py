"""How the arguments of each operation are packed, one row an operation.

Rows are for the operations whose arguments travel as packed bytes: those on lists, maps, blobs,
HyperLogLogs and strings. Scalar operations and those with expressions are in `operations`, the only
user of this module.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from aerospike import constants as c
from aerospike._native.arguments import (
    bit_policy_flags,
    hll_policy_flags,
    list_policy,
    map_policy,
    string_policy_flags,
    take_bool,
    take_choice,
    take_int,
    take_optional_int,
    take_optional_string,
    take_string,
)
from aerospike._native.packing import (
    PackSettings,
    param_error,
    put_blob,
    put_bool,
    put_int,
    put_list_header,
    put_nil,
    put_string,
    put_uint,
    put_value,
)

__all__ = ["MAP_ROWS", "ROWS", "Arguments", "Row"]

#: An operation as the helpers describe it.
Arguments = Mapping[str, Any]
#: Appends arguments and tells how many.
_Put = Callable[[bytearray, Arguments, PackSettings], int]

_CDT_READ, _CDT_MODIFY = 3, 4
_BIT_READ, _BIT_MODIFY = 12, 13
_HLL_READ, _HLL_MODIFY = 15, 16
_STRING_READ, _STRING_MODIFY = 17, 18

_INVERTED = 0x10000
_LIST_ORDERED = 1
_LIST_SORT_FLAGS = 2
_RESIZE_FLAGS = 7
_NUMERIC_TYPES = 2
_REGEX_FLAGS = 31
_SIGNED = 1
_INVERT_SIZE = 1


class Row(NamedTuple):
    """The operator on the wire, the number of the operation, and its arguments."""

    operator: int
    operation: int
    arguments: tuple[_Put, ...] = ()
    #: Entries that the dictionary of a map operation has to have.
    required: tuple[str, ...] = ()
    #: Whether a context without levels counts as none.
    skips_empty_context: bool = False
    #: Whether the operation has a context at all.
    takes_context: bool = True


def _int(key: str) -> _Put:
    def put(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
        put_int(out, take_int(arguments, key))
        return 1

    return put


def _uint(key: str) -> _Put:
    def put(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
        put_uint(out, take_int(arguments, key))
        return 1

    return put


def _optional_uint(key: str) -> _Put:
    def put(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
        value = take_optional_int(arguments, key)
        if value is None:
            return 0
        put_uint(out, value)
        return 1

    return put


def _bounded(key: str, lowest: int, highest: int, what: str) -> _Put:
    def put(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
        value = take_int(arguments, key)
        if not lowest <= value <= highest:
            raise param_error(f"{key} is not a valid {what}: {value}")
        put_int(out, value)
        return 1

    return put


def _uint32(key: str) -> _Put:
    return _bounded(key, 0, (1 << 32) - 1, "uint32")


def _int32(key: str) -> _Put:
    return _bounded(key, -(1 << 31), (1 << 31) - 1, "int32")


def _uint64(key: str) -> _Put:
    """An integer without a sign, of up to 64 bits."""

    def put(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
        value = arguments.get(key)
        if not isinstance(value, int):
            raise param_error(f"{key} must be an integer, not {type(value).__name__}: {value!r}")
        if not 0 <= value < 1 << 64:
            raise param_error(f"{key} too large: {value} does not fit into 64 bits without sign")
        put_uint(out, value)
        return 1

    return put


def _choice(key: str, highest: int, default: int | None = None) -> _Put:
    def put(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
        put_uint(out, take_choice(arguments, key, highest, default))
        return 1

    return put


def _string(key: str) -> _Put:
    def put(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
        put_string(out, take_string(arguments, key))
        return 1

    return put


def _optional_string(key: str) -> _Put:
    def put(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
        text = take_optional_string(arguments, key)
        if text is None:
            return 0
        put_string(out, text)
        return 1

    return put


def _pair(first: str, second: str) -> _Put:
    """Two strings, in a list that is one argument."""

    def put(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
        put_list_header(out, 2)
        put_string(out, take_string(arguments, first))
        put_string(out, take_string(arguments, second))
        return 1

    return put


def _value(key: str) -> _Put:
    def put(out: bytearray, arguments: Arguments, settings: PackSettings) -> int:
        if key not in arguments:
            raise param_error(f'Operation must contain a "{key}" entry')
        put_value(out, arguments[key], settings)
        return 1

    return put


def _list(key: str) -> _Put:
    def put(out: bytearray, arguments: Arguments, settings: PackSettings) -> int:
        if key not in arguments:
            raise param_error(f'Operation must contain a "{key}" entry')
        values = arguments[key]
        if not isinstance(values, list):
            raise param_error(f"Value must be a list: {key} is {values!r}")
        put_value(out, values, settings)
        return 1

    return put


def _begin(out: bytearray, arguments: Arguments, settings: PackSettings) -> int:
    """Where a range of values begins; nil, the least of all, when it is open."""
    value = arguments.get("value_begin")
    if value is None:
        put_nil(out)
    else:
        put_value(out, value, settings)
    return 1


def _end(out: bytearray, arguments: Arguments, settings: PackSettings) -> int:
    """Where a range of values ends; left out when it is open."""
    value = arguments.get("value_end")
    if value is None:
        return 0
    put_value(out, value, settings)
    return 1


def _blob(key: str) -> _Put:
    def put(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
        value = arguments.get(key)
        if not isinstance(value, (bytes, bytearray)):
            raise param_error(f"{key} must be bytes or byte array, not {value!r}")
        put_blob(out, value)
        return 1

    return put


def _bool(key: str) -> _Put:
    def put(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
        put_bool(out, take_bool(arguments, key))
        return 1

    return put


def _flag_if(key: str, flag: int) -> _Put:
    """A flag when a bool is true, nothing when it is false."""

    def put(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
        if not take_bool(arguments, key):
            return 0
        put_uint(out, flag)
        return 1

    return put


def _return_type(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
    value = take_int(arguments, "return_type")
    put_uint(out, value | _INVERTED if arguments.get("inverted") else value)
    return 1


def _map_return_type(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
    value = arguments.get("return_type", c.MAP_RETURN_NONE)
    if not isinstance(value, int):
        raise param_error(f"Return type should be an integer, not {value!r}")
    put_int(out, value | _INVERTED if arguments.get("inverted") else value)
    return 1


def _map_int(key: str, what: str) -> _Put:
    def put(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
        value = arguments[key]
        if not isinstance(value, int):
            raise param_error(f"{what}, not {value!r}")
        put_int(out, value)
        return 1

    return put


def _map_count(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
    value = arguments["val"]
    if not isinstance(value, int):
        raise param_error(f"Offset should be of int or long type, not {value!r}")
    put_uint(out, take_int(arguments, "val"))
    return 1


def _list_policy(out: bytearray, arguments: Arguments, settings: PackSettings) -> int:
    """Order and flags, for operations that may create the list."""
    if "list_policy" not in arguments:
        return 0
    policy = list_policy(arguments["list_policy"], settings)
    put_uint(out, policy.order)
    put_uint(out, policy.flags)
    return 2


def _list_flags(out: bytearray, arguments: Arguments, settings: PackSettings) -> int:
    if "list_policy" not in arguments:
        return 0
    put_uint(out, list_policy(arguments["list_policy"], settings).flags)
    return 1


def _map_policy(out: bytearray, arguments: Arguments, settings: PackSettings) -> int:
    """Attributes, and flags if there are any."""
    policy = map_policy(arguments.get("map_policy"), settings)
    put_uint(out, policy.attributes)
    if not policy.flags:
        return 1
    put_uint(out, policy.flags)
    return 2


def _map_attributes(out: bytearray, arguments: Arguments, settings: PackSettings) -> int:
    put_uint(out, map_policy(arguments.get("map_policy"), settings).attributes)
    return 1


def _bit_policy(out: bytearray, arguments: Arguments, settings: PackSettings) -> int:
    put_int(out, bit_policy_flags(arguments.get("policy"), settings))
    return 1


def _bit_action(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
    action = take_int(arguments, "action")
    put_uint(out, action | _SIGNED if take_bool(arguments, "sign") else action)
    return 1


def _base64_range(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
    """A size, if there is one, and then whether it counts from the end."""
    inverted = take_bool(arguments, "invert_size")
    if arguments.get("byte_size") is None:
        return 0
    count = _int32("byte_size")(out, arguments, _settings)
    if inverted:
        put_uint(out, _INVERT_SIZE)
        count += 1
    return count


def _hll_policy(out: bytearray, arguments: Arguments, settings: PackSettings) -> int:
    put_int(out, hll_policy_flags(arguments.get("hll_policy"), settings))
    return 1


def _string_policy(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
    if "policy" not in arguments:
        raise param_error('Operation must contain a "policy" entry')
    put_uint(out, string_policy_flags(arguments["policy"]))
    return 1


def _snip_end(out: bytearray, arguments: Arguments, settings: PackSettings) -> int:
    """The end of what is cut out, and then the policy; neither when all that follows is cut."""
    end = take_optional_int(arguments, "end")
    if end is None:
        return 0
    put_int(out, end)
    return 1 + _string_policy(out, arguments, settings)


_INDEX = _int("index")
_RANK = _int("rank")
_COUNT = _uint("val")
_OPTIONAL_COUNT = _optional_uint("count")
_VALUE = _value("val")
_KEY = _value("key")
_RANGE = _value("range")
_VALUES = _list("value_list")
_ORDER = _choice("list_order", _LIST_ORDERED)


def _list_write(operation: int, *arguments: _Put) -> Row:
    return Row(_CDT_MODIFY, operation, arguments)


def _list_read(operation: int, *arguments: _Put) -> Row:
    return Row(_CDT_READ, operation, arguments)


_LISTS = {
    c.OP_LIST_SET_ORDER: _list_write(0, _ORDER),
    c.OP_LIST_APPEND: _list_write(1, _VALUE, _list_policy),
    c.OP_LIST_APPEND_ITEMS: _list_write(2, _list("val"), _list_policy),
    c.OP_LIST_INSERT: _list_write(3, _INDEX, _VALUE, _list_flags),
    c.OP_LIST_INSERT_ITEMS: _list_write(4, _INDEX, _list("val"), _list_flags),
    c.OP_LIST_POP: _list_write(5, _INDEX),
    c.OP_LIST_POP_RANGE: _list_write(6, _INDEX, _COUNT),
    c.OP_LIST_REMOVE: _list_write(7, _INDEX),
    c.OP_LIST_REMOVE_RANGE: _list_write(8, _INDEX, _COUNT),
    c.OP_LIST_SET: _list_write(9, _INDEX, _VALUE, _list_flags),
    c.OP_LIST_TRIM: _list_write(10, _INDEX, _COUNT),
    c.OP_LIST_CLEAR: _list_write(11),
    c.OP_LIST_INCREMENT: _list_write(12, _INDEX, _VALUE, _list_policy),
    c.OP_LIST_SORT: _list_write(13, _choice("sort_flags", _LIST_SORT_FLAGS)),
    c.OP_LIST_SIZE: _list_read(16),
    c.OP_LIST_GET: _list_read(17, _INDEX),
    c.OP_LIST_GET_RANGE: _list_read(18, _INDEX, _COUNT),
    c.OP_LIST_GET_BY_INDEX: _list_read(19, _return_type, _INDEX),
    c.OP_LIST_GET_BY_RANK: _list_read(21, _return_type, _RANK),
    c.OP_LIST_GET_BY_VALUE: _list_read(22, _return_type, _VALUE),
    c.OP_LIST_GET_BY_VALUE_LIST: _list_read(23, _return_type, _VALUES),
    c.OP_LIST_GET_BY_INDEX_RANGE: _list_read(24, _return_type, _INDEX, _OPTIONAL_COUNT),
    c.OP_LIST_GET_BY_VALUE_RANGE: _list_read(25, _return_type, _begin, _end),
    c.OP_LIST_GET_BY_RANK_RANGE: _list_read(26, _return_type, _RANK, _OPTIONAL_COUNT),
    c.OP_LIST_GET_BY_VALUE_RANK_RANGE_REL: _list_read(
        27, _return_type, _VALUE, _RANK, _OPTIONAL_COUNT
    ),
    c._OP_LIST_JOIN: _list_read(28, _optional_string("separator")),
    c.OP_LIST_REMOVE_BY_INDEX: _list_write(32, _return_type, _INDEX),
    c.OP_LIST_REMOVE_BY_RANK: _list_write(34, _return_type, _RANK),
    c.OP_LIST_REMOVE_BY_VALUE: _list_write(35, _return_type, _VALUE),
    c.OP_LIST_REMOVE_BY_VALUE_LIST: _list_write(36, _return_type, _VALUES),
    c.OP_LIST_REMOVE_BY_INDEX_RANGE: _list_write(37, _return_type, _INDEX, _OPTIONAL_COUNT),
    c.OP_LIST_REMOVE_BY_VALUE_RANGE: _list_write(38, _return_type, _begin, _end),
    c.OP_LIST_REMOVE_BY_RANK_RANGE: _list_write(39, _return_type, _RANK, _OPTIONAL_COUNT),
    c.OP_LIST_REMOVE_BY_VALUE_RANK_RANGE_REL: _list_write(
        40, _return_type, _VALUE, _RANK, _OPTIONAL_COUNT
    ),
}

_MAP_INDEX = _map_int("index", "Index should be an integer")


def _map_write(operation: int, required: str, *arguments: _Put) -> Row:
    return Row(_CDT_MODIFY, operation, arguments, tuple(required.split()))


def _map_read(operation: int, required: str, *arguments: _Put) -> Row:
    return Row(_CDT_READ, operation, arguments, tuple(required.split()))


#: Map operations whose dictionaries are checked for the entries that they need, and no others.
_MAPS = {
    c.OP_MAP_PUT: _map_write(67, "val key", _KEY, _VALUE, _map_policy),
    c.OP_MAP_PUT_ITEMS: _map_write(68, "val", _VALUE, _map_policy),
    c.OP_MAP_INCREMENT: _map_write(73, "val key", _KEY, _VALUE, _map_attributes),
    c.OP_MAP_DECREMENT: _map_write(74, "val key", _KEY, _VALUE, _map_attributes),
    c.OP_MAP_CLEAR: _map_write(75, ""),
    c.OP_MAP_REMOVE_BY_KEY: _map_write(76, "key", _map_return_type, _KEY),
    c.OP_MAP_REMOVE_BY_INDEX: _map_write(77, "index", _map_return_type, _MAP_INDEX),
    c.OP_MAP_REMOVE_BY_RANK: _map_write(79, "index", _map_return_type, _MAP_INDEX),
    c.OP_MAP_REMOVE_BY_KEY_LIST: _map_write(81, "val", _map_return_type, _VALUE),
    c.OP_MAP_REMOVE_BY_VALUE: _map_write(82, "val", _map_return_type, _VALUE),
    c.OP_MAP_REMOVE_BY_VALUE_LIST: _map_write(83, "val", _map_return_type, _VALUE),
    c.OP_MAP_REMOVE_BY_KEY_RANGE: _map_write(84, "val key", _map_return_type, _KEY, _VALUE),
    c.OP_MAP_REMOVE_BY_INDEX_RANGE: _map_write(
        85, "val index", _map_return_type, _MAP_INDEX, _map_count
    ),
    c.OP_MAP_REMOVE_BY_VALUE_RANGE: _map_write(86, "val range", _map_return_type, _VALUE, _RANGE),
    c.OP_MAP_REMOVE_BY_RANK_RANGE: _map_write(
        87, "val index", _map_return_type, _MAP_INDEX, _map_count
    ),
    c.OP_MAP_SIZE: _map_read(96, ""),
    c.OP_MAP_GET_BY_KEY: _map_read(97, "key", _map_return_type, _KEY),
    c.OP_MAP_GET_BY_INDEX: _map_read(98, "index", _map_return_type, _MAP_INDEX),
    c.OP_MAP_GET_BY_RANK: _map_read(100, "index", _map_return_type, _MAP_INDEX),
    c.OP_MAP_GET_BY_VALUE: _map_read(102, "val", _map_return_type, _VALUE),
    c.OP_MAP_GET_BY_KEY_RANGE: _map_read(103, "key range", _map_return_type, _KEY, _RANGE),
    c.OP_MAP_GET_BY_INDEX_RANGE: _map_read(
        104, "val index", _map_return_type, _MAP_INDEX, _map_count
    ),
    c.OP_MAP_GET_BY_VALUE_RANGE: _map_read(105, "val range", _map_return_type, _VALUE, _RANGE),
    c.OP_MAP_GET_BY_RANK_RANGE: _map_read(
        106, "val index", _map_return_type, _MAP_INDEX, _map_count
    ),
    c.OP_MAP_GET_BY_KEY_LIST: _map_read(107, "val", _map_return_type, _VALUE),
    c.OP_MAP_GET_BY_VALUE_LIST: _map_read(108, "val", _map_return_type, _VALUE),
}

#: Map operations relative to a key or value, which follow the rules of list operations.
_RELATIVE_MAPS = {
    c.OP_MAP_REMOVE_BY_KEY_INDEX_RANGE_REL: _list_write(
        88, _return_type, _KEY, _INDEX, _OPTIONAL_COUNT
    ),
    c.OP_MAP_REMOVE_BY_VALUE_RANK_RANGE_REL: _list_write(
        89, _return_type, _VALUE, _RANK, _OPTIONAL_COUNT
    ),
    c.OP_MAP_GET_BY_KEY_INDEX_RANGE_REL: _list_read(
        109, _return_type, _KEY, _INDEX, _OPTIONAL_COUNT
    ),
    c.OP_MAP_GET_BY_VALUE_RANK_RANGE_REL: _list_read(
        110, _return_type, _VALUE, _RANK, _OPTIONAL_COUNT
    ),
}

_BIT_OFFSET = _int("bit_offset")
_BIT_SIZE = _uint32("bit_size")
_BYTE_OFFSET = _int("byte_offset")
_BYTE_SIZE = _uint32("byte_size")
_BYTES = _blob("value")


def _bits_write(operation: int, *arguments: _Put) -> Row:
    return Row(_BIT_MODIFY, operation, arguments, takes_context=False)


def _bits_read(operation: int, *arguments: _Put) -> Row:
    return Row(_BIT_READ, operation, arguments, takes_context=False)


_BLOBS = {
    c.OP_BIT_RESIZE: _bits_write(
        0, _BYTE_SIZE, _bit_policy, _choice("resize_flags", _RESIZE_FLAGS, 0)
    ),
    c.OP_BIT_INSERT: _bits_write(1, _BYTE_OFFSET, _BYTES, _bit_policy),
    c.OP_BIT_REMOVE: _bits_write(2, _BYTE_OFFSET, _BYTE_SIZE, _bit_policy),
    c.OP_BIT_SET: _bits_write(3, _BIT_OFFSET, _BIT_SIZE, _BYTES, _bit_policy),
    c.OP_BIT_OR: _bits_write(4, _BIT_OFFSET, _BIT_SIZE, _BYTES, _bit_policy),
    c.OP_BIT_XOR: _bits_write(5, _BIT_OFFSET, _BIT_SIZE, _BYTES, _bit_policy),
    c.OP_BIT_AND: _bits_write(6, _BIT_OFFSET, _BIT_SIZE, _BYTES, _bit_policy),
    c.OP_BIT_NOT: _bits_write(7, _BIT_OFFSET, _BIT_SIZE, _bit_policy),
    c.OP_BIT_LSHIFT: _bits_write(8, _BIT_OFFSET, _BIT_SIZE, _uint32("value"), _bit_policy),
    c.OP_BIT_RSHIFT: _bits_write(9, _BIT_OFFSET, _BIT_SIZE, _uint32("value"), _bit_policy),
    c.OP_BIT_ADD: _bits_write(
        10, _BIT_OFFSET, _BIT_SIZE, _uint64("value"), _bit_policy, _bit_action
    ),
    c.OP_BIT_SUBTRACT: _bits_write(
        11, _BIT_OFFSET, _BIT_SIZE, _uint64("value"), _bit_policy, _bit_action
    ),
    c.OP_BIT_SET_INT: _bits_write(12, _BIT_OFFSET, _BIT_SIZE, _int("value"), _bit_policy),
    c.OP_BIT_GET: _bits_read(50, _BIT_OFFSET, _BIT_SIZE),
    c.OP_BIT_COUNT: _bits_read(51, _BIT_OFFSET, _BIT_SIZE),
    c.OP_BIT_LSCAN: _bits_read(52, _BIT_OFFSET, _BIT_SIZE, _bool("value")),
    c.OP_BIT_RSCAN: _bits_read(53, _BIT_OFFSET, _BIT_SIZE, _bool("value")),
    c.OP_BIT_GET_INT: _bits_read(54, _BIT_OFFSET, _BIT_SIZE, _flag_if("sign", _SIGNED)),
    c._OP_BIT_B64_ENCODE: Row(_BIT_READ, 55, (_int32("byte_offset"), _base64_range)),
}

_INDEX_BITS = _int32("index_bit_count")
_MH_BITS = _int32("mh_bit_count")


def _hll_write(operation: int, *arguments: _Put) -> Row:
    return Row(_HLL_MODIFY, operation, arguments, takes_context=False)


def _hll_read(operation: int, *arguments: _Put) -> Row:
    return Row(_HLL_READ, operation, arguments, takes_context=False)


_HYPERLOGLOGS = {
    c.OP_HLL_INIT: _hll_write(0, _INDEX_BITS, _MH_BITS, _hll_policy),
    c.OP_HLL_ADD: _hll_write(1, _VALUES, _INDEX_BITS, _MH_BITS, _hll_policy),
    c.OP_HLL_SET_UNION: _hll_write(2, _VALUES, _hll_policy),
    c.OP_HLL_REFRESH_COUNT: _hll_write(3),
    c.OP_HLL_FOLD: _hll_write(4, _INDEX_BITS),
    c.OP_HLL_GET_COUNT: _hll_read(50),
    c.OP_HLL_GET_UNION: _hll_read(51, _VALUES),
    c.OP_HLL_GET_UNION_COUNT: _hll_read(52, _VALUES),
    c.OP_HLL_GET_INTERSECT_COUNT: _hll_read(53, _VALUES),
    c.OP_HLL_GET_SIMILARITY: _hll_read(54, _VALUES),
    c.OP_HLL_DESCRIBE: _hll_read(55),
}

_TEXT = _string("value")
_NEEDLE = _string("needle")
_PATTERN = _string("pattern")
_REGEX = _choice("regex_flags", _REGEX_FLAGS)
_PADDING = (_uint64("target_length"), _string("pad_string"))


def _text_read(operation: int, *arguments: _Put) -> Row:
    return Row(_STRING_READ, operation, arguments, skips_empty_context=True)


def _text_write(operation: int, *arguments: _Put) -> Row:
    return Row(_STRING_MODIFY, operation, (*arguments, _string_policy), skips_empty_context=True)


_TEXTS = {
    c._OP_STRING_STRLEN: _text_read(0),
    c._OP_STRING_SUBSTR: _text_read(1, _int("start")),
    c._OP_STRING_SUBSTR_RANGE: _text_read(1, _int("start"), _int("end")),
    c._OP_STRING_CHAR_AT: _text_read(2, _INDEX),
    c._OP_STRING_FIND: _text_read(3, _NEEDLE, _int("occurrence")),
    c._OP_STRING_CONTAINS: _text_read(4, _NEEDLE),
    c._OP_STRING_STARTS_WITH: _text_read(5, _string("prefix")),
    c._OP_STRING_ENDS_WITH: _text_read(6, _string("suffix")),
    c._OP_STRING_TO_INTEGER: _text_read(7),
    c._OP_STRING_TO_DOUBLE: _text_read(8),
    c._OP_STRING_BYTE_LENGTH: _text_read(9),
    c._OP_STRING_IS_NUMERIC: _text_read(10, _choice("numeric_type", _NUMERIC_TYPES)),
    c._OP_STRING_IS_UPPER: _text_read(11),
    c._OP_STRING_IS_LOWER: _text_read(12),
    c._OP_STRING_TO_BLOB: _text_read(13),
    c._OP_STRING_SPLIT: _text_read(14),
    c._OP_STRING_SPLIT_SEPARATOR: _text_read(14, _string("separator")),
    c._OP_STRING_B64_DECODE: _text_read(15),
    c._OP_STRING_REGEX_COMPARE: _text_read(16, _PATTERN, _REGEX),
    c._OP_STRING_INSERT: _text_write(50, _INDEX, _TEXT),
    c._OP_STRING_OVERWRITE: _text_write(51, _INDEX, _TEXT),
    c._OP_STRING_CONCAT: _text_write(52, _VALUES),
    c._OP_STRING_SNIP: Row(
        _STRING_MODIFY, 53, (_int("start"), _snip_end), skips_empty_context=True
    ),
    c._OP_STRING_REPLACE: _text_write(54, _pair("needle", "replacement")),
    c._OP_STRING_REPLACE_ALL: _text_write(55, _pair("needle", "replacement")),
    c._OP_STRING_UPPER: _text_write(56),
    c._OP_STRING_LOWER: _text_write(57),
    c._OP_STRING_CASE_FOLD: _text_write(58),
    c._OP_STRING_NORMALIZE_NFC: _text_write(59),
    c._OP_STRING_TRIM_START: _text_write(60),
    c._OP_STRING_TRIM_END: _text_write(61),
    c._OP_STRING_TRIM: _text_write(62),
    c._OP_STRING_PAD_START: _text_write(63, *_PADDING),
    c._OP_STRING_PAD_END: _text_write(64, *_PADDING),
    c._OP_STRING_REPEAT: _text_write(65, _uint("count")),
    c._OP_STRING_REGEX_REPLACE: _text_write(66, _pair("pattern", "replacement"), _REGEX),
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
#: The same of maps, which have rules of their own for what has to be in the dictionary.
MAP_ROWS: dict[int, Row] = _MAPS
