"""Python values to requests, replies to Python values.

Both cross the boundary as plain msgpack (ARCHITECTURE, section 4). Values without a msgpack type
are ext types in a request, and items with their places in a reply; ``native/bridge/codec.h`` has
the same numbers. The client classes use it; it does not depend on how a command is carried.

No Python code ever runs inside ormsgpack, which drops what it raises: no hook of its own is used,
in either direction. Values that it does not pack become plain values first (`plain`). It unpacks
the items of a reply to their parts, which are replaced afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from aerospike._errors import client_error, local_error, param_error, utf8
from aerospike._msgpack import OPT_NON_STR_KEYS, packb, unpackb
from aerospike._wire.plain import (
    ANY_KEY,
    GEOJSON,
    HLL,
    KEYS,
    NESTED,
    ORDERED_MAP,
    SCALARS,
    STRICT,
    Rules,
    call_serializer,
    pack_plain,
    plain,
    refuse_scalar,
    serializer_of,
)
from aerospike.constants import SERIALIZER_NONE, SERIALIZER_USER
from aerospike.exception import BinNameError
from aerospike.key import BIN_NAME_LIMIT, RAW_STRING
from aerospike.values.geojson import geojson as geojson_from_text
from aerospike.values.key_ordered_dict import KeyOrderedDict
from aerospike.values.serializers import registered_deserializer, registered_serializer
from aerospike_helpers import HyperLogLog

__all__ = [
    "BLOB_AS_EXT",
    "BOOL_AS_INTEGER",
    "BinPacker",
    "ValuePacker",
    "decoder",
    "pack_names",
    "unpack",
]

# Items of a reply that `plain` has no ext types for.
BLOB = 6
PYTHON_BLOB = 7
PAIRS = 12
# The first byte of a reply that has items.
HAS_ITEMS = 0xC1

# Flags of a command.
BOOL_AS_INTEGER = 1
BLOB_AS_EXT = 2

# Not public: values without a serializer, except that blobs are values.
SERIALIZER_PYTHON = 1


def pack_names(names: list[str]) -> bytes:
    """A list of bin names.

    Raises:
        ParamError: one of them has no UTF-8 form.
    """
    try:
        return packb(names)
    except TypeError:
        return packb([utf8(name).decode() for name in names])


# Types that ormsgpack packs unchanged; without memoryview, which it packs as bytes.
_PACKED: Final = SCALARS | {bytearray}
# From this length, checking the types of all elements at once is faster.
_MANY = 10


def _is_packed_as_it_is(value: list[Any] | dict[Any, Any], str_keys: bool) -> bool:
    """Whether *value* is made of plain values alone: ormsgpack converts nothing in it.

    It must not contain itself. *str_keys* says that the keys of all maps are known to be strings.
    """
    levels: list[Any] = [value]
    while levels:
        level = levels.pop()
        if type(level) is dict:
            if not str_keys and not KEYS.issuperset(map(type, level)):
                return False
            level = level.values()
        if len(level) > _MANY and _PACKED.issuperset(map(type, level)):
            continue
        for item in level:
            kind = type(item)
            if kind in _PACKED:
                continue
            if kind is not list and kind is not dict:
                return False
            levels.append(item)
    return True


def _has_blob(packed: bytes) -> bool:
    """Whether the packed bytes may contain a blob."""
    return 0xC4 in packed or 0xC5 in packed or 0xC6 in packed


# Operators whose payload is the user's value.
_VALUES: Final = frozenset({2, 5, 9, 10})


class ValuePacker:
    """Packs the values of bins, operations and arguments for one client.

    Values without a mapped type go to the serializer that *serializer* chooses: one of the
    ``SERIALIZER_*`` constants. *callback* is the client's own serializer, if it has one.

    Instances are immutable and may be used from many threads.
    """

    __slots__ = ("_callback", "_explicit", "_rules", "_serializer")

    def __init__(
        self,
        serializer: int = SERIALIZER_PYTHON,
        callback: Callable[[Any], Any] | None = None,
        *,
        explicit: bool = False,
        bool_as_integer: bool = False,
    ) -> None:
        self._serializer = serializer
        self._callback = callback
        self._explicit = explicit
        self._rules = Rules(self._serialize, bool_as_integer)

    def pack(self, value: Any) -> bytes:
        """*value*, a list or a dict, as a request.

        Raises:
            ParamError: an integer needs more than 64 bits, a type has no serializer, or lists and
                maps are nested too deeply.
            ClientError: a string has no UTF-8 form, or a type is not supported.
        """
        try:
            packed = packb(value, None, STRICT)
        except TypeError:
            return self._pack_any(value)
        # Only packed bytes with a blob can come from a memoryview.
        if 0xC4 in packed or 0xC5 in packed or 0xC6 in packed:
            parts = value.values() if isinstance(value, dict) else value
            # Pack containers a second time: most have no blob, and a search costs more.
            inner = [part for part in parts if type(part) not in _PACKED]
            if (
                inner
                and _has_blob(packb(inner, None, STRICT))
                and not _is_packed_as_it_is(inner, True)
            ):
                return self._pack_any(value)
        return packed

    def pack_operations(self, operations: list[list[Any]]) -> bytes:
        """The same for operations in their wire form. Few of them have a value of the user's."""
        try:
            packed = packb(operations, None, STRICT)
        except TypeError:
            return self._pack_any(operations)
        if 0xC4 in packed or 0xC5 in packed or 0xC6 in packed:
            values = [payload for operator, _, payload in operations if operator in _VALUES]
            if not _is_packed_as_it_is(values, True):
                return self._pack_any(operations)
        return packed

    def pack_checked(self, value: Any) -> bytes:
        """The same if the bridge cannot say what is wrong: this checks all numbers."""
        value = plain(value, self._rules)
        refuse_scalar(value)
        return pack_plain(value)

    def _pack_any(self, value: Any) -> bytes:
        try:
            packed = packb(value, None, ANY_KEY)
        except TypeError:
            pass
        else:
            # A packed value does not contain itself.
            if _is_packed_as_it_is(value, False):
                return packed
        return pack_plain(plain(value, self._rules))

    def _serialize(self, value: Any) -> bytes:
        serializer = self._serializer
        if not self._explicit and self._callback is not None:
            serializer = SERIALIZER_USER
        if serializer == SERIALIZER_NONE:
            raise param_error(
                "Cannot serialize: SERIALIZER_NONE selected",
                f"the type is {type(value).__name__!r}",
            )
        if serializer == SERIALIZER_USER:
            callback = self._callback or registered_serializer()
            if callback is None:
                raise client_error("No serializer callback registered")
            return call_serializer(callback, value)
        if serializer != SERIALIZER_PYTHON:
            raise client_error("Unsupported serializer", str(serializer))
        return serializer_of(None)(value)


class BinPacker(ValuePacker):
    """Packs the bins of one record by name: the names are checked before any value is."""

    __slots__ = ("_long_name",)

    def __init__(
        self,
        serializer: int,
        callback: Callable[[Any], Any] | None,
        *,
        explicit: bool = False,
        bool_as_integer: bool = False,
        strict_types: bool = True,
    ) -> None:
        super().__init__(serializer, callback, explicit=explicit, bool_as_integer=bool_as_integer)
        self._long_name = (
            f"A bin name should not exceed {BIN_NAME_LIMIT} characters limit"
            if strict_types
            else "Unable to set key-value pair"
        )

    def check_names(self, bins: Iterable[Any]) -> None:
        """Refuses an invalid bin name.

        Raises:
            ClientError: a name is not a string, or has no UTF-8 form.
            BinNameError: a name is longer than 15 bytes.
        """
        for name in bins:
            if not isinstance(name, str):
                raise client_error(
                    "A bin name must be a string or unicode string.", f"not {name!r}"
                )
            try:
                size = len(str.encode(name))
            except UnicodeEncodeError:
                raise client_error(
                    "Unable to convert unicode object to C string", repr(name)
                ) from None
            if size > BIN_NAME_LIMIT:
                raise local_error(BinNameError, BinNameError.code, self._long_name, repr(name))

    def _pack_any(self, value: Any) -> bytes:
        self.check_names(value)
        return super()._pack_any(value)


def _refuse(data: bytes) -> Any:
    raise client_error("Unknown type for value", f"a string that is not UTF-8: {data[:64]!r}")


#: Functions that make a value of an item's parts.
Readers = dict[int, Callable[[Any], Any]]

_READERS: Readers = {
    GEOJSON: geojson_from_text,
    HLL: HyperLogLog,
    ORDERED_MAP: KeyOrderedDict,
    PAIRS: lambda pairs: dict(zip(pairs[::2], pairs[1::2])),
    BLOB: bytes,
    PYTHON_BLOB: bytearray,
    RAW_STRING: _refuse,
}


def unpack(data: bytes | memoryview) -> Any:
    """A reply's value, blobs as bytes."""
    return _unpack_items(data, _READERS) if data[0] == HAS_ITEMS else _unpack_raw(data)


def _unpack_raw(data: bytes | memoryview) -> Any:
    try:
        return unpackb(data, option=OPT_NON_STR_KEYS)
    except ValueError as problem:
        raise client_error("Unknown type for value", f"malformed reply: {problem}") from problem


def decoder(callback: Callable[[str], Any] | None) -> Callable[[Any], Any]:
    """A function from a reply to its value that hands blobs to *callback*.

    Without one, and with none registered for all clients, blobs are bytes and the function is
    :func:`unpack` itself.
    """
    if callback is None:
        callback = registered_deserializer()
    if callback is None:
        return unpack
    deserialize = callback

    def read_blob(data: bytes) -> Any:
        # A blob that the deserializer refuses stays bytes.
        try:
            return deserialize(data.decode())
        except Exception:
            return data

    readers = {**_READERS, BLOB: read_blob}

    return lambda data: _unpack_items(data, readers) if data[0] == HAS_ITEMS else _unpack_raw(data)


class _Segment:
    """A reply, or a reply nested in another, whose items are being replaced."""

    __slots__ = ("items", "places")

    def __init__(self, data: bytes | memoryview) -> None:
        pair = _unpack_raw(data[1:])
        self.items: Iterator[list[Any]] = iter(pair[1])
        # The containers that lead to the last item.
        self.places: list[Any] = [pair]


def _unpack_items(data: bytes | memoryview, readers: Readers) -> Any:
    """A reply that has items: ``codec_place_items`` in native/bridge/codec.h says how."""
    segment = _Segment(data)
    around: list[tuple[_Segment, Any]] = []
    while True:
        places = segment.places
        for keep, tag, *steps, at in segment.items:
            del places[keep + 1 :]
            place = places[keep]
            for step in steps:
                place = place[step]
                places.append(place)
            if tag == NESTED:
                around.append((segment, at))
                segment = _Segment(place[at])
                break
            place[at] = readers[tag](place[at])
        else:
            value = places[0][0]
            if not around:
                return value
            segment, at = around.pop()
            segment.places[-1][at] = value
