"""The metadata of a record, its key and its bins."""

from __future__ import annotations

import struct

from ..model.values import UNKNOWN, Blob, Particle, Str, Value
from .builder import Build, Builder, Builders, expect
from .nodes import MAX_VALUE_TYPE, Frame, Node, Type, is_of_type, malformed

__all__ = ["BUILDERS"]

_DIGEST_MODULO = 64
_KEY, _BIN, _BIN_TYPE = 80, 81, 82

_METADATA: dict[int, tuple[str, Type]] = {
    65: ("device_size", Type.INT),
    66: ("last_update", Type.INT),
    67: ("since_update", Type.INT),
    68: ("void_time", Type.INT),
    69: ("ttl", Type.INT),
    70: ("set_name", Type.STR),
    71: ("key_exists", Type.BOOL),
    72: ("is_tombstone", Type.BOOL),
    73: ("memory_size", Type.INT),
    74: ("record_size", Type.INT),
}

_BIN_NAME_LIMIT = 15
_INT32_LIMIT = 2**31
# The server takes these bytes of a digest as an integer. They do not choose the partition.
_DIGEST_END = slice(16, 20)


def _metadata(name: str, type: Type) -> Build:
    def run(frame: Frame) -> Value:
        if not frame.is_record:
            return UNKNOWN
        value = frame.context.metadata(name)
        return Str(value) if type is Type.STR else value

    def build(builder: Builder, count: int) -> Node:
        expect(count, 0)
        return Node(type, run)

    return build


def _digest_modulo(builder: Builder, count: int) -> Node:
    expect(count, 1)
    modulo = abs((builder.reader.integer() + _INT32_LIMIT) % (2 * _INT32_LIMIT) - _INT32_LIMIT)
    if not modulo:
        raise malformed("with a modulo of zero")

    def run(frame: Frame) -> Value:
        if not frame.is_record:
            return UNKNOWN
        digest: bytes = frame.context.metadata("digest")
        return int.from_bytes(digest[_DIGEST_END], "little") % modulo

    return Node(Type.INT, run)


_INTEGER_KEY = struct.Struct(">q")
_KEY_PARTICLES = {Particle.STRING: Str, Particle.BLOB: Blob}


def _key_value(key: bytes) -> Value:
    if key[0] == Particle.INTEGER:
        return _INTEGER_KEY.unpack(key[1:])[0] if len(key) == 1 + _INTEGER_KEY.size else UNKNOWN
    kind = _KEY_PARTICLES.get(key[0])
    return UNKNOWN if kind is None else kind(key[1:])


def _key(builder: Builder, count: int) -> Node:
    expect(count, 1)
    number = builder.reader.integer()
    if number not in (Type.INT, Type.STR, Type.BLOB):
        raise malformed(f"with a key of the type {number}")
    type = Type(number)

    def run(frame: Frame) -> Value:
        key = frame.context.metadata("key") if frame.is_record else None
        value = UNKNOWN if key is None else _key_value(key)
        return value if is_of_type(value, type) else UNKNOWN

    return Node(type, run)


def _name(builder: Builder) -> bytes:
    name = builder.reader.raw()
    if len(name) > _BIN_NAME_LIMIT or b"\0" in name:
        raise malformed(f"with a bin called {name!r}")
    return name


def _bin(builder: Builder, count: int) -> Node:
    expect(count, 2)
    number = builder.reader.integer()
    if not Type.NIL <= number <= MAX_VALUE_TYPE:
        raise malformed(f"with a bin of the type {number}")
    type = Type(number)
    name = _name(builder)

    def run(frame: Frame) -> Value:
        value = frame.context.bin(name)
        return value if value is not None and is_of_type(value, type) else UNKNOWN

    return Node(type, run)


def _bin_type(builder: Builder, count: int) -> Node:
    expect(count, 1)
    name = _name(builder)
    return Node(
        Type.INT,
        lambda frame: frame.context.bin_type(name) if frame.is_record else UNKNOWN,
    )


BUILDERS: Builders = {
    **{code: _metadata(*row) for code, row in _METADATA.items()},
    _DIGEST_MODULO: _digest_modulo,
    _KEY: _key,
    _BIN: _bin,
    _BIN_TYPE: _bin_type,
}
