"""The texts of docs/troubleshooting.rst: each is provoked, so that no entry goes stale."""

from __future__ import annotations

import asyncio
import os
import pickle
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest

import aerospike
from aerospike import aio, predicates
from aerospike.devserver import TLS, Server
from aerospike.devserver.info import commands as info
from aerospike_helpers import expressions as exp
from aerospike_helpers.operations import list_operations
from aerospike_helpers.operations import operations as op

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "troubleshooting.rst"
FILES = ROOT / "tests" / "data" / "tls"
AUTHORITY = {"enable": True, "cafile": str(FILES / "authority.crt")}
NAME = "aerospike.test"
KEY = ("test", "people", "ada")
RETRY_NOTHING = {"max_retries": 0}


pytestmark = pytest.mark.skipif(
    "AEROSPIKE_TEST_CLIENT" in os.environ, reason="each text is that of one kind of client"
)


class Entry(NamedTuple):
    """The error of an entry: its class and its code, if it has one."""

    kind: str
    code: int | None


def entries() -> dict[str, Entry]:
    """The texts of the page, and what they are the texts of."""
    name = r"(?::exc:`~aerospike\.exception\.)?`*(\w[\w ]+)`*"
    pattern = rf"^``(.+)``\n~+\n\n:Error: {name}(?:, code (-?\d+))?$"
    found = re.findall(pattern, PAGE.read_text("utf-8"), re.MULTILINE)
    return {text: Entry(kind, int(code) if code else None) for text, kind, code in found}


class Scene:
    """What a provoker works with: a server, a client of it, and what to undo at the end."""

    def __init__(self, stack: ExitStack) -> None:
        self.stack = stack
        self.server = stack.enter_context(Server())
        self.config: dict[str, Any] = self.server.config
        self.client = self.connect()
        self.client.put(KEY, {"n": 1, "text": "one", "list": [1]})

    def connect(self, **changes: Any) -> aerospike.Client:
        client = aerospike.client({**self.config, **changes})
        self.stack.callback(client.close)
        return client

    def start(self, **options: Any) -> Server:
        return self.stack.enter_context(Server(**options))

    def secured(self) -> Server:
        return self.start(security=True)

    def encrypted(self) -> tuple[str, int]:
        tls = TLS(str(FILES / "server.crt"), str(FILES / "server.key"), None, NAME)
        host, port, _ = self.start(tls=tls).hosts[0]
        return host, port

    def listen(self) -> socket.socket:
        listener = self.stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        return listener


Provoker = Callable[[Scene], Any]
PROVOKERS: dict[str, Provoker] = {}


def provokes(text: str) -> Callable[[Provoker], Provoker]:
    def register(function: Provoker) -> Provoker:
        PROVOKERS[text] = function
        return function

    return register


def run_python(*arguments: str, **environment: str) -> str:
    """What another interpreter writes to its standard error."""
    ended = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return f"exit code {ended.returncode}\n{ended.stderr}"


# Installation


@provokes("Two distributions have installed the package aerospike")
def _(scene: Scene) -> None:
    from aerospike._installation import check_owners

    site = scene.stack.enter_context(pytest.MonkeyPatch.context())
    names = ["aerospike-19.3.0.dist-info", "aerospike_ctypes-19.3.0.post1.dist-info"]
    site.setattr(os, "listdir", lambda path: names)
    check_owners("/site-packages")


@provokes("The Aerospike shared library is missing")
def _(scene: Scene) -> str:
    program = "import aerospike; aerospike.client({'hosts': [('127.0.0.1', 3000)]})"
    return run_python("-c", program, AEROSPIKE_C_LIBRARY="/no/such/library.so")


# Connecting


@provokes("the connection was refused: nothing listens at this port")
def _(scene: Scene) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        address = listener.getsockname()
    aerospike.client({"hosts": [address]})


@provokes("the server did not answer in time")
def _(scene: Scene) -> None:
    aerospike.client({"hosts": [scene.listen().getsockname()], "connect_timeout": 200})


@provokes("the name of the host is unknown")
def _(scene: Scene) -> None:
    aerospike.client({"hosts": [("no-such-host.invalid", 3000)]})


@provokes("what answers there is not an Aerospike service")
def _(scene: Scene) -> None:
    listener = scene.listen()

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(1000)
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")

    threading.Thread(target=serve, daemon=True).start()
    aerospike.client({"hosts": [listener.getsockname()]})


@provokes("Peers not reachable")
def _(scene: Scene) -> None:
    server = scene.start(nodes=2)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    run = info._run

    def elsewhere(node: Any, line: str, session: Any) -> str:
        if line.startswith("peers-clear-"):
            return f"1,3000,[[BBFFFFFFFFFFFF,,[127.0.0.1:{port}]]]"
        return run(node, line, session)

    patch = scene.stack.enter_context(pytest.MonkeyPatch.context())
    patch.setattr(info, "_run", elsewhere)
    aerospike.client({"hosts": server.hosts[:1]})


@provokes("this is the cluster")
def _(scene: Scene) -> None:
    scene.connect(cluster_name="production")


@provokes("Hosts must be a list")
def _(scene: Scene) -> None:
    aerospike.client({"hosts": "127.0.0.1:3000"})  # type: ignore[typeddict-item]


@provokes("No connection to aerospike cluster")
def _(scene: Scene) -> None:
    scene.client.close()
    scene.client.get(KEY)


# Encryption


@provokes("if the server wants TLS at this port")
def _(scene: Scene) -> None:
    aerospike.client({"hosts": [scene.encrypted()]})


@provokes("no TLS connection could be made")
def _(scene: Scene) -> None:
    aerospike.client({"hosts": [(*scene.server.hosts[0][:2], NAME)], "tls": AUTHORITY})


@provokes("the certificate of the server is not trusted")
def _(scene: Scene) -> None:
    stranger = {"enable": True, "cafile": str(FILES / "stranger.crt")}
    aerospike.client({"hosts": [(*scene.encrypted(), NAME)], "tls": stranger})


@provokes("the certificate of the server is not for the TLS name")
def _(scene: Scene) -> None:
    aerospike.client({"hosts": [(*scene.encrypted(), "db.example.com")], "tls": AUTHORITY})


@provokes("Failed to load CAFile")
def _(scene: Scene) -> None:
    missing = {"enable": True, "cafile": "/no/such/file"}
    aerospike.client({"hosts": [(*scene.encrypted(), NAME)], "tls": missing})


# Users


@provokes("the server wants to know who you are")
def _(scene: Scene) -> None:
    aerospike.client({"hosts": scene.secured().hosts})


@provokes("the server has refused the user or the password")
def _(scene: Scene) -> None:
    aerospike.client({"hosts": scene.secured().hosts, "user": "admin", "password": "wrong"})


@provokes("AEROSPIKE_ROLE_VIOLATION")
def _(scene: Scene) -> None:
    server = scene.secured()
    scene.connect(**server.config).admin_create_user("reader", "secret", ["read"])
    reader = scene.connect(hosts=server.hosts, user="reader", password="secret")
    reader.put(KEY, {"n": 2})


@provokes("AEROSPIKE_SECURITY_NOT_ENABLED")
def _(scene: Scene) -> None:
    scene.client.admin_query_users_info()


@provokes("AEROSPIKE_QUOTA_EXCEEDED")
def _(scene: Scene) -> None:
    scene.server.faults.quota_exceeded()
    scene.client.get(KEY)


# Timeouts and nodes


@provokes("Client timeout")
def _(scene: Scene) -> None:
    with scene.server.faults.freeze():
        scene.client.get(KEY, {"total_timeout": 50})


@provokes("Server timeout")
def _(scene: Scene) -> None:
    scene.server.faults.answer(9)
    scene.client.put(KEY, {"n": 2})


@provokes("timeout: iterations=")
def _(scene: Scene) -> None:
    with scene.server.faults.freeze():
        scene.client.query("test", "people").results({"total_timeout": 50})


@provokes("Socket write error")
def _(scene: Scene) -> None:
    scene.server.nodes[0].stop()
    scene.client.get(KEY)


@provokes("Bad file descriptor")
def _(scene: Scene) -> None:
    scene.server.faults.drop_reply()
    scene.client.put(KEY, {"n": 2})


@provokes("connections would be exceeded")
def _(scene: Scene) -> None:
    client = scene.connect(max_conns_per_node=1)
    fault = scene.server.faults.delay(1)
    thread = threading.Thread(target=client.get, args=(KEY, {"total_timeout": 5000}))
    scene.stack.callback(thread.join)
    thread.start()
    while not fault.hits:
        time.sleep(0.01)
    client.get(KEY, RETRY_NOTHING)


@provokes("Max error rate exceeded")
def _(scene: Scene) -> None:
    scene.server.faults.device_overload()
    while True:
        try:
            scene.client.put(KEY, {"n": 2})
        except aerospike.exception.DeviceOverload:
            pass


@provokes("AEROSPIKE_ERR_CLUSTER")
def _(scene: Scene) -> None:
    scene.server.faults.partition_unavailable()
    scene.client.get(KEY, RETRY_NOTHING)


@provokes("AEROSPIKE_ERR_DEVICE_OVERLOAD")
def _(scene: Scene) -> None:
    scene.server.faults.device_overload()
    scene.client.put(KEY, {"n": 2})


@provokes("AEROSPIKE_ERR_RECORD_BUSY")
def _(scene: Scene) -> None:
    scene.server.faults.hot_key(KEY)
    scene.client.get(KEY)


@provokes("AEROSPIKE_ERR_SERVER_FULL")
def _(scene: Scene) -> None:
    scene.server.faults.answer(8)
    scene.client.put(KEY, {"n": 2})


@provokes("AEROSPIKE_ERR_FAIL_FORBIDDEN")
def _(scene: Scene) -> None:
    scene.server.faults.refuse(1)
    scene.client.put(KEY, {"n": 2}, policy={"ttl": 60})


@provokes("AEROSPIKE_ERR_ENTERPRISE_ONLY")
def _(scene: Scene) -> None:
    community = scene.connect(**scene.start(community=True).config)
    community.put(KEY, {"n": 2}, policy={"txn": aerospike.Transaction()})


# Records


@provokes("AEROSPIKE_ERR_RECORD_NOT_FOUND")
def _(scene: Scene) -> None:
    scene.client.get(("test", "people", "nobody"))


@provokes("AEROSPIKE_ERR_RECORD_EXISTS")
def _(scene: Scene) -> None:
    scene.client.put(KEY, {"n": 2}, policy={"exists": aerospike.POLICY_EXISTS_CREATE})


@provokes("AEROSPIKE_ERR_RECORD_GENERATION")
def _(scene: Scene) -> None:
    scene.client.put(KEY, {"n": 2}, {"gen": 7}, {"gen": aerospike.POLICY_GEN_EQ})


@provokes("AEROSPIKE_ERR_RECORD_TOO_BIG")
def _(scene: Scene) -> None:
    scene.client.put(KEY, {"blob": bytes(2**20)}, policy={"total_timeout": 10_000})


@provokes("AEROSPIKE_ERR_BIN_INCOMPATIBLE_TYPE")
def _(scene: Scene) -> None:
    scene.client.increment(KEY, "text", 1)


@provokes("AEROSPIKE_ERR_OP_NOT_APPLICABLE")
def _(scene: Scene) -> None:
    scene.client.operate(KEY, [list_operations.list_get("list", 9)])


@provokes("A bin name should not exceed 15 characters limit")
def _(scene: Scene) -> None:
    scene.client.put(KEY, {"a name of many characters": 1})


@provokes("Invalid namespace")
def _(scene: Scene) -> None:
    scene.client.get(("production", "people", "ada"))


@provokes("AEROSPIKE_FILTERED_OUT")
def _(scene: Scene) -> None:
    scene.client.get(KEY, {"expressions": exp.GT(exp.IntBin("n"), 5).compile()})


@provokes("AEROSPIKE_ERR_REQUEST_INVALID")
def _(scene: Scene) -> None:
    scene.client.put(KEY, {})


@provokes("AEROSPIKE_MRT_BLOCKED")
def _(scene: Scene) -> None:
    scene.client.put(KEY, {"n": 2}, policy={"txn": aerospike.Transaction()})
    scene.client.put(KEY, {"n": 3})


@provokes("AEROSPIKE_MRT_EXPIRED")
def _(scene: Scene) -> None:
    transaction = aerospike.Transaction()
    transaction.timeout = 1
    scene.client.put(KEY, {"n": 2}, policy={"txn": transaction})
    scene.server.advance(20)
    scene.client.commit(transaction)


@provokes("Issuing commands to this transaction is forbidden")
def _(scene: Scene) -> None:
    transaction = aerospike.Transaction()
    scene.client.put(KEY, {"n": 2}, policy={"txn": transaction})
    scene.client.commit(transaction)
    scene.client.put(KEY, {"n": 3}, policy={"txn": transaction})


# Arguments


@provokes("Cannot serialize: SERIALIZER_NONE selected")
def _(scene: Scene) -> None:
    scene.client.put(KEY, {"tags": {"a", "b"}})


@provokes("integer value exceeds sys.maxsize")
def _(scene: Scene) -> None:
    scene.client.put(KEY, {"n": 2**64})


@provokes("key is invalid")
def _(scene: Scene) -> None:
    scene.client.get(("test", "people", 1.5))


@provokes("is an invalid policy dictionary key")
def _(scene: Scene) -> None:
    scene.connect(validate_keys=True).get(KEY, {"total_timeuot": 50})


@provokes("total_timeout is invalid")
def _(scene: Scene) -> None:
    scene.client.get(KEY, {"total_timeout": "1s"})


@provokes("Expressions must be a non empty list")
def _(scene: Scene) -> None:
    scene.client.get(KEY, {"expressions": exp.GT(exp.IntBin("n"), 5)})


@provokes("Operations should be of type list")
def _(scene: Scene) -> None:
    scene.client.operate(KEY, op.read("n"))  # type: ignore[arg-type]


# Queries and functions


@provokes("AEROSPIKE_ERR_INDEX_NOT_FOUND")
def _(scene: Scene) -> None:
    scene.client.query("test", "people").where(predicates.equals("n", 1)).results()


@provokes("AEROSPIKE_ERR_INDEX_NOT_READABLE")
def _(scene: Scene) -> None:
    scene.server.faults.answer(203)
    scene.client.query("test", "people").where(predicates.equals("n", 1)).results()


@provokes("Failed to add predicate")
def _(scene: Scene) -> None:
    query = scene.client.query("test", "people").where(predicates.equals("n", 1))
    query.where(predicates.equals("text", "one"))


@provokes("Callback function contains an error")
def _(scene: Scene) -> None:
    scene.client.query("test", "people").foreach(lambda record: 1 / 0)


@provokes("UDF: Execution Error 1")
def _(scene: Scene) -> None:
    pytest.importorskip("lupa")
    scene.client.apply(KEY, "no_such_module", "function", [])


@provokes("function not found")
def _(scene: Scene) -> None:
    pytest.importorskip("lupa")
    source, copy = (scene.stack.enter_context(TemporaryDirectory()) for _ in range(2))
    module = Path(source) / "module.lua"
    module.write_text("function one(record) return 1 end")
    client = scene.connect(lua={"user_path": copy})
    client.udf_put(str(module))
    client.apply(KEY, "module", "two", [])


@provokes("cannot open script file")
def _(scene: Scene) -> None:
    scene.client.udf_put("/no/such/module.lua")


# Asyncio, greenlets and processes


async def connected(config: Any) -> aio.AsyncClient:
    return await aio.connect(config)


@provokes("The client belongs to another event loop")
def _(scene: Scene) -> None:
    client = asyncio.run(connected(scene.config))

    async def use() -> None:
        await client.get(KEY)

    asyncio.run(use())


@provokes("no running event loop")
def _(scene: Scene) -> None:
    asyncio.run(connected(scene.config)).get(KEY)


def run_asynchronously(scene: Scene, use: Callable[[aio.AsyncClient], Any]) -> None:
    async def main() -> None:
        async with aio.client(scene.config) as client:
            await client.get(KEY)
            await use(client)

    asyncio.run(main())


@provokes("Failed to connect:")
def _(scene: Scene) -> None:
    async def use(client: aio.AsyncClient) -> None:
        scene.server.nodes[0].stop()
        await client.get(KEY)

    run_asynchronously(scene, use)


@provokes("Socket read failed")
def _(scene: Scene) -> None:
    async def use(client: aio.AsyncClient) -> None:
        scene.server.faults.drop_reply()
        await client.put(KEY, {"n": 2})

    run_asynchronously(scene, use)


@provokes("exception was never retrieved")
def _(scene: Scene) -> str:
    program = f"""
import asyncio
from aerospike import aio

async def main():
    async with aio.client({scene.config!r}) as client:
        reply = client.get(("test", "people", "nobody"))
        while not reply.done():
            await asyncio.sleep(0.01)

asyncio.run(main())
"""
    return "log of asyncio\n" + run_python("-c", program)


@provokes("gevent has patched this process")
def _(scene: Scene) -> str:
    pytest.importorskip("gevent")
    program = (
        "from gevent import monkey; monkey.patch_all(); import aerospike; "
        f"aerospike.client({scene.config!r})"
    )
    return run_python("-c", program)


@provokes("cannot pickle 'aerospike.Client' object")
def _(scene: Scene) -> None:
    pickle.dumps(scene.client)


# The development server


@provokes("cannot listen on")
def _(scene: Scene) -> str:
    return run_python("-m", "aerospike.devserver", "--port", str(scene.server.port))


@provokes("a namespace cannot be called")
def _(scene: Scene) -> str:
    return run_python("-m", "aerospike.devserver", "--namespace", "my data")


ENTRIES = entries()


def test_each_entry_is_provoked() -> None:
    assert ENTRIES.keys() == PROVOKERS.keys()


@pytest.mark.parametrize("text", ENTRIES)
def test_error_has_the_text_of_the_page(text: str) -> None:
    entry = ENTRIES[text]
    with ExitStack() as stack:
        scene = Scene(stack)
        try:
            said = PROVOKERS[text](scene)
        except Exception as error:
            assert (type(error).__name__, getattr(error, "code", None)) == entry
            said = f"{entry.kind}: {error}"
        finally:
            scene.server.faults.clear()
    # A provoker that returns has run another process, and returns what that wrote.
    assert said is not None, "the text caused no error"
    assert entry.kind in said
    assert text in said
