"""Which places are in a circle or in a polygon on a sphere, worked out without a server."""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = ["EARTH_RADIUS", "distance", "polygon_contains"]

EARTH_RADIUS = 6_371_000
"""The server's, in metres."""

Place = tuple[float, float]
"""Longitude and latitude, in degrees."""


def distance(one: Place, other: Place) -> float:
    """Metres from one place to another."""
    longitude_1, latitude_1 = map(math.radians, one)
    longitude_2, latitude_2 = map(math.radians, other)
    haversine = (
        math.sin((latitude_2 - latitude_1) / 2) ** 2
        + math.cos(latitude_1)
        * math.cos(latitude_2)
        * math.sin((longitude_2 - longitude_1) / 2) ** 2
    )
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(haversine))


def polygon_contains(polygon: Sequence[Place], place: Place) -> bool:
    """Whether a place is in a polygon, which is smaller than a hemisphere.

    The sides are parts of great circles, as they are for the server. Seen from the centre of the
    globe those are straight lines, so that the plane's rule holds: a ray from the place crosses the
    sides an odd number of times.
    """
    centre = (
        sum(longitude for longitude, _ in polygon) / len(polygon),
        sum(latitude for _, latitude in polygon) / len(polygon),
    )
    projected = _project(centre, place)
    if projected is None:
        return False
    corners = [_project(centre, corner) for corner in polygon]
    x, y = projected
    inside = False
    for one, other in zip(corners, [*corners[1:], corners[0]], strict=True):
        if one is None or other is None:
            raise ValueError("the polygon is larger than a hemisphere")
        if (one[1] > y) != (other[1] > y):
            share = (y - one[1]) / (other[1] - one[1])
            inside ^= x < one[0] + share * (other[0] - one[0])
    return inside


def _project(centre: Place, place: Place) -> Place | None:
    """A place on the plane that touches the globe at *centre*; None from the other hemisphere."""
    longitude = math.radians(place[0] - centre[0])
    latitude, middle = math.radians(place[1]), math.radians(centre[1])
    height = math.sin(middle) * math.sin(latitude) + math.cos(middle) * math.cos(
        latitude
    ) * math.cos(longitude)
    if height <= 0:
        return None
    north = math.cos(middle) * math.sin(latitude) - math.sin(middle) * math.cos(
        latitude
    ) * math.cos(longitude)
    return math.cos(latitude) * math.sin(longitude) / height, north / height
