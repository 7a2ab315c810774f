"""Operations that evaluate expressions on the server (server 5.6).

Constants without a module are those of ``aerospike``. An expression that is unknown, because a bin
is missing for instance, raises :class:`~aerospike.exception.OpNotApplicable`.
"""

from __future__ import annotations

from typing import Any

from aerospike import constants as c

__all__ = [
    "BIN_KEY",
    "EXPR_FLAGS_KEY",
    "EXPR_KEY",
    "OP_KEY",
    "expression_read",
    "expression_write",
]

# The names of the entries of an operation's dictionary.
BIN_KEY = "bin"  #: The name of the bin or of the result.
EXPR_FLAGS_KEY = "expr_flags"  #: The flags, ``aerospike.EXP_READ_*`` or ``EXP_WRITE_*``.
EXPR_KEY = "expr"  #: The compiled expression.
OP_KEY = "op"  #: Which operation it is, ``aerospike.OP_EXPR_READ`` or ``OP_EXPR_WRITE``.

Operation = dict[str, Any]


def expression_read(bin_name: str, expression: Any, expression_read_flags: int = 0) -> Operation:
    """Evaluate an expression.

    Args:
        bin_name: the name of the result in the reply. It does not have to be a bin's name.
        expression: the expression, as its ``compile()`` returns it.
        expression_read_flags: ``EXP_READ_DEFAULT``, or ``EXP_READ_EVAL_NO_FAIL`` for the result
            ``None`` if the expression is unknown.

    Returns:
        An operation; its result is the value of the expression.
    """
    return {
        "op": c.OP_EXPR_READ,
        "bin": bin_name,
        "expr": expression,
        "expr_flags": expression_read_flags,
    }


def expression_write(bin_name: str, expression: Any, expression_write_flags: int = 0) -> Operation:
    """Evaluate an expression and write its value to a bin.

    Args:
        bin_name: the name of the bin to write, at most 15 bytes.
        expression: the expression, as its ``compile()`` returns it.
        expression_write_flags: any of ``EXP_WRITE_*``: whether the bin may be created, changed or
            deleted, and which failures count.

    Returns:
        An operation; its result is ``None``.
    """
    return {
        "op": c.OP_EXPR_WRITE,
        "bin": bin_name,
        "expr": expression,
        "expr_flags": expression_write_flags,
    }
