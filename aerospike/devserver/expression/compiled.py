"""From packed expressions to values."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from ..model.cdt_paths import set_compiler
from ..model.values import Value
from . import arithmetic, bits, calls, comparison, logic, metadata, variables
from .builder import Builder, Builders
from .nodes import Context, Frame, Run, Type, malformed

__all__ = ["CODES", "Expression", "compile_expression"]

_BUILDERS: Builders = {
    **arithmetic.BUILDERS,
    **bits.BUILDERS,
    **calls.BUILDERS,
    **comparison.BUILDERS,
    **logic.BUILDERS,
    **metadata.BUILDERS,
    **variables.BUILDERS,
}

CODES = _BUILDERS.keys()
"""The codes of the expressions there are."""

_CACHED = 512


class Expression(NamedTuple):
    """A compiled expression."""

    type: Type
    run: Run
    variables: int

    def value(self, context: Context) -> Value:
        """What the expression yields, ``UNKNOWN`` and ``REMOVED`` among it."""
        return self.run(Frame(context, self.variables))


@lru_cache(maxsize=_CACHED)
def compile_expression(packed: bytes) -> Expression:
    """The expression in *packed*.

    Raises:
        ResultError: with PARAMETER, it is malformed, or the types in it do not fit.
    """
    builder = Builder(packed, _BUILDERS)
    node = builder.next()
    if not builder.reader.is_at_end():
        raise malformed("with bytes behind it")
    if node.type is Type.ANY:
        raise malformed("whose value can only be compared with")
    return Expression(node.type, node.run, builder.most_variables)


# Expressions have operations in them, and operations by path have expressions.
set_compiler(compile_expression)
