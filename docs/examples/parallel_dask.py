"""Counts the population of each country, with the workers of Dask."""

import sys

import dask
import dask.bag

import aerospike
from aerospike.bulk.parallel import split


def main(host: str, port: int) -> None:
    client = aerospike.client({"hosts": [(host, port)]})
    parts = split(client.scan("test", "cities").select("country", "population"), 16)
    records = dask.bag.from_delayed([dask.delayed(list)(part) for part in parts])
    total = records.map(lambda record: record[2]).foldby(
        key=lambda bins: bins["country"],
        binop=lambda people, bins: people + bins["population"],
        initial=0,
        combine=lambda one, other: one + other,
        combine_initial=0,
    )
    for country, people in total.topk(1000, key=1).compute(scheduler="processes"):
        print(country, people)
    client.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
