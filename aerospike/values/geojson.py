"""GeoJSON values: points, polygons and circles, as the server indexes them."""

from __future__ import annotations

import json
from typing import Any

from aerospike._errors import client_error, param_error

__all__ = ["GeoJSON", "geodata", "geojson"]

# Stands for a missing argument, because a caller may pass ``None``.
_MISSING: Any = object()


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise client_error(
            "String is not GeoJSON serializable -> Unable to load GeoJSON", str(problem)
        ) from problem


def _checked(value: Any) -> Any:
    if not isinstance(value, dict):
        raise param_error(
            "Geospatial data should be a dictionary or raw GeoJSON string", f"not {value!r}"
        )
    return value


class GeoJSON:
    """A geospatial value: an object in GeoJSON's terms, with the server's ``AeroCircle`` added.

    The object is neither copied nor checked; the server checks it. Two values are equal only if
    they are the same object; compare the results of :meth:`unwrap`.

    Args:
        geo_data: the object as a dictionary, or as GeoJSON text.
        *surplus: refused, because only one argument is allowed.
        **unknown: refused, too.

    Raises:
        ParamError: *geo_data* is neither, is missing, or is not the only argument.
        ClientError: the text is not JSON.
    """

    __slots__ = ("geo_data",)
    __module__ = "aerospike"

    geo_data: Any

    def __init__(
        self, geo_data: dict[str, Any] | str = _MISSING, *surplus: Any, **unknown: Any
    ) -> None:
        if geo_data is _MISSING or surplus or unknown:
            raise param_error("GeoJSON() expects exactly 1 parameter")
        self.geo_data = _checked(_parse(geo_data) if isinstance(geo_data, str) else geo_data)

    def wrap(self, geodata: dict[str, Any]) -> int:
        """Replace the current object.

        Args:
            geodata: the object as a dictionary.

        Returns:
            0

        Raises:
            ParamError: *geodata* is not a dictionary.
        """
        self.geo_data = _checked(geodata)
        return 0

    def unwrap(self) -> dict[str, Any]:
        """The object as a dictionary."""
        value: dict[str, Any] = self.geo_data
        return value

    def loads(self, geodata: str) -> int:
        """Replace the current object by one that is given as text.

        Args:
            geodata: GeoJSON text.

        Returns:
            0

        Raises:
            ParamError: *geodata* is not a string, or not the text of an object.
            ClientError: the text is not JSON.
        """
        if not isinstance(geodata, str):
            raise param_error("Argument should be a GeoJSON string", f"not {geodata!r}")
        self.geo_data = _checked(_parse(geodata))
        return 0

    def dumps(self) -> str:
        """The object as GeoJSON text.

        Raises:
            ClientError: a value in the object has no JSON form.
        """
        return self._text("Unable to call dumps function")

    def _text(self, complaint: str) -> str:
        try:
            return json.dumps(self.geo_data)
        except (TypeError, ValueError, RecursionError) as problem:
            raise client_error(complaint, str(problem)) from problem

    def __str__(self) -> str:
        return self._text("Unable to call get data in str format")

    def __repr__(self) -> str:
        return f"'{self}'"


def geodata(geo_data: dict[str, Any]) -> GeoJSON:
    """Make a geospatial value of a dictionary.

    Args:
        geo_data: the object, for example ``{"type": "Point", "coordinates": [-80.6, 28.6]}``.

    Returns:
        The value, for a bin or an element.

    Raises:
        ParamError: *geo_data* is not a dictionary.
    """
    if not isinstance(geo_data, dict):
        raise param_error("The geospatial data should be a dictionary", f"not {geo_data!r}")
    return GeoJSON(geo_data)


def geojson(geojson_str: str) -> GeoJSON:
    """Make a geospatial value of GeoJSON text.

    Args:
        geojson_str: the text, for example ``'{"type": "Point", "coordinates": [-80.6, 28.6]}'``.

    Returns:
        The value, for a bin or an element.

    Raises:
        ParamError: *geojson_str* is not a string, or not the text of an object.
        ClientError: the text is not JSON.
    """
    if not isinstance(geojson_str, str):
        raise param_error("The geospatial data should be a GeoJSON string", f"not {geojson_str!r}")
    return GeoJSON(geojson_str)
