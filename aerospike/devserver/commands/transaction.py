"""The commands that begin, verify, commit and end multi-record transactions."""

from __future__ import annotations

from ..errors import Result, ResultError
from ..model.cdt import cdt_modify
from ..model.operators import Operator
from ..state.storage import Namespace
from ..state.transactions import MAX_WRITES, MONITOR_SET, Monitor, pack_version
from .command import Command, Reply
from .messages import Field, Info2, Info4, Message, Op
from .transactional import Transactional, transaction_of

__all__ = ["special_command", "with_version"]

_ID, _DIGESTS, _COMMITTED = b"id", b"keyds", b"fwd"


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
    """Checks that a record is still as the transaction has read it."""

    def run(self) -> Reply:
        """Carries the command out."""
        namespace = self.namespace
        record = namespace.find(self.digest)
        if self.digest in namespace.transactions.locks:
            raise ResultError(Result.MRT_BLOCKED, "another transaction has locked the record")
        version = pack_version(
            record or namespace.tombstones.get(self.digest), namespace.transactions.advanced
        )
        if self.message.fields.get(Field.RECORD_VERSION) != version:
            raise ResultError(Result.MRT_VERSION_MISMATCH, "the record has changed")
        return Reply()


class Roll(Command):
    """Rolls a record forward to the version of a transaction, or back."""

    def run(self) -> Reply:
        """Carries the command out."""
        forward = bool(self.message.info4 & Info4.TXN_ROLL_FORWARD)
        transaction = transaction_of(self.message)
        self.namespace.transactions.roll(self.digest, transaction, forward=forward)
        return Reply()

    def admit(self) -> None:
        """The transaction itself has locked the record."""


class _MonitorCommand(Command):
    def admit(self) -> None:
        """No transaction locks a monitor."""
        self.namespace.transactions.expire()

    def _find(self) -> Monitor:
        return self.namespace.transactions.find(self.digest)


class MonitorWrite(_MonitorCommand):
    """Begins a transaction, adds records that it will write, or commits it."""

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
            raise ResultError(Result.NOT_FOUND, "the transaction does not exist")
        transactions.end(self.digest, Result.MRT_ABORTED)
        return Reply()


class MonitorRead(_MonitorCommand):
    """Clients may not read monitors."""

    def run(self) -> Reply:
        """Refuses."""
        raise ResultError(Result.UNSUPPORTED_FEATURE, "the set is for transactions only")


class NoTransactions(Command):
    """The commands of transactions on a namespace of the Community edition."""

    def run(self) -> Reply:
        """Refuses."""
        raise ResultError(Result.ENTERPRISE_ONLY, "transactions are an Enterprise feature")


_ROLLS = Info4.TXN_ROLL_FORWARD | Info4.TXN_ROLL_BACK


def special_command(namespace: Namespace, message: Message) -> tuple[str, type[Command]] | None:
    """The name in statistics and the class of a command that only transactions have."""
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
