"""Errors that are found before anything is sent.

The message is the official package's, word for word, because programs compare it. What it does not
say, which value was wrong and why, is the *detail*: an attribute that the text of the error shows
behind the message.
"""

from __future__ import annotations

import weakref
from typing import Any, NoReturn, TypeVar

from aerospike.exception import AerospikeError, ClientError, ParamError

__all__ = [
    "argument_error",
    "client_error",
    "local_error",
    "param_error",
    "report_unraisable",
    "shown",
    "utf8",
]

# What is wrong can be large: a detail is cut off behind so many characters.
DETAIL_LIMIT = 500

_Error = TypeVar("_Error", bound=AerospikeError)


def local_error(
    kind: type[_Error], code: int, message: str | None, detail: str | None = None
) -> _Error:
    """An error of any class."""
    error = kind(code, message, None, None, False)
    if detail is not None and len(detail) > DETAIL_LIMIT:
        detail = detail[:DETAIL_LIMIT] + " …"
    error.detail = detail
    return error


def param_error(message: str | None, detail: str | None = None) -> ParamError:
    """An argument, a policy or the configuration is invalid."""
    return local_error(ParamError, -2, message, detail)


def shown(value: object) -> str:
    """*value* for a detail, whatever it is: an int may be too long for text, a repr may fail."""
    try:
        return repr(value)
    except Exception:
        return f"<{type(value).__name__} that cannot be shown>"


def utf8(text: str) -> bytes:
    """*text* in UTF-8.

    Raises:
        ParamError: it has no such form, because half a surrogate pair is in it.
    """
    try:
        # Not the method: a subclass may have one of its own.
        return str.encode(text)
    except UnicodeEncodeError:
        raise param_error("a text has no UTF-8 form", repr(text)) from None


def client_error(message: str | None, detail: str | None = None) -> ClientError:
    """Something else is wrong on this side of the network."""
    return local_error(ClientError, -1, message, detail)


def argument_error(command: str, position: int, expected: str, value: Any) -> TypeError:
    """An argument that has to be of one type, as a function of C reports it."""
    given = "None" if value is None else type(value).__name__
    return TypeError(f"{command}() argument {position} must be {expected}, not {given}")


class _Nobody:
    __slots__ = ("__weakref__",)


def report_unraisable(error: BaseException) -> None:
    """Hands an exception that has no caller to ``sys.unraisablehook``.

    The interpreter alone can make the hook's argument; it does so for what a callback of a weak
    reference raises.
    """

    def callback(reference: Any) -> NoReturn:
        raise error

    nobody = _Nobody()
    reference = weakref.ref(nobody, callback)
    del nobody
    del reference
