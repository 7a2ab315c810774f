"""Counts the population of each country, with the workers of Ray."""

import sys
from collections import Counter

import ray

import aerospike
from aerospike.bulk.parallel import Part, split


@ray.remote
def population(part: Part) -> Counter[str]:
    found: Counter[str] = Counter()
    for _, _, bins in part:
        found[bins["country"]] += bins["population"]
    return found


def main(host: str, port: int) -> None:
    client = aerospike.client({"hosts": [(host, port)]})
    parts = split(client.scan("test", "cities").select("country", "population"), 16)
    total = sum(ray.get([population.remote(part) for part in parts]), Counter())
    for country, people in total.most_common():
        print(country, people)
    client.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
