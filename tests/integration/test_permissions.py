"""What users may do with which roles, on a development server that has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike.devserver import Server
from aerospike_helpers.batch import records as br
from aerospike_helpers.operations import operations as op

Client = aerospike.Client
LogIn = Callable[..., Client]

NOT_AUTHENTICATED, ROLE_VIOLATION = 80, 81

RECORD = ("test", "s", 1)
OTHER_SET, OTHER_NAMESPACE = ("test", "t", 1), ("bar", "s", 1)


def background(client: Client) -> int:
    query = client.query("test", "s")
    query.add_ops([op.write("a", 2)])
    return query.execute_background()


def increment_in_batch(client: Client) -> int:
    batch = br.BatchRecords([br.Write(RECORD, [op.write("a", 1)])])
    return client.batch_write(batch).batch_records[0].result


# What may be done, by what it needs.
ACTIONS: dict[str, dict[str, Callable[[Client], Any]]] = {
    "read": {
        "get": lambda client: client.get(RECORD),
        "exists": lambda client: client.exists(RECORD),
        "operate": lambda client: client.operate(RECORD, [op.read("a")]),
        "batch_read": lambda client: client.batch_read([RECORD]).batch_records[0].result,
        "query": lambda client: client.query("test", "s").results(),
    },
    "write": {
        "put": lambda client: client.put(RECORD, {"a": 1}),
        "remove": lambda client: client.remove(RECORD),
        "batch_write": increment_in_batch,
        "background": background,
    },
    "both": {"operate": lambda client: client.operate(RECORD, [op.write("a", 1), op.read("a")])},
    "truncate": {"truncate": lambda client: client.truncate("test", "s", 0)},
    "index": {"index": lambda client: client.index_single_value_create("test", "s", "a", 0, "i")},
    "users": {"create_user": lambda client: client.admin_create_user("eve", "secret", ["read"])},
    "settings": {
        "set-config": lambda client: client.info_random_node(
            "set-config:context=namespace;namespace=test;default-ttl=0"
        )
    },
}

ROLES = {
    "read": {"read"},
    "write": {"write"},
    "read-write": {"read", "write", "both"},
    "truncate": {"truncate"},
    "sindex-admin": {"index"},
    "data-admin": {"truncate", "index"},
    "sys-admin": {"truncate", "index", "settings"},
    "user-admin": {"users"},
    "superuser": {"read", "write", "both", "truncate", "index", "users", "settings"},
}


def code(call: Callable[[], Any]) -> int:
    """The result code of a call."""
    try:
        answer = call()
    except e.AerospikeError as error:
        return error.code
    return answer if isinstance(answer, int) and answer == ROLE_VIOLATION else 0


@pytest.fixture
def log_in(secure_server: Server) -> Iterator[LogIn]:
    """Connects as a user."""
    clients = []

    def connect(user: str = "ada", password: str = "secret") -> Client:
        connected = aerospike.client(
            {"hosts": secure_server.hosts, "user": user, "password": password}
        )
        clients.append(connected)
        return connected

    yield connect
    for connected in clients:
        connected.close()


@pytest.fixture(autouse=True)
def _records(admin: Client, log_in: LogIn) -> None:
    admin.admin_create_user("owner", "secret", ["read-write"])
    owner = log_in("owner")
    for key in (RECORD, OTHER_SET, OTHER_NAMESPACE):
        owner.put(key, {"a": 1})


@pytest.mark.parametrize("role", ROLES)
def test_a_role_permits_what_it_is_for_and_nothing_else(
    admin: Client, log_in: LogIn, role: str
) -> None:
    admin.admin_create_user("ada", "secret", [role])
    ada = log_in()
    refused = {
        (need, name)
        for need, actions in ACTIONS.items()
        for name, call in actions.items()
        if code(lambda call=call: call(ada)) == ROLE_VIOLATION
    }
    assert refused == {
        (need, name)
        for need, actions in ACTIONS.items()
        for name in actions
        if need not in ROLES[role]
    }


@pytest.mark.parametrize(
    ("scope", "permitted"),
    [
        ({}, [RECORD, OTHER_SET, OTHER_NAMESPACE]),
        ({"ns": "test"}, [RECORD, OTHER_SET]),
        ({"ns": "test", "set": "s"}, [RECORD]),
    ],
)
def test_privileges_are_for_a_namespace_or_a_set(
    admin: Client, log_in: LogIn, scope: dict[str, str], permitted: list[Any]
) -> None:
    admin.admin_create_role("reader", [{"code": aerospike.PRIV_READ, **scope}])
    admin.admin_create_user("ada", "secret", ["reader"])
    ada = log_in()
    for key in (RECORD, OTHER_SET, OTHER_NAMESPACE):
        expected = 0 if key in permitted else ROLE_VIOLATION
        assert code(lambda key=key: ada.get(key)) == expected
        assert code(lambda key=key: ada.query(*key[:2]).results()) == expected
    results = [record.result for record in ada.batch_read([RECORD, OTHER_SET]).batch_records]
    assert results == [0, 0 if OTHER_SET in permitted else ROLE_VIOLATION]


def test_what_one_role_lacks_another_may_have(admin: Client, log_in: LogIn) -> None:
    admin.admin_create_user("ada", "secret", ["read", "write"])
    ada = log_in()
    assert code(lambda: ada.operate(RECORD, [op.increment("a", 1), op.read("a")])) == 0


def test_changes_take_effect_at_once(admin: Client, log_in: LogIn) -> None:
    admin.admin_create_user("ada", "secret", ["read"])
    ada = log_in()
    assert code(lambda: ada.put(RECORD, {"a": 2})) == ROLE_VIOLATION
    admin.admin_grant_roles("ada", ["write"])
    assert code(lambda: ada.put(RECORD, {"a": 2})) == 0
    admin.admin_revoke_roles("ada", ["write"])
    assert code(lambda: ada.put(RECORD, {"a": 2})) == ROLE_VIOLATION
    admin.admin_drop_user("ada")
    assert code(lambda: ada.get(RECORD)) == NOT_AUTHENTICATED


def test_a_role_that_is_dropped_permits_nothing(admin: Client, log_in: LogIn) -> None:
    admin.admin_create_role("reader", [{"code": aerospike.PRIV_READ}])
    admin.admin_create_user("ada", "secret", ["reader"])
    ada = log_in()
    assert code(lambda: ada.get(RECORD)) == 0
    admin.admin_drop_role("reader")
    assert code(lambda: ada.get(RECORD)) == ROLE_VIOLATION
    assert admin.admin_query_user_info("ada")["roles"] == []


def test_a_user_without_roles_may_ask_for_the_own_only(admin: Client, log_in: LogIn) -> None:
    admin.admin_create_user("ada", "secret", [])
    ada = log_in()
    assert ada.admin_query_user_info("ada")["roles"] == []
    for call in (
        lambda: ada.admin_query_user_info("admin"),
        lambda: ada.admin_query_users_info(),
        lambda: ada.admin_get_roles(),
    ):
        assert code(call) == ROLE_VIOLATION
    assert ada.admin_change_password("ada", "another") == 0
    log_in("ada", "another")


@pytest.mark.parametrize(
    ("user", "password", "error"),
    [
        ("admin", "wrong", e.InvalidCredential),
        ("nobody", "admin", e.InvalidUser),
    ],
)
def test_who_does_not_know_the_password_is_not_let_in(
    log_in: LogIn, user: str, password: str, error: type[Exception]
) -> None:
    with pytest.raises(error, match="Failed to connect"):
        log_in(user, password)


def test_who_does_not_log_in_is_not_let_in(secure_server: Server) -> None:
    with pytest.raises(e.NotAuthenticated, match="Failed to connect"):
        aerospike.client({"hosts": secure_server.hosts})


def test_an_open_server_takes_whoever_logs_in(client: Client, hosts: Any) -> None:
    if "Enterprise" not in client.info_random_node("edition"):
        pytest.skip("the server is of the Community edition")
    aerospike.client({"hosts": hosts, "user": "admin", "password": "admin"}).close()


def test_a_community_server_takes_nobody_who_logs_in(community_config: Any) -> None:
    with pytest.raises(e.SecurityNotSupported):
        aerospike.client({**community_config, "user": "admin", "password": "admin"})


@pytest.mark.parametrize(
    ("whitelist", "is_let_in"),
    [
        (["127.0.0.1"], True),
        (["10.0.0.1", "127.0.0.0/8"], True),
        (["10.0.0.1", "::1"], False),
    ],
)
def test_users_connect_from_where_their_role_says(
    admin: Client, log_in: LogIn, whitelist: list[str], is_let_in: bool
) -> None:
    admin.admin_create_role("reader", [{"code": aerospike.PRIV_READ}], whitelist=whitelist)
    admin.admin_create_user("ada", "secret", ["reader"])
    if is_let_in:
        assert log_in().get(RECORD)[2] == {"a": 1}
        return
    with pytest.raises(e.NotWhitelisted, match="Failed to connect"):
        log_in()


def test_the_password_of_a_user_with_a_certificate_cannot_be_changed(
    admin: Client, log_in: LogIn
) -> None:
    admin.admin_create_pki_user("ada", ["read"])
    with pytest.raises(e.ForbiddenPassword) as raised:
        admin.admin_set_password("ada", "secret")
    assert raised.value.code == 64
    with pytest.raises(e.InvalidCredential):
        log_in("ada", "nopassword")


def test_connections_and_quotas_of_users_are_told(admin: Client, log_in: LogIn) -> None:
    admin.admin_create_role("reader", [{"code": aerospike.PRIV_READ}], None, [], 500, 20)
    admin.admin_create_role("browser", [{"code": aerospike.PRIV_READ}], None, [], 300, 40)
    admin.admin_create_user("ada", "secret", ["reader", "browser"])
    assert admin.admin_query_user_info("ada")["conns_in_use"] == 0
    log_in().get(RECORD)
    told = admin.admin_query_user_info("ada")
    assert told["conns_in_use"] > 0
    assert told["read_info"][0] == 500
    assert told["write_info"][0] == 40


def test_whoever_may_write_may_use_transactions(admin: Client, log_in: LogIn) -> None:
    privileges = [{"code": aerospike.PRIV_READ_WRITE, "ns": "test", "set": "s"}]
    admin.admin_create_role("writer", privileges)
    admin.admin_create_user("ada", "secret", ["writer"])
    ada = log_in()
    transaction = aerospike.Transaction()
    ada.put(RECORD, {"a": 2}, policy={"txn": transaction})
    refused = code(lambda: ada.put(OTHER_SET, {"a": 2}, policy={"txn": transaction}))
    assert refused == ROLE_VIOLATION
    assert ada.commit(transaction) == aerospike.COMMIT_OK
    assert ada.get(RECORD)[2] == {"a": 2}


def test_all_nodes_know_the_users(set_name: str) -> None:
    with Server(nodes=3, security=True) as server:
        config = {"hosts": server.hosts[:1], "user": "admin", "password": "admin"}
        admin = aerospike.client(config)
        admin.admin_create_user("ada", "secret", ["read-write"])
        ada = aerospike.client({**config, "user": "ada", "password": "secret"})
        assert len(ada.get_node_names()) == 3
        for number in range(30):
            ada.put(("test", set_name, number), {"a": number})
        ada.close()
        admin.close()
