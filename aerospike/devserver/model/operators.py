"""Operators: their numbers, and the functions of those with packed arguments.

Operations on lists and maps, on bits and on HyperLogLogs have packed arguments. Their functions
raise :class:`~aerospike.devserver.errors.ResultError`. The results None and ``NO_RESULT`` mean the
same here: the protocol does not distinguish nil from no result.
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
    """The numbers of operators. Server 8.2 has more, for strings."""

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
"""Functions that read: of a value and the packed operation, to the result."""

MODIFIES: dict[int, Callable[[Value, bytes], tuple[Value, Value]]] = {
    Operator.CDT_MODIFY: cdt_modify,
    Operator.BITS_MODIFY: bits_modify,
    Operator.HLL_MODIFY: hll_modify,
}
"""Functions that change a value, or create one from None: to the new value and the result."""


def _result(value: Value) -> Bin | None:
    return None if value is None or value is NO_RESULT else encode(value)


def read(operator: int, bin: Bin, packed: bytes) -> Bin | None:
    """The result of an operator that reads, or None."""
    return _result(READS[operator](decode(bin), packed))


def modify(operator: int, bin: Bin | None, packed: bytes) -> tuple[Bin | None, Bin | None]:
    """The new bin and the result of an operator that changes a bin; both may be None."""
    value, result = MODIFIES[operator](decode(bin), packed)
    return None if value is None else encode(value), _result(result)
