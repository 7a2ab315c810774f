"""Queries: by an index on the population, and by an expression on the other names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import aerospike
from aerospike import exception, predicates
from aerospike_helpers import expressions as exp

from .cities import City, Expected, largest
from .terminal import Steps

__all__ = ["index", "run"]

POPULATION = (500_000, 999_999)
FORMER_NAMES = [
    "Batavia",
    "Bombay",
    "Byzantium",
    "Christiania",
    "Constantinopolis",
    "Edo",
    "Leningrad",
    "Lutetia",
    "New Amsterdam",
    "Saigon",
    "Tenochtitlan",
    "Ville-Marie",
]


@contextmanager
def index(
    client: aerospike.Client, steps: Steps, cities: list[City], bin: str, data_type: int
) -> Iterator[None]:
    """An index on a bin of the cities, which is removed at the end."""
    namespace, set_name, _ = cities[0].key
    name = f"{set_name}_{bin}"
    with steps.timed(f"index the {bin}", len(cities)):
        try:
            client.index_single_value_create(namespace, set_name, bin, data_type, name)
        except exception.IndexFoundError:
            # An earlier run was interrupted.
            pass
    try:
        yield
    finally:
        client.index_remove(namespace, name)


def run(client: aerospike.Client, steps: Steps, cities: list[City]) -> None:
    """Asks for cities by their bins."""
    with index(client, steps, cities, "population", aerospike.INDEX_NUMERIC):
        by_population(client, steps, cities)
    by_former_name(client, steps, cities)


def by_population(client: aerospike.Client, steps: Steps, cities: list[City]) -> None:
    """Cities with a population in a range, which an index finds."""
    low, high = POPULATION
    expected = Expected(city for city in cities if low <= city.bins["population"] <= high)
    namespace, set_name, _ = cities[0].key
    query = client.query(namespace, set_name).where(predicates.between("population", low, high))
    for record in steps.track("query, by population", query, expected.count):
        expected.take(record)
    expected.end()
    steps.note(f"from {low:,} to {high:,} inhabitants: {largest(expected.cities)}")


def by_former_name(client: aerospike.Client, steps: Steps, cities: list[City]) -> None:
    """Cities with one of some other names; the server filters them."""
    former = set(FORMER_NAMES)
    expected = Expected(city for city in cities if former & set(city.bins["other_names"]))
    have_one = exp.GT(
        exp.ListGetByValueList(
            None, aerospike.LIST_RETURN_COUNT, FORMER_NAMES, exp.ListBin("other_names")
        ),
        0,
    ).compile()
    namespace, set_name, _ = cities[0].key
    found = client.query(namespace, set_name).records({"expressions": have_one})
    for record in steps.track("query, by an expression", found, expected.count):
        expected.take(record)
    expected.end()
    steps.note(f"once called {', '.join(FORMER_NAMES[:4])} …: {largest(expected.cities)}")
