"""What the tests of packaging share: wheels, and environments to install them into."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]


def load_script(name: str) -> ModuleType:
    """A script of the project, as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    # Its dataclasses look themselves up there.
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write_wheel(
    folder: Path, name: str, version: str, files: dict[str, bytes], requires: str = ""
) -> Path:
    """A wheel with these files, for every platform."""
    info = f"{name}-{version}.dist-info"
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    tag = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    described = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    if requires:
        described += f"Requires-Dist: {requires}\n"
    contents = {**files, f"{info}/METADATA": described.encode(), f"{info}/WHEEL": tag.encode()}
    lines = [f"{file},,\n" for file in [*contents, f"{info}/RECORD"]]
    with zipfile.ZipFile(wheel, "w") as archive:
        for file, data in contents.items():
            archive.writestr(file, data)
        archive.writestr(f"{info}/RECORD", "".join(lines))
    return wheel


def pack_installed(folder: Path, name: str) -> None:
    """A wheel of a distribution that is installed here."""
    found = metadata.distribution(name)
    files = {
        str(file): Path(file.locate()).read_bytes()
        for file in found.files or ()
        if file.parts[0] == name and file.suffix != ".pyc"
    }
    write_wheel(folder, name, found.version, files)


class Environment:
    """A virtual environment without pip."""

    def __init__(self, folder: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
        self.python = folder / "bin" / "python"

    def run(self, *arguments: str, code: int = 0) -> str:
        """Run Python there, and return what it prints."""
        ended = subprocess.run(
            [str(self.python), "-I", *arguments], capture_output=True, text=True, cwd="/"
        )
        assert ended.returncode == code, ended.stdout + ended.stderr
        return ended.stdout + ended.stderr

    def pip(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "pip", "--python", str(self.python), *arguments]
        return _tool([*command, "--disable-pip-version-check"])

    def uv(self, command: str, *arguments: str) -> str:
        tool = ["uv", "--no-cache", "pip", command, "--python", str(self.python)]
        return _tool([sys.executable, "-m", *tool, *arguments])


def _tool(command: list[str]) -> str:
    ended = subprocess.run(command, capture_output=True, text=True, cwd="/")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout + ended.stderr
