"""The patches of native/patches fit the C client that native/c_client.txt pins."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATCHES = ROOT / "native" / "patches"
SCRIPT = ROOT / "scripts" / "patch_c_client.sh"
SYSTEMS = sorted(directory.name for directory in PATCHES.iterdir())

# What these files ask is which compiler it is.
COMPILER = {"as_arch.h", "as_atomic.h", "as_event_event.c", "cf_hash_math.h"}


def changed_files(system: str) -> list[str]:
    """The files of the C client that the patches of a system change."""
    texts = [file.read_text() for file in sorted((PATCHES / system).glob("*.patch"))]
    return sorted({name for text in texts for name in re.findall(r"^--- a/(\S+)$", text, re.M)})


@pytest.fixture
def source() -> Path:
    """The pinned C client, as scripts/build_c_client.sh unpacked it."""
    pin = hashlib.sha256((ROOT / "native" / "c_client.txt").read_bytes()).hexdigest()[:32]
    directory = ROOT / "build" / "native" / f"c-client-{pin}"
    if not (directory / ".complete").is_file():
        pytest.skip("scripts/build_c_client.sh has not unpacked the C client here")
    if shutil.which("patch") is None or shutil.which("sh") is None:
        pytest.skip("needs the programs sh and patch")
    return directory


@pytest.fixture
def copy(source: Path, tmp_path: Path) -> Path:
    """A copy of the files of the C client that some patch changes."""
    for system in SYSTEMS:
        for name in changed_files(system):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / name, tmp_path / name)
    return tmp_path


def apply(directory: Path, system: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(SCRIPT), str(directory), system], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_patches_of_a_system_fit_the_pinned_source(copy: Path, system: str) -> None:
    before = {name: (copy / name).read_bytes() for name in changed_files(system)}
    result = apply(copy, system)
    assert (result.returncode, result.stderr) == (0, "")
    assert before
    assert all((copy / name).read_bytes() != content for name, content in before.items())


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_patch_says_what_it_is_for(system: str) -> None:
    for file in (PATCHES / system).glob("*.patch"):
        text = file.read_text()
        assert len(text[: text.index("\n--- a/")].split()) > 10, f"{file} has no explanation"


def test_a_patch_that_does_not_fit_is_named(copy: Path) -> None:
    file = copy / "modules" / "common" / "src" / "include" / "aerospike" / "as_std.h"
    file.write_text(file.read_text().replace("_MSC_VER", "_ANOTHER_NAME"))
    result = apply(copy, "windows")
    assert result.returncode == 1
    assert "native/patches/windows/1-ask-for-the-system.patch does not fit" in result.stderr
    assert str(copy) in result.stderr


def test_a_system_without_patches_changes_nothing(tmp_path: Path) -> None:
    if shutil.which("sh") is None:
        pytest.skip("needs the program sh")
    result = apply(tmp_path, "linux")
    assert (result.returncode, list(tmp_path.iterdir())) == (0, [])


def test_what_the_library_is_made_of_asks_for_the_system_and_not_for_the_compiler(
    source: Path, copy: Path
) -> None:
    assert apply(copy, "windows").returncode == 0
    condition = re.compile(r"^[ \t]*#[ \t]*(?:el)?if.*\b_MSC_VER\b", re.M)
    left = set()
    for part in (
        "src/main",
        "src/include",
        "modules/common/src/main",
        "modules/common/src/include",
    ):
        for file in (source / part).rglob("*.[ch]"):
            patched = copy / file.relative_to(source)
            text = (patched if patched.is_file() else file).read_text(errors="replace")
            if condition.search(text):
                left.add(file.name)
    assert left == COMPILER | {"as_std.h"}
