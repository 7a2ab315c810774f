"""Operations that evaluate expressions on the server (server 5.6)."""

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

# The names of an operation's entries, for those who look into one.
BIN_KEY = "bin"
EXPR_FLAGS_KEY = "expr_flags"
EXPR_KEY = "expr"
OP_KEY = "op"

Operation = dict[str, Any]


def expression_read(bin_name: str, expression: Any, expression_read_flags: int = 0) -> Operation:
    """Evaluate an expression.

    *bin_name* is the name that the result has in the reply, *expression* what ``compile()``
    returns, *expression_read_flags* are EXP_READ_*. Returns the value.
    """
    return {
        "op": c.OP_EXPR_READ,
        "bin": bin_name,
        "expr": expression,
        "expr_flags": expression_read_flags,
    }


def expression_write(bin_name: str, expression: Any, expression_write_flags: int = 0) -> Operation:
    """Evaluate an expression and write the value to a bin.

    *expression* is what ``compile()`` returns, *expression_write_flags* are EXP_WRITE_*. The
    result is None.
    """
    return {
        "op": c.OP_EXPR_WRITE,
        "bin": bin_name,
        "expr": expression,
        "expr_flags": expression_write_flags,
    }
