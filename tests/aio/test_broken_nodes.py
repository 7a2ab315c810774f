"""Awaits while nodes are stopped, frozen and cut off: each ends in time, and its outcome holds.

Which commands fail depends on the moment. What has to hold does not: an await has the record of its
own key, or an error that the fault explains; what a write that succeeded has written is there, what
a write that failed without doubt would have written is not, and nothing is there twice.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from itertools import count
from typing import Any

import pytest
from children import LONG
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some

import aerospike
from aerospike import aio
from aerospike import exception as e
from aerospike.devserver import Server
from aerospike_helpers import expressions as exp
from aerospike_helpers.operations import operations as op

EXAMPLES = 300 if LONG else 12
NODES = 3
KEYS = 24
TIMEOUT = 0.6
BUSY = 5.0
"""Seconds that a command may last, and by how much a busy machine may be late."""

READ = {"total_timeout": int(TIMEOUT * 1000), "socket_timeout": 150, "max_retries": 3}
# A write that is sent again may happen twice.
WRITE = {**READ, "max_retries": 0}
# The client leaves a node alone for a moment that has had many errors.
PATIENT = {
    "total_timeout": 60_000,
    "socket_timeout": 30_000,
    "max_retries": 1000,
    "sleep_between_retries": 50,
}
POLICIES = {
    "read": READ,
    **dict.fromkeys(("write", "operate", "remove", "batch", "batch_parent_write"), WRITE),
}

# What a node that is broken may make of a command.
BY_FAULT = (e.AsyncConnectionError, e.InvalidNodeError, e.MaxErrorRateExceeded, e.TimeoutError)

Key = tuple[str, str, str]

ABSENT = exp.Eq(exp.StrBin("name"), "nobody").compile()
"""Filters every record out."""

WRITES = ("append", "append and read", "put", "remove")
READS = ("get", "select", "exists", "read", "filtered out", "no record")
FAULTS: dict[str, tuple[Callable[[Any], None], Callable[[Any], None]]] = {
    "stopped": (lambda node: node.stop(), lambda node: node.start()),
    "frozen": (lambda node: node.freeze(), lambda node: node.thaw()),
    "cut off": (lambda node: node.cut_off(), lambda node: None),
    "well": (lambda node: None, lambda node: None),
}

ROUNDS = some.lists(
    some.tuples(
        some.sampled_from(sorted(FAULTS)),
        some.integers(0, NODES - 1),
        # How long after the commands the fault comes: before, at once, a moment later.
        some.sampled_from([-1.0, 0.0, 0.002, 0.01]),
        some.lists(
            some.tuples(some.sampled_from(WRITES + READS), some.integers(0, KEYS - 1)),
            min_size=20,
            max_size=120,
        ),
    ),
    min_size=1,
    max_size=3,
)


class Log:
    """The outcomes of the writes on one key, in the order of their beginning."""

    def __init__(self, key: Key) -> None:
        self.key = key
        #: The number of a write, and whether it has happened: None is in doubt.
        self.writes: list[tuple[str, str, bool | None]] = []

    def problems(self, found: dict[str, Any] | None, ordered: bool) -> list[str]:
        """The problems with the bins of the record; None for a missing record."""
        appended = [w for w in self.writes if w[0].startswith("append")]
        whole = [w for w in self.writes if not w[0].startswith("append")]
        problems = []
        if appended:
            assert found is not None
            there = found["s"].split()
            problems += [f"{n} is there twice" for n in set(there) if there.count(n) > 1]
            for _, number, happened in appended:
                if happened is not None and happened != (number in there):
                    problems.append(f"{number}: said {happened}, but {there}")
            sure = [number for _, number, happened in appended if happened]
            if ordered and [number for number in there if number in sure] != sure:
                problems.append(f"{there} is not in the order of {sure}")
        elif whole:
            now = "" if found is None else found["s"]
            possible = {number if kind == "put" else "" for kind, number, done in whole if done}
            doubtful = {
                number if kind == "put" else "" for kind, number, done in whole if done is None
            }
            if ordered and possible:
                *_, (kind, number, _) = [w for w in whole if w[2]]
                possible = {number if kind == "put" else ""}
            if now not in (possible or {"begun"}) | doubtful:
                problems.append(f"{now!r} is none of {possible} and {doubtful}")
        return [f"{self.key[2]}: {problem}" for problem in problems]


class Run:
    """One example: its client, its keys, and what it has seen."""

    _numbers = count(1)

    def __init__(self, server: Server, client: aio.AsyncClient) -> None:
        self.server = server
        self.client = client
        example = next(self._numbers)
        self.logs = [Log(("test", "broken", f"{example} {number}")) for number in range(KEYS)]
        self.problems: list[str] = []
        self.outcomes: dict[str, int] = {}

    async def begin(self) -> None:
        for log in self.logs:
            await self.client.put(log.key, {"name": log.key[2], "s": "begun"}, policy=PATIENT)

    def log_of(self, kind: str, number: int) -> Log:
        """Keys with an even number have appends, the others are put and removed."""
        appends = kind.startswith("append")
        if kind in ("put", "remove") or appends:
            number = number // 2 * 2 + (not appends)
        return self.logs[number]

    def start(self, kind: str, log: Log, token: str) -> Awaitable[Any]:
        client, key = self.client, log.key
        match kind:
            case "append":
                return client.append(key, "s", f" {token}")
            case "append and read":
                return client.operate(key, [op.append("s", f" {token}"), op.read("name")])
            case "put":
                return client.put(key, {"name": key[2], "s": token})
            case "remove":
                return client.remove(key)
            case "get":
                return client.get(key)
            case "select":
                return client.select(key, ["name"])
            case "exists":
                return client.exists(key)
            case "read":
                return client.operate(key, [op.read("s"), op.read("name")])
            case "filtered out":
                return client.get(key, {"expressions": ABSENT})
            case _:
                return client.get((*key[:2], f"none {key[2]}"))

    async def one(self, kind: str, number: int, token: str) -> None:
        log = self.log_of(kind, number)
        begin = time.monotonic()
        happened: bool | None = True
        # The place is kept now, in the order of the beginnings.
        place = len(log.writes)
        if kind in WRITES:
            log.writes.append((kind, token, None))
        try:
            result = await self.start(kind, log, token)
        except e.AerospikeError as error:
            happened = None if error.in_doubt else False
            self.check_error(kind, log, error)
        else:
            self.check_result(kind, log, result)
        if kind in WRITES:
            log.writes[place] = (kind, token, happened)
        took = time.monotonic() - begin
        if took > TIMEOUT + BUSY:
            self.problems.append(f"{kind} took {took} s")

    def check_error(self, kind: str, log: Log, error: e.AerospikeError) -> None:
        expected: tuple[type[e.AerospikeError], ...] = BY_FAULT
        if kind == "filtered out":
            expected += (e.FilteredOut, e.RecordNotFound)
        elif kind == "no record" or log not in self.logs[::2]:
            # Somebody may have removed the record.
            expected += (e.RecordNotFound,)
        self.outcomes[type(error).__name__] = self.outcomes.get(type(error).__name__, 0) + 1
        if not isinstance(error, expected):
            self.problems.append(f"{kind} of {log.key[2]}: {error!r}")
        if error.in_doubt and kind not in WRITES:
            self.problems.append(f"{kind} is in doubt: {error!r}")

    def check_result(self, kind: str, log: Log, result: Any) -> None:
        self.outcomes["ok"] = self.outcomes.get("ok", 0) + 1
        if kind in ("append", "put", "remove"):
            right = result == 0
        elif kind == "exists":
            right = result[0][2] == log.key[2]
        elif kind in ("filtered out", "no record"):
            right = False
        else:
            # Of a record that is read, the key is its digest.
            digest = aerospike.calc_digest(*log.key)
            right = result[0][3] == digest and result[2]["name"] == log.key[2]
        if not right:
            self.problems.append(f"{kind} of {log.key[2]}: {result!r}")

    async def round(self, fault: str, index: int, after: float, commands: Any, turn: int) -> None:
        node = self.server.nodes[index]
        breaks, repairs = FAULTS[fault]
        if after < 0:
            breaks(node)
        tasks = [
            asyncio.ensure_future(self.one(kind, number, f"{turn}.{place}"))
            for place, (kind, number) in enumerate(commands)
        ]
        if after >= 0:
            await asyncio.sleep(after)
            breaks(node)
        done, late = await asyncio.wait(tasks, timeout=TIMEOUT + 2 * BUSY)
        repairs(node)
        assert not late, f"{len(late)} awaits do not end"
        for task in done:
            task.result()

    async def check(self, ordered: bool) -> None:
        """Look at the records, by another client: this one may still think that a node is down."""
        async with aio.client({"hosts": self.server.hosts}) as client:
            for log in self.logs:
                try:
                    found = (await client.get(log.key, {"total_timeout": 30_000}))[2]
                except e.RecordNotFound:
                    found = None
                self.problems += log.problems(found, ordered)
        assert not self.problems, "\n".join(self.problems)


class Cluster:
    """Nodes, and a loop with a client for each way to travel."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.server = Server(nodes=NODES).start()
        config: dict[str, Any] = {
            "hosts": self.server.hosts,
            "policies": POLICIES,
            "tend_interval": 250,
        }
        self.clients = {
            name: self.run(aio.connect({**config, "aio": options}))
            for name, options in WAYS.items()
        }

    def run(self, awaitable: Any) -> Any:
        return self.loop.run_until_complete(awaitable)

    def close(self) -> None:
        for client in self.clients.values():
            self.run(client.close())
        self.run(self.loop.shutdown_default_executor())
        self.loop.close()
        self.server.stop()


WAYS: dict[str, dict[str, Any]] = {
    "alone": {},
    "reads together": {"coalesce": True},
    "all together": {"coalesce": True, "coalesce_writes": True},
}


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    cluster = Cluster()
    yield cluster
    cluster.close()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_any_mix_on_broken_nodes_has_outcomes_that_hold(cluster: Cluster, way: str) -> None:
    seen: dict[str, int] = {}

    async def example(rounds: Any) -> None:
        run = Run(cluster.server, cluster.clients[way])
        await run.begin()
        for turn, (fault, index, after, commands) in enumerate(rounds):
            await run.round(fault, index, after, commands, turn)
        await run.check(ordered=way != "alone")
        for name, number in run.outcomes.items():
            seen[name] = seen.get(name, 0) + number

    @given(rounds=ROUNDS)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        # What fails depends on the moment: there is nothing to make smaller.
        phases=[Phase.generate],
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    def examples(rounds: Any) -> None:
        cluster.run(example(rounds))

    examples()
    assert seen["ok"] > 0
