"""Sets of characters in POSIX regular expressions: what stands in square brackets."""

from __future__ import annotations

from typing import NamedTuple

from .nodes import malformed

__all__ = ["read_set"]

_ALL = range(256)
_DIGITS = set(b"0123456789")
_UPPER = set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LOWER = set(b"abcdefghijklmnopqrstuvwxyz")
_GRAPHIC = set(range(0x21, 0x7F))
_ALPHABETIC = _UPPER | _LOWER
_ALPHANUMERIC = _ALPHABETIC | _DIGITS

_CLASSES: dict[bytes, set[int]] = {
    b"alnum": _ALPHANUMERIC,
    b"alpha": _ALPHABETIC,
    b"blank": set(b" \t"),
    b"cntrl": {*range(0x20), 0x7F},
    b"digit": _DIGITS,
    b"graph": _GRAPHIC,
    b"lower": _LOWER,
    b"print": _GRAPHIC | set(b" "),
    b"punct": _GRAPHIC - _ALPHANUMERIC,
    b"space": set(b" \t\n\v\f\r"),
    b"upper": _UPPER,
    b"xdigit": _DIGITS | set(b"abcdefABCDEF"),
}
# The length of the name of a class is less than this.
_LONGEST_NAME = 32


def read_set(pattern: bytes, at: int, *, by_line: bool, ignores_case: bool) -> tuple[bytes, int]:
    """The set whose bracket ends at *at*, in Python's syntax, and where the set ends.

    Raises:
        ResultError: with PARAMETER, it is malformed.
    """
    reader = _Reader(pattern, at, ignores_case=ignores_case)
    negated = pattern[at : at + 1] == b"^"
    if negated:
        reader.at += 1
    members = reader.members()
    if negated:
        members = set(_ALL) - members - ({ord("\n")} if by_line else set())
    escaped = b"".join(b"\\x%02x" % member for member in sorted(members))
    return (b"[" + escaped + b"]" if members else rb"(?!)"), reader.at


class _Element(NamedTuple):
    """An element of a set: one character, or a class, which cannot begin a range."""

    characters: set[int]
    is_class: bool


class _Reader:
    def __init__(self, pattern: bytes, at: int, *, ignores_case: bool) -> None:
        self.pattern = pattern
        self.at = at
        self.ignores_case = ignores_case

    def _error(self, what: str) -> Exception:
        return malformed(f"with {what} in the regular expression {self.pattern!r}")

    def _character(self) -> bytes:
        character = self.pattern[self.at : self.at + 1]
        if not character:
            raise self._error("a set that is not closed")
        return character

    def _is(self, character: bytes, offset: int = 0) -> bool:
        return self.pattern[self.at + offset : self.at + offset + 1] == character

    def members(self) -> set[int]:
        """Reads the set to its end."""
        members: set[int] = set()
        is_first = True
        while is_first or self._character() != b"]":
            members |= self._range(is_first=is_first)
            is_first = False
        self.at += 1
        return members

    def _range(self, *, is_first: bool) -> set[int]:
        if not is_first and self._character() == b"-" and not self._is(b"]", 1):
            raise self._error("a range that begins nowhere")
        first = self._element()
        if first.is_class or not self._is(b"-"):
            return first.characters
        if self._is(b"]", 1):
            return first.characters
        self.at += 1
        last = self._element()
        (start,) = first.characters
        if last.is_class or max(last.characters) < start:
            raise self._error("a range that ends before it begins")
        return set(range(start, max(last.characters) + 1))

    def _element(self) -> _Element:
        character = self._character()
        self.at += 1
        if character == b"[" and self.pattern[self.at : self.at + 1] in (b":", b".", b"="):
            return self._named()
        return _Element({self._folded(character)}, False)

    def _folded(self, character: bytes) -> int:
        return (character.upper() if self.ignores_case else character)[0]

    def _named(self) -> _Element:
        kind = self._character()
        end = self.pattern.find(kind + b"]", self.at + 1)
        name = self.pattern[self.at + 1 : end]
        if end < 0 or len(name) >= _LONGEST_NAME:
            raise self._error("a class that is not closed")
        self.at = end + 2
        if kind != b":":
            if len(name) != 1:
                raise self._error(f"the unknown name {name!r}")
            return _Element({self._folded(name)}, kind == b"=")
        if self.ignores_case and name in (b"upper", b"lower"):
            name = b"alpha"
        if name not in _CLASSES:
            raise self._error(f"the unknown class {name!r}")
        return _Element(_CLASSES[name], True)
