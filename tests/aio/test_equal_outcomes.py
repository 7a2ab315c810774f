"""Commands have the same outcomes whether they block, are awaited, or travel together."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from itertools import count
from typing import Any

import pytest
from children import LONG
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

import aerospike
from aerospike import aio
from aerospike import exception as e
from aerospike_helpers import expressions as exp
from aerospike_helpers.operations import list_operations as lists
from aerospike_helpers.operations import map_operations as maps
from aerospike_helpers.operations import operations as op

EXAMPLES = 5000 if LONG else 60

KEYS = 4
MOMENT = 5
"""Seconds of a record's life that may pass between a write and a read."""

PATIENT = {"total_timeout": 30_000, "socket_timeout": 30_000}
POLICIES = dict.fromkeys(("read", "write", "operate", "apply", "remove", "batch"), PATIENT)

NAMES = ("n", "s", "l", "m", "none")
FILTERS = {
    "": None,
    "n is 1": exp.Eq(exp.IntBin("n"), 1).compile(),
    "s is there": exp.BinExists("s").compile(),
    "of the wrong type": exp.GT(exp.ListBin("n"), exp.ListBin("l")).compile(),
}

# A command is the name of a method, and its arguments after the key.
Step = tuple[str, int, tuple[Any, ...], dict[str, Any]]
Outcome = tuple[Any, ...]


def policies(**more: some.SearchStrategy[Any]) -> some.SearchStrategy[dict[str, Any]]:
    """Policies of single commands; some of them cannot travel with others."""
    options: dict[str, some.SearchStrategy[Any]] = {
        "expressions": some.sampled_from([f for f in FILTERS.values() if f]),
        "max_retries": some.integers(0, 2),
        "total_timeout": some.sampled_from([20_000, 30_000]),
        **more,
    }
    return some.fixed_dictionaries({}, optional=options)


READ_POLICY = policies(
    key=some.sampled_from([aerospike.POLICY_KEY_DIGEST, aerospike.POLICY_KEY_SEND]),
    replica=some.sampled_from([aerospike.POLICY_REPLICA_MASTER, aerospike.POLICY_REPLICA_ANY]),
    read_touch_ttl_percent=some.sampled_from([-1, 0, 80]),
    deserialize=some.booleans(),
)
WRITE_POLICY = policies(
    gen=some.sampled_from(
        [aerospike.POLICY_GEN_IGNORE, aerospike.POLICY_GEN_EQ, aerospike.POLICY_GEN_GT]
    ),
    key=some.sampled_from([aerospike.POLICY_KEY_DIGEST, aerospike.POLICY_KEY_SEND]),
    commit_level=some.sampled_from(
        [aerospike.POLICY_COMMIT_LEVEL_ALL, aerospike.POLICY_COMMIT_LEVEL_MASTER]
    ),
)
EXISTS = some.sampled_from(
    [
        aerospike.POLICY_EXISTS_IGNORE,
        aerospike.POLICY_EXISTS_CREATE,
        aerospike.POLICY_EXISTS_UPDATE,
        aerospike.POLICY_EXISTS_REPLACE,
        aerospike.POLICY_EXISTS_CREATE_OR_REPLACE,
    ]
)
META = some.fixed_dictionaries(
    {}, optional={"gen": some.integers(0, 4), "ttl": some.sampled_from([0, 1000, 20_000])}
)
VALUES = {
    "n": some.integers(-(2**63), 2**63 - 1) | some.integers(0, 3) | some.floats(allow_nan=False),
    "s": some.text(max_size=6) | some.integers(0, 3),
    "l": some.lists(some.integers(0, 9) | some.text(max_size=2), max_size=4),
    "m": some.dictionaries(some.text(max_size=2), some.integers(0, 9), max_size=4),
    "fifteen_bytes__": some.binary(max_size=4),
    "sixteen_bytes___": some.just(1),
    "": some.just(1),
}
WHOLE = {"n": 1, "s": "text", "l": [1, "a"], "m": {"a": 1}}
BINS = some.fixed_dictionaries({}, optional=VALUES) | some.just(WHOLE)
READS = some.sampled_from(
    [
        op.read("n"),
        op.read("none"),
        lists.list_size("l"),
        lists.list_get("l", 1),
        lists.list_size("n"),
        maps.map_size("m"),
        maps.map_get_by_key("m", "a", aerospike.MAP_RETURN_VALUE),
    ]
)
WRITES = some.sampled_from(
    [
        op.write("n", 1),
        op.increment("n", 1),
        op.append("s", "x"),
        op.touch(),
        op.delete(),
        lists.list_append("l", 7),
        lists.list_append("s", 7),
        maps.map_put("m", "b", 2),
    ]
)


def step(
    method: str, *args: some.SearchStrategy[Any], **kwargs: some.SearchStrategy[Any]
) -> some.SearchStrategy[Step]:
    return some.tuples(
        some.just(method),
        some.integers(0, KEYS - 1),
        some.tuples(*args),
        some.fixed_dictionaries({}, optional=kwargs),
    )


OPERATIONS = some.lists(READS, min_size=0, max_size=3) | some.lists(READS | WRITES, max_size=4)
STEPS = some.one_of(
    step("get", policy=READ_POLICY),
    step("select", some.lists(some.sampled_from((*NAMES, "")), max_size=3), policy=READ_POLICY),
    step("exists", policy=READ_POLICY),
    step("put", BINS, meta=META, policy=policies(exists=EXISTS)),
    step("put", BINS, meta=META, policy=WRITE_POLICY),
    step("operate", OPERATIONS, meta=META, policy=WRITE_POLICY),
    step("operate", some.lists(READS, min_size=1, max_size=3), policy=policies()),
    step("operate_ordered", OPERATIONS, meta=META, policy=WRITE_POLICY),
    step("remove", meta=META, policy=policies(gen=some.sampled_from([0, 1, 2]))),
    step("remove_bin", some.lists(some.sampled_from(NAMES), min_size=1, max_size=2)),
    step("touch", some.sampled_from([0, 1000]), meta=META, policy=WRITE_POLICY),
    step("append", some.sampled_from(NAMES), some.text(max_size=3), policy=WRITE_POLICY),
    step("prepend", some.sampled_from(NAMES), some.binary(max_size=3)),
    step("increment", some.sampled_from(NAMES), some.integers(-3, 3) | some.just(0.5), meta=META),
    step("apply", some.just("none"), some.just("none"), some.just([1])),
)


def is_near(one: Any, other: Any) -> bool:
    """Whether two lives of a record are alike: seconds, or none, or those that never end."""
    if isinstance(one, int) and isinstance(other, int):
        return abs(one - other) <= MOMENT
    return bool(one == other)


def same(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict) and {"gen", "ttl"} == {*one, *other}:
        return one["gen"] == other["gen"] and is_near(one["ttl"], other["ttl"])
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and repr(one) == repr(other)


def outcome_of(result: Any, set_name: str) -> Outcome:
    """What there is to see of a command's end, without the set that it was in."""

    def plain(key: Any) -> Any:
        if isinstance(key, tuple):
            # The digest is another in another set.
            return (*key[:1], *key[2:3], len(key))
        return key

    if isinstance(result, BaseException):
        if not isinstance(result, e.AerospikeError):
            return type(result), str(result)
        return (
            type(result),
            result.code,
            str(result.msg).replace(set_name, "SET"),
            result.in_doubt,
            plain(getattr(result, "key", None)),
            getattr(result, "bin", None),
        )
    if isinstance(result, tuple):
        return (plain(result[0]), *result[1:])
    return (result,)


def call(client: Any, set_name: str, number: int, one: Step) -> Any:
    method, key, args, kwargs = one
    return getattr(client, method)(("test", set_name, f"{number} {key}"), *args, **kwargs)


def run_blocking(client: aerospike.Client, number: int, steps: list[Step]) -> list[Outcome]:
    outcomes = []
    for one in steps:
        try:
            result = call(client, "equal_blocking", number, one)
        except Exception as error:
            result = error
        outcomes.append(outcome_of(result, "equal_blocking"))
    return outcomes


async def run_one_by_one(client: aio.AsyncClient, number: int, steps: list[Step]) -> list[Outcome]:
    outcomes = []
    for one in steps:
        try:
            result = await call(client, "equal_awaited", number, one)
        except Exception as error:
            result = error
        outcomes.append(outcome_of(result, "equal_awaited"))
    return outcomes


async def run_together(client: aio.AsyncClient, number: int, steps: list[Step]) -> list[Outcome]:
    """All in one tick; commands on one key keep their order."""
    name = "equal_together" if client._aio["coalesce_writes"] else "equal_reads"
    results = await asyncio.gather(
        *(call(client, name, number, one) for one in steps), return_exceptions=True
    )
    return [outcome_of(result, name) for result in results]


class Clients:
    """A client of each kind, and the loop of the asynchronous ones."""

    def __init__(self, hosts: list[tuple[str, int]]) -> None:
        config: dict[str, Any] = {"hosts": hosts, "policies": POLICIES}
        self.loop = asyncio.new_event_loop()
        self.blocking = aerospike.client(config)
        reads, both = {"coalesce": True}, {"coalesce": True, "coalesce_writes": True}
        self.plain, self.reads, self.both = (
            self.run(aio.connect({**config, "aio": options})) for options in ({}, reads, both)
        )

    def run(self, awaitable: Awaitable[Any]) -> Any:
        return self.loop.run_until_complete(awaitable)

    def close(self) -> None:
        self.blocking.close()
        for client in (self.plain, self.reads, self.both):
            self.run(client.close())
        self.run(self.loop.shutdown_default_executor())
        self.loop.close()


@pytest.fixture(scope="module")
def clients(hosts: list[tuple[str, int]]) -> Iterator[Clients]:
    clients = Clients(hosts)
    yield clients
    clients.close()


#: What each run begins with, so that there is something to read.
BEGINNING: list[Step] = [
    ("put", 0, (WHOLE,), {}),
    ("put", 1, (WHOLE,), {"meta": {"ttl": 1000}, "policy": {"key": aerospike.POLICY_KEY_SEND}}),
]

#: The number of a run: no two use the same records, nor do those of an earlier process.
_numbers = count(time.time_ns())

Run = Callable[[Clients, int, list[Step]], list[Outcome]]

WAYS: dict[str, Run] = {
    "awaited one by one": lambda clients, number, steps: clients.run(
        run_one_by_one(clients.plain, number, steps)
    ),
    "with reads together": lambda clients, number, steps: clients.run(
        run_together(clients.reads, number, steps)
    ),
    "all together": lambda clients, number, steps: clients.run(
        run_together(clients.both, number, steps)
    ),
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@example(steps=[("operate", 2, ([lists.list_size("l"), op.write("n", 1)],), {})])
@example(steps=[("operate", 0, ([op.read("n"), maps.map_size("none")],), {})])
@given(steps=some.lists(STEPS, min_size=1, max_size=40))
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_mix_has_the_same_outcomes_however_it_travels(
    clients: Clients, steps: list[Step]
) -> None:
    steps = BEGINNING + steps
    number = next(_numbers)
    expected = run_blocking(clients.blocking, number, steps)
    for way, run in WAYS.items():
        for one, outcome, wanted in zip(steps, run(clients, number, steps), expected, strict=True):
            assert same(outcome, wanted), (way, one, outcome, wanted)
