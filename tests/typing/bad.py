"""Programs that type checkers refuse: every line that ends in ``# refused`` is an error of its own.

``tests/unit/test_typing.py`` runs mypy over them.
"""

from __future__ import annotations

import aerospike
from aerospike.types import ClientConfig, ReadPolicy, WritePolicy
from aerospike_helpers.batch.records import BatchRecords, Read, Remove, Write
from aerospike_helpers.operations import operations

KEY = ("test", "demo", 1)
HOSTS = [("127.0.0.1", 3000)]


def configurations() -> None:
    aerospike.client({"hosts": HOSTS, "polices": {}})  # refused
    aerospike.client({"hosts": HOSTS, "policies": {"reed": {}}})  # refused
    aerospike.client({"hosts": HOSTS, "policies": {"read": {"total_timout": 1}}})  # refused
    aerospike.client({"hosts": HOSTS, "policies": {"read": {"total_timeout": "1"}}})  # refused
    aerospike.client({"hosts": HOSTS, "policies": {"batch_write": {"replica": 1}}})  # refused
    aerospike.client({"hosts": HOSTS, "user": 5})  # refused
    aerospike.client({"hosts": HOSTS, "tls": {"enabled": True}})  # refused
    aerospike.client({"hosts": [("127.0.0.1", "3000")]})  # refused
    aerospike.client({"hosts": "127.0.0.1"})  # refused
    aerospike.client({"hosts": (("127.0.0.1", 3000),)})  # refused
    aerospike.client({"user": "ada"})  # refused
    aerospike.client()  # refused
    aerospike.Client({"hosts": HOSTS, "conect_timeout": 1})  # refused
    named: ClientConfig = {"hosts": HOSTS, "conect_timeout": 1}  # refused
    nested: ClientConfig = {"hosts": HOSTS, "policies": {"read": {"replicas": 1}}}  # refused
    typed: ClientConfig = {"hosts": HOSTS, "rack_aware": "yes"}  # refused
    placed: ClientConfig = {"hosts": [("127.0.0.1", "3000")]}  # refused
    print(named, nested, typed, placed)


def records(client: aerospike.Client) -> None:
    client.get(KEY, {"total_timout": 1})  # refused
    client.get(KEY, {"total_timeout": "1"})  # refused
    client.get(KEY, {"total_timeout": 1.5})  # refused
    client.get(KEY, {"total_timeout": 1, "exists": 1})  # refused
    client.get(KEY, policy={"txn": 5})  # refused
    client.get(KEY, 5)  # refused
    client.select(KEY, ["a"], {"durable_delete": True})  # refused
    client.exists(KEY, {"replicas": 1})  # refused
    client.put(KEY, {"a": 1}, policy={"exist": 1})  # refused
    client.put(KEY, {"a": 1}, policy={"durable_delete": "yes"})  # refused
    client.remove(KEY, policy={"exists": 1})  # refused
    client.remove_bin(KEY, ["a"], policy={"deserialize": True})  # refused
    client.operate(KEY, [operations.read("a")], policy={"generation": 1})  # refused
    client.increment(KEY, "a", 1, policy={"ttll": 1})  # refused
    client.apply(KEY, "m", "f", [], {"exists": 1})  # refused
    reading: ReadPolicy = {"total_timout": 1}  # refused
    writing: WritePolicy = {"ttl": "1"}  # refused
    client.put(KEY, {"a": 1}, policy=reading)  # refused
    client.get(KEY, writing)  # refused
    counted = {"total_timeout": 1}
    client.get(KEY, counted)  # refused


def batches(client: aerospike.Client) -> None:
    client.batch_read([KEY], None, {"concurent": True})  # refused
    client.batch_write(BatchRecords([Remove(KEY)]), {"exists": 1})  # refused
    client.batch_remove([KEY], None, {"exists": 1})  # refused
    client.batch_apply([KEY], "m", "f", [], None, {"gen": 1})  # refused
    client.batch_operate([KEY], [operations.touch()], None, {"replica": 1})  # refused
    Write(KEY, [], policy={"total_timeout": 1})  # refused
    Read(KEY, None, policy={"ttl": 1})  # refused
    BatchRecords([KEY])  # refused


def walks(client: aerospike.Client) -> None:
    client.query("test").results({"max_records": 1})  # refused
    client.query("test").foreach(print, {"short_query": 1.5})  # refused
    client.scan("test").results({"expected_duration": 1})  # refused
    client.scan("test").foreach(print, {"record_per_second": 1})  # refused
    client.scan("test").execute_background({"max_record": 1})  # refused
    client.scan_apply("test", None, "m", "f", [], {"short_query": True})  # refused
    client.query_apply("test", None, None, "m", "f", [], {"max_records": 1})  # refused


def cluster(client: aerospike.Client) -> None:
    client.info_all("build", {"total_timeout": 1})  # refused
    client.truncate("test", None, 0, {"timeout": "1"})  # refused
    client.index_remove("test", "index", {"time_out": 1})  # refused
    client.admin_drop_user("ada", {"check_bounds": True})  # refused
    client.udf_list({"total_timeout": 1})  # refused
    client.set_xdr_filter("dc", "test", None, {"total_timeout": 1})  # refused


def others() -> None:
    aerospike.set_log_handler("aerospike")  # refused
    with aerospike.client({"hosts": HOSTS}) as client:
        client.gett(KEY)  # refused
