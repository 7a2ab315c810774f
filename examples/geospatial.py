"""Geospatial search, with a map.

    python examples/geospatial.py
    python examples/geospatial.py --near Rome --kilometres 700 --map rome.svg

Cities are records with a GeoJSON point, and a secondary index on it. One query finds those within a
distance of a place, another those inside a polygon. The map is an SVG picture, which every browser
shows.
"""

import argparse
import math
import sys
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from cluster import NAMESPACE, connect

import aerospike
from aerospike import exception, predicates

SET, BIN, INDEX = "places", "place", "example_places"
EARTH = 6_371_000
"""Metres from the middle of the earth to its surface."""

Point = tuple[float, float]
"""Longitude and latitude, in degrees: the order of GeoJSON."""

# Name, longitude, latitude, people in thousands.
CITIES = """
Amsterdam 4.90 52.37 930    Athens 23.73 37.98 640      Barcelona 2.17 41.39 1660
Belgrade 20.46 44.82 1200   Berlin 13.40 52.52 3680     Bern 7.45 46.95 135
Bordeaux -0.58 44.84 260    Bratislava 17.11 48.15 480  Brussels 4.35 50.85 1220
Bucharest 26.10 44.43 1720  Budapest 19.04 47.50 1690   Copenhagen 12.57 55.68 660
Cracow 19.94 50.06 800      Dublin -6.26 53.35 590      Edinburgh -3.19 55.95 520
Frankfurt 8.68 50.11 770    Gdańsk 18.65 54.35 490      Geneva 6.14 46.20 200
Graz 15.44 47.07 300        Hamburg 9.99 53.55 1890     Helsinki 24.94 60.17 670
Innsbruck 11.39 47.27 130   Lisbon -9.14 38.72 570      Ljubljana 14.51 46.05 290
London -0.13 51.51 8900     Lyon 4.84 45.76 520         Madrid -3.70 40.42 3330
Marseille 5.37 43.30 870    Milan 9.19 45.46 1370       Munich 11.58 48.14 1510
Naples 14.27 40.85 920      Nice 7.26 43.70 350         Oslo 10.75 59.91 710
Palermo 13.36 38.12 630     Paris 2.35 48.86 2100       Porto -8.61 41.15 240
Prague 14.42 50.09 1360     Riga 24.11 56.95 600        Rome 12.50 41.90 2750
Salzburg 13.04 47.80 160    Sarajevo 18.41 43.86 280    Seville -5.98 37.39 690
Sofia 23.32 42.70 1290      Stockholm 18.07 59.33 990   Tallinn 24.75 59.44 460
Turin 7.69 45.07 850        Venice 12.34 45.44 250      Vienna 16.37 48.21 2000
Vilnius 25.28 54.69 600     Warsaw 21.01 52.23 1860     Zagreb 15.98 45.81 770
Zurich 8.54 47.37 440
"""

# Around the Alps, against the clock; the last corner is the first.
ALPS: list[Point] = [
    (6.5, 43.6),
    (7.3, 45.0),
    (8.4, 45.8),
    (10.5, 45.8),
    (13.5, 46.0),
    (16.2, 46.8),
    (16.2, 48.0),
    (13.5, 48.0),
    (10.5, 47.7),
    (8.0, 47.5),
    (5.6, 46.4),
    (5.5, 44.6),
    (6.5, 43.6),
]


class City(NamedTuple):
    name: str
    place: Point
    people: int


def cities() -> list[City]:
    words = CITIES.split()
    rows = zip(words[::4], words[1::4], words[2::4], words[3::4])
    return [City(name, (float(x), float(y)), int(people)) for name, x, y, people in rows]


def distance(one: Point, other: Point) -> float:
    """Metres between two places on the sphere."""
    (x1, y1), (x2, y2) = ((math.radians(x), math.radians(y)) for x, y in (one, other))
    half = math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    return 2 * EARTH * math.asin(math.sqrt(half))


def circle(middle: Point, metres: float) -> list[Point]:
    """The places that are so far from *middle*, all around it."""
    x, y = map(math.radians, middle)
    angle = metres / EARTH
    around = []
    for degrees in range(0, 360, 4):
        turn = math.radians(degrees)
        north = math.asin(
            math.sin(y) * math.cos(angle) + math.cos(y) * math.sin(angle) * math.cos(turn)
        )
        east = x + math.atan2(
            math.sin(turn) * math.sin(angle) * math.cos(y),
            math.cos(angle) - math.sin(y) * math.sin(north),
        )
        around.append((math.degrees(east), math.degrees(north)))
    return around


# The database


def load(client: aerospike.Client) -> None:
    """Write the cities, and make the index of their places."""
    client.truncate(NAMESPACE, SET, 0)
    for city in cities():
        place = aerospike.GeoJSON({"type": "Point", "coordinates": city.place})
        bins = {"name": city.name, "people": city.people, BIN: place}
        client.put((NAMESPACE, SET, city.name), bins)
    try:
        client.index_single_value_create(NAMESPACE, SET, BIN, aerospike.INDEX_GEO2DSPHERE, INDEX)
    except exception.IndexFoundError:
        pass


def find(client: aerospike.Client, where: Any) -> list[City]:
    """The cities that a query finds."""
    found = []
    for _, _, bins in client.query(NAMESPACE, SET).where(where):
        x, y = bins[BIN].unwrap()["coordinates"]
        found.append(City(bins["name"], (x, y), bins["people"]))
    return found


def near(client: aerospike.Client, middle: Point, metres: float) -> list[City]:
    """The cities within a distance of a place, the nearest first."""
    found = find(client, predicates.geo_within_radius(BIN, *middle, metres))
    return sorted(found, key=lambda city: distance(middle, city.place))


def inside(client: aerospike.Client, polygon: list[Point]) -> list[City]:
    """The cities inside a polygon, by name."""
    region = aerospike.GeoJSON({"type": "Polygon", "coordinates": [polygon]})
    return sorted(find(client, predicates.geo_within_geojson_region(BIN, region.dumps())))


# The map

WIDTH, HEIGHT = 900, 860
WEST, EAST, SOUTH, NORTH = -11.0, 29.0, 35.5, 61.5


def project(place: Point) -> Point:
    """Where a place is in the picture: Mercator's projection."""

    def up(latitude: float) -> float:
        return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))

    x, y = place
    across = (x - WEST) / (EAST - WEST) * WIDTH
    down = (up(NORTH) - up(y)) / (up(NORTH) - up(SOUTH)) * HEIGHT
    return round(across, 1), round(down, 1)


def outline(places: list[Point], kind: str) -> str:
    corners = " ".join(f"{x},{y}" for x, y in map(project, places))
    return f'<polygon class="{kind}" points="{corners}"/>'


def dot(city: City, kind: str) -> str:
    x, y = project(city.place)
    radius = round(2 + math.sqrt(city.people) / 12, 1)
    # The name stands on the left if it does not fit on the right.
    others = (project(other.place) for other in cities())
    crowded = x > WIDTH - 90 or any(0 < a - x < 60 and abs(b - y) < 12 for a, b in others)
    side, anchor = (-1, "end") if crowded else (1, "start")
    text = (
        f'<text x="{x + side * (radius + 3):.1f}" y="{y + 4:.1f}" text-anchor="{anchor}">'
        f"{escape(city.name)}</text>"
    )
    return f'<g class="{kind}"><circle cx="{x}" cy="{y}" r="{radius}"/>{text}</g>'


STYLE = """
svg { background: #f7f5f0; font: 12px sans-serif } text { fill: #333 }
.grid { stroke: #ddd8cc } .other circle { fill: #b9b4a6 } .other text { fill: #7d7869 }
.near circle { fill: #c8102e } .alps circle { fill: #1f5fa8 } .both circle { fill: #7a2a8a }
polygon { fill-opacity: .1; stroke-width: 1.5 } polygon.near { fill: #c8102e; stroke: #c8102e }
polygon.alps { fill: #1f5fa8; stroke: #1f5fa8 } .title { font-size: 16px; font-weight: bold }
"""


def draw(title: str, around: list[Point], close: list[City], alpine: list[City]) -> str:
    """The map as SVG."""
    kinds = {
        (True, True): "both",
        (True, False): "near",
        (False, True): "alps",
        (False, False): "other",
    }
    lines = []
    for x in range(-10, 30, 5):
        lines.append((project((x, NORTH)), project((x, SOUTH))))
    for y in range(40, 61, 5):
        lines.append((project((WEST, y)), project((EAST, y))))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">',
        f"<title>{escape(title)}</title><style>{STYLE}</style>",
        *(f'<path class="grid" d="M{a[0]} {a[1]}L{b[0]} {b[1]}"/>' for a, b in lines),
        outline(around, "near"),
        outline(ALPS, "alps"),
        *(dot(city, kinds[city in close, city in alpine]) for city in cities()),
        f'<text class="title" x="16" y="28">{escape(title)}</text>',
        "</svg>",
    ]
    return "\n".join(parts)


def main() -> int:
    known = {city.name: city for city in cities()}
    parser = argparse.ArgumentParser(description="Geospatial search, with a map.")
    parser.add_argument("--near", choices=known, default="Vienna", metavar="CITY")
    parser.add_argument("--kilometres", type=float, default=400)
    parser.add_argument("--map", type=Path, default=Path("places.svg"), metavar="FILE")
    options = parser.parse_args()
    middle, metres = known[options.near].place, options.kilometres * 1000
    with connect() as client:
        load(client)
        close = near(client, middle, metres)
        alpine = inside(client, ALPS)
    circle_name = f"within {options.kilometres:g} km of {options.near}"
    print(f"{len(close)} of {len(known)} cities are {circle_name}:")
    for city in close:
        print(f"  {distance(middle, city.place) / 1000:5.0f} km  {city.name}")
    print(f"{len(alpine)} are in the Alps: {', '.join(city.name for city in alpine)}")
    title = f"Cities {circle_name} (red), and in the Alps (blue)"
    options.map.write_text(draw(title, circle(middle, metres), close, alpine), "utf-8")
    print(f"map: {options.map.resolve()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
