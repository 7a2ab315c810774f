"""Replies that come in pieces, late, doubled or not at all: what the client reads from sockets.

The C client's functions that read and write are replaced where the linker can do that
(``native/bridge/socket.c``). These tests pass with and without: ``BRIDGE_WRAP_SOCKETS=0``.
"""

from __future__ import annotations

import errno
import itertools
import random
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from emulation import resets_arrive
from proxy import Deliver, Proxy, messages

import aerospike
from aerospike import exception as e
from aerospike.devserver import TLS, Server
from aerospike_helpers.batch.records import BatchRecords, Write
from aerospike_helpers.operations import operations as op

SET = "sockets"
RECORDS = 6
WIDE = "x" * 20_000
"""A bin that is longer than what is read ahead."""

LATE = 1.5
"""Seconds that a timeout may come late, on a busy machine."""

CUTS = {"nothing": 0, "half a header": 4, "a header": 8, "half a body": 20}
ONCE = {"max_retries": 0, "socket_timeout": 0, "total_timeout": 30_000}
PATIENT = {"max_retries": 0, "socket_timeout": 30_000, "total_timeout": 30_000}
KINDS = ("read", "write", "operate", "batch", "batch_parent_write", "query", "scan")
POLICIES = dict.fromkeys(KINDS, PATIENT)


def key(number: int) -> tuple[str, str, int]:
    return "test", SET, number


def bins(number: int) -> dict[str, Any]:
    return {"n": number, "l": list(range(number)), "s": "text " * number}


@pytest.fixture(scope="module", autouse=True)
def records(client: aerospike.Client) -> None:
    client.truncate("test", SET, 0)
    for number in range(RECORDS):
        client.put(key(number), bins(number))
    client.put(("test", f"{SET}_wide", 0), {"wide": WIDE})


@pytest.fixture
def proxy(hosts: list[tuple[str, int]]) -> Iterator[Proxy]:
    with Proxy(hosts[0][:2]) as proxy:
        yield proxy


def connect(proxy: Proxy, **config: Any) -> aerospike.Client:
    """A client of the node that the proxy stands before; other nodes it would find by itself."""
    return aerospike.client(
        {
            "hosts": [proxy.host],
            "policies": POLICIES,
            "max_error_rate": 0,
            "tend_interval": 250,
            **config,
        }
    )


@pytest.fixture
def through(proxy: Proxy) -> Iterator[aerospike.Client]:
    """A client of the proxy, with one connection in its pool."""
    client = connect(proxy)
    client.get(key(0))
    yield client
    client.close()


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def connections(client: aerospike.Client) -> Any:
    return client.get_stats().nodes[0].conns


# Replies in pieces.


def cut(reply: bytes, places: Iterable[int]) -> list[bytes]:
    edges = [0, *sorted({place for place in places if 0 < place < len(reply)}), len(reply)]
    return [reply[begin:end] for begin, end in itertools.pairwise(edges)]


def starts(reply: bytes) -> list[int]:
    return list(itertools.accumulate(map(len, messages(reply)), initial=0))


def compress(reply: bytes) -> list[bytes]:
    """As the Enterprise edition does: all messages but the last of a series."""
    first, *rest = messages(reply)
    body = struct.pack(">Q", len(first)) + zlib.compress(first)
    return [struct.pack(">Q", 2 << 56 | 4 << 48 | len(body)) + body, *rest]


DELIVERIES: dict[str, Deliver] = {
    "at once": lambda reply: [reply],
    "byte by byte": lambda reply: cut(reply, range(300)),
    "in halves": lambda reply: cut(reply, [len(reply) // 2]),
    "but the last byte": lambda reply: cut(reply, [len(reply) - 1]),
    "message by message": messages,
    "header and body": lambda reply: cut(reply, (s + m for s in starts(reply) for m in (0, 8))),
    "in the header": lambda reply: cut(reply, (s + 4 for s in starts(reply))),
    "in the body": lambda reply: cut(reply, (s + 12 for s in starts(reply))),
    "with the next header": lambda reply: cut(reply, (s + 8 for s in starts(reply))),
    "with the shortest message": lambda reply: cut(reply, (s + 30 for s in starts(reply))),
    "compressed": compress,
    "compressed, at once": lambda reply: [b"".join(compress(reply))],
}


def read_batch(client: aerospike.Client) -> bool:
    rows = client.batch_read([key(number) for number in range(RECORDS)]).batch_records
    return [row.record[2] for row in rows] == [bins(number) for number in range(RECORDS)]


def write_batch(client: aerospike.Client) -> bool:
    rows = BatchRecords([Write(key(number), [op.write("n", number)]) for number in range(3)])
    return [row.result for row in client.batch_write(rows).batch_records] == [0, 0, 0]


def read_all(found: Any) -> bool:
    ordered = sorted((record[2] for record in found.results()), key=lambda bins: bins["n"])
    return ordered == [bins(number) for number in range(RECORDS)]


def fail(client: aerospike.Client) -> bool:
    with pytest.raises(e.RecordNotFound):
        client.get(("test", SET, "missing"))
    return True


COMMANDS: dict[str, Callable[[aerospike.Client], bool]] = {
    "get": lambda c: c.get(key(5))[2] == bins(5),
    "get of a wide record": lambda c: c.get(("test", f"{SET}_wide", 0))[2] == {"wide": WIDE},
    "get of no record": fail,
    "exists": lambda c: c.exists(key(5))[1] is not None,
    "put": lambda c: c.put(key(3), bins(3)) == 0,
    "operate": lambda c: c.operate(key(4), [op.read("n")])[2] == {"n": 4},
    "batch_read": read_batch,
    "batch_write": write_batch,
    "query": lambda c: read_all(c.query("test", SET)),
    "scan": lambda c: read_all(c.scan("test", SET)),
}


@pytest.mark.parametrize("delivery", DELIVERIES)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_reply_is_the_same_however_it_arrives(
    proxy: Proxy, through: aerospike.Client, command: str, delivery: str
) -> None:
    proxy.deliver = DELIVERIES[delivery]
    opened = proxy.opened
    for _ in range(3):
        assert COMMANDS[command](through)
    assert through.get(key(1))[2] == bins(1)
    # None of the connections was found to be out of step.
    assert proxy.opened <= opened + 1


@pytest.mark.parametrize("delivery", ["byte by byte", "in halves"])
def test_users_log_in_and_replies_of_all_kinds_come_in_pieces(delivery: str) -> None:
    with (
        Server(security=True) as server,
        Proxy(server.hosts[0][:2], only_messages=False) as proxy,
    ):
        proxy.deliver = DELIVERIES[delivery]
        client = connect(proxy, user="admin", password="admin")
        client.admin_create_user("ada", "secret", ["read-write"])
        assert set(client.admin_query_users_info()) == {"admin", "ada"}
        client.close()
        client = connect(proxy, user="ada", password="secret")
        assert client.put(key(1), bins(1)) == 0
        assert client.get(key(1))[2] == bins(1)
        assert len(client.info_all("namespaces")) == 1
        client.close()


# Replies that come late, or not at all.


def hold(count: int, gate: threading.Event) -> Deliver:
    """Delivers so many bytes, and the others when the gate opens."""

    def deliver(reply: bytes) -> Iterator[bytes]:
        yield reply[:count]
        gate.wait(60)
        yield reply[count:]

    return deliver


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    gate = threading.Event()
    yield gate
    gate.set()


LIMITS = {
    "socket": {"socket_timeout": 300, "total_timeout": 0},
    "total": {"socket_timeout": 0, "total_timeout": 300},
    "both": {"socket_timeout": 300, "total_timeout": 600},
}


@pytest.mark.parametrize("count", CUTS.values(), ids=CUTS)
@pytest.mark.parametrize("limit", LIMITS)
def test_a_command_ends_in_time_where_a_reply_stops(
    proxy: Proxy, through: aerospike.Client, gate: threading.Event, limit: str, count: int
) -> None:
    proxy.once(hold(count, gate))
    policy = LIMITS[limit]
    begin = time.monotonic()
    with pytest.raises(e.TimeoutError) as caught:
        through.get(key(3), {**policy, "max_retries": 0, "timeout_delay": 0})
    assert 0.29 < time.monotonic() - begin < 0.3 + LATE
    assert caught.value.msg == (
        f"Client timeout: socket={policy['socket_timeout']} total={policy['total_timeout']} "
        f"iterations=1 lastNode=127.0.0.1:{proxy.port}"
    )
    assert connections(through).in_pool == 0
    assert through.get(key(4))[2] == bins(4)


def trickle(reply: bytes) -> Iterator[bytes]:
    for part in cut(reply, range(0, 100, 5)):
        yield part
        time.sleep(0.05)


def test_the_socket_timeout_is_for_each_wait_alone(proxy: Proxy, through: aerospike.Client) -> None:
    proxy.once(trickle)
    begin = time.monotonic()
    policy = {"socket_timeout": 500, "total_timeout": 0, "max_retries": 0}
    assert through.get(key(5), policy)[2] == bins(5)
    assert time.monotonic() - begin > 0.6


def test_the_total_timeout_is_for_all_of_a_reply(proxy: Proxy, through: aerospike.Client) -> None:
    proxy.once(trickle)
    policy = {"socket_timeout": 0, "total_timeout": 300, "max_retries": 0}
    with pytest.raises(e.TimeoutError):
        through.get(key(5), policy)


def test_a_command_without_timeouts_waits(
    proxy: Proxy, through: aerospike.Client, gate: threading.Event
) -> None:
    proxy.once(hold(8, gate))
    threading.Timer(0.5, gate.set).start()
    assert through.get(key(5), {"socket_timeout": 0, "total_timeout": 0})[2] == bins(5)
    assert gate.is_set()


def test_a_read_is_tried_again_after_a_timeout(
    proxy: Proxy, through: aerospike.Client, gate: threading.Event
) -> None:
    proxy.once(hold(20, gate))
    policy = {"socket_timeout": 200, "total_timeout": 20_000, "max_retries": 1}
    assert through.get(key(5), policy)[2] == bins(5)


RECOVERED: dict[str, Callable[[aerospike.Client, dict[str, int]], Any]] = {
    "get": lambda c, policy: c.get(key(5), policy),
    "put": lambda c, policy: c.put(key(5), bins(5), None, policy),
    "operate": lambda c, policy: c.operate(key(5), [op.read("n")], None, policy),
    "batch_read": lambda c, policy: c.batch_read([key(4), key(5)], None, policy),
}


def has_ended_recovery(client: aerospike.Client) -> bool:
    counts = connections(client)
    return bool(counts.recovered + counts.aborted == 1)


BRIEF = {"socket_timeout": 150, "total_timeout": 150, "max_retries": 0}


@pytest.mark.parametrize("count", CUTS.values(), ids=CUTS)
@pytest.mark.parametrize("command", RECOVERED)
def test_a_late_reply_is_never_the_reply_of_the_next_command(
    proxy: Proxy, through: aerospike.Client, gate: threading.Event, command: str, count: int
) -> None:
    proxy.once(hold(count, gate))
    try:
        rows = RECOVERED[command](through, {**BRIEF, "timeout_delay": 3000}).batch_records
        assert {row.result for row in rows} == {-15}
    except e.TimeoutError:
        assert command != "batch_read"
    # The connection is kept for the rest of its reply; another one serves meanwhile.
    assert through.get(key(1))[2] == bins(1)
    gate.set()
    wait_until(lambda: has_ended_recovery(through))
    # The C client gives a connection up after half a header, and most that read a series.
    if command != "batch_read" and count != CUTS["half a header"]:
        assert (connections(through).recovered, connections(through).aborted) == (1, 0)
    opened = proxy.opened
    answers: list[Any] = []

    def get(number: int) -> None:
        answers.append(through.get(key(number))[2] == bins(number))

    # Both connections are in use now, if there are two.
    for _ in range(5):
        threads = [threading.Thread(target=get, args=(number,)) for number in (2, 3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == [True] * 10
    assert proxy.opened <= opened + connections(through).aborted


def test_a_connection_whose_reply_never_comes_is_given_up(
    proxy: Proxy, through: aerospike.Client, gate: threading.Event
) -> None:
    proxy.once(hold(20, gate))
    with pytest.raises(e.TimeoutError):
        through.get(key(5), {**BRIEF, "timeout_delay": 3000})
    wait_until(lambda: connections(through).aborted == 1)
    assert connections(through).recovered == 0
    gate.set()
    assert through.get(key(4))[2] == bins(4)


# Connections that end.


def end(error: type[Exception], count: int) -> Deliver:
    def deliver(reply: bytes) -> Iterator[bytes]:
        yield reply[:count]
        raise error

    return deliver


ENDS = {
    "closed": (ConnectionAbortedError, "Bad file descriptor"),
    "reset": (ConnectionResetError, f"Socket read error: {errno.ECONNRESET}, 127.0.0.1:{{port}}, "),
}


@pytest.mark.parametrize("count", [*CUTS.values(), -1], ids=[*CUTS, "all except a byte"])
@pytest.mark.parametrize("kind", ["closed", pytest.param("reset", marks=resets_arrive)])
def test_a_connection_that_ends_in_a_reply_is_an_error_that_a_retry_mends(
    proxy: Proxy, through: aerospike.Client, kind: str, count: int
) -> None:
    error, message = ENDS[kind]
    proxy.once(end(error, count))
    with pytest.raises(e.AerospikeError) as caught:
        through.get(key(5), ONCE)
    assert caught.value.code == -10
    assert caught.value.msg.startswith(message.format(port=proxy.port))
    assert str(caught.value.file).endswith("as_socket.c")
    proxy.once(end(error, count))
    with pytest.raises(e.AerospikeError) as caught:
        through.put(key(5), bins(5), None, ONCE)
    assert (caught.value.code, caught.value.in_doubt) == (-10, True)
    proxy.once(end(error, count))
    assert through.get(key(5), {**ONCE, "max_retries": 1})[2] == bins(5)


@pytest.mark.parametrize("kind", ENDS)
def test_a_batch_ends_with_its_connection(
    proxy: Proxy, through: aerospike.Client, kind: str
) -> None:
    # The last message has 30 bytes.
    proxy.once(end(ENDS[kind][0], -30))
    rows = through.batch_read([key(number) for number in range(RECORDS)], None, ONCE)
    assert rows.result == -10
    assert read_batch(through)


def test_a_connection_that_was_closed_while_idle_is_replaced(
    proxy: Proxy, through: aerospike.Client
) -> None:
    for _ in range(5):
        proxy.close_connections()
        # Not sent again, and never in doubt: it is not sent on the closed connection.
        assert through.put(key(5), bins(5), None, ONCE) == 0


def test_a_node_that_refuses_connections_is_an_error(
    proxy: Proxy, through: aerospike.Client
) -> None:
    proxy.close()
    wait_until(lambda: not proxy.connections)
    with pytest.raises(e.AerospikeError) as caught:
        through.put(key(5), bins(5), None, ONCE)
    assert caught.value.code == -10
    assert caught.value.msg.startswith(
        f"Socket write error: {errno.ECONNREFUSED}, 127.0.0.1:{proxy.port}, "
    )
    assert not caught.value.in_doubt


# Replies that a server must not send.

SURPLUS: dict[str, Deliver] = {
    "a byte": lambda reply: [reply + b"\2"],
    "a header": lambda reply: [reply + reply[:8]],
    "a reply": lambda reply: [reply + reply],
    "many replies": lambda reply: [reply * 500],
    "a reply, a moment later": lambda reply: [reply, reply],
    "a reply, with the body": lambda reply: [reply[:8], reply[8:] + reply],
}


@pytest.mark.parametrize("surplus", SURPLUS)
def test_bytes_after_a_reply_are_never_the_reply_of_the_next_command(
    proxy: Proxy, through: aerospike.Client, surplus: str
) -> None:
    opened = proxy.opened
    proxy.once(SURPLUS[surplus])
    assert through.get(key(5))[2] == bins(5)
    time.sleep(0.05)
    assert through.get(key(2))[2] == bins(2)
    assert through.put(key(3), bins(3), None, ONCE) == 0
    # The connection was closed.
    assert proxy.opened == opened + 1


NONSENSE: dict[str, Deliver] = {
    "another version": lambda reply: [b"\3" + reply[1:]],
    "another type": lambda reply: [reply[:1] + b"\1" + reply[2:]],
    "no body": lambda reply: [struct.pack(">Q", 2 << 56 | 3 << 48) + reply],
    "a huge body": lambda reply: [struct.pack(">Q", 2 << 56 | 3 << 48 | 1 << 40) + reply],
    "a short body": lambda reply: [struct.pack(">Q", 2 << 56 | 3 << 48 | 9) + reply],
}


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_a_malformed_reply_ends_its_connection(
    proxy: Proxy, through: aerospike.Client, nonsense: str
) -> None:
    for number in range(3):
        proxy.once(NONSENSE[nonsense])
        with pytest.raises(e.AerospikeError):
            through.get(key(5), ONCE)
        assert through.get(key(number))[2] == bins(number)


# Requests.


def test_a_request_that_fills_the_send_buffer_arrives_whole(
    proxy: Proxy, through: aerospike.Client
) -> None:
    data = [random.Random(number).randbytes(900_000) for number in range(6)]
    keys = [("test", f"{SET}_large", number) for number in range(len(data))]
    proxy.request_pause = 0.002
    rows = BatchRecords(
        [Write(key, [op.write("b", part)]) for key, part in zip(keys, data, strict=True)]
    )
    assert through.batch_write(rows).result == 0
    proxy.request_pause = 0
    assert [through.get(key)[2]["b"] for key in keys] == data


def test_a_request_that_is_never_sent_whole_is_not_in_doubt(
    proxy: Proxy, through: aerospike.Client
) -> None:
    proxy.requests.clear()
    begin = time.monotonic()
    policy = {"socket_timeout": 0, "total_timeout": 300, "max_retries": 0}
    with pytest.raises(e.TimeoutError) as caught:
        through.put(key(5), {"b": bytes(16_000_000)}, None, policy)
    assert time.monotonic() - begin < 0.3 + LATE
    assert not caught.value.in_doubt
    proxy.requests.set()
    assert through.get(key(5))[2] == bins(5)


# TLS.


@pytest.fixture
def encrypted() -> Iterator[tuple[Proxy, aerospike.Client]]:
    files = Path(__file__).parent.parent / "data" / "tls"
    tls = TLS(str(files / "server.crt"), str(files / "server.key"), None, "aerospike.test")
    with Server(tls=tls) as server, Proxy(server.hosts[0][:2], only_messages=False) as proxy:
        client = connect(
            proxy,
            hosts=[(*proxy.host, "aerospike.test")],
            tls={"enable": True, "cafile": str(files / "authority.crt")},
        )
        for number in range(RECORDS):
            client.put(key(number), bins(number))
        yield proxy, client
        client.close()


@pytest.mark.parametrize("delivery", ["at once", "byte by byte", "in halves"])
def test_encrypted_replies_are_read_however_they_arrive(
    encrypted: tuple[Proxy, aerospike.Client], delivery: str
) -> None:
    proxy, client = encrypted
    proxy.deliver = DELIVERIES[delivery]
    client.put(("test", f"{SET}_wide", 0), {"wide": WIDE})
    for command in COMMANDS.values():
        assert command(client)


def test_an_encrypted_connection_has_timeouts(
    encrypted: tuple[Proxy, aerospike.Client], gate: threading.Event
) -> None:
    proxy, client = encrypted
    proxy.deliver = hold(10, gate)
    with pytest.raises(e.TimeoutError):
        client.get(key(5), {**BRIEF, "timeout_delay": 0})
    proxy.deliver = DELIVERIES["at once"]
    gate.set()
    assert client.get(key(4))[2] == bins(4)
