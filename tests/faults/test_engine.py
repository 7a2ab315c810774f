"""The carrier of asynchronous clients, without a client on top."""

from __future__ import annotations

import os
import select
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from children import in_child
from raw_engine import (
    COALESCE_READS,
    COALESCE_WRITES,
    Failed,
    RawEngine,
    pack_submission,
    run_blocking,
)

import aerospike
from aerospike._command import operations, records, udf
from aerospike._msgpack import packb
from aerospike._native.library import load
from aerospike._wire.requests import Command
from aerospike.devserver import Server
from aerospike_helpers import expressions as exp
from aerospike_helpers.operations import list_operations as lists
from aerospike_helpers.operations import map_operations as maps
from aerospike_helpers.operations import operations as op

BAD_KEY, BAD_REQUEST, NOT_CONNECTED = -1000, -1002, -1003

BINS = {
    "int": 1,
    "text": "Zürich",
    "float": 0.5,
    "blob": b"\x00\x01",
    "list": [1, "two", [3]],
    "map": {"a": 1, 2: "b"},
    "geo": aerospike.GeoJSON({"type": "Point", "coordinates": [1.0, 2.0]}),
}


@pytest.fixture(scope="module")
def async_client(hosts: list[tuple[str, int]]) -> Iterator[aerospike.Client]:
    """A client whose connections for the event loop exist."""
    assert load().bridge_loops_start(1) == 0
    client = aerospike.client({"hosts": hosts})
    yield client
    client.close()


@pytest.fixture
def engine(async_client: aerospike.Client) -> Iterator[RawEngine]:
    engine = RawEngine(async_client._connection)
    yield engine
    engine.close()


@pytest.fixture
def merging(async_client: aerospike.Client) -> Iterator[RawEngine]:
    """An engine whose commands travel together."""
    engine = RawEngine(async_client._connection, flags=COALESCE_READS | COALESCE_WRITES)
    yield engine
    engine.close()


@pytest.fixture
def record(async_client: aerospike.Client, set_name: str) -> tuple[str, str, str]:
    """The key of a record with bins of all kinds."""
    key = ("test", set_name, "whole")
    async_client.put(key, BINS)
    return key


Make = Callable[[Any, Any], Command]

#: What leaves a record as it is, so that it can be done twice.
SAME_TWICE: dict[str, Make] = {
    "get": lambda session, key: records.get(session, key),
    "get of no record": lambda session, key: records.get(session, (*key[:2], "none")),
    "get with a filter": lambda session, key: records.get(
        session, key, {"expressions": exp.Eq(exp.IntBin("int"), 2).compile()}
    ),
    "get of no namespace": lambda session, key: records.get(session, ("none", *key[1:])),
    "select": lambda session, key: records.select(session, key, ["int", "list", "none"]),
    "exists": lambda session, key: records.exists(session, key),
    "exists of no record": lambda session, key: records.exists(session, (*key[:2], "none")),
    "remove of no record": lambda session, key: records.remove(session, (*key[:2], "none")),
    "put with a generation": lambda session, key: records.put(
        session, key, {"a": 1}, {"gen": 77}, {"gen": aerospike.POLICY_GEN_EQ}
    ),
    "put that must create": lambda session, key: records.put(
        session, key, {"a": 1}, None, {"exists": aerospike.POLICY_EXISTS_CREATE}
    ),
    "operate": lambda session, key: operations.operate(
        session, key, [op.read("int"), lists.list_size("list"), maps.map_size("map")]
    ),
    "operate without a result": lambda session, key: operations.operate(
        session, key, [op.read("int"), maps.map_size("none"), op.read("none")]
    ),
    "operate, ordered": lambda session, key: operations.operate_ordered(
        session, key, [op.read("int"), op.read("geo"), lists.list_get("list", 0)]
    ),
    "operate that fails": lambda session, key: operations.operate(
        session, key, [lists.list_get("int", 0)]
    ),
    "apply of no module": lambda session, key: udf.apply(session, key, "none", "none", []),
}


def same(outcome: Any, expected: Any) -> bool:
    """Whether outcomes are alike; where in the C client an error was found may differ."""
    if isinstance(expected, Failed):
        return isinstance(outcome, Failed) and (
            outcome.args[:2] + outcome.args[4:] == expected.args[:2] + expected.args[4:]
        )
    return bool(outcome == expected)


@pytest.mark.parametrize("make", SAME_TWICE.values(), ids=SAME_TWICE.keys())
def test_a_command_has_the_outcome_of_the_synchronous_one(
    make: Make, engine: RawEngine, async_client: aerospike.Client, record: tuple[str, str, str]
) -> None:
    command = make(async_client._session, record)
    expected = run_blocking(async_client._connection, command)
    (outcome,) = engine.run(command)
    assert same(outcome, expected), (outcome, expected)


@pytest.mark.parametrize("make", SAME_TWICE.values(), ids=SAME_TWICE.keys())
def test_commands_that_travel_together_have_the_outcomes_of_single_ones(
    make: Make, merging: RawEngine, async_client: aerospike.Client, record: tuple[str, str, str]
) -> None:
    session = async_client._session
    second = (*record[:2], "second")
    async_client.put(second, {**BINS, "int": 2})
    commands = [make(session, record), make(session, second)] * 3
    expected = [run_blocking(async_client._connection, command) for command in commands]
    outcomes = merging.run(*commands)
    assert all(map(same, outcomes, expected)), (outcomes, expected)


#: What writes: operations, meta and policy of an operate command, on a record of all bins.
WRITING: dict[str, tuple[list[Any], Any, Any]] = {
    "increment": ([op.increment("int", 4)], None, None),
    "append": ([op.append("text", "!")], None, None),
    "prepend": ([op.prepend("text", "!")], None, None),
    "touch": ([op.touch()], {"ttl": 1000}, None),
    "touch and read": ([op.touch(), op.read("int")], None, None),
    "write and read": ([op.write("a", 1), op.read("a"), op.read("none")], None, None),
    "write and read all": ([op.write("a", 1), op.read("")], None, None),
    "the same bin twice": (
        [op.increment("int", 1), op.read("int"), op.increment("int", 1), op.read("int")],
        None,
        None,
    ),
    "lists": (
        [
            lists.list_append("list", 4),
            lists.list_remove("list", 0),
            lists.list_size("list"),
            lists.list_append("list", None),
            lists.list_get("list", -1),
        ],
        None,
        None,
    ),
    "a list's index without a result": (
        [
            lists.list_remove_by_index("list", 0, aerospike.LIST_RETURN_NONE),
            lists.list_get_by_index("list", 0, aerospike.LIST_RETURN_NONE),
            lists.list_append("list", None),
            lists.list_pop("list", -1),
        ],
        None,
        None,
    ),
    "maps": ([maps.map_put("map", "k", [1]), op.increment("int", 1)], None, None),
    "a map's key without a result": (
        [maps.map_remove_by_key("map", "a", aerospike.MAP_RETURN_NONE), op.read("int")],
        None,
        None,
    ),
    "no bin": ([op.increment("new", 1), op.read("geo")], None, None),
    "delete": ([op.delete()], None, None),
    "delete and write": ([op.delete(), op.write("a", 1), op.read("int")], None, None),
    "another type": ([op.append("int", "x")], None, None),
    "ttl": ([op.increment("int", 1)], {"ttl": 77}, None),
    "ttl of the policy": ([op.increment("int", 1)], None, {"ttl": 78}),
    "generation": ([op.increment("int", 1)], {"gen": 1}, {"gen": aerospike.POLICY_GEN_EQ}),
    "another generation": ([op.increment("int", 1)], {"gen": 9}, {"gen": aerospike.POLICY_GEN_EQ}),
    "create": ([op.increment("int", 1)], None, {"exists": aerospike.POLICY_EXISTS_CREATE}),
    "update": ([op.increment("int", 1)], None, {"exists": aerospike.POLICY_EXISTS_UPDATE}),
    "filter": (
        [op.increment("int", 1)],
        None,
        {"expressions": exp.Eq(exp.IntBin("int"), 1).compile()},
    ),
    "filtered out": (
        [op.increment("int", 1)],
        None,
        {"expressions": exp.Eq(exp.IntBin("int"), 2).compile()},
    ),
    "key": ([op.increment("int", 1)], None, {"key": aerospike.POLICY_KEY_SEND}),
    "linearize": (
        [op.increment("int", 1), op.read("int")],
        None,
        {"read_mode_sc": aerospike.POLICY_READ_MODE_SC_LINEARIZE},
    ),
}


def without_digest(outcome: Any) -> Any:
    return outcome if isinstance(outcome, Failed) else [*outcome[:2], *outcome[3:]]


@pytest.mark.parametrize(("ops", "meta", "policy"), WRITING.values(), ids=WRITING.keys())
@pytest.mark.parametrize("method", [operations.operate, operations.operate_ordered])
def test_an_operate_that_writes_and_travels_with_others_does_what_it_does_alone(
    method: Any,
    ops: list[Any],
    meta: Any,
    policy: Any,
    merging: RawEngine,
    async_client: aerospike.Client,
    set_name: str,
) -> None:
    session = async_client._session
    bins = {name: value for name, value in BINS.items() if name != "geo"}
    keys = [("test", set_name, number) for number in range(4)]
    for key in keys:
        async_client.put(key, bins, policy={"key": aerospike.POLICY_KEY_DIGEST})
    commands = [method(session, key, ops, meta, policy) for key in keys]
    alone = [run_blocking(async_client._connection, command) for command in commands[:2]]
    outcomes = merging.run(*commands[2:])
    assert all(map(same, map(without_digest, outcomes), map(without_digest, alone))), outcomes
    one, other = (async_client.batch_read(keys[half : half + 2]).batch_records for half in (0, 2))
    assert [(row.result, row.record and row.record[1:]) for row in one] == [
        (row.result, row.record and row.record[1:]) for row in other
    ]


def test_operates_that_write_travel_together(
    merging: RawEngine, async_client: aerospike.Client, set_name: str
) -> None:
    def in_batches() -> int:
        total = 0
        for error, text in async_client.info_all("namespace/test").values():
            assert error is None
            pairs = dict(pair.split("=", 1) for pair in text.split("\t")[-1].strip().split(";"))
            total += int(pairs["batch_sub_write_success"])
        return total

    keys = [("test", set_name, number) for number in range(60)]
    before = in_batches()
    merging.run(
        *[operations.operate(async_client._session, key, [op.increment("n", 1)]) for key in keys]
    )
    assert in_batches() - before == len(keys)


def test_commands_on_one_key_keep_their_order(
    merging: RawEngine, async_client: aerospike.Client, set_name: str
) -> None:
    session = async_client._session
    key = ("test", set_name, 1)
    commands = []
    for number in range(50):
        commands += [
            records.put(session, key, {"n": number}),
            records.get(session, key),
            operations.operate(session, key, [op.increment("n", 1)]),
            records.select(session, key, ["n"]),
            records.remove(session, key),
            records.exists(session, key),
        ]
    outcomes = merging.run(*commands)
    assert [outcome[3]["n"] for outcome in outcomes[1::6]] == list(range(50))
    assert [outcome[3]["n"] for outcome in outcomes[3::6]] == list(range(1, 51))
    assert [outcome[0] for outcome in outcomes[5::6]] == [None] * 50


def test_commands_on_many_keys_travel_in_several_batches(
    merging: RawEngine, async_client: aerospike.Client, set_name: str
) -> None:
    session = async_client._session
    keys = [("test", set_name, number) for number in range(1000)]
    assert merging.run(*[records.put(session, key, {"n": key[2]}) for key in keys]) == [None] * 1000
    replies = merging.run(*[records.get(session, key) for key in keys])
    assert [reply[3]["n"] for reply in replies] == list(range(1000))


def test_writes_do_what_they_say(
    engine: RawEngine, async_client: aerospike.Client, set_name: str
) -> None:
    session = async_client._session
    keys = [("test", set_name, number) for number in range(4)]
    bins = {name: value for name, value in BINS.items() if name != "geo"}
    assert engine.run(*[records.put(session, key, bins) for key in keys]) == [None] * 4
    assert (
        engine.run(
            operations.operate(session, keys[0], [op.increment("int", 4)]),
            records.remove(session, keys[1]),
        )[1]
        is None
    )
    assert async_client.get(keys[0])[2] == {**bins, "int": 5}
    assert async_client.exists(keys[1])[1] is None
    assert async_client.get(keys[2])[2] == bins


def test_commands_of_one_submission_complete_each_with_its_own_reply(
    engine: RawEngine, async_client: aerospike.Client, set_name: str
) -> None:
    session = async_client._session
    keys = [("test", set_name, number) for number in range(1000)]
    engine.run(*[records.put(session, key, {"n": key[2]}) for key in keys])
    replies = engine.run(*[records.get(session, key) for key in keys])
    assert [reply[3]["n"] for reply in replies] == list(range(1000))


def test_a_flood_waits_in_the_engine(
    async_client: aerospike.Client, record: tuple[str, str, str]
) -> None:
    engine = RawEngine(async_client._connection, in_flight=4)
    get = records.get(async_client._session, record)
    outcomes = engine.run(*[get] * 20_000)
    assert outcomes == [outcomes[0]] * 20_000
    assert not isinstance(outcomes[0], Failed)
    engine.close()


def request_of(command: Command, request: bytes) -> Command:
    return (command[0], request, *command[2:])


@pytest.mark.parametrize(
    ("request_bytes", "code"),
    [
        (packb([None, 0, ["test", "s", None]]), BAD_KEY),
        (packb([None, 0]), BAD_REQUEST),
        (packb({}), BAD_REQUEST),
        (packb("text"), BAD_REQUEST),
    ],
    ids=["key", "too short", "map", "text"],
)
def test_a_bad_request_is_the_outcome_of_its_command_alone(
    request_bytes: bytes,
    code: int,
    engine: RawEngine,
    async_client: aerospike.Client,
    record: tuple[str, str, str],
) -> None:
    get = records.get(async_client._session, record)
    before, bad, after = engine.run(get, request_of(get, request_bytes), get)
    assert bad.code == code
    assert before == after
    assert not isinstance(before, Failed)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x90\x90",
        packb({}),
        packb([1, 0]),
        packb([0, 0, []]),
        packb([1, 200, []]),
        packb([2, 0, [], 1, 0, []]),
        packb([1, 0, [], 1, 0, []]),
        b"\x93\x01",
    ],
    ids=["nothing", "too much", "map", "too short", "token", "function", "order", "twice", "cut"],
)
def test_a_malformed_submission_begins_nothing(engine: RawEngine, data: bytes) -> None:
    assert engine.submit_bytes(data) == -1
    assert engine.call.error.code == BAD_REQUEST
    assert engine.take() == 0


def test_a_command_that_is_submitted_twice_runs_once(
    engine: RawEngine, async_client: aerospike.Client, key: tuple[str, str, str]
) -> None:
    """An exception of a signal leaves it unknown whether the bridge has got the commands."""
    session = async_client._session
    add = operations.operate(session, key, [op.increment("n", 1)])
    tokens = engine.submit(add, add)
    again = pack_submission(zip(tokens, (add, add)))
    assert engine.submit_bytes(again) >= 0
    # One more behind them, as a carrier adds it.
    engine.commands[3] = add
    more = pack_submission(zip((*tokens, 3), (add, add, add)))
    assert engine.submit_bytes(more) >= 0
    assert engine.submit_bytes(more) >= 0
    assert not any(isinstance(outcome, Failed) for outcome in engine.wait([*tokens, 3]))
    assert engine.take() == 0
    assert async_client.get(key)[2] == {"n": 3}


@pytest.mark.parametrize(
    ("settings", "most"),
    [
        ("async_max_connections_per_node: 7", 7),
        ("max_connections_per_node: 9", 9),
        ("max_connections_per_node: 9\n    async_max_connections_per_node: 12", 12),
    ],
)
def test_the_loop_has_the_connections_that_the_provider_says(
    settings: str, most: int, tmp_path: Path
) -> None:
    assert load().bridge_loops_start(1) == 0
    provider = tmp_path / "provider.yml"
    provider.write_text(f"version: 1.0.0\nstatic:\n  client:\n    {settings}\n")
    with Server() as server:
        client = aerospike.client(
            {"hosts": server.hosts, "config_provider": aerospike.ConfigProvider(str(provider))}
        )
        assert client._connection.asynchronous_connections == most
        engine = RawEngine(client._connection, in_flight=50)
        key = ("test", "provider", 1)
        engine.run(records.put(client._session, key, {"n": 1}))
        node = server.nodes[0]
        before = node.connections
        server.nodes[0].freeze()
        tokens = engine.submit(*[records.get(client._session, key, {"total_timeout": 0})] * 50)
        deadline = time.monotonic() + 10
        while node.connections - before < most - 1 and time.monotonic() < deadline:
            time.sleep(0.01)
        server.nodes[0].thaw()
        assert not any(isinstance(one, Failed) for one in engine.wait(tokens))
        assert node.connections - before == most - 1
        engine.close()
        client.close()


def test_an_empty_submission_does_nothing(engine: RawEngine) -> None:
    assert engine.submit() == []
    assert engine.take() == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no descriptor for this")
def test_the_descriptor_is_readable_until_completions_are_taken(
    engine: RawEngine, async_client: aerospike.Client, record: tuple[str, str, str]
) -> None:
    descriptor = engine.library.bridge_engine_descriptor(engine.engine)
    assert not select.select([descriptor], [], [], 0)[0]
    engine.submit(records.get(async_client._session, record))
    assert select.select([descriptor], [], [], 30)[0]
    assert engine.take() == 1
    assert not select.select([descriptor], [], [], 0)[0]


def test_a_closed_client_refuses_each_command(hosts: list[tuple[str, int]]) -> None:
    assert load().bridge_loops_start(1) == 0
    client = aerospike.client({"hosts": hosts})
    engine = RawEngine(client._connection)
    get = records.get(client._session, ("test", "s", 1))
    client.close()
    assert [outcome.code for outcome in engine.run(get, get)] == [NOT_CONNECTED] * 2
    client.connect()
    assert engine.run(get)[0].code == 2
    engine.close()
    client.close()


def test_close_waits_for_commands_under_way(hosts: list[tuple[str, int]], set_name: str) -> None:
    assert load().bridge_loops_start(1) == 0
    client = aerospike.client({"hosts": hosts})
    engine = RawEngine(client._connection, in_flight=8)
    put = records.put(client._session, ("test", set_name, 1), {"a": 1})
    tokens = engine.submit(*[put] * 5_000)
    client.close()
    outcomes = engine.wait(tokens)
    refused = outcomes.index(next((o for o in outcomes if o is not None), None))
    assert all(outcome is None for outcome in outcomes[:refused])
    assert all(outcome is None or outcome.code == NOT_CONNECTED for outcome in outcomes[refused:])
    engine.close()


def test_an_engine_may_go_with_commands_under_way(
    async_client: aerospike.Client, record: tuple[str, str, str]
) -> None:
    get = records.get(async_client._session, record)
    for _ in range(20):
        engine = RawEngine(async_client._connection, in_flight=8)
        engine.submit(*[get] * 200)
        engine.close()
    engine = RawEngine(async_client._connection)
    assert not isinstance(engine.run(get)[0], Failed)
    engine.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_client_from_before_the_loops_works_beside_them(hosts: list[tuple[str, int]]) -> None:
    """In a process of its own: this one has loops."""

    def work() -> None:
        early = aerospike.client({"hosts": hosts})
        assert load().bridge_loops_start(2) == 0
        late = aerospike.client({"hosts": hosts})
        key = ("test", "early", 1)
        engine = RawEngine(late._connection)
        engine.run(records.put(late._session, key, {"a": 1}))
        assert early.get(key)[2] == {"a": 1}
        early.close()
        early.connect()
        assert early.get(key)[2] == {"a": 1}
        engine.close()
        late.close()
        late.connect()
        assert late.get(key)[2] == {"a": 1}

    assert in_child(work) == ""
