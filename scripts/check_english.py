#!/usr/bin/env python3
"""Finds turns of phrase that stop a reader, in pages, docstrings, comments and messages.

    python scripts/check_english.py [FILE ...]

Without arguments, it reads the whole project. It prints each turn with its place and what to write
instead, and exits with 1 if it has found any. `codespell` finds the words that are misspelt.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]

_SMALL = "after|as|by|for|from|in|is|of|on|such|than|that|to|with|without"

#: A turn, as a regular expression without upper case, and what to write instead.
TURNS = {
    r"where there (is|are) (none|no)": 'write "without"',
    r"(is|are|was|were) no(?! longer\b| more than\b)": '"is not a", "without", "has no", "lacks"',
    r"none (is|are|was|were) (there|left)": 'name what is missing: "no record exists"',
    r"(that|which) (is|are) there( already)?": '"existing"',
    r"of which": "begin a new sentence",
    r"whom": "begin a new sentence",
    r"whoever": '"a caller that", "users that"',
    r"(what )?(becomes?|became) of": '"what happens to", or say what happens',
    r"(am|is|are|was|were|be|been|being) told": '"knows", "receives", or say who tells it',
    r"unless told": '"by default", "unless configured"',
    rf"one (?!({_SMALL}) )[a-z]+ an? [a-z]+": '"one … for each …"',
    r"(an?|the) [a-z]+ a (command|get|node|put|record|second)": '"for each", "per"',
    r"an? (get|put) (is|are|was|takes|that|fails)": '"a `get` call", "a command"',
    r"(takes?|took|taken)( [a-z]+)? away": '"removes"',
    r"(goes|go) before( it| them)?": '"wins over", "comes first"',
    r"(goes|go) for (all|each|every|the)": '"applies to"',
    r"behind the (end|last|first|value|name|key)": '"after"',
    r"(has|have) it that": "say it",
    r"(has|have|had) (a|its|their|no) say": '"applies", "decides"',
    r"(bears?|bore|borne|bearing)": '"has", "carries"',
    r"of (its|their) own accord": '"by itself"',
    r"(is|are|was|were) (to be|waited for)": 'an active verb: "must", "waits for"',
    r"all the same": '"anyway", "nevertheless"',
    r"anew": '"again"',
    r"on (its|their) way": '"in flight", "pending", "during the transfer"',
    r"under ?way": '"in progress", "running"',
    r"in turns": '"in turn", "one after another"',
    r"nothing but": '"only"',
    r"(all|none|any|anything) but": '"except"',
    r"but for": '"except"',
    r"pass(es|ed|ing)? over": '"ignores", "skips"',
    r"shall": '"must", "will"',
    r"(mend|mends|mended)": '"fix", "repair"',
    r"beside(?! the point)": '"next to", "in addition to"',
    r"(thence|whence|hence|thereof|therein|thereby|wherein|whereby|hitherto)": "a plain word",
    r"from (there|here|which|then) on": '"after that"',
    r"from [a-z]* ?[0-9][0-9.]* on": '"from … to the end", "since", "or newer"',
}


class Allowed(NamedTuple):
    """A place at which a turn may stand."""

    path: str
    text: str
    why: str


ALLOWED: tuple[Allowed, ...] = ()

_SUFFIXES = {".c", ".h", ".lua", ".md", ".py", ".rst", ".sh", ".toml", ".yml", ""}
_FOLDERS = (
    ".ci",
    ".github",
    "aerospike",
    "aerospike_helpers",
    "aerospike_testing",
    "docs",
    "examples",
    "native",
    "scripts",
    "tests",
)
_SKIPPED = re.compile(
    r"(^|/)(_build|data|__pycache__|build)/|^native/THIRD_PARTY|^LICENSE|(check|test)_english\.py$"
)

#: What may stand between two words: spaces, or the end of a line, with what ends a part of a string
#: there and what begins the next line of a string or a comment.
_GAP = r"""(?:[ ]+|[ ]*"?[ ]*\n[ ]*(?:\#:?|//|\*|f?")?[ ]*)"""
_PATTERNS = [
    (re.compile(rf"(?<![\w-]){turn.replace(' ', _GAP)}(?![\w-])", re.IGNORECASE), instead)
    for turn, instead in TURNS.items()
]


class Found(NamedTuple):
    """A turn in a text."""

    line: int
    turn: str
    instead: str


def find(text: str) -> list[Found]:
    """The turns in a text, by line."""
    return sorted(
        Found(text.count("\n", 0, match.start()) + 1, " ".join(match[0].split()), instead)
        for pattern, instead in _PATTERNS
        for match in pattern.finditer(text)
    )


def files() -> Iterator[Path]:
    """What people wrote of the project."""
    for folder in _FOLDERS:
        yield from sorted((ROOT / folder).rglob("*"))
    yield from sorted(ROOT.glob("*.*"))


def is_read(path: str) -> bool:
    """Whether a file, by its place in the project, is text that is to be checked."""
    return Path(path).suffix in _SUFFIXES and not _SKIPPED.search(path)


def problems(path: str, text: str) -> list[str]:
    """What is wrong with a file's text, one line for each turn that is not allowed there."""
    lines = text.split("\n")
    allowed = [entry.text for entry in ALLOWED if entry.path == path]
    return [
        f'{path}:{found.line}: "{found.turn}": {found.instead}'
        for found in find(text)
        if not any(entry in lines[found.line - 1] for entry in allowed)
    ]


def main(arguments: list[str]) -> int:
    """Prints the problems of the named files, or of all."""
    paths = [Path(argument).resolve() for argument in arguments] or files()
    found = [
        problem
        for path in paths
        if path.is_file() and is_read(name := path.relative_to(ROOT).as_posix())
        for problem in problems(name, path.read_text(encoding="utf-8"))
    ]
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
