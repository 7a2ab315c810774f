"""Bins as they are stored: a particle type and the bytes that clients send and receive."""

from __future__ import annotations

import json
import struct
from typing import Any, NamedTuple

from ..errors import Result, ResultError
from .values import (
    Blob,
    Geo,
    Hll,
    ListValue,
    MapValue,
    Particle,
    Str,
    Value,
)
from .wire import pack, unpack

__all__ = ["NOTHING", "Bin", "append", "decode", "encode", "from_client", "increment"]

INT64 = struct.Struct(">q")
FLOAT64 = struct.Struct(">d")

# In front of a GeoJSON particle's text: flags, and the number of cells that follow.
GEO_HEADER = struct.Struct(">BH")
CELL_SIZE = 8


class Bin(NamedTuple):
    """A particle."""

    particle: int
    data: bytes


NOTHING = Bin(Particle.NULL, b"")


def decode(bin: Bin | None) -> Value:
    """The value of a stored bin; None where there is none."""
    if bin is None or bin.particle == Particle.NULL:
        return None
    particle, data = bin
    if particle == Particle.INTEGER:
        return INT64.unpack(data)[0]
    if particle == Particle.FLOAT:
        return FLOAT64.unpack(data)[0]
    if particle == Particle.STRING:
        return Str(data)
    if particle == Particle.BOOL:
        return data != b"\0"
    if particle in (Particle.LIST, Particle.MAP):
        return unpack(data)
    if particle == Particle.GEOJSON:
        return Geo(geo_text(data))
    if particle == Particle.HLL:
        return Hll(data)
    return Blob(data, particle)


def encode(value: Value) -> Bin:
    """A value as it is stored and sent."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return Bin(Particle.BOOL, b"\1" if value else b"\0")
    if isinstance(value, int):
        return Bin(Particle.INTEGER, INT64.pack(value))
    if isinstance(value, float):
        return Bin(Particle.FLOAT, FLOAT64.pack(value))
    if isinstance(value, Str):
        return Bin(Particle.STRING, bytes(value))
    if isinstance(value, Geo):
        return Bin(Particle.GEOJSON, GEO_HEADER.pack(0, 0) + value)
    if isinstance(value, Hll):
        return Bin(Particle.HLL, bytes(value))
    if isinstance(value, Blob):
        return Bin(value.particle, bytes(value))
    if isinstance(value, ListValue):
        return Bin(Particle.LIST, pack(value))
    if isinstance(value, MapValue):
        return Bin(Particle.MAP, pack(value))
    raise TypeError(f"{value!r} is not a value of the server")


def geo_text(data: bytes) -> bytes:
    """The text of a GeoJSON particle."""
    if len(data) < GEO_HEADER.size:
        raise ResultError(Result.PARAMETER, "a GeoJSON particle is too short")
    _, cells = GEO_HEADER.unpack_from(data)
    return data[GEO_HEADER.size + cells * CELL_SIZE :]


def _integer(data: bytes) -> Bin:
    if len(data) not in (1, 2, 4, 8):
        raise ResultError(Result.PARAMETER, f"an integer of {len(data)} bytes")
    return Bin(Particle.INTEGER, INT64.pack(int.from_bytes(data, "big", signed=True)))


def _float(data: bytes) -> Bin:
    if len(data) != FLOAT64.size:
        raise ResultError(Result.PARAMETER, f"a float of {len(data)} bytes")
    return Bin(Particle.FLOAT, data)


def _bool(data: bytes) -> Bin:
    if data not in (b"\0", b"\1"):
        raise ResultError(Result.PARAMETER, "a bool that is neither 0 nor 1")
    return Bin(Particle.BOOL, data)


def _list(data: bytes) -> Bin:
    value = unpack(data)
    if not isinstance(value, ListValue):
        raise ResultError(Result.PARAMETER, "a list particle that is no list")
    if value.ordered:
        from .values import sort_key

        value.sort(key=sort_key)
    _check_storable(value)
    return Bin(Particle.LIST, pack(value))


def _map(data: bytes) -> Bin:
    value = unpack(data)
    if not isinstance(value, MapValue):
        raise ResultError(Result.PARAMETER, "a map particle that is no map")
    _check_storable(value)
    return Bin(Particle.MAP, pack(value))


def _check_storable(value: Value) -> None:
    """Wildcard and infinity are for comparisons; the server stores neither."""
    if isinstance(value, ListValue):
        for item in value:
            _check_storable(item)
    elif isinstance(value, MapValue):
        for key, item in value:
            _check_storable(key)
            _check_storable(item)
    elif repr(value) in ("INF", "WILDCARD"):
        raise ResultError(Result.SERVER, f"{value!r} cannot be stored")


GEO_TYPES = frozenset(("Point", "Polygon", "MultiPolygon", "AeroCircle"))


def check_geojson(text: bytes) -> None:
    """Refuses what the server would not index.

    Raises:
        ResultError: with GEO_INVALID_GEOJSON.
    """
    try:
        shape: Any = json.loads(text)
        if shape.get("type") == "Feature":
            shape = shape["geometry"]
        valid = shape["type"] in GEO_TYPES and isinstance(shape["coordinates"], list)
    except (ValueError, KeyError, TypeError, AttributeError):
        valid = False
    if not valid:
        raise ResultError(Result.GEO_INVALID_GEOJSON, "invalid GeoJSON")


def _geo(data: bytes) -> Bin:
    text = geo_text(data)
    check_geojson(text)
    return Bin(Particle.GEOJSON, GEO_HEADER.pack(0, 0) + text)


_CHECKS = {
    Particle.INTEGER: _integer,
    Particle.FLOAT: _float,
    Particle.BOOL: _bool,
    Particle.LIST: _list,
    Particle.MAP: _map,
    Particle.GEOJSON: _geo,
}
_AS_THEY_ARE = frozenset((Particle.STRING, Particle.HLL)) | Particle.BLOBS


def from_client(particle: int, data: bytes) -> Bin:
    """What a client has sent, checked.

    Raises:
        ResultError: the bytes are not a particle of the type, or there is no such type.
    """
    check = _CHECKS.get(particle)
    if check is not None:
        return check(data)
    if particle in _AS_THEY_ARE:
        return Bin(particle, data)
    raise ResultError(Result.PARAMETER, f"there is no particle type {particle}")


def _wrap(value: int) -> int:
    return (value + 2**63) % 2**64 - 2**63


def increment(bin: Bin | None, particle: int, data: bytes) -> Bin:
    """A number bin with a number added to it; a bin that is not there is made."""
    operand = from_client(particle, data)
    if particle not in (Particle.INTEGER, Particle.FLOAT):
        raise ResultError(Result.INCOMPATIBLE_TYPE, "only numbers can be added")
    if bin is None:
        return operand
    if bin.particle != particle:
        raise ResultError(Result.INCOMPATIBLE_TYPE, "the bin holds a value of another type")
    total = decode(bin) + decode(operand)
    return encode(_wrap(total) if particle == Particle.INTEGER else total)


def append(bin: Bin | None, particle: int, data: bytes, *, front: bool = False) -> Bin:
    """A string or blob bin with more behind it or in front of it."""
    if particle != Particle.STRING and particle not in Particle.BLOBS:
        raise ResultError(Result.INCOMPATIBLE_TYPE, "only strings and blobs can be appended")
    if bin is None:
        return Bin(particle, data)
    if bin.particle != particle:
        raise ResultError(Result.INCOMPATIBLE_TYPE, "the bin holds a value of another type")
    return Bin(particle, data + bin.data if front else bin.data + data)
