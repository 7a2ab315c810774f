"""A server that records the commands sent to it and answers each with an empty record.

It says just enough of itself for a client to connect: one node, which owns every partition of the
namespace ``test``. For recording only; it keeps nothing.
"""

from __future__ import annotations

import base64
import socket
import struct
import threading
from typing import Any, NamedTuple

_PARTITIONS = base64.b64encode(b"\xff" * 512).decode()
_INFO = {
    "node": "BB9000000000001",
    "build": "8.2.0.0",
    "edition": "Aerospike Community Edition",
    "features": "blob-bits;cdt-list;cdt-map;float;geo;pquery;pscans;query-show;relaxed-sc;"
    "batch-any;batch-index;replicas;replicas-all;replicas-master;sindex-exists",
    "partition-generation": "1",
    "peers-generation": "1",
    "rebalance-generation": "1",
    "peers-clear-std": "1,3000,[]",
    "replicas": f"test:1,1,{_PARTITIONS}",
    "partitions": "4096",
    "cluster-name": "null",
}
_EMPTY_RECORD = struct.pack(">BBBBBBIIIHH", 22, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0)


class WireOperation(NamedTuple):
    """One operation as it came over the wire."""

    operator: int
    particle: int
    bin: str
    value: bytes


class Command(NamedTuple):
    """One command: its attribute bytes, its time to live, and its operations."""

    attributes: tuple[int, int, int]
    ttl: int
    operations: list[WireOperation]


def _receive(connection: socket.socket, size: int) -> bytes:
    received = bytearray()
    while len(received) < size:
        part = connection.recv(size - len(received))
        if not part:
            raise ConnectionResetError
        received += part
    return bytes(received)


def _parse(message: bytes) -> Command:
    _, *attributes, _, _, _, ttl, _, fields, count = struct.unpack_from(">BBBBBBIIIHH", message)
    position = 22
    for _ in range(fields):
        (size,) = struct.unpack_from(">I", message, position)
        position += 4 + size
    operations = []
    for _ in range(count):
        size, operator, particle, _, name_size = struct.unpack_from(">IBBBB", message, position)
        end = position + 4 + size
        name = message[position + 8 : position + 8 + name_size].decode()
        value = message[position + 8 + name_size : end]
        operations.append(WireOperation(operator, particle, name, value))
        position = end
    return Command((attributes[0], attributes[1], attributes[2]), ttl, operations)


class CaptureServer:
    """Listens on a port of the loopback interface as long as it is open."""

    def __init__(self) -> None:
        self.commands: list[Command] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> CaptureServer:
        return self

    def __exit__(self, *_exception: Any) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                while True:
                    (header,) = struct.unpack(">Q", _receive(connection, 8))
                    kind, size = header >> 48 & 0xFF, header & 0xFFFFFFFFFFFF
                    body = _receive(connection, size)
                    reply = self._info(body) if kind == 1 else self._command(body)
                    connection.sendall(struct.pack(">Q", 2 << 56 | kind << 48 | len(reply)) + reply)
            except OSError:
                return

    def _info(self, body: bytes) -> bytes:
        names = body.decode().split("\n")
        service = {name: f"127.0.0.1:{self.port}" for name in names if name.startswith("service")}
        known = _INFO | service
        return "".join(f"{name}\t{known.get(name, '')}\n" for name in names if name).encode()

    def _command(self, body: bytes) -> bytes:
        self.commands.append(_parse(body))
        return _EMPTY_RECORD
