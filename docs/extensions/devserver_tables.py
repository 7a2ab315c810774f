"""A Sphinx directive that tells what the development server knows.

``aerospike-devserver-support``
    for each module of helpers, which operations and expressions the development server carries out,
    and which it refuses as the real server of its version does

What a helper becomes on the wire is in the tables of ``aerospike/_wire``, and what the server
knows in those of ``aerospike/devserver``.
"""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

from api_tables import Tables, table
from sphinx.application import Sphinx

from aerospike import constants as c
from aerospike._wire.expression_table import CALLS, LOOP_VARIABLES, OPERATORS
from aerospike._wire.operation_table import MAP_ROWS, ROWS
from aerospike.devserver.supported import knows_call, knows_expression, knows_operation
from aerospike_helpers.expressions.resources import _BaseExpr

OPERATION_MODULES = (
    "operations",
    "list_operations",
    "map_operations",
    "bitwise_operations",
    "hll_operations",
    "expression_operations",
    "string_operations",
)
EXPRESSION_MODULES = (
    "base",
    "arithmetic",
    "bitwise_operators",
    "list",
    "map",
    "bitwise",
    "hll",
    "string",
)

#: The operators of operations whose arguments are not packed, or not by a row of a table.
OTHER_OPERATORS = {
    c.OPERATOR_READ: 1,
    c.OPERATOR_WRITE: 2,
    c._AS_OPERATOR_CDT_READ: 3,
    c._AS_OPERATOR_CDT_MODIFY: 4,
    c.OPERATOR_INCR: 5,
    c.OPERATOR_APPEND: 9,
    c.OPERATOR_PREPEND: 10,
    c.OPERATOR_TOUCH: 11,
    c.OPERATOR_DELETE: 14,
    c.OP_LIST_CREATE: 4,
    c.OP_MAP_CREATE: 4,
    c.OP_MAP_SET_POLICY: 4,
    c.OP_EXPR_READ: 7,
    c.OP_EXPR_WRITE: 8,
    c._OP_STRING_TO_STRING: 19,
}

_BIN_TYPE, _LOOP_VARIABLE, _LET, _CALL = 82, 122, 125, 127

#: The codes of expressions whose own are not those of the wire. A constant has none.
OTHER_CODES = {
    83: _BIN_TYPE,
    126: _LET,
    128: None,
    c._AS_EXP_CODE_CALL_SELECT: _CALL,
    c._AS_EXP_CODE_CALL_APPLY: _CALL,
    **dict.fromkeys(LOOP_VARIABLES, _LOOP_VARIABLE),
}


def sample(helper: Callable[..., Any]) -> Any:
    """An operation or expression of a helper, which does not look at its arguments."""
    arguments = [
        None
        for parameter in inspect.signature(helper).parameters.values()
        if parameter.default is parameter.empty
        and parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return helper(*arguments)


def is_known_operation(helper: Callable[..., dict[str, Any]]) -> bool:
    """Whether the development server knows the operation that a helper makes."""
    code = sample(helper)["op"]
    row = ROWS.get(code) or MAP_ROWS.get(code)
    if row is None:
        return knows_operation(OTHER_OPERATORS[code])
    return knows_operation(row.operator, row.operation)


def is_known_expression(expression: type[_BaseExpr]) -> bool:
    """Whether the development server knows the expressions of a class."""
    code = sample(expression)._op
    call = CALLS.get(code)
    if call is not None:
        call = call({}) if callable(call) else call
        return knows_call(call.system, call.operation)
    if code in OTHER_CODES:
        wire = OTHER_CODES[code]
        return wire is None or knows_expression(wire)
    return knows_expression(OPERATORS[code][0] if code in OPERATORS else code)


def operations(module: ModuleType) -> dict[str, Any]:
    """The helpers of a module that make operations."""
    members = {name: getattr(module, name) for name in module.__all__}
    return {name: member for name, member in members.items() if inspect.isfunction(member)}


def expressions(module: ModuleType) -> dict[str, Any]:
    """The expressions of a module, each under one name, without those that are bases of others."""
    members = {name: getattr(module, name) for name in module.__all__}
    classes = {
        name: member
        for name, member in members.items()
        if inspect.isclass(member) and issubclass(member, _BaseExpr) and member.__name__ == name
    }
    bases = {base for member in classes.values() for base in member.__mro__[1:]}
    return {name: member for name, member in classes.items() if member not in bases}


def support() -> Iterator[tuple[str, list[str], list[str]]]:
    """Modules, the names in them that the development server knows, and those that it refuses."""
    for package, modules, members, is_known in (
        ("operations", OPERATION_MODULES, operations, is_known_operation),
        ("expressions", EXPRESSION_MODULES, expressions, is_known_expression),
    ):
        for name in modules:
            module = import_module(f"aerospike_helpers.{package}.{name}")
            known: list[str] = []
            refused: list[str] = []
            for member, value in sorted(members(module).items()):
                (known if is_known(value) else refused).append(member)
            yield f"{package}.{name}", known, refused


def _listed(names: list[str]) -> str:
    return ", ".join(f"``{name}``" for name in names) or "–"


class Support(Tables):
    def text(self) -> Iterator[str]:
        rows = [
            (f"``{module}``", _listed(known), _listed(refused))
            for module, known, refused in support()
        ]
        header = ("module", "carried out", "refused")
        yield from table("Operations and expressions", header, rows, "20 60 20")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("aerospike-devserver-support", Support)
    return {"parallel_read_safe": True}
