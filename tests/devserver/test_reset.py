"""A server is reset between tests, and its time is moved on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import aerospike
from aerospike import exception as e
from aerospike.devserver import Server
from aerospike.devserver.model.digest import key_digest, ripemd160
from aerospike_helpers import expressions as exp

KEY = ("test", "reset", "one")
NEVER = aerospike.TTL_NEVER_EXPIRE


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(nodes=2, namespaces=("test", "bar"), default_ttl=1000) as started:
        yield started


@pytest.fixture
def client(server: Server, tmp_path: Path) -> Iterator[aerospike.Client]:
    connected = aerospike.client({**server.config, "lua": {"user_path": str(tmp_path)}})
    yield connected
    connected.close()


def test_a_reset_removes_all_that_clients_have_stored(
    server: Server, client: aerospike.Client, tmp_path: Path
) -> None:
    (tmp_path / "sent").mkdir()
    module = tmp_path / "sent" / "module.lua"
    module.write_text("function f(r) return 1 end")
    for namespace in ("test", "bar"):
        client.put((namespace, "reset", 1), {"n": 1})
    client.index_single_value_create("test", "reset", "n", aerospike.INDEX_NUMERIC, "by_n")
    client.udf_put(str(module))
    client.set_xdr_filter("dc", "test", (exp.Eq(exp.IntBin("n"), 1)).compile())
    client.info_all("set-config:context=namespace;namespace=test;default-ttl=5")
    server.faults.answer(22)
    server.faults.kill(1)
    server.reset()
    assert client.exists(("test", "reset", 1))[1] is None
    assert client.exists(("bar", "reset", 1))[1] is None
    assert client.udf_list() == []
    assert list(server.cluster.namespaces["test"].indexes) == []
    assert server.cluster.xdr_filters == {}
    assert server.faults.active == []
    assert all(node.is_up for node in server.nodes)
    assert server.cluster.namespaces["test"].default_ttl == 1000
    assert server.cluster.namespaces["test"].counters["client_write_success"] == 0
    client.put(KEY, {"n": 1})
    assert 990 <= client.get(KEY)[1]["ttl"] <= 1000


def test_a_reset_ends_transactions(server: Server, client: aerospike.Client) -> None:
    transaction = aerospike.Transaction()
    client.put(KEY, {"n": 1}, policy={"txn": transaction})
    server.reset()
    client.put(KEY, {"n": 2})
    with pytest.raises(e.AerospikeError):
        client.commit(transaction)
    assert client.get(KEY)[2] == {"n": 2}


def test_a_reset_removes_users_and_keeps_the_admin_connected() -> None:
    with Server(security=True) as server:
        admin = aerospike.client(server.config)
        admin.admin_create_user("ada", "secret", ["read-write"])
        admin.admin_create_role("writer", [{"code": aerospike.PRIV_WRITE}])
        ada = aerospike.client({"hosts": server.hosts, "user": "ada", "password": "secret"})
        ada.put(KEY, {"n": 1})
        server.reset()
        assert list(admin.admin_query_users_info()) == ["admin"]
        assert "writer" not in admin.admin_get_roles()
        with pytest.raises(e.AerospikeError):
            ada.put(KEY, {"n": 1})
        ada.close()
        admin.close()


def test_a_reset_of_many_records_leaves_none(server: Server, client: aerospike.Client) -> None:
    for number in range(3000):
        client.put(("test", "reset", number), {"n": number})
    server.reset()
    assert client.query("test", "reset").results() == []


def test_records_expire_without_a_sleep(server: Server, client: aerospike.Client) -> None:
    client.put(KEY, {"n": 1}, policy={"ttl": 60})
    client.put(("test", "reset", "kept"), {"n": 1}, policy={"ttl": NEVER})
    server.advance(30)
    assert 28 <= client.get(KEY)[1]["ttl"] <= 30
    server.advance(31)
    assert client.exists(KEY)[1] is None
    with pytest.raises(e.RecordNotFound):
        client.get(KEY)
    assert [bins for _, _, bins in client.query("test", "reset").results()] == [{"n": 1}]
    server.advance(10**9)
    assert client.exists(("test", "reset", "kept"))[1] is not None


def test_what_is_written_later_has_its_whole_time(server: Server, client: aerospike.Client) -> None:
    server.advance(10_000)
    client.put(KEY, {"n": 1}, policy={"ttl": 60})
    assert 58 <= client.get(KEY)[1]["ttl"] <= 60


def test_expressions_see_the_age_of_records(server: Server, client: aerospike.Client) -> None:
    client.put(KEY, {"n": 1}, policy={"ttl": NEVER})
    old = exp.GT(exp.SinceUpdateTime(), 3_600_000).compile()
    with pytest.raises(e.FilteredOut):
        client.get(KEY, {"expressions": old})
    server.advance(3601)
    assert client.get(KEY, {"expressions": old})[2] == {"n": 1}


def test_a_transaction_reaches_its_deadline(server: Server, client: aerospike.Client) -> None:
    transaction = aerospike.Transaction()
    transaction.timeout = 20
    client.put(KEY, {"n": 1}, policy={"txn": transaction})
    server.advance(21)
    with pytest.raises(e.AerospikeError) as caught:
        client.put(("test", "reset", 2), {"n": 1}, policy={"txn": transaction})
    assert caught.value.code == 122
    client.put(KEY, {"n": 2})
    assert client.get(KEY)[2] == {"n": 2}


def test_a_transaction_survives_a_shorter_time(server: Server, client: aerospike.Client) -> None:
    client.put(KEY, {"n": 1})
    transaction = aerospike.Transaction()
    transaction.timeout = 60
    client.get(KEY, {"txn": transaction})
    client.put(("test", "reset", 2), {"n": 2}, policy={"txn": transaction})
    server.advance(20)
    client.put(("test", "reset", 3), {"n": 3}, policy={"txn": transaction})
    client.commit(transaction)
    assert client.get(("test", "reset", 2))[2] == {"n": 2}
    assert client.get(("test", "reset", 3))[2] == {"n": 3}


def test_a_login_runs_out() -> None:
    with Server(security=True) as server:
        security = server.cluster.security
        assert security is not None
        client = aerospike.client(server.config)
        session = next(iter(security.sessions))
        token = next(iter(security._tokens))
        security.authenticate(session, b"admin", token)
        server.advance(25 * 3600)
        with pytest.raises(Exception) as caught:
            security.authenticate(session, b"admin", token)
        assert caught.value.args[0] == 66
        client.close()


@pytest.mark.parametrize(
    ("seconds", "error"), [(-1, ValueError), (1.5, TypeError), ("1", TypeError)]
)
def test_a_wrong_number_of_seconds_is_refused(
    server: Server, seconds: object, error: type[Exception]
) -> None:
    with pytest.raises(error):
        server.advance(seconds)  # type: ignore[arg-type]


def test_moving_the_time_takes_no_time(server: Server) -> None:
    begin = time.monotonic()
    server.advance(10**6)
    assert time.monotonic() - begin < 5


@pytest.mark.parametrize("key", ["", "a", "x" * 500, 0, -5, 2**63 - 1, bytearray(b"\0z" * 60)])
def test_the_digest_of_a_key_is_that_of_the_client(key: str | int | bytearray) -> None:
    assert key_digest("reset", key) == bytes(aerospike.calc_digest("test", "reset", key))


def test_the_hash_is_the_published_one() -> None:
    assert ripemd160(b"abc").hex() == "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"
