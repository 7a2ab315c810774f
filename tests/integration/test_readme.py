"""The examples of README.md run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

README = Path(__file__).parents[2] / "README.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_example_runs(example: str, hosts: list[tuple[str, int]]) -> None:
    exec(example.replace('[("127.0.0.1", 3000)]', repr(hosts)), {})


def test_readme_has_examples() -> None:
    assert len(EXAMPLES) == 3
