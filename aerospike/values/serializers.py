"""The serializer and deserializer that serve all clients of the process.

A serializer turns a value without a particle type into the text of a blob; a deserializer turns
the text of a blob back. A client may have its own in ``config["serialization"]``; the other clients
use these.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aerospike._errors import param_error

__all__ = ["set_deserializer", "set_serializer", "unset_serializers"]

Serializer = Callable[[Any], Any]
Deserializer = Callable[[str], Any]

_serializer: Serializer | None = None
_deserializer: Deserializer | None = None


def registered_serializer() -> Serializer | None:
    """The serializer of the process, if there is one."""
    return _serializer


def registered_deserializer() -> Deserializer | None:
    """The deserializer of the process, if there is one."""
    return _deserializer


def _check(callback: object) -> None:
    if not callable(callback):
        raise param_error("Parameter must be a callable", f"not {callback!r}")


def set_serializer(function: Serializer) -> int:
    """Register the serializer that writes values of types without a particle type.

    Args:
        function: called with the value; returns the text (or bytes) to store as a blob. It is used
            if ``put`` is called with ``serializer=aerospike.SERIALIZER_USER`` by a client without a
            serializer of its own.

    Returns:
        0

    Raises:
        ParamError: *function* is not callable.
    """
    global _serializer
    _check(function)
    _serializer = function
    return 0


def set_deserializer(function: Deserializer) -> int:
    """Register the deserializer that reads blobs.

    Args:
        function: called with a blob's text; returns the value to hand to the application. A
            blob that is not UTF-8, or for which *function* raises, is returned as bytes.

    Returns:
        0

    Raises:
        ParamError: *function* is not callable.
    """
    global _deserializer
    _check(function)
    _deserializer = function
    return 0


def unset_serializers() -> int:
    """Forget the serializer and the deserializer of the process.

    Returns:
        0
    """
    global _serializer, _deserializer
    _serializer = None
    _deserializer = None
    return 0
