"""Points and regions on the sphere, by Google's S2 library, which the server uses too."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from importlib import import_module
from typing import Any, NamedTuple

from ..errors import Result, ResultError
from .geojson import check_geojson

__all__ = ["BIN_LEVEL", "ELEMENT_LEVEL", "Shape", "cell_count", "contains", "parse"]

EARTH_RADIUS = 6371000
"""In metres, as on the server."""

BIN_LEVEL, ELEMENT_LEVEL = 20, 30
"""The finest level of the cells that cover a region in a bin, and in a list or map."""

_COARSEST_LEVEL = 1
_MOST_CELLS = 12


@cache
def _s2() -> Any:
    try:
        return import_module("s2geometry")
    except ImportError:
        raise ResultError(
            Result.UNSUPPORTED_FEATURE,
            "geospatial operations of the development server need another package: "
            "pip install s2geometry",
        ) from None


class Shape(NamedTuple):
    """A point, as a cell of S2's finest level, or a region."""

    cell: int
    """The id of a point's cell; 0: a region."""
    regions: tuple[Any, ...]
    """The parts of a region."""

    def contains(self, cell: int) -> bool:
        """Whether the region contains the centre of a cell."""
        if not self.regions or not cell:
            return False
        point = _s2().S2CellId(cell).ToPoint()
        return any(region.Contains(point) for region in self.regions)

    def covering(self, level: int = BIN_LEVEL) -> list[tuple[int, int, int]]:
        """The cells that cover the region: the id of each, and of the first and last cell in it."""
        coverer = _s2().S2RegionCoverer()
        coverer.set_min_level(_COARSEST_LEVEL)
        coverer.set_max_level(level)
        coverer.set_max_cells(_MOST_CELLS)
        cells = [cell for region in self.regions for cell in coverer.GetCovering(region)]
        if len(self.regions) > 1:
            union = _s2().S2CellUnion()
            union.Init([cell.id() for cell in cells])
            cells = coverer.GetCovering(union)
        return [(cell.id(), cell.range_min().id(), cell.range_max().id()) for cell in cells]

    def ancestors(self) -> list[int]:
        """The cells that contain the point, from its own up; without the coarsest level."""
        cell = _s2().S2CellId(self.cell)
        ids = []
        while cell.level() > 0:
            ids.append(cell.id())
            cell = cell.parent()
        return ids


@lru_cache(maxsize=4096)
def parse(text: bytes) -> Shape:
    """The shape that a GeoJSON text describes.

    Raises:
        ResultError: with GEO_INVALID_GEOJSON, the server refuses the text; with
            UNSUPPORTED_FEATURE, S2 is not installed.
    """
    check_geojson(text)
    geometry = _geometry(text)
    return _SHAPES[geometry["type"]](geometry["coordinates"])


def _geometry(text: bytes) -> dict[str, Any]:
    shape: dict[str, Any] = json.loads(text)
    return shape["geometry"] if shape["type"] == "Feature" else shape


@lru_cache(maxsize=4096)
def cell_count(text: bytes) -> int:
    """How many cells the server stores for a shape; without S2, the most that it stores."""
    if _geometry(text)["type"] == "Point":
        return 1
    try:
        return len(parse(text).covering(ELEMENT_LEVEL))
    except ResultError:
        return _MOST_CELLS


def contains(region_text: bytes, point_text: bytes) -> bool:
    """Whether a region contains a point; False for other shapes.

    Raises:
        ResultError: as :func:`parse`.
    """
    return parse(region_text).contains(parse(point_text).cell)


def _vertex(coordinates: Sequence[float]) -> Any:
    longitude, latitude = coordinates
    return _s2().S2LatLng.FromDegrees(float(latitude), float(longitude)).ToPoint()


def _loop(vertices: Iterable[Sequence[float]]) -> Any:
    points: list[Sequence[float]] = []
    for vertex in vertices:
        if not points or points[-1] != vertex:
            points.append(vertex)
    # The last vertex repeats the first.
    loop = _s2().S2Loop()
    loop.Init([_vertex(point) for point in points[:-1]])
    loop.Normalize()
    return loop


def _polygon(loops: Iterable[Any]) -> Any:
    polygon = _s2().S2Polygon()
    polygon.InitNested([_loop(loop) for loop in loops])
    return polygon


def _circle(coordinates: Any) -> Any:
    middle, radius = coordinates
    angle = _s2().S1Angle.Radians(float(radius) / EARTH_RADIUS)
    return _s2().S2Cap(_vertex(middle), angle)


def _point(coordinates: Any) -> Shape:
    longitude, latitude = coordinates
    cell = _s2().S2CellId(_s2().S2LatLng.FromDegrees(float(latitude), float(longitude)))
    return Shape(cell.id(), ())


_SHAPES: dict[str, Callable[[Any], Shape]] = {
    "Point": _point,
    "Polygon": lambda coordinates: Shape(0, (_polygon(coordinates),)),
    "MultiPolygon": lambda coordinates: Shape(0, tuple(map(_polygon, coordinates))),
    "AeroCircle": lambda coordinates: Shape(0, (_circle(coordinates),)),
}
