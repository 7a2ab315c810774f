"""Operations that fail, and operations that are refused."""

from __future__ import annotations

from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike_helpers import HyperLogLog, cdt_ctx
from aerospike_helpers import expressions as exp
from aerospike_helpers.operations import bitwise_operations as bits
from aerospike_helpers.operations import expression_operations as exps
from aerospike_helpers.operations import hll_operations as hll
from aerospike_helpers.operations import list_operations as lists
from aerospike_helpers.operations import map_operations as maps
from aerospike_helpers.operations import operations as op

Key = tuple[Any, ...]
Operations = list[dict[str, Any]]

VALUE = aerospike.MAP_RETURN_VALUE
NEXT = exp.Add(exp.IntBin("n"), 1).compile()
ABSENT = exp.IntBin("absent").compile()

BINS = {
    "n": 1,
    "f": 1.5,
    "s": "abc",
    "b": b"\x01\x02\x03",
    "l": [1, 2, [3]],
    "m": {"a": 1, "b": {"c": 2}},
}

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def record(client: aerospike.Client, key: Key) -> Key:
    """The key of a record that holds ``BINS``."""
    client.put(key, BINS)
    return key


SCALAR = [cdt_ctx.cdt_ctx_list_index(0)]
TYPE, UNFIT, REFUSED = e.BinIncompatibleType, e.OpNotApplicable, e.InvalidRequest
BYTE = bytearray(b"\x01")

FAILURES: list[tuple[str, Operations, type[Exception]]] = [
    # the bin's type
    ("integer to float bin", [op.increment("f", 1)], TYPE),
    ("float to integer bin", [op.increment("n", 1.5)], TYPE),
    ("number to text", [op.increment("s", 1)], TYPE),
    ("text to number", [op.append("n", "x")], TYPE),
    ("bytes to text", [op.append("s", b"x")], TYPE),
    ("list of number", [lists.list_size("n")], TYPE),
    ("list of map", [lists.list_append("m", 1)], TYPE),
    ("map of number", [maps.map_size("n")], TYPE),
    ("map of list", [maps.map_put("l", 1, 1)], TYPE),
    ("bits of number", [bits.bit_get("n", 0, 8)], TYPE),
    ("bits of text", [bits.bit_count("s", 0, 8)], TYPE),
    ("bits of list", [bits.bit_resize("l", 4)], TYPE),
    ("HyperLogLog of number", [hll.hll_get_count("n")], TYPE),
    ("HyperLogLog of bytes", [hll.hll_add("b", ["a"], 8)], TYPE),
    # flags
    ("key exists", [maps.map_put("m", "a", 1, {"map_write_flags": 1})], e.ElementExistsError),
    ("no such key", [maps.map_put("m", "q", 1, {"map_write_flags": 2})], e.ElementNotFoundError),
    ("value exists", [lists.list_append("l", 1, {"write_flags": 1})], e.ElementExistsError),
    ("unknown return type of list", [lists.list_get_by_index("l", 0, 99)], UNFIT),
    ("unknown return type of map", [maps.map_get_by_key("m", "a", 99)], UNFIT),
    (
        "unknown flag of bits",
        [bits.bit_resize("b", 4, policy={"bit_write_flags": 1 << 20})],
        REFUSED,
    ),
    (
        "bin of bits exists",
        [bits.bit_resize("b", 4, policy={"bit_write_flags": 1})],
        e.BinExistsError,
    ),
    ("no bin of bits", [bits.bit_resize("x", 4, policy={"bit_write_flags": 2})], e.BinNotFound),
    ("unknown flag of HyperLogLog", [hll.hll_init("h", 8, policy={"flags": 1 << 20})], REFUSED),
    (
        "HyperLogLog exists",
        [hll.hll_init("h", 8), hll.hll_init("h", 8, policy={"flags": 1})],
        e.BinExistsError,
    ),
    ("no HyperLogLog", [hll.hll_init("h", 8, policy={"flags": 2})], e.BinNotFound),
    ("unknown flag of expression", [exps.expression_read("r", NEXT, 1 << 20)], REFUSED),
    (
        "expression's bin exists",
        [exps.expression_write("n", NEXT, aerospike.EXP_WRITE_CREATE_ONLY)],
        e.BinExistsError,
    ),
    (
        "no expression's bin",
        [exps.expression_write("x", NEXT, aerospike.EXP_WRITE_UPDATE_ONLY)],
        e.BinNotFound,
    ),
    # arguments
    ("bits past the end", [bits.bit_get("b", 0, 100)], UNFIT),
    ("bits of no bin", [bits.bit_set("x", 0, 8, 1, BYTE)], e.BinNotFound),
    ("too few bytes", [bits.bit_set("b", 0, 16, 1, BYTE)], REFUSED),
    ("overflow", [bits.bit_add("b", 0, 8, 255, False, aerospike.BIT_OVERFLOW_FAIL)], UNFIT),
    ("more bits than a number has", [bits.bit_get_int("b", 0, 65, False)], REFUSED),
    ("too few index bits", [hll.hll_init("h", 3)], REFUSED),
    ("too many index bits", [hll.hll_init("h", 17)], REFUSED),
    ("too many hash bits", [hll.hll_init("h", 8, 60)], REFUSED),
    ("index bits are missing", [hll.hll_add("h", ["a"])], UNFIT),
    ("more index bits than there are", [hll.hll_init("h", 8), hll.hll_fold("h", 10)], UNFIT),
    ("count of no HyperLogLog", [hll.hll_refresh_count("h")], e.BinNotFound),
    ("union with bytes", [hll.hll_set_union("h", [b"xx"])], REFUSED),
    ("malformed HyperLogLog", [hll.hll_set_union("h", [HyperLogLog(b"xx")])], REFUSED),
    (
        "HyperLogLog of a wrong length",
        [
            hll.hll_init("h", 8),
            hll.hll_get_union_count("h", [HyperLogLog(b"\x08\x00" + b"\xff" * 5)]),
        ],
        REFUSED,
    ),
    ("map key a list", [maps.map_put("m", [1], 1)], REFUSED),
    ("map key None", [maps.map_put("m", None, 1)], REFUSED),
    ("map key a float", [maps.map_put("m", 1.5, 1)], REFUSED),
    ("map items a list", [maps.map_put_items("m", [1])], REFUSED),
    ("index past the end", [lists.list_get("l", 9)], UNFIT),
    ("expression of nothing", [exps.expression_read("r", ABSENT)], UNFIT),
    (
        "expression of other types",
        [exps.expression_read("r", exp.Add(exp.StrBin("s"), 1).compile())],
        REFUSED,
    ),
    # contexts
    ("context into a scalar", [lists.list_get("l", 0, SCALAR)], TYPE),
    ("context into a scalar, writing", [lists.list_append("l", 0, None, SCALAR)], TYPE),
    (
        "context into a scalar of a map",
        [maps.map_get_by_key("m", "c", VALUE, [cdt_ctx.cdt_ctx_map_key("a")])],
        TYPE,
    ),
    (
        "context of no key",
        [maps.map_get_by_key("m", "c", VALUE, [cdt_ctx.cdt_ctx_map_key("q")])],
        UNFIT,
    ),
    ("context past the end", [lists.list_get("l", 0, [cdt_ctx.cdt_ctx_list_index(9)])], UNFIT),
    ("context of a list in a map", [lists.list_get("m", 0, SCALAR)], UNFIT),
    ("context of a map in a list", [lists.list_get("l", 0, [cdt_ctx.cdt_ctx_map_key("a")])], UNFIT),
    ("context into a number bin", [lists.list_get("n", 0, SCALAR)], REFUSED),
    ("context into no bin, writing", [lists.list_append("x", 0, None, SCALAR)], UNFIT),
]


@pytest.mark.parametrize("ordered", [False, True], ids=["operate", "operate_ordered"])
@pytest.mark.parametrize(
    ("operations", "error"), [row[1:] for row in FAILURES], ids=[row[0] for row in FAILURES]
)
def test_an_operation_that_fails_undoes_those_before_it(
    client: aerospike.Client,
    record: Key,
    operations: Operations,
    error: type[Exception],
    ordered: bool,
) -> None:
    run = client.operate_ordered if ordered else client.operate
    with pytest.raises(error) as caught:
        run(record, [op.write("before", 1), *operations])
    assert type(caught.value) is error
    assert caught.value.in_doubt is False
    assert client.get(record)[2] == BINS


NO_FAIL: list[tuple[str, Operations, list[tuple[str, Any]]]] = [
    (
        "key exists",
        [maps.map_put("m", "a", 9, {"map_write_flags": aerospike.MAP_WRITE_NO_FAIL | 1})],
        [("m", 2)],
    ),
    (
        "bin of bits exists",
        [
            bits.bit_resize(
                "b",
                4,
                policy={
                    "bit_write_flags": aerospike.BIT_WRITE_CREATE_ONLY | aerospike.BIT_WRITE_NO_FAIL
                },
            )
        ],
        [("b", None)],
    ),
    (
        "no HyperLogLog",
        [
            hll.hll_init(
                "h",
                8,
                policy={"flags": aerospike.HLL_WRITE_UPDATE_ONLY | aerospike.HLL_WRITE_NO_FAIL},
            )
        ],
        [("h", None)],
    ),
    (
        "expression of nothing",
        [exps.expression_write("n", ABSENT, aerospike.EXP_WRITE_EVAL_NO_FAIL)],
        [("n", None)],
    ),
]


@pytest.mark.parametrize(
    ("operations", "expected"), [row[1:] for row in NO_FAIL], ids=[row[0] for row in NO_FAIL]
)
def test_an_operation_that_may_fail_changes_nothing(
    client: aerospike.Client, record: Key, operations: Operations, expected: Any
) -> None:
    assert client.operate_ordered(record, operations)[2] == expected
    assert client.get(record)[2] == BINS


WRONG: list[tuple[str, Any, type[Exception]]] = [
    ("a tuple", (op.read("n"),), e.ParamError),
    ("None", None, e.ParamError),
    ("no operations", [], e.ParamError),
    ("no operation", [5], e.ParamError),
    ("an empty operation", [{}], e.ParamError),
    ("an operator that is text", [{"op": "x", "bin": "n"}], e.ParamError),
    ("an unknown operator", [{"op": 9999, "bin": "n"}], e.ParamError),
    ("no bin", [{"op": aerospike.OPERATOR_READ}], e.ParamError),
    ("bin a number", [op.read(5)], e.ParamError),
    ("bin name too long", [op.read("n" * 16)], e.BinNameError),
    ("no value", [{"op": aerospike.OPERATOR_WRITE, "bin": "n"}], e.ParamError),
    ("increment None", [op.increment("n", None)], e.ParamError),
    ("increment text", [op.increment("n", "1")], e.ParamError),
    ("increment too large", [op.increment("n", 2**63)], e.ParamError),
    ("append a number", [op.append("s", 5)], e.ParamError),
    ("write an unknown type", [op.write("n", object())], e.ClientError),
    ("list policy a number", [lists.list_append("l", 1, 5)], e.ParamError),
    ("list flags text", [lists.list_append("l", 1, {"write_flags": "x"})], e.ParamError),
    ("list index text", [lists.list_get("l", "x")], e.ParamError),
    ("list index None", [lists.list_get("l", None)], e.ParamError),
    ("list items text", [lists.list_append_items("l", "abc")], e.ParamError),
    ("list value an unknown type", [lists.list_append("l", object())], e.ClientError),
    ("map policy a number", [maps.map_put("m", 1, 1, 5)], e.ParamError),
    ("context a number", [lists.list_get("l", 0, 5)], e.ParamError),
    ("context of numbers", [lists.list_get("l", 0, [5])], e.ParamError),
    ("context a tuple", [lists.list_get("l", 0, (*SCALAR,))], e.ParamError),
    ("expression a number", [exps.expression_read("r", 5)], e.ParamError),
    ("expression empty", [exps.expression_read("r", [])], e.ParamError),
    ("expression None", [exps.expression_read("r", None)], e.ParamError),
    ("expression not compiled", [exps.expression_read("r", exp.IntBin("n"))], e.ParamError),
    ("expression of numbers", [exps.expression_read("r", [5])], e.ParamError),
    ("expression's bin name too long", [exps.expression_read("r" * 20, NEXT)], e.ClientError),
]


@pytest.mark.parametrize("ordered", [False, True], ids=["operate", "operate_ordered"])
@pytest.mark.parametrize(
    ("operations", "error"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG]
)
def test_wrong_operations_are_refused_before_they_are_sent(
    client: aerospike.Client, record: Key, operations: Any, error: type[Exception], ordered: bool
) -> None:
    run = client.operate_ordered if ordered else client.operate
    if type(operations) is list and operations:
        operations = [op.write("before", 1), *operations]
        if operations[1] == 5 and not ordered:
            operations.pop(0)
    with pytest.raises(error) as caught:
        run(record, operations)
    assert type(caught.value) is error
    assert client.get(record)[2] == BINS


@pytest.mark.parametrize(
    ("meta", "policy"),
    [
        (5, None),
        ({"gen": "x"}, None),
        ({"gen": None}, None),
        ({"ttl": "x"}, None),
        ({"ttl": 1.5}, None),
        (None, 5),
        (None, {"total_timeout": "1"}),
        (None, {"durable_delete": "x"}),
    ],
    ids=str,
)
def test_wrong_metadata_and_policies_are_refused(
    client: aerospike.Client, record: Key, meta: Any, policy: Any
) -> None:
    with pytest.raises(e.ParamError):
        client.operate(record, [op.write("n", 5)], meta, policy)
    assert client.get(record)[2] == BINS
