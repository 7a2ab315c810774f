"""Connects the programs of this folder.

They use the cluster that AEROSPIKE_HOSTS (host:port[,host:port]) names. Without it they start a
development server, which keeps everything in memory and ends with the program.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import aerospike
from aerospike.devserver import Server

NAMESPACE = "test"


@contextmanager
def hosts() -> Iterator[list[tuple[str, int]]]:
    """The hosts to connect to."""
    named = os.environ.get("AEROSPIKE_HOSTS", "").strip()
    if named:
        parts = (entry.strip().rpartition(":") for entry in named.split(","))
        yield [(host, int(port)) for host, _, port in parts]
        return
    with Server(namespaces=(NAMESPACE,)) as server:
        yield [(node.host, node.port) for node in server.nodes]


@contextmanager
def connect() -> Iterator[aerospike.Client]:
    """A connected client."""
    with hosts() as found, aerospike.client({"hosts": found}) as client:
        yield client
