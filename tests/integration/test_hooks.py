"""What the user's own code raises while values are packed and read arrives in the caller."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike_helpers.batch import records as br
from aerospike_helpers.operations import list_operations as lists
from aerospike_helpers.operations import operations as op

Key = tuple[Any, ...]


class Stopped(BaseException):
    pass


class Odd:
    pass


class Hook:
    """A hook that raises *error* while there is one."""

    def __init__(self) -> None:
        self.error: BaseException | None = None
        self.calls = 0

    def __call__(self, value: Any) -> Any:
        self.calls += 1
        if self.error is not None:
            raise self.error
        return "text"


@pytest.fixture
def serializer() -> Hook:
    return Hook()


@pytest.fixture
def deserializer() -> Hook:
    return Hook()


@pytest.fixture
def hooked(
    config: dict[str, Any], serializer: Hook, deserializer: Hook
) -> Iterator[aerospike.Client]:
    """A client with both hooks."""
    client = aerospike.client({**config, "serialization": (serializer, deserializer)})
    yield client
    client.close()


Call = Callable[[Any, Key], Any]

WRITES: dict[str, Call] = {
    "put": lambda client, key: client.put(key, {"a": 1, "v": Odd()}),
    "put nested": lambda client, key: client.put(key, {"v": [{"k": Odd()}]}),
    "put key": lambda client, key: client.put(key, {"v": {Odd(): 1}}),
    "operate": lambda client, key: client.operate(key, [op.write("v", Odd())]),
    "list_append": lambda client, key: client.operate(key, [lists.list_append("v", Odd())]),
    "batch_operate": lambda client, key: client.batch_operate([key], [op.write("v", Odd())]),
    "batch_write": lambda client, key: client.batch_write(
        br.BatchRecords([br.Write(key, [op.write("v", Odd())])])
    ),
    "apply": lambda client, key: client.apply(key, "module", "function", [Odd()]),
    "query": lambda client, key: client.query("test").apply("module", "function", [Odd()]),
}

READS: dict[str, Call] = {
    "get": lambda client, key: client.get(key),
    "select": lambda client, key: client.select(key, ["v"]),
    "operate": lambda client, key: client.operate(key, [op.read("v")]),
    "operate_ordered": lambda client, key: client.operate_ordered(key, [op.read("v")]),
    "batch_read": lambda client, key: client.batch_read([key]),
    "batch_write": lambda client, key: client.batch_write(
        br.BatchRecords([br.Read(key, [op.read("v")])])
    ),
    "scan": lambda client, key: client.scan("test", key[1]).results(),
    "query": lambda client, key: list(client.query("test", key[1])),
    "foreach": lambda client, key: client.query("test", key[1]).foreach(lambda record: None),
}


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit, Stopped])
@pytest.mark.parametrize("call", WRITES.values(), ids=WRITES)
def test_what_interrupts_a_serializer_arrives_once(
    hooked: aerospike.Client, serializer: Hook, key: Key, call: Call, kind: type[BaseException]
) -> None:
    serializer.error = kind()
    with pytest.raises(kind) as caught:
        call(hooked, key)
    assert caught.value is serializer.error
    assert serializer.calls == 1
    # Nothing has been sent, and nothing comes after.
    assert hooked.exists(key)[1] is None
    hooked.put(key, {"plain": 1})
    assert hooked.get(key)[2] == {"plain": 1}


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit, Stopped])
@pytest.mark.parametrize("call", READS.values(), ids=READS)
def test_what_interrupts_a_deserializer_arrives_once(
    hooked: aerospike.Client, deserializer: Hook, key: Key, call: Call, kind: type[BaseException]
) -> None:
    hooked.put(key, {"v": b"blob"})
    deserializer.error = kind()
    with pytest.raises(kind) as caught:
        call(hooked, key)
    assert caught.value is deserializer.error
    assert deserializer.calls == 1
    deserializer.error = None
    assert hooked.get(key)[2] == {"v": "text"}
    assert deserializer.calls == 2


@pytest.mark.parametrize("call", READS.values(), ids=READS)
def test_a_blob_that_a_deserializer_refuses_stays_a_blob(
    hooked: aerospike.Client, deserializer: Hook, key: Key, call: Call
) -> None:
    hooked.put(key, {"v": b"blob"})
    deserializer.error = KeyError("k")
    call(hooked, key)
    assert deserializer.calls == 1
    assert hooked.get(key)[2] == {"v": b"blob"}


def test_a_serializer_runs_once_for_each_value_that_is_sent(
    hooked: aerospike.Client, serializer: Hook, key: Key
) -> None:
    hooked.put(key, {"v": [Odd(), {"k": Odd()}], "deep": nested([Odd()], 100)})
    assert serializer.calls == 3
    query = hooked.query("test", "no_such_set").apply("module", "function", [Odd()])
    query.execute_background()
    assert serializer.calls == 4


def nested(value: Any, depth: int) -> Any:
    for _ in range(depth):
        value = [value]
    return value


BAD_NAMES = [5, 1.5, None, b"x", ("x",), aerospike.null()]


class TestNamesOfBins:
    """They are checked before any value, and nothing is sent where one is wrong."""

    @pytest.mark.parametrize("name", BAD_NAMES, ids=repr)
    def test_that_are_no_text(self, client: aerospike.Client, key: Key, name: Any) -> None:
        with pytest.raises(e.ClientError) as caught:
            client.put(key, {"good": 2, name: 3})
        assert caught.value.msg == "A bin name must be a string or unicode string."
        assert client.exists(key)[1] is None

    def test_come_before_the_values(
        self, hooked: aerospike.Client, serializer: Hook, key: Key
    ) -> None:
        with pytest.raises(e.ClientError, match="bin name must be a string"):
            hooked.put(key, {"good": Odd(), 5: 1})
        with pytest.raises(e.BinNameError):
            hooked.put(key, {"good": Odd(), "x" * 16: 1})
        assert serializer.calls == 0

    @pytest.mark.parametrize("bins", [{"x" * 16: 1}, {"ü" * 8: 1}, {"x" * 16: {1: 2}}], ids=str)
    def test_that_are_too_long(self, client: aerospike.Client, key: Key, bins: Any) -> None:
        with pytest.raises(e.BinNameError) as caught:
            client.put(key, {"good": 1, **bins})
        assert caught.value.msg == "A bin name should not exceed 15 characters limit"
        assert caught.value.key == key
        assert client.exists(key)[1] is None

    def test_without_a_form_in_utf_8(self, client: aerospike.Client, key: Key) -> None:
        with pytest.raises(e.ClientError):
            client.put(key, {"good": 1, "\ud800": 1})
        assert client.exists(key)[1] is None


class TestDepth:
    #: The server sets no limit.
    DEPTH = 3060

    @pytest.mark.parametrize(
        "nest",
        [
            lambda value: [value],
            lambda value: {"k": value},
            lambda value: aerospike.KeyOrderedDict({1: value}),
        ],
        ids=["lists", "maps", "ordered maps"],
    )
    def test_what_is_written_is_read_in_a_thread_with_a_small_stack(
        self, client: aerospike.Client, key: Key, nest: Callable[[Any], Any]
    ) -> None:
        value: Any = "bottom"
        for _ in range(self.DEPTH):
            value = nest(value)
        kind = type(value)
        is_locked = getattr(sys, "_is_gil_enabled", lambda: True)()
        if sys.version_info[:2] == (3, 13) and not (is_locked and kind in (list, dict)):
            pytest.skip("this CPython 3.13 needs a large stack to free nested objects of this kind")
        found: list[Any] = []
        begin = threading.Event()

        def run() -> None:
            begin.wait()
            client.put(key, {"v": value})
            client.operate(key, [lists.list_append("l", value)])
            found.append(client.get(key)[2]["v"])
            found.append(client.operate(key, [lists.list_get("l", 0)])[2]["l"])
            found.append(client.batch_read([key]).batch_records[0].record[2]["v"])

        # Threads that the development server starts meanwhile have their usual stacks: CPython 3.13
        # does not look at the size of a stack when it frees nested lists.
        before = threading.stack_size(256 * 1024)
        try:
            thread = threading.Thread(target=run)
            thread.start()
        finally:
            threading.stack_size(before)
        begin.set()
        thread.join()
        assert len(found) == 3
        for read in found:
            levels = 0
            while read != "bottom":
                assert type(read) is kind
                (read,) = read if kind is list else read.values()
                levels += 1
            assert levels == self.DEPTH

    def test_of_a_value_that_contains_itself(self, client: aerospike.Client, key: Key) -> None:
        value: list[Any] = [1]
        value.append({"k": value})
        for call in (
            lambda: client.put(key, {"v": value}),
            lambda: client.operate(key, [op.write("v", value)]),
            lambda: client.operate(key, [lists.list_append("v", value)]),
            lambda: client.apply(key, "module", "function", [value]),
            lambda: client.batch_operate([key], [op.write("v", value)]),
        ):
            with pytest.raises(e.ParamError, match="contains itself"):
                call()
        assert client.exists(key)[1] is None

    def test_of_the_argument_of_a_function(self, client: aerospike.Client, key: Key) -> None:
        with pytest.raises(e.ParamError, match="64 levels"):
            client.apply(key, "module", "function", [nested(1, 70)])
