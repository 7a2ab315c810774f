"""Fixtures for an application's tests: a development server for the run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .service.server import Server

__all__ = ["aerospike_server", "empty_aerospike_server"]


@pytest.fixture(scope="session")
def aerospike_server() -> Iterator[Server]:
    """A development server with the namespace ``test`` that lasts for the whole run."""
    with Server() as server:
        yield server


@pytest.fixture
def empty_aerospike_server(aerospike_server: Server) -> Server:
    """The same server, without the records of the tests before."""
    aerospike_server.truncate()
    return aerospike_server
