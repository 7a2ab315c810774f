"""Cases of operations on one record, and what a server makes of them.

A case is what a record starts with and the calls of ``operate`` that follow, as descriptions (see
`corpus`)::

    {"bins": {"l": [1, 2]}, "calls": [{"ops": [["list_operations.list_size", "l"]]}]}

A call may have a ``filter``, an expression. The outcome of a case has the answer of each call, a
list of ``[bin, value]`` or ``{"error": [class, code]}``, and the record that is left::

    {"answers": [[["l", 2]]], "left": {"l": [1, 2]}, "generation": 1}

The bins that are left are in the server's order. Of a record that is gone, None is left.
"""

from __future__ import annotations

import hashlib
import importlib
from functools import cache
from pathlib import Path
from typing import Any

import corpus

import aerospike
from aerospike_helpers import HyperLogLog

FAMILIES = ("list", "map", "nested", "path", "bits", "hll", "scalar", "expression", "string")
"""What cases are about; each family has a file."""

RECORDED = tuple(family for family in FAMILIES if family != "string")
"""The families that a server of version 8.1 has been asked for: it has no operations on strings."""

_LONGEST_BYTES = 80


def path_of(family: str) -> Path:
    """Where the cases of a family are."""
    return Path(__file__).with_name(f"server_cases_{family}.json.gz")


def _bytes(data: bytes | bytearray) -> str | list[Any]:
    if len(data) <= _LONGEST_BYTES:
        return data.hex()
    return [len(data), hashlib.sha256(data).hexdigest()[:16]]


def describe(value: Any) -> Any:
    """The description of a value that a server has sent, in the server's order."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return {"float": value.hex()}
    if isinstance(value, HyperLogLog):
        return {"hll": _bytes(value)}
    if isinstance(value, (bytes, bytearray)):
        return {"bytes": _bytes(value)}
    if isinstance(value, list):
        return [describe(item) for item in value]
    if isinstance(value, tuple):
        return {"tuple": [describe(item) for item in value]}
    if isinstance(value, dict):
        tag = "ordered" if isinstance(value, aerospike.KeyOrderedDict) else "dict"
        return {tag: [[describe(key), describe(item)] for key, item in value.items()]}
    if isinstance(value, aerospike.GeoJSON):
        return {"geojson": value.dumps()}
    raise TypeError(f"no description for {value!r}")


@cache
def _helper(name: str) -> Any:
    module, function = name.split(".")
    return getattr(importlib.import_module(f"aerospike_helpers.operations.{module}"), function)


def build_operation(description: list[Any]) -> dict[str, Any]:
    """The operation that a call of a helper makes."""
    name, *arguments = description
    operation: dict[str, Any] = _helper(name)(*(corpus.build(argument) for argument in arguments))
    return operation


def key_of(family: str, number: int) -> tuple[Any, ...]:
    """The key of a case: keys are integers, strings and bytes in turn."""
    user_keys: list[Any] = [number, f"case {number}", bytearray(b"case %d" % number)]
    return "test", f"cases_{family}", user_keys[number % 3]


def _write_policy(number: int) -> dict[str, Any]:
    sends_key = number % 4 < 2
    return {"key": aerospike.POLICY_KEY_SEND if sends_key else aerospike.POLICY_KEY_DIGEST}


def _call(client: Any, key: Any, call: dict[str, Any], policy: dict[str, Any]) -> Any:
    try:
        operations = [build_operation(operation) for operation in call["ops"]]
        if "filter" in call:
            policy = {**policy, "expressions": corpus.build(call["filter"]).compile()}
        _, _, results = client.operate_ordered(key, operations, None, policy)
    except aerospike.exception.AerospikeError as error:
        return {"error": [type(error).__name__, error.code]}
    return [[name, describe(value)] for name, value in results]


def remove(client: Any, family: str, number: int) -> None:
    """Remove the record of a case."""
    try:
        client.remove(key_of(family, number))
    except aerospike.exception.RecordNotFound:
        pass


def run(client: Any, family: str, number: int, case: dict[str, Any]) -> dict[str, Any]:
    """The outcome of a case, of which no record may be there.

    Raises:
        AerospikeError: the record could not be written or read.
    """
    key = key_of(family, number)
    policy = _write_policy(number)
    if case["bins"]:
        client.put(key, corpus.build_operation(case["bins"]), None, policy)
    answers = [_call(client, key, call, policy) for call in case["calls"]]
    try:
        _, meta, bins = client.get(key)
    except aerospike.exception.RecordNotFound:
        return {"answers": answers, "left": None, "generation": 0}
    described = {name: describe(value) for name, value in bins.items()}
    return {"answers": answers, "left": described, "generation": meta["gen"]}
