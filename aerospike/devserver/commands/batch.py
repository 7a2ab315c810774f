"""Batches: many commands in one message, a response for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..errors import Result, ResultError
from .command import Reply
from .messages import (
    Answer,
    Field,
    Info1,
    Info2,
    Info3,
    Message,
    Reader,
    pack_message,
    parse_fields,
    parse_ops,
)

__all__ = ["execute_batch"]

# Flags of the batch.
RESPOND_ALL_KEYS, RESPOND_FAILED_KEY = 4, 8
# Flags before each record.
REPEAT, INFO, GENERATION, TTL, INFO4 = 1, 2, 4, 8, 16

DIGEST_SIZE = 20

# These results do not end a batch that stops at the first failure.
HARMLESS = frozenset((Result.OK, Result.NOT_FOUND, Result.FILTERED_OUT))

# Flags that mean nothing in a batch.
NOT_IN_BATCH = Info1.COMPRESS_RESPONSE | Info1.XDR


def _read_records(
    message: Message, namespaces: frozenset[bytes]
) -> tuple[int, list[tuple[int, bytes, Message]]]:
    """The flags of a batch, and the index, the digest and the command of each record.

    Raises:
        ResultError: with PARAMETER, the batch is malformed.
    """
    reader = Reader(message.fields.get(Field.BATCH, b""))
    count = reader.number(4)
    if not count:
        raise ResultError(Result.PARAMETER, "an empty batch")
    flags = reader.number(1)
    records: list[tuple[int, bytes, Message]] = []
    command: Message | None = None
    for _ in range(count):
        index = reader.number(4)
        digest = reader.take(DIGEST_SIZE)
        record_flags = reader.number(1)
        if not record_flags & REPEAT:
            command = _read_command(reader, record_flags, message)
            if command.fields.get(Field.NAMESPACE) not in namespaces:
                raise ResultError(Result.PARAMETER, "a batch with a namespace that is not there")
        elif command is None or Field.KEY in command.fields:
            raise ResultError(Result.PARAMETER, "a batch repeats what cannot be repeated")
        records.append((index, digest, command))
    return flags, records


def _read_command(reader: Reader, flags: int, message: Message) -> Message:
    info1 = reader.number(1) & ~NOT_IN_BATCH
    info2 = info3 = info4 = generation = ttl = 0
    if flags & INFO:
        info2, info3 = reader.take(2)
    if flags & INFO4:
        info4 = reader.number(1)
    if flags & GENERATION:
        generation = reader.number(2)
    if flags & TTL:
        ttl = reader.number(4)
    # The namespace is always there, even if the count leaves it out.
    n_fields, n_ops = max(reader.number(2), 1), reader.number(2)
    fields, reader.offset = parse_fields(reader.data, reader.offset, n_fields)
    ops, reader.offset = parse_ops(reader.data, reader.offset, n_ops)
    if Field.FILTER in message.fields:
        fields.setdefault(Field.FILTER, message.fields[Field.FILTER])
    return Message(info1, info2, info3, info4, generation, ttl, fields, ops)


def execute_batch(
    message: Message,
    namespaces: frozenset[bytes],
    run: Callable[[Message, bytes], Reply],
    chunk_size: int,
) -> Iterator[bytes]:
    """Yields the responses of a batch in chunks: one for each record, and one at the end.

    Without ``RESPOND_ALL_KEYS``, the first failure ends the responses. The last response has its
    code. Responses that are not sent yet are dropped; with ``RESPOND_FAILED_KEY`` they are sent, up
    to the chunk with the failed record. All commands run in any case.

    Args:
        message: the batch.
        namespaces: the names of all namespaces.
        run: runs the command of a record.
        chunk_size: the number of bytes at which a chunk is sent.
    """
    try:
        flags, records = _read_records(message, namespaces)
    except ResultError as error:
        yield pack_message(error.code, info3=Info3.LAST)
        return
    failure: int = Result.OK
    ended = False
    chunk = bytearray()
    for index, digest, command in records:
        reply = run(command, digest)
        if ended:
            continue
        if reply.code not in HARMLESS and not flags & RESPOND_ALL_KEYS:
            failure = reply.code
            if not flags & RESPOND_FAILED_KEY:
                chunk.clear()
                ended = True
                continue
        if not command.info2 & Info2.WRITE:
            # Unlike the answers to a single read, these do not name their operator.
            reply = reply._replace(bins=[Answer(*answer[:2]) for answer in reply.bins])
        chunk += reply.pack(index)
        if len(chunk) >= chunk_size:
            yield bytes(chunk)
            chunk.clear()
            ended = bool(failure)
    yield bytes(chunk + pack_message(failure, info3=Info3.LAST))
