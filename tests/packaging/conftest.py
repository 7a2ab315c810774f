"""Wheels, and environments to install them into."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from wheels import ROOT, Environment, load_script


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The wheels of a release by the names of their distributions."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheels")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return {
        "aerospike": wheel,
        "aerospike-ctypes": load_script("rename_wheel").rename(wheel, folder),
    }


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    return Environment(tmp_path / "environment")
