# mypy: disable-error-code="empty-body"
"""Commands on a single record."""

from __future__ import annotations

from aerospike._command import records
from aerospike._command.records import Bins, Metadata, Record
from aerospike.key import Key
from aerospike.types import AnyReadPolicy, AnyRemovePolicy, AnyWritePolicy

from .base import AsyncBase, Meta, awaits

__all__ = ["RecordCommands"]


class RecordCommands(AsyncBase):
    """``put``, ``get``, ``select``, ``exists``, ``remove`` and their relatives."""

    @awaits(records.put)
    async def put(
        self,
        key: Key,
        bins: Bins,
        meta: Meta | None = None,
        policy: AnyWritePolicy | None = None,
        serializer: int | None = None,
    ) -> int:
        """Write bins to a record; creates the record if it does not exist."""

    @awaits(records.get)
    async def get(self, key: Key, policy: AnyReadPolicy | None = None) -> Record:
        """Read a record with all its bins."""

    @awaits(records.select)
    async def select(
        self, key: Key, bins: list[str] | tuple[str, ...], policy: AnyReadPolicy | None = None
    ) -> Record:
        """Read some bins of a record."""

    @awaits(records.exists)
    async def exists(
        self, key: Key, policy: AnyReadPolicy | None = None
    ) -> tuple[Key, Metadata | None]:
        """Read only a record's metadata."""

    @awaits(records.remove)
    async def remove(
        self, key: Key, meta: Meta | None = None, policy: AnyRemovePolicy | None = None
    ) -> int:
        """Delete a record."""

    @awaits(records.remove_bin)
    async def remove_bin(
        self,
        key: Key,
        list: list[str],
        meta: Meta | None = None,
        policy: AnyWritePolicy | None = None,
    ) -> int:
        """Remove bins from a record."""
