"""Commands on one record: read, write, delete."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..errors import Result, ResultError
from ..model.particle import NOTHING, Bin, append, from_client, increment
from ..model.record import MAX_GENERATION, Record, now_seconds
from ..model.values import Particle
from ..protocol import Field, Info1, Info2, Info3, Message, Op, Operator
from ..storage import Namespace
from .context import RecordContext, check_filter, evaluator
from .operators import MODIFIES, READS, modify, read

__all__ = ["Reply", "execute"]

BIN_NAME_LIMIT = 15
SET_NAME_LIMIT = 63
MAX_BINS = 0x7FFF
DIGEST_SIZE = 20

TTL_DEFAULT = 0
TTL_NEVER = 0xFFFFFFFF
TTL_DONT_UPDATE = 0xFFFFFFFE
MAX_TTL = 10 * 365 * 24 * 3600


# Operators of _read_op.
_ANSWERING = frozenset((Operator.READ, Operator.EXPRESSION_READ, *READS))


class Reply(NamedTuple):
    """What a command answers when it goes well."""

    generation: int = 0
    void_time: int = 0
    bins: Sequence[tuple[bytes, Bin]] = ()


def execute(namespace: Namespace, message: Message, digest: bytes) -> Reply:
    """Runs a command on the record with a digest.

    Raises:
        ResultError: the command fails; the record is as it was.
    """
    if len(digest) != DIGEST_SIZE:
        raise ResultError(Result.PARAMETER, f"a digest of {len(digest)} bytes")
    with namespace.lock:
        if message.info2 & Info2.DELETE:
            return _delete(namespace, message, digest)
        if message.info2 & Info2.WRITE:
            return _Write(namespace, message, digest).run()
        if message.info1 & Info1.READ:
            return _read(namespace, message, digest)
    raise ResultError(Result.PARAMETER, "a message that neither reads nor writes")


def _check_key(record: Record, message: Message) -> None:
    """A stored key must be the one that a message brings."""
    key = message.fields.get(Field.KEY)
    if key is not None and record.key is not None and key != record.key:
        raise ResultError(Result.KEY_MISMATCH, "the record has another key")


def _check_generation(record: Record | None, message: Message) -> None:
    generation = 0 if record is None else record.generation
    if message.info2 & Info2.GENERATION and message.generation != generation:
        raise ResultError(Result.GENERATION, f"the generation is {generation}")
    if message.info2 & Info2.GENERATION_GT and message.generation <= generation:
        raise ResultError(Result.GENERATION, f"the generation is {generation}")


def _delete(namespace: Namespace, message: Message, digest: bytes) -> Reply:
    if message.info2 & Info2.DURABLE_DELETE:
        raise ResultError(Result.ENTERPRISE_ONLY, "durable deletes are an Enterprise feature")
    record = namespace.find(digest)
    if record is None:
        raise ResultError(Result.NOT_FOUND)
    _check_generation(record, message)
    check_filter(message.fields.get(Field.FILTER), record)
    _check_key(record, message)
    namespace.delete(digest)
    return Reply()


def _read(namespace: Namespace, message: Message, digest: bytes) -> Reply:
    record = namespace.find(digest)
    if record is None:
        raise ResultError(Result.NOT_FOUND)
    check_filter(message.fields.get(Field.FILTER), record)
    _check_key(record, message)
    if message.info1 & Info1.NO_BIN_DATA:
        return Reply(record.generation, record.void_time)
    if message.info1 & Info1.GET_ALL:
        return Reply(record.generation, record.void_time, list(record.bins.items()))
    if not message.ops:
        raise ResultError(Result.PARAMETER, "a read of no bins")
    respond_all = bool(message.info2 & Info2.RESPOND_ALL_OPS)
    bins = []
    for op in message.ops:
        result, reads = _read_op(record, op)
        if result is not None:
            bins.append((op.name, result))
        elif respond_all or reads:
            bins.append((op.name, NOTHING))
    return Reply(record.generation, record.void_time, bins)


def _read_op(record: Record, op: Op) -> tuple[Bin | None, bool]:
    """The result of a reading operation, and whether it answers even where there is none."""
    if op.operator == Operator.READ:
        return record.bins.get(op.name), False
    if op.operator in READS:
        return read(op.operator, record.bins.get(op.name), op.data), True
    if op.operator == Operator.EXPRESSION_READ:
        result: Bin | None = evaluator().exp_read(op.data, RecordContext(record))
        return result, True
    raise ResultError(Result.PARAMETER, f"operator {op.operator} does not read")


class _Write:
    """A write under way: a copy of the record that takes its place only if all goes well."""

    def __init__(self, namespace: Namespace, message: Message, digest: bytes) -> None:
        self.namespace = namespace
        self.message = message
        self.digest = digest
        self.replaces = bool(message.info3 & (Info3.CREATE_OR_REPLACE | Info3.REPLACE_ONLY))
        self.respond_all = bool(message.info2 & Info2.RESPOND_ALL_OPS)
        self.must_exist = bool(message.info3 & (Info3.UPDATE_ONLY | Info3.REPLACE_ONLY))
        self.results: list[tuple[bytes, Bin]] = []

    def run(self) -> Reply:
        message = self.message
        self._check_ops()
        found = self.namespace.find(self.digest)
        if found is None and self.must_exist:
            raise ResultError(Result.NOT_FOUND)
        if found is not None and message.info2 & Info2.CREATE_ONLY:
            raise ResultError(Result.RECORD_EXISTS)
        _check_generation(found, message)
        if found is None:
            self.record = self._create()
        else:
            check_filter(message.fields.get(Field.FILTER), found)
            _check_key(found, message)
            self.record = found.copy()
        if Field.KEY in message.fields:
            self.record.key = message.fields[Field.KEY]
        void_time = self._void_time(found)
        if self.replaces:
            self.record.bins = {}
        for op in message.ops:
            self._apply(op)
        return self._finish(found, void_time)

    def _create(self) -> Record:
        set_name = self.message.fields.get(Field.SET, b"")
        if len(set_name) > SET_NAME_LIMIT:
            raise ResultError(Result.PARAMETER, "the set's name is too long")
        return Record(self.digest, set_name)

    def _check_ops(self) -> None:
        if not self.message.ops:
            raise ResultError(Result.PARAMETER, "a write of no bins")
        for op in self.message.ops:
            if op.operator == Operator.TOUCH:
                self.must_exist = True
            if len(op.name) > BIN_NAME_LIMIT:
                raise ResultError(Result.BIN_NAME, f"the bin name {op.name!r} is too long")
            if self.replaces and (
                op.operator not in (Operator.WRITE, Operator.READ)
                or (op.operator == Operator.WRITE and op.particle == Particle.NULL)
            ):
                raise ResultError(Result.PARAMETER, "a replace can only write bins")

    def _void_time(self, found: Record | None) -> int:
        ttl = self.message.record_ttl
        if ttl == TTL_DONT_UPDATE:
            if found is not None:
                return found.void_time
            ttl = TTL_DEFAULT
        if ttl == TTL_NEVER:
            return 0
        if ttl > MAX_TTL:
            raise ResultError(Result.PARAMETER, f"a time to live of {ttl} seconds")
        if ttl == TTL_DEFAULT:
            ttl = self.namespace.default_ttl
        return now_seconds() + ttl if ttl else 0

    def _apply(self, op: Op) -> None:
        if op.operator == Operator.TOUCH:
            return
        if op.operator == Operator.READ and not op.name and self._reads_all():
            self.results.extend(self.record.bins.items())
        elif op.operator in _ANSWERING:
            self._answer_read(op)
        elif op.operator in MODIFIES:
            self._modify(op)
        else:
            self._change(op)
            if self.respond_all:
                self.results.append((op.name, NOTHING))

    def _reads_all(self) -> bool:
        return bool(self.message.info1 & Info1.GET_ALL)

    def _answer_read(self, op: Op) -> None:
        result, reads = _read_op(self.record, op)
        if result is not None:
            self.results.append((op.name, result))
        elif self.respond_all or reads:
            self.results.append((op.name, NOTHING))

    def _modify(self, op: Op) -> None:
        bins = self.record.bins
        value, result = modify(op.operator, bins.get(op.name), op.data)
        if value is None:
            bins.pop(op.name, None)
        else:
            bins[op.name] = value
        if result is not None:
            self.results.append((op.name, result))
        elif self.respond_all:
            self.results.append((op.name, NOTHING))

    def _change(self, op: Op) -> None:
        bins = self.record.bins
        old = bins.get(op.name)
        if op.operator == Operator.WRITE:
            if op.particle == Particle.NULL:
                bins.pop(op.name, None)
            else:
                bins[op.name] = from_client(op.particle, op.data)
        elif op.operator == Operator.INCREMENT:
            bins[op.name] = increment(old, op.particle, op.data)
        elif op.operator in (Operator.APPEND, Operator.PREPEND):
            front = op.operator == Operator.PREPEND
            bins[op.name] = append(old, op.particle, op.data, front=front)
        elif op.operator == Operator.DELETE_ALL:
            bins.clear()
        elif op.operator == Operator.EXPRESSION_MODIFY:
            evaluator().exp_modify(op.data, RecordContext(self.record), op.name)
        else:
            raise ResultError(Result.PARAMETER, f"there is no operator {op.operator}")

    def _finish(self, found: Record | None, void_time: int) -> Reply:
        record = self.record
        if len(record.bins) > MAX_BINS:
            raise ResultError(Result.PARAMETER, f"{len(record.bins)} bins")
        if not record.bins:
            if found is not None:
                self.namespace.delete(self.digest)
            return Reply(bins=self.results)
        if record.size() > self.namespace.max_record_size:
            raise ResultError(Result.RECORD_TOO_BIG, f"{record.size()} bytes")
        record.generation = record.generation % MAX_GENERATION + 1
        record.void_time = void_time
        self.namespace.stamp(record)
        self.namespace.store(record)
        return Reply(record.generation, record.void_time, self.results)
