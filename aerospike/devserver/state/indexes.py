"""Secondary indexes: their definitions, and searches in them.

A write does not update indexes. An index reads the records when it is searched, and caches the keys
of each record until the record changes.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from ..errors import Result, ResultError
from ..expression import evaluate
from ..model import geo
from ..model.cdt_context import follow_context
from ..model.particle import decode
from ..model.record import PARTITIONS, Record
from ..model.values import UNKNOWN, Blob, Geo, ListValue, MapValue, Particle, Str, Value
from ..model.wire import unpack

__all__ = [
    "MAX_INDEXES",
    "Definition",
    "Index",
    "IndexType",
    "Indexes",
    "Range",
    "Resume",
    "Search",
]

MAX_INDEXES = 256
"""How many indexes a namespace may have, without those of sets."""

# Longer strings and blobs are not indexed, except as elements of a list or map.
_LONGEST_KEY = 2048

# The server reads this many entries at a time, and returns a record only once for them.
_BURST = 100

_UNSIGNED = 2**64


class IndexType:
    """What an index contains: the value of the bin, or elements of a list or map."""

    DEFAULT, LIST, MAP_KEYS, MAP_VALUES, SET = range(5)

    NAMES = ("default", "list", "mapkeys", "mapvalues", "set")


class Definition(NamedTuple):
    """The definition of an index. Two indexes cannot have the same one."""

    set_name: bytes = b""
    """The set; empty: the whole namespace."""
    bin: bytes = b""
    """The bin; empty if there is an expression."""
    particle: int = Particle.NULL
    type: int = IndexType.DEFAULT
    context: bytes | None = None
    expression: bytes | None = None


class Range(NamedTuple):
    """The condition of a search: integers from *begin* to *end*, or one value."""

    particle: int
    bin: bytes
    begin: int = 0
    end: int = 0
    value: bytes = b""


class Resume(NamedTuple):
    """The record after which a partition resumes, and its value in the index."""

    digest: bytes
    value: int = 0


_Keys = tuple[int | bytes, ...]
_Entry = tuple[Record, _Keys]
_Found = Iterator[tuple[Record, int]]
_Records = Callable[[int], Iterable[Record]]
"""Returns the records of a partition."""


class _Hit(NamedTuple):
    """An entry that a search finds."""

    value: int
    digest: bytes
    record: Record


def _integer(value: Value) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63:
        return value
    return None


def _bytes_of(kind: type[bytes]) -> Callable[[Value], bytes | None]:
    def key(value: Value) -> bytes | None:
        if (
            not isinstance(value, kind)
            or getattr(value, "particle", Particle.BLOB) != Particle.BLOB
        ):
            return None
        return bytes(value)

    return key


_KEYS: dict[int, Callable[[Value], int | bytes | None]] = {
    Particle.INTEGER: _integer,
    Particle.STRING: _bytes_of(Str),
    Particle.BLOB: _bytes_of(Blob),
    Particle.GEOJSON: _bytes_of(Geo),
}
"""Functions by the data type of an index: the key of a value, None if it has another type."""

_ELEMENTS: dict[int, tuple[type, Callable[[Value], Iterable[Value]]]] = {
    IndexType.LIST: (ListValue, lambda value: value),
    IndexType.MAP_KEYS: (MapValue, lambda value: (key for key, _ in value)),
    IndexType.MAP_VALUES: (MapValue, lambda value: (item for _, item in value)),
}


def _hash(value: bytes) -> int:
    """The number by which an index orders a string or blob."""
    return int.from_bytes(hashlib.blake2b(value, digest_size=8).digest(), "big", signed=True)


class Index:
    """A secondary index."""

    def __init__(self, name: str, definition: Definition) -> None:
        self.name: str = name
        self.definition: Definition = definition
        self.readable: bool = True
        """Whether queries may use it. A test may set it to False, as while an index is built."""
        self.dropped: bool = False
        self._context: Value = None if definition.context is None else unpack(definition.context)
        self._seen: dict[int, dict[bytes, _Entry]] = {}

    def keys(self, record: Record) -> _Keys:
        """The keys of a record: integers, or the bytes of strings, blobs and GeoJSON."""
        definition = self.definition
        if definition.set_name and record.set_name != definition.set_name:
            return ()
        value = self._value(record)
        key_of = _KEYS[definition.particle]
        if definition.type == IndexType.DEFAULT:
            key = key_of(value)
            too_long = isinstance(key, bytes) and len(key) > _LONGEST_KEY
            return () if key is None or (too_long and not isinstance(value, Geo)) else (key,)
        container, elements = _ELEMENTS[definition.type]
        if not isinstance(value, container):
            return ()
        return tuple({key for key in map(key_of, elements(value)) if key is not None})

    def _value(self, record: Record) -> Value:
        definition = self.definition
        if definition.expression is None:
            value = decode(record.bins.get(definition.bin))
        else:
            try:
                value = evaluate(definition.expression, record)
            except ResultError:
                return None
            if value is UNKNOWN:
                return None
        if self._context is None:
            return value
        if not isinstance(value, (ListValue, MapValue)):
            return None
        try:
            return follow_context(value, self._context, modify=False).target
        except ResultError:
            return None

    def entries(self, records: _Records, partition: int) -> list[_Entry]:
        """The indexed records of a partition, with their keys."""
        before = self._seen.get(partition, {})
        now: dict[bytes, _Entry] = {}
        for record in records(partition):
            seen = before.get(record.digest)
            if seen is None or seen[0] is not record:
                seen = record, self.keys(record)
            now[record.digest] = seen
        if now or before:
            self._seen[partition] = now
        return [entry for entry in now.values() if entry[1]]

    def count(self, records: _Records) -> int:
        """How many entries the index has."""
        return sum(
            len(keys)
            for partition in range(PARTITIONS)
            for _, keys in self.entries(records, partition)
        )

    def search(self, wanted: Range) -> Search:
        """A search in the index for a range."""
        if wanted.particle == Particle.GEOJSON:
            return _Geospatial(self, wanted)
        return _Plain(self, wanted)


class Search:
    """A search in an index."""

    is_range = True

    def __init__(self, index: Index, wanted: Range) -> None:
        self.index = index
        self.wanted = wanted
        self.drops_repeated = index.definition.type != IndexType.DEFAULT and self.is_range

    def run(self, records: _Records, partition: int, resume: Resume | None) -> _Found:
        """Yields the matching records of a partition in the order of the index.

        Each comes with its value in the index, with which a later query resumes after it. A record
        may come more than once if several of its values match.
        """
        entries = self.index.entries(records, partition)
        if entries and self.wanted.particle == self.index.definition.particle:
            yield from self._answer(entries, resume)

    def _answer(self, entries: Iterable[_Entry], resume: Resume | None) -> _Found:
        raise NotImplementedError

    def _bursts(self, hits: list[_Hit]) -> _Found:
        """Yields the records of the hits in order."""
        hits.sort(key=lambda hit: hit[:2])
        rest = iter(hits)
        while burst := list(islice(rest, _BURST)):
            seen: set[bytes] = set()
            for hit in burst:
                if self.index.dropped:
                    return
                if self.drops_repeated and hit.digest in seen:
                    continue
                seen.add(hit.digest)
                yield hit.record, hit.value


class _Plain(Search):
    """A search for integers in a range, or for a string or blob."""

    def __init__(self, index: Index, wanted: Range) -> None:
        self.is_range = wanted.particle == Particle.INTEGER and wanted.begin != wanted.end
        super().__init__(index, wanted)
        self.begin, self.end = wanted.begin, wanted.end
        if wanted.particle != Particle.INTEGER:
            self.begin = self.end = _hash(wanted.value)

    def _answer(self, entries: Iterable[_Entry], resume: Resume | None) -> _Found:
        hits = [
            _Hit(value, record.digest, record)
            for record, keys in entries
            for value in self._values(keys)
        ]
        if resume is not None and resume.value >= self.begin:
            if resume.value > self.end:
                return
            place = (resume.value, resume.digest)
            hits = [hit for hit in hits if hit[:2] > place]
        yield from self._bursts(hits)

    def _values(self, keys: Iterable[int | bytes]) -> Iterable[int]:
        wanted = self.wanted
        if wanted.particle != Particle.INTEGER:
            return [self.begin] if wanted.value in keys else []
        return [key for key in keys if isinstance(key, int) and self.begin <= key <= self.end]


class _Geospatial(Search):
    """A search for points in a region, or for regions that contain a point."""

    def __init__(self, index: Index, wanted: Range) -> None:
        super().__init__(index, wanted)
        self.shape = geo.parse(wanted.value)
        # Cells are sorted as unsigned numbers.
        if self.shape.cell:
            self.spans = sorted((cell, cell) for cell in self.shape.ancestors())
        else:
            self.spans = [geo.span(cell) for cell in self.shape.covering()]
        is_bin = index.definition.type == IndexType.DEFAULT and index.definition.context is None
        self.level = geo.BIN_LEVEL if is_bin else geo.ELEMENT_LEVEL

    def _answer(self, entries: Iterable[_Entry], resume: Resume | None) -> _Found:
        matches = [
            (record, [cell for key in keys for cell in self._cells(key)])
            for record, keys in entries
            if any(map(self._matches, keys))
        ]
        behind = None if resume is None else resume.value % _UNSIGNED
        for first, last in self.spans:
            if behind is not None and behind > last:
                continue
            hits = [
                _Hit(cell, record.digest, record)
                for record, cells in matches
                for cell in set(cells)
                if first <= cell <= last
            ]
            if resume is not None and behind is not None and behind >= first:
                place = (behind, resume.digest)
                hits = [hit for hit in hits if hit[:2] > place]
            yield from self._bursts(hits)

    def _matches(self, key: int | bytes) -> bool:
        shape = self._shape(key)
        if shape is None:
            return False
        return shape.contains(self.shape) if self.shape.cell else self.shape.contains(shape)

    def _cells(self, key: int | bytes) -> list[int]:
        shape = self._shape(key)
        return [] if shape is None else shape.cells(self.level)

    @staticmethod
    def _shape(key: int | bytes) -> geo.Shape | None:
        assert isinstance(key, bytes)
        try:
            return geo.parse(key)
        except ResultError:
            # Elements of lists and maps are not checked when they are written.
            return None


class Indexes:
    """The secondary indexes of a namespace, which all nodes share."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._indexes: dict[str, Index] = {}

    def __iter__(self) -> Iterator[Index]:
        """The indexes of bins and expressions, then those of sets."""
        indexes = list(self._indexes.values())
        return iter(sorted(indexes, key=lambda index: index.definition.type == IndexType.SET))

    def get(self, name: str) -> Index | None:
        """The index with a name."""
        return self._indexes.get(name)

    def find(self, definition: Definition) -> Index | None:
        """The index with a definition, or else the same one of the whole namespace."""
        for wanted in (definition, definition._replace(set_name=b"")):
            for index in self:
                if index.definition == wanted:
                    return index
        return None

    def of_set(self, name: bytes) -> int:
        """How many indexes of bins or expressions a set has."""
        return sum(
            index.definition.set_name == name and index.definition.type != IndexType.SET
            for index in self
        )

    def has_set(self, name: bytes) -> bool:
        """Whether there is a set index of a set."""
        return any(
            index.definition.set_name == name and index.definition.type == IndexType.SET
            for index in self
        )

    def create(self, name: str, definition: Definition) -> None:
        """Creates an index. If one with the definition exists, it gets the new name.

        Raises:
            ResultError: with INDEX_FOUND, another index has the name; with INDEX_MAXCOUNT,
                there are too many.
        """
        with self._lock:
            same_name = self._indexes.get(name)
            if same_name is not None:
                if same_name.definition == definition:
                    return
                raise ResultError(
                    Result.INDEX_FOUND, "'indexname' already exists with different definition"
                )
            same = next((index for index in self if index.definition == definition), None)
            if same is not None:
                del self._indexes[same.name]
                same.name = name
                self._indexes[name] = same
                return
            bins = sum(index.definition.type != IndexType.SET for index in self)
            if definition.type != IndexType.SET and bins >= MAX_INDEXES:
                raise ResultError(Result.INDEX_MAXCOUNT, "already at sindex definition limit")
            self._indexes[name] = Index(name, definition)

    def delete(self, name: str) -> None:
        """Removes an index if it exists; queries that use it end."""
        with self._lock:
            index = self._indexes.pop(name, None)
            if index is not None:
                index.dropped = True

    def clear(self) -> None:
        """Removes all indexes."""
        for index in self:
            self.delete(index.name)
