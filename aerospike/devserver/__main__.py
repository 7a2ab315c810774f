"""``python -m aerospike.devserver``"""

from __future__ import annotations

import argparse
import signal
import threading

from .service.server import Server
from .service.tls import TLS

BANNER = """\
Aerospike development server: for tests and for learning, not for data that matters.
Everything is kept in memory, and gone when it stops."""


def main() -> None:
    """Runs a development server until it is interrupted."""
    parser = argparse.ArgumentParser(
        prog="python -m aerospike.devserver", description="An in-memory Aerospike server."
    )
    parser.add_argument("--host", default="127.0.0.1", help="the address (default: loopback)")
    parser.add_argument(
        "--port", type=int, default=3000, help="the port of the first node (default: 3000)"
    )
    parser.add_argument(
        "--namespace",
        action="append",
        metavar="NAME",
        help="a namespace; may be given more than once (default: test)",
    )
    parser.add_argument("--nodes", type=int, default=1, help="how many nodes (default: 1)")
    parser.add_argument(
        "--default-ttl",
        type=int,
        default=0,
        metavar="SECONDS",
        help="the time to live of records written without one (default: 0, they never expire)",
    )
    parser.add_argument(
        "--community",
        action="store_true",
        help="behave as the Community edition, without Enterprise features",
    )
    parser.add_argument(
        "--security",
        action="store_true",
        help='require a login; at first there is the user "admin" with the password "admin"',
    )
    parser.add_argument("--tls-certificate", metavar="FILE", help="encrypt with this (PEM)")
    parser.add_argument("--tls-key", metavar="FILE", help="the private key of the certificate")
    parser.add_argument(
        "--tls-authority",
        metavar="FILE",
        help="accept only clients whose certificates this has signed",
    )
    parser.add_argument(
        "--tls-name", default="localhost", help="the name in the certificate (default: localhost)"
    )
    arguments = parser.parse_args()
    try:
        server = _server(arguments)
    except (OSError, ValueError) as problem:
        parser.error(str(problem))
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with server:
        print(BANNER)
        for node in server.nodes:
            print(f"listening on {node.host}:{node.port}", flush=True)
        stop.wait()


def _server(arguments: argparse.Namespace) -> Server:
    tls = None
    if arguments.tls_certificate or arguments.tls_key or arguments.tls_authority:
        if not arguments.tls_certificate or not arguments.tls_key:
            raise ValueError("TLS needs both --tls-certificate and --tls-key")
        tls = TLS(
            arguments.tls_certificate,
            arguments.tls_key,
            arguments.tls_authority,
            arguments.tls_name,
        )
    return Server(
        arguments.nodes,
        arguments.namespace or ["test"],
        host=arguments.host,
        port=arguments.port,
        default_ttl=arguments.default_ttl,
        community=arguments.community,
        security=arguments.security,
        tls=tls,
    )


if __name__ == "__main__":
    main()
