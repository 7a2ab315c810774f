"""TLS: the server's certificate, and the client certificates that it accepts."""

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
        certificate: the server's certificate, followed by those of its issuers.
        key: the private key of the certificate.
        authority: certificates of authorities. If given, clients must present a certificate that
            one of them has signed.
        name: the name in the certificate, which clients expect of all nodes.
    """

    certificate: Path
    key: Path
    authority: Path | None = None
    name: str = "localhost"

    def context(self) -> ssl.SSLContext:
        """The context with which connections are wrapped.

        Raises:
            OSError: a file cannot be read, or has the wrong content.
        """
        for path in (self.certificate, self.key, self.authority):
            if path is not None:
                # Unlike the SSL module, this names the file that is missing.
                with open(path, "rb"):
                    pass
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        if self.authority is not None:
            context.load_verify_locations(self.authority)
            context.verify_mode = ssl.CERT_REQUIRED
        return context


def common_name(connection: ssl.SSLSocket) -> bytes | None:
    """The common name in the certificate that a client has presented, if any."""
    certificate: Any = connection.getpeercert() or {}
    subject = dict(attribute for part in certificate.get("subject", ()) for attribute in part)
    name = subject.get("commonName")
    return None if name is None else name.encode()
