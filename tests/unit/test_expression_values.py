"""Values in arguments: where they are plain msgpack, and what is different where they are not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

import aerospike
import aerospike.exception
from aerospike import _msgpack
from aerospike._native.transcoder import transcode
from aerospike._wire.plain import DEFAULT_SETTINGS, PackSettings, argument
from aerospike_helpers import HyperLogLog

INTEGERS = some.integers(-(2**63), 2**63 - 1)


def pack_value(value: Any, settings: PackSettings = DEFAULT_SETTINGS) -> bytes:
    return transcode(argument(value, settings), settings)


PLAIN = some.recursive(some.none() | some.booleans() | INTEGERS | some.floats(), some.lists)


@given(PLAIN)
def test_numbers_and_lists_are_plain_msgpack(value: Any) -> None:
    assert pack_value(value) == _msgpack.packb(value)


@given(some.text())
def test_a_string_is_a_string_that_begins_with_its_type(text: str) -> None:
    assert pack_value(text) == _msgpack.packb("\x03" + text)


@given(some.binary())
def test_bytes_and_bytearrays_are_strings_that_begin_with_their_type(content: bytes) -> None:
    packed = pack_value(content)
    header = packed.removesuffix(b"\x04" + content)
    assert header == _msgpack.packb("x" * (len(content) + 1))[: len(header)]
    assert pack_value(bytearray(content)) == packed
    assert pack_value(HyperLogLog(content)) == header + b"\x12" + content


@given(some.dictionaries(INTEGERS, INTEGERS))
def test_maps_are_sent_in_the_order_of_their_keys(value: dict[int, int]) -> None:
    assert pack_value(value) == _msgpack.packb(
        dict(sorted(value.items())), option=_msgpack.OPT_NON_STR_KEYS
    )


def test_keys_are_ordered_by_type_first() -> None:
    mixed = {b"a": 1, "b": 2, "a": 3, 7: 4, -7: 5}
    assert pack_value(mixed) == bytes.fromhex("85 f905 0704 a2036103 a2036202 a2046101")


def test_an_ordered_map_says_so_in_front() -> None:
    value = aerospike.KeyOrderedDict({2: 0, 1: 0})
    assert pack_value(value) == bytes.fromhex("83 c70001 c0 0100 0200")


@pytest.mark.parametrize(
    "value, packed",
    [
        (aerospike.null(), "c0"),
        (aerospike.CDTWildcard(), "d4ff00"),
        (aerospike.CDTInfinite(), "d4ff01"),
        (aerospike.GeoJSON("{}"), "a3177b7d"),
    ],
)
def test_values_that_python_has_no_type_for(value: Any, packed: str) -> None:
    assert pack_value(value) == bytes.fromhex(packed)


def test_bools_are_integers_where_the_client_sends_them_so() -> None:
    settings = PackSettings(send_bool_as_int=True)
    assert pack_value([True, False], settings) == b"\x92\x01\x00"
    assert pack_value({True: True}, settings) == b"\x81\x01\x01"


@pytest.mark.parametrize("key", [1.5, None, True, False])
def test_an_entry_whose_key_no_map_can_have_is_left_out_with_a_warning(key: Any) -> None:
    with pytest.warns(DeprecationWarning, match="invalid type"):
        assert pack_value({key: 1, "a": 2}) == b"\x81\xa2\x03a\x02"


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, [2**64], {"a": 2**64}])
def test_integers_of_more_than_64_bits_are_refused(value: Any) -> None:
    with pytest.raises(aerospike.exception.ParamError, match="64 bits"):
        pack_value(value)


@pytest.mark.parametrize("value", [object(), (1, 2), {1, 2}, 1j, "\ud800"])
def test_what_no_particle_type_maps_to_is_refused(value: Any) -> None:
    with pytest.raises(aerospike.exception.ClientError):
        pack_value(value)


def test_the_subclass_of_a_type_is_packed_as_the_type() -> None:
    class Number(int):
        pass

    class Text(str):
        pass

    assert pack_value([Number(5), Text("a")]) == pack_value([5, "a"])
