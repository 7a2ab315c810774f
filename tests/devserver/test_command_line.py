"""``python -m aerospike.devserver``"""

from __future__ import annotations

import ast
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike.devserver import Server
from aerospike.devserver.lua.modules import Module

COMMAND = [sys.executable, "-m", "aerospike.devserver"]

#: On Windows, a process that has no console cannot be interrupted by another one. This one does it
#: by itself, with the signal that comes from a port.
INTERRUPTIBLE = """
import runpy, signal, socket, sys, threading
asked = socket.create_connection(("127.0.0.1", int(sys.argv.pop(1))))
interrupt = lambda: signal.raise_signal(asked.recv(1)[0])
threading.Thread(target=interrupt, daemon=True).start()
runpy.run_module("aerospike.devserver", run_name="__main__")
"""
TLS = Path(__file__).parent.parent / "data" / "tls"
KEY = ("test", "people", "ada")


class Running:
    """A server that the command line has started."""

    def __init__(self, process: subprocess.Popen[str], interrupt: Callable[[int], object]) -> None:
        self.process = process
        self.interrupt = interrupt
        assert process.stdout is not None
        self.lines = [process.stdout.readline(), process.stdout.readline()]
        call = self.lines[1].partition("aerospike.client(")[2].partition(")  Stop:")[0]
        self.config: dict[str, Any] = ast.literal_eval(call)

    def next_line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()


@contextmanager
def killed_after(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    """A process that the end of the block kills."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@contextmanager
def started(*arguments: str) -> Iterator[Running]:
    """A server and what sends it a signal."""
    if sys.platform != "win32":
        with killed_after([*COMMAND, *arguments]) as process:
            yield Running(process, process.send_signal)
        return
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(60)
        port = str(listener.getsockname()[1])
        with killed_after([sys.executable, "-c", INTERRUPTIBLE, port, *arguments]) as process:
            asking, _ = listener.accept()
            with asking:
                yield Running(process, lambda number: asking.send(bytes([number])))


@contextmanager
def command_line(*arguments: object, stop: int = signal.SIGTERM) -> Iterator[Running]:
    with started("--port", "0", *map(str, arguments)) as running:
        try:
            yield running
        finally:
            if running.process.poll() is None:
                running.interrupt(stop)
            assert running.process.wait(20) == 0


@contextmanager
def connected(config: dict[str, Any]) -> Iterator[aerospike.Client]:
    client = aerospike.client(config)
    try:
        yield client
    finally:
        client.close()


def test_two_lines_say_what_it_is_and_how_to_connect() -> None:
    with command_line("--namespace", "ns", "--nodes", 3) as running:
        assert running.lines[0].startswith("Aerospike development server for tests: 3 nodes")
        with connected(running.config) as client:
            client.put(("ns", "s", 1), {"a": 1})
            assert client.get(("ns", "s", 1))[2] == {"a": 1}
            assert len(client.get_nodes()) == 3
            assert "Enterprise" in client.info_random_node("edition")


def test_clients_are_given_the_address_by_which_they_reach_it() -> None:
    options = ("--host", "0.0.0.0", "--access-host", "localhost", "--nodes", 2)
    with command_line(*options) as running:
        assert {host for host, _ in running.config["hosts"]} == {"localhost"}
        with connected({"hosts": running.config["hosts"][:1]}) as client:
            assert len(client.get_nodes()) == 2
            services = client.info_all("service-clear-std").values()
            assert all("localhost:" in answer for _, answer in services)


def test_a_community_server() -> None:
    with command_line("--community") as running, connected(running.config) as client:
        assert "Community" in client.info_random_node("edition")


def test_a_server_with_users_that_encrypts() -> None:
    arguments = {
        "--tls-certificate": TLS / "server.crt",
        "--tls-key": TLS / "server.key",
        "--tls-authority": TLS / "authority.crt",
        "--tls-name": "aerospike.test",
    }
    options = [str(part) for option in arguments.items() for part in option]
    files = {"cafile": "authority.crt", "certfile": "client.crt", "keyfile": "client.key"}
    with command_line("--security", *options) as running:
        assert running.config["hosts"][0][2] == "aerospike.test"
        tls = {"enable": True, **{name: str(TLS / file) for name, file in files.items()}}
        with connected({**running.config, "tls": tls}) as client:
            assert "admin" in client.admin_query_users_info()


def test_it_ends_at_once_while_clients_are_connected() -> None:
    with command_line("--nodes", 2, stop=signal.SIGINT) as running:
        client = aerospike.client(running.config)
        client.put(KEY, {"born": 1815})
        begin = time.monotonic()
        running.interrupt(signal.SIGINT)
        assert running.process.wait(20) == 0
        # Much less than a client's connections would live.
        assert time.monotonic() - begin < 10
        client.close()


def test_verbose_prints_a_line_for_each_command() -> None:
    with command_line("--verbose") as running, connected(running.config) as client:
        client.put(KEY, {"born": 1815})
        assert " write test.people " in (line := running.next_line())
        assert " OK " in line
        with pytest.raises(e.RecordNotFound):
            client.get(("test", "people", "nobody"))
        line = running.next_line()
        assert " read test.people " in line and " NOT_FOUND " in line
        client.query("test", "people").results()
        assert " query test.people OK " in running.next_line()


def test_records_are_loaded_from_a_file(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [2.35, 48.86]}
    rows = [
        {
            "set": "people",
            "key": "ada",
            "ttl": 100,
            "bins": {"born": 1815, "of": ["a", {"b": 1.5, "a": None}], "known": True},
        },
        {"namespace": "bar", "set": "places", "key": 7, "bins": {"where": {"$geojson": point}}},
        {"key": "raw", "bins": {"data": {"$bytes": "AAEC"}}},
    ]
    path = tmp_path / "people.json"
    path.write_text(json.dumps(rows))
    options = ("--namespace", "test", "--namespace", "bar", "--load", path)
    with command_line(*options) as running, connected(running.config) as client:
        _, meta, bins = client.get(KEY)
        assert bins == {"born": 1815, "of": ["a", {"a": None, "b": 1.5}], "known": True}
        assert 90 <= meta["ttl"] <= 100
        assert client.get(("bar", "places", 7))[2]["where"].unwrap() == point
        assert client.get(("test", None, "raw"))[2] == {"data": b"\0\1\2"}
        assert [record[0][2] for record in client.query("test", "people").results()] == ["ada"]


def test_data_is_kept_in_a_directory(tmp_path: Path) -> None:
    module = tmp_path / "module.lua"
    module.write_text("function born(r) return r['born'] end")
    options = ("--security", "--data-dir", tmp_path / "new" / "data")
    lua = {"lua": {"user_path": str(tmp_path / "new")}}
    with command_line(*options) as running, connected({**running.config, **lua}) as client:
        client.admin_grant_roles("admin", ["superuser"])
        client.admin_create_user("ada", "secret", ["read-write-udf"])
        client.put(KEY, {"born": 1815, "of": [1, {"a": b"x"}]}, {"ttl": 1000}, {"key": 1})
        client.put(("test", "people", "gone"), {"born": 1})
        client.remove(("test", "people", "gone"))
        client.index_single_value_create("test", "people", "born", aerospike.INDEX_NUMERIC, "i")
        client.udf_put(str(module))
    with command_line(*options) as running:
        config = {**running.config, "user": "ada", "password": "secret"}
        with connected(config) as client:
            _, meta, bins = client.get(KEY)
            assert bins == {"born": 1815, "of": [1, {"a": b"x"}]}
            assert meta["gen"] == 1 and 900 <= meta["ttl"] <= 1000
            query = client.query("test", "people")
            query.where(aerospike.predicates.equals("born", 1815))
            assert [record[2]["born"] for record in query.results()] == [1815]
            assert client.apply(KEY, "module", "born", []) == 1815


def failed(*arguments: object) -> str:
    """The one line that says why the command line has failed."""
    ended = subprocess.run(
        [*COMMAND, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode == 2
    assert ended.stdout == ""
    lines = ended.stderr.splitlines()
    assert len(lines) == 1, ended.stderr
    return lines[0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--community", "--security"], "features of the Enterprise edition."),
        (["--tls-key", "server.key"], "TLS needs both --tls-certificate and --tls-key."),
        (["--tls-key", "/no/such", "--tls-certificate", "/no/such"], "/no/such: no such file"),
        (["--tls-key", __file__, "--tls-certificate", __file__], "cannot be used"),
        (["--namespace", "a/b"], "a namespace cannot be called 'a/b'"),
        (["--namespace", "a", "--namespace", "a"], "'a' is named twice."),
        (["--nodes", "0"], "a cluster has one node at least, not 0."),
        (["--port", "70000"], "--port 70000: a port is a number from 0 to 65535."),
        (["--host", "nowhere.invalid"], "cannot listen on nowhere.invalid:3000: "),
        (["--load", Path("/no/such.json")], f"{Path('/no/such.json')}: no such file or directory."),
        (["--load", __file__], "is not JSON"),
    ],
)
def test_a_wrong_option_is_one_clear_sentence(arguments: list[str], message: str) -> None:
    assert message in failed(*arguments)


def test_a_port_in_use_is_one_clear_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with socket.socket() as other, pytest.raises(OSError) as caught:
            other.bind(("127.0.0.1", port))
        reason = str(caught.value.strerror).rstrip(".").lower()
        assert failed("--port", port) == (
            f"aerospike.devserver: cannot listen on 127.0.0.1:{port}: {reason}. "
            "Try another --port or --host."
        )


def test_a_missing_extra_is_one_clear_sentence(tmp_path: Path) -> None:
    server = Server()
    server.cluster.modules.put(Module("module.lua", b"", ""))
    server.save_snapshot(tmp_path / "snapshot.json")
    program = f"""
import importlib.util, runpy, sys
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "lupa" else find(name, *rest)
sys.argv[1:] = ["--data-dir", {str(tmp_path)!r}]
runpy.run_module("aerospike.devserver", run_name="__main__")
"""
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode == 2
    assert ended.stderr.endswith("which need: pip install lupa.\n")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({}, "a list of records was expected"),
        ([{"key": 1}], "record 1: it is an object with key and bins"),
        ([{"key": 1, "bins": {"a": 1}}, {"key": 1.5, "bins": {"a": 1}}], "record 2: a key is"),
        ([{"key": 1, "bins": {}}], "bins is an object with a bin at least"),
        ([{"key": 1, "bins": {"a": 2**64}}], "has more than 64 bits"),
        ([{"key": 1, "bins": {"a" * 16: 1}}], "1 to 15 bytes"),
        ([{"key": 1, "bins": {"a": None}}], "the bin 'a' has no value"),
        ([{"key": 1, "bins": {"a": 1}, "namespace": "no"}], "unknown namespace 'no'"),
        ([{"key": 1, "bins": {"a": 1}, "ttl": -1}], "ttl is a number of seconds"),
        ([{"key": 1, "bins": {"a": {"$geojson": {"type": "Pt"}}}}], "record 1: "),
        ([{"key": 1, "bins": {"a": {"$bytes": "*"}}}], "record 1: "),
    ],
)
def test_a_wrong_record_in_a_file_is_named(tmp_path: Path, rows: object, message: str) -> None:
    path = tmp_path / "rows.json"
    path.write_text(json.dumps(rows))
    with pytest.raises(ValueError, match=message):
        Server().load(path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 2}', '{"format": 1}'])
def test_a_file_that_is_no_snapshot_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "snapshot.json"
    path.write_text(text)
    with pytest.raises(ValueError, match="the snapshot cannot be loaded"):
        Server().load_snapshot(path)


def test_a_snapshot_with_another_namespace_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.json"
    Server(namespaces=("other",)).save_snapshot(path)
    with pytest.raises(ValueError, match="the namespace 'other', which this server does not have"):
        Server().load_snapshot(path)
