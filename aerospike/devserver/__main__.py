"""``python -m aerospike.devserver``"""

from __future__ import annotations

import argparse
import signal
import threading

from .server import Server

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
        help="the time to live of records written without one (default: 0, for ever)",
    )
    parser.add_argument(
        "--community",
        action="store_true",
        help="be a server of the Community edition, without Enterprise features",
    )
    arguments = parser.parse_args()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with Server(
        arguments.nodes,
        arguments.namespace or ["test"],
        host=arguments.host,
        port=arguments.port,
        default_ttl=arguments.default_ttl,
        community=arguments.community,
    ) as server:
        print(BANNER)
        for host, port in server.hosts:
            print(f"listening on {host}:{port}", flush=True)
        stop.wait()


if __name__ == "__main__":
    main()
