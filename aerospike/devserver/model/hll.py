"""Operations on HyperLogLogs, as clients send them: a list of the operation and its arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from ..errors import Result, ResultError
from .hll_sketch import (
    INDEX_BITS,
    MINHASH_BITS,
    Sketch,
    estimated_intersection,
    estimated_similarity,
    estimated_union,
    fit,
    into,
    united,
)
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
from .values import NO_RESULT, Hll, ListValue, MapValue, Value
from .wire import pack

__all__ = ["CHANGES", "READS", "hll_modify", "hll_read"]

# The flags of changes.
CREATE_ONLY, UPDATE_ONLY, NO_FAIL, ALLOW_FOLD = 1, 2, 4, 8

_UNSET = -1
# Without minhash bits, at most this many sketches can be intersected with the one in the bin.
_MOST_COUNTED = 2


class _Arguments(NamedTuple):
    """The arguments of an operation. Bits that are not given are -1."""

    elements: Sequence[bytes] = ()
    sketches: Sequence[Sketch] = ()
    index_bits: int = _UNSET
    minhash_bits: int = _UNSET
    flags: int = 0


def _elements(value: Value) -> list[bytes]:
    if not isinstance(value, ListValue) or not value:
        raise parameter_error("the elements are not a list, or the list is empty")
    if any(isinstance(element, (ListValue, MapValue)) for element in value):
        raise parameter_error("a list or a map cannot be an element")
    return [pack(element) for element in value]


def _sketches(value: Value) -> list[Sketch]:
    if isinstance(value, ListValue) and not value:
        raise parameter_error("the list of HyperLogLogs is empty")
    given = value if isinstance(value, ListValue) else [value]
    # The server accepts any type that has bytes.
    if not all(isinstance(data, bytes) for data in given):
        raise parameter_error("there is something else than HyperLogLogs")
    return [Sketch.parse(bytes(data)) for data in given]


def _intersectable(value: Value) -> list[Sketch]:
    sketches = _sketches(value)
    minhash_bits = {sketch.minhash_bits for sketch in sketches}
    if len(sketches) > _MOST_COUNTED and (len(minhash_bits) > 1 or 0 in minhash_bits):
        raise parameter_error("so many HyperLogLogs need the same minhash bits")
    return sketches


_ELEMENTS = Parameter("elements", _elements)
_SKETCHES = Parameter("sketches", _sketches)
_INTERSECTABLE = Parameter("sketches", _intersectable)
_INDEX = Parameter("index_bits", integer)
_MINHASH = Parameter("minhash_bits", integer)
_FLAGS = Parameter("flags", unsigned)


def _arguments(
    parameters: Sequence[Parameter], optional: int, given: Sequence[Value], flags: int = 0
) -> _Arguments:
    """The arguments of an operation, with its known flags.

    Raises:
        ResultError: with PARAMETER, they are wrong.
    """
    arguments = _Arguments(**read_arguments(parameters, optional, given))
    index_bits, minhash_bits = arguments.index_bits, arguments.minhash_bits
    if index_bits != _UNSET and index_bits not in INDEX_BITS:
        raise parameter_error(f"{index_bits} index bits")
    if minhash_bits != _UNSET and minhash_bits not in MINHASH_BITS:
        raise parameter_error(f"{minhash_bits} minhash bits")
    if _UNSET not in (index_bits, minhash_bits) and not fit(index_bits, minhash_bits):
        raise parameter_error(f"{index_bits} index bits and {minhash_bits} minhash bits")
    check_flags(arguments.flags, flags, CREATE_ONLY | UPDATE_ONLY)
    return arguments


def _not_applicable(what: str) -> ResultError:
    return ResultError(Result.OP_NOT_APPLICABLE, what)


# Changes. Each function gets the sketch in the bin, or None, and the arguments. It returns the new
# sketch and the result.

_Changed = tuple[Sketch, Value]


def _new(arguments: _Arguments) -> Sketch:
    if arguments.index_bits == _UNSET:
        raise _not_applicable("a new HyperLogLog needs index bits")
    return Sketch(arguments.index_bits, max(arguments.minhash_bits, 0))


def _init(sketch: Sketch | None, arguments: _Arguments) -> _Changed:
    if sketch is None:
        return _new(arguments), NO_RESULT
    index_bits, minhash_bits = arguments.index_bits, arguments.minhash_bits
    index_bits = sketch.index_bits if index_bits == _UNSET else index_bits
    minhash_bits = sketch.minhash_bits if minhash_bits == _UNSET else minhash_bits
    if not fit(index_bits, minhash_bits):
        raise _not_applicable(f"{index_bits} index bits and {minhash_bits} minhash bits")
    return Sketch(index_bits, minhash_bits), NO_RESULT


def _add(sketch: Sketch | None, arguments: _Arguments) -> _Changed:
    made = _new(arguments) if sketch is None else sketch
    return made, sum([made.add(element) for element in arguments.elements])


def _set_union(sketch: Sketch | None, arguments: _Arguments) -> _Changed:
    union = united(arguments.sketches)
    if sketch is None:
        return union, NO_RESULT
    if not arguments.flags & ALLOW_FOLD:
        if sketch.index_bits > union.index_bits:
            raise _not_applicable("the union has less index bits")
        if sketch.minhash_bits not in (0, union.minhash_bits):
            raise _not_applicable("the union has other minhash bits")
    return united((*arguments.sketches, sketch)), NO_RESULT


def _refresh_count(sketch: Sketch | None, arguments: _Arguments) -> _Changed:
    if sketch is None:
        raise ResultError(Result.BIN_NOT_FOUND, "the HyperLogLog does not exist")
    sketch.count = sketch.estimate()
    return sketch, wrap(sketch.count)


def _fold(sketch: Sketch | None, arguments: _Arguments) -> _Changed:
    if sketch is None:
        raise ResultError(Result.BIN_NOT_FOUND, "the HyperLogLog does not exist")
    if sketch.minhash_bits:
        raise _not_applicable("a HyperLogLog with minhash bits cannot be folded")
    if not 0 <= arguments.index_bits <= sketch.index_bits:
        raise _not_applicable(f"there are {sketch.index_bits} index bits")
    if arguments.index_bits == sketch.index_bits:
        return sketch, NO_RESULT
    return into(Sketch(arguments.index_bits, 0), (sketch,)), NO_RESULT


class _Change(NamedTuple):
    """An operation that changes a HyperLogLog."""

    parameters: Sequence[Parameter]
    optional: int
    flags: int
    change: Callable[[Sketch | None, _Arguments], _Changed]


CHANGES: Mapping[int, _Change] = {
    0: _Change((_INDEX, _MINHASH, _FLAGS), 3, CREATE_ONLY | UPDATE_ONLY | NO_FAIL, _init),
    1: _Change((_ELEMENTS, _INDEX, _MINHASH, _FLAGS), 3, CREATE_ONLY | NO_FAIL, _add),
    2: _Change(
        (_SKETCHES, _FLAGS), 1, CREATE_ONLY | UPDATE_ONLY | NO_FAIL | ALLOW_FOLD, _set_union
    ),
    3: _Change((), 0, 0, _refresh_count),
    4: _Change((_INDEX,), 0, 0, _fold),
}


# Reads. Each function gets the sketch in the bin and the arguments.


def _all(sketch: Sketch, arguments: _Arguments) -> Sequence[Sketch]:
    return (*arguments.sketches, sketch)


def _all_intersectable(sketch: Sketch, arguments: _Arguments) -> Sequence[Sketch]:
    given = arguments.sketches
    if len(given) > _MOST_COUNTED and sketch.minhash_bits != given[0].minhash_bits:
        raise _not_applicable("so many HyperLogLogs need the same minhash bits")
    return _all(sketch, arguments)


def _count(sketch: Sketch, arguments: _Arguments) -> Value:
    return wrap(sketch.estimate())


def _union(sketch: Sketch, arguments: _Arguments) -> Value:
    return united(_all(sketch, arguments)).pack()


def _union_count(sketch: Sketch, arguments: _Arguments) -> Value:
    return wrap(estimated_union(_all(sketch, arguments)))


def _intersect_count(sketch: Sketch, arguments: _Arguments) -> Value:
    return wrap(estimated_intersection(_all_intersectable(sketch, arguments)))


def _similarity(sketch: Sketch, arguments: _Arguments) -> Value:
    return estimated_similarity(_all_intersectable(sketch, arguments))


def _describe(sketch: Sketch, arguments: _Arguments) -> Value:
    return ListValue((sketch.index_bits, sketch.minhash_bits))


def _may_contain(sketch: Sketch, arguments: _Arguments) -> Value:
    return int(all(sketch.may_contain(element) for element in arguments.elements))


class _Read(NamedTuple):
    """An operation that reads a HyperLogLog."""

    parameters: Sequence[Parameter]
    read: Callable[[Sketch, _Arguments], Value]


READS: Mapping[int, _Read] = {
    50: _Read((), _count),
    51: _Read((_SKETCHES,), _union),
    52: _Read((_SKETCHES,), _union_count),
    53: _Read((_INTERSECTABLE,), _intersect_count),
    54: _Read((_INTERSECTABLE,), _similarity),
    55: _Read((), _describe),
    56: _Read((_ELEMENTS,), _may_contain),
}


def _sketch(value: Value) -> Sketch:
    if not isinstance(value, Hll):
        raise ResultError(Result.INCOMPATIBLE_TYPE, "the value is not a HyperLogLog")
    try:
        sketch = Sketch.parse(value)
    except ResultError as error:
        raise ResultError(Result.SERVER, error.message) from None
    if not sketch.fits:
        raise ResultError(Result.SERVER, "a HyperLogLog with more bits than a hash")
    return sketch


def hll_read(value: Value, packed: bytes) -> Value:
    """The result of an operation that reads a HyperLogLog.

    Raises:
        ResultError: the operation fails.
    """
    code, given = parts(unpack_request(packed))
    operation = READS.get(code)
    if operation is None:
        raise parameter_error(f"no operation {code} reads HyperLogLogs")
    sketch = _sketch(value)
    return operation.read(sketch, _arguments(operation.parameters, 0, given))


def hll_modify(value: Value, packed: bytes) -> tuple[Value, Value]:
    """The HyperLogLog that an operation changes or creates, or None, and the result.

    Raises:
        ResultError: the operation fails.
    """
    code, given = parts(unpack_request(packed))
    operation = CHANGES.get(code)
    if operation is None:
        raise parameter_error(f"no operation {code} changes HyperLogLogs")
    sketch = None if value is None else _sketch(value)
    arguments = _arguments(operation.parameters, operation.optional, given, operation.flags)
    refusal = _refusal(sketch, arguments.flags)
    if refusal is not None:
        if not arguments.flags & NO_FAIL:
            raise refusal
        return value, NO_RESULT
    made, result = operation.change(sketch, arguments)
    return made.pack(), result


def _refusal(sketch: Sketch | None, flags: int) -> ResultError | None:
    """Why flags forbid an operation, None if they allow it."""
    if sketch is not None and flags & CREATE_ONLY:
        return ResultError(Result.BIN_EXISTS, "there is a HyperLogLog")
    if sketch is None and flags & UPDATE_ONLY:
        return ResultError(Result.BIN_NOT_FOUND, "the HyperLogLog does not exist")
    return None
