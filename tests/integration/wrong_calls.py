"""Calls that are wrong, each with the class, the code and the message of the error that it raises.

They are those of the official package; run this file under an interpreter that has it, with
``AEROSPIKE_HOSTS`` set, to see where it differs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from typing import Any

import admin_calls
import batch_calls
import closed_calls
import cluster_calls
import index_calls
import operation_calls
import record_calls
import walk_calls
from wrong_call import NS, WrongCall, expected, outcome
from wrong_configurations import CONFIGURATIONS

import aerospike

Config = dict[str, Any]

TABLES: dict[str, list[WrongCall]] = {
    "records": record_calls.CALLS,
    "operations": operation_calls.CALLS,
    "batches": batch_calls.CALLS,
    "walks": walk_calls.CALLS,
    "indexes": index_calls.CALLS,
    "cluster": cluster_calls.CALLS,
    "admin": admin_calls.CALLS,
}
CALLS: list[WrongCall] = [wrong for table in TABLES.values() for wrong in table]
CLOSED_CALLS: list[WrongCall] = closed_calls.CALLS

_KEY = (NS, "wrong_calls", "key")


def _compare(wrong: WrongCall, call: Callable[[], Any]) -> None:
    found = outcome(call)
    if found != expected(wrong):
        print(f"{wrong.name}: {found}, not {expected(wrong)}")


def _compare_calls(config: Config, table: list[WrongCall]) -> None:
    client = aerospike.client(config)
    for wrong in table:
        client.put(_KEY, {"a": 1}, policy={"exists": aerospike.POLICY_EXISTS_CREATE_OR_REPLACE})
        _compare(wrong, lambda wrong=wrong: wrong.call(client, _KEY))
        if client.get(_KEY)[2] != {"a": 1}:
            print(f"{wrong.name}: wrote {client.get(_KEY)[2]}")


def _compare_closed(config: Config) -> None:
    client = aerospike.client(config)
    client.close()
    for wrong in CLOSED_CALLS:
        _compare(wrong, lambda wrong=wrong: wrong.call(client, _KEY))


def _compare_configurations(config: Config) -> None:
    for wrong in CONFIGURATIONS:
        _compare(wrong, lambda wrong=wrong: aerospike.client(wrong.call(config)))


def main(names: list[str]) -> None:
    """Shows where this interpreter's package differs from the tables.

    Each table has a process of its own: not every wrong call leaves the official package sound.
    """
    if not names:
        for name in (*TABLES, "closed", "configurations"):
            print(f"{name}:")
            status = subprocess.run([sys.executable, __file__, name], check=False).returncode
            if status:
                print(f"ended with status {status}")
        return
    warnings.simplefilter("ignore")
    host, _, port = os.environ["AEROSPIKE_HOSTS"].split(",")[0].rpartition(":")
    config: Config = {"hosts": [(host, int(port))]}
    for name in names:
        if name in TABLES:
            _compare_calls(config, TABLES[name])
        elif name == "closed":
            _compare_closed(config)
        else:
            _compare_configurations(config)


if __name__ == "__main__":
    main(sys.argv[1:])
