"""What importing the package needs and gives."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import aerospike
from aerospike import _msgpack
from aerospike._installation import check_owners


def test_names_stay_what_they_are_where_modules_have_the_same_ones() -> None:
    from aerospike.client import Client
    from aerospike.values.geojson import GeoJSON

    assert callable(aerospike.client)
    assert callable(aerospike.geojson)
    assert aerospike.Client is Client
    assert aerospike.GeoJSON is GeoJSON


def test_all_names_of_the_package_are_there() -> None:
    assert len(aerospike.__all__) == len(set(aerospike.__all__))
    assert [name for name in aerospike.__all__ if not hasattr(aerospike, name)] == []


@pytest.mark.parametrize(
    "code",
    [
        "import aerospike, aerospike_helpers",
        "from aerospike import exception, predicates",
        "import aerospike; aerospike.GeoJSON({}); aerospike.Transaction()",
        "import aerospike; aerospike.calc_digest('test', 'demo', 1)",
    ],
)
def test_shared_library_is_not_needed(code: str) -> None:
    environment = {**os.environ, "AEROSPIKE_C_LIBRARY": "there-is-no-such-file"}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)


def test_version_is_written_in_one_place() -> None:
    """Documentation names it too, in the names of wheels."""
    root = Path(__file__).parents[2]
    files = [root / "pyproject.toml", *root.glob("aerospike/**/*.py"), *root.glob("*.py")]
    said = [file.name for file in files if aerospike.__version__ in file.read_text("utf-8")]
    assert said == ["_version.py"]


@pytest.mark.parametrize(
    ("names", "owners"),
    [
        ([], []),
        (["aerospike-19.3.0+ctypes.1.dist-info"], []),
        (["aerospike-19.3.0.dist-info", "aerospike-19.2.0.dist-info"], []),
        (["aerospike_ctypes-19.3.0.post1.dist-info", "aerospike_async-1.0.dist-info"], []),
        (["aerospike_ctypes-19.3.0.post1.dist-info", "aerospike"], []),
        (
            ["aerospike_ctypes-19.3.0.post1.dist-info", "aerospike-19.3.0.dist-info"],
            ["aerospike 19.3.0", "aerospike-ctypes 19.3.0.post1"],
        ),
    ],
)
def test_two_distributions_are_found(names: list[str], owners: list[str], tmp_path: Path) -> None:
    for name in names:
        (tmp_path / name).mkdir()
    if not owners:
        check_owners(str(tmp_path))
        return
    with pytest.raises(ImportError) as raised:
        check_owners(str(tmp_path))
    assert " and ".join(owners) in str(raised.value)
    assert "pip uninstall aerospike aerospike-ctypes" in str(raised.value)


def test_a_package_in_an_archive_has_no_directory_to_look_into(tmp_path: Path) -> None:
    check_owners(str(tmp_path / "archive.zip"))


def test_importing_the_package_does_not_import_logging_for_those_who_do_not_use_it() -> None:
    code = "import sys, aerospike.log; sys.exit('aerospike._logging' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_only_names_of_the_oldest_ormsgpack_are_used() -> None:
    """Python 3.10 gets version 1.12, which lacks later ones."""
    known = {"Ext", "packb", "unpackb"}
    names = {name for name in _msgpack.__all__ if not name.startswith("OPT_")}
    assert names == known


def test_only_one_module_imports_the_packages_of_msgpack() -> None:
    root = Path(aerospike.__file__).parent
    importing = {
        file.relative_to(root).as_posix()
        for file in root.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module in ("ormsgpack", "msgpack")
    }
    assert importing == {"_msgpack/__init__.py", "_msgpack/portable.py"}
