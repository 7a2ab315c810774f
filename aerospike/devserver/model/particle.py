"""Bins as they are stored: a particle type and the bytes that clients send and receive."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import NamedTuple

from ..errors import Result, ResultError
from .geo import cell_count, check_size
from .geojson import CELL_SIZE, geo_particle, geo_text
from .hll_sketch import Sketch
from .values import (
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
from .wire import pack, storable, unpack

__all__ = ["NOTHING", "Bin", "append", "decode", "encode", "flat_size", "from_client", "increment"]

INT64 = struct.Struct(">q")
FLOAT64 = struct.Struct(">d")

_INTEGER_SIZES = frozenset((1, 2, 4, 8))
# An increment by an integer of sixteen bytes does not go below zero.
_FLOORED_INTEGER_SIZE = 16


class Bin(NamedTuple):
    """A particle, and whether a list or map has a persistent index."""

    particle: int
    data: bytes
    indexed: bool = False


NOTHING = Bin(Particle.NULL, b"")


def _decode_container(bin: Bin) -> Value:
    value = unpack(bin.data)
    if bin.indexed:
        value.flags |= Order.PERSIST_INDEX
    return value


_DECODERS: dict[int, Callable[[Bin], Value]] = {
    Particle.NULL: lambda bin: None,
    Particle.INTEGER: lambda bin: INT64.unpack(bin.data)[0],
    Particle.FLOAT: lambda bin: FLOAT64.unpack(bin.data)[0],
    Particle.STRING: lambda bin: Str(bin.data),
    Particle.BOOL: lambda bin: bin.data != b"\0",
    Particle.LIST: _decode_container,
    Particle.MAP: _decode_container,
    Particle.GEOJSON: lambda bin: Geo(geo_text(bin.data)),
    Particle.HLL: lambda bin: Hll(bin.data),
}


def decode(bin: Bin | None) -> Value:
    """The value of a stored bin; None without a bin."""
    if bin is None:
        return None
    decoder = _DECODERS.get(bin.particle)
    return Blob(bin.data, bin.particle) if decoder is None else decoder(bin)


def _encode_container(particle: int) -> Callable[[Value], Bin]:
    return lambda value: Bin(particle, pack(value), bool(value.flags & Order.PERSIST_INDEX))


_ENCODERS: dict[type, Callable[[Value], Bin]] = {
    type(None): lambda value: NOTHING,
    bool: lambda value: Bin(Particle.BOOL, b"\1" if value else b"\0"),
    int: lambda value: Bin(Particle.INTEGER, INT64.pack(value)),
    float: lambda value: Bin(Particle.FLOAT, FLOAT64.pack(value)),
    Str: lambda value: Bin(Particle.STRING, bytes(value)),
    Geo: lambda value: Bin(Particle.GEOJSON, geo_particle(value)),
    Hll: lambda value: Bin(Particle.HLL, bytes(value)),
    Blob: lambda value: Bin(value.particle, bytes(value)),
    ListValue: _encode_container(Particle.LIST),
    MapValue: _encode_container(Particle.MAP),
}


def encode(value: Value) -> Bin:
    """A value as it is stored and sent.

    Raises:
        TypeError: it is not a value of the server.
    """
    encoder = _ENCODERS.get(type(value))
    if encoder is None:
        raise TypeError(f"a {type(value).__name__} is not a value of the server")
    return encoder(value)


def _integer_value(data: bytes) -> int:
    # Short integers are unsigned.
    if len(data) not in _INTEGER_SIZES:
        raise ResultError(Result.PARAMETER, f"an integer of {len(data)} bytes")
    return int.from_bytes(data, "big", signed=len(data) == INT64.size)


def _integer(particle: int, data: bytes) -> Bin:
    return Bin(particle, INT64.pack(_integer_value(data)))


def _float(particle: int, data: bytes) -> Bin:
    if len(data) != FLOAT64.size:
        raise ResultError(Result.PARAMETER, f"a float of {len(data)} bytes")
    return Bin(particle, data)


def _bool(particle: int, data: bytes) -> Bin:
    if data not in (b"\0", b"\1"):
        raise ResultError(Result.PARAMETER, "a bool is one byte, 0 or 1")
    return Bin(particle, data)


def _container(particle: int, data: bytes) -> Bin:
    try:
        value = unpack(data)
    except ResultError as error:
        raise ResultError(Result.SERVER, error.message) from None
    bin = encode(storable(value, top=True))
    if bin.particle != particle:
        raise ResultError(Result.SERVER, f"a value of type {bin.particle}, sent as {particle}")
    return bin


def _hll(particle: int, data: bytes) -> Bin:
    if not Sketch.parse(data).fits:
        raise ResultError(Result.PARAMETER, "a HyperLogLog with more bits than a hash")
    return Bin(particle, data)


def _geo(particle: int, data: bytes) -> Bin:
    text = geo_text(data)
    check_size(text)
    return Bin(particle, geo_particle(text))


_FROM_CLIENT: dict[int, Callable[[int, bytes], Bin]] = {
    **dict.fromkeys((Particle.STRING, Particle.VECTOR, *Particle.BLOBS), Bin),
    Particle.INTEGER: _integer,
    Particle.FLOAT: _float,
    Particle.BOOL: _bool,
    Particle.LIST: _container,
    Particle.MAP: _container,
    Particle.HLL: _hll,
    Particle.GEOJSON: _geo,
}


def from_client(particle: int, data: bytes) -> Bin:
    """Checks a particle that a client has sent, and returns the bin.

    Raises:
        ResultError: the bytes do not fit the type, or the type does not exist.
    """
    check = _FROM_CLIENT.get(particle)
    if check is None:
        raise ResultError(Result.PARAMETER, f"unknown particle type {particle}")
    return check(particle, data)


def _other_type(bin: Bin, particle: int, what: str) -> ResultError:
    # The server does not handle GeoJSON here.
    code = Result.SERVER if bin.particle == Particle.GEOJSON else Result.INCOMPATIBLE_TYPE
    return ResultError(code, f"cannot {what} a value of type {particle} to one of {bin.particle}")


def _wrap(value: int) -> int:
    return (value + 2**63) % 2**64 - 2**63


def _add_integer(old: int, data: bytes) -> int:
    if len(data) != _FLOORED_INTEGER_SIZE:
        return _wrap(old + _integer_value(data))
    number = INT64.unpack_from(data)[0]
    unsigned = old % 2**64
    return 0 if number < 0 and unsigned < -number else _wrap(old + number)


def increment(bin: Bin | None, particle: int, data: bytes) -> Bin:
    """The sum of a number bin and a number; creates a missing bin, of any type."""
    if bin is None:
        return from_client(particle, data)
    if particle not in _FROM_CLIENT:
        raise ResultError(Result.PARAMETER, f"unknown particle type {particle}")
    if bin.particle != particle or particle not in (Particle.INTEGER, Particle.FLOAT):
        raise _other_type(bin, particle, "add")
    if particle == Particle.INTEGER:
        return encode(_add_integer(decode(bin), data))
    return encode(decode(bin) + decode(from_client(particle, data)))


_APPENDABLE = frozenset((Particle.STRING, Particle.VECTOR)) | Particle.BLOBS


def append(bin: Bin | None, particle: int, data: bytes, *, front: bool = False) -> Bin:
    """A string or blob bin with data appended, or prepended.

    Creates a missing bin, of any type.
    """
    if bin is None:
        return from_client(particle, data)
    if particle not in _FROM_CLIENT:
        raise ResultError(Result.PARAMETER, f"unknown particle type {particle}")
    if bin.particle != particle or particle not in _APPENDABLE:
        raise _other_type(bin, particle, "append")
    return Bin(particle, data + bin.data if front else bin.data + data)


# The server stores a type and a size with the bytes of a particle.
_FLAT_OVERHEAD = 5
# By how many bytes an integer needs; it has one, two, four or eight.
_INTEGER_FLAT_SIZES = (3, 3, 4, 6, 6, 10, 10, 10, 10)
_FLAT_SIZES: dict[int, int] = {Particle.FLOAT: 9, Particle.BOOL: 2}


def flat_size(bin: Bin) -> int:
    """How many bytes the server needs to store the particle."""
    particle, data, _ = bin
    if particle == Particle.INTEGER:
        return _INTEGER_FLAT_SIZES[(int.from_bytes(data, "big").bit_length() + 7) // 8]
    fixed = _FLAT_SIZES.get(particle)
    if fixed is not None:
        return fixed
    size = _FLAT_OVERHEAD + len(data)
    if particle == Particle.GEOJSON:
        size += cell_count(geo_text(bin.data)) * CELL_SIZE
    return size
