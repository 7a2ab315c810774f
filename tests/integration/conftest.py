"""What the tests of scans and queries share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import aerospike
from aerospike_helpers.batch import records as br
from aerospike_helpers.operations import operations as op

RECORDS = 300


@pytest.fixture(scope="session")
def filled(client: aerospike.Client) -> str:
    """A set of records ``{"n": 0..., "half": n // 2, "name": "n<n>", "tags": [...]}``.

    Every third has its key stored.
    """
    set_name = "walked"
    client.truncate("test", set_name, 0)
    writes = [
        br.Write(
            ("test", set_name, number),
            [
                op.write("n", number),
                op.write("half", number // 2),
                op.write("name", f"n{number}"),
                op.write("tags", [number % 3, f"t{number % 5}"]),
            ],
            policy={
                "key": aerospike.POLICY_KEY_SEND if number % 3 == 0 else aerospike.POLICY_KEY_DIGEST
            },
        )
        for number in range(RECORDS)
    ]
    for record in client.batch_write(br.BatchRecords(list(writes))).batch_records:
        assert record.result == 0
    return set_name


@pytest.fixture
def keys(client: aerospike.Client, set_name: str) -> list[tuple[str, str, int]]:
    """The keys of four records ``{"n": 0..3, "s": "s0..", "l": [1, 2]}``."""
    keys = [("test", set_name, number) for number in range(4)]
    for number, key in enumerate(keys):
        client.put(key, {"n": number, "s": f"s{number}", "l": [1, 2]})
    return keys


@pytest.fixture
def missing(set_name: str) -> tuple[str, str, str]:
    """The key of no record."""
    return "test", set_name, "missing"


@pytest.fixture
def cluster() -> Iterator[Any]:
    """A development server of three nodes."""
    from aerospike.devserver import Server

    with Server(nodes=3) as server:
        yield server


@pytest.fixture
def cluster_client(cluster: Any, patient: dict[str, Any]) -> Iterator[aerospike.Client]:
    """A client of the three nodes."""
    connected = aerospike.client(
        {"hosts": cluster.hosts, "tend_interval": 250, "policies": patient}
    )
    yield connected
    connected.close()


@pytest.fixture
def secure_server() -> Iterator[Any]:
    """A development server with users and roles."""
    from aerospike.devserver import Server

    with Server(namespaces=("test", "bar"), security=True) as server:
        yield server


@pytest.fixture
def admin(secure_server: Any) -> Iterator[aerospike.Client]:
    """A client that is logged in as the first user, who may do all with users and roles."""
    connected = aerospike.client(
        {"hosts": secure_server.hosts, "user": "admin", "password": "admin"}
    )
    yield connected
    connected.close()
