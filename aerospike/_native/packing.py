"""Aerospike's dialect of msgpack, as arguments of operations, contexts and expressions take it.

The dialect: strings and blobs are msgpack strings whose first byte is the particle type; ordered
maps begin with an ext entry; wildcard and infinity are ext values; integers take the least number
of bytes; floats are doubles. The functions append to a `bytearray`, the caller's buffer.

Used by `contexts`, `expressions` and `operations`; imports nothing of the shared library.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, NamedTuple

from aerospike._deprecation import warn_deprecated
from aerospike._errors import client_error, param_error
from aerospike.exception import ParamError
from aerospike.geojson import GeoJSON
from aerospike.key_ordered_dict import KeyOrderedDict
from aerospike.values import CDTInfinite, CDTWildcard, null

__all__ = [
    "DEFAULT_SETTINGS",
    "INT64_MAX",
    "INT64_MIN",
    "PackSettings",
    "pack_value",
    "put_blob",
    "put_bool",
    "put_float",
    "put_int",
    "put_list_header",
    "put_nil",
    "put_raw_string",
    "put_string",
    "put_uint",
    "put_value",
]

_PARTICLE_STRING = 3
_PARTICLE_BLOB = 4
_PARTICLE_HLL = 18
_PARTICLE_GEOJSON = 23

_NIL = 0xC0
_FALSE = 0xC2
_TRUE = 0xC3
_WILDCARD = b"\xd4\xff\x00"
_INFINITY = b"\xd4\xff\x01"
#: First entry of a map ordered by key: an ext value that holds the flag, and nil.
_KEY_ORDERED = b"\xc7\x00\x01\xc0"

INT64_MIN = -(1 << 63)
INT64_MAX = (1 << 63) - 1
_UINT64_MASK = (1 << 64) - 1


class PackSettings(NamedTuple):
    """What of a client's configuration has a say in packing; packed bytes are kept by it."""

    #: Send bools inside lists, maps and operation arguments as integers.
    send_bool_as_int: bool = False
    #: The client's own serializer, for values that no particle type maps to.
    serializer: Callable[[Any], Any] | None = None
    #: Refuse unknown keys in list, map, bit and HyperLogLog policies.
    validate_keys: bool = False
    #: Check the types of scalar operations' values and the length of bin names.
    strict_types: bool = True


DEFAULT_SETTINGS = PackSettings()


def put_uint(out: bytearray, value: int) -> None:
    """Append an unsigned integer; a negative one counts as its 64-bit two's complement."""
    value &= _UINT64_MASK
    if value < 0x80:
        out.append(value)
    elif value < 0x100:
        out += b"\xcc%c" % value
    elif value < 0x10000:
        out.append(0xCD)
        out += value.to_bytes(2, "big")
    elif value < 0x100000000:
        out.append(0xCE)
        out += value.to_bytes(4, "big")
    else:
        out.append(0xCF)
        out += value.to_bytes(8, "big")


def put_int(out: bytearray, value: int) -> None:
    """Append a signed integer.

    Raises:
        ParamError: it does not fit into 64 bits.
    """
    if value >= 0:
        if value > INT64_MAX:
            raise _too_large(value)
        put_uint(out, value)
    elif value >= -0x20:
        out.append(0x100 + value)
    elif value >= -0x80:
        out += b"\xd0%c" % (0x100 + value)
    elif value >= -0x8000:
        out.append(0xD1)
        out += value.to_bytes(2, "big", signed=True)
    elif value >= -0x80000000:
        out.append(0xD2)
        out += value.to_bytes(4, "big", signed=True)
    else:
        if value < INT64_MIN:
            raise _too_large(value)
        out.append(0xD3)
        out += value.to_bytes(8, "big", signed=True)


def _too_large(value: int) -> ParamError:
    return param_error("integer value exceeds sys.maxsize", f"{value} does not fit into 64 bits")


def put_bool(out: bytearray, value: bool) -> None:
    out.append(_TRUE if value else _FALSE)


def put_nil(out: bytearray) -> None:
    out.append(_NIL)


def put_float(out: bytearray, value: float) -> None:
    out += struct.pack(">Bd", 0xCB, value)


def put_list_header(out: bytearray, count: int) -> None:
    if count < 16:
        out.append(0x90 | count)
    elif count < 0x10000:
        out.append(0xDC)
        out += count.to_bytes(2, "big")
    else:
        out.append(0xDD)
        out += count.to_bytes(4, "big")


def _put_map_header(out: bytearray, count: int) -> None:
    if count < 16:
        out.append(0x80 | count)
    elif count < 0x10000:
        out.append(0xDE)
        out += count.to_bytes(2, "big")
    else:
        out.append(0xDF)
        out += count.to_bytes(4, "big")


def _put_string_header(out: bytearray, size: int) -> None:
    if size < 32:
        out.append(0xA0 | size)
    elif size < 0x100:
        out += b"\xd9%c" % size
    elif size < 0x10000:
        out.append(0xDA)
        out += size.to_bytes(2, "big")
    else:
        out.append(0xDB)
        out += size.to_bytes(4, "big")


def _put_typed(out: bytearray, particle: int, content: bytes | bytearray) -> None:
    _put_string_header(out, len(content) + 1)
    out.append(particle)
    out += content


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise client_error("Unicode value not encoded in utf-8.", str(error)) from error


def put_string(out: bytearray, text: str) -> None:
    """Append a string as a value: with its particle type in front."""
    _put_typed(out, _PARTICLE_STRING, _utf8(text))


def put_raw_string(out: bytearray, text: str) -> None:
    """Append a string that is part of an expression's syntax, without a particle type."""
    content = _utf8(text)
    _put_string_header(out, len(content))
    out += content


def put_blob(out: bytearray, content: bytes | bytearray) -> None:
    _put_typed(out, _PARTICLE_BLOB, content)


_Put = Callable[[bytearray, Any, PackSettings], None]


def _value_bool(out: bytearray, value: bool, settings: PackSettings) -> None:
    if settings.send_bool_as_int:
        out.append(1 if value else 0)
    else:
        out.append(_TRUE if value else _FALSE)


def _value_int(out: bytearray, value: int, _settings: PackSettings) -> None:
    put_int(out, value)


def _value_float(out: bytearray, value: float, _settings: PackSettings) -> None:
    put_float(out, value)


def _value_string(out: bytearray, value: str, _settings: PackSettings) -> None:
    put_string(out, value)


def _value_bytes(out: bytearray, value: bytes, _settings: PackSettings) -> None:
    put_blob(out, value)


def _value_hll(out: bytearray, value: bytes, _settings: PackSettings) -> None:
    _put_typed(out, _PARTICLE_HLL, value)


def _value_geojson(out: bytearray, value: GeoJSON, _settings: PackSettings) -> None:
    _put_typed(out, _PARTICLE_GEOJSON, _utf8(value.dumps()))


def _value_nil(out: bytearray, _value: object, _settings: PackSettings) -> None:
    out.append(_NIL)


def _value_wildcard(out: bytearray, _value: object, _settings: PackSettings) -> None:
    out += _WILDCARD


def _value_infinity(out: bytearray, _value: object, _settings: PackSettings) -> None:
    out += _INFINITY


def _value_list(out: bytearray, value: list[Any], settings: PackSettings) -> None:
    put_list_header(out, len(value))
    for item in value:
        put_value(out, item, settings)


# How keys of different types compare: integers come before strings, strings before blobs.
_INTEGER_KEY, _STRING_KEY, _BLOB_KEY = range(3)


def _value_map(out: bytearray, value: dict[Any, Any], settings: PackSettings) -> None:
    # All maps are sent in the order of their keys; only a KeyOrderedDict also says that it is.
    entries: dict[tuple[int, Any], bytes] = {}
    for key, item in value.items():
        rank = _map_key(key, settings)
        if rank is None:
            continue
        entry = bytearray()
        put_value(entry, key, settings)
        put_value(entry, item, settings)
        entries[rank] = bytes(entry)
    if isinstance(value, KeyOrderedDict):
        _put_map_header(out, len(entries) + 1)
        out += _KEY_ORDERED
    else:
        _put_map_header(out, len(entries))
    for rank in sorted(entries):
        out += entries[rank]


def _map_key(key: object, settings: PackSettings) -> tuple[int, Any] | None:
    """By what a key of a map is sorted, or None when it is left out with a warning."""
    if isinstance(key, bool):
        if settings.send_bool_as_int:
            return _INTEGER_KEY, int(key)
    elif isinstance(key, int):
        return _INTEGER_KEY, key
    elif isinstance(key, str):
        return _STRING_KEY, _utf8(key)
    elif isinstance(key, bytes):
        if _is_hll(type(key)):
            raise client_error("a HyperLogLog cannot be the key of a map")
        return _BLOB_KEY, key
    elif not isinstance(key, _KNOWN_TYPES):
        return _BLOB_KEY, _serialize(key, settings)
    message = f"Attempted to store a map with key {key!r}, which is an invalid type"
    warn_deprecated(message, param_error)
    return None


def _serialize(value: object, settings: PackSettings) -> bytes:
    """What the client's serializer makes of a value that no particle type maps to."""
    if settings.serializer is None:
        raise client_error(
            "Unable to serialize unknown Python native type.",
            f"{type(value).__name__}; values are None, bool, int, float, str, bytes, bytearray, "
            "list, dict, GeoJSON or HyperLogLog, or need config['serialization']",
        )
    try:
        content = settings.serializer(value)
    except Exception as error:
        raise client_error(
            "Unable to call user's registered serializer callback", f"it raised {error!r}"
        ) from error
    if isinstance(content, str):
        return _utf8(content)
    if isinstance(content, (bytes, bytearray)):
        return bytes(content)
    raise client_error(
        "Unable to set as_bytes",
        f"the serializer returned {type(content).__name__}, not a str or bytes",
    )


def _value_serialized(out: bytearray, value: object, settings: PackSettings) -> None:
    put_blob(out, _serialize(value, settings))


def _is_hll(kind: type) -> bool:
    # By name: HyperLogLog lives in aerospike_helpers, which is built on this package.
    return kind.__name__ == "HyperLogLog" and kind.__module__ == "aerospike_helpers"


_BY_TYPE: dict[type, _Put] = {
    bool: _value_bool,
    int: _value_int,
    str: _value_string,
    bytes: _value_bytes,
    GeoJSON: _value_geojson,
    bytearray: _value_bytes,
    list: _value_list,
    dict: _value_map,
    KeyOrderedDict: _value_map,
    type(None): _value_nil,
    null: _value_nil,
    CDTWildcard: _value_wildcard,
    CDTInfinite: _value_infinity,
    float: _value_float,
}
_KNOWN_TYPES = tuple(_BY_TYPE)


def _putter_of(kind: type) -> _Put:
    """The function for a type that is not itself in the table."""
    if _is_hll(kind):
        return _value_hll
    for known, put in _BY_TYPE.items():
        if issubclass(kind, known):
            return put
    return _value_serialized


def put_value(out: bytearray, value: object, settings: PackSettings) -> None:
    """Append any value.

    Raises:
        ParamError: an integer does not fit into 64 bits.
        ClientError: no particle type maps to the value and the client has no serializer.
    """
    kind = type(value)
    put = _BY_TYPE.get(kind) or _putter_of(kind)
    put(out, value, settings)


def pack_value(value: object, settings: PackSettings = DEFAULT_SETTINGS) -> bytes:
    """Any value as bytes.

    Raises:
        ParamError: an integer does not fit into 64 bits, or lists are nested too deeply.
        ClientError: no particle type maps to the value and the client has no serializer.
    """
    out = bytearray()
    try:
        put_value(out, value, settings)
    except RecursionError as error:
        raise param_error("a value is nested too deeply, or contains itself") from error
    return bytes(out)
