"""The options of a client that only the Python side uses."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any, NamedTuple

from aerospike._wire.plain import PackSettings

__all__ = ["CONCURRENCY", "ClientOptions"]

CONCURRENCY = ("threads", "gevent")
"""How the caller of a command may wait for it."""


class ClientOptions(NamedTuple):
    """The part of the configuration that only the Python side uses."""

    validate_keys: bool = False
    strict_types: bool = True
    bool_as_integer: bool = False
    serializer: Callable[[Any], Any] | None = None
    deserializer: Callable[[str], Any] | None = None
    #: How callers wait: one of CONCURRENCY; None if the configuration does not say.
    concurrency: str | None = None
    #: Policy kinds to whether lists and maps are read as values.
    deserialize: Mapping[str, bool] = {}
    #: The key by which clients share a connection; None for a client that does not share.
    shared_identity: Hashable | None = None
    #: Whether the C client changes policies while it runs.
    dynamic: bool = False
    #: Functions that receive metrics, by the names of MetricsListeners.
    metrics_listeners: Mapping[str, Callable[..., Any]] | None = None

    def pack_settings(self) -> PackSettings:
        """The options that packing operations and expressions depends on."""
        return PackSettings(
            self.bool_as_integer, self.serializer, self.validate_keys, self.strict_types
        )
