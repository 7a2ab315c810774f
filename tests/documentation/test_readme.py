"""README.md: its programs print what it says. scripts/check_readme.sh runs its commands."""

from __future__ import annotations

from pathlib import Path

from page_scripts import failures_of, read_page

README = Path(__file__).parents[2] / "README.md"


def test_programs_print_what_the_page_says() -> None:
    assert failures_of(README) == []


def test_page_shows_first_steps_with_their_output_asyncio_and_a_test() -> None:
    first, *others = read_page(README)
    assert first.source.count("\n") <= 11
    assert "Server().start()" in first.source
    assert first.output
    assert any("asyncio.run(main())" in block.source for block in others)
    assert any("def test_" in block.source for block in others)
