"""What importing the package needs and gives."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import aerospike


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


def test_version_is_that_of_the_distribution() -> None:
    project = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    declared = re.search(r'^version = "(.+)"$', project, re.MULTILINE)
    assert declared is not None
    assert aerospike.__version__ == declared[1]


def test_importing_the_package_does_not_import_logging_for_those_who_do_not_use_it() -> None:
    code = "import sys, aerospike.log; sys.exit('aerospike._logging' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_only_names_of_the_oldest_ormsgpack_are_used() -> None:
    """Python 3.10 gets version 1.12, which lacks later ones."""
    known = {"Ext", "packb", "unpackb"}
    root = Path(aerospike.__file__).parent
    for file in root.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module == "ormsgpack":
                names = {alias.name for alias in node.names}
                assert {name for name in names if not name.startswith("OPT_")} <= known, file
