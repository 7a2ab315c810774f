"""Secondary indexes: what they are of, and which records they find.

Nothing is indexed when a record is written. An index looks at the records when it is asked, and
remembers what it has seen of each until the record is another one.
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
from ..model.cdt_context import dig
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
"""So many a namespace may have, those of sets apart."""

# A string or blob in a bin of its own that is longer is not in the index.
_LONGEST_KEY = 2048

# The server reads so many entries at a time, and does not return a record twice for those.
_BURST = 100

_UNSIGNED = 2**64


class IndexType:
    """The numbers of what an index is of: the bin, or what is in a list or map."""

    DEFAULT, LIST, MAP_KEYS, MAP_VALUES, SET = range(5)

    NAMES = ("default", "list", "mapkeys", "mapvalues", "set")


class Definition(NamedTuple):
    """What an index is of. There is one index of a definition."""

    set_name: bytes = b""
    """The set, empty: the whole namespace."""
    bin: bytes = b""
    """The bin; empty where there is an expression."""
    particle: int = Particle.NULL
    type: int = IndexType.DEFAULT
    context: bytes | None = None
    expression: bytes | None = None


class Range(NamedTuple):
    """What an index is asked: integers from *begin* to *end*, or else one value."""

    particle: int
    bin: bytes
    begin: int = 0
    end: int = 0
    value: bytes = b""


class Resume(NamedTuple):
    """Behind which record a partition goes on; the value is that of an index."""

    digest: bytes
    value: int = 0


_Keys = tuple[int | bytes, ...]
_Entry = tuple[Record, _Keys]
_Found = Iterator[tuple[Record, int]]
_Records = Callable[[int], Iterable[Record]]
"""Gives the records of a partition."""


class _Hit(NamedTuple):
    """An entry of an index that a query finds."""

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
"""What an index of a data type has of a value: None where it is of another type."""

_ELEMENTS: dict[int, tuple[type, Callable[[Value], Iterable[Value]]]] = {
    IndexType.LIST: (ListValue, lambda value: value),
    IndexType.MAP_KEYS: (MapValue, lambda value: (key for key, _ in value)),
    IndexType.MAP_VALUES: (MapValue, lambda value: (item for _, item in value)),
}


def _hash(value: bytes) -> int:
    """The number that stands for a string or blob in the order of an index."""
    return int.from_bytes(hashlib.blake2b(value, digest_size=8).digest(), "big", signed=True)


class Index:
    """A secondary index."""

    def __init__(self, name: str, definition: Definition) -> None:
        self.name: str = name
        self.definition: Definition = definition
        self.readable: bool = True
        """Whether queries may use it; a test may take that away, as while an index is built."""
        self.dropped: bool = False
        self._context: Value = None if definition.context is None else unpack(definition.context)
        self._seen: dict[int, dict[bytes, _Entry]] = {}

    def keys(self, record: Record) -> _Keys:
        """What the index has of a record: integers, or the bytes of strings, blobs and shapes."""
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
            return dig(value, self._context, modify=False).target
        except ResultError as error:
            if error.code == Result.UNSUPPORTED_FEATURE:
                raise
            return None

    def entries(self, records: _Records, partition: int) -> list[_Entry]:
        """The records of a partition that are in the index, and the keys of each."""
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
        """How many entries the index has, given the records of each partition."""
        return sum(
            len(keys)
            for partition in range(PARTITIONS)
            for _, keys in self.entries(records, partition)
        )

    def search(self, wanted: Range) -> Search:
        """What a query asks of the index."""
        if wanted.particle == Particle.GEOJSON:
            return _Geospatial(self, wanted)
        return _Plain(self, wanted)


class Search:
    """A question to an index."""

    is_range = True

    def __init__(self, index: Index, wanted: Range) -> None:
        self.index = index
        self.wanted = wanted
        self.drops_repeated = index.definition.type != IndexType.DEFAULT and self.is_range

    def run(self, records: _Records, partition: int, resume: Resume | None) -> _Found:
        """The records of a partition that are asked for, in the order of the index.

        With each comes the value by which a later query resumes behind it. A record may come more
        than once if several values of it are asked for.
        """
        entries = self.index.entries(records, partition)
        if entries and self.wanted.particle == self.index.definition.particle:
            yield from self._answer(entries, resume)

    def _answer(self, entries: Iterable[_Entry], resume: Resume | None) -> _Found:
        raise NotImplementedError

    def _bursts(self, hits: list[_Hit]) -> _Found:
        """The records of the hits in their order."""
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
    """A question for integers in a range, or for a string or blob."""

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
    """A question for points in a region, or for regions around a point."""

    def __init__(self, index: Index, wanted: Range) -> None:
        super().__init__(index, wanted)
        self.shape = geo.parse(wanted.value)
        # Cells are sorted as unsigned numbers.
        if self.shape.cell:
            self.spans = sorted((cell, cell) for cell in self.shape.ancestors())
        else:
            self.spans = sorted((first, last) for _, first, last in self.shape.covering())
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
        return (
            shape.contains(self.shape.cell) if self.shape.cell else self.shape.contains(shape.cell)
        )

    def _cells(self, key: int | bytes) -> list[int]:
        shape = self._shape(key)
        if shape is None:
            return []
        return [shape.cell] if shape.cell else [id for id, *_ in shape.covering(self.level)]

    @staticmethod
    def _shape(key: int | bytes) -> geo.Shape | None:
        assert isinstance(key, bytes)
        try:
            return geo.parse(key)
        except ResultError as error:
            if error.code == Result.UNSUPPORTED_FEATURE:
                raise
            # What is in a list or map was not checked when it was written.
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
        """The index of a definition, or else one of the whole namespace."""
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
        """Whether a set has an index of itself."""
        return any(
            index.definition.set_name == name and index.definition.type == IndexType.SET
            for index in self
        )

    def create(self, name: str, definition: Definition) -> None:
        """Makes an index; one that there is gets the new name.

        Raises:
            ResultError: with INDEX_FOUND, there is another one with the name; with
                INDEX_MAXCOUNT, there are too many.
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
        """Removes an index if it is there; queries that use it end."""
        with self._lock:
            index = self._indexes.pop(name, None)
            if index is not None:
                index.dropped = True

    def clear(self) -> None:
        """Removes all indexes."""
        for index in self:
            self.delete(index.name)
