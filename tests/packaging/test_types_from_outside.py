"""What type checkers make of programs that use the installed package, by its ``py.typed``."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from wheels import ROOT, Environment, pack_installed

pytest.importorskip("uv")

PROGRAMS = ROOT / "tests" / "typing"
REFUSED = {
    number
    for number, line in enumerate((PROGRAMS / "bad.py").read_text("utf-8").splitlines(), 1)
    if line.endswith("# refused")
}

Errors = dict[str, dict[int, str]]
"""Names of files to numbers of lines to messages."""


@pytest.fixture(scope="module")
def installed(wheels: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with the package."""
    folder = tmp_path_factory.mktemp("outside")
    pack_installed(folder, "ormsgpack")
    environment = Environment(folder / "environment")
    options = ("--no-index", "--find-links", str(folder))
    environment.uv("install", *options, str(wheels["aerospike"]))
    return environment


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The programs of tests/typing, far from the work tree."""
    folder = tmp_path_factory.mktemp("programs")
    for file in PROGRAMS.glob("*.py"):
        shutil.copy(file, folder)
    yield folder


def ask(command: list[str], folder: Path) -> str:
    """What a checker says; it finds the package by the environment's Python alone."""
    clean = {
        key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "MYPYPATH")
    }
    ended = subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, env=clean, capture_output=True, text=True
    )
    assert ended.returncode < 2, ended.stdout + ended.stderr
    return ended.stdout


def ask_mypy(python: Path, folder: Path) -> Errors:
    pytest.importorskip("mypy")
    options = ["--strict", "--no-error-summary", "--cache-dir", os.devnull]
    said = ask(["mypy", *options, "--python-executable", str(python), "good.py", "bad.py"], folder)
    errors: Errors = {"good.py": {}, "bad.py": {}}
    for name, line, message in re.findall(r"^(.+):(\d+): error: (.+)$", said, re.MULTILINE):
        errors[name][int(line)] = message
    return errors


def ask_pyright(python: Path, folder: Path) -> Errors:
    pytest.importorskip("pyright")
    if shutil.which("node") is None:
        pytest.skip("pyright needs node")
    options = ["--outputjson", "--pythonpath", str(python)]
    said = json.loads(ask(["pyright", *options, "good.py", "bad.py"], folder))
    errors: Errors = {"good.py": {}, "bad.py": {}}
    for found in said["generalDiagnostics"]:
        if found["severity"] == "error":
            line = found["range"]["start"]["line"] + 1
            errors[Path(found["file"]).name][line] = found["message"]
    return errors


@pytest.mark.parametrize("checker", [ask_mypy, ask_pyright])
def test_right_programs_pass_and_wrong_lines_are_refused(
    checker: Callable[[Path, Path], Errors], installed: Environment, programs: Path
) -> None:
    errors = checker(installed.python, programs)
    assert errors["good.py"] == {}
    assert errors["bad.py"].keys() == REFUSED
