"""Batches: many commands in one message, a response for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..errors import Result, ResultError
from ..protocol import Field, Info3, Message, pack_message, parse_fields, parse_ops

__all__ = ["execute_batch"]

# Flags in front of a record.
REPEAT, INFO, GENERATION, TTL, INFO4 = 1, 2, 4, 8, 16

RESPOND_ALL_KEYS = 4
DIGEST_SIZE = 20

# Results that do not end a batch which stops at the first failure.
HARMLESS = frozenset((Result.OK, Result.NOT_FOUND, Result.FILTERED_OUT))


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.offset = 0

    def take(self, size: int) -> bytes:
        end = self.offset + size
        if end > len(self.data):
            raise ResultError(Result.PARAMETER, "a batch ends too early")
        taken = self.data[self.offset : end]
        self.offset = end
        return taken

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")


def records_of(message: Message) -> Iterator[tuple[int, bytes, Message]]:
    """The index, the digest and the command of each record of a batch."""
    reader = _Reader(message.fields[Field.BATCH])
    count = reader.number(4)
    reader.take(1)
    command: Message | None = None
    for _ in range(count):
        index = reader.number(4)
        digest = reader.take(DIGEST_SIZE)
        flags = reader.number(1)
        if not flags & REPEAT:
            command = _read_command(reader, flags, message)
        if command is None:
            raise ResultError(Result.PARAMETER, "a batch begins with a repetition")
        yield index, digest, command


def _read_command(reader: _Reader, flags: int, message: Message) -> Message:
    info1 = info2 = info3 = info4 = generation = ttl = 0
    if flags & INFO:
        info1, info2, info3 = reader.take(3)
    else:
        info1 = reader.number(1)
    if flags & INFO4:
        info4 = reader.number(1)
    if flags & GENERATION:
        generation = reader.number(2)
    if flags & TTL:
        ttl = reader.number(4)
    n_fields, n_ops = reader.number(2), reader.number(2)
    fields, reader.offset = parse_fields(reader.data, reader.offset, n_fields)
    ops, reader.offset = parse_ops(reader.data, reader.offset, n_ops)
    if Field.FILTER in message.fields:
        fields.setdefault(Field.FILTER, message.fields[Field.FILTER])
    return Message(info1, info2, info3, info4, generation, ttl, fields, ops)


def execute_batch(
    message: Message, run: Callable[[Message, bytes], tuple[int, dict[str, object]]]
) -> Iterator[bytes]:
    """The responses of a batch, one a record and one at the end.

    *run* carries out a record's command and gives its result code, with what else
    :func:`~aerospike.devserver.protocol.pack_message` is to say of it.
    """
    respond_all = bool(
        message.fields[Field.BATCH][4:5] and message.fields[Field.BATCH][4] & RESPOND_ALL_KEYS
    )
    try:
        for index, digest, command in records_of(message):
            code, rest = run(command, digest)
            yield pack_message(code, index=index, **rest)  # type: ignore[arg-type]
            if code not in HARMLESS and not respond_all:
                break
    except ResultError as error:
        yield pack_message(error.code, info3=Info3.LAST)
        return
    yield pack_message(info3=Info3.LAST)
