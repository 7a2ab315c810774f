"""Multi-record transactions, which need a server of the Enterprise edition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import aerospike
from aerospike import Transaction
from aerospike import exception as e
from aerospike_helpers import expressions as exp
from aerospike_helpers.batch import records as br
from aerospike_helpers.operations import operations as op

Key = tuple[str, str, Any]

BLOCKED, VERSION_MISMATCH, ALREADY_LOCKED = 120, 121, 126
PARAM, ENTERPRISE_ONLY, FORBIDDEN = -2, 25, 22

DURABLE = {"durable_delete": True}


def result(call: Callable[[], Any]) -> Any:
    """What a call returns, or the code of its exception."""
    try:
        return call()
    except e.AerospikeError as error:
        return error.code


@pytest.fixture
def other(key: Key) -> Key:
    """The key of another record that does not exist."""
    return (*key[:2], "other")


WRITES: dict[str, tuple[Callable[[Any, Key, Any], Any], Any]] = {
    "put": (lambda client, key, policy: client.put(key, {"a": 2}, policy=policy), {"a": 2}),
    "replace": (
        lambda client, key, policy: client.put(
            key, {"b": 2}, policy={**policy, "exists": aerospike.POLICY_EXISTS_REPLACE}
        ),
        {"b": 2},
    ),
    "increment": (
        lambda client, key, policy: client.increment(key, "a", 4, policy=policy),
        {"a": 5},
    ),
    "remove_bin": (
        lambda client, key, policy: client.operate(
            key, [op.write("b", 1), op.write("a", aerospike.null())], policy=policy
        ),
        {"b": 1},
    ),
    "operate": (
        lambda client, key, policy: client.operate(
            key, [op.increment("a", 1), op.read("a")], policy=policy
        ),
        {"a": 2},
    ),
    "touch": (lambda client, key, policy: client.touch(key, policy=policy), {"a": 1}),
    "remove": (
        lambda client, key, policy: client.remove(key, policy={**policy, **DURABLE}),
        None,
    ),
    "batch_write": (
        lambda client, key, policy: client.batch_write(
            br.BatchRecords([br.Write(key, [op.write("a", 2)])]), policy
        ),
        {"a": 2},
    ),
    "batch_remove": (
        lambda client, key, policy: client.batch_remove([key], policy, DURABLE),
        None,
    ),
}
"""Calls that write a record ``{"a": 1}``, and what its bins are then, None if it is gone."""


class TestOneRecord:
    @pytest.fixture(autouse=True)
    def _begin(self, client: aerospike.Client, key: Key, needs_enterprise: None) -> None:
        self.client = client
        self.key = key
        self.transaction = Transaction()
        self.policy = {"txn": self.transaction}
        client.put(key, {"a": 1})

    def bins(self, **policy: Any) -> Any:
        try:
            return self.client.get(self.key, policy)[2]
        except e.RecordNotFound:
            return None

    @pytest.mark.parametrize("write", WRITES)
    def test_a_write_is_seen_by_its_transaction_only(self, write: str) -> None:
        call, written = WRITES[write]
        call(self.client, self.key, self.policy)
        assert self.bins(**self.policy) == written
        assert self.bins() == {"a": 1}

    @pytest.mark.parametrize("write", WRITES)
    def test_a_commit_lets_all_see_it(self, write: str) -> None:
        call, written = WRITES[write]
        call(self.client, self.key, self.policy)
        assert self.client.commit(self.transaction) == aerospike.COMMIT_OK
        assert self.transaction.state == aerospike.TXN_STATE_COMMITTED
        assert self.bins() == written

    @pytest.mark.parametrize("write", WRITES)
    def test_an_abort_leaves_the_record_as_it_was(self, write: str) -> None:
        call, _ = WRITES[write]
        before = self.client.get(self.key)
        call(self.client, self.key, self.policy)
        assert self.client.abort(self.transaction) == aerospike.ABORT_OK
        assert self.transaction.state == aerospike.TXN_STATE_ABORTED
        assert self.client.get(self.key)[1:] == before[1:]

    def test_the_second_write_is_on_top_of_the_first(self) -> None:
        self.client.increment(self.key, "a", 1, policy=self.policy)
        self.client.increment(self.key, "a", 1, policy=self.policy)
        self.client.commit(self.transaction)
        _, meta, bins = self.client.get(self.key)
        assert bins == {"a": 3}
        assert meta["gen"] == 3

    @pytest.mark.parametrize("write", WRITES)
    def test_others_cannot_write_what_a_transaction_has_written(self, write: str) -> None:
        self.client.put(self.key, {"a": 10}, policy=self.policy)
        call, _ = WRITES[write]
        for policy in ({}, {"txn": Transaction()}):
            answer = result(lambda policy=policy: call(self.client, self.key, policy))
            if isinstance(answer, br.BatchRecords):
                answer = answer.batch_records[0].result
            assert answer == BLOCKED
        self.client.commit(self.transaction)
        assert self.bins() == {"a": 10}

    def test_another_transaction_cannot_read_it_either(self) -> None:
        self.client.put(self.key, {"a": 10}, policy=self.policy)
        assert result(lambda: self.client.get(self.key, {"txn": Transaction()})) == BLOCKED

    def test_scans_see_what_is_committed(self) -> None:
        self.client.put(self.key, {"a": 10}, policy=self.policy)
        query = self.client.query(*self.key[:2])
        assert [bins for _, _, bins in query.results()] == [{"a": 1}]
        self.client.commit(self.transaction)
        assert [bins for _, _, bins in query.results()] == [{"a": 10}]

    def test_reads_do_not_renew_what_a_transaction_has_written(self) -> None:
        self.client.touch(self.key, 1000)
        renewing = {"read_touch_ttl_percent": 100}
        self.client.put(self.key, {"a": 10}, policy={**self.policy, "ttl": 1000})
        assert self.bins(**renewing) == {"a": 1}
        assert self.bins(**self.policy, **renewing) == {"a": 10}
        self.client.abort(self.transaction)
        assert self.bins() == {"a": 1}

    def test_deletes_must_be_durable(self) -> None:
        assert result(lambda: self.client.remove(self.key, policy=self.policy)) == FORBIDDEN
        removing = {"a": aerospike.null()}
        answer = result(lambda: self.client.put(self.key, removing, policy=self.policy))
        assert answer == FORBIDDEN

    def test_a_record_that_is_deleted_is_not_found(self) -> None:
        policy = {**self.policy, **DURABLE}
        self.client.remove(self.key, policy=policy)
        with pytest.raises(e.RecordNotFound):
            self.client.remove(self.key, policy=policy)
        self.client.put(self.key, {"b": 1}, policy=self.policy)
        self.client.commit(self.transaction)
        assert self.bins() == {"b": 1}

    def test_a_record_that_has_changed_since_it_was_read_cannot_be_written(self) -> None:
        self.bins(**self.policy)
        self.client.put(self.key, {"a": 5})
        write = result(lambda: self.client.put(self.key, {"a": 6}, policy=self.policy))
        assert write == VERSION_MISMATCH
        assert result(lambda: self.client.get(self.key, self.policy)) == VERSION_MISMATCH

    def test_a_commit_fails_where_a_record_has_changed_since_it_was_read(self, other: Key) -> None:
        self.bins(**self.policy)
        self.client.put(other, {"a": 1}, policy=self.policy)
        self.client.put(self.key, {"a": 5})
        with pytest.raises(e.TransactionFailed, match="One or more read keys failed to verify"):
            self.client.commit(self.transaction)
        assert self.transaction.state == aerospike.TXN_STATE_ABORTED
        assert self.client.exists(other)[1] is None
        assert self.bins() == {"a": 5}

    def test_a_record_that_was_missing_must_be_missing_still(self, other: Key) -> None:
        assert self.client.exists(other, self.policy)[1] is None
        self.client.put(other, {"a": 1})
        with pytest.raises(e.TransactionFailed):
            self.client.commit(self.transaction)

    def test_what_fails_is_read(self) -> None:
        create = {**self.policy, "exists": aerospike.POLICY_EXISTS_CREATE}
        with pytest.raises(e.RecordExistsError):
            self.client.put(self.key, {"a": 7}, policy=create)
        self.client.put(self.key, {"a": 5})
        with pytest.raises(e.TransactionFailed):
            self.client.commit(self.transaction)

    def test_what_is_filtered_out_is_read(self) -> None:
        never = exp.Eq(exp.IntBin("a"), 99).compile()
        with pytest.raises(e.FilteredOut):
            self.client.get(self.key, {**self.policy, "expressions": never})
        self.client.put(self.key, {"a": 5})
        with pytest.raises(e.TransactionFailed):
            self.client.commit(self.transaction)

    def test_reads_of_two_transactions_are_not_in_the_way_of_each_other(self) -> None:
        second = Transaction()
        self.bins(**self.policy)
        self.bins(txn=second)
        assert self.client.commit(self.transaction) == aerospike.COMMIT_OK
        assert self.client.commit(second) == aerospike.COMMIT_OK

    def test_two_transactions_cannot_each_write_what_the_other_has_read(self, other: Key) -> None:
        second = Transaction()
        self.client.put(other, {"a": 1})
        self.bins(**self.policy)
        self.client.get(other, {"txn": second})
        self.client.put(other, {"a": 2}, policy=self.policy)
        self.client.put(self.key, {"a": 2}, policy={"txn": second})
        with pytest.raises(e.TransactionFailed):
            self.client.commit(self.transaction)
        # Now that the first is gone, nothing is in the way of the second.
        assert self.client.commit(second) == aerospike.COMMIT_OK
        assert self.bins() == {"a": 2}
        assert self.client.get(other)[2] == {"a": 1}

    def test_a_write_that_is_only_to_lock_fails_the_second_time(self) -> None:
        policy = {**self.policy, "on_locking_only": True}
        assert self.client.put(self.key, {"a": 2}, policy=policy) == 0
        assert result(lambda: self.client.put(self.key, {"a": 3}, policy=policy)) == ALREADY_LOCKED
        assert self.bins(**self.policy) == {"a": 2}

    def test_a_transaction_is_of_one_namespace(self) -> None:
        self.bins(**self.policy)
        with pytest.raises(e.ParamError, match="Namespace must be the same"):
            self.client.put(("bar", "s", 1), {"a": 1}, policy=self.policy)


class TestEnd:
    @pytest.fixture(autouse=True)
    def _begin(self, client: aerospike.Client, key: Key, needs_enterprise: None) -> None:
        self.client = client
        self.key = key
        self.transaction = Transaction()
        self.policy = {"txn": self.transaction}
        client.put(key, {"a": 1}, policy=self.policy)

    def test_a_transaction_may_be_committed_twice(self) -> None:
        self.client.commit(self.transaction)
        assert self.client.commit(self.transaction) == aerospike.COMMIT_ALREADY_COMMITTED

    def test_a_transaction_may_be_aborted_twice(self) -> None:
        self.client.abort(self.transaction)
        assert self.client.abort(self.transaction) == aerospike.ABORT_ALREADY_ABORTED

    def test_what_is_committed_cannot_be_aborted(self) -> None:
        self.client.commit(self.transaction)
        with pytest.raises(e.TransactionAlreadyCommitted, match="Transaction already committed"):
            self.client.abort(self.transaction)

    def test_what_is_aborted_cannot_be_committed(self) -> None:
        self.client.abort(self.transaction)
        with pytest.raises(e.TransactionAlreadyAborted, match="Transaction already aborted"):
            self.client.commit(self.transaction)

    @pytest.mark.parametrize("end", ["commit", "abort"])
    def test_commands_cannot_take_part_in_what_has_ended(self, end: str) -> None:
        getattr(self.client, end)(self.transaction)
        for call in (
            lambda: self.client.get(self.key, self.policy),
            lambda: self.client.put(self.key, {"a": 2}, policy=self.policy),
            lambda: self.client.operate(self.key, [op.read("a")], policy=self.policy),
            lambda: self.client.remove(self.key, policy=self.policy),
        ):
            with pytest.raises(e.ParamError, match="forbidden because it has been"):
                call()
        assert self.client.batch_read([self.key], policy=self.policy).result == PARAM

    @pytest.mark.parametrize("end", ["commit", "abort"])
    def test_a_transaction_without_commands_ends_too(self, end: str) -> None:
        assert getattr(self.client, end)(Transaction()) == 0

    @pytest.mark.parametrize("end", ["commit", "abort"])
    def test_keywords_are_taken(self, end: str) -> None:
        assert getattr(self.client, end)(transaction=self.transaction) == 0

    @pytest.mark.parametrize("end", ["commit", "abort"])
    @pytest.mark.parametrize("wrong", [None, "transaction", 1, Transaction])
    def test_only_transactions_end(self, end: str, wrong: Any) -> None:
        with pytest.raises(TypeError, match=r"argument 1 must be aerospike\.Transaction"):
            getattr(self.client, end)(wrong)

    @pytest.mark.parametrize("wrong", [True, "transaction", 1])
    def test_only_transactions_are_in_policies(self, wrong: Any) -> None:
        with pytest.raises(e.ParamError, match=r"txn is not of type aerospike\.Transaction"):
            self.client.get(self.key, {"txn": wrong})


class TestBatches:
    @pytest.fixture
    def keys(self, set_name: str) -> list[Key]:
        return [("test", set_name, number) for number in range(50)]

    @pytest.fixture(params=[1, 3], ids=["one node", "three nodes"])
    def batches(
        self, request: pytest.FixtureRequest, client: aerospike.Client, needs_enterprise: None
    ) -> aerospike.Client:
        """A client of one node and of three."""
        if request.param == 1:
            return client
        found: aerospike.Client = request.getfixturevalue("cluster_client")
        return found

    @staticmethod
    def write(client: aerospike.Client, keys: list[Key], value: int, policy: Any) -> list[int]:
        writes = [br.Write(key, [op.write("a", value)]) for key in keys]
        answers = client.batch_write(br.BatchRecords(writes), policy).batch_records
        return [answer.result for answer in answers]

    @staticmethod
    def read(client: aerospike.Client, keys: list[Key], policy: Any = None) -> list[Any]:
        answers = client.batch_read(keys, policy=policy).batch_records
        return [answer.record and answer.record[2] and answer.record[2]["a"] for answer in answers]

    @pytest.mark.parametrize(("end", "after"), [("commit", 2), ("abort", 1)])
    def test_all_records_change_or_none(
        self, batches: aerospike.Client, keys: list[Key], end: str, after: int
    ) -> None:
        transaction = Transaction()
        policy = {"txn": transaction}
        assert self.write(batches, keys, 1, None) == [0] * 50
        assert self.write(batches, keys, 2, policy) == [0] * 50
        assert self.read(batches, keys, policy) == [2] * 50
        assert self.read(batches, keys) == [1] * 50
        assert getattr(batches, end)(transaction) == 0
        assert self.read(batches, keys) == [after] * 50

    def test_records_of_another_transaction_are_reported(
        self, batches: aerospike.Client, keys: list[Key]
    ) -> None:
        first, second = Transaction(), Transaction()
        batches.put(keys[7], {"a": 1}, policy={"txn": first})
        results = self.write(batches, keys, 2, {"txn": second})
        assert results == [BLOCKED if number == 7 else 0 for number in range(50)]
        batches.abort(first)
        assert batches.commit(second) == aerospike.COMMIT_OK
        assert self.read(batches, keys) == [None if n == 7 else 2 for n in range(50)]

    def test_reads_of_a_batch_are_verified(
        self, batches: aerospike.Client, keys: list[Key]
    ) -> None:
        transaction = Transaction()
        self.write(batches, keys, 1, None)
        self.read(batches, keys, {"txn": transaction})
        batches.put(keys[31], {"a": 3})
        with pytest.raises(e.TransactionFailed):
            batches.commit(transaction)

    def test_removes_of_a_batch_take_part(self, batches: aerospike.Client, keys: list[Key]) -> None:
        transaction = Transaction()
        self.write(batches, keys, 1, None)
        batches.batch_remove(keys, {"txn": transaction}, DURABLE)
        assert self.read(batches, keys) == [1] * 50
        batches.commit(transaction)
        assert self.read(batches, keys) == [None] * 50


class TestCommunity:
    @pytest.fixture(autouse=True)
    def _begin(self, community: aerospike.Client, key: Key) -> None:
        self.client = community
        self.key = key
        self.transaction = Transaction()
        self.policy = {"txn": self.transaction}
        community.put(key, {"a": 1})

    def test_commands_of_transactions_are_refused(self) -> None:
        for call in (
            lambda: self.client.get(self.key, self.policy),
            lambda: self.client.exists((*self.key[:2], "missing"), self.policy),
            lambda: self.client.put(self.key, {"a": 2}, policy=self.policy),
            lambda: self.client.operate(self.key, [op.read("a")], policy=self.policy),
        ):
            assert result(call) == ENTERPRISE_ONLY
        answers = self.client.batch_read([self.key], policy=self.policy).batch_records
        assert [answer.result for answer in answers] == [ENTERPRISE_ONLY]
        assert self.client.get(self.key)[2] == {"a": 1}

    def test_a_delete_does_not_know_of_transactions(self) -> None:
        assert self.client.remove(self.key, policy=self.policy) == 0
        assert self.client.exists(self.key)[1] is None

    def test_a_commit_leaves_it_to_a_server_that_does_not(self) -> None:
        self.client.remove(self.key, policy=self.policy)
        status = self.client.commit(self.transaction)
        assert status == aerospike.COMMIT_ROLL_FORWARD_ABANDONED
