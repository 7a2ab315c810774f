"""Security messages: requests about users and roles, and the answers."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..commands.messages import Reader, pack_field, parse_fields
from ..errors import Result, ResultError
from ..state.security import (
    FIRST_SCOPED,
    SESSION_SECONDS,
    Permission,
    Privilege,
    Role,
    Security,
    Session,
)

__all__ = ["SECURITY_HEADER", "answer_security", "pack_answer"]

# Scheme, result, command, number of fields, and padding.
SECURITY_HEADER = struct.Struct(">BBBB12x")

# The number of entries of a query in one message.
_ENTRIES_IN_MESSAGE = 16


class _Field:
    USER = 0
    PASSWORD = 1
    OLD_PASSWORD = 2
    CREDENTIAL = 3
    CLEAR_PASSWORD = 4
    SESSION_TOKEN = 5
    SESSION_TTL = 6
    ROLES = 10
    ROLE = 11
    PRIVILEGES = 12
    WHITELIST = 13
    READ_QUOTA = 14
    WRITE_QUOTA = 15
    READ_INFO = 16
    WRITE_INFO = 17
    CONNECTIONS = 18


class _Request:
    """The fields of a message; access to a missing field is an error."""

    def __init__(self, security: Security, session: Session, fields: dict[int, bytes]) -> None:
        self.security = security
        self.session = session
        self.fields = fields

    def take(self, number: int, code: int) -> bytes:
        """A field, or a ResultError with *code*."""
        value = self.fields.get(number)
        if value is None:
            raise ResultError(code)
        return value

    @property
    def user(self) -> bytes:
        """The name of a user."""
        return self.take(_Field.USER, Result.INVALID_USER)

    @property
    def role(self) -> bytes:
        """The name of a role."""
        return self.take(_Field.ROLE, Result.INVALID_ROLE)

    @property
    def password(self) -> bytes:
        """The hash of a password."""
        return self.take(_Field.PASSWORD, Result.INVALID_PASSWORD)

    @property
    def roles(self) -> list[bytes]:
        """Names of roles."""
        reader = Reader(self.take(_Field.ROLES, Result.INVALID_ROLE))
        return [reader.take(reader.number(1)) for _ in range(reader.number(1))]

    @property
    def privileges(self) -> list[Privilege]:
        """Privileges, maybe none."""
        reader = Reader(self.fields.get(_Field.PRIVILEGES, b"\0"))
        return [self._privilege(reader) for _ in range(reader.number(1))]

    @staticmethod
    def _privilege(reader: Reader) -> Privilege:
        code = reader.number(1)
        if code < FIRST_SCOPED:
            return Privilege(code)
        return Privilege(code, reader.take(reader.number(1)), reader.take(reader.number(1)))

    @property
    def whitelist(self) -> bytes:
        """Addresses, empty without the field."""
        return self.fields.get(_Field.WHITELIST, b"")

    def quota(self, number: int) -> int:
        """A quota, 0 without the field."""
        return int.from_bytes(self.fields.get(number, b"\0"), "big", signed=True)


Entry = dict[int, bytes]


def _text(value: bytes) -> bytes:
    return bytes([len(value)]) + value


def _number(value: int) -> bytes:
    return struct.pack(">I", value)


def _login(request: _Request) -> Entry:
    if _Field.USER not in request.fields:
        token = request.security.login_by_certificate(request.session)
    else:
        credential = request.take(_Field.CREDENTIAL, Result.INVALID_CREDENTIAL)
        token = request.security.login(request.session, request.user, credential)
    return {_Field.SESSION_TOKEN: token, _Field.SESSION_TTL: _number(SESSION_SECONDS)}


def _authenticate(request: _Request) -> None:
    token = request.take(_Field.SESSION_TOKEN, Result.INVALID_CREDENTIAL)
    request.security.authenticate(request.session, request.fields.get(_Field.USER), token)


def _change_password(request: _Request) -> None:
    if request.user != request.session.user:
        # Without the permission to set passwords, users may change only their own.
        raise ResultError(Result.INVALID_USER)
    old = request.take(_Field.OLD_PASSWORD, Result.INVALID_PASSWORD)
    request.security.set_password(request.user, request.password, old)


def _create_role(request: _Request) -> None:
    role = Role(
        request.privileges,
        request.whitelist,
        request.quota(_Field.READ_QUOTA),
        request.quota(_Field.WRITE_QUOTA),
    )
    request.security.create_role(request.role, role)


def _user_entry(security: Security, name: bytes) -> Entry:
    user = security.user(name)

    def use(kind: str) -> bytes:
        # The quota, records per second, and the same two for queries, which are not counted.
        numbers = security.quota(name, kind), user.rate(kind), 0, 0
        return bytes([len(numbers)]) + b"".join(map(_number, numbers))

    return {
        _Field.USER: name,
        _Field.ROLES: bytes([len(user.roles)]) + b"".join(map(_text, user.roles)),
        _Field.READ_INFO: use("read"),
        _Field.WRITE_INFO: use("write"),
        _Field.CONNECTIONS: _number(security.connections(name)),
    }


def _pack_privilege(privilege: Privilege) -> bytes:
    packed = bytes([privilege.code])
    if privilege.code >= FIRST_SCOPED:
        packed += _text(privilege.namespace) + _text(privilege.set_name)
    return packed


def _role_entry(security: Security, name: bytes) -> Entry:
    role = security.role(name)
    packed = b"".join(map(_pack_privilege, role.privileges))
    entry = {_Field.ROLE: name, _Field.PRIVILEGES: bytes([len(role.privileges)]) + packed}
    if role.whitelist:
        entry[_Field.WHITELIST] = role.whitelist
    if role.read_quota or role.write_quota:
        entry[_Field.READ_QUOTA] = _number(role.read_quota)
        entry[_Field.WRITE_QUOTA] = _number(role.write_quota)
    return entry


def _query_users(request: _Request) -> list[Entry]:
    wanted = request.fields.get(_Field.USER)
    if wanted != request.session.user:
        # Users may query themselves.
        request.security.check(request.session, Permission.USER_ADMIN)
    names = sorted(request.security.users) if wanted is None else [wanted]
    return [_user_entry(request.security, name) for name in names]


def _query_roles(request: _Request) -> list[Entry]:
    wanted = request.fields.get(_Field.ROLE)
    names = sorted(request.security.roles) if wanted is None else [wanted]
    return [_role_entry(request.security, name) for name in names]


class _Change(NamedTuple):
    """A command that changes something."""

    run: Callable[[_Request], None]
    permission: Permission = Permission.USER_ADMIN


_CHANGES: dict[int, _Change] = {
    1: _Change(lambda it: it.security.create_user(it.user, it.password, it.roles)),
    2: _Change(lambda it: it.security.drop_user(it.user)),
    3: _Change(lambda it: it.security.set_password(it.user, it.password)),
    4: _Change(_change_password, Permission.NONE),
    5: _Change(lambda it: it.security.grant_roles(it.user, it.roles)),
    6: _Change(lambda it: it.security.revoke_roles(it.user, it.roles)),
    10: _Change(_create_role),
    11: _Change(lambda it: it.security.drop_role(it.role)),
    12: _Change(lambda it: it.security.grant_privileges(it.role, it.privileges)),
    13: _Change(lambda it: it.security.revoke_privileges(it.role, it.privileges)),
    14: _Change(lambda it: it.security.set_whitelist(it.role, it.whitelist)),
    15: _Change(
        lambda it: it.security.set_quotas(
            it.role, it.quota(_Field.READ_QUOTA), it.quota(_Field.WRITE_QUOTA)
        )
    ),
}
_QUERIES: dict[int, tuple[Callable[[_Request], list[Entry]], Permission]] = {
    9: (_query_users, Permission.NONE),
    16: (_query_roles, Permission.USER_ADMIN),
}
_AUTHENTICATE, _LOGIN = 0, 20


def pack_answer(result: int, entry: Entry | None = None) -> bytes:
    """An answer to a security message."""
    fields = [pack_field(number, value) for number, value in (entry or {}).items()]
    return SECURITY_HEADER.pack(0, result, 0, len(fields)) + b"".join(fields)


def answer_security(security: Security, session: Session, body: bytes) -> Iterator[bytes]:
    """The answers to a security message."""
    try:
        if len(body) < SECURITY_HEADER.size:
            raise ResultError(Result.SECURITY_FIELD, "a message is too short")
        scheme, _, command, count = SECURITY_HEADER.unpack_from(body)
        if scheme:
            raise ResultError(Result.SECURITY_SCHEME, f"scheme {scheme}")
        fields, _ = parse_fields(body, SECURITY_HEADER.size, count)
        answers = _run(_Request(security, session, fields), command)
    except ResultError as error:
        malformed = error.code == Result.PARAMETER
        answers = [pack_answer(Result.SECURITY_FIELD if malformed else error.code)]
    yield from answers


def _run(request: _Request, command: int) -> list[bytes]:
    security, session = request.security, request.session
    if command == _LOGIN:
        return [pack_answer(Result.OK, _login(request))]
    if command == _AUTHENTICATE:
        _authenticate(request)
        return [pack_answer(Result.OK)]
    security.check_login(session)
    if command in _QUERIES:
        query, permission = _QUERIES[command]
        security.check(session, permission)
        with security.lock:
            entries = [pack_answer(Result.OK, entry) for entry in query(request)]
        return [
            *(
                b"".join(entries[start : start + _ENTRIES_IN_MESSAGE])
                for start in range(0, len(entries), _ENTRIES_IN_MESSAGE)
            ),
            pack_answer(Result.SECURITY_LAST),
        ]
    change = _CHANGES.get(command)
    if change is None:
        raise ResultError(Result.SECURITY_COMMAND, f"unknown command {command}")
    security.check(session, change.permission)
    with security.lock:
        change.run(request)
    return [pack_answer(Result.OK)]
