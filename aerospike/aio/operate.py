# mypy: disable-error-code="empty-body"
"""Several operations on one record in one command."""

from __future__ import annotations

from aerospike._command import operations
from aerospike._command.operations import Operation, OrderedRecord
from aerospike._command.records import Record
from aerospike.key import Key
from aerospike.types import AnyOperatePolicy

from .base import AsyncBase, Meta, awaits

__all__ = ["OperateCommands"]


class OperateCommands(AsyncBase):
    """``operate``, ``operate_ordered`` and the commands that are one operation."""

    @awaits(operations.operate)
    async def operate(
        self,
        key: Key,
        list: list[Operation],
        meta: Meta | None = None,
        policy: AnyOperatePolicy | None = None,
    ) -> Record:
        """Run operations on a record, in order and atomically."""

    @awaits(operations.operate_ordered)
    async def operate_ordered(
        self,
        key: Key,
        list: list[Operation],
        meta: Meta | None = None,
        policy: AnyOperatePolicy | None = None,
    ) -> OrderedRecord:
        """Run operations on a record and keep the order of their results."""

    @awaits(operations.append)
    async def append(
        self,
        key: Key,
        bin: str,
        val: str | bytes | bytearray,
        meta: Meta | None = None,
        policy: AnyOperatePolicy | None = None,
    ) -> int:
        """Append text to a string bin, or bytes to a blob bin; the bin is created if it is
        missing."""

    @awaits(operations.prepend)
    async def prepend(
        self,
        key: Key,
        bin: str,
        val: str | bytes | bytearray,
        meta: Meta | None = None,
        policy: AnyOperatePolicy | None = None,
    ) -> int:
        """Put text in front of a string bin, or bytes in front of a blob bin."""

    @awaits(operations.increment)
    async def increment(
        self,
        key: Key,
        bin: str,
        offset: int | float,
        meta: Meta | None = None,
        policy: AnyOperatePolicy | None = None,
    ) -> int:
        """Add to a number bin; the bin is created if it is missing."""

    @awaits(operations.touch)
    async def touch(
        self,
        key: Key,
        val: int = 0,
        meta: Meta | None = None,
        policy: AnyOperatePolicy | None = None,
    ) -> int:
        """Renew a record's time to live and add one to its generation."""
