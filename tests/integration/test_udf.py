"""User-defined functions: modules, functions on one record, in batches and in the background."""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike import predicates
from aerospike_helpers import expressions as exp
from aerospike_helpers.batch import records as br
from aerospike_helpers.operations import expression_operations
from aerospike_helpers.operations import operations as op

Key = tuple[Any, ...]

MODULE = "record_functions"
SOURCE = Path(__file__).parents[1] / "data" / f"{MODULE}.lua"
RECORDS = 30


@pytest.fixture(scope="module")
def client(
    config: dict[str, Any], patient: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[aerospike.Client]:
    """A client with a directory of its own for modules, and the tests' module registered."""
    directory = str(tmp_path_factory.mktemp("lua"))
    connected = aerospike.client({**config, "lua": {"user_path": directory}, "policies": patient})
    connected.udf_put(str(SOURCE))
    yield connected
    connected.udf_remove(SOURCE.name)
    connected.close()


@pytest.fixture
def put_module(client: aerospike.Client, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Registers a module of a source, and gives its name."""
    names = []

    def put(source: str) -> str:
        name = f"m{os.getpid()}_{time.monotonic_ns()}"
        path = tmp_path / f"{name}.lua"
        path.write_text(source, newline="\n")
        names.append(path.name)
        client.udf_put(str(path))
        return name

    yield put
    for name in names:
        client.udf_remove(name)


@pytest.fixture
def record(client: aerospike.Client, key: Key) -> Key:
    """The key of a record ``{"n": 1, "s": "text", "l": [1, 2], "m": {"a": 1}}``."""
    client.put(key, {"n": 1, "s": "text", "l": [1, 2], "m": {"a": 1}})
    return key


def listed(client: aerospike.Client) -> dict[str, dict[str, Any]]:
    return {module["name"]: module for module in client.udf_list()}


# modules


def test_a_module_is_registered_listed_read_and_removed(
    client: aerospike.Client, put_module: Callable[[str], str]
) -> None:
    source = "function one(rec)\n  return 1 -- ä\nend\n"
    name = put_module(source)
    content = b64encode(source.encode()).decode()
    exchanged = json.dumps({"content64": content, "type": "LUA", "name": f"{name}.lua"})
    assert listed(client)[f"{name}.lua"] == {
        "name": f"{name}.lua",
        "hash": bytearray(hashlib.sha1(exchanged.encode()).hexdigest().encode()),
        "type": aerospike.UDF_TYPE_LUA,
        "content": bytearray(b""),
    }
    assert client.udf_get(f"{name}.lua") == source
    assert client.udf_get(f"{name}.lua", aerospike.UDF_TYPE_LUA, {"timeout": 2000}) == source
    assert client.udf_remove(f"{name}.lua") == 0
    assert f"{name}.lua" not in listed(client)


def test_the_directory_of_modules_gets_a_copy(config: dict[str, Any], tmp_path: Path) -> None:
    with_path = aerospike.client({**config, "lua": {"user_path": str(tmp_path)}})
    try:
        with_path.udf_put(str(SOURCE), aerospike.UDF_TYPE_LUA, {"timeout": 2000})
        assert (tmp_path / SOURCE.name).read_bytes() == SOURCE.read_bytes()
    finally:
        with_path.close()


def test_a_module_can_be_registered_again(
    client: aerospike.Client, key: Key, tmp_path: Path
) -> None:
    path = tmp_path / f"again{os.getpid()}.lua"
    for answer in (1, 2):
        path.write_text(f"function answer(rec) return {answer} end")
        client.udf_put(str(path))
        assert client.apply(key, path.stem, "answer", []) == answer
    client.udf_remove(path.name)


def test_a_module_can_require_another(
    client: aerospike.Client, key: Key, put_module: Callable[[str], str]
) -> None:
    first = put_module("return { answer = 42 }")
    second = put_module(
        f'local first = require("{first}")\nfunction answer(rec) return first.answer end'
    )
    assert client.apply(key, second, "answer", []) == 42


def test_removing_a_module_that_is_not_there_is_no_failure(client: aerospike.Client) -> None:
    assert client.udf_remove("missing.lua") == 0


def test_reading_a_module_that_is_not_there_fails(client: aerospike.Client) -> None:
    with pytest.raises(e.UDFError, match="error=not_found") as failure:
        client.udf_get("missing.lua")
    assert (failure.value.code, failure.value.module, failure.value.func) == (
        100,
        "missing.lua",
        None,
    )


@pytest.mark.parametrize(
    ("source", "line", "problem"),
    [
        ("function f(rec)\n  return 1 +\nend\n", 3, "unexpected symbol near 'end'"),
        ("function f(rec)\n", 2, "'end' expected .* near <eof>"),
        ("local x = 1\nerror('at the top')\n", 2, "at the top"),
        ("local x = nil\n\nreturn x.y\n", 3, "attempt to index a nil value"),
        ('require("missing")\n', None, "module 'missing' not found"),
    ],
)
def test_a_module_with_an_error_is_not_registered(
    client: aerospike.Client, tmp_path: Path, source: str, line: int | None, problem: str
) -> None:
    path = tmp_path / "wrong.lua"
    path.write_text(source)
    with pytest.raises(e.UDFError, match=problem) as failure:
        client.udf_put(str(path))
    assert failure.value.code == 100
    assert "error=compile_error" in failure.value.msg
    if line is not None:
        assert f"file=wrong.lua;line={line};" in failure.value.msg
    assert "wrong.lua" not in listed(client)


@pytest.mark.parametrize("content", [None, b"", b"-" * (1024 * 1024 + 1)])
def test_a_file_must_be_there_and_neither_empty_nor_large(
    client: aerospike.Client, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "file.lua"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(e.LuaFileNotFound) as failure:
        client.udf_put(str(path))
    assert failure.value.code == 1302


WRONG_CALLS: list[tuple[str, list[Any], type[Exception], int | None]] = [
    ("udf_put", [5], e.ParamError, -2),
    ("udf_put", [""], e.ParamError, -2),
    ("udf_put", ["directory/"], e.ParamError, -2),
    ("udf_put", ["f.lua", 5], e.ClientError, -1),
    ("udf_put", ["f.lua", "LUA"], TypeError, None),
    ("udf_put", ["f.lua", 0, 5], e.ParamError, -2),
    ("udf_get", [5], e.ClientError, -1),
    ("udf_get", ["f.lua", 5], e.ClientError, -1),
    ("udf_remove", [5], e.ParamError, -2),
    ("udf_list", [5], e.ParamError, -2),
    ("apply", [("test", "s", 1), 5, "echo", []], e.ClientError, -1),
    ("apply", [("test", "s", 1), MODULE, 5, []], e.ClientError, -1),
    ("apply", [("test", "s", 1), MODULE, "echo", 5], TypeError, None),
    ("apply", [("test", "s", 1), MODULE, "echo", (1,)], TypeError, None),
    ("apply", [("test", "s", 1), MODULE, "echo", [object()]], e.ClientError, -1),
    ("apply", [("test", "s", 1), MODULE, "echo", [2**63]], e.ParamError, -2),
    ("apply", [1, MODULE, "echo", []], e.ParamError, -2),
    ("apply", [("test", "s", 1), MODULE, "echo", [], 5], e.ParamError, -2),
    ("apply", [("missing", "s", 1), MODULE, "echo", []], e.NamespaceNotFound, 20),
    ("scan_apply", [5, "s", MODULE, "echo"], TypeError, None),
    ("scan_apply", ["test", 5, MODULE, "echo"], e.ParamError, -2),
    ("scan_apply", ["test", "s", 5, "echo"], e.ParamError, -2),
    ("scan_apply", ["test", "s", MODULE, 5], e.ParamError, -2),
    ("scan_apply", ["test", "s", MODULE, "echo", (1,)], e.ParamError, -2),
    ("scan_apply", ["test", "s", MODULE, "echo", [], {}, {"x": True}], e.ParamError, -2),
    ("query_apply", ["test", "s", None, MODULE, "echo"], e.ParamError, -2),
    ("query_apply", ["test", "s", (1,), MODULE, "echo"], e.ParamError, -2),
    ("job_info", ["1", aerospike.JOB_SCAN], TypeError, None),
    ("job_info", [1, 5], TypeError, None),
    ("job_info", [1, "other"], e.ParamError, -2),
]


@pytest.mark.parametrize(("method", "arguments", "kind", "code"), WRONG_CALLS)
def test_wrong_arguments_are_refused(
    client: aerospike.Client,
    method: str,
    arguments: list[Any],
    kind: type[Exception],
    code: int | None,
) -> None:
    with pytest.raises(kind) as failure:
        getattr(client, method)(*arguments)
    assert getattr(failure.value, "code", None) == code


INFO: list[tuple[str, str]] = [
    ("udf-put:", "invalid_filename"),
    ("udf-put:filename=wrong;content-len=4;content=LS0K", "invalid_filename"),
    ("udf-put:filename=.lua;content-len=4;content=LS0K", "invalid_filename"),
    ("udf-put:filename=x.;content-len=4;content=LS0K", "invalid_filename"),
    (f"udf-put:filename={'x' * 124}.lua;content-len=4;content=LS0K", "invalid_filename"),
    ("udf-put:filename=x.lua;content=LS0K", "invalid_content_len"),
    ("udf-put:filename=x.lua;content-len=x;content=LS0K", "invalid_content_len"),
    ("udf-put:filename=x.lua;content-len=5;content=LS0KL", "invalid_content_len"),
    ("udf-put:filename=x.lua;content-len=8;content=LS0K", "invalid_content"),
    ("udf-put:filename=x.lua;content-len=4;content=LS0KLS0K", "invalid_content"),
    ("udf-put:filename=x.lua;content-len=4", "invalid_content"),
    ("udf-put:filename=x.lua;content-len=4;content=L*0K", "invalid_base64_content"),
    ("udf-put:filename=x.lua;content-len=4;udf-type=JS;content=LS0K", "invalid_udf_type"),
    ("udf-put:filename=x.lua;content-len=4;udf-type=;content=LS0K", "invalid_udf_type"),
    ("udf-get:", "invalid_filename"),
    ("udf-get:filename=missing.lua", "not_found"),
    ("udf-remove:", "invalid_filename"),
]


@pytest.mark.parametrize(("request_line", "problem"), INFO)
def test_malformed_info_commands_are_refused(
    client: aerospike.Client, request_line: str, problem: str
) -> None:
    with pytest.raises(e.UDFError, match=f"error={problem}\\b"):
        client.info_random_node(f"{request_line}\n")


def test_info_commands_register_list_and_remove(client: aerospike.Client) -> None:
    name = f"info{os.getpid()}.lua"
    put = f"udf-put:filename={name};content-len=4;content=LS0K"
    assert client.info_random_node(f"{put}\n") == f"{put}\tok\n"
    get = f"udf-get:filename={name}"
    assert client.info_random_node(f"{get}\n") == f"{get}\ttype=LUA;content=LS0K;\n"
    assert f"filename={name},hash=" in client.info_random_node("udf-list\n")
    assert client.info_random_node("udf-clear-cache:\n") == "udf-clear-cache:\tok\n"
    remove = f"udf-remove:filename={name}"
    assert client.info_random_node(f"{remove}\n") == f"{remove}\tok\n"


# values

VALUES: list[tuple[Any, str]] = [
    (1, "number"),
    (-(2**63), "number"),
    (2**63 - 1, "number"),
    (1.5, "number"),
    (float("inf"), "number"),
    ("", "string"),
    ("äöü", "string"),
    (b"", "userdata"),
    (b"\x00\xff", "userdata"),
    (True, "boolean"),
    (False, "boolean"),
    (None, "nil"),
    ([], "userdata"),
    ([1, "a", 2.5, None, True, b"x"], "userdata"),
    ({}, "userdata"),
    ({"a": 1, 2: "b", b"c": None}, "userdata"),
    ({"a": {"b": [1, {"c": [[]]}]}}, "userdata"),
    (aerospike.GeoJSON({"type": "Point", "coordinates": [1.0, 2.0]}), "userdata"),
]


@pytest.mark.parametrize(("value", "kind"), VALUES)
def test_values_come_back_as_they_were_sent(
    client: aerospike.Client, key: Key, value: Any, kind: str
) -> None:
    result = client.apply(key, MODULE, "echo", [value])
    assert type(result) is type(value)
    if isinstance(value, aerospike.GeoJSON):
        assert result.unwrap() == value.unwrap()
    else:
        assert result == value
    assert client.apply(key, MODULE, "type_of", [value]) == kind


@pytest.mark.parametrize(("value", "kind"), VALUES)
def test_a_function_stores_values(
    client: aerospike.Client, record: Key, value: Any, kind: str
) -> None:
    assert client.apply(record, MODULE, "put", ["n", value]) == 0
    stored = client.get(record)[2].get("n")
    if isinstance(value, aerospike.GeoJSON):
        assert stored.unwrap() == value.unwrap()
    else:
        assert (type(stored), stored) == (type(value), value)
    assert client.get(record)[1]["gen"] == 2


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_maps_have_no_other_keys_than_numbers_strings_and_bytes(
    client: aerospike.Client, key: Key
) -> None:
    assert client.apply(key, MODULE, "echo", [{1.5: 1}]) == {}


RESULTS: list[tuple[str, list[Any], Any]] = [
    ("count_arguments", [], 0),
    ("count_arguments", list(range(60)), 60),
    ("make_list", [], [0.5, True, 2, 3, "four"]),
    (
        "list_parts",
        [[5, 6, 7]],
        [[5, 6], [7], [5, 6, 7, 0], 3, 3, 5, 18],
    ),
    ("make_map", [], {"name": "x", 1: [1, {"inner": b""}]}),
    (
        "map_parts",
        [{"a": 2, "b": 3}, {"b": 5, "c": 7}],
        [
            ["a", "b"],
            [2, 3],
            {"a": 2, "b": 5, "c": 7},
            {"a": 2, "b": 15, "c": 7},
            {"a": 2, "c": 7},
            2,
        ],
    ),
    ("make_bytes", [], b"\x01\x02\x03\xffab"),
    (
        "bytes_parts",
        [b"\x41\x42\x00\x01"],
        [4, 0x41, 0x4142, 0x01004241, "AB", b"\x42\x00"],
    ),
    ("shown", [[1, "a", 2.5, True, None, [1], {"k": b"\xff"}]], None),
    ("shown", [b"\x01\xff"], "01 FF"),
    ("log", [], "logged"),
    ("give_table", [], None),
    ("give_record", [], None),
    ("give_zero", [], "a"),
    ("get", ["missing"], None),
]


@pytest.mark.parametrize(("function", "arguments", "result"), RESULTS)
def test_functions_return_values(
    client: aerospike.Client, record: Key, function: str, arguments: list[Any], result: Any
) -> None:
    if function == "shown" and result is None:
        result = '[1, "a", 2.5, true, NIL, [1], {"k":FF}]'
    given = client.apply(record, MODULE, function, arguments)
    assert (type(given), given) == (type(result), result)


def test_a_function_returns_geojson(client: aerospike.Client, key: Key) -> None:
    point = client.apply(key, MODULE, "location", [])
    assert isinstance(point, aerospike.GeoJSON)
    assert point.unwrap() == {"type": "Point", "coordinates": [1.5, 2]}


def test_a_function_stores_a_region_that_needs_too_many_cells_without_cells(
    client: aerospike.Client, key: Key
) -> None:
    """It can be read, copied and compared. A query on an index does not find it."""
    region = aerospike.GeoJSON({"type": "AeroCircle", "coordinates": [[0, 0], 12_000_000]})
    centre = aerospike.GeoJSON({"type": "Point", "coordinates": [0, 0]})
    size = expression_operations.expression_read("size", exp.RecordSize().compile())
    client.put(key, {"s": ""})
    before = client.operate(key, [size])[2]["size"]
    client.apply(key, MODULE, "put", ["g", region])
    # Twelve cells would need 96 bytes more.
    assert before < client.operate(key, [size])[2]["size"] < before + 90
    copy = expression_operations.expression_write("h", exp.GeoBin("g").compile())
    client.operate(key, [copy])
    assert client.get(key)[2]["h"].geo_data == region.geo_data
    inside = exp.CmpGeo(exp.GeoBin("h"), centre).compile()
    read = expression_operations.expression_read("inside", inside)
    assert client.operate(key, [read])[2] == {"inside": True}
    name = f"udf_geo_{os.getpid()}"
    client.index_single_value_create(key[0], key[1], "g", aerospike.INDEX_GEO2DSPHERE, name)
    try:
        query = client.query(key[0], key[1])
        query.where(predicates.geo_contains_point("g", 0.0, 0.0))
        assert query.results() == []
    finally:
        client.index_remove(key[0], name)


# records


def test_a_function_reads_a_record(client: aerospike.Client, record: Key) -> None:
    assert client.apply(record, MODULE, "get", ["s"]) == "text"
    assert client.apply(record, MODULE, "get", ["m"]) == {"a": 1}
    assert sorted(client.apply(record, MODULE, "names", [])) == ["l", "m", "n", "s"]
    assert client.get(record)[1]["gen"] == 1


def test_a_function_is_told_about_its_record(
    client: aerospike.Client, key: Key, set_name: str
) -> None:
    client.put(key, {"a": 1, "b": 2}, policy={"key": aerospike.POLICY_KEY_SEND})
    assert client.apply(key, MODULE, "about", []) == {
        "generation": 1,
        "set": set_name,
        "bins": 2,
        "key": key[2],
        "digest": 20,
    }


def test_a_function_changes_a_record(client: aerospike.Client, record: Key) -> None:
    assert client.apply(record, MODULE, "add", ["n", 5]) == 6
    assert client.get(record)[2]["n"] == 6
    assert client.apply(record, MODULE, "forget", ["n"]) == 0
    assert "n" not in client.get(record)[2]


def test_a_function_creates_a_record(client: aerospike.Client, key: Key) -> None:
    assert client.apply(key, MODULE, "exists", []) is False
    sent = {"key": aerospike.POLICY_KEY_SEND}
    assert client.apply(key, MODULE, "put", ["n", 1], sent) == 0
    assert client.apply(key, MODULE, "exists", []) is True
    assert client.get(key)[2] == {"n": 1}
    (found,) = client.scan(*key[:2]).results()
    assert found[0][2] == key[2]


def test_a_function_removes_a_record(client: aerospike.Client, record: Key) -> None:
    assert client.apply(record, MODULE, "remove", []) == 0
    with pytest.raises(e.RecordNotFound):
        client.get(record)
    assert client.apply(record, MODULE, "remove", []) == 1


def test_a_function_is_one_step_for_others(client: aerospike.Client, record: Key) -> None:
    def add(_: int) -> Any:
        return client.apply(record, MODULE, "add", ["n", 1])

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(add, range(200)))
    assert sorted(results) == list(range(2, 202))
    assert client.get(record)[2]["n"] == 201


def test_nothing_is_written_without_an_update(client: aerospike.Client, record: Key) -> None:
    assert client.apply(record, MODULE, "assign_only", ["n", 9]) == 9
    assert client.get(record)[2]["n"] == 1


def test_a_record_that_is_not_there_cannot_be_updated(client: aerospike.Client, key: Key) -> None:
    assert client.apply(key, MODULE, "forget", ["n"]) == -2
    assert client.exists(key)[1] is None


@pytest.mark.parametrize(("seconds", "expected"), [(100, 100), (10**6, 10**6)])
def test_a_function_sets_the_time_to_live(
    client: aerospike.Client, record: Key, seconds: int, expected: int
) -> None:
    assert client.apply(record, MODULE, "set_ttl", [seconds]) == 0
    assert expected - 5 <= client.get(record)[1]["ttl"] <= expected


def test_the_policy_gives_a_time_to_live(client: aerospike.Client, record: Key) -> None:
    client.apply(record, MODULE, "put", ["n", 2], {"ttl": 50})
    assert 45 <= client.get(record)[1]["ttl"] <= 50
    with pytest.raises(e.InvalidRequest):
        client.apply(record, MODULE, "set_ttl", [2**31])


def test_a_filter_decides_whether_a_function_runs(client: aerospike.Client, record: Key) -> None:
    is_one = exp.Eq(exp.IntBin("n"), 1).compile()
    assert client.apply(record, MODULE, "put", ["n", 2], {"expressions": is_one}) == 0
    with pytest.raises(e.FilteredOut):
        client.apply(record, MODULE, "put", ["n", 3], {"expressions": is_one})
    assert client.get(record)[2]["n"] == 2


# failures

FAILURES: list[tuple[str, str, list[Any], str]] = [
    ("missing", "echo", [], "UDF: Execution Error 1$"),
    (f"{MODULE}.lua", "echo", [], "UDF: Execution Error 1$"),
    (MODULE, "missing", [], "function not found$"),
    (MODULE, "_VERSION", [], "attempt to call a string value$"),
    (MODULE, "fail", [], rf"{MODULE}.lua:\d+: on purpose$"),
    (MODULE, "fail_with_table", [], "result value type unexpected$"),
    (MODULE, "index_nil", [], r"attempt to index a nil value \(local 'nothing'\)$"),
    (MODULE, "call_nothing", [], r"attempt to call a nil value \(global 'no_such_function'\)$"),
    (MODULE, "add_table", [], "attempt to perform arithmetic on a table value$"),
    (MODULE, "put_table", [], "can't set bin x to unsupported type$"),
    (MODULE, "set_ttl", [1.5], r"bad argument #2 to 'set_ttl' \(number has no integer"),
    (MODULE, "list_parts", [1], r"bad argument #1 to 'iterator' \(userdata expected, got number"),
    (MODULE, "list_parts", [{}], r"bad argument #1 to 'iterator' \(List expected, got Map\)$"),
]


@pytest.mark.parametrize(("module", "function", "arguments", "problem"), FAILURES)
def test_a_failing_function_raises_an_error_that_names_it(
    client: aerospike.Client,
    record: Key,
    module: str,
    function: str,
    arguments: list[Any],
    problem: str,
) -> None:
    with pytest.raises(e.UDFError) as failure:
        client.apply(record, module, function, arguments)
    error = failure.value
    assert re.search(problem, error.msg)
    assert (error.code, error.module, error.func) == (100, module, function)
    assert client.get(record)[1]["gen"] == 1


@pytest.mark.parametrize(
    ("function", "kind"), [("too_many_bins", e.BinNameError), ("too_big", e.RecordTooBig)]
)
def test_a_record_that_cannot_be_written_stays_as_it_was(
    client: aerospike.Client, record: Key, function: str, kind: type[Exception]
) -> None:
    before = client.get(record)[1:]
    with pytest.raises(kind):
        client.apply(record, MODULE, function, [])
    assert client.get(record)[1:] == before


def test_a_failure_undoes_what_was_updated(client: aerospike.Client, record: Key) -> None:
    with pytest.raises(e.UDFError, match="too late"):
        client.apply(record, MODULE, "update_then_fail", [])
    assert client.get(record)[2]["n"] == 1


def test_a_function_that_never_ends_is_stopped(client: aerospike.Client, record: Key) -> None:
    with pytest.raises(e.UDFError, match="UDF Execution Timeout"):
        # The server's own limit is a second.
        client.apply(record, MODULE, "forever", [], {"total_timeout": 0, "socket_timeout": 0})
    assert client.apply(record, MODULE, "get", ["n"]) == 1


# batches


@pytest.fixture
def keys(client: aerospike.Client, set_name: str) -> list[Key]:
    """The keys of records ``{"n": 0}`` to ``{"n": 4}``."""
    keys = [("test", set_name, number) for number in range(5)]
    for number, key in enumerate(keys):
        client.put(key, {"n": number})
    return keys


def results_of(records: br.BatchRecords) -> list[Any]:
    return [
        record.record[2]["SUCCESS"] if record.result == 0 else record.result
        for record in records.batch_records
    ]


def test_a_batch_applies_a_function(client: aerospike.Client, keys: list[Key]) -> None:
    applied = client.batch_apply(keys, MODULE, "add", ["n", 10])
    assert applied.result == 0
    assert results_of(applied) == [10, 11, 12, 13, 14]
    assert [client.get(key)[2]["n"] for key in keys] == [10, 11, 12, 13, 14]


@pytest.mark.parametrize(
    ("module", "function"), [(MODULE, "fail"), (MODULE, "missing"), ("missing", "fail")]
)
def test_a_batch_tells_of_functions_that_fail(
    client: aerospike.Client, keys: list[Key], module: str, function: str
) -> None:
    applied = client.batch_apply(keys, module, function, [])
    assert applied.result == -16
    assert results_of(applied) == [100] * 5


def test_a_batch_mixes_functions_with_other_commands(
    client: aerospike.Client, keys: list[Key]
) -> None:
    batch = br.BatchRecords(
        [
            br.Apply(keys[0], MODULE, "add", ["n", 5]),
            br.Apply(keys[1], MODULE, "fail", []),
            br.Write(keys[2], [op.write("n", 50)]),
            br.Read(keys[3], None),
            br.Remove(keys[4]),
        ]
    )
    client.batch_write(batch)
    assert [record.result for record in batch.batch_records] == [0, 100, 0, 0, 0]
    assert batch.batch_records[0].record[2] == {"SUCCESS": 5}
    assert [client.exists(key)[1] is not None for key in keys] == [True, True, True, True, False]


def test_a_batch_filters(client: aerospike.Client, keys: list[Key]) -> None:
    small = exp.LT(exp.IntBin("n"), 2).compile()
    applied = client.batch_apply(
        keys, MODULE, "add", ["n", 10], policy_batch_apply={"expressions": small}
    )
    assert results_of(applied) == [10, 11, 27, 27, 27]


# in the background


@pytest.fixture
def filled(client: aerospike.Client, set_name: str) -> Iterator[str]:
    """A set of records ``{"n": 0, "v": 0}`` and so on, and an index on ``n``."""
    for number in range(RECORDS):
        client.put(("test", set_name, number), {"n": number, "v": 0})
    client.index_single_value_create(
        "test", set_name, "n", aerospike.INDEX_NUMERIC, f"{set_name}_n"
    )
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        found = client.query("test", set_name).where(predicates.between("n", 0, RECORDS))
        try:
            if len(found.results()) == RECORDS:
                break
        except e.AerospikeError:
            pass
        time.sleep(0.02)
    yield set_name
    client.index_remove("test", f"{set_name}_n")


def changed(client: aerospike.Client, set_name: str) -> set[int]:
    """The numbers of the records whose ``v`` is not 0."""
    return {bins["n"] for _, _, bins in client.scan("test", set_name).results() if bins["v"]}


def wait(client: aerospike.Client, job: int, kind: str) -> dict[str, int]:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        info = client.job_info(job, kind)
        if info["status"] == aerospike.JOB_STATUS_COMPLETED:
            return info
        time.sleep(0.02)
    raise AssertionError(f"the job {job} does not end: {info}")


def test_a_scan_applies_a_function_to_each_record(client: aerospike.Client, filled: str) -> None:
    job = client.scan_apply("test", filled, MODULE, "put", ["v", 1])
    assert client.job_info(job, aerospike.JOB_SCAN) == {
        "progress_pct": 100,
        "records_read": RECORDS,
        "status": aerospike.JOB_STATUS_COMPLETED,
    }
    assert changed(client, filled) == set(range(RECORDS))


def test_a_query_applies_a_function_to_what_it_finds(client: aerospike.Client, filled: str) -> None:
    job = client.query_apply("test", filled, predicates.between("n", 5, 9), MODULE, "put", ["v", 1])
    assert client.job_info(job, aerospike.JOB_QUERY)["records_read"] == 5
    assert changed(client, filled) == {5, 6, 7, 8, 9}


def test_a_scan_applies_a_function_where_a_filter_is_true(
    client: aerospike.Client, filled: str
) -> None:
    small = exp.LT(exp.IntBin("n"), 3).compile()
    client.scan_apply("test", filled, MODULE, "put", ["v", 1], {"expressions": small})
    assert changed(client, filled) == {0, 1, 2}


@pytest.mark.parametrize(("kind", "name"), [("scan", "JOB_SCAN"), ("query", "JOB_QUERY")])
def test_a_walk_applies_a_function_in_the_background(
    client: aerospike.Client, filled: str, kind: str, name: str
) -> None:
    walk = getattr(client, kind)("test", filled)
    walk.apply(MODULE, "put", ["v", 1])
    job = walk.execute_background()
    wait(client, job, getattr(aerospike, name))
    assert changed(client, filled) == set(range(RECORDS))


@pytest.mark.parametrize("kind", ["scan", "query"])
def test_a_walk_in_the_background_gives_a_time_to_live(
    client: aerospike.Client, filled: str, kind: str
) -> None:
    walk = getattr(client, kind)("test", filled)
    walk.ttl = 100
    walk.apply(MODULE, "put", ["v", 1])
    wait(client, walk.execute_background(), kind)
    assert 95 <= client.get(("test", filled, 0))[1]["ttl"] <= 100


def test_a_query_in_the_background_needs_an_index(client: aerospike.Client, filled: str) -> None:
    with pytest.raises(e.IndexNotFound):
        client.query_apply("test", filled, predicates.equals("v", 1), MODULE, "put", ["v", 1])


def test_a_job_of_a_failing_function_ends(client: aerospike.Client, filled: str) -> None:
    job = client.scan_apply("test", filled, MODULE, "fail")
    assert client.job_info(job, aerospike.JOB_SCAN)["status"] == aerospike.JOB_STATUS_COMPLETED
    assert changed(client, filled) == set()


def test_a_job_without_records_ends(client: aerospike.Client, set_name: str) -> None:
    assert isinstance(client.scan_apply("test", set_name, MODULE, "put", ["v", 1]), int)
