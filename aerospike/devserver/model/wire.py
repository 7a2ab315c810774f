"""Aerospike's dialect of msgpack: values to bytes and back.

The first byte of each string or blob says its particle type; an ext item in front of a
container's elements holds its flags. Input is bounded by its length and by a depth.
"""

from __future__ import annotations

import struct
from itertools import pairwise

from ..errors import Result, ResultError
from .values import (
    INF,
    WILDCARD,
    Blob,
    Geo,
    Hll,
    ListValue,
    MapValue,
    Order,
    Particle,
    Str,
    Value,
    compare,
)

__all__ = ["MAX_DEPTH", "pack", "pack_into", "storable", "unpack", "unpack_from"]

MAX_DEPTH = 128
"""How deep containers may be nested; the server bounds only the size."""

_COMPARISON_EXT = 0xFF
_WILDCARD, _INF = 0, 1


def _malformed(what: str) -> ResultError:
    return ResultError(Result.PARAMETER, f"malformed msgpack: {what}")


# The numbers behind a head: what they are, and how many bytes they take.
_NUMBERS = {
    0xCA: struct.Struct(">f"),
    0xCB: struct.Struct(">d"),
    0xCC: struct.Struct(">B"),
    0xCD: struct.Struct(">H"),
    0xCE: struct.Struct(">I"),
    0xCF: struct.Struct(">Q"),
    0xD0: struct.Struct(">b"),
    0xD1: struct.Struct(">h"),
    0xD2: struct.Struct(">i"),
    0xD3: struct.Struct(">q"),
}
# Strings, blobs and containers: how many bytes their length takes.
_LENGTHS = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4}
_LISTS = {0xDC: 2, 0xDD: 4}
_MAPS = {0xDE: 2, 0xDF: 4}
_EXT_LENGTHS = {0xC7: 1, 0xC8: 2, 0xC9: 4}
_FIXED_EXT = {0xD4: 1, 0xD5: 2, 0xD6: 4, 0xD7: 8, 0xD8: 16}

_CONSTANTS = {0xC0: None, 0xC2: False, 0xC3: True}

_TYPED = {Particle.STRING: Str, Particle.GEOJSON: Geo, Particle.HLL: Hll}

_EXT_VALUES = {
    (_COMPARISON_EXT, bytes([_WILDCARD])): WILDCARD,
    (_COMPARISON_EXT, bytes([_INF])): INF,
}


def unpack(data: bytes) -> Value:
    """The one value that *data* holds.

    Raises:
        ResultError: with PARAMETER, *data* is malformed, too deep or longer than its value.
    """
    value, end = unpack_from(data, 0)
    if end != len(data):
        raise _malformed("there are bytes behind the value")
    return value


def unpack_from(data: bytes, offset: int) -> tuple[Value, int]:
    """The value at *offset*, and where it ends.

    Raises:
        ResultError: with PARAMETER, *data* is malformed or too deep.
    """
    try:
        return _read(data, offset, 0)
    except (IndexError, struct.error):
        raise _malformed("it ends too early") from None


def _read(data: bytes, at: int, depth: int) -> tuple[Value, int]:
    head = data[at]
    at += 1
    if head < 0x80:
        return head, at
    if head >= 0xE0:
        return head - 0x100, at
    if head < 0x90:
        return _read_map(data, at, head & 0x0F, depth)
    if head < 0xA0:
        return _read_list(data, at, head & 0x0F, depth)
    if head < 0xC0:
        return _typed(data, at, head & 0x1F)
    if head in _NUMBERS:
        number = _NUMBERS[head]
        return number.unpack_from(data, at)[0], at + number.size
    if head in _CONSTANTS:
        return _CONSTANTS[head], at
    if head in _LENGTHS:
        return _typed(data, *_length(data, at, _LENGTHS[head]))
    if head in _LISTS:
        return _read_list(data, *_length(data, at, _LISTS[head]), depth)
    if head in _MAPS:
        return _read_map(data, *_length(data, at, _MAPS[head]), depth)
    kind, payload, at = _read_ext(data, at, head)
    if (kind, payload) not in _EXT_VALUES:
        raise _malformed(f"an ext item of type {kind} is no value")
    return _EXT_VALUES[kind, payload], at


def _length(data: bytes, at: int, size: int) -> tuple[int, int]:
    """Where the number at *at* ends, and the number."""
    end = at + size
    if end > len(data):
        raise IndexError(end)
    return end, int.from_bytes(data[at:end], "big")


def _take(data: bytes, at: int, size: int) -> bytes:
    if at + size > len(data):
        raise IndexError(at)
    return data[at : at + size]


def _typed(data: bytes, at: int, size: int) -> tuple[Value, int]:
    if not size:
        # Not even a type.
        return Blob(b"", Particle.NULL), at
    payload = _take(data, at + 1, size - 1)
    particle = data[at]
    kind = _TYPED.get(particle)
    return Blob(payload, particle) if kind is None else kind(payload), at + size


def _read_ext(data: bytes, at: int, head: int) -> tuple[int, bytes, int]:
    """The type and the bytes of an ext item, and where it ends."""
    if head in _EXT_LENGTHS:
        at, size = _length(data, at, _EXT_LENGTHS[head])
    elif head in _FIXED_EXT:
        size = _FIXED_EXT[head]
    else:
        raise _malformed(f"no item begins with {head:#x}")
    return data[at], _take(data, at + 1, size), at + 1 + size


def _header_flags(data: bytes, at: int) -> tuple[int | None, int]:
    """The flags in front of a container's elements, None where there are none."""
    head = data[at]
    if head not in _EXT_LENGTHS and head not in _FIXED_EXT:
        return None, at
    kind, _, end = _read_ext(data, at + 1, head)
    return (None, at) if kind == _COMPARISON_EXT else (kind, end)


def _check_container(data: bytes, at: int, items: int, depth: int) -> None:
    if items > len(data) - at:
        raise _malformed("a container says that it has more elements than there are bytes")
    if depth >= MAX_DEPTH:
        raise _malformed("it is nested too deeply")


def _read_list(data: bytes, at: int, count: int, depth: int) -> tuple[ListValue, int]:
    value = ListValue()
    if not count:
        return value, at
    _check_container(data, at, count, depth)
    flags, at = _header_flags(data, at)
    if flags is not None:
        value.flags = flags
        count -= 1
    for _ in range(count):
        item, at = _read(data, at, depth + 1)
        value.append(item)
    return value, at


def _read_map(data: bytes, at: int, count: int, depth: int) -> tuple[MapValue, int]:
    value = MapValue()
    if not count:
        return value, at
    _check_container(data, at, count * 2, depth)
    flags, at = _header_flags(data, at)
    if flags is not None:
        value.flags = flags
        _, at = _read(data, at, depth + 1)
        count -= 1
    for _ in range(count):
        key, at = _read(data, at, depth + 1)
        item, at = _read(data, at, depth + 1)
        value.pairs.append((key, item))
    return value, at


def storable(value: Value, *, top: bool = False) -> Value:
    """A value from a client as the server stores it.

    Maps are sorted by key, and flags that say nothing about what is stored are dropped; a
    container that is *top*, in the bin itself, may keep the flag that asks for an index.

    Raises:
        ResultError: with SERVER, the value has a wildcard, an infinity, a key that is no integer,
            string or blob, the same key twice, or a container that claims an order that it has not.
    """
    kept = Order.PERSIST_INDEX if top else 0
    if isinstance(value, ListValue):
        flags = value.flags & (Order.ORDERED | kept)
        stored = ListValue((storable(item) for item in value), flags)
        if stored.ordered and any(compare(a, b) > 0 for a, b in pairwise(stored)):
            raise ResultError(Result.SERVER, "a list that says it is ordered is not")
        return stored
    if isinstance(value, MapValue):
        return _storable_map(value, value.flags & (Order.KEY_VALUE_ORDERED | kept))
    if value is INF or value is WILDCARD:
        raise ResultError(Result.SERVER, f"{value!r} cannot be stored")
    return value


def _storable_map(value: MapValue, flags: int) -> MapValue:
    for key, _ in value:
        if not isinstance(key, (int, Str)) or isinstance(key, bool):
            if isinstance(key, Blob) and key.particle == Particle.BLOB:
                continue
            raise ResultError(Result.SERVER, f"{key!r} cannot be the key of a map")
    stored = MapValue(((key, storable(item)) for key, item in value), flags)
    if not stored.ordered:
        stored.sort()
    for (a, _), (b, _) in pairwise(stored.pairs):
        order = compare(a, b)
        if order >= 0:
            what = "has a key twice" if order == 0 else "says that it is ordered but is not"
            raise ResultError(Result.SERVER, f"a map {what}")
    return stored


def pack(value: Value) -> bytes:
    """*value* as bytes, as clients get it: without a word about the index of a container."""
    out = bytearray()
    pack_into(out, value)
    return bytes(out)


def pack_into(out: bytearray, value: Value) -> None:
    """Appends *value* to *out*."""
    if value is None:
        out.append(0xC0)
    elif isinstance(value, bool):
        out.append(0xC3 if value else 0xC2)
    elif isinstance(value, int):
        _pack_integer(out, value)
    elif isinstance(value, float):
        out += struct.pack(">Bd", 0xCB, value)
    elif isinstance(value, Str):
        _pack_typed(out, Particle.STRING, value)
    elif isinstance(value, Geo):
        _pack_typed(out, Particle.GEOJSON, value)
    elif isinstance(value, Hll):
        _pack_typed(out, Particle.HLL, value)
    elif isinstance(value, Blob):
        _pack_typed(out, value.particle, value)
    elif isinstance(value, ListValue):
        _pack_list(out, value)
    elif isinstance(value, MapValue):
        _pack_map(out, value)
    elif value is WILDCARD:
        out += bytes((0xD4, _COMPARISON_EXT, _WILDCARD))
    elif value is INF:
        out += bytes((0xD4, _COMPARISON_EXT, _INF))
    else:
        raise TypeError(f"{value!r} is not a value of the server")


def _pack_integer(out: bytearray, value: int) -> None:
    if -0x20 <= value < 0x80:
        out.append(value & 0xFF)
        return
    formats, head = ("BHIQ", 0xCC) if value >= 0 else ("bhiq", 0xD0)
    bits = value.bit_length() if value >= 0 else (~value).bit_length() + 1
    for position, code in enumerate(formats):
        if bits <= 8 << position:
            out += struct.pack(">B" + code, head + position, value)
            return
    raise OverflowError(value)


def _pack_typed(out: bytearray, particle: int, payload: bytes) -> None:
    if particle == Particle.NULL:
        out.append(0xA0)
        return
    size = len(payload) + 1
    if size < 0x20:
        out.append(0xA0 | size)
    elif size < 0x100:
        out += struct.pack(">BB", 0xD9, size)
    elif size < 0x10000:
        out += struct.pack(">BH", 0xDA, size)
    else:
        out += struct.pack(">BI", 0xDB, size)
    out.append(particle)
    out += payload


def _pack_count(out: bytearray, count: int, fixed: int, wide: int) -> None:
    if count < 0x10:
        out.append(fixed | count)
    elif count < 0x10000:
        out += struct.pack(">BH", wide, count)
    else:
        out += struct.pack(">BI", wide + 1, count)


def _pack_list(out: bytearray, value: ListValue) -> None:
    flags = value.flags & Order.ORDERED
    _pack_count(out, len(value) + bool(flags), 0x90, 0xDC)
    if flags:
        out += bytes((0xC7, 0, flags))
    for item in value:
        pack_into(out, item)


def _pack_map(out: bytearray, value: MapValue) -> None:
    flags = value.flags & ~Order.PERSIST_INDEX
    _pack_count(out, len(value) + bool(flags), 0x80, 0xDE)
    if flags:
        out += bytes((0xC7, 0, flags, 0xC0))
    for key, item in value:
        pack_into(out, key)
        pack_into(out, item)
