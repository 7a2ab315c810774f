"""The result of a platform's tests: printed, and kept in the file that the documentation shows.

record.py PLATFORM TITLE SUITE DIRECTORY [FILE]: of what scripts/test_platform.sh left in DIRECTORY.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

Name = tuple[str | None, str | None]


def number(report: Path) -> int:
    """The place of a report among those of its platform: result-2.xml is the second."""
    return int(report.stem.rpartition("-")[2])


def last(reports: Iterable[Path]) -> tuple[list[ElementTree.Element], int]:
    """Each test as in the last report that has it, and how many are in more than one."""
    known: dict[Name, list[ElementTree.Element]] = {}
    repeated: set[Name] = set()
    for report in sorted(reports, key=number):
        found: dict[Name, list[ElementTree.Element]] = {}
        for case in ElementTree.parse(report).iter("testcase"):
            found.setdefault((case.get("classname"), case.get("name")), []).append(case)
        repeated |= known.keys() & found.keys()
        known |= found
    return [case for cases in known.values() for case in cases], len(repeated)


def outcomes(reports: Iterable[Path]) -> dict[str, Any]:
    """How many passed, the names of what failed, and the reasons of what was skipped."""
    passed = 0
    failed: list[str] = []
    skipped: Counter[str] = Counter()
    cases, repeated = last(reports)
    for case in cases:
        names = {child.tag for child in case}
        if names & {"failure", "error"}:
            failed.append(f"{case.get('classname', '').rpartition('.')[2]}::{case.get('name')}")
        elif "skipped" in names:
            told = next(child for child in case if child.tag == "skipped")
            reason = told.get("message", "")
            # A file that was left out: the text has the reason.
            if whole := re.search(r"Skipped: (.*?)['\"]\)$", told.text or ""):
                reason = f"a file: {whole[1]}"
            # Reasons are one if they differ in paths and numbers alone.
            skipped[re.sub(r"/\S+/", "", reason)] += 1
        else:
            passed += 1
    return {
        "passed": passed,
        "failed": sorted(failed),
        "skipped": dict(sorted(skipped.items())),
        "repeated": repeated,
    }


def result(title: str, suite: str, directory: Path) -> dict[str, Any]:
    without = directory / "without"
    return {
        "system": title,
        **json.loads((directory / "facts.json").read_text("utf-8")),
        "date": datetime.now(timezone.utc).date().isoformat(),
        "tests": suite,
        **outcomes(directory.glob("result-*.xml")),
        "without": sorted(without.read_text("utf-8").split()) if without.is_file() else [],
    }


def main(arguments: list[str]) -> int:
    if len(arguments) not in (4, 5):
        print(__doc__, file=sys.stderr)
        return 2
    platform, title, suite, directory = arguments[:4]
    found = result(title, suite, Path(directory))
    for name in found["failed"]:
        print(f"failed: {name}")
    for reason, count in found["skipped"].items():
        print(f"skipped {count}: {reason}")
    print(
        f"{platform} ({found['python']}): {found['passed']} passed, {len(found['failed'])} failed, "
        f"{sum(found['skipped'].values())} skipped"
    )
    if not found["passed"]:
        print("nothing passed, so the tests did not run: the result is not kept", file=sys.stderr)
        return 1
    if len(arguments) == 5:
        file = Path(arguments[4])
        known = json.loads(file.read_text("utf-8")) if file.is_file() else {}
        known[platform] = found
        text = json.dumps(dict(sorted(known.items())), indent=1, ensure_ascii=False)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
