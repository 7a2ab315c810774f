"""Operations that read a bin, and expressions that read and write one."""

from __future__ import annotations

from ..errors import Result, ResultError
from ..expression import compile_expression, evaluate
from ..expression.reader import Reader
from ..model.geo import check_size
from ..model.operators import READS, Operator, read
from ..model.particle import Bin, encode
from ..model.record import Record
from ..model.requests import unsigned
from ..model.values import UNKNOWN, Geo, Value
from .messages import Op

__all__ = ["READ_OPERATORS", "modify_by_expression", "read_op"]

READ_OPERATORS = frozenset((Operator.READ, Operator.EXPRESSION_READ, *READS))
"""Operators that change nothing."""

# Flags of expressions as operations.
_CREATE_ONLY, _UPDATE_ONLY, _ALLOW_DELETE, _POLICY_NO_FAIL, _EVAL_NO_FAIL = 1, 2, 4, 8, 16
_READ_FLAGS = _EVAL_NO_FAIL
_MODIFY_FLAGS = _CREATE_ONLY | _UPDATE_ONLY | _ALLOW_DELETE | _POLICY_NO_FAIL | _EVAL_NO_FAIL


def read_op(record: Record, op: Op) -> tuple[bool, Bin | None]:
    """Reads a bin: whether there was one, and the result or None.

    Raises:
        ResultError: the operation fails.
    """
    if op.operator == Operator.EXPRESSION_READ:
        packed, flags = _expression(op, _READ_FLAGS)
        value = _value(packed, record, flags)
        if value is None or value is UNKNOWN or _is_too_large(value, record):
            return True, None
        return True, encode(value)
    bin = record.bins.get(op.name)
    if bin is None or op.operator == Operator.READ:
        return bin is not None, bin
    return True, read(op.operator, bin, op.data)


def modify_by_expression(record: Record, op: Op) -> None:
    """Writes the value of an expression to a bin of the record.

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
        raise ResultError(Result.BIN_NOT_FOUND, "the bin does not exist")
    value = _value(packed, record, flags)
    if value is UNKNOWN:
        return
    if value is not None:
        record.bins[op.name] = encode(value)
    elif exists and flags & _ALLOW_DELETE:
        record.remove_bin(op.name)
    elif exists and not flags:
        # With any flag at all, the server keeps the bin and reports nothing.
        raise ResultError(Result.OP_NOT_APPLICABLE, "the expression would delete the bin")


def _expression(op: Op, allowed: int) -> tuple[bytes, int]:
    """The packed and checked expression of an operation, and its flags."""
    reader = Reader(op.data)
    if reader.count() not in (1, 2):
        raise ResultError(Result.PARAMETER, "an operation needs an expression and flags")
    packed = reader.packed()
    try:
        flags = unsigned(reader.value())
    except ResultError:
        # The server ignores flags that are not an integer.
        flags = 0
    if flags & ~allowed:
        raise ResultError(Result.PARAMETER, f"the flags {flags:#x} of an expression")
    compile_expression(packed)
    return packed, flags


def _value(packed: bytes, record: Record, flags: int) -> Value:
    """The value of an expression; it may fail only if the flags allow that.

    Then it is ``UNKNOWN``, or a region that is too large, which the server writes.
    """
    value = evaluate(packed, record)
    if flags & _EVAL_NO_FAIL:
        return value
    if value is UNKNOWN:
        raise ResultError(Result.OP_NOT_APPLICABLE, "the expression has no value")
    if _is_too_large(value, record):
        raise ResultError(Result.OP_NOT_APPLICABLE, "the region needs too many cells")
    return value


def _is_too_large(value: Value, record: Record) -> bool:
    """Whether a value is a region that needs too many cells.

    The server does not look at the value of a bin, which a function may have written.
    """
    if not isinstance(value, Geo):
        return False
    try:
        check_size(value)
    except ResultError:
        return encode(value) not in record.bins.values()
    return False
