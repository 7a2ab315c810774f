"""Memory that runs out anywhere in the library: an error, nothing lost, and the next command works.

``AEROSPIKE_TEST_ALLOCATIONS=2000 pytest tests/faults/test_allocations.py`` fails each of the first
2,000 allocations of each command; without it, a few of them.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import allocations
import pytest

import aerospike

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "native" / "allocations"
RUNS = os.environ.get("AEROSPIKE_TEST_ALLOCATIONS", "8")

# The C client takes an address of nothing for a connection that is broken. On an event loop, a
# reply without memory breaks one.
ERRORS = ("AsyncConnectionError", "MemoryError", "ClientError", "ParamError", "ConnectionError")

# Places at which the C client does not check its allocations, and what they allocate.
# The process ends there; nothing that the bridge does before or after could keep it from that.
CRASHES = {
    # connecting
    "as_cluster_create": "the cluster",
    "as_conn_pool_init": "a node's pools of connections",
    "as_lookup_host": "the name of a host",
    "as_node_add_address": "the addresses of a node",
    "as_nodes_create": "the list of nodes",
    "as_partition_table_create": "a namespace's table of partitions",
    "as_queue_pop": "the queue of a thread pool",
    "as_socket_write_deadline": "a node",
    "as_thread_pool_init": "the threads of a pool",
    "cf_queue_pop": "the queue of a thread pool",
    # vectors of hosts, nodes and partitions, and the lists of arguments of functions
    "as_arraylist_set": "the items of a list",
    "as_vector_append": "the items of a vector",
    "as_vector_init": "a vector",
    "as_vector_reserve": "the items of a vector",
    # sending and receiving
    "as_command_info4_error_detail": "a command of more than 16 KB",
    "as_command_parse_bins": "the bins of a record",
    "as_command_parse_header": "a record",
    "as_command_parse_result": "a record",
    "as_command_parse_value": "a string",
    "as_command_write_field_buffer": "the arguments of a function",
    # commands on an event loop
    "as_batch_command_create": "a batch's part for a node",
    "as_batch_records_execute_async": "a batch",
    "as_command_write_replica": "a write",
    "as_event_assign": "a read",
    # others
    "aerospike_node_stats": "the statistics of the nodes",
    "aerospike_udf_put": "the command that registers a module",
    "as_strncpy": "the list of modules",
    "as_txn_hash_init": "the records of a transaction",
    "as_txn_roll": "the versions of its records",
    "as_txn_verify": "the versions of its records",
    "cf_b64_encode": "the text of a module",
    "parts_create": "the partitions of a scan or query",
}
# What the C client has allocated and does not free where a later allocation fails.
LEAKS = {
    "as_command_parse_value": "the bytes of a string, without the string",
    "as_orderedmap_new": "a map of arguments, without its table",
    "unpack_blob": "the bytes of an argument, without its string",
}

pytestmark = pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc"
    or any(shutil.which(tool) is None for tool in ("cc", "addr2line"))
    or not list((ROOT / "build" / "native").glob("c-client-*")),
    reason="needs glibc, a compiler and the C client's source",
)


@pytest.fixture(scope="module")
def interposer() -> Path:
    """The library that lets memory run out."""
    BUILD.mkdir(parents=True, exist_ok=True)
    output = BUILD / "failing_malloc.so"
    source = ROOT / "native" / "tests" / "failing_malloc.c"
    flags = "-std=gnu99 -O1 -g -fPIC -shared -fno-builtin -fno-omit-frame-pointer".split()
    warnings = "-Wall -Wextra -Werror".split()
    subprocess.run(["cc", *flags, *warnings, "-o", str(output), str(source)], check=True)
    return output


@pytest.fixture(scope="module")
def unstripped() -> Path:
    """The shared library with the names of its functions."""
    output = BUILD / "libaerospike.so"
    environment = {"BRIDGE_CFLAGS": "-O0", "BRIDGE_OUTPUT": str(output), "PYTHON": sys.executable}
    script = str(ROOT / "scripts" / "build_c_client.sh")
    subprocess.run([script], check=True, capture_output=True, env={**os.environ, **environment})
    return output


@pytest.fixture(scope="module")
def server(hosts: list[tuple[str, int]]) -> Iterator[list[tuple[str, int]]]:
    """A server that has the records."""
    client = aerospike.client({"hosts": hosts})
    for key in allocations.KEYS:
        client.put(key, allocations.BINS)
    client.close()
    yield hosts


class Symbols:
    """The functions of offsets into the library."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, tuple[str, bool]] = {}

    def look_up(self, offsets: list[str]) -> list[tuple[str, bool]]:
        """For each offset the innermost function, and whether it is the bridge's."""
        new = [offset for offset in dict.fromkeys(offsets) if offset not in self._known]
        if new:
            # Frames hold the address after the call. Of functions in line, the innermost counts.
            addresses = [hex(int(offset, 16) - 1) for offset in new]
            command = ["addr2line", "-a", "-f", "-i", "-e", str(self._path), *addresses]
            text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            for offset, block in zip(new, text.split("\n0x"), strict=True):
                _, name, place, *_ = block.splitlines()
                self._known[offset] = name, "native/bridge/" in place
        return [self._known[offset] for offset in offsets]


def usual(said: dict[str, Any]) -> Any:
    """The error that the command raises always, as that for a function that does not exist."""
    expected = said.get("expected")
    return expected[0] if isinstance(expected, list) else None


def is_right(result: Any, expected: Any) -> bool:
    """Whether a command has done all, or says of each record of a batch that it has not."""
    if isinstance(result, list) and isinstance(expected, list) and len(result) == len(expected):
        return all(
            one == other or (isinstance(one, int) and one < 0)
            for one, other in zip(result, expected, strict=True)
        )
    return bool(result == expected)


def problems_of(said: dict[str, Any], symbols: Symbols) -> Iterator[str]:
    """The problems of a run, except known ones of the C client."""
    failed = symbols.look_up(said.get("failed", []))
    after = "after failing " + " < ".join(name for name, _ in failed)
    stopped = {"crash", "hang"} & said.keys()
    for kind in stopped:
        frames = symbols.look_up(said[kind])
        of_bridge = frames[0][1] or failed[0][1]
        if of_bridge or frames[0][0] not in CRASHES:
            yield f"{kind} at {' < '.join(name for name, _ in frames)}, {after}"
    if said["status"] != (99 if stopped else 0):
        yield f"status {said['status']}"
    if "error" in said and said["error"][0] not in (*ERRORS, usual(said)):
        yield f"raised {said['error']}, {after}"
    if "wrong" in said:
        yield f"raised {said['wrong']}, {after}"
    expected = said.get("expected", said.get("next"))
    if said.get("next") != expected:
        yield f"the next command: {said['next']}, not {expected}, {after}"
    if "result" in said and not is_right(said["result"], expected) and expected is not True:
        yield f"returned {said['result']}, not {expected}, {after}"
    for site in said.get("leak", []):
        name, of_bridge = symbols.look_up([site])[0]
        if of_bridge or name not in LEAKS:
            yield f"lost what {name} had allocated, {after}"


@pytest.mark.parametrize("name", sorted(allocations.COMMANDS))
def test_memory_that_runs_out_is_an_error(
    name: str, server: list[tuple[str, int]], interposer: Path, unstripped: Path
) -> None:
    command = [sys.executable, allocations.__file__, name, json.dumps({"hosts": server}), RUNS]
    environment = {
        "LD_PRELOAD": str(interposer),
        "AEROSPIKE_C_LIBRARY": str(unstripped),
        "PYTHONPATH": str(ROOT),
    }
    result = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )
    assert result.returncode == 0, result.stderr
    symbols = Symbols(unstripped)
    runs = [json.loads(line) for line in result.stdout.splitlines()]
    problems = {problem: None for said in runs for problem in problems_of(said, symbols)}
    assert not problems, "\n".join(problems)
