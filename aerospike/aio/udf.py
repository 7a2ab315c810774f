# mypy: disable-error-code="empty-body"
"""User-defined functions."""

from __future__ import annotations

from typing import Any

from aerospike._command import udf
from aerospike.constants import UDF_TYPE_LUA
from aerospike.key import Key
from aerospike.types import AnyApplyPolicy, AnyInfoPolicy

from .base import AsyncBase, awaits, in_thread

__all__ = ["UdfCommands"]


class UdfCommands(AsyncBase):
    """``apply``, ``udf_put``, ``udf_get``, ``udf_list``, ``udf_remove``, ``job_info``."""

    @awaits(udf.apply)
    async def apply(
        self,
        key: Key,
        module: str,
        function: str,
        args: list[Any],
        policy: AnyApplyPolicy | None = None,
    ) -> Any:
        """Run a user-defined function on a record."""

    @in_thread
    async def udf_put(
        self, filename: str, udf_type: int = UDF_TYPE_LUA, policy: AnyInfoPolicy | None = None
    ) -> int:
        """Register a module on all nodes, and wait until they have it."""

    @in_thread
    async def udf_remove(self, filename: str, policy: AnyInfoPolicy | None = None) -> int:
        """Remove a module from all nodes, and wait until it is gone."""

    @in_thread
    async def udf_list(self, policy: AnyInfoPolicy | None = None) -> list[dict[str, Any]]:
        """The modules that are registered."""

    @in_thread
    async def udf_get(
        self, module: str, language: int = UDF_TYPE_LUA, policy: AnyInfoPolicy | None = None
    ) -> str:
        """The source of a module."""

    @in_thread
    async def job_info(
        self, job_id: int, module: str, policy: AnyInfoPolicy | None = None
    ) -> dict[str, int]:
        """The state and progress of a background job."""
