"""Operations on bins of any type, for ``operate``, ``operate_ordered`` and batches."""

from __future__ import annotations

import warnings
from typing import Any

from aerospike import constants as c
from aerospike_helpers.cdt_ctx import _cdt_ctx

__all__ = [
    "append",
    "delete",
    "increment",
    "modify_by_path",
    "prepend",
    "read",
    "select_by_path",
    "touch",
    "write",
]

Operation = dict[str, Any]


def read(bin_name: str) -> Operation:
    """Read a bin.

    Returns its value.
    """
    return {"op": c.OPERATOR_READ, "bin": bin_name}


def write(bin_name: str, write_item: Any) -> Operation:
    """Write a bin.

    Has no result.
    """
    return {"op": c.OPERATOR_WRITE, "bin": bin_name, "val": write_item}


def delete() -> Operation:
    """Remove all bins, and so the record.

    Has no result.
    """
    return {"op": c.OPERATOR_DELETE}


def append(bin_name: str, append_item: Any) -> Operation:
    """Append text to a string bin, or bytes to a blob bin.

    Has no result. For strings, :func:`aerospike_helpers.operations.string_operations.append`
    takes its place from server 8.2 on.
    """
    return {"op": c.OPERATOR_APPEND, "bin": bin_name, "val": append_item}


def prepend(bin_name: str, prepend_item: Any) -> Operation:
    """Put text in front of a string bin, or bytes in front of a blob bin.

    Has no result. For strings, :func:`aerospike_helpers.operations.string_operations.prepend`
    takes its place from server 8.2 on.
    """
    return {"op": c.OPERATOR_PREPEND, "bin": bin_name, "val": prepend_item}


def increment(bin_name: str, amount: int | float) -> Operation:
    """Add to a number bin.

    Has no result.
    """
    return {"op": c.OPERATOR_INCR, "bin": bin_name, "val": amount}


def touch(ttl: int | None = None) -> Operation:
    """Renew the time to live of a record and add one to its generation.

    Has no result. *ttl* is deprecated: the policy of the command says it.
    """
    operation: Operation = {"op": c.OPERATOR_TOUCH}
    if ttl:
        warnings.warn(
            "TTL should be specified in the policy parameter for operate",
            DeprecationWarning,
            stacklevel=2,
        )
        operation["val"] = ttl
    return operation


def select_by_path(bin_name: str, ctx: list[_cdt_ctx], flags: int) -> Operation:
    """Read what a path selects in a list or map (server 8.1.1).

    *ctx* may point to all children or filter them; *flags* are EXP_PATH_SELECT_*. Returns the
    selection.
    """
    return {"op": c._AS_OPERATOR_CDT_READ, "bin": bin_name, "ctx": ctx, c._CDT_FLAGS_KEY: flags}


def modify_by_path(bin_name: str, ctx: list[_cdt_ctx], expr: Any, flags: int) -> Operation:
    """Change what a path selects in a list or map (server 8.1.1).

    Each selected value becomes that of *expr*, a compiled expression that refers to it by a
    loop variable; *flags* are EXP_PATH_MODIFY_*. Has no result.
    """
    return {
        "op": c._AS_OPERATOR_CDT_MODIFY,
        "bin": bin_name,
        "ctx": ctx,
        c._CDT_APPLY_MOD_EXP_KEY: expr,
        c._CDT_FLAGS_KEY: flags,
    }
