"""What all tests share.

Tests that need a server run against a development server, one for the whole run, or against the
cluster that ``AEROSPIKE_HOSTS`` (``host:port[,host:port]``) names.
"""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

import aerospike

NAMESPACE = "test"

# An example may take as long as a slow machine needs.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

different: dict[str, str] = {}

# The tests run once more, through clients of another kind.
match os.environ.get("AEROSPIKE_TEST_CLIENT"):
    case "aio":
        from adapter import DIFFERENT, adapt

        adapt()
        different = DIFFERENT
    case "gevent":
        from gevent_adapter import DIFFERENT as DIFFERENT_WITH_GEVENT
        from gevent_adapter import adapt as adapt_to_gevent

        adapt_to_gevent()
        different = DIFFERENT_WITH_GEVENT


def pytest_collection_finish() -> None:
    """Keep the collector of garbage from walking through thousands of tests again and again."""
    if hasattr(gc, "freeze"):
        gc.collect()
        gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if re.search(" at 0x[0-9a-f]+", item.nodeid):
            raise pytest.UsageError(f"the name of a test differs in each process: {item.nodeid}")
        reason = different.get(getattr(item, "originalname", item.name)) or different.get(
            item.path.stem
        )
        if reason is not None:
            item.add_marker(pytest.mark.skip(reason=reason))


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
def is_enterprise(hosts: list[tuple[str, int]], is_real_server: bool) -> bool:
    """Whether the server under test is of the Enterprise edition, as the development server is."""
    if not is_real_server:
        return True
    asking = aerospike.client({"hosts": hosts})
    edition = asking.info_random_node("edition")
    asking.close()
    return "Enterprise" in edition


@pytest.fixture(scope="session")
def needs_enterprise(is_enterprise: bool) -> None:
    """Skips on a server of the Community edition."""
    if not is_enterprise:
        pytest.skip("the server is of the Community edition")


@pytest.fixture(scope="session")
def community_config(hosts: list[tuple[str, int]], is_enterprise: bool) -> Iterator[dict[str, Any]]:
    """What connects to a server of the Community edition: the one under test if it is."""
    if not is_enterprise:
        yield {"hosts": hosts}
        return
    from aerospike.devserver import Server

    with Server(community=True) as server:
        yield {"hosts": server.hosts}


@pytest.fixture(scope="session")
def community(community_config: dict[str, Any]) -> Iterator[aerospike.Client]:
    """A client that is connected to a server of the Community edition."""
    connected = aerospike.client(community_config)
    yield connected
    connected.close()


@pytest.fixture(scope="session")
def config(hosts: list[tuple[str, int]]) -> dict[str, Any]:
    """The least configuration that connects."""
    return {"hosts": hosts}


@pytest.fixture(scope="session")
def patient() -> dict[str, Any]:
    """Policies for a machine that has much else to do: what is tested is not how fast it is."""
    kinds = ("read", "write", "operate", "apply", "remove", "batch", "batch_parent_write")
    return {**{kind: {"total_timeout": 30_000} for kind in kinds}, "info": {"timeout": 30_000}}


@pytest.fixture(scope="session")
def client(config: dict[str, Any], patient: dict[str, Any]) -> Iterator[aerospike.Client]:
    """A connected client."""
    # The client forgets a node that has not told its state in this time, a few times in a row.
    settings = {**config, "connect_timeout": 30_000, "policies": patient}
    connected = aerospike.client(settings)
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


@pytest.fixture
def quiet_collector() -> Iterator[None]:
    """Stop the callbacks that test tools register with the garbage collector.

    Python drops an exception that a signal handler raises inside such a callback. Tests that count
    signals would miss it.
    """
    gc.collect()
    # PyPy has no such list.
    registered = getattr(gc, "callbacks", [])
    callbacks = registered[:]
    registered.clear()
    yield
    registered[:] = callbacks
