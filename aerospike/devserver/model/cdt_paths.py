"""Path expressions: they select and change elements at any depth, by expressions or by position.

A path has a step for each depth. The steps before the last one lead to containers. The last step
includes some of their elements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from ..errors import Result, ResultError
from .cdt_context import BASE_MASK, INDEX, KEY, LIST, MAP, RANK, VALUE
from .cdt_family import has_nonstorage, stored
from .cdt_search import index_range, merge_sorted, quick_select
from .requests import integer, parameter_error
from .values import (
    INF,
    NO_RESULT,
    REMOVED,
    UNKNOWN,
    WILDCARD,
    ListValue,
    MapValue,
    Order,
    Value,
    compare,
)
from .wire import pack

__all__ = ["LOOP_INDEX", "LOOP_KEY", "LOOP_VALUE", "LoopContext", "select_path", "set_compiler"]

EXPRESSION, KEY_LIST = 4, 10
_AND = 0x200
_MAX_STEPS = 64
_CONTAINER_MASK = LIST | MAP
_MAP_CONTAINER_MASK = 0xF0

# What to return: the containers, reduced to the included elements, or only those elements.
TREE, LEAF_VALUES, LEAF_KEYS, LEAF_PAIRS, APPLY = range(5)
_MODE_MASK = 0x0F
_NO_FAIL = 0x10

LOOP_KEY, LOOP_VALUE, LOOP_INDEX = range(3)
"""The variables of an element."""


class LoopContext:
    """An element as an expression sees it: with variables, and without a record.

    *loop_variables* has :data:`LOOP_KEY` in maps, :data:`LOOP_INDEX` in lists, and
    :data:`LOOP_VALUE`.
    """

    def __init__(self, loop_variables: Mapping[int, Value]) -> None:
        self.loop_variables = loop_variables

    def bin(self, name: bytes) -> Value:
        """Nil, because an element has no bins."""
        return None

    def bin_type(self, name: bytes) -> int:
        """0, because an element has no bins."""
        return 0

    def metadata(self, name: str) -> Value:
        """Refused, because an element has no metadata.

        Raises:
            ResultError: with OP_NOT_APPLICABLE.
        """
        raise ResultError(Result.OP_NOT_APPLICABLE, f"an element has no {name}")


class Expression(Protocol):
    """A compiled expression."""

    def value(self, context: Any) -> Value:
        """Its value, which may be ``UNKNOWN`` or ``REMOVED``."""


_compile: Callable[[bytes], Expression]


def set_compiler(compile: Callable[[bytes], Expression]) -> None:
    """Sets the compiler of expressions, which has operations below it and so this module."""
    global _compile
    _compile = compile


class _Step(NamedTuple):
    kind: int
    value: Value
    condition: Expression | None = None

    @property
    def base(self) -> int:
        return self.kind & BASE_MASK


class _Element(NamedTuple):
    """An element of a list or map: its position, its value, and its key in a map."""

    position: int
    value: Value
    key: Value = None

    def variables(self, *, keyed: bool) -> dict[int, Value]:
        if keyed:
            return {LOOP_KEY: self.key, LOOP_VALUE: self.value}
        return {LOOP_INDEX: self.position, LOOP_VALUE: self.value}


def _evaluate(expression: Expression, element: _Element, *, keyed: bool) -> Value:
    return expression.value(LoopContext(element.variables(keyed=keyed)))


def _expression(value: Value) -> Expression | None:
    """A compiled expression, None for the constant true."""
    if value is True:
        return None
    if not isinstance(value, ListValue):
        raise parameter_error("a filter is an expression or true")
    return _compile(pack(value))


def _steps(context: Value) -> list[_Step]:
    if not isinstance(context, ListValue) or not context or len(context) % 2:
        raise parameter_error("a path is a list of pairs")
    if len(context) > 2 * _MAX_STEPS:
        raise parameter_error(f"a path of more than {_MAX_STEPS} steps")
    steps: list[_Step] = []
    conditioned = False
    for kind, value in zip(map(integer, context[::2]), context[1::2]):
        if kind & _AND:
            if kind != _AND | EXPRESSION or not steps or conditioned:
                raise parameter_error(f"a condition {kind:#x} that is out of place")
            if steps[-1].base == EXPRESSION:
                raise parameter_error("a condition on a filter")
            steps[-1] = steps[-1]._replace(condition=_expression(value))
            conditioned = True
            continue
        conditioned = False
        base = kind & BASE_MASK
        if base in (INDEX, RANK):
            value = integer(value)
        elif base == EXPRESSION:
            value = _expression(value)
        elif base not in (KEY, VALUE, KEY_LIST):
            raise parameter_error(f"unknown context type {kind:#x}")
        steps.append(_Step(kind, value))
    return steps


def select_path(value: Value, given: Sequence[Value], *, modify: bool) -> tuple[Value, Value]:
    """The value of a bin after a path expression, and the selected elements.

    Raises:
        ResultError: the operation fails.
    """
    if not isinstance(value, (ListValue, MapValue)):
        raise ResultError(Result.INCOMPATIBLE_TYPE, "the bin is not a list or map")
    steps = _steps(given[0] if given else None)
    flags = integer(given[1] if len(given) > 1 else None)
    mode = flags & _MODE_MASK
    if mode > APPLY or len(given) != 2 + (mode == APPLY):
        raise parameter_error(f"unknown selection {mode} of {len(given)} arguments")
    no_fail = bool(flags & _NO_FAIL)
    if mode == APPLY:
        if not modify:
            raise parameter_error("a read changes nothing")
        applying = _Applying(steps, _compile(pack(given[2])), no_fail=no_fail)
        return applying.select(value, 0), NO_RESULT
    if mode == TREE:
        return value, _Tree(steps, no_fail=no_fail).select(value, 0)
    leaves = _Leaves(steps, mode, no_fail=no_fail)
    leaves.select(value, 0)
    return value, leaves.found


class _Selection:
    """A selection by a path. Subclasses do different things with the included elements."""

    def __init__(self, steps: Sequence[_Step], *, no_fail: bool) -> None:
        self.steps = steps
        self.no_fail = no_fail
        self.is_at_end = False

    def is_last(self, depth: int) -> bool:
        """Whether the elements at a depth are at the end of the path."""
        return depth + 1 == len(self.steps)

    def is_true(
        self, expression: Expression | None, element: _Element, *, keyed: bool
    ) -> bool | None:
        """Whether an expression is true for an element, None if it is unknown.

        A value that is not a boolean counts as false.
        """
        if expression is None:
            return True
        result = _evaluate(expression, element, keyed=keyed)
        return None if result is UNKNOWN else result is True

    def _passes(self, step: _Step, element: _Element, *, keyed: bool) -> bool:
        return self.is_true(step.condition, element, keyed=keyed) is True

    def included(self, container: Any, depth: int) -> Iterator[_Element]:
        """The elements of a container that the step at a depth includes.

        Raises:
            ResultError: with PARAMETER, the step is for the other kind of container, or an
                expression has no value.
        """
        step = self.steps[depth]
        keyed = isinstance(container, MapValue)
        mask, fits = (_MAP_CONTAINER_MASK, MAP) if keyed else (_CONTAINER_MASK, LIST)
        if step.kind & mask not in (0, fits):
            raise parameter_error(f"a step {step.kind:#x} into another kind of container")
        if keyed:
            elements = [_Element(i, value, key) for i, (key, value) in enumerate(container.pairs)]
        else:
            elements = [_Element(i, value) for i, value in enumerate(container)]
        if step.base in (INDEX, RANK):
            element = _at(container, step, elements)
            if element is None:
                return
            if self._passes(step, element, keyed=keyed):
                yield element
            if keyed or step.base == RANK:
                # From this place, the real server reads past the end of the bin.
                self.is_at_end = True
            elif element.position + 1 < len(elements):
                self._check_more()
            return
        matches = self._matcher(step, elements, keyed=keyed)
        for element in elements:
            self._check_more()
            matched = matches(element)
            if matched and step.condition is not None:
                matched = self.is_true(step.condition, element, keyed=keyed)
            if matched is None and not self.no_fail:
                raise parameter_error("an expression without a value")
            if matched:
                yield element

    def _check_more(self) -> None:
        if self.is_at_end:
            raise ResultError(Result.SERVER, "a step by rank or index lost what is behind it")

    def _matcher(
        self, step: _Step, elements: Sequence[_Element], *, keyed: bool
    ) -> Callable[[_Element], bool | None]:
        if step.base == EXPRESSION:
            return lambda element: self.is_true(step.value, element, keyed=keyed)
        if step.base == VALUE:
            return lambda element: compare(element.value, step.value) == 0
        if not keyed:
            return lambda element: None
        if step.base == KEY:
            first = next((e for e in elements if compare(e.key, step.value) == 0), None)
            return lambda element: element is first
        listed = _listed(step.value, elements)
        return lambda element: element.position in listed


def _at(container: Any, step: _Step, elements: Sequence[_Element]) -> _Element | None:
    found = index_range(step.value, 1, len(elements), multi=False)
    if found is None:
        return None
    position = found[0]
    if step.base == RANK and not (isinstance(container, ListValue) and container.ordered):
        position = quick_select([element.value for element in elements], position)
    return elements[position]


def _listed(keys: Value, elements: Sequence[_Element]) -> set[int]:
    """The positions of elements whose key is in a list."""
    if isinstance(keys, ListValue) and keys and (keys[0] is WILDCARD or keys[0] is INF):
        # The server takes it for the flags of a list.
        keys = ListValue(keys[1:], Order.ORDERED)
    # The server does not look at the last key.
    if not isinstance(keys, ListValue) or any(map(has_nonstorage, keys[:-1])):
        raise parameter_error("the keys are not a list of keys")
    order = merge_sorted(keys)
    if keys.ordered and order != sorted(order):
        raise parameter_error("a list that says it is ordered is not")
    found = set()
    rank = 0
    for element in elements:
        while rank < len(order):
            direction = compare(element.key, keys[order[rank]])
            if direction < 0:
                break
            rank += 1
            if direction == 0:
                found.add(element.position)
                break
    return found


def _is_container(value: Value) -> bool:
    return isinstance(value, (ListValue, MapValue))


class _Tree(_Selection):
    """Reduces containers to the included elements."""

    def select(self, container: Any, depth: int) -> Value:
        """The container with only the included elements."""
        if not len(container):
            return container
        parts = [
            (element.key, self._part(element, depth)) for element in self.included(container, depth)
        ]
        if isinstance(container, MapValue):
            return MapValue(parts)
        return ListValue(part for _, part in parts)

    def _part(self, element: _Element, depth: int) -> Value:
        if self.is_last(depth) or not _is_container(element.value):
            return element.value
        return self.select(element.value, depth + 1)


class _Leaves(_Selection):
    """Collects the elements at the end of a path: keys, values, or both in pairs."""

    def __init__(self, steps: Sequence[_Step], mode: int, *, no_fail: bool) -> None:
        super().__init__(steps, no_fail=no_fail)
        self.mode = mode
        self.found = ListValue()

    def select(self, container: Any, depth: int) -> None:
        """Collects the elements of a container."""
        is_map = isinstance(container, MapValue)
        if not len(container) and not container.flags:
            return
        if self.is_last(depth) and not is_map and self.mode & LEAF_KEYS:
            if self.no_fail:
                return
            raise ResultError(Result.INCOMPATIBLE_TYPE, "a list has no keys")
        if not len(container):
            return
        for element in self.included(container, depth):
            if not self.is_last(depth):
                if _is_container(element.value):
                    self.select(element.value, depth + 1)
                continue
            if self.mode & LEAF_KEYS:
                self.found.append(element.key)
            if self.mode & LEAF_VALUES:
                self.found.append(element.value)


class _Applying(_Selection):
    """Replaces the elements at the end of a path by the values of an expression."""

    def __init__(self, steps: Sequence[_Step], expression: Expression, *, no_fail: bool) -> None:
        super().__init__(steps, no_fail=no_fail)
        self.expression = expression

    def select(self, container: Any, depth: int) -> Any:
        """The container with the included elements replaced or removed."""
        made = container.copy()
        if not len(container):
            return made
        keyed = isinstance(container, MapValue)
        removed = []
        for element in self.included(container, depth):
            if self.is_last(depth):
                value = self._applied(element, keyed=keyed)
                if value is REMOVED:
                    removed.append(element.position)
                    continue
            elif _is_container(element.value):
                value = self.select(element.value, depth + 1)
            else:
                continue
            if keyed:
                made.pairs[element.position] = (element.key, value)
            else:
                made[element.position] = value
        parts = made.pairs if keyed else made
        for position in reversed(removed):
            del parts[position]
        if not keyed and made.ordered:
            made[:] = [made[position] for position in merge_sorted(made)]
        return made

    def _applied(self, element: _Element, *, keyed: bool) -> Value:
        value = _evaluate(self.expression, element, keyed=keyed)
        if value is UNKNOWN:
            if self.no_fail:
                return element.value
            raise ResultError(Result.SERVER, "the expression has no value")
        if value is REMOVED:
            return value
        if has_nonstorage(value):
            raise ResultError(Result.INCOMPATIBLE_TYPE, "the value cannot be stored")
        if isinstance(value, MapValue) and value.flags & Order.PRESERVED:
            # A map that an operation has returned keeps its order.
            return value
        return stored(value)
