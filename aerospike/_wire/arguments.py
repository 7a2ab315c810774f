"""Reads arguments from the helpers' dictionaries and checks them; errors name the argument.

Used by `contexts`, `expressions` and `operations`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from aerospike._errors import param_error, shown, warn_deprecated
from aerospike._ranges import WRITE_FLAGS
from aerospike._wire.plain import INT64_MAX, INT64_MIN, PackSettings, text

__all__ = [
    "ListPolicy",
    "MapPolicy",
    "bit_policy_flags",
    "hll_policy_flags",
    "list_policy",
    "map_policy",
    "string_policy_flags",
    "take_bool",
    "take_choice",
    "take_int",
    "take_optional_int",
    "take_optional_string",
    "take_string",
]

_LIST_POLICY_KEYS = ("list_order", "write_flags")
_MAP_POLICY_KEYS = ("map_order", "map_write_flags", "persist_index")
_BIT_POLICY_KEYS = ("bit_write_flags",)
_HLL_POLICY_KEYS = ("flags",)

_LIST_ORDERED = 1
_LIST_WRITE_FLAGS = 15
_MAP_KEY_VALUE_ORDERED = 3
_BIT_WRITE_FLAGS = 15
_HLL_WRITE_FLAGS = 15
#: Bit of a map's attributes that asks for its index to be stored with it.
_PERSIST_INDEX = 0x10


class ListPolicy(NamedTuple):
    """The order for a list that is created, and write flags."""

    order: int = 0
    flags: int = 0


class MapPolicy(NamedTuple):
    """Attributes (order, with the bit for a persistent index) and write flags."""

    attributes: int = 0
    flags: int = 0


_DEFAULT_LIST_POLICY = ListPolicy()
_DEFAULT_MAP_POLICY = MapPolicy()


def take_int(arguments: Mapping[str, Any], key: str) -> int:
    """A required 64-bit integer."""
    value = arguments.get(key)
    if type(value) is int and INT64_MIN <= value <= INT64_MAX:
        return value
    value = take_optional_int(arguments, key)
    if value is None:
        raise param_error(f"Operation missing required entry {key}")
    return value


def take_optional_int(arguments: Mapping[str, Any], key: str) -> int | None:
    """A 64-bit integer, or None if it is missing or None."""
    value = arguments.get(key)
    if value is None:
        return None
    if not isinstance(value, int):
        raise param_error(f"{key} must be an integer", f"not {value!r}")
    if not INT64_MIN <= value <= INT64_MAX:
        raise param_error(f"{key} too large", f"{shown(value)} does not fit into 64 bits")
    return int.__int__(value)


def take_string(arguments: Mapping[str, Any], key: str) -> str:
    """A required string."""
    value = arguments.get(key)
    if type(value) is str and value.isascii():
        return value
    value = take_optional_string(arguments, key)
    if value is None:
        raise param_error(f'Operation must contain a "{key}" entry')
    return value


def take_optional_string(arguments: Mapping[str, Any], key: str) -> str | None:
    """A string, or None if it is missing or None."""
    value = arguments.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise param_error("String value required", f"{key} must be a string, not {value!r}")
    return text(value)


def take_choice(
    arguments: Mapping[str, Any], key: str, highest: int, default: int | None = None
) -> int:
    """One of the constants from 0 to `highest`; others are sent with a DeprecationWarning.

    With a `default` it is optional.
    """
    value = take_optional_int(arguments, key)
    if value is None:
        if default is None:
            raise param_error(f"Operation missing required entry {key}")
        return default
    if not -(1 << 31) <= value < 1 << 31:
        raise param_error(f"{key} too large for C int.", str(value))
    if not 0 <= value <= highest:
        message = (
            f"{key} must be inclusively between 0 and {highest}, but received {value} instead."
        )
        warn_deprecated(message, param_error)
    return value


def take_bool(arguments: Mapping[str, Any], key: str) -> bool:
    """A required bool."""
    if key not in arguments:
        raise param_error(f"Failed to convert {key}", "it is missing")
    value = arguments[key]
    if not isinstance(value, bool):
        raise param_error(f"key {key} does not point to a boolean in the dict", f"but to {value!r}")
    return value


def _check_keys(policy: Mapping[str, Any], valid: tuple[str, ...], settings: PackSettings) -> None:
    if not settings.validate_keys:
        return
    for key in policy:
        if key not in valid:
            raise param_error(
                f'"{key}" is an invalid policy dictionary key', f"valid keys: {', '.join(valid)}"
            )


def _checked(
    message: str, policy: object, valid: tuple[str, ...], settings: PackSettings
) -> Mapping[str, Any]:
    if not isinstance(policy, dict):
        raise param_error(message, f"not {policy!r}")
    _check_keys(policy, valid, settings)
    return policy


def list_policy(policy: object, settings: PackSettings) -> ListPolicy:
    """A list policy; None is the default."""
    if policy is None:
        return _DEFAULT_LIST_POLICY
    entries = _checked("List policy must be a dictionary.", policy, _LIST_POLICY_KEYS, settings)
    return ListPolicy(
        take_choice(entries, "list_order", _LIST_ORDERED, 0),
        take_choice(entries, "write_flags", _LIST_WRITE_FLAGS, 0),
    )


def map_policy(policy: object, settings: PackSettings) -> MapPolicy:
    """A map policy; None is the default."""
    if policy is None:
        return _DEFAULT_MAP_POLICY
    entries = _checked("policy must be a dict", policy, _MAP_POLICY_KEYS, settings)
    attributes = take_choice(entries, "map_order", _MAP_KEY_VALUE_ORDERED, 0)
    flags = entries.get("map_write_flags", 0)
    if not isinstance(flags, int):
        raise param_error("map_write_flags is invalid", f"{flags!r} is not an integer")
    flags = _write_flags("map_write_flags is invalid", flags)
    persist_index = entries.get("persist_index", False)
    if not isinstance(persist_index, bool):
        raise param_error("persist_index is not a boolean", f"but {persist_index!r}")
    return MapPolicy(attributes | _PERSIST_INDEX if persist_index else attributes, flags)


def _write_flags(message: str, flags: int) -> int:
    """Flags that C keeps in 32 bits; the server refuses a bit that it does not know."""
    if not WRITE_FLAGS.fits(flags):
        raise param_error(message, WRITE_FLAGS.refusal(flags))
    return int.__int__(flags)


def bit_policy_flags(policy: object, settings: PackSettings) -> int:
    """Write flags of a bit policy; None is the default."""
    if policy is None:
        return 0
    entries = _checked("policy must be a dict", policy, _BIT_POLICY_KEYS, settings)
    return take_choice(entries, "bit_write_flags", _BIT_WRITE_FLAGS, 0)


def hll_policy_flags(policy: object, settings: PackSettings) -> int:
    """Write flags of a HyperLogLog policy; None is the default."""
    if policy is None:
        return 0
    entries = _checked("Hll policy must be a dictionary.", policy, _HLL_POLICY_KEYS, settings)
    return take_choice(entries, "flags", _HLL_WRITE_FLAGS, 0)


def string_policy_flags(policy: Any) -> int:
    """Write flags of a `StringPolicy`; None is the default."""
    if policy is None:
        return 0
    try:
        flags = policy.write_flags
    except AttributeError as error:
        raise param_error(
            "Unable to get write flags from string policy", f"{policy!r} has no write_flags"
        ) from error
    if not isinstance(flags, int):
        raise param_error("Write flags in string policy must be an integer value", f"not {flags!r}")
    return _write_flags("Write flags in string policy are invalid", flags)
