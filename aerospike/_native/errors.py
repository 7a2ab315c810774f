"""From the bridge's statuses to exceptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aerospike._errors import client_error, local_error
from aerospike.exception import AerospikeError, ClusterError, exception_for_code

if TYPE_CHECKING:
    from aerospike._native.call import Call

__all__ = [
    "BAD_KEY",
    "BAD_REQUEST",
    "error_of",
    "not_connected",
]

# The bridge's own refusals (native/bridge/bridge.h).
BAD_KEY = -1000
BAD_REQUEST = -1002
NOT_CONNECTED = -1003
FORKED = -1004

# What an exception of some classes carries besides the error.
CONTEXT = ("key", "bin", "module", "func", "name")


def not_connected(end: str = "") -> ClusterError:
    return local_error(ClusterError, 11, f"No connection to aerospike cluster{end}")


def build_error(
    code: int,
    message: str,
    file: str | None = None,
    line: int | None = None,
    in_doubt: bool = False,
    subcode: int = 0,
    **context: Any,
) -> AerospikeError:
    """The exception of a status, with the attributes that its class has."""
    cls = exception_for_code(code)
    error = cls(code, message, file, line, in_doubt)
    error.subcode = subcode
    for name, value in context.items():
        if value is not None and hasattr(cls, name):
            setattr(error, name, value)
    return error


def error_of(call: Call, **context: Any) -> AerospikeError:
    """The exception for the error that a command has left in *call*."""
    error = call.error
    code = error.code
    if code == NOT_CONNECTED:
        return not_connected()
    if code == FORKED:
        return client_error(error.message.decode())
    return build_error(
        code,
        error.message.decode("utf-8", "replace"),
        error.file.decode("utf-8", "replace") if error.file else None,
        error.line or None,
        error.in_doubt,
        error.subcode,
        **context,
    )
