"""The wire form of each node of a compiled expression, one row for each code.

A node comes first and its children follow. Its row says how many, because the header of a list with
any number of arguments is known only after the last one.

Used by `expressions` only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from aerospike import constants as c
from aerospike._errors import client_error, param_error
from aerospike._wire.arguments import (
    string_policy_flags,
    take_choice,
    take_int,
    take_optional_int,
    take_string,
)
from aerospike._wire.contexts import Levels
from aerospike._wire.plain import PackSettings, argument, as_unsigned

__all__ = ["CALLS", "LOOP_VARIABLES", "MODIFY", "OPERATORS", "QUOTE", "VARIADIC", "Call", "Fixed"]

#: Fixed arguments of a node.
Fixed = Mapping[str, Any]
#: One argument of a call, as a plain value.
Argument = Callable[[Fixed, PackSettings], Any]
#: The type of a call's value.
Result = Callable[[Levels | None, Fixed], int]

NIL, BOOL, INT, STR, LIST, MAP, BLOB, FLOAT, GEOJSON, HLL = range(10)
#: Placeholder for the type of a value until the return type decides it.
_AUTO, _ERROR = 10, 11

QUOTE = 126
_CDT, _BITS, _HLLS, _STRINGS = range(4)
#: Added to the system of a call that changes a copy of its argument.
MODIFY = 0x40
_INVERTED = 0x10000
_LIST_ORDERED = 1

#: Nodes that are a list of a code and their children, by code: (code on the wire, children).
OPERATORS: dict[int, tuple[int, int]] = {
    # Comparison, arithmetic, bitwise arithmetic of two operands.
    **{code: (code, 2) for code in (1, 2, 3, 4, 5, 6, 8, c._AS_EXP_CODE_IN_LIST)},
    **{code: (code, 2) for code in (24, 25, 26, 36, 37, 38, 40, 41)},
    # The same of one operand.
    **{code: (code, 1) for code in (18, 27, 28, 29, 30, 31, 35, 39)},
    c._AS_EXP_CODE_MAP_KEYS_IN: (101, 1),
    c._AS_EXP_CODE_MAP_VALUES_IN: (102, 1),
    c._OP_STRING_TO_STRING: (99, 1),
    # Unknown, and the record's metadata; some of these codes differ from those of the wire.
    0: (0, 0),
    c._AS_EXP_CODE_REMOVE_RESULT: (100, 0),
    65: (65, 0),
    66: (66, 0),
    67: (68, 0),
    68: (69, 0),
    69: (70, 0),
    70: (71, 0),
    71: (67, 0),
    72: (72, 0),
    73: (73, 0),
    74: (74, 0),
}

#: Nodes with any number of children. The last child is the end mark.
VARIADIC = frozenset({16, 17, 19, 20, 21, 22, 23, 32, 33, 34, 50, 51, 123, 125})

#: Type of a loop variable by code.
LOOP_VARIABLES = {
    c._AS_EXP_LOOPVAR_FLOAT: FLOAT,
    c._AS_EXP_LOOPVAR_INT: INT,
    c._AS_EXP_LOOPVAR_LIST: LIST,
    c._AS_EXP_LOOPVAR_MAP: MAP,
    c._AS_EXP_LOOPVAR_STR: STR,
    c._AS_EXP_LOOPVAR_BLOB: BLOB,
    c._AS_EXP_LOOPVAR_BOOL: BOOL,
    c._AS_EXP_LOOPVAR_NIL: NIL,
    c._AS_EXP_LOOPVAR_GEOJSON: GEOJSON,
    c._AS_EXP_LOOPVAR_HLL: HLL,
}


class Call(NamedTuple):
    """A call of an operation on a list, map, blob, HyperLogLog or string."""

    #: The family of the operation; `MODIFY` is added if it changes a copy.
    system: int
    operation: int
    result: int | Result
    #: Arguments that the node itself holds.
    arguments: tuple[Argument, ...] = ()
    #: Arguments that follow as children; the bin, the last child, is not counted.
    children: int = 0
    #: Key of the policy that the operation takes, which follows as a child before the bin.
    policy: str | None = None
    #: How many arguments a policy adds to the header.
    policy_arguments: int = 0
    #: How many more arguments the policy itself becomes.
    policy_surplus: int = 0


def _int(key: str) -> Argument:
    return lambda fixed, _settings: take_int(fixed, key)


def _uint(key: str) -> Argument:
    return lambda fixed, _settings: as_unsigned(take_int(fixed, key))


def _str(key: str) -> Argument:
    return lambda fixed, _settings: take_string(fixed, key)


def _pair(first: str, second: str) -> Argument:
    """Two strings in one argument."""
    return lambda fixed, _settings: [
        QUOTE,
        [take_string(fixed, first), take_string(fixed, second)],
    ]


def _no_return_value(_fixed: Fixed, _settings: PackSettings) -> int:
    return c.LIST_RETURN_NONE


def _sort_order(fixed: Fixed, _settings: PackSettings) -> int:
    return take_choice(fixed, "list_order", _LIST_ORDERED)


def _string_flags(fixed: Fixed, _settings: PackSettings) -> Any:
    return as_unsigned(string_policy_flags(fixed.get(c._STR_EXP_POLICY_KEY)))


def _strings(fixed: Fixed, settings: PackSettings) -> list[Any]:
    values = fixed.get("val")
    if not isinstance(values, list):
        raise param_error("Value must be a list", f"not {values!r}")
    return [QUOTE, argument(values, settings)]


_RETURN_TYPE = _int("return_type")


def _of_context(default: int) -> Result:
    """The result is the whole bin, also if the change is in a nested list or map."""

    def result(levels: Levels | None, _fixed: Fixed) -> int:
        if not levels:
            return default
        return LIST if levels[0] & 0x10 else MAP

    return result


#: Return types whose value is an integer, or a list of integers where many items are returned.
_POSITIONS = frozenset(
    {c.LIST_RETURN_INDEX, c.LIST_RETURN_REVERSE_INDEX}
    | {c.LIST_RETURN_RANK, c.LIST_RETURN_REVERSE_RANK}
)
#: Return types that fix the type of the value.
_LIST_RESULTS = {c.LIST_RETURN_COUNT: INT, c.LIST_RETURN_EXISTS: BOOL}
_MAP_RESULTS = {
    **_LIST_RESULTS,
    c.MAP_RETURN_KEY_VALUE: MAP,
    c.MAP_RETURN_UNORDERED_MAP: MAP,
    c.MAP_RETURN_ORDERED_MAP: MAP,
}
#: Return types that yield items. Only the caller knows the type of these.
_LIST_ITEMS = frozenset({c.LIST_RETURN_VALUE})
_MAP_ITEMS = frozenset({c.MAP_RETURN_KEY, c.MAP_RETURN_VALUE})


def _of_return_type(results: Mapping[int, int], items: frozenset[int], many: bool) -> Result:
    def result(_levels: Levels | None, fixed: Fixed) -> int:
        return_type = take_int(fixed, "return_type") & ~_INVERTED
        given = _AUTO if many else take_int(fixed, "value_type")
        if return_type in results:
            expected = results[return_type]
        elif return_type in _POSITIONS:
            expected = LIST if many else INT
        elif return_type in items:
            expected = LIST if many else given
        else:
            raise client_error(
                "as_exp_compile failed.",
                f"an expression cannot return {return_type}; it needs a return type that yields a "
                "value",
            )
        if given not in (_AUTO, expected):
            raise client_error(
                "as_exp_compile failed.",
                f"with return type {return_type} the result type is {expected}, but value_type is "
                f"{given}",
            )
        return expected

    return result


_LIST_MANY = _of_return_type(_LIST_RESULTS, _LIST_ITEMS, many=True)
_LIST_ONE = _of_return_type(_LIST_RESULTS, _LIST_ITEMS, many=False)
_MAP_MANY = _of_return_type(_MAP_RESULTS, _MAP_ITEMS, many=True)
_MAP_ONE = _of_return_type(_MAP_RESULTS, _MAP_ITEMS, many=False)
_CHANGED_LIST = _of_context(LIST)
_CHANGED_MAP = _of_context(MAP)


def _list_write(operation: int, children: int, policy_arguments: int) -> Call:
    """Writes to a list; with two policy arguments it may create the list."""
    return Call(
        _CDT | MODIFY, operation, _CHANGED_LIST, (), children, "list_policy", policy_arguments
    )


def _map_write(operation: int, children: int, policy_arguments: int = 2) -> Call:
    return Call(
        _CDT | MODIFY,
        operation,
        _CHANGED_MAP,
        (),
        children,
        "map_policy",
        policy_arguments,
        2 - policy_arguments,
    )


def _list_remove(operation: int, children: int) -> Call:
    return Call(_CDT | MODIFY, operation, _CHANGED_LIST, (_RETURN_TYPE,), children)


def _map_remove(operation: int, children: int) -> Call:
    return Call(_CDT | MODIFY, operation, _CHANGED_MAP, (_RETURN_TYPE,), children)


def _list_read(operation: int, children: int, result: Result = _LIST_MANY) -> Call:
    return Call(_CDT, operation, result, (_RETURN_TYPE,), children)


def _map_read(operation: int, children: int, result: Result = _MAP_MANY) -> Call:
    return Call(_CDT, operation, result, (_RETURN_TYPE,), children)


def _bits_write(operation: int, children: int) -> Call:
    return Call(_BITS | MODIFY, operation, BLOB, (), children)


def _string_read(operation: int, result: int, *arguments: Argument) -> Call:
    return Call(_STRINGS, operation, result, arguments)


def _string_write(operation: int, *arguments: Argument) -> Call:
    return Call(_STRINGS | MODIFY, operation, STR, (*arguments, _string_flags))


_LISTS = {
    c.OP_LIST_APPEND: _list_write(1, 1, 2),
    c.OP_LIST_APPEND_ITEMS: _list_write(2, 1, 2),
    c.OP_LIST_INSERT: _list_write(3, 2, 1),
    c.OP_LIST_INSERT_ITEMS: _list_write(4, 2, 1),
    c.OP_LIST_SET: _list_write(9, 2, 1),
    c.OP_LIST_INCREMENT: _list_write(12, 2, 2),
    c.OP_LIST_CLEAR: Call(_CDT | MODIFY, 11, _CHANGED_LIST),
    c.OP_LIST_SORT: Call(_CDT | MODIFY, 13, _CHANGED_LIST, (_sort_order,)),
    c.OP_LIST_REMOVE_BY_INDEX: Call(_CDT | MODIFY, 32, _CHANGED_LIST, (_no_return_value,), 1),
    c.OP_LIST_REMOVE_BY_RANK: Call(_CDT | MODIFY, 34, _CHANGED_LIST, (_no_return_value,), 1),
    c.OP_LIST_REMOVE_BY_VALUE: _list_remove(35, 1),
    c.OP_LIST_REMOVE_BY_VALUE_LIST: _list_remove(36, 1),
    c.OP_LIST_REMOVE_BY_INDEX_RANGE_TO_END: _list_remove(37, 1),
    c.OP_LIST_REMOVE_BY_INDEX_RANGE: _list_remove(37, 2),
    c.OP_LIST_REMOVE_BY_VALUE_RANGE: _list_remove(38, 2),
    c.OP_LIST_REMOVE_BY_RANK_RANGE_TO_END: _list_remove(39, 1),
    c.OP_LIST_REMOVE_BY_RANK_RANGE: _list_remove(39, 2),
    c.OP_LIST_REMOVE_BY_REL_RANK_RANGE_TO_END: _list_remove(40, 2),
    c.OP_LIST_REMOVE_BY_REL_RANK_RANGE: _list_remove(40, 3),
    c.OP_LIST_SIZE: Call(_CDT, 16, INT),
    c.OP_LIST_GET_BY_INDEX: _list_read(19, 1, _LIST_ONE),
    c.OP_LIST_GET_BY_RANK: _list_read(21, 1, _LIST_ONE),
    c.OP_LIST_GET_BY_VALUE: _list_read(22, 1),
    c.OP_LIST_GET_BY_VALUE_LIST: _list_read(23, 1),
    c.OP_LIST_GET_BY_INDEX_RANGE_TO_END: _list_read(24, 1),
    c.OP_LIST_GET_BY_INDEX_RANGE: _list_read(24, 2),
    c.OP_LIST_GET_BY_VALUE_RANGE: _list_read(25, 2),
    c.OP_LIST_GET_BY_RANK_RANGE_TO_END: _list_read(26, 1),
    c.OP_LIST_GET_BY_RANK_RANGE: _list_read(26, 2),
    c.OP_LIST_GET_BY_VALUE_RANK_RANGE_REL_TO_END: _list_read(27, 2),
    c.OP_LIST_GET_BY_VALUE_RANK_RANGE_REL: _list_read(27, 3),
    c._OP_LIST_JOIN: Call(_CDT, 28, STR),
    c._OP_LIST_JOIN_SEPARATOR: Call(_CDT, 28, STR, (_str(c._STR_EXP_SEPARATOR_KEY),)),
}

_MAPS = {
    c.OP_MAP_PUT: _map_write(67, 2),
    c.OP_MAP_PUT_ITEMS: _map_write(68, 1),
    # The header counts one argument for the policy though two follow: so does the C client's.
    c.OP_MAP_INCREMENT: _map_write(73, 2, 1),
    c.OP_MAP_CLEAR: Call(_CDT | MODIFY, 75, _CHANGED_MAP),
    c.OP_MAP_REMOVE_BY_KEY: Call(_CDT | MODIFY, 76, _CHANGED_MAP, (_no_return_value,), 1),
    c.OP_MAP_REMOVE_BY_INDEX: Call(_CDT | MODIFY, 77, _CHANGED_MAP, (_no_return_value,), 1),
    c.OP_MAP_REMOVE_BY_RANK: Call(_CDT | MODIFY, 79, _CHANGED_MAP, (_no_return_value,), 1),
    c.OP_MAP_REMOVE_BY_KEY_LIST: _map_remove(81, 1),
    c.OP_MAP_REMOVE_BY_VALUE: _map_remove(82, 1),
    c.OP_MAP_REMOVE_BY_VALUE_LIST: _map_remove(83, 1),
    c.OP_MAP_REMOVE_BY_KEY_RANGE: _map_remove(84, 2),
    c.OP_MAP_REMOVE_BY_INDEX_RANGE_TO_END: _map_remove(85, 1),
    c.OP_MAP_REMOVE_BY_INDEX_RANGE: _map_remove(85, 2),
    c.OP_MAP_REMOVE_BY_VALUE_RANGE: _map_remove(86, 2),
    c.OP_MAP_REMOVE_BY_RANK_RANGE_TO_END: _map_remove(87, 1),
    c.OP_MAP_REMOVE_BY_RANK_RANGE: _map_remove(87, 2),
    c.OP_MAP_REMOVE_BY_KEY_REL_INDEX_RANGE_TO_END: _map_remove(88, 2),
    c.OP_MAP_REMOVE_BY_KEY_REL_INDEX_RANGE: _map_remove(88, 3),
    c.OP_MAP_REMOVE_BY_VALUE_REL_RANK_RANGE_TO_END: _map_remove(89, 2),
    c.OP_MAP_REMOVE_BY_VALUE_REL_RANK_RANGE: _map_remove(89, 3),
    c.OP_MAP_SIZE: Call(_CDT, 96, INT),
    c.OP_MAP_GET_BY_KEY: _map_read(97, 1, _MAP_ONE),
    c.OP_MAP_GET_BY_INDEX: _map_read(98, 1, _MAP_ONE),
    c.OP_MAP_GET_BY_RANK: _map_read(100, 1, _MAP_ONE),
    c.OP_MAP_GET_BY_VALUE: _map_read(102, 1),
    c.OP_MAP_GET_BY_KEY_RANGE: _map_read(103, 2),
    c.OP_MAP_GET_BY_INDEX_RANGE_TO_END: _map_read(104, 1),
    c.OP_MAP_GET_BY_INDEX_RANGE: _map_read(104, 2),
    c.OP_MAP_GET_BY_VALUE_RANGE: _map_read(105, 2),
    c.OP_MAP_GET_BY_RANK_RANGE_TO_END: _map_read(106, 1),
    c.OP_MAP_GET_BY_RANK_RANGE: _map_read(106, 2),
    c.OP_MAP_GET_BY_KEY_LIST: _map_read(107, 1),
    c.OP_MAP_GET_BY_VALUE_LIST: _map_read(108, 1),
    c.OP_MAP_GET_BY_KEY_REL_INDEX_RANGE_TO_END: _map_read(109, 2),
    c.OP_MAP_GET_BY_KEY_REL_INDEX_RANGE: _map_read(109, 3),
    c.OP_MAP_GET_BY_VALUE_RANK_RANGE_REL_TO_END: _map_read(110, 2),
    c.OP_MAP_GET_BY_VALUE_RANK_RANGE_REL: _map_read(110, 3),
}

_BLOBS = {
    c.OP_BIT_RESIZE: _bits_write(0, 3),
    c.OP_BIT_INSERT: _bits_write(1, 3),
    c.OP_BIT_REMOVE: _bits_write(2, 3),
    c.OP_BIT_SET: _bits_write(3, 4),
    c.OP_BIT_OR: _bits_write(4, 4),
    c.OP_BIT_XOR: _bits_write(5, 4),
    c.OP_BIT_AND: _bits_write(6, 4),
    c.OP_BIT_NOT: _bits_write(7, 3),
    c.OP_BIT_LSHIFT: _bits_write(8, 4),
    c.OP_BIT_RSHIFT: _bits_write(9, 4),
    c.OP_BIT_ADD: _bits_write(10, 5),
    c.OP_BIT_SUBTRACT: _bits_write(11, 5),
    c.OP_BIT_SET_INT: _bits_write(12, 4),
    c.OP_BIT_GET: Call(_BITS, 50, BLOB, (), 2),
    c.OP_BIT_COUNT: Call(_BITS, 51, INT, (), 2),
    c.OP_BIT_LSCAN: Call(_BITS, 52, INT, (), 3),
    c.OP_BIT_RSCAN: Call(_BITS, 53, INT, (), 3),
    c.OP_BIT_GET_INT: Call(_BITS, 54, INT, (), 3),
    c._OP_BIT_B64_ENCODE: Call(_BITS, 55, STR),
    c._OP_BIT_B64_ENCODE_RANGE: Call(_BITS, 55, STR, (), 3),
}

_HYPERLOGLOGS = {
    c.OP_HLL_INIT: Call(_HLLS | MODIFY, 0, HLL, (), 3),
    c.OP_HLL_ADD: Call(_HLLS | MODIFY, 1, HLL, (), 4),
    c.OP_HLL_GET_COUNT: Call(_HLLS, 50, INT),
    c.OP_HLL_GET_UNION: Call(_HLLS, 51, HLL, (), 1),
    c.OP_HLL_GET_UNION_COUNT: Call(_HLLS, 52, INT, (), 1),
    c.OP_HLL_GET_INTERSECT_COUNT: Call(_HLLS, 53, INT, (), 1),
    c.OP_HLL_GET_SIMILARITY: Call(_HLLS, 54, FLOAT, (), 1),
    c.OP_HLL_DESCRIBE: Call(_HLLS, 55, LIST),
    c.OP_HLL_MAY_CONTAIN: Call(_HLLS, 56, INT, (), 1),
}

_START = _int(c._STR_EXP_START_KEY)
_END = _int(c._STR_EXP_END_KEY)
_INDEX = _int(c._STR_EXP_INDEX_KEY)
_NEEDLE = _str(c._STR_EXP_NEEDLE_KEY)
_PATTERN = _str(c._STR_EXP_PATTERN_KEY)
_LENGTH = _int(c._STR_EXP_TARGET_LENGTH_KEY)
_PAD = _str(c._STR_EXP_PAD_STRING_KEY)
_VALUE = _str("val")
_REPLACEMENT = _pair(c._STR_EXP_NEEDLE_KEY, c._STR_EXP_REPLACEMENT_KEY)
_REGEX_REPLACEMENT = _pair(c._STR_EXP_PATTERN_KEY, c._STR_EXP_REPLACEMENT_KEY)
_SNIP_START = Call(_STRINGS | MODIFY, 53, STR, (_START,))
_SNIP = _string_write(53, _START, _END)

_TEXTS = {
    c._OP_STRING_STRLEN: _string_read(0, INT),
    c._OP_STRING_SUBSTR: _string_read(1, STR, _START),
    c._OP_STRING_SUBSTR_RANGE: _string_read(1, STR, _START, _END),
    c._OP_STRING_CHAR_AT: _string_read(2, STR, _INDEX),
    c._OP_STRING_FIND: _string_read(3, INT, _NEEDLE, _int(c._STR_EXP_OCCURRENCE_KEY)),
    c._OP_STRING_CONTAINS: _string_read(4, BOOL, _NEEDLE),
    c._OP_STRING_STARTS_WITH: _string_read(5, BOOL, _str(c._STR_EXP_PREFIX_KEY)),
    c._OP_STRING_ENDS_WITH: _string_read(6, BOOL, _str(c._STR_EXP_SUFFIX_KEY)),
    c._OP_STRING_TO_INTEGER: _string_read(7, INT),
    c._OP_STRING_TO_DOUBLE: _string_read(8, FLOAT),
    c._OP_STRING_BYTE_LENGTH: _string_read(9, INT),
    c._OP_STRING_IS_NUMERIC: _string_read(10, BOOL, _int(c._STR_EXP_NUMERIC_TYPE_KEY)),
    c._OP_STRING_IS_UPPER: _string_read(11, BOOL),
    c._OP_STRING_IS_LOWER: _string_read(12, BOOL),
    c._OP_STRING_TO_BLOB: _string_read(13, BLOB),
    c._OP_STRING_SPLIT: _string_read(14, LIST),
    c._OP_STRING_SPLIT_SEPARATOR: _string_read(14, LIST, _str(c._STR_EXP_SEPARATOR_KEY)),
    c._OP_STRING_B64_DECODE: _string_read(15, BLOB),
    c._OP_STRING_REGEX_COMPARE: _string_read(16, BOOL, _PATTERN, _int(c._STR_EXP_REGEX_FLAGS_KEY)),
    c._OP_STRING_INSERT: _string_write(50, _INDEX, _VALUE),
    c._OP_STRING_OVERWRITE: _string_write(51, _INDEX, _VALUE),
    c._OP_STRING_CONCAT: _string_write(52, _strings),
    c._OP_STRING_REPLACE: _string_write(54, _REPLACEMENT),
    c._OP_STRING_REPLACE_ALL: _string_write(55, _REPLACEMENT),
    c._OP_STRING_UPPER: _string_write(56),
    c._OP_STRING_LOWER: _string_write(57),
    c._OP_STRING_CASE_FOLD: _string_write(58),
    c._OP_STRING_NORMALIZE_NFC: _string_write(59),
    c._OP_STRING_TRIM_START: _string_write(60),
    c._OP_STRING_TRIM_END: _string_write(61),
    c._OP_STRING_TRIM: _string_write(62),
    c._OP_STRING_PAD_START: _string_write(63, _LENGTH, _PAD),
    c._OP_STRING_PAD_END: _string_write(64, _LENGTH, _PAD),
    c._OP_STRING_REPEAT: _string_write(65, _int(c._STR_EXP_COUNT_KEY)),
    c._OP_STRING_REGEX_REPLACE: _string_write(
        66, _REGEX_REPLACEMENT, _uint(c._STR_EXP_REGEX_FLAGS_KEY)
    ),
    c._OP_STRING_APPEND: _string_write(67, _VALUE),
    c._OP_STRING_PREPEND: _string_write(68, _VALUE),
}


def _snip(fixed: Fixed) -> Call:
    """Cutting to the end takes no policy on the wire."""
    return _SNIP_START if take_optional_int(fixed, c._STR_EXP_END_KEY) is None else _SNIP


#: Calls by code. If the code alone does not decide the call, a function chooses it.
CALLS: dict[int, Call | Callable[[Fixed], Call]] = {
    **_LISTS,
    **_MAPS,
    **_BLOBS,
    **_HYPERLOGLOGS,
    **_TEXTS,
    c._OP_STRING_SNIP: _snip,
    c._OP_STRING_SNIP_START: _snip,
}
