# mypy: disable-error-code="empty-body"
"""Cross-datacenter replication."""

from __future__ import annotations

from typing import Any

from aerospike.types import AnyInfoPolicy

from .base import AsyncBase, in_thread

__all__ = ["XdrCommands"]


class XdrCommands(AsyncBase):
    """``set_xdr_filter``."""

    @in_thread
    async def set_xdr_filter(
        self,
        data_center: str,
        namespace: str,
        expression_filter: Any,
        policy: AnyInfoPolicy | None = None,
    ) -> str:
        """Choose the records that XDR ships to a data center (Enterprise Edition)."""
