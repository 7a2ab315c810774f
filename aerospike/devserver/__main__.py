"""``python -m aerospike.devserver``"""

from __future__ import annotations

import argparse
import os
import signal
import ssl
import sys
from importlib.util import find_spec
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import NoReturn

from .service.server import Server
from .service.tls import TLS

SNAPSHOT = "snapshot.json"

# It waits this many seconds at a time. On Windows, a signal does not interrupt a wait.
MOMENT = 0.2 if sys.platform == "win32" else None

DESCRIPTION = """\
Starts an Aerospike server in memory, for tests and for learning. Clients need no change. All data
is gone when it stops, unless --data-dir says where to keep it. Ctrl-C ends it.
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m aerospike.devserver", description=DESCRIPTION, allow_abbrev=False
    )
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)")
    add(
        "--access-host",
        metavar="HOST",
        help="the address that clients receive, for example of a container (default: --host)",
    )
    add("--port", type=int, default=3000, help="the port of the first node; 0: any (default: 3000)")
    add("--nodes", type=int, default=1, help="how many nodes; each has its own port (default: 1)")
    add(
        "--namespace",
        action="append",
        metavar="NAME",
        help="a namespace; repeat the option for more (default: test)",
    )
    add(
        "--default-ttl",
        type=int,
        default=0,
        metavar="SECONDS",
        help="the time to live of records that are written without one (default: for ever)",
    )
    add("--load", metavar="FILE.json", type=Path, help="store the records of a file at the start")
    add(
        "--data-dir",
        metavar="DIR",
        type=Path,
        help=f"load DIR/{SNAPSHOT} at the start and write it at the end; "
        "for development only: what was written is lost if the process is killed",
    )
    add("--verbose", action="store_true", help="print a line for each command")
    add("--community", action="store_true", help="be the Community edition: no Enterprise features")
    add("--security", action="store_true", help="require a login; user admin, password admin")
    add("--tls-certificate", metavar="FILE", help="encrypt connections with this certificate (PEM)")
    add("--tls-key", metavar="FILE", help="the private key of the certificate (PEM)")
    add("--tls-authority", metavar="FILE", help="demand client certificates that this has signed")
    add("--tls-name", default="localhost", help="the name in the certificate (default: localhost)")
    return parser


def main() -> None:
    """Runs a development server until it is interrupted."""
    parser = _parser()
    arguments = parser.parse_args()
    # Only now, so that Ctrl-C during the start leaves nothing half-done.
    stop: SimpleQueue[None] = SimpleQueue()
    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: stop.put(None))
    try:
        server = _server(arguments)
        _fill(server, arguments)
    except (OSError, ValueError) as problem:
        _fail(_reason(problem))
    try:
        server.start()
    except OSError as problem:
        why = f"cannot listen on {_place(arguments)}: {_reason(problem)}"
        _fail(f"{why}. Try another --port or --host")
    if arguments.verbose:
        server.cluster.watch = lambda line: print(line, flush=True)
    _greet(server, arguments)
    _wait(stop)
    server.stop()
    if arguments.data_dir is not None:
        try:
            server.save_snapshot(arguments.data_dir / SNAPSHOT)
        except OSError as problem:
            _fail(f"the data is lost: {_reason(problem)}")
    # Threads of connections may still be at work.
    sys.stdout.flush()
    os._exit(0)


def _wait(stop: SimpleQueue[None]) -> None:
    """Wait until a handler of a signal has put something into *stop*."""
    while True:
        try:
            return stop.get(timeout=MOMENT)
        except Empty:
            pass


def _fail(sentence: str) -> NoReturn:
    print(f"aerospike.devserver: {sentence}.", file=sys.stderr)
    sys.exit(2)


def _reason(problem: Exception) -> str:
    if isinstance(problem, ssl.SSLError):
        return f"the files of --tls-certificate and --tls-key cannot be used: {problem.reason}"
    if isinstance(problem, OSError) and problem.strerror:
        # Python appends the address in its own form.
        reason = problem.strerror.partition(" (while ")[0].rstrip(".").lower()
        return f"{problem.filename}: {reason}" if problem.filename else reason
    return str(problem)


def _place(arguments: argparse.Namespace) -> str:
    last = arguments.port + arguments.nodes - 1
    several = f" to {last}" if arguments.port and arguments.nodes > 1 else ""
    return f"{arguments.host}:{arguments.port}{several}"


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
    if not 0 <= arguments.port <= 65536 - max(1, arguments.nodes):
        raise ValueError(f"--port {arguments.port}: a port is a number from 0 to 65535")
    return Server(
        arguments.nodes,
        arguments.namespace or ["test"],
        host=arguments.host,
        port=arguments.port,
        access_host=arguments.access_host,
        default_ttl=arguments.default_ttl,
        community=arguments.community,
        security=arguments.security,
        tls=tls,
    )


def _fill(server: Server, arguments: argparse.Namespace) -> None:
    if arguments.data_dir is not None:
        arguments.data_dir.mkdir(parents=True, exist_ok=True)
        snapshot = arguments.data_dir / SNAPSHOT
        if snapshot.exists():
            server.load_snapshot(snapshot)
            if not find_spec("lupa") and list(server.cluster.modules):
                raise ValueError(f"{snapshot} has functions in Lua, which need: pip install lupa")
    if arguments.load is not None:
        server.load(arguments.load)


def _greet(server: Server, arguments: argparse.Namespace) -> None:
    """Says in two lines what this is and how to connect."""
    nodes = "1 node" if len(server.nodes) == 1 else f"{len(server.nodes)} nodes"
    kept = "lost at the end" if arguments.data_dir is None else f"saved in {arguments.data_dir}"
    names = ", ".join(server.cluster.namespaces)
    print(f"Aerospike development server for tests: {nodes}, namespaces {names}; data is {kept}.")
    print(f"Connect: aerospike.client({server.config})  Stop: Ctrl-C", flush=True)


if __name__ == "__main__":
    main()
