"""Walks and clients that are interrupted, shared, forked, closed or left lying.

Iterating holds the walk open while the loop's body runs, so that a record is wide enough here for
a few hundred of them to fill all buffers: such a walk lasts as long as the test wants.
"""

from __future__ import annotations

import collections
import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from emulation import threads_end
from interrupting import alarm

import aerospike
from aerospike import exception as e
from aerospike_helpers.batch.records import BatchRecords, Write
from aerospike_helpers.operations import operations as op

RECORDS = 2000
WIDTH = 1000

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts what /proc lists")
Walk = Any


def fill(client: aerospike.Client, set_name: str, count: int = RECORDS) -> None:
    """Writes records ``{"n": 0..., "wide": ...}``."""
    operations = [op.write("wide", b"x" * WIDTH)]
    records = [Write(("test", set_name, n), [op.write("n", n), *operations]) for n in range(count)]
    assert client.batch_write(BatchRecords(list(records))).result == 0


@pytest.fixture(scope="module")
def wide(client: aerospike.Client) -> Iterator[str]:
    """A set of wide records."""
    fill(client, "wide")
    yield "wide"
    client.truncate("test", "wide", 0)


@pytest.fixture
def own(config: dict[str, Any]) -> Iterator[aerospike.Client]:
    """A client of its own."""
    client = aerospike.client(config)
    yield client
    client.close()


@pytest.fixture(params=["scan", "query"])
def kind(request: pytest.FixtureRequest) -> str:
    """Scans and queries alike."""
    name: str = request.param
    return name


def walk(client: aerospike.Client, kind: str, set_name: str) -> Walk:
    return getattr(client, kind)("test", set_name)


def open_things() -> tuple[int, int]:
    """How many threads and how many files and sockets the process has."""
    return len(os.listdir("/proc/self/task")), len(os.listdir("/proc/self/fd"))


def resident() -> int:
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def settled(measure: Callable[[], tuple[int, int]], limit: tuple[int, int]) -> tuple[int, int]:
    """What is measured once it is within a limit; after a while, what it is then."""
    deadline = time.monotonic() + 5
    while (found := measure()) > limit and time.monotonic() < deadline:
        time.sleep(0.01)
    return found


# Walking a few partitions only is quick, and these have enough records to fill the buffers.
PART = {"partition_filter": {"begin": 0, "count": 256}}


def end_with_false(walk: Walk) -> None:
    walk.foreach(lambda *_: False, PART)


def end_with_an_exception(walk: Walk) -> None:
    def fail(*_: Any) -> None:
        raise ValueError

    with pytest.raises(e.ClientError):
        walk.foreach(fail, PART)


def leave_the_loop(walk: Walk) -> None:
    for _ in walk.records(PART):
        break


def raise_in_the_loop(walk: Walk) -> None:
    with pytest.raises(ZeroDivisionError):
        for _ in walk.records(PART):
            raise ZeroDivisionError


def forget_the_iterator(walk: Walk) -> None:
    next(walk.records(PART))


def forget_a_cycle(walk: Walk) -> None:
    iterator = walk.records(PART)
    next(iterator)
    cycle: list[Any] = [iterator, walk]
    cycle.append(cycle)
    del cycle, iterator
    # What is this young needs no look at all that is old.
    gc.collect(0)


def never_begin(walk: Walk) -> None:
    walk.records(PART)


def close_the_iterator(walk: Walk) -> None:
    iterator = walk.records(PART)
    next(iterator)
    iterator.close()


ENDS = [
    end_with_false,
    end_with_an_exception,
    leave_the_loop,
    raise_in_the_loop,
    forget_the_iterator,
    forget_a_cycle,
    never_begin,
    close_the_iterator,
]


@linux
@threads_end
def test_a_thousand_walks_that_end_early_leave_nothing(config: dict[str, Any], wide: str) -> None:
    # To the C client an early end is an error, and many of them a reason to let the node rest.
    own = aerospike.client({**config, "max_error_rate": 10_000, "error_rate_window": 100})

    def run(number: int) -> None:
        ENDS[number % len(ENDS)](walk(own, ("scan", "query")[number % 2], wide))

    for number in range(100):
        run(number)
    before, memory = open_things(), resident()
    for number in range(1000):
        run(number)
    threads, files = settled(open_things, before)
    own.close()
    # Those of a development server in the same process come and go with connections.
    assert threads <= before[0] + 3
    assert files <= before[1] + 8
    assert resident() - memory < 8 * 1024 * 1024


@linux
def test_iterating_needs_no_memory_for_the_records(own: aerospike.Client, wide: str) -> None:
    for _ in own.scan("test", wide):
        pass
    before = highest = resident()
    for _ in range(20):
        for number, _ in enumerate(own.scan("test", wide)):
            if number % 100 == 0:
                highest = max(highest, resident())
    # All records together are several times the limit.
    assert highest - before < 20 * RECORDS * WIDTH / 5


def test_a_slow_reader_holds_the_walk_up(own: aerospike.Client, wide: str, kind: str) -> None:
    iterator = iter(walk(own, kind, wide))
    next(iterator)
    time.sleep(0.2)
    assert sum(1 for _ in iterator) == RECORDS - 1


class TestNodes:
    """Nodes that go while records come from all of them."""

    @pytest.mark.parametrize("failure", ["stop", "cut_off", "freeze"])
    @pytest.mark.parametrize("policy", [{}, {"max_retries": 0}], ids=str)
    @pytest.mark.parametrize("taken", [1, 1000])
    def test_each_record_comes_once_or_there_is_an_error(
        self,
        cluster: Any,
        cluster_client: aerospike.Client,
        kind: str,
        failure: str,
        policy: dict[str, Any],
        taken: int,
    ) -> None:
        fill(cluster_client, "wide")
        seen: collections.Counter[int] = collections.Counter()
        error: Exception | None = None
        started = time.monotonic()
        try:
            running = walk(cluster_client, kind, "wide").records({"socket_timeout": 1500, **policy})
            for _, _, bins in running:
                seen[bins["n"]] += 1
                if seen.total() == taken:
                    getattr(cluster.nodes[1], failure)()
        except (e.ConnectionError, e.TimeoutError) as problem:
            error = problem
        cluster.nodes[1].thaw()
        assert time.monotonic() - started < 30
        assert seen.total() == len(seen)
        # An error may come after the last record, which then does not count as the last.
        if error is None:
            assert len(seen) == RECORDS
        if not policy:
            assert error is None

    def test_a_walk_goes_on_in_another_process_where_it_has_failed(
        self, cluster: Any, cluster_client: aerospike.Client, kind: str
    ) -> None:
        fill(cluster_client, "wide")
        first = walk(cluster_client, kind, "wide")
        first.paginate()
        seen = []
        cluster.nodes[1].freeze()
        with pytest.raises((e.ConnectionError, e.TimeoutError)):
            for record in first.records({"socket_timeout": 1500, "max_retries": 0}):
                seen.append(record[2]["n"])
        cluster.nodes[1].thaw()
        status = first.get_partitions_status()
        assert status["done"] is False
        second = walk(cluster_client, kind, "wide")
        policy = {"partition_filter": {"begin": 0, "count": 4096, "partition_status": status}}
        seen += [record[2]["n"] for record in second.results(policy)]
        assert sorted(seen) == list(range(RECORDS))


class TestThreads:
    def test_they_may_share_a_client(self, own: aerospike.Client, wide: str) -> None:
        problems: list[BaseException] = []

        def work(number: int) -> None:
            try:
                for turn in range(20):
                    key = ("test", wide, (number * 20 + turn) % RECORDS)
                    assert own.get(key)[2]["n"] == key[2]
                    assert own.batch_read([key], ["n"]).batch_records[0].record[2] == {"n": key[2]}
                    if turn % 5 == 0:
                        found = walk(own, ("scan", "query")[number % 2], wide).results()
                        assert len({record[2]["n"] for record in found}) == RECORDS
            except BaseException as problem:
                problems.append(problem)

        run_all([lambda number=number: work(number) for number in range(8)])
        assert problems == []

    def test_they_may_share_a_walk(self, own: aerospike.Client, wide: str, kind: str) -> None:
        shared = walk(own, kind, wide)
        counts: list[int] = []
        run_all([lambda: counts.append(sum(1 for _ in shared)) for _ in range(4)])
        assert counts == [RECORDS] * 4

    def test_they_may_share_an_iterator(self, own: aerospike.Client, wide: str, kind: str) -> None:
        shared = iter(walk(own, kind, wide))
        lock = threading.Lock()
        seen: list[int] = []

        def work() -> None:
            while True:
                with lock:
                    record = next(shared, None)
                if record is None:
                    return
                seen.append(record[2]["n"])

        run_all([work] * 4)
        assert sorted(seen) == list(range(RECORDS))


def run_all(works: list[Callable[[], Any]]) -> None:
    """Runs each in a thread of its own."""
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()


class TestClose:
    def test_walks_in_other_threads_end_with_an_error(
        self, config: dict[str, Any], wide: str, kind: str
    ) -> None:
        client = aerospike.client(config)
        ends: list[Any] = []

        def work() -> None:
            try:
                while True:
                    ends.append(len(walk(client, kind, wide).results()))
            except e.AerospikeError as problem:
                ends.append(problem)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(0.05)
        client.close()
        for thread in threads:
            thread.join(20)
            assert not thread.is_alive()
        errors = [end for end in ends if not isinstance(end, int)]
        assert [type(error) for error in errors] == [e.ClusterError] * 4
        # Each answer is complete.
        assert {end for end in ends if isinstance(end, int)} <= {RECORDS}

    def test_a_loop_ends_with_an_error(self, config: dict[str, Any], wide: str, kind: str) -> None:
        client = aerospike.client(config)
        running = iter(walk(client, kind, wide))
        next(running)
        client.close()
        with pytest.raises(e.ClusterError):
            for _ in running:
                pass

    def test_a_callback_may_close_the_client(
        self, config: dict[str, Any], wide: str, kind: str
    ) -> None:
        client = aerospike.client(config)
        with pytest.raises(e.ClusterError):
            walk(client, kind, wide).foreach(lambda record: client.close())

    def test_a_loop_outlives_the_name_of_its_client(
        self, config: dict[str, Any], wide: str, kind: str
    ) -> None:
        running = iter(walk(aerospike.client(config), kind, wide))
        gc.collect()
        assert sum(1 for _ in running) == RECORDS


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs an interval timer")
class TestInterrupt:
    @pytest.mark.parametrize(
        "run",
        [
            lambda walk: [len(walk().results()) for _ in range(10**6)],
            lambda walk: [time.sleep(0.01) for _ in walk()],
            lambda walk: walk().foreach(lambda record: time.sleep(0.01)),
        ],
        ids=["results", "loop", "callback"],
    )
    def test_a_long_walk_ends(
        self,
        own: aerospike.Client,
        wide: str,
        kind: str,
        run: Callable[[Any], Any],
    ) -> None:
        """Again and again, since Python drops an exception that comes in a finalizer."""
        started = time.monotonic()
        with pytest.raises(KeyboardInterrupt), alarm(signal.default_int_handler, 0.2, 0.2):
            run(lambda: walk(own, kind, wide))
        assert time.monotonic() - started < 5
        assert len(walk(own, kind, wide).results()) == RECORDS


ENDINGS = {
    "an open loop": "it = iter(client.scan('test', 'wide')); next(it)",
    "a closed client": "it = iter(client.scan('test', 'wide')); next(it); client.close()",
    "a cycle": """
class Cycle: pass
cycle = Cycle(); cycle.self = cycle
cycle.walk = iter(client.query('test', 'wide')); next(cycle.walk)
del cycle
""",
    "threads that go on": """
import threading
def work():
    while True:
        client.scan('test', 'wide').results()
for _ in range(3):
    threading.Thread(target=work, daemon=True).start()
time.sleep(0.1)
""",
    "a loop at exit": """
import atexit
it = iter(client.scan('test', 'wide')); next(it)
atexit.register(lambda: sum(1 for _ in it))
""",
    "no farewell": "it = iter(client.scan('test', 'wide')); next(it); os._exit(0)",
}


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS.keys())
def test_the_interpreter_ends_with_a_walk_open(
    hosts: list[tuple[str, int]], wide: str, ending: str
) -> None:
    script = f"import aerospike, os, sys, time\nclient = aerospike.client({{'hosts': {hosts!r}}})\n"
    result = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", script + ending],
        capture_output=True,
        text=True,
        timeout=30,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert (result.returncode, result.stderr) == (0, "")
