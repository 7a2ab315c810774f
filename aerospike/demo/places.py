"""Geospatial queries: cities around a point, and cities in a polygon."""

from __future__ import annotations

import json

import aerospike
from aerospike import predicates

from .cities import City, Expected, largest
from .geometry import Place, distance, polygon_contains
from .queries import index
from .terminal import Steps

__all__ = ["EUROPE", "run"]

# In the valley of the Ruhr.
CENTRE: Place = (7.011, 51.458)
RADIUS = 50_000
"""Metres."""

EUROPE: list[Place] = [
    (-10.5, 36.2),
    (-5.6, 35.95),
    (-1.5, 36.6),
    (3.5, 38.4),
    (9.5, 38.1),
    (11.6, 36.6),
    (15.0, 35.5),
    (23.0, 34.4),
    (28.6, 35.6),
    (26.4, 38.9),
    (26.0, 40.0),
    (29.4, 40.9),
    (29.5, 43.5),
    (33.5, 44.0),
    (39.5, 47.0),
    (40.5, 56.0),
    (31.5, 60.5),
    (30.0, 70.5),
    (14.0, 70.0),
    (3.5, 63.0),
    (-6.0, 60.5),
    (-12.0, 53.0),
]
"""Around Europe, from the strait of Gibraltar eastwards."""


def run(client: aerospike.Client, steps: Steps, cities: list[City]) -> list[City]:
    """Asks for cities by where they are; returns those in Europe, as the server gave them."""
    with index(client, steps, cities, "place", aerospike.INDEX_GEO2DSPHERE):
        around(client, steps, cities)
        return inside(client, steps, cities)


def around(client: aerospike.Client, steps: Steps, cities: list[City]) -> None:
    """Cities within a distance of a point."""
    near = [city for city in cities if distance(CENTRE, _place(city)) <= RADIUS]
    expected = Expected(near)
    within = predicates.geo_within_radius("place", *CENTRE, RADIUS)
    namespace, set_name, _ = cities[0].key
    query = client.query(namespace, set_name).where(within)
    for record in steps.track(f"query, within {RADIUS // 1000} km", query, expected.count):
        expected.take(record)
    expected.end()
    steps.note(f"around the middle of the Ruhr: {largest(near)}")


def inside(client: aerospike.Client, steps: Steps, cities: list[City]) -> list[City]:
    """Cities in a polygon, as the server gave them."""
    expected = Expected(city for city in cities if polygon_contains(EUROPE, _place(city)))
    region = json.dumps({"type": "Polygon", "coordinates": [[*EUROPE, EUROPE[0]]]})
    namespace, set_name, _ = cities[0].key
    query = client.query(namespace, set_name)
    query.where(predicates.geo_within_geojson_region("place", region))
    found = []
    for record in steps.track("query, in a polygon", query, expected.count):
        key = expected.take(record).key
        found.append(City(key, record[2]))
    expected.end()
    steps.note(f"in Europe: {largest(found)}")
    return found


def _place(city: City) -> Place:
    return city.bins["longitude"], city.bins["latitude"]
