"""Aerospike's dialect of msgpack, as arguments of operations, contexts and expressions take it.

The dialect: strings and blobs are msgpack strings whose first byte is the particle type; ordered
maps begin with an ext entry; wildcard and infinity are ext values; integers take the least number
of bytes; floats are doubles. The functions append to a `bytearray`, the caller's buffer.

Used by `contexts`, `expressions` and `operations`; imports nothing of the shared library.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from aerospike._errors import client_error, param_error
from aerospike._wire.plain import (
    GEOJSON,
    HLL,
    INFINITE,
    WILDCARD,
    Rules,
    call_serializer,
    plain,
)
from aerospike.exception import ParamError
from aerospike.values.key_ordered_dict import KeyOrderedDict

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
        return str.encode(text)
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


class _Item(NamedTuple):
    """What is neither a container nor of a type of Python."""

    tag: int
    content: bytes


def _refuse(value: object) -> bytes:
    raise client_error(
        "Unable to serialize unknown Python native type.",
        f"{type(value).__name__}; values are None, bool, int, float, str, bytes, bytearray, "
        "list, dict, GeoJSON or HyperLogLog, or need config['serialization']",
    )


def _rules(settings: PackSettings) -> Rules:
    callback = settings.serializer
    return Rules(
        _Item,
        KeyOrderedDict,
        lambda container: container,
        _refuse if callback is None else partial(call_serializer, callback),
        settings.send_bool_as_int,
    )


_Put = Callable[[bytearray, Any, PackSettings], None]


def _value_bool(out: bytearray, value: bool, settings: PackSettings) -> None:
    if settings.send_bool_as_int:
        out.append(1 if value else 0)
    else:
        out.append(_TRUE if value else _FALSE)


def _value_item(out: bytearray, value: _Item, _settings: PackSettings) -> None:
    particle = _PARTICLES.get(value.tag)
    if particle is None:
        out += _COMPARISONS[value.tag]
    else:
        _put_typed(out, particle, value.content)


_PARTICLES = {GEOJSON: _PARTICLE_GEOJSON, HLL: _PARTICLE_HLL}
_COMPARISONS = {WILDCARD: _WILDCARD, INFINITE: _INFINITY}

_SCALARS: dict[type, _Put] = {
    bool: _value_bool,
    int: lambda out, value, _settings: put_int(out, value),
    str: lambda out, value, _settings: put_string(out, value),
    bytes: lambda out, value, _settings: put_blob(out, value),
    float: lambda out, value, _settings: put_float(out, value),
    type(None): lambda out, _value, _settings: put_nil(out),
    _Item: _value_item,
}


def _rank(entry: tuple[Any, Any]) -> tuple[int, Any]:
    """By what maps are sorted: integers come before strings, strings before blobs."""
    key = entry[0]
    if type(key) is int:
        return 0, key
    if type(key) is str:
        return 1, _utf8(key)
    return 2, key


def _entries(value: dict[Any, Any]) -> Iterator[Any]:
    # All maps are sent in the order of their keys; only a KeyOrderedDict also says that it is.
    for key, item in sorted(value.items(), key=_rank):
        yield key
        yield item


def _open(out: bytearray, value: Any) -> Iterator[Any]:
    """Append the header of a list or map; what follows it."""
    if type(value) is list:
        put_list_header(out, len(value))
        return iter(value)
    if type(value) is KeyOrderedDict:
        _put_map_header(out, len(value) + 1)
        out += _KEY_ORDERED
    else:
        _put_map_header(out, len(value))
    return _entries(value)


def put_value(out: bytearray, value: object, settings: PackSettings) -> None:
    """Append any value.

    Raises:
        ParamError: an integer does not fit into 64 bits, or lists and maps are nested too deeply.
        ClientError: no particle type maps to the value and the client has no serializer.
    """
    put = _SCALARS.get(type(value))
    if put is not None:
        put(out, value, settings)
        return
    levels = [iter((plain(value, _rules(settings)),))]
    while levels:
        for item in levels[-1]:
            put = _SCALARS.get(type(item))
            if put is None:
                levels.append(_open(out, item))
                break
            put(out, item, settings)
        else:
            levels.pop()


def pack_value(value: object, settings: PackSettings = DEFAULT_SETTINGS) -> bytes:
    """Any value as bytes.

    Raises:
        ParamError: an integer does not fit into 64 bits, or lists are nested too deeply.
        ClientError: no particle type maps to the value and the client has no serializer.
    """
    out = bytearray()
    put_value(out, value, settings)
    return bytes(out)
