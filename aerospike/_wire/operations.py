"""From the helpers' operations to their wire form: [operator, bin name, payload].

The operator is the number that the server knows. The payload depends on the operator:

=========================  =============================================================
operator                   payload
=========================  =============================================================
1 read, 11 touch,          None
14 delete, 19 to string
2 write                    the value as the user gave it
5 increment                int or float
9 append, 10 prepend       str, bytes or bytearray (without strict types: any value)
3, 4 lists and maps        a list of plain values: the arguments
7, 8 expressions           a list of the expression and flags
12, 13 bits; 15, 16 HLL    a list of plain values: the arguments
17, 18 strings             a list of plain values: the arguments
=========================  =============================================================

The lists become Aerospike's dialect in native/bridge/operate.c, which has the same table.

`WRITES` says which operators write; it is not always the odd number of each pair.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from aerospike import constants as c
from aerospike._errors import client_error, local_error, param_error, shown, utf8, warn_deprecated
from aerospike._ranges import TTL
from aerospike._wire.arguments import map_policy, take_bool, take_choice, take_int
from aerospike._wire.contexts import (
    Levels,
    compile_context,
    list_create_flag,
    map_create_flag,
    with_context,
)
from aerospike._wire.expressions import compile_expression
from aerospike._wire.operation_arguments import map_return_type
from aerospike._wire.operation_table import MAP_ROWS, ROWS, Row
from aerospike._wire.plain import (
    DEFAULT_SETTINGS,
    INT64_MAX,
    INT64_MIN,
    PackSettings,
    as_unsigned,
)
from aerospike.exception import BinNameError
from aerospike.key import bin_name
from aerospike.values.special import null

__all__ = [
    "WRITES",
    "CompiledOperations",
    "WireOperation",
    "compile_operations",
]

#: Operator, bin name, payload.
WireOperation = list[Any]

_READ, _WRITE, _CDT_READ, _CDT_MODIFY, _INCREMENT = 1, 2, 3, 4, 5
_EXPRESSION_READ, _EXPRESSION_MODIFY, _APPEND, _PREPEND, _TOUCH = 7, 8, 9, 10, 11
_DELETE, _TO_STRING = 14, 19

#: Operators that change the record.
WRITES = frozenset(
    {_WRITE, _CDT_MODIFY, _INCREMENT, _EXPRESSION_MODIFY, _APPEND, _PREPEND, _TOUCH, 13}
    | {_DELETE, 16, 18}
)

_BIN_NAME_MAX = 15
_LIST_ORDERED = 1
_MAP_KEY_VALUE_ORDERED = 3
_PERSIST_INDEX = 0x10
_LIST_SET_TYPE = 0
_MAP_SET_TYPE = 64
_CONTEXT_SELECT = 0xFE
_APPLY = 4
_UINT32_MAX = (1 << 32) - 1

#: The only entries of scalar, map and path operations.
_KNOWN_ENTRIES = frozenset(
    {"op", "bin", "index", "val", "key", "range", "map_policy", "return_type", "inverted", "ctx"}
    | {"map_order", "persist_index", c._CDT_APPLY_MOD_EXP_KEY, c._CDT_FLAGS_KEY}
)
_MISSING = {
    "val": "Value should be given",
    "key": "Operation requires key parameter",
    "map_policy": "Operation requires map_policy parameter",
    "range": "Range should be given",
    "index": "Operation needs an index value",
}

_NO_FLAGS = "CDT operation is missing a flags argument"

Operation = Mapping[str, Any]
Payload = Callable[[Operation, PackSettings], Any]
#: A function that compiles an operation; None for an operation that is left out.
Compile = Callable[[Operation, PackSettings], WireOperation | None]


@dataclass(slots=True)
class CompiledOperations:
    """Operations on a record in their wire form."""

    operations: list[WireOperation]
    #: Whether at least one of them changes the record.
    has_write: bool
    #: Whether every one of them changes the record.
    only_writes: bool
    #: The time to live that a touch sets, in seconds; None without a touch.
    ttl: int | None


def _context(operation: Operation, settings: PackSettings) -> Levels | None:
    return compile_context(operation.get("ctx"), settings, compile_expression)


def _arguments(row: Row, operation: Operation, settings: PackSettings) -> list[Any]:
    levels = _context(operation, settings) if "ctx" in operation and row.takes_context else None
    arguments: list[Any] = [row.operation]
    for put in row.arguments:
        put(arguments, operation, settings)
    if levels is None or (not levels and row.skips_empty_context):
        return arguments
    return with_context(levels, arguments)


#: Operators whose operations are checked for a bin's name only when they are packed.
_LATE_BINS = frozenset({_EXPRESSION_READ, _EXPRESSION_MODIFY, 12, 13, 15, 16})


def _bin_name(operator: int, operation: Operation) -> str:
    name = operation.get("bin")
    if name is None:
        message = 'Operation must contain a "bin" entry'
        raise client_error(message) if operator in _LATE_BINS else param_error(message)
    if not isinstance(name, str):
        raise param_error("String value required", f"the bin name is {name!r}")
    return str.__str__(name)


#: The official package's messages for a bin name that is too long.
_NAMES = {
    value: f"{name.removeprefix('_').removeprefix('OP_')} operation"
    for name, value in vars(c).items()
    if name.removeprefix("_").startswith("OP_")
}


def _not_added(operation: Operation) -> str:
    code = operation["op"]
    if code in (c.OP_EXPR_READ, c.OP_EXPR_WRITE):
        return f"Failed to pack {'read' if code == c.OP_EXPR_READ else 'write'} expression op."
    name = _NAMES[code]
    if not name.startswith("HLL_"):
        return f"Failed to add {name}"
    if code in (c.OP_HLL_ADD, c.OP_HLL_INIT):
        if operation.get("mh_bit_count", -1) != -1:
            name = name.replace(" ", "_MH ")
        elif code == c.OP_HLL_ADD and operation.get("index_bit_count", -1) == -1:
            name = name.replace("ADD", "UPDATE")
    return f"Failed to add {name.lower()}."


def _is_long(name: str) -> bool:
    return len(utf8(name)) > _BIN_NAME_MAX


def _named(operator: int, payload: Payload) -> Compile:
    """For operations whose bin name is checked only when the payload is made."""

    def compile_named(operation: Operation, settings: PackSettings) -> WireOperation:
        name = operation.get("bin")
        if type(name) is str and len(name) <= _BIN_NAME_MAX and name.isascii():
            return [operator, name, payload(operation, settings)]
        name = _bin_name(operator, operation)
        value = payload(operation, settings)
        if _is_long(name):
            raise client_error(
                _not_added(operation), f"the bin name {name!r} has more than {_BIN_NAME_MAX} bytes"
            )
        return [operator, name, value]

    return compile_named


def _set_type(
    levels: Levels | None, code: int, attributes: int, order: int, creation: int
) -> list[Any]:
    """Set the type of a list or map, or create one at the context's place."""
    if levels:
        # An index is kept only with the outermost list or map.
        return with_context(levels, [code, as_unsigned(order)], creation)
    return [code, as_unsigned(attributes)]


def _list_create(operation: Operation, settings: PackSettings) -> list[Any]:
    order = take_choice(operation, "list_order", _LIST_ORDERED)
    levels = _context(operation, settings)
    pad = take_bool(operation, "pad")
    persist_index = take_bool(operation, "persist_index")
    attributes = order | _PERSIST_INDEX if persist_index else order
    return _set_type(levels, _LIST_SET_TYPE, attributes, order, list_create_flag(order, pad))


def _expression(operation: Operation, settings: PackSettings) -> list[Any]:
    flags = take_int(operation, "expr_flags")
    return [compile_expression(operation.get("expr"), settings), as_unsigned(flags)]


def _map_set_policy(operation: Operation, settings: PackSettings) -> list[Any]:
    attributes = map_policy(operation["map_policy"], settings).attributes
    levels = _context(operation, settings)
    if levels is None:
        return [_MAP_SET_TYPE, as_unsigned(attributes)]
    return with_context(levels, [_MAP_SET_TYPE, as_unsigned(attributes & ~_PERSIST_INDEX)])


def _map_create(operation: Operation, settings: PackSettings) -> list[Any]:
    order = take_choice(operation, "map_order", _MAP_KEY_VALUE_ORDERED)
    attributes = order | _PERSIST_INDEX if operation.get("persist_index") else order
    levels = _context(operation, settings)
    return _set_type(levels, _MAP_SET_TYPE, attributes, order, map_create_flag(order))


def _path_flags(operation: Operation) -> int:
    if c._CDT_FLAGS_KEY not in operation:
        raise param_error(_NO_FLAGS)
    flags = operation[c._CDT_FLAGS_KEY]
    if not isinstance(flags, int) or not 0 <= flags <= _UINT32_MAX:
        raise param_error("CDT operation's flags argument is invalid", repr(flags))
    return int.__int__(flags)


def _path(operation: Operation, settings: PackSettings) -> tuple[Levels, int]:
    levels = _context(operation, settings)
    flags = _path_flags(operation)
    if not levels:
        raise param_error("Context is empty", "an operation by path needs at least one level")
    return levels, flags


def _select_by_path(operation: Operation, settings: PackSettings) -> list[Any]:
    levels, flags = _path(operation, settings)
    return [_CONTEXT_SELECT, levels, flags & ~_APPLY]


def _modify_by_path(operation: Operation, settings: PackSettings) -> list[Any]:
    _path_flags(operation)
    if c._CDT_APPLY_MOD_EXP_KEY not in operation:
        # The official package has no better message.
        raise param_error(_NO_FLAGS, "the expression is missing")
    expression = compile_expression(operation[c._CDT_APPLY_MOD_EXP_KEY], settings)
    levels, flags = _path(operation, settings)
    return [_CONTEXT_SELECT, levels, flags | _APPLY, expression]


def _nothing(_operation: Operation, _settings: PackSettings) -> None:
    return None


def _value(operation: Operation, _settings: PackSettings) -> Any:
    return operation["val"]


def _is_null(value: object) -> bool:
    return isinstance(value, null)


def _increment(operation: Operation, settings: PackSettings) -> Any:
    value = operation["val"]
    if type(value) is int and INT64_MIN <= value <= INT64_MAX:
        return value
    if isinstance(value, int):
        if settings.strict_types and not INT64_MIN <= value <= INT64_MAX:
            raise param_error("integer value exceeds sys.maxsize", shown(value))
        return int.__int__(value)
    if settings.strict_types and not (isinstance(value, float) or _is_null(value)):
        raise param_error("Unsupported operand type(s) for +: only 'int' allowed", f"not {value!r}")
    return value


def _concatenate(name: str) -> Callable[[Operation, PackSettings], Any]:
    message = (
        f"aerospike_helpers.operations.operations.{name} is deprecated for strings in server "
        "8.2.0 or higher."
    )

    def payload(operation: Operation, settings: PackSettings) -> Any:
        value = operation["val"]
        if isinstance(value, str):
            warn_deprecated(message, client_error)
        elif isinstance(value, (bytes, bytearray)):
            # A HyperLogLog counts as bytes here.
            return value if type(value) is bytes else bytes(memoryview(value))
        elif settings.strict_types and not _is_null(value):
            raise param_error(
                "Cannot concatenate 'str' and 'non-str' objects", f"the value is {value!r}"
            )
        return value

    return payload


class _Plain(NamedTuple):
    """An operation that is checked entry by entry, as scalar, map and path operations are."""

    operator: int
    payload: Payload
    required: tuple[str, ...] = ()
    needs_bin: bool = True
    #: Optional entries, which the payload reads.
    optional: tuple[str, ...] = ()


def _of_row(row: Row) -> _Plain:
    optional = ("return_type", "inverted", "ctx") if map_return_type in row.arguments else ("ctx",)
    return _Plain(row.operator, partial(_arguments, row), row.required, optional=optional)


_PLAIN: dict[int, _Plain] = {
    c.OPERATOR_READ: _Plain(_READ, _nothing),
    c.OPERATOR_WRITE: _Plain(_WRITE, _value, ("val",)),
    c._AS_OPERATOR_CDT_READ: _Plain(_CDT_READ, _select_by_path),
    c._AS_OPERATOR_CDT_MODIFY: _Plain(_CDT_MODIFY, _modify_by_path),
    c.OPERATOR_INCR: _Plain(_INCREMENT, _increment, ("val",)),
    c.OPERATOR_APPEND: _Plain(_APPEND, _concatenate("append"), ("val",)),
    c.OPERATOR_PREPEND: _Plain(_PREPEND, _concatenate("prepend"), ("val",)),
    c.OPERATOR_TOUCH: _Plain(_TOUCH, _nothing, (), False),
    c.OPERATOR_DELETE: _Plain(_DELETE, _nothing, (), False),
    c.OP_MAP_SET_POLICY: _Plain(_CDT_MODIFY, _map_set_policy, ("map_policy",)),
    c.OP_MAP_CREATE: _Plain(_CDT_MODIFY, _map_create),
    **{code: _of_row(row) for code, row in MAP_ROWS.items()},
}


def _plain_bin(operation: Operation, needed: bool, settings: PackSettings) -> str:
    name = bin_name(operation.get("bin"))
    if "bin" not in operation:
        if needed:
            raise param_error("Bin is not given")
        return ""
    if not isinstance(name, str):
        raise param_error("Bin name should be of type string", f"not {name!r}")
    name = str.__str__(name)
    if settings.strict_types and _is_long(name):
        raise local_error(
            BinNameError,
            21,
            f"A bin name should not exceed {_BIN_NAME_MAX} characters limit",
            repr(name),
        )
    return name


def _check_entries(operation: Operation, plain: _Plain, settings: PackSettings) -> None:
    for key in plain.required:
        if key not in operation:
            raise param_error(_MISSING[key])
    return_type = operation.get("return_type", 0)
    if not isinstance(return_type, int):
        raise param_error("Return type should be an integer", f"not {return_type!r}")
    if "index" in operation:
        if settings.strict_types and "index" not in plain.required:
            raise param_error("Operation does not need an index value")
        if not isinstance(operation["index"], int):
            raise param_error("Index should be an integer", f"not {operation['index']!r}")
    if "map_policy" in operation:
        map_policy(operation["map_policy"], settings)


def _check_known(operation: Operation) -> None:
    for key in operation:
        if not isinstance(key, str):
            raise client_error("An operation key must be a string.", f"not {key!r}")
        if key not in _KNOWN_ENTRIES:
            raise param_error(
                "Operation can contain only op, bin, index, key, val, return_type and map_policy "
                "keys",
                f"not {key!r}",
            )


def _plain(plain: _Plain) -> Compile:
    operator, payload, required, needs_bin, optional = plain
    usual = 2 + len(required)
    # There are two at most.
    first, last = (required[0], required[-1]) if required else ("op", "op")

    def has_nothing_else(operation: Operation) -> bool:
        known = usual
        for key in optional:
            known += key in operation
        return len(operation) == known

    def compile_plain(operation: Operation, settings: PackSettings) -> WireOperation | None:
        name = operation.get("bin")
        if (
            type(name) is str
            and len(name) <= _BIN_NAME_MAX
            and name.isascii()
            and first in operation
            and last in operation
            # The payload is the first entry to check.
            and (len(operation) == usual or has_nothing_else(operation))
        ):
            return [operator, name if needs_bin else "", payload(operation, settings)]
        _check_known(operation)
        name = _plain_bin(operation, needs_bin, settings)
        _check_entries(operation, plain, settings)
        value = payload(operation, settings)
        if not needs_bin:
            return [operator, "", value]
        return None if _is_long(name) else [operator, name, value]

    return compile_plain


def _unknown(operation: Operation, settings: PackSettings) -> None:
    _check_known(operation)
    _plain_bin(operation, True, settings)
    if "val" not in operation:
        raise param_error(_MISSING["val"])
    if settings.strict_types:
        raise param_error("Invalid operation given", str(operation["op"]))


_COMPILERS: dict[int, Compile] = {
    **{code: _named(row.operator, partial(_arguments, row)) for code, row in ROWS.items()},
    c.OP_LIST_CREATE: _named(_CDT_MODIFY, _list_create),
    c._OP_STRING_TO_STRING: _named(_TO_STRING, _nothing),
    c.OP_EXPR_READ: _named(_EXPRESSION_READ, _expression),
    c.OP_EXPR_WRITE: _named(_EXPRESSION_MODIFY, _expression),
    **{code: _plain(plain) for code, plain in _PLAIN.items()},
}


def _compiler(operation: Operation) -> Compile:
    """The function that compiles an operation whose code is unknown or not a plain int."""
    if "op" not in operation:
        raise param_error('Operation must contain an "op" entry')
    code = operation["op"]
    if not isinstance(code, int):
        raise param_error("Operation must be an integer", f"not {code!r}")
    if not INT64_MIN <= code <= INT64_MAX:
        raise param_error("Operation code too large", str(code))
    return _COMPILERS.get(code, _unknown)


def _touch_ttl(operation: Operation, settings: PackSettings) -> int:
    value = operation["val"]
    if not isinstance(value, int):
        if settings.strict_types and not _is_null(value):
            raise param_error(
                "Unsupported operand type(s) for touch : only int or long allowed", f"not {value!r}"
            )
        raise param_error("Offset should be of int or long type", f"not {value!r}")
    if settings.strict_types and not INT64_MIN <= value <= INT64_MAX:
        raise param_error("integer value exceeds sys.maxsize", shown(value))
    if not TTL.fits(value):
        raise param_error("ttl is invalid", TTL.refusal(value))
    return TTL.convert(value)


def compile_operations(
    operations: list[Any], settings: PackSettings = DEFAULT_SETTINGS
) -> CompiledOperations:
    """Operations on one record in their wire form, all checked before anything is sent.

    Elements that are not dictionaries are ignored. If types are not checked strictly, unknown
    operations and scalar and map operations with a bin name that is too long are ignored, too.

    Raises:
        ParamError: an operation is unknown, or an entry is missing, has a wrong type or is out of
            range.
        BinNameError: the name of the bin of a scalar or map operation is too long.
        ClientError: the name of another bin is too long, or a value cannot be serialized.
    """
    if not isinstance(operations, list):
        raise param_error("Operations should be of type list", f"not {operations!r}")
    compiled: list[WireOperation] = []
    writes = 0
    ttl: int | None = None
    compilers = _COMPILERS.get
    try:
        for operation in operations:
            if not isinstance(operation, dict):
                continue
            code = operation.get("op")
            compile_one = compilers(code) if type(code) is int else None
            wire = (compile_one or _compiler(operation))(operation, settings)
            if wire is None:
                continue
            compiled.append(wire)
            if wire[0] in WRITES:
                writes += 1
                if wire[0] == _TOUCH and "val" in operation:
                    ttl = _touch_ttl(operation, settings)
    except RecursionError as error:
        raise param_error("an operation is nested too deeply, or contains itself") from error
    return CompiledOperations(compiled, writes > 0, 0 < writes == len(compiled), ttl)
