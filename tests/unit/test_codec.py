"""Values to requests and replies to values, without a server."""

from __future__ import annotations

import datetime
import enum
import random
import signal
import sys
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

import aerospike
from aerospike import exception as e
from aerospike._msgpack import OPT_NON_STR_KEYS, packb, unpackb
from aerospike._native.transcoder import pack_context, pack_expression, transcode
from aerospike._wire import plain
from aerospike._wire import values as codec
from aerospike._wire.operations import compile_operations
from aerospike._wire.plain import MAX_DEPTH, PackSettings
from aerospike._wire.requests import pack_record_request
from aerospike_helpers import HyperLogLog, cdt_ctx
from aerospike_helpers import expressions as exp


class Stopped(BaseException):
    pass


class Odd:
    """Of no type that a particle maps to."""


def packer(serialize: Callable[[Any], Any] | None = None) -> codec.ValuePacker:
    return codec.ValuePacker(codec.SERIALIZER_PYTHON, serialize)


def pack_argument(value: Any, serialize: Callable[[Any], Any] | None = None) -> bytes:
    settings = PackSettings(serializer=serialize)
    return transcode(plain.argument(value, settings), settings)


def pack_bins(value: Any, serialize: Callable[[Any], Any] | None = None) -> bytes:
    return transcode(plain._one_value(packer(serialize).pack({"bin": value})))


#: What is sent of bins and of arguments of operations.
PACKERS: dict[str, Callable[..., bytes]] = {
    "bins": pack_bins,
    "arguments": pack_argument,
}
both_ways = pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)

AROUND: dict[str, Callable[[Any], Any]] = {
    "bare": lambda value: value,
    "list": lambda value: [1, value],
    "map value": lambda value: {"k": value},
    "map key": lambda value: {value: 1},
    "ordered map": lambda value: aerospike.KeyOrderedDict({"k": [value]}),
}
everywhere = pytest.mark.parametrize("around", AROUND.values(), ids=AROUND)

INTERRUPTS = (KeyboardInterrupt, SystemExit, GeneratorExit, Stopped)


class Raising:
    """A hook that raises on its first call."""

    def __init__(self, error: BaseException) -> None:
        self.error = error
        self.calls = 0

    def __call__(self, value: Any) -> Any:
        self.calls += 1
        if self.calls == 1:
            raise self.error
        return "text"


@both_ways
@everywhere
@pytest.mark.parametrize("kind", INTERRUPTS)
def test_what_interrupts_a_serializer_arrives_as_it_is(
    pack: Callable[..., bytes], around: Callable[[Any], Any], kind: type[BaseException]
) -> None:
    hook = Raising(kind())
    with pytest.raises(kind) as caught:
        pack(around(Odd()), hook)
    assert caught.value is hook.error
    assert hook.calls == 1
    # Nothing is left of it.
    assert pack(around(Odd()), hook)


@both_ways
@everywhere
def test_an_exception_of_a_serializer_is_wrapped_once(
    pack: Callable[..., bytes], around: Callable[[Any], Any]
) -> None:
    hook = Raising(KeyError("k"))
    with pytest.raises(e.ClientError, match="registered serializer callback") as caught:
        pack(around(Odd()), hook)
    assert caught.value.__cause__ is hook.error
    assert hook.calls == 1


@both_ways
@pytest.mark.parametrize("kind", (*INTERRUPTS, KeyError, TypeError))
def test_what_dumps_of_a_subclass_raises_arrives(
    pack: Callable[..., bytes], kind: type[BaseException]
) -> None:
    hook = Raising(kind())

    class Point(aerospike.GeoJSON):
        def dumps(self) -> str:
            text: str = hook(self)
            return text

    with pytest.raises(kind) as caught:
        pack([Point({"type": "Point"})])
    assert caught.value is hook.error
    assert hook.calls == 1


@both_ways
def test_dumps_has_to_return_text(pack: Callable[..., bytes]) -> None:
    class Point(aerospike.GeoJSON):
        def dumps(self) -> Any:
            return 5

    with pytest.raises(e.ClientError, match="dumps"):
        pack([Point({"type": "Point"})])


@pytest.mark.skipif(
    sys.implementation.name == "pypy", reason="msgpack for PyPy is in Python, and calls them"
)
@both_ways
def test_methods_that_a_subclass_overrides_are_not_called(pack: Callable[..., bytes]) -> None:
    def wrong(*_arguments: Any) -> Any:
        raise AssertionError

    names = ("__int__", "__index__", "__float__", "__str__", "encode", "__bytes__", "__iter__")
    names += ("items", "keys", "__getitem__", "__len__")
    for base, value in ((int, 7), (str, "x"), (float, 1.5), (bytes, b"b"), (list, [1])):
        subclass = type("Subclass", (base,), dict.fromkeys(names, wrong))
        assert pack([subclass(value)]) == pack([value])
    mapping = type("Subclass", (dict,), dict.fromkeys(names, wrong))
    assert pack([mapping(a=1)]) == pack([{"a": 1}])


@both_ways
def test_ordered_maps_are_sorted_by_what_is_sent(pack: Callable[..., bytes]) -> None:
    class Backwards(str):
        __slots__ = ()

        def encode(self, *_arguments: Any, **_named: Any) -> bytes:
            return b"zzz" if self == "a" else b"aaa"

    names = aerospike.KeyOrderedDict({Backwards("b"): 1, Backwards("a"): 2, 5: 3})
    assert pack(names) == pack(aerospike.KeyOrderedDict({5: 3, "a": 2, "b": 1}))


class Item(NamedTuple):
    """What an item is, and what it is made of."""

    tag: int
    content: Any


def place(value: Any, path: list[Any], items: list[list[Any]]) -> Any:
    if isinstance(value, Item):
        inner = (
            pack_reply(value.content)
            if value.tag == plain.NESTED
            else place(value.content, path, items)
        )
        items.append([0, value.tag, *path])
        return inner
    if isinstance(value, list):
        return [place(part, [*path, at], items) for at, part in enumerate(value)]
    if isinstance(value, dict):
        return {key: place(part, [*path, key], items) for key, part in value.items()}
    return value


def pack_reply(value: Any) -> bytes:
    """A reply as the bridge writes it: codec_place_items() of native/bridge/codec.h."""
    items: list[list[Any]] = []
    value = place(value, [0], items)
    return b"\xc1" + packb([value, items], None, OPT_NON_STR_KEYS)


def reply(*values: Any) -> bytes:
    return pack_reply(list(values))


BLOB = Item(codec.BLOB, b"blob")


@pytest.mark.parametrize("kind", INTERRUPTS)
@pytest.mark.parametrize(
    "value",
    [BLOB, [1, BLOB], {"k": [BLOB]}, Item(plain.ORDERED_MAP, {"k": BLOB})],
    ids=["bare", "list", "map", "ordered map"],
)
def test_what_interrupts_a_deserializer_arrives_as_it_is(
    value: Any, kind: type[BaseException]
) -> None:
    hook = Raising(kind())
    decode = codec.decoder(hook)
    with pytest.raises(kind) as caught:
        decode(reply(value))
    assert caught.value is hook.error
    assert hook.calls == 1
    assert decode(reply(BLOB)) == ["text"]


def test_a_blob_that_a_deserializer_refuses_stays_a_blob() -> None:
    hook = Raising(KeyError())
    assert codec.decoder(hook)(reply(BLOB, BLOB)) == [b"blob", "text"]
    assert hook.calls == 2


def test_an_item_is_found_by_the_way_to_the_one_before_it() -> None:
    value = [0, {"m": {"n": {1: 2}, "o": ["{}", b"h"]}}]
    items = [
        [0, plain.ORDERED_MAP, 0, 1, "m", "n"],
        [3, plain.HLL, "o", 1],
        [4, plain.GEOJSON, 0],
        [2, plain.ORDERED_MAP, "m"],
        [1, codec.PYTHON_BLOB, 0],
    ]
    value[0] = b"b"
    read = codec.unpack(b"\xc1" + packb([value, items], None, OPT_NON_STR_KEYS))
    inner = read[1]["m"]
    assert type(read[0]) is bytearray
    assert type(inner) is type(inner["n"]) is aerospike.KeyOrderedDict
    assert [type(part) for part in inner["o"]] == [aerospike.GeoJSON, HyperLogLog]


def test_a_map_whose_keys_may_be_one_in_python_comes_as_pairs() -> None:
    pairs = Item(codec.PAIRS, [1, Item(plain.GEOJSON, "{}"), 1.0, "x", True, [2]])
    assert codec.unpack(reply(pairs)) == [{1: [2]}]


def test_each_blob_is_deserialized_once() -> None:
    seen: list[str] = []

    def deserialize(text: str) -> str:
        seen.append(text)
        return text.upper()

    blobs = [Item(codec.BLOB, b"%d" % number) for number in range(50)]
    nested = Item(plain.NESTED, [Item(plain.ORDERED_MAP, {"k": blobs[0]})])
    value = codec.decoder(deserialize)(reply(blobs, {"k": nested}))
    assert sorted(seen) == sorted([str(number) for number in range(50)] + ["0"])
    assert value == [[str(number) for number in range(50)], {"k": [{"k": "0"}]}]
    assert type(value[1]["k"][0]) is aerospike.KeyOrderedDict


class Alarm:
    """A signal whose handler raises, some time from now."""

    def __init__(self) -> None:
        self.rung = 0

    def ring(self, _number: int, _frame: Any) -> None:
        self.rung += 1
        raise Stopped

    def __enter__(self) -> Alarm:
        self._before = signal.signal(signal.SIGALRM, self.ring)
        return self

    def __exit__(self, *_error: object) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, self._before)


def encode_points() -> None:
    point = aerospike.GeoJSON({"type": "Point", "coordinates": [1.5, 2.5]})
    packer().pack({"points": [point] * 200})


def decode_points() -> None:
    codec.unpack(POINTS)


def decode_maps() -> None:
    codec.unpack(MAPS)


POINTS = reply(*[Item(plain.GEOJSON, '{"type": "Point", "coordinates": [1.5, 2.5]}')] * 200)
MAPS = reply(*[Item(plain.ORDERED_MAP, {"k": list(range(50))})] * 300)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs an interval timer")
@pytest.mark.usefixtures("quiet_collector")
@pytest.mark.parametrize("work", [encode_points, decode_points, decode_maps])
def test_no_signal_is_lost(work: Callable[[], None]) -> None:
    chance = random.Random(1)
    arrived = 0
    with Alarm() as alarm:
        for _ in range(60):
            rung = alarm.rung
            end = time.monotonic() + 10
            try:
                signal.setitimer(signal.ITIMER_REAL, chance.uniform(0.0001, 0.003))
                while alarm.rung == rung and time.monotonic() < end:
                    work()
            except Stopped:
                arrived += 1
    assert arrived == alarm.rung == 60


# Python 3.13 releases a deep container by recursion, up to its limit of 10,000 levels: that alone
# overruns a small stack.
STACK = 256 * 1024 if sys.version_info[:2] != (3, 13) else 8 * 1024 * 1024


def in_small_thread(run: Callable[[], Any]) -> Any:
    """What *run* returns in a thread with a stack of 256 KiB."""
    outcome: list[Any] = []

    def target() -> None:
        try:
            outcome.append(run())
        except BaseException as error:
            outcome.append(error)

    before = threading.stack_size(STACK)
    try:
        thread = threading.Thread(target=target)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    return outcome[0]


#: How a value is nested, and how many levels that are.
NESTS: dict[str, tuple[Callable[[Any], Any], int]] = {
    "list": (lambda value: [value], 1),
    "map": (lambda value: {"k": value}, 1),
    "map with integer keys": (lambda value: {1: value}, 1),
    "ordered map": (lambda value: aerospike.KeyOrderedDict({"k": value}), 1),
    "all of them": (lambda value: [{"k": aerospike.KeyOrderedDict({1: value})}], 3),
}
nests = pytest.mark.parametrize("name", NESTS)


def nested(name: str, depth: int) -> Any:
    nest, levels = NESTS[name]
    value: Any = "bottom"
    for _ in range(depth // levels):
        value = nest(value)
    return value


@both_ways
@nests
@pytest.mark.parametrize("depth", [3, 63, 66, 255, 1000, 3060, 9999])
def test_deep_values_are_packed(pack: Callable[..., bytes], name: str, depth: int) -> None:
    packed = in_small_thread(lambda: pack(nested(name, depth)))
    assert isinstance(packed, bytes) and b"bottom" in packed


@both_ways
@nests
def test_values_that_are_nested_too_deeply_are_refused(
    pack: Callable[..., bytes], name: str
) -> None:
    refusal = in_small_thread(lambda: pack(nested(name, MAX_DEPTH + 10)))
    assert isinstance(refusal, e.ParamError)
    assert refusal.msg == "a value is nested too deeply, or contains itself"


def cycles() -> dict[str, Any]:
    own_list: list[Any] = list(range(1000))
    own_list.append(own_list)
    own_dict: dict[Any, Any] = {}
    own_dict["k"] = own_dict
    own_ordered = aerospike.KeyOrderedDict({1: 2})
    own_ordered[2] = [own_ordered]
    first: list[Any] = [1]
    first.append({"k": [first, first]})
    return {"list": own_list, "dict": own_dict, "ordered": own_ordered, "mixed": first}


@both_ways
@pytest.mark.parametrize("name", cycles())
def test_a_value_that_contains_itself_is_refused(pack: Callable[..., bytes], name: str) -> None:
    refusal = in_small_thread(lambda: pack(cycles()[name]))
    assert isinstance(refusal, e.ParamError)
    assert refusal.msg == "a value is nested too deeply, or contains itself"


def test_a_value_that_stands_twice_is_no_cycle() -> None:
    shared = [Odd]
    value = [shared, {"k": shared}, [shared]]
    assert packer(lambda _value: "x").pack(value) == packb([[b"x"], {"k": [b"x"]}, [[b"x"]]])


def test_expressions_and_contexts_refuse_cycles() -> None:
    value = cycles()["list"]
    with pytest.raises(e.ParamError):
        pack_expression(exp.Eq(exp.ListBin("b"), value).compile())
    with pytest.raises(e.ParamError):
        pack_context([cdt_ctx.cdt_ctx_list_value(value)])


VIEW = memoryview(b"view")


def pack_written(value: Any, serialize: Callable[[Any], Any] | None = None) -> bytes:
    operation = {"op": aerospike.OPERATOR_WRITE, "bin": "b", "val": value}
    compiled = compile_operations([operation], PackSettings(serializer=serialize))
    return packer(serialize).pack_operations(compiled.operations)


@pytest.mark.parametrize(
    "pack", [*PACKERS.values(), pack_written], ids=[*PACKERS, "written by operate"]
)
@pytest.mark.parametrize(
    "value",
    [
        VIEW,
        [VIEW],
        [b"blob", {"k": [1.5, VIEW]}],
        {"k": b"blob", "l": {"m": VIEW}},
        {1: VIEW},
        aerospike.KeyOrderedDict({"k": VIEW}),
        [list(range(20)), [b"blob"] * 20 + [VIEW]],
    ],
)
def test_a_memoryview_is_no_blob(pack: Callable[..., bytes], value: Any) -> None:
    with pytest.raises(e.ClientError, match="Unable to serialize unknown Python native type"):
        pack(value)
    assert b"memoryview" in pack(value, lambda view: type(view).__name__)


def test_blobs_in_containers_are_packed_as_they_are() -> None:
    value = {"a": b"blob", "b": [b"blob", {"c": bytearray(b"blob")}], "d": 2.5}
    assert packer().pack(value) == packb(value)


def test_a_request_is_flat_however_deep_its_values_are() -> None:
    value = unpackb(packer().pack({"bin": nested("list", 9000)}), ext_hook=lambda *ext: ext)
    depth = 0
    while isinstance(value, (list, dict)):
        (value,) = value.values() if isinstance(value, dict) else value
        depth += 1
    assert depth <= 65
    assert value[0] == plain.NESTED


class Plain(enum.Enum):
    ONE = 1


@pytest.mark.parametrize(
    "name",
    [datetime.date(2020, 1, 1), datetime.datetime(2020, 1, 1), uuid.UUID(int=1), Plain.ONE],
    ids=lambda name: type(name).__name__,
)
def test_keys_take_no_names_that_are_no_text(name: Any) -> None:
    with pytest.raises(e.ParamError, match="namespace must be a string"):
        pack_record_request(None, 0, (name, "set", 1))
    with pytest.raises(e.ParamError, match="set must be a string"):
        pack_record_request(None, 0, ("test", name, 1))
