"""Checkpoints: a scan or query that stops goes on elsewhere, and no record is lost.

``get_partitions_status`` tells what has been delivered: a record that is being worked on comes
again, so that a stop gives at most one record twice. ``AEROSPIKE_TEST_STOPS=200`` stops as often in
each way.
"""

from __future__ import annotations

import os
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike import predicates as p
from aerospike_helpers.batch import records as br
from aerospike_helpers.operations import operations as op

RECORDS = 5000
STOPS = int(os.environ.get("AEROSPIKE_TEST_STOPS", "12"))

Status = dict[Any, Any]
Make = Callable[[], Any]


def fill(client: aerospike.Client, set_name: str, count: int = RECORDS) -> None:
    # Some share a value, so that the digest matters in an index, too.
    client.truncate("test", set_name, 0)
    writes = [
        br.Write(("test", set_name, n), [op.write("n", n), op.write("tenth", n // 10)])
        for n in range(count)
    ]
    for begin in range(0, count, 1000):
        part = br.BatchRecords(list(writes[begin : begin + 1000]))
        assert all(record.result == 0 for record in client.batch_write(part).batch_records)


@pytest.fixture(scope="module")
def client(config: dict[str, Any], patient: dict[str, Any]) -> Iterator[aerospike.Client]:
    """To the C client an early end is an error, and many of them a reason to let the node rest."""
    many = {"max_error_rate": 100_000, "error_rate_window": 100}
    connected = aerospike.client({**config, **many, "policies": patient})
    yield connected
    connected.close()


@pytest.fixture(scope="module")
def set_of_many(client: aerospike.Client) -> Iterator[str]:
    name = "checkpoints"
    fill(client, name)
    client.index_single_value_create("test", name, "tenth", aerospike.INDEX_NUMERIC, "c_tenth")
    yield name
    client.index_remove("test", "c_tenth")


MAKERS: dict[str, Callable[[aerospike.Client, str], Any]] = {
    "scan": lambda client, name: client.scan("test", name),
    "query": lambda client, name: client.query("test", name),
    "index": lambda client, name: client.query("test", name).where(p.between("tenth", 0, RECORDS)),
}


@pytest.fixture(params=MAKERS)
def make(client: aerospike.Client, set_of_many: str, request: pytest.FixtureRequest) -> Make:
    """Makes a scan, a query, or a query of a secondary index."""
    return lambda: MAKERS[request.param](client, set_of_many)


def policy_of(status: Status | None) -> dict[str, Any]:
    known = {} if status is None else {"partition_status": status}
    return {"partition_filter": {"begin": 0, "count": 4096, **known}}


# Ways to stop: each works on so many records of a walk, and then has a status. The record that it
# is working on counts as one that it has worked on.


def asked_in_a_callback(walk: Any, policy: Any, count: int, seen: list[int]) -> Status:
    asked: list[Status] = []

    def work(_: int, record: Any) -> bool:
        seen.append(record[2]["n"])
        count_down.pop()
        if not count_down:
            asked.append(walk.get_partitions_status())
            assert not walk.is_done()
            return False
        return True

    count_down = [None] * count
    walk.foreach(work, policy)
    return asked[0] if asked else walk.get_partitions_status()


def after_a_callback(walk: Any, policy: Any, count: int, seen: list[int]) -> Status:
    asked_in_a_callback(walk, policy, count, seen)
    return walk.get_partitions_status()


def after_an_error(walk: Any, policy: Any, count: int, seen: list[int]) -> Status:
    remaining = iter(range(count - 1))

    def work(_: int, record: Any) -> None:
        seen.append(record[2]["n"])
        if next(remaining, None) is None:
            raise KeyboardInterrupt

    try:
        walk.foreach(work, policy)
    except KeyboardInterrupt:
        pass
    return walk.get_partitions_status()


def asked_in_a_loop(walk: Any, policy: Any, count: int, seen: list[int]) -> Status:
    for taken, record in enumerate(walk.records(policy), 1):
        seen.append(record[2]["n"])
        if taken == count:
            assert not walk.is_done()
            return walk.get_partitions_status()
    return walk.get_partitions_status()


def after_a_loop(walk: Any, policy: Any, count: int, seen: list[int]) -> Status:
    for taken, record in enumerate(walk.records(policy), 1):
        seen.append(record[2]["n"])
        if taken == count:
            break
    return walk.get_partitions_status()


def asked_by_another_thread(walk: Any, policy: Any, count: int, seen: list[int]) -> Status:
    """The other thread asks while the callback is in the middle of a record."""
    asked: list[Status] = []
    remaining = iter(range(count - 1))

    def work(_: int, record: Any) -> bool:
        seen.append(record[2]["n"])
        if next(remaining, None) is not None:
            return True
        thread = threading.Thread(target=lambda: asked.append(walk.get_partitions_status()))
        thread.start()
        thread.join()
        return False

    walk.foreach(work, policy)
    return asked[0] if asked else walk.get_partitions_status()


WAYS = [
    asked_in_a_callback,
    after_a_callback,
    after_an_error,
    asked_in_a_loop,
    after_a_loop,
    asked_by_another_thread,
]


def check(seen: list[int], stops: int, records: int = RECORDS) -> None:
    times = Counter(seen)
    assert sorted(times) == list(range(records))
    assert len(seen) - records <= stops


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_stops_at_random_positions_lose_nothing(make: Make, way: Callable[..., Status]) -> None:
    chance = random.Random(way.__name__)
    seen: list[int] = []
    status: Status | None = None
    for _ in range(STOPS):
        status = way(make(), policy_of(status), chance.randint(1, RECORDS // STOPS), seen)
    seen += [record[2]["n"] for record in make().results(policy_of(status))]
    check(seen, STOPS)


def test_another_thread_may_ask_at_any_time(make: Make) -> None:
    walk = make()
    seen: list[int] = []
    finished = threading.Event()

    def consume() -> None:
        walk.foreach(lambda _, record: seen.append(record[2]["n"]), policy_of(None))
        finished.set()

    thread = threading.Thread(target=consume)
    asked: list[tuple[int, Status, int]] = []
    thread.start()
    while not finished.is_set():
        before = len(seen)
        status = walk.get_partitions_status()
        if status:
            asked.append((before, status, len(seen)))
    thread.join()
    assert walk.is_done()
    for before, status, after in random.Random(1).sample(asked, min(10, len(asked))):
        rest = [record[2]["n"] for record in make().results(policy_of(status))]
        assert set(seen[:after]) | set(rest) == set(range(RECORDS))
        # All except the last one were delivered before the question.
        assert not set(seen[: max(0, before - 1)]) & set(rest)


def test_another_thread_may_ask_while_runs_come_and_go(make: Make) -> None:
    walk = make()
    walk.paginate()
    finished = threading.Event()
    problems: list[BaseException] = []

    def ask() -> None:
        try:
            # Not all the time: the development server is of the same process.
            while not finished.wait(0.002):
                walk.is_done()
                status = walk.get_partitions_status()
                assert status == {} or len(status) == 4098
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for _ in range(10):
        next(iter(walk))
    finished.set()
    for thread in threads:
        thread.join()
    assert problems == []


@pytest.mark.parametrize("way", [after_a_callback, after_a_loop, after_an_error])
def test_one_object_goes_on_where_it_has_stopped(make: Make, way: Callable[..., Status]) -> None:
    walk = make()
    walk.paginate()
    chance = random.Random(7)
    seen: list[int] = []
    for _ in range(20):
        way(walk, policy_of(None), chance.randint(1, 200), seen)
    seen += [record[2]["n"] for record in walk.results(policy_of(None))]
    assert walk.is_done()
    check(seen, 20)


def paged(walk: Any, maximum: int) -> dict[str, Any]:
    """Sets a maximum of records for each run; the policy."""
    walk.paginate()
    if hasattr(walk, "max_records"):
        walk.max_records = maximum
        return {}
    return {"max_records": maximum}


def test_pages_that_are_left_early_come_again(make: Make) -> None:
    walk = make()
    policy = {**paged(walk, 700), **policy_of(None)}
    chance = random.Random(3)
    seen: list[int] = []
    for _ in range(10):
        after_a_loop(walk, policy, chance.randint(1, 400), seen)
        assert not walk.is_done()
    while not walk.is_done():
        seen += [record[2]["n"] for record in walk.results(policy)]
    check(seen, 10)


def test_a_page_is_exhausted_when_its_last_record_is_through(make: Make) -> None:
    walk = make()
    policy = paged(walk, RECORDS * 2)
    done: list[bool] = []
    walk.foreach(lambda _: done.append(walk.is_done()), policy)
    assert done == [False] * RECORDS
    assert walk.is_done()
    assert walk.get_partitions_status()["done"] is True


def test_a_loop_is_through_when_it_has_asked_for_more(make: Make) -> None:
    walk = make()
    iterator = walk.records(policy_of(None))
    for _ in range(RECORDS):
        next(iterator)
    assert not walk.is_done()
    assert next(iterator, None) is None
    assert walk.is_done()


@pytest.fixture
def cluster_of_many(cluster: Any) -> Iterator[aerospike.Client]:
    connected = aerospike.client({"hosts": cluster.hosts, "max_error_rate": 100_000})
    fill(connected, "checkpoints", 600)
    yield connected
    connected.close()


@pytest.mark.parametrize("kind", ["scan", "query"])
def test_results_that_fail_deliver_nothing(
    cluster: Any, cluster_of_many: aerospike.Client, kind: str
) -> None:
    """A caller that gets an exception gets no records, so all of them come again."""
    walk = MAKERS[kind](cluster_of_many, "checkpoints")
    walk.paginate()
    seen: list[int] = []
    before = after_a_loop(walk, policy_of(None), 100, seen)
    cluster.nodes[1].freeze()
    with pytest.raises((e.TimeoutError, e.ConnectionError)):
        walk.results({**policy_of(None), "socket_timeout": 300, "max_retries": 0})
    cluster.nodes[1].thaw()
    assert walk.get_partitions_status() == before
    seen += [record[2]["n"] for record in walk.results(policy_of(None))]
    check(seen, 1, 600)


@pytest.mark.parametrize("kind", ["scan", "query"])
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_stops_lose_nothing_of_several_nodes(
    cluster_of_many: aerospike.Client, kind: str, way: Callable[..., Status]
) -> None:
    """The records of all nodes come at the same time."""
    chance = random.Random(way.__name__)
    seen: list[int] = []
    status: Status | None = None
    for _ in range(STOPS):
        walk = MAKERS[kind](cluster_of_many, "checkpoints")
        status = way(walk, policy_of(status), chance.randint(1, 600 // STOPS), seen)
    walk = MAKERS[kind](cluster_of_many, "checkpoints")
    seen += [record[2]["n"] for record in walk.results(policy_of(status))]
    check(seen, STOPS, 600)
