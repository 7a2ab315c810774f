"""Reading the msgpack of an expression item by item.

An expression is not a value as a whole: its names are strings without the byte of the particle
type, and its lists are calls.
"""

from __future__ import annotations

from ..model.requests import wrap
from ..model.values import Value
from ..model.wire import unpack_from
from .nodes import malformed

__all__ = ["Reader"]

_FIXED_LISTS = range(0x90, 0xA0)
_LISTS = {0xDC: 2, 0xDD: 4}
_FIXED_STRINGS = range(0xA0, 0xC0)
_STRINGS = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4}


class Reader:
    """A position in packed data. Unexpected data raises ResultError."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def _take(self, size: int) -> bytes:
        end = self.at + size
        if end > len(self.data):
            raise malformed("that ends too early")
        taken = self.data[self.at : end]
        self.at = end
        return taken

    def _head(self) -> int:
        return self._take(1)[0]

    def is_at_end(self) -> bool:
        """Whether everything has been read."""
        return self.at >= len(self.data)

    def is_at_list(self) -> bool:
        """Whether the next item is a list."""
        if self.is_at_end():
            raise malformed("that ends too early")
        head = self.data[self.at]
        return head in _FIXED_LISTS or head in _LISTS

    def count(self) -> int:
        """The number of items in the list that begins here."""
        head = self._head()
        if head in _FIXED_LISTS:
            return head - _FIXED_LISTS.start
        if head not in _LISTS:
            raise malformed("with something else in the place of a list")
        return int.from_bytes(self._take(_LISTS[head]), "big")

    def raw(self) -> bytes:
        """A string without the byte of the particle type."""
        head = self._head()
        if head in _FIXED_STRINGS:
            return self._take(head - _FIXED_STRINGS.start)
        if head not in _STRINGS:
            raise malformed("with something else in the place of a name")
        return self._take(int.from_bytes(self._take(_STRINGS[head]), "big"))

    def value(self) -> Value:
        """The next item as a value."""
        value, self.at = unpack_from(self.data, self.at)
        return value

    def integer(self) -> int:
        """An integer as a signed one of 64 bits."""
        value = self.value()
        if not isinstance(value, int) or isinstance(value, bool):
            raise malformed(f"with a {type(value).__name__} in the place of an integer")
        return wrap(value)

    def packed(self) -> bytes:
        """The bytes of the next item."""
        start = self.at
        self.value()
        return self.data[start : self.at]
