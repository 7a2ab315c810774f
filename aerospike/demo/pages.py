"""A scan in pages that is interrupted, and resumed by another client."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Generator, Iterator
from typing import Any

import aerospike

from .cities import City, Expected
from .terminal import Steps

__all__ = ["run"]

PAGE = 2_000

Connect = Callable[[], aerospike.Client]


def run(connect: Connect, steps: Steps, cities: list[City]) -> None:
    """Scans all cities with two clients; the second one resumes in the middle of a page."""
    expected = Expected(cities)
    enough = len(cities) // 2
    for record in steps.track(
        "scan, resumed half-way", _records(connect, cities, enough), len(cities)
    ):
        expected.take(record)
    expected.end()
    steps.note(f"in pages of {PAGE:,}; the first client stopped after {enough:,} records")


def _records(connect: Connect, cities: list[City], enough: int) -> Iterator[Any]:
    namespace, set_name, _ = cities[0].key
    client = connect()
    try:
        scan = client.scan(namespace, set_name)
        pages = _pages(scan, {"max_records": PAGE})
        for number, record in enumerate(pages):
            if number == enough:
                # This record comes again, because the loop does not take the next one.
                break
            yield record
        pages.close()
        # The state to pass to another process.
        status = pickle.dumps(scan.get_partitions_status())
    finally:
        client.close()

    client = connect()
    try:
        scan = client.scan(namespace, set_name)
        partition_filter = {"partition_status": pickle.loads(status)}
        yield from _pages(scan, {"max_records": PAGE, "partition_filter": partition_filter})
    finally:
        client.close()


def _pages(scan: aerospike.Scan, policy: dict[str, Any]) -> Generator[Any, None, None]:
    """The records of page after page."""
    scan.paginate()
    while not scan.is_done():
        page = scan.records(policy)
        try:
            yield from page
        finally:
            # Records that have not been taken come again.
            page.close()  # type: ignore[attr-defined]
