"""What a query's ``where`` asks of a secondary index.

Each function returns a tuple for :meth:`aerospike.Query.where`, or ``None`` where the types of its
arguments fit no index.
"""

from __future__ import annotations

import json
from typing import Any

from aerospike.constants import (
    INDEX_BLOB,
    INDEX_GEO2DSPHERE,
    INDEX_NUMERIC,
    INDEX_STRING,
    INDEX_TYPE_DEFAULT,
)
from aerospike.exception import ParamError

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

_EQUAL = 0
_RANGE = 1

Predicate = tuple[Any, ...]

_INDEXED: tuple[tuple[Any, int], ...] = (
    (int, INDEX_NUMERIC),
    (str, INDEX_STRING),
    ((bytes, bytearray), INDEX_BLOB),
)


def _datatype(value: Any) -> int | None:
    for types, datatype in _INDEXED:
        if isinstance(value, types):
            return datatype
    return None


def equals(bin: str | None, val: int | str | bytes | bytearray, /) -> Predicate | None:
    """Records whose bin equals a value.

    Args:
        bin: the bin; ``None`` with an expression index.
        val: the integer, string or bytes.
    """
    datatype = _datatype(val)
    return None if datatype is None else (_EQUAL, datatype, bin, val)


def between(bin: str | None, min: int, max: int, /) -> Predicate | None:
    """Records whose bin lies between two integers, both included.

    Args:
        bin: the bin; ``None`` with an expression index.
        min: the least value.
        max: the greatest value.
    """
    if isinstance(min, int) and isinstance(max, int):
        return _RANGE, INDEX_NUMERIC, bin, min, max
    return None


def contains(
    bin: str | None, index_type: int, val: int | str | bytes | bytearray, /
) -> Predicate | None:
    """Records whose list or map has an element that equals a value.

    Args:
        bin: the bin; ``None`` with an expression index.
        index_type: ``INDEX_TYPE_LIST``, ``INDEX_TYPE_MAPKEYS`` or ``INDEX_TYPE_MAPVALUES``.
        val: the integer, string or bytes.
    """
    datatype = _datatype(val)
    if datatype is None or not isinstance(index_type, int):
        return None
    return _EQUAL, datatype, bin, val, None, index_type


def range(bin: str | None, index_type: int, min: int, max: int, /) -> Predicate | None:
    """Records whose list or map has an element between two integers, both included.

    Args:
        bin: the bin; ``None`` with an expression index.
        index_type: ``INDEX_TYPE_LIST``, ``INDEX_TYPE_MAPKEYS`` or ``INDEX_TYPE_MAPVALUES``.
        min: the least value.
        max: the greatest value.
    """
    if all(isinstance(value, int) for value in (index_type, min, max)):
        return _RANGE, INDEX_NUMERIC, bin, min, max, index_type
    return None


def geo_within_geojson_region(
    bin: str | None, shape: str, index_type: int = INDEX_TYPE_DEFAULT, /
) -> Predicate | None:
    """Records whose point lies in a region.

    Args:
        bin: the bin; ``None`` with an expression index.
        shape: the region, as GeoJSON text.
        index_type: one of the ``INDEX_TYPE_*`` constants.
    """
    return _geo(bin, shape, index_type)


def geo_within_radius(
    bin: str | None,
    long: float,
    lat: float,
    radius_meters: float,
    index_type: int = INDEX_TYPE_DEFAULT,
    /,
) -> Predicate | None:
    """Records whose point lies in a circle.

    Args:
        bin: the bin; ``None`` with an expression index.
        long: the longitude of the center, in degrees.
        lat: the latitude of the center, in degrees.
        radius_meters: the radius, in meters.
        index_type: one of the ``INDEX_TYPE_*`` constants.

    Raises:
        ParamError: a number is not one.
    """
    if not all(isinstance(value, (int, float)) for value in (long, lat, radius_meters)):
        raise ParamError(
            -2,
            "Latitude, longitude and radius should be integer or double type, bin of string type",
            None,
            None,
            False,
        )
    circle = {"type": "AeroCircle", "coordinates": [[long, lat], radius_meters]}
    return _geo(bin, json.dumps(circle), index_type)


def geo_contains_geojson_point(
    bin: str | None, point: str, index_type: int = INDEX_TYPE_DEFAULT, /
) -> Predicate | None:
    """Records whose region contains a point.

    Args:
        bin: the bin; ``None`` with an expression index.
        point: the point, as GeoJSON text.
        index_type: one of the ``INDEX_TYPE_*`` constants.
    """
    return _geo(bin, point, index_type)


def geo_contains_point(
    bin: str | None, long: float, lat: float, index_type: int = INDEX_TYPE_DEFAULT, /
) -> Predicate | None:
    """Records whose region contains a point.

    Args:
        bin: the bin; ``None`` with an expression index.
        long: the longitude, in degrees.
        lat: the latitude, in degrees.
        index_type: one of the ``INDEX_TYPE_*`` constants.

    Raises:
        ParamError: a number is not one.
    """
    if not all(isinstance(value, (int, float)) for value in (long, lat)):
        raise ParamError(
            -2,
            "Latitude and longitude should be integer or double type, bin of string type",
            None,
            None,
            False,
        )
    point = {"type": "Point", "coordinates": [long, lat]}
    return _geo(bin, json.dumps(point), index_type)


def _geo(bin: str | None, shape: str, index_type: int) -> Predicate | None:
    if not isinstance(shape, str):
        return None
    return _RANGE, INDEX_GEO2DSPHERE, bin, shape, None, index_type
