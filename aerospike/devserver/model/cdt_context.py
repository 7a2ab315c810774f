"""Contexts: the path from the list or map in a bin to a list or map inside it.

A context is a list of pairs, one for each step: the type of the step, and a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from ..errors import Result, ResultError
from .cdt_family import has_nonstorage, stored
from .cdt_list_select import equal_range
from .cdt_map_select import find_key, value_order
from .cdt_search import heap_range, index_range
from .lists import moved
from .requests import integer, parameter_error
from .values import ListValue, MapValue, Order, Value, compare

__all__ = [
    "BASE_MASK",
    "INDEX",
    "KEY",
    "LIST",
    "MAP",
    "RANK",
    "VALUE",
    "ContextPath",
    "follow_context",
    "only_finds",
]

INDEX, RANK, KEY, VALUE = range(4)
BASE_MASK = 0x0F
LIST, MAP = 0x10, 0x20
_TYPE_MASK = 0x3F

_CREATE_MASK = 0x1C0
_PERSIST_INDEX = 0x100
_LIST_UNBOUNDED, _LIST_ORDERED = 0x80, 0xC0
_MAP_ORDERS = {
    0x80: Order.ORDERED,
    0xC0: Order.KEY_VALUE_ORDERED,
}


class _Step(NamedTuple):
    kind: int
    value: Value

    @property
    def create(self) -> int:
        """How a missing container is created; 0: it is not."""
        return self.kind & _CREATE_MASK & ~_PERSIST_INDEX


class _Place(NamedTuple):
    """An element of a container, or a new element: of a list at its end, after some padding."""

    container: Any
    position: int
    key: Value = None
    padding: int = 0
    is_new: bool = False

    def replaced(self, value: Value) -> Any:
        """The container with another value at this place."""
        made = self.container.copy()
        if isinstance(made, MapValue):
            key = self.key if self.is_new else made.pairs[self.position][0]
            made.pairs[self.position : self.position + (not self.is_new)] = [(key, value)]
        elif made.ordered:
            return moved(made, self.position, value)
        else:
            if not 0 <= self.padding <= _MOST_PADDING:
                raise _not_applicable(f"a list cannot have {self.padding} elements of padding")
            made += [None] * self.padding
            made[self.position + self.padding : self.position + self.padding + 1] = [value]
        return made


class ContextPath:
    """The path to a container: its places, and the container, None if it must be created."""

    def __init__(self) -> None:
        self.places: list[_Place] = []
        self.making: list[_Step] = []
        self.target: Value = None
        self.creates = False
        self.has_nonstorage = False

    def replaced(self, value: Value) -> Value:
        """The value of the bin with another container at the end of the path."""
        for step in reversed(self.making):
            value = _made(step, value)
        for place in reversed(self.places):
            value = place.replaced(value)
        return value


def _made(step: _Step, value: Value) -> Value:
    """A new container with one element."""
    persist = Order.PERSIST_INDEX if step.kind & _PERSIST_INDEX else 0
    if step.kind & _TYPE_MASK == MAP | KEY:
        return MapValue([(step.value, value)], _MAP_ORDERS.get(step.create, 0) | persist)
    padding = step.value if step.create == _LIST_UNBOUNDED else 0
    order = Order.ORDERED if step.create == _LIST_ORDERED else 0
    return ListValue([*[None] * padding, value], order | persist)


def _not_applicable(what: str) -> ResultError:
    return ResultError(Result.OP_NOT_APPLICABLE, what)


def _steps(context: Value) -> Iterator[_Step]:
    if not isinstance(context, ListValue) or not context or len(context) % 2:
        raise parameter_error("a context is a list of pairs")
    for kind, value in zip(context[::2], context[1::2]):
        yield _Step(integer(kind), value)


def follow_context(bin: Value, context: Value, *, modify: bool) -> ContextPath:
    """Follows a context from the value of a bin.

    Raises:
        ResultError: with PARAMETER, the context is malformed or the bin is not a list or map; with
            OP_NOT_APPLICABLE, an element does not exist and must not be created.
    """
    if not isinstance(bin, (ListValue, MapValue)) and not (bin is None and modify):
        raise parameter_error("a context leads into lists and maps only")
    path = ContextPath()
    steps = list(_steps(context))
    value = bin
    for number, step in enumerate(steps):
        base = step.kind & BASE_MASK
        if base > VALUE or (step.kind & _CREATE_MASK and not step.kind & (LIST | MAP)):
            raise _not_applicable(f"unknown context type {step.kind:#x}")
        if bin is None:
            if not step.create:
                raise _not_applicable("the bin does not exist")
            path.creates = True
            path.making = _checked(steps, path, outermost=True)
            return path
        place = _take(value, step, path)
        path.places.append(place)
        if place.is_new:
            if not modify:
                raise _not_applicable("a read makes nothing")
            path.creates = True
            path.making = _checked(steps[number + 1 :], path, outermost=False)
            return path
        value = _at(place)
    path.target = value
    return path


def only_finds(context: Value) -> bool:
    """Whether no step of a context creates an element. Contexts of indexes must be so."""
    if not isinstance(context, ListValue) or not context or len(context) % 2:
        return False
    return all(isinstance(kind, int) and _finds(kind & 0xFF) for kind in context[::2])


def _finds(kind: int) -> bool:
    return kind <= MAP | VALUE and kind & BASE_MASK <= VALUE and kind != LIST | KEY


def _at(place: _Place) -> Value:
    if isinstance(place.container, MapValue):
        return place.container.pairs[place.position][1]
    return place.container[place.position]


def _checked(steps: Sequence[_Step], path: ContextPath, *, outermost: bool) -> list[_Step]:
    """Checks the steps into containers that do not exist yet."""
    checked = []
    for number, step in enumerate(steps):
        kind = step.kind & _TYPE_MASK
        persist = bool(step.kind & _PERSIST_INDEX)
        if persist and (number or not outermost):
            raise _not_applicable("only a bin's own list or map can have an index")
        if kind == MAP | KEY:
            path.has_nonstorage = False
            try:
                checked.append(_Step(step.kind, stored(step.value)))
            except ResultError as error:
                raise _not_applicable(error.message) from None
        elif kind == LIST | INDEX:
            checked.append(_Step(step.kind, _new_index(step, persist=persist)))
        else:
            raise _not_applicable(f"the context type {step.kind:#x} makes nothing")
    return checked


def _new_index(step: _Step, *, persist: bool) -> int:
    """The index of the element in a new list."""
    try:
        index = integer(step.value)
    except ResultError as error:
        raise _not_applicable(error.message) from None
    bounded = step.create not in (_LIST_UNBOUNDED, _LIST_ORDERED) and not persist
    if index < -1 or (bounded and index > 0) or index > _MOST_PADDING:
        raise _not_applicable(f"no element {index} in a new list")
    return max(index, 0)


# A record cannot have more bytes, and an element has at least one.
_MOST_PADDING = 8 * 1024 * 1024


def _take(value: Value, step: _Step, path: ContextPath) -> _Place:
    if isinstance(value, ListValue):
        if step.kind & MAP:
            raise _not_applicable("a step into a map meets a list")
        return _LIST_STEPS[step.kind & BASE_MASK](value, step, path)
    if isinstance(value, MapValue):
        if step.kind & LIST:
            raise _not_applicable("a step into a list meets a map")
        return _MAP_STEPS[step.kind & BASE_MASK](value, step, path)
    raise _not_applicable("a step into a value that is not a list or map")


def _number(step: _Step) -> int:
    try:
        return integer(step.value)
    except ResultError as error:
        raise _not_applicable(error.message) from None


def _position(step: _Step, total: int) -> int:
    found = index_range(_number(step), 1, total, multi=False)
    if found is None:
        raise _not_applicable(f"no {step.value} among {total}")
    return found[0]


def _list_index(items: ListValue, step: _Step, path: ContextPath) -> _Place:
    index = _number(step)
    total = len(items)
    found = index_range(index, 1, total, multi=False)
    if found is not None:
        return _Place(items, found[0])
    if not step.create:
        raise _not_applicable(f"no element {index} of {total}")
    padding = 0
    if index != total and not items.ordered and (total or index != -1):
        # A negative index fails only later, when the element is created.
        padding = index - total
        if step.create != _LIST_UNBOUNDED:
            raise _not_applicable(f"no element {index} of {total}")
    return _Place(items, total, padding=padding, is_new=True)


def _list_rank(items: ListValue, step: _Step, path: ContextPath) -> _Place:
    if items.ordered:
        return _list_index(items, step, path)
    rank = _position(step, len(items))
    heap = heap_range(len(items), rank, 1, lambda a, b: compare(items[a], items[b]))
    return _Place(items, heap.positions[0])


def _list_key(items: ListValue, step: _Step, path: ContextPath) -> _Place:
    raise _not_applicable("a list has no keys")


def _list_value(items: ListValue, step: _Step, path: ContextPath) -> _Place:
    path.has_nonstorage |= has_nonstorage(step.value)
    if items.ordered:
        position, count = equal_range(items, step.value)
        if count:
            return _Place(items, position)
    else:
        for position, item in enumerate(items):
            if compare(item, step.value) == 0:
                return _Place(items, position)
    raise _not_applicable("the list has no such element")


def _map_index(items: MapValue, step: _Step, path: ContextPath) -> _Place:
    return _Place(items, _position(step, len(items)))


def _map_rank(items: MapValue, step: _Step, path: ContextPath) -> _Place:
    return _Place(items, value_order(items)[_position(step, len(items))])


def _map_key(items: MapValue, step: _Step, path: ContextPath) -> _Place:
    path.has_nonstorage = False
    try:
        key = stored(step.value)
    except ResultError as error:
        raise _not_applicable(error.message) from None
    found, position = find_key(items, key)
    if not found and not step.create:
        raise _not_applicable("the map has no such key")
    return _Place(items, position, key=key, is_new=not found)


def _map_value(items: MapValue, step: _Step, path: ContextPath) -> _Place:
    path.has_nonstorage |= has_nonstorage(step.value)
    for position, (_, value) in enumerate(items.pairs):
        if compare(value, step.value) == 0:
            return _Place(items, position)
    raise _not_applicable("the map has no such value")


_LIST_STEPS: dict[int, Callable[[ListValue, _Step, ContextPath], _Place]] = {
    INDEX: _list_index,
    RANK: _list_rank,
    KEY: _list_key,
    VALUE: _list_value,
}
_MAP_STEPS: dict[int, Callable[[MapValue, _Step, ContextPath], _Place]] = {
    INDEX: _map_index,
    RANK: _map_rank,
    KEY: _map_key,
    VALUE: _map_value,
}
