"""Users, roles and their privileges (Enterprise Edition)."""

from __future__ import annotations

from typing import Any

from aerospike._command import admin
from aerospike.types import AnyAdminPolicy

from .base import ClientBase

__all__ = ["AdminCommands"]

# The same as no privileges and no whitelist.
_NONE: Any = []


class AdminCommands(ClientBase):
    """``admin_*``."""

    def admin_create_user(
        self, user: str, password: str, roles: list[str], policy: AnyAdminPolicy | None = None
    ) -> int:
        """Create a user who logs in with a password.

        Args:
            user: the user's name.
            password: the password, in clear text; the client sends only a hash of it.
            roles: names of roles.
            policy: an admin policy.

        Returns:
            0

        Raises:
            ParamError: an argument has the wrong type.
            ClientError: a name is not a string or is longer than 63 bytes.
            UserExistsError: the user exists already.

        Example:
            >>> client.admin_create_user("ada", "a password", ["read-write"])
            0
        """
        self._require_connection()
        status: int = self._carry(admin.create_user(self._session, user, password, roles, policy))
        return status

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
            UserExistsError: the user exists already.

        Example:
            >>> client.admin_create_pki_user("ada.example.com", ["read"])
            0
        """
        self._require_connection()
        status: int = self._carry(admin.create_pki_user(self._session, user, roles, policy))
        return status

    def admin_drop_user(self, user: str, policy: AnyAdminPolicy | None = None) -> int:
        """Remove a user.

        Args:
            user: the user's name.
            policy: an admin policy.

        Returns:
            0

        Raises:
            ParamError: *user* is not a string.
            InvalidUser: the user does not exist.

        Example:
            >>> client.admin_drop_user("ada")
            0
        """
        self._require_connection()
        status: int = self._carry(admin.drop_user(self._session, user, policy))
        return status

    def admin_set_password(
        self, user: str, password: str, policy: AnyAdminPolicy | None = None
    ) -> int:
        """Give a user another password, as an administrator.

        Args:
            user: the user's name.
            password: the password, in clear text; the client sends only a hash of it.
            policy: an admin policy.

        Returns:
            0

        Raises:
            ParamError: an argument has the wrong type.
            ClientError: a text is longer than 63 bytes.
            InvalidUser: the user does not exist.

        Example:
            >>> client.admin_set_password("ada", "another password")
            0
        """
        self._require_connection()
        status: int = self._carry(admin.set_password(self._session, user, password, policy))
        return status

    def admin_change_password(
        self, user: str, password: str, policy: AnyAdminPolicy | None = None
    ) -> int:
        """Change the password of the user that the client is logged in as.

        Args:
            user: the user's name.
            password: the new password, in clear text; the client sends only a hash of it.
            policy: an admin policy.

        Returns:
            0

        Raises:
            ParamError: an argument has the wrong type, or the client is not logged in.
            ClientError: a text is longer than 63 bytes.
            InvalidUser: the user does not exist.

        Example:
            >>> client.admin_change_password("admin", "a better password")
            0
        """
        self._require_connection()
        status: int = self._carry(admin.change_password(self._session, user, password, policy))
        return status

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
            InvalidUser: the user does not exist.
            InvalidRole: the role does not exist.

        Example:
            >>> client.admin_grant_roles("ada", ["sindex-admin"])
            0
        """
        self._require_connection()
        status: int = self._carry(admin.grant_roles(self._session, user, roles, policy))
        return status

    def admin_revoke_roles(
        self, user: str, roles: list[str], policy: AnyAdminPolicy | None = None
    ) -> int:
        """Revoke roles of a user.

        Args:
            user: the user's name.
            roles: names of roles.
            policy: an admin policy.

        Returns:
            0

        Raises:
            ParamError: *user* is not a string.
            ClientError: *roles* is not a list of strings of at most 63 bytes.
            InvalidUser: the user does not exist.
            InvalidRole: the role does not exist.

        Example:
            >>> client.admin_revoke_roles("ada", ["read-write"])
            0
        """
        self._require_connection()
        status: int = self._carry(admin.revoke_roles(self._session, user, roles, policy))
        return status

    def admin_query_user_info(
        self, user: str, policy: AnyAdminPolicy | None = None
    ) -> dict[str, Any]:
        """A user's roles and use of the cluster.

        Args:
            user: the user's name.
            policy: an admin policy.

        Returns:
            A dictionary with ``roles`` (a list of names), ``read_info`` and ``write_info`` (lists,
            or ``None``) and ``conns_in_use`` (a number). Each info has four numbers: the quota in
            records per second, single commands per second, records per second of scans and
            queries, and the number of scans and queries without a limit.

        Raises:
            ParamError: *user* is not a string.
            InvalidUser: the user does not exist.

        Example:
            >>> client.admin_query_user_info("ada")["roles"]
            ['read-write']
        """
        self._require_connection()
        found: dict[str, Any] = self._carry(admin.query_user(self._session, user, policy))
        return found

    def admin_query_users_info(
        self, policy: AnyAdminPolicy | None = None
    ) -> dict[str, dict[str, Any]]:
        """All users' roles and use of the cluster.

        Args:
            policy: an admin policy.

        Returns:
            A dictionary of user names to the results of :meth:`admin_query_user_info`.

        Example:
            >>> sorted(client.admin_query_users_info())
            ['ada', 'admin']
        """
        self._require_connection()
        found: dict[str, dict[str, Any]] = self._carry(admin.query_users(self._session, policy))
        return found

    def admin_create_role(
        self,
        role: str,
        privileges: list[dict[str, Any]] = _NONE,
        policy: AnyAdminPolicy | None = None,
        whitelist: list[str] = _NONE,
        read_quota: int = 0,
        write_quota: int = 0,
    ) -> int:
        """Create a role.

        Args:
            role: the role's name.
            privileges: ``{"code": one of PRIV_*, "ns": namespace, "set": set}`` of each. Without a
                set, a privilege applies to the whole namespace; without a namespace, to all.
            policy: an admin policy.
            whitelist: the addresses from which a user of this role may connect; all by default.
            read_quota: the limit of reads per second; 0 or a number that exceeds 32 bits: no limit.
            write_quota: the limit of writes per second, in the same way.

        Returns:
            0

        Raises:
            ParamError: an argument has the wrong type, or a privilege has no code.
            ClientError: an address is not a string or is longer than 63 bytes.
            RoleExistsError: the role exists already.

        Example:
            >>> privilege = {"code": aerospike.PRIV_READ, "ns": "test", "set": "people"}
            >>> client.admin_create_role(
            ...     "reader", [privilege], whitelist=["10.0.0.0/8"], read_quota=100
            ... )
            0
        """
        self._require_connection()
        status: int = self._carry(
            admin.create_role(
                self._session, role, privileges, policy, whitelist, read_quota, write_quota
            )
        )
        return status

    def admin_drop_role(self, role: str, policy: AnyAdminPolicy | None = None) -> int:
        """Remove a role.

        Args:
            role: the role's name.
            policy: an admin policy.

        Returns:
            0

        Raises:
            ParamError: *role* is not a string.
            InvalidRole: the role does not exist.

        Example:
            >>> client.admin_drop_role("auditor")
            0
        """
        self._require_connection()
        status: int = self._carry(admin.drop_role(self._session, role, policy))
        return status

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
            InvalidRole: the role does not exist.

        Example:
            >>> client.admin_grant_privileges(
            ...     "auditor", [{"code": aerospike.PRIV_WRITE, "ns": "test"}]
            ... )
            0
        """
        self._require_connection()
        status: int = self._carry(admin.grant_privileges(self._session, role, privileges, policy))
        return status

    def admin_revoke_privileges(
        self, role: str, privileges: list[dict[str, Any]], policy: AnyAdminPolicy | None = None
    ) -> int:
        """Revoke privileges of a role.

        Args:
            role: the role's name.
            privileges: as for :meth:`admin_create_role`.
            policy: an admin policy.

        Returns:
            0

        Raises:
            ParamError: an argument has the wrong type, or a privilege has no code.
            InvalidRole: the role does not exist.

        Example:
            >>> client.admin_revoke_privileges("auditor", [{"code": aerospike.PRIV_READ}])
            0
        """
        self._require_connection()
        status: int = self._carry(admin.revoke_privileges(self._session, role, privileges, policy))
        return status

    def admin_set_whitelist(
        self, role: str, whitelist: list[str] | None, policy: AnyAdminPolicy | None = None
    ) -> int:
        """Set the addresses from which users of a role may connect.

        Args:
            role: the role's name.
            whitelist: addresses; ``None`` or an empty list allows all.
            policy: an admin policy.

        Returns:
            0

        Raises:
            ParamError: *role* is not a string, or *whitelist* not a list.
            ClientError: an address is not a string or is longer than 63 bytes.
            InvalidRole: the role does not exist.

        Example:
            >>> client.admin_set_whitelist("auditor", ["127.0.0.1", "10.0.0.0/8"])
            0
        """
        self._require_connection(".")
        status: int = self._carry(admin.set_whitelist(self._session, role, whitelist, policy))
        return status

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
            read_quota: the limit of reads per second; 0: no limit; negative: unchanged.
            write_quota: the limit of writes per second; 0: no limit; negative: unchanged.
            policy: an admin policy.

        Returns:
            0

        Raises:
            ParamError: an argument has the wrong type, or does not fit.
            InvalidRole: the role does not exist.

        Example:
            >>> client.admin_set_quotas("auditor", read_quota=1000, write_quota=100)
            0
        """
        self._require_connection(".")
        status: int = self._carry(
            admin.set_quotas(self._session, role, read_quota, write_quota, policy)
        )
        return status

    def admin_get_role(self, role: str, policy: AnyAdminPolicy | None = None) -> dict[str, Any]:
        """A role's privileges, whitelist and quotas.

        Args:
            role: the role's name.
            policy: an admin policy.

        Returns:
            A dictionary with ``privileges`` (a list of ``{"ns": ..., "set": ..., "code": ...}``,
            the code one of ``PRIV_*``), ``whitelist`` (a list of addresses), ``read_quota`` and
            ``write_quota``.

        Raises:
            ParamError: *role* is not a string.
            InvalidRole: the role does not exist.

        Example:
            >>> client.admin_get_role("auditor")["privileges"]
            [{'ns': '', 'set': '', 'code': 10}]
        """
        self._require_connection()
        found: dict[str, Any] = self._carry(
            admin.role(self._session, role, policy, admin.role_info)
        )
        return found

    def admin_get_roles(self, policy: AnyAdminPolicy | None = None) -> dict[str, dict[str, Any]]:
        """Each role's privileges, whitelist and quotas.

        Args:
            policy: an admin policy.

        Returns:
            A dictionary of role names to the results of :meth:`admin_get_role`.

        Example:
            >>> client.admin_get_roles()["auditor"]["read_quota"]
            0
        """
        self._require_connection()
        found: dict[str, dict[str, Any]] = self._carry(
            admin.roles(self._session, policy, admin.role_info)
        )
        return found

    def admin_query_role(
        self, role: str, policy: AnyAdminPolicy | None = None
    ) -> list[dict[str, Any]]:
        """A role's privileges.

        Args:
            role: the role's name.
            policy: an admin policy.

        Returns:
            A list of ``{"ns": namespace, "set": set, "code": one of PRIV_*}``.

        Raises:
            ParamError: *role* is not a string.
            InvalidRole: the role does not exist.

        Example:
            >>> client.admin_query_role("auditor")
            [{'ns': '', 'set': '', 'code': 10}]
        """
        self._require_connection()
        found: list[dict[str, Any]] = self._carry(
            admin.role(self._session, role, policy, admin.role_privileges)
        )
        return found

    def admin_query_roles(
        self, policy: AnyAdminPolicy | None = None
    ) -> dict[str, list[dict[str, Any]]]:
        """Each role's privileges.

        Args:
            policy: an admin policy.

        Returns:
            A dictionary of role names to the results of :meth:`admin_query_role`.

        Example:
            >>> client.admin_query_roles()["auditor"]
            [{'ns': '', 'set': '', 'code': 10}]
        """
        self._require_connection()
        found: dict[str, list[dict[str, Any]]] = self._carry(
            admin.roles(self._session, policy, admin.role_privileges)
        )
        return found
