"""What the fixtures and the mixin share: a server by options, and clients of it."""

from __future__ import annotations

from typing import Any

import aerospike
from aerospike.devserver import TLS, Server

__all__ = ["connect", "make_server", "prepare"]

_TLS = {"tls_certificate": "certificate", "tls_key": "key"}


def make_server(options: dict[str, Any]) -> Server:
    """A development server, which is not started yet.

    Args:
        options: those of :class:`~aerospike.devserver.Server`, and ``tls_certificate``,
            ``tls_key`` and ``tls_name``.

    Raises:
        ValueError: the options contradict each other.
    """
    rest = dict(options)
    files = {field: rest.pop(name) for name, field in _TLS.items() if name in rest}
    name = rest.pop("tls_name", "localhost")
    if files:
        if len(files) < len(_TLS):
            raise ValueError("TLS needs both tls_certificate and tls_key")
        rest["tls"] = TLS(**files, name=name)
    return Server(**rest)


def prepare(server: Server) -> None:
    """Empties a server. With security, ``admin`` may do everything, as tests need it."""
    server.reset()
    security = server.cluster.security
    if security is not None:
        security.grant_roles(b"admin", [b"superuser"])


def connect(server: Server) -> aerospike.Client:
    """A connected client."""
    return aerospike.client(server.config)
