"""The options of a client that concern Python, and not the C client."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any, NamedTuple

from aerospike._wire.plain import PackSettings

__all__ = ["CONCURRENCY", "ClientOptions"]

CONCURRENCY = ("threads", "gevent")
"""How the caller of a command may wait for it."""


class ClientOptions(NamedTuple):
    """What of the configuration concerns Python."""

    validate_keys: bool = False
    strict_types: bool = True
    bool_as_integer: bool = False
    serializer: Callable[[Any], Any] | None = None
    deserializer: Callable[[str], Any] | None = None
    #: How callers wait: one of CONCURRENCY; None if the configuration does not say.
    concurrency: str | None = None
    #: Policy kinds to whether lists and maps are read as values.
    deserialize: Mapping[str, bool] = {}
    #: What clients that share a connection have in common; None for a client that shares none.
    shared_identity: Hashable | None = None
    #: Whether the C client changes policies while it runs.
    dynamic: bool = False
    #: What is called with metrics: names as in MetricsListeners to functions.
    metrics_listeners: Mapping[str, Callable[..., Any]] | None = None

    def pack_settings(self) -> PackSettings:
        """What of the options has a say in packing operations and expressions."""
        return PackSettings(
            self.bool_as_integer, self.serializer, self.validate_keys, self.strict_types
        )
