"""One command on many records: ``batch_read``, ``batch_operate``, ``batch_remove``."""

from __future__ import annotations

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
    LONG_NAME,
    NO_NAMESPACE,
    NOT_APPLICABLE,
    NOT_FOUND,
    READ,
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
    BatchRecord,
    BatchRecords,
    Read,
    Remove,
    Write,
)
from aerospike_helpers.operations import list_operations as lists
from aerospike_helpers.operations import operations as op


class TestRead:
    def test_each_record_comes_whole_in_the_order_of_the_keys(
        self, client: aerospike.Client, keys: list[Key]
    ) -> None:
        batch = client.batch_read(keys[::-1])
        assert type(batch) is BatchRecords
        assert results(batch) == [0, 0, 0, 0, 0]
        for key, record in zip(keys[::-1], batch.batch_records, strict=True):
            assert type(record) is BatchRecord
            digest = aerospike.calc_digest(*key)
            assert record.key == (*key, digest)
            assert record.record[0] == (*key, digest)
            assert record.record[1]["gen"] == 1
            assert record.record[2] == {"n": key[2], "s": f"s{key[2]}", "l": [1, 2]}

    @pytest.mark.parametrize(
        ("names", "expected"),
        [
            (["n"], {"n": 0}),
            (["l", "n"], {"n": 0, "l": [1, 2]}),
            (["n", "absent"], {"n": 0}),
            (["absent"], {}),
            ([""], {}),
            (None, {"n": 0, "s": "s0", "l": [1, 2]}),
        ],
        ids=str,
    )
    def test_bins_are_selected_by_name(
        self, client: aerospike.Client, keys: list[Key], names: Any, expected: dict[str, Any]
    ) -> None:
        assert bins(client.batch_read(keys[:1], names)) == [expected]

    def test_an_empty_list_of_bins_reads_metadata_only(
        self, client: aerospike.Client, keys: list[Key], missing: Key
    ) -> None:
        batch = client.batch_read([keys[0], missing], [])
        assert results(batch) == [0, 0, NOT_FOUND]
        whole, meta = batch.batch_records[0].record
        assert whole[:3] == keys[0]
        assert meta["gen"] == 1
        assert batch.batch_records[1].record is None

    def test_a_missing_record_has_a_result_and_no_record(
        self, client: aerospike.Client, keys: list[Key], missing: Key
    ) -> None:
        batch = client.batch_read([missing, keys[0]])
        assert results(batch) == [0, NOT_FOUND, 0]
        record = batch.batch_records[0]
        assert record.record is None
        assert record.in_doubt is False
        assert record.message is None
        assert record.key[:3] == missing

    def test_no_keys_are_no_records(self, client: aerospike.Client) -> None:
        batch = client.batch_read([])
        assert (batch.result, batch.batch_records) == (0, [])

    def test_a_key_may_come_twice(self, client: aerospike.Client, keys: list[Key]) -> None:
        assert bins(client.batch_read([keys[1], keys[1]], ["n"])) == [{"n": 1}, {"n": 1}]

    def test_a_key_may_be_a_digest(self, client: aerospike.Client, keys: list[Key]) -> None:
        key = (*keys[2][:2], None, aerospike.calc_digest(*keys[2]))
        batch = client.batch_read([key])
        assert batch.batch_records[0].key == key
        assert bins(batch)[0]["n"] == 2

    def test_keys_of_several_namespaces(
        self, client: aerospike.Client, keys: list[Key], set_name: str
    ) -> None:
        other = ("bar", set_name, 0)
        client.put(other, {"n": "other"})
        batch = client.batch_read([keys[0], other, keys[1]], ["n"])
        assert bins(batch) == [{"n": 0}, {"n": "other"}, {"n": 1}]

    def test_a_namespace_that_does_not_exist_fails_only_its_records(
        self, client: aerospike.Client, keys: list[Key], set_name: str
    ) -> None:
        batch = client.batch_read([keys[0], ("nowhere", set_name, 1), keys[1]], ["n"])
        assert results(batch) == [FAILED, 0, NO_NAMESPACE, 0]
        assert bins(batch) == [{"n": 0}, None, {"n": 1}]

    def test_a_bin_name_that_is_too_long_fails_each_record(
        self, client: aerospike.Client, keys: list[Key]
    ) -> None:
        client.put(keys[0], {"b" * 15: 1})
        # To one node that has to do with several records.
        batch = client.batch_read([keys[0], keys[0]], ["b" * 16])
        assert results(batch) == [FAILED, LONG_NAME, LONG_NAME]

    @pytest.mark.parametrize("names", [None, ["n"], []], ids=str)
    def test_a_record_that_is_filtered_out_has_a_result_and_no_record(
        self, client: aerospike.Client, keys: list[Key], names: Any
    ) -> None:
        batch = client.batch_read(keys[:2], names, {"expressions": IS_ONE})
        assert results(batch) == [0, FILTERED, 0]
        assert batch.batch_records[0].record is None
        assert batch.batch_records[1].record is not None

    @pytest.mark.parametrize(
        "policy",
        [
            {"concurrent": True},
            {"allow_inline": False},
            {"allow_inline_ssd": True},
            {"respond_all_keys": False},
            {"send_set_name": False},
            {"read_touch_ttl_percent": 50},
            {"replica": aerospike.POLICY_REPLICA_MASTER},
            {"read_mode_ap": aerospike.POLICY_READ_MODE_AP_ALL},
            {"key": aerospike.POLICY_KEY_SEND},
            {"socket_timeout": 500, "total_timeout": 1000, "max_retries": 1, "timeout_delay": 0},
            {"a key that does not exist": 1},
            {},
        ],
        ids=str,
    )
    def test_no_policy_changes_what_is_read(
        self, client: aerospike.Client, keys: list[Key], missing: Key, policy: dict[str, Any]
    ) -> None:
        batch = client.batch_read([keys[0], missing, keys[1]], ["n"], policy)
        assert results(batch) == [0, 0, NOT_FOUND, 0]
        assert bins(batch) == [{"n": 0}, None, {"n": 1}]

    def test_lists_stay_packed_where_the_policy_says_so(
        self, client: aerospike.Client, keys: list[Key]
    ) -> None:
        batch = client.batch_read(keys[:1], ["n", "l"], {"deserialize": False})
        assert bins(batch) == [{"n": 0, "l": b"\x92\x01\x02"}]


class TestOperate:
    def test_each_record_has_its_results(self, client: aerospike.Client, keys: list[Key]) -> None:
        batch = client.batch_operate(keys, ADD)
        assert type(batch) is BatchRecords
        assert results(batch) == [0, 0, 0, 0, 0]
        assert bins(batch) == [{"n": number + 10} for number in range(4)]
        assert [record.key[:3] for record in batch.batch_records] == keys

    def test_a_bin_has_the_last_of_its_results(
        self, client: aerospike.Client, keys: list[Key]
    ) -> None:
        batch = client.batch_operate(keys[:1], [op.read("n"), op.increment("n", 1), op.read("n")])
        assert bins(batch) == [{"n": 1}]

    def test_a_missing_record_is_made_by_writes_only(
        self, client: aerospike.Client, keys: list[Key], missing: Key
    ) -> None:
        assert results(client.batch_operate([missing, keys[0]], READ)) == [0, NOT_FOUND, 0]
        assert results(client.batch_operate([missing, keys[0]], ADD)) == [0, 0, 0]
        assert numbers(client, [missing, keys[0]]) == [10, 10]

    def test_no_keys(self, client: aerospike.Client) -> None:
        assert results(client.batch_operate([], READ)) == [0]

    @pytest.mark.parametrize(
        ("operations", "batch_policy", "write_policy", "expected"),
        [
            (ADD, None, {"gen": aerospike.POLICY_GEN_EQ}, [FAILED, GENERATION, GENERATION]),
            (ADD, None, {"exists": aerospike.POLICY_EXISTS_CREATE}, [FAILED, EXISTS, EXISTS]),
            (ADD, {"expressions": IS_ONE}, None, [0, FILTERED, 0]),
            (ADD, None, {"expressions": IS_ONE}, [0, FILTERED, 0]),
            (ADD, {"expressions": IS_ONE}, {"expressions": IS_ZERO}, [0, 0, FILTERED]),
            (READ, {"expressions": IS_ONE}, None, [0, FILTERED, 0]),
            ([op.append("n", "x")], None, None, [FAILED, TYPE, TYPE]),
            ([op.delete()], None, None, [0, 0, 0]),
            (ADD, {"concurrent": True, "allow_inline": False}, None, [0, 0, 0]),
            (ADD, None, {"durable_delete": True, "key": aerospike.POLICY_KEY_SEND}, [0, 0, 0]),
        ],
    )
    def test_policies(
        self,
        client: aerospike.Client,
        keys: list[Key],
        operations: Any,
        batch_policy: Any,
        write_policy: Any,
        expected: list[int],
    ) -> None:
        batch = client.batch_operate(keys[:2], operations, batch_policy, write_policy)
        assert results(batch) == expected

    @pytest.mark.parametrize(
        ("ttl", "batch_policy", "write_policy", "expected"),
        [
            (1000, None, None, 1000),
            (None, None, {"ttl": 700}, 700),
            (1000, None, {"ttl": 700}, 1000),
            (aerospike.TTL_CLIENT_DEFAULT, None, {"ttl": 700}, 700),
        ],
    )
    def test_the_time_to_live_is_that_of_the_argument_then_the_policy(
        self,
        client: aerospike.Client,
        keys: list[Key],
        ttl: Any,
        batch_policy: Any,
        write_policy: Any,
        expected: int,
    ) -> None:
        client.batch_operate(keys[:1], ADD, batch_policy, write_policy, ttl)
        assert time_to_live(client, keys[0]) == expected

    @pytest.mark.parametrize(
        "arguments",
        [
            ([], []),
            ([], "x"),
            ([], [5]),
            ([], None),
            (None, READ),
            ((), READ),
            ([5], READ),
            ([], READ, 5),
            ([], READ, None, 5),
            ([], READ, {"expressions": 5}),
            ([], READ, None, None, "soon"),
        ],
        ids=str,
    )
    def test_wrong_arguments(self, client: aerospike.Client, arguments: Any) -> None:
        with pytest.raises(e.ParamError):
            client.batch_operate(*arguments)


class TestRemove:
    def test_the_records_are_gone(
        self, client: aerospike.Client, keys: list[Key], missing: Key
    ) -> None:
        batch = client.batch_remove([keys[0], missing, keys[2]])
        assert results(batch) == [0, 0, NOT_FOUND, 0]
        assert bins(batch) == [{}, None, {}]
        assert numbers(client, keys) == [None, 1, None, 3]

    @pytest.mark.parametrize(
        ("batch_policy", "remove_policy", "expected"),
        [
            (None, {"gen": aerospike.POLICY_GEN_EQ, "generation": 9}, [FAILED, GENERATION] * 1),
            (None, {"gen": aerospike.POLICY_GEN_EQ, "generation": 1}, [0, 0]),
            ({"expressions": IS_ONE}, None, [0, FILTERED]),
            (None, {"expressions": IS_ONE}, [0, FILTERED]),
            ({"expressions": IS_ONE}, {"expressions": IS_ZERO}, [0, 0]),
        ],
    )
    def test_policies(
        self,
        client: aerospike.Client,
        keys: list[Key],
        batch_policy: Any,
        remove_policy: Any,
        expected: list[int],
    ) -> None:
        assert results(client.batch_remove(keys[:1], batch_policy, remove_policy)) == expected
        assert (client.exists(keys[0])[1] is None) == (expected[-1] == 0)

    def test_no_keys(self, client: aerospike.Client) -> None:
        assert results(client.batch_remove([])) == [0]

    @pytest.mark.parametrize("arguments", [(None,), ((),), ([5],), ([], 5), ([], None, 5)], ids=str)
    def test_wrong_arguments(self, client: aerospike.Client, arguments: Any) -> None:
        with pytest.raises(e.ParamError):
            client.batch_remove(*arguments)


class TestApply:
    @pytest.mark.parametrize(
        ("arguments", "error"),
        [
            ((None, "m", "f", []), e.ParamError),
            (([5], "m", "f", []), e.ParamError),
            (([], 5, "f", []), e.ParamError),
            (([], "m", None, []), e.ParamError),
            (([], "m", "f", None), e.ParamError),
            (([], "m", "f", [...]), e.ClientError),
            (([], "m", "f", [], 5), e.ParamError),
            (([], "m", "f", [], None, 5), e.ParamError),
            (([], "m", "f"), TypeError),
        ],
        ids=str,
    )
    def test_wrong_arguments(
        self, client: aerospike.Client, arguments: Any, error: type[Exception]
    ) -> None:
        with pytest.raises(error) as caught:
            client.batch_apply(*arguments)
        assert type(caught.value) is error


WRITES = 10_000


def test_of_ten_thousand_writes_exactly_those_that_fail_are_reported(
    client: aerospike.Client, set_name: str
) -> None:
    def record(number: int) -> tuple[BatchRecord, int]:
        key = ("test", set_name, number)
        if number % 100 == 50:
            failures: list[tuple[BatchRecord, int]] = [
                (Write(key, [op.write("n", 1), op.append("n", "x")]), TYPE),
                (Write(key, [op.write("n", 1)], {"gen": 7}, {"gen": 1}), GENERATION),
                (Write(("nowhere", set_name, number), [op.write("n", 1)]), NO_NAMESPACE),
                (Read(key, READ), NOT_FOUND),
                (Remove(key), NOT_FOUND),
                (Write(key, [lists.list_set("l", -1, 0)]), NOT_APPLICABLE),
            ]
            return failures[number // 100 % len(failures)]
        return Write(key, [op.write("n", number), op.increment("n", 1), op.read("n")]), 0

    rows = [record(number) for number in range(WRITES)]
    batch = client.batch_write(BatchRecords([row[0] for row in rows]))
    assert batch.result == FAILED
    assert [one.result for one in batch.batch_records] == [row[1] for row in rows]
    assert all(one is row[0] for one, row in zip(batch.batch_records, rows, strict=True))
    assert not any(one.in_doubt for one in batch.batch_records)
    keys = [("test", set_name, number) for number in range(WRITES)]
    assert numbers(client, keys) == [
        number + 1 if result == 0 else None for number, (_, result) in enumerate(rows)
    ]
    # So many records would slow down later scans of the namespace.
    client.truncate("test", set_name, 0)


class TestSeveralNodes:
    """Batches whose keys are spread over three nodes; one of these may not answer."""

    KEYS = tuple(("test", "s", number) for number in range(60))
    NO_RESPONSE = -15

    def owned(self, cluster: Any, key: Key, node: int) -> bool:
        partition = aerospike.get_partition_id(aerospike.calc_digest(*key))
        return cluster.cluster.owner(partition) is cluster.nodes[node]

    @pytest.mark.parametrize("policy", [None, {"concurrent": True}], ids=str)
    def test_the_order_is_that_of_the_keys(
        self, cluster: Any, cluster_client: aerospike.Client, policy: Any
    ) -> None:
        keys = [*self.KEYS]
        assert {node for node in range(3) for key in keys if self.owned(cluster, key, node)} == {
            0,
            1,
            2,
        }
        writes = [Write(key, [op.write("n", key[2])]) for key in keys]
        cluster_client.batch_write(BatchRecords(list(writes)), policy)
        for batch, expected in (
            (cluster_client.batch_read(keys, ["n"], policy), lambda n: {"n": n}),
            (cluster_client.batch_operate(keys, ADD, policy), lambda n: {"n": n + 10}),
            (cluster_client.batch_remove(keys, policy), lambda n: {}),
        ):
            assert [record.key[:3] for record in batch.batch_records] == keys
            assert bins(batch) == [expected(key[2]) for key in keys]

    @pytest.mark.parametrize("policy", [{}, {"concurrent": True}], ids=str)
    @pytest.mark.parametrize(
        ("run", "doubt"),
        [
            (lambda c, keys, policy: c.batch_read(keys, None, policy), False),
            (lambda c, keys, policy: c.batch_operate(keys, ADD, policy), True),
            (lambda c, keys, policy: c.batch_remove(keys, policy), True),
            (
                lambda c, keys, policy: c.batch_write(
                    BatchRecords([Write(key, ADD) for key in keys]), policy
                ),
                True,
            ),
        ],
        ids=["read", "operate", "remove", "write"],
    )
    def test_records_of_a_node_that_does_not_answer_are_in_doubt(
        self, cluster: Any, cluster_client: aerospike.Client, run: Any, doubt: bool, policy: Any
    ) -> None:
        owned = [self.owned(cluster, key, 1) for key in self.KEYS]
        # A machine that is too slow for the nodes that do answer gets more time.
        for timeout in (200, 2_000, 20_000):
            for key in self.KEYS:
                cluster_client.put(key, {"n": 1})
            cluster.nodes[1].freeze()
            batch = run(
                cluster_client, [*self.KEYS], {"total_timeout": timeout, "max_retries": 0, **policy}
            )
            cluster.nodes[1].thaw()
            if [record.result != 0 for record in batch.batch_records] == owned:
                break
        assert batch.result == 9
        for record in batch.batch_records:
            lost = self.owned(cluster, record.key[:3], 1)
            assert record.result == (self.NO_RESPONSE if lost else 0)
            assert record.in_doubt == (doubt and lost)
            assert (record.record is None) == lost
