"""Aggregation: functions on the stream of records that a query finds."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import aerospike
from aerospike import Query, predicates
from aerospike import exception as e
from aerospike_helpers import expressions as exp

MODULE = "stream_functions"
SOURCE = Path(__file__).parents[1] / "data" / f"{MODULE}.lua"
SET, INDEX = "streamed", "streamed_n"
RECORDS = 100

#: A busy machine may take longer than the second that commands have.
PATIENT = {
    "policies": {name: {"total_timeout": 20000} for name in ("read", "write", "apply", "batch")}
}


@pytest.fixture(scope="module")
def client(
    config: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[aerospike.Client]:
    """A client with a module, and with records ``{"n": 0..., "s": ..., "tags": [...]}``."""
    directory = tmp_path_factory.mktemp("lua")
    connected = aerospike.client({**config, "lua": {"user_path": str(directory)}, **PATIENT})
    connected.udf_put(str(SOURCE))
    connected.truncate("test", SET, 0)
    for number in range(RECORDS):
        connected.put(("test", SET, number), {"n": number, "s": f"s{number}", "tags": [number % 3]})
    connected.index_single_value_create("test", SET, "n", aerospike.INDEX_NUMERIC, INDEX)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            found = connected.query("test", SET).where(predicates.between("n", 0, RECORDS))
            if len(found.results()) == RECORDS:
                break
        except e.AerospikeError:
            pass
        time.sleep(0.02)
    yield connected
    connected.index_remove("test", INDEX)
    connected.udf_remove(SOURCE.name)
    connected.close()


@pytest.fixture(params=[None, (20, 49)], ids=["all records", "with a predicate"])
def numbers(request: pytest.FixtureRequest) -> range:
    """The numbers of the records that a query finds."""
    bounds: tuple[int, int] | None = request.param
    return range(RECORDS) if bounds is None else range(bounds[0], bounds[1] + 1)


def aggregation(
    client: aerospike.Client, numbers: range, function: str, arguments: list[Any] | None = None
) -> Query:
    query = client.query("test", SET)
    if len(numbers) < RECORDS:
        query.where(predicates.between("n", numbers.start, numbers.stop - 1))
    return query.apply(MODULE, function, arguments or [])


def run(
    client: aerospike.Client, numbers: range, function: str, arguments: list[Any] | None = None
) -> list[Any]:
    return aggregation(client, numbers, function, arguments).results()


def test_a_reduction_gives_one_value(client: aerospike.Client, numbers: range) -> None:
    assert run(client, numbers, "count") == [len(numbers)]
    assert run(client, numbers, "sum", ["n"]) == [sum(numbers)]


def test_a_filter_and_a_map_give_a_value_for_each_record(
    client: aerospike.Client, numbers: range
) -> None:
    wanted = [number for number in numbers if number >= 30]
    assert sorted(run(client, numbers, "numbers_from", [30])) == wanted


def test_steps_follow_each_other(client: aerospike.Client, numbers: range) -> None:
    assert sorted(run(client, numbers, "squares")) == [n * n for n in numbers if n % 2 == 0]


def test_an_aggregate_gathers_what_a_reduction_merges(
    client: aerospike.Client, numbers: range
) -> None:
    assert run(client, numbers, "statistics") == [{"n": len(numbers), "sum": sum(numbers)}]
    (counts,) = run(client, numbers, "count_by_rest", [3])
    assert counts == {rest: sum(n % 3 == rest for n in numbers) for rest in range(3)}


def test_groupby_makes_a_list_for_each_key(client: aerospike.Client, numbers: range) -> None:
    (groups,) = run(client, numbers, "group_by_rest", [4])
    assert {rest: sorted(group) for rest, group in groups.items()} == {
        rest: [n for n in numbers if n % 4 == rest] for rest in range(4)
    }


def test_steps_behind_a_reduction_run_in_the_client(
    client: aerospike.Client, numbers: range
) -> None:
    assert run(client, numbers, "average") == [sum(numbers) / 100]


def test_values_have_the_types_of_values(client: aerospike.Client) -> None:
    described = run(client, range(RECORDS), "descriptions")
    (seven,) = (value for value in described if value["n"] == 7)
    assert seven == {"n": 7, "half": 3.5, "even": False, "tags": [1], "set": SET}
    assert type(seven) is dict
    assert {type(seven[name]) for name in ("half", "even", "tags")} == {float, bool, list}


@pytest.mark.parametrize("given", [[], [1, "x", 2.5], [[1, [2]], {"a": {"b": 1}}, b"\x01", True]])
def test_a_function_has_arguments(client: aerospike.Client, given: list[Any]) -> None:
    assert run(client, range(RECORDS), "arguments", given) == [given] * RECORDS


def test_a_nil_ends_the_stream_of_a_partition(client: aerospike.Client) -> None:
    # The server runs the function for each partition, and few of them have two records.
    assert set(run(client, range(RECORDS), "some_nil")) <= set(range(10))


def test_a_set_that_is_not_there_has_no_values(client: aerospike.Client) -> None:
    assert client.query("test", "not there").apply(MODULE, "count").results() == []


# ways to have the values


def test_foreach_is_called_with_values(client: aerospike.Client, numbers: range) -> None:
    seen: list[Any] = []
    aggregation(client, numbers, "numbers_from", [0]).foreach(seen.append)
    assert sorted(seen) == list(numbers)


def test_foreach_stops_at_false(client: aerospike.Client) -> None:
    seen: list[Any] = []

    def until_five(value: Any) -> bool:
        seen.append(value)
        return len(seen) < 5

    aggregation(client, range(RECORDS), "numbers_from", [0]).foreach(until_five)
    assert len(seen) == 5


def test_foreach_raises_what_the_callback_raises(client: aerospike.Client) -> None:
    def fail(value: Any) -> None:
        raise ValueError(value)

    with pytest.raises(e.ClientError) as failure:
        aggregation(client, range(RECORDS), "count").foreach(fail)
    assert isinstance(failure.value.__cause__, ValueError)


def test_a_query_iterates_over_values(client: aerospike.Client, numbers: range) -> None:
    assert list(aggregation(client, numbers, "count")) == [len(numbers)]
    assert sorted(aggregation(client, numbers, "numbers_from", [0])) == list(numbers)


def test_iteration_may_end_early(client: aerospike.Client) -> None:
    for value in aggregation(client, range(RECORDS), "numbers_from", [0]):
        assert value in range(RECORDS)
        break
    assert run(client, range(RECORDS), "count") == [RECORDS]


# failures


def test_a_failure_on_the_server_is_told(client: aerospike.Client, numbers: range) -> None:
    with pytest.raises(e.ClientError) as failure:
        run(client, numbers, "fail")
    assert failure.value.code == -1
    problem = rf"UDF: Execution Error 2 : .*{MODULE}.lua:\d+: in the stream$"
    assert re.search(problem, failure.value.msg)


def test_an_aggregation_cannot_write(client: aerospike.Client) -> None:
    run(client, range(RECORDS), "write")
    assert run(client, range(RECORDS), "sum", ["n"]) == [sum(range(RECORDS))]


@pytest.mark.parametrize(
    ("function", "problem"),
    [("fail_at_once", "at once"), ("missing", "function not found")],
)
def test_a_failure_before_the_stream_is_told(
    client: aerospike.Client, function: str, problem: str
) -> None:
    # Server and client both fail; the first one's error arrives.
    with pytest.raises((e.UDFError, e.ClientError), match=problem):
        run(client, range(RECORDS), function)


def test_a_failure_in_the_client_is_told(client: aerospike.Client) -> None:
    with pytest.raises(e.UDFError, match=rf"{MODULE}.lua:\d+: in the client") as failure:
        run(client, range(RECORDS), "fail_behind_reduce")
    assert failure.value.code == 100


def test_a_module_that_is_not_there_is_told(client: aerospike.Client) -> None:
    with pytest.raises((e.UDFError, e.ClientError), match="UDF: Execution Error 1"):
        client.query("test", SET).apply("missing", "count").results()


def test_an_aggregation_needs_an_index_for_its_predicate(client: aerospike.Client) -> None:
    query = client.query("test", SET).where(predicates.equals("tags", 1))
    with pytest.raises(e.IndexNotFound):
        query.apply(MODULE, "count").results()


def test_an_aggregation_has_no_filter(client: aerospike.Client) -> None:
    query = client.query("test", SET).apply(MODULE, "count")
    small = exp.LT(exp.IntBin("n"), 10).compile()
    with pytest.raises(e.UnsupportedFeature):
        query.results({"expressions": small})


@pytest.mark.parametrize(
    "arguments", [(1, "count", []), (MODULE, 1, []), (MODULE, "count", 5), (MODULE, "count", (1,))]
)
def test_wrong_arguments_are_refused(client: aerospike.Client, arguments: tuple[Any, ...]) -> None:
    with pytest.raises(e.ClientError):
        client.query("test", SET).apply(*arguments)
