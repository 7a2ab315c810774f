"""Which wheels cibuildwheel makes for each platform."""

from __future__ import annotations

import subprocess
import sys

import pytest
from wheels import ROOT

pytest.importorskip("cibuildwheel")


@pytest.mark.parametrize(
    ("platform", "machine", "builds"),
    [
        ("linux", "x86_64", {"cp312-manylinux_x86_64", "cp312-musllinux_x86_64"}),
        ("linux", "aarch64", {"cp312-manylinux_aarch64", "cp312-musllinux_aarch64"}),
        ("macos", "x86_64", {"cp312-macosx_x86_64"}),
        ("macos", "arm64", {"cp312-macosx_arm64"}),
    ],
)
def test_one_wheel_is_made_for_each_c_library(
    platform: str, machine: str, builds: set[str]
) -> None:
    command = [sys.executable, "-m", "cibuildwheel", "--print-build-identifiers", str(ROOT)]
    said = subprocess.run(
        [*command, "--platform", platform, "--archs", machine],
        check=True,
        capture_output=True,
        text=True,
    )
    assert set(said.stdout.split()) == builds
