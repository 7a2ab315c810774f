"""From the bridge's statuses to exceptions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aerospike._errors import client_error, local_error, param_error
from aerospike.exception import (
    AerospikeError,
    BinNameError,
    ClusterError,
    exception_for_code,
)

if TYPE_CHECKING:
    from aerospike._wire.requests import Command

__all__ = [
    "BAD_KEY",
    "BAD_REQUEST",
    "not_connected",
]

# The bridge's own refusals (native/bridge/bridge.h).
BAD_KEY = -1000
BAD_REQUEST = -1002
NOT_CONNECTED = -1003
FORKED = -1004

# The codes of what only Python can explain: an argument that the bridge has refused.
_REFUSED = frozenset((BAD_KEY, BAD_REQUEST, BinNameError.code))


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


def failure(
    code: int,
    message: bytes | str,
    file: bytes | str | None,
    line: int,
    in_doubt: bool,
    subcode: int,
    command: Command,
    explain: Callable[[AerospikeError], None] | None,
) -> AerospikeError:
    """The exception for a command that has failed; *explain* gives it its detail.

    Raises:
        AerospikeError: the bridge has refused an argument, and the command says what is wrong.
    """
    check, context = command[5:]
    text = _text(message)
    if code in _REFUSED:
        if check is not None:
            check(context)
        if code == BAD_KEY:
            return param_error("key is invalid", repr(context.get("key")))
        if code == BAD_REQUEST:
            return param_error(text)
    if code == NOT_CONNECTED:
        return not_connected()
    if code == FORKED:
        return client_error(text)
    error = build_error(
        code, text, _text(file) if file else None, line or None, in_doubt, subcode, **context
    )
    if explain is not None:
        explain(error)
    return error


def _text(text: bytes | str) -> str:
    return text if isinstance(text, str) else text.decode("utf-8", "replace")
