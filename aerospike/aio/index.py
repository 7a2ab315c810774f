# mypy: disable-error-code="empty-body"
"""Secondary indexes."""

from __future__ import annotations

from typing import Any

from aerospike.types import AnyInfoPolicy

from .base import AsyncBase, in_thread

__all__ = ["IndexCommands"]
Context = list[Any] | None


class IndexCommands(AsyncBase):
    """``index_*_create`` and ``index_remove``."""

    @in_thread
    async def index_single_value_create(
        self,
        ns: str,
        set: str | None,
        bin: str,
        index_datatype: int,
        name: str,
        policy: AnyInfoPolicy | None = None,
        ctx: Context = None,
    ) -> int:
        """Index the values of a bin, and wait until the index is complete on all nodes."""

    @in_thread
    async def index_list_create(
        self,
        ns: str,
        set: str | None,
        bin: str,
        index_datatype: int,
        name: str,
        policy: AnyInfoPolicy | None = None,
        ctx: Context = None,
    ) -> int:
        """Index the elements of a list; otherwise as :meth:`index_single_value_create`."""

    @in_thread
    async def index_map_keys_create(
        self,
        ns: str,
        set: str | None,
        bin: str,
        index_datatype: int,
        name: str,
        policy: AnyInfoPolicy | None = None,
        ctx: Context = None,
    ) -> int:
        """Index the keys of a map; otherwise as :meth:`index_single_value_create`."""

    @in_thread
    async def index_map_values_create(
        self,
        ns: str,
        set: str | None,
        bin: str,
        index_datatype: int,
        name: str,
        policy: AnyInfoPolicy | None = None,
        ctx: Context = None,
    ) -> int:
        """Index the values of a map; otherwise as :meth:`index_single_value_create`."""

    @in_thread
    async def index_expr_create(
        self,
        ns: str,
        set: str | None,
        index_type: int,
        index_datatype: int,
        expressions: Any,
        name: str,
        policy: AnyInfoPolicy | None = None,
    ) -> int:
        """Index the value of an expression (server 8.1)."""

    @in_thread
    async def index_set_create(
        self, ns: str, set: str, name: str, policy: AnyInfoPolicy | None = None
    ) -> int:
        """Index the records of a set (server 8.1.1)."""

    @in_thread
    async def index_integer_create(
        self, ns: str, set: str | None, bin: str, name: str, policy: AnyInfoPolicy | None = None
    ) -> int:
        """Deprecated: :meth:`index_single_value_create` with ``INDEX_NUMERIC``."""

    @in_thread
    async def index_string_create(
        self, ns: str, set: str | None, bin: str, name: str, policy: AnyInfoPolicy | None = None
    ) -> int:
        """Deprecated: :meth:`index_single_value_create` with ``INDEX_STRING``."""

    @in_thread
    async def index_blob_create(
        self, ns: str, set: str | None, bin: str, name: str, policy: AnyInfoPolicy | None = None
    ) -> int:
        """Deprecated: :meth:`index_single_value_create` with ``INDEX_BLOB``."""

    @in_thread
    async def index_geo2dsphere_create(
        self, ns: str, set: str | None, bin: str, name: str, policy: AnyInfoPolicy | None = None
    ) -> int:
        """Deprecated: :meth:`index_single_value_create` with ``INDEX_GEO2DSPHERE``."""

    @in_thread
    async def index_cdt_create(
        self,
        ns: str,
        set: str | None,
        bin: str,
        index_type: int,
        index_datatype: int,
        name: str,
        ctx: list[Any],
        policy: AnyInfoPolicy | None = None,
    ) -> int:
        """Deprecated: the other methods take a context, too."""

    @in_thread
    async def index_remove(self, ns: str, name: str, policy: AnyInfoPolicy | None = None) -> int:
        """Remove an index; does nothing if it does not exist."""
