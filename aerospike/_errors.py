"""Errors, warnings and checks that all rooms use.

An error has the official package's message, word for word, because programs compare it. Its
*detail* says which value is wrong and why. It is an attribute, and the text of the error shows it
after the message.
"""

from __future__ import annotations

import os
import re
import sys
import warnings
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from aerospike.exception import AerospikeError, ClientError, ParamError

__all__ = [
    "UNSET",
    "Closed",
    "NotCopied",
    "argument_error",
    "client_error",
    "info_name",
    "local_error",
    "official_name",
    "param_error",
    "plain_text",
    "report_unraisable",
    "shown",
    "uint32",
    "utf8",
    "warn_deprecated",
    "warn_outside",
]

UNSET: Any = ...
"""The default of an argument whose absence differs from ``None``, as the official stubs show it."""

# A wrong value can be large: a detail is cut off after so many characters.
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
        ParamError: the text has half of a surrogate pair, and so no such form.
    """
    try:
        # Not the method: a subclass may have one of its own.
        return str.encode(text)
    except UnicodeEncodeError:
        raise param_error("a text has no UTF-8 form", repr(text)) from None


def client_error(message: str | None, detail: str | None = None) -> ClientError:
    """An error of the client's side that no other class describes."""
    return local_error(ClientError, -1, message, detail)


def argument_error(command: str, position: int, expected: str, value: Any) -> TypeError:
    """The error for an argument that must have one type, in the words of a C function."""
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


_PACKAGE = str(Path(__file__).parent) + os.sep


def warn_outside(message: str, category: type[Warning]) -> None:
    """Issue a warning that points to the first line outside of the package."""
    level = 2
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame = frame.f_back
        level += 1
    warnings.warn(message, category, stacklevel=level)


def warn_deprecated(message: str, refuse: Callable[[str], AerospikeError] | None = None) -> None:
    """Issue a DeprecationWarning that points to the first line outside of the package.

    Raises:
        AerospikeError: *refuse* makes it of the message if warnings are errors.
    """
    try:
        warn_outside(message, DeprecationWarning)
    except DeprecationWarning as warning:
        if refuse is None:
            raise
        raise refuse(message) from warning


UINT32_MAX = 2**32 - 1
UINT64_MAX = 2**64 - 1


def uint32(value: Any) -> int:
    """*value* as an unsigned number of 32 bits.

    Raises:
        TypeError: *value* is not an integer.
        OverflowError: *value* is negative or needs more than 64 bits.
        ValueError: *value* needs more than 32 bits.
    """
    if not isinstance(value, int):
        raise TypeError(f"{value} must be an integer")
    if value < 0:
        raise OverflowError("can't convert negative int to unsigned")
    if value > UINT64_MAX:
        raise OverflowError("int too big to convert")
    if value > UINT32_MAX:
        raise ValueError(f"{value} exceeds {UINT32_MAX}")
    return int(value)


# An info command is text: a line feed ends it, and these part its parameters from each other.
_INFO_SYNTAX = re.compile("[\0-\x1f\x7f:;=,]")
_CONTROL = re.compile("[\0-\x1f\x7f]")


def info_name(what: str, name: str) -> str:
    """*name*, checked for use in an info command.

    Raises:
        ParamError: a character would end the command or add a parameter to it, or the name has no
            UTF-8 form.
    """
    return _without(_INFO_SYNTAX, what, name)


def plain_text(what: str, text: str) -> str:
    """*text*, checked because the server prints it in lines.

    Raises:
        ParamError: the text has a control character or no UTF-8 form.
    """
    return _without(_CONTROL, what, text)


_CONTROL_NAMES = {
    "\0": "a NUL character",
    "\t": "a tab",
    "\n": "a line feed",
    "\r": "a carriage return",
}


def _describe(character: str) -> str:
    if character.isprintable():
        return f'"{character}"'
    return _CONTROL_NAMES.get(character, f"the control character U+{ord(character):04X}")


def _without(refused: re.Pattern[str], what: str, text: str) -> str:
    # A subclass may have a __str__ that differs from its text.
    text = str.__str__(text)
    found = refused.search(text)
    if found:
        raise param_error(f"{what} must not contain {_describe(found[0])}", f"not {text!r}")
    utf8(text)
    return text


class Closed:
    """A base whose subclasses cannot be subclassed: the client looks at their exact type."""

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        for base in cls.__bases__:
            if base is not Closed and issubclass(base, Closed):
                raise TypeError(f"type 'aerospike.{base.__name__}' is not an acceptable base type")


class NotCopied:
    """A base whose instances own a resource, and so can be neither pickled nor copied.

    A copy would release what the first owner still uses.
    """

    __slots__ = ()

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"cannot pickle '{official_name(type(self))}' object")


def official_name(kind: type) -> str:
    """The name of a class, as the official package spells it; a user's subclass keeps its own."""
    ours = kind.__module__.partition(".")[0] == "aerospike"
    return f"aerospike.{kind.__name__}" if ours else kind.__name__
