"""A map of cities, as a picture."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from .cities import City
from .geometry import Place

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw"]

# Pixels, and pixels per inch.
WIDTH, HEIGHT, RESOLUTION = 1400, 1400, 140
SEA, FRAME, TEXT = "#0b1a2b", "#35526e", "#dce8f2"


def draw(cities: list[City], polygon: list[Place], file: Path) -> None:
    """Draws a map into a PNG file.

    Args:
        cities: each becomes a dot; its size shows the population and its colour the country.
        polygon: the region of the query.
        file: the file, which is replaced.

    Raises:
        ModuleNotFoundError: *matplotlib* is not installed; it is in the extra ``demo``.
        OSError: the file cannot be written.
    """
    figure(cities, polygon).savefig(file, format="png", facecolor=SEA)


def figure(cities: list[City], polygon: list[Place]) -> Figure:
    """The map as a figure of matplotlib."""
    from matplotlib import colormaps
    from matplotlib.figure import Figure

    made = Figure(figsize=(WIDTH / RESOLUTION, HEIGHT / RESOLUTION), dpi=RESOLUTION)
    axes = made.add_axes((0.02, 0.02, 0.96, 0.92), facecolor=SEA)
    longitudes, latitudes = zip(*polygon, polygon[0], strict=True)
    axes.plot(longitudes, latitudes, color=FRAME, linewidth=1, linestyle="--")
    countries = sorted({city.bins["country"] for city in cities})
    colours = colormaps["tab20"]
    axes.scatter(
        [city.bins["longitude"] for city in cities],
        [city.bins["latitude"] for city in cities],
        s=[1.5 + city.bins["population"] / 25_000 for city in cities],
        c=[colours(countries.index(city.bins["country"]) % colours.N) for city in cities],
        alpha=0.75,
        linewidths=0,
    )
    # A degree of longitude is shorter than one of latitude, away from the equator.
    axes.set_aspect(1 / math.cos(math.radians(sum(latitudes) / len(latitudes))))
    axes.set_axis_off()
    made.text(
        0.03,
        0.96,
        f"{len(cities):,} cities that a query for the dashed polygon found",
        color=TEXT,
        fontsize=14,
    )
    return made
