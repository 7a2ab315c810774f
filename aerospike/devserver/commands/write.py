"""The command that writes a record: its operations change bins, and may read them."""

from __future__ import annotations

from collections.abc import Callable

from ..errors import Result, ResultError
from ..expression import check_filter
from ..model.operators import MODIFIES, Operator, modify
from ..model.particle import NOTHING, Bin, append, from_client, increment
from ..model.record import MAX_GENERATION, Record, now_seconds
from ..model.values import Particle
from ..state.storage import Namespace
from .command import MAX_OPS, Command, Reply
from .messages import Answer, Field, Info1, Info2, Info3, Op
from .operate import READ_OPERATORS, modify_by_expression, read_op

__all__ = ["WRITE_OPERATORS", "Write", "advance", "check_stored_key", "void_time"]

SET_NAME_LIMIT = 63
MAX_BINS = 0x7FFF

TTL_DEFAULT = 0
TTL_NEVER = 0xFFFFFFFF
TTL_DONT_UPDATE = 0xFFFFFFFE
MAX_TTL = 10 * 365 * 24 * 3600

_INTEGER_KEY_SIZE = 9

# A write that replaces the record cannot have these operators.
_NOT_WHEN_REPLACING = frozenset(
    (
        Operator.TOUCH,
        Operator.INCREMENT,
        Operator.APPEND,
        Operator.PREPEND,
        Operator.DELETE_ALL,
        *MODIFIES,
    )
)
_MUST_EXIST = Info3.UPDATE_ONLY | Info3.REPLACE_ONLY

# These operators may answer, so they cannot be combined with a read of all bins.
_ANSWERING = READ_OPERATORS | {Operator.CDT_MODIFY, Operator.HLL_MODIFY}


def check_stored_key(key: bytes | None) -> None:
    """Refuses an incomplete key; *key* is stored with the record, None for no key.

    Raises:
        ResultError: with UNSUPPORTED_FEATURE.
    """
    if key is not None and (
        not key or (key[0] == Particle.INTEGER and len(key) != _INTEGER_KEY_SIZE)
    ):
        raise ResultError(Result.UNSUPPORTED_FEATURE, f"the key {key!r}")


def void_time(namespace: Namespace, ttl: int, found: Record | None) -> int:
    """When a written record expires, in seconds since the server's epoch; 0: never.

    Args:
        namespace: where the record is.
        ttl: the requested time to live, in seconds or one of ``TTL_*``.
        found: the record that it replaces.

    Raises:
        ResultError: with PARAMETER, the time to live is too long.
    """
    if ttl == TTL_DONT_UPDATE:
        if found is not None:
            return found.void_time
        ttl = TTL_DEFAULT
    if ttl == TTL_NEVER:
        return 0
    if ttl > MAX_TTL:
        raise ResultError(Result.PARAMETER, f"a time to live of {ttl} seconds")
    if ttl == TTL_DEFAULT:
        ttl = namespace.default_ttl
    return now_seconds() + ttl if ttl else 0


def advance(namespace: Namespace, record: Record, void_time: int) -> None:
    """Renews the metadata of a record that is written."""
    record.void_time = void_time
    record.generation = record.generation % MAX_GENERATION + 1
    namespace.stamp(record)


class Write(Command):
    """Writes a copy of a record, which replaces the record if all operations succeed."""

    record: Record
    operators: set[int]

    def run(self) -> Reply:
        """Carries the command out."""
        message = self.message
        self.replaces = bool(message.info3 & (Info3.CREATE_OR_REPLACE | Info3.REPLACE_ONLY))
        self.respond_all = bool(message.info2 & Info2.RESPOND_ALL_OPS)
        self.results: list[Answer] = []
        self._check_ops()
        found = self.found = self.namespace.find(self.digest)
        if found is None and self._must_exist():
            raise ResultError(Result.NOT_FOUND)
        if found is not None and message.info2 & Info2.CREATE_ONLY:
            raise ResultError(Result.RECORD_EXISTS)
        self.check_generation(found)
        self.record = self._create() if found is None else self._update(found)
        key = self._key()
        advance(self.namespace, self.record, void_time(self.namespace, message.record_ttl, found))
        if self.replaces:
            self.record.bins = {}
        for op in message.ops:
            self._apply(op)
        return self._finish(found, key)

    def _must_exist(self) -> bool:
        if self.message.info3 & _MUST_EXIST:
            return True
        return Operator.TOUCH in self.operators

    def _is_read_all(self, op: Op) -> bool:
        return (
            op.operator == Operator.READ
            and not op.name
            and bool(self.message.info1 & Info1.GET_ALL)
        )

    def _check_ops(self) -> None:
        message = self.message
        if not 0 < len(message.ops) <= MAX_OPS:
            raise ResultError(Result.PARAMETER, f"a write of {len(message.ops)} operations")
        self.operators = operators = {op.operator for op in message.ops}
        for op in message.ops:
            if op.operator != Operator.TOUCH:
                self.check_bin_name(op.name)
            if self.replaces:
                deletes = op.operator == Operator.WRITE and op.particle == Particle.NULL
                if deletes or op.operator in _NOT_WHEN_REPLACING:
                    raise ResultError(Result.PARAMETER, "a replace can only write bins")
        read_all = 0
        if Operator.READ in operators:
            read_all = sum(map(self._is_read_all, message.ops))
        if read_all > 1 or (read_all and self.respond_all):
            raise ResultError(Result.PARAMETER, "all bins can be read once, as the only answer")
        if bool(message.info1 & Info1.GET_ALL) != bool(read_all):
            raise ResultError(Result.PARAMETER, "no operation reads all bins")
        if read_all and sum(op.operator in _ANSWERING for op in message.ops) > 1:
            raise ResultError(Result.PARAMETER, "a read of all bins and other answers")
        if not message.info1 & Info1.READ and not operators.isdisjoint(READ_OPERATORS):
            raise ResultError(Result.PARAMETER, "operations that read, in a message that does not")

    def _create(self) -> Record:
        set_name = self.message.fields.get(Field.SET, b"")
        if len(set_name) > SET_NAME_LIMIT:
            raise ResultError(Result.PARAMETER, "the set's name is too long")
        tombstone = self.namespace.tombstone(self.digest)
        generation = 0 if tombstone is None else tombstone.generation
        return Record(self.digest, set_name, generation=generation)

    def _update(self, found: Record) -> Record:
        if self.message.fields.get(Field.SET, b"") != found.set_name:
            raise ResultError(Result.PARAMETER, "the record is in another set")
        check_filter(self.filter, found)
        return found.copy()

    def _key(self) -> bytes | None:
        """The key to store; operations do not see it yet."""
        key = self.message.fields.get(Field.KEY)
        if key is None:
            return self.record.key
        self.check_key(self.record)
        check_stored_key(key)
        return key

    def _apply(self, op: Op) -> None:
        if op.operator == Operator.TOUCH:
            return
        if op.operator in READ_OPERATORS:
            if self._is_read_all(op):
                self.results += [Answer(*item) for item in self.record.bins.items()]
            else:
                self._read(op)
        elif op.operator in MODIFIES:
            self._modify(op)
        else:
            change = _CHANGES.get(op.operator)
            if change is None:
                raise ResultError(Result.PARAMETER, f"unknown operator {op.operator}")
            change(self.record, op)
            if self.respond_all:
                self._answer(op, None)

    def _answer(self, op: Op, result: Bin | None) -> None:
        self.results.append(Answer(op.name, result or NOTHING, op.operator))

    def _read(self, op: Op) -> None:
        there, result = read_op(self.record, op)
        if self.respond_all or (there and (result is not None or op.operator != Operator.READ)):
            self._answer(op, result)

    def _modify(self, op: Op) -> None:
        value, result = modify(op.operator, self.record.bins.get(op.name), op.data)
        if value is None:
            self.record.remove_bin(op.name)
        else:
            self.record.bins[op.name] = value
        if result is not None or self.respond_all:
            self._answer(op, result)

    def _finish(self, found: Record | None, key: bytes | None) -> Reply:
        record = self.record
        record.key = key
        if len(record.bins) > MAX_BINS:
            raise ResultError(Result.PARAMETER, f"{len(record.bins)} bins")
        if not record.bins:
            return self._delete(found)
        size = record.size()
        if size > self.namespace.max_record_size:
            raise ResultError(Result.RECORD_TOO_BIG, f"{size} bytes")
        self.namespace.store(record, size)
        return Reply(Result.OK, record.generation, record.void_time, self.results)

    def _delete(self, found: Record | None) -> Reply:
        if found is None:
            raise ResultError(Result.NOT_FOUND, "nothing to write")
        self.check_durability()
        self.delete(found)
        return Reply(bins=self.results)


def _write_bin(record: Record, op: Op) -> None:
    if op.particle == Particle.NULL:
        record.remove_bin(op.name)
    else:
        record.bins[op.name] = from_client(op.particle, op.data)


def _increment(record: Record, op: Op) -> None:
    record.bins[op.name] = increment(record.bins.get(op.name), op.particle, op.data)


def _append(record: Record, op: Op) -> None:
    front = op.operator == Operator.PREPEND
    record.bins[op.name] = append(record.bins.get(op.name), op.particle, op.data, front=front)


def _delete_all(record: Record, op: Op) -> None:
    record.bins.clear()


_CHANGES: dict[int, Callable[[Record, Op], None]] = {
    Operator.WRITE: _write_bin,
    Operator.INCREMENT: _increment,
    Operator.APPEND: _append,
    Operator.PREPEND: _append,
    Operator.DELETE_ALL: _delete_all,
    Operator.EXPRESSION_MODIFY: modify_by_expression,
}

WRITE_OPERATORS = frozenset((Operator.TOUCH, *_CHANGES, *MODIFIES))
"""Operators that change a record."""
