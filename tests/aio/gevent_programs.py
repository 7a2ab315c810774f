"""Programs that use gevent.

gevent changes the process that it runs in, so each test has a process of its own. The server is in
the process of the tests. A program prints what it has seen.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from aerospike.devserver import Server

ROOT = Path(__file__).parents[2]
SET = "gevent"
RECORDS = 300
PATIENT = {"total_timeout": 30_000, "socket_timeout": 30_000}
POLICIES = dict.fromkeys(("read", "write", "operate", "apply", "remove", "batch"), PATIENT)

PATCH = "from gevent import monkey; monkey.patch_all()"
IMPORT = "import aerospike"
#: The first lines of a program: without patches, and with patches before and after the import.
BEGINNINGS = {
    "not patched": IMPORT,
    "patched first": f"{PATCH}\n{IMPORT}",
    "patched later": f"{IMPORT}\n{PATCH}",
}
COMMON = """
import faulthandler, os, sys, threading, time, warnings
# Before the test gives up.
faulthandler.dump_traceback_later(50, exit=True)
# Python 3.12 warns of a fork if there are threads, and the C client has some.
warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
# So says gevent of its loop on Windows.
warnings.filterwarnings("ignore", "libuv only supports millisecond timer", UserWarning)
import gevent
from aerospike import exception as e
from aerospike_helpers.batch import records as br
from aerospike_helpers.operations import operations as op

config = {config!r}
def key(number): return ("test", "gevent", number)
def connect(**more): return aerospike.client({{**config, "concurrency": "gevent", **more}})
"""


def begin(config: dict[str, Any], program: str, beginning: str) -> subprocess.Popen[str]:
    text = "\n".join((BEGINNINGS[beginning], COMMON.format(config=config), program))
    return subprocess.Popen(
        [sys.executable, "-c", text],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def execute(config: dict[str, Any], program: str, beginning: str = "not patched") -> str:
    """What a program prints; it must print no error and end well."""
    process = begin(config, program, beginning)
    try:
        output, errors = process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        output, errors = process.communicate()
        pytest.fail(f"the program hangs: {output}{errors}")
    assert (process.returncode, errors) == (0, ""), output + errors
    return output


def converse(server: Server, program: str, beginning: str) -> str:
    """What a program prints whose server freezes at its first line, and thaws at ``thaw``."""
    process = begin({"hosts": server.hosts, "policies": POLICIES}, program, beginning)
    guard = threading.Timer(60, process.kill)
    guard.start()
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    said = []
    for line in process.stdout:
        if line == "freeze\n":
            server.nodes[0].freeze()
        elif line == "thaw\n":
            server.nodes[0].thaw()
        else:
            said.append(line)
            continue
        process.stdin.write("done\n")
        process.stdin.flush()
    guard.cancel()
    errors = process.stderr.read()
    assert (process.wait(), errors) == (0, ""), errors
    return "".join(said)


SAY = """
def say(what):
    print(what, flush=True)
    os.read(0, 5)
"""

#: A thread ends while a command of its hub waits for an answer.
LEAVE = f"""
{SAY}
def leave(end):
    client = connect()
    client.get(key(1))
    say("freeze")
    gevent.spawn(client.get, key(1))
    gevent.sleep(0.05)
    end()
def leave_in_thread(end=lambda: None):
    thread = threading.Thread(target=leave, args=[end])
    thread.start()
    thread.join()
"""

watches_engine = pytest.mark.skipif(
    sys.platform == "win32", reason="on Windows the hub watches no engine: threads run commands"
)
every_beginning = pytest.mark.parametrize("beginning", BEGINNINGS)

#: Calls that wait for the server.
CALLS = (
    "client.get(key(1))",
    "client.put(key(1), {'n': 1})",
    "client.operate(key(1), [op.read('n')])",
    "client.batch_read([key(1)])",
    "client.info_all('build')",
    "client.query('test', 'gevent').results()",
    "list(client.scan('test', 'gevent'))",
    "client.truncate('test', 'other', 0)",
)
