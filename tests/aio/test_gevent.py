"""Clients that yield to the hub of gevent: ``config["concurrency"] = "gevent"``."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from typing import Any

import pytest
from gevent_programs import CALLS, RECORDS, SAY, converse, every_beginning, execute

import aerospike
from aerospike import exception as e
from aerospike.devserver import Server

# Not imported: it would change the process of the tests.
if find_spec("gevent") is None:
    pytest.skip("gevent is not installed", allow_module_level=True)


class TestCommands:
    @every_beginning
    def test_single_commands(self, settings: dict[str, Any], beginning: str) -> None:
        program = """
client = connect()
one = ("test", "gevent_one", 1)
print(client.put(one, {"a": 1, "s": "x"}), client.get(one)[2], client.select(one, ["a"])[2])
print(client.operate(one, [op.increment("a", 2), op.read("a")])[2], client.exists(one)[1]["gen"])
print(client.remove(one), client.exists(one)[1])
client.close()
"""
        assert execute(settings, program, beginning) == (
            "0 {'a': 1, 's': 'x'} {'a': 1}\n{'a': 3} 2\n0 None\n"
        )

    @every_beginning
    def test_a_thousand_greenlets(self, settings: dict[str, Any], beginning: str) -> None:
        program = """
client = connect()
jobs = [gevent.spawn(client.get, key(number % 300)) for number in range(1000)]
gevent.joinall(jobs, raise_error=True)
print([job.value[2]["n"] for job in jobs] == [number % 300 for number in range(1000)])
"""
        assert execute(settings, program, beginning) == "True\n"

    def test_errors_are_those_of_the_command(self, settings: dict[str, Any]) -> None:
        program = """
client = connect()
plain = aerospike.client({**config, "concurrency": "threads"})
calls = [
    lambda c: c.get(key(-1)),
    lambda c: c.get("no key"),
    lambda c: c.put(key(1), {"a name of many bytes": 1}),
    lambda c: c.get(("nowhere", "s", 1)),
    lambda c: c.info_all(1),
    lambda c: c.info_all("no such command"),
    lambda c: c.query("nowhere", "s").results(),
    lambda c: c.udf_get("missing.lua"),
    lambda c: c.get(),
]
def outcome(call, c):
    try:
        return call(c)
    except Exception as error:
        return type(error), getattr(error, "code", None), getattr(error, "msg", error.args), \\
            getattr(error, "key", None), getattr(error, "detail", None), \\
            getattr(error, "in_doubt", None)
for number, call in enumerate(calls):
    if outcome(call, client) != outcome(call, plain):
        print(number, outcome(call, client), outcome(call, plain))
client.close()
try:
    client.get(key(1))
except e.ClusterError as error:
    print(error.msg)
client.connect()
print(client.get(key(1))[2])
"""
        assert execute(settings, program) == "No connection to aerospike cluster\n{'n': 1}\n"

    def test_batches_and_transactions_and_info(self, settings: dict[str, Any]) -> None:
        program = """
client = connect()
read = client.batch_read([key(n) for n in range(300)])
print([record.record[2]["n"] for record in read.batch_records] == list(range(300)))
writes = [br.Write(key(n), [op.write("n", n)]) for n in (1, 2)]
written = client.batch_write(br.BatchRecords(writes))
print([record.result for record in written.batch_records])
print(len(client.info_all("build")) == len(client.get_node_names()), client.is_connected())
print(client.get_stats().nodes[0].name == client.get_node_names()[0]["node_name"])
"""
        assert execute(settings, program) == "True\n[0, 0]\nTrue True\nTrue\n"

    def test_a_deserializer_may_switch(self, settings: dict[str, Any]) -> None:
        program = """
def load(text):
    gevent.sleep(0.001)
    return complex(text)
client = connect(serialization=(str, load))
client.put(("test", "gevent_one", 2), {"c": 1 + 2j})
print(client.get(("test", "gevent_one", 2))[2])
print(client.batch_read([("test", "gevent_one", 2)]).batch_records[0].record[2])
print([bins for _, _, bins in client.query("test", "gevent_one").results() if "c" in bins])
client.remove(("test", "gevent_one", 2))
"""
        assert execute(settings, program) == "{'c': (1+2j)}\n{'c': (1+2j)}\n[{'c': (1+2j)}]\n"


class TestStatements:
    @every_beginning
    def test_all_ways_to_read(self, settings: dict[str, Any], beginning: str) -> None:
        program = """
client = connect()
def numbers(records): return sorted(bins["n"] for _, _, bins in records) == list(range(300))
print(numbers(client.query("test", "gevent").results()), numbers(client.scan("test", "gevent")))
print(numbers(client.scan("test", "gevent").results()))
print(numbers(client.query("test", "gevent").records()))
seen = []
client.query("test", "gevent").foreach(seen.append)
print(numbers(seen))
pages = client.query("test", "gevent")
pages.max_records = 50
pages.paginate()
seen = []
while not pages.is_done():
    seen += pages.results()
print(numbers(seen))
for _ in client.query("test", "gevent"):
    break
jobs = [gevent.spawn(client.query("test", "gevent").results) for _ in range(30)]
gevent.joinall(jobs, raise_error=True)
print(all(numbers(job.value) for job in jobs))
"""
        assert execute(settings, program, beginning) == "True True\n" + 5 * "True\n"

    def test_a_callback_may_switch(self, settings: dict[str, Any]) -> None:
        program = """
client = connect()
seen = []
def callback(record):
    gevent.sleep(0)
    seen.append(client.get(key(record[2]["n"]))[2]["n"])
    return len(seen) < 20
client.scan("test", "gevent").foreach(callback)
print(len(seen))
"""
        assert execute(settings, program) == "20\n"


class TestWaiting:
    """What waits, and who runs meanwhile."""

    @pytest.mark.parametrize("call", CALLS)
    def test_others_run_while_a_command_waits(self, frozen: Server, call: str) -> None:
        program = f"""
{SAY}
client = connect(policies={{**config["policies"], "info": {{"timeout": 30000}}}})
say("freeze")
job = gevent.spawn(lambda: {call})
turns = 0
for _ in range(20):
    gevent.sleep(0.01)
    turns += 1
print(turns, job.ready())
say("thaw")
job.get()
print("done")
"""
        assert converse(frozen, program, "not patched") == "20 False\ndone\n"

    @every_beginning
    @pytest.mark.parametrize("call", [CALLS[0], *CALLS[3:7]])
    def test_a_timeout_ends_a_wait_at_once(self, frozen: Server, call: str, beginning: str) -> None:
        program = f"""
{SAY}
client = connect()
say("freeze")
begin = time.monotonic()
try:
    with gevent.Timeout(0.05):
        {call}
except gevent.Timeout:
    print("timeout", time.monotonic() - begin < 5)
job = gevent.spawn(client.get, key(1))
gevent.sleep(0.01)
job.kill()
print(repr(job.value), time.monotonic() - begin < 5)
say("thaw")
print(client.get(key(1))[2])
client.close()
"""
        assert converse(frozen, program, beginning) == (
            "timeout True\nGreenletExit() True\n{'n': 1}\n"
        )

    def test_abandoned_commands_leave_nothing_and_mix_nothing_up(
        self, settings: dict[str, Any]
    ) -> None:
        program = """
from aerospike._native import greenlets
client = connect()
for turn in range(30):
    jobs = [gevent.spawn(client.get, key(number)) for number in range(100)]
    gevent.sleep(0.0005 * (turn % 4))
    gevent.killall(jobs[turn % 3 :: 3], block=False)
    gevent.joinall(jobs)
    for number, job in enumerate(jobs):
        if type(job.value) is tuple:
            assert job.value[2]["n"] == number
# The hub has nothing more to wait for when all commands have ended.
gevent.wait()
print(len(greenlets._busy))
"""
        assert execute(settings, program) == "0\n"

    def test_an_idle_client_does_not_keep_the_hub_running(self, settings: dict[str, Any]) -> None:
        program = """
import gc, weakref
client = connect()
client.get(key(1))
print(gevent.wait(timeout=30))
connection = weakref.ref(client._connection)
del client
gc.collect()
print(connection())
"""
        assert execute(settings, program) == "True\nNone\n"


class TestThreads:
    @every_beginning
    def test_each_hub_has_an_engine_of_its_own(
        self, settings: dict[str, Any], beginning: str
    ) -> None:
        program = """
client = connect()
client.get(key(1))
def many():
    jobs = [gevent.spawn(client.get, key(number)) for number in range(100)]
    gevent.joinall(jobs, raise_error=True)
    return sum(job.value[2]["n"] for job in jobs)
def in_thread():
    try:
        # Without a hub at first.
        return client.get(key(7))[2]["n"], many()
    finally:
        gevent.get_hub().destroy(destroy_loop=True)
pool = gevent.get_hub().threadpool
results = [pool.spawn(in_thread) for _ in range(3)]
print(many(), [result.get() for result in results])
"""
        assert execute(settings, program, beginning) == ("4950 [(7, 4950), (7, 4950), (7, 4950)]\n")

    @every_beginning
    def test_the_log_handler_is_called_from_a_real_thread(
        self, settings: dict[str, Any], beginning: str
    ) -> None:
        program = """
from aerospike._native.threads import get_ident
lines = []
aerospike.set_log_handler(lambda *line: lines.append(get_ident()))
aerospike.set_log_level(aerospike.LOG_LEVEL_DEBUG)
client = connect()
client.get(key(1))
deadline = time.monotonic() + 30
while not lines and time.monotonic() < deadline:
    # Not a switch: only a real thread goes on.
    os.stat("/")
print(bool(lines), get_ident() in lines)
aerospike.set_log_level(aerospike.LOG_LEVEL_OFF)
client.close()
"""
        assert execute(settings, program, beginning) == "True False\n"

    @every_beginning
    def test_metrics_listeners_are_called(self, settings: dict[str, Any], beginning: str) -> None:
        program = """
from aerospike_helpers.metrics import MetricsListeners, MetricsPolicy
seen = []
def listener(name): return lambda *args: seen.append(name)
listeners = MetricsListeners(
    **{name: listener(name) for name in (
        "enable_listener", "disable_listener", "node_close_listener", "snapshot_listener")}
)
client = connect()
client.enable_metrics(MetricsPolicy(listeners))
client.disable_metrics()
print(seen[0], seen[-1])
client.close()
"""
        assert execute(settings, program, beginning) == "enable_listener disable_listener\n"

    def test_shared_connections_close_while_others_open(self, settings: dict[str, Any]) -> None:
        program = """
def work():
    for _ in range(5):
        client = connect(use_shared_connection=True)
        client.get(key(1))
        client.close()
gevent.joinall([gevent.spawn(work) for _ in range(10)], raise_error=True)
print("done")
"""
        assert execute(settings, program, "patched later") == "done\n"


class TestConfiguration:
    @pytest.mark.parametrize("value", ["asyncio", "", 1, True, [], b"gevent"])
    def test_other_values_are_refused(self, settings: dict[str, Any], value: Any) -> None:
        with pytest.raises(e.ParamError, match=r"concurrency.*threads.*gevent"):
            aerospike.client({**settings, "concurrency": value})

    def test_the_key_is_known(self, settings: dict[str, Any]) -> None:
        client = aerospike.client({**settings, "concurrency": "threads", "validate_keys": True})
        client.close()

    def test_gevent_is_imported_only_if_it_is_asked_for(self, settings: dict[str, Any]) -> None:
        code = (
            "import aerospike, sys\n"
            f"aerospike.client({settings!r}).close()\n"
            "print('gevent' in sys.modules)"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert done.stdout == "False\n", done.stderr

    @pytest.mark.parametrize(
        ("beginning", "concurrency", "count"),
        [
            ("patched first", None, 1),
            ("patched later", None, 1),
            ("not patched", None, 0),
            ("patched first", "threads", 0),
            ("patched first", "gevent", 0),
        ],
    )
    def test_a_client_that_blocks_a_patched_process_warns_once(
        self, settings: dict[str, Any], beginning: str, concurrency: str | None, count: int
    ) -> None:
        program = f"""
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    for _ in range(2):
        connect(concurrency={concurrency!r}).close()
print(len(caught), all("concurrency" in str(w.message) for w in caught))
print({{w.category for w in caught}} <= {{RuntimeWarning}})
"""
        assert execute(settings, program, beginning) == f"{count} True\nTrue\n"


STREAMS = """
from aerospike.devserver import Server

with Server(nodes=2) as server:
    client = aerospike.client({"hosts": server.hosts, "concurrency": "gevent"})
    for number in range(3000):
        client.put(("test", "streams", number), {"n": number, "text": "x" * 50})
    # More than the hub has threads.
    gevent.get_hub().threadpool.maxsize = 2
    iterators = [iter(client.query("test", "streams")) for _ in range(6)]
    for each in iterators:
        next(each)
    server.nodes[1].freeze()
    waiting = [gevent.spawn(client.query("test", "streams").results) for _ in range(6)]
    gevent.sleep(0.3)
    port = server.nodes[0].port
    thawed = next(one["node_name"] for one in client.get_node_names() if one["port"] == port)
    print(bool(client.info_single_node("node", thawed)))
    print(len(client.scan("test", "streams").results(nodename=thawed)) > 1000)
    server.nodes[1].thaw()
    print({len(one.get(timeout=30)) for one in waiting}, {len(list(one)) for one in iterators})
    client.close()
"""


def test_streams_wait_in_the_hub_and_not_in_its_threads() -> None:
    assert execute({}, STREAMS, "patched first") == "True\nTrue\n{3000} {2999}\n"


KILLED = """
from aerospike._native import greenlets
client = connect()
run = greenlets._outcome

def run_late(function, arguments):
    time.sleep(0.1)
    return run(function, arguments)

greenlets._outcome = run_late
for _ in range(10):
    jobs = [gevent.spawn(client.query("test", "gevent").results) for _ in range(8)]
    gevent.sleep(0.02)
    gevent.killall(jobs)
    del jobs
    gevent.sleep(0.15)
greenlets._outcome = run
print(len(client.query("test", "gevent").results()))
"""


def test_a_greenlet_may_be_killed_while_its_stream_begins(settings: dict[str, Any]) -> None:
    assert execute(settings, KILLED) == f"{RECORDS}\n"
