"""Signals: a handler runs, and what it raises arrives, while a call waits for a node."""

from __future__ import annotations

import gc
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from interrupting import alarm

import aerospike
from aerospike.devserver import Server
from aerospike.predicates import between
from aerospike_helpers.batch import records as br
from aerospike_helpers.operations import operations as op

pytestmark = pytest.mark.usefixtures("quiet_collector")

ALARM = 0.1
ARRIVES = 1.0
"""Seconds that a handler may be late: 0.2, and some for a busy machine."""

FOREVER = 30_000
"""Milliseconds: a call that is not interrupted takes so long."""

KINDS = "read write operate apply remove batch query scan".split()
POLICIES = {
    **{kind: {"total_timeout": FOREVER, "socket_timeout": FOREVER} for kind in KINDS},
    "info": {"timeout": FOREVER},
    "admin": {"timeout": FOREVER},
}
KEYS = [("test", "signals", number) for number in range(20)]
OTHER = ("test", "signals_other", 1)
OPERATIONS = [op.write("a", 1)]


class Interrupted(BaseException):
    """What the handler raises: no error that anybody catches by chance."""


@contextmanager
def interrupted() -> Iterator[None]:
    """The block is interrupted after a moment, and ends by it in time."""

    def handler(*_: Any) -> None:
        raise Interrupted

    begin = time.monotonic()
    with alarm(handler, ALARM), pytest.raises(Interrupted):
        yield
    assert time.monotonic() - begin < ALARM + ARRIVES


@pytest.fixture
def server() -> Iterator[Any]:
    with Server(nodes=2) as server:
        yield server


@pytest.fixture
def client(server: Any, tmp_path: Any) -> Iterator[aerospike.Client]:
    lua = {"user_path": str(tmp_path)}
    client = aerospike.client({"hosts": server.hosts, "policies": POLICIES, "lua": lua})
    for key in KEYS:
        client.put(key, {"a": 1})
    yield client
    for node in server.nodes:
        node.thaw()
    client.close()


def commit(client: aerospike.Client) -> None:
    transaction = aerospike.Transaction()
    client.put(KEYS[0], {"a": 1}, policy={"txn": transaction})
    client.commit(transaction)


def background(client: aerospike.Client) -> None:
    query = client.query("test", "signals")
    query.add_ops(OPERATIONS)
    query.execute_background()


CALLS: dict[str, Callable[[aerospike.Client], object]] = {
    "batch_read": lambda c: c.batch_read(KEYS),
    "batch_write": lambda c: c.batch_write(br.BatchRecords([br.Write(KEYS[0], OPERATIONS)])),
    "batch_operate": lambda c: c.batch_operate(KEYS, OPERATIONS),
    "batch_remove": lambda c: c.batch_remove(KEYS),
    "batch_apply": lambda c: c.batch_apply(KEYS, "module", "function", []),
    "query results": lambda c: c.query("test", "signals").results(),
    "query foreach": lambda c: c.query("test", "signals").foreach(print),
    "query iteration": lambda c: list(c.query("test", "signals")),
    "scan results": lambda c: c.scan("test", "signals").results(),
    "execute_background": background,
    "query_apply": lambda c: c.query_apply(
        "test", "signals", between("a", 0, 1), "module", "function"
    ),
    "scan_apply": lambda c: c.scan_apply("test", "signals", "module", "function"),
    "job_info": lambda c: c.job_info(1, "query"),
    "index_single_value_create": lambda c: c.index_single_value_create(
        "test", "signals", "a", aerospike.INDEX_NUMERIC, "signals_a"
    ),
    "index_remove": lambda c: c.index_remove("test", "signals_a"),
    "udf_put": lambda c: c.udf_put(__file__),
    "udf_list": lambda c: c.udf_list(),
    "udf_get": lambda c: c.udf_get("module.lua"),
    "udf_remove": lambda c: c.udf_remove("module.lua"),
    "truncate": lambda c: c.truncate("test", "signals", 0),
    "info_all": lambda c: c.info_all("build"),
    "info_random_node": lambda c: c.info_random_node("build"),
    "admin_query_users_info": lambda c: c.admin_query_users_info(),
    "admin_query_roles": lambda c: c.admin_query_roles(),
    "admin_create_user": lambda c: c.admin_create_user("user", "password", []),
}


@pytest.mark.parametrize("call", CALLS)
def test_a_handlers_exception_arrives_while_nodes_are_stalled(
    server: Any, client: aerospike.Client, call: str
) -> None:
    for node in server.nodes:
        node.freeze()
    with interrupted():
        CALLS[call](client)
    # Whatever goes on in the background: the client works once the nodes do.
    for node in server.nodes:
        node.thaw()
    client.put(OTHER, {"a": 2})
    assert client.get(OTHER)[2] == {"a": 2}


@pytest.mark.parametrize("call", ["batch_read", "query results", "job_info", "udf_put"])
def test_close_does_not_wait_for_a_call_that_a_signal_has_ended(
    server: Any, client: aerospike.Client, call: str
) -> None:
    for node in server.nodes:
        node.freeze()
    with interrupted():
        CALLS[call](client)
    begin = time.monotonic()
    client.close()
    assert time.monotonic() - begin < 5
    assert not client.is_connected()
    for node in server.nodes:
        node.thaw()
    client.connect()
    client.put(OTHER, {"a": 2})
    assert client.get(OTHER)[2] == {"a": 2}


def test_close_is_interrupted_while_another_thread_has_a_command_under_way(
    server: Any, client: aerospike.Client
) -> None:
    for node in server.nodes:
        node.freeze()
    thread = threading.Thread(target=lambda: client.get(KEYS[0]), daemon=True)
    thread.start()
    time.sleep(0.05)
    with interrupted():
        client.close()
    for node in server.nodes:
        node.thaw()
    thread.join(20)
    client.close()
    assert not client.is_connected()


@pytest.fixture
def silent() -> Iterator[tuple[str, int]]:
    """A port that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()


def test_connecting_is_interrupted(silent: tuple[str, int]) -> None:
    with interrupted():
        aerospike.client({"hosts": [silent] * 4, "connect_timeout": FOREVER})


def test_a_finalizer_does_not_wait_for_a_stalled_node(server: Any) -> None:
    own = aerospike.client({"hosts": server.hosts, "policies": POLICIES})
    rows = iter(own.query("test", "signals"))
    for node in server.nodes:
        node.freeze()
    threading.Thread(target=lambda: next(rows, None), daemon=True).start()
    time.sleep(0.1)
    begin = time.monotonic()
    del own
    gc.collect()
    assert time.monotonic() - begin < ARRIVES
    for node in server.nodes:
        node.thaw()


def test_a_handler_may_use_the_client(server: Any, client: aerospike.Client) -> None:
    """The call that the signal has interrupted goes on, and its reply is its own."""
    seen: list[Any] = []

    def handler(*_: Any) -> None:
        server.nodes[0].thaw()
        server.nodes[1].thaw()
        seen.append(client.get(KEYS[3])[2])
        seen.append(len(client.batch_read(KEYS[:5]).batch_records))

    for node in server.nodes:
        node.freeze()
    with alarm(handler, ALARM):
        rows = client.batch_read(KEYS).batch_records
    assert seen == [{"a": 1}, 5]
    assert [row.record[2] for row in rows] == [{"a": 1}] * len(KEYS)


def test_calls_work_in_another_thread_and_after_it(client: aerospike.Client) -> None:
    found: list[int] = []
    thread = threading.Thread(
        target=lambda: found.append(len(client.batch_read(KEYS).batch_records))
    )
    thread.start()
    thread.join()
    assert found == [len(KEYS)]
    assert len(client.batch_read(KEYS).batch_records) == len(KEYS)
