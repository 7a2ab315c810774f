"""TLS: the certificate that the server shows, and whose certificates it takes."""

from __future__ import annotations

import os
import ssl
from dataclasses import dataclass
from typing import Any

__all__ = ["TLS", "common_name"]

Path = str | os.PathLike[str]


@dataclass(frozen=True)
class TLS:
    """Files in PEM format for a server that speaks TLS.

    Args:
        certificate: the server's certificate, with those that it is signed by behind it.
        key: the private key of the certificate.
        authority: certificates of authorities. If there are any, clients must show a certificate
            that one of them has signed.
        name: the name that the certificate is made out to, which clients expect of all nodes.
    """

    certificate: Path
    key: Path
    authority: Path | None = None
    name: str = "localhost"

    def context(self) -> ssl.SSLContext:
        """What connections are wrapped with.

        Raises:
            OSError: a file cannot be read, or is not what it should be.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        if self.authority is not None:
            context.load_verify_locations(self.authority)
            context.verify_mode = ssl.CERT_REQUIRED
        return context


def common_name(connection: ssl.SSLSocket) -> bytes | None:
    """The common name of the certificate that a client has shown, if it has."""
    certificate: Any = connection.getpeercert() or {}
    subject = dict(attribute for part in certificate.get("subject", ()) for attribute in part)
    name = subject.get("commonName")
    return None if name is None else name.encode()
