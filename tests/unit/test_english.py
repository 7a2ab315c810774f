"""The English of pages, docstrings, comments and messages is plain."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from wheels import load_script

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "check_english.py"

check = load_script("check_english")


def test_project_has_none_of_the_turns() -> None:
    ended = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("A bin that is no string.", 1),
        ("First.\n\nIt says where\nthere is none.", 3),
        ("x = 1\n# Records of\n# which one fails.", 2),
        ("/* The last, all\n * but one. */", 1),
        ('raise Error(\n    "the key, which "\n    "shall be text"\n)', 3),
        ('hint(\n    "it is what "\n    "becomes of the key"\n)', 2),
        ("Whoever asks.", 1),
        ("one file\n    a topic", 1),
    ],
)
def test_turn_is_found_with_its_line(text: str, line: int) -> None:
    assert [found.line for found in check.find(text)] == [line]


@pytest.mark.parametrize(
    "text",
    [
        "It is no longer open.",
        "There is none-the-less-like word.",
        "beards, bears_fruit, forbear",
        "one of a list",
        'value is None\nreturn "no"',
        "``is_no`` flag",
    ],
)
def test_plain_english_passes(text: str) -> None:
    assert check.find(text) == []


def test_each_turn_says_what_to_write_instead() -> None:
    assert all(check.TURNS.values())


def test_problem_names_the_place_and_the_alternative() -> None:
    assert check.problems("scripts/page.sh", "fine\nUsers, whoever they are.") == [
        'scripts/page.sh:2: "whoever": "a caller that", "users that"'
    ]


def test_exit_code_says_whether_a_turn_was_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "ROOT", tmp_path)
    page = tmp_path / "page.md"
    page.write_text("All but one.\n", encoding="utf-8")
    assert check.main([str(page)]) == 1
    page.write_text("All except one.\n", encoding="utf-8")
    assert check.main([str(page)]) == 0


def test_exceptions_are_still_needed() -> None:
    for entry in check.ALLOWED:
        assert entry.text in (ROOT / entry.path).read_text(encoding="utf-8"), entry
        assert entry.why


@pytest.mark.skipif(shutil.which("codespell") is None, reason="codespell is not installed")
def test_words_are_spelt_as_the_dictionary_has_them() -> None:
    ended = subprocess.run(["codespell"], cwd=ROOT, capture_output=True, text=True)
    assert (ended.returncode, ended.stdout) == (0, "")
