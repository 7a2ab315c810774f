"""Wrong calls raise what the official package raises, in time, and write nothing."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from wrong_call import WrongCall, expected, outcome
from wrong_calls import CALLS, CLOSED_CALLS
from wrong_configurations import CONFIGURATIONS

import aerospike
from aerospike import exception as e
from aerospike import predicates as p
from aerospike_helpers.operations import bitwise_operations as bit
from aerospike_helpers.operations import hll_operations as hll
from aerospike_helpers.operations import list_operations as lst
from aerospike_helpers.operations import map_operations as mp
from aerospike_helpers.operations import operations as op

Key = tuple[Any, ...]
LONG = "b" * 16


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("wrong", CALLS, ids=lambda wrong: wrong.name)
def test_wrong_call(client: aerospike.Client, key: Key, wrong: WrongCall) -> None:
    client.put(key, {"a": 1})
    assert outcome(lambda: wrong.call(client, key)) == expected(wrong)
    assert client.get(key)[2] == {"a": 1}


@pytest.fixture(scope="module")
def closed_client(config: Any) -> aerospike.Client:
    closed = aerospike.client(config)
    closed.close()
    return closed


@pytest.mark.parametrize("wrong", CLOSED_CALLS, ids=lambda wrong: wrong.name)
def test_call_of_a_closed_client(
    closed_client: aerospike.Client, key: Key, wrong: WrongCall
) -> None:
    assert outcome(lambda: wrong.call(closed_client, key)) == expected(wrong)


@pytest.mark.parametrize("wrong", CONFIGURATIONS, ids=lambda wrong: wrong.name)
def test_wrong_configuration(hosts: Any, wrong: WrongCall) -> None:
    config = wrong.call({"hosts": hosts})
    assert outcome(lambda: aerospike.client(config)) == expected(wrong)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    ("call", "attributes"),
    [
        (lambda c, k: c.get(k), {"bin": None}),
        (lambda c, k: c.put(k, {"a": 1}, policy={"exists": 2}), {"bin": {"a": 1}}),
        (lambda c, k: c.put(k, {LONG: 1}), {"bin": {LONG: 1}}),
        (lambda c, k: c.select(k, ["a"]), {"bin": None}),
        (lambda c, k: c.remove(k), {"bin": None}),
        (lambda c, k: c.touch(k), {"bin": None}),
        (lambda c, k: c.append(k, "a", "x", policy={"exists": 2}), {"bin": "a"}),
        (lambda c, k: c.append(k, LONG, "x"), {"bin": LONG}),
        (lambda c, k: c.prepend(k, "a", "x", policy={"exists": 2}), {"bin": "a"}),
        (lambda c, k: c.prepend(k, LONG, "x"), {"bin": LONG}),
        (lambda c, k: c.increment(k, "a", 1, policy={"exists": 2}), {"bin": "a"}),
        (lambda c, k: c.increment(k, LONG, 1), {"bin": LONG}),
        (lambda c, k: c.operate(k, [op.read("a")]), {"bin": None}),
        (lambda c, k: c.operate(k, [op.read(LONG)]), {"bin": None}),
        (lambda c, k: c.operate_ordered(k, [op.read("a")]), {"bin": None}),
    ],
)
def test_an_error_of_a_record_names_it_and_the_bin_of_the_command(
    client: aerospike.Client, key: Key, call: Any, attributes: dict[str, Any]
) -> None:
    with pytest.raises(e.RecordError) as caught:
        call(client, key)
    assert caught.value.key == key
    assert {name: getattr(caught.value, name) for name in attributes} == attributes


def test_no_error_shows_a_password(client: aerospike.Client, config: Any) -> None:
    for call in (
        lambda: client.admin_set_password("user", b"secret"),  # type: ignore[arg-type]
        lambda: aerospike.client({**config, "user": "u", "password": "secret\0"}),
        lambda: aerospike.client({**config, "user": "u", "password": "secret" * 20}),
    ):
        with pytest.raises(e.ParamError) as caught:
            call()
        assert "secret" not in str(caught.value)


def test_an_error_of_a_function_names_its_module(client: aerospike.Client) -> None:
    with pytest.raises(e.UDFError) as caught:
        client.udf_get("missing.lua")
    assert (caught.value.module, caught.value.func) == ("missing.lua", None)


class TestWithoutStrictTypes:
    """Operations on bins with a name that is too long are ignored, like unknown operations."""

    @pytest.fixture(scope="class")
    def lenient(self, config: Any) -> Iterator[aerospike.Client]:
        client = aerospike.client({**config, "strict_types": False})
        yield client
        client.close()

    @pytest.mark.parametrize("operation", [op.read(LONG), op.write(LONG, 1), mp.map_size(LONG)])
    def test_the_others_are_run(
        self, lenient: aerospike.Client, key: Key, operation: dict[str, Any]
    ) -> None:
        lenient.put(key, {"a": 1})
        assert lenient.operate(key, [operation, op.read("a")])[2] == {"a": 1}
        assert lenient.operate_ordered(key, [operation, op.read("a")])[2] == [("a", 1)]

    def test_put_says_less_of_it(self, lenient: aerospike.Client, key: Key) -> None:
        with pytest.raises(e.BinNameError) as caught:
            lenient.put(key, {LONG: 1})
        assert (caught.value.msg, caught.value.key) == ("Unable to set key-value pair", key)
        assert caught.value.detail == repr(LONG)

    def test_without_others_nothing_is_sent(self, lenient: aerospike.Client, key: Key) -> None:
        for call in (
            lambda: lenient.operate(key, [op.write(LONG, 1)]),
            lambda: lenient.operate_ordered(key, [op.write(LONG, 1)]),
            lambda: lenient.increment(key, LONG, 1),
        ):
            with pytest.raises(e.ParamError, match="No operations defined"):
                call()
        assert lenient.exists(key)[1] is None

    @pytest.mark.parametrize(
        ("operation", "message"),
        [
            (lst.list_append(LONG, 1), "Failed to add LIST_APPEND operation"),
            (bit.bit_get(LONG, 0, 8), "Failed to add BIT_GET operation"),
            (hll.hll_add(LONG, ["x"]), "Failed to add hll_update operation."),
            (hll.hll_add(LONG, ["x"], 8), "Failed to add hll_add operation."),
            (hll.hll_add(LONG, ["x"], 8, 8), "Failed to add hll_add_mh operation."),
            (hll.hll_init(LONG, 8, 8), "Failed to add hll_init_mh operation."),
            (hll.hll_get_count(LONG), "Failed to add hll_get_count operation."),
        ],
    )
    def test_operations_on_other_types_are_refused(
        self, lenient: aerospike.Client, key: Key, operation: dict[str, Any], message: str
    ) -> None:
        with pytest.raises(e.ClientError) as caught:
            lenient.operate(key, [operation])
        assert caught.value.msg == message


def test_the_text_of_an_error_names_what_is_wrong(client: aerospike.Client, key: Key) -> None:
    for call, text in [
        (lambda: client.put(key, {"a": {1, 2}}), "'set'"),
        (lambda: client.put(key, {"a": 2**64}), str(2**64)),
        (lambda: client.get((*key[:2], 1.5)), "1.5"),
        (lambda: client.get(key, {"total_timeout": "soon"}), "total_timeout"),
        (lambda: client.put(key, {"a": 1}, {"gen": -1}), "-1"),
        (lambda: client.batch_read([key], bins=[7]), "7"),
    ]:
        with pytest.raises(e.AerospikeError) as caught:
            call()
        assert text in str(caught.value)


def test_a_missing_argument_is_a_type_error(client: aerospike.Client) -> None:
    with pytest.raises(TypeError):
        client.get()  # type: ignore[call-arg]


HALF = "\ud800"  # half a surrogate pair, which has no UTF-8 form

TEXTS: dict[str, Callable[[aerospike.Client, Key], Any]] = {
    "namespace": lambda c, k: c.get((HALF, "s", 1)),
    "set": lambda c, k: c.get(("test", HALF, 1)),
    "user key": lambda c, k: c.get(("test", "s", HALF)),
    "bin name": lambda c, k: c.put(k, {HALF: 1}),
    "bin name of select": lambda c, k: c.select(k, ["a", HALF]),
    "bin name of remove_bin": lambda c, k: c.remove_bin(k, ["a", HALF]),
    "bin name of append": lambda c, k: c.append(k, HALF, "x"),
    "bin name of increment": lambda c, k: c.increment(k, HALF, 1),
    "bin name of an operation": lambda c, k: c.operate(k, [op.write("a", 2), op.read(HALF)]),
    "bin name of a batch": lambda c, k: c.batch_read([k], [HALF]),
    "bin name of a query": lambda c, k: c.query("test", "s").select(HALF),
    "bin name of a predicate": lambda c, k: c.query("test", "s").where(p.equals(HALF, 1)),
    "namespace of a query": lambda c, k: c.query(HALF, "s"),
    "set of a scan": lambda c, k: c.scan("test", HALF),
    "node": lambda c, k: c.scan("test", "s").results(nodename=HALF),
    "value": lambda c, k: c.put(k, {"a": [HALF]}),
    "value of an operation": lambda c, k: c.append(k, "s", HALF),
    "module": lambda c, k: c.apply(k, HALF, "f", []),
    "function": lambda c, k: c.apply(k, "m", HALF, []),
    "module of a batch": lambda c, k: c.batch_apply([k], HALF, "f", []),
    "file": lambda c, k: c.udf_put(HALF),
    "removed module": lambda c, k: c.udf_remove(HALF),
    "module's source": lambda c, k: c.udf_get(HALF),
    "index": lambda c, k: c.index_remove("test", HALF),
    "info": lambda c, k: c.info_all(HALF),
    "truncated set": lambda c, k: c.truncate("test", HALF, 0),
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("call", TEXTS.values(), ids=TEXTS.keys())
def test_text_that_cannot_be_sent_is_refused(
    client: aerospike.Client, key: Key, call: Callable[[aerospike.Client, Key], Any]
) -> None:
    client.put(key, {"a": 1, "s": "x"})
    with pytest.raises(e.ClientError):
        call(client, key)
    assert client.get(key)[2] == {"a": 1, "s": "x"}


TIMEOUTS = {"connect_timeout": 500, "policies": {"login_timeout_ms": 500}}


class TestHosts:
    """Servers that are not there, or are none."""

    def refused(self, address: tuple[str, int]) -> e.AerospikeError:
        start = time.monotonic()
        with pytest.raises(e.AerospikeError) as caught:
            aerospike.client({"hosts": [address], **TIMEOUTS})
        assert time.monotonic() - start < 10
        return caught.value

    def test_nobody_listens(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as unused:
            address = unused.getsockname()[:2]
        error = self.refused(address)
        assert (type(error), error.code) == (e.ConnectionError, -10)

    def test_host_that_does_not_resolve(self) -> None:
        error = self.refused(("no.such.host.invalid", 3000))
        assert isinstance(error, e.ClientError)

    @pytest.mark.parametrize(
        "answer",
        [
            None,
            b"",
            b"HTTP/1.1 400 Bad Request\r\n\r\n" * 40,
            b"\x00" * 64,
            b"\x02\x01\x00\x00\xff\xff\xff\xff",
            b"\x02\x01\x00\x00\x00\x00\x00\x04node",
            b"\xff" * 4096,
        ],
        ids=["silence", "close", "http", "zeros", "endless", "short", "ones"],
    )
    def test_a_server_of_another_kind(self, answer: bytes | None) -> None:
        with other_server(answer) as address:
            error = self.refused(address)
        assert isinstance(error, e.ClientError | e.TimeoutError)


class other_server:
    """Answers every request with the same bytes; None: with none."""

    def __init__(self, answer: bytes | None) -> None:
        self.answer = answer

    def __enter__(self) -> tuple[str, int]:
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self.accept, daemon=True).start()
        host, port = self.listener.getsockname()
        return host, port

    def __exit__(self, *_: object) -> None:
        self.listener.close()

    def accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                while connection.recv(4096):
                    if self.answer is None:
                        continue
                    if not self.answer:
                        return
                    connection.sendall(self.answer)
            except OSError:
                return


@pytest.fixture
def slow_server() -> Iterator[Any]:
    from aerospike.devserver import Server

    with Server() as server:
        yield server


class TestFailingServer:
    """A development server that fails while a client is connected."""

    def test_timeout(self, slow_server: Any) -> None:
        client = aerospike.client({"hosts": slow_server.hosts})
        key = ("test", "s", 1)
        client.put(key, {"a": 1})
        slow_server.nodes[0].delay = 2.0
        start = time.monotonic()
        with pytest.raises(e.TimeoutError) as caught:
            client.get(key, {"total_timeout": 200, "max_retries": 0})
        assert caught.value.code == 9
        assert time.monotonic() - start < 1.5
        with pytest.raises(e.TimeoutError) as caught:
            client.put(key, {"a": 2}, policy={"total_timeout": 200, "max_retries": 0})
        assert caught.value.in_doubt is True
        slow_server.nodes[0].delay = 0.0
        client.close()

    def test_connections_that_break_are_made_anew(self, slow_server: Any) -> None:
        client = aerospike.client({"hosts": slow_server.hosts})
        key = ("test", "s", 1)
        client.put(key, {"a": 1})
        slow_server.nodes[0].cut_off()
        assert client.get(key, {"max_retries": 5})[2] == {"a": 1}
        client.close()

    def test_a_node_that_is_gone(self, slow_server: Any) -> None:
        client = aerospike.client({"hosts": slow_server.hosts})
        slow_server.stop()
        start = time.monotonic()
        with pytest.raises(e.AerospikeError):
            client.get(("test", "s", 1), {"total_timeout": 1000})
        assert time.monotonic() - start < 5
        client.close()
