"""Wrong user-defined functions, indexes, info commands, and functions of the module."""

from __future__ import annotations

from wrong_call import BASE64_TOO, NOT_COMPILED, NS, Alien, client, param, raises, type_error

import aerospike
from aerospike_helpers import cdt_ctx as ctx
from aerospike_helpers.expressions import base as exp

CALLS = [
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
    ),
    *type_error(
        "'str' object cannot be interpreted as an integer",
        (
            "index of an expression with a type of text",
            lambda c, k: c.index_expr_create(NS, "s", "x", 0, exp.IntBin("a").compile(), "i"),
        ),
    ),
    # Info commands, and what needs no server.
    *param(
        "Request must be a string",
        ("info_all of a number", lambda c, k: c.info_all(1)),
    ),
    *param(
        "policy must be a dict",
        ("info_all with a policy of text", lambda c, k: c.info_all("build", "x")),
        ("info_random_node with a policy of text", lambda c, k: c.info_random_node("build", "x")),
        (
            "info_single_node with a policy of text",
            lambda c, k: c.info_single_node("build", "XYZ", "x"),
        ),
        ("xdr filter with a policy of text", lambda c, k: c.set_xdr_filter("dc", NS, None, "x")),
    ),
    *param(
        "timeout is invalid",
        ("info_all with a timeout of text", lambda c, k: c.info_all("build", {"timeout": "x"})),
    ),
    *param(
        "Request should be a string.",
        ("info_random_node of None", lambda c, k: c.info_random_node(None)),
    ),
    *param(
        "Could not get node with name XYZ.",
        ("info_single_node of no node", lambda c, k: c.info_single_node("build", "XYZ")),
        ("info_single_node of a number", lambda c, k: c.info_single_node(5, "XYZ")),
    ),
    *param(
        "Host must be a string.",
        ("info_single_node of a number as node", lambda c, k: c.info_single_node("build", 5)),
    ),
    *param(
        "Namespace must be unicode or string type",
        ("truncate a number", lambda c, k: c.truncate(1, None, 0)),
        ("truncate None", lambda c, k: c.truncate(None, None, 0)),
    ),
    *param(
        "Set must be None, or unicode or string type",
        ("truncate set a number", lambda c, k: c.truncate(NS, 1, 0)),
    ),
    *param(
        "Nanoseconds must be a long type",
        ("truncate in text", lambda c, k: c.truncate(NS, "s", "0")),
        ("truncate in a float", lambda c, k: c.truncate(NS, "s", 1.5)),
    ),
    *param(
        "Nanoseconds must be a positive value",
        ("truncate before time", lambda c, k: c.truncate(NS, "s", -1)),
    ),
    *param(
        "Nanoseconds value too large",
        ("truncate too late", lambda c, k: c.truncate(NS, "s", 2**64)),
    ),
    *client(
        "Incorrect Policy -> policy must be a dict",
        ("truncate with a policy of text", lambda c, k: c.truncate(NS, "s", 0, "x")),
    ),
    *client(
        "Incorrect Policy -> timeout is invalid",
        ("truncate with a timeout of text", lambda c, k: c.truncate(NS, "s", 0, {"timeout": "x"})),
    ),
    *param(
        "Namespace should be a string.",
        ("partition of a number as namespace", lambda c, k: c.get_key_partition_id(1, "s", 1)),
        (
            "xdr filter of a namespace that is a number",
            lambda c, k: c.set_xdr_filter("dc", 1, exp.Eq(exp.IntBin("a"), 1).compile()),
        ),
    ),
    *param(
        "Set should be a string or unicode.",
        ("partition of a number as set", lambda c, k: c.get_key_partition_id(NS, 1, 1)),
    ),
    *param(
        "Key is invalid.",
        ("partition of a float", lambda c, k: c.get_key_partition_id(NS, "s", 1.5)),
    ),
    *param(
        "integer value for KEY exceeds sys.maxsize",
        ("partition of too large a key", lambda c, k: c.get_key_partition_id(NS, "s", 2**64)),
        ("digest of too large a key", lambda c, k: aerospike.calc_digest(NS, "s", 2**64)),
    ),
    *param(
        "Data_center should be a string.",
        (
            "xdr filter of a number",
            lambda c, k: c.set_xdr_filter(1, NS, exp.Eq(exp.IntBin("a"), 1).compile()),
        ),
    ),
    *param(
        NOT_COMPILED + BASE64_TOO,
        ("xdr filter of text", lambda c, k: c.set_xdr_filter("dc", NS, "x")),
    ),
    *param(
        (
            "expression must be a non empty list of 4 element tuples, generated by a compiled "
            "aerospike expression"
        ),
        ("base64 of text", lambda c, k: c.get_expression_base64("x")),
        ("base64 of None", lambda c, k: c.get_expression_base64(None)),
    ),
    *param(
        NOT_COMPILED,
        ("base64 of what is not compiled", lambda c, k: c.get_expression_base64([1])),
    ),
    *param(
        "parameter is not list type",
        ("base64 of a context of text", lambda c, k: c.get_cdtctx_base64("x")),
        ("base64 of None as a context", lambda c, k: c.get_cdtctx_base64(None)),
    ),
    *param(
        "cdt ctx list entries are empty",
        ("base64 of an empty context", lambda c, k: c.get_cdtctx_base64([])),
    ),
    *param(
        "Failed to convert ctx, id",
        ("base64 of numbers as a context", lambda c, k: c.get_cdtctx_base64([1])),
    ),
    *type_error(
        "commit() argument 1 must be aerospike.Transaction, not str",
        ("commit of text", lambda c, k: c.commit("x")),
    ),
    *type_error(
        "abort() argument 1 must be aerospike.Transaction, not str",
        ("abort of text", lambda c, k: c.abort("x")),
    ),
    *param(
        "policy parameter must be an aerospike_helpers.MetricsPolicy type",
        (
            "metrics of text",
            lambda c, k: (
                c.enable_extended_metrics("x")
                if hasattr(c, "enable_extended_metrics")
                else c.enable_metrics("x")
            ),
        ),
    ),
    *type_error(
        "Namespace should be a string",
        ("digest in a namespace that is a number", lambda c, k: aerospike.calc_digest(1, "s", 1)),
    ),
    *type_error(
        "Set should be a string or unicode",
        ("digest in a set that is a number", lambda c, k: aerospike.calc_digest(NS, 1, 1)),
    ),
    *type_error(
        "Key is invalid",
        ("digest of a float", lambda c, k: aerospike.calc_digest(NS, "s", 1.5)),
    ),
    *param(
        "Invalid log level",
        ("log level of text", lambda c, k: aerospike.set_log_level("x")),
        ("log level of None", lambda c, k: aerospike.set_log_level(None)),
    ),
    *param(
        "integer value exceeds sys.maxsize",
        ("log level far too large", lambda c, k: aerospike.set_log_level(2**70)),
    ),
    *param(
        "Parameter must be a callable",
        ("serializer of text", lambda c, k: aerospike.set_serializer("x")),
        ("deserializer of text", lambda c, k: aerospike.set_deserializer("x")),
    ),
    *param(
        "Geospatial data should be a dictionary or raw GeoJSON string",
        ("GeoJSON of a number", lambda c, k: aerospike.GeoJSON(1)),
        ("GeoJSON of a list as text", lambda c, k: aerospike.GeoJSON("[1]")),
        ("GeoJSON that wraps text", lambda c, k: aerospike.GeoJSON({}).wrap("x")),
    ),
    *param(
        "GeoJSON() expects exactly 1 parameter",
        ("GeoJSON of nothing", lambda c, k: aerospike.GeoJSON()),
    ),
    *client(
        "String is not GeoJSON serializable -> Unable to load GeoJSON",
        ("GeoJSON of text that is none", lambda c, k: aerospike.GeoJSON("x")),
        ("geojson of text that is none", lambda c, k: aerospike.geojson("{")),
    ),
    *param(
        "The geospatial data should be a dictionary",
        ("geodata of text", lambda c, k: aerospike.geodata("x")),
    ),
    *param(
        "The geospatial data should be a GeoJSON string",
        ("geojson of a number", lambda c, k: aerospike.geojson(1)),
    ),
    *param(
        "Argument should be a GeoJSON string",
        ("GeoJSON that loads a number", lambda c, k: aerospike.GeoJSON({}).loads(1)),
    ),
    *client(
        "Unable to call dumps function",
        ("GeoJSON of what JSON cannot say", lambda c, k: aerospike.GeoJSON({"a": {1}}).dumps()),
    ),
    *type_error(
        "x must be an integer",
        ("transaction with text", lambda c, k: aerospike.Transaction("x", 5)),
    ),
    *type_error(
        "argument 1 must be str, not int",
        ("config provider of a number", lambda c, k: aerospike.ConfigProvider(1)),
        ("partition of digest", lambda c, k: aerospike.get_partition_id(5)),
    ),
    *type_error(
        "y must be an integer",
        (
            "config provider with an interval of text",
            lambda c, k: aerospike.ConfigProvider("x", "y"),
        ),
    ),
]
