"""What all tests share.

Tests that need a server run against a development server, one for the whole run, or against the
cluster that ``AEROSPIKE_HOSTS`` (``host:port[,host:port]``) names.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

import aerospike

NAMESPACE = "test"


def configured_hosts() -> list[tuple[str, int]]:
    """The hosts that the environment names."""
    hosts = []
    for entry in os.environ.get("AEROSPIKE_HOSTS", "").split(","):
        if entry.strip():
            host, _, port = entry.strip().rpartition(":")
            hosts.append((host, int(port)) if host else (entry.strip(), 3000))
    return hosts


@pytest.fixture(scope="session")
def hosts() -> Iterator[list[tuple[str, int]]]:
    """The hosts of the server under test."""
    configured = configured_hosts()
    if configured:
        yield configured
        return
    from aerospike.devserver import Server

    with Server(namespaces=(NAMESPACE, "bar")) as server:
        yield list(server.hosts)


@pytest.fixture(scope="session")
def is_real_server() -> bool:
    """Whether the server under test is not the development server."""
    return bool(configured_hosts())


@pytest.fixture(scope="session")
def config(hosts: list[tuple[str, int]]) -> dict[str, Any]:
    """The least configuration that connects."""
    return {"hosts": hosts}


@pytest.fixture(scope="session")
def client(config: dict[str, Any]) -> Iterator[aerospike.Client]:
    """A connected client."""
    connected = aerospike.client(config)
    yield connected
    connected.close()


_counter = iter(range(10**9))


@pytest.fixture
def set_name() -> str:
    """The name of a set that no other test uses."""
    return f"set_{os.getpid() % 10000}_{next(_counter)}"


@pytest.fixture
def key(set_name: str) -> tuple[str, str, str]:
    """The key of a record that does not exist."""
    return NAMESPACE, set_name, "key"
