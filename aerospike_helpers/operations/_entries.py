"""Operations are dictionaries: how those on lists and maps are put together."""

from __future__ import annotations

from typing import Any, Optional

__all__ = ["Context", "Operation", "Policy"]

Operation = dict[str, Any]
Policy = Optional[dict[str, Any]]
Context = Optional[list[Any]]


def _op(code: int, bin_name: str, **entries: Any) -> Operation:
    return {"op": code, "bin": bin_name, **entries}


def _with(operation: Operation, **entries: Any) -> Operation:
    """Adds the entries that are given."""
    for name, value in entries.items():
        if value is not None:
            operation[name] = value
    return operation
