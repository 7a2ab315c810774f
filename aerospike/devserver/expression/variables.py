"""Variables that an expression defines, and variables of an element on a path."""

from __future__ import annotations

import re

from ..errors import ResultError
from ..model.geojson import check_geojson
from ..model.values import UNKNOWN, Geo, Value
from .builder import Builder, Builders, Variable, at_least, expect
from .nodes import Frame, Node, Type, is_of_type, malformed

__all__ = ["BUILDERS"]

_LOOP_VARIABLE = 122
_VARIABLE = 124
_LET = 125

_NAME = re.compile(rb"[A-Za-z_][A-Za-z0-9_]*\Z")
_LOOP_INDEX = 2
_LOOP_VARIABLES = range(3)


def _find(builder: Builder, name: bytes) -> Variable | None:
    return next((known for known in builder.variables if known.name == name), None)


def _let(builder: Builder, count: int) -> Node:
    at_least(count, 3)
    if count % 2 == 0:
        raise malformed("that defines variables for nothing")
    outer = len(builder.variables)
    runs = []
    for _ in range(count // 2):
        name = builder.reader.raw()
        if not _NAME.match(name):
            raise malformed(f"with a variable called {name!r}")
        if _find(builder, name) is not None:
            raise malformed(f"that defines {name!r} twice")
        variable = Variable(name, len(builder.variables))
        builder.variables.append(variable)
        builder.most_variables = max(builder.most_variables, len(builder.variables))
        node = builder.next()
        variable.type = node.type
        runs.append((variable.index, node.run))
    result = builder.next()
    del builder.variables[outer:]

    def run(frame: Frame) -> Value:
        for index, definition in runs:
            frame.variables[index] = definition(frame)
        return result.run(frame)

    return Node(result.type, run, result.is_unknown)


def _variable(builder: Builder, count: int) -> Node:
    expect(count, 1)
    name = builder.reader.raw()
    variable = _find(builder, name)
    if variable is None or variable.type is None or variable.type is Type.ANY:
        raise malformed(f"that uses {name!r}, which no variable is called")
    index = variable.index
    return Node(variable.type, lambda frame: frame.variables[index])


def _loop_variable(builder: Builder, count: int) -> Node:
    expect(count, 2)
    number, which = builder.reader.integer(), builder.reader.integer()
    if which not in _LOOP_VARIABLES or not Type.NIL <= number <= Type.REMOVED:
        raise malformed(f"with the variable {which} of the type {number}")
    type = Type(number)
    if which == _LOOP_INDEX and type is not Type.INT:
        raise malformed("with an index that is not an integer")

    def run(frame: Frame) -> Value:
        value = frame.loop_variables.get(which, UNKNOWN)
        return value if is_of_type(value, type) and _is_valid(value) else UNKNOWN

    if type is Type.NONE:
        return Node(Type.BOOL, run, is_unknown=True)
    return Node(type, run)


def _is_valid(value: Value) -> bool:
    if not isinstance(value, Geo):
        return True
    try:
        check_geojson(value)
    except ResultError:
        return False
    return True


BUILDERS: Builders = {
    _LOOP_VARIABLE: _loop_variable,
    _VARIABLE: _variable,
    _LET: _let,
}
