"""The C tests of the bridge, under the sanitizers."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(
    shutil.which("cc") is None or not list((ROOT / "build" / "native").glob("c-client-*")),
    reason="needs a compiler and the C client's source",
)
def test_the_bridge_survives_mutations() -> None:
    script = ROOT / "scripts" / "test_native.sh"
    result = subprocess.run(
        [str(script), os.environ.get("AEROSPIKE_TEST_MUTATIONS", "20000")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "codec: " in result.stdout
    assert "bridge: " in result.stdout
