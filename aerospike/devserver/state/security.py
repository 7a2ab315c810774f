"""Users and roles: what each user may do, and from which addresses."""

from __future__ import annotations

import ipaddress
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntFlag
from typing import NamedTuple

from ..errors import Result, ResultError

__all__ = [
    "SESSION_SECONDS",
    "Permission",
    "Privilege",
    "Role",
    "Security",
    "Session",
    "User",
]

SESSION_SECONDS = 24 * 3600

# The hashes that clients send for the password "admin", and for users with certificates.
_ADMIN_HASH = b"$2a$10$7EqJtq98hPqEX7fNZaFWoO1mVO/4MLpGzsqojz6E9Gef6iXDjXdDa"
_NO_PASSWORD_HASH = b"$2a$10$7EqJtq98hPqEX7fNZaFWoOePA2sZy..tlOF99W2N0g5KZ3dLaw8WO"

_ADMIN = b"admin"
_NAME_LIMIT = 63


class Permission(IntFlag):
    """The permissions."""

    NONE = 0
    READ = 1
    QUERY = 2
    WRITE = 4
    UDF_APPLY = 8
    UDF_QUERY = 16
    OPS_QUERY = 32
    UDF_ADMIN = 64
    SINDEX_ADMIN = 128
    QUERY_ADMIN = 256
    TRUNCATE = 512
    SET_CONFIG = 1024
    SERVICE_CTRL = 2048
    XDR_SET_FILTER = 4096
    USER_ADMIN = 8192

    @property
    def label(self) -> str:
        """The name of the permission in the server's messages."""
        return (self.name or "none").lower().replace("_", "-")


_READS = Permission.READ | Permission.QUERY
_WRITES = Permission.WRITE | Permission.OPS_QUERY
_DATA_ADMIN = (
    Permission.UDF_ADMIN | Permission.SINDEX_ADMIN | Permission.QUERY_ADMIN | Permission.TRUNCATE
)
_SYS_ADMIN = (
    _DATA_ADMIN | Permission.SET_CONFIG | Permission.SERVICE_CTRL | Permission.XDR_SET_FILTER
)

# The permissions of privileges, by their codes.
_PERMISSIONS: dict[int, Permission] = {
    0: Permission.USER_ADMIN,
    1: _SYS_ADMIN,
    2: _DATA_ADMIN,
    3: Permission.UDF_ADMIN,
    4: Permission.SINDEX_ADMIN,
    10: _READS,
    11: _READS | _WRITES,
    12: _READS | _WRITES | Permission.UDF_APPLY | Permission.UDF_QUERY,
    13: _WRITES,
    14: Permission.TRUNCATE,
}
# Privileges from this code on may be limited to a namespace or a set.
FIRST_SCOPED = 10

_BUILT_IN = {
    "user-admin": (0,),
    "sys-admin": (1,),
    "data-admin": (2,),
    "udf-admin": (3,),
    "sindex-admin": (4,),
    "read": (10,),
    "read-write": (11,),
    "read-write-udf": (12,),
    "write": (13,),
    "truncate": (14,),
    "superuser": (0, 1, 12),
}


class Privilege(NamedTuple):
    """A code, and the namespace and the set to which it applies; an empty name means all."""

    code: int
    namespace: bytes = b""
    set_name: bytes = b""

    def permits(self, permission: Permission, namespace: bytes, set_name: bytes) -> bool:
        """Whether it includes all of *permission* in a set."""
        if self.namespace not in (b"", namespace) or self.set_name not in (b"", set_name):
            return False
        return permission in _PERMISSIONS[self.code]


@dataclass
class Role:
    """A role."""

    privileges: list[Privilege] = field(default_factory=list)
    whitelist: bytes = b""
    """Addresses and networks, separated by commas; empty: all addresses."""
    read_quota: int = 0
    write_quota: int = 0

    def admits(self, address: str) -> bool:
        """Whether users may connect from an address."""
        wanted = ipaddress.ip_address(address)
        return any(wanted in network for network in networks(self.whitelist))


@dataclass
class User:
    """A user."""

    password: bytes
    """The hash that clients send."""
    roles: list[bytes] = field(default_factory=list)
    """Sorted by name."""
    load: dict[str, Counter[int]] = field(default_factory=dict)
    """How many records were read and written in each of the last seconds."""

    @property
    def is_pki(self) -> bool:
        """Whether the user logs in by certificate."""
        return self.password == _NO_PASSWORD_HASH

    def count(self, kind: str) -> None:
        """Counts a record that is read or written."""
        second = int(time.monotonic())
        counter = self.load.setdefault(kind, Counter())
        counter[second] += 1
        for old in [other for other in counter if other < second - 1]:
            del counter[old]

    def rate(self, kind: str) -> int:
        """How many records were read or written in the second before this one."""
        return self.load.get(kind, Counter())[int(time.monotonic()) - 1]


@dataclass(eq=False)
class Session:
    """The state of a connection."""

    address: str = ""
    certified_name: bytes | None = None
    """The common name in the client's certificate, if it has presented one."""
    user: bytes | None = None
    """The user that the client has logged in as."""


def networks(whitelist: bytes) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """The networks of a whitelist.

    Raises:
        ResultError: with INVALID_WHITELIST, it is malformed.
    """
    try:
        return [
            ipaddress.ip_network(part.strip())
            for part in whitelist.decode().split(",")
            if part.strip()
        ]
    except ValueError as problem:
        raise ResultError(Result.INVALID_WHITELIST, str(problem)) from None


class Security:
    """The users and roles of a cluster. At first there is the user ``admin``, password ``admin``.

    All methods raise :class:`~aerospike.devserver.errors.ResultError` with the server's codes.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.users: dict[bytes, User] = {_ADMIN: User(_ADMIN_HASH, [b"user-admin"])}
        self.roles: dict[bytes, Role] = {
            name.encode(): Role([Privilege(code) for code in codes])
            for name, codes in _BUILT_IN.items()
        }
        self.sessions: set[Session] = set()
        """The connections that are open."""
        self._tokens: dict[bytes, tuple[bytes, float]] = {}
        self._advanced = 0

    def _now(self) -> float:
        return time.monotonic() + self._advanced

    def advance(self, seconds: int) -> None:
        """Makes the tokens of logins older."""
        self._advanced += seconds

    def reset(self) -> None:
        """Removes all users and roles but those of a new server; admin's logins stay valid."""
        fresh = Security()
        with self.lock:
            self.users, self.roles = fresh.users, fresh.roles
            self._tokens = {
                token: login for token, login in self._tokens.items() if login[0] == _ADMIN
            }

    # Login

    def login(self, session: Session, name: bytes, password: bytes) -> bytes:
        """Logs in a user by password; returns a token for further connections."""
        user = self.users.get(name)
        if user is None:
            raise ResultError(Result.INVALID_USER)
        if user.is_pki or not secrets.compare_digest(user.password, password):
            raise ResultError(Result.INVALID_CREDENTIAL)
        return self._admit(session, name)

    def login_by_certificate(self, session: Session) -> bytes:
        """Logs in the user in the client's certificate; returns a token for further connections."""
        name = session.certified_name
        if name is None:
            raise ResultError(Result.INVALID_CREDENTIAL)
        if name not in self.users:
            raise ResultError(Result.INVALID_USER)
        return self._admit(session, name)

    def _admit(self, session: Session, name: bytes) -> bytes:
        self._check_whitelists(session, name)
        session.user = name
        token = secrets.token_hex(16).encode()
        with self.lock:
            self._tokens[token] = name, self._now() + SESSION_SECONDS
        return token

    def authenticate(self, session: Session, name: bytes | None, token: bytes) -> None:
        """Logs in a connection by the token of another one."""
        known, expires = self._tokens.get(token, (b"", 0.0))
        if not known or name not in (None, known) or known not in self.users:
            raise ResultError(Result.INVALID_CREDENTIAL)
        if self._now() > expires:
            raise ResultError(Result.EXPIRED_SESSION)
        self._check_whitelists(session, known)
        session.user = known

    def _check_whitelists(self, session: Session, name: bytes) -> None:
        limited = [role for role in self._roles_of(name) if role.whitelist]
        if limited and not any(role.admits(session.address) for role in limited):
            raise ResultError(Result.NOT_WHITELISTED)

    def _roles_of(self, name: bytes) -> Iterator[Role]:
        for role in self.users[name].roles:
            if role in self.roles:
                yield self.roles[role]

    # Connections

    def open(self, session: Session) -> None:
        """Adds a connection."""
        with self.lock:
            self.sessions.add(session)

    def close(self, session: Session) -> None:
        """Removes a connection."""
        with self.lock:
            self.sessions.discard(session)

    def connections(self, name: bytes) -> int:
        """How many connections a user has."""
        with self.lock:
            return sum(session.user == name for session in self.sessions)

    # Permissions

    def check_login(self, session: Session) -> None:
        """Refuses a connection without a login, or whose user was dropped."""
        if session.user is None or session.user not in self.users:
            raise ResultError(Result.NOT_AUTHENTICATED, "not authenticated")

    def check(
        self,
        session: Session,
        permission: Permission,
        namespace: bytes = b"",
        set_name: bytes = b"",
    ) -> None:
        """Refuses a permission that the roles of the user do not have together."""
        self.check_login(session)
        assert session.user is not None
        with self.lock:
            privileges = [
                privilege for role in self._roles_of(session.user) for privilege in role.privileges
            ]
        for part in Permission:
            if part & permission and not any(
                privilege.permits(part, namespace, set_name) for privilege in privileges
            ):
                raise ResultError(
                    Result.ROLE_VIOLATION, f"role violation - requires permission '{part.label}'"
                )

    def count(self, session: Session, kind: str) -> None:
        """Counts a record that a user has read or written."""
        user = self.users.get(session.user or b"")
        if user is not None:
            with self.lock:
                user.count(kind)

    def quota(self, name: bytes, kind: str) -> int:
        """The greatest quota for reads or writes in the roles of a user; 0: no limit."""
        return max((getattr(role, f"{kind}_quota") for role in self._roles_of(name)), default=0)

    # Users

    def user(self, name: bytes) -> User:
        """A user."""
        found = self.users.get(name)
        if found is None:
            raise ResultError(Result.INVALID_USER)
        return found

    def create_user(self, name: bytes, password: bytes, roles: list[bytes]) -> None:
        """Adds a user."""
        if not name or len(name) > _NAME_LIMIT:
            raise ResultError(Result.INVALID_USER)
        if name in self.users:
            raise ResultError(Result.USER_EXISTS)
        self._check_roles(roles)
        self.users[name] = User(password, sorted(set(roles)))

    def drop_user(self, name: bytes) -> None:
        """Removes a user."""
        self.user(name)
        del self.users[name]

    def set_password(self, name: bytes, password: bytes, old: bytes | None = None) -> None:
        """Sets the password of a user. If *old* is given, it must be the current one."""
        user = self.user(name)
        if user.is_pki:
            raise ResultError(Result.FORBIDDEN_PASSWORD)
        if old is not None and old != user.password:
            raise ResultError(Result.INVALID_PASSWORD)
        user.password = password

    def grant_roles(self, name: bytes, roles: list[bytes]) -> None:
        """Grants roles to a user."""
        user = self.user(name)
        self._check_roles(roles)
        user.roles = sorted({*user.roles, *roles})

    def revoke_roles(self, name: bytes, roles: list[bytes]) -> None:
        """Revokes roles from a user."""
        user = self.user(name)
        self._check_roles(roles)
        user.roles = [role for role in user.roles if role not in roles]

    def _check_roles(self, roles: Iterable[bytes]) -> None:
        if any(role not in self.roles for role in roles):
            raise ResultError(Result.INVALID_ROLE)

    # Roles

    def role(self, name: bytes) -> Role:
        """A role."""
        found = self.roles.get(name)
        if found is None:
            raise ResultError(Result.INVALID_ROLE)
        return found

    def role_to_change(self, name: bytes) -> Role:
        """A role that is not built in."""
        if name.decode("utf-8", "replace") in _BUILT_IN:
            raise ResultError(Result.INVALID_ROLE)
        return self.role(name)

    def create_role(self, name: bytes, role: Role) -> None:
        """Adds a role."""
        if not name or len(name) > _NAME_LIMIT:
            raise ResultError(Result.INVALID_ROLE)
        if name in self.roles:
            raise ResultError(Result.ROLE_EXISTS)
        _check_privileges(role.privileges)
        networks(role.whitelist)
        self.roles[name] = role

    def drop_role(self, name: bytes) -> None:
        """Removes a role, also from its users."""
        self.role_to_change(name)
        del self.roles[name]
        for user in self.users.values():
            user.roles = [role for role in user.roles if role != name]

    def grant_privileges(self, name: bytes, privileges: list[Privilege]) -> None:
        """Adds privileges to a role."""
        role = self.role_to_change(name)
        _check_privileges(privileges)
        role.privileges = list(dict.fromkeys(role.privileges + privileges))

    def revoke_privileges(self, name: bytes, privileges: list[Privilege]) -> None:
        """Removes privileges from a role."""
        role = self.role_to_change(name)
        _check_privileges(privileges)
        role.privileges = [kept for kept in role.privileges if kept not in privileges]

    def set_whitelist(self, name: bytes, whitelist: bytes) -> None:
        """Sets the addresses from which users of a role may connect."""
        role = self.role_to_change(name)
        networks(whitelist)
        role.whitelist = whitelist

    def set_quotas(self, name: bytes, read: int, write: int) -> None:
        """Sets the quotas of a role; a negative number changes nothing."""
        role = self.role_to_change(name)
        if read >= 0:
            role.read_quota = read
        if write >= 0:
            role.write_quota = write


def _check_privileges(privileges: Iterable[Privilege]) -> None:
    if any(privilege.code not in _PERMISSIONS for privilege in privileges):
        raise ResultError(Result.INVALID_PRIVILEGE)
