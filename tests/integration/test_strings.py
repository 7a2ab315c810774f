"""Operations on strings, which came with server 8.2: what a server before that makes of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike_helpers import expressions as exp
from aerospike_helpers.expressions import bitwise as blob_expressions
from aerospike_helpers.expressions import list as list_expressions
from aerospike_helpers.expressions import string as string_expressions
from aerospike_helpers.operations import bitwise_operations as bits
from aerospike_helpers.operations import expression_operations
from aerospike_helpers.operations import list_operations as lists
from aerospike_helpers.operations import operations as op
from aerospike_helpers.operations import string_operations as strings
from aerospike_helpers.string_helpers import NumericType, RegexFlags, StringPolicy

Key = tuple[Any, ...]

BINS = {"s": "text", "l": ["a", "b"], "b": b"bytes"}

#: An argument for each parameter of the helpers.
ARGUMENTS: dict[str, Any] = {
    "bin": "s",
    "bin_name": "s",
    "count": 2,
    "end": 2,
    "index": 0,
    "needle": "e",
    "numeric_type": NumericType.ANY,
    "occurrence": 1,
    "pad_string": "-",
    "pattern": "t.*",
    "policy": StringPolicy(),
    "prefix": "te",
    "regex_flags": RegexFlags.DEFAULT,
    "replacement": "x",
    "separator": ",",
    "start": 1,
    "suffix": "xt",
    "target_length": 9,
    "value": "x",
    "value_list": ["x", "y"],
    "values": ["x", "y"],
}


def call(helper: Callable[..., Any]) -> Any:
    """What a helper makes of an argument for each parameter that needs one."""
    parameters = inspect.signature(helper).parameters.values()
    return helper(*(ARGUMENTS[p.name] for p in parameters if p.default is p.empty))


def helpers(module: ModuleType, is_helper: Callable[[Any], bool]) -> list[Any]:
    """The helpers of a module."""
    members = [getattr(module, name) for name in sorted(module.__all__)]
    return [member for member in members if is_helper(member)]


OPERATIONS = [
    *map(call, helpers(strings, inspect.isfunction)),
    lists.list_join("l"),
    lists.list_join("l", ","),
    bits.bit_b64_encode("b"),
]
EXPRESSIONS = [
    call(helper)
    for helper in helpers(string_expressions, lambda member: hasattr(member, "compile"))
]
#: What the server looks at only when it comes to it, as it knows other calls of the kind.
UNKNOWN_CALLS = [
    list_expressions.ListJoin(None, None, "l"),
    list_expressions.ListJoin(None, ",", "l"),
    blob_expressions.BitB64Encode(0, None, False, "b"),
]


@pytest.fixture(autouse=True)
def _old_server(client: aerospike.Client) -> None:
    build = client.info_random_node("build").split("\t")[1].strip()
    if tuple(map(int, build.split(".")[:2])) >= (8, 2):
        pytest.skip(f"server {build} has operations on strings")


def described(operation: dict[str, Any]) -> str:
    """An operation, as the name of a test."""
    return f"op-{operation['op']}"


@pytest.mark.parametrize("operation", OPERATIONS, ids=described)
def test_an_operation_is_refused_and_changes_nothing(
    client: aerospike.Client, key: Key, operation: dict[str, Any]
) -> None:
    client.put(key, BINS)
    for operations in ([operation], [op.write("new", 1), operation], [operation, op.read("s")]):
        with pytest.raises(e.InvalidRequest):
            client.operate(key, operations)
    assert client.get(key)[1]["gen"] == 1
    assert client.get(key)[2] == BINS


def named(expression: Any) -> str:
    """An expression, as the name of a test."""
    return type(expression).__name__


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=named)
def test_an_expression_is_refused(client: aerospike.Client, key: Key, expression: Any) -> None:
    client.put(key, BINS)
    compiled = expression.compile()
    for operation in (
        expression_operations.expression_read("r", compiled),
        expression_operations.expression_read("r", compiled, aerospike.EXP_READ_EVAL_NO_FAIL),
        expression_operations.expression_write("r", compiled),
    ):
        with pytest.raises(e.InvalidRequest):
            client.operate(key, [operation])
    condition = exp.Or(exp.Val(True), exp.Eq(expression, expression)).compile()
    with pytest.raises(e.InvalidRequest):
        client.get(key, {"expressions": condition})
    assert client.get(key)[2] == BINS


@pytest.mark.parametrize("expression", UNKNOWN_CALLS, ids=named)
def test_an_unknown_call_has_no_value(client: aerospike.Client, key: Key, expression: Any) -> None:
    client.put(key, BINS)
    compiled = expression.compile()
    read = expression_operations.expression_read
    with pytest.raises(e.OpNotApplicable):
        client.operate(key, [read("r", compiled)])
    silent = read("r", compiled, aerospike.EXP_READ_EVAL_NO_FAIL)
    assert client.operate(key, [silent])[2] == {"r": None}
    with pytest.raises(e.FilteredOut):
        client.get(key, {"expressions": exp.Eq(expression, "").compile()})
