"""Scans and queries that are split into parts, and read elsewhere."""

from __future__ import annotations

import importlib.util
import multiprocessing
import os
import pickle
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike import predicates as p
from aerospike.bulk.parallel import Part, split
from aerospike.devserver import Server
from aerospike_helpers import expressions as exp
from aerospike_helpers.batch import records as br
from aerospike_helpers.operations import list_operations as lo
from aerospike_helpers.operations import operations as op

from .conftest import RECORDS

if "UNDER_WINE" in os.environ:
    pytest.skip("a process that multiprocessing starts hangs under Wine 8", allow_module_level=True)

Walk = Any
EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


@pytest.fixture(params=["query", "scan"])
def walk(request: pytest.FixtureRequest, client: aerospike.Client, filled: str) -> Walk:
    """A query, then a scan, of the filled set."""
    return getattr(client, request.param)("test", filled)


@pytest.fixture
def index(client: aerospike.Client, filled: str) -> Iterator[None]:
    client.index_single_value_create("test", filled, "n", aerospike.INDEX_NUMERIC, "parallel_n")
    yield
    client.index_remove("test", "parallel_n")


def normal(records: Any) -> list[Any]:
    """Records in an order, in a form that compares."""
    return sorted((bytes(key[3]), key, meta["gen"], bins) for key, meta, bins in records)


def together(parts: list[Part]) -> list[Any]:
    return normal(record for part in parts for record in part)


@pytest.mark.parametrize("count", [1, 2, 7, 64])
def test_parts_have_every_record_once(walk: Walk, count: int) -> None:
    parts = split(walk, count)
    assert len(parts) == count
    assert together(parts) == normal(walk.results())


@pytest.mark.parametrize("count", [1, 3, 1000, 4096])
def test_partitions_are_shared_out_evenly_and_all(walk: Walk, count: int) -> None:
    ranges = [part.partitions for part in split(walk, count)]
    assert [number for ids in ranges for number in ids] == list(range(4096))
    assert max(map(len, ranges)) - min(map(len, ranges)) <= 1


def test_a_part_has_only_records_of_its_partitions(walk: Walk) -> None:
    for part in split(walk, 5):
        for key, _, _ in part:
            assert aerospike.get_partition_id(key[3]) in part.partitions


def processes(start: str) -> Any:
    """What makes processes by this method."""
    if start not in multiprocessing.get_all_start_methods():
        pytest.skip(f"the system has no method {start!r}")
    return multiprocessing.get_context(start)


@pytest.mark.parametrize("start", ["fork", "spawn", "forkserver"])
def test_processes_read_parts_while_the_parent_reads_too(walk: Walk, start: str) -> None:
    expected = normal(walk.results())
    context = processes(start)
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        reading = pool.map(list, split(walk, 8))
        assert normal(walk.results()) == expected
        assert normal(record for records in reading for record in records) == expected


def test_forked_processes_do_not_repeat_ids_of_queries(walk: Walk) -> None:
    # A server refuses a query whose id it knows, and the children of a fork could all take the
    # same numbers for random ones.
    walk.results()
    parts = split(walk, 40)
    context = processes("fork")
    for _ in range(3):
        with ProcessPoolExecutor(4, mp_context=context) as pool:
            assert sum(map(len, pool.map(list, parts))) == RECORDS


def test_a_part_is_pickled_with_all_that_has_been_described(
    client: aerospike.Client, filled: str, index: None
) -> None:
    query = client.query("test", filled).select("n", "name").where(p.between("n", 50, 249))
    policy = {"expressions": exp.Eq(exp.IntBin("half") % 2, 0).compile(), "total_timeout": 9000}
    parts = pickle.loads(pickle.dumps(split(query, 6, policy)))
    expected = normal(query.results(policy))
    assert together(parts) == expected
    assert len(expected) == 100
    assert {name for _, _, _, bins in expected for name in bins} == {"n", "name"}


def test_operations_that_read_are_split_too(client: aerospike.Client, filled: str) -> None:
    query = client.query("test", filled).add_ops([op.read("n"), lo.list_get("tags", 0)])
    parts = pickle.loads(pickle.dumps(split(query, 3)))
    assert together(parts) == normal(query.results())


def test_options_are_split_too(walk: Walk) -> None:
    walk.foreach(lambda record: False, options={"nobins": True})
    found = [bins for part in split(walk, 3) for _, _, bins in part]
    assert found == [{}] * RECORDS


def test_a_part_can_be_read_again_and_with_a_given_client(
    client: aerospike.Client, walk: Walk
) -> None:
    part = split(walk, 2)[1]
    expected = normal(part)
    assert normal(part.results()) == normal(part.records(client)) == expected
    assert client.is_connected()


def test_parts_do_not_change_with_the_walk_and_outlive_its_client(
    config: dict[str, Any], filled: str
) -> None:
    own = aerospike.client(config)
    query = own.query("test", filled)
    parts = split(query, 2)
    query.select("n").records_per_second = 1
    config_before = dict(config)
    own.close()
    assert {name for part in parts for _, _, bins in part for name in bins} > {"n", "name"}
    assert config == config_before


def test_a_client_of_a_part_is_closed_however_it_ends(
    monkeypatch: pytest.MonkeyPatch, walk: Walk
) -> None:
    closed = []
    close = aerospike.Client.close
    monkeypatch.setattr(
        aerospike.Client, "close", lambda client: (closed.append(client), close(client))[1]
    )
    (part,) = split(walk, 1)
    for _ in part:
        break
    assert len(closed) == 1
    with pytest.raises(ZeroDivisionError):
        for _ in part:
            1 / 0
    assert len(closed) == 2
    list(part)
    assert len(closed) == 3


def test_a_partition_filter_is_split(walk: Walk) -> None:
    policy = {"partition_filter": {"begin": 1000, "count": 1500}}
    parts = split(walk, 4, policy)
    assert [number for part in parts for number in part.partitions] == list(range(1000, 2500))
    assert together(parts) == normal(walk.results(policy))


def test_parts_go_on_where_a_page_has_ended(client: aerospike.Client, filled: str) -> None:
    query = client.query("test", filled)
    query.max_records = 100
    query.paginate()
    page = query.results()
    status = {"partition_filter": {"partition_status": query.get_partitions_status()}}
    rest = together(pickle.loads(pickle.dumps(split(client.query("test", filled), 5, status))))
    assert 0 < len(page) <= 100
    assert sorted([*normal(page), *rest]) == normal(client.query("test", filled).results())


@pytest.mark.parametrize("kind", ["query", "scan"])
def test_a_digest_is_of_the_first_part(client: aerospike.Client, filled: str, kind: str) -> None:
    def results(policy: Any = None) -> Any:
        return getattr(client, kind)("test", filled).results(policy)

    by_partition: dict[int, list[bytes]] = {}
    for key, _, _ in results():
        by_partition.setdefault(aerospike.get_partition_id(key[3]), []).append(bytes(key[3]))
    begin = next(ids for ids, digests in by_partition.items() if len(digests) > 1)
    (record, *_) = results({"partition_filter": {"begin": begin, "count": 1}})
    digest = {"init": 1, "value": bytes(record[0][3])}
    policy = {"partition_filter": {"begin": begin, "count": 4096 - begin, "digest": digest}}
    assert together(split(getattr(client, kind)("test", filled), 4, policy)) == normal(
        results(policy)
    )


def test_what_cannot_be_split_is_refused(client: aerospike.Client, filled: str) -> None:
    def described(**attributes: Any) -> Any:
        query = client.query("test", filled)
        for name, value in attributes.items():
            setattr(query, name, value)
        return query

    paginating = client.scan("test", filled)
    paginating.paginate()
    plain = client.query("test", filled)
    for walk, count, policy, message in (
        (plain, 0, None, "parts"),
        (plain, -1, None, "parts"),
        (plain, 4097, None, "parts"),
        (plain, 2.0, None, "parts"),
        (plain, 4, {"partition_filter": {"begin": 5, "count": 3}}, "from 1 to 3"),
        (plain, 4, {"partition_filter": {"begin": 4096}}, "begin"),
        (plain, 4, {"partition_filter": 5}, "partition_filter"),
        (plain, 4, {"total_timeout": "long"}, "total_timeout"),
        (described(max_records=5), 4, None, "max_records"),
        (paginating, 4, None, "paginate"),
        (client.query("test", filled).apply("module", "function"), 4, None, "function"),
        (client, 4, None, "scan or a query"),
    ):
        with pytest.raises(e.ParamError, match=message):
            split(walk, count, policy)


def test_errors_come_from_the_iterator(client: aerospike.Client, filled: str) -> None:
    query = client.query("test", filled).where(p.equals("no_such_index", 5))
    (part,) = split(query, 1)
    records = part.records()
    with pytest.raises(e.IndexNotFound):
        next(records)


def test_parts_say_what_they_are_and_compare(client: aerospike.Client, filled: str) -> None:
    scan = client.scan("test", filled)
    first, second = split(scan, 2)
    assert repr(first) == f"<Part of a scan of test.{filled}: partitions 0 to 2047>"
    assert (second.namespace, second.set) == ("test", filled)
    assert repr(split(client.query("test"), 1)[0]) == (
        "<Part of a query of test: partitions 0 to 4095>"
    )
    assert pickle.loads(pickle.dumps(first)) == first != second
    assert len({*split(scan, 2), *split(scan, 2)}) == 2


def test_parts_have_every_record_once_on_three_nodes() -> None:
    with Server(nodes=3, namespaces=("test",)) as server:
        client = aerospike.client({"hosts": server.hosts})
        for number in range(500):
            client.put(("test", "threes", number), {"n": number})
        numbers = [
            bins["n"] for part in split(client.query("test", "threes"), 11) for _, _, bins in part
        ]
        client.close()
    assert sorted(numbers) == list(range(500))


# The examples of the documentation


def population(host: tuple[str, int], example: str) -> dict[str, int]:
    """What an example prints."""
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / example), host[0], str(host[1])],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    return {country: int(people) for country, people in lines}


@pytest.fixture(scope="module")
def expected_population(client: aerospike.Client) -> dict[str, int]:
    """The population by country of what is in the set of the examples."""
    cities = [(number, f"C{number % 20}", number * number) for number in range(1000)]
    client.truncate("test", "cities", 0)
    writes = [
        br.Write(
            ("test", "cities", number), [op.write("country", name), op.write("population", people)]
        )
        for number, name, people in cities
    ]
    client.batch_write(br.BatchRecords(list(writes)))
    total: Counter[str] = Counter()
    for _, name, people in cities:
        total[name] += people
    return dict(total)


@pytest.mark.parametrize("engine", ["futures", "dask", "ray"])
def test_example(
    hosts: list[tuple[str, int]], expected_population: dict[str, int], engine: str
) -> None:
    if engine != "futures" and not importlib.util.find_spec(engine):
        pytest.skip(f"the package {engine} is not installed")
    assert population(hosts[0], f"parallel_{engine}.py") == expected_population
