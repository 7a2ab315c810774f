"""Runs the pages of the documentation, each as the script that a reader pastes."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from shutil import which

import pytest
from page_scripts import Failure, failures_of, read_page

# What a page needs and a machine may lack.
NEEDED = {
    "gevent.rst": ("gevent", lambda: find_spec("gevent")),
    "security.rst": ("openssl", lambda: which("openssl")),
}

RUNS: dict[Path, Future[list[Failure]]] = {}


class PageFailed(Exception):
    pass


class PageItem(pytest.Item):
    def runtest(self) -> None:
        name, find = NEEDED.get(self.path.name, ("", bool))
        if name and not find():
            pytest.skip(f"{name} is not installed")
        if not RUNS:
            begin(self.session.items)
        failures = RUNS[self.path].result() if self.path in RUNS else failures_of(self.path)
        if failures:
            raise PageFailed("\n".join(map(str, failures)))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: object) -> str:
        if isinstance(excinfo.value, PageFailed):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, self.path.name


class PageFile(pytest.File):
    def collect(self) -> Iterable[pytest.Item]:
        if read_page(self.path):
            yield PageItem.from_parent(self, name="blocks")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.suffix == ".rst":
        return PageFile.from_parent(parent, path=file_path)
    return None


def begin(items: Iterable[pytest.Item]) -> None:
    """Begins all pages of this run, as many at a time as there are processors."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    pool = ThreadPoolExecutor(os.cpu_count())
    for item in items:
        if isinstance(item, PageItem):
            RUNS[item.path] = pool.submit(failures_of, item.path)
