"""Clients over a fork: a child uses what it inherited, and leaves the parent alone."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from children import LONG, Child, in_child
from emulation import forks_beside_threads, needs_gil

import aerospike
from aerospike import exception as e
from aerospike_helpers import expressions as exp
from aerospike_helpers.operations import operations as op

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

RECORDS = 200
PATIENT = {"total_timeout": 30_000, "socket_timeout": 30_000}
POLICIES = dict.fromkeys(("read", "write", "operate", "batch", "query", "scan"), PATIENT)


def thread_names() -> list[str]:
    """The names of this process's threads, as the system knows them."""
    names = []
    for task in Path("/proc/self/task").iterdir():
        try:
            names.append((task / "comm").read_text().strip())
        except OSError:
            # The thread has ended meanwhile.
            continue
    return names


@pytest.fixture
def own(config: dict[str, Any]) -> Iterator[aerospike.Client]:
    """A client that a test may close."""
    client = aerospike.client({**config, "policies": POLICIES, "connect_timeout": 30_000})
    yield client
    client.close()


@pytest.fixture(scope="module")
def records(client: aerospike.Client) -> str:
    """A set of records ``{"n": 0...}``."""
    set_name = "forked"
    client.truncate("test", set_name, 0)
    for number in range(RECORDS):
        client.put(("test", set_name, number), {"n": number})
    return set_name


def put_and_remove(client: aerospike.Client, set_name: str) -> bool:
    key = ("test", set_name, "put")
    return client.put(key, {"n": 1}) == 0 and client.remove(key) == 0


def read_batch(client: aerospike.Client, set_name: str) -> bool:
    rows = client.batch_read([("test", set_name, n) for n in range(5)]).batch_records
    return [row.record[2]["n"] for row in rows] == list(range(5))


def numbers(found: Any) -> list[int]:
    return sorted(record[2]["n"] for record in found)


def sockets() -> set[str]:
    """The sockets that this process has open, by their inodes."""
    found = set()
    for name in os.listdir("/proc/self/fd"):
        try:
            target = os.readlink(f"/proc/self/fd/{name}")
        except OSError:
            continue
        if target.startswith("socket:"):
            found.add(target)
    return found


COMMANDS: dict[str, Callable[[aerospike.Client, str], object]] = {
    "get": lambda c, s: c.get(("test", s, 1))[2] == {"n": 1},
    "put": lambda c, s: (
        c.put(("test", s, "put"), {"n": 1}) == 0 and c.remove(("test", s, "put")) == 0
    ),
    "exists": lambda c, s: c.exists(("test", s, 1))[1] is not None,
    "operate": lambda c, s: c.operate(("test", s, 2), [op.read("n")])[2] == {"n": 2},
    "batch_read": lambda c, s: (
        [r.record[2]["n"] for r in c.batch_read([("test", s, 3)]).batch_records] == [3]
    ),
    "batch_operate": lambda c, s: c.batch_operate([("test", s, 4)], [op.read("n")]).result == 0,
    "query": lambda c, s: numbers(c.query("test", s).results()) == list(range(RECORDS)),
    "scan": lambda c, s: numbers(c.scan("test", s).results()) == list(range(RECORDS)),
    "info": lambda c, s: len(c.info_all("build")) > 0,
    "nodes": lambda c, s: len(c.get_nodes()) > 0,
    "is_connected": lambda c, s: c.is_connected(),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_child_uses_the_client_that_it_inherited(
    own: aerospike.Client, records: str, command: str
) -> None:
    def work() -> None:
        assert COMMANDS[command](own, records)

    assert in_child(work) == ""
    assert COMMANDS[command](own, records)


def test_a_child_connects_once_whichever_thread_comes_first(
    own: aerospike.Client, records: str
) -> None:
    def work() -> None:
        wrong: list[BaseException] = []
        start = threading.Barrier(8)

        def run(number: int) -> None:
            try:
                start.wait()
                assert own.get(("test", records, number))[2] == {"n": number}
            except BaseException as error:
                wrong.append(error)

        threads = [threading.Thread(target=run, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not wrong
        # One tend thread: the cluster was made once.
        names = thread_names()
        assert names.count("tend") == 1, names

    assert in_child(work) == ""


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="needs /proc")
def test_a_child_has_sockets_of_its_own(own: aerospike.Client, records: str) -> None:
    own.get(("test", records, 1))
    inherited = sockets()

    def work() -> None:
        own.get(("test", records, 1))
        assert sockets() - inherited
        assert inherited <= sockets()

    assert in_child(work) == ""
    assert own.get(("test", records, 1))[2] == {"n": 1}


def test_closing_in_a_child_leaves_the_parent_alone(own: aerospike.Client, records: str) -> None:
    def before_any_command() -> None:
        own.close()
        assert not own.is_connected()
        with pytest.raises(e.ClusterError):
            own.get(("test", records, 1))

    def after_a_command() -> None:
        own.get(("test", records, 1))
        own.close()
        with pytest.raises(e.ClusterError):
            own.get(("test", records, 1))
        own.connect()
        assert own.get(("test", records, 1))[2] == {"n": 1}
        own.close()

    for work in (before_any_command, after_a_command):
        assert in_child(work) == ""
        assert own.is_connected()
        assert own.get(("test", records, 1))[2] == {"n": 1}


def test_a_child_may_drop_the_client(config: dict[str, Any], records: str) -> None:
    holder = [aerospike.client(config)]

    def unused() -> None:
        holder.clear()
        gc.collect()

    def used() -> None:
        holder[0].get(("test", records, 1))
        holder.clear()
        gc.collect()

    for work in (unused, used):
        assert in_child(work) == ""
        assert holder[0].get(("test", records, 1))[2] == {"n": 1}
    holder[0].close()


def test_connect_in_a_child_works(own: aerospike.Client, records: str) -> None:
    def work() -> None:
        assert own.connect() is own
        assert own.get(("test", records, 1))[2] == {"n": 1}

    assert in_child(work) == ""


def test_what_the_parent_has_closed_is_closed_in_the_child(
    own: aerospike.Client, records: str
) -> None:
    own.close()

    def work() -> None:
        assert not own.is_connected()
        with pytest.raises(e.ClusterError):
            own.get(("test", records, 1))
        own.connect()
        assert own.get(("test", records, 1))[2] == {"n": 1}
        own.close()

    assert in_child(work) == ""


def test_grandchildren_work(own: aerospike.Client, records: str) -> None:
    def grandchild() -> None:
        assert own.get(("test", records, 3))[2] == {"n": 3}

    def child_that_used_it() -> None:
        own.get(("test", records, 1))
        assert in_child(grandchild) == ""
        assert own.get(("test", records, 2))[2] == {"n": 2}

    def child_that_did_not() -> None:
        assert in_child(grandchild) == ""

    assert in_child(child_that_used_it) == ""
    assert in_child(child_that_did_not) == ""


def test_a_child_uses_a_shared_connection(config: dict[str, Any], records: str) -> None:
    shared = {**config, "use_shared_connection": True}
    first, second = aerospike.client(shared), aerospike.client(shared)

    def work() -> None:
        assert first.get(("test", records, 1))[2] == {"n": 1}
        first.close()
        assert not first.is_connected()
        assert second.get(("test", records, 1))[2] == {"n": 1}
        third = aerospike.client(shared)
        second.close()
        assert third.get(("test", records, 1))[2] == {"n": 1}
        third.close()

    assert in_child(work) == ""
    assert first.is_connected() and second.is_connected()
    first.close()
    second.close()


def test_a_child_uses_shared_memory_settings(config: dict[str, Any], records: str) -> None:
    key = 0xA5000000 | (os.getpid() & 0xFFFF)
    own = aerospike.client({**config, "shm": {"shm_key": key, "max_nodes": 8}})

    def work() -> None:
        assert own.get(("test", records, 1))[2] == {"n": 1}
        assert own.shm_key() == key
        own.close()

    try:
        assert in_child(work) == ""
        assert own.get(("test", records, 1))[2] == {"n": 1}
    finally:
        own.close()


@pytest.fixture(scope="module")
def wide(client: aerospike.Client) -> str:
    """A set of records so large that a run stays open: they do not fit into the buffers."""
    set_name = "forked_wide"
    client.truncate("test", set_name, 0)
    for number in range(RECORDS):
        client.put(("test", set_name, number), {"n": number, "s": "x" * 5000})
    return set_name


STATEMENTS: dict[str, Callable[[aerospike.Client, str], Any]] = {
    "query": lambda c, s: c.query("test", s),
    "scan": lambda c, s: c.scan("test", s),
}


@pytest.mark.parametrize("kind", STATEMENTS)
def test_a_run_that_was_in_progress_is_the_parents(
    own: aerospike.Client, wide: str, kind: str
) -> None:
    statement = STATEMENTS[kind](own, wide)
    running = statement.records() if kind == "query" else iter(statement)
    next(running)

    def go_on() -> None:
        try:
            for _ in running:
                pass
        except e.ClientError as error:
            assert "fork" in error.msg
        else:
            raise AssertionError

    def run_again() -> None:
        assert numbers(statement.results()) == list(range(RECORDS))
        found: list[int] = []
        statement.foreach(lambda record: found.append(record[2]["n"]))
        assert sorted(found) == list(range(RECORDS))

    def drop() -> None:
        running.close()
        gc.collect()

    for work in (go_on, run_again, drop):
        assert in_child(work) == ""
    assert sum(1 for _ in running) == RECORDS - 1
    assert numbers(statement.results()) == list(range(RECORDS))


@pytest.mark.parametrize("kind", STATEMENTS)
def test_pages_go_on_in_a_child(own: aerospike.Client, records: str, kind: str) -> None:
    statement = STATEMENTS[kind](own, records)
    statement.paginate()
    page = {}
    if kind == "query":
        statement.max_records = 30
    else:
        page = {"max_records": 30}
    first = numbers(statement.results(page))
    assert 0 < len(first) < RECORDS

    def work() -> None:
        rest = []
        while not statement.is_done():
            rest += numbers(statement.results(page))
        assert sorted(first + rest) == list(range(RECORDS))

    assert in_child(work) == ""
    assert in_child(work) == ""
    work()


@forks_beside_threads
@needs_gil("without its lock, Python may leave the locks of shared objects locked in a child")
def test_runs_of_one_statement_in_threads_of_the_parent_leave_children_alone(
    own: aerospike.Client, wide: str
) -> None:
    stop = threading.Event()
    shared = own.scan("test", wide)

    def work() -> None:
        while not stop.is_set():
            assert numbers(shared.results()) == list(range(RECORDS))

    def in_the_child() -> None:
        assert numbers(shared.results()) == list(range(RECORDS))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        assert [in_child(in_the_child) for _ in range(10)] == [""] * 10
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_compiled_expressions_work_in_a_child(own: aerospike.Client, records: str) -> None:
    expression = exp.GT(exp.IntBin("n"), 5).compile()

    def work() -> None:
        assert own.get(("test", records, 9), {"expressions": expression})[2] == {"n": 9}
        with pytest.raises(e.FilteredOut):
            own.get(("test", records, 3), {"expressions": expression})

    assert in_child(work) == ""


def test_a_transaction_works_in_a_child(
    own: aerospike.Client, records: str, needs_enterprise: None
) -> None:
    used, unused = aerospike.Transaction(), aerospike.Transaction()
    own.put(("test", records, "txn"), {"n": -1}, policy={"txn": used})

    def work() -> None:
        own.put(("test", records, "txn2"), {"n": -1}, policy={"txn": unused})
        own.abort(unused)
        own.put(("test", records, "txn3"), {"n": -1}, policy={"txn": used})

    assert in_child(work) == ""
    own.abort(used)
    assert own.exists(("test", records, "txn"))[1] is None


def test_other_hooks_of_forks_are_unaffected(own: aerospike.Client, records: str) -> None:
    seen: list[str] = []
    os.register_at_fork(
        before=lambda: seen.append("before"),
        after_in_parent=lambda: seen.append("parent"),
        after_in_child=lambda: seen.append(str(own.get(("test", records, 1))[2]["n"])),
    )

    def work() -> None:
        assert seen == ["before", "1"]

    assert in_child(work) == ""
    assert seen == ["before", "parent"]


def test_a_child_without_a_server_says_so(records: str) -> None:
    from aerospike.devserver import Server

    with Server() as server:
        own = aerospike.client({"hosts": server.hosts})

        def work() -> None:
            with pytest.raises(e.AerospikeError):
                own.get(("test", records, 1))
            assert not own.is_connected()

        server.stop()
        assert in_child(work) == ""
        own.close()


BUSY = 16


class Load:
    """Threads of the parent that use a client all the time and check each reply."""

    def __init__(self, client: aerospike.Client, set_name: str, threads: int) -> None:
        self.wrong: list[str] = []
        self._client = client
        self._set = set_name
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(number,), daemon=True)
            for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def _run(self, number: int) -> None:
        client, set_name = self._client, self._set
        while not self._stop.is_set():
            number = (number + 1) % RECORDS
            try:
                if number % 40 == 0:
                    found = numbers(client.query("test", set_name).results())
                    right = found == list(range(RECORDS))
                elif number % 10 == 0:
                    keys = [("test", set_name, n) for n in range(20)]
                    rows = client.batch_read(keys).batch_records
                    right = [row.record[2]["n"] for row in rows] == list(range(20))
                else:
                    right = client.get(("test", set_name, number))[2] == {"n": number}
                if not right:
                    self.wrong.append(f"a wrong reply for {number}")
            except Exception as error:
                self.wrong.append(repr(error))

    def __enter__(self) -> Load:
        return self

    def __exit__(self, *_: Any) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(30)


@forks_beside_threads
@pytest.mark.parametrize("children", [3000 if LONG else 60])
def test_forks_under_load_end_without_a_hang_or_a_wrong_reply(
    own: aerospike.Client, config: dict[str, Any], records: str, children: int
) -> None:
    def work(number: int) -> None:
        n = number % RECORDS
        assert own.get(("test", records, n))[2] == {"n": n}
        assert read_batch(own, records)
        assert numbers(own.query("test", records).results()) == list(range(RECORDS))
        if number % 10 == 0:
            other = aerospike.client({**config, "policies": POLICIES})
            assert other.get(("test", records, n))[2] == {"n": n}
            other.close()

    with Load(own, records, 4) as load:
        outcomes = [in_child(lambda number=number: work(number)) for number in range(children)]
    assert load.wrong == []
    assert [text for text in outcomes if text] == []


def test_many_children_at_once_of_a_busy_parent(own: aerospike.Client, records: str) -> None:
    def work() -> None:
        for number in range(20):
            assert own.get(("test", records, number))[2] == {"n": number}
        assert numbers(own.scan("test", records).results()) == list(range(RECORDS))

    with Load(own, records, BUSY) as load:
        children = [Child(work) for _ in range(32)]
        outcomes = [child.outcome() for child in children]
    assert load.wrong == []
    assert [text for text in outcomes if text] == []


class TestLog:
    """A log handler and level, set before and after a fork."""

    @pytest.fixture(autouse=True)
    def _restored(self) -> Iterator[None]:
        yield
        aerospike.set_log_handler()
        aerospike.set_log_level(aerospike.LOG_LEVEL_ERROR)

    def test_a_child_of_a_logging_parent_does_not_hang(
        self, config: dict[str, Any], records: str
    ) -> None:
        arrived = threading.Event()
        aerospike.set_log_handler(lambda *line: arrived.set())
        aerospike.set_log_level(aerospike.LOG_LEVEL_TRACE)
        logging = aerospike.client(config)
        assert arrived.wait(30)
        in_child_arrived = threading.Event()

        def new_handler() -> None:
            aerospike.set_log_handler(lambda *line: in_child_arrived.set())
            logging.get(("test", records, 1))
            assert in_child_arrived.wait(20)

        def inherited_handler() -> None:
            arrived.clear()
            logging.get(("test", records, 1))
            assert arrived.wait(20)

        works: list[Callable[[], Any]] = [
            new_handler,
            inherited_handler,
            lambda: aerospike.set_log_level(aerospike.LOG_LEVEL_INFO),
            lambda: aerospike.set_log_handler(None),
            lambda: aerospike.client(config).close(),
        ]
        for work in works:
            for _ in range(3):
                assert in_child(work) == ""
        logging.close()


def test_a_child_calls_the_metrics_listeners_of_the_configuration(
    config: dict[str, Any], records: str
) -> None:
    from aerospike_helpers.metrics import MetricsListeners, MetricsPolicy

    enabled, told = threading.Event(), threading.Event()
    listeners = MetricsListeners(
        enable_listener=enabled.set,
        disable_listener=lambda cluster: told.set(),
        node_close_listener=lambda node: None,
        snapshot_listener=lambda cluster: told.set(),
    )
    policy = MetricsPolicy(metrics_listeners=listeners, interval=1)
    own = aerospike.client({**config, "policies": {**POLICIES, "metrics": policy}})
    own.enable_metrics()

    def work() -> None:
        enabled.clear()
        own.get(("test", records, 1))
        own.enable_metrics()
        assert enabled.is_set()
        assert told.wait(20)
        own.disable_metrics()
        own.close()

    assert in_child(work) == ""
    own.disable_metrics()
    own.close()


def test_a_child_may_use_metrics_that_a_call_has_enabled(
    own: aerospike.Client, records: str
) -> None:
    from aerospike_helpers.metrics import MetricsListeners, MetricsPolicy

    listeners = MetricsListeners(
        enable_listener=lambda: None,
        disable_listener=lambda cluster: None,
        node_close_listener=lambda node: None,
        snapshot_listener=lambda cluster: None,
    )
    own.enable_metrics(MetricsPolicy(metrics_listeners=listeners))

    def work() -> None:
        own.get(("test", records, 1))
        own.disable_metrics()
        own.enable_metrics(MetricsPolicy(metrics_listeners=listeners))
        own.close()

    assert in_child(work) == ""
    own.disable_metrics()


def test_the_server_sees_the_childs_own_connections(records: str) -> None:
    """A child's bytes never come in between the parent's: each socket has one process."""
    from aerospike.devserver import Server

    with Server() as server:
        own = aerospike.client({"hosts": server.hosts, "policies": POLICIES})
        own.put(("test", records, 0), {"n": 0})

        def work() -> None:
            for _ in range(50):
                assert own.get(("test", records, 0))[2] == {"n": 0}

        children = [Child(work) for _ in range(4)]
        for _ in range(200):
            assert own.get(("test", records, 0))[2] == {"n": 0}
        assert [child.outcome() for child in children] == [""] * 4
        own.close()
