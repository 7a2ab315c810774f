"""Aerospike's dialect of msgpack: values to bytes and back.

The first byte of each string or blob says its particle type; an ext item in front of a
container's elements holds its flags. Input is bounded by its length and by a depth.
"""

from __future__ import annotations

import struct
from typing import Any

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
)

__all__ = ["MAX_DEPTH", "pack", "pack_into", "unpack", "unpack_from"]

MAX_DEPTH = 256

_COMPARISON_EXT = 0xFF
_WILDCARD, _INF = 0, 1


def _malformed(what: str) -> ResultError:
    return ResultError(Result.PARAMETER, f"malformed msgpack: {what}")


class _Reader:
    __slots__ = ("data", "offset")

    def __init__(self, data: bytes, offset: int) -> None:
        self.data = data
        self.offset = offset

    def take(self, size: int) -> bytes:
        end = self.offset + size
        if end > len(self.data):
            raise _malformed("it ends too early")
        taken = self.data[self.offset : end]
        self.offset = end
        return taken

    def number(self, format: str) -> Any:
        return struct.unpack(format, self.take(struct.calcsize(format)))[0]


_NUMBERS = {
    0xCA: ">f",
    0xCB: ">d",
    0xCC: ">B",
    0xCD: ">H",
    0xCE: ">I",
    0xCF: ">Q",
    0xD0: ">b",
    0xD1: ">h",
    0xD2: ">i",
    0xD3: ">q",
}
_LENGTHS = {
    0xC4: ">B",
    0xC5: ">H",
    0xC6: ">I",
    0xD9: ">B",
    0xDA: ">H",
    0xDB: ">I",
}
_EXT_LENGTHS = {0xC7: ">B", 0xC8: ">H", 0xC9: ">I"}
_FIXED_EXT = {0xD4: 1, 0xD5: 2, 0xD6: 4, 0xD7: 8, 0xD8: 16}


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
    reader = _Reader(data, offset)
    return _read(reader, 0), reader.offset


def _read(reader: _Reader, depth: int) -> Value:
    if depth > MAX_DEPTH:
        raise _malformed("it is nested too deeply")
    head = reader.take(1)[0]
    if head < 0x80:
        return head
    if head >= 0xE0:
        return head - 0x100
    if head < 0x90:
        return _read_map(reader, head & 0x0F, depth)
    if head < 0xA0:
        return _read_list(reader, head & 0x0F, depth)
    if head < 0xC0:
        return _typed(reader.take(head & 0x1F))
    if head == 0xC0:
        return None
    if head in (0xC2, 0xC3):
        return head == 0xC3
    if head in _NUMBERS:
        return reader.number(_NUMBERS[head])
    if head in _LENGTHS:
        return _typed(reader.take(reader.number(_LENGTHS[head])))
    if head in (0xDC, 0xDD):
        return _read_list(reader, reader.number(">H" if head == 0xDC else ">I"), depth)
    if head in (0xDE, 0xDF):
        return _read_map(reader, reader.number(">H" if head == 0xDE else ">I"), depth)
    kind, payload = _read_ext(reader, head)
    if kind == _COMPARISON_EXT and payload == bytes([_WILDCARD]):
        return WILDCARD
    if kind == _COMPARISON_EXT and payload == bytes([_INF]):
        return INF
    raise _malformed(f"an ext item of type {kind} is no value")


def _read_ext(reader: _Reader, head: int) -> tuple[int, bytes]:
    if head in _EXT_LENGTHS:
        size = reader.number(_EXT_LENGTHS[head])
    elif head in _FIXED_EXT:
        size = _FIXED_EXT[head]
    else:
        raise _malformed(f"no item begins with {head:#x}")
    kind = reader.take(1)[0]
    return kind, reader.take(size)


def _header_flags(reader: _Reader) -> int | None:
    """The flags in front of a container's elements; None where there are none."""
    if reader.offset >= len(reader.data):
        return None
    head = reader.data[reader.offset]
    if head not in _EXT_LENGTHS and head not in _FIXED_EXT:
        return None
    start = reader.offset
    reader.offset += 1
    kind, _ = _read_ext(reader, head)
    if kind == _COMPARISON_EXT:
        reader.offset = start
        return None
    return kind


def _check_count(reader: _Reader, count: int) -> None:
    if count > len(reader.data) - reader.offset:
        raise _malformed("a container says that it has more elements than there are bytes")


def _read_list(reader: _Reader, count: int, depth: int) -> ListValue:
    _check_count(reader, count)
    flags = _header_flags(reader) if count else None
    if flags is not None:
        count -= 1
    return ListValue((_read(reader, depth + 1) for _ in range(count)), flags or 0)


def _read_map(reader: _Reader, count: int, depth: int) -> MapValue:
    _check_count(reader, count * 2)
    flags = _header_flags(reader) if count else None
    if flags is not None:
        _read(reader, depth + 1)
        count -= 1
    pairs = [(_read(reader, depth + 1), _read(reader, depth + 1)) for _ in range(count)]
    value = MapValue(pairs, flags or 0)
    if value.ordered:
        value.sort()
    return value


def _typed(data: bytes) -> Value:
    if not data:
        return Blob(b"")
    particle, payload = data[0], data[1:]
    if particle == Particle.STRING:
        return Str(payload)
    if particle == Particle.GEOJSON:
        return Geo(payload)
    if particle == Particle.HLL:
        return Hll(payload)
    return Blob(payload, particle)


def pack(value: Value) -> bytes:
    """*value* as bytes."""
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
    if 0 <= value < 0x80 or -0x20 <= value < 0:
        out.append(value & 0xFF)
        return
    formats = ("BHIQ", 0xCC) if value >= 0 else ("bhiq", 0xD0)
    for position, code in enumerate(formats[0]):
        bits = 8 << position
        if (value >= 0 and value < 1 << bits) or (value < 0 and value >= -(1 << bits - 1)):
            out += struct.pack(">B" + code, formats[1] + position, value)
            return
    raise OverflowError(value)


def _pack_typed(out: bytearray, particle: int, payload: bytes) -> None:
    size = len(payload) + 1
    if size < 32:
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
    if count < 16:
        out.append(fixed | count)
    elif count < 0x10000:
        out += struct.pack(">BH", wide, count)
    else:
        out += struct.pack(">BI", wide + 1, count)


def _pack_list(out: bytearray, value: ListValue) -> None:
    flags = value.flags & (Order.ORDERED | Order.PERSIST_INDEX)
    _pack_count(out, len(value) + bool(flags), 0x90, 0xDC)
    if flags:
        out += bytes((0xC7, 0, flags))
    for item in value:
        pack_into(out, item)


def _pack_map(out: bytearray, value: MapValue) -> None:
    _pack_count(out, len(value) + bool(value.flags), 0x80, 0xDE)
    if value.flags:
        out += bytes((0xC7, 0, value.flags, 0xC0))
    for key, item in value:
        pack_into(out, key)
        pack_into(out, item)
