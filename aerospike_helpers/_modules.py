"""Public modules with code in private modules."""

from __future__ import annotations

from types import FunctionType
from typing import Any

__all__ = ["adopt"]


def adopt(module: dict[str, Any]) -> None:
    """Let classes and functions of private modules name the public module as their own.

    Applications import the public module; pickles and tracebacks name it, too.

    Args:
        module: the names of the public module; ``__all__`` lists those to change.
    """
    for name in module["__all__"]:
        member = module[name]
        if isinstance(member, (type, FunctionType)) and _is_private(member.__module__):
            member.__module__ = module["__name__"]


def _is_private(module: str) -> bool:
    return module.rpartition(".")[2].startswith("_")
