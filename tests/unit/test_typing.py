"""What ``mypy --strict`` makes of programs that use the package: those of ``tests/typing``."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("mypy")
if "UNDER_WINE" in os.environ:
    pytest.skip("Wine 8 does not load a library that mypy needs", allow_module_level=True)

ROOT = Path(__file__).parents[2]
PROGRAMS = ROOT / "tests" / "typing"
REFUSED = {
    number
    for number, line in enumerate((PROGRAMS / "bad.py").read_text("utf-8").splitlines(), 1)
    if line.endswith("# refused")
}


@pytest.fixture(scope="module")
def errors() -> dict[str, dict[int, str]]:
    """What mypy has against the programs: file names to numbers of lines to messages."""
    # Some builds of Python have no sqlite3.
    options = ["--strict", "--no-error-summary", "--no-sqlite-cache"]
    command = [sys.executable, "-m", "mypy", *options, str(PROGRAMS)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode < 2, run.stdout + run.stderr
    found: dict[str, dict[int, str]] = {"good.py": {}, "bad.py": {}}
    for path, line, message in re.findall(r"^(.+):(\d+): error: (.+)$", run.stdout, re.MULTILINE):
        # The package lies in the checkout, and may lack one of the two that it packs with.
        if Path(path).name in found:
            found[Path(path).name][int(line)] = message
    return found


def test_right_programs_pass(errors: dict[str, dict[int, str]]) -> None:
    assert errors["good.py"] == {}


def test_nothing_but_the_wrong_lines_is_refused(errors: dict[str, dict[int, str]]) -> None:
    assert {line: errors["bad.py"][line] for line in errors["bad.py"].keys() - REFUSED} == {}


@pytest.mark.parametrize("line", sorted(REFUSED))
def test_wrong_line_is_refused(errors: dict[str, dict[int, str]], line: int) -> None:
    assert line in errors["bad.py"], (PROGRAMS / "bad.py").read_text("utf-8").splitlines()[line - 1]


@pytest.mark.parametrize("mistake", ["conect_timeout", "replicas", "total_timout"])
def test_annotated_dictionary_has_its_wrong_key_named(
    errors: dict[str, dict[int, str]], mistake: str
) -> None:
    assert any(f'Extra key "{mistake}"' in message for message in errors["bad.py"].values())
