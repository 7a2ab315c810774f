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

    Args:
        bin_name: the name of the bin, at most 15 bytes.

    Returns:
        An operation; its result is the value of the bin. A bin that the record lacks has none.
    """
    return {"op": c.OPERATOR_READ, "bin": bin_name}


def write(bin_name: str, write_item: Any) -> Operation:
    """Write a bin.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        write_item: the new value. ``None`` removes the bin.

    Returns:
        An operation without a result.
    """
    return {"op": c.OPERATOR_WRITE, "bin": bin_name, "val": write_item}


def delete() -> Operation:
    """Delete the record.

    Returns:
        An operation without a result.
    """
    return {"op": c.OPERATOR_DELETE}


def append(bin_name: str, append_item: Any) -> Operation:
    """Append to a string or blob bin.

    A missing bin is created. For strings,
    :func:`aerospike_helpers.operations.string_operations.append` replaces it since server 8.2.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        append_item: a string or bytes, as the bin has.

    Returns:
        An operation without a result.
    """
    return {"op": c.OPERATOR_APPEND, "bin": bin_name, "val": append_item}


def prepend(bin_name: str, prepend_item: Any) -> Operation:
    """Put text before a string bin, or bytes before a blob bin.

    A missing bin is created. For strings,
    :func:`aerospike_helpers.operations.string_operations.prepend` replaces it since server 8.2.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        prepend_item: a string or bytes, as the bin has.

    Returns:
        An operation without a result.
    """
    return {"op": c.OPERATOR_PREPEND, "bin": bin_name, "val": prepend_item}


def increment(bin_name: str, amount: int | float) -> Operation:
    """Add to a number bin.

    A missing bin is created.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        amount: the number to add, an integer or a float like the bin's; negative to subtract.

    Returns:
        An operation without a result.
    """
    return {"op": c.OPERATOR_INCR, "bin": bin_name, "val": amount}


def touch(ttl: int | None = None) -> Operation:
    """Renew the time to live of the record and increase its generation.

    Args:
        ttl: the time to live, in seconds, or one of ``TTL_*``. Deprecated: a
            :exc:`DeprecationWarning` says to use the policy's ``ttl``.

    Returns:
        An operation without a result.
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

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        ctx: the path: steps made by :mod:`aerospike_helpers.cdt_ctx`; some may select several
            elements. At least one.
        flags: what to return, one of ``EXP_PATH_SELECT_*``, to which ``EXP_PATH_SELECT_NO_FAIL``
            may be added.

    Returns:
        An operation; its result is the selection, in the form that *flags* name.
    """
    return {"op": c._AS_OPERATOR_CDT_READ, "bin": bin_name, "ctx": ctx, c._CDT_FLAGS_KEY: flags}


def modify_by_path(bin_name: str, ctx: list[_cdt_ctx], expr: Any, flags: int) -> Operation:
    """Change what a path selects in a list or map (server 8.1.1).

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        ctx: the path: steps made by :mod:`aerospike_helpers.cdt_ctx`; some may select several
            elements. At least one.
        expr: a compiled expression, whose value replaces each selected one. It refers to that by a
            loop variable, such as :class:`~aerospike_helpers.expressions.base.LoopVarInt`.
            :class:`~aerospike_helpers.expressions.base.RemoveResult` removes it.
        flags: ``EXP_PATH_MODIFY_DEFAULT``, or ``EXP_PATH_MODIFY_NO_FAIL`` to leave out elements
            that the path or the expression does not fit.

    Returns:
        An operation without a result.
    """
    return {
        "op": c._AS_OPERATOR_CDT_MODIFY,
        "bin": bin_name,
        "ctx": ctx,
        c._CDT_APPLY_MOD_EXP_KEY: expr,
        c._CDT_FLAGS_KEY: flags,
    }
