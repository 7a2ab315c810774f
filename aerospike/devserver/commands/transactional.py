"""Locks of transactions: which commands may write a record, and which version each reads."""

from __future__ import annotations

from ..errors import Result, ResultError
from ..model.record import Record
from ..state.storage import Namespace
from ..state.transactions import Lock, pack_version
from .messages import Field, Info2, Info4, Message

__all__ = ["Transactional", "admit", "transaction_of"]

# These failures have no version of the record.
_UNTOLD = frozenset(
    (
        Result.MRT_BLOCKED,
        Result.MRT_VERSION_MISMATCH,
        Result.MRT_EXPIRED,
        Result.MRT_ALREADY_LOCKED,
    )
)


def transaction_of(message: Message) -> int:
    """The id of the transaction that a command belongs to, 0 without one."""
    return int.from_bytes(message.fields.get(Field.TXN_ID, b""), "little")


def admit(namespace: Namespace, message: Message, digest: bytes) -> None:
    """Refuses a command on a record that a transaction has locked.

    Raises:
        ResultError: with MRT_BLOCKED; with ENTERPRISE_ONLY, it belongs to a transaction and the
            namespace has none; in a transaction as :meth:`Transactional.admit`.
    """
    if isinstance(namespace, Transactional):
        namespace.admit(message, digest)
        return
    # A function may only read. If it writes, it fails then.
    if message.info2 & Info2.WRITE and Field.UDF_MODULE not in message.fields:
        namespace.check_unlocked(digest)
    if (
        Field.TXN_ID in message.fields
        and not namespace.enterprise
        # The Community edition ignores the transaction of a delete.
        and not message.info2 & Info2.DELETE
    ):
        raise ResultError(Result.ENTERPRISE_ONLY, "transactions are an Enterprise feature")


class Transactional(Namespace):
    """A namespace as the commands of a transaction see it.

    It shares everything with the namespace except the records that the transaction has written.
    """

    def __init__(self, namespace: Namespace, message: Message) -> None:
        vars(self).update(vars(namespace))
        self.shared = namespace
        self.transaction = transaction_of(message)

    def _own(self, digest: bytes) -> Record | None:
        lock = self.transactions.locks.get(digest)
        if lock is None or lock.transaction != self.transaction:
            return None
        return lock.version

    def admit(self, message: Message, digest: bytes) -> None:
        """Refuses a command that would break the transaction.

        Raises:
            ResultError: with MRT_BLOCKED, another transaction has locked the record; with
                MRT_VERSION_MISMATCH, it has changed since the transaction read it; with
                MRT_EXPIRED, the transaction has expired; with MRT_ALREADY_LOCKED, the command
                would lock a record that is locked; with FORBIDDEN, a delete is not durable.
        """
        self.transactions.expire()
        lock = self.transactions.locks.get(digest)
        if lock is not None and lock.transaction != self.transaction:
            raise ResultError(Result.MRT_BLOCKED, "another transaction has locked the record")
        if lock is None:
            read = message.fields.get(Field.RECORD_VERSION)
            if read is not None and read != self.version(digest):
                raise ResultError(Result.MRT_VERSION_MISMATCH, "the record has changed")
        if not message.info2 & Info2.WRITE:
            return
        deadline = int.from_bytes(message.fields.get(Field.TXN_DEADLINE, b""), "little")
        if deadline and self.transactions.now() > deadline:
            raise ResultError(Result.MRT_EXPIRED, "the transaction's time is over")
        if lock is not None and message.info4 & Info4.TXN_ON_LOCKING_ONLY:
            raise ResultError(Result.MRT_ALREADY_LOCKED, "the transaction has the record")
        if message.info2 & Info2.DELETE and not message.info2 & Info2.DURABLE_DELETE:
            raise _must_be_durable()

    def is_free(self, digest: bytes) -> bool:
        """Reads in a transaction do not renew records."""
        return False

    def version(self, digest: bytes) -> bytes:
        """The version of a record that the transaction has not written."""
        record = self.shared.find(digest) or self.tombstones.get(digest)
        return pack_version(record, self.transactions.advanced)

    def find(self, digest: bytes) -> Record | None:
        """The record with a digest: the version of the transaction, if it has written one."""
        own = self._own(digest)
        if own is None:
            return self.shared.find(digest)
        return own if own.bins else None

    def tombstone(self, digest: bytes) -> Record | None:
        """The tombstone of a record, also one of the transaction."""
        return self._own(digest) or self.tombstones.get(digest)

    def store(self, record: Record, size: int | None = None) -> None:
        """Writes a record, for the transaction only."""
        record.allot(size)
        self.transactions.locks[record.digest] = Lock(self.transaction, record)

    def delete(self, digest: bytes) -> None:
        """Refuses: deletes in a transaction must be durable.

        Raises:
            ResultError: with FORBIDDEN.
        """
        raise _must_be_durable()

    def bury(self, record: Record) -> None:
        """Deletes a record, for the transaction only."""
        tombstone = self.tombstone_of(record)
        self.transactions.locks[record.digest] = Lock(self.transaction, tombstone)

    def version_to_tell(self, message: Message, digest: bytes, code: int) -> bytes | None:
        """The version of the record that the transaction must verify when it ends.

        None if the transaction has written the record.
        """
        if code in _UNTOLD or digest in self.transactions.locks:
            return None
        return self.version(digest)


def _must_be_durable() -> ResultError:
    return ResultError(Result.FORBIDDEN, "deletes in a transaction must be durable")
