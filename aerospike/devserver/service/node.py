"""A node that listens, and the connections that it serves."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time

from ..errors import ResultError
from ..state.cluster import Cluster, NodeState
from ..state.faults import Disconnect
from ..state.security import Session
from .protocol import TYPE_COMPRESSED, Incoming, decompress, frame
from .requests import RESPONDERS
from .tls import TLS, common_name

__all__ = ["Node"]


class Node(NodeState):
    """A node of the cluster: it listens on a port, with a thread for each connection."""

    def __init__(
        self, cluster: Cluster, host: str, port: int, number: int, tls: TLS | None = None
    ) -> None:
        super().__init__(cluster, host, port, number)
        self.delay = 0.0
        """Seconds by which each response is delayed, for tests of timeouts."""
        self._listener: socket.socket | None = None
        self._accepting: threading.Thread | None = None
        self.is_cut = False
        """Whether connections are closed as soon as clients open them."""
        self.is_frozen = False
        """Whether it answers nothing."""
        self._running = threading.Event()
        self._running.set()
        self._sockets: set[socket.socket] = set()
        self._tls = None if tls is None else tls.context()
        self._lock = threading.Lock()

    def listen(self) -> None:
        """Opens the port and starts to serve."""
        listener = socket.create_server((self.host, self.port), reuse_port=False)
        self.port = listener.getsockname()[1]
        self._listener = listener
        self.is_up = True
        self._accepting = threading.Thread(
            target=self._accept, args=(listener,), name=f"devserver-{self.id}", daemon=True
        )
        self._accepting.start()

    def start(self) -> None:
        """Starts a stopped node again, on the same port."""
        if not self.is_up:
            self.listen()
            self.cluster.changed()

    def stop(self) -> None:
        """Stops the node: closes its port and all its connections."""
        self.close()
        self.cluster.changed()

    def freeze(self) -> None:
        """Stops answering, as if the network were down; connections stay open."""
        self._running.clear()
        self.is_frozen = True

    def thaw(self) -> None:
        """Answers again, including requests that arrived while it was frozen."""
        self.is_frozen = False
        self._running.set()

    def cut(self) -> None:
        """Closes all connections, and each new one at once, until :meth:`restore`.

        The other nodes still name this one as their peer.
        """
        with self._lock:
            self.is_cut = True
        self.cut_off()

    def restore(self) -> None:
        """Accepts connections again after :meth:`cut`."""
        self.is_cut = False

    def cut_off(self) -> None:
        """Closes all connections; the node accepts new ones."""
        with self._lock:
            sockets = list(self._sockets)
        for connection in sockets:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Closes the port and all connections."""
        self.is_up = False
        listener, self._listener = self._listener, None
        accepting, self._accepting = self._accepting, None
        if listener is not None and accepting is not None:
            # Musl calls accept again if the first call fails. The thread must not be there when the
            # descriptor becomes that of another socket. On some systems, only close ends the call.
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
                accepting.join()
            listener.close()
        # First, so that clients do not see the queries end.
        self.cut_off()
        self.jobs.abort_all()
        self.thaw()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, address = listener.accept()
            except OSError:
                return
            with self._lock:
                if self.is_cut:
                    connection.close()
                    continue
                self._sockets.add(connection)
                self.connections += 1
                self.connections_opened += 1
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(
                target=self._serve, args=(connection, Session(address[0])), daemon=True
            ).start()

    def _serve(self, connection: socket.socket, session: Session) -> None:
        security = self.cluster.security
        try:
            if self._tls is not None:
                connection = self._encrypt(connection, self._tls, session)
            if security is not None:
                security.open(session)
            with connection:
                incoming = Incoming(connection)
                while self.is_up and self._serve_one(connection, incoming, session):
                    pass
        except (OSError, Disconnect):
            pass
        finally:
            connection.close()
            with self._lock:
                self._sockets.discard(connection)
                self.connections -= 1
            if security is not None:
                security.close(session)

    def _encrypt(
        self, connection: socket.socket, context: ssl.SSLContext, session: Session
    ) -> socket.socket:
        """Encrypts an accepted connection; returns the one that replaces it."""
        encrypted = context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        with self._lock:
            self._sockets.discard(connection)
            self._sockets.add(encrypted)
        try:
            encrypted.do_handshake()
        except OSError:
            encrypted.close()
            with self._lock:
                self._sockets.discard(encrypted)
            raise
        session.certified_name = common_name(encrypted)
        return encrypted

    def _serve_one(self, connection: socket.socket, incoming: Incoming, session: Session) -> bool:
        """Answers a request; returns False at the end of the stream or for a malformed request."""
        request = incoming.next()
        if request is None:
            return False
        kind, body = request
        if self.delay:
            time.sleep(self.delay)
        if self.is_frozen:
            self._running.wait()
        if kind == TYPE_COMPRESSED:
            try:
                kind, body = decompress(body)
            except ResultError:
                return False
        respond = RESPONDERS.get(kind)
        if respond is None:
            return False
        for response in respond(self, session, body):
            connection.sendall(frame(kind, response))
        return True
