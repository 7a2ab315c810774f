"""Users, roles and their privileges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aerospike._command.info import check_text
from aerospike._command.session import Session
from aerospike._errors import client_error, param_error, plain_text, shown
from aerospike._wire.requests import Command, command, done
from aerospike.config.policy import NativePolicy
from aerospike.types import AnyAdminPolicy

__all__ = [
    "admin_policy",
    "change_password",
    "create_pki_user",
    "create_role",
    "create_user",
    "drop_role",
    "drop_user",
    "grant_privileges",
    "grant_roles",
    "query_user",
    "query_users",
    "revoke_privileges",
    "revoke_roles",
    "role",
    "role_info",
    "role_privileges",
    "roles",
    "set_password",
    "set_quotas",
    "set_whitelist",
]

# Bytes of a name or an address, and of the namespace and the set of a privilege.
TEXT_LIMIT = 63
NAMESPACE_LIMIT = 31
SET_LIMIT = 63

INT_MAX = 2**31 - 1
LONG_MAX = 2**63 - 1

Policy = AnyAdminPolicy | None
Read = Callable[[list[Any]], Any]


def admin_policy(session: Session, policy: Policy) -> NativePolicy:
    return session.policies.get("admin", policy)


def _admin(
    session: Session,
    what: str,
    policy: NativePolicy | Policy,
    name: str,
    *,
    password: str | None = None,
    roles: list[str] | None = None,
    privileges: list[list[Any]] | None = None,
    whitelist: list[str] | None = None,
    quotas: tuple[int, int] = (0, 0),
) -> Command:
    if not isinstance(policy, NativePolicy):
        policy = admin_policy(session, policy)
    check_text(password or "")
    name = plain_text("a name", name)
    roles = [plain_text("the name of a role", role) for role in roles or ()]
    whitelist = [_address(address) for address in whitelist or ()]
    return command(
        "bridge_admin",
        what,
        [name, password, roles, privileges or [], whitelist, *quotas],
        policy=policy,
        finish=done,
    )


def create_user(
    session: Session, user: str, password: str, roles: list[str], policy: Policy
) -> Command:
    names = _role_names(_list("Roles", roles))
    _string("Username", user)
    _string("Password", password)
    return _admin(session, "create_user", policy, user, password=password, roles=names)


def create_pki_user(session: Session, user: str, roles: list[str], policy: Policy) -> Command:
    names = _role_names(_list("Roles", roles))
    _string("Username", user)
    return _admin(session, "create_pki_user", policy, user, roles=names)


def drop_user(session: Session, user: str, policy: Policy) -> Command:
    converted = admin_policy(session, policy)
    _string("Username", user)
    return _admin(session, "drop_user", converted, user)


def _password(session: Session, what: str, user: str, password: str, policy: Policy) -> Command:
    converted = admin_policy(session, policy)
    _string("Username", user)
    _string("Password", password)
    return _admin(session, what, converted, user, password=password)


def set_password(session: Session, user: str, password: str, policy: Policy) -> Command:
    return _password(session, "set_password", user, password, policy)


def change_password(session: Session, user: str, password: str, policy: Policy) -> Command:
    return _password(session, "change_password", user, password, policy)


def _roles(session: Session, what: str, user: str, roles: list[str], policy: Policy) -> Command:
    names = _role_names(roles)
    _string("Username", user)
    return _admin(session, what, policy, user, roles=names)


def grant_roles(session: Session, user: str, roles: list[str], policy: Policy) -> Command:
    return _roles(session, "grant_roles", user, roles, policy)


def revoke_roles(session: Session, user: str, roles: list[str], policy: Policy) -> Command:
    return _roles(session, "revoke_roles", user, roles, policy)


def query_user(session: Session, user: str, policy: Policy) -> Command:
    converted = admin_policy(session, policy)
    _string("Username", user)
    return command(
        "bridge_admin_users",
        plain_text("a name", user),
        policy=converted,
        finish=lambda rows: _user_info(rows[0]),
    )


def query_users(session: Session, policy: Policy) -> Command:
    return command(
        "bridge_admin_users",
        None,
        policy=admin_policy(session, policy),
        finish=lambda rows: {row[0]: _user_info(row) for row in rows},
    )


def create_role(
    session: Session,
    role: str,
    privileges: list[dict[str, Any]],
    policy: Policy,
    whitelist: list[str],
    read_quota: int,
    write_quota: int,
) -> Command:
    _string("Role name", role)
    rows = _privileges(privileges)
    converted = admin_policy(session, policy)
    if not isinstance(whitelist, list):
        raise param_error("Whitelist must be a list of IP strings.", f"not {whitelist!r}")
    return _admin(
        session,
        "create_role",
        converted,
        role,
        privileges=rows,
        whitelist=_texts(whitelist),
        quotas=(_lenient_quota(read_quota), _lenient_quota(write_quota)),
    )


def drop_role(session: Session, role: str, policy: Policy) -> Command:
    converted = admin_policy(session, policy)
    _string("Role name", role)
    return _admin(session, "drop_role", converted, role)


def _grant(
    session: Session, what: str, role: str, privileges: list[dict[str, Any]], policy: Policy
) -> Command:
    rows = _privileges(privileges)
    converted = admin_policy(session, policy)
    _string("Role name", role)
    return _admin(session, what, converted, role, privileges=rows)


def grant_privileges(
    session: Session, role: str, privileges: list[dict[str, Any]], policy: Policy
) -> Command:
    return _grant(session, "grant_privileges", role, privileges, policy)


def revoke_privileges(
    session: Session, role: str, privileges: list[dict[str, Any]], policy: Policy
) -> Command:
    return _grant(session, "revoke_privileges", role, privileges, policy)


def set_whitelist(
    session: Session, role: str, whitelist: list[str] | None, policy: Policy
) -> Command:
    _string("Role name", role, ".")
    if whitelist is not None and not isinstance(whitelist, list):
        raise param_error("Whitelist must be a list of IP strings, or None.", f"not {whitelist!r}")
    return _admin(session, "set_whitelist", policy, role, whitelist=_texts(whitelist or []))


def set_quotas(
    session: Session, role: str, read_quota: int, write_quota: int, policy: Policy
) -> Command:
    _string("Role name", role, ".")
    quotas = _quota("read_quota", read_quota), _quota("write_quota", write_quota)
    return _admin(session, "set_quotas", policy, role, quotas=quotas)


def role(session: Session, role: str, policy: Policy, read: Read) -> Command:
    """The role, as *read* converts it."""
    converted = admin_policy(session, policy)
    _string("Role name", role)
    return command(
        "bridge_admin_roles",
        plain_text("a name", role),
        policy=converted,
        finish=lambda rows: read(rows[0]),
    )


def roles(session: Session, policy: Policy, read: Read) -> Command:
    """Each role by its name, as *read* converts it."""
    return command(
        "bridge_admin_roles",
        None,
        policy=admin_policy(session, policy),
        finish=lambda rows: {row[0]: read(row) for row in rows},
    )


def _string(what: str, value: Any, end: str = "") -> None:
    if not isinstance(value, str):
        # Name only the type: a value of another type may still be a password.
        raise param_error(f"{what} should be a string{end}", f"not {type(value).__name__}")


def _list(what: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise param_error(f"{what} should be a list", f"not {value!r}")
    return value


def _texts(values: list[Any]) -> list[str]:
    for value in values:
        if not isinstance(value, str):
            raise client_error(
                "Unable to convert unicode object to C string", f"{value!r} is not a string"
            )
        if len(str.encode(check_text(value))) > TEXT_LIMIT:
            raise client_error("String exceeds max length", f"{TEXT_LIMIT} bytes: {value!r}")
    return values


def _address(text: str) -> str:
    # The C client sends the addresses as one text.
    if "," in text:
        raise param_error('an address must not contain ","', f"not {text!r}")
    return plain_text("an address", text)


def _role_names(roles: Any) -> list[str]:
    if not isinstance(roles, list):
        raise client_error("not a list", f"but {roles!r}")
    return _texts(roles)


def _scope(privilege: dict[str, Any], key: str, limit: int) -> str:
    value = privilege.get(key, "")
    if not isinstance(value, str) or len(str.encode(check_text(value))) > limit:
        raise param_error(
            f'"{key}" of a privilege must be a string of at most {limit} bytes', f"not {value!r}"
        )
    return value


def _privileges(privileges: Any) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for privilege in _list("Privileges", privileges):
        if not isinstance(privilege, dict):
            raise param_error("A privilege must be a dictionary", f"not {privilege!r}")
        if "code" not in privilege:
            raise param_error(
                "Code is a compulsory parameter in privileges dictionary", repr(privilege)
            )
        code = privilege["code"]
        if not isinstance(code, int) or not 0 <= code <= INT_MAX:
            raise param_error('"code" of a privilege must be one of PRIV_*', f"not {shown(code)}")
        rows.append(
            [
                int(code),
                _scope(privilege, "ns", NAMESPACE_LIMIT),
                _scope(privilege, "set", SET_LIMIT),
            ]
        )
    return rows


def _quota(name: str, value: Any) -> int:
    if not isinstance(value, int):
        raise param_error(f"py_{name} must be an integer.", f"not {value!r}")
    if not -LONG_MAX - 1 <= value <= LONG_MAX:
        raise param_error(f"py_{name} too large for C long.", shown(value))
    if not -INT_MAX - 1 <= value <= INT_MAX:
        raise param_error(f"py_{name} too large for C int.", shown(value))
    return int(value)


def _lenient_quota(value: Any) -> int:
    # A new role has no quota if the server would refuse one, as in the official package.
    fits = isinstance(value, int) and -INT_MAX - 1 <= value <= INT_MAX
    return int(value) if fits else 0


def _user_info(row: list[Any]) -> dict[str, Any]:
    _, roles, read_info, write_info, connections = row
    return {
        "roles": roles,
        "read_info": read_info,
        "write_info": write_info,
        "conns_in_use": connections,
    }


def role_privileges(row: list[Any]) -> list[dict[str, Any]]:
    return [{"ns": namespace, "set": set, "code": code} for code, namespace, set in row[1]]


def role_info(row: list[Any]) -> dict[str, Any]:
    return {
        "privileges": role_privileges(row),
        "whitelist": row[2],
        "read_quota": row[3],
        "write_quota": row[4],
    }
