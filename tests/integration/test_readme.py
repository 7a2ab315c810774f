"""The examples of README.md run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import aerospike
from aerospike.devserver import Server

README = Path(__file__).parents[2] / "README.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_example_runs(example: str, hosts: list[tuple[str, int]]) -> None:
    names: dict[str, Any] = {}
    exec(example.replace('[("127.0.0.1", 3000)]', repr(hosts)), names)
    tests = [value for name, value in names.items() if name.startswith("test_")]
    assert len(tests) == example.count("def test_")
    for test in tests:
        with Server() as server, aerospike.client(server.config) as client:
            test(client, server)


def test_readme_has_examples() -> None:
    assert len(EXAMPLES) == 4
