"""Users, roles and their privileges; all of it needs a server of Enterprise Edition."""

from __future__ import annotations

from typing import Any

from ormsgpack import packb

from aerospike._errors import client_error, param_error, plain_text, shown
from aerospike.config.policy import Converted
from aerospike.types import AnyAdminPolicy

from .base import ClientBase, Policy
from .info import encode_text

__all__ = ["AdminCommands"]

# Bytes of a name or an address, and of the namespace and the set of a privilege.
TEXT_LIMIT = 63
NAMESPACE_LIMIT = 31
SET_LIMIT = 63

INT_MAX = 2**31 - 1
LONG_MAX = 2**63 - 1

_GIVEN_NOTHING: Any = ...


class AdminCommands(ClientBase):
    """``admin_*``."""

    def admin_create_user(
        self, user: str, password: str, roles: list[str], policy: AnyAdminPolicy | None = None
    ) -> int:
        """Create a user who logs in with a password.

        Args:
            user: the user's name.
            password: the password, in clear text; what is sent is a hash of it.
            roles: names of roles.
            policy: an admin policy.

        Returns:
            0

        Raises:
            ParamError: an argument has the wrong type.
            ClientError: a name is not a string or is longer than 63 bytes.
            UserExistsError: there is such a user.
        """
        self._require_connection()
        names = _role_names(_list("Roles", roles))
        _string("Username", user)
        _string("Password", password)
        return self._admin("create_user", policy, user, password=password, roles=names)

    def admin_create_pki_user(
        self, user: str, roles: list[str], policy: AnyAdminPolicy | None = None
    ) -> int:
        """Create a user who logs in with a certificate (server 8.1).

        Args:
            user: the user's name, which is the common name of the certificate.
            roles: names of roles.
            policy: an admin policy.

        Returns:
            0

        Raises:
            ParamError: an argument has the wrong type.
            ClientError: a name is not a string or is longer than 63 bytes, or the server is too
                old.
            UserExistsError: there is such a user.
        """
        self._require_connection()
        names = _role_names(_list("Roles", roles))
        _string("Username", user)
        return self._admin("create_pki_user", policy, user, roles=names)

    def admin_drop_user(self, user: str, policy: AnyAdminPolicy | None = None) -> int:
        """Remove a user.

        Args:
            user: the user's name.
            policy: an admin policy.

        Returns:
            0

        Raises:
            ParamError: *user* is not a string.
            InvalidUser: there is no such user.
        """
        converted = self._admin_policy(policy)
        _string("Username", user)
        return self._admin("drop_user", converted, user)

    def admin_set_password(
        self, user: str, password: str, policy: AnyAdminPolicy | None = None
    ) -> int:
        """Give a user another password, as an administrator.

        Args:
            user: the user's name.
            password: the password, in clear text; what is sent is a hash of it.
            policy: an admin policy.

        Returns:
            0

        Raises:
            ParamError: an argument has the wrong type.
            ClientError: a text is longer than 63 bytes.
            InvalidUser: there is no such user.
        """
        converted = self._admin_policy(policy)
        _string("Username", user)
        _string("Password", password)
        return self._admin("set_password", converted, user, password=password)

    def admin_change_password(
        self, user: str, password: str, policy: AnyAdminPolicy | None = None
    ) -> int:
        """Change the password of the user whom the client is logged in as.

        Args:
            user: the user's name.
            password: the new password, in clear text; what is sent is a hash of it.
            policy: an admin policy.

        Returns:
            0

        Raises:
            ParamError: an argument has the wrong type, or the client is not logged in.
            ClientError: a text is longer than 63 bytes.
            InvalidUser: there is no such user.
        """
        converted = self._admin_policy(policy)
        _string("Username", user)
        _string("Password", password)
        return self._admin("change_password", converted, user, password=password)

    def admin_grant_roles(
        self, user: str, roles: list[str], policy: AnyAdminPolicy | None = None
    ) -> int:
        """Give a user more roles.

        Args:
            user: the user's name.
            roles: names of roles.
            policy: an admin policy.

        Returns:
            0

        Raises:
            ParamError: *user* is not a string.
            ClientError: *roles* is not a list of strings of at most 63 bytes.
            InvalidUser: there is no such user.
            InvalidRole: there is no such role.
        """
        self._require_connection()
        names = _role_names(roles)
        _string("Username", user)
        return self._admin("grant_roles", policy, user, roles=names)

    def admin_revoke_roles(
        self, user: str, roles: list[str], policy: AnyAdminPolicy | None = None
    ) -> int:
        """Take roles away from a user.

        Args:
            user: the user's name.
            roles: names of roles.
            policy: an admin policy.

        Returns:
            0

        Raises:
            ParamError: *user* is not a string.
            ClientError: *roles* is not a list of strings of at most 63 bytes.
            InvalidUser: there is no such user.
            InvalidRole: there is no such role.
        """
        self._require_connection()
        names = _role_names(roles)
        _string("Username", user)
        return self._admin("revoke_roles", policy, user, roles=names)

    def admin_query_user_info(
        self, user: str, policy: AnyAdminPolicy | None = None
    ) -> dict[str, Any]:
        """A user's roles and use of the cluster.

        Args:
            user: the user's name.
            policy: an admin policy.

        Returns:
            ``roles``, a list of names, ``read_info``, ``write_info`` and the number
            ``conns_in_use``. The infos are lists of the quota in records per second, single
            commands per second, records per second of scans and queries, and how many of those
            have no limit; or ``None``.

        Raises:
            ParamError: *user* is not a string.
            InvalidUser: there is no such user.
        """
        converted = self._admin_policy(policy)
        _string("Username", user)
        name = plain_text("a name", user).encode()
        users = self._carry(self._native.bridge_admin_users, name, converted.address)
        return _user_info(users[0])

    def admin_query_users_info(
        self, policy: AnyAdminPolicy | None = None
    ) -> dict[str, dict[str, Any]]:
        """All users' roles and use of the cluster.

        Args:
            policy: an admin policy.

        Returns:
            User names to what :meth:`admin_query_user_info` returns.
        """
        converted = self._admin_policy(policy)
        users = self._carry(self._native.bridge_admin_users, None, converted.address)
        return {row[0]: _user_info(row) for row in users}

    def admin_create_role(
        self,
        role: str,
        privileges: list[dict[str, Any]] = _GIVEN_NOTHING,
        policy: AnyAdminPolicy | None = None,
        whitelist: list[str] = _GIVEN_NOTHING,
        read_quota: int = 0,
        write_quota: int = 0,
    ) -> int:
        """Create a role.

        Args:
            role: the role's name.
            privileges: ``{"code": one of PRIV_*, "ns": namespace, "set": set}`` of each. Without
                a set a privilege is for the whole namespace, without a namespace for all.
            policy: an admin policy.
            whitelist: the addresses from which a user of this role may connect; all by default.
            read_quota: a limit of reads per second; 0, or what is not a number of 32 bits: none.
            write_quota: the same for writes.

        Returns:
            0

        Raises:
            ParamError: an argument has the wrong type, or a privilege has no code.
            ClientError: an address is not a string or is longer than 63 bytes.
            RoleExistsError: there is such a role.
        """
        self._require_connection()
        _string("Role name", role)
        rows = [] if privileges is _GIVEN_NOTHING else _privileges(privileges)
        converted = self._admin_policy(policy)
        addresses: list[str] = []
        if whitelist is not _GIVEN_NOTHING:
            if not isinstance(whitelist, list):
                raise param_error("Whitelist must be a list of IP strings.", f"not {whitelist!r}")
            addresses = _texts(whitelist)
        return self._admin(
            "create_role",
            converted,
            role,
            privileges=rows,
            whitelist=addresses,
            quotas=(_lenient_quota(read_quota), _lenient_quota(write_quota)),
        )

    def admin_drop_role(self, role: str, policy: AnyAdminPolicy | None = None) -> int:
        """Remove a role.

        Args:
            role: the role's name.
            policy: an admin policy.

        Returns:
            0

        Raises:
            ParamError: *role* is not a string.
            InvalidRole: there is no such role.
        """
        converted = self._admin_policy(policy)
        _string("Role name", role)
        return self._admin("drop_role", converted, role)

    def admin_grant_privileges(
        self, role: str, privileges: list[dict[str, Any]], policy: AnyAdminPolicy | None = None
    ) -> int:
        """Give a role more privileges.

        Args:
            role: the role's name.
            privileges: as for :meth:`admin_create_role`.
            policy: an admin policy.

        Returns:
            0

        Raises:
            ParamError: an argument has the wrong type, or a privilege has no code.
            InvalidRole: there is no such role.
        """
        self._require_connection()
        rows = _privileges(privileges)
        converted = self._admin_policy(policy)
        _string("Role name", role)
        return self._admin("grant_privileges", converted, role, privileges=rows)

    def admin_revoke_privileges(
        self, role: str, privileges: list[dict[str, Any]], policy: AnyAdminPolicy | None = None
    ) -> int:
        """Take privileges away from a role.

        Args:
            role: the role's name.
            privileges: as for :meth:`admin_create_role`.
            policy: an admin policy.

        Returns:
            0

        Raises:
            ParamError: an argument has the wrong type, or a privilege has no code.
            InvalidRole: there is no such role.
        """
        self._require_connection()
        rows = _privileges(privileges)
        converted = self._admin_policy(policy)
        _string("Role name", role)
        return self._admin("revoke_privileges", converted, role, privileges=rows)

    def admin_set_whitelist(
        self, role: str, whitelist: list[str] | None, policy: AnyAdminPolicy | None = None
    ) -> int:
        """Say from where users of a role may connect.

        Args:
            role: the role's name.
            whitelist: addresses; ``None`` or an empty list: from everywhere.
            policy: an admin policy.

        Returns:
            0

        Raises:
            ParamError: *role* is not a string, or *whitelist* not a list.
            ClientError: an address is not a string or is longer than 63 bytes.
            InvalidRole: there is no such role.
        """
        self._require_connection(".")
        _string("Role name", role, ".")
        if whitelist is not None and not isinstance(whitelist, list):
            raise param_error(
                "Whitelist must be a list of IP strings, or None.", f"not {whitelist!r}"
            )
        addresses = _texts(whitelist or [])
        return self._admin("set_whitelist", policy, role, whitelist=addresses)

    def admin_set_quotas(
        self,
        role: str,
        read_quota: int = -1,
        write_quota: int = -1,
        policy: AnyAdminPolicy | None = None,
    ) -> int:
        """Limit how much users of a role may read and write.

        Args:
            role: the role's name.
            read_quota: a limit of reads per second; 0: none; negative: as it was.
            write_quota: a limit of writes per second; 0: none; negative: as it was.
            policy: an admin policy.

        Returns:
            0

        Raises:
            ParamError: an argument has the wrong type, or does not fit.
            InvalidRole: there is no such role.
        """
        self._require_connection(".")
        _string("Role name", role, ".")
        quotas = _quota("read_quota", read_quota), _quota("write_quota", write_quota)
        return self._admin("set_quotas", policy, role, quotas=quotas)

    def admin_get_role(self, role: str, policy: AnyAdminPolicy | None = None) -> dict[str, Any]:
        """What a role may do.

        Args:
            role: the role's name.
            policy: an admin policy.

        Returns:
            ``privileges``, a list of ``{"ns": namespace, "set": set, "code": one of PRIV_*}``,
            ``whitelist``, a list of addresses, and the numbers ``read_quota`` and
            ``write_quota``.

        Raises:
            ParamError: *role* is not a string.
            InvalidRole: there is no such role.
        """
        return _role_info(self._role(role, policy))

    def admin_get_roles(self, policy: AnyAdminPolicy | None = None) -> dict[str, dict[str, Any]]:
        """What each role may do.

        Args:
            policy: an admin policy.

        Returns:
            Role names to what :meth:`admin_get_role` returns.
        """
        return {row[0]: _role_info(row) for row in self._roles(policy)}

    def admin_query_role(
        self, role: str, policy: AnyAdminPolicy | None = None
    ) -> list[dict[str, Any]]:
        """A role's privileges.

        Args:
            role: the role's name.
            policy: an admin policy.

        Returns:
            ``{"ns": namespace, "set": set, "code": one of PRIV_*}`` of each.

        Raises:
            ParamError: *role* is not a string.
            InvalidRole: there is no such role.
        """
        return _role_privileges(self._role(role, policy))

    def admin_query_roles(
        self, policy: AnyAdminPolicy | None = None
    ) -> dict[str, list[dict[str, Any]]]:
        """Each role's privileges.

        Args:
            policy: an admin policy.

        Returns:
            Role names to what :meth:`admin_query_role` returns.
        """
        return {row[0]: _role_privileges(row) for row in self._roles(policy)}

    def _admin_policy(self, policy: Policy | None) -> Converted:
        self._require_connection()
        return self._policies.get("admin", policy)

    def _admin(
        self,
        command: str,
        policy: Converted | Policy | None,
        name: str,
        *,
        password: str | None = None,
        roles: list[str] | None = None,
        privileges: list[list[Any]] | None = None,
        whitelist: list[str] | None = None,
        quotas: tuple[int, int] = (0, 0),
    ) -> int:
        if not isinstance(policy, Converted):
            policy = self._policies.get("admin", policy)
        encode_text(password or "")
        name = plain_text("a name", name)
        roles = [plain_text("the name of a role", role) for role in roles or ()]
        whitelist = [_address(address) for address in whitelist or ()]
        packed = packb([name, password, roles, privileges or [], whitelist, *quotas])
        self._carry(
            self._native.bridge_admin, command.encode(), packed, len(packed), policy.address
        )
        return 0

    def _role(self, role: str, policy: Policy | None) -> list[Any]:
        converted = self._admin_policy(policy)
        _string("Role name", role)
        name = plain_text("a name", role).encode()
        rows: list[list[Any]] = self._carry(
            self._native.bridge_admin_roles, name, converted.address
        )
        return rows[0]

    def _roles(self, policy: Policy | None) -> list[list[Any]]:
        converted = self._admin_policy(policy)
        rows: list[list[Any]] = self._carry(
            self._native.bridge_admin_roles, None, converted.address
        )
        return rows


def _string(what: str, value: Any, end: str = "") -> None:
    if not isinstance(value, str):
        # Of the type alone: what is no string may be a password all the same.
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
        if len(encode_text(value)) > TEXT_LIMIT:
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
    if not isinstance(value, str) or len(encode_text(value)) > limit:
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
    # A new role gets no quota where setting one would be refused, as in the official package.
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


def _role_privileges(row: list[Any]) -> list[dict[str, Any]]:
    return [{"ns": namespace, "set": set, "code": code} for code, namespace, set in row[1]]


def _role_info(row: list[Any]) -> dict[str, Any]:
    return {
        "privileges": _role_privileges(row),
        "whitelist": row[2],
        "read_quota": row[3],
        "write_quota": row[4],
    }
