"""Errors of connections say which host they are about, what was tried and what to change.

Code, class and message are those of the official package; the rest is in ``detail``, which the
text of an error shows.
"""

from __future__ import annotations

import contextlib
import pickle
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from emulation import resets_arrive
from proxy import Proxy

import aerospike
from aerospike import exception as e
from aerospike.devserver import TLS, Server
from aerospike.devserver.info import commands as info

FILES = Path(__file__).parent.parent / "data" / "tls"
NAME = "aerospike.test"
CHECKED = {"enable": True, "cafile": str(FILES / "authority.crt")}

#: An address that a test connects to, and a configuration that is wrong for it.
Address = tuple[Any, ...]
Start = Callable[[ExitStack], Address]


def closed_port(stack: ExitStack) -> Address:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        address: Address = listener.getsockname()
    return address


def listen(stack: ExitStack) -> socket.socket:
    listener = stack.enter_context(socket.socket())
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    return listener


def silent_port(stack: ExitStack) -> Address:
    address: Address = listen(stack).getsockname()
    return address


def wake(listener: socket.socket) -> None:
    """Ends the accept of a thread. On Windows, closing alone does it."""
    with contextlib.suppress(OSError):
        listener.shutdown(socket.SHUT_RDWR)


def answering(answer: bytes) -> Start:
    """A service that reads a request, answers with these bytes and closes the connection."""

    def start(stack: ExitStack) -> Address:
        listener = listen(stack)

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(1000)
                    connection.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        stack.callback(wake, listener)
        address: Address = listener.getsockname()
        return address

    return start


web_server = answering(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")


def serving(**options: Any) -> Start:
    return lambda stack: stack.enter_context(Server(**options)).hosts[0]


def encrypted(authority: str | None = None) -> Start:
    def start(stack: ExitStack) -> Address:
        tls = TLS(str(FILES / "server.crt"), str(FILES / "server.key"), authority, NAME)
        return stack.enter_context(Server(tls=tls)).hosts[0]

    return start


def without_name(start: Start) -> Start:
    return lambda stack: start(stack)[:2]


def named(start: Start, name: str) -> Start:
    return lambda stack: (*start(stack)[:2], name)


WRONG: dict[str, tuple[Start, dict[str, Any], type[Exception], list[str]]] = {
    "dead seed": (closed_port, {}, e.ConnectionError, ["refused", "check the port"]),
    "address that cannot be reached": (
        lambda _: ("255.255.255.255", 3000),
        {},
        e.ConnectionError,
        ["cannot be reached", "routes"],
    ),
    "service that is silent": (
        silent_port,
        {"connect_timeout": 200},
        e.TimeoutError,
        ["did not answer in time", "firewall", "connect_timeout"],
    ),
    "port of a web server": (web_server, {}, e.ClientError, ["not an Aerospike service", "port"]),
    "service that closes connections": (
        answering(b""),
        {},
        e.ConnectionError,
        ["closed the connection", "TLS", "proto-fd-max"],
    ),
    "TLS to a port without": (
        named(serving(), NAME),
        {"tls": CHECKED},
        e.ConnectionError,
        ["may not speak TLS", 'without config["tls"]'],
    ),
    "no TLS to a port with": (
        without_name(encrypted()),
        {"connect_timeout": 500},
        e.AerospikeError,
        ["TLS", 'config["tls"]'],
    ),
    "TLS name that is wrong": (
        named(encrypted(), "other.test"),
        {"tls": CHECKED},
        e.ConnectionError,
        ["other.test", NAME, "TLS name"],
    ),
    "TLS name that is missing": (
        without_name(encrypted()),
        {"tls": CHECKED},
        e.ConnectionError,
        [NAME, "third part of the host"],
    ),
    "certificate that nobody trusts": (
        encrypted(),
        {"tls": {"enable": True}},
        e.ConnectionError,
        ["not trusted", "cafile"],
    ),
    "certificate of the client that is missing": (
        encrypted(str(FILES / "authority.crt")),
        {"tls": CHECKED},
        e.ConnectionError,
        ["certfile", "keyfile"],
    ),
    "no user": (serving(security=True), {}, e.NotAuthenticated, ['config["user"]']),
    "wrong password": (
        serving(security=True),
        {"user": "admin", "password": "wrong"},
        e.InvalidCredential,
        ["refused the user or the password"],
    ),
    "wrong name of the cluster": (
        serving(cluster_name="right"),
        {"cluster_name": "wrong"},
        e.ClientError,
        ['"right"', '"wrong"', "cluster_name"],
    ),
}


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


def fail(hosts: list[Any], settings: dict[str, Any]) -> e.AerospikeError:
    with pytest.raises(e.AerospikeError) as caught:
        aerospike.client({"hosts": hosts, **settings})
    return caught.value


@pytest.mark.parametrize("case", WRONG)
def test_a_client_that_cannot_connect_says_why(stack: ExitStack, case: str) -> None:
    start, settings, kind, words = WRONG[case]
    address = start(stack)
    error = fail([address], settings)
    assert isinstance(error, kind)
    assert error.msg == "Failed to connect"
    assert error.detail is not None
    assert error.detail.startswith(f"{address[0]}:{address[1]}: ")
    for word in words:
        assert word in error.detail
    assert str(error) == f"{error.args}: {error.detail}"
    assert pickle.loads(pickle.dumps(error)).detail == error.detail


@resets_arrive
def test_a_broken_connection_has_the_words_of_the_system(
    stack: ExitStack, hosts: list[tuple[str, int]]
) -> None:
    def reset(_: bytes) -> list[bytes]:
        raise ConnectionResetError

    proxy = stack.enter_context(Proxy(hosts[0][:2], only_messages=False))
    proxy.deliver = reset
    detail = fail([proxy.host], {}).detail or ""
    assert "the connection broke (" in detail
    assert "Unknown error" not in detail


def test_no_password_is_in_the_error(stack: ExitStack) -> None:
    error = fail([serving(security=True)(stack)], {"user": "admin", "password": "secret word"})
    assert "secret" not in str(error)


def test_an_unknown_host_is_named(stack: ExitStack) -> None:
    error = fail([("no-such-host.invalid", 3000)], {})
    assert type(error) is e.ClientError
    assert error.detail is not None
    assert error.detail.startswith("no-such-host.invalid:3000: the name of the host is unknown")


def test_each_seed_is_named(stack: ExitStack) -> None:
    seeds = [closed_port(stack), ("no-such-host.invalid", 3000), web_server(stack)]
    detail = fail(seeds, {}).detail or ""
    for host, port in seeds:
        assert f"{host}:{port}: " in detail
    many = [("127.0.0.1", closed_port(stack)[1]) for _ in range(12)]
    assert (fail(many, {}).detail or "").endswith("more")


def test_a_file_that_is_missing_is_named(stack: ExitStack) -> None:
    settings = {"tls": {"enable": True, "cafile": "/no/such/file"}}
    error = fail([encrypted()(stack)], settings)
    assert isinstance(error, e.TLSError)
    assert 'config["tls"]["cafile"] is \'/no/such/file\'' in str(error)


@pytest.mark.parametrize("alternate", [False, True])
def test_peers_that_cannot_be_reached_are_named(
    stack: ExitStack, monkeypatch: pytest.MonkeyPatch, alternate: bool
) -> None:
    """What a wrong setting of alternate services looks like: peers at addresses of another net."""
    server = stack.enter_context(Server(nodes=2))
    _, port = closed_port(stack)
    run = info._run

    def elsewhere(node: Any, line: str, session: Any) -> str:
        if line.startswith("peers-clear-"):
            return f"1,3000,[[BBFFFFFFFFFFFF,,[127.0.0.1:{port}]]]"
        return run(node, line, session)

    monkeypatch.setattr(info, "_run", elsewhere)
    error = fail(server.hosts[:1], {"use_services_alternate": alternate})
    assert error.msg == f"Peers not reachable: 127.0.0.1:{port}"
    assert f"127.0.0.1:{port}" in (error.detail or "")
    assert "use_services_alternate" in (error.detail or "")
    assert ("is True" in (error.detail or "")) is alternate


def test_a_failed_attempt_is_not_told_of_the_next(stack: ExitStack) -> None:
    server = Server()
    server.start()
    client = aerospike.client({"hosts": server.hosts})
    client.close()
    (host, port) = server.hosts[0][:2]
    server.stop()
    with pytest.raises(e.AerospikeError) as caught:
        client.connect()
    assert f"{host}:{port}: " in (caught.value.detail or "")
    server = Server(port=port)
    server.start()
    stack.callback(server.stop)
    client.connect()
    client.put(("test", "s", 1), {"a": 1})
    client.close()


def test_lines_for_a_log_handler_are_those_that_it_wants(stack: ExitStack) -> None:
    lines: list[tuple[int, str]] = []
    try:
        aerospike.set_log_handler(lambda level, f, p, n, text: lines.append((level, text)))
        aerospike.set_log_level(aerospike.LOG_LEVEL_ERROR)
        fail([closed_port(stack)], {})
        time.sleep(0.1)
        assert [level for level, _ in lines if level > aerospike.LOG_LEVEL_ERROR] == []
        aerospike.set_log_level(aerospike.LOG_LEVEL_WARN)
        fail([closed_port(stack)], {})
        deadline = time.monotonic() + 5
        while not any("Failed to connect to seed" in text for _, text in lines):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert max(level for level, _ in lines) <= aerospike.LOG_LEVEL_WARN
    finally:
        aerospike.set_log_level(aerospike.LOG_LEVEL_ERROR)
        aerospike.set_log_handler()


def test_clients_that_fail_side_by_side_tell_of_their_own_hosts(stack: ExitStack) -> None:
    ports = [closed_port(stack)[1] for _ in range(8)]
    wrong: list[str] = []

    def run(port: int) -> None:
        for _ in range(20):
            error = fail([("127.0.0.1", port)], {})
            others = [other for other in ports if other != port and f":{other}:" in str(error)]
            if f"127.0.0.1:{port}: " not in str(error) or others:
                wrong.append(str(error))

    threads = [threading.Thread(target=run, args=(port,)) for port in ports]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_node_without_connections_is_named(stack: ExitStack) -> None:
    server = stack.enter_context(Server())
    client = aerospike.client({"hosts": server.hosts, "max_conns_per_node": 1})
    server.nodes[0].freeze()

    def wait() -> None:
        with pytest.raises(e.TimeoutError):
            client.get(("test", "s", 1), {"total_timeout": 800})

    waiting = threading.Thread(target=wait)
    waiting.start()
    while not client.get_stats().nodes[0].conns.in_use:
        time.sleep(0.005)
    with pytest.raises(e.NoMoreConnectionsError) as caught:
        client.get(("test", "s", 1), {"total_timeout": 100, "max_retries": 0})
    waiting.join()
    server.nodes[0].thaw()
    client.close()
    error = caught.value
    assert error.code == -7
    assert error.msg is not None
    assert error.msg.startswith("Max node ")
    host, port = server.hosts[0][:2]
    assert f"{host}:{port}" in (error.detail or "")
    assert "max_conns_per_node" in (error.detail or "")


def test_hosts_that_are_all_down_are_named(stack: ExitStack) -> None:
    host, port = closed_port(stack)
    client = aerospike.client({"hosts": [(host, port)], "fail_if_not_connected": False})
    stack.callback(client.close)
    with pytest.raises(e.NamespaceNotFound, match="Cluster is empty") as caught:
        client.get(("test", "s", 1), {"total_timeout": 100, "max_retries": 0})
    assert f"{host}:{port}" in str(caught.value)
    assert "hosts" in str(caught.value)
