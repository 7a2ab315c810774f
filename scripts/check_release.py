#!/usr/bin/env python3
"""Checks that the version, the changelog, CITATION.cff, the pinned C client and a git tag agree.

    scripts/check_release.py                   # in a work tree, at any time
    scripts/check_release.py v19.3.0+ctypes.1  # before a release: the tag too

The version is that of aerospike/_version.py.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def first(pattern: str, file: Path) -> str:
    found = re.search(pattern, file.read_text("utf-8"), re.MULTILINE)
    return found[1] if found else ""


def problems(root: Path, tag: str | None) -> list[str]:
    """What does not agree."""
    version = first(r'^__version__ = "(.+)"$', root / "aerospike/_version.py")
    heading = first(r"^## (.+)$", root / "CHANGELOG.md")
    pinned = first(r"^aerospike==(\S+)", root / "native/c_client.txt")
    found = []
    if not re.fullmatch(r"\d+\.\d+\.\d+\+ctypes\.\d+", version):
        found.append(f"the version is not like 19.3.0+ctypes.1: {version!r}")
    if version.partition("+")[0] != pinned:
        found.append(f"the version is {version}, but native/c_client.txt pins {pinned}")
    changed, _, state = heading.partition(" ")
    cited = first(r"^version: (.+)$", root / "CITATION.cff")
    if cited != version:
        found.append(f"the version is {version}, but CITATION.cff has {cited!r}")
    if changed != version:
        found.append(f"the version is {version}, but the changelog begins with {changed!r}")
    if tag is not None:
        if tag != f"v{version}":
            found.append(f"the tag is {tag}, but the version asks for v{version}")
        if not re.fullmatch(r"\(\d{4}-\d\d-\d\d\)", state):
            found.append(f"the changelog has no date for the release: {heading!r}")
    elif not re.fullmatch(r"\((unreleased|\d{4}-\d\d-\d\d)\)", state):
        found.append(f'the changelog has neither "(unreleased)" nor a date: {heading!r}')
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description="Checks that a release is consistent.")
    parser.add_argument("tag", nargs="?", help="the git tag of the release")
    parser.add_argument("--root", type=Path, default=ROOT, help="the work tree")
    options = parser.parse_args()
    found = problems(options.root, options.tag)
    for problem in found:
        print(f"check_release.py: {problem}", file=sys.stderr)
    if not found:
        print("The version, the changelog, CITATION.cff and the pinned C client agree.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
