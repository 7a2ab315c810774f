"""The development server places points as Google's S2 library does, which the server uses.

What S2 says is in ``s2_cases.json.gz``, so that these tests run on each Python. Where the package
``s2geometry`` is installed, other tests ask S2 itself about new shapes in each run.
"""

from __future__ import annotations

import platform
import random
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from aerospike.devserver.errors import ResultError
from aerospike.devserver.model import geo, sphere
from aerospike.devserver.model.geojson import check_geojson
from aerospike.devserver.model.regions import Polygon

sys.path.insert(0, str(Path(__file__).parents[1] / "data"))

import corpus
import geo_cases
from geo_cases import text_of
from geo_shapes import Shapes, turns_back_last

RECORDED = corpus.read(geo_cases.PATH.with_name("s2_cases.json.gz"))
CASES: list[dict[str, Any]] = RECORDED["regions"]

#: What the server refuses: vertices that are equal leave too few.
REFUSED = 11
#: In how many cases S2 covers a region with other cells.
OTHER_CHOICES = 6


def parsed(cases: list[dict[str, Any]]) -> list[tuple[dict[str, Any], geo.Shape]]:
    """Cases and their shapes, without those that the server refuses."""
    found = []
    for case in cases:
        try:
            found.append((case, geo.parse(text_of(case["region"]))))
        except ResultError:
            continue
    return found


SHAPES = parsed(CASES)


def place(pair: list[float]) -> geo.Shape:
    return geo.parse(text_of({"type": "Point", "coordinates": pair}))


def test_the_cases_are_regions_of_all_kinds() -> None:
    assert {case["region"]["type"] for case, _ in SHAPES} == {
        "AeroCircle",
        "MultiPolygon",
        "Polygon",
    }
    assert len(CASES) - len(SHAPES) == REFUSED
    inside = "".join(case["inside"] for case, _ in SHAPES)
    assert inside.count("1") > 500 and inside.count("0") > 500


def test_a_point_has_the_cells_of_s2() -> None:
    for case in CASES:
        assert [place(pair).cell for pair in case["points"]] == case["cells"]
        assert place(case["points"][0]).ancestors() == case["ancestors"]


def test_a_region_contains_the_points_that_it_has_in_s2() -> None:
    different = [
        (case, pair)
        for case, shape in SHAPES
        for pair, digit in zip(case["points"], case["inside"], strict=True)
        if shape.contains(place(pair)) != (digit == "1")
    ]
    assert different == []


def test_a_polygon_contains_the_exact_points_that_it_has_in_s2() -> None:
    # Not the centres of cells: points that are on edges and vertices to the last bit. The last bit
    # of a sine is another one in some C libraries; S2 answered with that of glibc.
    tried = 0
    different = []
    for case, _ in SHAPES:
        if "exact" not in case:
            continue
        polygon = Polygon(check_geojson(text_of(case["region"]))[1])
        for pair, digit in zip(case["points"], case["exact"], strict=True):
            vector = sphere.point(*pair)
            assert vector is not None
            if polygon.contains(vector) != (digit == "1"):
                different.append((case, pair))
            tried += 1
    assert tried > 1000
    if platform.libc_ver()[0] == "glibc":
        assert different == []
    assert len(different) < tried / 100


def test_nearly_all_regions_have_the_cover_that_they_have_in_s2() -> None:
    # S2 begins with cells of its index of edges, which now and then leads to another choice.
    same = [
        geo.parse(text_of(case["region"])).covering() == case["cover"]
        for case in RECORDED["covers"]
    ]
    assert (same.count(True), same.count(False)) == (100 - OTHER_CHOICES, OTHER_CHOICES)


# S2 itself, about new shapes.

needs_s2 = pytest.mark.skipif(
    find_spec("s2geometry") is None,
    reason="s2geometry, which has no wheel for this Python; the recorded cases have run",
)
shapes = st.randoms(use_true_random=False).map(Shapes)


@needs_s2
@settings(max_examples=300, deadline=None)
@given(shapes)
def test_a_new_region_contains_the_same_points(source: Shapes) -> None:
    import s2_answers as s2

    region = source.region()
    assume(not turns_back_last(region))
    try:
        shape = geo.parse(text_of(region))
    except ResultError:
        # Vertices that are equal leave too few.
        return
    for _ in range(10):
        pair = source.point(region)
        assert place(pair).cell == s2.cell(pair).id()
        assert shape.contains(place(pair)) == s2.contains(region, pair), (region, pair)


@needs_s2
@settings(max_examples=100, deadline=None)
@given(shapes)
def test_a_new_polygon_contains_the_same_exact_points(source: Shapes) -> None:
    import s2_answers as s2

    region = {"type": "Polygon", "coordinates": source.polygon()}
    assume(not turns_back_last(region))
    try:
        polygon = Polygon(check_geojson(text_of(region))[1])
    except ResultError:
        return
    expected = s2.polygon(region["coordinates"])
    for _ in range(20):
        pair = source.point(region)
        vector = sphere.point(*pair)
        assert vector is not None
        assert polygon.contains(vector) == expected.Contains(s2.point(pair)), (region, pair)


@needs_s2
@settings(max_examples=500, deadline=None)
@given(shapes)
def test_a_new_point_has_the_same_ancestors(source: Shapes) -> None:
    import s2_answers as s2

    pair = source.place()
    assert place(pair).ancestors() == s2.ancestors(pair)


@needs_s2
def test_nearly_all_new_regions_have_the_same_cover() -> None:
    import s2_answers as s2

    source = Shapes(random.Random(1))
    regions = [source.round_region() for _ in range(200)]
    same = [geo.parse(text_of(region)).covering() == s2.covering(region) for region in regions]
    assert sum(same) >= 190
