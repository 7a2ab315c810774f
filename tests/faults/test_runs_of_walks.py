"""Scans and queries whose node stalls, whose loop is interrupted, or whose process is forked."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from interrupting import alarm

import aerospike
from aerospike import exception as e
from aerospike.devserver import Server

RECORDS = 600

# What a signal may take on a machine that has other work; without it, it is under 0.2 s.
SOON = 1.0

KINDS = ["scan", "query"]


pytestmark = pytest.mark.usefixtures("quiet_collector")


class Interrupt(BaseException):
    """What the handler of the signal raises."""


@contextmanager
def interrupted_after(seconds: float) -> Iterator[None]:
    """Sends a signal whose handler raises :class:`Interrupt`."""

    def handle(*_: Any) -> None:
        raise Interrupt

    with alarm(handle, seconds):
        yield


@pytest.fixture
def cluster() -> Iterator[Server]:
    with Server(nodes=3) as server:
        yield server


@pytest.fixture
def client(cluster: Server) -> Iterator[aerospike.Client]:
    connected = connect(cluster)
    fill(connected)
    yield connected
    for node in cluster.nodes:
        node.thaw()
    connected.close()


def connect(server: Server) -> aerospike.Client:
    # A run that is interrupted closes its connections a moment later.
    return aerospike.client(
        {"hosts": server.hosts, "max_error_rate": 100_000, "max_conns_per_node": 1000}
    )


def fill(client: aerospike.Client) -> None:
    for n in range(RECORDS):
        client.put(("test", "runs", n), {"n": n, "s": "x" * 100})


def walk(client: aerospike.Client, kind: str) -> Any:
    return getattr(client, kind)("test", "runs")


# Ways to run one to its end.


def all_results(walk: Any) -> None:
    walk.results()


def each(walk: Any) -> None:
    walk.foreach(lambda record: None)


def loop(walk: Any) -> None:
    for _ in walk:
        pass


RUNS = [all_results, each, loop]


class TestStalledNodes:
    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("run", RUNS, ids=lambda run: run.__name__)
    def test_a_signal_arrives_soon(
        self, cluster: Server, client: aerospike.Client, kind: str, run: Callable[[Any], None]
    ) -> None:
        walked = walk(client, kind)
        cluster.nodes[1].freeze()
        started = time.monotonic()
        with interrupted_after(0.3), pytest.raises(Interrupt):
            run(walked)
        assert time.monotonic() - started < 0.3 + SOON
        cluster.nodes[1].thaw()
        # The one that was left behind is in nobody's way.
        started = time.monotonic()
        assert len(walked.results()) == RECORDS
        assert time.monotonic() - started < 5

    @pytest.mark.parametrize("kind", KINDS)
    def test_an_iterator_that_is_dropped_is_gone_soon(
        self, cluster: Server, client: aerospike.Client, kind: str
    ) -> None:
        iterator = iter(walk(client, kind))
        cluster.nodes[1].freeze()
        for _ in range(10):
            next(iterator)
        started = time.monotonic()
        del iterator
        gc.collect()
        assert time.monotonic() - started < SOON

    @pytest.mark.parametrize("kind", KINDS)
    def test_close_does_not_wait_for_what_was_left_behind(
        self, cluster: Server, client: aerospike.Client, kind: str
    ) -> None:
        own = connect(cluster)
        cluster.nodes[1].freeze()
        with interrupted_after(0.3), pytest.raises(Interrupt):
            walk(own, kind).results()
        started = time.monotonic()
        own.close()
        assert time.monotonic() - started < SOON
        with pytest.raises(e.ClusterError):
            walk(own, kind).results()

    @pytest.mark.parametrize("kind", KINDS)
    def test_close_ends_what_another_thread_waits_for(
        self, cluster: Server, client: aerospike.Client, kind: str
    ) -> None:
        own = connect(cluster)
        errors: list[BaseException] = []

        def wait() -> None:
            try:
                walk(own, kind).results()
            except BaseException as problem:
                errors.append(problem)

        cluster.nodes[1].freeze()
        thread = threading.Thread(target=wait)
        thread.start()
        time.sleep(0.3)
        started = time.monotonic()
        own.close()
        thread.join()
        assert time.monotonic() - started < SOON
        assert [type(error) for error in errors] == [e.ClusterError]

    def test_what_was_left_behind_ends_by_itself(
        self, cluster: Server, client: aerospike.Client
    ) -> None:
        """It does not try again, though the policy says so."""
        own = connect(cluster)
        before = threads()
        cluster.nodes[1].freeze()
        with interrupted_after(0.2), pytest.raises(Interrupt):
            own.scan("test", "runs").results({"socket_timeout": 1000, "max_retries": 30})
        del own
        gc.collect()
        deadline = time.monotonic() + 5
        while threads() > before:
            assert time.monotonic() < deadline
            time.sleep(0.02)


def threads() -> int:
    """How many threads of the C client and the bridge the process has."""
    return len(os.listdir("/proc/self/task")) - threading.active_count()


if sys.platform != "linux":
    del TestStalledNodes.test_what_was_left_behind_ends_by_itself


class TestInterrupts:
    @pytest.mark.parametrize("kind", KINDS)
    def test_pages_lose_nothing_whatever_is_interrupted(
        self, client: aerospike.Client, kind: str
    ) -> None:
        """A record comes again if its callback, or what follows it, was interrupted."""
        walked = walk(client, kind)
        walked.paginate()
        seen: list[int] = []
        armed = False
        interrupts = 0

        def handle(*_: Any) -> None:
            nonlocal armed, interrupts
            if armed:
                armed = False
                interrupts += 1
                raise Interrupt

        with alarm(handle, 0.003, 0.003):
            while not walked.is_done():
                try:
                    armed = interrupts < 200
                    walked.foreach(lambda record: seen.append(record[2]["n"]))
                except Interrupt:
                    pass
                finally:
                    armed = False
        assert interrupts
        assert sorted(set(seen)) == list(range(RECORDS))
        assert len(seen) - RECORDS <= interrupts

    def test_an_exception_that_is_kept_does_not_keep_the_object_busy(
        self, cluster: Server, client: aerospike.Client
    ) -> None:
        """Its traceback keeps all that the run had."""
        walked = client.scan("test", "runs")
        walked.paginate()
        kept = None
        seen: list[int] = []

        def work(record: Any) -> None:
            if len(seen) == 100:
                raise Interrupt
            seen.append(record[2]["n"])

        try:
            walked.foreach(work)
        except Interrupt as interrupt:
            kept = interrupt
        seen += [record[2]["n"] for record in walked.results()]
        assert sorted(seen) == list(range(RECORDS))
        assert walked.is_done()
        assert kept is not None

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("raised", [KeyboardInterrupt, SystemExit, GeneratorExit, Interrupt])
    def test_what_a_callback_raises_arrives_once(
        self, client: aerospike.Client, kind: str, raised: type[BaseException]
    ) -> None:
        calls: list[Any] = []

        def work(record: Any) -> None:
            calls.append(record)
            if len(calls) == 5:
                raise raised

        with pytest.raises(raised) as caught:
            walk(client, kind).foreach(work)
        assert type(caught.value) is raised
        assert len(calls) == 5
        assert len(walk(client, kind).results()) == RECORDS

    @pytest.mark.parametrize("kind", KINDS)
    def test_an_error_of_a_callback_is_the_cause(self, client: aerospike.Client, kind: str) -> None:
        problem = ValueError("mine")

        def work(record: Any) -> None:
            raise problem

        with pytest.raises(e.ClientError, match="Callback function") as caught:
            walk(client, kind).foreach(work)
        assert caught.value.__cause__ is problem


class TestGarbageCollection:
    def test_it_runs_while_results_are_waited_for(
        self, cluster: Server, client: aerospike.Client
    ) -> None:
        class Node:
            pass

        cluster.nodes[1].freeze()
        waiting = [threading.Thread(target=self.wait, args=(client,)) for _ in range(4)]
        for thread in waiting:
            thread.start()
        time.sleep(0.1)
        last: weakref.ref[Node] | None = None
        first: weakref.ref[Node] | None = None
        for _ in range(50_000):
            cycle = Node()
            cycle.itself = cycle  # type: ignore[attr-defined]
            last = weakref.ref(cycle)
            first = first or last
        assert first is not None and first() is None
        cluster.nodes[1].thaw()
        for thread in waiting:
            thread.join()

    @staticmethod
    def wait(client: aerospike.Client) -> None:
        client.scan("test", "runs").results()

    def test_what_the_user_chooses_meanwhile_stays(self, cluster: Server) -> None:
        """A deserializer runs while the threshold is high."""

        def load(value: bytes) -> bytes:
            gc.disable()
            return value

        client = aerospike.client(
            {"hosts": cluster.hosts, "serialization": (lambda value: repr(value).encode(), load)}
        )
        for n in range(10):
            client.put(
                ("test", "blobs", n),
                {"b": {n}, "s": "x" * 20_000},
                serializer=aerospike.SERIALIZER_USER,
            )
        threshold = gc.get_threshold()
        try:
            client.batch_read([("test", "blobs", n) for n in range(10)])
            assert not gc.isenabled()
        finally:
            gc.enable()
        assert gc.get_threshold() == threshold
        client.close()

    def test_interrupts_leave_it_as_it_was(self, client: aerospike.Client) -> None:
        keys = [("test", "runs", n) for n in range(RECORDS)] * 4
        threshold = gc.get_threshold()
        for turn in range(100):
            try:
                with interrupted_after(0.0005 + turn % 50 * 0.0004):
                    client.batch_read(keys)
            except Interrupt:
                pass
            assert gc.get_threshold() == threshold
            assert gc.isenabled()

    def test_decoding_restores_the_threshold(self) -> None:
        from aerospike._native.collector import without_passes

        threshold = gc.get_threshold()
        seen: list[int] = []

        def decode(raises: bool) -> None:
            seen.append(gc.get_threshold()[0])
            if raises:
                raise Interrupt
            without_passes(decode, True)

        with pytest.raises(Interrupt):
            without_passes(decode, False)
        assert gc.get_threshold() == threshold
        if sys.version_info >= (3, 11):
            assert min(seen) > threshold[0]

    def test_a_collector_that_is_off_stays_off(self) -> None:
        from aerospike._native.collector import without_passes

        threshold = gc.get_threshold()
        gc.set_threshold(0)
        try:
            assert without_passes(lambda _: gc.get_threshold()[0], None) == 0
            assert gc.get_threshold()[0] == 0
        finally:
            gc.set_threshold(*threshold)


CYCLE = """
import gc
import sys
import aerospike

for kind in ("scan", "query"):
    for started in (False, True):
        for _ in range(5):
            cycle = [aerospike.client({"hosts": [("127.0.0.1", int(sys.argv[1]))]})]
            cycle.append(cycle)
            walk = getattr(cycle[0], kind)("test", "runs")
            cycle.append(walk)
            if started:
                iterator = iter(walk)
                next(iterator)
                cycle.append(iterator)
                del iterator
            else:
                walk.results({"partition_filter": {"begin": 0, "count": 8}})
            del cycle, walk
            gc.collect()
print("alive")
"""


class TestEnds:
    def run(self, program: str, server: Server) -> str:
        # Freed memory is filled, so that its use is noticed.
        environment = {
            **os.environ,
            "MALLOC_PERTURB_": "165",
            "PYTHONPATH": str(Path(aerospike.__file__).parents[1]),
        }
        result = subprocess.run(
            [sys.executable, "-c", program, str(server.port)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        assert not result.stderr
        return result.stdout

    def test_a_client_and_its_walk_may_end_in_one_cycle(
        self, cluster: Server, client: aerospike.Client
    ) -> None:
        assert self.run(CYCLE, cluster) == "alive\n"

    def test_a_run_may_outlive_the_interpreter(
        self, cluster: Server, client: aerospike.Client
    ) -> None:
        program = """
import sys
import aerospike

client = aerospike.client({"hosts": [("127.0.0.1", int(sys.argv[1]))]})
iterator = iter(client.scan("test", "runs"))
next(iterator)
print("alive")
"""
        assert self.run(program, cluster) == "alive\n"


def in_child(work: Callable[[], None]) -> None:
    """Runs *work* in a child of a fork; it must succeed."""
    child = os.fork()
    if not child:
        code = 1
        try:
            signal.alarm(20)
            work()
            code = 0
        except BaseException as problem:
            sys.__stderr__.write(f"in the child: {problem!r}\n")
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
@pytest.mark.parametrize("kind", KINDS)
class TestForks:
    def test_a_run_stays_with_the_parent(self, client: aerospike.Client, kind: str) -> None:
        iterator = iter(walk(client, kind))
        next(iterator)

        def go_on() -> None:
            with pytest.raises(e.ClientError, match="begun in the parent process"):
                for _ in iterator:
                    pass

        in_child(go_on)
        assert sum(1 for _ in iterator) == RECORDS - 1

    def test_dropping_it_in_the_child_touches_nothing(
        self, client: aerospike.Client, kind: str
    ) -> None:
        iterators = [iter(walk(client, kind))]
        next(iterators[0])

        def drop() -> None:
            iterators.clear()
            gc.collect()

        in_child(drop)
        assert sum(1 for _ in iterators[0]) == RECORDS - 1

    def test_pages_are_known_in_the_child(self, client: aerospike.Client, kind: str) -> None:
        walked = walk(client, kind)
        walked.paginate()
        iterator = iter(walked)
        for _ in range(100):
            next(iterator)
        iterator.close()
        status = walked.get_partitions_status()
        running = iter(walked)
        next(running)

        def look() -> None:
            # What has come of the run is the parent's.
            assert walked.get_partitions_status() == status
            assert not walked.is_done()

        in_child(look)
        running.close()

    def test_locks_that_are_held_do_not_go_along(self, client: aerospike.Client, kind: str) -> None:
        walked = walk(client, kind)
        walked.paginate()
        walked.results()
        ended = threading.Event()

        def ask() -> None:
            while not ended.is_set():
                walked.get_partitions_status()

        thread = threading.Thread(target=ask)
        thread.start()
        try:
            for _ in range(30):
                in_child(lambda: walked.get_partitions_status() and None)
        finally:
            ended.set()
            thread.join()
