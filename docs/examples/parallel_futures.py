"""Counts the population of each country, with one process for each processor."""

import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

import aerospike
from aerospike.bulk.parallel import Part, split


def population(part: Part) -> Counter[str]:
    found: Counter[str] = Counter()
    for _, _, bins in part:
        found[bins["country"]] += bins["population"]
    return found


def main(host: str, port: int) -> None:
    client = aerospike.client({"hosts": [(host, port)]})
    parts = split(client.scan("test", "cities").select("country", "population"), 16)
    with ProcessPoolExecutor() as pool:
        total = sum(pool.map(population, parts), Counter())
    for country, people in total.most_common():
        print(country, people)
    client.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
