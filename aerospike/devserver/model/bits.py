"""Operations on the bits of blobs, as clients send them: a list of the operation and its arguments.

The bits of a blob are counted from the most significant one of its first byte.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import and_, or_, xor
from typing import NamedTuple

from ..errors import Result, ResultError
from .requests import (
    Parameter,
    check_flags,
    integer,
    parameter_error,
    parts,
    read_arguments,
    unpack_request,
    unsigned,
    wrap,
)
from .values import NO_RESULT, Blob, Particle, Value

__all__ = ["CHANGES", "READS", "bits_modify", "bits_read"]

# The flags of changes.
CREATE_ONLY, UPDATE_ONLY, NO_FAIL, PARTIAL = 1, 2, 4, 8
# The flags of particular operations: on integers, and on the size.
SIGNED, SATURATE, WRAP = 1, 2, 4
FROM_FRONT, GROW_ONLY, SHRINK_ONLY = 1, 2, 4

_BYTE = 8
_MAX_BYTES = 128 * 1024 * 1024
_MAX_BITS = _MAX_BYTES * _BYTE
_MAX_INTEGER_BITS = 64


class _Arguments(NamedTuple):
    """The arguments of an operation. Offsets and sizes are in bits."""

    offset: int = 0
    size: int = 0
    value: int = 0
    data: bytes = b""
    flags: int = 0
    subflags: int = 0

    def refuse(self, code: Result, what: str) -> None:
        """Fails, unless NO_FAIL is set: then the operation changes nothing.

        Raises:
            ResultError: with the code.
        """
        if not self.flags & NO_FAIL:
            raise ResultError(code, what)


def _bounded(least: int, most: int, unit: int = 1) -> Callable[[Value], int]:
    """Reads an integer within bounds, and multiplies it by *unit* to count bits."""

    def read(value: Value) -> int:
        number = integer(value)
        if not least <= number <= most:
            raise parameter_error(f"{number} is not between {least} and {most}")
        return number * unit

    return read


def _data(value: Value) -> bytes:
    # The server accepts any type that has bytes.
    if not isinstance(value, bytes) or not value:
        raise parameter_error(f"a {type(value).__name__} has no bits")
    return bytes(value)


def _flag(value: Value) -> int:
    if not isinstance(value, bool):
        raise parameter_error(f"a {type(value).__name__} is not a boolean")
    return int(value)


_OFFSET = Parameter("offset", _bounded(-_MAX_BITS, _MAX_BITS))
_BYTE_OFFSET = Parameter("offset", _bounded(-_MAX_BYTES, _MAX_BYTES, _BYTE))
_SIZE = Parameter("size", _bounded(1, _MAX_BITS))
_BYTE_SIZE = Parameter("size", _bounded(1, _MAX_BYTES, _BYTE))
_NEW_BYTE_SIZE = Parameter("size", _bounded(0, _MAX_BYTES, _BYTE))
_INTEGER_SIZE = Parameter("size", _bounded(1, _MAX_INTEGER_BITS))
_DISTANCE = Parameter("value", _bounded(0, _MAX_BITS))
_NUMBER = Parameter("value", unsigned)
_WANTED = Parameter("value", _flag)
_DATA = Parameter("data", _data)
_FLAGS = Parameter("flags", unsigned)
_SUBFLAGS = Parameter("subflags", unsigned)


def _arguments(
    parameters: Sequence[Parameter],
    optional: int,
    given: Sequence[Value],
    flags: int = 0,
    subflags: int = 0,
) -> _Arguments:
    """The arguments of an operation, with its known flags.

    Raises:
        ResultError: with PARAMETER, they are wrong.
    """
    arguments = _Arguments(**read_arguments(parameters, optional, given))
    check_flags(arguments.flags, flags, CREATE_ONLY | UPDATE_ONLY)
    check_flags(arguments.subflags, subflags, GROW_ONLY | SHRINK_ONLY)
    if _DATA in parameters and len(arguments.data) * _BYTE < arguments.size:
        raise parameter_error(f"{len(arguments.data)} bytes have no {arguments.size} bits")
    return arguments


def _start(arguments: _Arguments, bits: int) -> int:
    """The index of the first bit in a blob of *bits* bits."""
    offset = arguments.offset
    if offset < -bits:
        raise parameter_error(f"the blob has {bits} bits, and not bit {offset}")
    return offset + bits if offset < 0 else offset


def _span(blob: bytes, arguments: _Arguments) -> range:
    """The bits that an operation reads or changes; an empty range if it does nothing.

    Raises:
        ResultError: the blob lacks some of them, or with PARTIAL all.
    """
    total = len(blob) * _BYTE
    start = _start(arguments, total)
    span = range(start, start + arguments.size)
    if span.stop <= total:
        return span
    if start < total and arguments.flags & PARTIAL:
        return range(start, total)
    arguments.refuse(Result.OP_NOT_APPLICABLE, f"bits {span} are not all among {total}")
    return range(0)


def _ones(count: int) -> int:
    return (1 << count) - 1


def _get(blob: bytes, span: range) -> int:
    """Bits of a blob as a number."""
    first, last = span.start // _BYTE, -(-span.stop // _BYTE)
    number = int.from_bytes(blob[first:last], "big")
    return number >> (last * _BYTE - span.stop) & _ones(len(span))


def _put(blob: bytes, span: range, number: int) -> bytes:
    """The blob with the bits of a span replaced."""
    first, last = span.start // _BYTE, -(-span.stop // _BYTE)
    behind = last * _BYTE - span.stop
    others = int.from_bytes(blob[first:last], "big") & ~(_ones(len(span)) << behind)
    changed = (others | number << behind).to_bytes(last - first, "big")
    return blob[:first] + changed + blob[last:]


# Changes of bits. Each function gets the bits as a number, their count, and the arguments. It
# returns None without a result.


def _given(arguments: _Arguments, size: int) -> int:
    """The first *size* bits of the data in the arguments."""
    return _get(arguments.data, range(size))


def _combined(combine: Callable[[int, int], int]) -> Callable[[int, int, _Arguments], int | None]:
    return lambda bits, size, arguments: combine(bits, _given(arguments, size))


def _not(bits: int, size: int, arguments: _Arguments) -> int:
    return bits ^ _ones(size)


def _shift_left(bits: int, size: int, arguments: _Arguments) -> int:
    return bits << arguments.value & _ones(size) if arguments.value < size else 0


def _shift_right(bits: int, size: int, arguments: _Arguments) -> int:
    return bits >> arguments.value


def _signed(bits: int, size: int) -> int:
    return bits - (1 << size) if bits >> (size - 1) else bits


def _sum(bits: int, size: int, arguments: _Arguments, *, sign: int) -> int | None:
    """A sum or a difference, None if an overflow is a failure."""
    mask = _ones(size)
    operand = arguments.value & mask
    result = (bits + sign * operand) & mask
    if arguments.subflags & WRAP:
        return result
    if arguments.subflags & SIGNED:
        first, second, total = (_signed(n & mask, size) for n in (bits, sign * operand, result))
        # The server never treats a result of zero as an overflow.
        overflows = first * second > 0 > first * total
        limit = mask >> 1 if first > 0 else 1 << (size - 1)
    else:
        overflows = result < bits if sign > 0 else result > bits
        limit = mask if sign > 0 else 0
    if not overflows:
        return result
    return limit if arguments.subflags & SATURATE else None


def _add(bits: int, size: int, arguments: _Arguments) -> int | None:
    return _sum(bits, size, arguments, sign=1)


def _subtract(bits: int, size: int, arguments: _Arguments) -> int | None:
    return _sum(bits, size, arguments, sign=-1)


def _set_integer(bits: int, size: int, arguments: _Arguments) -> int:
    return arguments.value & _ones(size)


class _Change(NamedTuple):
    """An operation that changes bits in place."""

    parameters: Sequence[Parameter]
    change: Callable[[int, int, _Arguments], int | None]
    flags: int = UPDATE_ONLY | NO_FAIL | PARTIAL
    subflags: int = 0
    optional: int = 1
    creates: bool = False

    def apply(self, blob: bytes, arguments: _Arguments) -> bytes | None:
        """The changed blob, None if it does not change."""
        span = _span(blob, arguments)
        if not span:
            return None
        number = self.change(_get(blob, span), len(span), arguments)
        if number is None:
            arguments.refuse(Result.OP_NOT_APPLICABLE, "the number does not fit")
            return None
        return _put(blob, span, number)


class _Resizing(NamedTuple):
    """An operation that changes the number of bytes."""

    parameters: Sequence[Parameter]
    apply: Callable[[bytes, _Arguments], bytes | None]
    flags: int
    subflags: int = 0
    optional: int = 1
    creates: bool = True


def _resize(blob: bytes, arguments: _Arguments) -> bytes | None:
    size, subflags = arguments.size // _BYTE, arguments.subflags
    missing = size - len(blob)
    if not missing:
        return None
    if subflags & (GROW_ONLY if missing < 0 else SHRINK_ONLY):
        arguments.refuse(Result.PARAMETER, f"{len(blob)} bytes cannot become {size}")
        return None
    if subflags & FROM_FRONT:
        return bytes(missing) + blob if missing > 0 else blob[-missing:]
    return blob + bytes(missing) if missing > 0 else blob[:size]


def _insert(blob: bytes, arguments: _Arguments) -> bytes:
    start = _start(arguments, len(blob) * _BYTE) // _BYTE
    padding = bytes(max(start - len(blob), 0))
    return blob[:start] + padding + arguments.data + blob[start:]


def _remove(blob: bytes, arguments: _Arguments) -> bytes | None:
    start = _start(arguments, len(blob) * _BYTE) // _BYTE
    end = start + arguments.size // _BYTE
    if start >= len(blob) or (end > len(blob) and not arguments.flags & PARTIAL):
        arguments.refuse(Result.PARAMETER, f"the blob lacks bytes of {start} to {end}")
        return None
    return blob[:start] + blob[end:]


_WITH_DATA = (_OFFSET, _SIZE, _DATA, _FLAGS)
_WITH_DISTANCE = (_OFFSET, _SIZE, _DISTANCE, _FLAGS)
_WITH_NUMBER = (_OFFSET, _INTEGER_SIZE, _NUMBER, _FLAGS)


def _arithmetic(change: Callable[[int, int, _Arguments], int | None]) -> _Change:
    parameters = (*_WITH_NUMBER, _SUBFLAGS)
    return _Change(parameters, change, UPDATE_ONLY | NO_FAIL, SIGNED | SATURATE | WRAP, 2)


CHANGES: Mapping[int, _Change | _Resizing] = {
    0: _Resizing(
        (_NEW_BYTE_SIZE, _FLAGS, _SUBFLAGS),
        _resize,
        CREATE_ONLY | UPDATE_ONLY | NO_FAIL,
        FROM_FRONT | GROW_ONLY | SHRINK_ONLY,
        optional=2,
    ),
    1: _Resizing((_BYTE_OFFSET, _DATA, _FLAGS), _insert, CREATE_ONLY | UPDATE_ONLY | NO_FAIL),
    2: _Resizing(
        (_BYTE_OFFSET, _BYTE_SIZE, _FLAGS),
        _remove,
        UPDATE_ONLY | NO_FAIL | PARTIAL,
        creates=False,
    ),
    3: _Change(_WITH_DATA, lambda bits, size, arguments: _given(arguments, size)),
    4: _Change(_WITH_DATA, _combined(or_)),
    5: _Change(_WITH_DATA, _combined(xor)),
    6: _Change(_WITH_DATA, _combined(and_)),
    7: _Change((_OFFSET, _SIZE, _FLAGS), _not),
    8: _Change(_WITH_DISTANCE, _shift_left),
    9: _Change(_WITH_DISTANCE, _shift_right),
    10: _arithmetic(_add),
    11: _arithmetic(_subtract),
    12: _Change(_WITH_NUMBER, _set_integer, UPDATE_ONLY | NO_FAIL),
}


class _Read(NamedTuple):
    """An operation that reads bits."""

    parameters: Sequence[Parameter]
    read: Callable[[bytes, range, _Arguments], Value]
    subflags: int = 0
    optional: int = 0


def _read_bytes(blob: bytes, span: range, arguments: _Arguments) -> Blob:
    count = -(-len(span) // _BYTE)
    number = _get(blob, span) << (count * _BYTE - len(span))
    return Blob(number.to_bytes(count, "big"))


def _count(blob: bytes, span: range, arguments: _Arguments) -> int:
    return bin(_get(blob, span)).count("1")


def _searched(blob: bytes, span: range, arguments: _Arguments) -> int:
    """The bits as a number. The bits with the wanted value are set in it."""
    number = _get(blob, span)
    return number if arguments.value else number ^ _ones(len(span))


def _first(blob: bytes, span: range, arguments: _Arguments) -> int:
    found = _searched(blob, span, arguments)
    return len(span) - found.bit_length() if found else -1


def _last(blob: bytes, span: range, arguments: _Arguments) -> int:
    # The server continues to the start of the first byte, with negative results there.
    extra = span.start % _BYTE
    found = _searched(blob, range(span.start - extra, span.stop), arguments)
    return len(span) - (found & -found).bit_length() if found else -1


def _read_integer(blob: bytes, span: range, arguments: _Arguments) -> int:
    number = _get(blob, span)
    return _signed(number, len(span)) if arguments.subflags & SIGNED else wrap(number)


READS: Mapping[int, _Read] = {
    50: _Read((_OFFSET, _SIZE), _read_bytes),
    51: _Read((_OFFSET, _SIZE), _count),
    52: _Read((_OFFSET, _SIZE, _WANTED), _first),
    53: _Read((_OFFSET, _SIZE, _WANTED), _last),
    54: _Read((_OFFSET, _INTEGER_SIZE, _SUBFLAGS), _read_integer, SIGNED, 1),
}


def _check_type(value: Value) -> None:
    if not isinstance(value, Blob) or value.particle != Particle.BLOB:
        raise ResultError(Result.INCOMPATIBLE_TYPE, "the value is not a blob")


def bits_read(value: Value, packed: bytes) -> Value:
    """The result of an operation that reads a blob.

    Raises:
        ResultError: the operation fails.
    """
    code, given = parts(unpack_request(packed))
    operation = READS.get(code)
    if operation is None:
        raise parameter_error(f"no operation {code} reads bits")
    arguments = _arguments(operation.parameters, operation.optional, given, 0, operation.subflags)
    _check_type(value)
    return operation.read(value, _span(value, arguments), arguments)


def bits_modify(value: Value, packed: bytes) -> tuple[Value, Value]:
    """The blob that an operation changes or creates, or None; without a result.

    Raises:
        ResultError: the operation fails.
    """
    code, given = parts(unpack_request(packed))
    operation = CHANGES.get(code)
    if operation is None:
        raise parameter_error(f"no operation {code} changes bits")
    arguments = _arguments(
        operation.parameters, operation.optional, given, operation.flags, operation.subflags
    )
    changed = _changed(operation, value, arguments)
    return value if changed is None else Blob(changed), NO_RESULT


def _changed(operation: _Change | _Resizing, value: Value, arguments: _Arguments) -> bytes | None:
    """The changed or new blob, None if the operation changes nothing."""
    if value is None:
        if not operation.creates or arguments.flags & UPDATE_ONLY:
            arguments.refuse(Result.BIN_NOT_FOUND, "the blob does not exist")
            return None
    elif arguments.flags & CREATE_ONLY:
        arguments.refuse(Result.BIN_EXISTS, "there is a blob")
        return None
    else:
        _check_type(value)
    changed = operation.apply(bytes(value or b""), arguments)
    if changed is not None and len(changed) >= _MAX_BYTES:
        raise parameter_error(f"a blob of {len(changed)} bytes")
    return changed
