"""Aerospike's dialect of msgpack: values to bytes and back.

The first byte of a string or blob is its particle type. An ext item before the elements of a list
or map holds its flags. Nesting has no limit, because no function here calls itself.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from itertools import chain, pairwise

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
    is_key,
)

__all__ = ["pack", "storable", "unpack", "unpack_from"]

_COMPARISON_EXT = 0xFF
_WILDCARD, _INF = 0, 1


def _malformed(what: str) -> ResultError:
    return ResultError(Result.PARAMETER, f"malformed msgpack: {what}")


# The formats of numbers by the head before them.
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
# Strings and blobs: the size of their length in bytes.
_LENGTHS = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4}
# Lists and maps: whether it is a map, and the size of the count in bytes.
_COUNTS = {0xDC: (False, 2), 0xDD: (False, 4), 0xDE: (True, 2), 0xDF: (True, 4)}
_EXT_LENGTHS = {0xC7: 1, 0xC8: 2, 0xC9: 4}
_FIXED_EXT = {0xD4: 1, 0xD5: 2, 0xD6: 4, 0xD7: 8, 0xD8: 16}

_CONSTANTS = {0xC0: None, 0xC2: False, 0xC3: True}

_TYPED = {Particle.STRING: Str, Particle.GEOJSON: Geo, Particle.HLL: Hll}

_EXT_VALUES = {
    (_COMPARISON_EXT, bytes([_WILDCARD])): WILDCARD,
    (_COMPARISON_EXT, bytes([_INF])): INF,
}
_MARKS = {mark: payload for (_, payload), mark in _EXT_VALUES.items()}

_STORED_FLAGS = {ListValue: Order.ORDERED, MapValue: Order.KEY_VALUE_ORDERED}


def unpack(data: bytes) -> Value:
    """The one value that *data* holds.

    Raises:
        ResultError: with PARAMETER, *data* is malformed or longer than its value.
    """
    value, end = unpack_from(data, 0)
    if end != len(data):
        raise _malformed("there are bytes after the value")
    return value


def unpack_from(data: bytes, offset: int) -> tuple[Value, int]:
    """The value at *offset*, and where it ends.

    Raises:
        ResultError: with PARAMETER, *data* is malformed.
    """
    try:
        return _read(data, offset)
    except (IndexError, struct.error):
        raise _malformed("it ends too early") from None


def _read(data: bytes, at: int) -> tuple[Value, int]:
    # The container that is being read, its items, and how many of them are missing.
    container: Value = None
    items: list[Value] = []
    missing = 1
    outer: list[tuple[Value, list[Value], int]] = []
    while True:
        while not missing:
            if isinstance(container, MapValue):
                # An odd first item is the value that belongs to the flags. It means nothing.
                first = len(items) % 2
                container.pairs = list(zip(items[first::2], items[first + 1 :: 2]))
            if not outer:
                return items[0], at
            container, items, missing = outer.pop()
        missing -= 1
        head = data[at]
        at += 1
        if head < 0x80:
            items.append(head)
        elif head >= 0xE0:
            items.append(head - 0x100)
        elif head < 0xA0 or head in _COUNTS:
            made, count, at = _open_container(data, at, head)
            items.append(made)
            if count:
                outer.append((container, items, missing))
                container, missing = made, count
                items = made if isinstance(made, ListValue) else []
        else:
            value, at = _read_scalar(data, at, head)
            items.append(value)


def _open_container(data: bytes, at: int, head: int) -> tuple[ListValue | MapValue, int, int]:
    """The list or map that begins with *head*, the number of its items, and where they begin."""
    if head < 0xA0:
        is_map, count = head < 0x90, head & 0x0F
    else:
        is_map, size = _COUNTS[head]
        at, count = _length(data, at, size)
    made: ListValue | MapValue = MapValue() if is_map else ListValue()
    if not count:
        return made, 0, at
    if count << is_map > len(data) - at:
        raise _malformed("a container says that it has more elements than there are bytes")
    flags, at = _header_flags(data, at)
    if flags is not None:
        made.flags = flags
    # The flags count as an element of a list, or as the key of a pair.
    return made, (count << is_map) - (flags is not None), at


def _read_scalar(data: bytes, at: int, head: int) -> tuple[Value, int]:
    if head < 0xC0:
        return _typed(data, at, head & 0x1F)
    if head in _NUMBERS:
        number = _NUMBERS[head]
        return number.unpack_from(data, at)[0], at + number.size
    if head in _CONSTANTS:
        return _CONSTANTS[head], at
    if head in _LENGTHS:
        return _typed(data, *_length(data, at, _LENGTHS[head]))
    kind, payload, at = _read_ext(data, at, head)
    if (kind, payload) not in _EXT_VALUES:
        raise _malformed(f"an ext item of type {kind} is not a value")
    return _EXT_VALUES[kind, payload], at


def _length(data: bytes, at: int, size: int) -> tuple[int, int]:
    """Where the integer at *at* ends, and the integer."""
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
        # The value has no byte for a type.
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
    """The flags before the elements of a container, or None; and where the elements begin."""
    head = data[at]
    if head not in _EXT_LENGTHS and head not in _FIXED_EXT:
        return None, at
    kind, _, end = _read_ext(data, at + 1, head)
    return (None, at) if kind == _COMPARISON_EXT else (kind, end)


def storable(value: Value, *, top: bool = False) -> Value:
    """A value from a client as the server stores it.

    Maps are sorted by key, and other flags than those of the order are dropped. Only a container
    that is a bin itself (*top*) keeps the flag of a persistent index.

    Raises:
        ResultError: with SERVER, the value has a wildcard, an infinity, a map with a wrong key or
            with the same key twice, or a container whose flags claim a wrong order.
    """
    root = ListValue((value,))
    copies: list[ListValue | MapValue] = [root]
    # The loop appends copies of the containers inside.
    for made in copies:
        for position, item in enumerate(made):
            key = None
            if isinstance(made, MapValue):
                key, item = item
                if not is_key(key):
                    what = type(key).__name__
                    raise ResultError(Result.SERVER, f"a {what} cannot be the key of a map")
            if item is INF or item is WILDCARD:
                raise ResultError(Result.SERVER, f"{item!r} cannot be stored")
            if isinstance(item, (ListValue, MapValue)):
                inside = item.copy()
                inside.flags &= _STORED_FLAGS[type(item)]
                copies.append(inside)
                if isinstance(made, MapValue):
                    made.pairs[position] = key, inside
                else:
                    made[position] = inside
    for made in reversed(copies):
        _check_order(made)
    stored = root[0]
    if top and isinstance(stored, (ListValue, MapValue)):
        stored.flags |= value.flags & Order.PERSIST_INDEX
    return stored


def _check_order(made: ListValue | MapValue) -> None:
    if isinstance(made, ListValue):
        if made.ordered and any(compare(a, b) > 0 for a, b in pairwise(made)):
            raise ResultError(Result.SERVER, "a list that says it is ordered is not")
        return
    if not made.ordered:
        made.sort()
    for (a, _), (b, _) in pairwise(made.pairs):
        order = compare(a, b)
        if order >= 0:
            what = "has a key twice" if order == 0 else "says that it is ordered but is not"
            raise ResultError(Result.SERVER, f"a map {what}")


def pack(value: Value) -> bytes:
    """The bytes of a value as clients get them: without the flag of a persistent index."""
    out = bytearray()
    parts: Iterator[Value] = iter((value,))
    outer: list[Iterator[Value]] = []
    while True:
        for part in parts:
            packer = _PACKERS.get(type(part))
            if packer is not None:
                packer(out, part)
                continue
            outer.append(parts)
            if isinstance(part, ListValue):
                flags = part.flags & Order.ORDERED
                _pack_count(out, len(part) + bool(flags), 0x90, 0xDC)
                if flags:
                    out += bytes((0xC7, 0, flags))
                parts = iter(part)
            elif isinstance(part, MapValue):
                flags = part.flags & ~Order.PERSIST_INDEX
                _pack_count(out, len(part) + bool(flags), 0x80, 0xDE)
                if flags:
                    out += bytes((0xC7, 0, flags, 0xC0))
                parts = chain.from_iterable(part.pairs)
            else:
                raise TypeError(f"a {type(part).__name__} is not a value of the server")
            break
        else:
            if not outer:
                return bytes(out)
            parts = outer.pop()


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


def _pack_mark(out: bytearray, value: Value) -> None:
    out += bytes((0xD4, _COMPARISON_EXT)) + _MARKS[value]


_PACKERS: dict[type, Callable[[bytearray, Value], None]] = {
    type(None): lambda out, value: out.append(0xC0),
    bool: lambda out, value: out.append(0xC3 if value else 0xC2),
    int: _pack_integer,
    float: lambda out, value: out.extend(struct.pack(">Bd", 0xCB, value)),
    Str: lambda out, value: _pack_typed(out, Particle.STRING, value),
    Geo: lambda out, value: _pack_typed(out, Particle.GEOJSON, value),
    Hll: lambda out, value: _pack_typed(out, Particle.HLL, value),
    Blob: lambda out, value: _pack_typed(out, value.particle, value),
    type(INF): _pack_mark,
}
"""Functions that append the bytes of a scalar to others."""
