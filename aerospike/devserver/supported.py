"""Which operations and expressions the server knows, by their numbers on the wire.

The answers come from the tables by which the server handles requests.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from .commands.operate import READ_OPERATORS
from .commands.write import WRITE_OPERATORS
from .expression.calls import FAMILIES, MODIFY
from .expression.compiled import CODES
from .model import bits, cdt, hll
from .model.operators import Operator

__all__ = ["knows_call", "knows_expression", "knows_operation"]

_NUMBERS: dict[int, AbstractSet[int]] = {
    Operator.CDT_READ: cdt.READS,
    Operator.CDT_MODIFY: cdt.CHANGES,
    Operator.BITS_READ: bits.READS.keys(),
    Operator.BITS_MODIFY: bits.CHANGES.keys(),
    Operator.HLL_READ: hll.READS.keys(),
    Operator.HLL_MODIFY: hll.CHANGES.keys(),
}


def knows_operation(operator: int, number: int | None = None) -> bool:
    """Whether the server knows an operator and, if given, the number of an operation."""
    if operator not in READ_OPERATORS | WRITE_OPERATORS:
        return False
    return number is None or number in _NUMBERS.get(operator, ())


def knows_expression(code: int) -> bool:
    """Whether the server knows the expression with a code."""
    return code in CODES


def knows_call(system: int, number: int) -> bool:
    """Whether the server knows a call inside an expression: a system and an operation."""
    family = FAMILIES.get(system & ~MODIFY)
    if family is None:
        return False
    return knows_operation(family.modify if system & MODIFY else family.read, number)
