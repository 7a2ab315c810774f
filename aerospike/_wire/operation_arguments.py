"""Arguments of operations: each function appends some of them and tells how many.

Those that take a key make such a function, for the entry of that key. Used by `operation_table`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from aerospike import constants as c
from aerospike._errors import param_error
from aerospike._wire.arguments import (
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
from aerospike._wire.packing import (
    INT64_MIN,
    PackSettings,
    put_blob,
    put_bool,
    put_int,
    put_list_header,
    put_nil,
    put_string,
    put_uint,
    put_value,
)

__all__ = [
    "QUICK",
    "Absent",
    "Arguments",
    "Put",
    "Quick",
    "base64_range",
    "begin",
    "bit_action",
    "bit_flags",
    "blob",
    "boolean",
    "choice",
    "end",
    "flag_if",
    "hll_flags",
    "int32",
    "int64",
    "list_flags",
    "list_order_and_flags",
    "map_attributes",
    "map_attributes_and_flags",
    "map_count",
    "map_int",
    "map_return_type",
    "optional_string",
    "optional_unsigned",
    "pair",
    "return_type",
    "snip_end",
    "string",
    "string_flags",
    "uint32",
    "uint64",
    "unsigned",
    "value",
    "value_list",
]

#: An operation as the helpers describe it.
Arguments = Mapping[str, Any]
#: Appends arguments and tells how many.
Put = Callable[[bytearray, Arguments, PackSettings], int]


class Quick(NamedTuple):
    """An entry whose value is packed as it is where it is a plain one."""

    key: str
    #: The least integer that is not refused or changed.
    least: int = INT64_MIN
    #: Whether it may be a string.
    text: bool = False


class Absent(NamedTuple):
    """An entry that need not be there, and the integers that are packed where it is not."""

    key: str
    instead: tuple[int, ...] = ()


#: What `quick_operations` may take an argument for, instead of asking the function that puts it.
QUICK: dict[Put, Quick | Absent] = {}

_INVERTED = 0x10000
_SIGNED = 1
_INVERT_SIZE = 1


def int64(key: str) -> Put:
    def put(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
        put_int(out, take_int(arguments, key))
        return 1

    QUICK[put] = Quick(key)
    return put


def unsigned(key: str) -> Put:
    def put(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
        put_uint(out, take_int(arguments, key))
        return 1

    QUICK[put] = Quick(key, least=0)
    return put


def optional_unsigned(key: str) -> Put:
    def put(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
        value = take_optional_int(arguments, key)
        if value is None:
            return 0
        put_uint(out, value)
        return 1

    QUICK[put] = Quick(key, least=0)
    return put


def _bounded(key: str, lowest: int, highest: int, what: str) -> Put:
    def put(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
        value = take_int(arguments, key)
        if not lowest <= value <= highest:
            raise param_error(f"{key} is not a valid {what}", str(value))
        put_int(out, value)
        return 1

    return put


def uint32(key: str) -> Put:
    return _bounded(key, 0, (1 << 32) - 1, "uint32")


def int32(key: str) -> Put:
    return _bounded(key, -(1 << 31), (1 << 31) - 1, "int32")


def uint64(key: str) -> Put:
    """An integer without a sign, of up to 64 bits."""

    def put(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
        if key not in arguments:
            raise param_error(f"Operation missing required entry {key}")
        value = arguments[key]
        if not isinstance(value, int):
            raise param_error(f"{key} must be an integer", f"not {value!r}")
        if not 0 <= value < 1 << 64:
            raise param_error(f"{key} too large", f"{value} does not fit into 64 bits without sign")
        put_uint(out, value)
        return 1

    return put


def choice(key: str, highest: int, default: int | None = None) -> Put:
    def put(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
        put_uint(out, take_choice(arguments, key, highest, default))
        return 1

    return put


def string(key: str) -> Put:
    def put(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
        put_string(out, take_string(arguments, key))
        return 1

    return put


def optional_string(key: str) -> Put:
    def put(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
        text = take_optional_string(arguments, key)
        if text is None:
            return 0
        put_string(out, text)
        return 1

    return put


def pair(first: str, second: str) -> Put:
    """Two strings, in a list that is one argument."""

    def put(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
        put_list_header(out, 2)
        put_string(out, take_string(arguments, first))
        put_string(out, take_string(arguments, second))
        return 1

    return put


def value(key: str) -> Put:
    def put(out: bytearray, arguments: Arguments, settings: PackSettings) -> int:
        if key not in arguments:
            raise param_error(f'Operation must contain a "{key}" entry')
        put_value(out, arguments[key], settings)
        return 1

    QUICK[put] = Quick(key, text=True)
    return put


def value_list(key: str) -> Put:
    def put(out: bytearray, arguments: Arguments, settings: PackSettings) -> int:
        if key not in arguments:
            raise param_error(f'Operation must contain a "{key}" entry')
        values = arguments[key]
        if not isinstance(values, list):
            raise param_error("Value must be a list", f"{key} is {values!r}")
        put_value(out, values, settings)
        return 1

    return put


def begin(out: bytearray, arguments: Arguments, settings: PackSettings) -> int:
    """Where a range of values begins; nil, the least of all, when it is open."""
    value = arguments.get("value_begin")
    if value is None:
        put_nil(out)
    else:
        put_value(out, value, settings)
    return 1


def end(out: bytearray, arguments: Arguments, settings: PackSettings) -> int:
    """Where a range of values ends; left out when it is open."""
    value = arguments.get("value_end")
    if value is None:
        return 0
    put_value(out, value, settings)
    return 1


def blob(key: str) -> Put:
    def put(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
        value = arguments.get(key)
        if not isinstance(value, (bytes, bytearray)):
            raise param_error(f"{key} must be bytes or byte array", f"not {value!r}")
        put_blob(out, value)
        return 1

    return put


def boolean(key: str) -> Put:
    def put(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
        put_bool(out, take_bool(arguments, key))
        return 1

    return put


def flag_if(key: str, flag: int) -> Put:
    """A flag when a bool is true, nothing when it is false."""

    def put(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
        if not take_bool(arguments, key):
            return 0
        put_uint(out, flag)
        return 1

    return put


def return_type(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
    value = take_int(arguments, "return_type")
    put_uint(out, value | _INVERTED if arguments.get("inverted") else value)
    return 1


def map_return_type(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
    value = arguments.get("return_type", c.MAP_RETURN_NONE)
    if not isinstance(value, int):
        raise param_error("Return type should be an integer", f"not {value!r}")
    put_int(out, value | _INVERTED if arguments.get("inverted") else value)
    return 1


def map_int(key: str, what: str) -> Put:
    def put(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
        value = arguments[key]
        if not isinstance(value, int):
            raise param_error(what, f"not {value!r}")
        put_int(out, value)
        return 1

    QUICK[put] = Quick(key)
    return put


def map_count(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
    value = arguments["val"]
    if not isinstance(value, int):
        raise param_error("Offset should be of int or long type", f"not {value!r}")
    put_uint(out, take_int(arguments, "val"))
    return 1


def list_order_and_flags(out: bytearray, arguments: Arguments, settings: PackSettings) -> int:
    """Order and flags, for operations that may create the list."""
    if "list_policy" not in arguments:
        return 0
    policy = list_policy(arguments["list_policy"], settings)
    put_uint(out, policy.order)
    put_uint(out, policy.flags)
    return 2


def list_flags(out: bytearray, arguments: Arguments, settings: PackSettings) -> int:
    if "list_policy" not in arguments:
        return 0
    put_uint(out, list_policy(arguments["list_policy"], settings).flags)
    return 1


def map_attributes_and_flags(out: bytearray, arguments: Arguments, settings: PackSettings) -> int:
    """Attributes, and flags if there are any."""
    policy = map_policy(arguments.get("map_policy"), settings)
    put_uint(out, policy.attributes)
    if not policy.flags:
        return 1
    put_uint(out, policy.flags)
    return 2


def map_attributes(out: bytearray, arguments: Arguments, settings: PackSettings) -> int:
    put_uint(out, map_policy(arguments.get("map_policy"), settings).attributes)
    return 1


def bit_flags(out: bytearray, arguments: Arguments, settings: PackSettings) -> int:
    put_int(out, bit_policy_flags(arguments.get("policy"), settings))
    return 1


def bit_action(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
    action = take_int(arguments, "action")
    put_uint(out, action | _SIGNED if take_bool(arguments, "sign") else action)
    return 1


def base64_range(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
    """A size, if there is one, and then whether it counts from the end."""
    inverted = take_bool(arguments, "invert_size")
    if arguments.get("byte_size") is None:
        return 0
    count = int32("byte_size")(out, arguments, _settings)
    if inverted:
        put_uint(out, _INVERT_SIZE)
        count += 1
    return count


def hll_flags(out: bytearray, arguments: Arguments, settings: PackSettings) -> int:
    put_int(out, hll_policy_flags(arguments.get("hll_policy"), settings))
    return 1


def string_flags(out: bytearray, arguments: Arguments, _settings: PackSettings) -> int:
    if "policy" not in arguments:
        raise param_error('Operation must contain a "policy" entry')
    put_uint(out, string_policy_flags(arguments["policy"]))
    return 1


def snip_end(out: bytearray, arguments: Arguments, settings: PackSettings) -> int:
    """The end of what is cut out, and then the policy; neither when all that follows is cut."""
    end = take_optional_int(arguments, "end")
    if end is None:
        return 0
    put_int(out, end)
    return 1 + string_flags(out, arguments, settings)


QUICK.update(
    {
        return_type: Quick("return_type", least=0),
        map_return_type: Quick("return_type"),
        map_count: Quick("val", least=0),
        list_flags: Absent("list_policy"),
        list_order_and_flags: Absent("list_policy"),
        map_attributes: Absent("map_policy", (0,)),
        map_attributes_and_flags: Absent("map_policy", (0,)),
    }
)
