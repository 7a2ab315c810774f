"""Wrong scans and queries."""

from __future__ import annotations

from wrong_call import NS, TABS, Alien, client, fail, param, partition, raises, type_error

from aerospike import predicates as p

CALLS = [
    *param(
        "query() expects atleast 1 parameter",
        ("query without a namespace", lambda c, k: c.query()),
    ),
    *param(
        "Namespace should be a string",
        ("query of a number", lambda c, k: c.query(1)),
        ("query of None", lambda c, k: c.query(None)),
    ),
    *param(
        "Set should be string, unicode or None",
        ("query of a set that is a number", lambda c, k: c.query(NS, 1)),
        ("scan of a set that is a number", lambda c, k: c.scan(NS, 1)),
    ),
    *param(
        "Parameters are incorrect",
        ("scan without a namespace", lambda c, k: c.scan()),
        ("scan of a number", lambda c, k: c.scan(1)),
    ),
    *param(
        "Bin name should be of type string",
        ("query selects a number", lambda c, k: c.query(NS, "s").select(1)),
        ("query selects None", lambda c, k: c.query(NS, "s").select(None)),
        ("scan selects a number", lambda c, k: c.scan(NS, "s").select(1)),
        ("scan selects bytes", lambda c, k: c.scan(NS, "s").select(b"a")),
    ),
    *param(
        "predicate is invalid.",
        ("query where text", lambda c, k: c.query(NS, "s").where("x")),
        ("query where None", lambda c, k: c.query(NS, "s").where(None)),
        ("query where a number", lambda c, k: c.query(NS, "s").where(5)),
        ("query where an empty tuple", lambda c, k: c.query(NS, "s").where(())),
        ("query where one of one", lambda c, k: c.query(NS, "s").where((1,))),
        (
            "query where between texts",
            lambda c, k: c.query(NS, "s").where(p.between("a", "x", "y")),
        ),
        ("query where equal to None", lambda c, k: c.query(NS, "s").where(p.equals("a", None))),
        (
            "query where with an index type of text",
            lambda c, k: c.query(NS, "s").where((0, 0, "a", 1, 2, "x")),
        ),
        (
            "query where with a type of text",
            lambda c, k: c.query(NS, "s").where(("x", 0, "a", 1, 2)),
        ),
    ),
    *param(
        "Failed to add predicate",
        (
            "query where equals twice",
            lambda c, k: c.query(NS, "s").where(p.equals("a", 1)).where(p.equals("a", 2)),
        ),
        (
            "query where with a context of text",
            lambda c, k: c.query(NS, "s").where(p.equals("a", 1), "x"),
        ),
        ("query where no bin", lambda c, k: c.query(NS, "s").where((0, 0, None, 1))),
        (
            "query where by an expression that is a number",
            lambda c, k: c.query(NS, "s").where_with_expr(5, p.equals("a", 1)),
        ),
        (
            "query where with a context of numbers",
            lambda c, k: c.query(NS, "s").where(p.equals("a", 1), [1]),
        ),
    ),
    *raises(
        "IndexNotFound",
        201,
        "AEROSPIKE_ERR_INDEX_NOT_FOUND\nsub-errors:\n201,1,NODE,AEROSPIKE_ERR_INDEX_NOT_FOUND\n201,2,NODE,AEROSPIKE_ERR_INDEX_NOT_FOUND\n201,3,NODE,AEROSPIKE_ERR_INDEX_NOT_FOUND\n201,4,NODE,AEROSPIKE_ERR_INDEX_NOT_FOUND\n201,5,NODE,AEROSPIKE_ERR_INDEX_NOT_FOUND\n201,6,NODE,AEROSPIKE_ERR_INDEX_NOT_FOUND",
        (
            "query without an index",
            lambda c, k: c.query(NS, k[1]).where(p.equals("noindex", 1)).results(),
        ),
    ),
    *client(
        "Ops must be list.",
        ("query with operations of text", lambda c, k: c.query(NS, "s").add_ops("x")),
        ("scan with operations of text", lambda c, k: c.scan(NS, "s").add_ops("x")),
    ),
    *param(
        "Failed to convert ops.",
        ("query with an operation of text", lambda c, k: c.query(NS, "s").add_ops(["x"])),
    ),
    *param(
        'Failed to convert ops. -> Operation must contain an "op" entry',
        ("query with a bad operation", lambda c, k: c.query(NS, "s").add_ops([{"bin": "a"}])),
        ("scan with a bad operation", lambda c, k: c.scan(NS, "s").add_ops([{"bin": "a"}])),
    ),
    *client(
        "udf module argument must be a string or unicode string",
        ("query with a module that is a number", lambda c, k: c.query(NS, "s").apply(1, "f")),
        ("scan with a module that is a number", lambda c, k: c.scan(NS, "s").apply(1, "f")),
    ),
    *client(
        "udf function argument must be a string or unicode string",
        ("query with a function that is a number", lambda c, k: c.query(NS, "s").apply("m", 1)),
        ("scan with a function that is a number", lambda c, k: c.scan(NS, "s").apply("m", 1)),
    ),
    *client(
        "udf function arguments must be enclosed in a list",
        ("query with arguments of text", lambda c, k: c.query(NS, "s").apply("m", "f", "x")),
        ("scan with arguments of text", lambda c, k: c.scan(NS, "s").apply("m", "f", "x")),
        ("query applies to arguments of None", lambda c, k: c.query(NS, "s").apply("m", "f", None)),
        ("scan applies to arguments of None", lambda c, k: c.scan(NS, "s").apply("m", "f", None)),
    ),
    *client(
        "udf function argument type must be supported by Aerospike",
        (
            "query with an argument of a strange type",
            lambda c, k: c.query(NS, "s").apply("m", "f", [Alien()]),
        ),
        (
            "scan with an argument of a strange type",
            lambda c, k: c.scan(NS, "s").apply("m", "f", [Alien()]),
        ),
    ),
    *param(
        "policy must be a dict",
        ("query with a policy of text", lambda c, k: c.query(NS, "s").results("x")),
        ("query for each with a policy of text", lambda c, k: c.query(NS, "s").foreach(print, "x")),
        (
            "query in the background with a policy of text",
            lambda c, k: c.query(NS, "s").execute_background("x"),
        ),
        ("scan with a policy of text", lambda c, k: c.scan(NS, "s").results("x")),
        ("scan for each with a policy of text", lambda c, k: c.scan(NS, "s").foreach(print, "x")),
        (
            "scan in the background with a policy of text",
            lambda c, k: c.scan(NS, "s").execute_background("x"),
        ),
        ("scan_apply with a policy of text", lambda c, k: c.scan_apply(NS, "s", "m", "f", [], "x")),
        (
            "query_apply with a policy of text",
            lambda c, k: c.query_apply(NS, "s", p.equals("a", 1), "m", "f", [], "x"),
        ),
    ),
    *param(
        "total_timeout is invalid",
        (
            "query with a timeout of text",
            lambda c, k: c.query(NS, "s").results({"total_timeout": "x"}),
        ),
        (
            "scan with a timeout of text",
            lambda c, k: c.scan(NS, "s").results({"total_timeout": "x"}),
        ),
        (
            "scan_apply with a timeout of text",
            lambda c, k: c.scan_apply(NS, "s", "m", "f", [], {"total_timeout": "x"}),
        ),
        (
            "query_apply with a timeout of text",
            lambda c, k: c.query_apply(
                NS, "s", p.equals("a", 1), "m", "f", [], {"total_timeout": "x"}
            ),
        ),
    ),
    *param(
        "expected_duration is invalid",
        (
            "query with a duration of text",
            lambda c, k: c.query(NS, "s").results({"expected_duration": "x"}),
        ),
    ),
    *param(
        "query options must be a dictionary",
        ("query with options of text", lambda c, k: c.query(NS, "s").results(None, "x")),
        (
            "query for each with options of text",
            lambda c, k: c.query(NS, "s").foreach(print, None, "x"),
        ),
    ),
    *param(
        "nobins value must be a bool",
        ("query with nobins of text", lambda c, k: c.query(NS, "s").results(None, {"nobins": "x"})),
    ),
    *client(
        "Callback function contains an error",
        ("query with a callback of text", lambda c, k: c.query(NS, k[1]).foreach("x")),
        ("query with a callback that fails", lambda c, k: c.query(NS, k[1]).foreach(fail)),
    ),
    *param(
        "Background function or ops is required",
        (
            "query in the background with nothing to do",
            lambda c, k: c.query(NS, "s").execute_background(),
        ),
    ),
    *param(
        "nodename must be a string",
        ("scan with a node that is a number", lambda c, k: c.scan(NS, "s").results(None, 5)),
        (
            "scan for each on a node that is a number",
            lambda c, k: c.scan(NS, "s").foreach(print, None, None, 5),
        ),
    ),
    *param(
        "Invalid node name: XYZ",
        ("scan with a node that is none", lambda c, k: c.scan(NS, "s").results(None, "XYZ")),
    ),
    *client(
        "Callback function raised an exception",
        ("scan with a callback of text", lambda c, k: c.scan(NS, k[1]).foreach("x")),
        ("scan with a callback that fails", lambda c, k: c.scan(NS, k[1]).foreach(fail)),
    ),
    *param(
        "Invalid value for scan options",
        (
            "scan with unknown options",
            lambda c, k: c.scan(NS, "s").foreach(print, None, {"speed": 1}),
        ),
        (
            "scan_apply with unknown options",
            lambda c, k: c.scan_apply(NS, "s", "m", "f", [], {}, {"speed": 1}),
        ),
    ),
    *param(
        "Policy key must be string",
        (
            "scan with an option that is a number",
            lambda c, k: c.scan(NS, "s").foreach(print, None, {1: 1}),
        ),
    ),
    *param(
        "Invalid value(type) for concurrent",
        (
            "scan with concurrent of text",
            lambda c, k: c.scan(NS, "s").foreach(print, None, {"concurrent": "x"}),
        ),
    ),
    *param(
        "Invalid value(type) for nobins",
        (
            "scan with nobins of text",
            lambda c, k: c.scan(NS, "s").foreach(print, None, {"nobins": "x"}),
        ),
    ),
    *raises(
        "UnsupportedFeature",
        16,
        "NODE AEROSPIKE_ERR_UNSUPPORTED_FEATURE",
        (
            "scan in the background with nothing to do",
            lambda c, k: c.scan(NS, "s").execute_background(),
        ),
    ),
    *param(
        "invalid partition_filter policy, partition_filter must be a dict",
        (
            "partition filter is text",
            lambda c, k: c.query(NS, "s").results({"partition_filter": "x"}),
        ),
        (
            "partition filter of a query is text",
            lambda c, k: c.query(NS, "s").results({"partition_filter": "x"}),
        ),
        (
            "partition filter is None",
            lambda c, k: c.query(NS, "s").results({"partition_filter": None}),
        ),
    ),
    *param(
        "invalid partition_filter policy begin, begin must "
        + TABS
        + "be an int between 0 and 4095 inclusive",
        (
            "partition filter begins with text",
            lambda c, k: c.query(NS, "s").results({"partition_filter": {"begin": "x"}}),
        ),
        (
            "partition filter begins too high",
            lambda c, k: c.query(NS, "s").results({"partition_filter": {"begin": 4096}}),
        ),
        (
            "partition filter begins too low",
            lambda c, k: c.query(NS, "s").results({"partition_filter": {"begin": -1}}),
        ),
    ),
    *param(
        "invalid partition_filter policy count, count must "
        + TABS
        + "be an int between 1 and 4096 inclusive",
        (
            "partition filter counts text",
            lambda c, k: c.query(NS, "s").results({"partition_filter": {"count": "x"}}),
        ),
        (
            "partition filter counts too many",
            lambda c, k: c.query(NS, "s").results({"partition_filter": {"count": 4097}}),
        ),
        (
            "partition filter counts none",
            lambda c, k: c.query(NS, "s").results({"partition_filter": {"count": 0}}),
        ),
    ),
    *param(
        "invalid partition filter range,"
        + TABS
        + "begin: 4000 count: 1000, valid range when begin + count <= 4096",
        (
            "partition filter goes too far",
            lambda c, k: c.query(NS, "s").results(
                {"partition_filter": {"begin": 4000, "count": 1000}}
            ),
        ),
    ),
    *param(
        "invalid partition_filter policy, partition_status must be a dict",
        (
            "partition status is text",
            lambda c, k: c.query(NS, "s").results({"partition_filter": {"partition_status": "x"}}),
        ),
        (
            "partition status is None",
            lambda c, k: c.query(NS, "s").results({"partition_filter": {"partition_status": None}}),
        ),
    ),
    *param(
        "partition_status dict missing key 'done'",
        (
            "partition status without done",
            lambda c, k: c.query(NS, "s").results(
                {"partition_filter": {"partition_status": {"retry": True}}}
            ),
        ),
    ),
    *param(
        "partition_status dict missing key 'retry'",
        (
            "partition status without retry",
            lambda c, k: c.query(NS, "s").results(
                {"partition_filter": {"partition_status": {"done": True}}}
            ),
        ),
    ),
    *param(
        "partition_status dict key 'done' must be an int",
        (
            "partition status with done of text",
            lambda c, k: c.query(NS, "s").results(
                {"partition_filter": {"partition_status": {"done": "x", "retry": True}}}
            ),
        ),
    ),
    *param(
        "partition_status dict key 'retry' must be an int",
        (
            "partition status with retry of text",
            lambda c, k: c.query(NS, "s").results(
                {"partition_filter": {"partition_status": {"done": True, "retry": "x"}}}
            ),
        ),
    ),
    *param(
        "invalid init for part_id: 0",
        (
            "partition status with init of text",
            lambda c, k: c.query(NS, "s").results(partition(0, "x", True, bytearray(20), 0)),
        ),
    ),
    *param(
        "invalid retry for part_id: 0",
        (
            "partition status with a partition's retry of text",
            lambda c, k: c.query(NS, "s").results(partition(0, True, "x", bytearray(20), 0)),
        ),
    ),
    *param(
        "invalid digest value for part_id: 0",
        (
            "partition status with a digest of text",
            lambda c, k: c.query(NS, "s").results(partition(0, True, True, "x", 0)),
        ),
    ),
    *param(
        "invalid bval for part_id: 0",
        (
            "partition status with bval of text",
            lambda c, k: c.query(NS, "s").results(partition(0, True, True, bytearray(20), "x")),
        ),
    ),
    *param(
        "invalid bval for partition id: 0, bval must fit in unsigned long long",
        (
            "partition status with bval too large",
            lambda c, k: c.query(NS, "s").results(partition(0, True, True, bytearray(20), 2**64)),
        ),
    ),
    *type_error(
        "scan_apply() argument 1 must be str, not None",
        ("scan_apply to None", lambda c, k: c.scan_apply(None, "s", "m", "f")),
    ),
    *param(
        "Set name should be string",
        ("scan_apply to a set that is a number", lambda c, k: c.scan_apply(NS, 1, "m", "f")),
    ),
    *param(
        "Module name should be string",
        ("scan_apply of a module that is a number", lambda c, k: c.scan_apply(NS, "s", 1, "f")),
    ),
    *param(
        "Function name should be string",
        ("scan_apply of a function that is a number", lambda c, k: c.scan_apply(NS, "s", "m", 1)),
    ),
    *param(
        "Arguments should be a list",
        ("scan_apply with arguments of text", lambda c, k: c.scan_apply(NS, "s", "m", "f", "x")),
        (
            "query_apply with arguments of text",
            lambda c, k: c.query_apply(NS, "s", p.equals("a", 1), "m", "f", "x"),
        ),
        (
            "query_apply with arguments of None",
            lambda c, k: c.query_apply(NS, "s", p.equals("a", 1), "m", "f", None),
        ),
    ),
    *type_error(
        "query_apply() argument 1 must be str, not None",
        ("query_apply to None", lambda c, k: c.query_apply(None, "s", p.equals("a", 1), "m", "f")),
    ),
    *type_error(
        "where_with_index_name() argument 1 must be str, not int",
        (
            "query where by the name of an index that is a number",
            lambda c, k: c.query(NS, "s").where_with_index_name(5, p.equals("a", 1)),
        ),
    ),
    *client(
        "Query.select() cannot be called more than once on the same instance.",
        ("query selects twice", lambda c, k: c.query(NS, "s").select("a").select("b")),
    ),
]
