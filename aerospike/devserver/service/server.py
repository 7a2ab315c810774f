"""The server: a cluster of nodes in this process."""

from __future__ import annotations

import operator
import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from ..state.cluster import Cluster
from ..state.fixtures import load_records
from ..state.security import Security
from ..state.snapshot import restore, save
from ..state.storage import Namespace
from .faults import Faults
from .node import Node
from .tls import TLS

__all__ = ["Server"]

Host = tuple[str, int] | tuple[str, int, str]

_NAME_LIMIT = 31


def check_names(names: Sequence[str]) -> None:
    """Refuses names of namespaces that a server cannot have."""
    if isinstance(names, str) or not names:
        raise ValueError("namespaces: a sequence of names, with one at least")
    for name in names:
        if not 0 < len(name.encode()) <= _NAME_LIMIT or set(name) & set("/:;,= \t\n"):
            raise ValueError(
                f"a namespace cannot be called {name!r}: a name has 1 to {_NAME_LIMIT} bytes and "
                "none of the characters / : ; , = and space"
            )
        if names.count(name) > 1:
            raise ValueError(f"the namespace {name!r} is named twice")


class Server:
    """A development server: a cluster in this process, for tests and for learning.

    A context manager::

        with Server() as server:
            client = aerospike.client({"hosts": server.hosts})

    Args:
        nodes: how many nodes the cluster has.
        namespaces: the names of its namespaces.
        host: the address to listen on.
        access_host: the address that clients are given, None: *host*. A server in a container
            listens on ``0.0.0.0`` and gives clients the address by which they reach it.
        port: the port of the first node; the others use the ports after it. 0: any free ports.
        replication_factor: how many nodes hold each partition.
        default_ttl: the time to live of records that are written without one, in seconds.
            0: they never expire.
        cluster_name: the cluster's name.
        community: whether to behave as the Community edition, without Enterprise features.
        security: whether to require a login. At first there is the user ``admin`` with the
            password ``admin``. Without it, every client may do everything.
        tls: the certificate to encrypt all connections with; None: they are not encrypted.
    """

    def __init__(
        self,
        nodes: int = 1,
        namespaces: Sequence[str] = ("test",),
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        access_host: str | None = None,
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
        check_names(namespaces)
        self.tls = tls
        self.cluster = Cluster(
            [Namespace(name, default_ttl, not community) for name in namespaces],
            name=cluster_name,
            replication_factor=replication_factor,
            enterprise=not community,
            security=Security() if security else None,
            tls_name=None if tls is None else tls.name,
        )
        self.nodes: list[Node] = [
            Node(self.cluster, host, port + number if port else 0, number, tls)
            for number in range(nodes)
        ]
        """The nodes, up or not."""
        for node in self.nodes:
            node.access_host = access_host or host
        self.cluster.nodes = self.nodes
        self.faults = Faults(self.cluster.faults, self.nodes)
        """The faults that a test can order."""

    @property
    def hosts(self) -> list[Host]:
        """The addresses of the nodes, for the configuration of a client.

        With TLS, an address includes the name in the certificate.
        """
        tls_name = self.cluster.tls_name
        name = () if tls_name is None else (tls_name,)
        return [(node.access_host, node.port, *name) for node in self.nodes]

    @property
    def config(self) -> dict[str, Any]:
        """The configuration of a client, for ``aerospike.client(server.config)``.

        With security, it has the user ``admin``. With TLS, the client trusts the issuers in the
        file of the server's certificate. A client certificate is up to you.
        """
        config: dict[str, Any] = {"hosts": self.hosts}
        if self.cluster.security is not None:
            config.update(user="admin", password="admin")
        if self.tls is not None:
            config["tls"] = {"enable": True, "cafile": str(self.tls.certificate)}
        return config

    @property
    def host(self) -> str:
        """The address of the first node."""
        return self.nodes[0].host

    @property
    def port(self) -> int:
        """The port of the first node."""
        return self.nodes[0].port

    def start(self) -> Server:
        """Starts to listen."""
        try:
            for node in self.nodes:
                node.listen()
        except OSError:
            self.stop()
            raise
        self.cluster.changed()
        return self

    def stop(self) -> None:
        """Closes all ports and connections."""
        for node in self.nodes:
            node.close()
        self.cluster.changed()

    def load(self, path: str | os.PathLike[str]) -> int:
        """Stores the records of a file in JSON; returns how many there are.

        The file is a list of objects such as ``{"set": "people", "key": "ada", "bins": {"born":
        1815}}``, each with ``namespace`` (the first one if missing) and ``ttl`` if needed. In bins,
        ``{"$geojson": {...}}`` is GeoJSON and ``{"$bytes": "..."}`` is bytes in base64.

        Raises:
            OSError: the file cannot be read.
            ValueError: a record is wrong; the message says which one.
        """
        return load_records(self.cluster, Path(path))

    def save_snapshot(self, path: str | os.PathLike[str]) -> None:
        """Writes all that the server has stored to a file: records, indexes, functions, users."""
        save(self.cluster, Path(path))

    def load_snapshot(self, path: str | os.PathLike[str]) -> None:
        """Reads a file of :meth:`save_snapshot`.

        Raises:
            OSError: the file cannot be read.
            ValueError: it is not a snapshot, or it has a namespace that the server lacks.
        """
        restore(self.cluster, Path(path))

    def reset(self) -> None:
        """Makes the server as it was when it started, in about a millisecond.

        Removes records, indexes, user-defined functions, users and roles, filters, transactions,
        jobs, counters and faults. Clients stay connected, those of the user ``admin`` too.
        """
        self.faults.clear()
        self.cluster.reset()

    def advance(self, seconds: int) -> None:
        """Moves the server's time on, so that records expire without a sleep.

        All records become *seconds* older: times to live run down, and expressions and functions
        see the records' age. Transactions reach their deadlines, and the tokens of logins run out.
        What is written afterwards has its whole time to live. The clock itself stays right: the
        time that Lua reads, rates of queries, delays and the client's timeouts do not move.

        A record with a time to live of 60 seconds expires after 61, because the server counts whole
        seconds.
        """
        seconds = operator.index(seconds)
        if seconds < 0:
            raise ValueError(f"time does not run backwards: {seconds} seconds")
        self.cluster.advance(seconds)

    def truncate(self) -> None:
        """Removes all records; secondary indexes stay."""
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
