"""A record as a user-defined function sees and changes it."""

from __future__ import annotations

from collections.abc import Callable

from ..errors import Result, ResultError
from ..model.geojson import check_geojson
from ..model.particle import Bin, decode, encode
from ..model.record import Record, now_seconds
from ..model.values import Blob, Geo, Hll, Particle, Str, Value

__all__ = ["BIN_LIMIT", "NO_VALUE", "UdfRecord", "answer_bin"]

BIN_LIMIT = 512
SET_NAME_LIMIT = 63

NO_VALUE = object()
"""Stands for what the server cannot store: a table, a function, a record."""

_INTEGER_KEY_SIZE = 9

# Bytes of a function keep these types in a bin. Other types become blobs.
_BYTES_TYPES = Particle.BLOBS | {Particle.VECTOR, Particle.STRING}


def _stored_bin(value: Value) -> Bin:
    if isinstance(value, Blob) and value.particle not in _BYTES_TYPES:
        return encode(Blob(value))
    if isinstance(value, Geo):
        check_geojson(value)
    return encode(value)


def answer_bin(value: Value) -> Bin:
    """The value that a function returns, as it is sent to the client.

    Bytes of any type become a blob. GeoJSON is not checked.
    """
    if value is NO_VALUE:
        return encode(None)
    if isinstance(value, (Blob, Hll)):
        return Bin(Particle.BLOB, bytes(value))
    if isinstance(value, Geo):
        # No flags, and no cells.
        return Bin(Particle.GEOJSON, b"\0\0\0" + value)
    return encode(value)


class UdfRecord:
    """The record with which a function is called. It need not exist.

    Args:
        digest: its digest.
        found: the record; the function changes a copy.
        set_name: the set of the record if the function creates it.
        key: the key to store if the record has none: particle type and bytes.
        is_writable: whether the function can change it.
    """

    def __init__(
        self,
        digest: bytes,
        found: Record | None,
        *,
        set_name: bytes = b"",
        key: bytes | None = None,
        is_writable: bool = True,
    ) -> None:
        self.digest = digest
        self.record: Record | None = None if found is None else found.copy()
        self.set_name = set_name
        self.key = key
        self.is_writable = is_writable
        self.has_updates = False
        self.code: int = Result.OK
        self.ttl: int | None = None
        """The time to live that the function has set, as in a message."""
        self.old_bins: dict[bytes, Bin] = {}
        if self.record is not None and self.record.key is None:
            self.record.key = key

    def open(self) -> Record:
        """The record, which must exist."""
        assert self.record is not None
        return self.record

    def get(self, name: bytes) -> Value:
        """The value of a bin, None if it does not exist."""
        return None if self.record is None else decode(self.record.bins.get(name))

    def create(self) -> bool:
        """Creates the record; returns whether that is possible."""
        key = self.key
        if len(self.set_name) > SET_NAME_LIMIT:
            return False
        if key is not None and (
            not key or (key[0] == Particle.INTEGER and len(key) != _INTEGER_KEY_SIZE)
        ):
            return False
        self.record = Record(self.digest, self.set_name, key)
        return True

    def discard(self) -> None:
        """Discards a created record."""
        self.record = None

    def prepare(self) -> None:
        """Begins an update of bins."""
        if not self.has_updates:
            self.old_bins = dict(self.open().bins)

    def set_bin(self, name: bytes, value: Value) -> int:
        """Writes a bin; returns a result code."""
        bins = self.open().bins
        if value is NO_VALUE or value is None:
            return Result.INCOMPATIBLE_TYPE
        if name not in bins and len(bins) >= BIN_LIMIT:
            return Result.BIN_NAME
        try:
            bins[name] = _stored_bin(value)
        except ResultError as error:
            return error.code
        return Result.OK

    def update(self) -> None:
        """Ends an update of bins."""
        self.code = Result.OK
        self.has_updates = True

    def fail(self, code: int) -> None:
        """Undoes the update. The function continues, but its command fails with *code*."""
        self.code = code
        self.has_updates = False
        self.open().bins = dict(self.old_bins)

    def remaining_ttl(self) -> int:
        """Seconds until the record expires, 0: never."""
        if self.record is None:
            return 0
        return max(self.record.void_time - now_seconds(), 0)

    def stored_key(self) -> Value:
        """The key that is stored with the record, or None."""
        key = None if self.record is None else self.record.key
        if key is None:
            return None
        decoder = _KEYS.get(key[0])
        return None if decoder is None else decoder(key[1:])


_KEYS: dict[int, Callable[[bytes], Value]] = {
    Particle.INTEGER: lambda data: int.from_bytes(data, "big", signed=True),
    Particle.STRING: Str,
    Particle.BLOB: Blob,
}
