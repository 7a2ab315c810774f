"""Contexts: the path to a list or map inside a list or map.

A context is a list of steps, from the bin inwards, for the ``ctx`` of operations (server 4.6),
expressions and indexes. Constants without a module are those of ``aerospike``. A step that leads
nowhere raises :class:`~aerospike.exception.OpNotApplicable`, unless it creates.
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

#: The key of the order of a new container, in the extra arguments of a step that creates.
CDT_CTX_ORDER_KEY = "order_key"
#: The key that says whether nil fills the gap, in the extra arguments of a step that creates.
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
    """The name of an index type.

    Args:
        index_type: one of ``INDEX_TYPE_*``.

    Returns:
        ``"default"``, ``"list"``, ``"mapkeys"`` or ``"mapvalues"``; ``"invalid"`` for another
        number.
    """
    return _INDEX_TYPES.get(index_type, "invalid")


def index_datatype_string(index_datatype: int) -> str:
    """The name of a type of indexed values.

    Args:
        index_datatype: ``INDEX_NUMERIC``, ``INDEX_STRING`` or ``INDEX_GEO2DSPHERE``.

    Returns:
        ``"numeric"``, ``"string"`` or ``"geo2dsphere"``; ``"invalid"`` for another number.
    """
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
    """Go to the element of a list at an index.

    Args:
        index: the position: 0 is the first, -1 the last.

    Returns:
        A step, for the list that ``ctx`` takes.
    """
    return _cdt_ctx(id=c.CDT_CTX_LIST_INDEX, value=index)


def cdt_ctx_list_rank(rank: int) -> _cdt_ctx:
    """Go to the element of a list with a rank.

    Args:
        rank: the position in the order of values: 0 is the least, -1 the greatest.

    Returns:
        A step, for the list that ``ctx`` takes.
    """
    return _cdt_ctx(id=c.CDT_CTX_LIST_RANK, value=rank)


def cdt_ctx_list_value(value: Any) -> _cdt_ctx:
    """Go to the element of a list that equals a value.

    Args:
        value: the value, of any type that a list may contain, without wildcards.

    Returns:
        A step, for the list that ``ctx`` takes.
    """
    return _cdt_ctx(id=c.CDT_CTX_LIST_VALUE, value=value)


def cdt_ctx_list_index_create(index: int, order: int = 0, pad: bool = False) -> _cdt_ctx:
    """Go to the list at an index of a list, and create it if it is missing.

    Args:
        index: the position: 0 is the first, -1 the last.
        order: the order of the new list: ``LIST_UNORDERED`` (the default) or ``LIST_ORDERED``.
        pad: whether to fill the outer list with nil up to an index after its end. Only if the new
            list is unordered; otherwise such an index is an error.

    Returns:
        A step, for the list that ``ctx`` takes.
    """
    return _cdt_ctx(
        id=c.CDT_CTX_LIST_INDEX_CREATE,
        value=index,
        extra_args={CDT_CTX_ORDER_KEY: order, CDT_CTX_PAD_KEY: pad},
    )


def cdt_ctx_map_index(index: int) -> _cdt_ctx:
    """Go to the value of a map at an index, in the order of keys.

    Args:
        index: the position: 0 is the first, -1 the last.

    Returns:
        A step, for the list that ``ctx`` takes.
    """
    return _cdt_ctx(id=c.CDT_CTX_MAP_INDEX, value=index)


def cdt_ctx_map_rank(rank: int) -> _cdt_ctx:
    """Go to the value of a map with a rank.

    Args:
        rank: the position in the order of values: 0 is the least, -1 the greatest.

    Returns:
        A step, for the list that ``ctx`` takes.
    """
    return _cdt_ctx(id=c.CDT_CTX_MAP_RANK, value=rank)


def cdt_ctx_map_key(key: Any) -> _cdt_ctx:
    """Go to the value of a key of a map.

    Args:
        key: the key: a string, an integer or bytes.

    Returns:
        A step, for the list that ``ctx`` takes.
    """
    return _cdt_ctx(id=c.CDT_CTX_MAP_KEY, value=key)


def cdt_ctx_map_value(value: Any) -> _cdt_ctx:
    """Go to the value of a map that equals a value.

    Args:
        value: the value, of any type that a map may contain, without wildcards.

    Returns:
        A step, for the list that ``ctx`` takes.
    """
    return _cdt_ctx(id=c.CDT_CTX_MAP_VALUE, value=value)


def cdt_ctx_map_key_create(key: Any, order: int = 0) -> _cdt_ctx:
    """Go to the map at a key of a map, and create it if it is missing.

    Args:
        key: the key: a string, an integer or bytes.
        order: the order of the new map: ``MAP_UNORDERED`` (the default), ``MAP_KEY_ORDERED`` or
            ``MAP_KEY_VALUE_ORDERED``.

    Returns:
        A step, for the list that ``ctx`` takes.
    """
    return _cdt_ctx(id=c.CDT_CTX_MAP_KEY_CREATE, value=key, extra_args={CDT_CTX_ORDER_KEY: order})


def cdt_ctx_all_children() -> _cdt_ctx:
    """Go to all elements of a list, or all values of a map (server 8.1.1).

    Returns:
        A step, for the list that ``ctx`` takes. Only paths and expression indexes take it.
    """
    return _cdt_ctx(id=c._AS_CDT_CTX_EXP)


def cdt_ctx_all_children_with_filter(expression: Any) -> _cdt_ctx:
    """Go to the elements or values for which a filter is true (server 8.1.1).

    Args:
        expression: a compiled expression that evaluates to a boolean. It refers to the current
            element by a loop variable, such as
            :class:`~aerospike_helpers.expressions.base.LoopVarInt`.

    Returns:
        A step, for the list that ``ctx`` takes. Only paths and expression indexes take it.
    """
    return _cdt_ctx(id=c._AS_CDT_CTX_EXP, extra_args={c._CDT_CTX_FILTER_EXPR_KEY: expression})


def cdt_ctx_and_filter(expression: Any) -> _cdt_ctx:
    """Filter what the step before has selected (server 8.1.2).

    It follows a step that does not filter, such as :func:`cdt_ctx_map_keys_in`, and each step can
    have one at most.

    Args:
        expression: a compiled expression that evaluates to a boolean. It refers to the current
            element by a loop variable, such as
            :class:`~aerospike_helpers.expressions.base.LoopVarInt`.

    Returns:
        A step, for the list that ``ctx`` takes. Only paths and expression indexes take it.
    """
    return _cdt_ctx(
        id=c._AS_CDT_CTX_AND | c._AS_CDT_CTX_EXP,
        extra_args={c._CDT_CTX_FILTER_EXPR_KEY: expression},
    )


def cdt_ctx_map_keys_in(keys: list[Any]) -> _cdt_ctx:
    """Go to the values of several keys of a map (server 8.1.2).

    Args:
        keys: the keys: strings, integers or bytes. Those that the map lacks are left out.

    Returns:
        A step, for the list that ``ctx`` takes. Only paths and expression indexes take it.
    """
    return _cdt_ctx(id=c._AS_CDT_CTX_MAP_KEYS_IN, value=keys)
