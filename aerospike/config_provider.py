"""Where a client reads its configuration from while it runs."""

from __future__ import annotations

from typing import Any

__all__ = ["ConfigProvider"]

INTERVAL_LIMIT = 2**32 - 1


class ConfigProvider:
    """A file of policies that the client reads again when it changes.

    Args:
        path: the file, in YAML.
        interval: milliseconds between two looks at it.

    Raises:
        TypeError: an argument has the wrong type.
        OverflowError: *interval* is negative.
        ValueError: *interval* needs more than 32 bits.
    """

    __slots__ = ("_interval", "_path")

    def __init__(self, path: str, interval: int = 60) -> None:
        if not isinstance(path, str):
            raise TypeError(f"argument 1 must be str, not {type(path).__name__}")
        self._path = path
        self._interval = _check_interval(interval)

    @property
    def path(self) -> str:
        """The file."""
        return self._path

    @property
    def interval(self) -> int:
        """Milliseconds between two looks at the file."""
        return self._interval


def _check_interval(value: Any) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{value} must be an integer")
    if value < 0:
        raise OverflowError(f"can't convert negative int to unsigned: {value}")
    if value > INTERVAL_LIMIT:
        raise ValueError(f"{value} exceeds {INTERVAL_LIMIT}")
    return int(value)
