"""Queries by region and by point, with an index and with a filter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike import predicates as p
from aerospike_helpers import expressions as exp
from aerospike_helpers.operations import expression_operations as expr

NS, SET = "test", "geospatial"
INDEX = "geospatial_g"

PLACES = [(x, y) for x in (-180, -175, -1, 0, 1, 5, 10, 175, 180) for y in (-90, -5, 0, 5, 60, 90)]
SQUARE = [[0, -5], [10, -5], [10, 5], [0, 5], [0, -5]]
HOLE = [[4, -1], [6, -1], [6, 1], [4, 1], [4, -1]]
OVER_THE_ANTIMERIDIAN = [[170, -6], [-170, -6], [-170, 6], [170, 6], [170, -6]]
AROUND_THE_POLE = [[0, 50], [120, 50], [-120, 50], [0, 50]]
REGIONS: dict[str, dict[str, Any]] = {
    "square": {"type": "Polygon", "coordinates": [SQUARE]},
    "clockwise square": {"type": "Polygon", "coordinates": [SQUARE[::-1]]},
    "square with a hole": {"type": "Polygon", "coordinates": [SQUARE, HOLE]},
    "over the antimeridian": {"type": "Polygon", "coordinates": [OVER_THE_ANTIMERIDIAN]},
    "around the pole": {"type": "Polygon", "coordinates": [AROUND_THE_POLE]},
    "two": {"type": "MultiPolygon", "coordinates": [[SQUARE], [OVER_THE_ANTIMERIDIAN]]},
    "circle": {"type": "AeroCircle", "coordinates": [[0, 0], 600_000]},
    "circle over the pole": {"type": "AeroCircle", "coordinates": [[90, 88], 400_000]},
}


@pytest.fixture(scope="module", autouse=True)
def records(client: aerospike.Client) -> Iterator[None]:
    keys = []
    shapes = {f"{x},{y}": {"type": "Point", "coordinates": [x, y]} for x, y in PLACES}
    for name, shape in {**shapes, **REGIONS}.items():
        keys.append((NS, SET, name))
        client.put(keys[-1], {"g": aerospike.GeoJSON(shape), "name": name})
    client.index_single_value_create(NS, SET, "g", aerospike.INDEX_GEO2DSPHERE, INDEX)
    yield
    client.index_remove(NS, INDEX)
    for key in keys:
        client.remove(key)


def names(client: aerospike.Client, predicate: Any, policy: Any = None) -> list[str]:
    query = client.query(NS, SET)
    if predicate is not None:
        query.where(predicate)
    return sorted(bins["name"] for _, _, bins in query.results(policy))


def filtered(client: aerospike.Client, shape: dict[str, Any]) -> list[str]:
    within = exp.CmpGeo(exp.GeoBin("g"), aerospike.GeoJSON(shape)).compile()
    return names(client, None, {"expressions": within})


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        ("square", {"1,0", "5,0", "5,5"}, {"-1,0", "10,60"}),
        ("clockwise square", {"1,0", "5,0"}, {"-1,0", "175,0"}),
        ("square with a hole", {"1,0"}, {"5,0"}),
        ("over the antimeridian", {"180,0", "-180,5", "175,-5"}, {"1,0", "10,5"}),
        ("around the pole", {"0,90", "175,90", "10,60"}, {"0,0", "0,-90"}),
        ("two", {"1,0", "5,0", "180,0"}, {"-1,0"}),
        ("circle", {"0,0", "-1,0", "0,5"}, {"10,0"}),
        ("circle over the pole", {"-180,90", "5,90"}, {"0,60", "0,-90"}),
    ],
)
def test_a_query_finds_the_points_in_a_region(
    client: aerospike.Client, name: str, inside: set[str], outside: set[str]
) -> None:
    region = REGIONS[name]
    found = names(client, p.geo_within_geojson_region("g", json.dumps(region)))
    assert len(found) == len(set(found))
    assert inside <= set(found)
    assert not outside & set(found)
    assert not set(REGIONS) & set(found)
    assert filtered(client, region) == found


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ((5, 0), {"square", "clockwise square", "two", "circle"}),
        ((180, 0), {"over the antimeridian", "two"}),
        ((77, 90), {"around the pole", "circle over the pole"}),
        ((0, -90), set()),
    ],
)
def test_a_query_finds_the_regions_that_contain_a_point(
    client: aerospike.Client, place: tuple[float, float], expected: set[str]
) -> None:
    found = names(client, p.geo_contains_point("g", *place))
    assert found == sorted(expected)
    assert filtered(client, {"type": "Point", "coordinates": list(place)}) == found


def test_a_region_that_needs_too_many_cells_is_refused(client: aerospike.Client) -> None:
    region = {"type": "AeroCircle", "coordinates": [[0, 0], 15_000_000]}
    with pytest.raises(e.AerospikeError) as stored:
        client.put((NS, SET, "too large"), {"g": aerospike.GeoJSON(region)})
    assert stored.value.code == 160
    with pytest.raises(e.InvalidRequest):
        names(client, p.geo_within_geojson_region("g", json.dumps(region)))


TOO_LARGE = aerospike.GeoJSON({"type": "AeroCircle", "coordinates": [[0, 0], 12_000_000]})
CENTRE = aerospike.GeoJSON({"type": "Point", "coordinates": [0, 0]})
IN_LIST = exp.ListGetByIndex(
    None, aerospike.LIST_RETURN_VALUE, exp.ResultType.GEOJSON, 0, exp.ListBin("list")
)
CONSTANT = exp.Cond(exp.BinExists("list"), TOO_LARGE, TOO_LARGE)


@pytest.fixture
def listed(client: aerospike.Client) -> Iterator[tuple[str, str, str]]:
    """The key of a record with a region in a list, where the server takes each size."""
    key = (NS, "geospatial_sizes", "listed")
    client.put(key, {"list": [TOO_LARGE], "name": "listed"})
    yield key
    client.remove(key)


@pytest.mark.parametrize("region", [CONSTANT, IN_LIST], ids=["constant", "list element"])
def test_an_expression_has_no_region_that_needs_too_many_cells(
    client: aerospike.Client, listed: tuple[str, str, str], region: Any
) -> None:
    for operation in (
        expr.expression_read("g", region.compile()),
        expr.expression_write("g", region.compile()),
    ):
        with pytest.raises(e.OpNotApplicable):
            client.operate(listed, [operation])
    assert set(client.get(listed)[2]) == {"list", "name"}
    no_fail = aerospike.EXP_READ_EVAL_NO_FAIL
    read = expr.expression_read("g", region.compile(), no_fail)
    assert client.operate(listed, [read])[2] == {"g": None}


@pytest.mark.parametrize(
    ("region", "bins"),
    [(CONSTANT, {"list", "name", "g"}), (IN_LIST, {"list", "name"})],
    ids=["constant", "list element"],
)
def test_a_write_that_must_not_fail_writes_only_a_constant_region_that_needs_too_many_cells(
    client: aerospike.Client, listed: tuple[str, str, str], region: Any, bins: set[str]
) -> None:
    no_fail = aerospike.EXP_WRITE_EVAL_NO_FAIL
    client.operate(listed, [expr.expression_write("g", region.compile(), no_fail)])
    assert set(client.get(listed)[2]) == bins


def test_a_constant_region_that_needs_too_many_cells_can_be_compared(
    client: aerospike.Client, listed: tuple[str, str, str]
) -> None:
    client.put(listed, {"p": CENTRE})
    read = expr.expression_read("r", exp.CmpGeo(TOO_LARGE, exp.GeoBin("p")).compile())
    assert client.operate(listed, [read])[2] == {"r": True}
    read = expr.expression_read("r", exp.CmpGeo(IN_LIST, exp.GeoBin("p")).compile())
    with pytest.raises(e.OpNotApplicable):
        client.operate(listed, [read])
