"""HyperLogLogs: sketches of sets, which estimate the sizes of sets.

A sketch has 2^n registers for n index bits. A register has 6 bits for the count of HyperLogLog, and
optional minhash bits of an element's hash (HyperMinHash), with which more than two sets can be
intersected. Estimates are those of the server, bit for bit. They follow O. Ertl, "New
cardinality estimation algorithms for HyperLogLog sketches", and Y. W. Yu and G. M. Weber,
"HyperMinHash: MinHash in LogLog space".
"""

from __future__ import annotations

import math
import struct
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import reduce

from ..errors import Result, ResultError
from .murmur import murmur_hash
from .requests import wrap
from .values import Hll

__all__ = [
    "INDEX_BITS",
    "MINHASH_BITS",
    "Sketch",
    "estimated_intersection",
    "estimated_similarity",
    "estimated_union",
    "fit",
    "into",
    "united",
]

INDEX_BITS = range(4, 17)
MINHASH_BITS = frozenset((0, *range(4, 52)))

# Flags, index bits, minhash bits, and a cached count, which has the byte order of the server.
_HEADER = struct.Struct("<BBBQ")
_COUNT_BITS = 6
_MOST_BITS = 64
_BYTE = 8
_HASH_MASK = 2**64 - 1
_INT_LIMIT = 2**63


def fit(index_bits: int, minhash_bits: int) -> bool:
    """Whether a hash has enough bits for the index and the minhash."""
    return index_bits + minhash_bits <= _MOST_BITS


def _size(index_bits: int, minhash_bits: int) -> int:
    """How many bytes the registers take."""
    return -(-((_COUNT_BITS + minhash_bits) << index_bits) // _BYTE)


class Sketch:
    """A HyperLogLog. A *count* of 0 means that it is not known."""

    __slots__ = ("_data", "count", "index_bits", "minhash_bits")

    def __init__(
        self, index_bits: int, minhash_bits: int, data: bytes = b"", count: int = 0
    ) -> None:
        self.index_bits = index_bits
        self.minhash_bits = minhash_bits
        self.count = count
        self._data = bytearray(data or bytes(_size(index_bits, minhash_bits)))

    @classmethod
    def parse(cls, data: bytes) -> Sketch:
        """The sketch in the bytes of a particle.

        Raises:
            ResultError: with PARAMETER, they are malformed.
        """
        if len(data) < _HEADER.size:
            raise ResultError(Result.PARAMETER, "a HyperLogLog that is too short")
        flags, index_bits, minhash_bits, count = _HEADER.unpack_from(data)
        if flags or index_bits not in INDEX_BITS or minhash_bits not in MINHASH_BITS:
            raise ResultError(Result.PARAMETER, "a HyperLogLog whose header is wrong")
        registers = data[_HEADER.size :]
        if len(registers) != _size(index_bits, minhash_bits):
            raise ResultError(Result.PARAMETER, "a HyperLogLog of the wrong size")
        return cls(index_bits, minhash_bits, registers, count)

    def pack(self) -> Hll:
        """The sketch as a particle."""
        header = _HEADER.pack(0, self.index_bits, self.minhash_bits, self.count)
        return Hll(header + self._data)

    @property
    def fits(self) -> bool:
        """Whether a hash has enough bits for the sketch. The server does not always check that."""
        return fit(self.index_bits, self.minhash_bits)

    @property
    def _width(self) -> int:
        """How many bits a register has."""
        return _COUNT_BITS + self.minhash_bits

    def _place(self, index: int) -> tuple[int, int, int]:
        """The range of bytes with a register, and how many bits follow the register there."""
        start = index * self._width
        stop = start + self._width
        last = -(-stop // _BYTE)
        return start // _BYTE, last, last * _BYTE - stop

    def _get(self, index: int) -> int:
        first, last, behind = self._place(index)
        number = int.from_bytes(self._data[first:last], "big")
        return number >> behind & ((1 << self._width) - 1)

    def _set(self, index: int, value: int) -> None:
        first, last, behind = self._place(index)
        number = int.from_bytes(self._data[first:last], "big")
        number ^= (self._get(index) ^ value) << behind
        self._data[first:last] = number.to_bytes(last - first, "big")

    def registers(self) -> list[int]:
        """The values of all registers."""
        width = self._width
        mask = (1 << width) - 1
        shifts = range(width * (_BYTE - 1), -1, -width)
        # Eight registers fill whole bytes.
        groups = (self._data[at : at + width] for at in range(0, len(self._data), width))
        numbers = (int.from_bytes(group, "big") for group in groups)
        return [number >> shift & mask for number in numbers for shift in shifts]

    def with_registers(self, registers: Sequence[int]) -> Sketch:
        """A sketch with the same bits and other registers."""
        width = self._width
        data = bytearray()
        for at in range(0, len(registers), _BYTE):
            number = reduce(lambda n, value: n << width | value, registers[at : at + _BYTE])
            data += number.to_bytes(width, "big")
        return Sketch(self.index_bits, self.minhash_bits, bytes(data))

    def counts(self) -> list[int]:
        """The HyperLogLog count of each register."""
        return [value >> self.minhash_bits for value in self.registers()]

    def _hashed(self, element: bytes) -> tuple[int, int]:
        """The register of an element, and the value for that register."""
        first, second = murmur_hash(element)
        index = first & ((1 << self.index_bits) - 1)
        minhash = first >> self.index_bits & ((1 << self.minhash_bits) - 1)
        zeros = (second & -second).bit_length() - 1 if second else _MOST_BITS
        count = (zeros + 1) & ((1 << _COUNT_BITS) - 1)
        return index, count << self.minhash_bits | minhash

    def add(self, element: bytes) -> bool:
        """Adds a packed element; returns whether that changes the sketch."""
        index, value = self._hashed(element)
        if self._get(index) >= value:
            return False
        self._set(index, value)
        self.count = 0
        return True

    def may_contain(self, element: bytes) -> bool:
        """Whether a packed element may have been added."""
        index, value = self._hashed(element)
        return value <= self._get(index)

    def has_data(self) -> bool:
        """Whether there are elements. The server looks at only one byte for each register."""
        return any(self._data[: 1 << self.index_bits])

    def estimate(self) -> int:
        """An estimate of how many elements have been added."""
        return self.count or _cardinality(self.index_bits, self.counts())


# The greatest count of a register.
_MOST_COUNT = 1 << _COUNT_BITS

_ALPHAS = {4: 0.673, 5: 0.697, 6: 0.709}


def _alpha(index_bits: int) -> float:
    return _ALPHAS.get(index_bits) or 0.7213 / (1.0 + 1.079 / (1 << index_bits))


def _cardinality(index_bits: int, counts: Iterable[int]) -> int:
    total = 1 << index_bits
    histogram = Counter(counts)
    z = total * _tau(histogram[_MOST_COUNT] / total)
    for count in range(_MOST_COUNT, 0, -1):
        z = 0.5 * (z + histogram[count])
    z += total * _sigma(histogram[0] / total)
    return _rounded(_alpha(index_bits) * total * total / z)


def _tau(value: float) -> float:
    if value in (0.0, 1.0):
        return 0.0
    y = 1.0
    z, previous = 1 - value, math.nan
    while z != previous:
        value = math.sqrt(value)
        previous = z
        y *= 0.5
        z -= math.pow(1 - value, 2) * y
    return z / 3


def _sigma(value: float) -> float:
    if value == 1.0:
        return math.inf
    y = 1.0
    z, previous = value, math.nan
    while z != previous:
        value *= value
        previous = z
        z += value * y
        y += y
    return z


def _rounded(number: float) -> int:
    """The nearest integer, away from zero if there are two, as on processors."""
    if number >= _INT_LIMIT:
        return _INT_LIMIT
    whole = math.floor(number)
    return whole + (number - whole >= 0.5)


def _common(sketches: Sequence[Sketch]) -> Sketch:
    """An empty sketch with the bits that all sketches have in common."""
    index_bits = min(sketch.index_bits for sketch in sketches)
    minhash_bits = {sketch.minhash_bits for sketch in sketches}
    return Sketch(index_bits, minhash_bits.pop() if len(minhash_bits) == 1 else 0)


def united(sketches: Sequence[Sketch]) -> Sketch:
    """The sketch of the elements of all sketches."""
    return into(_common(sketches), sketches)


def into(empty: Sketch, sketches: Iterable[Sketch]) -> Sketch:
    """The sketch of the elements of all sketches, with the bits of *empty*, which may be fewer."""
    mask = (1 << empty.index_bits) - 1
    union = [0] * (mask + 1)
    for sketch in sketches:
        values = sketch.registers() if empty.minhash_bits else sketch.counts()
        for index, value in enumerate(values):
            if union[index & mask] < value:
                union[index & mask] = value
    return empty.with_registers(union)


def _intersected(empty: Sketch, sketches: Sequence[Sketch]) -> list[int]:
    """The registers in which all sketches agree; the others are 0."""
    mask = (1 << empty.index_bits) - 1
    common = into(empty, sketches[:1]).registers()
    for sketch in sketches[1:]:
        for index, value in enumerate(sketch.registers()):
            if common[index & mask] != value:
                common[index & mask] = 0
    return common


def estimated_union(sketches: Sequence[Sketch]) -> int:
    """An estimate of how many elements are in at least one of the sketches."""
    return united(sketches).estimate()


def estimated_intersection(sketches: Sequence[Sketch]) -> int:
    """An estimate of how many elements are in all sketches; two or three without minhash bits."""
    if not _common(sketches).minhash_bits:
        return _counted_intersection(sketches)
    similarity = estimated_similarity(sketches)
    return 0 if math.isnan(similarity) else _rounded(estimated_union(sketches) * similarity)


def _counted_intersection(sketches: Sequence[Sketch]) -> int:
    """An estimate of the intersection from the counts of the sketches and of their unions."""
    union = estimated_union(sketches)
    total = min(sum(sketch.estimate() for sketch in sketches), _HASH_MASK)
    if len(sketches) == 2:
        return max(total - union, 0)
    first, second, third = sketches
    pairs = ((first, second), (second, third), (first, third))
    # A client may have sent counts of any size.
    return max(wrap(union - total + sum(map(estimated_intersection, pairs))), 0)


def estimated_similarity(sketches: Sequence[Sketch]) -> float:
    """An estimate of the share of elements that are in all sketches; NaN without elements."""
    empty = _common(sketches)
    if not empty.minhash_bits:
        return _counted_similarity(sketches)
    filled = [sketch.has_data() for sketch in sketches]
    if not all(filled):
        return 0.0 if any(filled) else math.nan
    union = sum(map(bool, united(sketches).registers()))
    intersection = sum(map(bool, _intersected(empty, sketches)))
    collisions = 0.0
    if len(sketches) == 2:
        collisions = _collisions(empty, *(sketch.estimate() for sketch in sketches))
    return max((intersection - collisions) / union, 0.0)


def _counted_similarity(sketches: Sequence[Sketch]) -> float:
    intersection, union = _counted_intersection(sketches), estimated_union(sketches)
    if not union:
        # On processors, zero divided by zero is a negative NaN.
        return math.inf if intersection else -math.nan
    return intersection / union


def _collisions(empty: Sketch, first: int, second: int) -> float:
    """In how many registers two sets with these numbers of elements agree by chance."""
    total = 1 << empty.index_bits

    def share(low: float, high: float, cardinality: int) -> float:
        return math.pow(1 - low, cardinality) - math.pow(1 - high, cardinality)

    expected = 0.0
    for count in range(1, _MOST_COUNT + 1):
        low = 0.0 if count == _MOST_COUNT else math.pow(2, -count) / total
        high = math.pow(2, -count + 1) / total
        expected += share(low, high, first) * share(low, high, second)
    return expected * total / math.pow(2, empty.minhash_bits)
