"""Expressions for paths: what a context selects, and the variables of its loops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aerospike import constants

from .resources import ResultType, _BaseExpr, _Keys

if TYPE_CHECKING:
    from aerospike_helpers.cdt_ctx import _cdt_ctx

__all__ = [
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
    "ModifyByPath",
    "RemoveResult",
    "SelectByPath",
]


class LoopVar(_BaseExpr):
    """The current element of a path; the base of the classes that name its type.

    Server 8.1.1 or later.

    Args:
        var_id: the part of the element, one of ``aerospike.EXP_LOOPVAR_*``: the key, the value or
            the index of the element.
    """

    def __init__(self, var_id: int) -> None:
        self._fixed = {_Keys.VALUE_KEY: var_id}


class LoopVarMap(LoopVar):
    """The current element of a path, as a map.

    Evaluates to a map. Server 8.1.1 or later.

    Args:
        var_id: the part of the element, one of ``aerospike.EXP_LOOPVAR_*``: the key, the value or
            the index of the element.
    """

    _op = constants._AS_EXP_LOOPVAR_MAP


class LoopVarList(LoopVar):
    """The current element of a path, as a list.

    Evaluates to a list. Server 8.1.1 or later.

    Args:
        var_id: the part of the element, one of ``aerospike.EXP_LOOPVAR_*``: the key, the value or
            the index of the element.
    """

    _op = constants._AS_EXP_LOOPVAR_LIST


class LoopVarStr(LoopVar):
    """The current element of a path, as a string.

    Evaluates to a string. Server 8.1.1 or later.

    Args:
        var_id: the part of the element, one of ``aerospike.EXP_LOOPVAR_*``: the key, the value or
            the index of the element.
    """

    _op = constants._AS_EXP_LOOPVAR_STR


class LoopVarFloat(LoopVar):
    """The current element of a path, as a float.

    Evaluates to a float. Server 8.1.1 or later.

    Args:
        var_id: the part of the element, one of ``aerospike.EXP_LOOPVAR_*``: the key, the value or
            the index of the element.
    """

    _op = constants._AS_EXP_LOOPVAR_FLOAT


class LoopVarInt(LoopVar):
    """The current element of a path, as an integer.

    Evaluates to an integer. Server 8.1.1 or later.

    Args:
        var_id: the part of the element, one of ``aerospike.EXP_LOOPVAR_*``: the key, the value or
            the index of the element.
    """

    _op = constants._AS_EXP_LOOPVAR_INT


class LoopVarBlob(LoopVar):
    """The current element of a path, as a blob.

    Evaluates to a blob. Server 8.1.1 or later.

    Args:
        var_id: the part of the element, one of ``aerospike.EXP_LOOPVAR_*``: the key, the value or
            the index of the element.
    """

    _op = constants._AS_EXP_LOOPVAR_BLOB


class LoopVarBool(LoopVar):
    """The current element of a path, as a boolean.

    Evaluates to a boolean. Server 8.1.1 or later.

    Args:
        var_id: the part of the element, one of ``aerospike.EXP_LOOPVAR_*``: the key, the value or
            the index of the element.
    """

    _op = constants._AS_EXP_LOOPVAR_BOOL


class LoopVarNil(LoopVar):
    """The current element of a path, as nil.

    Evaluates to nil. Server 8.1.1 or later.

    Args:
        var_id: the part of the element, one of ``aerospike.EXP_LOOPVAR_*``: the key, the value or
            the index of the element.
    """

    _op = constants._AS_EXP_LOOPVAR_NIL


class LoopVarGeoJson(LoopVar):
    """The current element of a path, as a GeoJSON value.

    Evaluates to a GeoJSON value. Server 8.1.1 or later.

    Args:
        var_id: the part of the element, one of ``aerospike.EXP_LOOPVAR_*``: the key, the value or
            the index of the element.
    """

    _op = constants._AS_EXP_LOOPVAR_GEOJSON


class LoopVarHLL(LoopVar):
    """The current element of a path, as a HyperLogLog.

    Evaluates to a HyperLogLog. Server 8.1.1 or later.

    Args:
        var_id: the part of the element, one of ``aerospike.EXP_LOOPVAR_*``: the key, the value or
            the index of the element.
    """

    _op = constants._AS_EXP_LOOPVAR_HLL


class RemoveResult(_BaseExpr):
    """The value of a change that removes the element.

    For the *mod_exp* of :class:`ModifyByPath` and the *expr* of
    :func:`~aerospike_helpers.operations.operations.modify_by_path`. Server 8.1.1 or later.
    """

    _op = constants._AS_EXP_CODE_REMOVE_RESULT


class SelectByPath(_BaseExpr):
    """What a path selects in a list or map.

    Evaluates to the selection, of the type *value_type*. Server 8.1.1 or later.

    Args:
        ctx: the path: steps made by :mod:`aerospike_helpers.cdt_ctx`; some may select several
            elements. At least one.
        value_type: the type of the result, one of
            :class:`~aerospike_helpers.expressions.resources.ResultType`.
        flags: the form of the selection, one of ``aerospike.EXP_PATH_SELECT_*``, to which
            ``EXP_PATH_SELECT_NO_FAIL`` may be added.
        bin: an expression that yields a list or map.
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
    """A list or map with what a path selects changed.

    Evaluates to the whole, of the type *value_type*. The bin stays as it is. Server 8.1.1 or later.

    Args:
        ctx: the path: steps made by :mod:`aerospike_helpers.cdt_ctx`; some may select several
            elements. At least one.
        value_type: the type of the result, one of
            :class:`~aerospike_helpers.expressions.resources.ResultType`.
        mod_exp: a compiled expression, whose value replaces each selected one. It refers to that by
            a loop variable.
        flags: ``aerospike.EXP_PATH_MODIFY_DEFAULT``, or ``EXP_PATH_MODIFY_NO_FAIL`` to leave out
            elements that the path or the expression does not fit.
        bin: an expression that yields a list or map.
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
