"""Types of the arguments of expressions on lists, maps and strings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from aerospike.values.special import CDTInfinite

from .resources import _BaseExpr

if TYPE_CHECKING:
    from aerospike_helpers.cdt_ctx import _cdt_ctx

__all__ = [
    "TypeBinName",
    "TypeCTX",
    "TypeCount",
    "TypeIndex",
    "TypeKey",
    "TypeKeyList",
    "TypeListValue",
    "TypeMap",
    "TypePolicy",
    "TypeRank",
    "TypeValue",
]

TypeBinName: TypeAlias = _BaseExpr | str
TypeListValue: TypeAlias = _BaseExpr | list[Any]
TypeIndex: TypeAlias = _BaseExpr | int | CDTInfinite
TypeCTX: TypeAlias = "list[_cdt_ctx] | None"
TypeRank: TypeAlias = _BaseExpr | int | CDTInfinite
TypeCount: TypeAlias = _BaseExpr | int | CDTInfinite
TypeValue: TypeAlias = _BaseExpr | Any
TypePolicy: TypeAlias = dict[str, Any] | None
TypeKey: TypeAlias = _BaseExpr | Any
TypeKeyList: TypeAlias = _BaseExpr | list[Any]
TypeMap: TypeAlias = _BaseExpr | dict[Any, Any]
