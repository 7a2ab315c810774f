"""Queries: what they return, how they stop, and what they refuse."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike import predicates as p
from aerospike_helpers import cdt_ctx
from aerospike_helpers import expressions as exp
from aerospike_helpers.operations import list_operations as lo
from aerospike_helpers.operations import operations as op

from .conftest import RECORDS

Walk = Any


@pytest.fixture(params=["query", "scan"])
def walk(request: pytest.FixtureRequest, client: aerospike.Client, filled: str) -> Walk:
    """A query, then a scan, of the filled set."""
    return getattr(client, request.param)("test", filled)


def numbers(records: list[Any]) -> list[int]:
    return sorted(bins["n"] for _, _, bins in records)


# What comes back


def test_records_are_tuples_as_get_returns_them(client: aerospike.Client, walk: Walk) -> None:
    for (namespace, set_name, key, digest), meta, bins in walk.results():
        number = bins["n"]
        assert (namespace, set_name) == ("test", "walked")
        assert key == (number if number % 3 == 0 else None)
        assert isinstance(digest, bytearray)
        assert digest == aerospike.calc_digest("test", set_name, number)
        assert client.get((namespace, set_name, number))[1:] == (meta, bins)


def test_every_record_comes_once(walk: Walk) -> None:
    assert numbers(walk.results()) == list(range(RECORDS))
    assert numbers(list(walk)) == list(range(RECORDS))
    seen: list[Any] = []
    assert walk.foreach(seen.append) is None
    assert numbers(seen) == list(range(RECORDS))


def test_a_set_that_does_not_exist_is_empty(client: aerospike.Client, filled: str) -> None:
    assert client.query("test", "no such set").results() == []
    assert list(client.scan("test", "no such set")) == []


def test_no_set_is_the_whole_namespace(client: aerospike.Client, filled: str) -> None:
    sets = {key[1] for key, _, _ in client.query("test").records(options={"nobins": True})}
    assert filled in sets
    assert len(client.scan("test", None).results()) >= RECORDS


def test_selected_bins(walk: Walk) -> None:
    assert walk.select("n", "no such bin") is walk
    assert all(set(bins) == {"n"} for _, _, bins in walk)


def test_a_query_selects_once(client: aerospike.Client, filled: str) -> None:
    query = client.query("test", filled).select("n")
    with pytest.raises(e.ClientError, match="more than once"):
        query.select("name")


def test_no_bins(client: aerospike.Client, filled: str) -> None:
    assert all(
        bins == {} for _, _, bins in client.query("test", filled).results({}, {"nobins": True})
    )
    found: list[Any] = []
    client.scan("test", filled).foreach(found.append, options={"nobins": True, "concurrent": True})
    assert len(found) == RECORDS
    assert all(bins == {} for _, _, bins in found)


def test_an_expression_filters(walk: Walk) -> None:
    wanted = exp.LT(exp.IntBin("n"), 10).compile()
    assert numbers(walk.results({"expressions": wanted})) == list(range(10))


def test_operations_that_read_make_the_bins(client: aerospike.Client, filled: str) -> None:
    query = client.query("test", filled).add_ops([op.read("n"), lo.list_size("tags")])
    assert all(bins == {"n": bins["n"], "tags": 2} for _, _, bins in query)


def test_values_are_decoded_as_by_get(client: aerospike.Client, set_name: str, filled: str) -> None:
    bins = {
        "i": -(2**63),
        "f": 1.5,
        "s": "grüße",
        "b": bytearray(b"\0\xff"),
        "l": [1, None, {"k": [True, b"x"]}],
        "m": {"a": {"b": {}}, "c": 2},
        "g": aerospike.GeoJSON({"type": "Point", "coordinates": [1.0, 2.0]}),
        "t": True,
    }
    client.put(
        ("test", set_name, bytearray(b"blob")), bins, policy={"key": aerospike.POLICY_KEY_SEND}
    )
    ((key, _, found),) = client.query("test", set_name).results()
    _, _, expected = client.get(("test", set_name, bytearray(b"blob")))
    assert found.pop("g").unwrap() == expected.pop("g").unwrap() == bins["g"].unwrap()
    assert found == expected
    assert key[2] == bytearray(b"blob")


# Ends


def test_false_ends_a_run(walk: Walk) -> None:
    seen: list[Any] = []

    def take_three(record: Any) -> bool | None:
        seen.append(record)
        return len(seen) < 3

    walk.foreach(take_three)
    assert len(seen) == 3


def test_none_and_zero_do_not_end_a_run(walk: Walk) -> None:
    seen: list[Any] = []
    walk.foreach(lambda record: seen.append(record) or 0)
    assert len(seen) == RECORDS


def test_an_exception_of_the_callback_ends_the_run(walk: Walk) -> None:
    seen: list[Any] = []

    def fail(record: Any) -> None:
        seen.append(record)
        raise ValueError("enough")

    with pytest.raises(e.ClientError) as caught:
        walk.foreach(fail)
    assert caught.value.code == -1
    assert isinstance(caught.value.__cause__, ValueError)
    assert len(seen) == 1
    with pytest.raises(e.ClientError):
        walk.foreach("not callable")


def test_a_loop_may_be_left(walk: Walk) -> None:
    for _ in walk:
        break
    with pytest.raises(ZeroDivisionError):
        for _ in walk:
            raise ZeroDivisionError
    assert len(walk.results()) == RECORDS


def test_loops_may_be_nested(walk: Walk) -> None:
    outer = iter(walk)
    next(outer)
    assert len(walk.results()) == RECORDS
    inner: Iterator[Any] = iter(walk)
    assert len(list(inner)) == RECORDS
    assert len(list(outer)) == RECORDS - 1


def test_many_threads_may_run_one_walk(walk: Walk) -> None:
    counts: list[int] = []
    threads = [
        threading.Thread(target=lambda: counts.append(len(walk.results()))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [RECORDS] * 6


def test_a_walk_of_a_closed_client_is_refused(config: dict[str, Any], filled: str) -> None:
    client = aerospike.client(config)
    query, scan = client.query("test", filled), client.scan("test", filled)
    client.close()
    for run in (query.results, scan.results, query.execute_background):
        with pytest.raises(e.ClusterError, match="No connection"):
            run()


# Pages


@pytest.mark.parametrize("kind", ["query", "scan"])
def test_pages(client: aerospike.Client, filled: str, kind: str) -> None:
    walk: Walk = getattr(client, kind)("test", filled)
    policy: dict[str, Any] = {}
    if kind == "query":
        walk.max_records = 70
    else:
        policy["max_records"] = 70
    assert walk.paginate() is True
    assert not walk.is_done()
    assert walk.get_partitions_status() == {}
    pages = []
    while not walk.is_done():
        pages.append(walk.results(policy))
        assert len(pages[-1]) <= 70
    assert numbers([record for page in pages for record in page]) == list(range(RECORDS))
    assert len(pages) >= RECORDS // 70


def test_a_maximum_without_pages(client: aerospike.Client, filled: str) -> None:
    query = client.query("test", filled)
    query.max_records = 10
    assert 0 < len(query.results()) <= 10
    assert query.get_partitions_status() == {}
    assert not query.is_done()


@pytest.mark.parametrize("kind", ["query", "scan"])
def test_another_walk_goes_on_where_one_has_stopped(
    client: aerospike.Client, filled: str, kind: str
) -> None:
    first: Walk = getattr(client, kind)("test", filled)
    seen: list[Any] = []

    def take_fifty(part_id: int, record: Any) -> bool:
        assert part_id == aerospike.get_partition_id(bytes(record[0][3]))
        if len(seen) == 50:
            return False
        seen.append(record)
        return True

    first.paginate()
    first.foreach(take_fifty, {"partition_filter": {"begin": 0, "count": 4096}})
    status = first.get_partitions_status()
    assert status["done"] is False
    assert set(status) == {"done", "retry", *range(4096)}
    part_id, _, _, digest, bval = status[1234]
    assert (part_id, type(digest), len(digest), bval) == (1234, bytearray, 20, 0)
    second: Walk = getattr(client, kind)("test", filled)
    rest = second.results({"partition_filter": {"partition_status": status}})
    assert numbers(seen + rest) == list(range(RECORDS))


# Partition filters


def test_a_partition_filter_is_kept_track_of(walk: Walk) -> None:
    policy = {"partition_filter": {"begin": 1000, "count": 24}}
    first = walk.results(policy)
    status = walk.get_partitions_status()
    assert status["done"] is True
    assert set(status) == {"done", "retry", *range(1000, 1024)}
    assert first and walk.results(policy) == []


def test_a_walk_keeps_its_partition_filter(walk: Walk) -> None:
    walk.results({"partition_filter": {"begin": 0, "count": 5}})
    with pytest.raises(e.ParamError, match="Partition filter can not change"):
        walk.results({"partition_filter": {"begin": 5, "count": 5}})


@pytest.mark.parametrize("kind", ["query", "scan"])
def test_partitions_add_up(client: aerospike.Client, filled: str, kind: str) -> None:
    found: list[Any] = []
    for begin in range(0, 4096, 1024):
        walk: Walk = getattr(client, kind)("test", filled)
        part = walk.results({"partition_filter": {"begin": begin, "count": 1024}})
        assert all(
            begin <= aerospike.get_partition_id(bytes(key[3])) < begin + 1024 for key, _, _ in part
        )
        found += part
    assert numbers(found) == list(range(RECORDS))


def status_of_first(*status: Any) -> dict[str, Any]:
    """A filter with the status of the first partition."""
    return {"partition_status": {"done": False, "retry": True, 0: (0, *status)}}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (None, "partition_filter must be a dict"),
        (5, "partition_filter must be a dict"),
        ({"begin": -1}, "be an int between 0 and 4095"),
        ({"begin": 4096}, "be an int between 0 and 4095"),
        ({"begin": "0"}, "be an int between 0 and 4095"),
        ({"begin": 2**70}, "be an int between 0 and 4095"),
        ({"count": 0}, "be an int between 1 and 4096"),
        ({"count": 4097}, "be an int between 1 and 4096"),
        ({"begin": 4000, "count": 97}, "when begin [+] count <= 4096"),
        ({"digest": {"init": 1, "value": b"x" * 21}}, "digest must be 20 bytes"),
        ({"partition_status": 5}, "partition_status must be a dict"),
        ({"partition_status": {}}, "missing key 'done'"),
        ({"partition_status": {"done": False}}, "missing key 'retry'"),
        ({"partition_status": {"done": "no", "retry": True}}, "'done' must be an int"),
        ({"partition_status": {"done": False, "retry": None}}, "'retry' must be an int"),
        (status_of_first("x", 1, bytearray(20), 0), "invalid init for part_id: 0"),
        (status_of_first(1, "x", bytearray(20), 0), "invalid retry for part_id: 0"),
        (status_of_first(1, 1, bytearray(19), 0), "invalid digest value for part_id: 0"),
        (status_of_first(1, 1, bytearray(20), -1), "bval must fit in unsigned long long"),
    ],
)
def test_wrong_partition_filters_are_refused(walk: Walk, wrong: Any, message: str) -> None:
    with pytest.raises(e.ParamError, match=message):
        walk.results({"partition_filter": wrong})


# Secondary indexes


@pytest.fixture(scope="module")
def indexes(client: aerospike.Client, filled: str) -> Iterator[None]:
    """Indexes on the bins of the filled set."""
    ctx = [cdt_ctx.cdt_ctx_list_index(0)]
    client.index_single_value_create("test", filled, "n", aerospike.INDEX_NUMERIC, "q_n")
    client.index_single_value_create("test", filled, "name", aerospike.INDEX_STRING, "q_name")
    client.index_list_create("test", filled, "tags", aerospike.INDEX_STRING, "q_tags")
    client.index_single_value_create(
        "test", filled, "tags", aerospike.INDEX_NUMERIC, "q_first", ctx=ctx
    )
    yield
    for name in ("q_n", "q_name", "q_tags", "q_first"):
        client.index_remove("test", name)


@pytest.mark.usefixtures("indexes")
class TestPredicates:
    def test_a_range(self, client: aerospike.Client, filled: str) -> None:
        query = client.query("test", filled).where(p.between("n", 20, 29))
        assert numbers(query.results()) == list(range(20, 30))

    def test_an_equal_string(self, client: aerospike.Client, filled: str) -> None:
        assert numbers(client.query("test", filled).where(p.equals("name", "n7")).results()) == [7]

    def test_an_element_of_a_list(self, client: aerospike.Client, filled: str) -> None:
        predicate = p.contains("tags", aerospike.INDEX_TYPE_LIST, "t3")
        found = client.query("test", filled).where(predicate).results()
        assert numbers(found) == list(range(3, RECORDS, 5))

    def test_a_value_inside_a_bin(self, client: aerospike.Client, filled: str) -> None:
        ctx = [cdt_ctx.cdt_ctx_list_index(0)]
        query = client.query("test", filled).where(p.equals("tags", 2), ctx)
        assert numbers(query.results()) == list(range(2, RECORDS, 3))

    def test_a_named_index(self, client: aerospike.Client, filled: str) -> None:
        query = client.query("test", filled).where_with_index_name("q_n", p.between(None, 1, 3))
        assert numbers(query.results()) == [1, 2, 3]

    def test_pages_of_an_index(self, client: aerospike.Client, filled: str) -> None:
        query = client.query("test", filled).where(p.between("n", 0, 99))
        query.max_records = 30
        query.paginate()
        found: list[Any] = []
        while not query.is_done():
            found += query.results()
        assert numbers(found) == list(range(100))

    def test_a_filter_on_top(self, client: aerospike.Client, filled: str) -> None:
        query = client.query("test", filled).where(p.between("n", 0, 99))
        even = exp.Eq(exp.IntBin("half"), 4).compile()
        assert numbers(query.results({"expressions": even})) == [8, 9]

    def test_an_index_on_an_expression(self, client: aerospike.Client, filled: str) -> None:
        doubled = exp.Mul(exp.IntBin("n"), 2).compile()
        client.index_expr_create(
            "test",
            filled,
            aerospike.INDEX_TYPE_DEFAULT,
            aerospike.INDEX_NUMERIC,
            doubled,
            "q_twice",
        )
        try:
            query = client.query("test", filled).where_with_expr(doubled, p.between(None, 10, 14))
            assert numbers(query.results()) == [5, 6, 7]
        finally:
            client.index_remove("test", "q_twice")


def test_a_missing_index(client: aerospike.Client, filled: str) -> None:
    with pytest.raises(e.IndexNotFound):
        client.query("test", filled).where(p.equals("half", 1)).results()
    with pytest.raises(e.IndexNotFound):
        list(client.query("test", filled).where_with_index_name("q_none", p.equals(None, 1)))


def test_a_missing_namespace(client: aerospike.Client) -> None:
    with pytest.raises(e.NamespaceNotFound):
        client.query("nowhere").results()
    with pytest.raises(e.NamespaceNotFound):
        client.scan("nowhere").foreach(print)


# Background


def wait_for(client: aerospike.Client, job_id: int, module: str) -> None:
    for _ in range(200):
        if client.job_info(job_id, module)["status"] == aerospike.JOB_STATUS_COMPLETED:
            return
        threading.Event().wait(0.05)
    raise AssertionError("the job does not end")


@pytest.mark.parametrize("kind", ["query", "scan"])
def test_operations_in_the_background(client: aerospike.Client, set_name: str, kind: str) -> None:
    for number in range(20):
        client.put(("test", set_name, number), {"n": number})
    walk: Walk = getattr(client, kind)("test", set_name)
    walk.add_ops([op.increment("n", 100), op.write("new", "x")])
    wait_for(client, walk.execute_background(), kind)
    found = client.scan("test", set_name).results()
    assert numbers(found) == list(range(100, 120))
    assert all(bins["new"] == "x" for _, _, bins in found)


# Wrong calls


def test_queries_and_scans_are_made_by_a_client() -> None:
    for made in (aerospike.Query, aerospike.Scan):
        with pytest.raises(TypeError, match="cannot create"):
            made("test", "set")


@pytest.mark.parametrize("kind", ["query", "scan"])
@pytest.mark.parametrize(
    "arguments", [(), (1,), ("test", 1), ("n" * 32,), ("test", "s" * 64)], ids=str
)
def test_wrong_names(client: aerospike.Client, kind: str, arguments: tuple[Any, ...]) -> None:
    with pytest.raises(e.ParamError):
        getattr(client, kind)(*arguments)


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        5,
        (),
        (0, 4),
        ("a", 4, "n", 1),
        (0, 4, None, 1),
        (0, 4, 5, 1),
        (0, 4, "n" * 16, 1),
        (0, 4, "n", "1"),
        (0, 4, "n", 2**63),
        (1, 4, "n", 1, None),
        (0, 0, "n", 1),
        (0, 3, "n", "text"),
        (9, 9, "n", 1),
        (0, 4, "n", 1, None, "x"),
        (0, 4, "n", 1, None, 0, 0),
    ],
    ids=str,
)
def test_wrong_predicates(client: aerospike.Client, wrong: Any) -> None:
    for add in (
        lambda query: query.where(wrong),
        lambda query: query.where(p.equals("n", 1), wrong or 5),
        lambda query: query.where_with_expr(wrong, p.equals("n", 1)),
    ):
        with pytest.raises(e.ParamError):
            add(client.query("test", "set"))


def test_one_predicate_only(client: aerospike.Client) -> None:
    query = client.query("test", "set").where(p.equals("n", 1))
    with pytest.raises(e.ParamError, match="only one"):
        query.where(p.equals("n", 2))
    with pytest.raises(TypeError):
        query.where_with_index_name(5, p.equals("n", 2))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["query", "scan"])
def test_wrong_descriptions(client: aerospike.Client, kind: str) -> None:
    def walk() -> Walk:
        return getattr(client, kind)("test", "set")

    for call, error in (
        (lambda: walk().select(5), e.ParamError),
        (lambda: walk().select("b" * 16), e.ParamError),
        (lambda: walk().add_ops(5), e.ClientError),
        (lambda: walk().add_ops([5]), e.ParamError),
        (lambda: walk().add_ops([{}]), e.ParamError),
        (lambda: walk().add_ops([op.write("b" * 16, 1)]), e.ParamError),
        (lambda: walk().apply(5, "f"), e.ClientError),
        (lambda: walk().apply("m", 5), e.ClientError),
        (lambda: walk().apply("m", "f", 5), e.ClientError),
        (lambda: walk().apply("m", "f", [object()]), e.ClientError),
        (lambda: walk().results(5), e.ParamError),
        (lambda: walk().foreach(print, 5), e.ParamError),
        (lambda: walk().foreach(print, None, {"nobins": 1}), e.ParamError),
        (lambda: walk().records({"total_timeout": "x"}), e.ParamError),
    ):
        with pytest.raises(error):
            call()
    with pytest.raises(OverflowError, match="ttl"):
        walk().ttl = 2**32
    with pytest.raises(TypeError):
        walk().ttl = "long"
    with pytest.raises(AttributeError):
        walk().no_such_thing = 1


def test_wrong_options(client: aerospike.Client, filled: str) -> None:
    with pytest.raises(e.ParamError, match="dictionary"):
        client.query("test", filled).results({}, 5)  # type: ignore[arg-type]
    with pytest.raises(e.ParamError, match="unheard"):
        client.scan("test", filled).foreach(print, options={"unheard": True})
    with pytest.raises(e.ParamError, match="nodename"):
        client.scan("test", filled).results(nodename=5)  # type: ignore[arg-type]
    with pytest.raises(e.ParamError, match="nowhere"):
        client.scan("test", filled).results(nodename="nowhere")
    with pytest.raises(e.ParamError):
        client.query("test", filled).execute_background()


def test_one_node(client: aerospike.Client, filled: str) -> None:
    names = [node["node_name"] for node in client.get_node_names()]
    found = [len(client.scan("test", filled).results(nodename=name)) for name in names]
    assert sum(found) == RECORDS


def test_negative_limits_wrap_around(client: aerospike.Client) -> None:
    query = client.query("test", "set")
    query.ttl = aerospike.TTL_NEVER_EXPIRE
    query.max_records = -1
    query.records_per_second = 7
    assert (query.ttl, query.max_records, query.records_per_second) == (
        aerospike.TTL_NEVER_EXPIRE % 2**32,
        2**64 - 1,
        7,
    )


def test_bins_and_operations_are_warned_about(client: aerospike.Client) -> None:
    for first, second in (
        (lambda walk: walk.select("n"), lambda walk: walk.add_ops([op.read("n")])),
        (lambda walk: walk.add_ops([op.read("n")]), lambda walk: walk.select("n")),
    ):
        for walk in (client.query("test", "set"), client.scan("test", "set")):
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                first(walk)
            with pytest.warns(DeprecationWarning, match="mutually exclusive"):
                second(walk)
