# mypy: disable-error-code="empty-body"
"""The end of multi-record transactions."""

from __future__ import annotations

from aerospike._command import transactions
from aerospike._signatures import runs
from aerospike.transaction import Transaction

from .base import ClientBase

__all__ = ["TransactionCommands"]


class TransactionCommands(ClientBase):
    """``commit``, ``abort``."""

    @runs(transactions.commit)
    def commit(self, transaction: Transaction) -> int:
        """Make what the commands of a transaction have written take effect.

        First the server is asked whether the records that the transaction has read are as it has
        read them. If they are not, the transaction is rolled back.

        Args:
            transaction: the transaction that the commands' policies had as ``txn``.

        Returns:
            One of the constants ``COMMIT_*``: ``COMMIT_OK``, ``COMMIT_ALREADY_COMMITTED``, or
            that the server will finish what the client could not.

        Raises:
            TypeError: *transaction* is not a transaction.
            TransactionFailed: a record has changed, or the commit failed on its way.
            TransactionAlreadyAborted: the transaction has been aborted.
        """

    @runs(transactions.abort)
    def abort(self, transaction: Transaction) -> int:
        """Undo what the commands of a transaction have written.

        Args:
            transaction: the transaction that the commands' policies had as ``txn``.

        Returns:
            One of the constants ``ABORT_*``: ``ABORT_OK``, ``ABORT_ALREADY_ABORTED``, or that the
            server will finish what the client could not.

        Raises:
            TypeError: *transaction* is not a transaction.
            TransactionAlreadyCommitted: the transaction has been committed.
            TransactionFailed: a commit has failed, and may yet go through.
        """
