"""What the requests of all families of operations share: codes, arguments, flags."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ..errors import Result, ResultError
from .values import ListValue, Value
from .wire import unpack_from

__all__ = [
    "Parameter",
    "check_flags",
    "integer",
    "parameter_error",
    "parts",
    "read_arguments",
    "unpack_request",
    "unsigned",
    "wrap",
]

_INT_RANGE = 2**64
_INT_LIMIT = 2**63
_CODE_MASK = 0xFFFFFFFF


def parameter_error(what: str) -> ResultError:
    """The error of a wrong argument."""
    return ResultError(Result.PARAMETER, what)


def wrap(value: int) -> int:
    """A number, wrapped to a signed integer of 64 bits."""
    return (value + _INT_LIMIT) % _INT_RANGE - _INT_LIMIT


def integer(value: Value) -> int:
    """A value as a signed integer of 64 bits.

    Raises:
        ResultError: with PARAMETER, it is not an integer.
    """
    if not isinstance(value, int) or isinstance(value, bool):
        raise parameter_error(f"a {type(value).__name__} is not an integer")
    return wrap(value)


def unsigned(value: Value) -> int:
    """A value as an unsigned integer of 64 bits.

    Raises:
        ResultError: with PARAMETER, it is not an integer.
    """
    return integer(value) % _INT_RANGE


def unpack_request(packed: bytes) -> Value:
    """The request in packed data. The server ignores data after it."""
    return unpack_from(packed, 0)[0]


def parts(request: Value) -> tuple[int, list[Value]]:
    """The operation and the arguments of a request.

    Raises:
        ResultError: with PARAMETER, it is not a list that begins with an integer.
    """
    if not isinstance(request, ListValue) or not request:
        raise parameter_error("an operation is a list")
    return integer(request[0]) & _CODE_MASK, request[1:]


class Parameter(NamedTuple):
    """A parameter of an operation, and the function that checks its argument."""

    name: str
    read: Callable[[Value], Any]


def read_arguments(
    parameters: Sequence[Parameter], optional: int, given: Sequence[Value]
) -> dict[str, Any]:
    """The arguments of an operation by name, without missing optional ones.

    Raises:
        ResultError: with PARAMETER, there are too few or too many, or one is wrong.
    """
    if not len(parameters) - optional <= len(given) <= len(parameters):
        raise parameter_error(f"{len(given)} arguments for {len(parameters)} parameters")
    return {parameter.name: parameter.read(value) for parameter, value in zip(parameters, given)}


def check_flags(flags: int, known: int, exclusive: int) -> None:
    """Refuses unknown flags, and flags that exclude each other.

    Raises:
        ResultError: with PARAMETER.
    """
    if flags & ~known or flags & exclusive == exclusive:
        raise parameter_error(f"the flags {flags:#x}")
