"""The certificates that this machine trusts, for a configuration that names none.

Imported by :mod:`aerospike.config.configuration`.
"""

from __future__ import annotations

import os
import sys

__all__ = ["of_machine"]

# What systems have: a file with all certificates, or a directory that OpenSSL has prepared.
FILES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Alpine
    "/etc/pki/tls/certs/ca-bundle.crt",  # Red Hat, Fedora, Amazon Linux
    "/etc/ssl/ca-bundle.pem",  # SUSE
    "/etc/ssl/cert.pem",  # macOS
)
DIRECTORIES = ("/etc/ssl/certs", "/etc/pki/tls/certs")


def of_machine() -> dict[str, str]:
    """What to set in the C client's TLS configuration: fields and their values.

    ``SSL_CERT_FILE`` and ``SSL_CERT_DIR`` come first, as in other programs that use OpenSSL.
    """
    named = {
        "cafile": os.environ.get("SSL_CERT_FILE"),
        "capath": os.environ.get("SSL_CERT_DIR"),
    }
    if any(named.values()):
        return {field: value for field, value in named.items() if value}
    if sys.platform == "win32":
        import ssl

        certificates = (
            ssl.DER_cert_to_PEM_cert(data)
            for data, encoding, trust in ssl.enum_certificates("ROOT")
            if encoding == "x509_asn" and (trust is True or ssl.Purpose.SERVER_AUTH.oid in trust)
        )
        return {"castring": "".join(certificates)}
    for file in FILES:
        if os.path.isfile(file):
            return {"cafile": file}
    for directory in DIRECTORIES:
        if os.path.isdir(directory):
            return {"capath": directory}
    return {}
