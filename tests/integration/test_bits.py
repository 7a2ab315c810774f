"""Operations on the bits of blobs."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike_helpers.operations import bitwise_operations as bits
from aerospike_helpers.operations import operations as op

Key = tuple[Any, ...]
Helper = Callable[..., dict[str, Any]]
Arguments = tuple[Any, ...]

CREATE_ONLY = {"bit_write_flags": aerospike.BIT_WRITE_CREATE_ONLY}
UPDATE_ONLY = {"bit_write_flags": aerospike.BIT_WRITE_UPDATE_ONLY}
NO_FAIL = {"bit_write_flags": aerospike.BIT_WRITE_NO_FAIL}
PARTIAL = {"bit_write_flags": aerospike.BIT_WRITE_PARTIAL}
CREATE_NO_FAIL = {
    "bit_write_flags": aerospike.BIT_WRITE_CREATE_ONLY | aerospike.BIT_WRITE_NO_FAIL,
}
UPDATE_NO_FAIL = {
    "bit_write_flags": aerospike.BIT_WRITE_UPDATE_ONLY | aerospike.BIT_WRITE_NO_FAIL,
}
CREATE_AND_UPDATE = {
    "bit_write_flags": aerospike.BIT_WRITE_CREATE_ONLY | aerospike.BIT_WRITE_UPDATE_ONLY,
}

FROM_FRONT = aerospike.BIT_RESIZE_FROM_FRONT
GROW_ONLY = aerospike.BIT_RESIZE_GROW_ONLY
SHRINK_ONLY = aerospike.BIT_RESIZE_SHRINK_ONLY

FAIL = aerospike.BIT_OVERFLOW_FAIL
SATURATE = aerospike.BIT_OVERFLOW_SATURATE
WRAP = aerospike.BIT_OVERFLOW_WRAP

#: 00001111 01010011 11111111
BLOB = b"\x0f\x53\xff"


#: Blobs of many mebibytes take a busy machine longer than a second.
PATIENT = {"total_timeout": 30000}


def run(client: aerospike.Client, key: Key, helper: Helper, arguments: Arguments) -> Any:
    """The result of an operation on the bin, None if it has none."""
    with warnings.catch_warnings():
        # The length of a value is said twice; the helpers warn of it.
        warnings.simplefilter("ignore", DeprecationWarning)
        operation = helper("b", *arguments)
    return client.operate(key, [operation], policy=PATIENT)[2].get("b")


def left(client: aerospike.Client, key: Key) -> Any:
    """The bin as it is now."""
    return client.get(key)[2].get("b")


def put(client: aerospike.Client, key: Key, value: Any = BLOB) -> None:
    """Writes the bin, and another."""
    client.put(key, {"b": value, "other": 1})


def named(value: Any) -> str | None:
    """Helpers and arguments, as the names of tests."""
    if callable(value):
        return value.__name__
    return str(value)


READS: list[tuple[Helper, Arguments, Any]] = [
    (bits.bit_get, (0, 8), b"\x0f"),
    (bits.bit_get, (4, 8), b"\xf5"),
    (bits.bit_get, (4, 4), b"\xf0"),
    (bits.bit_get, (6, 10), b"\xd4\xc0"),
    (bits.bit_get, (-8, 8), b"\xff"),
    (bits.bit_get, (-24, 24), BLOB),
    (bits.bit_get, (23, 1), b"\x80"),
    (bits.bit_count, (0, 24), 16),
    (bits.bit_count, (0, 4), 0),
    (bits.bit_count, (5, 5), 4),
    (bits.bit_count, (-3, 3), 3),
    (bits.bit_lscan, (0, 24, True), 4),
    (bits.bit_lscan, (4, 20, True), 0),
    (bits.bit_lscan, (4, 20, False), 4),
    (bits.bit_lscan, (16, 8, False), -1),
    (bits.bit_rscan, (0, 24, True), 23),
    (bits.bit_rscan, (0, 24, False), 13),
    (bits.bit_rscan, (8, 8, True), 7),
    (bits.bit_rscan, (0, 4, True), -1),
    (bits.bit_get_int, (0, 8, False), 15),
    (bits.bit_get_int, (4, 12, False), 0xF53),
    (bits.bit_get_int, (4, 12, True), 0xF53 - 0x1000),
    (bits.bit_get_int, (-8, 8, True), -1),
    (bits.bit_get_int, (-1, 1, False), 1),
]


@pytest.mark.parametrize(("helper", "arguments", "expected"), READS, ids=named)
def test_a_read_returns_bits_and_changes_nothing(
    client: aerospike.Client, key: Key, helper: Helper, arguments: Arguments, expected: Any
) -> None:
    put(client, key)
    assert run(client, key, helper, arguments) == expected
    assert left(client, key) == BLOB


def test_an_integer_may_have_64_bits_across_bytes(client: aerospike.Client, key: Key) -> None:
    put(client, key, bytes(range(0xF0, 0xFA)))
    assert run(client, key, bits.bit_get_int, (4, 64, False)) == 0x0F1F2F3F4F5F6F7F
    assert run(client, key, bits.bit_get_int, (0, 64, True)) == 0xF0F1F2F3F4F5F6F7 - 2**64


CHANGES: list[tuple[Helper, Arguments, bytes]] = [
    (bits.bit_resize, (4,), b"\x0f\x53\xff\x00"),
    (bits.bit_resize, (4, None, FROM_FRONT), b"\x00\x0f\x53\xff"),
    (bits.bit_resize, (2,), b"\x0f\x53"),
    (bits.bit_resize, (2, None, FROM_FRONT), b"\x53\xff"),
    (bits.bit_resize, (3, None, GROW_ONLY), BLOB),
    (bits.bit_resize, (5, UPDATE_ONLY, GROW_ONLY | FROM_FRONT), b"\x00\x00\x0f\x53\xff"),
    (bits.bit_resize, (1, None, SHRINK_ONLY), b"\x0f"),
    (bits.bit_resize, (0,), b""),
    (bits.bit_resize, (2, NO_FAIL, GROW_ONLY), BLOB),
    (bits.bit_resize, (4, NO_FAIL, SHRINK_ONLY), BLOB),
    (bits.bit_resize, (4, CREATE_NO_FAIL), BLOB),
    (bits.bit_insert, (0, 1, b"\xaa"), b"\xaa\x0f\x53\xff"),
    (bits.bit_insert, (1, 2, b"\xaa\xbb"), b"\x0f\xaa\xbb\x53\xff"),
    (bits.bit_insert, (-1, 1, b"\xaa"), b"\x0f\x53\xaa\xff"),
    (bits.bit_insert, (3, 1, b"\xaa"), b"\x0f\x53\xff\xaa"),
    (bits.bit_insert, (5, 1, b"\xaa"), b"\x0f\x53\xff\x00\x00\xaa"),
    (bits.bit_remove, (0, 1), b"\x53\xff"),
    (bits.bit_remove, (1, 2), b"\x0f"),
    (bits.bit_remove, (-1, 1), b"\x0f\x53"),
    (bits.bit_remove, (1, 9, PARTIAL), b"\x0f"),
    (bits.bit_remove, (1, 9, NO_FAIL), BLOB),
    (bits.bit_set, (0, 8, 1, b"\xaa"), b"\xaa\x53\xff"),
    (bits.bit_set, (4, 8, 1, b"\xaa"), b"\x0a\xa3\xff"),
    (bits.bit_set, (7, 2, 1, b"\x40"), b"\x0e\xd3\xff"),
    (bits.bit_set, (-4, 4, 1, b"\x00"), b"\x0f\x53\xf0"),
    (bits.bit_set, (12, 16, 2, b"\x00\x00", PARTIAL), b"\x0f\x50\x00"),
    (bits.bit_set, (20, 8, 1, b"\x00", NO_FAIL), BLOB),
    (bits.bit_or, (0, 8, 1, b"\xa0"), b"\xaf\x53\xff"),
    (bits.bit_or, (6, 8, 1, b"\x0a"), b"\x0f\x7b\xff"),
    (bits.bit_xor, (0, 16, 2, b"\xff\xff"), b"\xf0\xac\xff"),
    (bits.bit_xor, (4, 12, 2, b"\xff\xff"), b"\x00\xac\xff"),
    (bits.bit_and, (0, 24, 3, b"\x33\x33\x33"), b"\x03\x13\x33"),
    (bits.bit_and, (4, 4, 1, b"\x5f"), b"\x05\x53\xff"),
    (bits.bit_not, (0, 24), b"\xf0\xac\x00"),
    (bits.bit_not, (6, 4), b"\x0c\x93\xff"),
    (bits.bit_not, (20, 20, PARTIAL), b"\x0f\x53\xf0"),
    (bits.bit_lshift, (0, 24, 4), b"\xf5\x3f\xf0"),
    (bits.bit_lshift, (4, 8, 2), b"\x0d\x43\xff"),
    (bits.bit_lshift, (0, 24, 24), b"\x00\x00\x00"),
    (bits.bit_rshift, (0, 24, 4), b"\x00\xf5\x3f"),
    (bits.bit_rshift, (4, 8, 2), b"\x03\xd3\xff"),
    (bits.bit_rshift, (8, 16, 99), b"\x0f\x00\x00"),
    (bits.bit_set_int, (0, 8, 0xAA), b"\xaa\x53\xff"),
    (bits.bit_set_int, (4, 16, 0x1234), b"\x01\x23\x4f"),
    (bits.bit_set_int, (4, 4, -1), BLOB),
    (bits.bit_set_int, (0, 4, 0x1F), b"\xff\x53\xff"),
    (bits.bit_add, (0, 8, 1, False, FAIL), b"\x10\x53\xff"),
    (bits.bit_add, (0, 16, 0xF1, False, FAIL), b"\x10\x44\xff"),
    (bits.bit_add, (16, 8, 2, False, WRAP), b"\x0f\x53\x01"),
    (bits.bit_add, (16, 8, 2, False, SATURATE), BLOB),
    (bits.bit_add, (16, 8, 2, True, FAIL), b"\x0f\x53\x01"),
    (bits.bit_add, (8, 8, 0x70, True, SATURATE), b"\x0f\x7f\xff"),
    (bits.bit_add, (8, 8, 0x70, True, WRAP), b"\x0f\xc3\xff"),
    (bits.bit_add, (16, 8, 2, False, FAIL, NO_FAIL), BLOB),
    (bits.bit_subtract, (0, 8, 1, False, FAIL), b"\x0e\x53\xff"),
    (bits.bit_subtract, (0, 8, 0x10, False, WRAP), b"\xff\x53\xff"),
    (bits.bit_subtract, (0, 8, 0x10, False, SATURATE), b"\x00\x53\xff"),
    (bits.bit_subtract, (0, 8, 0x10, True, FAIL), b"\xff\x53\xff"),
    (bits.bit_subtract, (8, 8, 0x90, True, SATURATE), b"\x0f\x7f\xff"),
]


@pytest.mark.parametrize(("helper", "arguments", "changed"), CHANGES, ids=named)
def test_a_change_has_no_result_and_leaves_the_new_blob(
    client: aerospike.Client, key: Key, helper: Helper, arguments: Arguments, changed: bytes
) -> None:
    put(client, key)
    assert run(client, key, helper, arguments) is None
    assert left(client, key) == changed


FAILURES: list[tuple[Helper, Arguments, type[Exception]]] = [
    (bits.bit_get, (24, 1), e.OpNotApplicable),
    (bits.bit_get, (17, 8), e.OpNotApplicable),
    (bits.bit_get, (-25, 1), e.InvalidRequest),
    (bits.bit_get, (0, 0), e.InvalidRequest),
    (bits.bit_count, (0, 25), e.OpNotApplicable),
    (bits.bit_lscan, (24, 8, True), e.OpNotApplicable),
    (bits.bit_rscan, (0, 32, True), e.OpNotApplicable),
    (bits.bit_get_int, (0, 65, False), e.InvalidRequest),
    (bits.bit_get_int, (0, 25, False), e.OpNotApplicable),
    (bits.bit_resize, (2, None, GROW_ONLY), e.InvalidRequest),
    (bits.bit_resize, (4, None, SHRINK_ONLY), e.InvalidRequest),
    (bits.bit_resize, (4, None, GROW_ONLY | SHRINK_ONLY), e.InvalidRequest),
    (bits.bit_resize, (4, CREATE_ONLY), e.BinExistsError),
    (bits.bit_resize, (4, CREATE_AND_UPDATE), e.InvalidRequest),
    (bits.bit_resize, (4, PARTIAL), e.InvalidRequest),
    (bits.bit_insert, (0, 1, b"\xaa", CREATE_ONLY), e.BinExistsError),
    (bits.bit_insert, (0, 0, b""), e.InvalidRequest),
    (bits.bit_insert, (-4, 1, b"\xaa"), e.InvalidRequest),
    (bits.bit_remove, (0, 4), e.InvalidRequest),
    (bits.bit_remove, (3, 1), e.InvalidRequest),
    (bits.bit_remove, (3, 1, PARTIAL), e.InvalidRequest),
    (bits.bit_remove, (0, 0), e.InvalidRequest),
    (bits.bit_set, (20, 8, 1, b"\x00"), e.OpNotApplicable),
    (bits.bit_set, (24, 8, 1, b"\x00", PARTIAL), e.OpNotApplicable),
    (bits.bit_set, (0, 9, 1, b"\x00"), e.InvalidRequest),
    (bits.bit_or, (0, 8, 1, b"\x00", CREATE_ONLY), e.InvalidRequest),
    (bits.bit_xor, (0, 32, 4, b"\x00" * 4), e.OpNotApplicable),
    (bits.bit_and, (-32, 8, 1, b"\x00"), e.InvalidRequest),
    (bits.bit_not, (0, 25), e.OpNotApplicable),
    (bits.bit_lshift, (0, 25, 1), e.OpNotApplicable),
    (bits.bit_rshift, (0, 24, 2**31), e.InvalidRequest),
    (bits.bit_set_int, (0, 25, 1), e.OpNotApplicable),
    (bits.bit_set_int, (0, 8, 1, PARTIAL), e.InvalidRequest),
    (bits.bit_add, (16, 8, 2, False, FAIL), e.OpNotApplicable),
    (bits.bit_add, (8, 8, 0x70, True, FAIL), e.OpNotApplicable),
    (bits.bit_add, (0, 8, 1, False, SATURATE | WRAP), e.InvalidRequest),
    (bits.bit_subtract, (0, 8, 0x10, False, FAIL), e.OpNotApplicable),
    (bits.bit_subtract, (8, 8, 0x90, True, FAIL), e.OpNotApplicable),
    (bits.bit_subtract, (16, 8, 0x80, True, FAIL), e.OpNotApplicable),
]


@pytest.mark.parametrize(("helper", "arguments", "error"), FAILURES, ids=named)
def test_a_failure_has_its_code_and_changes_nothing(
    client: aerospike.Client,
    key: Key,
    helper: Helper,
    arguments: Arguments,
    error: type[Exception],
) -> None:
    put(client, key)
    with pytest.raises(error) as caught:
        run(client, key, helper, arguments)
    assert type(caught.value) is error
    assert left(client, key) == BLOB


ON_NOTHING: list[tuple[Helper, Arguments, Any]] = [
    (bits.bit_resize, (2,), b"\x00\x00"),
    (bits.bit_resize, (2, CREATE_ONLY), b"\x00\x00"),
    (bits.bit_resize, (0,), None),
    (bits.bit_insert, (0, 1, b"\xaa"), b"\xaa"),
    (bits.bit_insert, (2, 1, b"\xaa"), b"\x00\x00\xaa"),
    (bits.bit_insert, (0, 1, b"\xaa", UPDATE_NO_FAIL), None),
    (bits.bit_remove, (0, 1, NO_FAIL), None),
    (bits.bit_set, (0, 8, 1, b"\xaa", NO_FAIL), None),
    (bits.bit_add, (0, 8, 1, False, FAIL, NO_FAIL), None),
    (bits.bit_get, (0, 8), None),
    (bits.bit_count, (0, 8), None),
    (bits.bit_lscan, (0, 8, True), None),
    (bits.bit_get_int, (0, 8, True), None),
]


@pytest.mark.parametrize(("helper", "arguments", "made"), ON_NOTHING, ids=named)
def test_a_missing_bin_is_made_by_what_adds_bytes_and_has_nothing_to_read(
    client: aerospike.Client, key: Key, helper: Helper, arguments: Arguments, made: Any
) -> None:
    client.put(key, {"other": 1})
    assert run(client, key, helper, arguments) is None
    assert left(client, key) == made


@pytest.mark.parametrize(
    ("helper", "arguments"),
    [
        (bits.bit_resize, (2, UPDATE_ONLY)),
        (bits.bit_insert, (0, 1, b"\xaa", UPDATE_ONLY)),
        (bits.bit_remove, (0, 1)),
        (bits.bit_set, (0, 8, 1, b"\xaa")),
        (bits.bit_or, (0, 8, 1, b"\xaa")),
        (bits.bit_xor, (0, 8, 1, b"\xaa")),
        (bits.bit_and, (0, 8, 1, b"\xaa")),
        (bits.bit_not, (0, 8)),
        (bits.bit_lshift, (0, 8, 1)),
        (bits.bit_rshift, (0, 8, 1)),
        (bits.bit_set_int, (0, 8, 1)),
        (bits.bit_add, (0, 8, 1, False, WRAP)),
        (bits.bit_subtract, (0, 8, 1, False, WRAP)),
    ],
    ids=named,
)
def test_a_missing_bin_has_no_bits_to_change(
    client: aerospike.Client, key: Key, helper: Helper, arguments: Arguments
) -> None:
    client.put(key, {"other": 1})
    with pytest.raises(e.BinNotFound):
        run(client, key, helper, arguments)


@pytest.mark.parametrize("value", ["text", 5, [1], {"k": 1}, 1.5, True])
def test_a_bin_of_another_type_is_refused(client: aerospike.Client, key: Key, value: Any) -> None:
    put(client, key, value)
    for helper, arguments in ((bits.bit_get, (0, 8)), (bits.bit_not, (0, 8))):
        with pytest.raises(e.BinIncompatibleType):
            run(client, key, helper, arguments)
    assert left(client, key) == value


@pytest.mark.parametrize(
    ("size", "error"),
    [
        (1024 * 1024, e.RecordTooBig),
        (128 * 1024 * 1024 - 1, e.RecordTooBig),
        (128 * 1024 * 1024, e.InvalidRequest),
        (2**30, e.InvalidRequest),
    ],
)
def test_a_blob_has_a_greatest_size(
    client: aerospike.Client, key: Key, size: int, error: type[Exception]
) -> None:
    put(client, key)
    with pytest.raises(error) as caught:
        run(client, key, bits.bit_resize, (size,))
    assert type(caught.value) is error
    assert left(client, key) == BLOB


def test_operations_of_one_command_see_each_other(client: aerospike.Client, key: Key) -> None:
    put(client, key)
    _, _, results = client.operate_ordered(
        key,
        [
            bits.bit_not("b", 0, 24),
            bits.bit_count("b", 0, 24),
            bits.bit_resize("b", 1),
            op.read("b"),
        ],
    )
    assert results == [("b", None), ("b", 8), ("b", None), ("b", b"\xf0")]


def test_a_failure_undoes_what_its_command_has_done(client: aerospike.Client, key: Key) -> None:
    put(client, key)
    with pytest.raises(e.OpNotApplicable):
        client.operate(key, [bits.bit_not("b", 0, 24), bits.bit_get("b", 24, 1)])
    assert left(client, key) == BLOB


def test_a_command_that_only_fails_silently_is_a_write(client: aerospike.Client, key: Key) -> None:
    put(client, key)
    run(client, key, bits.bit_not, (24, 1, NO_FAIL))
    assert client.exists(key)[1]["gen"] == 2
