"""``python -m aerospike``."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import aerospike


def run(**environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "aerospike"]
    return subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True
    )


def test_versions_of_all_parts_are_printed() -> None:
    ended = run()
    assert (ended.returncode, ended.stderr) == (0, "")
    found = dict(line.split(":", 1) for line in ended.stdout.splitlines())
    found = {name: value.strip() for name, value in found.items()}
    assert found["aerospike"] == aerospike.__version__
    assert found["Python"].startswith(platform.python_version())
    assert found["machine"] == platform.machine()
    assert Path(found["library"]).is_file()
    packer = "ormsgpack" if find_spec("ormsgpack") else "msgpack"
    for name in ("C client", "OpenSSL", "libuv", "LibYAML", "zlib", "Lua", packer):
        assert re.match(r"\d+\.\d+", found[name]), name


def test_library_that_does_not_load_is_named_with_its_problem() -> None:
    ended = run(AEROSPIKE_C_LIBRARY="there-is-no-such-file")
    assert ended.returncode == 1
    assert "there-is-no-such-file" in ended.stderr
    assert f"aerospike: {aerospike.__version__}\n" in ended.stdout
