"""What the operations of lists and maps share: the form of their tables, and arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any, NamedTuple

from ..errors import Result, ResultError
from .requests import integer, parameter_error, unsigned, wrap
from .values import INF, WILDCARD, ListValue, MapValue, Order, Value, parts_of
from .wire import storable

__all__ = [
    "LIST_FLAGS",
    "MAP_FLAGS",
    "Absent",
    "Change",
    "Family",
    "Selection",
    "arguments",
    "has_nonstorage",
    "incremented",
    "new_flags",
    "stored",
]

_INT_LIMIT = 2**63


class Absent(Enum):
    """What a change does if the container does not exist."""

    CREATE = "makes it"
    SKIP = "does nothing"
    FAIL = "fails"


class Selection(NamedTuple):
    """An operation that reads elements or removes them.

    *parameters* has a letter for each argument: ``I`` an index or rank, ``C`` a count, ``P`` a
    value, ``S`` a value to store, ``F`` flags. The first argument is the return type, unless
    *kind* is. An operation that is not *multi* selects one element.
    """

    parameters: str
    optional: int
    multi: bool
    select: Callable[..., tuple[Value, Sequence[int]]]
    kind: int | None = None


class Change(NamedTuple):
    """An operation that changes a container.

    *change* gets the container and the arguments. It returns the new container, or the same object
    if nothing has changed, and the result. *flags* is the position of the argument with the flags
    of a new container. *failure* is the error if *absent* is ``FAIL``.
    """

    parameters: str
    optional: int
    change: Callable[..., tuple[Any, Value]]
    absent: Absent = Absent.CREATE
    flags: int | None = None
    failure: Result = Result.OK


class Family(NamedTuple):
    """The operations of lists, or those of maps, by their numbers on the wire."""

    name: str
    container: type[ListValue] | type[MapValue]
    valid_flags: int
    size: int
    reads: Mapping[int, Selection]
    removals: Mapping[int, Selection]
    changes: Mapping[int, Change]
    without: Callable[[Any, Sequence[int]], Any]


def has_nonstorage(value: Value) -> bool:
    """Whether a value has a wildcard or an infinity in it, which cannot be stored."""
    return any(part is WILDCARD or part is INF for part in parts_of(value))


def stored(value: Value) -> Value:
    """A value from a client, as it is stored inside a container.

    Raises:
        ResultError: with PARAMETER, it cannot be stored.
    """
    try:
        return storable(value)
    except ResultError as error:
        raise parameter_error(error.message) from None


def _payload(value: Value) -> Value:
    return value


_KINDS: dict[str, Callable[[Value], Value]] = {
    "C": unsigned,
    "F": unsigned,
    "I": integer,
    "P": _payload,
    "S": stored,
}


def arguments(parameters: str, optional: int, given: Sequence[Value]) -> list[Value]:
    """The checked arguments of an operation. One without parameters ignores all arguments.

    Raises:
        ResultError: with PARAMETER, there are too few, too many, or one is of the wrong type.
    """
    if not parameters:
        return []
    if not len(parameters) - optional <= len(given) <= len(parameters):
        raise parameter_error(f"{len(given)} arguments for {len(parameters)} parameters")
    return [_KINDS[kind](value) for kind, value in zip(parameters, given)]


def incremented(value: Value, delta: Value, *, exists: bool, sign: int = 1) -> Value:
    """A number plus another; nil adds one. A value that does not exist counts as zero.

    Raises:
        ResultError: with PARAMETER, one of them is not a number.
    """
    if delta is None:
        delta = 1
    if not isinstance(delta, (int, float)) or isinstance(delta, bool):
        raise parameter_error(f"a {type(delta).__name__} is not a number")
    delta = wrap(delta) * sign if isinstance(delta, int) else delta * sign
    if not exists:
        # Zero has no sign here.
        return 0.0 + delta if isinstance(delta, float) else wrap(delta)
    if isinstance(value, float):
        return value + delta
    if not isinstance(value, int) or isinstance(value, bool):
        raise parameter_error(f"a {type(value).__name__} is not a number")
    return wrap(value + _truncated(delta))


def _truncated(number: float) -> int:
    # A number that does not fit becomes the least integer, as on processors.
    fits = -_INT_LIMIT <= number < _INT_LIMIT
    return int(number) if fits else -_INT_LIMIT


def new_flags(flags: int, valid: int) -> int:
    """The flags of a new container: 0 if one of them is unknown."""
    flags &= 0xFF
    return 0 if flags & ~valid else flags


LIST_FLAGS = Order.ORDERED | Order.PERSIST_INDEX
MAP_FLAGS = Order.KEY_VALUE_ORDERED | Order.PERSIST_INDEX
