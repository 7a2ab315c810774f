"""Calls that are wrong, each with the class and the code of the error that it raises.

The classes and codes are those of the official package; run this file under an interpreter that
has it, with ``AEROSPIKE_HOSTS`` set, to see them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

NS = "test"
REPLACE = {"exists": 3}


class WrongCall(NamedTuple):
    """A call of a client with the key of a record that holds ``{"a": 1}``."""

    name: str
    call: Callable[[Any, Any], Any]
    error: str
    code: int | None


class Alien:
    """A type that nothing maps to."""


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


CALLS: list[WrongCall] = [
    # Keys.
    WrongCall("key of two parts", lambda c, k: c.put((NS, "s"), {"b": 1}), "ParamError", -2),
    WrongCall("key of five parts", lambda c, k: c.get((NS, "s", 1, None, 2)), "ParamError", -2),
    WrongCall("key is a list", lambda c, k: c.put([NS, "s", 1], {"b": 1}), "ParamError", -2),
    WrongCall("key is None", lambda c, k: c.get(None), "ParamError", -2),
    WrongCall("key is text", lambda c, k: c.get("key"), "ParamError", -2),
    WrongCall("namespace is a number", lambda c, k: c.get((1, "s", 1)), "ParamError", -2),
    WrongCall("namespace is None", lambda c, k: c.get((None, "s", 1)), "ParamError", -2),
    WrongCall("namespace too long", lambda c, k: c.get(("n" * 40, "s", 1)), "ParamError", -2),
    WrongCall("set is a number", lambda c, k: c.put((NS, 5, 1), {"b": 1}), "ParamError", -2),
    WrongCall("set too long", lambda c, k: c.put((NS, "s" * 64, 1), {"b": 1}), "ParamError", -2),
    WrongCall(
        "user key is a float", lambda c, k: c.put((NS, "s", 1.5), {"b": 1}), "ParamError", -2
    ),
    WrongCall("user key is a list", lambda c, k: c.put((NS, "s", []), {"b": 1}), "ParamError", -2),
    WrongCall("user key is too large", lambda c, k: c.get((NS, "s", 2**63)), "ParamError", -2),
    WrongCall(
        "user key is too small", lambda c, k: c.get((NS, "s", -(2**63) - 1)), "ParamError", -2
    ),
    WrongCall("user key is empty", lambda c, k: c.get((NS, "s", bytearray())), "ParamError", -2),
    WrongCall("no user key", lambda c, k: c.get((NS, "s", None)), "ParamError", -2),
    WrongCall(
        "digest too short", lambda c, k: c.get((NS, "s", None, bytearray(19))), "ParamError", -2
    ),
    WrongCall("digest is bytes", lambda c, k: c.get((NS, "s", None, bytes(20))), "ParamError", -2),
    WrongCall(
        "unknown namespace",
        lambda c, k: c.put(("nowhere", "s", 1), {"b": 1}),
        "NamespaceNotFound",
        20,
    ),
    # Bins and values.
    WrongCall("bins are a list", lambda c, k: c.put(k, [("b", 1)]), "ParamError", -2),
    WrongCall("bins are None", lambda c, k: c.put(k, None), "ParamError", -2),
    WrongCall("no bins", lambda c, k: c.put(k, {}), "InvalidRequest", 4),
    WrongCall("bin name is a number", lambda c, k: c.put(k, {1: 1}), "ClientError", -1),
    WrongCall("bin name is bytes", lambda c, k: c.put(k, {b"b": 1}), "ClientError", -1),
    WrongCall("bin name too long", lambda c, k: c.put(k, {"b" * 16: 1}), "BinNameError", 21),
    WrongCall("integer too large", lambda c, k: c.put(k, {"b": 2**63}), "ParamError", -2),
    WrongCall("integer far too large", lambda c, k: c.put(k, {"b": 2**70}), "ParamError", -2),
    WrongCall("integer too small", lambda c, k: c.put(k, {"b": -(2**63) - 1}), "ParamError", -2),
    WrongCall(
        "integer in a list too large", lambda c, k: c.put(k, {"b": [2**63]}), "ParamError", -2
    ),
    WrongCall("lone surrogate", lambda c, k: c.put(k, {"b": "\ud800"}), "ClientError", -1),
    WrongCall("set as a value", lambda c, k: c.put(k, {"b": {1}}), "ParamError", -2),
    WrongCall("tuple as a value", lambda c, k: c.put(k, {"b": (1, 2)}), "ParamError", -2),
    WrongCall("complex as a value", lambda c, k: c.put(k, {"b": 1j}), "ParamError", -2),
    WrongCall("object as a value", lambda c, k: c.put(k, {"b": Alien()}), "ParamError", -2),
    WrongCall("object in a map", lambda c, k: c.put(k, {"b": {"k": [Alien()]}}), "ParamError", -2),
    WrongCall(
        "a good bin and a bad one", lambda c, k: c.put(k, {"b": 1, "x": {1}}), "ParamError", -2
    ),
    WrongCall(
        "user serializer that is not there",
        lambda c, k: c.put(k, {"b": Alien()}, serializer=3),
        "ClientError",
        -1,
    ),
    WrongCall(
        "record too big",
        lambda c, k: c.put(k, {"b": bytearray(2 * 1024 * 1024)}),
        "RecordTooBig",
        13,
    ),
    # Metadata.
    WrongCall("meta is a list", lambda c, k: c.put(k, {"b": 1}, []), "ParamError", -2),
    WrongCall("gen is text", lambda c, k: c.put(k, {"b": 1}, {"gen": "1"}), "ParamError", -2),
    WrongCall("ttl is text", lambda c, k: c.put(k, {"b": 1}, {"ttl": "1"}), "ParamError", -2),
    WrongCall("ttl is a float", lambda c, k: c.put(k, {"b": 1}, {"ttl": 1.5}), "ParamError", -2),
    WrongCall("ttl too long", lambda c, k: c.put(k, {"b": 1}, {"ttl": 2**31}), "InvalidRequest", 4),
    # Policies.
    WrongCall("policy is a list", lambda c, k: c.get(k, []), "ParamError", -2),
    WrongCall("policy is text", lambda c, k: c.put(k, {"b": 1}, policy="fast"), "ParamError", -2),
    WrongCall("timeout is text", lambda c, k: c.get(k, {"total_timeout": "1"}), "ParamError", -2),
    WrongCall(
        "timeout is a float", lambda c, k: c.get(k, {"total_timeout": 1.5}), "ParamError", -2
    ),
    WrongCall("timeout is None", lambda c, k: c.get(k, {"total_timeout": None}), "ParamError", -2),
    WrongCall("key policy is text", lambda c, k: c.get(k, {"key": "send"}), "ParamError", -2),
    WrongCall("retries are a list", lambda c, k: c.get(k, {"max_retries": []}), "ParamError", -2),
    WrongCall(
        "expression is text", lambda c, k: c.get(k, {"expressions": "a > 1"}), "ParamError", -2
    ),
    WrongCall("txn is a number", lambda c, k: c.get(k, {"txn": 1}), "ParamError", -2),
    WrongCall(
        "existing record created",
        lambda c, k: c.put(k, {"b": 1}, policy={"exists": 1}),
        "RecordExistsError",
        5,
    ),
    WrongCall(
        "wrong generation",
        lambda c, k: c.put(k, {"b": 1}, {"gen": 99}, {"gen": 1}),
        "RecordGenerationError",
        3,
    ),
    # Other commands.
    WrongCall("select of text", lambda c, k: c.select(k, "a"), "ParamError", -2),
    WrongCall("select of numbers", lambda c, k: c.select(k, [1]), "ParamError", -2),
    WrongCall("select of None", lambda c, k: c.select(k, None), "ParamError", -2),
    WrongCall("remove_bin of text", lambda c, k: c.remove_bin(k, "a"), "ParamError", -2),
    WrongCall("remove_bin of numbers", lambda c, k: c.remove_bin(k, [1]), "ClientError", -1),
    WrongCall("append of a number", lambda c, k: c.append(k, "b", 1), "ParamError", -2),
    WrongCall("prepend of a list", lambda c, k: c.prepend(k, "b", []), "ParamError", -2),
    WrongCall(
        "append to an integer", lambda c, k: c.append(k, "a", "x"), "BinIncompatibleType", 12
    ),
    WrongCall("increment by text", lambda c, k: c.increment(k, "a", "1"), "ParamError", -2),
    WrongCall("increment by None", lambda c, k: c.increment(k, "a", None), "ParamError", -2),
    WrongCall(
        "increment of a float", lambda c, k: c.increment(k, "a", 1.5), "BinIncompatibleType", 12
    ),
    WrongCall("touch for text", lambda c, k: c.touch(k, "1"), "ParamError", -2),
    WrongCall(
        "touch of nothing", lambda c, k: c.touch((*k[:2], "missing"), 1), "RecordNotFound", 2
    ),
    WrongCall("remove of nothing", lambda c, k: c.remove((*k[:2], "missing")), "RecordNotFound", 2),
    WrongCall("operate on text", lambda c, k: c.operate(k, "read"), "ParamError", -2),
    WrongCall(
        "operate without operation", lambda c, k: c.operate(k, [{"bin": "a"}]), "ParamError", -2
    ),
    WrongCall(
        "unknown operation", lambda c, k: c.operate(k, [{"op": 9999, "bin": "a"}]), "ParamError", -2
    ),
    WrongCall(
        "ordered operation is text", lambda c, k: c.operate_ordered(k, ["x"]), "ParamError", -2
    ),
    WrongCall(
        "operation without a value",
        lambda c, k: c.operate(k, [{"op": 2, "bin": "b"}]),
        "ParamError",
        -2,
    ),
    WrongCall("batch of text", lambda c, k: c.batch_read("keys"), "ParamError", -2),
    WrongCall("batch of numbers", lambda c, k: c.batch_read([1]), "ParamError", -2),
    WrongCall(
        "batch with a bad key", lambda c, k: c.batch_read([k, (NS, "s", 1.5)]), "ParamError", -2
    ),
    WrongCall("batch of bins as text", lambda c, k: c.batch_read([k], "a"), "ParamError", -2),
    WrongCall("batch of bins as numbers", lambda c, k: c.batch_read([k], [1]), "ParamError", -2),
    WrongCall("batch policy is text", lambda c, k: c.batch_read([k], None, "x"), "ParamError", -2),
    WrongCall("info of a number", lambda c, k: c.info_all(1), "ParamError", -2),
    WrongCall("info of None", lambda c, k: c.info_random_node(None), "ParamError", -2),
    WrongCall("info of no node", lambda c, k: c.info_single_node("build", "XYZ"), "ParamError", -2),
    WrongCall(
        "info of a number as node", lambda c, k: c.info_single_node("build", 5), "ParamError", -2
    ),
    WrongCall("truncate a number", lambda c, k: c.truncate(1, None, 0), "ParamError", -2),
    WrongCall("truncate set a number", lambda c, k: c.truncate(NS, 1, 0), "ParamError", -2),
    WrongCall("truncate in text", lambda c, k: c.truncate(NS, "s", "0"), "ParamError", -2),
    WrongCall("truncate before time", lambda c, k: c.truncate(NS, "s", -1), "ParamError", -2),
    WrongCall("truncate too late", lambda c, k: c.truncate(NS, "s", 2**64), "ParamError", -2),
    WrongCall(
        "partition of a number as set",
        lambda c, k: c.get_key_partition_id(NS, 1, 1),
        "ParamError",
        -2,
    ),
    WrongCall(
        "partition of a float", lambda c, k: c.get_key_partition_id(NS, "s", 1.5), "ParamError", -2
    ),
    WrongCall("too few arguments", lambda c, k: c.put(k), "TypeError", None),
    WrongCall("too many arguments", lambda c, k: c.get(k, None, None), "TypeError", None),
    WrongCall("unknown argument", lambda c, k: c.get(k, speed=1), "TypeError", None),
]


def config_calls(hosts: Any) -> list[tuple[str, Any, str, int | None]]:
    """Configurations that are wrong, with the class and the code of the error."""
    good = {"hosts": hosts}
    return [
        ("config is None", None, "ParamError", -2),
        ("config is a list", [], "ParamError", -2),
        ("no hosts", {}, "ParamError", -2),
        ("hosts are empty", {"hosts": []}, "ParamError", -2),
        ("hosts are text", {"hosts": "127.0.0.1:3000"}, "ParamError", -2),
        ("host without a port", {"hosts": [("127.0.0.1",)]}, "ParamError", -2),
        ("host with a port as text", {"hosts": [("127.0.0.1", "3000")]}, "ParamError", -2),
        ("host is a number", {"hosts": [1]}, "ParamError", -2),
        ("host name is a number", {"hosts": [(1, 3000)]}, "ParamError", -2),
        ("validate_keys is text", {**good, "validate_keys": "yes"}, "ParamError", -2),
        ("unknown key", {**good, "validate_keys": True, "speed": 1}, "ParamError", -2),
        (
            "unknown policy key",
            {**good, "validate_keys": True, "policies": {"read": {"speed": 1}}},
            "ParamError",
            -2,
        ),
        (
            "unknown section",
            {**good, "validate_keys": True, "policies": {"speed": {}}},
            "ParamError",
            -2,
        ),
        ("policy is text", {**good, "policies": {"read": "fast"}}, "ParamError", -2),
        (
            "timeout is text",
            {**good, "policies": {"read": {"total_timeout": "1"}}},
            "ParamError",
            -2,
        ),
        (
            "timeout is negative",
            {**good, "policies": {"read": {"total_timeout": -1}}},
            "ParamError",
            -2,
        ),
        (
            "switch is a number",
            {**good, "policies": {"read": {"deserialize": 1}}},
            "ParamError",
            -2,
        ),
        ("auth mode", {**good, "policies": {"auth_mode": 99}}, "ParamError", -2),
        ("serializer is text", {**good, "serialization": ("x", None)}, "ParamError", -2),
        ("deserializer is text", {**good, "serialization": (None, "x")}, "ParamError", -2),
        ("compression threshold", {**good, "compression_threshold": -1}, "ParamError", -2),
        ("user is empty", {**good, "user": "", "password": "x"}, "ParamError", -2),
        ("password too long", {**good, "user": "u", "password": "x" * 64}, "ParamError", -2),
        ("rack id is text", {**good, "rack_id": "1"}, "ParamError", -2),
        ("rack_aware is a number", {**good, "rack_aware": 1}, "ParamError", -2),
        ("rack ids are text", {**good, "rack_ids": "1"}, "ParamError", -2),
        ("config provider is text", {**good, "config_provider": "x"}, "ParamError", -2),
        ("app id is a number", {**good, "app_id": 5}, "TypeError", None),
    ]


def outcome(call: Callable[[], Any]) -> tuple[str, int | None]:
    """The class and the code of the error that a call raises."""
    try:
        call()
    except Exception as error:
        return type(error).__name__, getattr(error, "code", None)
    return "nothing", None


def main() -> None:
    """Shows where this interpreter's package differs from the table."""
    import os

    import aerospike

    host, _, port = os.environ["AEROSPIKE_HOSTS"].split(",")[0].rpartition(":")
    client = aerospike.client({"hosts": [(host, int(port))]})
    key = (NS, "wrong_calls", "key")
    for wrong in CALLS:
        client.put(key, {"a": 1}, policy=REPLACE)
        found = outcome(lambda wrong=wrong: wrong.call(client, key))
        if found != (wrong.error, wrong.code):
            print(f"{wrong.name}: {found}, not {(wrong.error, wrong.code)}")
        if client.get(key)[2] != {"a": 1}:
            print(f"{wrong.name}: wrote {client.get(key)[2]}")
    for name, config, error, code in config_calls([(host, int(port))]):
        found = outcome(lambda config=config: aerospike.client(config))
        if found != (error, code):
            print(f"{name}: {found}, not {(error, code)}")


if __name__ == "__main__":
    main()
