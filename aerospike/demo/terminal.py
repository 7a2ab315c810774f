"""What the demonstration shows: progress bars, and a table at the end."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

__all__ = ["Step", "Steps"]

Item = TypeVar("Item")

BAR = 30
# Redrawing more often than that shows nothing more.
INTERVAL = 0.1


class Step(NamedTuple):
    """A step that has been done: how many records it took and for how many seconds."""

    name: str
    records: int
    seconds: float

    @property
    def rate(self) -> float:
        """Records per second."""
        return self.records / self.seconds if self.seconds else 0.0


class Steps:
    """The steps of a run: each has a progress bar while it runs, and a line in the table."""

    def __init__(self) -> None:
        self.done: list[Step] = []
        self._live = sys.stderr.isatty()

    def track(self, name: str, items: Iterable[Item], total: int, size: int = 1) -> Iterator[Item]:
        """Yield *items*, each of which stands for *size* of *total* records, and take the time."""
        start = drawn = time.perf_counter()
        count = 0
        self._draw(name, 0, total)
        for item in items:
            yield item
            count = min(count + size, total)
            now = time.perf_counter()
            if now - drawn >= INTERVAL:
                drawn = now
                self._draw(name, count, total)
        self._end(Step(name, count, time.perf_counter() - start))

    @contextmanager
    def timed(self, name: str, records: int) -> Iterator[None]:
        """Take the time of a step that tells nothing while it runs."""
        start = time.perf_counter()
        self._draw(name, 0, records)
        yield
        self._end(Step(name, records, time.perf_counter() - start))

    def _end(self, step: Step) -> None:
        self.done.append(step)
        self._clear()
        print(f"{step.name}: {step.records:,} records in {step.seconds:.1f} s", flush=True)

    def note(self, text: str) -> None:
        """Show something about the last step."""
        print(f"  {text}", flush=True)

    def _draw(self, name: str, count: int, total: int) -> None:
        if self._live:
            filled = BAR * count // total if total else BAR
            bar = "█" * filled + "░" * (BAR - filled)
            sys.stderr.write(f"\r{name:<28} {bar} {count:>7,} of {total:,}")
            sys.stderr.flush()

    def _clear(self) -> None:
        if self._live:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def table(self) -> str:
        """The steps that have been done, as a table."""
        rows = [("step", "records", "seconds", "records/s")]
        rows += [
            (step.name, f"{step.records:,}", f"{step.seconds:.2f}", f"{step.rate:,.0f}")
            for step in self.done
        ]
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        lines = [
            "  ".join(
                cell.rjust(width) if column else cell.ljust(width)
                for column, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
            for row in rows
        ]
        lines.insert(1, "  ".join("-" * width for width in widths))
        return "\n".join(lines)
