"""GeoJSON values: points, polygons and circles, as the server indexes them."""

from __future__ import annotations

import json
from typing import Any

from aerospike.exception import ClientError, ParamError

__all__ = ["GeoJSON", "geodata", "geojson"]


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as problem:
        raise ClientError(
            -1,
            f"String is not GeoJSON serializable -> Unable to load GeoJSON ({problem})",
            None,
            None,
            False,
        ) from None


class GeoJSON:
    """A geospatial value: an object in GeoJSON's terms, with the server's ``AeroCircle`` added.

    Args:
        geo_data: the object as a dictionary, or as GeoJSON text.

    Raises:
        ParamError: *geo_data* is neither.
        ClientError: the text is not JSON.
    """

    __slots__ = ("geo_data",)

    geo_data: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if len(args) + len(kwargs) != 1 or (kwargs and "geo_data" not in kwargs):
            raise ParamError(-2, "GeoJSON() expects exactly 1 parameter", None, None, False)
        value = args[0] if args else kwargs["geo_data"]
        if isinstance(value, str):
            value = _parse(value)
        elif not isinstance(value, dict):
            raise ParamError(
                -2,
                "Geospatial data should be a dictionary or raw GeoJSON string, "
                f"not {type(value).__name__}",
                None,
                None,
                False,
            )
        self.geo_data = value

    def wrap(self, geo_data: dict[str, Any]) -> int:
        """Put another object in place of the current one.

        Args:
            geo_data: the object as a dictionary.

        Returns:
            0

        Raises:
            ParamError: *geo_data* is not a dictionary.
        """
        _check_dictionary(geo_data)
        self.geo_data = geo_data
        return 0

    def unwrap(self) -> dict[str, Any]:
        """The object as a dictionary."""
        value: dict[str, Any] = self.geo_data
        return value

    def loads(self, raw_geo: str) -> int:
        """Put an object that is given as text in place of the current one.

        Args:
            raw_geo: GeoJSON text.

        Returns:
            0

        Raises:
            ParamError: *raw_geo* is not a string.
            ClientError: the text is not JSON.
        """
        if not isinstance(raw_geo, str):
            raise ParamError(-2, "Argument should be a GeoJSON string", None, None, False)
        self.geo_data = _parse(raw_geo)
        return 0

    def dumps(self) -> str:
        """The object as GeoJSON text."""
        return json.dumps(self.geo_data)

    def __str__(self) -> str:
        return self.dumps()

    def __repr__(self) -> str:
        return repr(self.dumps())

    def __reduce__(self) -> tuple[Any, ...]:
        return GeoJSON, (self.geo_data,)


def _check_dictionary(value: Any) -> None:
    if not isinstance(value, dict):
        raise ParamError(
            -2,
            f"The geospatial data should be a dictionary, not {type(value).__name__}",
            None,
            None,
            False,
        )


def geodata(geo_data: dict[str, Any]) -> GeoJSON:
    """Make a geospatial value of a dictionary.

    Args:
        geo_data: the object, for example ``{"type": "Point", "coordinates": [-80.6, 28.6]}``.

    Raises:
        ParamError: *geo_data* is not a dictionary.
    """
    _check_dictionary(geo_data)
    return GeoJSON(geo_data)


def geojson(geojson_str: str) -> GeoJSON:
    """Make a geospatial value of GeoJSON text.

    Args:
        geojson_str: the text, for example ``'{"type": "Point", "coordinates": [-80.6, 28.6]}'``.

    Raises:
        ParamError: *geojson_str* is not a string.
        ClientError: the text is not JSON.
    """
    if not isinstance(geojson_str, str):
        raise ParamError(
            -2,
            "The geospatial data should be a GeoJSON string, "
            f"not {type(geojson_str).__name__}",
            None,
            None,
            False,
        )
    return GeoJSON(geojson_str)
