"""Values of every type, on the way to the server and back."""

from __future__ import annotations

import enum
import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import aerospike
from aerospike import exception as e
from aerospike_helpers import HyperLogLog
from aerospike_helpers.operations import hll_operations

Key = tuple[Any, ...]


class Number(enum.IntEnum):
    ONE = 1


class Text(str):
    pass


VALUES: list[Any] = [
    0,
    -1,
    127,
    128,
    255,
    256,
    65535,
    65536,
    2**31,
    2**32,
    2**63 - 1,
    -(2**63),
    -32,
    -33,
    -129,
    -32769,
    0.0,
    -1.5,
    1e308,
    float("inf"),
    "",
    "a" * 31,
    "a" * 32,
    "a" * 255,
    "a" * 256,
    "a" * 70000,
    "Zürich 北京 🚀",
    "with\x00nul",
    b"",
    b"\x00\xff",
    b"x" * 300,
    True,
    False,
    [],
    {},
    [[], {}, [[]]],
    list(range(20)),
    list(range(70000)),
    {i: str(i) for i in range(20)},
    {"a": {"b": [1, {"c": None}]}},
    {1: "int", "1": "str", b"1": "bytes"},
    [None, True, 1, 1.5, "s", b"b", [1], {"k": "v"}],
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:30])
def test_what_is_written_is_read(client: aerospike.Client, key: Key, value: Any) -> None:
    client.put(key, {"v": value, "l": [value], "m": {"k": value}})
    bins = client.get(key)[2]
    assert bins == {"v": value, "l": [value], "m": {"k": value}}
    assert type(bins["v"]) is type(value)
    assert type(bins["l"][0]) is type(value)


def test_not_a_number(client: aerospike.Client, key: Key) -> None:
    client.put(key, {"v": float("nan"), "l": [float("nan")]})
    bins = client.get(key)[2]
    assert math.isnan(bins["v"]) and math.isnan(bins["l"][0])


def test_subclasses_are_what_they_derive_from(client: aerospike.Client, key: Key) -> None:
    client.put(key, {"i": Number.ONE, "s": Text("x"), "l": [Number.ONE, Text("y")]})
    bins = client.get(key)[2]
    assert bins == {"i": 1, "s": "x", "l": [1, "y"]}
    assert type(bins["i"]) is int and type(bins["s"]) is str


def test_bytearrays_are_read_as_bytes(client: aerospike.Client, key: Key) -> None:
    client.put(key, {"v": bytearray(b"ab"), "l": [bytearray(b"c")]})
    bins = client.get(key)[2]
    assert bins == {"v": b"ab", "l": [b"c"]}
    assert type(bins["v"]) is bytes and type(bins["l"][0]) is bytes


def test_geojson(client: aerospike.Client, key: Key) -> None:
    point = aerospike.GeoJSON({"type": "Point", "coordinates": [-80.6, 28.6]})
    client.put(key, {"g": point, "l": [point], "m": {"k": point}})
    bins = client.get(key)[2]
    for value in (bins["g"], bins["l"][0], bins["m"]["k"]):
        assert isinstance(value, aerospike.GeoJSON)
        assert value.unwrap() == point.unwrap()


def test_key_ordered_dict(client: aerospike.Client, key: Key) -> None:
    ordered = aerospike.KeyOrderedDict({"b": 1, "a": 2, 3: "x", -1: {"z": 1}, b"y": 0})
    inner = [aerospike.KeyOrderedDict({"k": aerospike.KeyOrderedDict({2: 1, 1: 2})})]
    client.put(key, {"m": ordered, "l": inner, "p": {"b": 1, "a": 2}})
    bins = client.get(key)[2]
    assert type(bins["m"]) is aerospike.KeyOrderedDict
    assert type(bins["l"][0]) is aerospike.KeyOrderedDict
    assert type(bins["l"][0]["k"]) is aerospike.KeyOrderedDict
    assert type(bins["p"]) is dict
    assert bins["m"] == ordered and bins["l"] == inner
    assert list(bins["m"]) == [-1, 3, "a", "b", b"y"]
    assert list(bins["l"][0]["k"]) == [1, 2]


def test_maps_are_read_in_the_order_of_their_keys(client: aerospike.Client, key: Key) -> None:
    client.put(key, {"m": {"b": 1, "a": 2, 10: 3, -10: 4, "aa": 5}, "e": {}})
    assert list(client.get(key)[2]["m"]) == [-10, 10, "a", "aa", "b"]


def test_null_is_an_element(client: aerospike.Client, key: Key) -> None:
    client.put(key, {"l": [aerospike.null(), None]})
    assert client.get(key)[2] == {"l": [None, None]}


def test_hyperloglog_bytes_keep_their_type(client: aerospike.Client, key: Key) -> None:
    client.operate(key, [hll_operations.hll_add("h", ["a", "b"], 4, 4)])
    value = client.get(key)[2]["h"]
    assert type(value) is HyperLogLog
    client.put(key, {"copy": value})
    assert client.get(key)[2] == {"h": value, "copy": value}
    assert client.operate(key, [hll_operations.hll_get_count("copy")])[2] == {"copy": 2}


def test_deep_nesting(client: aerospike.Client, key: Key) -> None:
    value: Any = "bottom"
    for depth in range(60):
        value = [value] if depth % 2 else {"k": value}
    client.put(key, {"v": value})
    assert client.get(key)[2] == {"v": value}


def test_bools_as_integers(config: dict[str, Any], key: Key) -> None:
    client = aerospike.client({**config, "send_bool_as": aerospike.INTEGER})
    client.put(key, {"b": True, "l": [False, {"k": True}], "m": {True: 1}})
    bins = client.get(key)[2]
    assert bins == {"b": 1, "l": [0, {"k": 1}], "m": {1: 1}}
    assert type(bins["b"]) is int and type(bins["l"][0]) is int
    client.close()


def test_map_keys_of_other_types_are_left_out_with_a_warning(
    client: aerospike.Client, key: Key
) -> None:
    with pytest.warns(DeprecationWarning, match="invalid type"):
        client.put(key, {"m": {1.5: "float", "s": "kept"}})
    assert client.get(key)[2] == {"m": {"s": "kept"}}
    with pytest.warns(DeprecationWarning, match="invalid type"):
        client.put(key, {"m": {"inner": {None: 1, True: 2, "k": 3}}})
    assert client.get(key)[2] == {"m": {"inner": {"k": 3}}}


class TestSerializers:
    def test_of_the_client(self, config: dict[str, Any], key: Key) -> None:
        serialization = (lambda value: "S:" + repr(sorted(value)), lambda text: text + "!")
        client = aerospike.client({**config, "serialization": serialization})
        client.put(key, {"set": {2, 1}, "l": [{3}], "s": "text"})
        assert client.get(key)[2] == {"set": "S:[1, 2]!", "l": ["S:[3]!"], "s": "text"}
        client.close()

    def test_of_the_process(self, client: aerospike.Client, key: Key) -> None:
        assert aerospike.set_serializer(lambda value: "P:" + str(value)) == 0
        assert aerospike.set_deserializer(lambda text: {"blob": text}) == 0
        try:
            client.put(key, {"v": 1j}, serializer=aerospike.SERIALIZER_USER)
            assert client.get(key)[2] == {"v": {"blob": "P:1j"}}
            client.put(key, {"raw": b"\xff"})
            assert client.get(key)[2]["raw"] == b"\xff"
        finally:
            assert aerospike.unset_serializers() == 0
        assert client.get(key)[2]["v"] == b"P:1j"

    def test_that_fails(self, config: dict[str, Any], key: Key) -> None:
        def refuse(value: Any) -> str:
            raise KeyError(value)

        client = aerospike.client({**config, "serialization": (refuse, None)})
        with pytest.raises(e.AerospikeError, match="serializer callback") as caught:
            client.put(key, {"v": {1}})
        assert isinstance(caught.value.__cause__, KeyError)
        assert client.exists(key)[1] is None
        client.close()


def test_lists_and_maps_as_bytes(client: aerospike.Client, key: Key) -> None:
    client.put(key, {"l": [1], "i": 1})
    bins = client.get(key, {"deserialize": False})[2]
    assert bins["i"] == 1
    assert bins["l"] == b"\x91\x01"


keys = st.one_of(
    st.integers(-(2**63), 2**63 - 1), st.text(st.characters(exclude_categories=["Cs"])), st.binary()
)
scalars = st.one_of(keys, st.none(), st.booleans(), st.floats(allow_nan=False))
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(keys, inner, max_size=5)
        | st.dictionaries(keys, inner, max_size=5).map(aerospike.KeyOrderedDict)
    ),
    max_leaves=30,
)


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(value=values)
def test_any_value_comes_back(client: aerospike.Client, key: Key, value: Any) -> None:
    client.put(key, {"v": [value]})
    read = client.get(key)[2]["v"][0]
    assert read == value
    assert type(read) is type(value)


class TestKeysOfBytes:
    """A key of bytes is stored as a string: what is in front of the first NUL."""

    @pytest.mark.parametrize(
        ("given", "stored"),
        [
            (b"abc", "abc"),
            (b"ab\0c", "ab"),
            ("ü".encode(), "ü"),
            (b"\xff\xfe", b"\xff\xfe"),
            (b"\xff\0\xfe", b"\xff"),
        ],
    )
    def test_are_given_back_as_they_are_stored(
        self, client: aerospike.Client, set_name: str, given: bytes, stored: Any
    ) -> None:
        policy = {"key": aerospike.POLICY_KEY_SEND}
        key = ("test", set_name, given)
        client.put(key, {"n": 1}, policy=policy)
        assert client.get(key, policy)[0][2] == stored
        assert client.exists(("test", set_name, stored))[1] is not None
        assert client.batch_read([key]).batch_records[0].result == 0
        ((found, _, _),) = client.query("test", set_name).results()
        assert found[2] == stored and type(found[2]) is type(stored)
        assert found[3] == client.get(key)[0][3]
