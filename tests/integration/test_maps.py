"""Operations on maps."""

from __future__ import annotations

from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike_helpers import cdt_ctx
from aerospike_helpers.operations import map_operations as maps
from aerospike_helpers.operations import operations as op

Key = tuple[Any, ...]
Operation = dict[str, Any]

INDEX = aerospike.MAP_RETURN_INDEX
REVERSE_INDEX = aerospike.MAP_RETURN_REVERSE_INDEX
RANK = aerospike.MAP_RETURN_RANK
REVERSE_RANK = aerospike.MAP_RETURN_REVERSE_RANK
COUNT = aerospike.MAP_RETURN_COUNT
KEY = aerospike.MAP_RETURN_KEY
VALUE = aerospike.MAP_RETURN_VALUE
PAIRS = aerospike.MAP_RETURN_KEY_VALUE
UNORDERED = aerospike.MAP_RETURN_UNORDERED_MAP
ORDERED = aerospike.MAP_RETURN_ORDERED_MAP
NONE = aerospike.MAP_RETURN_NONE
EXISTS = aerospike.MAP_RETURN_EXISTS

ANY = aerospike.CDTWildcard()
INFINITE = aerospike.CDTInfinite()

CREATE_ONLY = aerospike.MAP_WRITE_FLAGS_CREATE_ONLY
UPDATE_ONLY = aerospike.MAP_WRITE_FLAGS_UPDATE_ONLY
NO_FAIL = aerospike.MAP_WRITE_FLAGS_NO_FAIL
PARTIAL = aerospike.MAP_WRITE_FLAGS_PARTIAL

ORDERS = [
    aerospike.MAP_UNORDERED,
    aerospike.MAP_KEY_ORDERED,
    aerospike.MAP_KEY_VALUE_ORDERED,
]

SCORES = {"ann": 30, "bob": 10, "cid": 20, "dan": 20, "eve": 5}
# By value: eve 5, bob 10, cid 20, dan 20, ann 30.


def flags(*names: int) -> dict[str, int]:
    """The policy of a change with flags."""
    return {"map_write_flags": sum(names)}


def run(client: aerospike.Client, key: Key, operation: Operation) -> Any:
    """The result of an operation, None if it has none."""
    return client.operate(key, [operation])[2].get("m")


def left(client: aerospike.Client, key: Key) -> Any:
    """The bin as it is now."""
    return client.get(key)[2].get("m")


def put(client: aerospike.Client, key: Key, value: Any, order: int = 0) -> None:
    """Writes the bin, as a map of an order."""
    client.put(key, {"m": value, "other": 1})
    if order:
        client.operate(key, [maps.map_set_policy("m", {"map_order": order})])


READS: list[tuple[Operation, Any]] = [
    (maps.map_size("m"), 5),
    (maps.map_get_by_key("m", "cid", VALUE), 20),
    (maps.map_get_by_key("m", "cid", KEY), "cid"),
    (maps.map_get_by_key("m", "cid", INDEX), 2),
    (maps.map_get_by_key("m", "cid", REVERSE_INDEX), 2),
    (maps.map_get_by_key("m", "cid", RANK), 2),
    (maps.map_get_by_key("m", "cid", REVERSE_RANK), 2),
    (maps.map_get_by_key("m", "cid", COUNT), 1),
    (maps.map_get_by_key("m", "cid", EXISTS), True),
    (maps.map_get_by_key("m", "cid", NONE), None),
    (maps.map_get_by_key("m", "cid", UNORDERED), {"cid": 20}),
    (maps.map_get_by_key("m", "zoe", VALUE), None),
    (maps.map_get_by_key("m", "zoe", INDEX), -1),
    (maps.map_get_by_key("m", "zoe", RANK), -1),
    (maps.map_get_by_key("m", "zoe", COUNT), 0),
    (maps.map_get_by_key("m", "zoe", EXISTS), False),
    (maps.map_get_by_key("m", "zoe", ORDERED), {}),
    (maps.map_get_by_key_range("m", "b", "d", KEY), ["bob", "cid"]),
    (maps.map_get_by_key_range("m", "b", "d", KEY, True), ["ann", "dan", "eve"]),
    (maps.map_get_by_key_range("m", "b", "d", RANK), [1, 2]),
    (maps.map_get_by_key_range("m", "d", "b", COUNT), 0),
    (maps.map_get_by_key_range("m", "d", INFINITE, KEY), ["dan", "eve"]),
    (maps.map_get_by_key_list("m", ["eve", "ann", "zoe"], VALUE), [30, 5]),
    (maps.map_get_by_key_list("m", ["eve", "ann", "zoe"], INDEX), [4, 0]),
    (maps.map_get_by_key_list("m", ["eve", "ann", "zoe"], KEY, True), ["bob", "cid", "dan"]),
    (maps.map_get_by_key_list("m", [], VALUE), []),
    (maps.map_get_by_index("m", 0, KEY), "ann"),
    (maps.map_get_by_index("m", -1, KEY), "eve"),
    (maps.map_get_by_index("m", -1, RANK), 0),
    (maps.map_get_by_index_range("m", 1, 2, VALUE), [10, 20]),
    (maps.map_get_by_index_range("m", 1, 2, ORDERED), {"bob": 10, "cid": 20}),
    (maps.map_get_by_index_range("m", 1, 2, KEY, True), ["ann", "dan", "eve"]),
    (maps.map_get_by_index_range("m", 3, 9, REVERSE_INDEX), [0, 1]),
    (maps.map_get_by_index_range("m", 1, 3, RANK), [1, 2, 3]),
    (maps.map_get_by_rank("m", 0, KEY), "eve"),
    (maps.map_get_by_rank("m", -1, KEY), "ann"),
    (maps.map_get_by_rank("m", 3, INDEX), 3),
    (maps.map_get_by_rank_range("m", 0, 2, KEY), ["eve", "bob"]),
    (maps.map_get_by_rank_range("m", 0, 2, INDEX), [4, 1]),
    (maps.map_get_by_rank_range("m", 1, 3, KEY, True), ["ann", "eve"]),
    (maps.map_get_by_rank_range("m", -2, 2, VALUE), [20, 30]),
    (maps.map_get_by_value("m", 20, KEY), ["cid", "dan"]),
    (maps.map_get_by_value("m", 20, RANK), [2, 3]),
    (maps.map_get_by_value("m", 20, COUNT, True), 3),
    (maps.map_get_by_value("m", 7, VALUE), []),
    (maps.map_get_by_value_range("m", 10, 21, COUNT), 3),
    (maps.map_get_by_value_range("m", 10, 21, KEY, True), ["ann", "eve"]),
    (maps.map_get_by_value_range("m", 21, INFINITE, KEY), ["ann"]),
    (maps.map_get_by_value_list("m", [30, 20], KEY), ["ann", "cid", "dan"]),
    (maps.map_get_by_value_list("m", [30, 20], RANK), [4, 2, 3]),
    (maps.map_get_by_value_list("m", [30, 20], KEY, True), ["bob", "eve"]),
    (maps.map_get_by_value_rank_range_relative("m", 15, 0, COUNT), 3),
    (maps.map_get_by_value_rank_range_relative("m", 15, -1, KEY, 2), ["bob", "cid"]),
    (maps.map_get_by_key_index_range_relative("m", "cid", -1, KEY), ["bob", "cid", "dan", "eve"]),
    (maps.map_get_by_key_index_range_relative("m", "c", 0, KEY, 2), ["cid", "dan"]),
]


def described(row: tuple[Operation, Any]) -> str:
    """The operation of a row, as the name of a test."""
    operation = row[0]
    parts = (f"{name}-{value}" for name, value in operation.items() if name not in ("op", "bin"))
    return f"op-{operation['op']}-{'-'.join(parts)}"


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("row", READS, ids=described)
def test_a_read_returns_what_it_selects_whatever_the_order(
    client: aerospike.Client, key: Key, row: tuple[Operation, Any], order: int
) -> None:
    operation, expected = row
    put(client, key, SCORES, order)
    assert run(client, key, operation) == expected
    assert left(client, key) == SCORES


@pytest.mark.parametrize("persist_index", [False, True])
def test_a_map_with_an_index_works_as_one_without(
    client: aerospike.Client, key: Key, persist_index: bool
) -> None:
    client.put(key, {"other": 1})
    run(client, key, maps.map_create("m", aerospike.MAP_KEY_ORDERED, persist_index))
    assert left(client, key) == {}
    run(client, key, maps.map_put_items("m", SCORES))
    assert run(client, key, maps.map_get_by_rank_range("m", 0, 2, KEY)) == ["eve", "bob"]
    assert run(client, key, maps.map_remove_by_key("m", "eve", VALUE)) == 5
    assert run(client, key, maps.map_get_by_key("m", "dan", INDEX)) == 3


def test_pairs_come_in_the_order_in_which_they_are_selected(
    client: aerospike.Client, key: Key
) -> None:
    put(client, key, SCORES)
    pairs = run(client, key, maps.map_get_by_rank_range("m", 0, 3, PAIRS))
    assert list(pairs) == ["eve", 5, "bob", 10, "cid", 20]


REMOVALS: list[tuple[Operation, Any, str]] = [
    (maps.map_clear("m"), None, ""),
    (maps.map_remove_by_key("m", "bob", VALUE), 10, "ann cid dan eve"),
    (maps.map_remove_by_key("m", "zoe", VALUE), None, "ann bob cid dan eve"),
    (maps.map_remove_by_key_list("m", ["bob", "eve", "zoe"], COUNT), 2, "ann cid dan"),
    (maps.map_remove_by_key_list("m", ["bob", "eve"], COUNT, True), 3, "bob eve"),
    (maps.map_remove_by_key_range("m", "b", "d", KEY), ["bob", "cid"], "ann dan eve"),
    (maps.map_remove_by_index("m", -1, KEY), "eve", "ann bob cid dan"),
    (maps.map_remove_by_index_range("m", 1, 3, COUNT), 3, "ann eve"),
    (maps.map_remove_by_index_range("m", 1, 3, KEY, True), ["ann", "eve"], "bob cid dan"),
    (maps.map_remove_by_rank("m", 0, KEY), "eve", "ann bob cid dan"),
    (maps.map_remove_by_rank_range("m", 0, 2, KEY), ["eve", "bob"], "ann cid dan"),
    (maps.map_remove_by_value("m", 20, KEY), ["cid", "dan"], "ann bob eve"),
    (maps.map_remove_by_value_list("m", [5, 30], COUNT), 2, "bob cid dan"),
    (maps.map_remove_by_value_range("m", 10, 30, COUNT), 3, "ann eve"),
    (maps.map_remove_by_value_range("m", 10, 30, COUNT, True), 2, "bob cid dan"),
    (maps.map_remove_by_key_index_range_relative("m", "cid", 1, COUNT), 2, "ann bob cid"),
    (maps.map_remove_by_value_rank_range_relative("m", 20, -1, COUNT, 1), 1, "ann cid dan eve"),
]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(("operation", "expected", "kept"), REMOVALS)
def test_a_removal_returns_what_it_selects_and_takes_it_out(
    client: aerospike.Client, key: Key, operation: Operation, expected: Any, kept: str, order: int
) -> None:
    put(client, key, SCORES, order)
    assert run(client, key, operation) == expected
    assert left(client, key) == {name: SCORES[name] for name in kept.split()}


START = {"a": 1, "c": 3}

CHANGES: list[tuple[Operation, Any, dict[Any, Any]]] = [
    (maps.map_put("m", "b", 2), 3, {"a": 1, "b": 2, "c": 3}),
    (maps.map_put("m", "a", 9), 2, {"a": 9, "c": 3}),
    (maps.map_put("m", 1, [2]), 3, {1: [2], "a": 1, "c": 3}),
    (maps.map_put("m", b"b", None), 3, {"a": 1, "c": 3, b"b": None}),
    (maps.map_put("m", "b", 2, flags(CREATE_ONLY)), 3, {"a": 1, "b": 2, "c": 3}),
    (maps.map_put("m", "a", 9, flags(UPDATE_ONLY)), 2, {"a": 9, "c": 3}),
    (maps.map_put("m", "a", 9, flags(CREATE_ONLY, NO_FAIL)), 2, START),
    (maps.map_put("m", "b", 9, flags(UPDATE_ONLY, NO_FAIL)), 2, START),
    (maps.map_put_items("m", {"d": 4, "a": 0}), 3, {"a": 0, "c": 3, "d": 4}),
    (maps.map_put_items("m", {}), 2, START),
    (maps.map_put_items("m", {"d": 4, "a": 0}, flags(CREATE_ONLY, NO_FAIL)), 2, START),
    (
        maps.map_put_items("m", {"d": 4, "a": 0}, flags(CREATE_ONLY, NO_FAIL, PARTIAL)),
        3,
        {"a": 1, "c": 3, "d": 4},
    ),
    (
        maps.map_put_items("m", {"d": 4, "a": 0}, flags(UPDATE_ONLY, NO_FAIL, PARTIAL)),
        2,
        {"a": 0, "c": 3},
    ),
    (maps.map_increment("m", "a", 4), 5, {"a": 5, "c": 3}),
    (maps.map_increment("m", "a", 1.9), 2, {"a": 2, "c": 3}),
    (maps.map_increment("m", "b", 2.5), 2.5, {"a": 1, "b": 2.5, "c": 3}),
    (maps.map_decrement("m", "c", 5), -2, {"a": 1, "c": -2}),
    (maps.map_decrement("m", "b", 5), -5, {"a": 1, "b": -5, "c": 3}),
]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(("operation", "expected", "changed"), CHANGES)
def test_a_change_returns_its_result_and_leaves_the_new_map(
    client: aerospike.Client,
    key: Key,
    operation: Operation,
    expected: Any,
    changed: dict[Any, Any],
    order: int,
) -> None:
    put(client, key, START, order)
    assert run(client, key, operation) == expected
    assert left(client, key) == changed


FAILURES: list[tuple[Operation, type[Exception]]] = [
    (maps.map_put("m", "a", 9, flags(CREATE_ONLY)), e.ElementExistsError),
    (maps.map_put("m", "b", 9, flags(UPDATE_ONLY)), e.ElementNotFoundError),
    (maps.map_put_items("m", {"a": 9, "b": 9}, flags(CREATE_ONLY)), e.ElementExistsError),
    (maps.map_put_items("m", {"a": 9, "b": 9}, flags(UPDATE_ONLY)), e.ElementNotFoundError),
    (maps.map_put("m", 1.5, 1), e.InvalidRequest),
    (maps.map_put("m", [1], 1), e.InvalidRequest),
    (maps.map_put("m", "b", ANY), e.InvalidRequest),
    (maps.map_increment("m", "a", "b"), e.InvalidRequest),
    (maps.map_get_by_index("m", 2, KEY), e.OpNotApplicable),
    (maps.map_get_by_rank("m", -3, KEY), e.OpNotApplicable),
    (maps.map_remove_by_index("m", 2, KEY), e.OpNotApplicable),
    (maps.map_get_by_key_list("m", ["a"], RANK), e.OpNotApplicable),
]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(("operation", "error"), FAILURES)
def test_a_failure_has_its_code_and_changes_nothing(
    client: aerospike.Client, key: Key, operation: Operation, error: type[Exception], order: int
) -> None:
    put(client, key, START, order)
    with pytest.raises(error) as caught:
        run(client, key, operation)
    assert type(caught.value) is error
    assert left(client, key) == START


@pytest.mark.parametrize(
    "operation", [maps.map_size("m"), maps.map_put("m", 1, 1), maps.map_clear("m")]
)
def test_a_bin_of_another_type_is_refused(
    client: aerospike.Client, key: Key, operation: Operation
) -> None:
    client.put(key, {"m": [1]})
    with pytest.raises(e.BinIncompatibleType):
        run(client, key, operation)


@pytest.mark.parametrize(
    ("operation", "expected", "made"),
    [
        (maps.map_put("m", "a", 1), 1, {"a": 1}),
        (maps.map_put("m", "a", 1, flags(UPDATE_ONLY, NO_FAIL)), 0, {}),
        (maps.map_put_items("m", {"b": 2, "a": 1}), 2, {"a": 1, "b": 2}),
        (maps.map_put_items("m", {}), 0, {}),
        (maps.map_increment("m", "a", 2), 2, {"a": 2}),
        (maps.map_set_policy("m", {"map_order": aerospike.MAP_KEY_ORDERED}), None, {}),
        (maps.map_remove_by_key("m", "a", VALUE), None, None),
        (maps.map_remove_by_value("m", 1, COUNT), None, None),
        (maps.map_clear("m"), None, None),
        (maps.map_size("m"), None, None),
        (maps.map_get_by_key("m", "a", VALUE), None, None),
    ],
)
def test_a_missing_bin_is_made_by_what_adds_and_ignored_by_all_others(
    client: aerospike.Client, key: Key, operation: Operation, expected: Any, made: Any
) -> None:
    client.put(key, {"other": 1})
    assert run(client, key, operation) == expected
    assert left(client, key) == made


def test_what_can_be_updated_of_an_empty_map_is_all(client: aerospike.Client, key: Key) -> None:
    put(client, key, {})
    policy = flags(UPDATE_ONLY, NO_FAIL, PARTIAL)
    assert run(client, key, maps.map_put_items("m", {"a": 1}, policy)) == 1
    assert left(client, key) == {"a": 1}


def test_a_map_stays_when_its_last_pair_goes(client: aerospike.Client, key: Key) -> None:
    put(client, key, {"a": 1})
    assert run(client, key, maps.map_remove_by_key("m", "a", VALUE)) == 1
    assert left(client, key) == {}


def test_keys_are_ordered_by_type_first(client: aerospike.Client, key: Key) -> None:
    put(client, key, {b"a": 1, "a": 2, 5: 3, "A": 4, -1: 5})
    assert run(client, key, maps.map_get_by_index_range("m", 0, 9, KEY)) == [-1, 5, "A", "a", b"a"]


def test_an_ordered_map_is_read_in_the_order_of_its_keys(
    client: aerospike.Client, key: Key
) -> None:
    put(client, key, {"c": 1, "a": 2, "b": 3}, aerospike.MAP_KEY_ORDERED)
    assert list(left(client, key)) == ["a", "b", "c"]


def test_a_wildcard_selects_values_by_their_beginning(client: aerospike.Client, key: Key) -> None:
    put(client, key, {"a": [1, 5], "b": [2, 5], "c": [1, None, 2]})
    assert run(client, key, maps.map_get_by_value("m", [1, ANY], KEY)) == ["a", "c"]


NESTED = {"m": {"a": 1, "b": {"x": 5}}, "l": [{"k": 1}, {"k": 2, "j": 3}], "n": 1}


@pytest.mark.parametrize(
    ("ctx", "expected"),
    [
        ([cdt_ctx.cdt_ctx_map_key("m")], 2),
        ([cdt_ctx.cdt_ctx_map_index(1)], 2),
        ([cdt_ctx.cdt_ctx_map_rank(-1)], 2),
        ([cdt_ctx.cdt_ctx_map_key("m"), cdt_ctx.cdt_ctx_map_value({"x": 5})], 1),
        ([cdt_ctx.cdt_ctx_map_key("l"), cdt_ctx.cdt_ctx_list_index(1)], 2),
        ([cdt_ctx.cdt_ctx_map_key("l"), cdt_ctx.cdt_ctx_list_rank(0)], 1),
        ([cdt_ctx.cdt_ctx_map_key("l"), cdt_ctx.cdt_ctx_list_value({"k": 1})], 1),
    ],
)
def test_a_context_leads_to_a_map_inside(
    client: aerospike.Client, key: Key, ctx: list[Any], expected: int
) -> None:
    put(client, key, NESTED)
    assert run(client, key, maps.map_size("m", ctx)) == expected


@pytest.mark.parametrize(
    ("ctx", "error"),
    [
        ([cdt_ctx.cdt_ctx_map_key("missing")], e.OpNotApplicable),
        ([cdt_ctx.cdt_ctx_map_key(ANY)], e.OpNotApplicable),
        ([cdt_ctx.cdt_ctx_map_rank(3)], e.OpNotApplicable),
        ([cdt_ctx.cdt_ctx_list_index(0)], e.OpNotApplicable),
        ([cdt_ctx.cdt_ctx_map_key("l")], e.BinIncompatibleType),
        ([cdt_ctx.cdt_ctx_map_key("n")], e.BinIncompatibleType),
    ],
)
def test_a_context_that_leads_to_no_map_is_refused(
    client: aerospike.Client, key: Key, ctx: list[Any], error: type[Exception]
) -> None:
    put(client, key, NESTED)
    for operation in (maps.map_size("m", ctx), maps.map_put("m", 1, 1, None, ctx)):
        with pytest.raises(error) as caught:
            run(client, key, operation)
        assert type(caught.value) is error


def test_a_change_in_a_context_changes_only_what_is_there(
    client: aerospike.Client, key: Key
) -> None:
    put(client, key, NESTED)
    ctx = [cdt_ctx.cdt_ctx_map_key("m"), cdt_ctx.cdt_ctx_map_key("b")]
    assert run(client, key, maps.map_increment("m", "x", 2, None, ctx)) == 7
    assert left(client, key) == {**NESTED, "m": {"a": 1, "b": {"x": 7}}}


@pytest.mark.parametrize(
    ("start", "ctx", "expected"),
    [
        ({}, [cdt_ctx.cdt_ctx_map_key_create("k")], {"k": {"a": 1}}),
        ({"k": {"b": 2}}, [cdt_ctx.cdt_ctx_map_key_create("k")], {"k": {"a": 1, "b": 2}}),
        (None, [cdt_ctx.cdt_ctx_map_key_create("k")], {"k": {"a": 1}}),
        (
            None,
            [
                cdt_ctx.cdt_ctx_map_key_create("k", aerospike.MAP_KEY_ORDERED),
                cdt_ctx.cdt_ctx_list_index_create(1, pad=True),
            ],
            {"k": [None, {"a": 1}]},
        ),
        ([], [cdt_ctx.cdt_ctx_list_index_create(0)], [{"a": 1}]),
    ],
)
def test_a_context_that_creates_makes_what_is_missing(
    client: aerospike.Client, key: Key, start: Any, ctx: list[Any], expected: Any
) -> None:
    client.put(key, {"other": 1} if start is None else {"m": start})
    assert run(client, key, maps.map_put("m", "a", 1, None, ctx)) in (1, 2)
    assert left(client, key) == expected


def test_a_replacement_makes_nothing_in_a_context(client: aerospike.Client, key: Key) -> None:
    put(client, key, {})
    ctx = [cdt_ctx.cdt_ctx_map_key_create("k")]
    with pytest.raises(e.ElementNotFoundError):
        run(client, key, maps.map_put("m", "a", 1, flags(UPDATE_ONLY), ctx))
    assert left(client, key) == {}


@pytest.mark.parametrize(
    ("ctx", "select", "expected"),
    [
        ([cdt_ctx.cdt_ctx_map_keys_in(["n", "m", "x"])], 0, {"m": NESTED["m"], "n": 1}),
        ([cdt_ctx.cdt_ctx_map_key("n")], 1, [1]),
        ([cdt_ctx.cdt_ctx_map_value(1)], 2, ["n"]),
        ([cdt_ctx.cdt_ctx_map_key("m"), cdt_ctx.cdt_ctx_map_key("a")], 3, ["a", 1]),
        (
            [cdt_ctx.cdt_ctx_map_key("l"), cdt_ctx.cdt_ctx_list_index(-1)],
            0,
            {"l": [{"j": 3, "k": 2}]},
        ),
        (
            [
                cdt_ctx.cdt_ctx_map_key("l"),
                cdt_ctx.cdt_ctx_all_children(),
                cdt_ctx.cdt_ctx_map_key("k"),
            ],
            1,
            [1, 2],
        ),
    ],
)
def test_a_path_selects_children(
    client: aerospike.Client, key: Key, ctx: list[Any], select: int, expected: Any
) -> None:
    put(client, key, NESTED)
    assert run(client, key, op.select_by_path("m", ctx, select)) == expected


def test_a_path_into_a_scalar_bin_is_refused(client: aerospike.Client, key: Key) -> None:
    client.put(key, {"m": 1})
    with pytest.raises(e.BinIncompatibleType):
        run(client, key, op.select_by_path("m", [cdt_ctx.cdt_ctx_all_children()], 0))
