"""Values, record metadata, bins, comparison, logic, variables and path expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from aerospike import constants

from .resources import ResultType, _BaseExpr, _end_of_arguments, _ExprOp, _Keys

if TYPE_CHECKING:
    from aerospike_helpers.cdt_ctx import _cdt_ctx

__all__ = [
    "GE",
    "GT",
    "LE",
    "LT",
    "NE",
    "TTL",
    "And",
    "BinExists",
    "BinType",
    "BlobBin",
    "BoolBin",
    "CmpGeo",
    "CmpRegex",
    "Cond",
    "Def",
    "DeviceSize",
    "DigestMod",
    "Eq",
    "Exclusive",
    "FloatBin",
    "GeoBin",
    "HLLBin",
    "IntBin",
    "IsTombstone",
    "KeyBlob",
    "KeyExists",
    "KeyInt",
    "KeyStr",
    "LastUpdateTime",
    "Let",
    "ListBin",
    "LoopVar",
    "LoopVarBlob",
    "LoopVarBool",
    "LoopVarFloat",
    "LoopVarGeoJson",
    "LoopVarHLL",
    "LoopVarInt",
    "LoopVarList",
    "LoopVarMap",
    "LoopVarNil",
    "LoopVarStr",
    "MapBin",
    "MemorySize",
    "ModifyByPath",
    "Not",
    "Or",
    "RecordSize",
    "RemoveResult",
    "ResultRemove",
    "SelectByPath",
    "SetName",
    "SinceUpdateTime",
    "StrBin",
    "TypeComparisonArg",
    "TypeGeo",
    "Unknown",
    "Val",
    "Var",
    "VoidTime",
]

TypeComparisonArg: TypeAlias = _BaseExpr | Any
TypeGeo: TypeAlias = _BaseExpr | Any


class _Key(_BaseExpr):
    _op = _ExprOp.REC_KEY


class Val(_BaseExpr):
    """A value: a bool, int, float, str, bytes, list, dict, GeoJSON or None."""

    _op = _ExprOp._AS_EXP_CODE_AS_VAL

    def __init__(self, value: Any) -> None:
        self._fixed = {_Keys.VALUE_KEY: value}


class Unknown(_BaseExpr):
    """No value at all; makes the expression fail on purpose, for example in a branch of `Cond`."""

    _op = _ExprOp.UNKNOWN


class KeyInt(_Key):
    """The user key of the record, if it is an integer and was sent with the record."""

    _rt = ResultType.INTEGER


class KeyStr(_Key):
    """The user key of the record, if it is a string and was sent with the record."""

    _rt = ResultType.STRING


class KeyBlob(_Key):
    """The user key of the record, if it is a blob and was sent with the record."""

    _rt = ResultType.BLOB


class KeyExists(_BaseExpr):
    """Whether the user key is stored in the record (it was written with ``POLICY_KEY_SEND``)."""

    _op = _ExprOp.META_KEY_EXISTS
    _rt = ResultType.BOOLEAN


class BoolBin(_BaseExpr):
    """Value of a boolean bin."""

    _op = _ExprOp.BIN
    _rt = ResultType.BOOLEAN

    def __init__(self, bin: str) -> None:
        self._fixed = {_Keys.BIN_KEY: bin}


class IntBin(_BaseExpr):
    """Value of an integer bin."""

    _op = _ExprOp.BIN
    _rt = ResultType.INTEGER

    def __init__(self, bin: str) -> None:
        self._fixed = {_Keys.BIN_KEY: bin}


class StrBin(_BaseExpr):
    """Value of a string bin."""

    _op = _ExprOp.BIN
    _rt = ResultType.STRING

    def __init__(self, bin: str) -> None:
        self._fixed = {_Keys.BIN_KEY: bin}


class FloatBin(_BaseExpr):
    """Value of a float bin."""

    _op = _ExprOp.BIN
    _rt = ResultType.FLOAT

    def __init__(self, bin: str) -> None:
        self._fixed = {_Keys.BIN_KEY: bin}


class BlobBin(_BaseExpr):
    """Value of a blob bin."""

    _op = _ExprOp.BIN
    _rt = ResultType.BLOB

    def __init__(self, bin: str) -> None:
        self._fixed = {_Keys.BIN_KEY: bin}


class GeoBin(_BaseExpr):
    """Value of a GeoJSON bin."""

    _op = _ExprOp.BIN
    _rt = ResultType.GEOJSON

    def __init__(self, bin: str) -> None:
        self._fixed = {_Keys.BIN_KEY: bin}


class ListBin(_BaseExpr):
    """Value of a list bin."""

    _op = _ExprOp.BIN
    _rt = ResultType.LIST

    def __init__(self, bin: str) -> None:
        self._fixed = {_Keys.BIN_KEY: bin}


class MapBin(_BaseExpr):
    """Value of a map bin."""

    _op = _ExprOp.BIN
    _rt = ResultType.MAP

    def __init__(self, bin: str) -> None:
        self._fixed = {_Keys.BIN_KEY: bin}


class HLLBin(_BaseExpr):
    """Value of a HyperLogLog bin."""

    _op = _ExprOp.BIN
    _rt = ResultType.HLL

    def __init__(self, bin: str) -> None:
        self._fixed = {_Keys.BIN_KEY: bin}


class BinExists(_BaseExpr):
    """Whether the record has the bin; a boolean."""

    _op = _ExprOp.BIN_EXISTS
    _rt = ResultType.BOOLEAN

    def __init__(self, bin: str) -> None:
        self._fixed = {_Keys.BIN_KEY: bin}


class BinType(_BaseExpr):
    """Particle type of a bin, one of ``aerospike.AS_BYTES_*``; an integer."""

    _op = _ExprOp.BIN_TYPE
    _rt = ResultType.INTEGER

    def __init__(self, bin: str) -> None:
        self._fixed = {_Keys.BIN_KEY: bin}


class SetName(_BaseExpr):
    """Name of the record's set; a string, empty for none."""

    _op = _ExprOp.META_SET_NAME
    _rt = ResultType.STRING


class DeviceSize(_BaseExpr):
    """Bytes that the record takes on the device, 0 in memory; an integer.

    Server 7.0 or later: `RecordSize` instead.
    """

    _op = _ExprOp.META_DEVICE_SIZE
    _rt = ResultType.INTEGER


class MemorySize(_BaseExpr):
    """Bytes that the record takes in memory, 0 on a device; an integer.

    Server 7.0 or later: `RecordSize` instead.
    """

    _op = _ExprOp.META_MEMORY_SIZE
    _rt = ResultType.INTEGER


class RecordSize(_BaseExpr):
    """Bytes that the record takes in the storage; an integer. Server 7.0 or later."""

    _op = _ExprOp.META_RECORD_SIZE
    _rt = ResultType.INTEGER


class LastUpdateTime(_BaseExpr):
    """When the record was last written, in nanoseconds since the Unix epoch; an integer."""

    _op = _ExprOp.META_LAST_UPDATE_TIME
    _rt = ResultType.INTEGER


class SinceUpdateTime(_BaseExpr):
    """Milliseconds since the record was last written; an integer."""

    _op = _ExprOp.META_SINCE_UPDATE_TIME
    _rt = ResultType.INTEGER


class VoidTime(_BaseExpr):
    """When the record expires, in nanoseconds since the Unix epoch; an integer, -1 for never."""

    _op = _ExprOp.META_VOID_TIME
    _rt = ResultType.INTEGER


class TTL(_BaseExpr):
    """Seconds that the record has left to live; an integer, -1 for for ever."""

    _op = _ExprOp.META_TTL
    _rt = ResultType.INTEGER


class IsTombstone(_BaseExpr):
    """Whether the record is a tombstone; a boolean. Only of use in write policies' filters."""

    _op = _ExprOp.META_IS_TOMBSTONE
    _rt = ResultType.BOOLEAN


class DigestMod(_BaseExpr):
    """The record's digest modulo `mod`; an integer."""

    _op = _ExprOp.META_DIGEST_MOD
    _rt = ResultType.INTEGER

    def __init__(self, mod: int) -> None:
        self._fixed = {_Keys.VALUE_KEY: mod}


class Eq(_BaseExpr):
    """Whether the two are equal; a boolean."""

    _op = _ExprOp.EQ

    def __init__(self, expr0: TypeComparisonArg, expr1: TypeComparisonArg) -> None:
        self._children = (expr0, expr1)


class NE(_BaseExpr):
    """Whether the two differ; a boolean."""

    _op = _ExprOp.NE

    def __init__(self, expr0: TypeComparisonArg, expr1: TypeComparisonArg) -> None:
        self._children = (expr0, expr1)


class GT(_BaseExpr):
    """Whether the first is greater than the second; a boolean."""

    _op = _ExprOp.GT

    def __init__(self, expr0: TypeComparisonArg, expr1: TypeComparisonArg) -> None:
        self._children = (expr0, expr1)


class GE(_BaseExpr):
    """Whether the first is greater than the second or equal to it; a boolean."""

    _op = _ExprOp.GE

    def __init__(self, expr0: TypeComparisonArg, expr1: TypeComparisonArg) -> None:
        self._children = (expr0, expr1)


class LT(_BaseExpr):
    """Whether the first is less than the second; a boolean."""

    _op = _ExprOp.LT

    def __init__(self, expr0: TypeComparisonArg, expr1: TypeComparisonArg) -> None:
        self._children = (expr0, expr1)


class LE(_BaseExpr):
    """Whether the first is less than the second or equal to it; a boolean."""

    _op = _ExprOp.LE

    def __init__(self, expr0: TypeComparisonArg, expr1: TypeComparisonArg) -> None:
        self._children = (expr0, expr1)


class CmpRegex(_BaseExpr):
    """Whether a POSIX regular expression matches a string; a boolean.

    `options` are ``aerospike.REGEX_*``. Deprecated: compiling it to bytes issues a
    DeprecationWarning; `RegexCompare` takes its place.
    """

    _op = _ExprOp.CMP_REGEX

    def __init__(self, options: int, regex_str: str, cmp_str: _BaseExpr | str) -> None:
        self._children = (cmp_str,)
        self._fixed = {_Keys.REGEX_OPTIONS_KEY: options, _Keys.VALUE_KEY: regex_str}


class CmpGeo(_BaseExpr):
    """Whether one GeoJSON value lies within, or contains, the other; a boolean."""

    _op = _ExprOp.CMP_GEO

    def __init__(self, expr0: TypeGeo, expr1: TypeGeo) -> None:
        self._children = (expr0, expr1)


class Not(_BaseExpr):
    """Whether a boolean expression is false."""

    _op = _ExprOp.NOT

    def __init__(self, *exprs: _BaseExpr) -> None:
        self._children = exprs


class And(_BaseExpr):
    """Whether all the boolean expressions are true."""

    _op = _ExprOp.AND

    def __init__(self, *exprs: _BaseExpr) -> None:
        self._children = (*exprs, _end_of_arguments())


class Or(_BaseExpr):
    """Whether at least one of the boolean expressions is true."""

    _op = _ExprOp.OR

    def __init__(self, *exprs: _BaseExpr) -> None:
        self._children = (*exprs, _end_of_arguments())


class Exclusive(_BaseExpr):
    """Whether exactly one of the boolean expressions is true."""

    _op = _ExprOp.EXCLUSIVE

    def __init__(self, *exprs: _BaseExpr) -> None:
        self._children = (*exprs, _end_of_arguments())


class Cond(_BaseExpr):
    """Pairs of a condition and a value, then a value for when no condition is true."""

    _op = _ExprOp.COND

    def __init__(self, *exprs: _BaseExpr) -> None:
        self._children = (*exprs, _end_of_arguments())


class Let(_BaseExpr):
    """`Def` expressions, then an expression that may use their variables through `Var`."""

    _op = _ExprOp.LET

    def __init__(self, *exprs: _BaseExpr) -> None:
        self._children = (*exprs, _end_of_arguments())


class Def(_BaseExpr):
    """Give a variable its value, for the expressions behind it in a `Let`."""

    _op = _ExprOp.DEF

    def __init__(self, var_name: str, expr: _BaseExpr) -> None:
        self._children = (expr,)
        self._fixed = {_Keys.VALUE_KEY: var_name}


class Var(_BaseExpr):
    """Value of a variable that a `Def` of the same `Let` gave it."""

    _op = _ExprOp.VAR

    def __init__(self, var_name: str) -> None:
        self._fixed = {_Keys.VALUE_KEY: var_name}


class LoopVar(_BaseExpr):
    """What a path expression has just come by; use one of the classes that name its type.

    `var_id` is one of ``aerospike.EXP_LOOPVAR_*``: the key, the value or the index.
    """

    def __init__(self, var_id: int) -> None:
        self._fixed = {_Keys.VALUE_KEY: var_id}


class LoopVarMap(LoopVar):
    """Loop variable that is a map. Server 8.1.1 or later."""

    _op = constants._AS_EXP_LOOPVAR_MAP


class LoopVarList(LoopVar):
    """Loop variable that is a list. Server 8.1.1 or later."""

    _op = constants._AS_EXP_LOOPVAR_LIST


class LoopVarStr(LoopVar):
    """Loop variable that is a string. Server 8.1.1 or later."""

    _op = constants._AS_EXP_LOOPVAR_STR


class LoopVarFloat(LoopVar):
    """Loop variable that is a float. Server 8.1.1 or later."""

    _op = constants._AS_EXP_LOOPVAR_FLOAT


class LoopVarInt(LoopVar):
    """Loop variable that is an integer. Server 8.1.1 or later."""

    _op = constants._AS_EXP_LOOPVAR_INT


class LoopVarBlob(LoopVar):
    """Loop variable that is a blob. Server 8.1.1 or later."""

    _op = constants._AS_EXP_LOOPVAR_BLOB


class LoopVarBool(LoopVar):
    """Loop variable that is a boolean. Server 8.1.1 or later."""

    _op = constants._AS_EXP_LOOPVAR_BOOL


class LoopVarNil(LoopVar):
    """Loop variable that is nil. Server 8.1.1 or later."""

    _op = constants._AS_EXP_LOOPVAR_NIL


class LoopVarGeoJson(LoopVar):
    """Loop variable that is a GeoJSON value. Server 8.1.1 or later."""

    _op = constants._AS_EXP_LOOPVAR_GEOJSON


class LoopVarHLL(LoopVar):
    """Loop variable that is a HyperLogLog. Server 8.1.1 or later."""

    _op = constants._AS_EXP_LOOPVAR_HLL


class RemoveResult(_BaseExpr):
    """Tells `ModifyByPath` to remove the item instead of changing it. Server 8.1.1 or later."""

    _op = constants._AS_EXP_CODE_REMOVE_RESULT


class SelectByPath(_BaseExpr):
    """What the contexts `ctx` select below a list or map, in the form that `flags` names.

    `value_type` is the `ResultType` of the result, `flags` are
    ``aerospike.EXP_PATH_SELECT_*``. Server 8.1.1 or later.
    """

    _op = constants._AS_EXP_CODE_CALL_SELECT

    def __init__(
        self, ctx: list[_cdt_ctx], value_type: ResultType, flags: int, bin: _BaseExpr
    ) -> None:
        self._children = (bin,)
        self._fixed = {
            _Keys.VALUE_TYPE_KEY: value_type,
            _Keys.CTX_KEY: ctx,
            constants._CDT_FLAGS_KEY: flags,
        }


class ModifyByPath(_BaseExpr):
    """A list or map with every item that `ctx` selects replaced by what `mod_exp` makes of it.

    `mod_exp` is a compiled expression, `flags` are ``aerospike.EXP_PATH_MODIFY_*``. Server
    8.1.1 or later.
    """

    _op = constants._AS_EXP_CODE_CALL_APPLY

    def __init__(
        self, ctx: list[_cdt_ctx], value_type: ResultType, mod_exp: Any, flags: int, bin: _BaseExpr
    ) -> None:
        self._children = (bin,)
        self._fixed = {
            _Keys.VALUE_TYPE_KEY: value_type,
            _Keys.CTX_KEY: ctx,
            constants._CDT_FLAGS_KEY: flags,
            constants._CDT_APPLY_MOD_EXP_KEY: mod_exp,
        }


#: Name of `RemoveResult` in earlier releases.
ResultRemove = RemoveResult
