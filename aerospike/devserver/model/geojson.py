"""GeoJSON particles: their bytes, and which shapes the server accepts."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable
from typing import Any, NoReturn

from ..errors import Result, ResultError
from .sphere import Vector, point

__all__ = ["CELL_SIZE", "Outline", "check_geojson", "geo_particle", "geo_text"]

Outline = Any
"""A point: a vector; a circle: a vector and metres; a polygon: loops; several: a list of these."""

# Before the text of a particle: flags, and the number of cells that follow.
HEADER = struct.Struct(">BH")
CELL_SIZE = 8

MIN_LOOP = 4

_INTEGERS = 1 << 63


def _invalid(what: str) -> ResultError:
    return ResultError(Result.GEO_INVALID_GEOJSON, f"invalid GeoJSON: {what}")


def geo_text(data: bytes) -> bytes:
    """The text of a GeoJSON particle.

    Raises:
        ResultError: with GEO_INVALID_GEOJSON, the particle is too short.
    """
    if len(data) < HEADER.size:
        raise _invalid("the particle is too short")
    _, cells = HEADER.unpack_from(data)
    start = HEADER.size + cells * CELL_SIZE
    if len(data) < start:
        raise _invalid("the particle is too short for its cells")
    return data[start:]


def geo_particle(text: bytes) -> bytes:
    """The particle of a text, without cells: clients ignore them."""
    return HEADER.pack(0, 0) + text


def check_geojson(text: bytes) -> tuple[str, Outline]:
    """The kind of a shape, and its coordinates with all pairs of degrees as vectors.

    Raises:
        ResultError: with GEO_INVALID_GEOJSON, the text is not JSON, or not a shape that the server
            knows.
    """
    try:
        shape = _DECODER.decode(text.decode())
        if b"\\u" in text:
            _check_strings(shape)
    except (ValueError, RecursionError):
        raise _invalid("not JSON") from None
    shape = _object(shape, "the text")
    if shape.get("type") == "Feature":
        shape = _object(shape.get("geometry"), "the geometry")
    kind = shape.get("type")
    read = _SHAPES.get(kind) if isinstance(kind, str) else None
    if read is None:
        raise _invalid(f"the type {kind!r}")
    return str(kind), read(shape.get("coordinates"))


def _integer(digits: str) -> int:
    number = int(digits)
    if not -_INTEGERS <= number < _INTEGERS:
        raise ValueError("an integer of more than 64 bits")
    return number


def _real(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError("a number that is too large")
    return number


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _check_strings(value: Any) -> None:
    """Refuses strings that Python reads and the server does not."""
    if isinstance(value, str):
        # Half a surrogate pair cannot be encoded.
        value.encode()
        if "\0" in value:
            raise ValueError("a string with a zero byte")
    elif isinstance(value, (list, dict)):
        for item in value:
            _check_strings(item)
        if isinstance(value, dict):
            _check_strings(list(value.values()))


_DECODER = json.JSONDecoder(
    parse_int=_integer,
    parse_float=_real,
    parse_constant=_no_number,
)


def _object(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _invalid(f"{what} is not an object")
    return value


def _array(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise _invalid(f"{value!r} is not an array")
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _invalid(f"{value!r} is not a number")
    return float(value)


def _point(value: Any) -> Vector:
    pair = _array(value)
    if len(pair) != 2:
        raise _invalid(f"a point of {len(pair)} coordinates")
    longitude, latitude = map(_number, pair)
    vector = point(longitude, latitude)
    if vector is None:
        raise _invalid(f"no longitude {longitude} with the latitude {latitude}")
    return vector


def _loop(value: Any) -> list[Vector]:
    points: list[Vector] = []
    for pair in _array(value):
        vertex = _point(pair)
        if not points or points[-1] != vertex:
            points.append(vertex)
    if len(points) < MIN_LOOP:
        raise _invalid(f"a loop of fewer than {MIN_LOOP} points")
    if points.pop() != points[0]:
        raise _invalid("a loop that is not closed")
    return points


def _polygon(value: Any) -> list[list[Vector]]:
    return [_loop(loop) for loop in _array(value)]


def _multi_polygon(value: Any) -> list[list[list[Vector]]]:
    return [_polygon(polygon) for polygon in _array(value)]


def _circle(value: Any) -> tuple[Vector, float]:
    parts = _array(value)
    if len(parts) != 2:
        raise _invalid("a circle is a point and a radius")
    return _point(parts[0]), _number(parts[1])


_SHAPES: dict[str, Callable[[Any], Outline]] = {
    "Point": _point,
    "Polygon": _polygon,
    "MultiPolygon": _multi_polygon,
    "AeroCircle": _circle,
}
