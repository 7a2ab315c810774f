"""Random descriptions (see `corpus`) of values of few kinds, so that many of them are equal."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

_INTEGERS = [-2, -1, 0, 0, 1, 1, 1, 2, 2, 3, 4, 5]
_LIMITS = [2**63 - 1, -(2**63), 2**31, -(2**31) - 1, 127, 128, 255, 256, -33, 65536]
_FLOATS = [0.0, 0.5, 1.0, 1.0, 1.5, 2.0, -1.0, -2.5]
_ODD_FLOATS = [-0.0, 1e300, float("inf"), float("-inf"), 5e-324]
_TEXTS = ["", "a", "a", "b", "b", "ab", "B", "c", "ä", "12"]
_BLOBS = ["", "00", "01", "01", "0001", "ff", "61"]
_POINTS = ["[1.0, 2.0]", "[1.5, 2.5]", "[-120.0, 45.0]"]
_RING = "[[0.0, 0.0], [3.0, 0.0], [3.0, 3.0], [0.0, 3.0], [0.0, 0.0]]"
_REGION = '{"type": "Polygon", "coordinates": [' + _RING + "]}"
_CIRCLE = '{"type": "AeroCircle", "coordinates": [[1.0, 2.0], 70000.0]}'

HLLS = [
    "0004000000000000000000000000000000000000000000",
    "0004000000000000000000000040000040000000000000",
    "0004000000000000000000000000004080003000000000",
    "0005000000000000000000000000000000000000000000000000004040000000000000",
    "00040400000000000000000000007c00000000440000000000000000000000",
    "00040400000000000000000000007c00000470000000035000000000000000",
    "000504" + "00" * 34 + "0430400000000000000000000000",
]
"""HyperLogLogs with few bits, empty ones and such with elements in common."""


class Values:
    """A source of random descriptions of values; the same numbers make the same ones."""

    def __init__(self, numbers: random.Random) -> None:
        self.random = numbers

    def chance(self, probability: float) -> bool:
        """True that often."""
        return self.random.random() < probability

    def integer(self) -> int:
        """A small integer, or one of those where something ends."""
        return self.random.choice(_LIMITS if self.chance(0.04) else _INTEGERS)

    def real(self) -> dict[str, Any]:
        """A small float, seldom an odd one."""
        return {"float": self.random.choice(_ODD_FLOATS if self.chance(0.05) else _FLOATS).hex()}

    def text(self) -> str:
        """A short string."""
        return self.random.choice(_TEXTS)

    def blob(self) -> dict[str, Any]:
        """Few bytes."""
        return {"bytes": self.random.choice(_BLOBS)}

    def bits(self) -> dict[str, Any]:
        """Bytes to do bit operations on."""
        size = self.random.choice([0, 1, 2, 2, 3, 4, 4, 5, 8, 8, 9, 12, 12])
        kind = self.random.randrange(4)
        if kind == 0:
            return {"bytes": self.random.choice(["00", "ff", "55", "80", "01"]) * size}
        return {"bytes": bytes(self.random.randrange(256) for _ in range(size)).hex()}

    def boolean(self) -> bool:
        """True or false."""
        return self.chance(0.5)

    def geo(self) -> dict[str, Any]:
        """A point, a polygon or a circle."""
        point = '{"type": "Point", "coordinates": ' + self.random.choice(_POINTS) + "}"
        return {"geojson": self.random.choice([point, point, _REGION, _CIRCLE])}

    def hll(self) -> dict[str, Any]:
        """A HyperLogLog of few elements, seldom bytes that are none."""
        if self.chance(0.05):
            return {"hll": self.random.choice(["", "000400", "00" * 23, "000401" + "00" * 20])}
        return {"hll": self.random.choice(HLLS)}

    def scalar(self) -> Any:
        """A value that holds no others."""
        kinds: list[Callable[[], Any]] = [
            self.integer,
            self.integer,
            self.integer,
            self.integer,
            self.text,
            self.text,
            self.text,
            self.real,
            self.real,
            self.blob,
            self.boolean,
            lambda: None,
            self.geo,
        ]
        if self.chance(0.8):
            kinds = kinds[:-1]
        made: Any = self.random.choice(kinds)()
        return made

    def value(self, depth: int = 1) -> Any:
        """Any value that a bin may hold, except a HyperLogLog."""
        if depth > 0 and self.chance(0.3):
            return self.random.choice([self.items, self.dictionary])(depth - 1)
        return self.scalar()

    def length(self) -> int:
        """How many elements something has."""
        if self.chance(0.06):
            return self.random.randint(9, 24)
        return self.random.choice([0, 1, 2, 2, 3, 3, 4, 5, 6])

    def items(self, depth: int = 1) -> list[Any]:
        """Elements of one type, or of any."""
        one = self.random.choice([self.integer, self.integer, self.text, self.scalar])
        if depth > 0 and self.chance(0.5):
            return [self.value(depth) for _ in range(self.length())]
        return [one() for _ in range(self.length())]

    def key(self) -> Any:
        """A key of a map."""
        kinds: list[Callable[[], Any]] = [self.integer, self.text]
        return self.random.choice([*kinds, *kinds, self.blob])()

    def pairs(self, depth: int = 1) -> list[Any]:
        """The entries of a map, with keys of one type or of any."""
        one: Callable[[], Any] = self.random.choice([self.integer, self.text, self.key])
        keys: dict[str, Any] = {}
        for _ in range(self.length()):
            key = one()
            keys[str(key)] = key
        value = self.random.choice([self.integer, self.scalar, lambda: self.value(depth)])
        return [[key, value()] for key in keys.values()]

    def dictionary(self, depth: int = 1) -> dict[str, Any]:
        """A map, ordered by its keys or not."""
        return {self.random.choice(["dict", "ordered"]): self.pairs(depth)}

    def argument(self, depth: int = 1) -> Any:
        """A value to compare with, which may stand for others."""
        special = [{"value": name} for name in ("wildcard", "infinite", "null")]
        if self.chance(0.06):
            return self.random.choice(special)
        if self.chance(0.05):
            return [self.scalar(), self.random.choice(special)]
        return self.value(depth)

    def index(self) -> int:
        """An index or rank, often one of few elements."""
        if self.chance(0.02):
            return self.random.choice([2**31, -(2**31), 2**63 - 1, -(2**63), 1000])
        return self.random.choice([-8, -4, -3, -2, -2, -1, -1, 0, 0, 0, 1, 1, 2, 2, 3, 4, 7])

    def count(self) -> int:
        """How many elements are meant."""
        if self.chance(0.02):
            return self.random.choice([2**31, 2**63 - 1, -1, -5])
        return self.random.choice([0, 1, 1, 2, 2, 3, 4, 9])

    def bin(self, kind: str) -> Any:
        """A value of one type, by the name of the bin that tests have for it."""
        return {
            "i": self.integer,
            "f": self.real,
            "s": self.text,
            "t": self.boolean,
            "b": self.bits,
            "g": self.geo,
            "h": self.hll,
            "l": self.items,
            "m": self.dictionary,
        }[kind]()

    def nested(self, depth: int = 2) -> Any:
        """A list or map with lists and maps in it."""
        if depth == 0 or self.chance(0.15):
            return self.scalar()
        items = [self.nested(depth - 1) for _ in range(self.random.choice([1, 2, 2, 3, 4]))]
        if self.chance(0.5):
            return items
        keys = {str(key): key for key in (self.key() for _ in items)}
        tag = self.random.choice(["dict", "ordered"])
        return {tag: [[key, item] for key, item in zip(keys.values(), items)]}


def kind_of(description: Any) -> str:
    """``list``, ``map`` or ``scalar``."""
    if isinstance(description, list):
        return "list"
    if isinstance(description, dict) and next(iter(description)) in ("dict", "ordered"):
        return "map"
    return "scalar"


def items_of(description: Any) -> list[Any]:
    """The elements of a list, the values of a map, or nothing."""
    if kind_of(description) == "scalar":
        return []
    if isinstance(description, list):
        return description
    ((_, pairs),) = description.items()
    return [item for _, item in pairs]


class Paths:
    """Random contexts, most of which lead somewhere."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.random = values.random

    def to(self, kind: str, description: Any) -> list[Any]:
        """Levels that lead to a list or map below a value, if luck has it."""
        if self.values.chance(0.8):
            places = self.below(kind, description)
            if places:
                return self._along(self.random.choice(places), description)
        levels: list[Any] = []
        for _ in range(self.random.choice([1, 1, 1, 2, 2, 3])):
            if self.values.chance(0.06):
                description = self.values.nested(1)
            level, description = self._level(kind, description)
            levels.append(level)
            if kind_of(description) == "scalar" and not self.values.chance(0.1):
                break
        return levels

    def into(self, description: Any) -> tuple[list[Any], Any]:
        """Levels that lead to a list or map below a value, and that."""
        places = self.below("list", description) + self.below("map", description)
        if not places:
            return [], description
        place = self.random.choice(places)
        levels = self._along(place, description)
        for number in place:
            description = items_of(description)[number]
        return levels, description

    def below(self, kind: str, description: Any) -> list[list[int]]:
        """Where lists or maps are below a value: the numbers of items on the way."""
        found = []
        for number, item in enumerate(items_of(description)):
            if kind_of(item) == kind:
                found.append([number])
            found += [[number, *rest] for rest in self.below(kind, item)]
        return found

    def _along(self, numbers: list[int], description: Any) -> list[Any]:
        levels = []
        for number in numbers:
            levels.append(self._step(number, description))
            description = items_of(description)[number]
        return levels

    def _step(self, number: int, description: Any) -> list[Any]:
        if kind_of(description) == "list":
            return self._list_step(number, description)
        ((_, pairs),) = description.items()
        return self._map_step(number, pairs)

    def _level(self, kind: str, description: Any) -> tuple[list[Any], Any]:
        if kind_of(description) == "list":
            return self._in_list(kind, description)
        if kind_of(description) == "map":
            return self._in_map(kind, description)
        return self.random.choice([self._in_list(kind, []), self._in_map(kind, {"dict": []})])

    def _prefer(self, kind: str, items: list[Any]) -> int:
        """The number of an item, preferably of a kind."""
        fitting = [number for number, item in enumerate(items) if kind_of(item) == kind]
        if fitting and self.values.chance(0.75):
            return self.random.choice(fitting)
        return self.random.randrange(len(items))

    def _in_list(self, kind: str, items: list[Any]) -> tuple[list[Any], Any]:
        pick = self.random
        if not items or self.values.chance(0.1):
            create = ["list_index_create", self.values.index(), pick.randint(0, 1)]
            return pick.choice(
                [
                    [*create, pick.random() < 0.5],
                    [*create, pick.random() < 0.5],
                    ["list_index", self.values.index()],
                    ["list_rank", self.values.index()],
                    ["list_value", self.values.argument()],
                ]
            ), []
        number = self._prefer(kind, items)
        return self._list_step(number, items), items[number]

    def _list_step(self, number: int, items: list[Any]) -> list[Any]:
        pick = self.random
        index = number - (len(items) if self.values.chance(0.4) else 0)
        rank = pick.randrange(-len(items), len(items))
        create = ["list_index_create", index, pick.randint(0, 1), pick.random() < 0.5]
        return pick.choice(
            [["list_index", index]] * 3
            + [["list_rank", rank], ["list_value", items[number]], create, create]
        )

    def _in_map(self, kind: str, description: Any) -> tuple[list[Any], Any]:
        pick = self.random
        ((_, pairs),) = description.items()
        if not pairs or self.values.chance(0.1):
            return pick.choice(
                [
                    ["map_key_create", self.values.key(), pick.choice([0, 1, 3])],
                    ["map_key_create", self.values.key(), pick.choice([0, 1, 3])],
                    ["map_key", self.values.argument(0)],
                    ["map_index", self.values.index()],
                    ["map_rank", self.values.index()],
                    ["map_value", self.values.argument()],
                ]
            ), {"dict": []}
        number = self._prefer(kind, [item for _, item in pairs])
        return self._map_step(number, pairs), pairs[number][1]

    def _map_step(self, number: int, pairs: list[Any]) -> list[Any]:
        pick = self.random
        key, item = pairs[number]
        place = pick.randrange(-len(pairs), len(pairs))
        create = ["map_key_create", key, pick.choice([0, 1, 3])]
        return pick.choice(
            [["map_key", key]] * 4
            + [["map_index", place], ["map_rank", place], ["map_value", item], create, create]
        )
