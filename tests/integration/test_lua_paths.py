"""Directories of Lua modules: each client has its own, and none takes that of another away."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import aerospike

MODULE = "own_directory"
SET = "own_directory"
RECORDS = 20

#: The server counts the records; what the client makes of the counts tells whose module it ran.
SOURCE = """
local function one(record) return 1 end
local function add(a, b) return a + b end
local function tell(n) return "{name}:" .. n end
function count(stream) return stream : map(one) : reduce(add) : map(tell) end
"""

Make = Callable[..., aerospike.Client]


@pytest.fixture
def make(config: dict[str, Any], patient: dict[str, Any], tmp_path: Path) -> Iterator[Make]:
    """Makes clients: one with a name has a directory of its own, with a module that says it."""
    made: list[aerospike.Client] = []

    def client(name: str | None = None, **more: Any) -> aerospike.Client:
        lua: dict[str, Any] = {}
        if name is not None:
            directory = tmp_path / name
            directory.mkdir(exist_ok=True)
            (directory / f"{MODULE}.lua").write_text(SOURCE.format(name=name))
            lua = {"lua": {"user_path": str(directory)}}
        connected = aerospike.client({**config, "policies": patient, **lua, **more})
        made.append(connected)
        return connected

    registering = client("registering")
    registering.udf_put(str(tmp_path / "registering" / f"{MODULE}.lua"))
    for number in range(RECORDS):
        registering.put(("test", SET, number), {"n": number})
    yield client
    registering.udf_remove(f"{MODULE}.lua")
    for connected in made:
        connected.close()


def count(client: aerospike.Client) -> Any:
    return client.query("test", SET).apply(MODULE, "count").results()


def counted(name: str) -> list[str]:
    return [f"{name}:{RECORDS}"]


def test_a_client_that_names_no_directory_takes_none_away(make: Make) -> None:
    first = make("first")
    assert count(first) == counted("first")
    make()
    make(lua={})
    make(lua={"user_path": "/no/such/directory"})
    assert count(first) == counted("first")


def test_each_client_has_its_own_modules(make: Make) -> None:
    first, second = make("first"), make("second")
    for _ in range(3):
        assert count(first) == counted("first")
        assert count(second) == counted("second")


def test_clients_aggregate_side_by_side(make: Make) -> None:
    clients = {name: make(name) for name in ("a", "b", "c", "d")}
    wrong: list[Any] = []

    def run(name: str) -> None:
        for _ in range(25):
            found = count(clients[name])
            if found != counted(name):
                wrong.append((name, found))

    threads = [threading.Thread(target=run, args=(name,)) for name in clients for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_clients_connect_while_others_aggregate(make: Make) -> None:
    first = make("first")
    done = threading.Event()

    def connect() -> None:
        while not done.is_set():
            make().close()

    connecting = [threading.Thread(target=connect) for _ in range(2)]
    for thread in connecting:
        thread.start()
    try:
        for _ in range(30):
            assert count(first) == counted("first")
    finally:
        done.set()
        for thread in connecting:
            thread.join()


def test_a_client_closed_in_between_keeps_its_directory(make: Make) -> None:
    first, second = make("first"), make("second")
    first.close()
    assert count(second) == counted("second")
    first.connect()
    assert count(first) == counted("first")


def test_an_aggregation_that_fails_leaves_the_others_alone(make: Make, tmp_path: Path) -> None:
    first, broken = make("first"), make("broken")
    (tmp_path / "broken" / f"{MODULE}.lua").write_text("this is not Lua")
    with pytest.raises(aerospike.exception.UDFError):
        count(broken)
    (tmp_path / "broken" / f"{MODULE}.lua").write_text("function count(s) error('oh') end")
    with pytest.raises(aerospike.exception.UDFError):
        count(broken)
    assert count(first) == counted("first")


def test_a_module_in_the_working_directory_is_found_by_a_client_that_names_none(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    name = f"{MODULE}_here"
    Path(f"{name}.lua").write_text(SOURCE.format(name="here"))
    client = make()
    client.udf_put(f"{name}.lua")
    try:
        found = client.query("test", SET).apply(name, "count").results()
    finally:
        client.udf_remove(f"{name}.lua")
    assert found == counted("here")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_child_aggregates_with_a_client_of_its_own(make: Make) -> None:
    first = make("first")
    assert count(first) == counted("first")
    child = os.fork()
    if child == 0:
        status = 1
        try:
            status = 0 if count(make("second")) == counted("second") else 2
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert count(first) == counted("first")
