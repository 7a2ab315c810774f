"""The pages of the documentation are scripts: what runs them, and what they may contain."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from page_scripts import Block, Failure, failures_of, read_page, refused_at_prompt

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/*.rst")])

# What needs something that the tests do not have: the page, and the reason that it gives.
NOT_RUN: set[tuple[str, str]] = set()

LANGUAGES = {"console", "dockerfile", "ini", "json", "lua", "python", "sh", "text", "toml", "yaml"}

Run = Callable[..., list[Failure]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Writes a page, runs it, and returns its failures."""

    def run(text: str, name: str = "page.rst") -> list[Failure]:
        page = tmp_path / name
        page.write_text(textwrap.dedent(text), encoding="utf-8")
        return failures_of(page)

    return run


def test_page_that_does_what_it_says_has_no_failure(run: Run) -> None:
    page = """
        .. code-block:: python
           :caption: numbers.py

           def square(number):
               return number**2


           print(square(3))

        .. code-block:: text

           9

        Below it:

        >>> for number in range(2):
        ...     print(square(number))
        0
        1
        >>> square(4)
        16
        """
    assert run(page) == []


def test_nothing_is_injected(run: Run) -> None:
    (failure,) = run("\n\n>>> 1\n1\n>>> client.put(key, {})\n")
    assert failure.line == 5
    assert "NameError: name 'client' is not defined" in failure.text


def test_page_finds_no_modules_of_the_work_tree(run: Run) -> None:
    (failure,) = run(">>> import page_scripts\n")
    assert "ModuleNotFoundError" in failure.text


def test_page_runs_in_an_empty_directory(run: Run) -> None:
    assert run(">>> import os\n>>> os.listdir()\n[]\n") == []


@pytest.mark.parametrize(
    ("page", "said", "printed"),
    [
        (">>> 1 + 1\n3\n", "3", "2"),
        (">>> 1 + 1\n", "nothing", "2"),
        (">>> x = 1\n1\n", "1", "nothing"),
        (".. code-block:: python\n\n   print(2)\n\n.. code-block:: text\n\n   3\n", "3", "2"),
        (".. code-block:: python\n\n   print(2)\n\nA word.\n", "nothing", "2"),
        (
            ".. code-block:: python\n\n   print(2)\n\nA word.\n\n.. code-block:: text\n\n   2\n",
            "nothing",
            "2",
        ),
    ],
)
def test_other_output_is_a_failure(run: Run, page: str, said: str, printed: str) -> None:
    (failure,) = run(page)
    assert failure.text == f"the page says\n    {said}\nthe block gives\n    {printed}\n"


def test_every_failure_is_found_and_names_its_line(run: Run) -> None:
    failures = run(">>> 1\n2\n\nText.\n\n.. code-block:: python\n\n   x = 3\n\n>>> x\n4\n")
    assert [failure.line for failure in failures] == [1, 10]
    assert str(failures[1]).startswith(f"{failures[1].page}, line 10: the page says")


def test_failure_of_a_block_shows_the_line_of_the_page(run: Run) -> None:
    (failure,) = run("\n.. code-block:: python\n\n   one = 1\n   one / 0\n\n>>> never\n")
    assert failure.line == 4
    assert f'{failure.page.name}", line 5' in failure.text
    assert "one / 0" in failure.text
    assert "ZeroDivisionError: division by zero" in failure.text


def test_exception_that_the_page_shows_is_none(run: Run) -> None:
    shown = "Traceback (most recent call last):\n  ...\nZeroDivisionError: division by zero\n"
    assert run(f">>> 1 / 0\n{shown}\n>>> 1\n1\n") == []
    (failure,) = run(">>> 1 / 0\n" + shown.replace("Zero", "Two"))
    assert "TwoDivisionError" in failure.text
    assert "ZeroDivisionError" in failure.text
    (failure,) = run(f">>> 1\n{shown}")
    assert "the block gives\n    1\n" in failure.text


def test_what_a_page_writes_to_the_error_stream_is_a_failure(run: Run) -> None:
    (failure,) = run(">>> import warnings\n>>> warnings.warn('old', DeprecationWarning)\n")
    assert "DeprecationWarning: old" in failure.text


def test_end_of_the_interpreter_in_a_block_is_a_failure(run: Run) -> None:
    failures = run(">>> import os\n>>> os._exit(3)\n>>> 1\n1\n")
    assert "the script ends with 3" in failures[-1].text


def test_ports_of_this_machine_are_alike_and_dots_stand_for_any_text(run: Run) -> None:
    assert run(">>> print('127.0.0.1:45673 refused')\n127.0.0.1:3000 refused\n") == []
    assert run(">>> print('a long story')\na ... story\n") == []
    assert run(">>> print('127.0.0.2:45673')\n127.0.0.2:3000\n") != []


def test_marked_block_is_left_out(run: Run) -> None:
    marked = """
        .. not run: it needs a cluster of five nodes

        .. code-block:: python

           connect_to_five_nodes()

        .. code-block:: text

           five

        .. code-block:: python

           here()
        """
    (failure,) = run(marked)
    assert "name 'here' is not defined" in failure.text


def test_page_in_markdown(run: Run) -> None:
    page = """
        ```sh
        exit 1
        ```

        ```python
        print(2)
        ```

        ```text
        2
        ```

        <!-- not run: it needs a moon -->

        ```python
        moon()
        ```
        """
    assert run(page, "page.md") == []
    (failure,) = run(page.replace("print(2)", "print(4)"), "page.md")
    assert failure.line == 7


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("a = 1\nb = [\n    2,\n]\n", None),
        ("for a in b:\n    c\n\nd\n", None),
        ("for a in b:\n    c\nd\n", 3),
        ("def a():\n    b\n\n    c\n", 4),
        ("try:\n    a\nexcept b:\n    c\n\n", None),
        ("a = (\n", 2),
    ],
)
def test_what_the_prompt_takes(source: str, line: int | None) -> None:
    assert refused_at_prompt(Block(1, source)) == line


def test_session_has_the_empty_line_that_ends_a_statement(tmp_path: Path) -> None:
    page = tmp_path / "page.rst"
    page.write_text(">>> for a in b:\n...     c\n...\n>>> d\n>>> for a in b:\n...     c\n>>> d\n")
    blocks = read_page(page)
    assert [refused_at_prompt(block) for block in blocks] == [None, None, 6, None]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_can_be_pasted_at_the_prompt(page: Path) -> None:
    assert [f"line {line}" for block in read_page(page) if (line := refused_at_prompt(block))] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_has_no_code_that_nobody_runs(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    pattern = r"^```(\w+)" if page.suffix == ".md" else r"^ *\.\. [\w-]*code[\w-]*:: *(\S*)"
    assert set(re.findall(pattern, text, re.MULTILINE)) <= LANGUAGES
    assert "invisible" not in text
    for directive in ("testcode", "doctest", "testsetup", "ipython"):
        assert f".. {directive}::" not in text


def test_list_of_blocks_that_do_not_run_is_complete() -> None:
    marked = {
        (page.name, block.not_run) for page in PAGES for block in read_page(page) if block.not_run
    }
    assert marked == NOT_RUN
