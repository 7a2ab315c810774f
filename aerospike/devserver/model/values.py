"""Values as the server sees them, and their order.

Nil is ``None``. Booleans, integers and floats are Python's own. Strings are bytes, since the server
never looks at their encoding. Lists and maps have the flags of their ext header.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cmp_to_key
from itertools import chain
from typing import Any

__all__ = [
    "INF",
    "NO_RESULT",
    "REMOVED",
    "UNKNOWN",
    "WILDCARD",
    "Blob",
    "Geo",
    "Hll",
    "ListValue",
    "MapValue",
    "Order",
    "Particle",
    "Str",
    "Value",
    "compare",
    "is_key",
    "parts_of",
    "sort_key",
    "type_rank",
]


class Particle:
    """The numbers of the particle types."""

    NULL = 0
    INTEGER = 1
    FLOAT = 2
    STRING = 3
    BLOB = 4
    JAVA = 7
    CSHARP = 8
    PYTHON = 9
    RUBY = 10
    PHP = 11
    ERLANG = 12
    VECTOR = 16
    BOOL = 17
    HLL = 18
    MAP = 19
    LIST = 20
    GEOJSON = 23

    BLOBS = frozenset((BLOB, JAVA, CSHARP, PYTHON, RUBY, PHP, ERLANG))


class Order:
    """The flags of lists and maps, in their ext header."""

    UNORDERED = 0
    ORDERED = 1
    """The elements of a list, or the keys of a map, are sorted."""
    VALUE_ORDERED = 2
    PRESERVED = 8
    """Only of results: the pairs of a map in the given order."""
    PERSIST_INDEX = 16

    KEY_VALUE_ORDERED = ORDERED | VALUE_ORDERED


class Str(bytes):
    """A string particle: its bytes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Str({bytes(self)!r})"


class Blob(bytes):
    """A blob particle; :attr:`particle` is one of the blob types."""

    particle: int

    def __new__(cls, data: bytes, particle: int = Particle.BLOB) -> Blob:
        blob = super().__new__(cls, data)
        blob.particle = particle
        return blob

    def __repr__(self) -> str:
        return f"Blob({bytes(self)!r}, {self.particle})"


class Geo(bytes):
    """A GeoJSON particle: its text, without the server's cells."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Geo({bytes(self)!r})"


class Hll(bytes):
    """A HyperLogLog particle: its bytes as they are on the wire."""

    __slots__ = ()

    particle = Particle.HLL

    def __repr__(self) -> str:
        return f"Hll({bytes(self)!r})"


class _Mark:
    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


INF = _Mark("INF")
"""Greater than any value."""

WILDCARD = _Mark("WILDCARD")
"""Equal to any value."""

NO_RESULT = _Mark("NO_RESULT")
"""The result of an operation without one, in contrast to nil."""

UNKNOWN = _Mark("UNKNOWN")
"""The value of an expression that has none."""

REMOVED = _Mark("REMOVED")
"""The value of an expression that removes the element for which it is evaluated."""


class ListValue(list["Value"]):
    """A list with the flags of its header."""

    __slots__ = ("flags",)

    def __init__(self, items: Iterable[Value] = (), flags: int = 0) -> None:
        super().__init__(items)
        self.flags = flags

    @property
    def ordered(self) -> bool:
        """Whether the elements are kept sorted."""
        return bool(self.flags & Order.ORDERED)

    def copy(self) -> ListValue:
        """A copy of the list itself, not of its elements."""
        return ListValue(self, self.flags)


class MapValue:
    """A map with the flags of its header. Its pairs have an order.

    An ordered map's pairs are sorted by key. Keys are unique.
    """

    __slots__ = ("flags", "pairs")

    def __init__(self, pairs: Iterable[tuple[Value, Value]] = (), flags: int = 0) -> None:
        self.pairs = list(pairs)
        self.flags = flags

    @property
    def ordered(self) -> bool:
        """Whether the pairs are kept sorted by key."""
        return bool(self.flags & Order.ORDERED)

    def copy(self) -> MapValue:
        """A copy of the map itself, not of its keys and values."""
        return MapValue(self.pairs, self.flags)

    def sort(self) -> None:
        """Sorts the pairs by key."""
        self.pairs = self.by_key()

    def by_key(self) -> list[tuple[Value, Value]]:
        """The pairs, sorted by key."""
        return sorted(self.pairs, key=lambda pair: sort_key(pair[0]))

    def __len__(self) -> int:
        return len(self.pairs)

    def __iter__(self) -> Iterator[tuple[Value, Value]]:
        return iter(self.pairs)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, MapValue) and self.flags == other.flags and self.pairs == other.pairs
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"MapValue({self.pairs!r}, {self.flags})"


Value = Any
"""A value: one of the classes above, a scalar of Python, or ``None``."""

# The order of the types in comparisons. HyperLogLogs are a kind of blob.
_RANKS: dict[type, int] = {
    type(None): 0,
    bool: 1,
    int: 2,
    Str: 3,
    ListValue: 4,
    MapValue: 5,
    Blob: 6,
    Hll: 6,
    float: 7,
    Geo: 8,
}
_INF_RANK = 9
_CONTAINERS = frozenset((ListValue, MapValue))
# Python orders these as the server does.
_COMPARABLE = frozenset((bool, int, float, Str, Geo))


def type_rank(value: Value) -> int:
    """The rank of a value's type in comparisons.

    Raises:
        TypeError: it is not a value of the server, or a wildcard, which has no rank.
    """
    rank = _RANKS.get(type(value))
    if rank is not None:
        return rank
    if value is INF:
        return _INF_RANK
    raise TypeError(f"a {type(value).__name__} is not a value of the server")


def is_key(value: Value) -> bool:
    """Whether a value can be the key of a map."""
    if isinstance(value, Blob):
        return value.particle == Particle.BLOB
    return isinstance(value, (int, Str)) and not isinstance(value, bool)


def parts_of(value: Value) -> Iterator[Value]:
    """Yields a value and all values inside it, including the keys of maps."""
    todo = [value]
    while todo:
        item = todo.pop()
        yield item
        if isinstance(item, ListValue):
            todo += item
        elif isinstance(item, MapValue):
            todo += chain.from_iterable(item.pairs)


def _sorted_parts(value: MapValue) -> Iterator[Value]:
    return chain.from_iterable(value.by_key())


def compare(
    a: Value,
    b: Value,
    parts: Callable[[MapValue], Iterable[Value]] = _sorted_parts,
    meet: Callable[[Value], None] | None = None,
) -> int:
    """-1, 0 or 1, as the server orders values: by type first, then within the type.

    A wildcard ends the comparison as equal, also inside lists and maps, even if elements after it
    differ. A NaN is neither less nor greater than any float.

    Args:
        a: a value.
        b: another.
        parts: returns the keys and values of a map in the order of their comparison.
        meet: called with each value before its comparison.
    """
    pairs: Iterator[tuple[Value, Value]] = iter(((a, b),))
    order_at_end = 0
    outer: list[tuple[Iterator[tuple[Value, Value]], int]] = []
    while True:
        for x, y in pairs:
            if meet is not None:
                meet(x)
                meet(y)
            if x is WILDCARD or y is WILDCARD:
                return 0
            kind = type(x)
            if kind is not type(y) or kind not in _CONTAINERS:
                order = _compare_scalars(x, y)
                if order:
                    return order
                continue
            order = _sign(len(x), len(y))
            if order and kind is MapValue:
                return order
            outer.append((pairs, order_at_end))
            pairs = zip(x, y) if kind is ListValue else zip(parts(x), parts(y))
            order_at_end = order
            break
        else:
            if order_at_end or not outer:
                return order_at_end
            pairs, order_at_end = outer.pop()


def _sign(a: Value, b: Value) -> int:
    return int(a > b) - int(a < b)


def _compare_scalars(a: Value, b: Value) -> int:
    kind = type(a)
    if kind is type(b) and kind in _COMPARABLE:
        return _sign(a, b)
    rank, other = type_rank(a), type_rank(b)
    if rank != other:
        return -1 if rank < other else 1
    if a is None or a is INF:
        return 0
    # Blobs: the particle type is compared first.
    return _sign((a.particle, a), (b.particle, b))


sort_key = cmp_to_key(compare)
"""A key function for :func:`sorted` by the server's order."""
