"""Programs that type checkers accept; ``tests/unit/test_typing.py`` runs mypy over them."""

from __future__ import annotations

import logging
from typing import Any

import aerospike
from aerospike import exception, predicates
from aerospike.devserver import Server
from aerospike.types import ClientConfig, QueryPolicy, ReadPolicy, Record, WritePolicy
from aerospike_helpers.batch.records import BatchRecord, BatchRecords, Read, Write
from aerospike_helpers.expressions import GE, IntBin
from aerospike_helpers.metrics import MetricsPolicy
from aerospike_helpers.operations import operations

KEY = ("test", "demo", 1)


def configurations(anything: dict[str, Any]) -> None:
    aerospike.client({"hosts": [("127.0.0.1", 3000)]})
    aerospike.client({"hosts": [("127.0.0.1", 3000), ("127.0.0.2", 3000, "name")]})
    aerospike.client({"hosts": ["127.0.0.1"]})
    aerospike.client({"hosts": ["127.0.0.1:3000", ("127.0.0.2", 3000)]})
    hosts = [("127.0.0.1", 3000)]
    aerospike.client({"hosts": hosts, "user": "ada", "password": "secret"})
    config = {"hosts": [("127.0.0.1", 3000)]}
    aerospike.client(config)
    aerospike.client(anything)
    whole: ClientConfig = {
        "hosts": [("127.0.0.1", 3000, "name")],
        "lua": {"user_path": "modules"},
        "policies": {
            "total_timeout": 1000,
            "read": {"max_retries": 4, "replica": aerospike.POLICY_REPLICA_ANY},
            "batch_write": {"durable_delete": True},
            "metrics": MetricsPolicy(interval=5),
        },
        "shm": {"shm_key": 1},
        "tls": {"enable": True, "cafile": "ca.pem"},
        "rack_ids": [1, 2],
        "config_provider": aerospike.ConfigProvider("settings.yaml"),
    }
    whole["serialization"] = (str, None)
    aerospike.client(whole)
    with Server() as server:
        aerospike.Client({"hosts": server.hosts})


def records(client: aerospike.Client, anything: dict[str, Any]) -> None:
    key, meta, bins = client.get(KEY, {"total_timeout": 1000, "deserialize": False})
    print(key[3], meta["gen"], bins["name"])
    policy: ReadPolicy = {"expressions": GE(IntBin("n"), 1).compile()}
    policy["txn"] = aerospike.Transaction()
    client.get(KEY, policy)
    client.get(KEY, {**policy, "max_retries": 1})
    client.get(KEY, anything)
    client.get(KEY, policy=None)
    client.get(KEY, {})
    client.select(KEY, ["a"], policy)
    client.exists(KEY, {"key": aerospike.POLICY_KEY_SEND})
    client.put(KEY, {"a": 1}, {"gen": meta["gen"]}, {"gen": aerospike.POLICY_GEN_EQ, "ttl": 60})
    writing: WritePolicy = {"exists": aerospike.POLICY_EXISTS_CREATE, "durable_delete": True}
    client.put(KEY, {"a": 1}, policy=writing)
    client.operate(KEY, [operations.read("a")], policy={"ttl": 60, "gen": 1})
    client.remove(KEY, policy={"generation": 1, "gen": aerospike.POLICY_GEN_EQ})
    client.apply(KEY, "module", "function", [1], {"commit_level": 0})
    print(Record(*client.get(KEY)).bins)


def batches(client: aerospike.Client, anything: dict[str, Any]) -> None:
    writes = [Write(KEY, [operations.write("a", 1)], policy={"ttl": 60})]
    for record in client.batch_write(BatchRecords(writes), {"concurrent": True}):
        print(record.result)
    mixed = BatchRecords([Read(KEY, None, policy=anything), *writes])
    first: BatchRecord = mixed[0]
    rest: list[BatchRecord] = mixed[1:]
    print(first, rest, len(mixed))
    client.batch_read([KEY], ["a"], policy={"allow_inline_ssd": True})
    client.batch_remove([KEY], {"total_timeout": 1}, {"durable_delete": True})
    client.batch_apply([KEY], "m", "f", [], None, {"ttl": 5})


def walks(client: aerospike.Client) -> None:
    policy: QueryPolicy = {"partition_filter": {"begin": 0, "count": 1}}
    query = client.query("test", "demo").select("a").where(predicates.equals("a", 1))
    for key, meta, bins in query:
        print(key, meta, bins)
    query.results(policy, {"nobins": True})
    query.foreach(print, {"expected_duration": aerospike.QUERY_DURATION_SHORT})
    query.execute_background({"ttl": 60, "exists": aerospike.POLICY_EXISTS_UPDATE})
    scan = client.scan("test")
    scan.results({"max_records": 5, "records_per_second": 10})
    scan.execute_background({"records_per_second": 10})
    client.scan_apply("test", None, "m", "f", [], {"max_records": 5, "timeout": 100})
    client.query_apply("test", None, None, "m", "f", [], {"exists": 1, "timeout": 100})


def cluster(client: aerospike.Client) -> None:
    client.info_all("build", {"timeout": 100})
    client.truncate("test", None, 0, {"timeout": 100})
    client.index_remove("test", "index", {"timeout": 100})
    client.admin_drop_user("ada", {"timeout": 100})
    client.udf_put("module.lua", policy={"timeout": 100})


def others() -> None:
    print(aerospike.__version__)
    aerospike.set_log_handler(logging.getLogger("aerospike"))
    aerospike.set_log_handler(lambda level, function, file, line, text: print(level, text))
    aerospike.set_log_handler()
    with aerospike.client({"hosts": [("127.0.0.1", 3000)]}) as client:
        try:
            client.get(KEY)
        except exception.RecordNotFound as error:
            print(error.code)
