"""Where a client finds its configuration file."""

from __future__ import annotations

from typing import final

from aerospike._errors import Closed, uint32

__all__ = ["ConfigProvider"]

DEFAULT_INTERVAL = 5000


@final
class ConfigProvider(Closed):
    """A file of settings that override the client's own; the client reads it again when it changes.

    Pass it to the client as ``config["config_provider"]``.

    Args:
        path: the YAML file.
        interval: how often the client looks whether the file has changed, in milliseconds.

    Raises:
        TypeError: *path* is not a string, or *interval* is not an integer.
        ValueError: *path* contains a null character, or *interval* needs more than 32 bits.
        OverflowError: *interval* is negative or needs more than 64 bits.
    """

    __slots__ = ("_interval", "_path")
    __module__ = "aerospike"

    def __init__(self, path: str, interval: int = DEFAULT_INTERVAL) -> None:
        if not isinstance(path, str):
            what = "None" if path is None else type(path).__name__
            raise TypeError(f"argument 1 must be str, not {what}")
        if b"\0" in path.encode():
            raise ValueError("embedded null character")
        self._path = str(path)
        self._interval = uint32(interval)

    @property
    def path(self) -> str:
        """The file."""
        return self._path

    @property
    def interval(self) -> int:
        """How often the client looks whether the file has changed, in milliseconds."""
        return self._interval
