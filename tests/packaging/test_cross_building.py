"""What the scripts that build for other platforms refuse."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from wheels import ROOT, load_script

TARGET = "x86_64-linux-musl"


def run(*command: str, code: int = 1, **environment: str) -> str:
    """What a command says that fails."""
    ended = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True
    )
    assert ended.returncode == code, ended.stdout + ended.stderr
    return ended.stdout + ended.stderr


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A directory that seems to have the compiler already."""
    pin = subprocess.run(
        ["cksum"], stdin=(ROOT / "native/toolchain.txt").open(), capture_output=True, text=True
    )
    compiler = tmp_path / f"zig-{pin.stdout.split()[0]}"
    compiler.mkdir()
    (compiler / ".complete").touch()
    return tmp_path


@pytest.mark.parametrize("script", ["build_dependencies.sh", "build_c_client.sh"])
def test_a_target_that_does_not_exist_is_named(script: str) -> None:
    said = run(f"scripts/{script}", TARGET="z80-cpm")
    assert "TARGET=z80-cpm is not a platform of native/targets.txt" in said


def test_a_wheel_for_a_target_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    assert "TARGET=z80-cpm is not a platform" in run(*command, TARGET="z80-cpm")


def test_a_target_must_be_named() -> None:
    assert "TARGET is not set" in run("scripts/build_wheels.sh", TARGET="")


def test_a_source_that_is_missing_is_named(cache: Path) -> None:
    said = run(
        "scripts/build_dependencies.sh",
        TARGET=TARGET,
        AEROSPIKE_BUILD_CACHE=str(cache),
        AEROSPIKE_SOURCES=str(cache),
    )
    assert "AEROSPIKE_SOURCES has no zlib_" in said


def test_a_source_with_another_hash_is_refused(cache: Path) -> None:
    pinned = load_script("make_sbom").dependencies(ROOT)["zlib"]
    (cache / Path(pinned.path).name).write_text("something else")
    said = run(
        "scripts/build_dependencies.sh",
        TARGET=TARGET,
        AEROSPIKE_BUILD_CACHE=str(cache),
        AEROSPIKE_SOURCES=str(cache),
    )
    assert f"has not the sha256 that native/dependencies.txt says: {pinned.sha256}" in said
