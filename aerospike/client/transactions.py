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
        """Make the writes of a transaction take effect.

        First the client asks the server whether the records that the transaction read are
        unchanged. If one has changed, it rolls the transaction back.

        Args:
            transaction: the transaction that the commands' policies had as ``txn``.

        Returns:
            One of the constants ``COMMIT_*``: ``COMMIT_OK``, ``COMMIT_ALREADY_COMMITTED``, or a
            constant which says that the server will finish the commit later.

        Raises:
            TypeError: *transaction* is not a transaction.
            TransactionFailed: a record has changed, or a node failed during the commit.
            TransactionAlreadyAborted: the transaction has been aborted.

        Example:
            >>> transaction = aerospike.Transaction()
            >>> client.put(key, {"age": 37}, policy={"txn": transaction})
            0
            >>> client.commit(transaction) == aerospike.COMMIT_OK
            True
        """

    @runs(transactions.abort)
    def abort(self, transaction: Transaction) -> int:
        """Undo the writes of a transaction.

        Args:
            transaction: the transaction that the commands' policies had as ``txn``.

        Returns:
            One of the constants ``ABORT_*``: ``ABORT_OK``, ``ABORT_ALREADY_ABORTED``, or a constant
            which says that the server will finish the abort later.

        Raises:
            TypeError: *transaction* is not a transaction.
            TransactionAlreadyCommitted: the transaction has been committed.
            TransactionFailed: a commit has failed in doubt, and may still succeed.

        Example:
            >>> transaction = aerospike.Transaction()
            >>> client.put(key, {"age": 37}, policy={"txn": transaction})
            0
            >>> client.abort(transaction) == aerospike.ABORT_OK
            True
            >>> client.get(key)[2]["age"]
            36
        """
