"""Records as tables of Arrow and frames of pandas."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

import aerospike
import aerospike.bulk
from aerospike.bulk import columnar
from aerospike.bulk.parallel import split
from aerospike_helpers import HyperLogLog
from aerospike_helpers.operations import hll_operations as hll

from .conftest import RECORDS

POINT = {"type": "Point", "coordinates": [1.5, -2.0]}


def record(bins: dict[str, Any], key: Any = None) -> Any:
    """A record as a scan gives it."""
    digest = aerospike.calc_digest("test", "set", 1)
    return (("test", "set", key, digest), {"gen": 3, "ttl": 60}, bins)


def records(*bins: dict[str, Any]) -> list[Any]:
    return [record(some) for some in bins]


# Against a server


@pytest.mark.parametrize("kind", ["query", "scan"])
def test_table_has_what_results_have(client: aerospike.Client, filled: str, kind: str) -> None:
    walk = getattr(client, kind)("test", filled).select("n", "name", "half")
    table = columnar.table(walk)
    assert {field.name: field.type for field in table.schema} == {
        "n": pa.int64(),
        "name": pa.string(),
        "half": pa.int64(),
    }
    expected = [bins for _, _, bins in walk.results()]
    by_number = {row["n"]: row for row in table.to_pylist()}
    assert len(table) == len(expected) == RECORDS
    assert by_number == {bins["n"]: bins for bins in expected}


def test_key_and_meta_are_columns(client: aerospike.Client, filled: str) -> None:
    scan = client.scan("test", filled).select("n")
    table = columnar.table(scan, key=True, meta=True)
    assert table.schema.names == ["_set", "_key", "_digest", "_gen", "_ttl", "n"]
    assert table.schema.field("_digest").type == pa.binary()
    rows = {row["n"]: row for row in table.to_pylist()}
    for (_, set_name, key, digest), meta, bins in scan:
        assert rows[bins["n"]] == {
            "_set": set_name,
            "_key": key,
            "_digest": bytes(digest),
            "_gen": meta["gen"],
            "_ttl": meta["ttl"],
            "n": bins["n"],
        }


def test_every_type_of_the_server_has_a_column(client: aerospike.Client, set_name: str) -> None:
    key = ("test", set_name, 1)
    bins = {
        "int": -(2**63),
        "float": 1.5,
        "bool": True,
        "str": "grüße",
        "bytes": b"\0\xff",
        "geo": aerospike.GeoJSON(POINT),
        "list": [[1, 2], [], [3]],
        "map": {"b": [b"x"], "a": []},
        "ordered": aerospike.KeyOrderedDict({3: 1.5, 1: 2.5}),
        "places": [aerospike.GeoJSON(POINT)],
    }
    client.put(key, bins)
    client.operate(key, [hll.hll_add("hll", ["a", "b"], 8)])
    table = columnar.table(client.query("test", set_name))
    text = pa.string()
    assert {field.name: field.type for field in table.schema} == {
        "int": pa.int64(),
        "float": pa.float64(),
        "bool": pa.bool_(),
        "str": text,
        "bytes": pa.binary(),
        "geo": text,
        "hll": pa.binary(),
        "list": pa.list_(pa.list_(pa.int64())),
        "map": pa.map_(text, pa.list_(pa.binary())),
        "ordered": pa.map_(pa.int64(), pa.float64()),
        "places": pa.list_(text),
    }
    (row,) = table.to_pylist(maps_as_pydicts="strict")
    assert json.loads(row.pop("geo")) == POINT
    assert [json.loads(place) for place in row.pop("places")] == [POINT]
    _, _, read = client.get(key)
    assert isinstance(read["hll"], HyperLogLog)
    assert row == {name: read[name] for name in row}


def test_parts_of_a_split_scan_make_the_same_table(client: aerospike.Client, filled: str) -> None:
    scan = client.scan("test", filled).select("n", "name")
    whole = columnar.table(scan)
    parts = [columnar.table(part) for part in split(scan, 3)]
    assert pa.concat_tables(parts).sort_by("n") == whole.sort_by("n")


def test_a_reader_that_is_dropped_ends_the_query(client: aerospike.Client, filled: str) -> None:
    ended = []

    def watched() -> Iterator[Any]:
        try:
            yield from client.query("test", filled).select("n")
        finally:
            ended.append(True)

    reader = columnar.batches(watched(), rows=10)
    assert len(reader.read_next_batch()) == 10
    assert not ended
    del reader
    gc.collect()
    assert ended


def test_frame_has_what_the_table_has(client: aerospike.Client, filled: str) -> None:
    frame = (
        columnar.frame(client.scan("test", filled).select("n", "half", "name"))
        .set_index("n")
        .sort_index()
    )
    assert list(frame.index) == list(range(RECORDS))
    assert list(frame["half"]) == [number // 2 for number in range(RECORDS)]
    assert list(frame["name"]) == [f"n{number}" for number in range(RECORDS)]


# Batches


def counted(number: int, taken: list[int]) -> Iterator[Any]:
    for n in range(number):
        taken.append(n)
        yield record({"n": n})


def test_batches_are_made_as_they_are_read() -> None:
    taken: list[int] = []
    reader = columnar.batches(counted(25, taken), rows=10)
    assert len(taken) <= 10
    sizes = []
    for batch in reader:
        sizes.append(len(batch))
        assert len(taken) <= sum(sizes)
        assert batch.column("n").to_pylist() == list(range(sum(sizes) - len(batch), sum(sizes)))
    assert sizes == [10, 10, 5]


def test_frames_are_made_as_they_are_read() -> None:
    taken: list[int] = []
    frames = columnar.frames(counted(25, taken), rows=10)
    assert len(next(frames)) == 10
    assert len(taken) == 10
    assert [len(frame) for frame in frames] == [10, 5]


def test_streaming_needs_no_more_memory_for_more_records() -> None:
    used = pa.total_allocated_bytes()
    most = 0
    for _ in columnar.batches((record({"n": n, "s": "x" * 100}) for n in range(50_000)), rows=1000):
        most = max(most, pa.total_allocated_bytes() - used)
    assert 0 < most < 2_000_000


def test_nothing_makes_an_empty_table() -> None:
    assert columnar.table([]).to_pylist() == []
    assert columnar.batches([]).read_all().schema.names == []
    assert columnar.frame([], key=True).columns.tolist() == ["_set", "_key", "_digest"]
    assert columnar.table([], {"n": pa.int8()}).schema == pa.schema([("n", pa.int8())])


def test_a_missing_bin_is_null() -> None:
    table = columnar.table(records({"a": 1}, {"b": "x"}, {}, {"a": None, "b": "y"}))
    assert table.to_pydict() == {"a": [1, None, None, None], "b": [None, "x", None, "y"]}


def test_a_table_has_bins_that_come_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columnar, "ROWS", 2)
    table = columnar.table(
        records({"a": [], "m": {}}, {}, {"a": [1]}, {}, {"m": {"k": [2.5]}, "b": b"x"})
    )
    assert table.schema == pa.schema(
        [
            ("a", pa.list_(pa.int64())),
            ("m", pa.map_(pa.string(), pa.list_(pa.float64()))),
            ("b", pa.binary()),
        ]
    )
    assert table.to_pydict() == {
        "a": [[], None, [1], None, None],
        "m": [[], None, None, None, [("k", [2.5])]],
        "b": [None, None, None, None, b"x"],
    }


def test_empty_maps_take_the_type_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columnar, "ROWS", 1)
    bins = [{"a": [{}]}, {"a": [{5: "x"}]}, {"a": []}, {"a": [{}]}]
    table = columnar.table(records(*bins))
    assert table.schema.field("a").type == pa.list_(pa.map_(pa.int64(), pa.string()))
    assert table.to_pylist(maps_as_pydicts="strict") == bins
    assert columnar.table(records({"a": {}})).schema.field("a").type == pa.map_(
        pa.string(), pa.null()
    )


def test_a_table_takes_no_kinds_that_differ_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columnar, "ROWS", 2)
    with pytest.raises(TypeError, match="a list in bin 'a' holds double and int64"):
        columnar.table(records({"a": [1]}, {}, {}, {"a": [1.5]}))


def test_a_stream_without_a_schema_takes_no_other_bins() -> None:
    reader = columnar.batches(records({"a": 1}, {"a": 2}, {"b": 3}), rows=2)
    assert reader.read_next_batch().to_pydict() == {"a": [1, 2]}
    with pytest.raises(ValueError, match="bin 'b' is in none of the first records"):
        reader.read_next_batch()


# Schemas and JSON


def test_a_schema_chooses_and_types_the_columns() -> None:
    schema = pa.schema(
        [
            ("n", pa.int16()),
            ("amount", pa.float64()),
            ("when", pa.timestamp("s")),
            ("person", pa.struct([("name", pa.string()), ("age", pa.int32())])),
            ("kind", pa.dictionary(pa.int32(), pa.string())),
            ("nowhere", pa.string()),
            ("_gen", pa.int32()),
            ("_key", pa.string()),
        ]
    )
    bins = {
        "n": 5,
        "amount": 2,
        "when": 86400,
        "person": {"name": "Ada", "age": 36, "born": 1815},
        "kind": "x",
        "other": b"",
    }
    table = columnar.table([record(bins, "ada"), record({"amount": 2.5})], schema)
    assert table.schema == schema
    first, second = table.to_pylist()
    assert first == {
        "n": 5,
        "amount": 2.0,
        "when": pd.Timestamp("1970-01-02"),
        "person": {"name": "Ada", "age": 36},
        "kind": "x",
        "nowhere": None,
        "_gen": 3,
        "_key": "ada",
    }
    assert {name for name, value in second.items() if value is not None} == {"amount", "_gen"}


def test_a_dictionary_of_types_is_a_schema() -> None:
    table = columnar.table(records({"a": 1}), {"a": pa.int32()})
    assert table.schema == pa.schema([("a", pa.int32())])


@pytest.mark.parametrize(
    ("bins", "message"),
    [
        ([1, "x"], "bin 'a' holds int and str: give its type in schema, or its name in json"),
        ([1, 1.5], "bin 'a' holds float and int"),
        ([1, True], "bin 'a' holds bool and int"),
        (["x", b"x"], "bin 'a' holds bytes and str"),
        (["x", aerospike.GeoJSON(POINT)], "bin 'a' holds GeoJSON and str"),
        ([[1], {"k": 1}], "bin 'a' holds list and map"),
        ([[1], ["x"]], "a list in bin 'a' holds int and str"),
        ([{"k": 1}, {"k": "x"}], "a map in bin 'a' holds int and str"),
        ([{"k": 1}, {2: 1}], "the keys of a map in bin 'a' holds int and str"),
        ([[{"k": [1, None, b"x"]}]], "a list in a map in a list in bin 'a' holds bytes and int"),
        ([{True: 1}], "the keys of a map in bin 'a' holds bool, which cannot be a key"),
        ([{1, 2}], "bin 'a' holds set, which cannot be in a column"),
    ],
)
def test_values_of_several_kinds_are_an_error(bins: list[Any], message: str) -> None:
    mixed = records(*({"a": value} for value in bins))
    for make in (columnar.table, columnar.batches, columnar.frame):
        with pytest.raises(TypeError, match=message):
            make(mixed)


@pytest.mark.parametrize(
    ("value", "type", "error", "message"),
    [
        ("x", pa.int64(), TypeError, "bin 'a' holds str where the type is int64"),
        (1.5, pa.int64(), TypeError, "float where the type is int64"),
        (True, pa.int64(), TypeError, "bool where the type is int64"),
        (1, pa.string(), TypeError, "int where the type is string"),
        ("x", pa.binary(), TypeError, "str where the type is binary"),
        (b"x", pa.string(), TypeError, "bytes where the type is string"),
        ([1], pa.list_(pa.string()), TypeError, "a list in bin 'a' holds int"),
        ({"k": 1}, pa.list_(pa.string()), TypeError, "map where the type is list"),
        ({1: 1}, pa.map_(pa.string(), pa.int64()), TypeError, "the keys of a map in bin 'a'"),
        ({"k": "x"}, pa.map_(pa.string(), pa.int64()), TypeError, "a map in bin 'a' holds str"),
        ({"k": "x"}, pa.struct([("k", pa.int64())]), TypeError, "'k' in bin 'a' holds str"),
        ("x", pa.dictionary(pa.int32(), pa.int64()), TypeError, "str where the type is int64"),
        (2**40, pa.int32(), ValueError, "bin 'a' cannot be of type int32"),
        (-1, pa.uint8(), ValueError, "bin 'a' cannot be of type uint8"),
        (2**53 + 1, pa.float64(), ValueError, "bin 'a' cannot be of type double"),
        (b"abc", pa.binary(20), ValueError, "bin 'a' cannot be"),
        ("\udcff", pa.string(), ValueError, "bin 'a' cannot be of type string"),
    ],
)
def test_a_column_takes_what_its_type_takes(
    value: Any, type: Any, error: Any, message: str
) -> None:
    with pytest.raises(error, match=message):
        columnar.table(records({"a": value}), {"a": type})


def test_errors_of_later_batches_come_from_the_reader() -> None:
    reader = columnar.batches(records({"a": 1}, {"a": "x"}), rows=1)
    reader.read_next_batch()
    with pytest.raises(TypeError, match="bin 'a' holds str where the type is int64"):
        reader.read_next_batch()


def test_json_takes_values_of_any_kind() -> None:
    values = [
        1,
        "grüße",
        1.5,
        None,
        b"\xff",
        [1, "x", {"k": [True, float("nan")], 2: b"x"}],
        aerospike.GeoJSON(POINT),
    ]
    table = columnar.table(records(*({"a": value} for value in values)), json=["a"])
    assert table.schema == pa.schema([("a", pa.string())])
    found = [None if text is None else json.loads(text) for text in table["a"].to_pylist()]
    assert found == [
        1,
        "grüße",
        1.5,
        None,
        "/w==",
        [1, "x", {"k": [True, None], "2": "eA=="}],
        POINT,
    ]
    assert table["a"][1].as_py() == '"grüße"'


def test_json_of_keys_and_in_a_schema() -> None:
    mixed = [record({"a": 1}, 5), record({"a": "x"}, "five")]
    table = columnar.table(mixed, key=True, json=["_key", "a"])
    assert table["_key"].to_pylist() == ["5", '"five"']
    assert columnar.table(mixed, {"a": pa.string()}, json="a").to_pydict() == {"a": ["1", '"x"']}
    with pytest.raises(TypeError, match="column '_key' holds int and str"):
        columnar.table(mixed, key=True, json="a")


def test_wrong_arguments() -> None:
    some = records({"a": 1, "_gen": 2})
    with pytest.raises(ValueError, match="bin '_gen' has the name of a column"):
        columnar.table(some, meta=True)
    assert columnar.table(some).to_pydict() == {"a": [1], "_gen": [2]}
    assert columnar.table(records({"_set": 1})).to_pydict() == {"_set": [1]}
    for rows in (0, -1):
        with pytest.raises(ValueError, match="rows must be positive"):
            columnar.batches(some, rows=rows)
    with pytest.raises(ValueError, match="a schema names the columns"):
        columnar.table(some, {"a": pa.int64()}, key=True)


# pandas


def test_integers_stay_integers_where_a_bin_is_missing() -> None:
    frame = columnar.frame(records({"n": 2**63 - 1, "s": "x"}, {"f": 1.5, "b": True}))
    assert {name: str(type) for name, type in frame.dtypes.items()} == {
        "n": "Int64",
        "s": "string",
        "f": "Float64",
        "b": "boolean",
    }
    assert frame["n"][0] == 2**63 - 1
    assert frame["n"][1] is pd.NA


def test_lists_maps_and_bytes_are_objects() -> None:
    frame = columnar.frame(records({"l": [1, 2], "m": {"a": 1}, "b": b"x"}, {}))
    assert frame["l"][0].tolist() == [1, 2]
    assert frame["m"][0] == {"a": 1}
    assert frame["b"][0] == b"x"
    assert frame.iloc[1].tolist() == [None, None, None]


@pytest.mark.parametrize(("missing", "extra"), [("pyarrow", "arrow"), ("pandas", "pandas")])
def test_a_missing_package_is_named(
    monkeypatch: pytest.MonkeyPatch, missing: str, extra: str
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, missing, None)
    monkeypatch.delitem(sys.modules, "aerospike.bulk._columns", raising=False)
    monkeypatch.delattr(aerospike.bulk, "_columns", raising=False)
    with pytest.raises(ModuleNotFoundError, match=rf"pip install 'aerospike\[{extra}\]'"):
        columnar.frame(records({"a": 1}))
