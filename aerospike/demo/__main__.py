"""``python -m aerospike.demo``: runs the demonstration."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import aerospike
from aerospike import exception
from aerospike_helpers.operations import operations

from .cities import City, Difference, compare, load
from .terminal import Steps

DEFAULT_PORT = 3000
# Every so many-th city is updated.
UPDATE_EVERY = 10
WRITE = {"exists": aerospike.POLICY_EXISTS_CREATE_OR_REPLACE}
SAME_GENERATION = {"gen": aerospike.POLICY_GEN_EQ}
NEW_NAME = "Aerospikeville"


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m aerospike.demo",
        description="Writes the cities of the world, reads them back, verifies every bin, updates "
        "some, and says how fast that went.",
        epilog="AEROSPIKE_HOSTS=host:port[,host:port] names a cluster to use; without it a "
        "development server is started.",
    )
    parser.add_argument("--cities", type=int, metavar="N", help="take the first N cities only")
    parser.add_argument("--batch", type=int, default=500, metavar="N", help="records a batch")
    parser.add_argument("--namespace", default="test")
    parser.add_argument("--set", default="demo_cities", dest="set_name")
    parsed = parser.parse_args(arguments)
    if parsed.batch < 1:
        parser.error("--batch: a batch has at least one record")
    return parsed


@contextmanager
def hosts(namespace: str) -> Iterator[list[tuple[str, int]]]:
    """The hosts that the environment names, or those of a development server."""
    named = [entry.strip() for entry in os.environ.get("AEROSPIKE_HOSTS", "").split(",")]
    named = [entry for entry in named if entry]
    if named:
        print(f"cluster: {', '.join(named)}", flush=True)
        yield [_host(entry) for entry in named]
        return
    from aerospike.devserver import Server

    with Server(namespaces=(namespace,)) as server:
        found = list(server.hosts)
        print(f"development server: {found[0][0]}:{found[0][1]}", flush=True)
        yield found


def _host(entry: str) -> tuple[str, int]:
    name, colon, port = entry.rpartition(":")
    return (name, int(port)) if colon else (entry, DEFAULT_PORT)


def write(client: Any, steps: Steps, cities: list[City]) -> None:
    for city in steps.track("write, one by one", cities, len(cities)):
        client.put(city.key, city.bins, policy=WRITE)


def read(client: Any, steps: Steps, cities: list[City]) -> None:
    for city in steps.track("read, one by one", cities, len(cities)):
        _, _, bins = client.get(city.key)
        compare(city.key, city.bins, bins)


def read_batches(client: Any, steps: Steps, cities: list[City], size: int) -> dict[Any, int]:
    """Reads and verifies in batches; returns the records' generations by their keys."""
    generations = {}
    parts = [cities[start : start + size] for start in range(0, len(cities), size)]
    name = f"read, in batches of {size:,}"
    for part in steps.track(name, parts, len(cities), size):
        batch = client.batch_read([city.key for city in part]).batch_records
        for city, answer in zip(part, batch, strict=True):
            if answer.result != 0:
                raise Difference(f"record {city.key}: result {answer.result} in a batch")
            _, meta, bins = answer.record
            compare(city.key, city.bins, bins)
            generations[city.key] = meta["gen"]
    return generations


def update(client: Any, steps: Steps, cities: list[City], generations: dict[Any, int]) -> None:
    """Gives cities a new inhabitant and another name, where nobody else has changed them."""
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
    client: Any, steps: Steps, cities: list[City], generations: dict[Any, int]
) -> None:
    """Tries updates with the generations of before the last ones; none may succeed."""
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


def run(client: Any, cities: list[City], batch: int) -> Steps:
    steps = Steps()
    changed = cities[::UPDATE_EVERY]
    write(client, steps, cities)
    read(client, steps, cities)
    generations = read_batches(client, steps, cities, batch)
    update(client, steps, changed, generations)
    update_in_vain(client, steps, changed, generations)
    read_batches(client, steps, cities, batch)
    return steps


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse_arguments(arguments)
    try:
        cities = load(options.namespace, options.set_name, options.cities)
    except ModuleNotFoundError as problem:
        print(f"{problem}; it comes with: pip install 'aerospike[demo]'", file=sys.stderr)
        return 2
    names = sum(1 + len(city.bins["other_names"]) for city in cities)
    print(f"{len(cities):,} cities with {names:,} names", flush=True)
    try:
        with hosts(options.namespace) as found:
            client = aerospike.client({"hosts": found})
            try:
                steps = run(client, cities, options.batch)
            finally:
                client.close()
    except Difference as difference:
        print(f"\ndifference: {difference}", file=sys.stderr)
        return 1
    except exception.AerospikeError as error:
        print(f"\n{type(error).__name__} {error.code}: {error.msg}", file=sys.stderr)
        return 1
    print(f"\n{steps.table()}")
    print(f"\nEvery bin of all {len(cities):,} records is as it was written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
