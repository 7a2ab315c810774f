"""Clients that share a connection: each is open or closed by itself."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike.devserver import Server

KEY = ("test", "shared", 1)


@pytest.fixture
def server() -> Iterator[Any]:
    """A server of the test's own, so that its connections can be counted."""
    with Server() as server:
        yield server


@pytest.fixture
def config(server: Any) -> dict[str, Any]:
    return {"hosts": server.hosts, "use_shared_connection": True}


def connections(server: Any) -> int:
    return sum(node.connections for node in server.nodes)


def wait_until_closed(server: Any) -> None:
    """The server notices the end of a connection a moment later."""
    waiting = threading.Event()
    for _ in range(200):
        if connections(server) == 0:
            return
        waiting.wait(0.05)
    raise AssertionError(f"{connections(server)} connections are open")


def refuses(client: aerospike.Client) -> bool:
    for call in (
        lambda: client.get(KEY),
        lambda: client.put(KEY, {"a": 1}),
        lambda: client.batch_read([KEY]),
        lambda: client.info_all("build"),
        lambda: client.query("test", "shared").results(),
    ):
        with pytest.raises(e.ClusterError):
            call()
    return not client.is_connected()


def works(client: aerospike.Client) -> bool:
    return client.is_connected() and client.put(KEY, {"a": 1}) == 0


def test_the_connection_is_one(server: Any, config: dict[str, Any]) -> None:
    first = aerospike.client(config)
    first.put(KEY, {"a": 1})
    before = connections(server)
    others = [aerospike.client(config) for _ in range(5)]
    for other in others:
        other.get(KEY)
    assert connections(server) == before
    for client in (first, *others):
        client.close()


def test_a_client_that_is_closed_refuses_while_another_works(config: dict[str, Any]) -> None:
    first, second = aerospike.client(config), aerospike.client(config)
    first.close()
    assert refuses(first)
    assert works(second)
    second.close()
    assert refuses(second)


def test_a_query_of_a_client_that_is_closed_refuses(config: dict[str, Any]) -> None:
    first, second = aerospike.client(config), aerospike.client(config)
    second.put(KEY, {"a": 1})
    query = first.query("test", "shared")
    assert len(query.results()) == 1
    first.close()
    with pytest.raises(e.ClusterError):
        query.results()
    assert works(second)
    second.close()


def test_closing_twice_closes_nobody_elses(config: dict[str, Any]) -> None:
    first, second = aerospike.client(config), aerospike.client(config)
    first.close()
    first.close()
    first.close()
    assert works(second)
    second.close()


def test_connecting_after_close_joins_again(server: Any, config: dict[str, Any]) -> None:
    first, second = aerospike.client(config), aerospike.client(config)
    first.close()
    first.connect()
    assert works(first)
    second.close()
    assert works(first)
    first.close()
    wait_until_closed(server)
    first.connect()
    assert works(first)
    first.close()
    wait_until_closed(server)


def test_the_last_close_closes_the_connection(server: Any, config: dict[str, Any]) -> None:
    clients = [aerospike.client(config) for _ in range(3)]
    for client in clients:
        assert connections(server) > 0
        client.close()
    wait_until_closed(server)


def test_a_client_that_is_dropped_ends_its_use(server: Any, config: dict[str, Any]) -> None:
    first, second = aerospike.client(config), aerospike.client(config)
    del first
    gc.collect()
    assert works(second)
    second.close()
    wait_until_closed(server)


def test_the_last_client_that_is_dropped_closes_the_connection(
    server: Any, config: dict[str, Any]
) -> None:
    first, second = aerospike.client(config), aerospike.client(config)
    first.close()
    cycle: list[Any] = [second]
    cycle.append(cycle)
    del second, cycle
    gc.collect()
    wait_until_closed(server)


def test_clients_of_another_user_or_host_have_their_own(config: dict[str, Any]) -> None:
    with Server() as other:
        first = aerospike.client(config)
        second = aerospike.client({**config, "hosts": other.hosts})
        first.put(KEY, {"a": 1})
        assert second.exists(KEY)[1] is None
        first.close()
        assert works(second)
        second.close()


def test_many_threads_may_connect_and_close(server: Any, config: dict[str, Any]) -> None:
    wrong: list[BaseException] = []

    def run() -> None:
        try:
            for _ in range(20):
                client = aerospike.client(config)
                assert works(client)
                client.close()
                assert not client.is_connected()
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    wait_until_closed(server)
