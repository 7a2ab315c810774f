"""Arguments of operations: each function appends some of them, as plain values.

Functions that take a key return such a function for the entry of that key. Used by
`operation_table`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

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
from aerospike._wire.plain import (
    FALSE,
    INT64_MAX,
    INT64_MIN,
    TRUE,
    PackSettings,
    argument,
    as_signed,
    as_unsigned,
)

__all__ = [
    "Arguments",
    "Put",
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
#: Appends arguments.
Put = Callable[[list[Any], Arguments, PackSettings], None]

_RETURN_NONE = c.MAP_RETURN_NONE
_INVERTED = 0x10000
_SIGNED = 1
_INVERT_SIZE = 1


def int64(key: str) -> Put:
    def put(out: list[Any], arguments: Arguments, _settings: PackSettings) -> None:
        value = arguments.get(key)
        if type(value) is not int or not INT64_MIN <= value <= INT64_MAX:
            value = take_int(arguments, key)
        out.append(value)

    return put


def unsigned(key: str) -> Put:
    def put(out: list[Any], arguments: Arguments, _settings: PackSettings) -> None:
        value = arguments.get(key)
        if type(value) is not int or not 0 <= value <= INT64_MAX:
            value = as_unsigned(take_int(arguments, key))
        out.append(value)

    return put


def optional_unsigned(key: str) -> Put:
    def put(out: list[Any], arguments: Arguments, _settings: PackSettings) -> None:
        value = take_optional_int(arguments, key)
        if value is not None:
            out.append(as_unsigned(value))

    return put


def _bounded(key: str, lowest: int, highest: int, what: str) -> Put:
    def put(out: list[Any], arguments: Arguments, _settings: PackSettings) -> None:
        value = take_int(arguments, key)
        if not lowest <= value <= highest:
            raise param_error(f"{key} is not a valid {what}", str(value))
        out.append(value)

    return put


def uint32(key: str) -> Put:
    return _bounded(key, 0, (1 << 32) - 1, "uint32")


def int32(key: str) -> Put:
    return _bounded(key, -(1 << 31), (1 << 31) - 1, "int32")


def uint64(key: str) -> Put:
    """An integer without a sign, of up to 64 bits."""

    def put(out: list[Any], arguments: Arguments, _settings: PackSettings) -> None:
        if key not in arguments:
            raise param_error(f"Operation missing required entry {key}")
        value = arguments[key]
        if not isinstance(value, int):
            raise param_error(f"{key} must be an integer", f"not {value!r}")
        if not 0 <= value < 1 << 64:
            raise param_error(f"{key} too large", f"{value} does not fit into 64 bits without sign")
        out.append(as_unsigned(int.__int__(value)))

    return put


def choice(key: str, highest: int, default: int | None = None) -> Put:
    def put(out: list[Any], arguments: Arguments, _settings: PackSettings) -> None:
        out.append(as_unsigned(take_choice(arguments, key, highest, default)))

    return put


def string(key: str) -> Put:
    def put(out: list[Any], arguments: Arguments, _settings: PackSettings) -> None:
        out.append(take_string(arguments, key))

    return put


def optional_string(key: str) -> Put:
    def put(out: list[Any], arguments: Arguments, _settings: PackSettings) -> None:
        text = take_optional_string(arguments, key)
        if text is not None:
            out.append(text)

    return put


def pair(first: str, second: str) -> Put:
    """Two strings, as one argument that is a list."""

    def put(out: list[Any], arguments: Arguments, _settings: PackSettings) -> None:
        out.append([take_string(arguments, first), take_string(arguments, second)])

    return put


def value(key: str) -> Put:
    def put(out: list[Any], arguments: Arguments, settings: PackSettings) -> None:
        value = arguments.get(key)
        if type(value) is not str or not value.isascii():
            if key not in arguments:
                raise param_error(f'Operation must contain a "{key}" entry')
            value = argument(value, settings)
        out.append(value)

    return put


def value_list(key: str) -> Put:
    def put(out: list[Any], arguments: Arguments, settings: PackSettings) -> None:
        if key not in arguments:
            raise param_error(f'Operation must contain a "{key}" entry')
        values = arguments[key]
        if not isinstance(values, list):
            raise param_error("Value must be a list", f"{key} is {values!r}")
        out.append(argument(values, settings))

    return put


def begin(out: list[Any], arguments: Arguments, settings: PackSettings) -> None:
    """The begin of a range of values; nil, the least value, if the range is open."""
    out.append(argument(arguments.get("value_begin"), settings))


def end(out: list[Any], arguments: Arguments, settings: PackSettings) -> None:
    """The end of a range of values; left out if the range is open."""
    value = arguments.get("value_end")
    if value is not None:
        out.append(argument(value, settings))


def blob(key: str) -> Put:
    def put(out: list[Any], arguments: Arguments, _settings: PackSettings) -> None:
        value = arguments.get(key)
        if not isinstance(value, (bytes, bytearray)):
            raise param_error(f"{key} must be bytes or byte array", f"not {value!r}")
        out.append(bytes(memoryview(value)))

    return put


def boolean(key: str) -> Put:
    def put(out: list[Any], arguments: Arguments, _settings: PackSettings) -> None:
        out.append(TRUE if take_bool(arguments, key) else FALSE)

    return put


def flag_if(key: str, flag: int) -> Put:
    """A flag if a bool is true; nothing if it is false."""

    def put(out: list[Any], arguments: Arguments, _settings: PackSettings) -> None:
        if take_bool(arguments, key):
            out.append(flag)

    return put


def return_type(out: list[Any], arguments: Arguments, _settings: PackSettings) -> None:
    value = take_int(arguments, "return_type")
    if arguments.get("inverted"):
        value |= _INVERTED
    out.append(value if 0 <= value <= INT64_MAX else as_unsigned(value))


def map_return_type(out: list[Any], arguments: Arguments, _settings: PackSettings) -> None:
    value = arguments.get("return_type", _RETURN_NONE)
    if type(value) is not int or not INT64_MIN <= value <= INT64_MAX:
        if not isinstance(value, int):
            raise param_error("Return type should be an integer", f"not {value!r}")
        value = as_signed(int.__int__(value))
    out.append(value | _INVERTED if arguments.get("inverted") else value)


def map_int(key: str, what: str) -> Put:
    def put(out: list[Any], arguments: Arguments, _settings: PackSettings) -> None:
        value = arguments[key]
        if not isinstance(value, int):
            raise param_error(what, f"not {value!r}")
        out.append(as_signed(int.__int__(value)))

    return put


def map_count(out: list[Any], arguments: Arguments, _settings: PackSettings) -> None:
    value = arguments["val"]
    if not isinstance(value, int):
        raise param_error("Offset should be of int or long type", f"not {value!r}")
    out.append(as_unsigned(take_int(arguments, "val")))


def list_order_and_flags(out: list[Any], arguments: Arguments, settings: PackSettings) -> None:
    """Order and flags, for operations that may create the list."""
    if "list_policy" in arguments:
        policy = list_policy(arguments["list_policy"], settings)
        out += (as_unsigned(policy.order), as_unsigned(policy.flags))


def list_flags(out: list[Any], arguments: Arguments, settings: PackSettings) -> None:
    if "list_policy" in arguments:
        out.append(as_unsigned(list_policy(arguments["list_policy"], settings).flags))


def map_attributes_and_flags(out: list[Any], arguments: Arguments, settings: PackSettings) -> None:
    """Attributes, and flags if there are any."""
    given = arguments.get("map_policy")
    if given is None:
        out.append(0)
        return
    policy = map_policy(given, settings)
    out.append(as_unsigned(policy.attributes))
    if policy.flags:
        out.append(as_unsigned(policy.flags))


def map_attributes(out: list[Any], arguments: Arguments, settings: PackSettings) -> None:
    policy = arguments.get("map_policy")
    out.append(0 if policy is None else as_unsigned(map_policy(policy, settings).attributes))


def bit_flags(out: list[Any], arguments: Arguments, settings: PackSettings) -> None:
    out.append(bit_policy_flags(arguments.get("policy"), settings))


def bit_action(out: list[Any], arguments: Arguments, _settings: PackSettings) -> None:
    action = take_int(arguments, "action")
    out.append(as_unsigned(action | _SIGNED if take_bool(arguments, "sign") else action))


def base64_range(out: list[Any], arguments: Arguments, settings: PackSettings) -> None:
    """The size, if given, and whether the server counts it from the end."""
    inverted = take_bool(arguments, "invert_size")
    if arguments.get("byte_size") is not None:
        int32("byte_size")(out, arguments, settings)
        if inverted:
            out.append(_INVERT_SIZE)


def hll_flags(out: list[Any], arguments: Arguments, settings: PackSettings) -> None:
    out.append(hll_policy_flags(arguments.get("hll_policy"), settings))


def string_flags(out: list[Any], arguments: Arguments, _settings: PackSettings) -> None:
    if "policy" not in arguments:
        raise param_error('Operation must contain a "policy" entry')
    out.append(as_unsigned(string_policy_flags(arguments["policy"])))


def snip_end(out: list[Any], arguments: Arguments, settings: PackSettings) -> None:
    """The end of the part to cut, and the policy; neither if the cut reaches the end."""
    end = take_optional_int(arguments, "end")
    if end is not None:
        out.append(end)
        string_flags(out, arguments, settings)
