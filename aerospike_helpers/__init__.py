"""Operations, expressions and batch records for the Aerospike client.

The objects of this package only describe: a client turns them into commands.
"""

from __future__ import annotations

from typing import Any

__all__ = ["HyperLogLog"]


class HyperLogLog(bytes):
    """The value of a HyperLogLog bin, as read from a server and as written back to it.

    Args:
        o: the bytes of the value, as a server sent them.
    """

    def __new__(cls, o: Any) -> HyperLogLog:
        return super().__new__(cls, o)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({super().__repr__()})"

    def __str__(self) -> str:
        return repr(self)
