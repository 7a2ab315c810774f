"""The fixtures: a server for the run, a client and an empty server for each test."""

import asyncio

import pytest

import aerospike
from aerospike import exception


def count_visit(client: aerospike.Client, page: str) -> int:
    """What is tested: an application's function."""
    client.increment(("test", "visits", page), "count", 1)
    return client.get(("test", "visits", page))[2]["count"]


def test_visits_are_counted(aerospike_client):
    assert count_visit(aerospike_client, "/") == 1
    assert count_visit(aerospike_client, "/") == 2


def test_each_test_begins_with_an_empty_server(aerospike_client):
    with pytest.raises(exception.RecordNotFound):
        aerospike_client.get(("test", "visits", "/"))


def test_with_a_client_of_your_own(empty_aerospike_server):
    client = aerospike.client(empty_aerospike_server.config)
    assert count_visit(client, "/") == 1
    client.close()


def test_asyncio(aerospike_async_client):
    async def visit():
        async with aerospike_async_client as client:
            await client.increment(("test", "visits", "/"), "count", 1)
            return await client.get(("test", "visits", "/"))

    _, _, bins = asyncio.run(visit())
    assert bins == {"count": 1}
