"""Where the families of operations and commands plug in.

Each lives in a module of its own, looked up when it is first used. Where there is none, the
command ends with UNSUPPORTED_FEATURE. Modules agree on these entry points; all raise
:class:`~aerospike.devserver.errors.ResultError`:

* a reading operator: ``f(value, packed) -> result``
* a modifying operator: ``f(value or None, packed) -> (new value or None, result)``
* ``expression.evaluate(packed, context) -> value or expression.UNKNOWN``, the context being a
  :class:`~.context.RecordContext`
* ``commands.udf.execute_udf(namespace, message, digest) -> Reply``
* ``commands.query.execute_query(node, message) -> iterator of packed messages``

A result of None or ``NO_RESULT`` is none: the wire has no difference between nil and nothing.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

from ..errors import Result, ResultError
from ..model.particle import Bin, decode, encode
from ..model.values import NO_RESULT, Value
from .messages import Operator

__all__ = ["MODIFIES", "READS", "extension", "modify", "read"]

_PACKAGE = __package__.rpartition(".")[0]


class _Family(NamedTuple):
    module: str
    function: str


READS: dict[int, _Family] = {
    Operator.CDT_READ: _Family("model.cdt", "cdt_read"),
    Operator.BITS_READ: _Family("model.bits", "bits_read"),
    Operator.HLL_READ: _Family("model.hll", "hll_read"),
}
"""Operators that read a bin and have a result of their own."""

MODIFIES: dict[int, _Family] = {
    Operator.CDT_MODIFY: _Family("model.cdt", "cdt_modify"),
    Operator.BITS_MODIFY: _Family("model.bits", "bits_modify"),
    Operator.HLL_MODIFY: _Family("model.hll", "hll_modify"),
}
"""Operators that change a bin, some with a result."""


@cache
def extension(module: str, name: str) -> Any:
    """What a module of this package has under a name.

    Raises:
        ResultError: with UNSUPPORTED_FEATURE, there is no such module.
    """
    path = f"{_PACKAGE}.{module}"
    try:
        return getattr(import_module(path), name)
    except ModuleNotFoundError as error:
        # What the module itself needs and lacks is another matter.
        if error.name is None or not f"{path}.".startswith(f"{error.name}."):
            raise
        raise ResultError(
            Result.UNSUPPORTED_FEATURE, f"the development server lacks {module}"
        ) from None


def _result(value: Value) -> Bin | None:
    return None if value is None or value is NO_RESULT else encode(value)


def read(operator: int, bin: Bin, packed: bytes) -> Bin | None:
    """The result of a reading operator, None where there is none."""
    return _result(extension(*READS[operator])(decode(bin), packed))


def modify(operator: int, bin: Bin | None, packed: bytes) -> tuple[Bin | None, Bin | None]:
    """The new bin and the result of a changing operator, each None where there is none."""
    value, result = extension(*MODIFIES[operator])(decode(bin), packed)
    return None if value is None else encode(value), _result(result)
