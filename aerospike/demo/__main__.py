"""``python -m aerospike.demo``: runs the demonstration."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import aerospike
from aerospike import exception
from aerospike.types import ClientConfig

from . import aggregation, awaits, pages, picture, places, queries, records
from .cities import City, Difference, load
from .terminal import Steps

DEFAULT_PORT = 3000
DEVELOPMENT_LUA = "lupa"
NEXT = (
    'Try next: "python -m aerospike.devserver" starts a server for programs of your own; the '
    "folder examples has five to start from."
)


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m aerospike.demo",
        description="Writes the cities of the world, reads, updates, scans and queries them, "
        "verifies every result, draws a map, and prints how fast each step was.",
        epilog="AEROSPIKE_HOSTS=host:port[,host:port] names a cluster to use; without it a "
        "development server is started.",
    )
    parser.add_argument("--cities", type=int, metavar="N", help="take only N of the cities")
    parser.add_argument("--batch", type=int, default=500, metavar="N", help="records in each batch")
    parser.add_argument("--namespace", default="test")
    parser.add_argument("--set", default="demo_cities", dest="set_name")
    parser.add_argument(
        "--picture",
        type=Path,
        default=Path("cities.png"),
        metavar="FILE",
        help="the file for the map",
    )
    parsed = parser.parse_args(arguments)
    if parsed.batch < 1:
        parser.error("--batch: a batch has at least one record")
    if parsed.cities is not None and parsed.cities < 1:
        parser.error("--cities: at least one city is needed")
    return parsed


def named_hosts() -> list[tuple[str, int]]:
    """The hosts that the environment names."""
    entries = [entry.strip() for entry in os.environ.get("AEROSPIKE_HOSTS", "").split(",")]
    return [_host(entry) for entry in entries if entry]


@contextmanager
def hosts(namespace: str) -> Iterator[list[tuple[str, int]]]:
    """The hosts that the environment names, or those of a development server."""
    named = named_hosts()
    if named:
        print(f"cluster: {', '.join(f'{host}:{port}' for host, port in named)}", flush=True)
        yield named
        return
    from aerospike.devserver import Server

    with Server(namespaces=(namespace,)) as server:
        found = [(node.host, node.port) for node in server.nodes]
        print(f"development server: {found[0][0]}:{found[0][1]}", flush=True)
        yield found


def _host(entry: str) -> tuple[str, int]:
    name, colon, port = entry.rpartition(":")
    return (name, int(port)) if colon else (entry, DEFAULT_PORT)


def runs_lua() -> bool:
    """Whether the server runs Lua: a development server does with the package *lupa*."""
    return bool(named_hosts()) or find_spec(DEVELOPMENT_LUA) is not None


def run(config: ClientConfig, cities: list[City], batch: int) -> list[City]:
    """Takes the steps that need a server; returns the cities for the map."""

    def connect() -> aerospike.Client:
        return aerospike.client(config)

    client = connect()
    try:
        steps = Steps()
        records.run(client, steps, cities, batch)
        awaits.run(client, config, steps, cities)
        queries.run(client, steps, cities)
        found = places.run(client, steps, cities)
        if runs_lua():
            aggregation.run(client, steps, cities)
        else:
            print("aggregate, in Lua: left out, the development server takes lupa for it")
        pages.run(connect, steps, cities)
    finally:
        client.close()
    print(f"\n{steps.table()}\n")
    return found


def paint(found: list[City], file: Path) -> None:
    """Draws the map of cities in Europe, if *matplotlib* is installed."""
    try:
        picture.draw(found, places.EUROPE, file)
    except ModuleNotFoundError as problem:
        print(f"picture: left out, {problem}")
    else:
        print(f"picture: {file.resolve()}")


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
        # The client finds the module for its part of the aggregation here.
        with hosts(options.namespace) as found, tempfile.TemporaryDirectory() as modules:
            config: ClientConfig = {
                "hosts": found,
                "lua": {"user_path": modules},
                # A busy machine may need more than the default of one second for each command.
                "policies": {"total_timeout": 10_000},
            }
            on_map = run(config, cities, options.batch)
    except Difference as difference:
        print(f"\ndifference: {difference}", file=sys.stderr)
        return 1
    except exception.AerospikeError as error:
        print(f"\n{type(error).__name__} {error.code}: {error.msg}", file=sys.stderr)
        return 1
    print(f"Every bin of all {len(cities):,} records is as it was written.")
    print("Every scan and query found what it should, and each record once.")
    paint(on_map, options.picture)
    print(NEXT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
