"""Columns of Arrow from values of records; for :mod:`aerospike.bulk.columnar`.

A value has a *kind*: the name of Aerospike's type. Without a given type, a column has the type for
the kind of its values, and all must be of one kind.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

import pyarrow as pa

from aerospike.values.geojson import GeoJSON
from aerospike_helpers import HyperLogLog

__all__ = ["as_json", "check", "infer", "pa", "settle", "to_array", "unify"]

NULL = "null"

# The type of the keys if all maps are empty: Arrow needs one, and maps have no bools as keys.
_ANY_KEY = pa.bool_()

# In the order of the checks: a bool is an int of Python, a HyperLogLog is bytes.
_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (type(None), NULL),
    (bool, "bool"),
    (int, "int"),
    (float, "float"),
    (str, "str"),
    (GeoJSON, "GeoJSON"),
    (HyperLogLog, "HyperLogLog"),
    ((bytes, bytearray), "bytes"),
    (list, "list"),
    (dict, "map"),
)

_TYPES: dict[str, Callable[[], pa.DataType]] = {
    NULL: pa.null,
    "bool": pa.bool_,
    "int": pa.int64,
    "float": pa.float64,
    "str": pa.string,
    "GeoJSON": pa.string,
    "HyperLogLog": pa.binary,
    "bytes": pa.binary,
}

_is = pa.types
_ALLOWED: tuple[tuple[Callable[[pa.DataType], bool], set[str]], ...] = (
    (_is.is_null, set()),
    (_is.is_boolean, {"bool"}),
    (_is.is_integer, {"int"}),
    (_is.is_floating, {"float", "int"}),
    (_is.is_decimal, {"int"}),
    (_is.is_temporal, {"int"}),
    (lambda type: _is.is_string(type) or _is.is_large_string(type), {"str", "GeoJSON"}),
    (
        lambda type: (
            _is.is_binary(type) or _is.is_large_binary(type) or _is.is_fixed_size_binary(type)
        ),
        {"bytes", "HyperLogLog"},
    ),
    (lambda type: _is_list(type), {"list"}),
    (lambda type: _is.is_map(type) or _is.is_struct(type), {"map"}),
)
"""What a column of a type may hold. Arrow would take more, and round or drop some of it."""


def _is_list(type: pa.DataType) -> bool:
    return bool(_is.is_list(type) or _is.is_large_list(type) or _is.is_fixed_size_list(type))


def _kind(type: type) -> str:
    for classes, kind in _KINDS:
        if issubclass(type, classes):
            return kind
    return type.__name__


def _kinds(values: Iterable[Any]) -> set[str]:
    return {_kind(found) for found in set(map(type, values))} - {NULL}


def infer(values: Sequence[Any], what: str) -> pa.DataType:
    """The type of a column.

    Args:
        values: the column; None: nothing there.
        what: what the column is, for errors.

    Raises:
        TypeError: the values are of several kinds, or of a kind that a column cannot have.
    """
    kinds = _kinds(values)
    if len(kinds) > 1:
        raise _mixed(what, kinds)
    kind = kinds.pop() if kinds else NULL
    if kind == "list":
        return pa.list_(infer(_elements(values), f"a list in {what}"))
    if kind == "map":
        keys, items = _entries(values)
        return pa.map_(_infer_keys(keys, what), infer(items, f"a map in {what}"))
    if kind not in _TYPES:
        raise TypeError(f"{what} holds {kind}, which cannot be in a column: {_ADVICE}")
    return _TYPES[kind]()


def _infer_keys(keys: Sequence[Any], what: str) -> pa.DataType:
    if not keys:
        return _ANY_KEY
    keys_of_map = f"the keys of a map in {what}"
    type = infer(keys, keys_of_map)
    if type in (pa.null(), _ANY_KEY):
        raise TypeError(f"{keys_of_map} holds {type}, which cannot be a key: {_ADVICE}")
    return type


def settle(types: Mapping[str, pa.DataType]) -> pa.Schema:
    """Columns with the types that :func:`infer` found, when all values are known."""
    return pa.schema([(name, _settled(type)) for name, type in types.items()])


def _settled(type: pa.DataType) -> pa.DataType:
    if _is.is_list(type):
        return pa.list_(_settled(type.value_type))
    if _is.is_map(type):
        key = pa.string() if type.key_type == _ANY_KEY else type.key_type
        return pa.map_(key, _settled(type.item_type))
    return type


def unify(one: pa.DataType, other: pa.DataType, what: str) -> pa.DataType:
    """The type of a column whose parts have these, as :func:`infer` gives them.

    Raises: TypeError: each type would lose something.
    """
    if _is.is_null(one) or one == other:
        return other
    if _is.is_null(other):
        return one
    if _is.is_list(one) and _is.is_list(other):
        return pa.list_(unify(one.value_type, other.value_type, f"a list in {what}"))
    if _is.is_map(one) and _is.is_map(other):
        item = unify(one.item_type, other.item_type, f"a map in {what}")
        if _ANY_KEY in (one.key_type, other.key_type):
            key = other.key_type if one.key_type == _ANY_KEY else one.key_type
        else:
            key = unify(one.key_type, other.key_type, f"the keys of a map in {what}")
        return pa.map_(key, item)
    raise _mixed(what, {str(one), str(other)})


def check(values: Sequence[Any], type: pa.DataType, what: str) -> None:
    """Check that a column of a given type can hold some values.

    Raises:
        TypeError: a value is of another kind.
    """
    if _is.is_dictionary(type):
        type = type.value_type
    allowed = next((kinds for fits, kinds in _ALLOWED if fits(type)), None)
    if allowed is None:
        return
    wrong = _kinds(values) - allowed
    if wrong:
        raise TypeError(f"{what} holds {_list(wrong)} where the type is {type}: {_ADVICE}")
    if _is_list(type):
        check(_elements(values), type.value_type, f"a list in {what}")
    elif _is.is_map(type):
        keys, items = _entries(values)
        check(keys, type.key_type, f"the keys of a map in {what}")
        check(items, type.item_type, f"a map in {what}")
    elif _is.is_struct(type):
        for field in type:
            part = [None if value is None else value.get(field.name) for value in values]
            check(part, field.type, f"{field.name!r} in {what}")


def to_array(values: Sequence[Any], type: pa.DataType, what: str) -> pa.Array:
    """A column of values that have been checked.

    Raises:
        ValueError: a value is out of the type's range, or is not text.
    """
    if _has_places(values):
        values = [_plain(value) for value in values]
    try:
        return pa.array(values, type)
    except (pa.ArrowException, OverflowError, UnicodeError) as error:
        raise ValueError(f"{what} cannot be of type {type}: {error}") from error


def as_json(value: Any) -> str | None:
    """A value as JSON: bytes as base64, NaN and infinities as null, keys of maps as strings."""
    return None if value is None else json.dumps(_jsonable(value), ensure_ascii=False)


def _jsonable(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key if isinstance(key, str) else str(_jsonable(key)): _jsonable(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_jsonable(item) for item in value]
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value.unwrap() if isinstance(value, GeoJSON) else value


def _plain(value: Any) -> Any:
    """A value as Arrow takes it."""
    if isinstance(value, GeoJSON):
        return value.dumps()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _has_places(values: Iterable[Any]) -> bool:
    """Whether a column has GeoJSON, for which Arrow has no type."""
    kinds = _kinds(values)
    if "list" in kinds:
        return _has_places(_elements(value for value in values if isinstance(value, list)))
    if "map" in kinds:
        maps = [value for value in values if isinstance(value, dict)]
        return _has_places(_elements(value.values() for value in maps))
    return "GeoJSON" in kinds


def _elements(values: Iterable[Any]) -> list[Any]:
    return list(chain.from_iterable(value for value in values if value is not None))


def _entries(values: Iterable[Any]) -> tuple[list[Any], list[Any]]:
    maps = [value for value in values if value is not None]
    return _elements(maps), _elements(value.values() for value in maps)


_ADVICE = "give its type in schema, or its name in json"


def _mixed(what: str, kinds: set[str]) -> TypeError:
    return TypeError(f"{what} holds {_list(kinds)}: {_ADVICE}")


def _list(kinds: set[str]) -> str:
    return " and ".join(sorted(kinds))
