"""Servers and records for programs that use gevent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from gevent_programs import POLICIES, RECORDS, SET

import aerospike
from aerospike.devserver import Server


@pytest.fixture(scope="module")
def settings(hosts: list[tuple[str, int]]) -> dict[str, Any]:
    client = aerospike.Client({"hosts": hosts, "policies": POLICIES, "concurrency": "threads"})
    for number in range(RECORDS):
        client.put(("test", SET, number), {"n": number})
    client.close()
    return {"hosts": hosts, "policies": POLICIES}


@pytest.fixture
def frozen() -> Iterator[Server]:
    """A server with one record that does not answer, once a program says that it is ready."""
    with Server(nodes=1) as server:
        client = aerospike.Client({"hosts": server.hosts})
        client.put(("test", SET, 1), {"n": 1})
        client.close()
        yield server
