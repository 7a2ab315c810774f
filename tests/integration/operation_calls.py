"""Wrong operations on a record."""

from __future__ import annotations

from wrong_call import BASE64_TOO, NOT_COMPILED, Alien, client, param, raises

import aerospike
from aerospike_helpers import cdt_ctx as ctx
from aerospike_helpers.expressions import base as exp
from aerospike_helpers.operations import bitwise_operations as bit
from aerospike_helpers.operations import expression_operations as expop
from aerospike_helpers.operations import hll_operations as hll
from aerospike_helpers.operations import list_operations as lst
from aerospike_helpers.operations import map_operations as mp
from aerospike_helpers.operations import operations as op

CALLS = [
    *param(
        "Operations should be of type list",
        ("operate on text", lambda c, k: c.operate(k, "read")),
        ("operate on None", lambda c, k: c.operate(k, None)),
        ("operate on a map", lambda c, k: c.operate(k, op.read("a"))),
        ("ordered operations as text", lambda c, k: c.operate_ordered(k, "read")),
    ),
    *param(
        'Operation must contain an "op" entry',
        ("operate without operation", lambda c, k: c.operate(k, [{"bin": "a"}])),
        ("ordered operation without operation", lambda c, k: c.operate_ordered(k, [{"bin": "a"}])),
    ),
    *param(
        "No operations defined",
        ("operate with nothing", lambda c, k: c.operate(k, [])),
        ("operate_ordered with nothing", lambda c, k: c.operate_ordered(k, [])),
    ),
    *param(
        "Operation must be a dict",
        ("ordered operation is text", lambda c, k: c.operate_ordered(k, ["x"])),
    ),
    *param(
        "Value should be given",
        ("unknown operation", lambda c, k: c.operate(k, [{"op": 9999, "bin": "a"}])),
        ("index of text", lambda c, k: c.operate(k, [{"op": 1, "bin": "a", "index": "x"}])),
        (
            "return type of text",
            lambda c, k: c.operate(k, [{"op": 1, "bin": "a", "return_type": "x"}]),
        ),
        (
            "index that is not needed",
            lambda c, k: c.operate(k, [{"op": 1, "bin": "a", "index": 1}]),
        ),
        (
            "map_put without a value",
            lambda c, k: c.operate(k, [{"op": aerospike.OP_MAP_PUT, "bin": "b", "key": 1}]),
        ),
    ),
    *param(
        "Operation must be an integer",
        ("operation is text", lambda c, k: c.operate(k, [{"op": "read", "bin": "a"}])),
    ),
    *param(
        "Operation code too large",
        ("operation is too large", lambda c, k: c.operate(k, [{"op": 2**70, "bin": "a"}])),
    ),
    *param(
        "CDT operation is missing a flags argument",
        ("operation without a value", lambda c, k: c.operate(k, [{"op": 2, "bin": "b"}])),
    ),
    *param(
        "Bin is not given",
        ("operation without a bin", lambda c, k: c.operate(k, [{"op": 2, "val": 1}])),
    ),
    *param(
        "Operation can contain only op, bin, index, key, val, return_type and map_policy keys",
        (
            "operation with a key that is none",
            lambda c, k: c.operate(k, [{"op": 1, "bin": "a", "speed": 1}]),
        ),
    ),
    *client(
        "An operation key must be a string.",
        (
            "operation with a key that is a number",
            lambda c, k: c.operate(k, [{"op": 1, "bin": "a", 1: 1}]),
        ),
    ),
    *param(
        "Bin name should be of type string",
        ("operation on a number", lambda c, k: c.operate(k, [op.read(5)])),
        ("operation on None", lambda c, k: c.operate(k, [op.write(None, 1)])),
    ),
    *client(
        "Invalid value type: 13",
        (
            "wildcard written by operate",
            lambda c, k: c.operate(k, [op.write("b", aerospike.CDTWildcard())]),
        ),
    ),
    *raises(
        "ServerError",
        1,
        "NODE AEROSPIKE_ERR_SERVER",
        ("infinity in a list", lambda c, k: c.put(k, {"b": [aerospike.CDTInfinite()]})),
    ),
    *raises(
        "BinNameError",
        21,
        "A bin name should not exceed 15 characters limit",
        ("operation on a long name", lambda c, k: c.operate(k, [op.write("b" * 16, 1)])),
        ("read of a long name", lambda c, k: c.operate(k, [op.read("b" * 16)])),
        (
            "ordered operation on a long name",
            lambda c, k: c.operate_ordered(k, [op.write("b" * 16, 1)]),
        ),
    ),
    *param(
        "integer value exceeds sys.maxsize",
        ("write of too much", lambda c, k: c.operate(k, [op.write("b", 2**63)])),
        ("increment by too much by operate", lambda c, k: c.operate(k, [op.increment("a", 2**63)])),
        ("list_append of too much", lambda c, k: c.operate(k, [lst.list_append("b", 2**63)])),
        ("map_put under too large a key", lambda c, k: c.operate(k, [mp.map_put("b", 2**63, 1)])),
        ("touch for too long", lambda c, k: c.operate(k, [op.touch(2**70)])),
    ),
    *client(
        "Unable to serialize unknown Python native type.",
        ("write of an object", lambda c, k: c.operate(k, [op.write("b", Alien())])),
        ("list_append of an object", lambda c, k: c.operate(k, [lst.list_append("b", Alien())])),
        ("map_put of an object", lambda c, k: c.operate(k, [mp.map_put("b", "x", Alien())])),
    ),
    *param(
        "Cannot concatenate 'str' and 'non-str' objects",
        ("append of a list by operate", lambda c, k: c.operate(k, [op.append("b", [])])),
        ("prepend of a number by operate", lambda c, k: c.operate(k, [op.prepend("b", 3)])),
    ),
    *param(
        "Unsupported operand type(s) for +: only 'int' allowed",
        ("increment by text by operate", lambda c, k: c.operate(k, [op.increment("a", "x")])),
        ("increment by None by operate", lambda c, k: c.operate(k, [op.increment("a", None)])),
    ),
    *param(
        "Unsupported operand type(s) for touch : only int or long allowed",
        ("touch by text by operate", lambda c, k: c.operate(k, [op.touch("x")])),
    ),
    *raises(
        "RecordNotFound",
        2,
        "NODE AEROSPIKE_ERR_RECORD_NOT_FOUND",
        (
            "operation on a record that is not there",
            lambda c, k: c.operate((*k[:2], "missing"), [op.read("a")]),
        ),
    ),
    *param(
        'Operation must contain a "val" entry',
        (
            "list_append without a value",
            lambda c, k: c.operate(k, [{"op": aerospike.OP_LIST_APPEND, "bin": "b"}]),
        ),
    ),
    *param(
        "String value required",
        ("list operation on a number", lambda c, k: c.operate(k, [lst.list_size(5)])),
        ("bit_get on a number", lambda c, k: c.operate(k, [bit.bit_get(5, 0, 8)])),
        ("hll_get_count on a number", lambda c, k: c.operate(k, [hll.hll_get_count(5)])),
    ),
    *client(
        "Failed to add LIST_APPEND operation",
        (
            "list operation on a long name",
            lambda c, k: c.operate(k, [lst.list_append("b" * 16, 1)]),
        ),
    ),
    *param(
        "List policy must be a dictionary.",
        (
            "list_append with a policy of text",
            lambda c, k: c.operate(k, [lst.list_append("b", 1, "x")]),
        ),
    ),
    *param(
        "write_flags must be an integer",
        (
            "list_append with flags of text",
            lambda c, k: c.operate(k, [lst.list_append("b", 1, {"write_flags": "x"})]),
        ),
    ),
    *param(
        "list_order must be an integer",
        (
            "list_append with an order of text",
            lambda c, k: c.operate(k, [lst.list_append("b", 1, {"list_order": "x"})]),
        ),
        ("list_set_order of text", lambda c, k: c.operate(k, [lst.list_set_order("b", "x")])),
        (
            "list_create with an order of text",
            lambda c, k: c.operate(k, [lst.list_create("b", "x", False, False)]),
        ),
    ),
    *param(
        "Value must be a list",
        (
            "list_append_items of a number",
            lambda c, k: c.operate(k, [lst.list_append_items("b", 5)]),
        ),
        (
            "list_insert_items of a number",
            lambda c, k: c.operate(k, [lst.list_insert_items("b", 0, 5)]),
        ),
        (
            "list_get_by_value_list of a number",
            lambda c, k: c.operate(k, [lst.list_get_by_value_list("b", 5, 7)]),
        ),
        ("hll_add of a number", lambda c, k: c.operate(k, [hll.hll_add("b", 5, 8)])),
        ("hll_get_union of text", lambda c, k: c.operate(k, [hll.hll_get_union("b", "x")])),
    ),
    *param(
        "index must be an integer",
        ("list_insert at text", lambda c, k: c.operate(k, [lst.list_insert("b", "x", 1)])),
        ("list_get at text", lambda c, k: c.operate(k, [lst.list_get("b", "x")])),
        ("list_trim at text", lambda c, k: c.operate(k, [lst.list_trim("b", "x", 1)])),
        (
            "map_get_by_key_index_range_relative from text",
            lambda c, k: c.operate(k, [mp.map_get_by_key_index_range_relative("b", "x", "y", 7)]),
        ),
    ),
    *param(
        "index too large",
        ("list_insert too far", lambda c, k: c.operate(k, [lst.list_insert("b", 2**64, 1)])),
    ),
    *param(
        "val must be an integer",
        ("list_get_range of text", lambda c, k: c.operate(k, [lst.list_get_range("b", 0, "x")])),
    ),
    *param(
        "return_type must be an integer",
        (
            "list_get_by_index with a return type of text",
            lambda c, k: c.operate(k, [lst.list_get_by_index("b", 0, "x")]),
        ),
    ),
    *param(
        "rank must be an integer",
        (
            "list_get_by_rank of text",
            lambda c, k: c.operate(k, [lst.list_get_by_rank("b", "x", 7)]),
        ),
        (
            "list_get_by_value_rank_range_relative from text",
            lambda c, k: c.operate(k, [lst.list_get_by_value_rank_range_relative("b", 1, "x", 7)]),
        ),
    ),
    *raises(
        "InvalidRequest",
        4,
        "NODE AEROSPIKE_ERR_REQUEST_INVALID",
        ("list_increment by text", lambda c, k: c.operate(k, [lst.list_increment("b", 0, "x")])),
        ("map_put_items of a list", lambda c, k: c.operate(k, [mp.map_put_items("b", [1])])),
        ("map_increment by text", lambda c, k: c.operate(k, [mp.map_increment("b", "x", "y")])),
    ),
    *param(
        "sort_flags must be an integer",
        ("list_sort with flags of text", lambda c, k: c.operate(k, [lst.list_sort("b", "x")])),
    ),
    *param(
        "Operation missing required entry index",
        ("list_pop at None", lambda c, k: c.operate(k, [lst.list_pop("b", None)])),
    ),
    *raises(
        "BinIncompatibleType",
        12,
        "NODE AEROSPIKE_ERR_BIN_INCOMPATIBLE_TYPE",
        ("list of an integer", lambda c, k: c.operate(k, [lst.list_append("a", 1)])),
        ("map of an integer", lambda c, k: c.operate(k, [mp.map_size("a")])),
    ),
    *raises(
        "OpNotApplicable",
        26,
        "NODE AEROSPIKE_ERR_OP_NOT_APPLICABLE",
        (
            "list_get beyond the end",
            lambda c, k: c.operate(k, [op.write("b", [1]), lst.list_get("b", 5)]),
        ),
    ),
    *param(
        "Failed to convert ctx",
        ("context is text", lambda c, k: c.operate(k, [lst.list_size("b", ctx="x")])),
    ),
    *param(
        "Failed to convert ctx, id",
        ("context of numbers", lambda c, k: c.operate(k, [lst.list_size("b", ctx=[1])])),
    ),
    *param(
        "Failed to convert ctx, value to long",
        (
            "context with an index of text",
            lambda c, k: c.operate(k, [lst.list_size("b", ctx=[ctx.cdt_ctx_list_index("x")])]),
        ),
    ),
    *param(
        (
            "Failed to convert ctx, value to as_val -> Unable to serialize unknown Python "
            "native type."
        ),
        (
            "context with an object",
            lambda c, k: c.operate(k, [lst.list_size("b", ctx=[ctx.cdt_ctx_map_key(Alien())])]),
        ),
    ),
    *param(
        "Operation requires key parameter",
        (
            "map_put without a key",
            lambda c, k: c.operate(k, [{"op": aerospike.OP_MAP_PUT, "bin": "b", "val": 1}]),
        ),
    ),
    *param(
        "policy must be a dict",
        (
            "map_put with a policy of text",
            lambda c, k: c.operate(k, [mp.map_put("b", "x", 1, "x")]),
        ),
        ("map_set_policy with text", lambda c, k: c.operate(k, [mp.map_set_policy("b", "x")])),
        (
            "bit_set with a policy of text",
            lambda c, k: c.operate(k, [bit.bit_set("b", 0, 8, 1, bytearray(1), "x")]),
        ),
    ),
    *param(
        "map_order must be an integer",
        (
            "map_put with an order of text",
            lambda c, k: c.operate(k, [mp.map_put("b", "x", 1, {"map_order": "x"})]),
        ),
        (
            "map_create with an order of text",
            lambda c, k: c.operate(k, [mp.map_create("b", "x", False)]),
        ),
    ),
    *param(
        "map_write_flags is invalid",
        (
            "map_put with flags of text",
            lambda c, k: c.operate(k, [mp.map_put("b", "x", 1, {"map_write_flags": "x"})]),
        ),
    ),
    *param(
        "persist_index is not a boolean",
        (
            "map_put with an index that is not a bool",
            lambda c, k: c.operate(k, [mp.map_put("b", "x", 1, {"persist_index": 1})]),
        ),
    ),
    *param(
        "Operation requires map_policy parameter",
        (
            "map_set_policy without a policy",
            lambda c, k: c.operate(k, [{"op": aerospike.OP_MAP_SET_POLICY, "bin": "b"}]),
        ),
    ),
    *param(
        "Return type should be an integer",
        (
            "map_get_by_key with a return type of text",
            lambda c, k: c.operate(k, [mp.map_get_by_key("b", "x", "y")]),
        ),
        (
            "map_remove_by_index_range with a return type of text",
            lambda c, k: c.operate(k, [mp.map_remove_by_index_range("b", 0, 1, "x")]),
        ),
    ),
    *param(
        "Index should be an integer",
        ("map_get_by_index at text", lambda c, k: c.operate(k, [mp.map_get_by_index("b", "x", 7)])),
        ("map_get_by_rank at None", lambda c, k: c.operate(k, [mp.map_get_by_rank("b", None, 7)])),
    ),
    *param(
        "Range should be given",
        (
            "map_get_by_key_range without an end",
            lambda c, k: c.operate(
                k,
                [{"op": aerospike.OP_MAP_GET_BY_KEY_RANGE, "bin": "b", "key": 1, "return_type": 7}],
            ),
        ),
        (
            "map_get_by_value_range without a range",
            lambda c, k: c.operate(
                k,
                [
                    {
                        "op": aerospike.OP_MAP_GET_BY_VALUE_RANGE,
                        "bin": "b",
                        "val": 1,
                        "return_type": 7,
                    }
                ],
            ),
        ),
    ),
    *param(
        "byte_size must be an integer",
        ("bit_resize by text", lambda c, k: c.operate(k, [bit.bit_resize("b", "x")])),
    ),
    *param(
        "value must be bytes or byte array",
        ("bit_set of text", lambda c, k: c.operate(k, [bit.bit_set("b", 0, 8, 1, "x")])),
    ),
    *param(
        "bit_offset must be an integer",
        ("bit_get at text", lambda c, k: c.operate(k, [bit.bit_get("b", "x", 8)])),
    ),
    *param(
        "Operation missing required entry bit_size",
        ("bit_get of None", lambda c, k: c.operate(k, [bit.bit_get("b", 0, None)])),
    ),
    *param(
        "key sign does not point to a boolean in the dict",
        (
            "bit_add with a sign that is not a bool",
            lambda c, k: c.operate(k, [bit.bit_add("b", 0, 8, 1, "x", 0)]),
        ),
    ),
    *param(
        "bit_write_flags must be an integer",
        (
            "bit_remove with flags of text",
            lambda c, k: c.operate(k, [bit.bit_remove("b", 0, 1, {"bit_write_flags": "x"})]),
        ),
    ),
    *param(
        "index_bit_count must be an integer",
        ("hll_init with text", lambda c, k: c.operate(k, [hll.hll_init("b", "x")])),
    ),
    *param(
        "Hll policy must be a dictionary.",
        (
            "hll_add with a policy of text",
            lambda c, k: c.operate(k, [hll.hll_add("b", ["x"], 8, 8, "x")]),
        ),
    ),
    *param(
        NOT_COMPILED + BASE64_TOO,
        (
            "expression operation with text",
            lambda c, k: c.operate(k, [expop.expression_read("b", "x")]),
        ),
        (
            "expression operation with nothing compiled",
            lambda c, k: c.operate(k, [expop.expression_read("b", exp.IntBin("a"))]),
        ),
    ),
    *param(
        "expr_flags must be an integer",
        (
            "expression operation with flags of text",
            lambda c, k: c.operate(k, [expop.expression_write("b", exp.Eq(1, 1).compile(), "x")]),
        ),
    ),
    *param(
        "Operation missing required entry expr_flags",
        (
            "expression operation without an expression",
            lambda c, k: c.operate(k, [{"op": aerospike.OP_EXPR_READ, "bin": "b"}]),
        ),
    ),
    *param(
        "Operation missing required entry map_order",
        (
            "map_create without an order",
            lambda c, k: c.operate(k, [{"op": aerospike.OP_MAP_CREATE, "bin": "b"}]),
        ),
    ),
    *param(
        "Operation missing required entry list_order",
        (
            "list_create without an order",
            lambda c, k: c.operate(k, [{"op": aerospike.OP_LIST_CREATE, "bin": "b"}]),
        ),
    ),
    *param(
        "Offset should be of int or long type",
        (
            "map_get_by_index_range of text",
            lambda c, k: c.operate(k, [mp.map_get_by_index_range("b", 0, "x", 7)]),
        ),
        (
            "map_get_by_rank_range of text",
            lambda c, k: c.operate(k, [mp.map_get_by_rank_range("b", 0, "x", 7)]),
        ),
    ),
]
