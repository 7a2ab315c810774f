"""What Google's S2 library says of regions and points. It needs the package ``s2geometry``."""

from __future__ import annotations

from typing import Any

import s2geometry as s2

#: In metres; the server's.
EARTH_RADIUS = 6_371_000
#: The smallest cells of a cover, and how many cells it may have.
COVER_LEVEL, COVER_SIZE = 20, 12


def point(pair: list[float]) -> Any:
    return s2.S2LatLng.FromDegrees(float(pair[1]), float(pair[0])).ToPoint()


def polygon(loops: list[list[list[float]]]) -> Any:
    made = []
    for pairs in loops:
        points = [
            pair for number, pair in enumerate(pairs) if not number or pairs[number - 1] != pair
        ]
        loop = s2.S2Loop()
        loop.Init([point(pair) for pair in points[:-1]])
        loop.Normalize()
        made.append(loop)
    whole = s2.S2Polygon()
    whole.InitNested(made)
    return whole


def regions(region: dict[str, Any]) -> list[Any]:
    """The parts of a region."""
    here = region["coordinates"]
    if region["type"] == "AeroCircle":
        angle = s2.S1Angle.Radians(here[1] / EARTH_RADIUS)
        return [s2.S2Cap(point(here[0]), angle)]
    return list(map(polygon, here if region["type"] == "MultiPolygon" else [here]))


def cell(pair: list[float]) -> Any:
    """The smallest cell that has a point."""
    return s2.S2CellId(s2.S2LatLng.FromDegrees(float(pair[1]), float(pair[0])))


def contains(region: dict[str, Any], pair: list[float]) -> bool:
    """Whether a region has the centre of the smallest cell of a point, as the server asks."""
    centre = cell(pair).ToPoint()
    return any(each.Contains(centre) for each in regions(region))


def ancestors(pair: list[float]) -> list[int]:
    """The numbers of the cells that have a point, from the smallest to those of level 1."""
    return [cell(pair).parent(level).id() for level in range(30, 0, -1)]


def covering(region: dict[str, Any]) -> list[int]:
    """The numbers of the cells that cover the first part of a region."""
    coverer = s2.S2RegionCoverer()
    coverer.set_min_level(1)
    coverer.set_max_level(COVER_LEVEL)
    coverer.set_max_cells(COVER_SIZE)
    return [each.id() for each in coverer.GetCovering(regions(region)[0])]
