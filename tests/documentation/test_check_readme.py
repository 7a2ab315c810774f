"""scripts/check_readme.sh: it fails if README.md does not work as it says."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Says that a distribution is installed.
INSTALL = """
import site
import sys
from pathlib import Path

name, version = sys.argv[1:]
info = Path(site.getsitepackages()[0], f"{name}-{version}.dist-info")
info.mkdir()
(info / "METADATA").write_text(f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n")
(info / "INSTALLER").write_text("pip")
"""

README = """
```sh
apt-get no-such-command
python3 -m venv --without-pip .venv
. .venv/bin/activate
python install.py aerospike VERSION
```

```python
number = 2
print(number)
```

```text
2
```

Then:

```python
print(number + 1)
```

```text
3
```

<!-- file: test_it.py -->

```python
print("from a file")
```

```sh
python test_it.py
./scripts/long.sh
```
"""

Check = Callable[[str], subprocess.CompletedProcess[str]]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Checks a README in a checkout of its own."""

    def check(readme: str) -> subprocess.CompletedProcess[str]:
        for folder in ("scripts", "aerospike/_native"):
            (tmp_path / folder).mkdir(parents=True)
        shutil.copy(ROOT / "scripts/check_readme.sh", tmp_path / "scripts")
        (tmp_path / "aerospike/_native/libaerospike.so").touch()
        (tmp_path / "aerospike/__init__.py").touch()
        (tmp_path / "install.py").write_text(INSTALL)
        (tmp_path / "README.md").write_text(readme)
        subprocess.run(["git", "init", "-q", tmp_path], check=True)
        return subprocess.run(
            ["bash", tmp_path / "scripts/check_readme.sh"],
            env={"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "PYTHON": sys.executable},
            capture_output=True,
            text=True,
            timeout=300,
        )

    return check


def test_readme_that_works(check: Check) -> None:
    ended = check(README.replace("VERSION", "19.3.0+ctypes.1"))
    assert ended.returncode == 0, ended.stderr
    assert "- left out: apt-get no-such-command\n" in ended.stdout
    assert "+ the programs of this page\n2\n3\n" in ended.stdout
    assert "+ python test_it.py\nfrom a file\n" in ended.stdout
    assert "- left out: ./scripts/long.sh\n" in ended.stdout


def test_program_that_prints_something_else(check: Check) -> None:
    ended = check(README.replace("VERSION", "19.3.0+ctypes.1").replace("\n3\n", "\n4\n"))
    assert ended.returncode != 0
    assert "< 4\n" in ended.stdout
    assert "> 3\n" in ended.stdout


def test_command_that_fails(check: Check) -> None:
    ended = check(
        README.replace("VERSION", "19.3.0+ctypes.1").replace("test_it.py\n.", "none.py\n.")
    )
    assert ended.returncode != 0
    assert "none.py" in ended.stderr


def test_command_that_installs_the_official_package(check: Check) -> None:
    ended = check(README.replace("VERSION", "19.3.0"))
    assert ended.returncode != 0
    assert "aerospike 19.3.0 is the official package" in ended.stderr
