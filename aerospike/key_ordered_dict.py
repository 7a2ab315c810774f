"""A dictionary that the server stores as a map in the order of its keys."""

from __future__ import annotations

from typing import Any

__all__ = ["KeyOrderedDict"]


class KeyOrderedDict(dict[Any, Any]):
    """A ``dict`` that is written as a key-ordered map, and what such a map is read as.

    The order of its items in Python is that of any dictionary; the server sorts them by key.
    """

    __slots__ = ()
