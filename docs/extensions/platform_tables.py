"""A Sphinx directive for where the tests have run.

``aerospike-platforms``
    a row for each entry of ``docs/data/platforms.json``, which ``scripts/test_platform.sh`` writes:
    what passed, what failed, and what was skipped with the reason
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from api_tables import Row, Tables, table
from sphinx.application import Sphinx

FILE = Path(__file__).parents[1] / "data" / "platforms.json"


def notes(result: dict[str, Any]) -> str:
    """What did not pass, and why."""
    said = [f"failed: ``{name}``" for name in result["failed"]]
    said += [f"skipped, {count}: {reason}" for reason, count in result["skipped"].items()]
    said += [f"without ``{name}``, which has no wheel" for name in result["without"]]
    if result.get("repeated"):
        said.append(f"{result['repeated']} were run twice: the last outcome counts")
    return "; ".join(said) or "–"


def rows(results: dict[str, dict[str, Any]]) -> Iterator[Row]:
    for platform, result in sorted(results.items()):
        yield (
            f"``{platform}``",
            f"{result['system']}; {result['python']}",
            result["tests"],
            result["date"],
            f"{result['passed']:,}",
            str(len(result["failed"])),
            str(sum(result["skipped"].values())),
            notes(result),
        )


class Platforms(Tables):
    def text(self) -> Iterator[str]:
        results = json.loads(FILE.read_text("utf-8"))
        header = ("platform", "system", "tests", "date", "passed", "failed", "skipped", "which")
        yield from table("Where the tests have run", header, rows(results), "12 18 6 10 8 7 8 31")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("aerospike-platforms", Platforms)
    return {"parallel_read_safe": True}
