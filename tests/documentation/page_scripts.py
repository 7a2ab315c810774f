"""A page of the documentation as a script: its blocks, and whether they do what the page says.

A reader pastes the blocks of a page into an interpreter, from the first to the last. So a page runs
in an interpreter of its own, in an empty directory, and finds only the installed package there.

- A block of ``python`` runs. A block of ``text`` directly below it is what it prints. Without one,
  it prints nothing.
- A session, lines that begin with ``>>>``, runs and prints what it shows.
- A comment ``.. not run: REASON`` (``<!-- not run: REASON -->`` in Markdown) directly above a block
  of ``python`` leaves it out, because it needs something that is not there.

All of it can also be pasted at the prompt of Python 3.12 and older, where an empty line ends a
compound statement, and none may stand in one. In a session that line is ``...``.

In what is compared, ``...`` stands for any text, and every port of 127.0.0.1 is 3000.
"""

from __future__ import annotations

import codeop
import doctest
import json
import re
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

__all__ = ["Block", "Failure", "failures_of", "read_page", "refused_at_prompt"]

RUNNER = Path(__file__).with_name("run_blocks.py")
SECONDS = 120

DIRECTIVE = re.compile(r"( *)\.\. (?:code-block|code|sourcecode):: *(\S+)")
FENCE = re.compile(r"( *)```(\w+)")
NOT_RUN = re.compile(r" *(?:\.\.|<!--) not run: (.*?)(?: -->)?$")
PORT = re.compile(r"(?<=\b127\.0\.0\.1:)\d+")
TRACEBACK = "Traceback (most recent call last):\n"


@dataclass(frozen=True)
class Block:
    """A part of a page that runs, or is left out for a reason."""

    line: int
    source: str
    output: str = ""
    echo: bool = False
    not_run: str = ""

    @property
    def raises(self) -> bool:
        return self.output.startswith(TRACEBACK)


@dataclass(frozen=True)
class Failure:
    """A place where a page does something else than it says."""

    page: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.page}, line {self.line}: {self.text}"


def failures_of(page: Path) -> list[Failure]:
    """Runs a page, and returns where it does something else than it says."""
    blocks = [block for block in read_page(page) if not block.not_run]
    tasks = [
        {
            "source": block.source,
            "line": block.line,
            "file": str(page.resolve()),
            "echo": block.echo,
            "raises": block.raises,
        }
        for block in blocks
    ]
    with tempfile.TemporaryDirectory() as directory:
        ended = subprocess.run(
            # Isolated: neither the environment nor the directory gives it modules.
            [sys.executable, "-I", str(RUNNER)],
            cwd=directory,
            input=json.dumps(tasks),
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
    reports = [json.loads(line) for line in ended.stdout.splitlines()]
    failures = []
    for block, (printed, exception) in zip(blocks, reports):
        if text := _difference(block, printed, exception):
            failures.append(Failure(page, block.line, text))
    if ended.stderr or ended.returncode:
        line = blocks[min(len(reports), len(blocks) - 1)].line
        text = f"the script ends with {ended.returncode} and writes errors:\n{ended.stderr}"
        failures.append(Failure(page, line, text))
    return failures


def read_page(page: Path) -> list[Block]:
    """The blocks of a page, in order."""
    lines = page.read_text(encoding="utf-8").splitlines()
    parts = _fenced(lines) if page.suffix == ".md" else _directives(lines)
    blocks: list[Block] = []
    above = len(lines)
    reason = ""
    for start, line, end, language, text in parts:
        if language == "not run":
            reason = text
            continue
        if language == "python":
            blocks.append(Block(line, text, not_run=reason))
        elif language == "session":
            blocks += _session(line, text)
        elif language == "text" and above <= start and not any(lines[above:start]):
            blocks[-1] = replace(blocks[-1], output=text)
        above = end if language == "python" else len(lines)
        reason = ""
    return blocks


def refused_at_prompt(block: Block) -> int | None:
    """The first line of the page at which the prompt refuses a block, if there is one."""
    statement: list[str] = []
    lines = block.source.split("\n")
    if block.echo:
        # The next line of the session follows at once.
        lines.pop()
    for number, line in enumerate(lines, block.line):
        statement.append(line)
        try:
            if codeop.compile_command("\n".join(statement), symbol="single"):
                statement.clear()
        except SyntaxError:
            return number
    return number if any(statement) else None


# A part: where it starts and where its text does, where it ends, its kind, its text.
Parts = Iterator[tuple[int, int, int, str, str]]


def _directives(lines: list[str]) -> Parts:
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if reason := NOT_RUN.match(line):
            yield at - 1, at, at, "not run", reason[1]
        elif directive := DIRECTIVE.match(line):
            start = end = at
            indent = len(directive[1]) + 1
            while end < len(lines) and (not lines[end] or lines[end][:indent].isspace()):
                end += 1
            # Options, and the empty line below them.
            while at < end and lines[at]:
                at += 1
            while at < end and not lines[at]:
                at += 1
            while end > at and not lines[end - 1]:
                end -= 1
            yield start - 1, at + 1, end, directive[2], _text(lines[at:end])
            at = end
        elif line.lstrip().startswith(">>> "):
            end = at
            while end < len(lines) and lines[end].strip():
                end += 1
            yield at - 1, at, end, "session", _text(lines[at - 1 : end])
            at = end


def _fenced(lines: list[str]) -> Parts:
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if reason := NOT_RUN.match(line):
            yield at - 1, at, at, "not run", reason[1]
        elif fence := FENCE.match(line):
            end = lines.index(f"{fence[1]}```", at)
            yield at - 1, at + 1, end + 1, fence[2], _text(lines[at:end])
            at = end + 1


def _text(lines: list[str]) -> str:
    return textwrap.dedent("\n".join(lines)) + "\n"


def _session(line: int, text: str) -> Iterator[Block]:
    lines = [*text.splitlines(), ""]
    for example in doctest.DocTestParser().get_examples(text):
        end = example.lineno + example.source.count("\n")
        # doctest drops the empty line that ends a statement.
        source = example.source + "\n" * (lines[end].strip() == "...")
        yield Block(line + example.lineno, source, example.want, echo=True)


def _difference(block: Block, printed: str, exception: dict[str, str] | None) -> str:
    said = block.output
    if exception and not block.raises:
        return f"the block ends with an exception:\n{textwrap.indent(exception['stack'], '    ')}"
    if block.raises:
        said = re.sub(r"\A.*\n(?:[ .].*\n)*", "", said)
        printed = exception["summary"] if exception else printed
    said, printed = (PORT.sub("3000", text) for text in (said, printed))
    if doctest.OutputChecker().check_output(said, printed, doctest.ELLIPSIS):
        return ""
    said, printed = (textwrap.indent(text or "nothing\n", "    ") for text in (said, printed))
    return f"the page says\n{said}the block gives\n{printed}"
