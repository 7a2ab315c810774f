"""Every command works in a thread whose stack has 256 KB.

Each runs in a process of its own, because a stack that overflows ends the process:
``python test_memory_stacks.py NAME CONFIG``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import aerospike
from aerospike import predicates
from aerospike_helpers import expressions as exp
from aerospike_helpers.batch import records as br
from aerospike_helpers.operations import list_operations as lists
from aerospike_helpers.operations import operations as op

ROOT = Path(__file__).parents[2]
TLS_FILES = ROOT / "tests" / "data" / "tls"
STACK = 256 * 1024

# The C client has the results of up to 5,000 keys on the stack.
MOST_ON_STACK = 5000
SET = "small_stacks"
KEYS = [("test", SET, number) for number in range(10_000)]
KEY = KEYS[0]
DEPTH = 60
PATIENT = {"total_timeout": 60_000, "socket_timeout": 60_000}

Work = Callable[[Any], object]


def nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


def long_expression() -> Any:
    return exp.Or(*(exp.Eq(exp.IntBin("n"), number) for number in range(5000))).compile()


def writes(count: int) -> br.BatchRecords:
    return br.BatchRecords([br.Write(key, [op.write("n", 1)]) for key in KEYS[:count]])


def put_many_bins(client: Any) -> None:
    bins = {f"b{number}": number for number in range(20_000)}
    key = ("test", SET + "_bins", 0)
    client.put(key, bins, policy=PATIENT)
    assert client.get(key, PATIENT)[2] == bins
    client.remove(key)


def stream_many_bins(client: Any) -> None:
    client.put(("test", SET + "_bins", 1), {f"b{number}": number for number in range(20_000)})
    assert len(client.scan("test", SET + "_bins").results()[0][2]) == 20_000


def operate_often(client: Any) -> None:
    client.operate(KEY, [op.increment("n", 1)] * 20_000, policy=PATIENT)


def use_long_keys(client: Any) -> None:
    for user_key in ("k" * 1_000_000, bytearray(b"k" * 1_000_000)):
        key = ("test", SET, user_key)
        client.put(key, {"n": 1})
        assert client.get(key)[2] == {"n": 1}
        assert client.batch_read([key]).batch_records[0].result == 0


def use_transaction(client: Any) -> None:
    transaction = aerospike.Transaction()
    policy = {**PATIENT, "txn": transaction}
    client.batch_write(writes(MOST_ON_STACK), policy)
    client.batch_read(KEYS[:MOST_ON_STACK], [], policy)
    client.commit(transaction)
    other = aerospike.Transaction()
    client.batch_write(writes(MOST_ON_STACK), {**PATIENT, "txn": other})
    client.abort(other)


def manage_users(client: Any) -> None:
    client.admin_create_user("stacked", "secret", ["read", "write"])
    client.admin_query_users_info()
    client.admin_create_role("stacked", [{"code": aerospike.PRIV_READ}], whitelist=["127.0.0.1"])
    client.admin_query_roles()
    client.admin_drop_role("stacked")
    client.admin_drop_user("stacked")


def use_index(client: Any) -> None:
    client.index_single_value_create("test", SET, "n", aerospike.INDEX_NUMERIC, "small_stack")
    query = client.query("test", SET)
    query.where(predicates.between("n", 0, 10))
    query.results()
    client.index_remove("test", "small_stack")


def use_functions(client: Any) -> None:
    client.udf_put(str(ROOT / "tests" / "data" / "record_functions.lua"))
    client.udf_list()
    client.udf_get("record_functions.lua")
    client.put(KEY, {"n": 1})
    with pytest.raises(aerospike.exception.AerospikeError):
        client.apply(KEY, "record_functions", "missing", [nested(DEPTH)])


COMMANDS: dict[str, Work] = {
    "put, get, exists, select, remove": lambda client: (
        client.put(KEY, {"n": 1}),
        client.get(KEY),
        client.exists(KEY),
        client.select(KEY, ["n"] * 1000),
        client.remove(KEY),
    ),
    "operate": lambda client: client.operate(KEY, [op.write("l", [1]), lists.list_size("l")]),
    "a record of many bins": put_many_bins,
    "a stream of records of many bins": stream_many_bins,
    "many operations": operate_often,
    "long keys": use_long_keys,
    "deep values": lambda client: (
        client.put(KEY, {"v": nested(DEPTH)}),
        client.get(KEY),
        client.operate(KEY, [lists.list_append("v", nested(DEPTH // 2))]),
    ),
    "a long filter": lambda client: (
        client.put(KEY, {"n": 1}),
        client.get(KEY, {**PATIENT, "expressions": long_expression()}),
    ),
    "a query with a long filter": lambda client: client.query("test", SET).results(
        {**PATIENT, "expressions": long_expression()}
    ),
    "query": lambda client: client.query("test", SET).results(PATIENT),
    "scan": lambda client: client.scan("test", SET).results(PATIENT),
    "index": use_index,
    "functions": use_functions,
    "info": lambda client: (client.info_all("namespaces"), client.get_stats()),
    "truncate": lambda client: client.truncate("test", SET + "_none", 0),
    "users and roles": manage_users,
    "transactions": use_transaction,
    "connect": lambda client: None,
    "batch_apply": lambda client: client.batch_apply(KEYS[:2000], "none", "none", [1], PATIENT),
    **{
        f"{name} of {count} keys": work
        for count in (MOST_ON_STACK, len(KEYS))
        for name, work in {
            "batch_read": lambda client, count=count: client.batch_read(
                KEYS[:count], None, PATIENT
            ),
            "batch_read without bins": lambda client, count=count: client.batch_read(
                KEYS[:count], [], PATIENT
            ),
            "batch_read of a bin": lambda client, count=count: client.batch_read(
                KEYS[:count], ["n"], PATIENT
            ),
            "batch_write": lambda client, count=count: client.batch_write(writes(count), PATIENT),
            "batch_operate": lambda client, count=count: client.batch_operate(
                KEYS[:count], [op.write("n", 1)], PATIENT
            ),
            "batch_remove": lambda client, count=count: client.batch_remove(KEYS[:count], PATIENT),
        }.items()
    },
}


def in_small_thread(work: Callable[[], object]) -> None:
    problems: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as problem:
            problems.append(problem)

    threading.stack_size(STACK)
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if problems:
        raise problems[0]


def main(name: str, config: dict[str, Any]) -> None:
    """Connects and runs the command, both in small threads, and says that it has."""

    def connect() -> None:
        config["hosts"] = [tuple(host) for host in config["hosts"]]
        config["policies"] = dict.fromkeys(("read", "write", "operate", "batch"), PATIENT)
        # Where udf_put leaves a copy of the module.
        config["lua"] = {"user_path": tempfile.gettempdir()}
        clients.append(aerospike.client(config))

    clients: list[Any] = []
    in_small_thread(connect)
    in_small_thread(lambda: COMMANDS[name](clients[0]))
    in_small_thread(clients[0].close)
    print("done")


def run_alone(name: str, **config: Any) -> None:
    result = subprocess.run(
        [sys.executable, __file__, name, json.dumps(config)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert result.stdout == "done\n", f"status {result.returncode}: {result.stderr}"


OWN_SERVER = {"users and roles", "transactions"}


@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - OWN_SERVER))
def test_a_command_in_a_small_thread(name: str, hosts: Any) -> None:
    run_alone(name, hosts=hosts)


@pytest.mark.usefixtures("needs_enterprise")
def test_a_large_transaction_in_a_small_thread(hosts: Any) -> None:
    run_alone("transactions", hosts=hosts)


def test_users_and_roles_in_a_small_thread() -> None:
    from aerospike.devserver import Server

    with Server(security=True) as server:
        run_alone("users and roles", hosts=server.hosts, user="admin", password="admin")


def test_an_encrypted_connection_in_a_small_thread() -> None:
    from aerospike.devserver import TLS, Server

    files = (str(TLS_FILES / "server.crt"), str(TLS_FILES / "server.key"), None)
    with Server(tls=TLS(*files, "aerospike.test")) as server:
        tls = {"enable": True, "cafile": str(TLS_FILES / "authority.crt")}
        run_alone("put, get, exists, select, remove", hosts=server.hosts, tls=tls)


def test_batches_over_several_nodes_in_a_small_thread() -> None:
    from aerospike.devserver import Server

    with Server(nodes=3) as server:
        run_alone(f"batch_read of {MOST_ON_STACK} keys", hosts=server.hosts)


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
