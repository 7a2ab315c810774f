"""What lists and maps have in common as targets of operations: tables of operations, arguments."""

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
    """What a change does where there is nothing to change."""

    CREATE = "makes it"
    SKIP = "does nothing"
    FAIL = "fails"


class Selection(NamedTuple):
    """An operation that reads elements or removes them.

    *parameters* says what the arguments are, a letter each: ``I`` an index or rank, ``C`` a count,
    ``P`` a value, ``S`` a value to be stored, ``F`` flags. The first argument says what to return,
    unless *kind* does. An operation that is not *multi* selects one element.
    """

    parameters: str
    optional: int
    multi: bool
    select: Callable[..., tuple[Value, Sequence[int]]]
    kind: int | None = None


class Change(NamedTuple):
    """An operation that changes a container.

    *change* gets the container and the arguments, and returns the new container, or the same
    object where nothing has changed, and the result. *flags* says which argument has the flags
    of a container that is to be made. *failure* is the result where *absent* says so.
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
    """A value as it is stored inside a container.

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
    """The arguments of an operation, checked. An operation without any takes whatever is given.

    Raises:
        ResultError: with PARAMETER, there are too few, too many, or one is of the wrong type.
    """
    if not parameters:
        return []
    if not len(parameters) - optional <= len(given) <= len(parameters):
        raise parameter_error(f"{len(given)} arguments for {len(parameters)} parameters")
    return [_KINDS[kind](value) for kind, value in zip(parameters, given)]


def incremented(value: Value, delta: Value, *, exists: bool, sign: int = 1) -> Value:
    """A number with a number added; nil adds one. What does not exist is taken for zero.

    Raises:
        ResultError: with PARAMETER, one of both is no number.
    """
    if delta is None:
        delta = 1
    if not isinstance(delta, (int, float)) or isinstance(delta, bool):
        raise parameter_error(f"a {type(delta).__name__} is no number")
    delta = wrap(delta) * sign if isinstance(delta, int) else delta * sign
    if not exists:
        # There is no negative zero.
        return 0.0 + delta if isinstance(delta, float) else wrap(delta)
    if isinstance(value, float):
        return value + delta
    if not isinstance(value, int) or isinstance(value, bool):
        raise parameter_error(f"a {type(value).__name__} is no number")
    return wrap(value + _truncated(delta))


def _truncated(number: float) -> int:
    # What does not fit becomes the least integer, as processors convert it.
    fits = -_INT_LIMIT <= number < _INT_LIMIT
    return int(number) if fits else -_INT_LIMIT


def new_flags(flags: int, valid: int) -> int:
    """The flags of a container that is made: none of them if one is unknown."""
    flags &= 0xFF
    return 0 if flags & ~valid else flags


# Plain numbers: the complement of a flag would have no unknown bits.
LIST_FLAGS = int(Order.ORDERED | Order.PERSIST_INDEX)
MAP_FLAGS = int(Order.KEY_VALUE_ORDERED | Order.PERSIST_INDEX)
