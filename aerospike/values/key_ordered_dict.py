"""A dictionary that the server stores as a map in the order of its keys."""

from __future__ import annotations

from typing import Any

__all__ = ["KeyOrderedDict"]


class KeyOrderedDict(dict[Any, Any]):
    """A ``dict`` that is written as a key-ordered map; such a map is read as one.

    Iterating follows the order of insertion, as with any dictionary; the server sorts by key.
    """

    __slots__ = ()
    __module__ = "aerospike"
