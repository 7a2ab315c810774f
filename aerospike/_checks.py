"""What public classes have in common: checks of arguments, and what cannot be done with them."""

from __future__ import annotations

import re
from typing import Any, NoReturn

from aerospike._errors import param_error, utf8

__all__ = ["Closed", "NotCopied", "info_name", "official_name", "plain_text", "uint32"]

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
    """*name*, which is to stand in an info command.

    Raises:
        ParamError: a character of it would end the command, or add a parameter to it; or it has
            no UTF-8 form.
    """
    return _without(_INFO_SYNTAX, what, name)


def plain_text(what: str, text: str) -> str:
    """*text*, which the server shows in lines of its own.

    Raises:
        ParamError: a control character is in it, or it has no UTF-8 form.
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
    # A subclass may show itself as another text than the one that it is.
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
    """A base whose instances own what there is once, and so can be neither pickled nor copied.

    A copy would be a second owner: it would release what the first one still uses.
    """

    __slots__ = ()

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"cannot pickle '{official_name(type(self))}' object")


def official_name(kind: type) -> str:
    """The name of a class as the official package tells it; a user's subclass has its own."""
    ours = kind.__module__.partition(".")[0] == "aerospike"
    return f"aerospike.{kind.__name__}" if ours else kind.__name__
