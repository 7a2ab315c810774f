"""The demonstration against the server under test."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import aerospike
from aerospike import aio
from aerospike.demo import __main__ as demo
from aerospike.demo.cities import load

Run = Callable[..., int]


@pytest.fixture(autouse=True)
def hosts_in_environment(hosts: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch) -> None:
    text = ",".join(f"{host}:{port}" for host, port in hosts)
    monkeypatch.setenv("AEROSPIKE_HOSTS", text)


@pytest.fixture(autouse=True)
def lua_where_there_is(is_real_server: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    # The environment names a development server here, too.
    has_lua = is_real_server or demo.find_spec(demo.DEVELOPMENT_LUA) is not None
    monkeypatch.setattr(demo, "runs_lua", lambda: has_lua)


@pytest.fixture
def run(set_name: str, tmp_path: Path) -> Run:
    """Runs the demonstration with some of the cities."""
    arguments = ["--batch", "150", "--set", set_name, "--picture", str(tmp_path / "map.png")]
    return lambda cities=400: demo.main([*arguments, "--cities", str(cities)])


def test_demonstration_ends_well_and_can_be_repeated(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        assert run() == 0
        said = capsys.readouterr().out
        assert "Every bin of all 400 records is as it was written." in said
        assert "each record once" in said
        assert said.splitlines()[-1].startswith('Try next: "python -m aerospike.devserver"')
        assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")


def test_demonstration_finds_something_in_every_step(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(cities=1500) == 0
    table = capsys.readouterr().out.partition("records/s\n")[2].splitlines()
    steps = dict(line.rsplit(maxsplit=3)[:2] for line in table[1 : table.index("")])
    assert {name.split(",")[0] for name in steps} >= {"write", "read", "update", "query", "scan"}
    assert {"query, by population", "query, by an expression", "query, in a polygon"} < set(steps)
    # That few cities may have had none of the names.
    del steps["query, by an expression"]
    assert all(int(count.replace(",", "")) > 0 for count in steps.values())


def test_demonstration_leaves_neither_indexes_nor_modules(
    run: Run, client: aerospike.Client, set_name: str
) -> None:
    assert run() == 0
    _, indexes = client.info_random_node("sindex-list").split("\t")
    assert set_name not in indexes
    if demo.runs_lua():
        assert "demo_population.lua" not in [module["name"] for module in client.udf_list()]


def test_demonstration_fails_on_the_first_difference(
    run: Run,
    set_name: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    damaged = load("test", set_name, 400)[123].key
    put = aerospike.Client.put

    def damaging_put(self: Any, key: Any, bins: Any, **kwargs: Any) -> Any:
        if key == damaged:
            bins = {**bins, "population": -1}
        return put(self, key, bins, **kwargs)

    monkeypatch.setattr(aerospike.Client, "put", damaging_put)
    assert run() == 1
    assert f"record {damaged}, bin 'population'" in capsys.readouterr().err


def test_demonstration_compares_awaits_with_commands_one_by_one(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run() == 0
    assert re.search(r"400 awaits at once: [\d.]+ times the speed", capsys.readouterr().out)


def test_demonstration_fails_where_an_await_does(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    get = aio.AsyncClient.get

    async def damaging_get(self: Any, key: Any) -> Any:
        key, meta, bins = await get(self, key)
        return key, meta, {**bins, "population": -1}

    monkeypatch.setattr(aio.AsyncClient, "get", damaging_get)
    assert run() == 1
    assert "-1 was read" in capsys.readouterr().err


def lose_first(found: Iterator[Any]) -> Iterator[Any]:
    next(found, None)
    return found


def repeat_first(found: Iterator[Any]) -> Iterator[Any]:
    for number, record in enumerate(found):
        yield record
        if number == 0:
            yield record


def damage_first(found: Iterator[Any]) -> Iterator[Any]:
    for number, (key, meta, bins) in enumerate(found):
        yield key, meta, bins if number else {**bins, "name": "Nowhere"}


@pytest.mark.parametrize("kind", [aerospike.Query, aerospike.Scan])
@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lose_first, "not found"),
        (repeat_first, "was found twice"),
        (damage_first, "'Nowhere' was read"),
    ],
)
def test_demonstration_fails_where_a_scan_or_query_does(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    kind: Any,
    damage: Callable[[Iterator[Any]], Iterator[Any]],
    message: str,
) -> None:
    records = kind.records

    def damaged(self: Any, *args: Any, **kwargs: Any) -> Any:
        return (record for record in damage(records(self, *args, **kwargs)))

    monkeypatch.setattr(kind, "records", damaged)
    assert run() == 1
    assert message in capsys.readouterr().err


def test_demonstration_fails_where_an_aggregation_does(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if not demo.runs_lua():
        pytest.skip("the development server has no Lua here")
    results = aerospike.Query.results

    def one_more(self: Any, *args: Any, **kwargs: Any) -> Any:
        (total,) = results(self, *args, **kwargs)
        return [{**total, "CH": total["CH"] + 1}]

    monkeypatch.setattr(aerospike.Query, "results", one_more)
    assert run() == 1
    assert "difference: country CH: its population is" in capsys.readouterr().err


def test_demonstration_says_what_it_leaves_out(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(*_: Any) -> None:
        raise ModuleNotFoundError("No module named 'matplotlib'")

    monkeypatch.setattr(demo, "runs_lua", lambda: False)
    monkeypatch.setattr(demo.picture, "draw", missing)
    assert run() == 0
    said = capsys.readouterr().out
    assert "in Lua: left out" in said
    assert "picture: left out" in said
