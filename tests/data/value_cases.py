"""Each kind of value in each place where a value can stand: what is tried, and how it is told.

`make_value_matrix` records what the official package makes of them, `test_value_matrix` compares.
An outcome is what JSON can hold: what was read back, or the error. Imports nothing but the public
package, so that it runs under the official one.
"""

from __future__ import annotations

import datetime
import decimal
import enum
import re
import uuid
import warnings
from collections import OrderedDict, namedtuple
from collections.abc import Callable
from fnmatch import fnmatch
from typing import Any

import aerospike
from aerospike import exception as e
from aerospike import predicates
from aerospike_helpers import HyperLogLog, cdt_ctx
from aerospike_helpers import expressions as exp
from aerospike_helpers.batch import records as br
from aerospike_helpers.operations import list_operations as lists
from aerospike_helpers.operations import map_operations as maps
from aerospike_helpers.operations import operations as op

__all__ = ["DIFFERENCES", "KINDS", "PLACES", "connect", "outcome", "reason"]

POINT = {"type": "Point", "coordinates": [1.5, 2.5]}
LATEST = b"\x00" * 4


class Plain(enum.Enum):
    ONE = 1


class Number(enum.IntEnum):
    ONE = 1


class Word(str, enum.Enum):
    ONE = "one"


class Integer(int):
    def __int__(self) -> int:
        return 99

    __index__ = __int__


class Text(str):
    __slots__ = ()

    def __str__(self) -> str:
        return "other"

    def encode(self, *_arguments: Any, **_named: Any) -> bytes:
        return b"zzz"


class Float(float):
    pass


class Blob(bytes):
    pass


class Bytes(bytearray):
    pass


class List(list):  # type: ignore[type-arg]
    pass


class Dict(dict):  # type: ignore[type-arg]
    pass


class Point(aerospike.GeoJSON):
    pass


class Anything:
    def __repr__(self) -> str:
        return "<anything>"


class Hashable(bytearray):
    def __hash__(self) -> int:  # type: ignore[override]
        return 1


Pair = namedtuple("Pair", "a b")

#: What makes a value of each kind.
KINDS: dict[str, Callable[[], Any]] = {
    "none": lambda: None,
    "bool": lambda: True,
    "int": lambda: 5,
    "negative int": lambda: -(2**63),
    "int of 64 bits": lambda: 2**63,
    "int of 65 bits": lambda: 2**64,
    "float": lambda: 1.5,
    "infinity": lambda: float("inf"),
    "str": lambda: "text",
    "str with nul": lambda: "a\0b",
    "bytes": lambda: b"blob",
    "bytearray": lambda: bytearray(b"array"),
    "list": lambda: [1, "a"],
    "tuple": lambda: (1, "a"),
    "dict": lambda: {"k": 1},
    "KeyOrderedDict": lambda: aerospike.KeyOrderedDict({"z": 1, "k": 2, 3: 4}),
    "GeoJSON": lambda: aerospike.GeoJSON(POINT),
    "null": aerospike.null,
    "CDTWildcard": aerospike.CDTWildcard,
    "CDTInfinite": aerospike.CDTInfinite,
    "HyperLogLog": lambda: HyperLogLog(LATEST),
    "Enum": lambda: Plain.ONE,
    "IntEnum": lambda: Number.ONE,
    "str Enum": lambda: Word.ONE,
    "int subclass": lambda: Integer(7),
    "str subclass": lambda: Text("sub"),
    "float subclass": lambda: Float(2.5),
    "bytes subclass": lambda: Blob(b"sub"),
    "bytearray subclass": lambda: Bytes(b"sub"),
    "hashable bytearray": lambda: Hashable(b"sub"),
    "list subclass": lambda: List([1]),
    "dict subclass": lambda: Dict(k=1),
    "OrderedDict": lambda: OrderedDict(b=1, a=2),
    "GeoJSON subclass": lambda: Point(POINT),
    "named tuple": lambda: Pair(1, 2),
    "set": lambda: {1},
    "frozenset": lambda: frozenset({1}),
    "datetime": lambda: datetime.datetime(2020, 1, 1),
    "date": lambda: datetime.date(2020, 1, 1),
    "time": lambda: datetime.time(1),
    "timedelta": lambda: datetime.timedelta(1),
    "UUID": lambda: uuid.UUID(int=1),
    "Decimal": lambda: decimal.Decimal(1),
    "complex": lambda: 1j,
    "memoryview": lambda: memoryview(b"view"),
    "range": lambda: range(2),
    "object": Anything,
    "type": lambda: int,
}


def describe(value: Any) -> Any:
    """A value as JSON has it."""
    if value is None or type(value) in (bool, int, str):
        return value
    if type(value) is float:
        return {"float": repr(value)}
    if type(value) is HyperLogLog:
        return {"hll": value.hex()}
    if type(value) in (bytes, bytearray):
        return {"bytes": value.hex()}
    if type(value) is list:
        return [describe(item) for item in value]
    if type(value) is tuple:
        return {"tuple": [describe(item) for item in value]}
    if isinstance(value, dict):
        pairs = [[describe(key), describe(item)] for key, item in value.items()]
        kind = "ordered map" if type(value) is aerospike.KeyOrderedDict else "map"
        return {kind: sorted(pairs, key=repr)}
    if type(value) is aerospike.GeoJSON:
        return {"geojson": value.unwrap()}
    return {"type": type(value).__name__}


Run = Callable[[Any, Any, Any], Any]

#: How a value lies in another one.
AROUND: dict[str, Callable[[Any], Any]] = {
    "": lambda value: value,
    "list": lambda value: [value],
    "nested list": lambda value: ["a", [1, [value]]],
    "map value": lambda value: {"k": value},
    "map key": lambda value: {"a": 1, value: 2},
    "nested map key": lambda value: [{"m": {value: 2}}],
    "ordered map value": lambda value: aerospike.KeyOrderedDict({"k": value}),
    "ordered map key": lambda value: aerospike.KeyOrderedDict({"t": 1, value: 2, "a": 3}),
}
SOME = ("", "list", "map value", "map key")


def read(client: Any, key: Any) -> Any:
    try:
        return describe(client.get(key)[2])
    except e.RecordNotFound:
        return None


def put(client: Any, key: Any, value: Any) -> Any:
    client.put(key, {"good": 1, "v": value})
    return read(client, key)


def put_serialized(client: Any, key: Any, value: Any) -> Any:
    client.put(key, {"good": 1, "v": value}, serializer=aerospike.SERIALIZER_USER)
    return read(client, key)


def operate(make: Callable[[Any], dict[str, Any]]) -> Run:
    def run(client: Any, key: Any, value: Any) -> Any:
        client.operate(key, [op.write("good", 1), make(value)])
        return read(client, key)

    return run


def select(make: Callable[[Any], dict[str, Any]], stored: Any) -> Run:
    """An operation whose argument is compared with what is there."""

    def run(client: Any, key: Any, value: Any) -> Any:
        client.put(key, {"v": stored})
        return describe(client.operate(key, [make(value)])[2])

    return run


def batch_operate(client: Any, key: Any, value: Any) -> Any:
    results = client.batch_operate([key], [op.write("good", 1), op.write("v", value)])
    return [results.batch_records[0].result, read(client, key)]


def batch_write(client: Any, key: Any, value: Any) -> Any:
    record = br.Write(key, [op.write("good", 1), op.write("v", value)])
    client.batch_write(br.BatchRecords([record]))
    return [record.result, read(client, key)]


def apply(client: Any, key: Any, value: Any) -> Any:
    return describe(client.apply(key, "record_functions", "echo", [value]))


def batch_apply(client: Any, key: Any, value: Any) -> Any:
    client.put(key, {"good": 1})
    results = client.batch_apply([key], "record_functions", "echo", [value])
    return [results.batch_records[0].result, describe(results.batch_records[0].record[2])]


def batch_write_apply(client: Any, key: Any, value: Any) -> Any:
    client.put(key, {"good": 1})
    record = br.Apply(key, "record_functions", "echo", [value])
    client.batch_write(br.BatchRecords([record]))
    return [record.result, describe(record.record[2])]


def query_apply(client: Any, _key: Any, value: Any) -> Any:
    query = client.query("test", "no_such_set")
    query.apply("record_functions", "echo", [value])
    return query.execute_background() > 0


def expression(client: Any, _key: Any, value: Any) -> Any:
    return client.get_expression_base64(exp.Eq(exp.MapBin("v"), value).compile())


def list_expression(client: Any, _key: Any, value: Any) -> Any:
    return client.get_expression_base64(
        exp.ListGetByValue(None, aerospike.LIST_RETURN_COUNT, value, exp.ListBin("v")).compile()
    )


def context(make: Callable[[Any], Any]) -> Run:
    def run(client: Any, _key: Any, value: Any) -> Any:
        return client.get_cdtctx_base64([make(value)])

    return run


def predicate(make: Callable[[Any], Any]) -> Run:
    def run(client: Any, _key: Any, value: Any) -> Any:
        made = make(value)
        if made is not None:
            client.query("test", "no_such_set").where(made)
        return describe(made)

    return run


def record_key(client: Any, key: Any, value: Any) -> Any:
    key = (key[0], key[1], value)
    client.put(key, {"v": 1}, policy={"key": aerospike.POLICY_KEY_SEND})
    found = client.get(key, {"key": aerospike.POLICY_KEY_SEND})[0]
    client.remove(key)
    return describe(found[2:])


def put_name(client: Any, key: Any, name: Any) -> Any:
    client.put(key, {"good": 1, name: 2})
    return read(client, key)


def remove_name(client: Any, key: Any, name: Any) -> Any:
    client.put(key, {"good": 1, "text": 2})
    client.remove_bin(key, [name])
    return read(client, key)


def select_name(client: Any, key: Any, name: Any) -> Any:
    client.put(key, {"good": 1, "text": 2})
    return describe(client.select(key, [name])[2])


def batch_read_name(client: Any, key: Any, name: Any) -> Any:
    client.put(key, {"good": 1, "text": 2})
    return describe(client.batch_read([key], [name]).batch_records[0].record[2])


def batch_write_name(client: Any, key: Any, name: Any) -> Any:
    record = br.Write(key, [op.write("good", 1), op.write(name, 2)])
    client.batch_write(br.BatchRecords([record]))
    return [record.result, read(client, key)]


def increment(client: Any, key: Any, value: Any) -> Any:
    client.increment(key, "v", value)
    return read(client, key)


def append(client: Any, key: Any, value: Any) -> Any:
    client.append(key, "v", value)
    return read(client, key)


#: What a value is compared with.
STORED = ["text", 5, b"blob", 1.5]
STORED_MAP = {"text": 1, 5: 2, b"blob": 3}

#: Where a value stands: what runs it, and what lies around it.
_RUNS: dict[str, tuple[Run, tuple[str, ...]]] = {
    "put": (put, tuple(AROUND)),
    "operate write": (operate(lambda value: op.write("v", value)), tuple(AROUND)),
    "batch_operate": (batch_operate, SOME),
    "batch_write": (batch_write, SOME),
    "list_append": (operate(lambda value: lists.list_append("v", value)), tuple(AROUND)),
    "list_append_items": (operate(lambda value: lists.list_append_items("v", [value])), SOME),
    "map_put": (operate(lambda value: maps.map_put("v", "k", value)), SOME),
    "map_put key": (operate(lambda value: maps.map_put("v", value, 1)), ("",)),
    "map_put_items": (operate(lambda value: maps.map_put_items("v", value)), ("map key",)),
    "list_get_by_value": (
        select(
            lambda value: lists.list_get_by_value("v", value, aerospike.LIST_RETURN_INDEX), STORED
        ),
        SOME,
    ),
    "list_get_by_value_list": (
        select(
            lambda value: lists.list_get_by_value_list("v", [value], aerospike.LIST_RETURN_INDEX),
            STORED,
        ),
        ("",),
    ),
    "map_get_by_key": (
        select(
            lambda value: maps.map_get_by_key("v", value, aerospike.MAP_RETURN_VALUE), STORED_MAP
        ),
        ("",),
    ),
    "map_get_by_key_list": (
        select(
            lambda value: maps.map_get_by_key_list("v", [value], aerospike.MAP_RETURN_VALUE),
            STORED_MAP,
        ),
        ("",),
    ),
    "increment": (increment, ("",)),
    "append": (append, ("",)),
    "apply": (apply, tuple(AROUND)),
    "batch_apply": (batch_apply, SOME),
    "batch_write apply": (batch_write_apply, SOME),
    "query apply": (query_apply, SOME),
    "expression": (expression, tuple(AROUND)),
    "expression argument": (list_expression, SOME),
    "context list value": (context(cdt_ctx.cdt_ctx_list_value), SOME),
    "context map key": (context(cdt_ctx.cdt_ctx_map_key), ("",)),
    "context map value": (context(cdt_ctx.cdt_ctx_map_value), SOME),
    "context map key create": (
        context(lambda value: cdt_ctx.cdt_ctx_map_key_create(value, aerospike.MAP_UNORDERED)),
        ("",),
    ),
    "equals predicate": (predicate(lambda value: predicates.equals("v", value)), ("", "list")),
    "contains predicate": (
        predicate(lambda value: predicates.contains("v", aerospike.INDEX_TYPE_LIST, value)),
        ("", "list"),
    ),
    "between predicate": (predicate(lambda value: predicates.between("v", 1, value)), ("",)),
    "record key": (record_key, ("",)),
    "put name": (put_name, ("",)),
    "operate write name": (operate(lambda name: op.write(name, 2)), ("",)),
    "list_append name": (operate(lambda name: lists.list_append(name, 2)), ("",)),
    "map_put name": (operate(lambda name: maps.map_put(name, "k", 2)), ("",)),
    "increment name": (operate(lambda name: op.increment(name, 2)), ("",)),
    "remove_bin name": (remove_name, ("",)),
    "select name": (select_name, ("",)),
    "batch_read name": (batch_read_name, ("",)),
    "batch_write name": (batch_write_name, ("",)),
    "query select name": (
        lambda client, _key, name: client.query("test", "no_such_set").select(name) and None,
        ("",),
    ),
}

#: The same with a serializer in the client's configuration.
_SERIALIZED = ("put", "operate write", "list_append", "map_put", "map_put key", "apply")
_SERIALIZED += ("batch_write", "expression", "context list value", "list_get_by_value")


def _place(run: Run, around: Callable[[Any], Any]) -> Run:
    return lambda client, key, value: run(client, key, around(value))


#: Name of a place: whether the client has a serializer, and what tries a value there.
PLACES: dict[str, tuple[bool, Run]] = {}
for _name, (_run, _arounds) in _RUNS.items():
    for _around in _arounds:
        _whole = f"{_name}, {_around}" if _around else _name
        PLACES[_whole] = False, _place(_run, AROUND[_around])
        if _name in _SERIALIZED:
            PLACES[f"{_whole}, serializer"] = True, _place(_run, AROUND[_around])
PLACES["put, SERIALIZER_USER without one"] = False, put_serialized


def connect(hosts: list[tuple[str, int]], serializing: bool) -> Any:
    """A client, with a serializer or without."""
    config: dict[str, Any] = {"hosts": hosts}
    if serializing:
        config["serialization"] = (lambda value: f"S:{type(value).__name__}", None)
    client = aerospike.client(config)
    return client if client.is_connected() else client.connect()


#: Where ours differs from the official package on purpose: kinds, places (as `fnmatch` has
#: them), and why. Of what the official package crashes with, every outcome differs.
DIFFERENCES = (
    (["str with nul"], "*", "a string keeps what follows a NUL; the official package cuts it off"),
    (["GeoJSON subclass"], "*", "a subclass of GeoJSON is one, as of every other type"),
    (["CDTWildcard", "CDTInfinite"], "batch_*", "no value of a bin: nothing is sent"),
    (
        ["CDTWildcard", "CDTInfinite"],
        "*apply, *map value*",
        "no value of a map: refused, not made nil",
    ),
    (
        ["int of 64 bits", "int of 65 bits"],
        "*predicate",
        "a predicate that no index can answer is refused by `where`",
    ),
    (["*"], "query apply, map key", "the message is the same for a key as for other arguments"),
)


def reason(kind: str, place: str) -> str | None:
    """Why an outcome may differ from that of the official package."""
    for kinds, places, why in DIFFERENCES:
        if any(fnmatch(kind, one) for one in kinds) and fnmatch(place, places):
            return why
    return None


def outcome(run: Run, client: Any, key: Any, kind: str) -> Any:
    """What comes of a kind of value in a place."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result: dict[str, Any] = {"is": run(client, key, KINDS[kind]())}
        except e.AerospikeError as error:
            # Which node has said it is not the point.
            message = re.sub(r"^\S+:\d+ ", "", error.msg or "")
            result = {"error": [type(error).__name__, error.code, message]}
        except Exception as error:
            result = {"error": [type(error).__name__]}
    if any("invalid type" in str(one.message) for one in caught):
        result["warns"] = True
    return result
