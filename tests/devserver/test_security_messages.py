"""The answers of a server with users to messages that our client never sends."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aerospike.devserver import Server
from aerospike.devserver.commands.messages import HEADER, pack_field
from aerospike.devserver.errors import Result
from aerospike.devserver.service.protocol import (
    FRAME,
    TYPE_INFO,
    TYPE_MESSAGE,
    TYPE_SECURITY,
    frame,
)
from aerospike.devserver.service.security_messages import SECURITY_HEADER

ADMIN_HASH = b"$2a$10$7EqJtq98hPqEX7fNZaFWoO1mVO/4MLpGzsqojz6E9Gef6iXDjXdDa"
AUTHENTICATE, CREATE_USER, QUERY_USERS, CREATE_ROLE, LOGIN = 0, 1, 9, 10, 20
USER, PASSWORD, CREDENTIAL, TOKEN, ROLES, ROLE, PRIVILEGES = 0, 1, 3, 5, 10, 11, 12


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(security=True) as server:
        yield server


@pytest.fixture
def connection(server: Server) -> Iterator[socket.socket]:
    with socket.create_connection((server.host, server.port), timeout=10) as connection:
        yield connection


def ask(connection: socket.socket, kind: int, body: bytes) -> bytes:
    """The body of the answer to a request."""
    connection.sendall(frame(kind, body))
    with connection.makefile("rb") as stream:
        (head,) = FRAME.unpack(stream.read(FRAME.size))
        return stream.read(head & 0xFFFFFFFFFFFF)


def say(connection: socket.socket, command: int, **fields: bytes) -> int:
    """The result of a security message; fields are named ``f0``, ``f1``, …"""
    packed = b"".join(pack_field(int(name[1:]), value) for name, value in fields.items())
    body = SECURITY_HEADER.pack(0, 0, command, len(fields)) + packed
    return ask(connection, TYPE_SECURITY, body)[1]


def log_in(connection: socket.socket) -> None:
    assert say(connection, LOGIN, f0=b"admin", f3=ADMIN_HASH) == Result.OK


def test_nothing_is_answered_before_one_has_logged_in(connection: socket.socket) -> None:
    namespace = pack_field(0, b"test")
    get = HEADER.pack(22, 3, 0, 0, 0, 0, 0, 0, 0, 2, 0) + namespace + pack_field(4, bytes(20))
    query = HEADER.pack(22, 3, 0, 0, 0, 0, 0, 0, 0, 1, 0) + namespace
    batch = HEADER.pack(22, 9, 0, 0, 0, 0, 0, 0, 0, 1, 0) + pack_field(41, b"\0\0\0\1\0")
    for message in (get, query, batch):
        assert ask(connection, TYPE_MESSAGE, message)[5] == Result.NOT_AUTHENTICATED
    assert ask(connection, TYPE_INFO, b"namespaces\n") == b"ERROR:80:not authenticated\n"
    assert say(connection, QUERY_USERS) == Result.NOT_AUTHENTICATED
    assert say(connection, CREATE_USER, f0=b"eve") == Result.NOT_AUTHENTICATED


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({}, Result.INVALID_CREDENTIAL),
        ({"f0": b"admin"}, Result.INVALID_CREDENTIAL),
        ({"f0": b"admin", "f3": b""}, Result.INVALID_CREDENTIAL),
        ({"f0": b"admin", "f3": b"admin"}, Result.INVALID_CREDENTIAL),
        ({"f0": b"\xff", "f3": ADMIN_HASH}, Result.INVALID_USER),
    ],
)
def test_logging_in_needs_a_user_and_the_hash(
    connection: socket.socket, fields: dict[str, bytes], result: int
) -> None:
    assert say(connection, LOGIN, **fields) == result
    assert say(connection, QUERY_USERS) == Result.NOT_AUTHENTICATED


@pytest.mark.parametrize("fields", [{}, {"f0": b"admin"}, {"f0": b"admin", "f5": b"guessed"}])
def test_tokens_cannot_be_guessed(connection: socket.socket, fields: dict[str, bytes]) -> None:
    assert say(connection, AUTHENTICATE, **fields) == Result.INVALID_CREDENTIAL


@pytest.mark.parametrize(
    ("body", "result"),
    [
        (b"", Result.SECURITY_FIELD),
        (bytes(15), Result.SECURITY_FIELD),
        (SECURITY_HEADER.pack(1, 0, QUERY_USERS, 0), Result.SECURITY_SCHEME),
        (SECURITY_HEADER.pack(0, 0, 99, 0), Result.SECURITY_COMMAND),
        (SECURITY_HEADER.pack(0, 0, QUERY_USERS, 1), Result.SECURITY_FIELD),
        (SECURITY_HEADER.pack(0, 0, QUERY_USERS, 1) + struct.pack(">IB", 9, 0), 55),
    ],
)
def test_malformed_messages_are_refused(
    connection: socket.socket, body: bytes, result: int
) -> None:
    log_in(connection)
    assert ask(connection, TYPE_SECURITY, body)[1] == result
    assert say(connection, QUERY_USERS) == Result.OK


@pytest.mark.parametrize(
    ("command", "fields", "result"),
    [
        (CREATE_USER, {}, Result.INVALID_USER),
        (CREATE_USER, {"f0": b"eve"}, Result.INVALID_PASSWORD),
        (CREATE_USER, {"f0": b"eve", "f1": b"hash"}, Result.INVALID_ROLE),
        (CREATE_USER, {"f0": b"eve", "f1": b"hash", "f10": b"\2\4read"}, Result.SECURITY_FIELD),
        (CREATE_USER, {"f0": b"e" * 64, "f1": b"hash", "f10": b"\0"}, Result.INVALID_USER),
        (CREATE_ROLE, {}, Result.INVALID_ROLE),
        (CREATE_ROLE, {"f11": b"r", "f12": b"\1\x0a\4tes"}, Result.SECURITY_FIELD),
    ],
)
def test_fields_that_are_missing_or_too_short_are_refused(
    connection: socket.socket, command: int, fields: dict[str, bytes], result: int
) -> None:
    log_in(connection)
    assert say(connection, command, **fields) == result


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(command=st.integers(0, 21), body=st.binary(max_size=40), count=st.integers(0, 3))
def test_noise_ends_no_connection(
    connection: socket.socket, command: int, body: bytes, count: int
) -> None:
    message = SECURITY_HEADER.pack(0, 0, command, count) + body
    connection.sendall(frame(TYPE_SECURITY, message) + frame(TYPE_INFO, b"node\n"))
    with connection.makefile("rb") as stream:
        kind = 0
        while kind != TYPE_INFO:
            (head,) = FRAME.unpack(stream.read(FRAME.size))
            kind = head >> 48 & 0xFF
            assert len(stream.read(head & 0xFFFFFFFFFFFF)) == head & 0xFFFFFFFFFFFF
