"""Wrong calls of commands on one record."""

from __future__ import annotations

from wrong_call import BASE64_TOO, NOT_COMPILED, NS, Alien, client, param, raises, type_error

import aerospike
from aerospike_helpers.expressions import base as exp
from aerospike_helpers.operations import operations as op

CALLS = [
    # Keys.
    *param(
        "key tuple must be (Namespace, Set, Key) or (Namespace, Set, None, Digest)",
        ("key of two parts", lambda c, k: c.put((NS, "s"), {"b": 1})),
        ("key of five parts", lambda c, k: c.get((NS, "s", 1, None, 2))),
        ("key is empty", lambda c, k: c.exists(())),
    ),
    *param(
        "key is invalid",
        ("key is a list", lambda c, k: c.put([NS, "s", 1], {"b": 1})),
        ("key is None", lambda c, k: c.get(None)),
        ("key is text", lambda c, k: c.get("key")),
        ("namespace too long", lambda c, k: c.get(("n" * 40, "s", 1))),
        ("set too long", lambda c, k: c.put((NS, "s" * 64, 1), {"b": 1})),
        ("user key is a float", lambda c, k: c.put((NS, "s", 1.5), {"b": 1})),
        ("user key is a list", lambda c, k: c.put((NS, "s", []), {"b": 1})),
        ("key of select", lambda c, k: c.select("key", ["a"])),
        ("key of remove", lambda c, k: c.remove("key")),
        ("key of remove_bin", lambda c, k: c.remove_bin("key", ["a"])),
        ("key of touch", lambda c, k: c.touch("key", 1)),
        ("key of append", lambda c, k: c.append("key", "a", "x")),
        ("key of operate", lambda c, k: c.operate("key", [op.read("a")])),
        ("key of operate_ordered", lambda c, k: c.operate_ordered("key", [op.read("a")])),
        ("key of apply", lambda c, k: c.apply("key", "m", "f", [])),
    ),
    *param(
        "namespace must be a string",
        ("namespace is a number", lambda c, k: c.get((1, "s", 1))),
        ("namespace is None", lambda c, k: c.get((None, "s", 1))),
    ),
    *param(
        "set must be a string",
        ("set is a number", lambda c, k: c.put((NS, 5, 1), {"b": 1})),
    ),
    *param(
        "integer value for KEY exceeds sys.maxsize",
        ("user key is too large", lambda c, k: c.get((NS, "s", 2**63))),
        ("user key is too small", lambda c, k: c.get((NS, "s", -(2**63) - 1))),
    ),
    *param(
        "Byte array size cannot be 0",
        ("user key is empty", lambda c, k: c.get((NS, "s", bytearray()))),
    ),
    *param(
        "either key or digest is required",
        ("no user key", lambda c, k: c.get((NS, "s", None))),
    ),
    *param(
        "digest size is invalid. should be 20 bytes, but received 19",
        ("digest too short", lambda c, k: c.get((NS, "s", None, bytearray(19)))),
    ),
    *param(
        "digest is invalid. expected a bytearray",
        ("digest is bytes", lambda c, k: c.get((NS, "s", None, bytes(20)))),
        ("digest is text", lambda c, k: c.exists((NS, "s", None, "x" * 20))),
    ),
    *raises(
        "NamespaceNotFound",
        20,
        "Invalid namespace: nowhere",
        ("unknown namespace", lambda c, k: c.put(("nowhere", "s", 1), {"b": 1})),
    ),
    # Bins and values.
    *param(
        "Record should be passed as bin-value pair",
        ("bins are a list", lambda c, k: c.put(k, [("b", 1)])),
        ("bins are None", lambda c, k: c.put(k, None)),
        ("bins are text", lambda c, k: c.put(k, "b")),
    ),
    *raises(
        "InvalidRequest",
        4,
        "NODE AEROSPIKE_ERR_REQUEST_INVALID",
        ("no bins", lambda c, k: c.put(k, {})),
    ),
    *client(
        "A bin name must be a string or unicode string.",
        ("bin name is a number", lambda c, k: c.put(k, {1: 1})),
        ("bin name is bytes", lambda c, k: c.put(k, {b"b": 1})),
    ),
    *raises(
        "BinNameError",
        21,
        "A bin name should not exceed 15 characters limit",
        ("bin name too long", lambda c, k: c.put(k, {"b" * 16: 1})),
    ),
    *param(
        "integer value exceeds sys.maxsize",
        ("integer too large", lambda c, k: c.put(k, {"b": 2**63})),
        ("integer far too large", lambda c, k: c.put(k, {"b": 2**70})),
        ("integer too small", lambda c, k: c.put(k, {"b": -(2**63) - 1})),
        ("integer in a list too large", lambda c, k: c.put(k, {"b": [2**63]})),
        ("integer in a map too large", lambda c, k: c.put(k, {"b": {"k": 2**63}})),
    ),
    *client(
        "Unicode value not encoded in utf-8.",
        ("lone surrogate", lambda c, k: c.put(k, {"b": "\ud800"})),
        ("lone surrogate in a list", lambda c, k: c.put(k, {"b": ["\ud800"]})),
    ),
    *param(
        "Cannot serialize: SERIALIZER_NONE selected",
        ("set as a value", lambda c, k: c.put(k, {"b": {1}})),
        ("tuple as a value", lambda c, k: c.put(k, {"b": (1, 2)})),
        ("complex as a value", lambda c, k: c.put(k, {"b": 1j})),
        ("object as a value", lambda c, k: c.put(k, {"b": Alien()})),
        ("object in a map", lambda c, k: c.put(k, {"b": {"k": [Alien()]}})),
        ("a good bin and a bad one", lambda c, k: c.put(k, {"b": 1, "x": {1}})),
    ),
    *client(
        "No serializer callback registered",
        ("user serializer that is not there", lambda c, k: c.put(k, {"b": Alien()}, serializer=3)),
    ),
    *client(
        "Unsupported serializer",
        ("unknown serializer", lambda c, k: c.put(k, {"b": Alien()}, serializer=7)),
    ),
    *client(
        "Invalid value type: 13",
        ("wildcard as a value", lambda c, k: c.put(k, {"b": aerospike.CDTWildcard()})),
    ),
    *client(
        "Invalid value type: 14",
        ("infinity as a value", lambda c, k: c.put(k, {"b": aerospike.CDTInfinite()})),
    ),
    *raises(
        "RecordTooBig",
        13,
        "NODE AEROSPIKE_ERR_RECORD_TOO_BIG",
        ("record too big", lambda c, k: c.put(k, {"b": bytearray(2 * 1024 * 1024)})),
    ),
    # Metadata.
    *param(
        "Metadata should be of type dictionary",
        ("meta is a list", lambda c, k: c.put(k, {"b": 1}, [])),
        ("meta is text", lambda c, k: c.operate(k, [op.write("b", 1)], "x")),
        ("meta of remove_bin", lambda c, k: c.remove_bin(k, ["a"], [])),
        ("meta of append", lambda c, k: c.append(k, "b", "x", 5)),
    ),
    *param(
        "Generation should be an int or long",
        ("gen is text", lambda c, k: c.put(k, {"b": 1}, {"gen": "1"})),
        ("gen is a float", lambda c, k: c.operate(k, [op.write("b", 1)], {"gen": 1.5})),
    ),
    *param(
        "Ttl should be an int or long",
        ("ttl is text", lambda c, k: c.put(k, {"b": 1}, {"ttl": "1"})),
        ("ttl is a float", lambda c, k: c.put(k, {"b": 1}, {"ttl": 1.5})),
    ),
    *param(
        "integer value for ttl exceeds sys.maxsize",
        ("ttl is far too large", lambda c, k: c.put(k, {"b": 1}, {"ttl": 2**64})),
    ),
    *param(
        "integer value for gen exceeds sys.maxsize",
        ("gen is far too large", lambda c, k: c.put(k, {"b": 1}, {"gen": 2**64})),
    ),
    *raises(
        "InvalidRequest",
        4,
        "NODE AEROSPIKE_ERR_REQUEST_INVALID",
        ("ttl too long", lambda c, k: c.put(k, {"b": 1}, {"ttl": 2**31})),
    ),
    # Policies.
    *param(
        "policy must be a dict",
        ("policy is a list", lambda c, k: c.get(k, [])),
        ("policy is text", lambda c, k: c.put(k, {"b": 1}, policy="fast")),
        ("policy of remove is text", lambda c, k: c.remove(k, None, "x")),
        ("policy of operate is text", lambda c, k: c.operate(k, [op.read("a")], None, "x")),
        (
            "policy of operate_ordered is text",
            lambda c, k: c.operate_ordered(k, [op.read("a")], None, "x"),
        ),
        ("policy of apply is text", lambda c, k: c.apply(k, "m", "f", [], "x")),
    ),
    *param(
        "total_timeout is invalid",
        ("timeout is text", lambda c, k: c.get(k, {"total_timeout": "1"})),
        ("timeout is a float", lambda c, k: c.get(k, {"total_timeout": 1.5})),
        ("timeout is None", lambda c, k: c.get(k, {"total_timeout": None})),
        ("policy of append", lambda c, k: c.append(k, "b", "x", None, {"total_timeout": 0.5})),
        ("policy of apply", lambda c, k: c.apply(k, "m", "f", [], {"total_timeout": "1"})),
    ),
    *client(
        "Unable to fetch long value from policy field",
        ("timeout is far too large", lambda c, k: c.get(k, {"total_timeout": 2**64})),
    ),
    *param(
        "key is invalid",
        ("key policy is text", lambda c, k: c.get(k, {"key": "send"})),
    ),
    *param(
        "max_retries is invalid",
        ("retries are a list", lambda c, k: c.get(k, {"max_retries": []})),
    ),
    *param(
        "read_touch_ttl_percent is invalid",
        ("read touch", lambda c, k: c.get(k, {"read_touch_ttl_percent": "1"})),
    ),
    *param(
        NOT_COMPILED + BASE64_TOO,
        ("expression is text", lambda c, k: c.get(k, {"expressions": "a > 1"})),
        ("expression is a number", lambda c, k: c.get(k, {"expressions": 1})),
        (
            "expression is not compiled",
            lambda c, k: c.get(k, {"expressions": exp.Eq(exp.IntBin("a"), 1)}),
        ),
        ("expression is an empty list", lambda c, k: c.get(k, {"expressions": []})),
        ("expression is None", lambda c, k: c.exists(k, {"expressions": None})),
    ),
    *param(
        NOT_COMPILED,
        ("expression is a list of numbers", lambda c, k: c.get(k, {"expressions": [1]})),
    ),
    *param(
        "txn is not of type aerospike.Transaction",
        ("txn is a number", lambda c, k: c.get(k, {"txn": 1})),
        ("txn is None", lambda c, k: c.get(k, {"txn": None})),
    ),
    *param(
        "socket_timeout is invalid",
        ("policy of exists", lambda c, k: c.exists(k, {"socket_timeout": "1"})),
    ),
    *param(
        "replica is invalid",
        ("policy of select", lambda c, k: c.select(k, ["a"], {"replica": "x"})),
    ),
    *param(
        "gen is invalid",
        ("policy of remove", lambda c, k: c.remove(k, None, {"gen": "x"})),
        (
            "policy of operate_ordered",
            lambda c, k: c.operate_ordered(k, [op.read("a")], None, {"gen": 1.0}),
        ),
    ),
    *client(
        "Incorrect policy -> total_timeout is invalid",
        ("policy of remove_bin", lambda c, k: c.remove_bin(k, ["a"], None, {"total_timeout": "1"})),
    ),
    *client(
        "Incorrect policy -> policy must be a dict",
        ("policy of remove_bin is text", lambda c, k: c.remove_bin(k, ["a"], None, "x")),
    ),
    *param(
        "exists is invalid",
        ("policy of operate", lambda c, k: c.operate(k, [op.read("a")], None, {"exists": "1"})),
    ),
    *param(
        "ttl is invalid",
        ("policy of touch", lambda c, k: c.touch(k, 1, None, {"ttl": "1"})),
    ),
    *param(
        "commit_level is invalid",
        ("policy of increment", lambda c, k: c.increment(k, "a", 1, None, {"commit_level": "1"})),
    ),
    *raises(
        "RecordExistsError",
        5,
        "NODE AEROSPIKE_ERR_RECORD_EXISTS",
        ("existing record created", lambda c, k: c.put(k, {"b": 1}, policy={"exists": 1})),
    ),
    *raises(
        "RecordGenerationError",
        3,
        "NODE AEROSPIKE_ERR_RECORD_GENERATION",
        ("wrong generation", lambda c, k: c.put(k, {"b": 1}, {"gen": 99}, {"gen": 1})),
    ),
    *raises(
        "FilteredOut",
        27,
        "NODE AEROSPIKE_FILTERED_OUT",
        (
            "filter that is false",
            lambda c, k: c.get(k, {"expressions": exp.Eq(exp.IntBin("a"), 5).compile()}),
        ),
    ),
    # Other commands.
    *param(
        "not a list or tuple",
        ("select of text", lambda c, k: c.select(k, "a")),
        ("select of None", lambda c, k: c.select(k, None)),
        ("select of a map", lambda c, k: c.select(k, {"a": 1})),
    ),
    *param(
        "Bin name must be a string",
        ("select of numbers", lambda c, k: c.select(k, [1])),
    ),
    *param(
        "not string type",
        ("select of numbers in a tuple", lambda c, k: c.select(k, (1,))),
    ),
    *raises(
        "RecordNotFound",
        2,
        "NODE AEROSPIKE_ERR_RECORD_NOT_FOUND",
        ("select of nothing there", lambda c, k: c.select((*k[:2], "missing"), ["a"])),
        ("touch of nothing", lambda c, k: c.touch((*k[:2], "missing"), 1)),
        ("remove of nothing", lambda c, k: c.remove((*k[:2], "missing"))),
        ("get of nothing", lambda c, k: c.get((*k[:2], "missing"))),
    ),
    *param(
        "Bins should be a list",
        ("remove_bin of text", lambda c, k: c.remove_bin(k, "a")),
        ("remove_bin of None", lambda c, k: c.remove_bin(k, None)),
    ),
    *client(
        "Invalid bin name, bin name should be a string or unicode string",
        ("remove_bin of numbers", lambda c, k: c.remove_bin(k, [1])),
    ),
    *param(
        "Cannot concatenate 'str' and 'non-str' objects",
        ("append of a number", lambda c, k: c.append(k, "b", 1)),
        ("append of None", lambda c, k: c.append(k, "b", None)),
        ("prepend of a list", lambda c, k: c.prepend(k, "b", [])),
    ),
    *param(
        "Bin name should be of type string",
        ("append to a number", lambda c, k: c.append(k, 5, "x")),
        ("append to None", lambda c, k: c.append(k, None, "x")),
        ("increment of a number", lambda c, k: c.increment(k, 1, 1)),
    ),
    *raises(
        "BinNameError",
        21,
        "A bin name should not exceed 15 characters limit",
        ("append to a long name", lambda c, k: c.append(k, "b" * 16, "x")),
        ("prepend to a long name", lambda c, k: c.prepend(k, "b" * 16, "x")),
        ("increment of a long name", lambda c, k: c.increment(k, "b" * 16, 1)),
    ),
    *raises(
        "BinIncompatibleType",
        12,
        "NODE AEROSPIKE_ERR_BIN_INCOMPATIBLE_TYPE",
        ("append to an integer", lambda c, k: c.append(k, "a", "x")),
        ("increment of a float", lambda c, k: c.increment(k, "a", 1.5)),
    ),
    *param(
        "Unsupported operand type(s) for +: only 'int' allowed",
        ("increment by text", lambda c, k: c.increment(k, "a", "1")),
        ("increment by None", lambda c, k: c.increment(k, "a", None)),
    ),
    *param(
        "integer value exceeds sys.maxsize",
        ("increment by too much", lambda c, k: c.increment(k, "a", 2**64)),
    ),
    *param(
        "Unsupported operand type(s) for touch : only int or long allowed",
        ("touch for text", lambda c, k: c.touch(k, "1")),
        ("touch for a float", lambda c, k: c.touch(k, 1.5)),
    ),
    *raises(
        "RecordGenerationError",
        3,
        "NODE AEROSPIKE_ERR_RECORD_GENERATION",
        (
            "append with a wrong generation",
            lambda c, k: c.append(k, "a", "x", {"gen": 99}, {"gen": 1}),
        ),
    ),
    # Arguments.
    *type_error(
        "put() missing required argument 'bins' (pos 2)",
        ("too few arguments", lambda c, k: c.put(k)),
    ),
    *type_error(
        "get() takes at most 2 arguments (3 given)",
        ("too many arguments", lambda c, k: c.get(k, None, None)),
    ),
    *type_error(
        "'speed' is an invalid keyword argument for get()",
        ("unknown argument", lambda c, k: c.get(k, speed=1)),
    ),
]
