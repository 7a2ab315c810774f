"""Calls of a client that is closed."""

from __future__ import annotations

from wrong_call import NS, cluster

from aerospike import predicates as p
from aerospike_helpers import cdt_ctx as ctx
from aerospike_helpers.batch import records as br
from aerospike_helpers.expressions import base as exp
from aerospike_helpers.operations import operations as op

CALLS = [
    *cluster(
        "No connection to aerospike cluster",
        ("get", lambda c, k: c.get(k)),
        ("put", lambda c, k: c.put(k, {"a": 1})),
        ("exists", lambda c, k: c.exists(k)),
        ("select", lambda c, k: c.select(k, ["a"])),
        ("remove", lambda c, k: c.remove(k)),
        ("remove_bin", lambda c, k: c.remove_bin(k, ["a"])),
        ("touch", lambda c, k: c.touch(k)),
        ("append", lambda c, k: c.append(k, "a", "x")),
        ("prepend", lambda c, k: c.prepend(k, "a", "x")),
        ("increment", lambda c, k: c.increment(k, "a", 1)),
        ("operate", lambda c, k: c.operate(k, [op.read("a")])),
        ("operate_ordered", lambda c, k: c.operate_ordered(k, [op.read("a")])),
        ("apply", lambda c, k: c.apply(k, "m", "f", [])),
        ("batch_read", lambda c, k: c.batch_read([k])),
        ("batch_write", lambda c, k: c.batch_write(br.BatchRecords([br.Read(k, [op.read("a")])]))),
        ("batch_operate", lambda c, k: c.batch_operate([k], [op.read("a")])),
        ("batch_remove", lambda c, k: c.batch_remove([k])),
        ("batch_apply", lambda c, k: c.batch_apply([k], "m", "f", [])),
        ("query results", lambda c, k: c.query(NS, "s").results()),
        ("query for each", lambda c, k: c.query(NS, "s").foreach(print)),
        ("scan results", lambda c, k: c.scan(NS, "s").results()),
        ("scan for each", lambda c, k: c.scan(NS, "s").foreach(print)),
        ("query_apply", lambda c, k: c.query_apply(NS, "s", p.equals("a", 1), "m", "f")),
        ("scan_apply", lambda c, k: c.scan_apply(NS, "s", "m", "f")),
        ("job_info", lambda c, k: c.job_info(1, "scan")),
        ("udf_put", lambda c, k: c.udf_put("nofile.lua")),
        ("udf_remove", lambda c, k: c.udf_remove("nofile.lua")),
        ("udf_list", lambda c, k: c.udf_list()),
        ("udf_get", lambda c, k: c.udf_get("nofile.lua")),
        (
            "index_single_value_create",
            lambda c, k: c.index_single_value_create(NS, "s", "b", 0, "i"),
        ),
        (
            "index_cdt_create",
            lambda c, k: c.index_cdt_create(NS, "s", "b", 0, 0, "i", [ctx.cdt_ctx_list_index(0)]),
        ),
        (
            "index_expr_create",
            lambda c, k: c.index_expr_create(NS, "s", 0, 0, exp.IntBin("a").compile(), "i"),
        ),
        ("index_remove", lambda c, k: c.index_remove(NS, "i")),
        ("info_all", lambda c, k: c.info_all("build")),
        ("truncate", lambda c, k: c.truncate(NS, "s", 0)),
        ("get_nodes", lambda c, k: c.get_nodes()),
        ("get_key_partition_id", lambda c, k: c.get_key_partition_id(NS, "s", 1)),
        ("admin_create_user", lambda c, k: c.admin_create_user("u", "p", ["r"])),
        ("admin_drop_user", lambda c, k: c.admin_drop_user("u")),
        ("admin_set_password", lambda c, k: c.admin_set_password("u", "p")),
        ("admin_grant_roles", lambda c, k: c.admin_grant_roles("u", ["r"])),
        ("admin_query_user_info", lambda c, k: c.admin_query_user_info("u")),
        ("admin_query_users_info", lambda c, k: c.admin_query_users_info()),
        ("admin_create_role", lambda c, k: c.admin_create_role("r", [{"code": 10}])),
        ("admin_drop_role", lambda c, k: c.admin_drop_role("r")),
        ("admin_grant_privileges", lambda c, k: c.admin_grant_privileges("r", [{"code": 10}])),
        ("admin_get_role", lambda c, k: c.admin_get_role("r")),
        ("admin_get_roles", lambda c, k: c.admin_get_roles()),
    ),
    *cluster(
        "No connection to aerospike cluster.",
        (
            "query in the background",
            lambda c, k: c.query(NS, "s").add_ops([op.write("b", 1)]).execute_background(),
        ),
        (
            "scan in the background",
            lambda c, k: c.scan(NS, "s").add_ops([op.write("b", 1)]).execute_background(),
        ),
        ("info_random_node", lambda c, k: c.info_random_node("build")),
        ("info_single_node", lambda c, k: c.info_single_node("build", "XYZ")),
        ("get_node_names", lambda c, k: c.get_node_names()),
        ("admin_set_whitelist", lambda c, k: c.admin_set_whitelist("r", ["x"])),
        ("admin_set_quotas", lambda c, k: c.admin_set_quotas("r", 1, 1)),
    ),
]
