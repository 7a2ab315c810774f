"""What forks, signals and ends of hubs, threads and programs do to clients that use gevent."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from gevent_programs import (
    CALLS,
    LEAVE,
    ROOT,
    SAY,
    converse,
    every_beginning,
    execute,
    watches_engine,
)
from interrupting import INTERRUPT

from aerospike.devserver import Server

# Not imported: it would change the process of the tests.
if find_spec("gevent") is None:
    pytest.skip("gevent is not installed", allow_module_level=True)

#: Waits in other greenlets, which the main one joins.
IN_GREENLETS = "gevent.joinall([gevent.spawn(client.get, key(1)) for _ in range(3)])"
#: Waits that return to the loop of gevent several times.
STREAMS = CALLS[5:7]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
class TestForks:
    @pytest.mark.parametrize("module", ["os", "gevent.os"])
    @every_beginning
    def test_a_child_works(self, settings: dict[str, Any], beginning: str, module: str) -> None:
        program = (
            f"import gevent.os\nfork = {module}.fork"
            + """
client = connect()
def many(c):
    jobs = [gevent.spawn(c.get, key(number)) for number in range(100)]
    gevent.joinall(jobs, raise_error=True)
    return sum(job.value[2]["n"] for job in jobs)
many(client)
children = []
for _ in range(2):
    child = fork()
    if child == 0:
        own = connect()
        records = client.query("test", "gevent").results()
        line = f"{client.is_connected()} {many(client)} {many(own)} {len(records)}\\n"
        os.write(1, line.encode())
        client.close()
        own.close()
        os._exit(0)
    children.append(child)
assert many(client) == 4950
for child in children:
    assert gevent.os.waitpid(child, 0)[1] == 0
print(many(client))
"""
        )
        output = execute(settings, program, beginning)
        assert output == 2 * "True 4950 4950 300\n" + "4950\n"

    def test_waits_end_in_a_child(self, frozen: Server) -> None:
        program = f"""
{SAY}
import gevent.os
client = connect()
client.get(key(1))
def outcome():
    try:
        return client.get(key(1))[2]
    except e.ClientError as error:
        return error.msg
say("freeze")
jobs = [gevent.spawn(outcome) for _ in range(3)]
gevent.sleep(0.01)
# This one has not been submitted yet.
jobs.append(gevent.spawn(outcome))
gevent.sleep(0)
child = gevent.os.fork()
if child == 0:
    gevent.joinall(jobs, timeout=30)
    print({{job.value for job in jobs}}, flush=True)
    os._exit(0)
print(gevent.os.waitpid(child, 0)[1])
say("thaw")
gevent.joinall(jobs)
print([job.value for job in jobs])
"""
        assert converse(frozen, program, "not patched") == (
            "{'The command has stayed in the parent of a fork'}\n0\n"
            "[{'n': 1}, {'n': 1}, {'n': 1}, {'n': 1}]\n"
        )

    def test_a_command_of_a_child_goes_its_own_way(self, settings: dict[str, Any]) -> None:
        program = """
import gevent.os
client = connect()
jobs = [gevent.spawn(client.get, key(number)) for number in range(100)]
gevent.sleep(0)
child = gevent.os.fork()
if child == 0:
    # A greenlet prints its error, which is not looked at here.
    os.close(2)
    print(client.get(key(5))[2], flush=True)
    gevent.joinall(jobs, timeout=30)
    os._exit(not all(job.ready() for job in jobs))
print(gevent.os.waitpid(child, 0)[1])
gevent.joinall(jobs, raise_error=True)
print([job.value[2]["n"] for job in jobs] == list(range(100)))
"""
        assert execute(settings, program) == "{'n': 5}\n0\nTrue\n"


class TestEnds:
    def test_closing_waits_for_commands_and_others_run(self, frozen: Server) -> None:
        program = f"""
{SAY}
client = connect()
client.get(key(1))
say("freeze")
job = gevent.spawn(client.get, key(1))
gevent.sleep(0.01)
closing = gevent.spawn(client.close)
gevent.sleep(0.1)
print(job.ready(), closing.ready())
say("thaw")
closing.get()
print(job.get()[2])
"""
        assert converse(frozen, program, "not patched") == "False False\n{'n': 1}\n"

    @every_beginning
    def test_a_program_ends_with_commands_under_way(
        self, settings: dict[str, Any], beginning: str
    ) -> None:
        program = """
client = connect()
jobs = [gevent.spawn(client.get, key(1)) for _ in range(1000)]
jobs += [gevent.spawn(client.query("test", "gevent").results) for _ in range(20)]
gevent.sleep(0)
print("end")
"""
        assert execute(settings, program, beginning) == "end\n"

    @watches_engine
    @pytest.mark.parametrize("when", ["before", "after"])
    def test_a_signal_loses_no_commands(self, settings: dict[str, Any], when: str) -> None:
        """An exception of a signal comes while the hub submits commands."""
        program = f"""
from aerospike._native.engine import Engine
submit = Engine.submit
calls = []
def interrupted(engine, requests):
    calls.append(len(requests))
    # The first has one command, which is submitted at once.
    is_turn = len(calls) == 2
    if is_turn and {when!r} == "before":
        raise KeyboardInterrupt
    submit(engine, requests)
    if is_turn:
        raise KeyboardInterrupt
client = connect()
counted = ("test", "gevent_one", {when!r})
client.put(counted, {{"n": 0}})
Engine.submit = interrupted
gevent.get_hub().print_exception = lambda *args: None
jobs = [gevent.spawn(client.operate, counted, [op.increment("n", 1)]) for _ in range(5)]
try:
    gevent.joinall(jobs)
except KeyboardInterrupt:
    print("interrupted")
gevent.joinall(jobs, timeout=30)
print(all(job.successful() for job in jobs), client.get(counted)[2])
"""
        assert execute(settings, program) == "interrupted\nTrue {'n': 5}\n"

    @pytest.mark.parametrize("call", [*CALLS[:7], IN_GREENLETS])
    @every_beginning
    def test_ctrl_c_ends_a_wait(self, frozen: Server, beginning: str, call: str) -> None:
        if sys.platform == "win32" and call in STREAMS:
            pytest.skip("gevent's loop on Windows loses a signal that comes in its own callbacks")
        program = f"""
{SAY}
{INTERRUPT}
client = connect(policies={{**config["policies"], "info": {{"timeout": 30000}}}})
client.get(key(1))
say("freeze")
def interrupt_soon():
    time.sleep(0.2)
    interrupt()
from aerospike._native.threads import start_new_thread, _original
time.sleep, slept = _original("time", "sleep"), time.sleep
start_new_thread(interrupt_soon, ())
# The hub prints what it passes to the main greenlet.
os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
begin = time.monotonic()
try:
    {call}
except KeyboardInterrupt:
    print("interrupted", time.monotonic() - begin < 5)
say("thaw")
"""
        assert converse(frozen, program, beginning) == "interrupted True\n"


class TestHubs:
    @watches_engine
    @pytest.mark.parametrize("end", ["lambda: gevent.get_hub().destroy(destroy_loop=True)", ""])
    def test_a_hub_that_ends_frees_its_engine(self, frozen: Server, end: str) -> None:
        program = f"""
import gc
from aerospike._native import greenlets
from aerospike._native.engine import Engine
{LEAVE}
def engines():
    gc.collect()
    return [one for one in gc.get_objects() if type(one) is Engine]
leave_in_thread({end})
print(len(greenlets._busy), len(engines()))
say("thaw")
client = connect()
print(client.get(key(1))[2])
print(greenlets._busy, len(engines()))
"""
        assert converse(frozen, program, "not patched") == "1 1\n{'n': 1}\nset() 1\n"

    def test_two_threads_may_find_the_same_hub_that_has_ended(self, frozen: Server) -> None:
        program = f"""
from aerospike._native import greenlets
{LEAVE}
leave_in_thread()
class Lanes(set):
    # Another thread looks after this one has.
    def __iter__(self):
        lanes = list(set.__iter__(self))
        greenlets._busy = others
        greenlets._forget_lanes_without_hub()
        return iter(lanes)
others = greenlets._busy
greenlets._busy = Lanes(others)
greenlets._forget_lanes_without_hub()
print(len(greenlets._busy))
say("thaw")
"""
        assert converse(frozen, program, "not patched") == "0\n"


#: A worker loses a signal to end that comes before it is ready.
SAYS_WHEN_READY = """
def post_worker_init(worker):
    worker.log.info("The worker is ready")
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="gunicorn needs fork")
class TestGunicorn:
    @pytest.mark.parametrize("options", [[], ["--preload"]], ids=" ".join)
    def test_the_application_of_the_documentation(self, options: list[str], tmp_path: Path) -> None:
        pytest.importorskip("gunicorn")
        address = tmp_path / "socket"
        settings = tmp_path / "settings.py"
        settings.write_text(SAYS_WHEN_READY)
        visits, workers = 200, 2
        with Server() as server:
            host, port = server.hosts[0][:2]
            process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "gunicorn", "--worker-class", "gevent"),
                    *("--workers", str(workers), "--bind", f"unix:{address}"),
                    *("--config", str(settings)),
                    *("--chdir", str(ROOT / "docs" / "examples"), *options),
                    "gevent_application:application",
                ],
                env={
                    **os.environ,
                    "PYTHONPATH": os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", ""))),
                    "AEROSPIKE_HOST": f"{host}:{port}",
                },
                stderr=subprocess.PIPE,
                text=True,
            )
            try:
                assert process.stderr is not None
                ready = 0
                lines = []
                for line in process.stderr:
                    lines.append(line)
                    ready += "The worker is ready" in line
                    if ready == workers:
                        break
                with ThreadPoolExecutor(20) as pool:
                    counts = list(pool.map(lambda _: visit(address), range(visits)))
                # Each visit has been counted once, whichever worker counted it.
                assert sorted(counts) == list(range(1, visits + 1)), "".join(lines)
            finally:
                process.terminate()
                process.communicate(timeout=25)
        assert process.returncode == 0


def visit(address: Path) -> int:
    """What a server at a socket of the file system says."""
    connection = HTTPConnection("localhost", timeout=30)
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.settimeout(30)
    connection.sock.connect(str(address))
    connection.request("GET", "/page")
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    assert answer.status == 200, text
    return int(text)
