"""Operations that are expressions: what they read, what they write, and what they see."""

from __future__ import annotations

from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike_helpers import cdt_ctx
from aerospike_helpers import expressions as exp
from aerospike_helpers.operations import expression_operations as expressions
from aerospike_helpers.operations import operations as op

Key = tuple[Any, ...]

BINS = {"i": 7, "f": 1.5, "s": "text", "l": [3, 1, 2], "m": {"a": 1, "b": 2}, "b": b"\x0f"}

CREATE_ONLY = aerospike.EXP_WRITE_CREATE_ONLY
UPDATE_ONLY = aerospike.EXP_WRITE_UPDATE_ONLY
ALLOW_DELETE = aerospike.EXP_WRITE_ALLOW_DELETE
POLICY_NO_FAIL = aerospike.EXP_WRITE_POLICY_NO_FAIL
EVAL_NO_FAIL = aerospike.EXP_WRITE_EVAL_NO_FAIL

#: Of the wrong type, so that no server compiles it.
MALFORMED = exp.Eq(exp.IntBin("i"), "text")
UNKNOWN = exp.Add(exp.IntBin("missing"), 1)


def read(client: aerospike.Client, key: Key, expression: Any, flags: int = 0) -> Any:
    """What an expression says of a record."""
    operation = expressions.expression_read("r", expression.compile(), flags)
    return client.operate(key, [operation])[2]["r"]


def write(client: aerospike.Client, key: Key, name: str, expression: Any, flags: int = 0) -> Any:
    """The bins of a record with what an expression says of it in one of them."""
    client.operate(key, [expressions.expression_write(name, expression.compile(), flags)])
    return client.get(key)[2]


@pytest.fixture
def record(client: aerospike.Client, key: Key) -> Key:
    """The key of a record that holds ``BINS``."""
    client.put(key, BINS)
    return key


VALUES = [
    (exp.Add(exp.IntBin("i"), 3, 4), 14),
    (exp.Div(exp.FloatBin("f"), 0.5), 3.0),
    (exp.Val("new"), "new"),
    (exp.Val(b"\x01"), b"\x01"),
    (exp.Val(None), None),
    (exp.GT(exp.IntBin("i"), 6), True),
    (exp.ListGetByRank(None, aerospike.LIST_RETURN_VALUE, exp.ResultType.INTEGER, -1, "l"), 3),
    (exp.ListAppend(None, None, 9, "l"), [3, 1, 2, 9]),
    (exp.MapSize(None, "m"), 2),
    (exp.MapPut(None, None, "c", 3, "m"), {"a": 1, "b": 2, "c": 3}),
    (exp.BitCount(0, 8, "b"), 4),
    (exp.BitNot(None, 0, 8, "b"), b"\xf0"),
    (exp.Cond(exp.Eq(exp.StrBin("s"), "text"), exp.IntBin("i"), 0), 7),
    (exp.Let(exp.Def("x", exp.IntBin("i")), exp.Mul(exp.Var("x"), exp.Var("x"))), 49),
]


@pytest.mark.parametrize(("expression", "value"), VALUES)
def test_an_expression_is_read_and_changes_nothing(
    client: aerospike.Client, record: Key, expression: Any, value: Any
) -> None:
    assert read(client, record, expression) == value
    assert client.get(record)[2] == BINS
    assert client.exists(record)[1]["gen"] == 1


@pytest.mark.parametrize(("expression", "value"), [row for row in VALUES if row[1] is not None])
def test_an_expression_is_written_into_a_new_bin_or_another(
    client: aerospike.Client, record: Key, expression: Any, value: Any
) -> None:
    assert write(client, record, "new", expression) == {**BINS, "new": value}
    assert write(client, record, "f", expression)["f"] == value
    assert client.exists(record)[1]["gen"] == 3


REFUSALS = [
    ("i", exp.Val(1), CREATE_ONLY, e.BinExistsError),
    ("new", exp.Val(1), UPDATE_ONLY, e.BinNotFound),
    ("i", exp.Val(None), 0, e.OpNotApplicable),
    ("i", UNKNOWN, 0, e.OpNotApplicable),
    ("i", UNKNOWN, POLICY_NO_FAIL, e.OpNotApplicable),
    ("i", exp.Unknown(), ALLOW_DELETE, e.OpNotApplicable),
    ("i", MALFORMED, 0, e.InvalidRequest),
    ("i", MALFORMED, EVAL_NO_FAIL, e.InvalidRequest),
    # It is compiled before anything else is looked at.
    ("i", MALFORMED, CREATE_ONLY, e.InvalidRequest),
    ("new", MALFORMED, UPDATE_ONLY | POLICY_NO_FAIL, e.InvalidRequest),
    ("i", exp.Val(1), 32, e.InvalidRequest),
]


@pytest.mark.parametrize(("name", "expression", "flags", "error"), REFUSALS)
def test_a_write_that_is_refused_changes_nothing(
    client: aerospike.Client,
    record: Key,
    name: str,
    expression: Any,
    flags: int,
    error: type[Exception],
) -> None:
    with pytest.raises(error) as caught:
        write(client, record, name, expression, flags)
    assert type(caught.value) is error
    assert client.get(record)[1]["gen"] == 1
    assert client.get(record)[2] == BINS


@pytest.mark.parametrize(
    ("name", "expression", "flags"),
    [
        ("i", exp.Val(1), CREATE_ONLY | POLICY_NO_FAIL),
        ("new", exp.Val(1), UPDATE_ONLY | POLICY_NO_FAIL),
        ("i", UNKNOWN, EVAL_NO_FAIL),
        ("new", UNKNOWN, EVAL_NO_FAIL),
        ("i", exp.Val(None), POLICY_NO_FAIL),
        ("new", exp.Val(None), ALLOW_DELETE),
    ],
)
def test_a_write_may_do_nothing(
    client: aerospike.Client, record: Key, name: str, expression: Any, flags: int
) -> None:
    assert write(client, record, name, expression, flags) == BINS


def test_a_write_of_nothing_may_delete_the_bin(client: aerospike.Client, record: Key) -> None:
    assert "i" not in write(client, record, "i", exp.Val(None), ALLOW_DELETE)


def test_a_read_without_a_value_may_be_nothing(client: aerospike.Client, record: Key) -> None:
    with pytest.raises(e.OpNotApplicable):
        read(client, record, UNKNOWN)
    assert read(client, record, UNKNOWN, aerospike.EXP_READ_EVAL_NO_FAIL) is None


@pytest.mark.parametrize("flags", [1, 2, 4, 8, 32])
def test_a_read_has_no_flags_of_writes(client: aerospike.Client, record: Key, flags: int) -> None:
    with pytest.raises(e.InvalidRequest):
        read(client, record, exp.Val(1), flags)


def test_operations_of_one_command_see_each_other(client: aerospike.Client, record: Key) -> None:
    doubled = exp.Mul(exp.IntBin("i"), 2).compile()
    _, _, results = client.operate_ordered(
        record,
        [
            expressions.expression_write("i", doubled),
            expressions.expression_read("r", doubled),
            op.write("i", 1),
            expressions.expression_read("r", doubled),
        ],
    )
    assert results == [("i", None), ("r", 28), ("i", None), ("r", 2)]


def test_a_new_record_has_no_key_until_it_is_written(client: aerospike.Client, key: Key) -> None:
    policy = {"key": aerospike.POLICY_KEY_SEND}
    has_key = exp.KeyExists().compile()
    operations = [expressions.expression_write("had", has_key)]
    client.operate(key, operations, None, policy)
    assert client.get(key)[2] == {"had": False}
    client.operate(key, operations, None, policy)
    assert client.get(key)[2] == {"had": True}


def test_the_size_of_a_record_is_that_before_its_command(
    client: aerospike.Client, key: Key
) -> None:
    operations = [
        op.write("text", "x" * 1000),
        expressions.expression_write("size", exp.RecordSize().compile()),
    ]
    client.operate(key, operations)
    assert client.get(key)[2]["size"] == 16
    client.operate(key, operations)
    assert client.get(key)[2]["size"] > 1000


def test_the_time_to_live_is_that_of_the_command(client: aerospike.Client, record: Key) -> None:
    assert read(client, record, exp.TTL()) == -1
    client.operate(record, [expressions.expression_write("ttl", exp.TTL().compile())], {"ttl": 900})
    assert client.get(record)[2]["ttl"] in (899, 900)


@pytest.mark.parametrize("shape", ["point", "region"])
def test_the_size_of_a_record_counts_the_cells_of_shapes(
    client: aerospike.Client, key: Key, shape: str
) -> None:
    coordinates: Any = [1.5, 2.5]
    kind = "Point"
    if shape == "region":
        coordinates, kind = [[1.0, 2.0], 70000.0], "AeroCircle"
    place = aerospike.GeoJSON({"type": kind, "coordinates": coordinates})
    # The size is a multiple of 16: with 16 bins, the difference is exact. A shape has 8 bytes for
    # each cell, and less than 8 others that a text has not.
    names = [f"g{number}" for number in range(16)]
    client.put(key, dict.fromkeys(names, place))
    with_places = read(client, key, exp.RecordSize())
    client.put(key, dict.fromkeys(names, place.dumps()))
    each = (with_places - read(client, key, exp.RecordSize())) / 16
    assert each // 8 == 1 if shape == "point" else 8 <= each // 8 <= 12


def test_a_path_filter_that_is_no_condition_is_never_true(
    client: aerospike.Client, record: Key
) -> None:
    path = [cdt_ctx.cdt_ctx_all_children_with_filter(exp.IntBin("i").compile())]
    with pytest.raises(e.InvalidRequest):
        client.operate(record, [op.select_by_path("l", path, aerospike.EXP_PATH_SELECT_VALUE)])
    path = [cdt_ctx.cdt_ctx_all_children_with_filter(exp.Add(1, 1).compile())]
    selected = client.operate(
        record, [op.select_by_path("l", path, aerospike.EXP_PATH_SELECT_VALUE)]
    )
    assert selected[2] == {"l": []}


def test_pairs_that_a_path_puts_in_a_list_stay_pairs(client: aerospike.Client, record: Key) -> None:
    pairs = exp.MapGetByIndexRangeToEnd(
        None, aerospike.MAP_RETURN_KEY_VALUE, 0, exp.Val({"x": 1, "y": 2})
    )
    path = [cdt_ctx.cdt_ctx_all_children()]
    client.operate(record, [op.modify_by_path("l", path, pairs.compile(), 0)])
    assert client.get(record)[2]["l"] == [["x", 1, "y", 2]] * 3
