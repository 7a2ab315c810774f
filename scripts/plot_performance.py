#!/usr/bin/env python3
"""Makes the tables and the plot of docs/performance.rst from the figures in docs/data.

    python scripts/plot_performance.py

These commands measure the figures:

    python tests/benchmarks/compare.py --baseline-python PATH --save docs/data/compare.json
    python tests/benchmarks/async_compare.py --native-python PATH \\
        --save docs/data/async_compare.json

The files have a pair for each round: operations a second, and microseconds of CPU for each.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from math import log2
from pathlib import Path
from statistics import median, quantiles

DOCS = Path(__file__).resolve().parents[1] / "docs"
DATA = DOCS / "data"

Round = tuple[float, float]
Figures = dict[str, dict[str, list[Round]]]
SPEED, CPU = 0, 1

# The tables of the page, and the names of work as benchmarks and as readers call them.
SINGLE = {
    "put": "put",
    "get": "get",
    "select": "select of two bins",
    "exists": "exists",
    "get with a filter": "get with a filter expression",
    "get nested": "get of nested lists and maps",
    "put nested": "put of nested lists and maps",
    "operate": "operate, increment and read",
    "operate, 3 on a list": "operate, three operations on a list",
    "operate in a nested map": "operate in a nested map",
}
THREADS = {f"get from {count} threads": f"get from {count} threads" for count in (4, 8, 16)}
MANY = {
    "batch_read(10)": "batch_read of 10",
    "batch_read(100)": "batch_read of 100",
    "batch_read(1000)": "batch_read of 1,000",
    "batch_read(1000) nested": "batch_read of 1,000, nested",
    "batch_operate(1000)": "batch_operate of 1,000",
    "batch_write(1000)": "batch_write of 1,000",
    "query results": "query, results",
    "query foreach": "query, foreach",
    "scan results": "scan, results",
    "index query results": "query by an index, results",
}
BATCHES = (10, 100, 1000, 5000)
IN_FLIGHT = (1, 16, 128, 1024)


def ratios(
    figures: dict[str, list[Round]], what: int, one: str = "this package", other: str = "official"
) -> list[float]:
    """One package divided by the other, for each round: both ran one after the other."""
    return [mine[what] / theirs[what] for mine, theirs in zip(figures[one], figures[other])]


def middle(values: list[float]) -> str:
    """The median, and between which values the middle half lies."""
    low, _, high = quantiles(values, n=4)
    return f"{median(values):.2f} ({low:.2f}–{high:.2f})"


def table(header: Iterable[str], rows: Iterable[Iterable[str]], widths: str) -> str:
    lines = [".. list-table::", "   :header-rows: 1", f"   :widths: {widths}", ""]
    for row in (header, *rows):
        for index, cell in enumerate(row):
            lines.append(f"   {' ' if index else '*'} - {cell}")
    return "\n".join((*lines, ""))


def comparison(figures: Figures, names: dict[str, str]) -> str:
    rows = (
        (shown, middle(ratios(figures[name], CPU)), middle(ratios(figures[name], SPEED)))
        for name, shown in names.items()
    )
    return table(("work", "CPU", "speed"), rows, "40 30 30")


def middle_of(rounds: list[Round], what: int) -> float:
    return median(each[what] for each in rounds)


def sizes(figures: Figures) -> str:
    """What a record costs in a batch, as a part of a get."""
    alone = middle_of(figures["get"]["this package"], CPU)

    def cost(name: str) -> str:
        return f"{middle_of(figures[name]['this package'], CPU) / alone:.2f}"

    rows = [("get", "1")]
    rows += [(f"batch_read of {size:,}", cost(f"batch_read({size})")) for size in BATCHES]
    rows += [("query, results", cost("query results"))]
    return table(("reading by", "CPU for a record"), rows, "60 40")


def asyncio(figures: Figures) -> str:
    """What a get costs in asynchronous clients, as a part of a synchronous get."""
    alone = middle_of(figures["asyncio, get, 1"]["synchronous"], CPU)

    def cost(tasks: int, package: str) -> str:
        return f"{middle_of(figures[f'asyncio, get, {tasks}'][package], CPU) / alone:.1f}"

    def gain(tasks: int) -> str:
        return middle(ratios(figures[f"asyncio, get, {tasks}"], SPEED, "coalesced", "ours"))

    rows = (
        (f"{tasks:,}", cost(tasks, "ours"), cost(tasks, "coalesced"), gain(tasks))
        for tasks in IN_FLIGHT
    )
    header = ("gets in flight", "CPU for a get", "with ``coalesce``", "speed by ``coalesce``")
    return table(header, rows, "20 24 24 32")


def native(figures: Figures, loop: str) -> str:
    """Asynchronous clients compared with aerospike-native, for each kind of work."""

    def ratio(name: str, package: str, what: int) -> str:
        if package not in figures[name]:
            return "—"
        return f"{median(ratios(figures[name], what, package, 'native')):.2f}"

    def row(shown: str, tasks: str, name: str) -> tuple[str, ...]:
        each = (
            ratio(name, package, what) for package in ("ours", "coalesced") for what in (CPU, SPEED)
        )
        return (shown, tasks, *each)

    rows = [
        row(work, f"{tasks:,}", f"{loop}, {work}, {tasks}")
        for work in ("get", "put", "operate")
        for tasks in IN_FLIGHT
    ]
    rows.append(row("query", "—", f"{loop}, query, async for"))
    header = ("work", "in flight", "CPU", "speed", "CPU, coalesced", "speed, coalesced")
    return table(header, rows, "20 16 16 16 16 16")


# The plot: a bar for each kind of work, from 1 to its ratio, on a logarithmic scale.
WIDTH, ROW, LEFT, TOP = 440, 21, 176, 46
TICKS = (0.25, 0.5, 1, 2)


def across(ratio: float) -> float:
    """Where a ratio lies from left to right."""
    begin, end = log2(TICKS[0]), log2(TICKS[-1])
    place = (log2(min(max(ratio, TICKS[0]), TICKS[-1])) - begin) / (end - begin)
    return round(LEFT + place * (WIDTH - LEFT - 44), 1)


def shapes(figures: Figures) -> Iterator[str]:
    names = {**SINGLE, **THREADS, **MANY}
    bottom = TOP + len(names) * ROW
    yield f'<text class="title" x="{LEFT}" y="16">CPU for an operation, official package = 1</text>'
    for tick in TICKS:
        x = across(tick)
        kind = "one" if tick == 1 else "tick"
        yield f'<path class="{kind}" d="M{x} {TOP - 8}V{bottom}" />'
        yield f'<text class="middle" x="{x}" y="{TOP - 14}">{tick:g}</text>'
    for number, (name, shown) in enumerate(names.items()):
        ratio = median(ratios(figures[name], CPU))
        y = TOP + number * ROW
        begin, end = sorted((across(1), across(ratio)))
        kind = "less" if ratio <= 1 else "more"
        width = round(max(end - begin, 1), 1)
        yield f'<text class="end" x="{LEFT - 8}" y="{y + 12}">{shown}</text>'
        yield f'<rect class="{kind}" x="{begin}" y="{y + 2}" width="{width}" height="13" />'
        yield f'<text x="{across(max(ratio, 1)) + 5}" y="{y + 12}">{ratio:.2f}</text>'


STYLE = """
    .bars { display: block; width: 100%; max-width: 44rem; margin: 1.5rem 0; }
    .bars text { fill: currentColor; font: 10.5px sans-serif; }
    .bars .title { font-weight: bold; }
    .bars .end { text-anchor: end; }
    .bars .middle { text-anchor: middle; }
    .bars .tick, .bars .one { stroke: currentColor; fill: none; }
    .bars .tick { stroke-opacity: 0.3; }
    .bars .less { fill: #1f9d72; }
    .bars .more { fill: #c7792b; }
"""


def plot(figures: Figures) -> str:
    height = TOP + len({**SINGLE, **THREADS, **MANY}) * ROW + 8
    return "\n".join(
        (
            '<svg class="bars" role="img" xmlns="http://www.w3.org/2000/svg"',
            f'  viewBox="0 0 {WIDTH} {height}"',
            '  aria-label="CPU for an operation, as a ratio to the official package">',
            f"  <style>{STYLE}  </style>",
            *(f"  {shape}" for shape in shapes(figures)),
            "</svg>",
            "",
        )
    )


def read(name: str) -> Figures:
    figures: Figures = json.loads((DATA / name).read_text("utf-8"))
    return figures


FILES: dict[Path, Callable[[], str]] = {
    DATA / "single.txt": lambda: comparison(read("compare.json"), SINGLE | THREADS),
    DATA / "many.txt": lambda: comparison(read("compare.json"), MANY),
    DATA / "sizes.txt": lambda: sizes(read("compare.json")),
    DATA / "asyncio.txt": lambda: asyncio(read("async_compare.json")),
    DATA / "native_asyncio.txt": lambda: native(read("async_compare.json"), "asyncio"),
    DATA / "native_uvloop.txt": lambda: native(read("async_compare.json"), "uvloop"),
    DOCS / "_static" / "performance.svg": lambda: plot(read("compare.json")),
}


def main() -> None:
    for file, make in FILES.items():
        file.write_text(make(), "utf-8")
        print(file.relative_to(DOCS.parent))


if __name__ == "__main__":
    main()
