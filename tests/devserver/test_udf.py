"""Lua in the development server: what modules cannot do, and what happens without Lua."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import aerospike
from aerospike import exception as e
from aerospike.devserver import Server
from aerospike.devserver.errors import Result, ResultError
from aerospike.devserver.lua.modules import Module, Modules
from aerospike.devserver.lua.record import UdfRecord
from aerospike.devserver.lua.state import MEMORY_LIMIT, check_module
from aerospike.devserver.model.record import Record
from aerospike.devserver.model.values import Geo, Str


def run(body: str) -> tuple[bool, object]:
    """Runs a function with a body: whether it succeeded, and its result."""
    modules = Modules()
    modules.put(Module("m.lua", f"function f(rec) {body} end".encode(), ""))
    with modules.state("m") as state:
        assert state is not None
        return state.apply(b"f", UdfRecord(b"\0" * 20, None), [])


@pytest.mark.parametrize(
    "hidden",
    [
        "io",
        "python",
        "dofile",
        "loadfile",
        "os.execute",
        "os.remove",
        "os.getenv",
        "os.exit",
        "package.loadlib",
        "package.loaded.io",
        "package.loaded.python",
        "package.loaded.debug",
        "package.loaded.os.execute",
    ],
)
def test_modules_cannot_reach_the_machine(hidden: str) -> None:
    assert run(f"return {hidden} == nil") == (True, True)


def test_modules_keep_the_time_and_the_date() -> None:
    assert run("return os.time() > 1 and os.date('%Y') > '2000' and os.clock() >= 0") == (
        True,
        True,
    )


def test_modules_cannot_run_bytecode() -> None:
    went_well, problem = run("local f, problem = load(string.dump(f)) error(problem, 0)")
    assert not went_well
    assert b"attempt to load a binary chunk" in bytes(problem)  # type: ignore[call-overload]


def test_modules_cannot_look_into_objects() -> None:
    assert run("return type(list()) .. type(getmetatable(list()).nothing)") == (
        True,
        Str(b"userdatanil"),
    )
    went_well, _ = run("for key in pairs(rec) do end")
    assert not went_well


@pytest.mark.parametrize(
    "body",
    [
        "while true do end",
        "while true do pcall(function() while true do end end) end",
        "local c = coroutine.wrap(function() while true do end end) c()",
        "local c = coroutine.create(function() while true do end end) "
        "while true do coroutine.resume(c) end",
    ],
)
def test_functions_that_never_end_are_stopped(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aerospike.devserver.lua.state.TIME_LIMIT", 0.1)
    went_well, problem = run(body)
    assert not went_well
    assert bytes(problem).endswith(b"UDF Execution Timeout")  # type: ignore[call-overload]


def test_functions_have_so_much_memory() -> None:
    assert MEMORY_LIMIT < 2**30
    assert run("local s = 'x' for _ = 1, 40 do s = s .. s end") == (
        False,
        Str(b"not enough memory"),
    )


def test_a_module_that_never_ends_is_not_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aerospike.devserver.lua.state.TIME_LIMIT", 0.1)
    problem = check_module(b"while true do end", "m.lua", lambda name: None)
    assert problem is not None
    assert b"UDF Execution Timeout" in problem


def test_a_function_that_is_stopped_does_not_keep_others_from_running() -> None:
    modules = Modules()
    modules.put(Module("m.lua", b"function f(rec) error('x') end function g(rec) return 1 end", ""))
    for _ in range(20):
        for function, went_well in ((b"f", False), (b"g", True)):
            with modules.state("m") as state:
                assert state is not None
                assert state.apply(function, UdfRecord(b"\0" * 20, None), [])[0] is went_well


def test_geojson_that_is_none_is_not_stored() -> None:
    record = UdfRecord(b"\0" * 20, Record(b"\0" * 20))
    assert record.set_bin(b"g", Geo(b"{}")) == Result.GEO_INVALID_GEOJSON
    assert record.set_bin(b"g", Geo(b'{"type": "Point", "coordinates": [1, 2]}')) == Result.OK


@pytest.fixture
def no_lua(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lupa", None)


def test_without_lua_a_state_says_what_to_install(no_lua: None) -> None:
    with pytest.raises(ResultError, match="pip install lupa") as failure:
        check_module(b"", "m.lua", lambda name: None)
    assert failure.value.code == Result.UNSUPPORTED_FEATURE


def test_without_lua_the_commands_are_not_supported(no_lua: None, tmp_path: Path) -> None:
    path = tmp_path / "m.lua"
    path.write_text("function f(rec) return 1 end")
    with Server() as server:
        client = aerospike.client({"hosts": server.hosts, "lua": {"user_path": str(tmp_path)}})
        with pytest.raises(e.AerospikeError, match="need Lua"):
            client.udf_put(str(path))
        with pytest.raises(e.UnsupportedFeature):
            client.apply(("test", "s", 1), "m", "f", [])
        client.close()


def test_the_nodes_of_a_cluster_share_their_modules(tmp_path: Path) -> None:
    path = tmp_path / "shared.lua"
    path.write_text(
        "function put(rec, n) rec.n = n return aerospike:create(rec) end\n"
        "function sum(stream) return stream"
        " : map(function(rec) return rec.n end)"
        " : reduce(function(one, other) return one + other end) end"
    )
    with Server(nodes=3) as server:
        client = aerospike.client({"hosts": server.hosts, "lua": {"user_path": str(tmp_path)}})
        client.udf_put(str(path))
        for number in range(60):
            assert client.apply(("test", "s", number), "shared", "put", [number]) == 0
        assert client.query("test", "s").apply("shared", "sum").results() == [sum(range(60))]
        client.close()
