"""Keys of records: tuples to requests, digests and partitions."""

from __future__ import annotations

from typing import Any

from aerospike._errors import param_error
from aerospike._msgpack import (
    OPT_PASSTHROUGH_DATACLASS,
    OPT_PASSTHROUGH_DATETIME,
    OPT_PASSTHROUGH_ENUM,
    OPT_PASSTHROUGH_SUBCLASS,
    OPT_PASSTHROUGH_UUID,
    Ext,
    packb,
)
from aerospike._signatures import official_call
from aerospike.exception import ParamError

__all__ = ["get_partition_id"]

Key = tuple[Any, ...]

PARTITIONS = 4096
DIGEST_SIZE = 20
INT64_MIN = -(2**63)
INT64_MAX = 2**63 - 1

NAMESPACE_LIMIT = 31
SET_LIMIT = 63
BIN_NAME_LIMIT = 15

# The types of a user key that need no further check.
PLAIN_USER_KEYS = frozenset((str, int))

# ormsgpack converts nothing; what it refuses is checked further, too.
PACKED_AS_IT_IS = (
    OPT_PASSTHROUGH_DATACLASS
    | OPT_PASSTHROUGH_DATETIME
    | OPT_PASSTHROUGH_ENUM
    | OPT_PASSTHROUGH_SUBCLASS
    | OPT_PASSTHROUGH_UUID
)

# The ext type of a string that is not UTF-8 (native/bridge/codec.h).
RAW_STRING = 8


_INVALID = "key is invalid"


def _check_name(what: str, value: Any, limit: int) -> str:
    if not isinstance(value, str):
        raise param_error(f"{what} must be a string", f"not {value!r}")
    try:
        size = len(str.encode(value))
    except UnicodeEncodeError:
        raise param_error(_INVALID, f"{what} {value!r} has no UTF-8 form") from None
    if size > limit:
        raise param_error(_INVALID, f"{what} {value!r} is longer than {limit} bytes")
    return str.__str__(value)


def text_before_nul(key: bytes) -> bytes:
    return bytes.split(key, b"\0", 1)[0]


def _check_user_key(value: Any) -> str | int | bytes | Ext:
    if isinstance(value, str):
        try:
            str.encode(value)
        except UnicodeEncodeError:
            raise param_error(_INVALID, f"{value!r} has no UTF-8 form") from None
        return str.__str__(value)
    if isinstance(value, int):
        if not INT64_MIN <= value <= INT64_MAX:
            raise param_error("integer value for KEY exceeds sys.maxsize", str(value))
        return int.__int__(value)
    if isinstance(value, bytearray):
        if not value:
            raise param_error("Byte array size cannot be 0")
        return bytes(memoryview(value))
    if isinstance(value, bytes):
        # The official package stores a bytes key as a string; so must we, to find its records.
        text = text_before_nul(value)
        try:
            return text.decode()
        except UnicodeDecodeError:
            return Ext(RAW_STRING, text)
    raise param_error(_INVALID, f"{value!r} is not a str, int, bytes or bytearray")


def _parts(key: Any) -> tuple[Any, Any, Any, Any]:
    if isinstance(key, tuple):
        if not 3 <= len(key) <= 4:
            raise param_error(
                "key tuple must be (Namespace, Set, Key) or (Namespace, Set, None, Digest)",
                f"not {key!r}",
            )
        return key[0], key[1], key[2], key[3] if len(key) == 4 else None
    if isinstance(key, dict):
        return key.get("ns"), key.get("set"), key.get("key"), key.get("digest")
    raise param_error(_INVALID, f"{key!r} is not a tuple")


def user_key_of(key: Any) -> Any:
    """The user key in a key, as the user gave it."""
    return _parts(key)[2]


def check_key(key: Any) -> tuple[Any, ...]:
    """The key in the bridge's form.

    Raises:
        ParamError: the key is invalid; the message says why.
    """
    ns, set_name, user_key, digest = _parts(key)
    if ns is None and isinstance(key, dict):
        raise param_error("namespace is required")
    ns = _check_name("namespace", ns, NAMESPACE_LIMIT)
    if set_name is not None:
        set_name = _check_name("set", set_name, SET_LIMIT)
    if user_key is not None:
        return ns, set_name, _check_user_key(user_key)
    if digest is None:
        raise param_error("either key or digest is required")
    if not isinstance(digest, bytearray):
        raise param_error("digest is invalid. expected a bytearray", f"not {digest!r}")
    if len(digest) != DIGEST_SIZE:
        raise param_error(
            f"digest size is invalid. should be {DIGEST_SIZE} bytes, but received {len(digest)}"
        )
    return ns, set_name, None, bytes(digest)


def key_parts(key: Any) -> tuple[Any, ...]:
    """The same as :func:`check_key`, with a short way for plain keys."""
    if type(key) is tuple and len(key) == 3:
        ns, set_name, user_key = key
        if (
            type(ns) is str
            and type(set_name) is str
            and len(ns) <= NAMESPACE_LIMIT
            and len(set_name) <= SET_LIMIT
            and ns.isascii()
            and set_name.isascii()
        ):
            kind = type(user_key)
            if kind is str and user_key.isascii():
                return key
            if kind is int and INT64_MIN <= user_key <= INT64_MAX:
                return key
    return check_key(key)


def check_keys(keys: list[Any]) -> list[tuple[Any, ...]]:
    """The parts of many keys.

    Raises:
        ParamError: a key is invalid; the message says which one and why.
    """
    checked = []
    for index, key in enumerate(keys):
        if not isinstance(key, tuple):
            raise param_error("key should be an aerospike key tuple", f"not {key!r}")
        try:
            checked.append(check_key(key))
        except ParamError as problem:
            raise param_error(
                f"failed to convert key at index: {index} -> {problem.msg}", problem.detail
            ) from problem
    return checked


def pack_keys(keys: list[Any]) -> bytes:
    """A list of keys as the bridge reads them; :func:`check_keys` names what is wrong with one."""
    for key in keys:
        if type(key) is not tuple or len(key) != 3 or type(key[2]) not in PLAIN_USER_KEYS:
            break
    else:
        try:
            return packb(keys, None, PACKED_AS_IT_IS)
        except TypeError:
            pass
    return packb(check_keys(keys))


def bin_name(name: Any) -> Any:
    """A bin's name; of a ``bytearray``, the text before its first NUL."""
    if isinstance(name, bytearray):
        return name.decode("utf-8", "surrogateescape").split("\0", 1)[0]
    return name


def _as_stored(user_key: Any) -> Any:
    """The type of a user key; a subclass counts as its base."""
    if isinstance(user_key, str):
        return str.__str__(user_key)
    if isinstance(user_key, int):
        return int.__int__(user_key)
    if isinstance(user_key, bytes):
        text = text_before_nul(user_key)
        try:
            return text.decode()
        except UnicodeDecodeError:
            return text
    if isinstance(user_key, bytearray) and type(user_key) is not bytearray:
        return bytearray(memoryview(user_key))
    return user_key


def complete_key(key: Any, digest: bytes, with_user_key: bool = True) -> Key:
    """The key in a reply: (namespace, set, user key or None, digest)."""
    if type(key) is tuple:
        ns, set_name, user_key = key[:3]
    else:
        ns, set_name, user_key, _ = _parts(key)
    if not with_user_key:
        user_key = None
    elif type(user_key) not in PLAIN_USER_KEYS:
        user_key = _as_stored(user_key)
    return ns or None, set_name or None, user_key, bytearray(digest)


def _type_name(value: Any) -> str:
    return "None" if value is None else type(value).__name__


@official_call
def get_partition_id(digest: str | bytes | bytearray) -> int:
    """The partition that a digest belongs to.

    Args:
        digest: the 20 bytes of a record's digest.

    Returns:
        The partition id, from 0 to 4095.

    Raises:
        TypeError: *digest* is not text or bytes.
        ParamError: *digest* is shorter than the two bytes that hold the partition.
    """
    if isinstance(digest, str):
        digest = digest.encode()
    if not isinstance(digest, (bytes, bytearray)):
        raise TypeError(f"argument 1 must be str, not {_type_name(digest)}")
    if len(digest) < 2:
        raise param_error("digest is invalid", f"{len(digest)} bytes; it has {DIGEST_SIZE}")
    return int.from_bytes(digest[:2], "little") & (PARTITIONS - 1)
