"""What the documentation tells its readers to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.rst")])

# The name alone, or with extras: pip takes both from the package registry.
FROM_THE_REGISTRY = re.compile(
    r"""(?<!un)install \s+ (?:-\S+\s+)* ['"`]* aerospike (?![\w./-])""", re.VERBOSE
)


@pytest.mark.parametrize(
    "command",
    [
        "pip install aerospike",
        "python -m pip install aerospike\n",
        "pip install 'aerospike[devserver]'",
        'pip install --upgrade "aerospike[arrow]"',
        "pip install aerospike==19.3.0+ctypes.1",
        "install ``aerospike[devserver]``",
    ],
)
def test_command_that_installs_the_official_package_is_recognised(command: str) -> None:
    assert FROM_THE_REGISTRY.search(command)


@pytest.mark.parametrize(
    "command",
    [
        "pip install .",
        "pip install '.[devserver]'",
        "pip install aerospike-19.3.0+ctypes.1-py3-none-any.whl",
        "pip install './dist/aerospike-19.3.0+ctypes.1-py3-none-any.whl[devserver]'",
        "pip uninstall aerospike",
    ],
)
def test_command_that_installs_this_package_is_not_mistaken(command: str) -> None:
    assert not FROM_THE_REGISTRY.search(command)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_does_not_install_the_official_package(page: Path) -> None:
    assert FROM_THE_REGISTRY.findall(page.read_text(encoding="utf-8")) == []
