"""Operations that read a bin, and expressions that read and write one."""

from __future__ import annotations

from ..errors import Result, ResultError
from ..expression import compile_expression, evaluate
from ..expression.reader import Reader
from ..model.operators import READS, Operator, read
from ..model.particle import Bin, encode
from ..model.record import Record
from ..model.requests import unsigned
from ..model.values import UNKNOWN, Value
from .messages import Op

__all__ = ["READ_OPERATORS", "modify_by_expression", "read_op"]

READ_OPERATORS = frozenset((Operator.READ, Operator.EXPRESSION_READ, *READS))
"""Operators that change nothing."""

# Flags of expressions as operations.
_CREATE_ONLY, _UPDATE_ONLY, _ALLOW_DELETE, _POLICY_NO_FAIL, _EVAL_NO_FAIL = 1, 2, 4, 8, 16
_READ_FLAGS = _EVAL_NO_FAIL
_MODIFY_FLAGS = _CREATE_ONLY | _UPDATE_ONLY | _ALLOW_DELETE | _POLICY_NO_FAIL | _EVAL_NO_FAIL


def read_op(record: Record, op: Op) -> tuple[bool, Bin | None]:
    """Whether there was something to read, and the result, None where there is none.

    Raises:
        ResultError: the operation fails.
    """
    if op.operator == Operator.EXPRESSION_READ:
        packed, flags = _expression(op, _READ_FLAGS)
        result = _value(packed, record, flags)
        return True, None if result is None else encode(result)
    bin = record.bins.get(op.name)
    if bin is None or op.operator == Operator.READ:
        return bin is not None, bin
    return True, read(op.operator, bin, op.data)


def modify_by_expression(record: Record, op: Op) -> None:
    """Writes what an expression says of a record to one of its bins.

    Raises:
        ResultError: the operation fails.
    """
    packed, flags = _expression(op, _MODIFY_FLAGS)
    exists = op.name in record.bins
    if exists and flags & _CREATE_ONLY:
        if flags & _POLICY_NO_FAIL:
            return
        raise ResultError(Result.BIN_EXISTS, "the bin exists")
    if not exists and flags & _UPDATE_ONLY:
        if flags & _POLICY_NO_FAIL:
            return
        raise ResultError(Result.BIN_NOT_FOUND, "there is no such bin")
    unknown = object()
    value = _value(packed, record, flags, unknown)
    if value is unknown:
        return
    if value is not None:
        record.bins[op.name] = encode(value)
    elif exists and flags & _ALLOW_DELETE:
        record.remove_bin(op.name)
    elif exists and not flags:
        # With any flag at all, the server keeps the bin and says nothing.
        raise ResultError(Result.OP_NOT_APPLICABLE, "the expression would delete the bin")


def _expression(op: Op, allowed: int) -> tuple[bytes, int]:
    """The expression of an operation, packed and sure to be one, and its flags."""
    reader = Reader(op.data)
    if reader.count() not in (1, 2):
        raise ResultError(Result.PARAMETER, "an operation needs an expression and flags")
    packed = reader.packed()
    try:
        flags = unsigned(reader.value())
    except ResultError:
        # To the server, what is no integer is no flags.
        flags = 0
    if flags & ~allowed:
        raise ResultError(Result.PARAMETER, f"the flags {flags:#x} of an expression")
    compile_expression(packed)
    return packed, flags


def _value(packed: bytes, record: Record, flags: int, unknown: object = None) -> Value:
    """The value of an expression; *unknown* where it has none and that is no failure."""
    value = evaluate(packed, record)
    if value is not UNKNOWN:
        return value
    if flags & _EVAL_NO_FAIL:
        return unknown
    raise ResultError(Result.OP_NOT_APPLICABLE, "the expression has no value")
