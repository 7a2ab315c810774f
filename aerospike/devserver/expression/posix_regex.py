"""Translates POSIX regular expressions, as the server's C library reads them, to Python's syntax.

Basic and extended expressions over bytes, with the extensions of GNU: escaped alternatives and
repetitions in basic ones, back references, and escapes for words and spaces. A translation matches
the same texts, but not always the same part of a text.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

from .nodes import malformed
from .posix_sets import read_set

__all__ = ["EXTENDED", "ICASE", "NEWLINE", "Regex", "compile_regex"]

EXTENDED, ICASE, NEWLINE = 1, 2, 4

_MOST_REPEATS = 0x7FFF
_CACHED = 128


class Regex(NamedTuple):
    """A compiled expression."""

    pattern: re.Pattern[bytes]
    ignores_case: bool

    def search(self, text: bytes) -> bool:
        """Whether the expression matches anywhere in a text."""
        return self.pattern.search(text.upper() if self.ignores_case else text) is not None


@lru_cache(maxsize=_CACHED)
def compile_regex(pattern: bytes, flags: int) -> Regex:
    """Compiles a POSIX expression.

    Raises:
        ResultError: with PARAMETER, it is malformed.
    """
    ignores_case = bool(flags & ICASE)
    translated = _Parser(pattern, flags).parse()
    try:
        return Regex(re.compile(translated), ignores_case)
    except (re.error, OverflowError, RecursionError):
        raise malformed(f"with the regular expression {pattern!r}") from None


class _Kind(Enum):
    END = auto()
    CHARACTER = auto()
    ALTERNATIVE = auto()
    OPEN = auto()
    CLOSE = auto()
    OPEN_INTERVAL = auto()
    CLOSE_INTERVAL = auto()
    REPEAT = auto()
    ANCHOR = auto()
    ATOM = auto()
    SET = auto()
    REFERENCE = auto()
    BACKSLASH = auto()


class _Token(NamedTuple):
    kind: _Kind
    text: bytes
    """The character or operator; for anchors and atoms, the Python syntax."""
    size: int = 1


_REPEATS = (_Kind.REPEAT, _Kind.OPEN_INTERVAL)
_BRACKETS = {
    b"(": _Kind.OPEN,
    b")": _Kind.CLOSE,
    b"{": _Kind.OPEN_INTERVAL,
    b"}": _Kind.CLOSE_INTERVAL,
    b"|": _Kind.ALTERNATIVE,
}
_ESCAPED = {
    b"<": _Token(_Kind.ANCHOR, rb"(?<!\w)(?=\w)", 2),
    b">": _Token(_Kind.ANCHOR, rb"(?<=\w)(?!\w)", 2),
    b"b": _Token(_Kind.ANCHOR, rb"(?:(?<=\w)(?!\w)|(?<!\w)(?=\w))", 2),
    b"B": _Token(_Kind.ANCHOR, rb"(?:(?<=\w)(?=\w)|(?<!\w)(?!\w))", 2),
    b"`": _Token(_Kind.ANCHOR, rb"\A", 2),
    b"'": _Token(_Kind.ANCHOR, rb"\Z", 2),
    b"w": _Token(_Kind.ATOM, rb"\w", 2),
    b"W": _Token(_Kind.ATOM, rb"\W", 2),
    b"s": _Token(_Kind.ATOM, rb"\s", 2),
    b"S": _Token(_Kind.ATOM, rb"\S", 2),
}
_EMPTY = b"(?:)"


class _Parser:
    """Translates an expression, token by token."""

    def __init__(self, pattern: bytes, flags: int) -> None:
        self.pattern = pattern
        self.at = 0
        self.is_extended = bool(flags & EXTENDED)
        self.ignores_case = bool(flags & ICASE)
        self.by_line = bool(flags & NEWLINE)
        self.groups = 0
        self.closed: set[int] = set()
        self.token = self._fetch(is_start=True)

    def parse(self) -> bytes:
        """The expression in Python's syntax."""
        return self._alternatives(0)

    def _error(self, what: str) -> Exception:
        return malformed(f"with {what} in the regular expression {self.pattern!r}")

    def _next(self, *, is_start: bool = False) -> None:
        self.token = self._fetch(is_start=is_start)

    def _fetch(self, *, is_start: bool = False) -> _Token:
        token = self._peek(self.at, is_start=is_start)
        self.at += token.size
        return token

    def _peek(self, at: int, *, is_start: bool = False) -> _Token:
        character = self.pattern[at : at + 1]
        if not character:
            return _Token(_Kind.END, b"", 0)
        if character == b"\\":
            return self._peek_escaped(self.pattern[at + 1 : at + 2])
        if character in _BRACKETS:
            return _Token(_BRACKETS[character] if self.is_extended else _Kind.CHARACTER, character)
        if character == b"*" or (character in b"+?" and self.is_extended):
            return _Token(_Kind.REPEAT, character)
        if character == b"[":
            return _Token(_Kind.SET, character)
        if character == b".":
            return _Token(_Kind.ATOM, rb"[^\n]" if self.by_line else rb"[\s\S]")
        if character == b"^" and (self.is_extended or is_start or at == 0):
            return _Token(_Kind.ANCHOR, rb"(?:\A|(?<=\n))" if self.by_line else rb"\A")
        if character == b"$" and (self.is_extended or self._is_end(at + 1)):
            return _Token(_Kind.ANCHOR, rb"(?=\n|\Z)" if self.by_line else rb"\Z")
        return _Token(_Kind.CHARACTER, character)

    def _is_end(self, at: int) -> bool:
        kind = self._peek(at).kind
        return kind in (_Kind.END, _Kind.ALTERNATIVE, _Kind.CLOSE)

    def _peek_escaped(self, character: bytes) -> _Token:
        if not character:
            return _Token(_Kind.BACKSLASH, b"")
        if character in b"123456789":
            return _Token(_Kind.REFERENCE, character, 2)
        if character in _ESCAPED:
            return _ESCAPED[character]
        if not self.is_extended:
            if character in _BRACKETS:
                return _Token(_BRACKETS[character], character, 2)
            if character in b"+?":
                return _Token(_Kind.REPEAT, character, 2)
        return _Token(_Kind.CHARACTER, character, 2)

    def _ends_branch(self, nesting: int) -> bool:
        kind = self.token.kind
        return kind in (_Kind.ALTERNATIVE, _Kind.END) or (kind is _Kind.CLOSE and nesting > 0)

    def _alternatives(self, nesting: int) -> bytes:
        branches = [self._branch(nesting)]
        while self.token.kind is _Kind.ALTERNATIVE:
            self._next(is_start=True)
            branches.append(self._branch(nesting))
        return b"|".join(branches)

    def _branch(self, nesting: int) -> bytes:
        parts = []
        while not self._ends_branch(nesting):
            parts.append(self._repeated(nesting))
        return b"".join(parts)

    def _repeated(self, nesting: int) -> bytes:
        is_anchor = self.token.kind is _Kind.ANCHOR
        part = self._part(nesting)
        while not is_anchor and self.token.kind in _REPEATS:
            part = self._repeat(part)
            if not self.is_extended and self.token.kind in _REPEATS and self.token.text in b"*{":
                raise self._error("a repeated repetition")
        return part

    def _part(self, nesting: int) -> bytes:
        token = self.token
        if token.kind is _Kind.OPEN:
            return self._group(nesting)
        if token.kind is _Kind.SET:
            part, self.at = read_set(
                self.pattern, self.at, by_line=self.by_line, ignores_case=self.ignores_case
            )
        elif token.kind is _Kind.REFERENCE:
            if int(token.text) not in self.closed:
                raise self._error("a reference to no group")
            part = b"(?:\\" + token.text + b")"
        elif token.kind in (_Kind.ANCHOR, _Kind.ATOM):
            part = token.text
        else:
            part = self._literal(token)
        self._next()
        return part

    def _literal(self, token: _Token) -> bytes:
        if token.kind is _Kind.BACKSLASH:
            raise self._error("a backslash at the end")
        if token.kind in _REPEATS and (self.is_extended or token.kind is _Kind.OPEN_INTERVAL):
            raise self._error("nothing to repeat")
        if token.kind is _Kind.CLOSE and not self.is_extended:
            raise self._error("a bracket that is not open")
        return re.escape(token.text.upper() if self.ignores_case else token.text)

    def _group(self, nesting: int) -> bytes:
        self.groups += 1
        number = self.groups
        self._next(is_start=True)
        inner = self._alternatives(nesting + 1)
        if self.token.kind is not _Kind.CLOSE:
            raise self._error("a bracket that is not closed")
        self.closed.add(number)
        self._next()
        return b"(" + inner + b")"

    def _repeat(self, part: bytes) -> bytes:
        if self.token.kind is _Kind.REPEAT:
            times = self.token.text
        else:
            least, most = self._interval()
            if most == 0:
                self._next()
                return _EMPTY
            times = b"{%d,%s}" % (least, b"" if most is None else b"%d" % most)
        self._next()
        return b"(?:(?:" + part + b")" + times + b")"

    def _interval(self) -> tuple[int, int | None]:
        """The least and the greatest number of repetitions, None for no limit."""
        first = self._number()
        if self.token.text == b"," and self.token.kind is _Kind.CHARACTER:
            least, most = first or 0, self._number()
        elif first is not None:
            least, most = first, first
        else:
            raise self._error("an empty interval")
        if self.token.kind is not _Kind.CLOSE_INTERVAL:
            raise self._error("an interval that is not closed")
        if (most is not None and least > most) or (most or least) > _MOST_REPEATS:
            raise self._error("an invalid interval")
        return least, most

    def _number(self) -> int | None:
        digits = b""
        while True:
            self._next()
            if self.token.kind is _Kind.CLOSE_INTERVAL or self.token.text == b",":
                return int(digits) if digits else None
            if self.token.kind is not _Kind.CHARACTER or not self.token.text.isdigit():
                raise self._error("an interval without numbers")
            digits += self.token.text
