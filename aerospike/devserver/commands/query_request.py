"""Queries as they are requested: the fields of a message, checked."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import NamedTuple

from ..errors import Result, ResultError
from ..model.cdt_context import only_finds
from ..model.geo import check_size
from ..model.record import PARTITIONS, partition_of
from ..model.values import Particle
from ..model.wire import unpack
from ..state.indexes import Range, Resume
from .command import BIN_NAME_LIMIT, Command
from .messages import Field, Info1, Info2, Info3, Message

__all__ = ["QueryRequest", "parse_query"]

DIGEST_SIZE = 20
SET_NAME_LIMIT = 63
INDEX_NAME_LIMIT = 63

# Longer keys are not indexed, and cannot be looked up.
_KEY_LIMIT = 2047
_GEOJSON_LIMIT = 1024 * 1024 - 1

# The operations of a user-defined function.
_AGGREGATE, _BACKGROUND = 1, 2


class QueryRequest(NamedTuple):
    """A query. The partitions are None for all that the node is the master of."""

    message: Message
    aggregates: bool
    is_background: bool
    is_short: bool
    id: int
    set_name: bytes
    partitions: dict[int, Resume | None] | None
    range: Range | None
    index_type: int
    index_name: bytes
    index_context: bytes | None
    index_expression: bytes | None
    records_per_second: int
    max_records: int
    socket_timeout: int
    filter: bytes | None

    @property
    def resumed(self) -> int:
        """How many partitions resume after a digest."""
        return sum(resume is not None for resume in (self.partitions or {}).values())


def _invalid(what: str) -> ResultError:
    return ResultError(Result.PARAMETER, what)


def parse_query(message: Message) -> QueryRequest:
    """The query in a message.

    Raises:
        ResultError: the server refuses such a query, mostly with PARAMETER.
    """
    fields = message.fields
    udf = _udf_operation(message)
    is_background = bool(message.info2 & Info2.WRITE) if udf is None else udf == _BACKGROUND
    is_short = bool(message.info1 & Info1.SHORT_QUERY)
    is_basic = udf is None and not is_background
    if is_basic and not message.info3 & Info3.PARTITION_DONE:
        raise ResultError(Result.UNSUPPORTED_FEATURE, "a query of an old client")
    if is_short and not is_basic:
        raise _invalid("only a query that answers with records can be short")
    if udf == _AGGREGATE and Field.FILTER in fields:
        raise ResultError(Result.UNSUPPORTED_FEATURE, "an aggregation with a filter expression")
    set_name = fields.get(Field.SET, b"")
    if len(set_name) > SET_NAME_LIMIT:
        raise _invalid("the set's name is too long")
    partitions = _partitions(fields) if is_basic else None
    wanted = _range(fields)
    context = _index_part(fields, Field.INDEX_CONTEXT) if wanted else None
    records_per_second = _number(fields, Field.RECORDS_PER_SECOND, 4)
    if is_short and Field.RECORDS_PER_SECOND in fields:
        raise _invalid("a short query with a limit of records per second")
    index_name = _index_name(fields)
    if is_basic and partitions is None:
        raise ResultError(Result.UNSUPPORTED_FEATURE, "a query of no partitions")
    return QueryRequest(
        message,
        udf == _AGGREGATE,
        is_background,
        is_short,
        int.from_bytes(fields.get(Field.TASK_ID, b""), "big"),
        set_name,
        partitions,
        wanted,
        fields.get(Field.INDEX_TYPE, b"\0")[0] if wanted else 0,
        index_name,
        context,
        _index_part(fields, Field.INDEX_EXPRESSION) if wanted else None,
        records_per_second,
        _number(fields, Field.MAX_RECORDS, 8) if is_basic else 0,
        _number(fields, Field.SOCKET_TIMEOUT, 4) if not is_background else 0,
        fields.get(Field.FILTER),
    )


def _udf_operation(message: Message) -> int | None:
    if Field.UDF_MODULE not in message.fields:
        return None
    operation = message.fields.get(Field.UDF_OP, b"")
    if len(operation) != 1 or operation[0] not in (_AGGREGATE, _BACKGROUND):
        raise _invalid(f"unknown operation {operation!r} of a function")
    return operation[0]


def _number(fields: dict[int, bytes], field: int, size: int) -> int:
    data = fields.get(field)
    if data is None:
        return 0
    if len(data) != size:
        raise _invalid(f"the field {field} has {len(data)} bytes")
    return int.from_bytes(data, "big")


def _partitions(fields: dict[int, bytes]) -> dict[int, Resume | None] | None:
    if Field.PARTITIONS not in fields and Field.DIGESTS not in fields:
        return None
    requested: dict[int, Resume | None] = {}
    if Field.PARTITIONS in fields:
        total = _count(fields[Field.PARTITIONS], 2)
        partitions = struct.unpack_from(f"<{total}H", fields[Field.PARTITIONS])
        requested = dict.fromkeys(partitions)
        if len(requested) < total or max(partitions) >= PARTITIONS:
            raise _invalid("a partition that does not exist or is requested twice")
    for resume in _resumes(fields):
        partition = partition_of(resume.digest)
        if partition in requested:
            raise _invalid(f"the partition {partition} is requested twice")
        requested[partition] = resume
    return requested


def _count(data: bytes, size: int) -> int:
    """The number of items of a fixed size; a rest at the end is ignored."""
    total = len(data) // size
    if not 0 < total <= PARTITIONS:
        raise _invalid(f"an array of {total} items")
    return total


def _split(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, _count(data, size) * size, size)]


def _resumes(fields: dict[int, bytes]) -> list[Resume]:
    has_values = Field.PARTITION_VALUES in fields
    if Field.DIGESTS not in fields:
        if has_values:
            raise _invalid("values without digests")
        return []
    digests = _split(fields[Field.DIGESTS], DIGEST_SIZE)
    if Field.INDEX_RANGE not in fields:
        return [Resume(digest) for digest in digests]
    values = _split(fields.get(Field.PARTITION_VALUES, b""), 8)
    if len(values) != len(digests):
        raise _invalid(f"{len(values)} values for {len(digests)} digests")
    return [
        Resume(digest, int.from_bytes(value, "little", signed=True))
        for digest, value in zip(digests, values)
    ]


def _index_name(fields: dict[int, bytes]) -> bytes:
    name = fields.get(Field.INDEX_NAME)
    if name is None:
        return b""
    if not 0 < len(name) <= INDEX_NAME_LIMIT or Field.INDEX_EXPRESSION in fields:
        raise _invalid(f"the index {name!r} cannot be asked")
    return name


def _index_part(fields: dict[int, bytes], field: int) -> bytes | None:
    """The context or the expression of an index; a query has only one of them."""
    data = fields.get(field)
    if data is None:
        return None
    others = {Field.INDEX_NAME, Field.INDEX_CONTEXT, Field.INDEX_EXPRESSION} - {field}
    if not data or others & fields.keys():
        raise _invalid("a query names its index by name, expression or context")
    if field == Field.INDEX_CONTEXT and not only_finds(unpack(data)):
        raise _invalid("the context of an index only finds what is there")
    return data


def _range(fields: dict[int, bytes]) -> Range | None:
    data = fields.get(Field.INDEX_RANGE)
    if data is None:
        return None
    named = Field.INDEX_NAME in fields or Field.INDEX_EXPRESSION in fields
    if len(data) < 3 or data[0] != 1:
        raise _invalid("a query has one range")
    size = data[1]
    if bool(size) == named or size > BIN_NAME_LIMIT or len(data) < 3 + size:
        raise _invalid("a query names a bin or an index")
    name, particle = data[2 : 2 + size], data[2 + size]
    Command.check_bin_name(name)
    if Field.INDEX_TYPE in fields and not fields[Field.INDEX_TYPE]:
        raise _invalid("the type of the index is missing")
    read = _RANGES.get(particle)
    if read is None:
        raise _invalid(f"no index has the type {particle}")
    return read(particle, name, data[3 + size :])


def _read_value(data: bytes) -> tuple[bytes, bytes]:
    """A value after its size, and the data that follows."""
    size = int.from_bytes(data[:4], "big")
    if len(data) < 4 + size:
        raise _invalid("a range ends too early")
    return data[4 : 4 + size], data[4 + size :]


def _integers(particle: int, bin: bytes, data: bytes) -> Range:
    begin, rest = _read_value(data)
    end, _ = _read_value(rest)
    if len(begin) != 8 or len(end) != 8:
        raise _invalid("an integer of a range has eight bytes")
    low = int.from_bytes(begin, "big", signed=True)
    high = int.from_bytes(end, "big", signed=True)
    if low > high:
        raise _invalid(f"the range from {low} to {high}")
    return Range(particle, bin, low, high)


def _one_value(limit: int, least: int) -> Callable[[int, bytes, bytes], Range]:
    def read(particle: int, bin: bytes, data: bytes) -> Range:
        # The end of the range repeats the value. The server does not read it.
        value, _ = _read_value(data)
        if not least <= len(value) <= limit:
            raise _invalid(f"a value of {len(value)} bytes")
        return Range(particle, bin, value=value)

    return read


def _shape(particle: int, bin: bytes, data: bytes) -> Range:
    wanted = _one_value(_GEOJSON_LIMIT, 1)(particle, bin, data)
    try:
        check_size(wanted.value)
    except ResultError as error:
        raise _invalid(error.message) from None
    return wanted


_RANGES: dict[int, Callable[[int, bytes, bytes], Range]] = {
    Particle.INTEGER: _integers,
    Particle.STRING: _one_value(_KEY_LIMIT, 0),
    Particle.BLOB: _one_value(_KEY_LIMIT, 0),
    Particle.GEOJSON: _shape,
}
