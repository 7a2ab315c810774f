"""The demonstration's comparisons, its geometry, its table and its map."""

from __future__ import annotations

import io
import math
import sys
from pathlib import Path
from typing import Any

import pytest

import aerospike
from aerospike import GeoJSON
from aerospike.demo import picture
from aerospike.demo.__main__ import parse_arguments
from aerospike.demo.cities import City, Difference, Expected, compare, largest, load
from aerospike.demo.geometry import distance, polygon_contains
from aerospike.demo.places import EUROPE
from aerospike.demo.terminal import Step, Steps

BINS: dict[str, Any] = {"name": "Ghaznī", "population": 5, "other_names": ["غزنی"]}
POINT = {"type": "Point", "coordinates": [1.5, 2.5]}


def test_cities_are_all_there_in_the_order_of_their_ids() -> None:
    cities = load("test", "cities")
    assert len(cities) == 34_006
    ids = [city.key[2] for city in cities]
    assert ids == sorted(set(ids))


def test_some_cities_are_spread_over_all() -> None:
    every = [city.key for city in load("test", "cities")]
    for limit in (1, 7, 3000, 34_006, 10**6):
        some = [city.key for city in load("test", "cities", limit)]
        assert len(some) == min(limit, len(every))
        assert some == [every[len(every) * part // len(some)] for part in range(len(some))]


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


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("stream", "is_drawn"), [(Terminal(), True), (io.StringIO(), False)])
def test_progress_is_shown_on_a_terminal_alone(
    stream: io.StringIO, is_drawn: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("tqdm")
    monkeypatch.setattr(sys, "stderr", stream)
    steps = Steps()
    list(steps.track("read", range(3), 3))
    with steps.timed("index", 5):
        pass
    drawn = stream.getvalue()
    assert ("read:" in drawn, "index:" in drawn) == (is_drawn, is_drawn)
    assert is_drawn or drawn == ""


def test_progress_needs_no_package(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "tqdm", None)
    assert list(Steps().track("read", range(3), 3)) == [0, 1, 2]
    said = capsys.readouterr()
    assert said.out.startswith("read: 3 records in")
    assert said.err == ""


def test_table_has_a_line_for_each_step() -> None:
    steps = Steps()
    steps.done = [Step("write", 34_006, 2.0), Step("read", 10, 0.0)]
    lines = [line.split() for line in steps.table().splitlines()]
    assert lines[0] == ["step", "records", "seconds", "records/s"]
    assert lines[2] == ["write", "34,006", "2.00", "17,003"]
    assert lines[3] == ["read", "10", "0.00", "0"]


def test_a_step_that_tells_nothing_is_timed_too(capsys: pytest.CaptureFixture[str]) -> None:
    steps = Steps()
    with steps.timed("index", 5):
        pass
    steps.note("a note")
    assert [(step.name, step.records) for step in steps.done] == [("index", 5)]
    assert capsys.readouterr().out == "index: 5 records in 0.0 s\n  a note\n"


# What scans and queries should find


def city(number: int, **bins: Any) -> City:
    return City(("test", "cities", number), {"name": f"C{number}", **bins})


def record(found: City, **bins: Any) -> Any:
    digest = aerospike.calc_digest(*found.key)
    return ((*found.key[:2], None, digest), {}, {**found.bins, **bins})


def test_cities_are_expected_once_each() -> None:
    expected = Expected([city(1), city(2)])
    assert expected.count == 2
    assert expected.take(record(city(2))) == city(2)
    with pytest.raises(Difference, match="was found twice"):
        expected.take(record(city(2)))
    with pytest.raises(Difference, match="should not be found"):
        expected.take(record(city(3)))
    with pytest.raises(Difference, match="1 were not found, it is one"):
        expected.end()
    with pytest.raises(Difference, match="bin 'name'"):
        expected.take(record(city(1), name="other"))


def test_all_cities_found_is_no_difference() -> None:
    expected = Expected([city(1)])
    expected.take(record(city(1)))
    expected.end()


def test_the_largest_are_named() -> None:
    cities = [city(number, population=number) for number in range(6)]
    assert largest(cities) == "C5, C4, C3, C2 …"
    assert largest(cities[:2]) == "C1, C0"
    assert largest([]) == "none"


# Geometry


@pytest.mark.parametrize(
    ("one", "other", "degrees"),
    [
        ((0, 0), (0, 0), 0),
        ((0, 0), (90, 0), 90),
        ((0, 0), (180, 0), 180),
        ((10, -45), (10, 45), 90),
        ((-170, 0), (170, 0), 20),
        ((25, 90), (70, 0), 90),
    ],
)
def test_distance(one: Any, other: Any, degrees: float) -> None:
    assert distance(one, other) == pytest.approx(math.radians(degrees) * 6_371_000)


@pytest.mark.parametrize(
    ("place", "is_inside"),
    [
        ((0, 45), True),
        # The great circle between the upper corners goes north of their parallel.
        ((0, 52), True),
        ((0, 55), False),
        ((0, 39), False),
        ((29, 49.9), True),
        ((31, 50), False),
        ((180, -45), False),
        ((180, 45), False),
    ],
)
def test_sides_of_polygons_are_great_circles(place: Any, is_inside: bool) -> None:
    triangle = [(-30.0, 50.0), (0.0, 40.0), (30.0, 50.0)]
    assert polygon_contains(triangle, place) is is_inside
    assert polygon_contains(triangle[::-1], place) is is_inside


def test_a_polygon_need_not_be_convex() -> None:
    u = [(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (6.0, 9.0), (6.0, 3.0), (3.0, 3.0), (3.0, 9.0)]
    u.append((0.0, 9.0))
    inside = [(1.0, 8.0), (8.0, 8.0), (4.5, 1.0)]
    assert [polygon_contains(u, place) for place in [*inside, (4.5, 8.0)]] == [True] * 3 + [False]


def test_europe_is_where_it_is() -> None:
    def contains(longitude: float, latitude: float) -> bool:
        return polygon_contains(EUROPE, (longitude, latitude))

    capitals = [(-9.14, 38.72), (-6.26, 53.35), (10.75, 59.91), (24.94, 60.17), (23.73, 37.98)]
    assert all(contains(*place) for place in capitals)
    others = [(-7.62, 33.59), (3.06, 36.75), (10.18, 36.81), (32.85, 39.93), (-22.0, 64.15)]
    assert not any(contains(*place) for place in others)


# The map


def test_the_map_has_a_dot_for_each_city_where_it_is(tmp_path: Path) -> None:
    from matplotlib.image import imread

    cities = [
        city(1, longitude=0.0, latitude=50.0, population=10**7, country="AA"),
        city(2, longitude=20.0, latitude=40.0, population=10**7, country="BB"),
    ]
    drawn = picture.figure(cities, EUROPE)
    (dots,) = drawn.axes[0].collections
    assert dots.get_offsets().tolist() == [[0.0, 50.0], [20.0, 40.0]]

    picture.draw(cities, EUROPE, tmp_path / "map.png")
    pixels = imread(tmp_path / "map.png")
    assert pixels.shape[:2] == (picture.HEIGHT, picture.WIDTH)
    drawn.canvas.draw()
    colours = []
    for place in [(0.0, 50.0), (20.0, 40.0), (0.0, 40.0), (-10.0, 50.0)]:
        across, up = drawn.axes[0].transData.transform(place)
        colours.append(tuple(pixels[picture.HEIGHT - round(up), round(across)].tolist()))
    assert len(set(colours)) == 3
    assert colours[2] == colours[3]


@pytest.mark.parametrize("arguments", [["--batch", "0"], ["--cities", "0"]])
def test_there_is_something_to_show(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parse_arguments(arguments)
    assert "at least one" in capsys.readouterr().err
