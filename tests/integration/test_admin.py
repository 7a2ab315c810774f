"""Users and roles: on a Community server, and on a development server that has them."""

from __future__ import annotations

import struct
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike.devserver.service import security_messages
from aerospike.devserver.state.security import Security

PRIVILEGES = [{"code": aerospike.PRIV_READ_WRITE, "ns": "test", "set": "s"}]

# Method names to arguments that are right.
CALLS: dict[str, tuple[Any, ...]] = {
    "admin_create_user": ("ada", "secret", ["read"]),
    "admin_create_pki_user": ("ada", ["read"]),
    "admin_drop_user": ("ada",),
    "admin_set_password": ("ada", "secret"),
    "admin_grant_roles": ("ada", ["read"]),
    "admin_revoke_roles": ("ada", ["read"]),
    "admin_query_user_info": ("ada",),
    "admin_query_users_info": (),
    "admin_create_role": ("clerk", PRIVILEGES),
    "admin_drop_role": ("clerk",),
    "admin_grant_privileges": ("clerk", PRIVILEGES),
    "admin_revoke_privileges": ("clerk", PRIVILEGES),
    "admin_set_whitelist": ("clerk", ["10.0.0.1"]),
    "admin_set_quotas": ("clerk", 1, 2),
    "admin_get_role": ("clerk",),
    "admin_get_roles": (),
    "admin_query_role": ("clerk",),
    "admin_query_roles": (),
}
LONG = "x" * 64

WRONG: list[tuple[str, tuple[Any, ...], type[Exception], str]] = [
    ("admin_create_user", (1, "p", []), e.ParamError, "Username should be a string"),
    ("admin_create_user", ("u", 1, []), e.ParamError, "Password should be a string"),
    ("admin_create_user", ("u", "p", "r"), e.ParamError, "Roles should be a list"),
    ("admin_create_user", ("u", "p", ("r",)), e.ParamError, "Roles should be a list"),
    ("admin_create_user", ("u", "p", [1]), e.ClientError, "unicode"),
    ("admin_create_user", ("u", "p", [LONG]), e.ClientError, "String exceeds max length"),
    ("admin_create_user", (LONG, "p", []), e.ClientError, "Max user length 63 exceeded: 64"),
    ("admin_create_user", ("u", LONG, []), e.ClientError, "Max password length 63 exceeded"),
    ("admin_create_user", ("u", "p", ["r"] * 256), e.ParamError, "more than 255 roles"),
    ("admin_create_user", ("u", "p", ["r"], 1), e.ParamError, "policy must be a dict"),
    ("admin_create_user", ("u", "p", ["r"], {"timeout": 0.5}), e.ParamError, "timeout"),
    ("admin_create_user", ("u\0", "p", []), e.ParamError, "NUL"),
    ("admin_create_pki_user", (1, []), e.ParamError, "Username should be a string"),
    ("admin_create_pki_user", ("u", "r"), e.ParamError, "Roles should be a list"),
    ("admin_drop_user", (None,), e.ParamError, "Username should be a string"),
    ("admin_drop_user", ("u" * 20000,), e.ParamError, "too large"),
    ("admin_set_password", ("u", None), e.ParamError, "Password should be a string"),
    ("admin_change_password", ("u", "p"), e.ParamError, "Current hashed password is invalid"),
    ("admin_grant_roles", ("u", None), e.ClientError, "not a list"),
    ("admin_revoke_roles", ("u", "r"), e.ClientError, "not a list"),
    ("admin_query_user_info", (1,), e.ParamError, "Username should be a string"),
    ("admin_query_user_info", ("u" * 20000,), e.ParamError, "too long"),
    ("admin_query_users_info", (1,), e.ParamError, "policy must be a dict"),
    ("admin_create_role", (1, []), e.ParamError, "Role name should be a string"),
    ("admin_create_role", ("r", 1), e.ParamError, "Privileges should be a list"),
    ("admin_create_role", ("r", None), e.ParamError, "Privileges should be a list"),
    ("admin_create_role", ("r", [{}]), e.ParamError, "Code is a compulsory parameter"),
    ("admin_create_role", ("r", [1]), e.ParamError, "must be a dictionary"),
    ("admin_create_role", ("r", [{"code": "a"}]), e.ParamError, '"code" of a privilege'),
    ("admin_create_role", ("r", [{"code": 10, "ns": "x" * 32}]), e.ParamError, '"ns"'),
    ("admin_create_role", ("r", [{"code": 10, "set": LONG}]), e.ParamError, '"set"'),
    ("admin_create_role", ("r", [{"code": 0, "ns": "test"}]), e.ParamError, "scope"),
    ("admin_create_role", ("r", [], None, None), e.ParamError, "Whitelist must be a list"),
    ("admin_create_role", ("r", [], None, [1]), e.ClientError, "unicode"),
    ("admin_set_whitelist", (1, []), e.ParamError, r"Role name should be a string\."),
    ("admin_set_quotas", (1, 1, 1), e.ParamError, r"Role name should be a string\."),
    ("admin_set_whitelist", ("r", 1), e.ParamError, "Whitelist must be a list"),
    ("admin_set_whitelist", ("r", [LONG]), e.ClientError, "String exceeds max length"),
    ("admin_set_quotas", ("r", None), e.ParamError, "py_read_quota must be an integer"),
    ("admin_set_quotas", ("r", 1, 2**31), e.ParamError, "py_write_quota too large for C int"),
    ("admin_set_quotas", ("r", 2**63), e.ParamError, "py_read_quota too large for C long"),
    ("admin_drop_role", (1,), e.ParamError, "Role name should be a string"),
    ("admin_grant_privileges", ("r", 1), e.ParamError, "Privileges should be a list"),
    ("admin_revoke_privileges", ("r", [{}]), e.ParamError, "Code is a compulsory parameter"),
    ("admin_get_role", (1,), e.ParamError, "Role name should be a string"),
    ("admin_query_role", (b"r",), e.ParamError, "Role name should be a string"),
]


@pytest.mark.parametrize("method", CALLS)
def test_a_community_server_has_no_security(community: aerospike.Client, method: str) -> None:
    with pytest.raises(e.SecurityNotSupported) as raised:
        getattr(community, method)(*CALLS[method])
    assert raised.value.code == 51


@pytest.mark.parametrize(("method", "args", "error", "message"), WRONG)
def test_wrong_arguments_are_refused(
    client: aerospike.Client,
    method: str,
    args: tuple[Any, ...],
    error: type[Exception],
    message: str,
) -> None:
    with pytest.raises(error, match=message) as raised:
        getattr(client, method)(*args)
    assert type(raised.value) is error


@pytest.mark.parametrize("method", CALLS)
def test_a_closed_client_is_not_connected(config: dict[str, Any], method: str) -> None:
    closed = aerospike.client(config)
    closed.close()
    with pytest.raises(e.ClusterError):
        getattr(closed, method)(*CALLS[method])


def test_keys_of_the_policy_are_validated(config: dict[str, Any]) -> None:
    strict = aerospike.client({**config, "validate_keys": True})
    with pytest.raises(e.ParamError, match="invalid policy dictionary key"):
        strict.admin_drop_user("ada", {"total_timeout": 1})
    strict.close()


@pytest.fixture
def security(secure_server: Any) -> Security:
    """What the server knows of users and roles."""
    found: Security = secure_server.cluster.security
    return found


BUILT_IN = {
    "data-admin": [2],
    "read": [10],
    "read-write": [11],
    "read-write-udf": [12],
    "sindex-admin": [4],
    "superuser": [0, 1, 12],
    "sys-admin": [1],
    "truncate": [14],
    "udf-admin": [3],
    "user-admin": [0],
    "write": [13],
}
NO_USE = [0, 0, 0, 0]

REFUSED: list[tuple[str, tuple[Any, ...], type[Exception], int]] = [
    ("admin_create_user", ("ada", "secret", ["read"]), e.UserExistsError, 61),
    ("admin_create_user", ("", "secret", ["read"]), e.InvalidUser, 60),
    ("admin_create_user", ("grace", "secret", ["no such"]), e.InvalidRole, 70),
    ("admin_create_pki_user", ("ada", ["read"]), e.UserExistsError, 61),
    ("admin_drop_user", ("nobody",), e.InvalidUser, 60),
    ("admin_set_password", ("nobody", "secret"), e.InvalidUser, 60),
    ("admin_change_password", ("ada", "secret"), e.InvalidUser, 60),
    ("admin_grant_roles", ("nobody", ["read"]), e.InvalidUser, 60),
    ("admin_grant_roles", ("ada", ["no such"]), e.InvalidRole, 70),
    ("admin_revoke_roles", ("ada", ["no such"]), e.InvalidRole, 70),
    ("admin_query_user_info", ("nobody",), e.InvalidUser, 60),
    ("admin_create_role", ("clerk", PRIVILEGES), e.RoleExistsError, 71),
    ("admin_create_role", ("read", PRIVILEGES), e.RoleExistsError, 71),
    ("admin_create_role", ("boss", [{"code": 64}]), e.InvalidPrivilege, 72),
    ("admin_create_role", ("boss", PRIVILEGES, None, ["no address"]), e.InvalidWhitelist, 73),
    ("admin_drop_role", ("no such",), e.InvalidRole, 70),
    ("admin_drop_role", ("read",), e.InvalidRole, 70),
    ("admin_grant_privileges", ("no such", PRIVILEGES), e.InvalidRole, 70),
    ("admin_grant_privileges", ("clerk", [{"code": 64}]), e.InvalidPrivilege, 72),
    ("admin_revoke_privileges", ("clerk", [{"code": 64}]), e.InvalidPrivilege, 72),
    ("admin_set_whitelist", ("clerk", ["no address"]), e.InvalidWhitelist, 73),
    ("admin_set_whitelist", ("no such", ["10.0.0.1"]), e.InvalidRole, 70),
    ("admin_set_quotas", ("no such", 1, 1), e.InvalidRole, 70),
    ("admin_get_role", ("no such",), e.InvalidRole, 70),
    ("admin_query_role", ("no such",), e.InvalidRole, 70),
]


@pytest.mark.parametrize(("method", "args", "error", "code"), REFUSED)
def test_what_makes_no_sense_is_refused(
    admin: aerospike.Client,
    method: str,
    args: tuple[Any, ...],
    error: type[Exception],
    code: int,
) -> None:
    admin.admin_create_user("ada", "secret", ["read"])
    admin.admin_create_role("clerk", PRIVILEGES)
    before = admin.admin_get_roles()
    with pytest.raises(error) as raised:
        getattr(admin, method)(*args)
    assert type(raised.value) is error
    assert raised.value.code == code
    assert admin.admin_get_roles() == before
    assert set(admin.admin_query_users_info()) == {"ada", "admin"}


@pytest.mark.parametrize("method", CALLS)
def test_a_server_that_is_open_to_all_has_no_users(
    client: aerospike.Client, needs_enterprise: None, is_real_server: bool, method: str
) -> None:
    if is_real_server:
        pytest.skip("whether a real server has users is its own affair")
    with pytest.raises(e.SecurityNotEnabled) as raised:
        getattr(client, method)(*CALLS[method])
    assert raised.value.code == 52


def user_info(roles: list[str], **more: Any) -> dict[str, Any]:
    nothing = {"read_info": NO_USE, "write_info": NO_USE, "conns_in_use": 0}
    return {"roles": roles, **nothing, **more}


def test_a_user_is_created_and_dropped(admin: aerospike.Client) -> None:
    assert admin.admin_create_user("ada", "secret", ["read", "sys-admin"]) == 0
    assert admin.admin_query_user_info("ada") == user_info(["read", "sys-admin"])
    with pytest.raises(e.UserExistsError):
        admin.admin_create_user("ada", "secret", ["read"])
    assert admin.admin_drop_user("ada") == 0
    with pytest.raises(e.InvalidUser):
        admin.admin_query_user_info("ada")


def test_a_user_without_roles_has_an_empty_list(admin: aerospike.Client) -> None:
    admin.admin_create_user("ada", "secret", [])
    assert admin.admin_query_user_info("ada") == user_info([])


def test_all_users_are_told_by_name(admin: aerospike.Client) -> None:
    for name in ("ada", "grace", "émilie", "z" * 63):
        admin.admin_create_user(name, "secret", ["read"])
    expected = {name: user_info(["read"]) for name in ("ada", "grace", "émilie", "z" * 63)}
    told = admin.admin_query_users_info()
    assert told.pop("admin")["roles"] == ["user-admin"]
    assert told == expected


def numbers(*values: int) -> bytes:
    return bytes([len(values)]) + struct.pack(f">{len(values)}I", *values)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, {"read_info": None, "write_info": None}),
        (
            {16: numbers(100, 2, 3, 4), 17: numbers(2**32 - 1), 18: struct.pack(">I", 7)},
            {"read_info": [100, 2, 3, 4], "write_info": [2**32 - 1], "conns_in_use": 7},
        ),
    ],
)
def test_what_a_server_tells_of_a_users_load_is_passed_on(
    admin: aerospike.Client, monkeypatch: pytest.MonkeyPatch, fields: Any, told: Any
) -> None:
    monkeypatch.setattr(
        security_messages,
        "_user_entry",
        lambda security, name: {0: name, 10: b"\1\4read", **fields},
    )
    assert admin.admin_query_user_info("admin") == user_info(["read"], **told)


def test_roles_are_granted_and_revoked(admin: aerospike.Client) -> None:
    admin.admin_create_user("ada", "secret", ["read"])
    assert admin.admin_grant_roles("ada", ["write", "truncate"]) == 0
    assert admin.admin_query_user_info("ada")["roles"] == ["read", "truncate", "write"]
    assert admin.admin_revoke_roles("ada", ["read", "write"]) == 0
    assert admin.admin_query_user_info("ada")["roles"] == ["truncate"]
    with pytest.raises(e.InvalidUser):
        admin.admin_grant_roles("nobody", ["read"])


def test_passwords_are_sent_as_hashes(admin: aerospike.Client, security: Security) -> None:
    admin.admin_create_user("ada", "first", ["read"])
    admin.admin_create_pki_user("grace", ["read"])
    first = security.users[b"ada"].password
    assert first.startswith(b"$2a$10$")
    assert first != security.users[b"grace"].password
    assert admin.admin_set_password("ada", "second") == 0
    second = security.users[b"ada"].password
    assert second not in (first, b"second")
    assert admin.admin_set_password("ada", "first") == 0
    assert security.users[b"ada"].password == first


def test_a_user_changes_the_own_password(admin: aerospike.Client, secure_server: Any) -> None:
    assert admin.admin_change_password("admin", "better") == 0
    # The client has taken note: the next change begins with the new one.
    assert admin.admin_change_password("admin", "best") == 0
    with pytest.raises(e.InvalidCredential):
        aerospike.client({"hosts": secure_server.hosts, "user": "admin", "password": "admin"})
    aerospike.client({"hosts": secure_server.hosts, "user": "admin", "password": "best"}).close()


def test_a_role_has_privileges_a_whitelist_and_quotas(admin: aerospike.Client) -> None:
    privileges = [
        {"code": aerospike.PRIV_USER_ADMIN},
        {"code": aerospike.PRIV_READ},
        {"code": aerospike.PRIV_WRITE, "ns": "test"},
        {"code": aerospike.PRIV_READ_WRITE_UDF, "ns": "test", "set": "s"},
    ]
    addresses = ["10.0.0.1", "10.2.0.0/16"]
    assert admin.admin_create_role("clerk", privileges, None, addresses, 5, 6) == 0
    told = [{"ns": "", "set": "", **privilege} for privilege in privileges]
    assert admin.admin_get_role("clerk") == {
        "privileges": told,
        "whitelist": addresses,
        "read_quota": 5,
        "write_quota": 6,
    }
    assert admin.admin_query_role("clerk") == told


def test_a_role_may_have_nothing(admin: aerospike.Client) -> None:
    assert admin.admin_create_role("nothing") == 0
    assert admin.admin_get_role("nothing") == {
        "privileges": [],
        "whitelist": [],
        "read_quota": 0,
        "write_quota": 0,
    }
    assert admin.admin_query_role("nothing") == []


def test_quotas_that_are_no_numbers_are_none(admin: aerospike.Client) -> None:
    quotas: Any = "many"
    admin.admin_create_role("clerk", PRIVILEGES, read_quota=quotas, write_quota=2**31)
    told = admin.admin_get_role("clerk")
    assert (told["read_quota"], told["write_quota"]) == (0, 0)


def test_privileges_are_granted_and_revoked(admin: aerospike.Client) -> None:
    admin.admin_create_role("clerk", PRIVILEGES)
    more = [{"code": aerospike.PRIV_TRUNCATE, "ns": "", "set": ""}]
    assert admin.admin_grant_privileges("clerk", more) == 0
    assert admin.admin_query_role("clerk") == PRIVILEGES + more
    assert admin.admin_revoke_privileges("clerk", PRIVILEGES) == 0
    assert admin.admin_query_role("clerk") == more
    with pytest.raises(e.InvalidRole):
        admin.admin_grant_privileges("nobody", more)


def test_all_roles_are_told_by_name(admin: aerospike.Client) -> None:
    for name in ("clerk", "guest", "night guard"):
        admin.admin_create_role(name, PRIVILEGES, read_quota=1)
    expected = {
        name: [{"ns": "", "set": "", "code": code} for code in codes]
        for name, codes in BUILT_IN.items()
    } | dict.fromkeys(("clerk", "guest", "night guard"), PRIVILEGES)
    assert admin.admin_query_roles() == expected
    assert admin.admin_get_roles() == {
        name: {
            "privileges": privileges,
            "whitelist": [],
            "read_quota": int(name not in BUILT_IN),
            "write_quota": 0,
        }
        for name, privileges in expected.items()
    }


@pytest.mark.parametrize("nowhere", [None, []])
def test_a_whitelist_is_set_and_taken_away(admin: aerospike.Client, nowhere: Any) -> None:
    admin.admin_create_role("clerk", PRIVILEGES)
    assert admin.admin_set_whitelist("clerk", ["10.0.0.1", "::1"]) == 0
    assert admin.admin_get_role("clerk")["whitelist"] == ["10.0.0.1", "::1"]
    assert admin.admin_set_whitelist("clerk", nowhere) == 0
    assert admin.admin_get_role("clerk")["whitelist"] == []


def test_quotas_are_set(admin: aerospike.Client) -> None:
    admin.admin_create_role("clerk", PRIVILEGES)
    assert admin.admin_set_quotas("clerk", 10, 20) == 0
    told = admin.admin_get_role("clerk")
    assert (told["read_quota"], told["write_quota"]) == (10, 20)


@pytest.mark.parametrize(
    ("given", "quotas"),
    [
        ({}, (10, 20)),
        ({"read_quota": 0}, (0, 20)),
        ({"write_quota": 5}, (10, 5)),
        ({"read_quota": -20, "write_quota": 5}, (10, 5)),
    ],
)
def test_a_quota_that_is_not_given_stays(
    admin: aerospike.Client, given: dict[str, int], quotas: tuple[int, int]
) -> None:
    admin.admin_create_role("clerk", PRIVILEGES, read_quota=10, write_quota=20)
    assert admin.admin_set_quotas("clerk", **given) == 0
    told = admin.admin_get_role("clerk")
    assert (told["read_quota"], told["write_quota"]) == quotas


def test_a_role_is_dropped(admin: aerospike.Client) -> None:
    admin.admin_create_role("clerk", PRIVILEGES)
    assert admin.admin_drop_role("clerk") == 0
    with pytest.raises(e.InvalidRole):
        admin.admin_get_role("clerk")
    assert set(admin.admin_get_roles()) == set(BUILT_IN)
