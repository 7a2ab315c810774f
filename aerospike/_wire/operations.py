"""From the helpers' operations to their wire form: (operator, bin name, payload).

The operator is the number that the server knows. What the payload is depends on it:

=========================  =============================================================
operator                   payload
=========================  =============================================================
1 read, 11 touch,          None
14 delete, 19 to string
2 write                    the value as the user gave it
5 increment                int or float
9 append, 10 prepend       str, bytes or bytearray (without strict types: any value)
3, 4 lists and maps        packed arguments, bytes (particle type blob)
7, 8 expressions           packed expression and flags, bytes (particle type blob)
12, 13 bits; 15, 16 HLL    packed arguments, bytes (particle type blob)
17, 18 strings             packed arguments, bytes (particle type string)
=========================  =============================================================

The odd one of each pair is not always the write: `WRITES` says which are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from aerospike import constants as c
from aerospike._errors import client_error, local_error, param_error, shown, utf8, warn_deprecated
from aerospike._ranges import TTL
from aerospike._wire.arguments import map_policy, take_bool, take_choice, take_int
from aerospike._wire.contexts import (
    Level,
    compile_context,
    list_create_flag,
    map_create_flag,
    put_context,
    put_evaluation,
)
from aerospike._wire.expressions import pack_expression
from aerospike._wire.operation_table import MAP_ROWS, ROWS, Row
from aerospike._wire.packing import (
    DEFAULT_SETTINGS,
    INT64_MAX,
    INT64_MIN,
    PackSettings,
    put_list_header,
    put_uint,
)
from aerospike._wire.quick_operations import quick_operation
from aerospike.exception import BinNameError
from aerospike.key import bin_name
from aerospike.values.special import null

__all__ = [
    "WRITES",
    "CompiledOperations",
    "WireOperation",
    "compile_operation",
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


class CompiledOperations(NamedTuple):
    """Operations on a record in their wire form."""

    operations: list[WireOperation]
    #: Whether at least one of them changes the record.
    has_write: bool
    #: Whether every one of them changes the record.
    only_writes: bool
    #: What a touch asks the record's time to live to be, in seconds; None without one.
    ttl: int | None


def _pack(row: Row, operation: Operation, settings: PackSettings) -> bytes:
    levels = compile_context(operation.get("ctx"), settings) if row.takes_context else None
    arguments = bytearray()
    count = 1
    for put in row.arguments:
        count += put(arguments, operation, settings)
    out = bytearray()
    if levels or (levels is not None and not row.skips_empty_context):
        put_evaluation(out, levels)
    put_list_header(out, count)
    put_uint(out, row.operation)
    out += arguments
    return bytes(out)


#: Operators whose operations lack the bin's name only when they are put together.
_LATE_BINS = frozenset({_EXPRESSION_READ, _EXPRESSION_MODIFY, 12, 13, 15, 16})


def _bin_name(operator: int, operation: Operation) -> str:
    name = operation.get("bin")
    if name is None:
        message = 'Operation must contain a "bin" entry'
        raise client_error(message) if operator in _LATE_BINS else param_error(message)
    if not isinstance(name, str):
        raise param_error("String value required", f"the bin name is {name!r}")
    return name


#: What the official package says of operations whose bin has too long a name.
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


def _check_length(operation: Operation, name: str) -> None:
    if len(utf8(name)) > _BIN_NAME_MAX:
        raise client_error(
            _not_added(operation), f"the bin name {name!r} has more than {_BIN_NAME_MAX} bytes"
        )


def _pack_set_type(
    levels: list[Level] | None, code: int, attributes: int, order: int, creation: int
) -> bytes:
    """Set the type of a list or map, or create one where the context leads to."""
    out = bytearray()
    if levels:
        put_evaluation(out, levels, creation)
    put_list_header(out, 2)
    put_uint(out, code)
    # An index is kept only with the outermost list or map.
    put_uint(out, order if levels else attributes)
    return bytes(out)


def _list_create(operation: Operation, settings: PackSettings) -> WireOperation:
    name = _bin_name(_CDT_MODIFY, operation)
    order = take_choice(operation, "list_order", _LIST_ORDERED)
    levels = compile_context(operation.get("ctx"), settings)
    pad = take_bool(operation, "pad")
    persist_index = take_bool(operation, "persist_index")
    attributes = order | _PERSIST_INDEX if persist_index else order
    creation = list_create_flag(order, pad)
    return [_CDT_MODIFY, name, _pack_set_type(levels, _LIST_SET_TYPE, attributes, order, creation)]


def _to_string(operation: Operation, _settings: PackSettings) -> WireOperation:
    return [_TO_STRING, _bin_name(_TO_STRING, operation), None]


def _expression(operator: int) -> Callable[[Operation, PackSettings], WireOperation]:
    def compile_expression(operation: Operation, settings: PackSettings) -> WireOperation:
        name = _bin_name(operator, operation)
        flags = take_int(operation, "expr_flags")
        out = bytearray()
        put_list_header(out, 2)
        out += pack_expression(operation.get("expr"), settings)
        put_uint(out, flags)
        return [operator, name, bytes(out)]

    return compile_expression


#: Operations that name their bin as those of the table do, but are packed in a way of their own.
_SPECIAL: dict[int, Callable[[Operation, PackSettings], WireOperation]] = {
    c.OP_LIST_CREATE: _list_create,
    c._OP_STRING_TO_STRING: _to_string,
    c.OP_EXPR_READ: _expression(_EXPRESSION_READ),
    c.OP_EXPR_WRITE: _expression(_EXPRESSION_MODIFY),
}


def _map_set_policy(operation: Operation, settings: PackSettings) -> bytes:
    attributes = map_policy(operation["map_policy"], settings).attributes
    levels = compile_context(operation.get("ctx"), settings)
    out = bytearray()
    if levels is not None:
        attributes &= ~_PERSIST_INDEX
        put_evaluation(out, levels)
    put_list_header(out, 2)
    put_uint(out, _MAP_SET_TYPE)
    put_uint(out, attributes)
    return bytes(out)


def _map_create(operation: Operation, settings: PackSettings) -> bytes:
    order = take_choice(operation, "map_order", _MAP_KEY_VALUE_ORDERED)
    attributes = order | _PERSIST_INDEX if operation.get("persist_index") else order
    levels = compile_context(operation.get("ctx"), settings)
    return _pack_set_type(levels, _MAP_SET_TYPE, attributes, order, map_create_flag(order))


def _path_flags(operation: Operation) -> int:
    if c._CDT_FLAGS_KEY not in operation:
        raise param_error(_NO_FLAGS)
    flags = operation[c._CDT_FLAGS_KEY]
    if not isinstance(flags, int) or not 0 <= flags <= _UINT32_MAX:
        raise param_error("CDT operation's flags argument is invalid", repr(flags))
    return int.__int__(flags)


def _path(operation: Operation, settings: PackSettings, modification: bytes | None) -> bytes:
    levels = compile_context(operation.get("ctx"), settings)
    flags = _path_flags(operation)
    if not levels:
        raise param_error("Context is empty", "an operation by path needs at least one level")
    out = bytearray()
    put_list_header(out, 3 if modification is None else 4)
    put_uint(out, _CONTEXT_SELECT)
    put_context(out, levels)
    if modification is None:
        put_uint(out, flags & ~_APPLY)
    else:
        put_uint(out, flags | _APPLY)
        out += modification
    return bytes(out)


def _select_by_path(operation: Operation, settings: PackSettings) -> bytes:
    return _path(operation, settings, None)


def _modify_by_path(operation: Operation, settings: PackSettings) -> bytes:
    _path_flags(operation)
    if c._CDT_APPLY_MOD_EXP_KEY not in operation:
        # The official package says no better of it.
        raise param_error(_NO_FLAGS, "the expression is missing")
    expression = operation[c._CDT_APPLY_MOD_EXP_KEY]
    return _path(operation, settings, pack_expression(expression, settings))


def _nothing(_operation: Operation, _settings: PackSettings) -> None:
    return None


def _value(operation: Operation, _settings: PackSettings) -> Any:
    return operation["val"]


def _is_null(value: object) -> bool:
    return isinstance(value, null)


def _increment(operation: Operation, settings: PackSettings) -> Any:
    value = operation["val"]
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
            # A HyperLogLog, too, is but bytes here.
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
    payload: Callable[[Operation, PackSettings], Any]
    required: tuple[str, ...] = ()
    needs_bin: bool = True


def _of_row(row: Row) -> _Plain:
    def payload(operation: Operation, settings: PackSettings) -> bytes:
        return _pack(row, operation, settings)

    return _Plain(row.operator, payload, row.required)


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
    if settings.strict_types and len(utf8(name)) > _BIN_NAME_MAX:
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


def _compile_plain(code: int, operation: Operation, settings: PackSettings) -> WireOperation | None:
    for key in operation:
        if not isinstance(key, str):
            raise client_error("An operation key must be a string.", f"not {key!r}")
        if key not in _KNOWN_ENTRIES:
            raise param_error(
                "Operation can contain only op, bin, index, key, val, return_type and map_policy "
                "keys",
                f"not {key!r}",
            )
    plain = _PLAIN.get(code)
    name = _plain_bin(operation, plain is None or plain.needs_bin, settings)
    if plain is None:
        if "val" not in operation:
            raise param_error(_MISSING["val"])
        if settings.strict_types:
            raise param_error("Invalid operation given", str(code))
        return None
    _check_entries(operation, plain, settings)
    payload = plain.payload(operation, settings)
    if not plain.needs_bin:
        return [plain.operator, "", payload]
    if len(utf8(name)) > _BIN_NAME_MAX:
        return None
    return [plain.operator, name, payload]


def _code(operation: Operation) -> int:
    if "op" not in operation:
        raise param_error('Operation must contain an "op" entry')
    code = operation["op"]
    if not isinstance(code, int):
        raise param_error("Operation must be an integer", f"not {code!r}")
    if not INT64_MIN <= code <= INT64_MAX:
        raise param_error("Operation code too large", str(code))
    return code


def compile_operation(
    operation: Operation, settings: PackSettings = DEFAULT_SETTINGS
) -> WireOperation | None:
    """One operation in its wire form; None for one that is left out.

    If types are not checked strictly, unknown operations are left out, and those on scalars and
    maps whose bin has too long a name.

    Raises:
        ParamError: it is unknown, or an entry is missing, of a wrong type or out of range.
        BinNameError: the name of the bin of a scalar or map operation is too long.
        ClientError: the name of another bin is too long, or a value cannot be serialized.
    """
    code = _code(operation)
    try:
        row = ROWS.get(code)
        if row is not None:
            name = _bin_name(row.operator, operation)
            payload = _pack(row, operation, settings)
            _check_length(operation, name)
            return [row.operator, name, payload]
        special = _SPECIAL.get(code)
        if special is not None:
            wire = special(operation, settings)
            _check_length(operation, wire[1])
            return wire
        return _compile_plain(code, operation, settings)
    except RecursionError as error:
        raise param_error("an operation is nested too deeply, or contains itself") from error


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

    Elements that are no dictionaries are passed over.

    Raises:
        ParamError: an operation is unknown, or an entry is missing, of a wrong type or out of
            range.
        BinNameError: the name of the bin of a scalar or map operation is too long.
        ClientError: the name of another bin is too long, or a value cannot be serialized.
    """
    if not isinstance(operations, list):
        raise param_error("Operations should be of type list", f"not {operations!r}")
    compiled: list[WireOperation] = []
    writes = 0
    ttl: int | None = None
    for operation in operations:
        if not isinstance(operation, dict):
            continue
        wire = quick_operation(operation) or compile_operation(operation, settings)
        if wire is None:
            continue
        compiled.append(wire)
        if wire[0] in WRITES:
            writes += 1
            if wire[0] == _TOUCH and "val" in operation:
                ttl = _touch_ttl(operation, settings)
    return CompiledOperations(compiled, writes > 0, 0 < writes == len(compiled), ttl)
