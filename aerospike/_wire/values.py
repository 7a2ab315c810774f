"""Python values to requests, replies to Python values.

Both cross the boundary as plain msgpack (ARCHITECTURE, section 4). What msgpack has no type for
travels as an ext type; ``native/bridge/codec.h`` has the same numbers. Used by the client
classes; knows nothing of how a command is carried.

No Python code ever runs inside ormsgpack, which drops what it raises: no hook of its own is used,
in either direction. Values that it does not take as they are become plain values first (`plain`);
the items of a reply come out of it as they are, and values take their places afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from ormsgpack import (
    OPT_NON_STR_KEYS,
    OPT_PASSTHROUGH_BIG_INT,
    OPT_PASSTHROUGH_DATACLASS,
    OPT_PASSTHROUGH_DATETIME,
    OPT_PASSTHROUGH_ENUM,
    OPT_PASSTHROUGH_SUBCLASS,
    OPT_PASSTHROUGH_TUPLE,
    OPT_PASSTHROUGH_UUID,
    Ext,
    packb,
    unpackb,
)

from aerospike._errors import client_error, local_error, param_error, utf8
from aerospike._wire.plain import GEOJSON, HLL, KEYS, SCALARS, Rules, call_serializer, plain
from aerospike.constants import SERIALIZER_NONE, SERIALIZER_USER
from aerospike.exception import BinNameError, ClientError
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

# Ext types of a request or reply that are no items of `plain`.
ORDERED_MAP = 3
BLOB = 6
PYTHON_BLOB = 7
# A list or map that stands deep in others: what ormsgpack reads and writes stays flat, however
# deep a value is and however small a thread's stack.
NESTED = 9

# Flags of a command.
BOOL_AS_INTEGER = 1
BLOB_AS_EXT = 2

# Not public: no serializer at all, but blobs are values.
SERIALIZER_PYTHON = 1

INT64_MIN = -(2**63)
INT64_MAX = 2**63 - 1

# All that is not a mapped type is refused, a key that is no str with it.
STRICT = (
    OPT_PASSTHROUGH_BIG_INT
    | OPT_PASSTHROUGH_DATACLASS
    | OPT_PASSTHROUGH_DATETIME
    | OPT_PASSTHROUGH_ENUM
    | OPT_PASSTHROUGH_SUBCLASS
    | OPT_PASSTHROUGH_TUPLE
    | OPT_PASSTHROUGH_UUID
)
# For values that are plain. ormsgpack converts keys of many types, whatever the options say.
ANY_KEY = STRICT | OPT_NON_STR_KEYS


def pack_names(names: list[str]) -> bytes:
    """A list of bin names.

    Raises:
        ParamError: one of them has no UTF-8 form.
    """
    try:
        return packb(names)
    except TypeError:
        return packb([utf8(name).decode() for name in names])


def _refuse_scalar(value: Any) -> None:
    """Says what of a plain value ormsgpack has refused.

    Raises:
        ParamError: an integer needs more than 64 bits.
        ClientError: a string has no UTF-8 form.
    """
    parts = [value]
    while parts:
        part = parts.pop()
        kind = type(part)
        if kind is list:
            parts += part
        elif kind is dict:
            parts += part.keys()
            parts += part.values()
        elif kind is int and not INT64_MIN <= part <= INT64_MAX:
            raise param_error("integer value exceeds sys.maxsize", str(part))
        elif kind is str:
            try:
                part.encode()
            except UnicodeEncodeError:
                raise client_error("Unicode value not encoded in utf-8.", repr(part)) from None


def _pack_plain(value: Any) -> bytes:
    try:
        return packb(value, None, ANY_KEY)
    except TypeError:
        _refuse_scalar(value)
        raise


def _ordered_map(entries: dict[Any, Any]) -> Ext:
    return Ext(ORDERED_MAP, _pack_plain(entries))


def _nested(container: Any) -> Ext:
    return Ext(NESTED, _pack_plain(container))


# What ormsgpack packs as it is; a memoryview, which it takes for bytes, is not among them.
_PACKED: Final = SCALARS | {bytearray}
# Where it is worth it to ask for the types of all elements at once.
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


class ValuePacker:
    """Packs the values of bins, operations and arguments for one client.

    What no type maps to goes to the serializer that *serializer* chooses: one of the
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
        self._rules = Rules(Ext, _ordered_map, _nested, self._serialize, bool_as_integer)

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
        # Only what has a blob in it can have had a memoryview.
        if 0xC4 in packed or 0xC5 in packed or 0xC6 in packed:
            return packed if _is_packed_as_it_is(value, True) else self._pack_any(value)
        return packed

    def pack_operations(self, operations: list[list[Any]]) -> bytes:
        """The same for operations in their wire form, whose values are the last of each."""
        try:
            packed = packb(operations, None, STRICT)
        except TypeError:
            return self._pack_any(operations)
        for operation in operations:
            if type(operation[2]) not in SCALARS and not _is_packed_as_it_is(operation, True):
                return self._pack_any(operations)
        return packed

    def pack_checked(self, value: Any) -> bytes:
        """The same where the bridge cannot say what is wrong: all numbers are looked at here."""
        value = plain(value, self._rules)
        _refuse_scalar(value)
        return _pack_plain(value)

    def _pack_any(self, value: Any) -> bytes:
        try:
            packed = packb(value, None, ANY_KEY)
        except TypeError:
            pass
        else:
            # What has been packed does not contain itself.
            if _is_packed_as_it_is(value, False):
                return packed
        return _pack_plain(plain(value, self._rules))

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
        raise client_error(
            "Unable to serialize unknown Python native type.", repr(type(value).__name__)
        )


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
        """Refuses what cannot be the name of a bin.

        Raises:
            ClientError: a name is no string, or has no UTF-8 form.
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


#: What makes a value of the bytes of an item.
_READERS: dict[int, Callable[[bytes], Any]] = {
    GEOJSON: lambda data: geojson_from_text(data.decode()),
    HLL: HyperLogLog,
    BLOB: bytes,
    PYTHON_BLOB: bytearray,
    RAW_STRING: _refuse,
}


def unpack(data: bytes | memoryview) -> Any:
    """A reply's value, blobs as bytes."""
    items: dict[int, bytes] = {}
    try:
        # Notes that there are items, without any Python code.
        value = unpackb(data, ext_hook=items.setdefault, option=OPT_NON_STR_KEYS)
    except ValueError as problem:
        raise _malformed(problem) from problem
    return _unpack_items(data, _READERS) if items else value


def _malformed(problem: ValueError) -> ClientError:
    return client_error("Unknown type for value", f"malformed reply: {problem}")


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
        # A blob that the deserializer does not understand stays what it is.
        try:
            return deserialize(data.decode())
        except Exception:
            return data

    readers = {**_READERS, BLOB: read_blob}

    return lambda data: _unpack_items(data, readers)


# What stands for an item until its value takes the place: a type that is made of two arguments
# without any Python code, and that no value of a reply has.
_Item = slice
_PLACES: Final = frozenset({_Item, list, dict})
#: Items that have more items in them.
_CONTAINERS: dict[int, Callable[[Any], Any]] = {
    ORDERED_MAP: KeyOrderedDict,
    NESTED: lambda container: container,
}


def _values(container: Any) -> Iterable[Any]:
    return container if type(container) is list else container.values()


def _unpack_items(data: bytes | memoryview, readers: dict[int, Callable[[bytes], Any]]) -> Any:
    """A reply that has items in it."""
    root = [_unpack_raw(data)]
    levels: list[Any] = [root]
    while levels:
        level = levels.pop()
        # An item's value takes its place: keys neither come nor go.
        for at, value in enumerate(level) if type(level) is list else level.items():
            kind = type(value)
            if kind is list or kind is dict:
                if len(value) <= _MANY or not _PLACES.isdisjoint(map(type, _values(value))):
                    levels.append(value)
            elif kind is _Item:
                tag, content = value.start, value.stop
                contain = _CONTAINERS.get(tag)
                if contain is None:
                    read = readers.get(tag)
                    if read is None:
                        raise client_error("Unknown type for value", f"ext type {tag}")
                    level[at] = read(content)
                    continue
                level[at] = inner = contain(_unpack_raw(content))
                if not _PLACES.isdisjoint(map(type, _values(inner))):
                    levels.append(inner)
    return root[0]


def _unpack_raw(data: bytes | memoryview) -> Any:
    try:
        return unpackb(data, ext_hook=_Item, option=OPT_NON_STR_KEYS)
    except ValueError as problem:
        raise _malformed(problem) from problem
