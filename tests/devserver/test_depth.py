"""Lists and maps may be nested as deep as a client can send them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike.devserver import Server
from aerospike.devserver.errors import Result, ResultError
from aerospike.devserver.model import requests, wire
from aerospike.devserver.model.cdt_family import has_nonstorage
from aerospike.devserver.model.values import WILDCARD, ListValue, MapValue, Order, Str, compare
from aerospike_helpers import expressions as exp
from aerospike_helpers.operations import expression_operations as expressions
from aerospike_helpers.operations import list_operations as lists
from aerospike_helpers.operations import map_operations as maps

DEPTH = 10_000
#: What the client sends: it counts the containers around a value too.
SENT = 9_990

Nest = Callable[[Any], Any]

NESTS: dict[str, Nest] = {
    "lists": lambda value: ListValue([value]),
    "ordered lists": lambda value: ListValue([value], Order.ORDERED),
    "maps": lambda value: MapValue([(Str(b"k"), value)]),
    "ordered maps": lambda value: MapValue([(1, value)], Order.ORDERED),
    "both": lambda value: ListValue([1, MapValue([(1, 2), (2, value)])]),
}
nests = pytest.mark.parametrize("nest", NESTS.values(), ids=NESTS)


def nested(nest: Nest, bottom: Any, depth: int = DEPTH) -> Any:
    for _ in range(depth):
        bottom = nest(bottom)
    return bottom


@nests
def test_deep_values_come_back_from_msgpack(nest: Nest) -> None:
    value = nested(nest, 5)
    packed = wire.pack(value)
    assert compare(wire.unpack(packed), value) == 0
    assert wire.pack(wire.storable(wire.unpack(packed), top=True)) == packed


@nests
def test_deep_values_are_ordered_by_what_is_at_the_bottom(nest: Nest) -> None:
    low, high = nested(nest, 5), nested(nest, 6)
    assert compare(low, high) == -1
    assert compare(high, low) == 1
    assert compare(low, nested(nest, WILDCARD)) == 0


@nests
def test_a_wildcard_at_the_bottom_is_found_and_not_stored(nest: Nest) -> None:
    value = nested(nest, WILDCARD)
    assert has_nonstorage(value)
    assert not has_nonstorage(nested(nest, 5))
    with pytest.raises(ResultError):
        wire.storable(value)


def test_maps_in_the_values_of_the_flags_of_maps_mean_nothing() -> None:
    data = b"\x81\xc7\x00\x01" * DEPTH + b"\xc0"
    value = wire.unpack(data)
    assert isinstance(value, MapValue)
    assert value.flags == Order.ORDERED
    assert value.pairs == []


def test_a_deep_value_in_the_place_of_an_integer_is_refused() -> None:
    with pytest.raises(ResultError) as failure:
        requests.integer(nested(NESTS["lists"], 5))
    assert failure.value.code == Result.PARAMETER


Key = tuple[str, str, int]


@pytest.fixture(scope="module")
def client(
    tmp_path_factory: pytest.TempPathFactory, patient: dict[str, Any]
) -> Iterator[aerospike.Client]:
    path: Path = tmp_path_factory.mktemp("lua")
    module = path / "deep.lua"
    module.write_text(
        "function copy(rec, one, other) rec[other] = rec[one] return aerospike:update(rec) end\n"
        "function endless(rec) local l = list() list.append(l, l) return l end\n"
    )
    with Server() as server:
        connected = aerospike.client(
            {"hosts": server.hosts, "policies": patient, "lua": {"user_path": str(path)}}
        )
        connected.udf_put(str(module))
        yield connected
        connected.close()


@pytest.fixture
def key(client: aerospike.Client) -> Iterator[Key]:
    key = ("test", "deep", 1)
    client.put(key, {"a": 1})
    yield key
    client.remove(key)


def deep(bottom: Any, depth: int = SENT) -> Any:
    """Lists in lists."""
    return nested(lambda value: [value], bottom, depth)


def bottom(value: Any) -> Any:
    while isinstance(value, (list, dict)):
        (value,) = value if isinstance(value, list) else value.values()
    return value


def test_deep_bins_are_written_and_read(client: aerospike.Client, key: Key) -> None:
    client.put(key, {"l": deep(5), "m": nested(lambda value: {"k": value}, 6, SENT)})
    bins = client.get(key)[2]
    assert (bottom(bins["l"]), bottom(bins["m"])) == (5, 6)


def test_deep_elements_are_found_sorted_and_counted(client: aerospike.Client, key: Key) -> None:
    client.put(key, {"l": [deep(number) for number in (3, 1, 2)], "m": {1: deep(1), 2: deep(2)}})
    ops = [
        lists.list_get_by_value("l", deep(1), aerospike.LIST_RETURN_RANK),
        lists.list_sort("l"),
        lists.list_get_by_index("l", 0, aerospike.LIST_RETURN_VALUE),
        maps.map_get_by_value("m", deep(2), aerospike.MAP_RETURN_KEY),
    ]
    ranks, _, first, keys = (value for _, value in client.operate_ordered(key, ops)[2])
    assert ranks == [0]
    assert bottom(first) == 1
    assert keys == [2]


def test_deep_values_are_compared_in_expressions(client: aerospike.Client, key: Key) -> None:
    client.put(key, {"l": deep(5)})
    for number, equal in ((5, True), (6, False)):
        expression = exp.Eq(exp.ListBin("l"), exp.Val(deep(number))).compile()
        ops = [expressions.expression_read("r", expression)]
        assert client.operate(key, ops)[2] == {"r": equal}


def test_functions_copy_deep_bins(client: aerospike.Client, key: Key) -> None:
    client.put(key, {"l": deep(5), "m": {"k": deep(6)}})
    for bin, number in (("l", 5), ("m", 6)):
        assert client.apply(key, "deep", "copy", [bin, "c"]) == 0
        assert bottom(client.get(key)[2]["c"]) == number


def test_a_list_of_a_function_that_contains_itself_is_refused(
    client: aerospike.Client, key: Key
) -> None:
    with pytest.raises(e.AerospikeError):
        client.apply(key, "deep", "endless", [])
    assert client.get(key)[2] == {"a": 1}
