"""A proxy between a client and a node, which does to replies what a network may do."""

from __future__ import annotations

import contextlib
import selectors
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any

HEADER = struct.Struct(">Q")
MESSAGE = 3
"""The type of a reply to a record command, in the second byte of its header."""

PAUSE = 0.0002
"""Seconds between two parts of a reply, so that each arrives by itself."""

QUIET = 0.01
"""Seconds without another byte after which a reply counts as whole."""

MOMENT = 0.02
"""Seconds after which a thread that waits sees that it must close its connection."""

Deliver = Callable[[bytes], Iterable[bytes]]


def messages(reply: bytes) -> list[bytes]:
    """The messages of a reply, each with its header of eight bytes."""
    found = []
    while reply:
        size = HEADER.size + (HEADER.unpack_from(reply)[0] & 0xFFFFFFFFFFFF)
        found.append(reply[:size])
        reply = reply[size:]
    return found


def is_whole(reply: bytes) -> bool:
    """Whether a reply ends where a message ends."""
    position = 0
    while position + HEADER.size <= len(reply):
        position += HEADER.size + (HEADER.unpack_from(reply, position)[0] & 0xFFFFFFFFFFFF)
    return position == len(reply)


def together(reply: bytes) -> list[bytes]:
    """Deliver a reply as it is."""
    return [reply]


def readable(sockets: list[socket.socket], seconds: float | None = None) -> list[Any]:
    """Those that have something to read, or have ended."""
    with selectors.DefaultSelector() as selector:
        for one in sockets:
            selector.register(one, selectors.EVENT_READ)
        return [key.fileobj for key, _ in selector.select(seconds)]


class Proxy:
    """Passes everything on, and each reply in the parts that ``deliver`` makes of it.

    ``deliver`` may also raise ``ConnectionAbortedError`` or ``ConnectionResetError``: the
    connection to the client is closed, or reset.

    Args:
        upstream: the host and the port of the node.
        only_messages: to let ``deliver`` see the replies to record commands alone.
    """

    def __init__(self, upstream: tuple[str, int], *, only_messages: bool = True) -> None:
        self.deliver: Deliver = together
        self.opened = 0
        """How many connections there have been."""
        self.request_pause = 0.0
        """Seconds before each 64 KiB of a request are read."""
        self.requests = threading.Event()
        """Requests are read while it is set."""
        self.requests.set()
        self._upstream = upstream
        self._only_messages = only_messages
        self._once: list[Deliver] = []
        self._sockets: set[socket.socket] = set()
        self._closing: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        # Connections inherit it: a large request fills it, and then the client has to wait.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 * 1024)
        self.port: int = self._listener.getsockname()[1]
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    @property
    def connections(self) -> int:
        """How many connections there are."""
        return len(self._sockets)

    @property
    def host(self) -> tuple[str, int]:
        """What a client connects to."""
        return "127.0.0.1", self.port

    def once(self, deliver: Deliver) -> None:
        """Delivers the next reply to a record command in another way."""
        self._once.append(deliver)

    def close_connections(self) -> None:
        """Closes the connections of the clients, as a node does that restarts."""
        closing = self._begin_closing()
        deadline = time.monotonic() + 20
        while closing & self._sockets:
            assert time.monotonic() < deadline
            time.sleep(0.001)

    def close(self) -> None:
        """Refuses connections from now on."""
        # As the nodes of the development server do.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
            self._accepting.join()
        self._listener.close()
        self.requests.set()
        self._begin_closing()

    def __enter__(self) -> Proxy:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _begin_closing(self) -> set[socket.socket]:
        # Their threads close them: Windows does not wake a thread that waits for a socket when
        # another one closes it.
        closing = set(self._sockets)
        self._closing |= closing
        return closing

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
                node = socket.create_connection(self._upstream)
            except OSError:
                return
            for end in (client, node):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._sockets.add(client)
            self.opened += 1
            threading.Thread(target=self._serve, args=(client, node), daemon=True).start()

    def _serve(self, client: socket.socket, node: socket.socket) -> None:
        # One thread: a socket that another one reads from could not be reset.
        with client, node:
            try:
                while self._pass_on(client, node):
                    pass
            except ConnectionResetError:
                with contextlib.suppress(OSError):
                    linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            except OSError:
                pass
        self._sockets.discard(client)
        self._closing.discard(client)

    def _pass_on(self, client: socket.socket, node: socket.socket) -> bool:
        """Passes some of a request or a reply on; False at the end of the connection."""
        ready: list[Any] = []
        while not ready:
            if client in self._closing:
                return False
            ready = readable([client, node], MOMENT)
        if node in ready:
            reply = self._receive(node)
            for part in self._find_delivery(reply)(reply):
                client.sendall(part)
                time.sleep(PAUSE)
            return bool(reply)
        self.requests.wait()
        time.sleep(self.request_pause)
        request = client.recv(64 * 1024)
        node.sendall(request)
        return bool(request)

    def _receive(self, node: socket.socket) -> bytes:
        reply = part = node.recv(1 << 20)
        while part and (readable([node], QUIET) or (self._only_messages and not is_whole(reply))):
            part = node.recv(1 << 20)
            reply += part
        return reply

    def _find_delivery(self, reply: bytes) -> Deliver:
        if not self._only_messages:
            return self.deliver
        if reply[1:2] != bytes([MESSAGE]):
            return together
        return self._once.pop(0) if self._once else self.deliver
