# mypy: disable-error-code="empty-body"
"""Commands on many records."""

from __future__ import annotations

from typing import Any

from aerospike._command import batch
from aerospike.key import Key
from aerospike.types import (
    AnyBatchApplyPolicy,
    AnyBatchPolicy,
    AnyBatchRemovePolicy,
    AnyBatchWritePolicy,
)
from aerospike_helpers.batch.records import BatchRecords

from .base import AsyncBase, awaits

__all__ = ["BatchCommands"]


class BatchCommands(AsyncBase):
    """``batch_read``, ``batch_write``, ``batch_operate``, ``batch_apply``, ``batch_remove``."""

    @awaits(batch.batch_read)
    async def batch_read(
        self,
        keys: list[Key],
        bins: list[str] | None = None,
        policy: AnyBatchPolicy | None = None,
    ) -> BatchRecords:
        """Read many records."""

    @awaits(batch.batch_operate)
    async def batch_operate(
        self,
        keys: list[Key],
        ops: list[dict[str, Any]],
        policy_batch: AnyBatchPolicy | None = None,
        policy_batch_write: AnyBatchWritePolicy | None = None,
        ttl: int | None = None,
    ) -> BatchRecords:
        """Run the same operations on many records (server 6.0)."""

    @awaits(batch.batch_apply)
    async def batch_apply(
        self,
        keys: list[Key],
        module: str,
        function: str,
        args: list[Any],
        policy_batch: AnyBatchPolicy | None = None,
        policy_batch_apply: AnyBatchApplyPolicy | None = None,
    ) -> BatchRecords:
        """Run a user-defined function on many records (server 6.0)."""

    @awaits(batch.batch_remove)
    async def batch_remove(
        self,
        keys: list[Key],
        policy_batch: AnyBatchPolicy | None = None,
        policy_batch_remove: AnyBatchRemovePolicy | None = None,
    ) -> BatchRecords:
        """Delete many records (server 6.0)."""

    @awaits(batch.batch_write)
    async def batch_write(
        self, batch_records: BatchRecords, policy_batch: AnyBatchPolicy | None = None
    ) -> BatchRecords:
        """Run a different command on each of many records (server 6.0)."""
