"""The frames of the protocol: the header before each message, and compression."""

from __future__ import annotations

import socket
import struct
import zlib

from ..errors import Result, ResultError

__all__ = [
    "FRAME",
    "TYPE_COMPRESSED",
    "TYPE_INFO",
    "TYPE_MESSAGE",
    "TYPE_SECURITY",
    "Incoming",
    "decompress",
    "frame",
    "parse_header",
]

VERSION = 2
TYPE_INFO, TYPE_SECURITY, TYPE_MESSAGE, TYPE_COMPRESSED = 1, 2, 3, 4
_TYPES = frozenset((TYPE_INFO, TYPE_SECURITY, TYPE_MESSAGE, TYPE_COMPRESSED))
MAX_SIZE = 128 * 1024 * 1024
_CHUNK = 16 * 1024
_MOST_AT_ONCE = 1024 * 1024

# The version, the type and the size of a message, in one number.
FRAME = struct.Struct(">Q")


def parse_header(header: bytes) -> tuple[int, int] | None:
    """The type and the size of the message after a header, None if the header is malformed."""
    (number,) = FRAME.unpack(header)
    version, kind, size = number >> 56, number >> 48 & 0xFF, number & 0xFFFFFFFFFFFF
    # Old clients send security messages with version 0.
    known = version == VERSION or (version == 0 and kind == TYPE_SECURITY)
    return (kind, size) if known and kind in _TYPES and size <= MAX_SIZE else None


def frame(kind: int, body: bytes) -> bytes:
    """A message with its header."""
    return FRAME.pack(VERSION << 56 | kind << 48 | len(body)) + body


class Incoming:
    """The messages that arrive on a connection."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._data = b""

    def next(self) -> tuple[int, bytes] | None:
        """The type and the body of the next message.

        None at the end of the stream, or if a message is malformed.
        """
        data = self._data
        # Most messages arrive whole, and alone.
        while len(data) < FRAME.size:
            more = self._connection.recv(_CHUNK)
            if not more:
                return None
            data += more
        wanted = parse_header(data[: FRAME.size])
        if wanted is None:
            return None
        kind, size = wanted
        end = FRAME.size + size
        if len(data) < end:
            data = self._rest(data, end)
            if len(data) < end:
                return None
        self._data = data[end:]
        return kind, data[FRAME.size : end]

    def _rest(self, data: bytes, end: int) -> bytes:
        parts = [data]
        missing = end - len(data)
        while missing > 0:
            more = self._connection.recv(min(missing, _MOST_AT_ONCE))
            if not more:
                break
            parts.append(more)
            missing -= len(more)
        return b"".join(parts)


def decompress(body: bytes) -> tuple[int, bytes]:
    """The kind and the body of a compressed message.

    Raises:
        ResultError: with PARAMETER, it is malformed or too large.
    """
    if len(body) < FRAME.size:
        raise ResultError(Result.PARAMETER, "a compressed message is too short")
    (size,) = FRAME.unpack_from(body)
    if size > MAX_SIZE:
        raise ResultError(Result.PARAMETER, f"a compressed message of {size} bytes")
    inflater = zlib.decompressobj()
    try:
        plain = inflater.decompress(body[FRAME.size :], size)
    except zlib.error as problem:
        raise ResultError(Result.PARAMETER, f"a compressed message: {problem}") from None
    if len(plain) != size or size < FRAME.size:
        raise ResultError(Result.PARAMETER, "a compressed message has the wrong size")
    (head,) = FRAME.unpack_from(plain)
    return head >> 48 & 0xFF, plain[FRAME.size :]
