"""Compiling expressions."""

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
"""The codes of all expressions."""

_CACHED = 512


class Expression(NamedTuple):
    """A compiled expression."""

    type: Type
    run: Run
    variables: int

    def value(self, context: Context) -> Value:
        """The value of the expression, which may be ``UNKNOWN`` or ``REMOVED``."""
        return self.run(Frame(context, self.variables))


@lru_cache(maxsize=_CACHED)
def compile_expression(packed: bytes) -> Expression:
    """The expression in *packed*.

    Raises:
        ResultError: with PARAMETER, it is malformed, or its types do not match.
    """
    builder = Builder(packed, _BUILDERS)
    node = builder.next()
    if not builder.reader.is_at_end():
        raise malformed("with bytes after it")
    if node.type is Type.ANY:
        raise malformed("whose value can only be compared with")
    return Expression(node.type, node.run, builder.most_variables)


# Expressions contain operations, and operations by path contain expressions.
set_compiler(compile_expression)
