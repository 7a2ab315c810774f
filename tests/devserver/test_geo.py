"""Geospatial shapes of the development server: which it takes, and which points are in them."""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import aerospike
from aerospike.devserver import Server
from aerospike.devserver.errors import Result, ResultError
from aerospike.devserver.model import geo, sphere

sys.path.insert(0, str(Path(__file__).parents[1] / "data"))

import corpus
import geo_cases

#: How many differing cases an error message shows.
SHOWN = 3


def shape(kind: str, coordinates: Any) -> geo.Shape:
    return geo.parse(json.dumps({"type": kind, "coordinates": coordinates}).encode())


def polygon(*loops: list[tuple[float, float]]) -> geo.Shape:
    return shape("Polygon", [[*loop, loop[0]] for loop in loops])


def point(longitude: float, latitude: float) -> geo.Shape:
    return shape("Point", [longitude, latitude])


def box(west: float, south: float, east: float, north: float) -> list[tuple[float, float]]:
    return [(west, south), (east, south), (east, north), (west, north)]


@pytest.fixture(scope="module")
def client(patient: dict[str, Any]) -> Iterator[aerospike.Client]:
    with Server() as server:
        connected = aerospike.client({"hosts": server.hosts, "policies": patient})
        yield connected
        connected.close()


def test_shapes_are_what_they_are_on_a_real_server(client: aerospike.Client) -> None:
    cases = corpus.read(geo_cases.PATH)
    different = [
        {**case, "here": here}
        for case in cases
        if (here := geo_cases.run(client, case["region"], case["points"])) != case["outcome"]
    ]
    assert not different, different[:SHOWN]


@pytest.mark.parametrize(
    ("name", "region", "inside", "outside"),
    [
        ("a square", polygon(box(0, 0, 10, 10)), (5, 5), (15, 5)),
        ("a clockwise square", polygon(box(0, 0, 10, 10)[::-1]), (5, 5), (15, 5)),
        ("an edge that bulges to the pole", polygon(box(0, 40, 90, 50)), (45, 55), (45, 45)),
        ("over the antimeridian", polygon(box(170, -5, -170, 5)), (180, 0), (0, 0)),
        ("over the antimeridian, west", polygon(box(170, -5, -170, 5)), (-175, 1), (165, 0)),
        ("around the north pole", polygon([(0, 80), (120, 80), (-120, 80)]), (7, 90), (7, 60)),
        ("around the south pole", polygon([(0, -80), (-120, -80), (120, -80)]), (7, -90), (0, 0)),
        ("between loops", polygon(box(0, 0, 10, 10), box(2, 2, 8, 8)), (1, 1), (5, 5)),
        (
            "an island in a hole",
            polygon(box(0, 0, 10, 10), box(2, 2, 8, 8), box(4, 4, 6, 6)),
            (5, 5),
            (3, 3),
        ),
        (
            "the second of two polygons",
            shape("MultiPolygon", [[[*box(x, 0, x + 1, 1), (x, 0)]] for x in (0, 20)]),
            (20.5, 0.5),
            (10, 0.5),
        ),
        ("a circle", shape("AeroCircle", [[0, 0], 1000]), (0, 0.00899), (0, 0.009)),
        ("a circle over a pole", shape("AeroCircle", [[0, 89], 200_000]), (180, 89.5), (180, 88)),
        ("nearly all", shape("AeroCircle", [[0, 0], 20_000_000]), (179, 0), (180, 0)),
    ],
)
def test_a_region_contains(
    name: str, region: geo.Shape, inside: tuple[float, float], outside: tuple[float, float]
) -> None:
    assert region.contains(point(*inside))
    assert not region.contains(point(*outside))


@pytest.mark.parametrize(
    "region",
    [
        pytest.param(polygon(), id="no loop"),
        pytest.param(shape("MultiPolygon", []), id="no polygon"),
        pytest.param(shape("AeroCircle", [[0, 0], -1]), id="a radius below 0"),
        pytest.param(point(0, 0), id="a point"),
    ],
)
def test_nothing_is_in(region: geo.Shape) -> None:
    assert not region.contains(point(0, 0))


def test_a_region_is_in_no_region() -> None:
    assert not polygon(box(0, 0, 10, 10)).contains(polygon(box(4, 4, 5, 5)))


@pytest.mark.parametrize("step", [10, 30])
def test_each_point_on_a_common_edge_or_vertex_is_in_one_region(step: int) -> None:
    columns, rows = range(-60, 60, step), range(-60, 60, step)
    grid = [polygon(box(x, y, x + step, y + step)) for x in columns for y in rows]
    vertices = [(x, y) for x in columns[1:] for y in rows[1:]]
    meridians = [(x, y + step / 2) for x, y in vertices[:-1] if y + step < 60]
    # Other parallels are not edges.
    equator = [(x + step / 2, 0) for x in columns[1:-1]]
    counts = {
        place: sum(region.contains(point(*place)) for region in grid)
        for place in vertices + meridians + equator
    }
    assert set(counts.values()) == {1}, counts


def exact(longitude: float, latitude: float) -> sphere.Vector:
    vector = sphere.point(longitude, latitude)
    assert vector is not None
    return vector


# On one great circle, to the last bit: the equator, a meridian.
EQUATOR = [exact(x, 0) for x in (-170, -90, -3, 0, 1, 45, 120)]
MERIDIAN = [exact(0, y) for y in (-80, -45, -3, 0, 1, 30, 89)]
# Opposite each other, to the last bit: on every great circle through one of them.
OPPOSITE = [
    tuple(sign * number for number in vector)
    for vector in ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (0.0, 0.6, 0.8), exact(0, 45))
    for sign in (1, -1)
]


@pytest.mark.parametrize("circle", [EQUATOR, MERIDIAN], ids=["equator", "meridian"])
def test_a_point_on_the_great_circle_of_two_others_is_always_on_the_same_side(
    circle: list[sphere.Vector],
) -> None:
    for a, b, c in itertools.combinations(circle, 3):
        assert sphere.dot(sphere.cross(a, b), c) == 0
        turn = sphere.side(a, b, c)
        assert turn in (1, -1)
        assert turn == sphere.side(b, c, a) == sphere.side(c, a, b)
        assert -turn == sphere.side(c, b, a) == sphere.side(b, a, c) == sphere.side(a, c, b)


@pytest.mark.parametrize(
    "circle", [EQUATOR, MERIDIAN, OPPOSITE], ids=["equator", "meridian", "opposite"]
)
def test_sides_on_one_great_circle_are_those_of_points_that_have_moved_a_little(
    circle: list[sphere.Vector],
) -> None:
    # Each coordinate moves by far less than the one before: the order is that of S2.
    amounts = [Fraction(1, 10 ** (30 * 2**place)) for place in range(9)]
    for triple in itertools.permutations(circle, 3):
        ordered = sorted(triple)
        moved = {
            vector: [
                Fraction(number) + amounts[3 * row + 2 - axis] for axis, number in enumerate(vector)
            ]
            for row, vector in enumerate(ordered)
        }
        (ax, ay, az), (bx, by, bz), (cx, cy, cz) = (moved[vector] for vector in triple)
        determinant = ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)
        assert sphere.side(*triple) == (1 if determinant > 0 else -1)


@pytest.mark.parametrize("size", [7, 100])
def test_a_cover_contains_every_point_of_its_region(size: int) -> None:
    wide = 360 / size
    star = polygon([(wide * n - 180, 50 + 20 * (n % 2)) for n in range(size)])
    spans = [geo.span(cell) for cell in star.covering()]
    assert 0 < len(spans) <= 12
    places = [point(x, y) for x in range(-180, 180, 9) for y in range(40, 90, 3)]
    inside = [place for place in places if star.contains(place)]
    assert inside
    assert all(any(low <= place.cell <= high for low, high in spans) for place in inside)


def text(coordinates: str = "[0, 0]", more: str = "") -> str:
    return f'{{"type": "Point", "coordinates": {coordinates}{more}}}'


def loop(*points: list[float]) -> str:
    return json.dumps({"type": "Polygon", "coordinates": [points]})


@pytest.mark.parametrize(
    "refused",
    [
        "",
        "{",
        "[]",
        text() + "x",
        "\ufeff" + text(),
        text("[NaN, 0]"),
        text("[1e400, 0]"),
        text("[9223372036854775808, 0]"),
        text(more=', "x": Infinity'),
        text(more=', "x": 9223372036854775808'),
        text(more=', "x": ["\\u0000"]'),
        text(more=', "\\u0000": 1'),
        text(more=', "x": "\\ud800"'),
        text("[0]"),
        text("[0, 0, 0]"),
        text('["0", 0]'),
        text("[true, 0]"),
        text("[180.1, 0]"),
        text("[0, -90.1]"),
        '{"type": "MultiPoint", "coordinates": [[0, 0]]}',
        '{"type": "Feature", "geometry": null}',
        '{"type": "AeroCircle", "coordinates": [[0, 0]]}',
        '{"type": "AeroCircle", "coordinates": [[0, 0], "1"]}',
        loop([0, 0], [1, 0], [0, 0]),
        loop([0, 0], [1, 0], [1, 1], [0, 1]),
        # The first three points are one on the sphere.
        loop([0, 90], [0, 90], [0, 90.00000000000001], [1, 0], [0, 90]),
    ],
)
def test_a_text_that_the_server_refuses_is_no_shape(refused: str) -> None:
    with pytest.raises(ResultError) as caught:
        geo.parse(refused.encode())
    assert caught.value.code == Result.GEO_INVALID_GEOJSON


def test_a_text_that_is_not_unicode_is_no_shape() -> None:
    with pytest.raises(ResultError):
        geo.parse(text(more=', "x": "\xff"').encode("latin-1"))


@pytest.mark.parametrize(
    "taken",
    [
        f" {text()}\n",
        text("[-0, 1e-400]"),
        text(more=', "x": "\\ud83d\\ude00"'),
        text(more=', "x": 9223372036854775807'),
        text(more=', "coordinates": [1, 1]'),
        loop([0, 0], [1, 1], [0, 0], [1, 1], [0, 0]),
    ],
)
def test_a_text_that_the_server_takes_is_a_shape(taken: str) -> None:
    geo.parse(taken.encode())


@pytest.mark.parametrize("radius", [12_000_000, 21_000_000])
def test_a_region_that_needs_more_than_twelve_cells_is_too_large(radius: int) -> None:
    region = json.dumps({"type": "AeroCircle", "coordinates": [[0, 0], radius]}).encode()
    assert len(geo.parse(region).covering()) > 12
    with pytest.raises(ResultError) as caught:
        geo.check_size(region)
    assert caught.value.code == Result.GEO_INVALID_GEOJSON
