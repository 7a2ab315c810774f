"""The development server's wire formats, and its answers to malformed requests."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aerospike.devserver import Server
from aerospike.devserver.commands.messages import Field, Info1, Info3, Message
from aerospike.devserver.commands.query_request import parse_query
from aerospike.devserver.errors import Result, ResultError
from aerospike.devserver.model import values, wire
from aerospike.devserver.model.values import (
    Blob,
    Geo,
    Hll,
    ListValue,
    MapValue,
    Order,
    Str,
    compare,
)
from aerospike.devserver.service import protocol

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.binary(max_size=300).map(Str),
    st.binary(max_size=300).map(Blob),
    st.binary(max_size=30).map(Geo),
    st.binary(max_size=30).map(Hll),
)
keys = st.one_of(st.integers(-(2**63), 2**63 - 1), st.binary(max_size=20).map(Str))


def make_map(pairs: dict[object, object], flags: int) -> MapValue:
    value = MapValue(pairs.items(), flags)
    if value.ordered:
        value.sort()
    return value


any_value = st.recursive(
    scalars,
    lambda inner: (
        st.builds(ListValue, st.lists(inner, max_size=5), st.sampled_from([0, Order.ORDERED]))
        | st.builds(
            make_map,
            st.dictionaries(keys, inner, max_size=5),
            st.sampled_from([0, Order.ORDERED, Order.KEY_VALUE_ORDERED]),
        )
    ),
    max_leaves=20,
)


@given(any_value)
def test_values_come_back_from_msgpack(value: object) -> None:
    assert wire.unpack(wire.pack(value)) == value


@given(st.binary(max_size=200))
def test_any_bytes_are_a_value_or_an_error(data: bytes) -> None:
    try:
        wire.unpack(data)
    except ResultError as error:
        assert error.code == Result.PARAMETER


@given(any_value, any_value, any_value)
def test_the_order_of_values_is_total(a: object, b: object, c: object) -> None:
    assert compare(a, a) == 0
    assert compare(a, b) == -compare(b, a)
    if compare(a, b) <= 0 and compare(b, c) <= 0:
        assert compare(a, c) <= 0


def test_types_come_in_the_server_s_order() -> None:
    ordered = [
        None,
        False,
        True,
        -1,
        5,
        Str(b"a"),
        Str(b"b"),
        ListValue([9]),
        MapValue(),
        Blob(b"a"),
        -1.0,
        2.5,
        Geo(b"{}"),
        values.INF,
    ]
    backwards = ordered[::-1]
    assert sorted(backwards, key=values.sort_key) == ordered
    assert compare(values.WILDCARD, ordered[3]) == 0


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def ask(server: Server, request: bytes) -> bytes:
    """The answer to a request; empty if the server closes the connection."""
    with socket.create_connection(server.hosts[0], timeout=5) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        chunks = []
        while chunk := connection.recv(65536):
            chunks.append(chunk)
        return b"".join(chunks)


def test_info_answers_a_line_a_command(server: Server) -> None:
    answer = ask(server, protocol.frame(1, b"node\nbuild\nnonsense\n"))
    lines = answer[8:].decode().splitlines()
    assert lines[0] == f"node\t{server.nodes[0].id}"
    assert lines[1].startswith("build\t8.")
    assert lines[2] == "nonsense\tERROR:4:unrecognized command"


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x02\x03\xff\xff\xff\xff\xff\xff",
        b"\x09\x03" + bytes(6),
        protocol.frame(9, b"x"),
        protocol.frame(4, b"short"),
        protocol.frame(4, struct.pack(">Q", 2**40) + b"xx"),
        protocol.frame(4, struct.pack(">Q", 100) + b"not zlib"),
    ],
)
def test_what_is_no_request_closes_the_connection(server: Server, request_bytes: bytes) -> None:
    assert ask(server, request_bytes) == b""


@given(st.binary(max_size=120))
def test_a_malformed_message_is_a_parameter_error(server: Server, body: bytes) -> None:
    answer = ask(server, protocol.frame(3, body))
    result = answer[8 + 5]
    assert result in (Result.PARAMETER, Result.NAMESPACE)


@pytest.mark.parametrize("partitions", [[], [4096], [7, 7], [*range(4096), 7]], ids=len)
def test_a_query_of_partitions_that_cannot_be_is_refused(partitions: list[int]) -> None:
    fields = {Field.PARTITIONS: struct.pack(f"<{len(partitions)}H", *partitions)}
    with pytest.raises(ResultError) as failure:
        parse_query(Message(Info1.READ, 0, Info3.PARTITION_DONE, 0, 0, 0, fields, []))
    assert failure.value.code == Result.PARAMETER


def test_a_query_of_all_partitions_asks_for_each() -> None:
    fields = {Field.PARTITIONS: struct.pack("<4096H", *range(4096))}
    request = parse_query(Message(Info1.READ, 0, Info3.PARTITION_DONE, 0, 0, 0, fields, []))
    assert request.partitions == dict.fromkeys(range(4096))
