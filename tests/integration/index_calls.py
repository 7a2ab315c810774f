"""Wrong secondary indexes and user-defined functions."""

from __future__ import annotations

from wrong_call import BASE64_TOO, NOT_COMPILED, NS, Alien, client, param, raises, type_error

from aerospike_helpers import cdt_ctx as ctx
from aerospike_helpers.expressions import base as exp

CALLS = [
    # Indexes.
    *param(
        "Namespace should be a string",
        (
            "index in a namespace that is a number",
            lambda c, k: c.index_single_value_create(1, "s", "b", 0, "i"),
        ),
        ("index in no namespace", lambda c, k: c.index_single_value_create(None, "s", "b", 0, "i")),
        (
            "index of list elements in a namespace that is a number",
            lambda c, k: c.index_list_create(1, "s", "b", 0, "i"),
        ),
        (
            "index by context with a namespace that is a number",
            lambda c, k: c.index_cdt_create(1, "s", "b", 0, 0, "i", [ctx.cdt_ctx_list_index(0)]),
        ),
        (
            "index of an expression in a namespace that is a number",
            lambda c, k: c.index_expr_create(1, "s", 0, 0, exp.IntBin("a").compile(), "i"),
        ),
        ("index_remove in a namespace that is a number", lambda c, k: c.index_remove(1, "i")),
    ),
    *param(
        "Set should be string, unicode or None",
        (
            "index of a set that is a number",
            lambda c, k: c.index_single_value_create(NS, 1, "b", 0, "i"),
        ),
        (
            "index of integers of a set that is a number",
            lambda c, k: c.index_integer_create(NS, 5, "b", "i"),
        ),
        (
            "index by context with a set that is a number",
            lambda c, k: c.index_cdt_create(NS, 1, "b", 0, 0, "i", [ctx.cdt_ctx_list_index(0)]),
        ),
        (
            "index of an expression in a set that is a number",
            lambda c, k: c.index_expr_create(NS, 5, 0, 0, exp.IntBin("a").compile(), "i"),
        ),
    ),
    *param(
        "Bin should be a string",
        (
            "index of a bin that is a number",
            lambda c, k: c.index_single_value_create(NS, "s", 1, 0, "i"),
        ),
        ("index of no bin", lambda c, k: c.index_single_value_create(NS, "s", None, 0, "i")),
        (
            "index of map keys of no bin",
            lambda c, k: c.index_map_keys_create(NS, "s", None, 0, "i"),
        ),
        (
            "index of blobs of a bin that is a number",
            lambda c, k: c.index_blob_create(NS, "s", 5, "i"),
        ),
        (
            "index of strings of a bin that is a number",
            lambda c, k: c.index_string_create(NS, "s", 5, "i"),
        ),
        (
            "index by context of no bin",
            lambda c, k: c.index_cdt_create(NS, "s", None, 0, 0, "i", [ctx.cdt_ctx_list_index(0)]),
        ),
    ),
    *param(
        "index_datatype must be an integer.",
        (
            "index of a type of text",
            lambda c, k: c.index_single_value_create(NS, "s", "b", "x", "i"),
        ),
        (
            "index of map values of a type of text",
            lambda c, k: c.index_map_values_create(NS, "s", "b", "x", "i"),
        ),
        (
            "index by context with data of text",
            lambda c, k: c.index_cdt_create(NS, "s", "b", 0, "x", "i", [ctx.cdt_ctx_list_index(0)]),
        ),
    ),
    *param(
        "Index name should be string or unicode",
        (
            "index with a name that is a number",
            lambda c, k: c.index_single_value_create(NS, "s", "b", 0, 1),
        ),
        ("index with no name", lambda c, k: c.index_single_value_create(NS, "s", "b", 0, None)),
        (
            "index of list elements with no name",
            lambda c, k: c.index_list_create(NS, "s", "b", 0, None),
        ),
        (
            "index of shapes with no name",
            lambda c, k: c.index_geo2dsphere_create(NS, "s", "b", None),
        ),
        (
            "index by context with no name",
            lambda c, k: c.index_cdt_create(NS, "s", "b", 0, 0, None, [ctx.cdt_ctx_list_index(0)]),
        ),
        ("index_remove of a number", lambda c, k: c.index_remove(NS, 1)),
        ("index_remove of None", lambda c, k: c.index_remove(NS, None)),
        (
            "index of an expression with a name that is a number",
            lambda c, k: c.index_expr_create(NS, "s", 0, 0, exp.IntBin("a").compile(), 5),
        ),
    ),
    *param(
        "policy must be a dict",
        (
            "index with a policy of text",
            lambda c, k: c.index_single_value_create(NS, "s", "b", 0, "i", "x"),
        ),
        ("index_remove with a policy of text", lambda c, k: c.index_remove(NS, "i", "x")),
    ),
    *param(
        "timeout is invalid",
        (
            "index with a timeout of text",
            lambda c, k: c.index_single_value_create(NS, "s", "b", 0, "i", {"timeout": "x"}),
        ),
    ),
    *param(
        "Failed to convert ctx",
        (
            "index with a context of text",
            lambda c, k: c.index_single_value_create(NS, "s", "b", 0, "i", None, "x"),
        ),
        (
            "index by a context of text",
            lambda c, k: c.index_cdt_create(NS, "s", "b", 0, 0, "i", "x"),
        ),
    ),
    *raises(
        "InvalidRequest",
        4,
        "'context' invalid cdt context from NODE",
        (
            "index with an empty context",
            lambda c, k: c.index_single_value_create(NS, "s", "b", 0, "i", None, []),
        ),
        ("index by an empty context", lambda c, k: c.index_cdt_create(NS, "s", "b", 0, 0, "i", [])),
    ),
    *param(
        "index_type must be an integer.",
        (
            "index by context with a type of text",
            lambda c, k: c.index_cdt_create(NS, "s", "b", "x", 0, "i", [ctx.cdt_ctx_list_index(0)]),
        ),
    ),
    *param(
        "ctx cannot be None",
        ("index by no context", lambda c, k: c.index_cdt_create(NS, "s", "b", 0, 0, "i", None)),
    ),
    *param(
        NOT_COMPILED + BASE64_TOO,
        (
            "index of an expression of text",
            lambda c, k: c.index_expr_create(NS, "s", 0, 0, "x", "i"),
        ),
        (
            "index of an expression of None",
            lambda c, k: c.index_expr_create(NS, "s", 0, 0, None, "i"),
        ),
    ),
    *type_error(
        "'str' object cannot be interpreted as an integer",
        (
            "index of an expression with a type of text",
            lambda c, k: c.index_expr_create(NS, "s", "x", 0, exp.IntBin("a").compile(), "i"),
        ),
        (
            "index of an expression of data of text",
            lambda c, k: c.index_expr_create(NS, "s", 0, "x", exp.IntBin("a").compile(), "i"),
        ),
    ),
    *param(
        "index_datatype too large for C long.",
        (
            "index of a type that is too large",
            lambda c, k: c.index_single_value_create(NS, "s", "b", 2**70, "i"),
        ),
    ),
    # Functions.
    *client(
        "udf module argument must be a string or unicode string",
        ("apply of a module that is a number", lambda c, k: c.apply(k, 1, "f", [])),
    ),
    *client(
        "function name must be a string or unicode string",
        ("apply of a function that is a number", lambda c, k: c.apply(k, "m", 1, [])),
    ),
    *type_error(
        "expected UDF method arguments in a 'list'",
        ("apply with arguments of text", lambda c, k: c.apply(k, "m", "f", "x")),
        ("apply with arguments of None", lambda c, k: c.apply(k, "m", "f", None)),
    ),
    *client(
        "Unable to serialize unknown Python native type.",
        ("apply with an argument of a strange type", lambda c, k: c.apply(k, "m", "f", [Alien()])),
    ),
    *param(
        "Filename should be a string",
        ("udf_put of a number", lambda c, k: c.udf_put(1)),
        ("udf_put of None", lambda c, k: c.udf_put(None)),
        ("udf_remove of a number", lambda c, k: c.udf_remove(1)),
    ),
    *param(
        "Empty udf filename",
        ("udf_put of nothing", lambda c, k: c.udf_put("")),
    ),
    *raises(
        "LuaFileNotFound",
        1302,
        "cannot open script file",
        ("udf_put of a file that is not there", lambda c, k: c.udf_put("nofile.lua")),
    ),
    *client(
        "Invalid UDF language",
        ("udf_put of another language", lambda c, k: c.udf_put("nofile.lua", 5)),
    ),
    *param(
        "policy must be a dict",
        ("udf_put with a policy of text", lambda c, k: c.udf_put("nofile.lua", 0, "x")),
        ("udf_list with a policy of text", lambda c, k: c.udf_list("x")),
        ("udf_get with a policy of text", lambda c, k: c.udf_get("nofile.lua", 0, "x")),
        ("job_info with a policy of text", lambda c, k: c.job_info(1, "scan", "x")),
    ),
    *param(
        "timeout is invalid",
        (
            "udf_put with a timeout of text",
            lambda c, k: c.udf_put("nofile.lua", 0, {"timeout": "x"}),
        ),
        ("udf_list with a timeout of text", lambda c, k: c.udf_list({"timeout": "x"})),
        ("job_info with a timeout of text", lambda c, k: c.job_info(1, "scan", {"timeout": "x"})),
    ),
    *client(
        "Module name should be a string or unicode string.",
        ("udf_get of a number", lambda c, k: c.udf_get(1)),
    ),
    *raises(
        "UDFError",
        100,
        "error=not_found\n from NODE",
        ("udf_get of what is not there", lambda c, k: c.udf_get("nofile.lua")),
    ),
    *client(
        "Invalid language",
        ("udf_get of another language", lambda c, k: c.udf_get("nofile.lua", 5)),
    ),
    *type_error(
        "job_info() argument 1 must be int, not str",
        ("job_info of text", lambda c, k: c.job_info("x", "scan")),
    ),
    *param(
        "Module can have only two values: aerospike.JOB_SCAN or aerospike.JOB_QUERY",
        ("job_info of another module", lambda c, k: c.job_info(1, "x")),
    ),
    *type_error(
        "job_info() argument 2 must be str, not int",
        ("job_info of a module that is a number", lambda c, k: c.job_info(1, 1)),
    ),
    *raises(
        "LuaFileNotFound",
        1302,
        "Script file is empty",
        ("udf_put of a directory", lambda c, k: c.udf_put("/tmp")),
    ),
    *param(
        "Lua file pathname too long",
        ("udf_put of a long name", lambda c, k: c.udf_put("x" * 600)),
    ),
]
