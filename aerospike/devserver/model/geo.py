"""GeoJSON shapes on the sphere: which region contains which point."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any

from ..errors import Result, ResultError
from .cells import LEVELS, ancestors, leaf, span
from .covering import MOST_CELLS, cover, needs_few_cells
from .geojson import Outline, check_geojson
from .regions import Cap, Polygon, Region, Union
from .sphere import Vector

__all__ = ["BIN_LEVEL", "ELEMENT_LEVEL", "Shape", "cell_count", "check_size", "parse", "span"]

EARTH_RADIUS = 6371000
"""In metres, as on the server."""

BIN_LEVEL, ELEMENT_LEVEL = 20, LEVELS
"""The finest level of the cells that cover a region in a bin, and in a list or map."""


class Shape:
    """A point, as a cell of the finest level, or a region."""

    def __init__(self, point: Vector | None, region: Region | None) -> None:
        cell = None if point is None else leaf(point)
        self.cell = 0 if cell is None else cell.id
        """The id of a point's cell; 0: a region."""
        self._centre = None if cell is None else cell.centre
        self._region = region
        self._coverings: dict[int, list[int]] = {}

    def contains(self, other: Shape) -> bool:
        """Whether this is a region, and the other a point whose cell's centre is in it."""
        if self._region is None or other._centre is None:
            return False
        return self._region.contains(other._centre)

    def covering(self, level: int = BIN_LEVEL) -> list[int]:
        """The ids of the cells that cover the region."""
        assert self._region is not None
        found = self._coverings.get(level)
        if found is None:
            found = self._coverings[level] = cover(self._region, level)
        return found

    @cached_property
    def needs_few_cells(self) -> bool:
        """Whether the server can store the shape."""
        return self._region is None or needs_few_cells(self._region)

    def cells(self, level: int = BIN_LEVEL) -> list[int]:
        """The ids of the cells that the server stores and finds the shape by."""
        if self.cell:
            return [self.cell]
        return self.covering(level) if self.needs_few_cells else []

    def ancestors(self) -> list[int]:
        """The cells that contain the point, from its own up; without the coarsest level."""
        return ancestors(self.cell)


@lru_cache(maxsize=4096)
def parse(text: bytes) -> Shape:
    """The shape that a GeoJSON text describes.

    Raises:
        ResultError: with GEO_INVALID_GEOJSON, the server refuses the text.
    """
    kind, outline = check_geojson(text)
    return _SHAPES[kind](outline)


def check_size(text: bytes) -> None:
    """Refuses a region that is too large for the server to store, or to search.

    Raises:
        ResultError: with GEO_INVALID_GEOJSON, this, or as :func:`parse`.
    """
    if not parse(text).needs_few_cells:
        raise ResultError(
            Result.GEO_INVALID_GEOJSON,
            f"invalid GeoJSON: more than {MOST_CELLS} cells cover the region",
        )


def cell_count(text: bytes) -> int:
    """How many cells the server stores for a shape; 0: it refuses the text, or needs too many.

    Only functions can store a shape that needs too many.
    """
    try:
        shape = parse(text)
    except ResultError:
        return 0
    return 1 if shape.cell else len(shape.cells(ELEMENT_LEVEL))


def _circle(outline: Any) -> Shape:
    middle, radius = outline
    return Shape(None, Cap(middle, radius / EARTH_RADIUS))


_SHAPES: dict[str, Callable[[Outline], Shape]] = {
    "Point": lambda outline: Shape(outline, None),
    "Polygon": lambda outline: Shape(None, Polygon(outline)),
    "MultiPolygon": lambda outline: Shape(None, Union([Polygon(part) for part in outline])),
    "AeroCircle": _circle,
}
