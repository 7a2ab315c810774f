"""Runs one command again and again, each time with another allocation of the library failing.

``LD_PRELOAD=failing_malloc.so python allocations.py COMMAND CONFIG RUNS``: for each run a line of
JSON on standard output. The first, number 0, lets nothing fail, and says how many allocations
there are; the others fail as many of them as RUNS says, evenly spread. Each run is a child of a
fork, so that a crash ends that run alone.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from raw_engine import COALESCE_READS, COALESCE_WRITES, Failed, RawEngine

import aerospike
from aerospike import exception as e
from aerospike._command import batch, records
from aerospike._native import library
from aerospike._native.call import pool
from aerospike._native.errors import failure
from aerospike._native.library import load
from aerospike_helpers.batch import records as br
from aerospike_helpers.operations import list_operations as lists
from aerospike_helpers.operations import operations as op

SET = "allocations"
KEYS = [("test", SET, number) for number in range(40)]
BINS = {"n": 1, "s": "text", "l": [1, {"k": ["v"]}], "b": b"x" * 30_000}
POLICY = {"total_timeout": 5000, "max_retries": 0}
MODULE = str(Path(__file__).parents[1] / "data" / "record_functions.lua")

Prepare = Callable[[Any], Any]


def batch_results(records: Any) -> list[Any]:
    """The bins of the records that were read, the code of the others."""
    assert records.result or all(one.result >= 0 for one in records.batch_records)
    return [
        one.record[2] if one.result == 0 and one.record else one.result
        for one in records.batch_records
    ]


def batch_of_all_kinds() -> br.BatchRecords:
    kinds = [
        br.Read(KEYS[0], [op.read("n")]),
        br.Write(KEYS[1], [op.write("l", [1, [2]]), lists.list_append("l", {"a": 1})]),
        br.Apply(KEYS[2], "none", "none", [1, ["two"]]),
        br.Remove(("test", SET, "none")),
    ]
    return br.BatchRecords(kinds * 5)


def write_batch(client: Any) -> Any:
    return batch_results(client.batch_write(batch_of_all_kinds(), POLICY))


def transact(client: Any) -> Any:
    # A run that has crashed leaves its record locked.
    key = ("test", SET + "_transactions", os.getpid())
    transaction = aerospike.Transaction()
    policy = {**POLICY, "txn": transaction}
    try:
        client.put(key, BINS, policy=policy)
        client.get(key, policy)
        return client.commit(transaction)
    except (MemoryError, e.AerospikeError):
        if transaction.state == aerospike.TXN_STATE_OPEN:
            client.abort(transaction)
        raise


def on_loop(client: Any, flags: int, *commands: Any) -> Any:
    """Whether the commands that an engine runs have results, or the first error."""
    try:
        engine = RawEngine(client._connection, flags=flags)
    except AssertionError:
        raise MemoryError from None
    try:
        outcomes = engine.run(*commands)
    except Failed as failed:
        raise MemoryError(*failed.args) from None
    finally:
        engine.close()
    for outcome in outcomes:
        if isinstance(outcome, Failed):
            raise failure(*outcome.args, commands[0], lambda _: None)
    return [outcome if outcome is None else len(str(outcome)) > 0 for outcome in outcomes]


# What runs while the window is open; what it returns must not depend on the run.
COMMANDS: dict[str, Prepare] = {
    "put": lambda client: client.put(KEYS[0], BINS, policy=POLICY),
    "get": lambda client: client.get(KEYS[0], POLICY)[2],
    "exists": lambda client: client.exists(KEYS[0], POLICY)[1] is not None,
    "select": lambda client: client.select(KEYS[0], ["n", "l"], POLICY)[2],
    "operate": lambda client: client.operate(
        KEYS[0], [op.write("l", [1]), lists.list_append("l", [2]), op.read("b")], policy=POLICY
    )[2],
    "remove": lambda client: client.remove(("test", SET, "none"), policy=POLICY),
    "apply": lambda client: client.apply(KEYS[0], "none", "none", [[1, {"a": "b"}]], POLICY),
    "batch_read": lambda client: batch_results(client.batch_read(KEYS, None, POLICY)),
    "batch_read_bins": lambda client: batch_results(client.batch_read(KEYS, ["n"], POLICY)),
    "batch_write": write_batch,
    "batch_operate": lambda client: batch_results(
        client.batch_operate(KEYS, [op.write("o", [1])], POLICY)
    ),
    "batch_apply": lambda client: batch_results(
        client.batch_apply(KEYS[:4], "none", "none", [[1]], POLICY)
    ),
    "batch_remove": lambda client: batch_results(
        client.batch_remove([("test", SET, "none")] * 4, POLICY)
    ),
    "scan": lambda client: len(client.scan("test", SET).results(POLICY)),
    "query": lambda client: sorted(
        record[2]["n"] for record in select(client.query("test", SET)).results(POLICY)
    ),
    "info": lambda client: len(client.info_all("build")),
    "info_node": lambda client: len(client.info_random_node("build")) > 0,
    "udf": lambda client: (client.udf_put(MODULE), len(client.udf_list()) > 0)[1],
    "stats": lambda client: client.get_stats() is not None,
    "transaction": transact,
    "engine": lambda client: on_loop(
        client,
        0,
        records.get(client._session, KEYS[0], POLICY),
        records.put(client._session, KEYS[1], BINS, None, POLICY),
        records.exists(client._session, KEYS[2], POLICY),
    ),
    "engine_together": lambda client: on_loop(
        client,
        COALESCE_READS | COALESCE_WRITES,
        *[records.get(client._session, key, POLICY) for key in KEYS[:4]],
        *[records.put(client._session, key, BINS, None, POLICY) for key in KEYS[:4]],
    ),
    "engine_batch": lambda client: on_loop(
        client, 0, batch.batch_read(client._session, KEYS, None, POLICY)
    ),
    "connect": lambda config: connect(config).is_connected(),
    "close": lambda client: client.close(),
}
OF_CONFIG = {"connect"}


def select(query: Any) -> Any:
    query.select("n", "s")
    return query


def connect(config: dict[str, Any]) -> Any:
    return aerospike.client(config)


def same(result: Any) -> Any:
    return json.loads(json.dumps(result, default=len))


class Interposer:
    """``failing_malloc.so``, which must have been preloaded."""

    def __init__(self) -> None:
        program = ctypes.CDLL(None)
        self.begin = program.failing_begin
        self.begin.argtypes = [ctypes.c_long]
        self.end = program.failing_end
        self.end.restype = ctypes.c_long
        self.live = program.failing_live
        self.live.restype = ctypes.c_long
        self.watch = program.failing_watch
        self.watch.argtypes = [ctypes.c_size_t, ctypes.c_size_t, ctypes.c_int]
        self.report = program.failing_report
        self.report.argtypes = [ctypes.c_bool]


def mapping(path: str) -> tuple[int, int]:
    """Where a library lies in this process."""
    ranges = []
    with open("/proc/self/maps") as maps:
        for line in maps:
            if line.rstrip().endswith(path):
                first, last = line.split()[0].split("-")
                ranges += [int(first, 16), int(last, 16)]
    return min(ranges), max(ranges)


def run(name: str, config: dict[str, Any], number: int, interposer: Interposer) -> dict[str, Any]:
    """One run, in a child: what the command did, what it did next, and what was left."""
    work = COMMANDS[name]
    said: dict[str, Any] = {}
    if name.startswith("engine"):
        assert load().bridge_loops_start(1) == 0
    client = None if name in OF_CONFIG else connect(config)
    subject = config if client is None else client
    if name not in ("connect", "close"):
        said["expected"] = same(outcome(work, subject))
    interposer.begin(number)
    try:
        said["result"] = same(work(subject))
    except (MemoryError, e.AerospikeError) as error:
        said["error"] = [type(error).__name__, str(error)[:200]]
    except BaseException as error:
        said["wrong"] = [type(error).__name__, str(error)[:200]]
    said["seen"] = interposer.end()
    if name == "close":
        subject = client = connect(config)
        said["next"] = client.is_connected()
    else:
        said["next"] = same(outcome(work, subject))
    if client is not None:
        client.close()
    del client, subject
    pool.clear()
    gc.collect()
    said["live"] = interposer.live()
    return said


def outcome(work: Prepare, subject: Any) -> Any:
    try:
        return work(subject)
    except e.AerospikeError as error:
        return [type(error).__name__, error.code]


def run_in_child(
    name: str, config: dict[str, Any], number: int, interposer: Interposer, most_live: int | None
) -> dict[str, Any]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        start, end = mapping(str(library.load().path))
        interposer.watch(start, end, writing)
        ctypes.CDLL(None).alarm(30)
        said = run(name, config, number, interposer)
        # An engine ends on a thread of its own.
        patience = time.monotonic() + 2
        while most_live is not None and interposer.live() > most_live:
            if time.monotonic() > patience:
                break
            time.sleep(0.01)
        said["live"] = interposer.live()
        interposer.report(most_live is not None and said["live"] > most_live)
        os.write(writing, ("said " + json.dumps(said) + "\n").encode())
        os._exit(0)
    os.close(writing)
    said = {"number": number}
    with open(reading) as pipe:
        for line in pipe:
            what, _, rest = line.rstrip("\n").partition(" ")
            if what == "said":
                said.update(json.loads(rest))
            elif what == "leak":
                said.setdefault(what, []).append(rest)
            else:
                said[what] = rest.split()
    said["status"] = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return said


def main(name: str, config: dict[str, Any], runs: int) -> None:
    config = {
        "hosts": [tuple(host) for host in config["hosts"]],
        "tend_interval": 60_000,
        "app_id": "allocations",
        "rack_aware": True,
        "rack_ids": [1, 2],
        # Where udf_put leaves a copy of the module.
        "lua": {"user_path": tempfile.gettempdir()},
    }
    interposer = Interposer()
    library.load()
    normal = run_in_child(name, config, 0, interposer, None)
    print(json.dumps(normal), flush=True)
    seen = normal.get("seen", 0)
    for number in sorted(
        {1 + at * seen // runs for at in range(runs)} if seen > runs else range(1, seen + 1)
    ):
        said = run_in_child(name, config, number, interposer, normal["live"])
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3]))
