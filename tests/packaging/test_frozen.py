"""A program that PyInstaller freezes finds the shared library without flags."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("PyInstaller")

PROGRAM = """\
import aerospike
from aerospike.devserver import Server
with Server() as server, aerospike.client({"hosts": server.hosts}) as client:
    client.put(("test", "people", 1), {"born": 1815}); print(client.get(("test", "people", 1))[2])
"""


def test_frozen_program_runs_where_the_package_is_not_installed(
    wheels: dict[str, Path], tmp_path: Path
) -> None:
    site, folder = tmp_path / "site", tmp_path / "frozen"
    with zipfile.ZipFile(wheels["aerospike"]) as wheel:
        wheel.extractall(site)
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    command = [sys.executable, "-m", "PyInstaller", "--log-level", "WARN", str(program)]
    # The directory of the wheel comes before this work tree.
    environment = {**os.environ, "PYTHONPATH": str(site), "PYTHONNOUSERSITE": "1"}
    built = subprocess.run(
        [*command, "--distpath", str(folder), "--workpath", str(tmp_path / "work")],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stdout + built.stderr

    # What the frozen program uses is not here any more.
    site.rename(tmp_path / "elsewhere")
    ended = subprocess.run(
        [str(folder / "program" / "program")], env={"PATH": ""}, capture_output=True, text=True
    )
    assert (ended.stdout, ended.stderr) == ("{'born': 1815}\n", "")
    assert list(folder.rglob("_internal/aerospike/_native/libaerospike.*"))
