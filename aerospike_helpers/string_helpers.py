"""What string operations and expressions may be told (server 8.2)."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["NumericType", "RegexFlags", "StringPolicy", "WriteFlags"]


class RegexFlags(IntEnum):
    """How a regular expression is taken; flags may be added up."""

    DEFAULT = 0
    """As it stands."""

    CASE_INSENSITIVE = 1
    """Letters match in either case."""

    MULTILINE = 2
    """``^`` and ``$`` match at the ends of each line."""

    DOTALL = 4
    """``.`` matches line ends, too."""

    UNIX_LINES = 8
    """Only a line feed ends a line."""

    GLOBAL = 16
    """A replacement replaces all matches, not only the first."""


class WriteFlags(IntEnum):
    """What a string operation that changes its bin depends on; flags may be added up."""

    DEFAULT = 0
    """Nothing: failures are errors."""

    CREATE_ONLY = 1
    """The bin must not be there yet; for operations that can make one."""

    UPDATE_ONLY = 2
    """The bin must be there; where it is not, nothing happens."""

    NO_FAIL = 4
    """What cannot be applied leaves the bin as it is, without an error."""


class NumericType(IntEnum):
    """Which numbers ``is_numeric`` looks for."""

    ANY = 0
    """Integers and floats."""

    INT = 1
    """Integers."""

    FLOAT = 2
    """Floats: a point with a digit behind it is needed."""


class StringPolicy:
    """The policy of a string operation.

    Args:
        write_flags: flags of :class:`WriteFlags`.
    """

    def __init__(self, write_flags: WriteFlags = WriteFlags.DEFAULT) -> None:
        self.write_flags = write_flags
