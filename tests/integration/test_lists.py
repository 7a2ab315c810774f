"""Operations on lists."""

from __future__ import annotations

from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike_helpers import cdt_ctx
from aerospike_helpers.operations import list_operations as lists
from aerospike_helpers.operations import operations as op

Key = tuple[Any, ...]
Operation = dict[str, Any]

INDEX = aerospike.LIST_RETURN_INDEX
REVERSE_INDEX = aerospike.LIST_RETURN_REVERSE_INDEX
RANK = aerospike.LIST_RETURN_RANK
REVERSE_RANK = aerospike.LIST_RETURN_REVERSE_RANK
COUNT = aerospike.LIST_RETURN_COUNT
VALUE = aerospike.LIST_RETURN_VALUE
NONE = aerospike.LIST_RETURN_NONE
EXISTS = aerospike.LIST_RETURN_EXISTS

ANY = aerospike.CDTWildcard()
INFINITE = aerospike.CDTInfinite()

UNIQUE = {"write_flags": aerospike.LIST_WRITE_ADD_UNIQUE}
UNIQUE_NO_FAIL = {
    "write_flags": aerospike.LIST_WRITE_ADD_UNIQUE | aerospike.LIST_WRITE_NO_FAIL,
}
UNIQUE_PARTIAL = {
    "write_flags": aerospike.LIST_WRITE_ADD_UNIQUE
    | aerospike.LIST_WRITE_NO_FAIL
    | aerospike.LIST_WRITE_PARTIAL,
}
BOUNDED = {"write_flags": aerospike.LIST_WRITE_INSERT_BOUNDED}
BOUNDED_NO_FAIL = {
    "write_flags": aerospike.LIST_WRITE_INSERT_BOUNDED | aerospike.LIST_WRITE_NO_FAIL,
}
ORDERED = {"list_order": aerospike.LIST_ORDERED}

NUMBERS = [7, 3, 9, 3, 5]
SORTED = [3, 3, 5, 7, 9]
# One of each type, in the order of the types.
TYPES = [None, True, 1, "a", [1], {"k": 1}, b"a", 1.5, aerospike.GeoJSON('{"type":"Point"}')]


def run(client: aerospike.Client, key: Key, operation: Operation) -> Any:
    """The result of an operation, None if it has none."""
    return client.operate(key, [operation])[2].get("l")


def left(client: aerospike.Client, key: Key) -> Any:
    """The bin as it is now."""
    return client.get(key)[2].get("l")


def put(client: aerospike.Client, key: Key, value: Any, *, ordered: bool = False) -> None:
    """Writes the bin, as an ordered list if asked to."""
    client.put(key, {"l": value, "other": 1})
    if ordered:
        client.operate(key, [lists.list_set_order("l", aerospike.LIST_ORDERED)])


READS: list[tuple[Operation, Any]] = [
    (lists.list_size("l"), 5),
    (lists.list_get("l", 0), 7),
    (lists.list_get("l", -1), 5),
    (lists.list_get_range("l", 1, 2), [3, 9]),
    (lists.list_get_range("l", -2, 10), [3, 5]),
    (lists.list_get_range("l", -7, 3), [7]),
    (lists.list_get_range("l", 5, 1), []),
    (lists.list_get_by_index("l", 2, VALUE), 9),
    (lists.list_get_by_index("l", 2, REVERSE_INDEX), 2),
    (lists.list_get_by_index("l", 2, RANK), 4),
    (lists.list_get_by_index("l", 2, REVERSE_RANK), 0),
    (lists.list_get_by_index("l", 2, COUNT), 1),
    (lists.list_get_by_index("l", 2, EXISTS), True),
    (lists.list_get_by_index("l", 2, NONE), None),
    (lists.list_get_by_index_range("l", 1, VALUE, 2), [3, 9]),
    (lists.list_get_by_index_range("l", 1, VALUE), [3, 9, 3, 5]),
    (lists.list_get_by_index_range("l", 1, VALUE, 2, inverted=True), [7, 3, 5]),
    (lists.list_get_by_index_range("l", 1, INDEX, 2, inverted=True), [0, 3, 4]),
    (lists.list_get_by_index_range("l", 1, REVERSE_INDEX, 2), [2, 3]),
    (lists.list_get_by_index_range("l", 1, RANK, 3), [0, 4, 0]),
    (lists.list_get_by_index_range("l", 9, VALUE, 2, inverted=True), NUMBERS),
    (lists.list_get_by_rank("l", 0, VALUE), 3),
    (lists.list_get_by_rank("l", -1, VALUE), 9),
    (lists.list_get_by_rank("l", -1, INDEX), 2),
    (lists.list_get_by_rank_range("l", -2, INDEX, 2), [0, 2]),
    (lists.list_get_by_rank_range("l", 2, RANK, 2), [2, 3]),
    (lists.list_get_by_rank_range("l", 2, REVERSE_RANK, 2), [1, 2]),
    (lists.list_get_by_rank_range("l", 1, VALUE, 3, inverted=True), [3, 9]),
    (lists.list_get_by_value("l", 3, INDEX), [1, 3]),
    (lists.list_get_by_value("l", 3, RANK), [0, 1]),
    (lists.list_get_by_value("l", 3, COUNT), 2),
    (lists.list_get_by_value("l", 3, COUNT, inverted=True), 3),
    (lists.list_get_by_value("l", 3, VALUE, inverted=True), [7, 9, 5]),
    (lists.list_get_by_value("l", 4, INDEX), []),
    (lists.list_get_by_value("l", 4, EXISTS), False),
    (lists.list_get_by_value_list("l", [5, 3, 4], VALUE), [3, 3, 5]),
    (lists.list_get_by_value_list("l", [5, 3, 4], INDEX), [1, 3, 4]),
    (lists.list_get_by_value_list("l", [5, 3, 4], RANK), [2, 0, 1]),
    (lists.list_get_by_value_list("l", [5, 3, 4], VALUE, inverted=True), [7, 9]),
    (lists.list_get_by_value_list("l", [], VALUE), []),
    (lists.list_get_by_value_list("l", [], COUNT, inverted=True), 5),
    (lists.list_get_by_value_range("l", VALUE, 3, 7), [3, 3, 5]),
    (lists.list_get_by_value_range("l", VALUE, 7, 3), []),
    (lists.list_get_by_value_range("l", VALUE, None, 5), [3, 3]),
    (lists.list_get_by_value_range("l", VALUE, 5, INFINITE), [7, 9, 5]),
    (lists.list_get_by_value_range("l", COUNT, 3, 7, inverted=True), 2),
    (lists.list_get_by_value_rank_range_relative("l", 5, 0, RANK), [2, 3, 4]),
    (lists.list_get_by_value_rank_range_relative("l", 4, -1, COUNT, 2), 2),
    (lists.list_get_by_value_rank_range_relative("l", 5, -9, COUNT, 8), 1),
]


def described(row: tuple[Operation, Any]) -> str:
    """The operation of a row, as the name of a test."""
    operation = row[0]
    parts = (f"{name}-{value}" for name, value in operation.items() if name not in ("op", "bin"))
    return f"op-{operation['op']}-{'-'.join(parts)}"


@pytest.mark.parametrize("row", READS, ids=described)
def test_a_read_returns_what_it_selects_and_changes_nothing(
    client: aerospike.Client, key: Key, row: tuple[Operation, Any]
) -> None:
    operation, expected = row
    put(client, key, NUMBERS)
    assert run(client, key, operation) == expected
    assert left(client, key) == NUMBERS


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (lists.list_get_by_index_range("l", 1, RANK, 3), [1, 2, 3]),
        (lists.list_get_by_rank_range("l", 1, VALUE, 3), [3, 5, 7]),
        (lists.list_get_by_rank_range("l", 1, VALUE, 3, inverted=True), [3, 9]),
        (lists.list_get_by_value("l", 3, REVERSE_INDEX), [3, 4]),
        (lists.list_get_by_value("l", 4, COUNT, inverted=True), 5),
        (lists.list_get_by_value_list("l", [7, 3], VALUE), [7, 3, 3]),
        (lists.list_get_by_value_list("l", [7, 3], INDEX, inverted=True), [2, 4]),
        (lists.list_get_by_value_range("l", VALUE, 4, 9), [5, 7]),
        (lists.list_get_by_value_range("l", INDEX, 4, 9, inverted=True), [0, 1, 4]),
        (lists.list_get_by_value_rank_range_relative("l", 5, 1, VALUE, 1), [7]),
    ],
)
def test_a_read_of_an_ordered_list_goes_by_its_order(
    client: aerospike.Client, key: Key, operation: Operation, expected: Any
) -> None:
    put(client, key, NUMBERS, ordered=True)
    assert left(client, key) == SORTED
    assert run(client, key, operation) == expected


REMOVALS: list[tuple[Operation, Any, list[Any]]] = [
    (lists.list_pop("l", 1), 3, [7, 9, 3, 5]),
    (lists.list_pop_range("l", 1, 2), [3, 9], [7, 3, 5]),
    (lists.list_remove("l", 2), 1, [7, 3, 3, 5]),
    (lists.list_remove_range("l", 3, 9), 2, [7, 3, 9]),
    (lists.list_trim("l", 1, 2), 3, [3, 9]),
    (lists.list_trim("l", 9, 2), 5, []),
    (lists.list_clear("l"), None, []),
    (lists.list_remove_by_index("l", -1, VALUE), 5, [7, 3, 9, 3]),
    (lists.list_remove_by_index_range("l", 1, COUNT, 2), 2, [7, 3, 5]),
    (lists.list_remove_by_index_range("l", 1, VALUE, 2, inverted=True), [7, 3, 5], [3, 9]),
    (lists.list_remove_by_rank("l", -1, INDEX), 2, [7, 3, 3, 5]),
    (lists.list_remove_by_rank_range("l", 2, COUNT), 3, [3, 3]),
    (lists.list_remove_by_value("l", 3, COUNT), 2, [7, 9, 5]),
    (lists.list_remove_by_value("l", 3, INDEX, inverted=True), [0, 2, 4], [3, 3]),
    (lists.list_remove_by_value("l", 4, VALUE), [], NUMBERS),
    (lists.list_remove_by_value_list("l", [9, 5, 1], COUNT), 2, [7, 3, 3]),
    (lists.list_remove_by_value_range("l", VALUE, 5, 8), [7, 5], [3, 9, 3]),
    (lists.list_remove_by_value_rank_range_relative("l", 5, 1, COUNT), 2, [3, 3, 5]),
]


@pytest.mark.parametrize(("operation", "expected", "kept"), REMOVALS)
def test_a_removal_returns_what_it_selects_and_takes_it_out(
    client: aerospike.Client, key: Key, operation: Operation, expected: Any, kept: list[Any]
) -> None:
    put(client, key, NUMBERS)
    assert run(client, key, operation) == expected
    assert left(client, key) == kept


CHANGES: list[tuple[Operation, Any, list[Any]]] = [
    (lists.list_append("l", 1), 6, [*NUMBERS, 1]),
    (lists.list_append("l", 3, UNIQUE_NO_FAIL), 5, NUMBERS),
    (lists.list_append_items("l", [1, 3]), 7, [*NUMBERS, 1, 3]),
    (lists.list_append_items("l", []), 5, NUMBERS),
    (lists.list_append_items("l", [1, 3, 2, 1], UNIQUE_PARTIAL), 7, [*NUMBERS, 1, 2]),
    (lists.list_append_items("l", [1, 3, 2], UNIQUE_NO_FAIL), 5, NUMBERS),
    (lists.list_insert("l", 1, 0), 6, [7, 0, 3, 9, 3, 5]),
    (lists.list_insert("l", -1, 0), 6, [7, 3, 9, 3, 0, 5]),
    (lists.list_insert("l", 7, 0), 8, [*NUMBERS, None, None, 0]),
    (lists.list_insert("l", 7, 0, BOUNDED_NO_FAIL), 5, NUMBERS),
    (lists.list_insert_items("l", 0, [1, 2]), 7, [1, 2, *NUMBERS]),
    (lists.list_set("l", 1, "x"), None, [7, "x", 9, 3, 5]),
    (lists.list_set("l", 6, 1), None, [*NUMBERS, None, 1]),
    (lists.list_set("l", 0, 7, UNIQUE), None, NUMBERS),
    (lists.list_set("l", 0, 9, UNIQUE_NO_FAIL), None, NUMBERS),
    (lists.list_increment("l", 1, 4), 7, [7, 7, 9, 3, 5]),
    (lists.list_increment("l", 1, 2.9), 5, [7, 5, 9, 3, 5]),
    (lists.list_increment("l", 5, 2), 2, [*NUMBERS, 2]),
    (lists.list_increment("l", 6, 1.5), 1.5, [*NUMBERS, None, 1.5]),
    (lists.list_sort("l"), None, SORTED),
    (lists.list_sort("l", aerospike.LIST_SORT_DROP_DUPLICATES), None, [3, 5, 7, 9]),
    (lists.list_set_order("l", aerospike.LIST_ORDERED), None, SORTED),
]


@pytest.mark.parametrize(("operation", "expected", "changed"), CHANGES)
def test_a_change_returns_its_result_and_leaves_the_new_list(
    client: aerospike.Client, key: Key, operation: Operation, expected: Any, changed: list[Any]
) -> None:
    put(client, key, NUMBERS)
    assert run(client, key, operation) == expected
    assert left(client, key) == changed


ORDERED_CHANGES: list[tuple[Operation, Any, list[Any]]] = [
    (lists.list_append("l", 4), 6, [3, 3, 4, 5, 7, 9]),
    (lists.list_append("l", "a"), 6, [*SORTED, "a"]),
    (lists.list_append_items("l", [8, 1, 4]), 8, [1, 3, 3, 4, 5, 7, 8, 9]),
    (lists.list_append_items("l", [3, 8, 8], UNIQUE_PARTIAL), 6, [3, 3, 5, 7, 8, 9]),
    (lists.list_increment("l", 0, 5), 8, [3, 5, 7, 8, 9]),
    (lists.list_increment("l", 4, -5), 4, [3, 3, 4, 5, 7]),
    (lists.list_sort("l", aerospike.LIST_SORT_DROP_DUPLICATES), None, [3, 5, 7, 9]),
    (lists.list_set_order("l", aerospike.LIST_UNORDERED), None, SORTED),
]


@pytest.mark.parametrize(("operation", "expected", "changed"), ORDERED_CHANGES)
def test_a_change_of_an_ordered_list_keeps_the_order(
    client: aerospike.Client, key: Key, operation: Operation, expected: Any, changed: list[Any]
) -> None:
    put(client, key, NUMBERS, ordered=True)
    assert run(client, key, operation) == expected
    assert left(client, key) == changed


FAILURES: list[tuple[Operation, type[Exception]]] = [
    (lists.list_get("l", 5), e.OpNotApplicable),
    (lists.list_get("l", -6), e.OpNotApplicable),
    (lists.list_get_by_rank("l", 5, VALUE), e.OpNotApplicable),
    (lists.list_get_by_index("l", 0, aerospike.MAP_RETURN_KEY), e.OpNotApplicable),
    (lists.list_pop("l", 5), e.OpNotApplicable),
    (lists.list_insert("l", -6, 0), e.OpNotApplicable),
    (lists.list_insert("l", 6, 0, BOUNDED), e.OpNotApplicable),
    (lists.list_append("l", 3, UNIQUE), e.ElementExistsError),
    (lists.list_append_items("l", [1, 3], UNIQUE), e.ElementExistsError),
    (lists.list_append_items("l", [1, 1], UNIQUE), e.OpNotApplicable),
    (lists.list_set("l", 0, 3, UNIQUE), e.ElementExistsError),
    (lists.list_increment("l", 0, "a"), e.InvalidRequest),
    (lists.list_append("l", ANY), e.InvalidRequest),
]


@pytest.mark.parametrize(("operation", "error"), FAILURES)
def test_a_failure_has_its_code_and_changes_nothing(
    client: aerospike.Client, key: Key, operation: Operation, error: type[Exception]
) -> None:
    put(client, key, NUMBERS)
    with pytest.raises(error) as caught:
        run(client, key, operation)
    assert type(caught.value) is error
    assert left(client, key) == NUMBERS


@pytest.mark.parametrize("operation", [lists.list_insert("l", 0, 1), lists.list_set("l", 0, 1)])
def test_an_ordered_list_takes_no_element_at_an_index(
    client: aerospike.Client, key: Key, operation: Operation
) -> None:
    put(client, key, NUMBERS, ordered=True)
    with pytest.raises(e.OpNotApplicable):
        run(client, key, operation)


@pytest.mark.parametrize(
    "operation", [lists.list_size("l"), lists.list_append("l", 1), lists.list_pop("l", 0)]
)
def test_a_bin_of_another_type_is_refused(
    client: aerospike.Client, key: Key, operation: Operation
) -> None:
    client.put(key, {"l": "text"})
    with pytest.raises(e.BinIncompatibleType):
        run(client, key, operation)


@pytest.mark.parametrize(
    ("operation", "expected", "made"),
    [
        (lists.list_append("l", 1), 1, [1]),
        (lists.list_append_items("l", [2, 1], ORDERED), 2, [1, 2]),
        (lists.list_append_items("l", []), 0, []),
        (lists.list_insert("l", 2, 1), 3, [None, None, 1]),
        (lists.list_insert("l", 2, 1, BOUNDED_NO_FAIL), 0, []),
        (lists.list_set("l", 1, 1), None, [None, 1]),
        (lists.list_increment("l", 0, 5), 5, [5]),
        (lists.list_set_order("l", aerospike.LIST_ORDERED), None, []),
        (lists.list_create("l", aerospike.LIST_ORDERED, False, False), None, []),
        (lists.list_pop("l", 0), None, None),
        (lists.list_remove_by_value("l", 1, COUNT), None, None),
        (lists.list_trim("l", 0, 1), None, None),
        (lists.list_clear("l"), None, None),
        (lists.list_size("l"), None, None),
        (lists.list_get("l", 0), None, None),
    ],
)
def test_a_missing_bin_is_made_by_what_adds_and_ignored_by_all_others(
    client: aerospike.Client, key: Key, operation: Operation, expected: Any, made: Any
) -> None:
    client.put(key, {"other": 1})
    assert run(client, key, operation) == expected
    assert left(client, key) == made


def test_a_missing_bin_cannot_be_sorted(client: aerospike.Client, key: Key) -> None:
    client.put(key, {"other": 1})
    with pytest.raises(e.BinIncompatibleType):
        run(client, key, lists.list_sort("l"))


def test_a_list_stays_when_its_last_element_goes(client: aerospike.Client, key: Key) -> None:
    put(client, key, [1])
    assert run(client, key, lists.list_pop("l", 0)) == 1
    assert left(client, key) == []


def test_elements_are_ordered_by_type_first(client: aerospike.Client, key: Key) -> None:
    put(client, key, TYPES[::-1])
    run(client, key, lists.list_sort("l"))
    assert [type(value) for value in left(client, key)] == [type(value) for value in TYPES]


def test_lists_are_ordered_by_elements_then_by_length(client: aerospike.Client, key: Key) -> None:
    put(client, key, [[2], [1, 2], [1], [], ["a"]])
    run(client, key, lists.list_sort("l"))
    assert left(client, key) == [[], [1], [1, 2], [2], ["a"]]


def test_maps_are_ordered_by_size_then_by_pairs(client: aerospike.Client, key: Key) -> None:
    put(client, key, [{1: 1, 2: 1}, {3: 1}, {1: 2}, {}])
    run(client, key, lists.list_sort("l"))
    assert left(client, key) == [{}, {1: 2}, {3: 1}, {1: 1, 2: 1}]


def test_integers_and_floats_are_different_types(client: aerospike.Client, key: Key) -> None:
    put(client, key, [1.0, 2, 0.5, 1])
    assert run(client, key, lists.list_get_by_value("l", 1, INDEX)) == [3]
    assert run(client, key, lists.list_get_by_rank("l", -1, VALUE)) == 1.0


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([1, ANY], [0, 3]),
        ([ANY], [0, 1, 3]),
        ([1, "a", ANY], [3]),
        (ANY, [0, 1, 2, 3]),
    ],
)
def test_a_wildcard_is_equal_to_all_that_follows(
    client: aerospike.Client, key: Key, value: Any, expected: list[int]
) -> None:
    put(client, key, [[1, "a"], [2, "a"], 5, [1, "a", None]])
    assert run(client, key, lists.list_get_by_value("l", value, INDEX)) == expected


def test_infinity_is_behind_all_that_can_follow(client: aerospike.Client, key: Key) -> None:
    put(client, key, [[1, "a"], [2, "a"], [1, 9], [1]])
    operation = lists.list_get_by_value_range("l", INDEX, [1, None], [1, INFINITE])
    assert run(client, key, operation) == [0, 2]


NESTED = {"numbers": [5, 1, 3], "lists": [[1], [2, 3]], "text": "x"}


@pytest.mark.parametrize(
    ("ctx", "expected"),
    [
        ([cdt_ctx.cdt_ctx_map_key("numbers")], 3),
        ([cdt_ctx.cdt_ctx_map_index(1)], 3),
        ([cdt_ctx.cdt_ctx_map_value([5, 1, 3])], 3),
        ([cdt_ctx.cdt_ctx_map_rank(1)], 3),
        ([cdt_ctx.cdt_ctx_map_key("lists"), cdt_ctx.cdt_ctx_list_index(-1)], 2),
        ([cdt_ctx.cdt_ctx_map_key("lists"), cdt_ctx.cdt_ctx_list_rank(0)], 1),
        ([cdt_ctx.cdt_ctx_map_key("lists"), cdt_ctx.cdt_ctx_list_value([2, 3])], 2),
    ],
)
def test_a_context_leads_to_a_list_inside(
    client: aerospike.Client, key: Key, ctx: list[Any], expected: int
) -> None:
    put(client, key, NESTED)
    assert run(client, key, lists.list_size("l", ctx)) == expected


@pytest.mark.parametrize(
    "ctx",
    [
        [cdt_ctx.cdt_ctx_map_key("missing")],
        [cdt_ctx.cdt_ctx_map_index(3)],
        [cdt_ctx.cdt_ctx_map_value("missing")],
        [cdt_ctx.cdt_ctx_list_index(0)],
        [cdt_ctx.cdt_ctx_map_key("text"), cdt_ctx.cdt_ctx_list_index(0)],
        [cdt_ctx.cdt_ctx_map_key("lists"), cdt_ctx.cdt_ctx_list_index(2)],
        [cdt_ctx.cdt_ctx_map_key("lists"), cdt_ctx.cdt_ctx_list_value([9])],
    ],
)
def test_a_context_that_leads_nowhere_is_refused(
    client: aerospike.Client, key: Key, ctx: list[Any]
) -> None:
    put(client, key, NESTED)
    for operation in (lists.list_size("l", ctx), lists.list_append("l", 1, None, ctx)):
        with pytest.raises(e.OpNotApplicable):
            run(client, key, operation)


def test_a_context_to_another_type_is_refused(client: aerospike.Client, key: Key) -> None:
    put(client, key, NESTED)
    with pytest.raises(e.BinIncompatibleType):
        run(client, key, lists.list_size("l", [cdt_ctx.cdt_ctx_map_key("text")]))


def test_a_context_into_a_scalar_bin_is_refused(client: aerospike.Client, key: Key) -> None:
    client.put(key, {"l": 1})
    with pytest.raises(e.InvalidRequest):
        run(client, key, lists.list_size("l", [cdt_ctx.cdt_ctx_list_index(0)]))


def test_a_change_in_a_context_changes_only_what_is_there(
    client: aerospike.Client, key: Key
) -> None:
    put(client, key, NESTED)
    ctx = [cdt_ctx.cdt_ctx_map_key("lists"), cdt_ctx.cdt_ctx_list_index(1)]
    assert run(client, key, lists.list_append("l", 4, None, ctx)) == 3
    assert left(client, key) == {**NESTED, "lists": [[1], [2, 3, 4]]}


def test_a_change_inside_an_ordered_list_moves_what_has_changed(
    client: aerospike.Client, key: Key
) -> None:
    put(client, key, [[1], [2], [3]], ordered=True)
    ctx = [cdt_ctx.cdt_ctx_list_index(0)]
    assert run(client, key, lists.list_set("l", 0, 9, None, ctx)) is None
    assert left(client, key) == [[2], [3], [9]]


CREATES: list[tuple[Any, list[Any], Any]] = [
    ([], [cdt_ctx.cdt_ctx_list_index_create(0)], [[1]]),
    ([0], [cdt_ctx.cdt_ctx_list_index_create(1)], [0, [1]]),
    ([0], [cdt_ctx.cdt_ctx_list_index_create(3, pad=True)], [0, None, None, [1]]),
    ([[5]], [cdt_ctx.cdt_ctx_list_index_create(0)], [[5, 1]]),
    ({}, [cdt_ctx.cdt_ctx_map_key_create("k")], {"k": [1]}),
    (
        {},
        [cdt_ctx.cdt_ctx_map_key_create("k"), cdt_ctx.cdt_ctx_map_key_create("m")],
        {"k": {"m": [1]}},
    ),
    (
        {"k": []},
        [cdt_ctx.cdt_ctx_map_key("k"), cdt_ctx.cdt_ctx_list_index_create(2, pad=True)],
        {"k": [None, None, [1]]},
    ),
    (None, [cdt_ctx.cdt_ctx_map_key_create("k")], {"k": [1]}),
    (None, [cdt_ctx.cdt_ctx_list_index_create(1, pad=True)], [None, [1]]),
    (
        None,
        [cdt_ctx.cdt_ctx_map_key_create("k"), cdt_ctx.cdt_ctx_list_index_create(0)],
        {"k": [[1]]},
    ),
]


@pytest.mark.parametrize(("start", "ctx", "expected"), CREATES)
def test_a_context_that_creates_makes_what_is_missing(
    client: aerospike.Client, key: Key, start: Any, ctx: list[Any], expected: Any
) -> None:
    client.put(key, {"other": 1} if start is None else {"l": start})
    run(client, key, lists.list_append("l", 1, None, ctx))
    assert left(client, key) == expected


@pytest.mark.parametrize(
    ("start", "ctx"),
    [
        ([0], [cdt_ctx.cdt_ctx_list_index_create(2)]),
        (None, [cdt_ctx.cdt_ctx_list_index_create(1)]),
        (None, [cdt_ctx.cdt_ctx_list_index(0)]),
        (None, [cdt_ctx.cdt_ctx_map_key("k")]),
    ],
)
def test_a_context_makes_no_list_with_gaps_and_nothing_unasked(
    client: aerospike.Client, key: Key, start: Any, ctx: list[Any]
) -> None:
    client.put(key, {"other": 1} if start is None else {"l": start})
    with pytest.raises(e.OpNotApplicable):
        run(client, key, lists.list_append("l", 1, None, ctx))
    assert left(client, key) == start


def test_a_removal_in_a_context_makes_nothing(client: aerospike.Client, key: Key) -> None:
    put(client, key, {})
    ctx = [cdt_ctx.cdt_ctx_map_key_create("k")]
    assert run(client, key, lists.list_pop("l", 0, ctx)) is None
    assert left(client, key) == {}


def test_a_list_is_created_inside_in_an_order(client: aerospike.Client, key: Key) -> None:
    put(client, key, {})
    ctx = [cdt_ctx.cdt_ctx_map_key("k")]
    run(client, key, lists.list_create("l", aerospike.LIST_ORDERED, False, False, ctx))
    assert left(client, key) == {"k": []}
    run(client, key, lists.list_append_items("l", [3, 1, 2], None, ctx))
    assert left(client, key) == {"k": [1, 2, 3]}


def test_a_list_with_an_index_works_as_one_without(client: aerospike.Client, key: Key) -> None:
    client.put(key, {"other": 1})
    run(client, key, lists.list_create("l", aerospike.LIST_ORDERED, False, True))
    run(client, key, lists.list_append_items("l", NUMBERS))
    assert run(client, key, lists.list_get_by_value("l", 3, COUNT)) == 2
    run(client, key, lists.list_remove_by_rank_range("l", 0, NONE, 2))
    assert left(client, key) == [5, 7, 9]


def test_operations_of_one_command_see_each_other(client: aerospike.Client, key: Key) -> None:
    _, _, results = client.operate_ordered(
        key,
        [
            lists.list_append("l", 2),
            lists.list_append("l", 1),
            lists.list_sort("l"),
            lists.list_pop("l", 0),
            op.read("l"),
        ],
    )
    values = [value for _, value in results]
    assert values[:2] == [1, 2]
    assert values[-2:] == [1, [2]]


@pytest.mark.parametrize(
    ("ctx", "flags", "expected"),
    [
        ([cdt_ctx.cdt_ctx_all_children()], 0, [[1, 2], {"k": 3}, 4]),
        ([cdt_ctx.cdt_ctx_list_index(1)], 0, [{"k": 3}]),
        ([cdt_ctx.cdt_ctx_list_index(0), cdt_ctx.cdt_ctx_list_index(1)], 0, [[2]]),
        ([cdt_ctx.cdt_ctx_list_index(0), cdt_ctx.cdt_ctx_all_children()], 1, [1, 2]),
        ([cdt_ctx.cdt_ctx_list_index(1), cdt_ctx.cdt_ctx_all_children()], 2, ["k"]),
        ([cdt_ctx.cdt_ctx_list_index(1), cdt_ctx.cdt_ctx_map_keys_in(["k", "x"])], 3, ["k", 3]),
        ([cdt_ctx.cdt_ctx_list_index(7)], 1, []),
    ],
)
def test_a_path_selects_children(
    client: aerospike.Client, key: Key, ctx: list[Any], flags: int, expected: Any
) -> None:
    put(client, key, [[1, 2], {"k": 3}, 4])
    assert run(client, key, op.select_by_path("l", ctx, flags)) == expected


def test_a_path_selects_no_keys_of_lists(client: aerospike.Client, key: Key) -> None:
    put(client, key, NUMBERS)
    ctx = [cdt_ctx.cdt_ctx_all_children()]
    with pytest.raises(e.BinIncompatibleType):
        run(client, key, op.select_by_path("l", ctx, aerospike.EXP_PATH_SELECT_MAP_KEY))
