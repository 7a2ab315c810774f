"""What the documentation tells its readers to do."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from wheels import load_script

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


# What a page names: paths of the repository, and functions of the bridge.
NAMED_PATH = re.compile(r"``((?:aerospike|docs|examples|native|scripts|tests)/[\w./-]+)``")
NAMED_FUNCTION = re.compile(r"``(bridge_\w+)``")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_and_functions_that_a_page_names_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    # The library has another name on some systems.
    paths = set(NAMED_PATH.findall(text)) - {"aerospike/_native/libaerospike.so"}
    assert [path for path in paths if not (ROOT / path).exists()] == []
    source = "".join(file.read_text("utf-8") for file in (ROOT / "native/bridge").glob("*.[ch]"))
    assert [name for name in NAMED_FUNCTION.findall(text) if name not in source] == []


def test_tables_and_plot_of_the_figures_are_up_to_date() -> None:
    files = load_script("plot_performance").FILES
    assert len(files) == 7
    stale = [file.name for file, make in files.items() if file.read_text("utf-8") != make()]
    assert stale == [], "run scripts/plot_performance.py"


FIGURES = {
    name: {"this package": [(2.0, 1.0), (6.0, 2.0)], "official": [(1.0, 2.0), (2.0, 8.0)]}
    for name in ("get", "get from 4 threads")
}


def test_a_ratio_is_that_of_a_round() -> None:
    script = load_script("plot_performance")
    assert script.ratios(FIGURES["get"], script.SPEED) == [2, 3]
    assert script.ratios(FIGURES["get"], script.CPU) == [0.5, 0.25]
    assert "   * - four threads\n     - 0.38 (" in script.comparison(
        FIGURES, {"get from 4 threads": "four threads"}
    )


def test_a_bar_is_longer_the_more_a_ratio_differs_from_one() -> None:
    across = load_script("plot_performance").across
    assert across(0.25) < across(0.5) < across(1) < across(2) == across(4)
    assert across(1) - across(0.5) == pytest.approx(across(2) - across(1), abs=0.2)


def headings(page: str) -> list[str]:
    """The headings of a page, which are its own links."""
    lines = (ROOT / "docs" / f"{page}.rst").read_text("utf-8").splitlines()
    return [
        line for line, under in itertools.pairwise(lines) if re.fullmatch("([=~^-])\\1+", under)
    ]


@pytest.mark.parametrize(
    ("word", "page"),
    [
        ("fork", "reliability"),
        ("timeout", "reliability"),
        ("in doubt", "reliability"),
        ("checkpoint", "reliability"),
        ("asyncio", "asyncio"),
        ("fixtures", "testing"),
        ("expired records", "testing"),
        ("TLS", "deployment"),
    ],
)
def test_reader_of_the_first_page_finds_in_two_clicks(word: str, page: str) -> None:
    """A row of the first page has the word and leads to the page, which has a heading with it."""
    first = (ROOT / "docs/index.rst").read_text("utf-8")
    rows = [row for row in first.split("   * - ") if f":doc:`{page}`" in row]
    assert [word in row for row in rows] == [True]
    assert [title for title in headings(page) if word.lower() in title.lower()]
