"""The output of the demonstration: progress bars, and a table at the end."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Any, NamedTuple, TypeVar

__all__ = ["Step", "Steps"]

Item = TypeVar("Item")


class Step(NamedTuple):
    """A step that has been done: how many records it took and for how many seconds."""

    name: str
    records: int
    seconds: float

    @property
    def rate(self) -> float:
        """Records per second."""
        return self.records / self.seconds if self.seconds else 0.0


class NoBar:
    """Stands for a progress bar without the package *tqdm*."""

    def update(self, count: int) -> None:
        pass

    def close(self) -> None:
        pass


def progress_bar(name: str, total: int) -> Any:
    """A progress bar on a terminal; nothing is shown anywhere else."""
    try:
        from tqdm import tqdm
    except ImportError:
        return NoBar()
    return tqdm(desc=name, total=total, unit=" records", leave=False, disable=None)


class Steps:
    """The steps of a run: each has a progress bar while it runs, and a line in the table."""

    def __init__(self) -> None:
        self.done: list[Step] = []

    def track(self, name: str, items: Iterable[Item], total: int, size: int = 1) -> Iterator[Item]:
        """Yield *items* and take the time. Each item stands for *size* of *total* records."""
        start = time.perf_counter()
        count = 0
        with closing(progress_bar(name, total)) as bar:
            for item in items:
                yield item
                step = min(size, total - count)
                count += step
                bar.update(step)
        self._end(Step(name, count, time.perf_counter() - start))

    @contextmanager
    def timed(self, name: str, records: int) -> Iterator[None]:
        """Take the time of a step without progress."""
        start = time.perf_counter()
        with closing(progress_bar(name, records)):
            yield
        self._end(Step(name, records, time.perf_counter() - start))

    def _end(self, step: Step) -> None:
        self.done.append(step)
        print(f"{step.name}: {step.records:,} records in {step.seconds:.1f} s", flush=True)

    def note(self, text: str) -> None:
        """Show something about the last step."""
        print(f"  {text}", flush=True)

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
