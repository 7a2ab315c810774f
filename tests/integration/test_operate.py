"""Several operations on one record: ``operate`` and ``operate_ordered``."""

from __future__ import annotations

from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike_helpers import cdt_ctx
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


# operations; results by bin; results in order; the generation afterwards
RESULTS: list[tuple[str, Operations, dict[str, Any], list[tuple[str, Any]], int]] = [
    ("a read", [op.read("n")], {"n": 1}, [("n", 1)], 1),
    (
        "reads of two bins",
        [op.read("s"), op.read("n")],
        {"s": "abc", "n": 1},
        [("s", "abc"), ("n", 1)],
        1,
    ),
    ("a read of no bin", [op.read("absent")], {}, [], 1),
    ("a read of no bin and of one", [op.read("absent"), op.read("n")], {"n": 1}, [("n", 1)], 1),
    (
        "a bin twice",
        [op.read("n"), op.increment("n", 1), op.read("n")],
        {"n": 2},
        [("n", 1), ("n", 2)],
        2,
    ),
    ("a write", [op.write("n", 2)], {}, [], 2),
    ("a write and a read", [op.write("n", 2), op.read("n")], {"n": 2}, [("n", 2)], 2),
    ("an increment", [op.increment("n", 1)], {}, [], 2),
    ("a new bin", [op.increment("x", 5), op.read("x")], {"x": 5}, [("x", 5)], 2),
    ("a float", [op.increment("f", 1.0), op.read("f")], {"f": 2.5}, [("f", 2.5)], 2),
    (
        "numbers that wrap around",
        [op.increment("n", 2**63 - 1), op.read("n")],
        {"n": -(2**63)},
        [("n", -(2**63))],
        2,
    ),
    (
        "text around text",
        [op.append("s", "d"), op.prepend("s", "_"), op.read("s")],
        {"s": "_abcd"},
        [("s", "_abcd")],
        2,
    ),
    (
        "bytes after bytes",
        [op.append("b", b"d"), op.read("b")],
        {"b": b"\x01\x02\x03d"},
        [("b", b"\x01\x02\x03d")],
        2,
    ),
    ("a bin that goes", [op.write("n", None), op.read("n")], {}, [], 2),
    ("a touch", [op.touch()], {}, [], 2),
    ("a touch and a read", [op.touch(), op.read("n")], {"n": 1}, [("n", 1)], 2),
    (
        "a list",
        [lists.list_append("l", 4), lists.list_size("l"), lists.list_get("l", 0)],
        {"l": 1},
        [("l", 4), ("l", 4), ("l", 1)],
        2,
    ),
    ("a list's change without a result", [lists.list_set("l", 0, 9)], {}, [], 2),
    (
        "a list that is asked for nothing",
        [lists.list_get_by_value("l", 1, aerospike.LIST_RETURN_NONE)],
        {},
        [],
        1,
    ),
    (
        "a map",
        [maps.map_put("m", "z", 1), maps.map_size("m"), maps.map_get_by_key("m", "a", VALUE)],
        {"m": 1},
        [("m", 3), ("m", 3), ("m", 1)],
        2,
    ),
    (
        "a map without the key",
        [maps.map_get_by_key("m", "q", VALUE)],
        {"m": None},
        [("m", None)],
        1,
    ),
    ("a map's change without a result", [maps.map_clear("m")], {"m": None}, [("m", None)], 2),
    (
        "operations on a map make each answer",
        [
            op.read("n"),
            lists.list_size("l"),
            op.write("n", 9),
            maps.map_size("m"),
            op.read("n"),
        ],
        {"n": 9, "l": 3, "m": 2},
        [("n", 1), ("l", 3), ("n", None), ("m", 2), ("n", 9)],
        2,
    ),
    (
        "bits",
        [bits.bit_get("b", 0, 8), bits.bit_set("b", 0, 8, 1, bytearray(b"\xff")), op.read("b")],
        {"b": b"\xff\x02\x03"},
        [("b", b"\x01"), ("b", None), ("b", b"\xff\x02\x03")],
        2,
    ),
    (
        "a HyperLogLog",
        [hll.hll_init("h", 8), hll.hll_add("h", ["a", "b"], 8), hll.hll_get_count("h")],
        {"h": 2},
        [("h", None), ("h", 2), ("h", 2)],
        2,
    ),
    ("an expression", [exps.expression_read("r", NEXT)], {"r": 2}, [("r", 2)], 1),
    (
        "an expression that writes",
        [exps.expression_write("w", NEXT), op.read("w")],
        {"w": 2},
        [("w", None), ("w", 2)],
        2,
    ),
    (
        "an expression of nothing that may fail",
        [exps.expression_read("r", ABSENT, aerospike.EXP_READ_EVAL_NO_FAIL)],
        {"r": None},
        [("r", None)],
        1,
    ),
    (
        "a level further down",
        [lists.list_get("l", 0, [cdt_ctx.cdt_ctx_list_index(2)])],
        {"l": 3},
        [("l", 3)],
        1,
    ),
    (
        "a level that is made",
        [
            maps.map_put(
                "m", "x", 1, None, [cdt_ctx.cdt_ctx_map_key_create("y", aerospike.MAP_KEY_ORDERED)]
            ),
            maps.map_get_by_key("m", "y", VALUE),
        ],
        {"m": {"x": 1}},
        [("m", 1), ("m", {"x": 1})],
        2,
    ),
]


@pytest.mark.parametrize(
    ("operations", "by_bin", "in_order", "generation"),
    [row[1:] for row in RESULTS],
    ids=[row[0] for row in RESULTS],
)
class TestResults:
    def test_operate_gives_the_last_result_of_each_bin(
        self,
        client: aerospike.Client,
        record: Key,
        operations: Operations,
        by_bin: dict[str, Any],
        in_order: Any,
        generation: int,
    ) -> None:
        key, meta, found = client.operate(record, operations)
        assert key == (*record, aerospike.calc_digest(*record))
        assert meta["gen"] == generation
        assert found == by_bin

    def test_operate_ordered_gives_all_results_in_order(
        self,
        client: aerospike.Client,
        record: Key,
        operations: Operations,
        by_bin: Any,
        in_order: list[tuple[str, Any]],
        generation: int,
    ) -> None:
        key, meta, found = client.operate_ordered(record, operations)
        assert key == (*record, aerospike.calc_digest(*record))
        assert meta["gen"] == generation
        assert found == in_order
        assert all(type(pair) is tuple for pair in found)


def test_several_results_of_a_bin_are_each_of_its_own_type(
    client: aerospike.Client, key: Key
) -> None:
    ordered = aerospike.KeyOrderedDict({"a": 1})
    point = aerospike.GeoJSON({"type": "Point", "coordinates": [1.0, 2.0]})
    client.put(key, {"m": ordered, "p": point})
    read, size = op.read("m"), maps.map_size("m")
    for operations, last in (
        ([read, op.read("p"), size], 1),
        ([size, op.read("p"), read], ordered),
    ):
        _, _, bins = client.operate(key, operations)
        assert bins["m"] == last and type(bins["m"]) is type(last)
        assert type(bins["p"]) is aerospike.GeoJSON
        _, _, results = client.operate_ordered(key, operations)
        assert {type(value) for _, value in results} == {
            int,
            aerospike.GeoJSON,
            aerospike.KeyOrderedDict,
        }


def test_a_read_without_a_name_is_one_of_all_bins(client: aerospike.Client, record: Key) -> None:
    operations = [{"op": aerospike.OPERATOR_READ, "bin": ""}]
    assert client.operate(record, operations)[2] == BINS
    assert dict(client.operate_ordered(record, operations)[2]) == BINS


@pytest.mark.parametrize(
    ("operations", "generation", "left"),
    [
        ([op.delete()], 0, None),
        ([op.read("n"), op.delete()], 0, None),
        ([op.write("x", 1), op.delete()], 0, None),
        ([op.delete(), op.write("x", 1)], 2, {"x": 1}),
    ],
    ids=["delete", "read, delete", "write, delete", "delete, write"],
)
def test_a_record_may_be_deleted_between_other_operations(
    client: aerospike.Client, record: Key, operations: Operations, generation: int, left: Any
) -> None:
    assert client.operate(record, operations)[1]["gen"] == generation
    if left is None:
        assert client.exists(record)[1] is None
    else:
        assert client.get(record)[2] == left


@pytest.mark.parametrize(
    "operations",
    [
        [op.read("n")],
        [op.touch()],
        [op.delete()],
        [lists.list_size("l")],
        [maps.map_get_by_key("m", "a", VALUE)],
    ],
)
def test_a_missing_record_is_not_found(
    client: aerospike.Client, key: Key, operations: Operations
) -> None:
    for run in (client.operate, client.operate_ordered):
        with pytest.raises(e.RecordNotFound) as caught:
            run(key, operations)
        assert caught.value.code == 2


@pytest.mark.parametrize(
    ("operations", "left"),
    [
        ([op.increment("n", 2)], {"n": 2}),
        ([op.append("s", "x")], {"s": "x"}),
        ([lists.list_append("l", 1)], {"l": [1]}),
        ([maps.map_put("m", 1, 2)], {"m": {1: 2}}),
    ],
)
def test_a_missing_record_is_made_by_what_writes(
    client: aerospike.Client, key: Key, operations: Operations, left: dict[str, Any]
) -> None:
    assert client.operate(key, operations)[1]["gen"] == 1
    assert client.get(key)[2] == left


WRITE = [op.write("n", 5), op.read("n")]
ADD = [op.increment("n", 4), op.read("n")]
READ = [op.read("n")]
DELETE = [op.delete()]
GEN_EQ, GEN_GT = {"gen": aerospike.POLICY_GEN_EQ}, {"gen": aerospike.POLICY_GEN_GT}
CREATE = {"exists": aerospike.POLICY_EXISTS_CREATE}
UPDATE = {"exists": aerospike.POLICY_EXISTS_UPDATE}
REPLACE = {"exists": aerospike.POLICY_EXISTS_REPLACE}
CREATE_OR_REPLACE = {"exists": aerospike.POLICY_EXISTS_CREATE_OR_REPLACE}


class TestPolicies:
    @pytest.mark.parametrize(
        ("operations", "meta", "policy", "expected"),
        [
            (WRITE, {"gen": 1}, GEN_EQ, 5),
            (WRITE, {"gen": 9}, GEN_EQ, e.RecordGenerationError),
            (DELETE, {"gen": 9}, GEN_EQ, e.RecordGenerationError),
            (READ, {"gen": 9}, GEN_EQ, 1),
            (WRITE, {"gen": 9}, GEN_GT, 5),
            (WRITE, {"gen": 0}, GEN_GT, e.RecordGenerationError),
            (WRITE, {"gen": 9}, None, 5),
            (WRITE, None, CREATE, e.RecordExistsError),
            (DELETE, None, CREATE, e.RecordExistsError),
            (READ, None, CREATE, 1),
            (WRITE, None, UPDATE, 5),
            (WRITE, None, REPLACE, 5),
            (ADD, None, REPLACE, e.InvalidRequest),
            (ADD, None, CREATE_OR_REPLACE, e.InvalidRequest),
            (DELETE, None, REPLACE, e.InvalidRequest),
            (READ, None, REPLACE, 1),
            (WRITE, None, {"commit_level": aerospike.POLICY_COMMIT_LEVEL_MASTER}, 5),
            (WRITE, None, {"durable_delete": True}, 5),
            (READ, None, {"durable_delete": True}, 1),
            (WRITE, None, {"on_locking_only": True}, 5),
            (READ, None, {"read_touch_ttl_percent": 50}, 1),
            (WRITE, None, {"key": aerospike.POLICY_KEY_SEND}, 5),
            (WRITE, None, {"compress": True}, 5),
            (WRITE, None, {"replica": aerospike.POLICY_REPLICA_MASTER}, 5),
            (WRITE, None, {"total_timeout": 5000, "socket_timeout": 1000, "max_retries": 0}, 5),
            (WRITE, None, {"a key that does not exist": 1}, 5),
        ],
    )
    def test_of_a_record_that_exists(
        self,
        client: aerospike.Client,
        record: Key,
        operations: Operations,
        meta: Any,
        policy: Any,
        expected: Any,
    ) -> None:
        if isinstance(expected, int):
            assert client.operate(record, operations, meta, policy)[2] == {"n": expected}
            return
        with pytest.raises(expected) as caught:
            client.operate(record, operations, meta, policy)
        assert type(caught.value) is expected
        assert caught.value.in_doubt is False
        assert client.get(record)[2] == BINS

    @pytest.mark.parametrize(
        ("policy", "expected"),
        [
            (CREATE, 5),
            (CREATE_OR_REPLACE, 5),
            (UPDATE, e.RecordNotFound),
            (REPLACE, e.RecordNotFound),
            (GEN_EQ, 5),
        ],
        ids=str,
    )
    def test_of_a_record_that_does_not_exist(
        self, client: aerospike.Client, key: Key, policy: Any, expected: Any
    ) -> None:
        if isinstance(expected, int):
            assert client.operate(key, WRITE, None, policy)[2] == {"n": expected}
            return
        with pytest.raises(expected):
            client.operate(key, WRITE, None, policy)
        assert client.exists(key)[1] is None

    def test_a_durable_delete_is_refused_by_a_community_server(
        self, community: aerospike.Client, key: Key
    ) -> None:
        community.put(key, BINS)
        with pytest.raises(e.AerospikeError) as caught:
            community.operate(key, DELETE, None, {"durable_delete": True})
        assert caught.value.code == 25
        assert community.get(key)[2] == BINS

    def test_a_record_is_replaced(self, client: aerospike.Client, record: Key) -> None:
        client.operate(record, WRITE, None, REPLACE)
        assert client.get(record)[2] == {"n": 5}

    def test_lists_stay_packed_where_the_policy_says_so(
        self, client: aerospike.Client, record: Key
    ) -> None:
        found = client.operate(record, [op.read("l")], None, {"deserialize": False})
        assert found[2] == {"l": b"\x93\x01\x02\x91\x03"}

    @pytest.mark.parametrize(
        ("operations", "meta", "policy", "expected"),
        [
            (WRITE, {"ttl": 1000}, None, 1000),
            (WRITE, None, {"ttl": 700}, 700),
            (WRITE, {"ttl": 1000}, {"ttl": 700}, 1000),
            (WRITE, {"ttl": aerospike.TTL_CLIENT_DEFAULT}, {"ttl": 700}, 700),
            ([op.touch(300)], {"ttl": 1000}, {"ttl": 700}, 300),
            ([op.touch(300), *WRITE], None, None, 300),
            ([*WRITE, op.touch()], None, {"ttl": 700}, 700),
        ],
    )
    def test_the_time_to_live_is_that_of_touch_then_meta_then_policy(
        self,
        client: aerospike.Client,
        record: Key,
        operations: Operations,
        meta: Any,
        policy: Any,
        expected: int,
    ) -> None:
        found = client.operate(record, operations, meta, policy)[1]["ttl"]
        assert round(found, -1) == expected
        assert round(client.get(record)[1]["ttl"], -1) == expected

    @pytest.mark.parametrize(
        ("ttl", "expected"),
        [
            (aerospike.TTL_DONT_UPDATE, 1000),
            (aerospike.TTL_NEVER_EXPIRE, aerospike.TTL_NEVER_EXPIRE % 2**32),
        ],
    )
    def test_a_time_to_live_is_kept_or_ended(
        self, client: aerospike.Client, record: Key, ttl: int, expected: int
    ) -> None:
        client.touch(record, 1000)
        client.operate(record, WRITE, None, {"ttl": ttl})
        found = client.get(record)[1]["ttl"]
        assert found == expected or round(found, -1) == expected
