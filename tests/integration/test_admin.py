"""Users and roles: on a Community server, and on a server that has them.

The latter is a fake in front of the development server, which keeps users and roles and answers
security messages with the bytes that an Enterprise server sends.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike.devserver import Server
from aerospike.devserver import server as devserver
from aerospike.devserver.protocol import SECURITY_HEADER, TYPE_SECURITY, parse_fields

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


# Commands and fields of the security protocol.
CREATE_USER, DROP_USER, SET_PASSWORD, CHANGE_PASSWORD = 1, 2, 3, 4
GRANT_ROLES, REVOKE_ROLES, QUERY_USERS = 5, 6, 9
CREATE_ROLE, DROP_ROLE, GRANT_PRIVILEGES, REVOKE_PRIVILEGES = 10, 11, 12, 13
SET_WHITELIST, SET_QUOTAS, QUERY_ROLES = 14, 15, 16
AUTHENTICATE, LOGIN = 0, 20
USER, PASSWORD, OLD_PASSWORD, CREDENTIAL, TOKEN, TTL = 0, 1, 2, 3, 5, 6
ROLES, ROLE, PRIVS, WHITELIST, READ_QUOTA, WRITE_QUOTA = 10, 11, 12, 13, 14, 15
READ_INFO, WRITE_INFO, CONNECTIONS = 16, 17, 18
OK, QUERY_END, INVALID_USER, USER_EXISTS, INVALID_ROLE = 0, 50, 60, 61, 70

Fields = dict[int, bytes]


def numbers(*values: int) -> bytes:
    return bytes([len(values)]) + struct.pack(f">{len(values)}I", *values)


def texts(data: bytes) -> list[bytes]:
    found, offset = [], 1
    for _ in range(data[0]):
        end = offset + 1 + data[offset]
        found.append(data[offset + 1 : end])
        offset = end
    return found


def counted(values: list[bytes]) -> bytes:
    return bytes([len(values)]) + b"".join(bytes([len(value)]) + value for value in values)


class Security:
    """Users and roles, as an Enterprise server keeps them."""

    def __init__(self) -> None:
        self.users: dict[bytes, Fields] = {}
        self.roles: dict[bytes, Fields] = {}

    def respond(self, node: Any, body: bytes) -> Iterator[bytes]:
        _, _, command, count = SECURITY_HEADER.unpack_from(body)
        fields, _ = parse_fields(body, SECURITY_HEADER.size, count)
        if command == AUTHENTICATE:
            yield SECURITY_HEADER.pack(0, OK, 0, 0)
        elif command == LOGIN:
            yield self._entry({TOKEN: b"token", TTL: struct.pack(">I", 3600)})
        elif command in (QUERY_USERS, QUERY_ROLES):
            yield from self._query(command, fields)
        else:
            yield SECURITY_HEADER.pack(0, self._change(command, fields), 0, 0)

    def _entry(self, fields: Fields) -> bytes:
        packed = (struct.pack(">IB", len(v) + 1, k) + v for k, v in fields.items())
        return SECURITY_HEADER.pack(0, OK, 0, len(fields)) + b"".join(packed)

    def _query(self, command: int, fields: Fields) -> Iterator[bytes]:
        of_users = command == QUERY_USERS
        known, key = (self.users, USER) if of_users else (self.roles, ROLE)
        wanted = [fields[key]] if key in fields else sorted(known)
        if any(name not in known for name in wanted):
            yield SECURITY_HEADER.pack(0, INVALID_USER if of_users else INVALID_ROLE, 0, 0)
            return
        # Two entries a message; the last one says that it is.
        for start in range(0, len(wanted), 2):
            names = wanted[start : start + 2]
            yield b"".join(self._entry({key: name, **known[name]}) for name in names)
        yield SECURITY_HEADER.pack(0, QUERY_END, 0, 0)

    def _change(self, command: int, fields: Fields) -> int:
        if command in (CREATE_USER, CREATE_ROLE):
            known, key = (self.users, USER) if command == CREATE_USER else (self.roles, ROLE)
            if fields[key] in known:
                return USER_EXISTS
            known[fields.pop(key)] = fields
            return OK
        known, key = (self.users, USER) if USER in fields else (self.roles, ROLE)
        if fields[key] not in known:
            return INVALID_USER if key == USER else INVALID_ROLE
        name = fields.pop(key)
        kept = known[name]
        if command in (DROP_USER, DROP_ROLE):
            del known[name]
        elif command in (GRANT_ROLES, REVOKE_ROLES):
            given, before = texts(fields[ROLES]), texts(kept[ROLES])
            rest = [role for role in before if role not in given]
            kept[ROLES] = counted(rest + given if command == GRANT_ROLES else rest)
        elif command == GRANT_PRIVILEGES:
            both = kept.get(PRIVS, b"\0"), fields[PRIVS]
            kept[PRIVS] = bytes([both[0][0] + both[1][0]]) + both[0][1:] + both[1][1:]
        elif command == REVOKE_PRIVILEGES:
            rest_of = kept[PRIVS][1:].replace(fields[PRIVS][1:], b"")
            kept[PRIVS] = bytes([kept[PRIVS][0] - fields[PRIVS][0]]) + rest_of
        elif command == SET_WHITELIST:
            kept.pop(WHITELIST, None)
            kept.update(fields)
        else:
            kept.update(fields)
        return OK


@pytest.fixture
def security(monkeypatch: pytest.MonkeyPatch) -> Security:
    fake = Security()
    monkeypatch.setitem(devserver._RESPONDERS, TYPE_SECURITY, fake.respond)
    return fake


@pytest.fixture
def admin(security: Security) -> Iterator[aerospike.Client]:
    """A client that is logged in to a server with users and roles."""
    with Server() as server:
        connected = aerospike.client({"hosts": server.hosts, "user": "admin", "password": "admin"})
        assert connected.admin_create_user("admin", "admin", ["user-admin"]) == 0
        yield connected
        connected.close()


def user_info(roles: list[str], **more: Any) -> dict[str, Any]:
    nothing = {"read_info": None, "write_info": None, "conns_in_use": 0}
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
    assert admin.admin_query_users_info() == {"admin": user_info(["user-admin"]), **expected}


def test_use_of_the_cluster_is_told(admin: aerospike.Client, security: Security) -> None:
    admin.admin_create_user("ada", "secret", ["read"])
    security.users[b"ada"].update(
        {
            READ_INFO: numbers(100, 2, 3, 4),
            WRITE_INFO: numbers(2**32 - 1),
            CONNECTIONS: struct.pack(">I", 7),
        }
    )
    assert admin.admin_query_user_info("ada") == user_info(
        ["read"], read_info=[100, 2, 3, 4], write_info=[2**32 - 1], conns_in_use=7
    )


def test_roles_are_granted_and_revoked(admin: aerospike.Client) -> None:
    admin.admin_create_user("ada", "secret", ["read"])
    assert admin.admin_grant_roles("ada", ["write", "truncate"]) == 0
    assert admin.admin_query_user_info("ada")["roles"] == ["read", "write", "truncate"]
    assert admin.admin_revoke_roles("ada", ["read", "write"]) == 0
    assert admin.admin_query_user_info("ada")["roles"] == ["truncate"]
    with pytest.raises(e.InvalidUser):
        admin.admin_grant_roles("nobody", ["read"])


def test_passwords_are_sent_as_hashes(admin: aerospike.Client, security: Security) -> None:
    admin.admin_create_user("ada", "first", ["read"])
    admin.admin_create_pki_user("grace", ["read"])
    first = security.users[b"ada"][PASSWORD]
    assert first.startswith(b"$2a$10$")
    assert first != security.users[b"grace"][PASSWORD]
    assert admin.admin_set_password("ada", "second") == 0
    second = security.users[b"ada"][PASSWORD]
    assert second not in (first, b"second")
    assert admin.admin_set_password("ada", "first") == 0
    assert security.users[b"ada"][PASSWORD] == first


def test_a_user_changes_the_own_password(admin: aerospike.Client, security: Security) -> None:
    before = security.users[b"admin"][PASSWORD]
    assert admin.admin_change_password("admin", "better") == 0
    assert security.users[b"admin"][OLD_PASSWORD] == before
    assert security.users[b"admin"][PASSWORD] != before
    # The client has taken note: the next change begins with the new one.
    changed = security.users[b"admin"][PASSWORD]
    admin.admin_change_password("admin", "best")
    assert security.users[b"admin"][OLD_PASSWORD] == changed


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
    role = {"privileges": PRIVILEGES, "whitelist": [], "read_quota": 1, "write_quota": 0}
    names = {"clerk", "guest", "night guard"}
    assert admin.admin_get_roles() == dict.fromkeys(names, role)
    assert admin.admin_query_roles() == dict.fromkeys(names, PRIVILEGES)


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


def test_a_role_is_dropped(admin: aerospike.Client) -> None:
    admin.admin_create_role("clerk", PRIVILEGES)
    assert admin.admin_drop_role("clerk") == 0
    with pytest.raises(e.InvalidRole):
        admin.admin_get_role("clerk")
    assert admin.admin_get_roles() == {}
