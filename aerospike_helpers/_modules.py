"""Public modules whose code lies in private ones."""

from __future__ import annotations

from types import FunctionType
from typing import Any

__all__ = ["adopt"]


def adopt(module: dict[str, Any]) -> None:
    """Have classes and functions of private modules name the public module as their own.

    Applications import the public module; pickles and tracebacks name it, wherever the code lies.

    Args:
        module: the names of the public module, of which ``__all__`` says those to look at.
    """
    for name in module["__all__"]:
        member = module[name]
        if isinstance(member, (type, FunctionType)) and _is_private(member.__module__):
            member.__module__ = module["__name__"]


def _is_private(module: str) -> bool:
    return module.rpartition(".")[2].startswith("_")
