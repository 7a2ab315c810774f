"""An aggregation: the population of each country, added up in Lua on the server."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import aerospike

from .cities import City, Difference
from .terminal import Steps

__all__ = ["run"]

MODULE = "demo_population"
SOURCE = Path(__file__).with_name(f"{MODULE}.lua")


def run(client: aerospike.Client, steps: Steps, cities: list[City]) -> None:
    """Lets the server add up the population of each country.

    The last part of it runs in the client, which looks for the module in ``config["lua"]``.
    """
    expected: Counter[str] = Counter()
    for city in cities:
        expected[city.bins["country"]] += city.bins["population"]
    namespace, set_name, _ = cities[0].key
    client.udf_put(str(SOURCE))
    try:
        query = client.query(namespace, set_name).apply(MODULE, "by_country")
        with steps.timed("aggregate, in Lua", len(cities)):
            results = query.results()
    finally:
        client.udf_remove(SOURCE.name)
    found = dict(results[0]) if len(results) == 1 else {}
    for country in expected.keys() | found.keys():
        if expected.get(country) != found.get(country):
            raise Difference(
                f"country {country}: its population is {expected.get(country)}, "
                f"and {found.get(country)} in Lua"
            )
    first = ", ".join(f"{name} {people:,}" for name, people in expected.most_common(4))
    steps.note(f"{len(found)} countries: {first} …")
