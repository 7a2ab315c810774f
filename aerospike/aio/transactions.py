# mypy: disable-error-code="empty-body"
"""The end of multi-record transactions."""

from __future__ import annotations

from aerospike._command import transactions
from aerospike.transaction import Transaction

from .base import AsyncBase, awaits

__all__ = ["TransactionCommands"]


class TransactionCommands(AsyncBase):
    """``commit``, ``abort``."""

    @awaits(transactions.commit)
    async def commit(self, transaction: Transaction) -> int:
        """Make the writes of a transaction take effect."""

    @awaits(transactions.abort)
    async def abort(self, transaction: Transaction) -> int:
        """Undo the writes of a transaction."""
