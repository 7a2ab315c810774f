"""Reads records in several processes; each has its own client.

AEROSPIKE_HOSTS (host:port[,host:port]) names the cluster.
"""

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor

import aerospike

NUMBERS = range(1000)


def begin(config):
    """Runs once in each process."""
    global client
    client = aerospike.client(config)


def write(number):
    return client.put(("test", "numbers", number), {"square": number**2})


def read(number):
    return client.get(("test", "numbers", number))[2]["square"]


def main():
    hosts = [entry.rpartition(":") for entry in os.environ["AEROSPIKE_HOSTS"].split(",")]
    config = {"hosts": [(host, int(port)) for host, _, port in hosts]}
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(4, context, begin, (config,)) as pool:
        list(pool.map(write, NUMBERS, chunksize=100))
        print(sum(pool.map(read, NUMBERS, chunksize=100)))


if __name__ == "__main__":
    main()
