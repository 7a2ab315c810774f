"""GeoJSON particles: their bytes, and which shapes the server accepts."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from typing import Any

from ..errors import Result, ResultError

__all__ = ["check_geojson", "geo_particle", "geo_text"]

# Before the text of a particle: flags, and the number of cells that follow.
HEADER = struct.Struct(">BH")
CELL_SIZE = 8

MIN_LOOP = 4


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


def check_geojson(text: bytes) -> None:
    """Refuses text that is not JSON, or not a shape that the server knows.

    Raises:
        ResultError: with GEO_INVALID_GEOJSON.
    """
    try:
        shape = json.loads(text)
    except (ValueError, RecursionError):
        raise _invalid("not JSON") from None
    _object(shape, "the text")
    if shape.get("type") == "Feature":
        shape = _object(shape.get("geometry"), "the geometry")
    kind = shape.get("type")
    check = _SHAPES.get(kind) if isinstance(kind, str) else None
    if check is None:
        raise _invalid(f"the type {kind!r}")
    check(shape.get("coordinates"))


def _object(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _invalid(f"{what} is no object")
    return value


def _array(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise _invalid(f"{value!r} is no array")
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _invalid(f"{value!r} is no number")
    return float(value)


def _point(value: Any) -> tuple[float, float]:
    pair = _array(value)
    if len(pair) != 2:
        raise _invalid(f"a point of {len(pair)} coordinates")
    longitude, latitude = map(_number, pair)
    if not (abs(longitude) <= 180 and abs(latitude) <= 90):
        raise _invalid(f"there is no longitude {longitude} with the latitude {latitude}")
    return longitude, latitude


def _loop(value: Any) -> None:
    points: list[tuple[float, float]] = []
    for vertex in _array(value):
        point = _point(vertex)
        if not points or points[-1] != point:
            points.append(point)
    if len(points) < MIN_LOOP:
        raise _invalid(f"a loop of fewer than {MIN_LOOP} points")
    if points[0] != points[-1]:
        raise _invalid("a loop that is not closed")


def _polygon(value: Any) -> None:
    for loop in _array(value):
        _loop(loop)


def _multi_polygon(value: Any) -> None:
    for polygon in _array(value):
        _polygon(polygon)


def _circle(value: Any) -> None:
    parts = _array(value)
    if len(parts) != 2:
        raise _invalid("a circle is a point and a radius")
    _point(parts[0])
    _number(parts[1])


_SHAPES: dict[str, Callable[[Any], object]] = {
    "Point": _point,
    "Polygon": _polygon,
    "MultiPolygon": _multi_polygon,
    "AeroCircle": _circle,
}
