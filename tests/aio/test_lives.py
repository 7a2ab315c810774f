"""The lives of processes and loops: forks, exits, interrupts, and loops that end or go on."""

from __future__ import annotations

import asyncio
import gc
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any
from weakref import WeakSet

import pytest
from children import in_child
from interrupting import INTERRUPT

import aerospike
from aerospike import aio
from aerospike import exception as e
from aerospike.devserver import Server

ROOT = Path(__file__).parents[2]
KEYS = [("test", "lives", number) for number in range(200)]
PATIENCE = 30

Hosts = list[tuple[str, int]]


@pytest.fixture(autouse=True, scope="module")
def written(hosts: Hosts) -> None:
    client = aerospike.client({"hosts": hosts})
    for key in KEYS:
        client.put(key, {"n": key[2]})
    client.close()


PROGRAM = """
import asyncio, os, signal, sys, threading
from aerospike import aio

config = {{"hosts": {hosts!r}}}
key = ("test", "lives", 1)
"""


def execute(hosts: Hosts, text: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM.format(hosts=hosts) + text],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        **options,
    )


def test_the_end_with_commands_under_way_is_clean(hosts: Hosts) -> None:
    done = execute(
        hosts,
        """
async def main():
    client = await aio.connect(config)
    for _ in range(1000):
        client.get(key)
    print("end")
    os.write(1, b"")

asyncio.run(main())
""",
    )
    assert (done.returncode, done.stdout) == (0, "end\n"), done.stderr


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_child_of_a_fork_works(hosts: Hosts) -> None:
    done = execute(
        hosts,
        """
client = None

async def parent():
    global client
    client = await aio.connect(config)
    await client.get(key)

async def child():
    print((await client.get(key))[2], (await asyncio.gather(*[client.get(key)] * 1))[0][2])
    async with aio.client(config) as own:
        print((await own.get(key))[2])

asyncio.run(parent())
number = os.fork()
if number == 0:
    asyncio.run(child())
    sys.stdout.flush()
    os._exit(0)
print(os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]))
""",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "{'n': 1} {'n': 1}\n{'n': 1}\n0\n", done.stderr


def test_ctrl_c_ends_a_program() -> None:
    with Server() as server:
        program = subprocess.Popen(
            [
                sys.executable,
                "-c",
                PROGRAM.format(hosts=server.hosts)
                + INTERRUPT
                + """
def interrupt_at_next_line():
    sys.stdin.readline()
    interrupt()

async def main():
    async with aio.client({**config, "policies": {"read": {"total_timeout": 60000}}}) as client:
        print("ready", flush=True)
        sys.stdin.readline()
        threading.Thread(target=interrupt_at_next_line).start()
        print("waiting", flush=True)
        await client.get(key)

try:
    asyncio.run(main())
except KeyboardInterrupt:
    print("interrupted", flush=True)
""",
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert program.stdin is not None
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
        server.nodes[0].freeze()
        program.stdin.write("\n")
        program.stdin.flush()
        assert program.stdout.readline() == "waiting\n"
        time.sleep(0.2)
        begin = time.monotonic()
        program.stdin.write("\n")
        program.stdin.flush()
        assert program.stdout.readline() == "interrupted\n"
        assert time.monotonic() - begin < 5
        program.kill()
        program.wait()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_fork_with_awaits_under_way_leaves_them_to_the_parent(hosts: Hosts) -> None:
    outcomes: list[str] = []

    async def read(config: dict[str, Any]) -> list[int]:
        async with aio.client(config) as own:
            records = await asyncio.gather(*map(own.get, KEYS))
            return [record[2]["n"] for record in records]

    async def parent() -> list[int]:
        async with aio.client({"hosts": hosts, "aio": {"max_in_flight": 4}}) as client:
            replies = [client.get(key) for key in KEYS * 5]
            await asyncio.sleep(0)

            def child() -> None:
                assert asyncio.run(read({"hosts": hosts})) == list(range(len(KEYS)))
                assert not any(reply.done() for reply in replies[-10:])  # type: ignore[attr-defined]

            outcomes.append(in_child(child))
            return [record[2]["n"] for record in await asyncio.gather(*replies)]

    assert asyncio.run(parent()) == list(range(len(KEYS))) * 5
    assert outcomes == [""]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_child_of_a_coroutine_uses_the_client_and_leaves_the_parent_its_loop(
    hosts: Hosts,
) -> None:
    """A child shares the selector of the parent's loop: what it removed would be removed there."""

    async def use(client: aio.AsyncClient, records: Any) -> None:
        assert (await client.get(KEYS[1]))[2] == {"n": 1}
        assert len(await client.scan("test", "lives").results()) == len(KEYS)
        await records.aclose()
        await client.close()

    async def parent() -> None:
        async with aio.client({"hosts": hosts}) as client:
            records = client.query("test", "lives").records()
            await anext(records)
            run = records.ag_frame.f_locals["run"]  # type: ignore[attr-defined]
            assert in_child(lambda: asyncio.run(use(client, records))) == ""
            for key in KEYS:
                assert (await asyncio.wait_for(client.get(key), PATIENCE))[2] == {"n": key[2]}
            if hasattr(select, "epoll"):
                # An error if the stream is not watched any more.
                selector = asyncio.get_running_loop()._selector  # type: ignore[attr-defined]
                selector._selector.modify(run._descriptor, select.EPOLLIN)
            await records.aclose()  # type: ignore[attr-defined]

    asyncio.run(parent())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("call", ["close", "connect", "info_all"])
def test_the_first_call_of_a_child_may_be_any(hosts: Hosts, call: str) -> None:
    arguments = ["status"] if call == "info_all" else []
    client = aio.AsyncClient({"hosts": hosts})

    async def parent() -> None:
        await client.connect()
        # Threads of the client wait for work.
        await client.info_all("status")

    async def child() -> None:
        await asyncio.wait_for(getattr(client, call)(*arguments), PATIENCE)
        await client.connect()
        assert (await client.get(KEYS[1]))[2] == {"n": 1}
        await client.close()

    loop = asyncio.new_event_loop()
    loop.run_until_complete(parent())
    assert in_child(lambda: asyncio.run(child())) == ""
    loop.run_until_complete(client.close())
    loop.close()


class Guest(asyncio.SelectorEventLoop):
    """Runs by itself, as the loops for GUI toolkits do, and says nothing of its thread."""

    def run_forever(self) -> None:
        asyncio._set_running_loop(self)
        try:
            while not self._stopping:  # type: ignore[attr-defined]
                self._run_once()  # type: ignore[attr-defined]
        finally:
            self._stopping = False
            asyncio._set_running_loop(None)


def test_a_loop_may_run_by_itself(hosts: Hosts) -> None:
    async def main() -> Any:
        async with aio.client({"hosts": hosts}) as client:
            return (await client.get(KEYS[1]))[2], len(await client.scan("test", "lives").results())

    loop = Guest()
    assert loop.run_until_complete(main()) == ({"n": 1}, len(KEYS))
    loop.close()


@pytest.fixture
def frozen() -> Iterator[Any]:
    """A server that does not answer once its node is frozen."""
    with Server() as server:
        yield server
        server.nodes[0].thaw()


class WithoutReaders(asyncio.SelectorEventLoop):
    """Watches no descriptors for others, as the proactor of Windows."""

    def add_reader(self, *_: Any) -> None:
        raise NotImplementedError


@pytest.mark.parametrize("closed", [True, False], ids=["closed", "not closed"])
@pytest.mark.filterwarnings("ignore:unclosed event loop:ResourceWarning")
def test_a_loop_without_readers_may_be_dropped(frozen: Any, closed: bool) -> None:
    """The thread that wakes the loop keeps no client whose task waits for ever."""
    before = set(threading.enumerate())
    clients: WeakSet[aio.AsyncClient] = WeakSet()
    tasks = []
    waking: list[threading.Thread] = []

    async def main() -> None:
        client = await aio.connect({"hosts": frozen.hosts})
        clients.add(client)
        waking.extend(set(threading.enumerate()) - before)
        frozen.nodes[0].freeze()

        async def wait() -> None:
            await client.get(KEYS[1], {"total_timeout": 60_000})

        tasks.append(asyncio.ensure_future(wait()))
        await asyncio.sleep(0.01)

    loop = WithoutReaders()
    loop.run_until_complete(main())
    if closed:
        loop.close()
    del loop
    tasks.clear()
    deadline = time.monotonic() + PATIENCE
    waking = [thread for thread in waking if thread.name == "aerospike-aio"]
    assert waking
    while clients or any(thread.is_alive() for thread in waking):
        assert time.monotonic() < deadline
        gc.collect()
        time.sleep(0.01)


@pytest.mark.parametrize("end", ["", "os.kill(os.getpid(), signal.SIGTERM)", "sys.exit(3)"])
def test_a_process_ends_while_nothing_answers(frozen: Any, end: str) -> None:
    """While reads, writes, a query and a command in a thread run."""
    text = (
        """
signal.signal(signal.SIGTERM, signal.SIG_DFL)

async def walk(client):
    async for _ in client.query("test", "lives"):
        pass

async def main():
    client = await aio.connect({**config, "policies": {"info": {"timeout": 1000}}})
    tasks = [asyncio.ensure_future(walk(client))]
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(100):
        client.get(key, {"total_timeout": 60000})
        client.put(key, {"n": number}, policy={"total_timeout": 60000})
    tasks.append(asyncio.ensure_future(client.info_all("build")))
    await asyncio.sleep(0.05)
    """
        + end
        + """

asyncio.run(main())
"""
    )
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(hosts=frozen.hosts) + text],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "ready\n"
    frozen.nodes[0].freeze()
    _, errors = program.communicate("\n", timeout=PATIENCE)
    # Windows ends the process with the number as its status.
    killed = signal.SIGTERM if sys.platform == "win32" else -signal.SIGTERM
    expected = {"": 0, "sys.exit(3)": 3}.get(end, killed)
    assert program.returncode == expected, errors


def test_a_loop_that_is_closed_with_work_under_way_is_forgotten(frozen: Any) -> None:
    config = {"hosts": frozen.hosts}

    async def begin() -> list[asyncio.Future[Any]]:
        client = await aio.connect(config)
        await client.put(KEYS[0], {"n": 0})
        frozen.nodes[0].freeze()
        replies: Any = [client.get(key, {"total_timeout": 1000}) for key in KEYS]
        return list(replies)

    for _ in range(3):
        loop = asyncio.new_event_loop()
        replies = loop.run_until_complete(begin())
        loop.close()
        assert not any(reply.done() for reply in replies)
        del replies
        gc.collect()
        frozen.nodes[0].thaw()

    async def again() -> Any:
        async with aio.client(config) as client:
            return (await client.get(KEYS[0]))[2]

    assert asyncio.run(again()) == {"n": 0}


def test_a_client_that_is_dropped_leaves_its_commands_what_they_use() -> None:
    """The collector ends the engine and the rest in any order. Freed memory is overwritten."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            """
import asyncio, gc, time
from aerospike import aio
from aerospike.devserver import Server

async def leave(server):
    client = await aio.connect({"hosts": server.hosts})
    server.nodes[0].freeze()
    for number in range(40):
        client.get(key, {"total_timeout": 1000, "socket_timeout": 50, "max_retries": 9})
    await asyncio.sleep(0.05)
    # These are never handed over.
    client.get(key, {"total_timeout": 1000})
    client.get(key, {"total_timeout": 1000})

async def use(server):
    async with aio.client({"hosts": server.hosts}) as client:
        await client.put(key, {"n": 1})
        return (await client.get(key))[2]

key = ("test", "lives", 1)
with Server() as server:
    for _ in range(3):
        loop = asyncio.new_event_loop()
        loop.run_until_complete(leave(server))
        loop.close()
        del loop
        gc.collect()
        time.sleep(0.2)
        server.nodes[0].thaw()
        print(asyncio.run(use(server)))
    time.sleep(1)
    asyncio.run(use(server))
    from aerospike._native.engine import _left
    print(len(_left._engines))
""",
        ],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env={**os.environ, "PYTHONPATH": str(ROOT), "MALLOC_PERTURB_": "165"},
    )
    assert (done.returncode, done.stdout) == (0, "{'n': 1}\n" * 3 + "0\n"), done.stderr


class Cells:
    """A loop that runs for good, as a notebook has it: each cell is a coroutine of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    def run(self, cell: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(cell, self._loop).result(PATIENCE)

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@pytest.fixture
def cells() -> Iterator[Cells]:
    cells = Cells()
    yield cells
    cells.end()


def test_a_client_lives_from_cell_to_cell_of_a_loop_that_goes_on(
    cells: Cells, hosts: Hosts
) -> None:
    async def read(number: int) -> Any:
        return (await client.get(KEYS[number]))[2]

    async def walk() -> int:
        return len([record async for record in client.query("test", "lives")])

    async def fail() -> None:
        replies = [client.get(key) for key in KEYS]
        raise KeyError(len(replies))

    client = cells.run(aio.connect({"hosts": hosts}))
    assert cells.run(read(3)) == {"n": 3}
    with pytest.raises(KeyError):
        cells.run(fail())
    assert cells.run(walk()) >= len(KEYS)
    assert cells.run(read(4)) == {"n": 4}
    cells.run(client.close())
    with pytest.raises(e.ClusterError):
        cells.run(read(5))
    cells.run(client.connect())
    assert cells.run(read(6)) == {"n": 6}
    cells.run(client.close())
