"""The operators of operations, and what the packed ones of them do to bins.

Lists and maps, bits and HyperLogLogs have operators whose arguments are packed. All raise
:class:`~aerospike.devserver.errors.ResultError`. A result of None or ``NO_RESULT`` is none: the
wire has no difference between nil and nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from .bits import bits_modify, bits_read
from .cdt import cdt_modify, cdt_read
from .hll import hll_modify, hll_read
from .particle import Bin, decode, encode
from .values import NO_RESULT, Value

__all__ = ["MODIFIES", "READS", "Operator", "modify", "read"]


class Operator:
    """The numbers of the operations. Those on strings came with server 8.2."""

    READ = 1
    WRITE = 2
    CDT_READ = 3
    CDT_MODIFY = 4
    INCREMENT = 5
    EXPRESSION_READ = 7
    EXPRESSION_MODIFY = 8
    APPEND = 9
    PREPEND = 10
    TOUCH = 11
    BITS_READ = 12
    BITS_MODIFY = 13
    DELETE_ALL = 14
    HLL_READ = 15
    HLL_MODIFY = 16


READS: dict[int, Callable[[Value, bytes], Value]] = {
    Operator.CDT_READ: cdt_read,
    Operator.BITS_READ: bits_read,
    Operator.HLL_READ: hll_read,
}
"""What reads a value: called with the value and the packed operation, returns the result."""

MODIFIES: dict[int, Callable[[Value, bytes], tuple[Value, Value]]] = {
    Operator.CDT_MODIFY: cdt_modify,
    Operator.BITS_MODIFY: bits_modify,
    Operator.HLL_MODIFY: hll_modify,
}
"""What changes a value, or makes one of None: returns the new value, or None, and the result."""


def _result(value: Value) -> Bin | None:
    return None if value is None or value is NO_RESULT else encode(value)


def read(operator: int, bin: Bin, packed: bytes) -> Bin | None:
    """The result of a reading operator, None where there is none."""
    return _result(READS[operator](decode(bin), packed))


def modify(operator: int, bin: Bin | None, packed: bytes) -> tuple[Bin | None, Bin | None]:
    """The new bin and the result of a changing operator, each None where there is none."""
    value, result = MODIFIES[operator](decode(bin), packed)
    return None if value is None else encode(value), _result(result)
