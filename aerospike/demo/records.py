"""Records one by one and in batches: written, read, updated, with every bin compared."""

from __future__ import annotations

import aerospike
from aerospike import exception
from aerospike.types import OperatePolicy, WritePolicy
from aerospike_helpers.operations import operations

from .cities import City, Difference, Key, compare
from .terminal import Steps

__all__ = ["run"]

# Every so many-th city is updated.
UPDATE_EVERY = 10
WRITE: WritePolicy = {"exists": aerospike.POLICY_EXISTS_CREATE_OR_REPLACE}
SAME_GENERATION: OperatePolicy = {"gen": aerospike.POLICY_GEN_EQ}
NEW_NAME = "Aerospikeville"

Generations = dict[Key, int]


def run(client: aerospike.Client, steps: Steps, cities: list[City], batch: int) -> None:
    """Writes the cities, reads and updates them; *cities* are then as on the server."""
    changed = cities[::UPDATE_EVERY]
    write(client, steps, cities)
    read(client, steps, cities)
    generations = read_batches(client, steps, cities, batch)
    update(client, steps, changed, generations)
    update_in_vain(client, steps, changed, generations)
    read_batches(client, steps, cities, batch)


def write(client: aerospike.Client, steps: Steps, cities: list[City]) -> None:
    """Writes the cities; removes all other records of their set."""
    if cities:
        client.truncate(cities[0].key[0], cities[0].key[1], 0)
    for city in steps.track("write, one by one", cities, len(cities)):
        client.put(city.key, city.bins, policy=WRITE)


def read(client: aerospike.Client, steps: Steps, cities: list[City]) -> None:
    """Reads and compares."""
    for city in steps.track("read, one by one", cities, len(cities)):
        _, _, bins = client.get(city.key)
        compare(city.key, city.bins, bins)


def read_batches(
    client: aerospike.Client, steps: Steps, cities: list[City], size: int
) -> Generations:
    """Reads and compares in batches; returns the records' generations by their keys."""
    generations = {}
    parts = [cities[start : start + size] for start in range(0, len(cities), size)]
    name = f"read, in batches of {size:,}"
    for part in steps.track(name, parts, len(cities), size):
        batch = client.batch_read([city.key for city in part]).batch_records
        for city, answer in zip(part, batch, strict=True):
            if answer.record is None or answer.result != 0:
                raise Difference(f"record {city.key}: result {answer.result} in a batch")
            _, meta, bins = answer.record
            compare(city.key, city.bins, bins)
            generations[city.key] = meta["gen"]
    return generations


def update(
    client: aerospike.Client, steps: Steps, cities: list[City], generations: Generations
) -> None:
    """Gives cities a new inhabitant and another name, if the generation is unchanged."""
    for city in steps.track("update, generation checked", cities, len(cities)):
        bins = city.bins
        bins["population"] += 1
        bins["other_names"] = [*bins["other_names"], NEW_NAME]
        _, meta, result = client.operate(
            city.key,
            [
                operations.increment("population", 1),
                operations.write("other_names", bins["other_names"]),
                operations.read("population"),
            ],
            meta={"gen": generations[city.key]},
            policy=SAME_GENERATION,
        )
        if result["population"] != bins["population"]:
            raise Difference(f"record {city.key}: the update returned {result}")
        if meta["gen"] != generations[city.key] + 1:
            raise Difference(f"record {city.key}: its generation is {meta['gen']} now")


def update_in_vain(
    client: aerospike.Client, steps: Steps, cities: list[City], generations: Generations
) -> None:
    """Tries updates with old generations; all must fail."""
    for city in steps.track("refused, generation is old", cities, len(cities)):
        try:
            client.operate(
                city.key,
                [operations.increment("population", 1)],
                meta={"gen": generations[city.key]},
                policy=SAME_GENERATION,
            )
        except exception.RecordGenerationError:
            continue
        raise Difference(f"record {city.key}: an update for an old generation succeeded")
