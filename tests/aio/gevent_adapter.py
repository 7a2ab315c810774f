"""Clients that yield to the hub of gevent, for tests that do not ask for it.

With it the integration tests run once more: ``AEROSPIKE_TEST_CLIENT=gevent pytest
tests/integration``.
"""

from __future__ import annotations

from aerospike.client import Client

#: What the C client does another way on an event loop: tests, and why they do not hold there.
DIFFERENT = {
    "test_a_node_has_so_many_connections_at_most": "commands wait for a connection",
    "test_a_node_without_connections_is_named": "commands wait for a connection",
    "test_statistics_are_always_there": "connections of event loops are not counted",
}

_configure = Client._configure


def _configure_for_gevent(self: Client, config: object) -> None:
    if type(config) is dict:
        config = {"concurrency": "gevent", **config}
    _configure(self, config)


def adapt() -> None:
    """Have all clients yield."""
    Client._configure = _configure_for_gevent  # type: ignore[method-assign]
