"""Wrong batches."""

from __future__ import annotations

from wrong_call import NS, Alien, client, param, raises

from aerospike_helpers.batch import records as br
from aerospike_helpers.operations import operations as op

CALLS = [
    *param(
        "keys should be a list of aerospike key tuples",
        ("batch_read of text", lambda c, k: c.batch_read("keys")),
        ("batch_read of None", lambda c, k: c.batch_read(None)),
        ("batch_operate of text", lambda c, k: c.batch_operate("x", [op.read("a")])),
        ("batch_operate of None", lambda c, k: c.batch_operate(None, [op.read("a")])),
        ("batch_remove of text", lambda c, k: c.batch_remove("x")),
        ("batch_apply of text", lambda c, k: c.batch_apply("x", "m", "f", [])),
    ),
    *param(
        "key should be an aerospike key tuple",
        ("batch_read of numbers", lambda c, k: c.batch_read([1])),
        ("batch_operate of numbers", lambda c, k: c.batch_operate([1], [op.read("a")])),
        ("batch_remove of numbers", lambda c, k: c.batch_remove([1])),
        ("batch_apply of numbers", lambda c, k: c.batch_apply([1], "m", "f", [])),
    ),
    *param(
        "failed to convert key at index: 1 -> key is invalid",
        ("batch_read with a bad key", lambda c, k: c.batch_read([k, (NS, "s", 1.5)])),
        (
            "batch_operate with a bad key",
            lambda c, k: c.batch_operate([k, (NS, "s", 1.5)], [op.read("a")]),
        ),
    ),
    *param(
        "Bins argument should be a list.",
        ("batch_read of bins as text", lambda c, k: c.batch_read([k], "a")),
    ),
    *param(
        "Bin name should be a string or unicode string.",
        ("batch_read of bins as numbers", lambda c, k: c.batch_read([k], [1])),
        ("batch_read of bins as None", lambda c, k: c.batch_read([k], [None])),
    ),
    *param(
        "policy must be a dict",
        ("batch_read with a policy of text", lambda c, k: c.batch_read([k], None, "x")),
        (
            "batch_write with a policy of text for all",
            lambda c, k: c.batch_write(br.BatchRecords([br.Read(k, [op.read("a")])]), "x"),
        ),
        (
            "batch_operate with a policy of text",
            lambda c, k: c.batch_operate([k], [op.read("a")], "x"),
        ),
        (
            "batch_operate with a write policy of text",
            lambda c, k: c.batch_operate([k], [op.write("b", 1)], None, "x"),
        ),
        ("batch_remove with a policy of text", lambda c, k: c.batch_remove([k], "x")),
        ("batch_remove with a remove policy of text", lambda c, k: c.batch_remove([k], None, "x")),
        ("batch_apply with a policy of text", lambda c, k: c.batch_apply([k], "m", "f", [], "x")),
    ),
    *param(
        "total_timeout is invalid",
        (
            "batch_read with a timeout of text",
            lambda c, k: c.batch_read([k], None, {"total_timeout": "x"}),
        ),
    ),
    *param(
        "batch_records must be an aerospike_helpers.batch.records.BatchRecords instance",
        ("batch_write of text", lambda c, k: c.batch_write("x")),
        ("batch_write of a list", lambda c, k: c.batch_write([])),
        ("batch_write of None", lambda c, k: c.batch_write(None)),
    ),
    *param(
        "batch_records must be a list of BatchRecord",
        ("batch_write of records that are text", lambda c, k: c.batch_write(br.BatchRecords("x"))),
    ),
    *param(
        "batch_record must be a BatchRecord class instance",
        ("batch_write of numbers", lambda c, k: c.batch_write(br.BatchRecords([1]))),
    ),
    *param(
        "py_key is NULL or not a tuple, key must be a aerospike key tuple",
        (
            "batch_write with a key of text",
            lambda c, k: c.batch_write(br.BatchRecords([br.Read("x", [op.read("a")])])),
        ),
    ),
    *param(
        "key is invalid",
        (
            "batch_write with a bad key",
            lambda c, k: c.batch_write(br.BatchRecords([br.Read((NS, "s", 1.5), [op.read("a")])])),
        ),
    ),
    *param(
        "py_ops_list is NULL or not a list, ops must be a list of aerospike operation dicts",
        (
            "batch_write with operations of text",
            lambda c, k: c.batch_write(br.BatchRecords([br.Write(k, "x")])),
        ),
        (
            "batch_write without operations",
            lambda c, k: c.batch_write(br.BatchRecords([br.Write(k, [])])),
        ),
    ),
    *param(
        "py_op is NULL or not a dict, ops must be a dict"
        + " " * 37
        + "produced by an aerospike operation helper",
        (
            "batch_write with an operation of text",
            lambda c, k: c.batch_write(br.BatchRecords([br.Write(k, ["x"])])),
        ),
    ),
    *param(
        'Operation must contain an "op" entry',
        (
            "batch_write with a bad operation",
            lambda c, k: c.batch_write(br.BatchRecords([br.Write(k, [{"bin": "a"}])])),
        ),
        ("batch_operate with a bad operation", lambda c, k: c.batch_operate([k], [{"bin": "a"}])),
    ),
    *param(
        "Bin name should be of type string",
        (
            "batch_write with a bad name",
            lambda c, k: c.batch_write(br.BatchRecords([br.Write(k, [op.write(5, 1)])])),
        ),
    ),
    *param(
        "batch_type: Write, failed to convert policy -> policy must be a dict",
        (
            "batch_write with a policy of text",
            lambda c, k: c.batch_write(
                br.BatchRecords([br.Write(k, [op.write("b", 1)], policy="x")])
            ),
        ),
    ),
    *param(
        "batch_type: Write, failed to convert policy -> gen is invalid",
        (
            "batch_write with a bad policy of a write",
            lambda c, k: c.batch_write(
                br.BatchRecords([br.Write(k, [op.write("b", 1)], policy={"gen": "x"})])
            ),
        ),
    ),
    *param(
        "batch_type: Read, failed to convert policy -> read_mode_ap is invalid",
        (
            "batch_write with a bad policy of a read",
            lambda c, k: c.batch_write(
                br.BatchRecords([br.Read(k, [op.read("b")], policy={"read_mode_ap": "x"})])
            ),
        ),
    ),
    *param(
        "batch_type: Remove, failed to convert policy -> generation is invalid",
        (
            "batch_write with a bad policy of a remove",
            lambda c, k: c.batch_write(br.BatchRecords([br.Remove(k, policy={"generation": "x"})])),
        ),
    ),
    *param(
        "Generation should be an int or long",
        (
            "batch_write with bad metadata",
            lambda c, k: c.batch_write(
                br.BatchRecords([br.Write(k, [op.write("b", 1)], meta={"gen": "x"})])
            ),
        ),
    ),
    *param(
        "Metadata should be of type dictionary",
        (
            "batch_write with metadata of text",
            lambda c, k: c.batch_write(
                br.BatchRecords([br.Write(k, [op.write("b", 1)], meta="x")])
            ),
        ),
    ),
    *param(
        "module must be a string",
        (
            "batch_write with a module that is a number",
            lambda c, k: c.batch_write(br.BatchRecords([br.Apply(k, 1, "f", [])])),
        ),
        ("batch_apply with a module that is a number", lambda c, k: c.batch_apply([k], 1, "f", [])),
    ),
    *param(
        "function must be a string",
        (
            "batch_write with a function that is a number",
            lambda c, k: c.batch_write(br.BatchRecords([br.Apply(k, "m", 1, [])])),
        ),
        (
            "batch_apply with a function that is a number",
            lambda c, k: c.batch_apply([k], "m", 1, []),
        ),
    ),
    *param(
        "args must be a list of arguments for the UDF",
        (
            "batch_write with arguments of text",
            lambda c, k: c.batch_write(br.BatchRecords([br.Apply(k, "m", "f", "x")])),
        ),
        ("batch_apply with arguments of text", lambda c, k: c.batch_apply([k], "m", "f", "x")),
    ),
    *param(
        "batch_type: Apply, failed to convert policy -> ttl is invalid",
        (
            "batch_write with a bad policy of an apply",
            lambda c, k: c.batch_write(
                br.BatchRecords([br.Apply(k, "m", "f", [], policy={"ttl": "x"})])
            ),
        ),
    ),
    *param(
        "concurrent is invalid",
        (
            "batch_write with a bad policy for all",
            lambda c, k: c.batch_write(
                br.BatchRecords([br.Read(k, [op.read("a")])]), {"concurrent": "x"}
            ),
        ),
    ),
    *param(
        "ops should be a list of op dictionaries",
        ("batch_operate with operations of text", lambda c, k: c.batch_operate([k], "x")),
        ("batch_operate without operations", lambda c, k: c.batch_operate([k], [])),
    ),
    *param(
        "op should be an aerospike operation dictionary",
        ("batch_operate with an operation of text", lambda c, k: c.batch_operate([k], ["x"])),
    ),
    *param(
        "max_retries is invalid",
        (
            "batch_operate with a bad policy",
            lambda c, k: c.batch_operate([k], [op.read("a")], {"max_retries": "x"}),
        ),
    ),
    *param(
        "exists is invalid",
        (
            "batch_operate with a bad write policy",
            lambda c, k: c.batch_operate([k], [op.write("b", 1)], None, {"exists": "x"}),
        ),
    ),
    *param(
        "ttl should be an integer",
        (
            "batch_operate with a ttl of text",
            lambda c, k: c.batch_operate([k], [op.write("b", 1)], ttl="x"),
        ),
    ),
    *param(
        "failed to convert key at index: 0 -> key is invalid",
        ("batch_remove with a bad key", lambda c, k: c.batch_remove([(NS, "s", 1.5)])),
        ("batch_apply with a bad key", lambda c, k: c.batch_apply([(NS, "s", 1.5)], "m", "f", [])),
    ),
    *param(
        "gen is invalid",
        (
            "batch_remove with a bad policy of a remove",
            lambda c, k: c.batch_remove([k], None, {"gen": "x"}),
        ),
    ),
    *client(
        "Unable to serialize unknown Python native type.",
        (
            "batch_apply with an argument of a strange type",
            lambda c, k: c.batch_apply([k], "m", "f", [Alien()]),
        ),
    ),
    *param(
        "ttl is invalid",
        (
            "batch_apply with a bad apply policy",
            lambda c, k: c.batch_apply([k], "m", "f", [], None, {"ttl": "x"}),
        ),
    ),
    *raises(
        "BinNameError",
        21,
        "A bin name should not exceed 15 characters limit",
        (
            "batch_operate on a long name",
            lambda c, k: c.batch_operate([k], [op.write("b" * 16, 1)]),
        ),
    ),
]
