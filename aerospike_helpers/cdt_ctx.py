"""Contexts: the way to a list or map inside a list or map.

A context is a list of steps, from the bin inwards, for the ``ctx`` of operations and indexes.
"""

from __future__ import annotations

from typing import Any

from aerospike import constants as c

__all__ = [
    "CDT_CTX_ORDER_KEY",
    "CDT_CTX_PAD_KEY",
    "cdt_ctx_all_children",
    "cdt_ctx_all_children_with_filter",
    "cdt_ctx_and_filter",
    "cdt_ctx_list_index",
    "cdt_ctx_list_index_create",
    "cdt_ctx_list_rank",
    "cdt_ctx_list_value",
    "cdt_ctx_map_index",
    "cdt_ctx_map_key",
    "cdt_ctx_map_key_create",
    "cdt_ctx_map_keys_in",
    "cdt_ctx_map_rank",
    "cdt_ctx_map_value",
    "index_datatype_string",
    "index_type_string",
]

CDT_CTX_ORDER_KEY = "order_key"
CDT_CTX_PAD_KEY = "pad_key"

_INDEX_TYPES = {
    c.INDEX_TYPE_DEFAULT: "default",
    c.INDEX_TYPE_LIST: "list",
    c.INDEX_TYPE_MAPKEYS: "mapkeys",
    c.INDEX_TYPE_MAPVALUES: "mapvalues",
}
_INDEX_DATATYPES = {
    c.INDEX_NUMERIC: "numeric",
    c.INDEX_STRING: "string",
    c.INDEX_GEO2DSPHERE: "geo2dsphere",
}


def index_type_string(index_type: int) -> str:
    """The name of one of the ``INDEX_TYPE_*`` constants; ``"invalid"`` for another number."""
    return _INDEX_TYPES.get(index_type, "invalid")


def index_datatype_string(index_datatype: int) -> str:
    """The name of one of the types of indexed values; ``"invalid"`` for another number."""
    return _INDEX_DATATYPES.get(index_datatype, "invalid")


class _cdt_ctx:
    """One step of a context."""

    def __init__(
        self, *, id: int | None = None, value: Any = None, extra_args: dict[str, Any] | None = None
    ) -> None:
        self.id = id
        self.value = value
        self.extra_args = extra_args


def cdt_ctx_list_index(index: int) -> _cdt_ctx:
    """The element of a list at an index; negative ones count from the end."""
    return _cdt_ctx(id=c.CDT_CTX_LIST_INDEX, value=index)


def cdt_ctx_list_rank(rank: int) -> _cdt_ctx:
    """The element of a list with a rank; 0 is the least, -1 the greatest."""
    return _cdt_ctx(id=c.CDT_CTX_LIST_RANK, value=rank)


def cdt_ctx_list_value(value: Any) -> _cdt_ctx:
    """The element of a list that equals a value."""
    return _cdt_ctx(id=c.CDT_CTX_LIST_VALUE, value=value)


def cdt_ctx_list_index_create(index: int, order: int = 0, pad: bool = False) -> _cdt_ctx:
    """The list at an index of a list, made where it is missing.

    *order* is ``LIST_ORDERED`` or ``LIST_UNORDERED``; *pad* fills the outer list with nil up to an
    index behind its end.
    """
    return _cdt_ctx(
        id=c.CDT_CTX_LIST_INDEX_CREATE,
        value=index,
        extra_args={CDT_CTX_ORDER_KEY: order, CDT_CTX_PAD_KEY: pad},
    )


def cdt_ctx_map_index(index: int) -> _cdt_ctx:
    """The value of a map at an index in the order of keys; negative ones count from the end."""
    return _cdt_ctx(id=c.CDT_CTX_MAP_INDEX, value=index)


def cdt_ctx_map_rank(rank: int) -> _cdt_ctx:
    """The value of a map with a rank; 0 is the least, -1 the greatest."""
    return _cdt_ctx(id=c.CDT_CTX_MAP_RANK, value=rank)


def cdt_ctx_map_key(key: Any) -> _cdt_ctx:
    """The value of a key of a map."""
    return _cdt_ctx(id=c.CDT_CTX_MAP_KEY, value=key)


def cdt_ctx_map_value(value: Any) -> _cdt_ctx:
    """The value of a map that equals one."""
    return _cdt_ctx(id=c.CDT_CTX_MAP_VALUE, value=value)


def cdt_ctx_map_key_create(key: Any, order: int = 0) -> _cdt_ctx:
    """The map at a key of a map, made where it is missing; *order* is one of ``MAP_*ORDERED``."""
    return _cdt_ctx(id=c.CDT_CTX_MAP_KEY_CREATE, value=key, extra_args={CDT_CTX_ORDER_KEY: order})


def cdt_ctx_all_children() -> _cdt_ctx:
    """All elements of a list, or all values of a map (server 8.1.1)."""
    return _cdt_ctx(id=c._AS_CDT_CTX_EXP)


def cdt_ctx_all_children_with_filter(expression: Any) -> _cdt_ctx:
    """The children for which a compiled expression is true (server 8.1.1)."""
    return _cdt_ctx(id=c._AS_CDT_CTX_EXP, extra_args={c._CDT_CTX_FILTER_EXPR_KEY: expression})


def cdt_ctx_and_filter(expression: Any) -> _cdt_ctx:
    """Of what the step before has selected, that for which an expression is true."""
    return _cdt_ctx(
        id=c._AS_CDT_CTX_AND | c._AS_CDT_CTX_EXP,
        extra_args={c._CDT_CTX_FILTER_EXPR_KEY: expression},
    )


def cdt_ctx_map_keys_in(keys: list[Any]) -> _cdt_ctx:
    """The values of several keys of a map (server 8.1.2)."""
    return _cdt_ctx(id=c._AS_CDT_CTX_MAP_KEYS_IN, value=keys)
