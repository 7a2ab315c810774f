"""GeoJSON values and the two functions that make them."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest

import aerospike
from aerospike import GeoJSON
from aerospike.exception import ClientError, ParamError

POINT: Any = {"type": "Point", "coordinates": [-80.6, 28.6]}
TEXT = '{"type": "Point", "coordinates": [-80.6, 28.6]}'

NOT_JSON = "String is not GeoJSON serializable -> Unable to load GeoJSON"
NOT_AN_OBJECT = "Geospatial data should be a dictionary or raw GeoJSON string"


def test_dictionary_is_kept_as_it_is() -> None:
    assert GeoJSON(POINT).unwrap() is POINT
    assert GeoJSON(geo_data=POINT).geo_data is POINT


@pytest.mark.parametrize("make", [GeoJSON, aerospike.geojson])
def test_text_is_parsed(make: Any) -> None:
    assert make(TEXT).unwrap() == POINT


def test_geodata_makes_a_value_of_a_dictionary() -> None:
    value = aerospike.geodata(POINT)
    assert type(value) is GeoJSON
    assert value.geo_data is POINT


@pytest.mark.parametrize(
    ("make", "argument", "message"),
    [
        (GeoJSON, 1, NOT_AN_OBJECT),
        (GeoJSON, None, NOT_AN_OBJECT),
        (GeoJSON, [POINT], NOT_AN_OBJECT),
        (GeoJSON, TEXT.encode(), NOT_AN_OBJECT),
        (GeoJSON, "[1, 2]", NOT_AN_OBJECT),
        (GeoJSON, "null", NOT_AN_OBJECT),
        (GeoJSON(POINT).wrap, TEXT, NOT_AN_OBJECT),
        (GeoJSON(POINT).loads, "[1, 2]", NOT_AN_OBJECT),
        (GeoJSON(POINT).loads, POINT, "Argument should be a GeoJSON string"),
        (aerospike.geodata, TEXT, "The geospatial data should be a dictionary"),
        (aerospike.geojson, POINT, "The geospatial data should be a GeoJSON string"),
        (aerospike.geojson, "[]", NOT_AN_OBJECT),
    ],
)
def test_other_types_are_refused(make: Any, argument: Any, message: str) -> None:
    with pytest.raises(ParamError) as raised:
        make(argument)
    assert raised.value.args[:2] == (-2, message)


@pytest.mark.parametrize("make", [GeoJSON, GeoJSON(POINT).loads, aerospike.geojson])
@pytest.mark.parametrize("text", ["", "nonsense", '{"type": '])
def test_text_that_is_not_json_is_refused_with_the_reason(make: Any, text: str) -> None:
    with pytest.raises(ClientError) as raised:
        make(text)
    assert raised.value.args[:2] == (-1, NOT_JSON)
    assert isinstance(raised.value.__context__, json.JSONDecodeError)


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [((), {}), ((POINT, POINT), {}), ((POINT,), {"other": 1}), ((), {"other": 1})],
)
def test_constructor_takes_one_argument(args: Any, kwargs: Any) -> None:
    with pytest.raises(ParamError) as raised:
        GeoJSON(*args, **kwargs)
    assert raised.value.msg == "GeoJSON() expects exactly 1 parameter"


def test_wrap_and_loads_replace_the_object() -> None:
    value = GeoJSON(POINT)
    assert value.wrap({"type": "Polygon"}) == 0
    assert value.unwrap() == {"type": "Polygon"}
    assert value.loads(TEXT) == 0
    assert value.unwrap() == POINT


def test_value_keeps_its_object_where_a_replacement_is_refused() -> None:
    value = GeoJSON(POINT)
    with pytest.raises(ParamError):
        value.wrap(1)  # type: ignore[arg-type]
    assert value.unwrap() is POINT


def test_text_of_a_value_is_json() -> None:
    value = GeoJSON(POINT)
    assert value.dumps() == TEXT
    assert str(value) == TEXT
    assert repr(value) == f"'{TEXT}'"


def test_representation_does_not_escape_quotes() -> None:
    assert repr(GeoJSON({"name": "it's"})) == """'{"name": "it's"}'"""


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (GeoJSON.dumps, "Unable to call dumps function"),
        (str, "Unable to call get data in str format"),
        (repr, "Unable to call get data in str format"),
    ],
)
def test_object_without_a_json_form_has_no_text(write: Any, message: str) -> None:
    with pytest.raises(ClientError) as raised:
        write(GeoJSON({"type": object()}))
    assert raised.value.args[:2] == (-1, message)
    assert isinstance(raised.value.__context__, TypeError)


def test_values_are_equal_only_to_themselves() -> None:
    value = GeoJSON(POINT)
    assert value != GeoJSON(POINT)
    assert value != POINT
    assert len({value, value, GeoJSON(POINT)}) == 2


def test_value_is_true_and_has_no_other_attributes() -> None:
    value = GeoJSON({})
    assert value
    with pytest.raises(AttributeError):
        value.other = 1  # type: ignore[attr-defined]


def test_geo_data_can_be_set_to_anything() -> None:
    value: Any = GeoJSON(POINT)
    value.geo_data = 5
    assert value.unwrap() == 5
    assert str(value) == "5"


def test_class_can_be_subclassed() -> None:
    class Place(GeoJSON):
        pass

    assert isinstance(Place(POINT), GeoJSON)
    assert str(Place(POINT)) == TEXT


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))])
def test_value_can_be_copied_and_pickled(duplicate: Any) -> None:
    twin = duplicate(GeoJSON(POINT))
    assert type(twin) is GeoJSON
    assert twin.unwrap() == POINT


def test_an_object_that_json_cannot_nest_is_refused() -> None:
    deep: dict[str, Any] = {}
    for _ in range(500_000):
        deep = {"k": deep}
    with pytest.raises(ClientError, match="dumps"):
        aerospike.GeoJSON(deep).dumps()
    with pytest.raises(ClientError, match="load GeoJSON"):
        aerospike.GeoJSON("[" * 100_000)
