#!/usr/bin/env python3
"""Prints what differs in the headers of two versions of the C client, as far as the bridge uses it.

    scripts/c_client_changes.py OLD NEW    # directories with the source of the C client

For each structure, enum, macro and function that native/bridge names: what was dropped, added or
changed. The layout of structures is not seen here, but by tests/unit/test_abi.py.
"""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEADERS = ("src/include", "modules/common/src/include", "modules/mod-lua/src/include")

_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
_MACRO = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)((?:[^\n\\]|\\\n|\\.)*)", re.MULTILINE)
_DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n\\]|\\\n|\\.)*", re.MULTILINE)
_LINKAGE = re.compile(r'extern\s+"C"\s*\{')
_NAMED = re.compile(r"\b(?:struct|enum|union)\s+(\w+)\s*\{")
_POINTER = re.compile(r"\(\s*\*\s*(\w+)\s*\)\s*\(")
_CALLED = re.compile(r"(\w+)\s*\(")
_WORD = re.compile(r"\w+")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _statements(text: str) -> Iterator[str]:
    """What stands at the top of a header: each up to its semicolon, functions up to their body."""
    depth = start = 0
    is_function = False
    for at, character in enumerate(text):
        if character == "{":
            if depth == 0:
                is_function = text[start:at].rstrip().endswith(")")
                if is_function:
                    yield text[start:at] + ";"
            depth += 1
        elif character == "}":
            depth = max(depth - 1, 0)
            if depth == 0 and is_function:
                start, is_function = at + 1, False
        elif character == ";" and depth == 0:
            yield text[start : at + 1]
            start = at + 1


def definitions(header: str) -> dict[str, str]:
    """The text of each definition and declaration of a header, by its name.

    Members of structures and constants of enums are lines of it; functions are without body.
    """
    text = _COMMENT.sub(" ", header)
    found = {name: _one_line(f"#define {name}{rest}") for name, rest in _MACRO.findall(text)}
    text = _LINKAGE.sub(" ", _DIRECTIVE.sub(" ", text))
    for statement in _statements(text):
        body = statement.find("{")
        if body >= 0:
            words = _WORD.findall(statement[statement.rfind("}") :])
            named = _NAMED.search(statement)
            name = words[-1] if words else named[1] if named else ""
            lines = re.sub(r"([{;,])", r"\1\n", statement).splitlines()
            content = "\n".join(filter(None, map(_one_line, lines)))
        else:
            called = _POINTER.search(statement) or _CALLED.search(statement)
            words = _WORD.findall(statement)
            name = called[1] if called else words[-1] if words else ""
            content = _one_line(statement)
        # Forward declarations say less than definitions.
        if name and ("{" in content or name not in found):
            found[name] = content
    return found


def all_definitions(source: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for folder in HEADERS:
        for header in sorted((source / folder).rglob("*.h")):
            for name, text in definitions(header.read_text("utf-8", "replace")).items():
                if "{" in text or name not in found:
                    found[name] = text
    return found


def used_names(bridge: Path) -> set[str]:
    """All words of the bridge's code."""
    names: set[str] = set()
    for file in (*bridge.glob("*.[ch]"), *bridge.glob("*.txt")):
        names.update(_WORD.findall(_COMMENT.sub(" ", file.read_text("utf-8"))))
    return names


def _is_used(definition: str, names: set[str]) -> bool:
    """Whether one of the constants of an enum is used."""
    return "enum" in definition.partition("{")[0] and not names.isdisjoint(
        _WORD.findall(definition)
    )


def changes(old: dict[str, str], new: dict[str, str], names: set[str]) -> list[str]:
    """A paragraph for each definition that differs and that *names* are of."""
    found = []
    for name in sorted(old.keys() | new.keys()):
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        if name not in names and not any(_is_used(text, names) for text in (before, after) if text):
            continue
        if after is None:
            found.append(f"dropped: {name}")
        elif before is None:
            found.append(f"added: {name}")
        else:
            lines = difflib.ndiff(before.splitlines(), after.splitlines())
            kept = [line for line in lines if line[0] in "+-"]
            found.append("\n  ".join([f"changed: {name}", *kept]))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description="What changed between two C clients.")
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    options = parser.parse_args()
    for source in (options.old, options.new):
        if not (source / HEADERS[0] / "aerospike/aerospike.h").is_file():
            print(f"c_client_changes.py: {source} is not a C client's source", file=sys.stderr)
            return 1
    old, new = all_definitions(options.old), all_definitions(options.new)
    found = changes(old, new, used_names(ROOT / "native/bridge"))
    print("\n".join(found) or "nothing that the bridge uses has changed in the headers")
    return 0


if __name__ == "__main__":
    sys.exit(main())
