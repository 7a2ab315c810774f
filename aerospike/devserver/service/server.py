"""The server: nodes that listen, and the connections that they serve."""

from __future__ import annotations

import contextlib
import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from io import BufferedReader
from types import TracebackType

from ..commands.batch import execute_batch
from ..commands.command import Reply
from ..commands.messages import (
    PROTO,
    SECURITY_HEADER,
    TYPE_COMPRESSED,
    TYPE_INFO,
    TYPE_MESSAGE,
    TYPE_SECURITY,
    Field,
    Info1,
    Info3,
    Message,
    decompress,
    frame,
    is_acceptable,
    pack_message,
    parse_message,
)
from ..commands.registry import extension
from ..commands.single import execute
from ..errors import Result, ResultError
from ..info import commands as info
from ..info import permissions
from ..state.cluster import Cluster
from ..state.jobs import Jobs
from ..state.security import Security, Session
from ..state.storage import Namespace
from .security_messages import answer_security
from .tls import TLS, common_name

__all__ = ["Node", "Server"]

log = logging.getLogger(__name__)

Host = tuple[str, int] | tuple[str, int, str]

FIRST_NODE_ID = 0xBB9000000000001

# Responses of a batch go out together until there are so many bytes of them.
BATCH_CHUNK = 128 * 1024


class Node:
    """One node of the cluster: a port, and threads that serve its connections."""

    def __init__(self, cluster: Cluster, host: str, port: int, number: int) -> None:
        self.cluster: Cluster = cluster
        self.host: str = host
        self.port: int = port
        self.id: str = f"{FIRST_NODE_ID + number:X}"
        self.jobs: Jobs = Jobs()
        """The queries that it runs, and those that have ended."""
        self.started = time.monotonic()
        self.delay = 0.0
        """Seconds that every command waits, for tests of timeouts."""
        self.is_up = False
        self.connections_opened = 0
        """How many connections there have been."""
        self._listener: socket.socket | None = None
        self._running = threading.Event()
        self._running.set()
        self._sockets: set[socket.socket] = set()
        self._tls = cluster.tls.context() if cluster.tls else None
        self._lock = threading.Lock()

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return len(self._sockets)

    def listen(self) -> None:
        """Takes the port and begins to serve."""
        listener = socket.create_server((self.host, self.port), reuse_port=False)
        self.port = listener.getsockname()[1]
        self._listener = listener
        self.is_up = True
        threading.Thread(
            target=self._accept, args=(listener,), name=f"devserver-{self.id}", daemon=True
        ).start()

    def start(self) -> None:
        """Brings a stopped node back, on the port that it had."""
        if not self.is_up:
            self.listen()
            self.cluster.changed()

    def stop(self) -> None:
        """Takes the node down: closes its port and all its connections."""
        self._close()
        self.cluster.changed()

    def freeze(self) -> None:
        """Answers nothing any more, as if the network was gone; connections stay."""
        self._running.clear()

    def thaw(self) -> None:
        """Answers again, also what was asked while it was frozen."""
        self._running.set()

    def cut_off(self) -> None:
        """Closes all connections; new ones are taken."""
        with self._lock:
            sockets = list(self._sockets)
        for connection in sockets:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _close(self) -> None:
        self.is_up = False
        listener, self._listener = self._listener, None
        if listener is not None:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        # Before anything else ends: whoever is gone says nothing of it.
        self.cut_off()
        self.jobs.abort_all()
        self.thaw()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, address = listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._sockets.add(connection)
                self.connections_opened += 1
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
            with connection, connection.makefile("rb") as stream:
                while self.is_up and self._serve_one(connection, stream, session):
                    pass
        except OSError:
            pass
        finally:
            connection.close()
            with self._lock:
                self._sockets.discard(connection)
            if security is not None:
                security.close(session)

    def _encrypt(
        self, connection: socket.socket, context: ssl.SSLContext, session: Session
    ) -> socket.socket:
        """The connection, encrypted, in the place of the one that was accepted."""
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

    def _serve_one(
        self, connection: socket.socket, stream: BufferedReader, session: Session
    ) -> bool:
        """Answers a request; False where there is none any more, or one that makes no sense."""
        head = stream.read(PROTO.size)
        if len(head) < PROTO.size:
            return False
        (number,) = PROTO.unpack(head)
        version, kind, size = number >> 56, number >> 48 & 0xFF, number & 0xFFFFFFFFFFFF
        if not is_acceptable(version, kind, size):
            return False
        body = stream.read(size)
        if len(body) < size:
            return False
        if self.delay:
            time.sleep(self.delay)
        self._running.wait()
        if kind == TYPE_COMPRESSED:
            try:
                kind, body = decompress(body)
            except ResultError:
                return False
        respond = _RESPONDERS.get(kind)
        if respond is None:
            return False
        for response in respond(self, session, body):
            connection.sendall(frame(kind, response))
        return True

    def _respond_info(self, session: Session, body: bytes) -> Iterator[bytes]:
        yield info.answer(self, body.decode("utf-8", "replace"), session).encode()

    def _respond_security(self, session: Session, body: bytes) -> Iterator[bytes]:
        if self.cluster.security is not None:
            yield from answer_security(self.cluster.security, session, body)
            return
        enterprise = self.cluster.enterprise
        code = Result.SECURITY_NOT_ENABLED if enterprise else Result.SECURITY_NOT_SUPPORTED
        yield SECURITY_HEADER.pack(0, code, 0, 0)

    def _respond(self, session: Session, body: bytes) -> Iterator[bytes]:
        try:
            message = parse_message(body)
        except ResultError as error:
            yield pack_message(error.code)
            return
        if message.info1 & Info1.BATCH:
            names = frozenset(name.encode() for name in self.cluster.namespaces)
            yield from self._batch(session, message, names)
        elif Field.DIGEST in message.fields or Field.NAMESPACE not in message.fields:
            yield self._run(session, message, message.fields.get(Field.DIGEST, b"")).pack()
        else:
            yield from self._query(session, message)

    def _batch(
        self, session: Session, message: Message, names: frozenset[bytes]
    ) -> Iterator[bytes]:
        def run(message: Message, digest: bytes) -> Reply:
            return self._run(session, message, digest, in_batch=True)

        try:
            if self.cluster.security is not None:
                self.cluster.security.check_login(session)
        except ResultError as error:
            yield pack_message(error.code, info3=Info3.LAST)
            return
        yield from execute_batch(message, names, run, BATCH_CHUNK)

    def _query(self, session: Session, message: Message) -> Iterator[bytes]:
        try:
            permissions.check_query(self.cluster.security, session, message)
            self._namespace(message)
            yield from extension("commands.query", "execute_query")(self, message)
        except ResultError as error:
            yield pack_message(error.code, info3=Info3.LAST)

    def _run(
        self, session: Session, message: Message, digest: bytes, *, in_batch: bool = False
    ) -> Reply:
        """Runs a command on one record; what goes wrong is in the reply."""
        try:
            permissions.check_command(self.cluster.security, session, message)
            return execute(self._namespace(message), message, digest, in_batch=in_batch)
        except ResultError as error:
            return Reply(error.code)
        except Exception:
            log.exception("a command has failed in the development server")
            return Reply(Result.SERVER)

    def _namespace(self, message: Message) -> Namespace:
        name = message.fields.get(Field.NAMESPACE, b"").decode("utf-8", "replace")
        namespace = self.cluster.namespaces.get(name)
        if namespace is None:
            raise ResultError(Result.NAMESPACE, f"there is no namespace {name!r}")
        return namespace


_RESPONDERS: dict[int, Callable[[Node, Session, bytes], Iterator[bytes]]] = {
    TYPE_INFO: Node._respond_info,
    TYPE_SECURITY: Node._respond_security,
    TYPE_MESSAGE: Node._respond,
}


class Server:
    """A development server: a cluster in this process, for tests and for learning.

    A context manager::

        with Server() as server:
            client = aerospike.client({"hosts": server.hosts})

    Args:
        nodes: how many nodes the cluster has.
        namespaces: the names of its namespaces.
        host: the address to listen on; loopback unless told otherwise.
        port: the port of the first node, the others take the ones above it; 0 takes free ones.
        replication_factor: how many nodes have each partition.
        default_ttl: the time to live of records that are written without one, in seconds;
            0: they never expire.
        cluster_name: the cluster's name.
        community: to be a server of the Community edition, without the Enterprise features.
        security: to have users and roles, the first of them ``admin`` with the password
            ``admin``; otherwise everybody may do everything.
        tls: to encrypt all connections.
    """

    def __init__(
        self,
        nodes: int = 1,
        namespaces: Sequence[str] = ("test",),
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        replication_factor: int = 2,
        default_ttl: int = 0,
        cluster_name: str = "",
        community: bool = False,
        security: bool = False,
        tls: TLS | None = None,
    ) -> None:
        if community and (security or tls):
            raise ValueError("users, roles and TLS are features of the Enterprise edition")
        if nodes < 1:
            raise ValueError(f"a cluster has one node at least, not {nodes}")
        self.cluster = Cluster(
            [Namespace(name, default_ttl, not community) for name in namespaces],
            name=cluster_name,
            replication_factor=replication_factor,
            enterprise=not community,
            security=Security() if security else None,
            tls=tls,
        )
        self.cluster.nodes = [
            Node(self.cluster, host, port + number if port else 0, number)
            for number in range(nodes)
        ]

    @property
    def nodes(self) -> list[Node]:
        """The nodes, up or not."""
        return self.cluster.nodes

    @property
    def hosts(self) -> list[Host]:
        """The addresses of the nodes, as a client's configuration takes them.

        Where connections are encrypted, the name of the certificate is part of them.
        """
        tls = self.cluster.tls
        name = () if tls is None else (tls.name,)
        return [(node.host, node.port, *name) for node in self.nodes]

    @property
    def host(self) -> str:
        """The address of the first node."""
        return self.nodes[0].host

    @property
    def port(self) -> int:
        """The port of the first node."""
        return self.nodes[0].port

    def start(self) -> Server:
        """Begins to listen."""
        for node in self.nodes:
            node.listen()
        self.cluster.changed()
        return self

    def stop(self) -> None:
        """Closes all ports and connections."""
        for node in self.nodes:
            node._close()
        self.cluster.changed()

    def truncate(self) -> None:
        """Forgets all records; secondary indexes stay."""
        for namespace in self.cluster.namespaces.values():
            namespace.clear()

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()
