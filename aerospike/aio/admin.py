# mypy: disable-error-code="empty-body"
"""Users, roles and their privileges (Enterprise Edition)."""

from __future__ import annotations

from typing import Any

from aerospike.types import AnyAdminPolicy

from .base import AsyncBase, in_thread

__all__ = ["AdminCommands"]


# The same as no privileges and no whitelist.
_NONE: Any = []


class AdminCommands(AsyncBase):
    """``admin_*``."""

    @in_thread
    async def admin_create_user(
        self, user: str, password: str, roles: list[str], policy: AnyAdminPolicy | None = None
    ) -> int:
        """Create a user who logs in with a password."""

    @in_thread
    async def admin_create_pki_user(
        self, user: str, roles: list[str], policy: AnyAdminPolicy | None = None
    ) -> int:
        """Create a user who logs in with a certificate (server 8.1)."""

    @in_thread
    async def admin_drop_user(self, user: str, policy: AnyAdminPolicy | None = None) -> int:
        """Remove a user."""

    @in_thread
    async def admin_set_password(
        self, user: str, password: str, policy: AnyAdminPolicy | None = None
    ) -> int:
        """Give a user another password, as an administrator."""

    @in_thread
    async def admin_change_password(
        self, user: str, password: str, policy: AnyAdminPolicy | None = None
    ) -> int:
        """Change the password of the user that the client is logged in as."""

    @in_thread
    async def admin_grant_roles(
        self, user: str, roles: list[str], policy: AnyAdminPolicy | None = None
    ) -> int:
        """Give a user more roles."""

    @in_thread
    async def admin_revoke_roles(
        self, user: str, roles: list[str], policy: AnyAdminPolicy | None = None
    ) -> int:
        """Revoke roles of a user."""

    @in_thread
    async def admin_query_user_info(
        self, user: str, policy: AnyAdminPolicy | None = None
    ) -> dict[str, Any]:
        """A user's roles and use of the cluster."""

    @in_thread
    async def admin_query_users_info(
        self, policy: AnyAdminPolicy | None = None
    ) -> dict[str, dict[str, Any]]:
        """All users' roles and use of the cluster."""

    @in_thread
    async def admin_create_role(
        self,
        role: str,
        privileges: list[dict[str, Any]] = _NONE,
        policy: AnyAdminPolicy | None = None,
        whitelist: list[str] = _NONE,
        read_quota: int = 0,
        write_quota: int = 0,
    ) -> int:
        """Create a role."""

    @in_thread
    async def admin_drop_role(self, role: str, policy: AnyAdminPolicy | None = None) -> int:
        """Remove a role."""

    @in_thread
    async def admin_grant_privileges(
        self, role: str, privileges: list[dict[str, Any]], policy: AnyAdminPolicy | None = None
    ) -> int:
        """Give a role more privileges."""

    @in_thread
    async def admin_revoke_privileges(
        self, role: str, privileges: list[dict[str, Any]], policy: AnyAdminPolicy | None = None
    ) -> int:
        """Revoke privileges of a role."""

    @in_thread
    async def admin_set_whitelist(
        self, role: str, whitelist: list[str] | None, policy: AnyAdminPolicy | None = None
    ) -> int:
        """Set the addresses from which users of a role may connect."""

    @in_thread
    async def admin_set_quotas(
        self,
        role: str,
        read_quota: int = -1,
        write_quota: int = -1,
        policy: AnyAdminPolicy | None = None,
    ) -> int:
        """Limit how much users of a role may read and write."""

    @in_thread
    async def admin_get_role(
        self, role: str, policy: AnyAdminPolicy | None = None
    ) -> dict[str, Any]:
        """What a role may do."""

    @in_thread
    async def admin_get_roles(
        self, policy: AnyAdminPolicy | None = None
    ) -> dict[str, dict[str, Any]]:
        """What each role may do."""

    @in_thread
    async def admin_query_role(
        self, role: str, policy: AnyAdminPolicy | None = None
    ) -> list[dict[str, Any]]:
        """A role's privileges."""

    @in_thread
    async def admin_query_roles(
        self, policy: AnyAdminPolicy | None = None
    ) -> dict[str, list[dict[str, Any]]]:
        """Each role's privileges."""
