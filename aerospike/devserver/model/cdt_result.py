"""The results of operations that select elements of lists and maps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum

from ..errors import Result, ResultError
from .values import NO_RESULT, ListValue, MapValue, Order, Value

__all__ = [
    "ANY_RANGE",
    "ELEMENTS",
    "INDEXES",
    "INDEX_RANGES",
    "INVERTED",
    "MAPS",
    "RANKS",
    "RANK_RANGES",
    "Request",
    "Return",
]


class Return(IntEnum):
    """The return types by their numbers on the wire."""

    NONE = 0
    INDEX = 1
    REVERSE_INDEX = 2
    RANK = 3
    REVERSE_RANK = 4
    COUNT = 5
    KEY = 6
    VALUE = 7
    KEY_VALUE = 8
    INDEX_RANGE = 9
    REVERSE_INDEX_RANGE = 10
    RANK_RANGE = 11
    REVERSE_RANK_RANGE = 12
    EXISTS = 13
    UNORDERED_MAP = 16
    ORDERED_MAP = 17


INVERTED = 0x10000
_TYPE_MASK = 0xFFFF

INDEXES = frozenset((Return.INDEX, Return.REVERSE_INDEX))
RANKS = frozenset((Return.RANK, Return.REVERSE_RANK))
INDEX_RANGES = frozenset((Return.INDEX_RANGE, Return.REVERSE_INDEX_RANGE))
RANK_RANGES = frozenset((Return.RANK_RANGE, Return.REVERSE_RANK_RANGE))
ANY_RANGE = INDEX_RANGES | RANK_RANGES

_KNOWN = frozenset(Return)
_REVERSED = frozenset(
    (
        Return.REVERSE_INDEX,
        Return.REVERSE_RANK,
        Return.REVERSE_INDEX_RANGE,
        Return.REVERSE_RANK_RANGE,
    )
)

MAPS: dict[int, int] = {
    Return.KEY_VALUE: Order.PRESERVED,
    Return.UNORDERED_MAP: Order.UNORDERED,
    Return.ORDERED_MAP: Order.ORDERED,
}
"""The return types that are maps, with the flags of those maps."""

ELEMENTS = frozenset((Return.KEY, Return.VALUE, *MAPS))


class Request:
    """A return type, and whether it is for the selected elements or, inverted, for all others.

    An operation that is not *multi* selects one element and does not return a list.
    """

    __slots__ = ("inverted", "kind", "multi")

    def __init__(self, flags: int, *, multi: bool) -> None:
        self.kind = flags & _TYPE_MASK
        self.inverted = bool(flags & INVERTED)
        self.multi = multi

    @property
    def is_known(self) -> bool:
        """Whether the return type exists."""
        return self.kind in _KNOWN

    def upright(self) -> Request:
        """The same return type, not inverted."""
        return Request(self.kind, multi=self.multi)

    def check_multi(self) -> None:
        """Refuses to invert the selection of one element."""
        if self.inverted and not self.multi:
            raise ResultError(Result.OP_NOT_APPLICABLE, "one element cannot be inverted")

    def refusal(self) -> ResultError:
        """The error of a return type that the operation does not have."""
        return ResultError(Result.OP_NOT_APPLICABLE, f"return type {self.kind} does not apply")

    def not_found(self, position: int) -> Value:
        """The result if nothing is selected; *position* is where the element would be."""
        kind = self.kind
        if kind in ANY_RANGE:
            return ListValue((position, 0))
        if kind in INDEXES or kind in RANKS:
            return ListValue() if self.multi else -1
        if kind in MAPS:
            return MapValue((), MAPS[kind])
        if kind in (Return.KEY, Return.VALUE):
            return ListValue() if self.multi else NO_RESULT
        if kind not in _NOTHING:
            raise self.refusal()
        return _NOTHING[kind]

    def numbers(self, start: int, count: int, total: int) -> range:
        """The indexes or ranks of a range among *total*, counted from the end if reversed."""
        if self.kind in _REVERSED:
            start = total - start - count
        return range(start, start + count)

    def number(self, position: int, total: int) -> int:
        """One index or rank among *total*, counted from the end if reversed."""
        return self.numbers(position, 1, total).start

    def span(self, start: int, count: int, total: int) -> Value:
        """The result for a range of indexes or ranks among *total*."""
        kind = self.kind
        if kind == Return.NONE:
            return NO_RESULT
        if kind == Return.COUNT:
            return total - count if self.inverted else count
        if kind == Return.EXISTS:
            return (count == 0) is self.inverted
        if kind in ANY_RANGE:
            if self.inverted:
                raise self.refusal()
            return ListValue((self.numbers(start, count, total).start, count))
        if kind not in INDEXES and kind not in RANKS:
            raise self.refusal()
        if not self.multi:
            return self.number(start, total) if count else -1
        if not self.inverted:
            return ListValue(self.numbers(start, count, total))
        end = start + count
        return ListValue((*self.numbers(0, start, total), *self.numbers(end, total - end, total)))

    def each(self, positions: Iterable[int], total: int) -> Value:
        """The result for single indexes or ranks among *total*."""
        numbers = ListValue(self.number(position, total) for position in positions)
        return numbers if self.multi else numbers[0]

    def spans(
        self, spans: Sequence[tuple[int, int]], order: Sequence[int], total: int
    ) -> ListValue:
        """The indexes or ranks in *spans*, or all others. A span is a start and a count.

        *order* has the positions of the spans in ascending order.
        """
        out = ListValue()
        if not self.inverted:
            for start, count in spans:
                for position in range(start, start + count):
                    out.append(self.number(position, total))
            return out
        end = 0
        for start, count in (spans[position] for position in order):
            if count:
                out += self.numbers(end, start - end, total)
                end = start + count
        out += self.numbers(end, total - end, total)
        return out

    def counted(self, count: int) -> Value:
        """The result of a return type that only counts."""
        if self.kind == Return.NONE:
            return NO_RESULT
        if self.kind == Return.COUNT:
            return count
        if self.kind == Return.EXISTS:
            return count != 0
        raise self.refusal()

    def values(self, values: Sequence[Value]) -> Value:
        """The result of a return type with elements."""
        if self.multi:
            return ListValue(values)
        return values[0] if values else NO_RESULT


_NOTHING: dict[int, Value] = {Return.NONE: NO_RESULT, Return.COUNT: 0, Return.EXISTS: False}
