"""What a user gives, as the plain value that is sent: one rule for every place of a value.

A plain value is None, a bool, an int, a float, a str, bytes, or a list or dict of plain values,
each of exactly that type; what msgpack has no type for is an *item*, a number of `TAGS` and bytes.
The user's own code (serializers, ``dumps`` of a subclass of GeoJSON) runs here, called from here:
what it raises goes its way through Python frames alone.

Used by `codec`, for bins and arguments of functions, and by `packing`, for arguments of
operations, expressions and contexts. Integers of more than 64 bits and text without a UTF-8 form
pass: the encoders refuse them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from aerospike._errors import client_error, param_error, warn_deprecated
from aerospike.exception import ParamError
from aerospike.values.geojson import GeoJSON
from aerospike.values.key_ordered_dict import KeyOrderedDict
from aerospike.values.special import CDTInfinite, CDTWildcard, null

__all__ = [
    "GEOJSON",
    "HLL",
    "INFINITE",
    "KEYS",
    "MAX_DEPTH",
    "SCALARS",
    "WILDCARD",
    "Rules",
    "call_serializer",
    "plain",
    "too_deep",
]

# Numbers of items; native/bridge/codec.h has the same.
GEOJSON = 1
HLL = 2
WILDCARD = 4
INFINITE = 5

#: How deep lists and maps may be nested; native/bridge/codec.h takes a little more.
MAX_DEPTH = 10_000
# The dict of a record's bins, or the lists that make an operation, stand around a value.
_AROUND = 2
#: How many levels are packed as one.
SEGMENT = 64

#: The types of what is plain, containers aside.
SCALARS = frozenset({type(None), bool, int, float, str, bytes})
#: The types of plain keys.
KEYS = frozenset({int, str, bytes})


class Rules(NamedTuple):
    """What differs between the clients and the encoders that plain values are for."""

    #: What makes an item of its number and its bytes.
    item: Callable[[int, bytes], Any]
    #: What a dict of plain values, sorted by key, becomes where it was a `KeyOrderedDict`.
    ordered: Callable[[dict[Any, Any]], Any]
    #: What a list or dict of plain values becomes every `SEGMENT` levels.
    nested: Callable[[Any], Any]
    #: What makes bytes of a value that no particle type maps to, or raises.
    serialize: Callable[[Any], bytes]
    #: Whether bools may be keys of maps, as integers.
    bool_as_integer: bool


def too_deep() -> ParamError:
    return param_error(
        "a value is nested too deeply, or contains itself",
        f"lists and maps may be nested {MAX_DEPTH} deep",
    )


def call_serializer(callback: Callable[[Any], Any], value: Any) -> bytes:
    """What a user's serializer makes of a value.

    Raises:
        ClientError: the serializer raises an `Exception`, or returns no text and no bytes.
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


def _geojson(value: GeoJSON, rules: Rules) -> Any:
    text = value.dumps()
    if not isinstance(text, str):
        raise client_error("Unable to call dumps function", f"it returned {text!r}, not a str")
    return rules.item(GEOJSON, _utf8(text))


def _is_hll(kind: type) -> bool:
    # By name: HyperLogLog lives in aerospike_helpers, which is built on this package.
    return any(
        base.__name__ == "HyperLogLog" and base.__module__ == "aerospike_helpers"
        for base in kind.__mro__
    )


def _bytes(value: bytes, rules: Rules) -> Any:
    content = bytes(memoryview(value))
    return rules.item(HLL, content) if _is_hll(type(value)) else content


def _bytearray(value: bytearray, _rules: Rules) -> bytes:
    return bytes(memoryview(value))


# The methods of the types themselves: those that a subclass overrides are none of our business.
_LEAVES: dict[type, Callable[[Any, Rules], Any]] = {
    GeoJSON: _geojson,
    null: lambda _value, _rules: None,
    CDTWildcard: lambda _value, rules: rules.item(WILDCARD, b""),
    CDTInfinite: lambda _value, rules: rules.item(INFINITE, b""),
    int: lambda value, _rules: int.__int__(value),
    str: lambda value, _rules: str.__str__(value),
    bytes: _bytes,
    bytearray: _bytearray,
    float: lambda value, _rules: float.__float__(value),
}


def _leaf(value: Any, rules: Rules) -> Any:
    convert = _LEAVES.get(type(value))
    if convert is not None:
        return convert(value, rules)
    for base, convert in _LEAVES.items():
        if isinstance(value, base):
            return convert(value, rules)
    return rules.serialize(value)


#: What is no key, although it is a value.
_NO_KEYS = (type(None), bool, float, GeoJSON, null, CDTWildcard, CDTInfinite)


def _sendable_keys(value: dict[Any, Any], rules: Rules) -> Iterator[tuple[Any, Any]]:
    """Plain keys and values that are not plain yet; what cannot be a key is left out, as the
    official package does, with a warning."""
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


def _rank(entry: tuple[Any, Any]) -> tuple[int, Any]:
    """By what maps are sorted: integers come before strings, strings before blobs."""
    key = entry[0]
    if type(key) is int:
        return 0, key
    if type(key) is str:
        return 1, key.encode("utf-8", "surrogatepass")
    return 2, key


def _is_plain(value: Any) -> bool:
    kind = type(value)
    if kind is list:
        return SCALARS.issuperset(map(type, value))
    return (
        kind is dict
        and KEYS.issuperset(map(type, value))
        and SCALARS.issuperset(map(type, value.values()))
    )


#: A container that is being filled: whose values go into it, the container, and what is left.
_Level = tuple[int, Any, Iterator[tuple[Any, Any]]]


def _level(value: Any, rules: Rules) -> _Level:
    if isinstance(value, list):
        copy = list.copy(value)
        return id(value), copy, enumerate(list.copy(copy))
    items: Iterable[tuple[Any, Any]] = _sendable_keys(value, rules)
    if isinstance(value, KeyOrderedDict):
        items = sorted(items, key=_rank)
    return id(value), {}, iter(items)


def plain(value: Any, rules: Rules) -> Any:
    """*value* as a plain value; containers that are plain already are not copied.

    Raises:
        ParamError: containers are nested too deeply, or one contains itself.
        AerospikeError: *rules* has no serializer for a type.
    """
    root = [value]
    open_ids: set[int] = set()
    levels: list[_Level] = [(0, root, iter(((0, value),)))]
    # What becomes of containers when all in them is plain, from the outermost to the innermost.
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
                    finishes.append((rules.ordered, target, at))
                elif not len(levels) % SEGMENT:
                    finishes.append((rules.nested, target, at))
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
