"""The tuples that the predicates return, and what they refuse."""

from __future__ import annotations

from typing import Any

import pytest

import aerospike
from aerospike import GeoJSON, predicates
from aerospike.exception import ParamError

STRING, BLOB, NUMERIC, GEO = 0, 3, 4, 2
CIRCLE = '{"type": "AeroCircle", "coordinates": [[-80.6, 28.6], 1000]}'
POINT = '{"type": "Point", "coordinates": [-80.6, 28.6]}'
MAPKEYS = aerospike.INDEX_TYPE_MAPKEYS


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (predicates.equals("age", 5), (0, NUMERIC, "age", 5)),
        (predicates.equals("age", True), (0, NUMERIC, "age", True)),
        (predicates.equals("age", 2**70), (0, NUMERIC, "age", 2**70)),
        (predicates.equals("name", "x"), (0, STRING, "name", "x")),
        (predicates.equals("raw", b"x"), (0, BLOB, "raw", b"x")),
        (predicates.equals("raw", bytearray(b"x")), (0, BLOB, "raw", bytearray(b"x"))),
        (predicates.equals(None, 5), (0, NUMERIC, None, 5)),
        (predicates.between("age", 1, 9), (1, NUMERIC, "age", 1, 9)),
        (predicates.between("age", 9, 1), (1, NUMERIC, "age", 9, 1)),
        (predicates.between(None, 1, 9), (1, NUMERIC, None, 1, 9)),
        (predicates.contains("m", MAPKEYS, 5), (0, NUMERIC, "m", 5, None, MAPKEYS)),
        (predicates.contains("m", MAPKEYS, "x"), (0, STRING, "m", "x", None, MAPKEYS)),
        (predicates.contains("m", MAPKEYS, b"x"), (0, BLOB, "m", b"x", None, MAPKEYS)),
        (predicates.range("m", MAPKEYS, 1, 9), (1, NUMERIC, "m", 1, 9, MAPKEYS)),
        (predicates.geo_within_geojson_region("g", CIRCLE), (1, GEO, "g", CIRCLE, None, 0)),
        (predicates.geo_within_geojson_region("g", CIRCLE, 3), (1, GEO, "g", CIRCLE, None, 3)),
        (predicates.geo_within_radius("g", -80.6, 28.6, 1000), (1, GEO, "g", CIRCLE, None, 0)),
        (
            predicates.geo_within_radius(None, -80.6, 28.6, 1000, 1),
            (1, GEO, None, CIRCLE, None, 1),
        ),
        (predicates.geo_contains_geojson_point("g", POINT), (1, GEO, "g", POINT, None, 0)),
        (predicates.geo_contains_geojson_point("g", POINT, 2), (1, GEO, "g", POINT, None, 2)),
        (predicates.geo_contains_point("g", -80.6, 28.6), (1, GEO, "g", POINT, None, 0)),
        (predicates.geo_contains_point(None, -80.6, 28.6, 2), (1, GEO, None, POINT, None, 2)),
    ],
)
def test_predicate_is_a_tuple(made: Any, expected: tuple[Any, ...]) -> None:
    assert made == expected


def test_index_type_is_a_plain_integer() -> None:
    made = predicates.contains("m", True, 5)
    assert made is not None
    assert type(made[5]) is int


@pytest.mark.parametrize(
    ("function", "args"),
    [
        (predicates.equals, ("b", 1.5)),
        (predicates.equals, ("b", None)),
        (predicates.equals, ("b", [1])),
        (predicates.between, ("b", 1.0, 2)),
        (predicates.between, ("b", "1", "2")),
        (predicates.contains, ("b", MAPKEYS, 1.5)),
        (predicates.contains, ("b", "keys", 1)),
        (predicates.contains, ("b", None, 1)),
        (predicates.range, ("b", MAPKEYS, "a", "z")),
        (predicates.range, ("b", "keys", 1, 2)),
        (predicates.geo_within_geojson_region, ("b", 1)),
        (predicates.geo_within_geojson_region, ("b", GeoJSON({}))),
        (predicates.geo_contains_geojson_point, ("b", None)),
    ],
)
def test_values_that_no_index_holds_give_no_predicate(function: Any, args: Any) -> None:
    assert function(*args) is None


@pytest.mark.parametrize(
    ("function", "args"),
    [
        (predicates.geo_within_radius, ("b", "1", 2, 3)),
        (predicates.geo_within_radius, ("b", 1, None, 3)),
        (predicates.geo_within_radius, ("b", 1, 2, "3")),
        (predicates.geo_within_radius, (5, 1, 2, 3)),
        (predicates.geo_contains_point, ("b", "1", 2)),
        (predicates.geo_contains_point, ("b", 1, [2])),
        (predicates.geo_contains_point, (5, 1, 2)),
    ],
)
def test_coordinates_must_be_numbers_and_bins_strings(function: Any, args: Any) -> None:
    with pytest.raises(ParamError, match="should be integer or double type, bin of string type"):
        function(*args)


def test_predicates_take_positional_arguments_only() -> None:
    with pytest.raises(TypeError):
        predicates.equals(bin="b", val=1)  # type: ignore[call-arg]
