"""From a user's value to the plain value that is sent: one rule for every place of a value.

A plain value is None, a bool, an int, a float, a str, bytes, or a list or dict of plain values,
each of exactly that type. Values without a msgpack type are ext types. One `packb` packs it, and
the bridge's transcoder converts it to Aerospike's dialect. The user's own code (serializers,
``dumps`` of a subclass of GeoJSON) is called from here, so that its exceptions pass only through
Python frames.

Used by `values`, for bins and arguments of functions, and by all that make the arguments of
operations, expressions and contexts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple, NoReturn

from aerospike._errors import client_error, param_error, shown, warn_deprecated
from aerospike._msgpack import (
    OPT_NON_STR_KEYS,
    OPT_PASSTHROUGH_BIG_INT,
    OPT_PASSTHROUGH_DATACLASS,
    OPT_PASSTHROUGH_DATETIME,
    OPT_PASSTHROUGH_ENUM,
    OPT_PASSTHROUGH_SUBCLASS,
    OPT_PASSTHROUGH_TUPLE,
    OPT_PASSTHROUGH_UUID,
    Ext,
    packb,
)
from aerospike.exception import ParamError
from aerospike.values.geojson import GeoJSON
from aerospike.values.key_ordered_dict import KeyOrderedDict
from aerospike.values.special import CDTInfinite, CDTWildcard, null

__all__ = [
    "ANY_KEY",
    "DEFAULT_SETTINGS",
    "FALSE",
    "GEOJSON",
    "HLL",
    "INT64_MAX",
    "INT64_MIN",
    "KEYS",
    "MAX_DEPTH",
    "NESTED",
    "ORDERED_MAP",
    "PACKED",
    "SCALARS",
    "SEQUENCE",
    "STRICT",
    "TRUE",
    "PackSettings",
    "Rules",
    "argument",
    "call_serializer",
    "pack_plain",
    "plain",
    "refuse_scalar",
    "serializer_of",
    "as_signed",
    "syntax",
    "text",
    "as_unsigned",
]

# Ext types; native/bridge/codec.h has the same.
GEOJSON = 1
HLL = 2
ORDERED_MAP = 3
WILDCARD = 4
INFINITE = 5
# A deeply nested list or map. It keeps what ormsgpack reads and writes flat, for any depth of a
# value and any size of a thread's stack.
NESTED = 9
# A value that is in Aerospike's dialect already.
PACKED = 10
# A list of values that are written one after the other.
SEQUENCE = 11

# Refuse each type without a mapping, and each key that is not a str.
STRICT = (
    OPT_PASSTHROUGH_BIG_INT
    | OPT_PASSTHROUGH_DATACLASS
    | OPT_PASSTHROUGH_DATETIME
    | OPT_PASSTHROUGH_ENUM
    | OPT_PASSTHROUGH_SUBCLASS
    | OPT_PASSTHROUGH_TUPLE
    | OPT_PASSTHROUGH_UUID
)
# For values that are plain. ormsgpack converts keys of many types, whatever the options say.
ANY_KEY = STRICT | OPT_NON_STR_KEYS

INT64_MIN = -(2**63)
INT64_MAX = 2**63 - 1
_UINT64_MASK = 2**64 - 1

#: How deep lists and maps may be nested; native/bridge/codec.h allows a little more.
MAX_DEPTH = 10_000
# The dict of a record's bins, or an operation's lists, enclose a value.
_AROUND = 2
#: How many levels are packed as one.
SEGMENT = 64

#: The plain types except containers.
SCALARS = frozenset({type(None), bool, int, float, str, bytes, Ext})
#: The types of plain keys.
KEYS = frozenset({int, str, bytes})


class PackSettings(NamedTuple):
    """The client's settings that packing depends on; packed bytes are cached by them."""

    #: Send bools inside lists, maps and operation arguments as integers.
    send_bool_as_int: bool = False
    #: The client's own serializer, for values that no particle type maps to.
    serializer: Callable[[Any], Any] | None = None
    #: Refuse unknown keys in list, map, bit and HyperLogLog policies.
    validate_keys: bool = False
    #: Check the types of scalar operations' values and the length of bin names.
    strict_types: bool = True


DEFAULT_SETTINGS = PackSettings()


class Rules(NamedTuple):
    """The rules of a client for plain values."""

    #: A function that turns a value without a particle type into bytes, or raises.
    serialize: Callable[[Any], bytes]
    #: Whether bools may be keys of maps, as integers.
    bool_as_integer: bool


def too_large(value: int) -> ParamError:
    return param_error(
        "integer value exceeds sys.maxsize", f"{shown(value)} does not fit into 64 bits"
    )


def refuse_scalar(value: Any) -> None:
    """Raises the error that says which part of a plain value the encoder refuses.

    Raises:
        ParamError: an integer needs more than 64 bits.
        ClientError: a string has no UTF-8 form.
    """
    parts = [value]
    while parts:
        part = parts.pop()
        kind = type(part)
        if kind is list:
            parts += part
        elif kind is dict:
            parts += part.keys()
            parts += part.values()
        elif kind is int and not INT64_MIN <= part <= INT64_MAX:
            raise too_large(part)
        elif kind is str:
            _utf8(part)


def pack_plain(value: Any) -> bytes:
    """A plain value as a request.

    Raises:
        ParamError: an integer needs more than 64 bits.
        ClientError: a string has no UTF-8 form.
    """
    try:
        return packb(value, None, ANY_KEY)
    except TypeError:
        refuse_scalar(value)
        raise


def too_deep() -> ParamError:
    return param_error(
        "a value is nested too deeply, or contains itself",
        f"lists and maps may be nested {MAX_DEPTH} deep",
    )


def call_serializer(callback: Callable[[Any], Any], value: Any) -> bytes:
    """The result of a user's serializer for a value.

    Raises:
        ClientError: the serializer raises an `Exception`, or returns neither text nor bytes.
    """
    try:
        content = callback(value)
    except Exception as error:
        raise client_error(
            "Unable to call user's registered serializer callback", f"it raised {error!r}"
        ) from error
    if isinstance(content, str):
        return _utf8(content)
    if isinstance(content, (bytes, bytearray)):
        return bytes(memoryview(content))
    raise client_error(
        "Unable to set as_bytes",
        f"the serializer returned {type(content).__name__!r}, not a str or bytes",
    )


def _utf8(text: str) -> bytes:
    try:
        return str.encode(text)
    except UnicodeEncodeError:
        raise client_error("Unicode value not encoded in utf-8.", repr(text)) from None


def _geojson(value: GeoJSON) -> Ext:
    text = value.dumps()
    if not isinstance(text, str):
        raise client_error("Unable to call dumps function", f"it returned {text!r}, not a str")
    return Ext(GEOJSON, _utf8(text))


def _is_hll(kind: type) -> bool:
    # By name: HyperLogLog lives in aerospike_helpers, which is built on this package.
    return any(
        base.__name__ == "HyperLogLog" and base.__module__ == "aerospike_helpers"
        for base in kind.__mro__
    )


def _bytes(value: bytes) -> bytes | Ext:
    content = bytes(memoryview(value))
    return Ext(HLL, content) if _is_hll(type(value)) else content


# The methods of the types themselves, never those of a subclass.
_LEAVES: dict[type, Callable[[Any], Any]] = {
    GeoJSON: _geojson,
    null: lambda _value: None,
    CDTWildcard: lambda _value: Ext(WILDCARD, b""),
    CDTInfinite: lambda _value: Ext(INFINITE, b""),
    int: int.__int__,
    str: str.__str__,
    bytes: _bytes,
    bytearray: lambda value: bytes(memoryview(value)),
    float: float.__float__,
}


def _leaf(value: Any, rules: Rules) -> Any:
    convert = _LEAVES.get(type(value))
    if convert is not None:
        return convert(value)
    for base, convert in _LEAVES.items():
        if isinstance(value, base):
            return convert(value)
    return rules.serialize(value)


#: Values that are not valid as keys.
_NO_KEYS = (type(None), bool, float, GeoJSON, null, CDTWildcard, CDTInfinite)


def _sendable_keys(value: dict[Any, Any], rules: Rules) -> Iterator[tuple[Any, Any]]:
    """Plain keys, and values that are not plain yet; invalid keys are left out with a warning."""
    for key, item in list(dict.items(value)):
        if type(key) in KEYS:
            yield key, item
        elif isinstance(key, bool) and rules.bool_as_integer:
            yield int(key), item
        elif isinstance(key, _NO_KEYS):
            message = f"Attempted to store a map with key {key!r}, which is an invalid type"
            warn_deprecated(message, param_error)
        elif isinstance(key, bytes) and _is_hll(type(key)):
            raise client_error(
                "Failed to convert Python dictionary to a C client as_map.",
                "a HyperLogLog cannot be the key of a map",
            )
        else:
            yield _leaf(key, rules), item


def _is_plain(value: Any) -> bool:
    kind = type(value)
    if kind is list:
        return SCALARS.issuperset(map(type, value))
    return (
        kind is dict
        and KEYS.issuperset(map(type, value))
        and SCALARS.issuperset(map(type, value.values()))
    )


#: A container that is being filled: the source of its values, the container, and the values left.
_Level = tuple[int, Any, Iterator[tuple[Any, Any]]]


def _level(value: Any, rules: Rules) -> _Level:
    if isinstance(value, list):
        copy = list.copy(value)
        return id(value), copy, enumerate(list.copy(copy))
    return id(value), {}, _sendable_keys(value, rules)


def _ordered_map(entries: dict[Any, Any]) -> Ext:
    return Ext(ORDERED_MAP, pack_plain(entries))


def _nested(container: Any) -> Ext:
    return Ext(NESTED, pack_plain(container))


def plain(value: Any, rules: Rules) -> Any:
    """*value* as a plain value; containers that are plain already are not copied.

    Raises:
        ParamError: containers are nested too deeply, or one contains itself.
        AerospikeError: *rules* has no serializer for a type.
    """
    root = [value]
    open_ids: set[int] = set()
    levels: list[_Level] = [(0, root, iter(((0, value),)))]
    # How each container is finished, from the outermost to the innermost.
    finishes: list[tuple[Callable[[Any], Any], Any, Any]] = []
    while levels:
        source, target, items = levels[-1]
        for at, item in items:
            if type(item) in SCALARS or _is_plain(item):
                target[at] = item
            elif isinstance(item, (list, dict)):
                if id(item) in open_ids or len(levels) > MAX_DEPTH + _AROUND:
                    raise too_deep()
                level = _level(item, rules)
                target[at] = level[1]
                if isinstance(item, KeyOrderedDict):
                    finishes.append((_ordered_map, target, at))
                elif not len(levels) % SEGMENT:
                    finishes.append((_nested, target, at))
                open_ids.add(level[0])
                levels.append(level)
                break
            else:
                target[at] = _leaf(item, rules)
        else:
            levels.pop()
            open_ids.discard(source)
    for finish, target, at in reversed(finishes):
        target[at] = finish(target[at])
    return root[0]


def _refuse_type(value: object) -> NoReturn:
    raise client_error(
        "Unable to serialize unknown Python native type.",
        f"{type(value).__name__}; values are None, bool, int, float, str, bytes, bytearray, "
        "list, dict, GeoJSON or HyperLogLog, or need config['serialization']",
    )


def serializer_of(callback: Callable[[Any], Any] | None) -> Callable[[Any], bytes]:
    """A function that turns values without a particle type into bytes."""
    return _refuse_type if callback is None else partial(call_serializer, callback)


# Types that need only a check of their size.
_ARGUMENTS = frozenset({type(None), bool, float, bytes, Ext})
# The first byte of an unsigned integer of 64 bits.
_UINT64 = 0xCF


def _one_value(packed: bytes) -> Ext:
    """A value that is packed already, as a sequence of one."""
    return Ext(SEQUENCE, b"\x91" + packed)


def argument(value: Any, settings: PackSettings) -> Any:
    """A value in the arguments of an operation, expression or context.

    Containers are packed at once, so that an error shows where the value was given, and because the
    caller may change them before the other values are packed.

    Raises:
        ParamError: an integer does not fit into 64 bits, or lists and maps are nested too deeply.
        ClientError: no particle type maps to the value and the client has no serializer, or a
            string has no UTF-8 form.
    """
    kind = type(value)
    if kind in _ARGUMENTS:
        return value
    if kind is str:
        if not value.isascii():
            _utf8(value)
        return value
    if kind is int:
        return as_signed(value)
    value = plain(value, Rules(serializer_of(settings.serializer), settings.send_bool_as_int))
    if type(value) in _ARGUMENTS:
        return value
    packed = pack_plain(value)
    # ormsgpack also takes the upper half of the unsigned range.
    if _UINT64 in packed:
        refuse_scalar(value)
    return _one_value(packed)


def as_signed(value: int) -> int:
    """An integer with a sign.

    Raises:
        ParamError: it does not fit into 64 bits.
    """
    if INT64_MIN <= value <= INT64_MAX:
        return value
    raise too_large(value)


def as_unsigned(value: int) -> int | Ext:
    """An integer without a sign; a negative one counts as its two's complement of 64 bits."""
    return value if 0 <= value <= INT64_MAX else syntax(value & _UINT64_MASK)


def text(value: str) -> str:
    """A string without the methods of its subclass.

    Raises:
        ClientError: it has no UTF-8 form.
    """
    value = str.__str__(value)
    if not value.isascii():
        _utf8(value)
    return value


def syntax(value: Any) -> Ext:
    """A number, bool or `text` that stands in Aerospike's dialect as it does in plain msgpack."""
    return Ext(PACKED, packb(value))


#: Bools that are part of the syntax; the client's rule for bools in values does not apply.
TRUE, FALSE = syntax(True), syntax(False)
