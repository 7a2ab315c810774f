"""Random regions, and points that are hard to place: on vertices and edges, close to them, at
the poles and where longitudes begin."""

from __future__ import annotations

import math
import random
from typing import Any

_KINDS = ("any", "small", "small", "whole degrees", "box")
_RADII = (0, -1, 1000, 250_000, 6_371_000)

Pair = list[float]


def _wrapped(longitude: float, latitude: float) -> Pair:
    longitude = math.remainder(longitude, 360.0) if abs(longitude) > 180 else longitude
    return [longitude, max(-90.0, min(90.0, latitude))]


def turns_back_last(region: dict[str, Any]) -> bool:
    """Whether a loop's last edges go from its first vertex and straight back.

    S2 has since corrected which side of such a loop is the smaller one. The server has not.
    """
    here = region["coordinates"]
    if region["type"] == "AeroCircle":
        return False
    polygons = here if region["type"] == "MultiPolygon" else [here]
    return any(loop[0] == loop[-3] for loops in polygons for loop in loops)


class Shapes:
    """Makes shapes with a source of randomness."""

    def __init__(self, source: random.Random) -> None:
        self.random = source

    def place(self) -> Pair:
        """A point anywhere; often on the meridians and parallels that edges like."""
        pick = self.random
        match pick.randrange(4):
            case 0:
                return [10.0 * pick.randint(-18, 18), 10.0 * pick.randint(-9, 9)]
            case 1:
                sides = (0.0, 45.0, -45.0, 90.0, -90.0)
                return [pick.choice((*sides, 180.0, -180.0)), pick.choice(sides)]
            case 2:
                pole = 90 - 10.0 ** pick.uniform(-12, 1)
                return [pick.uniform(-180, 180), pick.choice((pole, -pole))]
        return [pick.uniform(-180, 180), pick.uniform(-90, 90)]

    def loop(self, middle: Pair, radius: float, size: int, kind: str = "small") -> list[Pair]:
        """A closed row of vertices: around a point, or anywhere."""
        pick = self.random
        x, y = middle
        if kind == "any":
            points = [self.place() for _ in range(pick.randint(3, 5))]
        elif kind == "small":
            wide = radius / max(0.1, math.cos(math.radians(y)))
            points = []
            for number in range(size):
                angle, part = number * 2 * math.pi / size, pick.uniform(0.5, 1)
                points.append(
                    _wrapped(x + part * wide * math.cos(angle), y + part * radius * math.sin(angle))
                )
        elif kind == "whole degrees":
            points = [
                _wrapped(round(x) + pick.randint(-3, 3), round(y) + pick.randint(-3, 3))
                for _ in range(size)
            ]
        else:
            width, height = pick.randint(1, 20), pick.randint(1, 20)
            corners = ((0, 0), (width, 0), (width, height), (0, height))
            points = [_wrapped(round(x) + right, round(y) + up) for right, up in corners]
        if pick.randrange(5) < 2:
            points.reverse()
        return [*points, points[0]]

    def polygon(self) -> list[list[Pair]]:
        """Loops; many cross themselves or each other, as those of real data do."""
        pick = self.random
        middle, kind = self.place(), pick.choice(_KINDS)
        radius, size = 10.0 ** pick.uniform(-5, 1.5), pick.choice((3, 4, 5, 8, 12, 40))
        loops = [self.loop(middle, radius, size, kind)]
        if pick.randrange(3) == 0:
            loops.append(self.loop(middle, radius / 2, pick.randint(3, 8), "small"))
        return loops

    def region(self) -> dict[str, Any]:
        """A polygon, some of them, or a circle."""
        pick = self.random
        match pick.randrange(6):
            case 0:
                metres: float = 10.0 ** pick.uniform(-1, 7.3)
                if pick.randrange(3) == 0:
                    metres = pick.choice(_RADII)
                return {"type": "AeroCircle", "coordinates": [self.place(), metres]}
            case 1:
                polygons = [self.polygon() for _ in range(pick.randint(1, 3))]
                return {"type": "MultiPolygon", "coordinates": polygons}
        return {"type": "Polygon", "coordinates": self.polygon()}

    def round_region(self) -> dict[str, Any]:
        """A circle, or a polygon about as round."""
        region = self.region()
        if region["type"] == "AeroCircle":
            return region
        return {"type": "Polygon", "coordinates": [self.loop(self.place(), 1.0, 12)]}

    def point(self, region: dict[str, Any]) -> Pair:
        """A point in, on or near the edge of a region, or anywhere."""
        pick = self.random
        here = region["coordinates"]
        if region["type"] == "AeroCircle":
            (x, y), metres = here
            degrees, angle = math.degrees(metres / 6_371_000), pick.uniform(0, 2 * math.pi)
            here = [[x, y], _wrapped(x, y + degrees)]
            if pick.randrange(2):
                wide = degrees / max(0.1, math.cos(math.radians(y)))
                here[1] = _wrapped(x + wide * math.cos(angle), y + degrees * math.sin(angle))
        else:
            while isinstance(here[0][0], list):
                here = pick.choice(here)
        number = pick.randrange(len(here) - 1)
        (x, y), (to_x, to_y) = here[number], here[number + 1]
        part = pick.choice((0.0, 0.25, 0.5, 1.0, pick.random()))
        x, y = x + part * (to_x - x), y + part * (to_y - y)
        match pick.randrange(4):
            case 0:
                far = 10.0 ** pick.uniform(-12, 0)
                return _wrapped(x + pick.gauss(0, far), y + pick.gauss(0, far))
            case 1:
                return self.place()
        return _wrapped(x, y)
