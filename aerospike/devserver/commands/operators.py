"""What an operation does to a bin: a table of operators that the families of types fill.

Scalar operators are here. Those of lists, maps, bits, HyperLogLogs, strings and expressions come
from the modules that implement them, looked up when they are first used.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

from ..errors import Result, ResultError
from ..model.particle import Bin, decode, encode
from ..model.values import NO_RESULT
from ..protocol import Operator

__all__ = ["MODIFIES", "READS", "modify", "read"]


class _Family(NamedTuple):
    module: str
    function: str


READS: dict[int, _Family] = {
    Operator.CDT_READ: _Family("model.cdt", "cdt_read"),
    Operator.BITS_READ: _Family("model.bits", "bits_read"),
    Operator.HLL_READ: _Family("model.hll", "hll_read"),
    Operator.STRING_READ: _Family("model.strings", "string_read"),
    Operator.TO_STRING: _Family("model.strings", "to_string"),
}
"""Operators that read a bin and have a result of their own."""

MODIFIES: dict[int, _Family] = {
    Operator.CDT_MODIFY: _Family("model.cdt", "cdt_modify"),
    Operator.BITS_MODIFY: _Family("model.bits", "bits_modify"),
    Operator.HLL_MODIFY: _Family("model.hll", "hll_modify"),
    Operator.STRING_MODIFY: _Family("model.strings", "string_modify"),
}
"""Operators that change a bin, some with a result."""


def _function(family: _Family) -> Callable[..., Any]:
    package = __package__.rpartition(".")[0]
    try:
        module = import_module(f"{package}.{family.module}")
    except ModuleNotFoundError:
        raise ResultError(
            Result.UNSUPPORTED_FEATURE, f"the development server lacks {family.module}"
        ) from None
    function: Callable[..., Any] = getattr(module, family.function)
    return function


def read(operator: int, bin: Bin | None, packed: bytes) -> Bin | None:
    """The result of a reading operator; None where the bin is not there."""
    if bin is None:
        return None
    result = _function(READS[operator])(decode(bin), packed)
    return None if result is NO_RESULT else encode(result)


def modify(operator: int, bin: Bin | None, packed: bytes) -> tuple[Bin | None, Bin | None]:
    """The new bin and the result of a changing operator, each None where there is none."""
    value, result = _function(MODIFIES[operator])(None if bin is None else decode(bin), packed)
    return (
        None if value is None else encode(value),
        None if result is NO_RESULT else encode(result),
    )
