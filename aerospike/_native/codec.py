"""Python values to requests, replies to Python values.

Both cross the boundary as plain msgpack (ARCHITECTURE, section 4). What msgpack has no type for
travels as an ext type; ``native/bridge/codec.h`` has the same numbers. Used by the client
classes; knows nothing of how a command is carried.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

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

from aerospike._deprecation import warn_deprecated
from aerospike._errors import client_error, param_error, utf8
from aerospike.constants import SERIALIZER_NONE, SERIALIZER_USER
from aerospike.exception import AerospikeError
from aerospike.geojson import GeoJSON
from aerospike.geojson import geojson as geojson_from_text
from aerospike.key import RAW_STRING
from aerospike.key_ordered_dict import KeyOrderedDict
from aerospike.serializers import registered_deserializer, registered_serializer
from aerospike.values import CDTInfinite, CDTWildcard, null
from aerospike_helpers import HyperLogLog

__all__ = [
    "BLOB_AS_EXT",
    "BOOL_AS_INTEGER",
    "ValuePacker",
    "decoder",
    "pack_names",
    "unpack",
]

# Ext types of a request or reply.
GEOJSON = 1
HLL = 2
ORDERED_MAP = 3
WILDCARD = 4
INFINITE = 5
BLOB = 6
PYTHON_BLOB = 7

# Flags of a command.
BOOL_AS_INTEGER = 1
BLOB_AS_EXT = 2

# Not public: no serializer at all, but blobs are values.
SERIALIZER_PYTHON = 1

INT64_MIN = -(2**63)
INT64_MAX = 2**63 - 1

# All that is not a mapped type goes to the hook: nothing is accepted in silence.
PACK_OPTIONS = (
    OPT_NON_STR_KEYS
    | OPT_PASSTHROUGH_BIG_INT
    | OPT_PASSTHROUGH_DATACLASS
    | OPT_PASSTHROUGH_DATETIME
    | OPT_PASSTHROUGH_ENUM
    | OPT_PASSTHROUGH_SUBCLASS
    | OPT_PASSTHROUGH_TUPLE
    | OPT_PASSTHROUGH_UUID
)


def pack_names(names: list[str]) -> bytes:
    """A list of bin names.

    Raises:
        ParamError: one of them has no UTF-8 form.
    """
    try:
        return packb(names)
    except TypeError:
        return packb([utf8(name).decode() for name in names])


# The server sorts map keys: integers, then strings, then blobs.
def _ordered_key(entry: tuple[Any, Any]) -> tuple[int, Any]:
    key = entry[0]
    if isinstance(key, int):
        return 0, int(key)
    if isinstance(key, str):
        return 1, key.encode("utf-8", "surrogatepass")
    if isinstance(key, (bytes, bytearray)):
        return 2, bytes(key)
    return 3, 0


class ValuePacker:
    """Packs the values of bins, operations and arguments for one client.

    What no type maps to goes to the serializer that *serializer* chooses: one of the
    ``SERIALIZER_*`` constants. *callback* is the client's own serializer, if it has one.

    Instances are immutable and may be used from many threads.
    """

    __slots__ = ("_bool_as_integer", "_callback", "_explicit", "_hook", "_local", "_serializer")

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
        self._bool_as_integer = bool_as_integer
        self._local = threading.local()
        self._hook = self._convert_or_remember

    def pack(self, value: Any) -> bytes:
        """*value* as a request.

        Raises:
            ParamError: an integer needs more than 64 bits, or a type has no serializer.
            ClientError: a string has no UTF-8 form, or a type is not supported.
        """
        try:
            return packb(value, self._hook, PACK_OPTIONS)
        except TypeError:
            raise_remembered(self._local)
            return self.pack_checked(value)

    def pack_checked(self, value: Any) -> bytes:
        """As :meth:`pack`, but map keys are looked at now, and invalid ones left out.

        For a value inside a request, and for what the bridge has refused for its keys.
        """
        try:
            return packb(self._clean(value), self._hook, PACK_OPTIONS)
        except TypeError as problem:
            raise_remembered(self._local)
            raise client_error("Unable to set key-value pair", str(problem)) from None

    def _convert_or_remember(self, value: Any) -> Any:
        # ormsgpack drops the exceptions of its hook.
        try:
            return self._convert(value)
        except Exception as error:
            self._local.error = error
            raise

    def _convert(self, value: Any) -> Any:
        convert = _CONVERSIONS.get(type(value))
        if convert is not None:
            return convert(self, value)
        for base, convert in _BASES:
            if isinstance(value, base):
                return convert(self, value)
        return self._serialize(value)

    def _ordered_map(self, value: dict[Any, Any]) -> Ext:
        entries = dict(sorted(value.items(), key=_ordered_key))
        try:
            return Ext(ORDERED_MAP, packb(entries, self._hook, PACK_OPTIONS))
        except TypeError:
            raise_remembered(self._local)
            raise

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
            return self._call(callback, value)
        if serializer != SERIALIZER_PYTHON:
            raise client_error("Unsupported serializer", str(serializer))
        raise client_error(
            "Unable to serialize unknown Python native type.", repr(type(value).__name__)
        )

    @staticmethod
    def _call(callback: Callable[[Any], Any], value: Any) -> bytes:
        try:
            result = callback(value)
        except Exception as problem:
            raise client_error(
                "Unable to call user's registered serializer callback", f"it raised {problem!r}"
            ) from problem
        if isinstance(result, str):
            return result.encode()
        if isinstance(result, (bytes, bytearray)):
            return bytes(result)
        raise client_error(
            "Unable to set as_bytes",
            f"the serializer returned {type(result).__name__!r}, not a str or bytes",
        )

    def _clean(self, value: Any) -> Any:
        """A copy of *value* that names the first thing wrong, or lacks the invalid map keys."""
        if isinstance(value, str):
            _check_text(value)
        elif isinstance(value, int):
            _check_integer(value)
        elif isinstance(value, list):
            return [self._clean(item) for item in value]
        elif isinstance(value, dict):
            clean = {
                self._clean(key): self._clean(item)
                for key, item in value.items()
                if self._is_map_key(key)
            }
            return KeyOrderedDict(clean) if isinstance(value, KeyOrderedDict) else clean
        return value

    def _is_map_key(self, key: Any) -> bool:
        if isinstance(key, bool):
            if self._bool_as_integer:
                return True
        elif isinstance(key, (int, str, bytes, bytearray)):
            return True
        elif not isinstance(key, (float, GeoJSON, type(None), null, CDTWildcard, CDTInfinite)):
            # No value at all, not only no key.
            self._serialize(key)
        message = f"Attempted to store a map with key {key!r}, which is an invalid type"
        warn_deprecated(message, param_error)
        return False


def raise_remembered(local: threading.local) -> None:
    """Raises the exception that a hook has left for this thread."""
    error = local.__dict__.pop("error", None)
    if error is not None:
        raise error


def _check_text(value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise client_error("Unicode value not encoded in utf-8.", repr(value)) from None


def _check_integer(value: int) -> None:
    if not INT64_MIN <= value <= INT64_MAX:
        raise param_error("integer value exceeds sys.maxsize", str(value))


def _convert_integer(packer: ValuePacker, value: int) -> int:
    _check_integer(value)
    return int(value)


def _convert_geojson(packer: ValuePacker, value: GeoJSON) -> Ext:
    return Ext(GEOJSON, value.dumps().encode())


_CONVERSIONS: dict[type, Callable[[ValuePacker, Any], Any]] = {
    GeoJSON: _convert_geojson,
    KeyOrderedDict: ValuePacker._ordered_map,
    HyperLogLog: lambda packer, value: Ext(HLL, bytes(value)),
    null: lambda packer, value: None,
    CDTWildcard: lambda packer, value: Ext(WILDCARD, b""),
    CDTInfinite: lambda packer, value: Ext(INFINITE, b""),
}

# Subclasses (enumerations among them) are what they derive from.
_BASES: tuple[tuple[type, Callable[[ValuePacker, Any], Any]], ...] = (
    *_CONVERSIONS.items(),
    (int, _convert_integer),
    (str, lambda packer, value: str.__str__(value)),
    (bytes, lambda packer, value: bytes(value)),
    (bytearray, lambda packer, value: bytes(value)),
    (float, lambda packer, value: float(value)),
    (list, lambda packer, value: list(value)),
    (dict, lambda packer, value: dict(value)),
)


def _refuse(data: bytes) -> Any:
    raise client_error("Unknown type for value", f"a string that is not UTF-8: {data[:64]!r}")


def _ext_hook(tag: int, data: bytes) -> Any:
    read = _READERS.get(tag)
    if read is None:
        raise client_error("Unknown type for value")
    return read(data)


def unpack(data: bytes | memoryview) -> Any:
    """A reply's value, blobs as bytes."""
    try:
        return unpackb(data, ext_hook=_ext_hook, option=OPT_NON_STR_KEYS)
    except ValueError as problem:
        return _unpack_again(data, _ext_hook, problem)


def _unpack_again(
    data: bytes | memoryview, hook: Callable[[int, bytes], Any], problem: ValueError
) -> Any:
    """Finds the exception of an ext type that ormsgpack has hidden."""
    errors: list[AerospikeError] = []

    def remember(tag: int, data: bytes) -> Any:
        try:
            return hook(tag, data)
        except AerospikeError as error:
            errors.append(error)
            raise

    try:
        return unpackb(data, ext_hook=remember, option=OPT_NON_STR_KEYS)
    except ValueError:
        if errors:
            raise errors[0] from None
        raise client_error("Unknown type for value", f"malformed reply: {problem}") from problem


_READERS: dict[int, Callable[[bytes], Any]] = {
    GEOJSON: lambda data: geojson_from_text(data.decode()),
    HLL: HyperLogLog,
    ORDERED_MAP: lambda data: KeyOrderedDict(unpack(data)),
    BLOB: bytes,
    PYTHON_BLOB: bytearray,
    RAW_STRING: _refuse,
}


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

    def hook(tag: int, data: bytes) -> Any:
        if tag == BLOB:
            return read_blob(data)
        if tag == ORDERED_MAP:
            return KeyOrderedDict(decode(data))
        return _ext_hook(tag, data)

    def decode(data: bytes | memoryview) -> Any:
        try:
            return unpackb(data, ext_hook=hook, option=OPT_NON_STR_KEYS)
        except ValueError as problem:
            return _unpack_again(data, hook, problem)

    return decode
