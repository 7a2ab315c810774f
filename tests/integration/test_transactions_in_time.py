"""What happens to transactions that do not end, or not in time, on a server of our own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import aerospike
from aerospike import Transaction
from aerospike import exception as e
from aerospike.devserver import Server
from aerospike.devserver.commands import transaction as commands
from aerospike_helpers.batch import records as br
from aerospike_helpers.operations import operations as op

Key = tuple[str, str, Any]

EXPIRED, TOO_MANY, MONITOR_EXISTS = 122, 123, 127


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


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture
def client(server: Server) -> Iterator[aerospike.Client]:
    roll = {"total_timeout": 500, "max_retries": 0}
    connected = aerospike.client({"hosts": server.hosts, "policies": {"txn_roll": roll}})
    yield connected
    connected.close()


@pytest.fixture
def transactions(server: Server) -> Any:
    """The transactions that the server knows."""
    return server.cluster.namespaces["test"].transactions


@pytest.fixture
def expired(client: aerospike.Client, transactions: Any, key: Key) -> Transaction:
    """A transaction that has written the record and whose time is over."""
    transaction = Transaction()
    client.put(key, {"a": 2}, policy={"txn": transaction})
    (monitor,) = transactions.monitors.values()
    monitor.deadline -= 11
    return transaction


@pytest.mark.parametrize(("timeout", "seconds"), [(0, 10), (1, 1), (120, 120)])
def test_the_timeout_is_the_transactions_or_the_servers(
    client: aerospike.Client, transactions: Any, key: Key, timeout: int, seconds: int
) -> None:
    from aerospike.devserver.model.record import now_seconds

    transaction = Transaction()
    transaction.timeout = timeout
    client.put(key, {"a": 1}, policy={"txn": transaction})
    (monitor,) = transactions.monitors.values()
    assert monitor.deadline - now_seconds() in (seconds - 1, seconds)


def test_the_servers_timeout_can_be_set(client: aerospike.Client, transactions: Any) -> None:
    setting = "set-config:context=namespace;namespace=test;mrt-duration="
    assert client.info_random_node(f"{setting}30").endswith("\tok\n")
    assert transactions.duration == 30
    for wrong in ("0", "121", "long"):
        with pytest.raises(e.AerospikeError):
            client.info_random_node(setting + wrong)


def test_a_timeout_of_more_than_two_minutes_is_refused(client: aerospike.Client, key: Key) -> None:
    transaction = Transaction()
    transaction.timeout = 121
    with pytest.raises(e.InvalidRequest):
        client.put(key, {"a": 1}, policy={"txn": transaction})


def test_the_server_takes_back_what_has_expired(
    client: aerospike.Client, expired: Transaction, key: Key
) -> None:
    assert client.exists(key)[1] is None
    assert client.put(key, {"a": 9}) == 0


def test_a_transaction_that_has_expired_cannot_write(
    client: aerospike.Client, expired: Transaction, key: Key, other: Key
) -> None:
    for written in (key, other):
        write = result(
            lambda written=written: client.put(written, {"a": 3}, policy={"txn": expired})
        )
        assert write in (EXPIRED, 0)
    assert result(lambda: client.put(other, {"a": 3}, policy={"txn": expired})) == EXPIRED
    assert client.exists(other)[1] is None


def test_a_transaction_that_has_expired_cannot_be_committed(
    client: aerospike.Client, expired: Transaction, key: Key
) -> None:
    with pytest.raises(e.AerospikeError, match="Mark roll forward abandoned") as raised:
        client.commit(expired)
    assert raised.value.code == EXPIRED
    assert expired.state == aerospike.TXN_STATE_VERIFIED
    assert client.abort(expired) == aerospike.ABORT_CLOSE_ABANDONED
    assert client.exists(key)[1] is None


def test_the_server_ends_what_a_client_has_committed(
    client: aerospike.Client, server: Server, transactions: Any, expired: Any, key: Key
) -> None:
    (monitor,) = transactions.monitors.values()
    monitor.is_committed = True
    assert client.get(key)[2] == {"a": 2}
    assert not transactions.monitors
    assert not transactions.locks


def test_a_commit_whose_answer_is_lost_is_in_doubt(
    client: aerospike.Client,
    server: Server,
    key: Key,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (node,) = server.nodes
    commit = commands.MonitorWrite._commit

    def commit_and_freeze(self: Any) -> Any:
        reply = commit(self)
        node.freeze()
        node.cut_off()
        return reply

    monkeypatch.setattr(commands.MonitorWrite, "_commit", commit_and_freeze)
    transaction = Transaction()
    client.put(key, {"a": 2}, policy={"txn": transaction})
    with pytest.raises(e.AerospikeError, match="Mark roll forward abandoned") as raised:
        client.commit(transaction)
    assert raised.value.in_doubt
    assert transaction.in_doubt
    assert transaction.state == aerospike.TXN_STATE_COMMIT_FAILED
    with pytest.raises(e.TransactionFailed, match="in-doubt outcome"):
        client.abort(transaction)
    node.thaw()
    monkeypatch.undo()
    assert client.commit(transaction) == aerospike.COMMIT_OK
    assert not transaction.in_doubt
    assert client.get(key)[2] == {"a": 2}


@pytest.mark.parametrize(
    ("end", "command", "status"),
    [
        ("commit", "Roll", aerospike.COMMIT_ROLL_FORWARD_ABANDONED),
        ("commit", "MonitorDelete", aerospike.COMMIT_CLOSE_ABANDONED),
        ("abort", "Roll", aerospike.ABORT_ROLL_BACK_ABANDONED),
        ("abort", "MonitorDelete", aerospike.ABORT_CLOSE_ABANDONED),
    ],
)
def test_what_a_client_cannot_end_is_left_to_the_server(
    client: aerospike.Client,
    transactions: Any,
    key: Key,
    monkeypatch: pytest.MonkeyPatch,
    end: str,
    command: str,
    status: int,
) -> None:
    def fail(self: Any) -> Any:
        raise commands.ResultError(commands.Result.SERVER)

    monkeypatch.setattr(getattr(commands, command), "run", fail)
    transaction = Transaction()
    client.put(key, {"a": 2}, policy={"txn": transaction})
    assert getattr(client, end)(transaction) == status
    (monitor,) = transactions.monitors.values()
    monitor.deadline -= 11
    found = client.exists(key)[1] is not None
    assert found == (end == "commit")
    assert not transactions.locks


def test_a_transaction_of_too_many_records_is_refused(
    client: aerospike.Client, set_name: str
) -> None:
    transaction = Transaction()
    keys: list[Key] = [("test", set_name, number) for number in range(4096)]
    writes = [br.Write(key, [op.write("a", 1)]) for key in keys]
    client.batch_write(br.BatchRecords(writes), {"txn": transaction})
    one_more = ("test", set_name, "one more")
    write = result(lambda: client.put(one_more, {"a": 1}, policy={"txn": transaction}))
    assert write == TOO_MANY
    assert client.commit(transaction) == aerospike.COMMIT_OK


def test_a_transaction_begins_once(client: aerospike.Client, transactions: Any, key: Key) -> None:
    transaction = Transaction()
    client.put(key, {"a": 1}, policy={"txn": transaction})
    (digest,) = transactions.monitors
    with pytest.raises(commands.ResultError) as raised:
        transactions.begin(digest, transaction.id, 0)
    assert raised.value.code == MONITOR_EXISTS


def test_nobody_else_writes_monitors(client: aerospike.Client) -> None:
    with pytest.raises(e.UnsupportedFeature):
        client.put(("test", "<ERO~MRT", 1), {"a": 1})


def test_statistics_tell_of_transactions(client: aerospike.Client, key: Key, other: Key) -> None:
    transaction = Transaction()
    client.exists(other, {"txn": transaction})
    client.put(key, {"a": 1}, policy={"txn": transaction})
    result(lambda: client.put(key, {"a": 2}))
    before = statistics(client)
    assert before["mrt_provisionals"] == before["mrt_monitors"] == "1"
    assert before["fail_mrt_blocked"] == "1"
    client.commit(transaction)
    after = statistics(client)
    assert after["mrt_provisionals"] == after["mrt_monitors"] == "0"
    assert after["mrt_verify_read_success"] == after["mrt_roll_forward_success"] == "1"


def statistics(client: aerospike.Client) -> dict[str, str]:
    answer = client.info_random_node("namespace/test").partition("\t")[2].strip()
    return dict(item.split("=", 1) for item in answer.split(";"))
