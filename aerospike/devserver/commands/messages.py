"""The messages of the client protocol, their fields and operations, to bytes and back."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import NamedTuple

from ..errors import Result, ResultError
from ..model.operators import Operator
from ..model.particle import Bin

__all__ = [
    "Answer",
    "Field",
    "Info1",
    "Info2",
    "Info3",
    "Info4",
    "Message",
    "Op",
    "Reader",
    "pack_message",
    "parse_message",
]

HEADER = struct.Struct(">BBBBBBIIIHH")
HEADER_SIZE = HEADER.size
FIELD = struct.Struct(">IB")
OP = struct.Struct(">IBBBB")
# An operation may have a time stamp between the name of its bin and its value.
OP_HAS_TIME, OP_TIME_SIZE = 1, 8


class Info1:
    """Flags of reads."""

    READ = 1
    GET_ALL = 2
    SHORT_QUERY = 4
    BATCH = 8
    XDR = 16
    NO_BIN_DATA = 32
    READ_MODE_AP_ALL = 64
    COMPRESS_RESPONSE = 128


class Info2:
    """Flags of writes."""

    WRITE = 1
    DELETE = 2
    GENERATION = 4
    GENERATION_GT = 8
    DURABLE_DELETE = 16
    CREATE_ONLY = 32
    RELAX_AP_LONG_QUERY = 64
    RESPOND_ALL_OPS = 128


class Info3:
    """Flags of writes, of queries and of responses."""

    LAST = 1
    COMMIT_MASTER = 2
    PARTITION_DONE = 4
    UPDATE_ONLY = 8
    CREATE_OR_REPLACE = 16
    REPLACE_ONLY = 32
    SC_READ_TYPE = 64
    SC_READ_RELAX = 128


class Info4:
    """Flags of transactions, and the level of detail in errors."""

    TXN_VERIFY_READ = 1
    TXN_ROLL_FORWARD = 2
    TXN_ROLL_BACK = 4
    TXN_ON_LOCKING_ONLY = 16
    VERBOSITY_SHIFT = 5
    VERBOSITY_MASK = 0x60


class Field:
    """The numbers of the fields."""

    NAMESPACE = 0
    SET = 1
    KEY = 2
    RECORD_VERSION = 3
    DIGEST = 4
    TXN_ID = 5
    TXN_DEADLINE = 6
    TASK_ID = 7
    SOCKET_TIMEOUT = 9
    RECORDS_PER_SECOND = 10
    PARTITIONS = 11
    DIGESTS = 12
    MAX_RECORDS = 13
    PARTITION_VALUES = 15
    INDEX_NAME = 21
    INDEX_RANGE = 22
    INDEX_CONTEXT = 23
    INDEX_EXPRESSION = 24
    INDEX_TYPE = 26
    UDF_MODULE = 30
    UDF_FUNCTION = 31
    UDF_ARGUMENTS = 32
    UDF_OP = 33
    QUERY_BINS = 40
    BATCH = 41
    FILTER = 43
    ERROR_DETAILS = 45


class Op(NamedTuple):
    """An operation of a request: what to do with a bin."""

    operator: int
    particle: int
    name: bytes
    data: bytes


class Message(NamedTuple):
    """A request."""

    info1: int
    info2: int
    info3: int
    info4: int
    generation: int
    record_ttl: int
    fields: dict[int, bytes]
    ops: list[Op]


class Reader:
    """A position in packed data."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.offset = 0

    def take(self, size: int) -> bytes:
        """The next bytes.

        Raises:
            ResultError: with PARAMETER, there are too few.
        """
        end = self.offset + size
        if end > len(self.data):
            raise ResultError(Result.PARAMETER, "the data ends too early")
        taken = self.data[self.offset : end]
        self.offset = end
        return taken

    def number(self, size: int) -> int:
        """The next integer, which has a size in bytes."""
        return int.from_bytes(self.take(size), "big")


def parse_fields(body: bytes, offset: int, count: int) -> tuple[dict[int, bytes], int]:
    """*count* fields, and where they end."""
    fields: dict[int, bytes] = {}
    length = len(body)
    for _ in range(count):
        start = offset + FIELD.size
        if start > length:
            raise ResultError(Result.PARAMETER, "a field ends too early")
        size, number = FIELD.unpack_from(body, offset)
        offset += 4 + size
        if size < 1 or offset > length:
            raise ResultError(Result.PARAMETER, "a field has the wrong size")
        # If a field occurs twice, the first one counts.
        if number not in fields:
            fields[number] = body[start:offset]
    return fields, offset


def parse_ops(body: bytes, offset: int, count: int) -> tuple[list[Op], int]:
    """*count* operations, and where they end."""
    ops: list[Op] = []
    length = len(body)
    for _ in range(count):
        start = offset + OP.size
        if start > length:
            raise ResultError(Result.PARAMETER, "an operation ends too early")
        size, operator, particle, flags, name_size = OP.unpack_from(body, offset)
        offset += 4 + size
        value = named = start + name_size
        if flags & OP_HAS_TIME:
            value += OP_TIME_SIZE
        if value > offset or offset > length:
            raise ResultError(Result.PARAMETER, "an operation has the wrong size")
        ops.append(Op(operator, particle, body[start:named], body[value:offset]))
    return ops, offset


def parse_message(body: bytes) -> Message:
    """A request.

    Raises:
        ResultError: with PARAMETER, it is malformed.
    """
    if len(body) < HEADER_SIZE:
        raise ResultError(Result.PARAMETER, "a message is too short")
    _, info1, info2, info3, info4, _, generation, ttl, _, n_fields, n_ops = HEADER.unpack_from(body)
    fields, offset = parse_fields(body, HEADER_SIZE, n_fields)
    # The operations of a batch are in its field.
    if not info1 & Info1.BATCH or n_ops:
        ops, offset = parse_ops(body, offset, n_ops)
    else:
        ops = []
    if offset != len(body):
        raise ResultError(Result.PARAMETER, "there are bytes after the message")
    return Message(info1, info2, info3, info4, generation, ttl, fields, ops)


class Answer(NamedTuple):
    """A bin of a response; the operator is that of the operation it answers."""

    name: bytes
    bin: Bin
    operator: int = Operator.READ


def pack_op(name: bytes, bin: Bin, operator: int) -> bytes:
    """A bin of a response, as bytes."""
    particle, data, _ = bin
    size = len(name)
    return OP.pack(4 + size + len(data), operator, particle, 0, size) + name + data


def pack_field(number: int, data: bytes) -> bytes:
    """A field of a response."""
    return FIELD.pack(len(data) + 1, number) + data


def pack_message(
    result: int = 0,
    generation: int = 0,
    void_time: int = 0,
    bins: Iterable[Answer] = (),
    *,
    info1: int = 0,
    info3: int = 0,
    index: int = 0,
    fields: Iterable[tuple[int, bytes]] = (),
) -> bytes:
    """A response, without its protocol header."""
    packed_bins = [pack_op(*answer) for answer in bins]
    packed_fields = [pack_field(number, data) for number, data in fields]
    header = HEADER.pack(
        HEADER_SIZE,
        info1,
        0,
        info3,
        0,
        result,
        generation,
        void_time,
        index,
        len(packed_fields),
        len(packed_bins),
    )
    return b"".join((header, *packed_fields, *packed_bins))
