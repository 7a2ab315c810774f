"""Many awaits do not make the process grow.

``AEROSPIKE_TEST_AWAITS`` says how many; ten million take minutes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import soak

AWAITS = os.environ.get("AEROSPIKE_TEST_AWAITS", "50000")
LIMIT = 5 * 1024 * 1024

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="reads /proc/self/statm"
)


@pytest.mark.parametrize("options", [[], ["--coalesce"]], ids=["alone", "together"])
def test_many_awaits_do_not_make_the_process_grow(
    hosts: list[tuple[str, int]], options: list[str]
) -> None:
    """In a process of its own: the development server is in this one."""
    server = ",".join(f"{host}:{port}" for host, port in hosts)
    done = subprocess.run(
        [sys.executable, soak.__file__, "--hosts", server, "--awaits", AWAITS, *options],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["growth"] < LIMIT, (said, done.stderr)
