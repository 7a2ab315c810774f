"""The results of other platforms: read from a report, kept in a file, shown as a table."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "test_platform.sh"

sys.path.insert(0, str(ROOT / "docs" / "extensions"))

REPORTS = """<?xml version="1.0"?>
<testsuites><testsuite>
<testcase classname="tests.unit.test_codec" name="test_one" />
<testcase classname="tests.unit.test_codec" name="test_two"><system-out>a</system-out></testcase>
<testcase classname="tests.unit.test_codec" name="test_three[a]"><failure message="a" /></testcase>
</testsuite></testsuites>
|<?xml version="1.0"?>
<testsuites><testsuite>
<testcase classname="tests.aio.test_asyncio" name="test_four"><error message="no" /></testcase>
<testcase classname="tests.unit.test_import" name="test_five">
  <skipped message="could not import 'uvloop'" />
</testcase>
<testcase classname="tests.unit.test_import" name="test_six">
  <skipped message="could not import 'uvloop'" />
</testcase>
<testcase classname="" name="tests.aio.test_gevent">
  <skipped message="collection skipped">('/w/a.py', 9, 'Skipped: gevent is not installed')</skipped>
</testcase>
</testsuite></testsuites>
""".split("|")
OUTCOMES = {
    "passed": 2,
    "failed": ["test_asyncio::test_four", "test_codec::test_three[a]"],
    "skipped": {"a file: gevent is not installed": 1, "could not import 'uvloop'": 2},
    "repeated": 0,
}


def load(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


record = load(ROOT / "scripts" / "platforms" / "record.py")


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """What a run of the tests leaves."""
    for number, report in enumerate(REPORTS):
        (tmp_path / f"result-{number}.xml").write_text(report)
    (tmp_path / "facts.json").write_text('{"python": "CPython 3.14.0, GIL off"}')
    (tmp_path / "without").write_text("uvloop\nlupa\n")
    return tmp_path


def test_reports_are_counted_together(directory: Path) -> None:
    assert record.outcomes(directory.glob("*.xml")) == OUTCOMES


def test_a_test_that_runs_again_has_its_last_outcome(directory: Path) -> None:
    again = """<testsuites><testsuite>
    <testcase classname="tests.unit.test_codec" name="test_three[a]" />
    <testcase classname="tests.aio.test_asyncio" name="test_four">
      <skipped message="slow" />
    </testcase>
    </testsuite></testsuites>"""
    (directory / "result-10.xml").write_text(again)
    assert record.outcomes(directory.glob("*.xml")) == {
        "passed": 3,
        "failed": [],
        "skipped": {**OUTCOMES["skipped"], "slow": 1},
        "repeated": 2,
    }


def test_a_result_takes_the_place_of_the_last_one(directory: Path) -> None:
    file = directory / "docs" / "platforms.json"
    for title in ("old", "Linux, GIL off"):
        assert record.main(["freethreaded", title, "core", str(directory), str(file)]) == 0
    assert record.main(["arm64", "Linux aarch64", "all", str(directory), str(file)]) == 0
    results = json.loads(file.read_text())
    assert list(results) == ["arm64", "freethreaded"]
    date = results["freethreaded"].pop("date")
    assert len(date) == len("2026-11-27")
    assert results["freethreaded"] == {
        "system": "Linux, GIL off",
        "python": "CPython 3.14.0, GIL off",
        "tests": "core",
        "without": ["lupa", "uvloop"],
        **OUTCOMES,
    }


def test_a_result_is_summed_up_in_one_line(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert record.main(["freethreaded", "Linux", "core", str(directory)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == (
        "freethreaded (CPython 3.14.0, GIL off): 2 passed, 2 failed, 3 skipped"
    )


def test_a_run_in_which_nothing_passed_is_not_kept(directory: Path, tmp_path: Path) -> None:
    (directory / "result-0.xml").unlink()
    (directory / "result-1.xml").write_text(
        '<testsuites><testsuite><testcase classname="" name="tests.unit.test_codec">'
        '<error message="collection failure" /></testcase></testsuite></testsuites>'
    )
    file = tmp_path / "platforms.json"
    assert record.main(["freethreaded", "Linux", "core", str(directory), str(file)]) == 1
    assert not file.exists()


def test_the_table_has_a_row_for_each_platform() -> None:
    tables = pytest.importorskip("platform_tables", reason="Sphinx is not installed")
    result: dict[str, Any] = {
        "system": "Linux",
        "python": "PyPy 3.11",
        "date": "2026-11-27",
        "tests": "core",
        "without": [],
    }
    clean = {**result, "passed": 4000, "failed": [], "skipped": {}}
    partial = {**result, **OUTCOMES, "without": ["lupa"]}
    assert list(tables.rows({"pypy": partial, "arm64": clean})) == [
        ("``arm64``", "Linux; PyPy 3.11", "core", "2026-11-27", "4,000", "0", "0", "–"),
        (
            "``pypy``",
            "Linux; PyPy 3.11",
            "core",
            "2026-11-27",
            "2",
            "2",
            "3",
            "failed: ``test_asyncio::test_four``; failed: ``test_codec::test_three[a]``; "
            "skipped, 1: a file: gevent is not installed; skipped, 2: could not import 'uvloop'; "
            "without ``lupa``, which has no wheel",
        ),
    ]


@pytest.mark.skipif(not shutil.which("sh"), reason="the scripts need sh")
@pytest.mark.parametrize("platform", ["", "common", "python", "atari", "../setup"])
def test_an_unknown_platform_gets_the_list_of_platforms(platform: str) -> None:
    ended = subprocess.run(["sh", str(SCRIPT), platform], capture_output=True, text=True)
    assert ended.returncode == 2
    known = {file.stem for file in (ROOT / "scripts" / "platforms").glob("*.sh")}
    said = set(re.findall(r"[\w.]+", ended.stderr))
    helpers = {"common", "python", "windows_python"}
    assert known - helpers | {"python3.10", "python3.14"} <= said
