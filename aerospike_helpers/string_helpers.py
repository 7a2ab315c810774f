"""Flags and policies of string operations and expressions (server 8.2)."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["NumericType", "RegexFlags", "StringPolicy", "WriteFlags"]


class RegexFlags(IntEnum):
    """How a regular expression matches; flags may be combined by ``|``."""

    DEFAULT = 0
    """The pattern matches as it is written."""

    CASE_INSENSITIVE = 1
    """Letters match in either case."""

    MULTILINE = 2
    """``^`` and ``$`` match at the ends of each line."""

    DOTALL = 4
    """``.`` also matches line ends."""

    UNIX_LINES = 8
    """Only a line feed ends a line."""

    GLOBAL = 16
    """A replacement replaces all matches, not only the first."""


class WriteFlags(IntEnum):
    """Conditions of a string operation that changes its bin; flags may be combined by ``|``."""

    DEFAULT = 0
    """No conditions; failures are errors."""

    CREATE_ONLY = 1
    """The bin must not exist; for operations that can create one."""

    UPDATE_ONLY = 2
    """The bin must exist; otherwise nothing happens."""

    NO_FAIL = 4
    """An operation that fails leaves the bin as it is, without an error."""


class NumericType(IntEnum):
    """Which numbers ``is_numeric`` accepts."""

    ANY = 0
    """Integers and floats."""

    INT = 1
    """Integers."""

    FLOAT = 2
    """Floats, with a point and a digit after it."""


class StringPolicy:
    """The policy of a string operation.

    Args:
        write_flags: one or more of :class:`WriteFlags`, combined by ``|``.
    """

    def __init__(self, write_flags: WriteFlags = WriteFlags.DEFAULT) -> None:
        self.write_flags = write_flags
