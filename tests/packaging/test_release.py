"""scripts/check_release.py and scripts/rename_wheel.py."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from wheels import ROOT, load_script

import aerospike

check = load_script("check_release")
rename = load_script("rename_wheel")


def test_this_work_tree_is_consistent() -> None:
    command = [sys.executable, str(ROOT / "scripts/check_release.py")]
    ended = subprocess.run(command, capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A work tree whose version is about to be released."""
    for name in ("aerospike/_version.py", "native/c_client.txt", "CITATION.cff"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "CHANGELOG.md").write_text(
        f"# Changes\n\n## {aerospike.__version__} (2026-11-26)\n"
    )
    return tmp_path


def test_release_with_its_tag_is_consistent(tree: Path) -> None:
    assert check.problems(tree, f"v{aerospike.__version__}") == []


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("CHANGELOG.md", "(2026-11-26)", "(unreleased)", "has no date for the release"),
        ("CHANGELOG.md", "ctypes.1", "ctypes.0", "the changelog begins with"),
        ("aerospike/_version.py", "ctypes.1", "ctypes.2", "the version asks for"),
        ("aerospike/_version.py", "+ctypes.1", ".post1", "the version is not like"),
        ("CITATION.cff", "ctypes.1", "ctypes.0", "CITATION.cff has"),
        ("native/c_client.txt", "19.3.0", "19.3.1", "pins 19.3.1"),
    ],
)
def test_what_does_not_agree_is_named(
    tree: Path, file: str, old: str, new: str, problem: str
) -> None:
    changed = tree / file
    text = changed.read_text("utf-8")
    assert old in text
    changed.write_text(text.replace(old, new), "utf-8")
    tag = f"v{aerospike.__version__}"
    assert any(problem in found for found in check.problems(tree, tag))
    command = [sys.executable, str(ROOT / "scripts/check_release.py"), "--root", str(tree), tag]
    ended = subprocess.run(command, capture_output=True, text=True)
    assert ended.returncode == 1
    assert problem in ended.stderr


def test_wheels_differ_in_their_name_alone(wheels: dict[str, Path]) -> None:
    assert wheels["aerospike"].name.startswith(f"aerospike-{aerospike.__version__}-py3-none-")
    public = rename.public_version(aerospike.__version__)
    assert wheels["aerospike-ctypes"].name.startswith(f"aerospike_ctypes-{public}-py3-none-")
    contents = []
    for wheel in wheels.values():
        with zipfile.ZipFile(wheel) as archive:
            assert archive.testzip() is None
            (info,) = {
                name.partition("/")[0] for name in archive.namelist() if ".dist-info" in name
            }
            contents.append(
                {
                    name.replace(info, "dist-info"): (archive.read(name), archive.getinfo(name))
                    for name in archive.namelist()
                }
            )
    ours, others = contents
    assert list(ours) == list(others)
    differ = {name for name in ours if ours[name][0] != others[name][0]}
    assert differ == {"dist-info/METADATA", "dist-info/RECORD"}
    assert {
        name for name in ours if ours[name][1].external_attr != others[name][1].external_attr
    } == set()


def test_only_a_wheel_of_this_package_is_renamed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("other-1.0-py3-none-any.whl", "aerospike-19.3.0-py3-none-any.whl"):
        (tmp_path / name).write_bytes(b"")
        monkeypatch.setattr(sys, "argv", ["rename_wheel.py", str(tmp_path / name)])
        assert rename.main() == 1
        assert name in capsys.readouterr().err
