"""Commands on one record: reads and deletes, and the choice between all commands."""

from __future__ import annotations

from functools import lru_cache

from ..errors import Result, ResultError
from ..expression import check_filter
from ..model.particle import NOTHING
from ..model.record import Record, now_ms, now_seconds
from ..state.storage import Namespace
from ..state.transactions import MONITOR_SET
from .command import MAX_OPS, Command, Reply
from .messages import Answer, Field, Info1, Info2, Info4, Message, Op
from .operate import READ_OPERATORS, read_op
from .transaction import special_command, with_version
from .transactional import Transactional
from .udf import execute_udf
from .write import Write

__all__ = ["execute", "kind_of"]

DIGEST_SIZE = 20

# Commands that end a transaction have these flags.
_OF_TRANSACTIONS = Info4.TXN_VERIFY_READ | Info4.TXN_ROLL_FORWARD | Info4.TXN_ROLL_BACK

# A read has a percentage in place of a time to live: it renews the record when less than this share
# of its time to live remains.
_TOUCH_NEVER = 0xFFFFFFFF
_TOUCH_DEFAULT = 0
_MOST_PERCENT = 100


# How the server's statistics name the ends of commands.
_ENDS: dict[int, str] = {Result.NOT_FOUND: "not_found", Result.FILTERED_OUT: "filtered_out"}
_FAILURES: dict[int, str] = {
    Result.GENERATION: "fail_generation",
    Result.RECORD_TOO_BIG: "fail_record_too_big",
    Result.MRT_BLOCKED: "fail_mrt_blocked",
    Result.MRT_VERSION_MISMATCH: "fail_mrt_version_mismatch",
}


def execute(
    namespace: Namespace, message: Message, digest: bytes, *, in_batch: bool = False
) -> Reply:
    """Runs the command of a message on the record with a digest, and counts it."""
    if len(digest) != DIGEST_SIZE:
        return Reply(Result.PARAMETER)
    origin = "batch_sub" if in_batch else "client"
    special = special_command(namespace, message)
    if special is not None:
        name, command = special
        reply = command(namespace, message, digest).answer()
        _count(namespace, name, reply.code)
        return reply
    if namespace.enterprise and Field.TXN_ID in message.fields:
        namespace = Transactional(namespace, message)
    if message.info2 & Info2.WRITE:
        if message.info2 & Info2.DELETE:
            kind, reply = "delete", Delete(namespace, message, digest).answer()
        elif Field.UDF_MODULE in message.fields:
            kind, reply = "udf", _udf(namespace, message, digest, origin)
        else:
            kind, reply = "write", Write(namespace, message, digest).answer()
    elif message.info1 & Info1.READ:
        kind, reply = "read", Read(namespace, message, digest).answer()
    else:
        return Reply(Result.PARAMETER)
    _count(namespace, f"{origin}_{kind}", reply.code)
    return with_version(namespace, message, digest, reply)


def kind_of(message: Message) -> str:
    """The kind of a command, as faults and logs name it."""
    fields, info2 = message.fields, message.info2
    if fields.get(Field.SET) == MONITOR_SET or message.info4 & _OF_TRANSACTIONS:
        return "transaction"
    if Field.DIGEST not in fields and Field.TASK_ID in fields:
        return "query"
    if not info2 & Info2.WRITE:
        return "read"
    if info2 & Info2.DELETE:
        return "delete"
    return "udf" if Field.UDF_MODULE in fields else "write"


def _count(namespace: Namespace, command: str, code: int) -> None:
    with namespace.lock:
        for name in _counters(command, code):
            namespace.counters[name] += 1


@lru_cache(1000)
def _counters(command: str, code: int) -> tuple[str, ...]:
    """The names of the statistics that count a command."""
    if code == Result.OK:
        end = "complete" if command.endswith("udf") else "success"
    else:
        end = _ENDS.get(code, "error")
    failures = (_FAILURES[code],) if code in _FAILURES else ()
    return (f"{command}_{end}", *failures)


def _udf(namespace: Namespace, message: Message, digest: bytes, origin: str) -> Reply:
    try:
        return execute_udf(namespace, message, digest, origin=origin)
    except ResultError as error:
        return Reply(error.code)


class Delete(Command):
    """Removes a record."""

    def run(self) -> Reply:
        """Runs the command; it never answers with metadata."""
        self.check_durability()
        record = self.namespace.find(self.digest)
        if record is None:
            raise ResultError(Result.NOT_FOUND)
        self.check_set(record)
        self.check_generation(record)
        check_filter(self.filter, record)
        self.check_key(record)
        self.delete(record)
        return Reply()


class Read(Command):
    """Reads a record: its metadata, all bins, some bins, or the results of operations."""

    def run(self) -> Reply:
        """Carries the command out."""
        record = self.found = self.namespace.find(self.digest)
        if record is None:
            raise ResultError(Result.NOT_FOUND)
        self.check_set(record)
        touch = self._wants_touch(record) and self.namespace.is_free(self.digest)
        check_filter(self.filter, record)
        self.check_key(record)
        reply = Reply(Result.OK, record.generation, record.void_time, self._bins(record))
        if touch:
            self._touch(record)
        return reply

    def _bins(self, record: Record) -> list[Answer]:
        if self.message.info1 & Info1.NO_BIN_DATA:
            return []
        if len(self.message.ops) > MAX_OPS:
            raise ResultError(Result.PARAMETER, f"{len(self.message.ops)} operations")
        if self.message.info1 & Info1.GET_ALL:
            return [Answer(*item) for item in record.bins.items()]
        if not self.message.ops:
            raise ResultError(Result.PARAMETER, "a read of no bins")
        return [found for op in self.message.ops for found in self._read(record, op)]

    def _read(self, record: Record, op: Op) -> list[Answer]:
        self.check_bin_name(op.name)
        if op.operator not in READ_OPERATORS:
            raise ResultError(Result.PARAMETER, f"operator {op.operator} does not read")
        _, result = read_op(record, op)
        if result is not None:
            return [Answer(op.name, result, op.operator)]
        if self.message.info2 & Info2.RESPOND_ALL_OPS:
            return [Answer(op.name, NOTHING, op.operator)]
        return []

    def _wants_touch(self, record: Record) -> bool:
        percent = self.message.record_ttl
        if not record.void_time or percent in (_TOUCH_NEVER, _TOUCH_DEFAULT):
            return False
        if percent > _MOST_PERCENT:
            raise ResultError(Result.PARAMETER, f"{percent} % of a time to live")
        written_ttl = record.void_time - record.last_update // 1000
        return now_seconds() >= record.void_time - written_ttl * percent // 100

    def _touch(self, record: Record) -> None:
        # Not an update: the generation stays.
        touched = record.copy()
        touched.void_time = now_seconds() + record.void_time - record.last_update // 1000
        touched.last_update = now_ms()
        self.namespace.store(touched)
