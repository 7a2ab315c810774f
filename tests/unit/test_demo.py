"""The demonstration's comparison and its table."""

from __future__ import annotations

from typing import Any

import pytest

from aerospike import GeoJSON
from aerospike.demo.cities import Difference, compare, load
from aerospike.demo.terminal import Step, Steps

BINS: dict[str, Any] = {"name": "Ghaznī", "population": 5, "other_names": ["غزنی"]}
POINT = {"type": "Point", "coordinates": [1.5, 2.5]}


def test_cities_are_all_there_in_the_order_of_their_ids() -> None:
    cities = load("test", "cities")
    assert len(cities) == 34_006
    ids = [city.key[2] for city in cities]
    assert ids == sorted(set(ids))


def test_names_of_bins_are_short_enough() -> None:
    (city,) = load("test", "cities", 1)
    assert max(len(name.encode()) for name in city.bins) <= 15


def test_equal_bins_are_no_difference() -> None:
    compare(1, BINS, dict(BINS))
    compare(1, {"place": GeoJSON(POINT)}, {"place": GeoJSON(dict(POINT))})


@pytest.mark.parametrize(
    ("found", "message"),
    [
        (None, "it is not there"),
        ({**BINS, "name": "Ghazni"}, "bin 'name': 'Ghaznī' was written, 'Ghazni' was read"),
        ({**BINS, "population": 5.0}, "bin 'population'"),
        ({**BINS, "other_names": []}, "bin 'other_names'"),
        ({**BINS, "more": 1}, "bin 'more': it should not be there"),
        ({"name": "Ghaznī", "population": 5}, "bin 'other_names': it is missing"),
    ],
)
def test_other_bins_are_a_difference(found: Any, message: str) -> None:
    with pytest.raises(Difference) as raised:
        compare(1, BINS, found)
    assert message in str(raised.value)


def test_text_is_not_taken_for_a_place() -> None:
    with pytest.raises(Difference):
        compare(1, {"place": GeoJSON(POINT)}, {"place": str(GeoJSON(POINT))})


def test_steps_count_records_and_not_batches(capsys: pytest.CaptureFixture[str]) -> None:
    steps = Steps()
    assert list(steps.track("read", [[1, 2], [3]], 3, 2)) == [[1, 2], [3]]
    assert [(step.name, step.records) for step in steps.done] == [("read", 3)]
    assert "read: 3 records in" in capsys.readouterr().out


def test_table_has_a_line_for_each_step() -> None:
    steps = Steps()
    steps.done = [Step("write", 34_006, 2.0), Step("read", 10, 0.0)]
    lines = [line.split() for line in steps.table().splitlines()]
    assert lines[0] == ["step", "records", "seconds", "records/s"]
    assert lines[2] == ["write", "34,006", "2.00", "17,003"]
    assert lines[3] == ["read", "10", "0.00", "0"]
