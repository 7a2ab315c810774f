"""Different commands on many records: ``batch_write``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from batches import (
    ADD,
    EXISTS,
    FAILED,
    FILTERED,
    GENERATION,
    IS_ONE,
    IS_ZERO,
    NO_NAMESPACE,
    NOT_APPLICABLE,
    NOT_FOUND,
    READ,
    REQUEST,
    TYPE,
    Key,
    bins,
    numbers,
    results,
    time_to_live,
)

import aerospike
from aerospike import exception as e
from aerospike_helpers.batch.records import (
    Apply,
    BatchRecord,
    BatchRecords,
    Read,
    Remove,
    Write,
)
from aerospike_helpers.operations import list_operations as lists
from aerospike_helpers.operations import operations as op

WRITES: list[Any] = [
    ([op.write("n", 7)], {"n": None}, {"n": 7, "s": "s0", "l": [1, 2]}),
    (ADD, {"n": 10}, {"n": 10, "s": "s0", "l": [1, 2]}),
    ([op.append("s", "!"), op.read("s")], {"s": "s0!"}, {"n": 0, "s": "s0!", "l": [1, 2]}),
    ([op.write("n", None)], {"n": None}, {"s": "s0", "l": [1, 2]}),
    ([lists.list_append("l", 3)], {"l": 3}, {"n": 0, "s": "s0", "l": [1, 2, 3]}),
    ([op.touch()], {}, {"n": 0, "s": "s0", "l": [1, 2]}),
    (READ, {"n": 0}, {"n": 0, "s": "s0", "l": [1, 2]}),
]


POLICIES: list[Any] = [
    # kind, meta, policy, result
    (Write, {"gen": 1}, {"gen": aerospike.POLICY_GEN_EQ}, 0),
    (Write, {"gen": 9}, {"gen": aerospike.POLICY_GEN_EQ}, GENERATION),
    (Write, {"gen": 9}, {"gen": aerospike.POLICY_GEN_GT}, 0),
    (Write, {"gen": 9}, None, 0),
    (Write, None, {"exists": aerospike.POLICY_EXISTS_CREATE}, EXISTS),
    (Write, None, {"exists": aerospike.POLICY_EXISTS_UPDATE}, 0),
    (Write, None, {"exists": aerospike.POLICY_EXISTS_REPLACE}, REQUEST),
    (Write, None, {"expressions": IS_ZERO}, 0),
    (Write, None, {"expressions": IS_ONE}, FILTERED),
    (Write, None, {"commit_level": aerospike.POLICY_COMMIT_LEVEL_MASTER}, 0),
    (Write, None, {"durable_delete": True}, 0),
    (Write, None, {"on_locking_only": True}, 0),
    (Write, None, {"key": aerospike.POLICY_KEY_SEND}, 0),
    (Remove, None, {"gen": aerospike.POLICY_GEN_EQ, "generation": 1}, 0),
    (Remove, None, {"gen": aerospike.POLICY_GEN_EQ, "generation": 9}, GENERATION),
    (Remove, None, {"expressions": IS_ZERO}, 0),
    (Remove, None, {"expressions": IS_ONE}, FILTERED),
    (Remove, None, {"commit_level": aerospike.POLICY_COMMIT_LEVEL_MASTER}, 0),
    (Read, None, {"expressions": IS_ZERO}, 0),
    (Read, None, {"expressions": IS_ONE}, FILTERED),
    (Read, None, {"read_touch_ttl_percent": 80}, 0),
    (Read, None, {"read_mode_ap": aerospike.POLICY_READ_MODE_AP_ALL}, 0),
]


FAILURES: list[Any] = [
    (lambda key: Write(key, [op.append("n", "x")]), TYPE),
    (lambda key: Write(key, [lists.list_append("n", 1)]), TYPE),
    (lambda key: Write(key, [op.write("x", 1), op.append("n", "x")]), TYPE),
    (lambda key: Read(key, [lists.list_get("l", 9)]), NOT_APPLICABLE),
    (lambda key: Read(key, [lists.list_size("n")]), TYPE),
    (lambda key: Write(("nowhere", *key[1:]), ADD), NO_NAMESPACE),
    (lambda key: Remove(("nowhere", *key[1:])), NO_NAMESPACE),
]


WRONG: list[Any] = [
    ("a list", lambda key: [Write(key, ADD)], e.ParamError),
    ("None", lambda key: None, e.ParamError),
    ("a tuple of records", lambda key: BatchRecords((Write(key, ADD),)), e.ParamError),
    ("no record", lambda key: BatchRecords([5]), e.ParamError),
    ("a record of no kind", lambda key: BatchRecords([BatchRecord(key)]), e.ParamError),
    ("a short key", lambda key: BatchRecords([Write(key[:2], ADD)]), e.ParamError),
    ("no key", lambda key: BatchRecords([Write(None, ADD)]), e.ParamError),
    ("no operations", lambda key: BatchRecords([Write(key, [])]), e.ParamError),
    ("operations None", lambda key: BatchRecords([Write(key, None)]), e.ParamError),
    ("reads no operations", lambda key: BatchRecords([Read(key, [])]), e.ParamError),
    ("operations text", lambda key: BatchRecords([Write(key, "x")]), e.ParamError),
    ("no operation", lambda key: BatchRecords([Write(key, [5])]), e.ParamError),
    ("an empty operation", lambda key: BatchRecords([Write(key, [{}])]), e.ParamError),
    (
        "a bin name too long",
        lambda key: BatchRecords([Write(key, [op.write("b" * 16, 1)])]),
        e.BinNameError,
    ),
    (
        "an unknown type",
        lambda key: BatchRecords([Write(key, [op.write("n", object())])]),
        e.ClientError,
    ),
    ("meta a number", lambda key: BatchRecords([Write(key, ADD, 5)]), e.ParamError),
    ("gen text", lambda key: BatchRecords([Write(key, ADD, {"gen": "x"})]), e.ParamError),
    ("ttl text", lambda key: BatchRecords([Write(key, ADD, {"ttl": "x"})]), e.ParamError),
    ("policy a number", lambda key: BatchRecords([Write(key, ADD, None, 5)]), e.ParamError),
    (
        "policy's gen text",
        lambda key: BatchRecords([Write(key, ADD, None, {"gen": "x"})]),
        e.ParamError,
    ),
    (
        "policy's expression a number",
        lambda key: BatchRecords([Write(key, ADD, None, {"expressions": 5})]),
        e.ParamError,
    ),
    ("module a number", lambda key: BatchRecords([Apply(key, 5, "f", [])]), e.ParamError),
    ("function None", lambda key: BatchRecords([Apply(key, "m", None, [])]), e.ParamError),
    ("arguments None", lambda key: BatchRecords([Apply(key, "m", "f", None)]), e.ParamError),
    (
        "argument of an unknown type",
        lambda key: BatchRecords([Apply(key, "m", "f", [object()])]),
        e.ClientError,
    ),
]


class TestWrite:
    def write(self, client: aerospike.Client, *records: BatchRecord, **policy: Any) -> Any:
        batch = BatchRecords(list(records))
        assert client.batch_write(batch, policy or None) is batch
        return batch

    def test_records_of_all_kinds_are_mixed(
        self, client: aerospike.Client, keys: list[Key], missing: Key
    ) -> None:
        batch = self.write(
            client,
            Read(keys[0], READ),
            Write(keys[1], ADD),
            Remove(keys[2]),
            Remove(missing),
            Read(missing, READ),
            Write((*keys[0][:2], "new"), [op.write("n", "new")]),
        )
        assert results(batch) == [0, 0, 0, 0, NOT_FOUND, NOT_FOUND, 0]
        assert bins(batch) == [{"n": 0}, {"n": 11}, {}, None, None, {"n": None}]
        assert numbers(client, [*keys, (*keys[0][:2], "new")]) == [0, 11, None, 3, "new"]

    def test_the_outcome_is_put_into_the_records(
        self, client: aerospike.Client, keys: list[Key]
    ) -> None:
        record = Write(keys[0], ADD)
        assert (record.result, record.record, record.in_doubt) == (0, None, False)
        self.write(client, record)
        assert record.key == keys[0]
        assert record.result == 0
        assert record.record[0] == (*keys[0], aerospike.calc_digest(*keys[0]))
        assert record.record[1]["gen"] == 2
        assert record.record[2] == {"n": 10}
        assert (record.in_doubt, record.subcode, record.message) == (False, 0, None)

    def test_writes_of_one_key_run_in_order(
        self, client: aerospike.Client, keys: list[Key]
    ) -> None:
        batch = self.write(client, *(Write(keys[0], ADD) for _ in range(3)))
        assert bins(batch) == [{"n": 10}, {"n": 20}, {"n": 30}]
        assert [record.record[1]["gen"] for record in batch.batch_records] == [2, 3, 4]

    def test_no_records(self, client: aerospike.Client) -> None:
        assert results(self.write(client)) == [0]

    @pytest.mark.parametrize(
        ("arguments", "expected"),
        [
            ((READ,), {"n": 1}),
            (([op.read("n"), op.read("s")],), {"n": 1, "s": "s1"}),
            (([op.read("absent")],), {}),
            (([lists.list_size("l"), lists.list_get("l", 0)],), {"l": 1}),
            ((None, True), {"n": 1, "s": "s1", "l": [1, 2]}),
            ((None,), {}),
            ((READ, True), {"n": 1}),
            ((READ, False, {"gen": 5, "ttl": 3}), {"n": 1}),
        ],
        ids=["bin", "bins", "absent", "list", "all", "header", "operations win", "meta"],
    )
    def test_a_read_has_operations_or_all_bins_or_none(
        self, client: aerospike.Client, keys: list[Key], arguments: Any, expected: dict[str, Any]
    ) -> None:
        batch = self.write(client, Read(keys[1], *arguments))
        assert results(batch) == [0, 0]
        assert bins(batch) == [expected]

    @pytest.mark.parametrize(("operations", "expected", "left"), WRITES)
    def test_a_write_gives_the_result_of_each_bin(
        self,
        client: aerospike.Client,
        keys: list[Key],
        operations: Any,
        expected: dict[str, Any],
        left: dict[str, Any],
    ) -> None:
        batch = self.write(client, Write(keys[0], operations))
        assert results(batch) == [0, 0]
        assert bins(batch) == [expected]
        assert client.get(keys[0])[2] == left

    @pytest.mark.parametrize(
        ("operations", "expected"),
        [([op.delete()], {"": None}), ([op.read("n"), op.delete()], {"n": 0, "": None})],
        ids=["delete", "read and delete"],
    )
    def test_a_write_may_delete(
        self, client: aerospike.Client, keys: list[Key], operations: Any, expected: Any
    ) -> None:
        batch = self.write(client, Write(keys[0], operations))
        assert bins(batch) == [expected]
        assert client.exists(keys[0])[1] is None

    @pytest.mark.parametrize(("kind", "meta", "policy", "result"), POLICIES)
    def test_each_record_has_its_own_policy(
        self,
        client: aerospike.Client,
        keys: list[Key],
        kind: type[BatchRecord],
        meta: Any,
        policy: Any,
        result: int,
    ) -> None:
        if kind is Remove:
            record: Any = Remove(keys[0], policy)
        else:
            record = kind(keys[0], READ if kind is Read else ADD, meta=meta, policy=policy)
        batch = self.write(client, record, Write(keys[3], ADD))
        whole = FAILED if result not in (0, NOT_FOUND, FILTERED) else 0
        assert results(batch) == [whole, result, 0]
        assert (batch.batch_records[0].record is None) == (result != 0)
        changed = {Read: 0, Write: 10, Remove: None}[kind]
        assert numbers(client, [keys[0], keys[3]]) == [changed if result == 0 else 0, 13]

    def test_a_record_that_must_exist(
        self, client: aerospike.Client, keys: list[Key], missing: Key
    ) -> None:
        for exists in (aerospike.POLICY_EXISTS_UPDATE, aerospike.POLICY_EXISTS_REPLACE):
            write = Write(missing, [op.write("n", 1)], policy={"exists": exists})
            assert results(self.write(client, write)) == [0, NOT_FOUND]
        assert client.exists(missing)[1] is None

    def test_a_record_is_replaced(self, client: aerospike.Client, keys: list[Key]) -> None:
        policy = {"exists": aerospike.POLICY_EXISTS_REPLACE}
        self.write(client, Write(keys[0], [op.write("x", 1)], policy=policy))
        assert client.get(keys[0])[2] == {"x": 1}

    @pytest.mark.parametrize(
        ("operations", "meta", "policy", "expected"),
        [
            (ADD, {"ttl": 1000}, None, 1000),
            (ADD, None, {"ttl": 700}, 700),
            (ADD, {"ttl": 1000}, {"ttl": 700}, 1000),
            ([op.touch(300)], None, None, 300),
            ([op.touch(300)], {"ttl": 1000}, {"ttl": 700}, 300),
        ],
    )
    def test_the_time_to_live_is_that_of_operation_then_meta_then_policy(
        self,
        client: aerospike.Client,
        keys: list[Key],
        operations: Any,
        meta: Any,
        policy: Any,
        expected: int,
    ) -> None:
        self.write(client, Write(keys[0], operations, meta, policy))
        assert time_to_live(client, keys[0]) == expected

    def test_the_key_is_stored_where_the_policy_sends_it(
        self, client: aerospike.Client, keys: list[Key]
    ) -> None:
        self.write(client, Write(keys[0], ADD, policy={"key": aerospike.POLICY_KEY_SEND}))
        found = client.get((*keys[0][:2], None, aerospike.calc_digest(*keys[0])))
        assert found[2]["n"] == 10
        stored = client.query(*keys[0][:2]).results()
        assert [record[0][2] for record in stored if record[2]["n"] == 10] == [0]

    def test_the_filter_of_the_batch_is_for_all_records(
        self, client: aerospike.Client, keys: list[Key]
    ) -> None:
        batch = self.write(
            client,
            Write(keys[0], ADD),
            Write(keys[1], ADD),
            Read(keys[3], READ),
            Remove(keys[2]),
            expressions=IS_ONE,
        )
        assert results(batch) == [0, FILTERED, 0, FILTERED, FILTERED]
        assert numbers(client, keys) == [0, 11, 2, 3]

    def test_the_filter_of_a_record_goes_before_that_of_the_batch(
        self, client: aerospike.Client, keys: list[Key]
    ) -> None:
        batch = self.write(
            client,
            Write(keys[0], ADD, policy={"expressions": IS_ZERO}),
            Read(keys[0], READ, policy={"expressions": IS_ONE}),
            Write(keys[1], ADD),
            expressions=IS_ONE,
        )
        assert results(batch) == [0, 0, FILTERED, 0]

    def test_the_time_to_live_of_the_batch_is_for_no_record(
        self, client: aerospike.Client, keys: list[Key]
    ) -> None:
        before = client.get(keys[0])[1]["ttl"]
        self.write(client, Write(keys[0], ADD), ttl=1000)
        assert client.get(keys[0])[1]["ttl"] == before

    def test_a_missing_record_ends_nothing_that_has_all_keys_in_one_node(
        self, client: aerospike.Client, keys: list[Key], missing: Key
    ) -> None:
        batch = self.write(
            client,
            Write(keys[1], ADD),
            Read(keys[0], READ),
            Remove(missing),
            respond_all_keys=True,
        )
        assert results(batch) == [0, 0, 0, NOT_FOUND]

    @pytest.mark.parametrize(
        "policy",
        [
            {"concurrent": True},
            {"allow_inline": False, "allow_inline_ssd": True},
            {"send_set_name": True},
            {"total_timeout": 1000, "max_retries": 0},
        ],
        ids=str,
    )
    def test_no_policy_of_the_batch_changes_the_outcome(
        self, client: aerospike.Client, keys: list[Key], policy: dict[str, Any]
    ) -> None:
        batch = self.write(
            client, Write(keys[0], ADD), Read(keys[1], READ), Remove(keys[2]), **policy
        )
        assert results(batch) == [0, 0, 0, 0]
        assert bins(batch) == [{"n": 10}, {"n": 1}, {}]

    @pytest.mark.parametrize(("failing", "result"), FAILURES)
    def test_a_record_that_fails_leaves_the_others_alone(
        self,
        client: aerospike.Client,
        keys: list[Key],
        failing: Callable[[Key], BatchRecord],
        result: int,
    ) -> None:
        batch = self.write(client, Write(keys[1], ADD), failing(keys[0]), Read(keys[2], READ))
        assert results(batch) == [FAILED, 0, result, 0]
        assert bins(batch) == [{"n": 11}, None, {"n": 2}]
        assert batch.batch_records[1].in_doubt is False
        assert client.get(keys[0])[2] == {"n": 0, "s": "s0", "l": [1, 2]}

    def test_metadata_of_a_read_without_operations_sends_nothing(
        self, client: aerospike.Client, keys: list[Key]
    ) -> None:
        batch = self.write(client, Read(keys[0], None, meta={"ttl": 5}))
        assert results(batch) == [-2, -15]

    @pytest.mark.parametrize(
        ("wrong", "error"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG]
    )
    def test_a_wrong_record_stops_the_batch_before_it_is_sent(
        self,
        client: aerospike.Client,
        keys: list[Key],
        wrong: Callable[[Key], Any],
        error: type[Exception],
    ) -> None:
        batch = wrong(keys[0])
        if type(batch) is BatchRecords and type(batch.batch_records) is list:
            batch.batch_records.insert(0, Write(keys[1], ADD))
        with pytest.raises(error) as caught:
            client.batch_write(batch)
        assert type(caught.value) is error
        assert numbers(client, keys) == [0, 1, 2, 3]
