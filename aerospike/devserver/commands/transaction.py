"""Commands of multi-record transactions: those that take part in one, and those that end one."""

from __future__ import annotations

from ..errors import Result, ResultError
from ..model.cdt import cdt_modify
from ..model.record import Record, now_seconds
from ..state.storage import Namespace
from ..state.transactions import MAX_WRITES, MONITOR_SET, Lock, Monitor, pack_version
from .command import Command, Reply
from .messages import Field, Info2, Info4, Message, Op, Operator

__all__ = ["Transactional", "special_command", "with_version"]

_ID, _DIGESTS, _COMMITTED = b"id", b"keyds", b"fwd"


def _transaction(message: Message) -> int:
    """The id of the transaction that a command is part of, 0 where there is none."""
    return int.from_bytes(message.fields.get(Field.TXN_ID, b""), "little")


class Transactional(Namespace):
    """A namespace as the commands of a transaction see it.

    It shares all with the namespace but the records that the transaction has written.
    """

    def __init__(self, namespace: Namespace, message: Message) -> None:
        vars(self).update(vars(namespace))
        self.shared = namespace
        self.transaction = _transaction(message)

    def _own(self, digest: bytes) -> Record | None:
        lock = self.transactions.locks.get(digest)
        if lock is None or lock.transaction != self.transaction:
            return None
        return lock.version

    def admit(self, message: Message, digest: bytes) -> None:
        """Refuses what would break the transaction.

        Raises:
            ResultError: with MRT_BLOCKED, another transaction has locked the record; with
                MRT_VERSION_MISMATCH, it has changed since the transaction has read it; with
                MRT_EXPIRED, the transaction's time is over; with MRT_ALREADY_LOCKED, the command
                is only to lock the record, and it is; with FORBIDDEN, a delete is not durable.
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
        if deadline and now_seconds() > deadline:
            raise ResultError(Result.MRT_EXPIRED, "the transaction's time is over")
        if lock is not None and message.info4 & Info4.TXN_ON_LOCKING_ONLY:
            raise ResultError(Result.MRT_ALREADY_LOCKED, "the transaction has the record")
        if message.info2 & Info2.DELETE and not message.info2 & Info2.DURABLE_DELETE:
            raise _must_be_durable()

    def is_free(self, digest: bytes) -> bool:
        """Reads of a transaction renew nothing."""
        return False

    def version(self, digest: bytes) -> bytes:
        """The version of a record that the transaction has not written."""
        return pack_version(self.shared.find(digest) or self.tombstones.get(digest))

    def find(self, digest: bytes) -> Record | None:
        """The record with a digest, as the transaction has written it if it has."""
        own = self._own(digest)
        if own is None:
            return self.shared.find(digest)
        return own if own.bins else None

    def tombstone(self, digest: bytes) -> Record | None:
        """What a durable delete has left of a record, also one of the transaction."""
        return self._own(digest) or self.tombstones.get(digest)

    def store(self, record: Record) -> None:
        """Writes a record, for the transaction only."""
        record.allot()
        self.transactions.locks[record.digest] = Lock(self.transaction, record)

    def delete(self, digest: bytes) -> None:
        """Transactions only delete durably.

        Raises:
            ResultError: with FORBIDDEN.
        """
        raise _must_be_durable()

    def bury(self, record: Record) -> None:
        """Deletes a record, for the transaction only."""
        tombstone = self.tombstone_of(record)
        self.transactions.locks[record.digest] = Lock(self.transaction, tombstone)

    def version_to_tell(self, message: Message, digest: bytes, code: int) -> bytes | None:
        """The version of the record that the transaction is to verify when it ends.

        There is none where the transaction has written the record.
        """
        if code in _UNTOLD or digest in self.transactions.locks:
            return None
        return self.version(digest)


# Failures that do not tell of the record.
_UNTOLD = frozenset(
    (
        Result.MRT_BLOCKED,
        Result.MRT_VERSION_MISMATCH,
        Result.MRT_EXPIRED,
        Result.MRT_ALREADY_LOCKED,
    )
)


def _must_be_durable() -> ResultError:
    return ResultError(Result.FORBIDDEN, "deletes in a transaction must be durable")


def with_version(namespace: Namespace, message: Message, digest: bytes, reply: Reply) -> Reply:
    """A reply with the version of the record if a transaction needs to know it."""
    if not isinstance(namespace, Transactional):
        return reply
    with namespace.lock:
        version = namespace.version_to_tell(message, digest, reply.code)
    if version is None:
        return reply
    return reply._replace(fields=((Field.RECORD_VERSION, version),))


class Verify(Command):
    """Tells whether a record is as a transaction has read it."""

    def run(self) -> Reply:
        """Carries the command out."""
        namespace = self.namespace
        record = namespace.find(self.digest)
        if self.digest in namespace.transactions.locks:
            raise ResultError(Result.MRT_BLOCKED, "another transaction has locked the record")
        version = pack_version(record or namespace.tombstones.get(self.digest))
        if self.message.fields.get(Field.RECORD_VERSION) != version:
            raise ResultError(Result.MRT_VERSION_MISMATCH, "the record has changed")
        return Reply()


class Roll(Command):
    """Makes what a transaction has written to a record take effect, or takes it back."""

    def run(self) -> Reply:
        """Carries the command out."""
        forward = bool(self.message.info4 & Info4.TXN_ROLL_FORWARD)
        transaction = _transaction(self.message)
        self.namespace.transactions.roll(self.digest, transaction, forward=forward)
        return Reply()

    def admit(self) -> None:
        """That the record is locked is the point."""


class _MonitorCommand(Command):
    def admit(self) -> None:
        """Monitors are not in the way of each other."""
        self.namespace.transactions.expire()

    def _find(self) -> Monitor:
        return self.namespace.transactions.find(self.digest)


class MonitorWrite(_MonitorCommand):
    """Begins a transaction, adds records that it is about to write, or commits it."""

    def run(self) -> Reply:
        """Carries the command out."""
        ops = {op.name: op for op in self.message.ops}
        if set(ops) == {_COMMITTED}:
            return self._commit()
        if _DIGESTS not in ops or not set(ops) <= {_ID, _DIGESTS}:
            raise ResultError(Result.UNSUPPORTED_FEATURE, "the set is for transactions only")
        digests = ops[_DIGESTS]
        if digests.operator != Operator.CDT_MODIFY:
            raise ResultError(Result.UNSUPPORTED_FEATURE, "the set is for transactions only")
        value, _ = cdt_modify(None, digests.data)
        added = {bytes(item) for item in value or () if isinstance(item, bytes)}
        monitor = self._begin(ops[_ID]) if _ID in ops else self._find()
        if monitor.is_committed:
            raise ResultError(Result.MRT_COMMITTED, "the transaction is committed")
        if len(monitor.digests | added) > MAX_WRITES:
            raise ResultError(Result.MRT_TOO_MANY_WRITES, "a transaction of too many records")
        monitor.digests |= added
        deadline = monitor.deadline.to_bytes(4, "little")
        return Reply(fields=((Field.TXN_DEADLINE, deadline),))

    def _begin(self, op: Op) -> Monitor:
        transaction = int.from_bytes(op.data, "big")
        return self.namespace.transactions.begin(self.digest, transaction, self.message.record_ttl)

    def _commit(self) -> Reply:
        monitor = self._find()
        if monitor.is_committed:
            raise ResultError(Result.MRT_COMMITTED, "the transaction is committed")
        monitor.is_committed = True
        return Reply()


class MonitorDelete(_MonitorCommand):
    """Ends a transaction."""

    def run(self) -> Reply:
        """Carries the command out."""
        transactions = self.namespace.transactions
        if self.digest not in transactions.monitors:
            raise ResultError(Result.NOT_FOUND, "there is no such transaction")
        transactions.end(self.digest, Result.MRT_ABORTED)
        return Reply()


class MonitorRead(_MonitorCommand):
    """Monitors are not for clients to read."""

    def run(self) -> Reply:
        """Refuses."""
        raise ResultError(Result.UNSUPPORTED_FEATURE, "the set is for transactions only")


class NoTransactions(Command):
    """What ends transactions, where there are none."""

    def run(self) -> Reply:
        """Refuses."""
        raise ResultError(Result.ENTERPRISE_ONLY, "transactions are an Enterprise feature")


_ROLLS = Info4.TXN_ROLL_FORWARD | Info4.TXN_ROLL_BACK


def special_command(namespace: Namespace, message: Message) -> tuple[str, type[Command]] | None:
    """The name in statistics and the class of a command that is for transactions only."""
    writes = message.info2 & Info2.WRITE
    if namespace.enterprise and message.fields.get(Field.SET) == MONITOR_SET:
        if not writes:
            return "mrt_monitor_read", MonitorRead
        deletes = message.info2 & Info2.DELETE
        return "mrt_monitor_write", MonitorDelete if deletes else MonitorWrite
    if writes and message.info4 & _ROLLS and not message.info2 & Info2.DELETE:
        forward = message.info4 & Info4.TXN_ROLL_FORWARD
        name = "mrt_roll_forward" if forward else "mrt_roll_back"
        return name, Roll if namespace.enterprise else NoTransactions
    if not writes and message.info4 & Info4.TXN_VERIFY_READ:
        return "mrt_verify_read", Verify if namespace.enterprise else NoTransactions
    return None
