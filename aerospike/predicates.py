"""Predicates: the condition of a query on a secondary index.

Each function returns a tuple for :meth:`aerospike.Query.where`:
(kind, type of the values, bin, value) and, if the kind needs them, (…, second value, type of the
index). The bin is ``None`` if the query names the index or an expression. A function returns
``None`` for values of a type that no index holds; ``where`` rejects it.
"""

from __future__ import annotations

import json
from typing import Any

from aerospike._errors import param_error
from aerospike.constants import (
    INDEX_BLOB,
    INDEX_GEO2DSPHERE,
    INDEX_NUMERIC,
    INDEX_STRING,
    INDEX_TYPE_DEFAULT,
)

__all__ = [
    "between",
    "contains",
    "equals",
    "geo_contains_geojson_point",
    "geo_contains_point",
    "geo_within_geojson_region",
    "geo_within_radius",
    "range",
]

Predicate = tuple[Any, ...]

EQUAL = 0
RANGE = 1

_INDEX_OF_TYPE = (
    (int, INDEX_NUMERIC),
    (str, INDEX_STRING),
    ((bytes, bytearray), INDEX_BLOB),
)


def _index_of(value: Any) -> int | None:
    for types, index in _INDEX_OF_TYPE:
        if isinstance(value, types):
            return index
    return None


def equals(bin: str | None, val: str | int | bytes | bytearray, /) -> Predicate | None:
    """The bin's value equals *val*.

    Args:
        bin: the bin's name.
        val: the value.

    Returns:
        The predicate, or ``None`` if *val* is not a string, an integer or bytes.
    """
    index = _index_of(val)
    return None if index is None else (EQUAL, index, bin, val)


def between(bin: str | None, min: int, max: int, /) -> Predicate | None:
    """The bin's value is an integer from *min* to *max*, both included.

    Args:
        bin: the bin's name.
        min: the smallest value.
        max: the largest value.

    Returns:
        The predicate, or ``None`` if *min* or *max* is not an integer.
    """
    if isinstance(min, int) and isinstance(max, int):
        return RANGE, INDEX_NUMERIC, bin, min, max
    return None


def contains(
    bin: str | None, index_type: int, val: str | int | bytes | bytearray, /
) -> Predicate | None:
    """The bin's list or map has an element, key or value that equals *val*.

    Args:
        bin: the bin's name.
        index_type: ``aerospike.INDEX_TYPE_LIST``, ``INDEX_TYPE_MAPKEYS`` or
            ``INDEX_TYPE_MAPVALUES``.
        val: the value.

    Returns:
        The predicate, or ``None`` if *index_type* is not an integer, or *val* is not a string,
        an integer or bytes.
    """
    index = _index_of(val)
    if index is None or not isinstance(index_type, int):
        return None
    return EQUAL, index, bin, val, None, int(index_type)


def range(bin: str | None, index_type: int, min: int, max: int, /) -> Predicate | None:
    """The bin's list or map has an integer from *min* to *max*, both included.

    Args:
        bin: the bin's name.
        index_type: ``aerospike.INDEX_TYPE_LIST``, ``INDEX_TYPE_MAPKEYS`` or
            ``INDEX_TYPE_MAPVALUES``.
        min: the smallest value.
        max: the largest value.

    Returns:
        The predicate, or ``None`` if *index_type*, *min* or *max* is not an integer.
    """
    if isinstance(index_type, int) and isinstance(min, int) and isinstance(max, int):
        return RANGE, INDEX_NUMERIC, bin, min, max, int(index_type)
    return None


def geo_within_geojson_region(
    bin: str | None, shape: str, index_type: int = INDEX_TYPE_DEFAULT, /
) -> Predicate | None:
    """The bin's point lies within a region.

    Args:
        bin: the bin's name.
        shape: the region, as GeoJSON text.
        index_type: where the points are: in the bin, or in its list or map.

    Returns:
        The predicate, or ``None`` if *shape* is not a string.
    """
    return _geospatial(bin, shape, index_type)


def geo_within_radius(
    bin: str | None,
    long: float,
    lat: float,
    radius_meters: float,
    index_type: int = INDEX_TYPE_DEFAULT,
    /,
) -> Predicate | None:
    """The bin's point lies within a circle.

    Args:
        bin: the bin's name.
        long: the longitude of the center, in degrees.
        lat: the latitude of the center, in degrees.
        radius_meters: the radius, in meters.
        index_type: where the points are: in the bin, or in its list or map.

    Returns:
        The predicate.

    Raises:
        ParamError: a coordinate or the radius is not a number, or the bin's name is not a string.
    """
    if not (_is_bin(bin) and _are_numbers(long, lat, radius_meters)):
        raise param_error(
            "Latitude, longitude and radius should be integer or double type, bin of string type",
        )
    shape = {"type": "AeroCircle", "coordinates": [[long, lat], radius_meters]}
    return _geospatial(bin, json.dumps(shape), index_type)


def geo_contains_geojson_point(
    bin: str | None, point: str, index_type: int = INDEX_TYPE_DEFAULT, /
) -> Predicate | None:
    """The bin's region contains a point.

    Args:
        bin: the bin's name.
        point: the point, as GeoJSON text.
        index_type: where the regions are: in the bin, or in its list or map.

    Returns:
        The predicate, or ``None`` if *point* is not a string.
    """
    return _geospatial(bin, point, index_type)


def geo_contains_point(
    bin: str | None, long: float, lat: float, index_type: int = INDEX_TYPE_DEFAULT, /
) -> Predicate | None:
    """The bin's region contains a point.

    Args:
        bin: the bin's name.
        long: the longitude, in degrees.
        lat: the latitude, in degrees.
        index_type: where the regions are: in the bin, or in its list or map.

    Returns:
        The predicate.

    Raises:
        ParamError: a coordinate or the radius is not a number, or the bin's name is not a string.
    """
    if not (_is_bin(bin) and _are_numbers(long, lat)):
        raise param_error(
            "Latitude and longitude should be integer or double type, bin of string type",
        )
    point = {"type": "Point", "coordinates": [long, lat]}
    return _geospatial(bin, json.dumps(point), index_type)


def _geospatial(bin: str | None, shape: str, index_type: int) -> Predicate | None:
    if not isinstance(shape, str):
        return None
    return RANGE, INDEX_GEO2DSPHERE, bin, shape, None, index_type


def _is_bin(bin: Any) -> bool:
    return bin is None or isinstance(bin, str)


def _are_numbers(*values: Any) -> bool:
    return all(isinstance(value, (int, float)) for value in values)
