"""The plugin of pytest: a development server for the run, and clients of it.

pytest imports this module in each run of each project that has the package installed, so it imports
nothing of the package at the top.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aerospike import Client
    from aerospike.aio import AsyncClient
    from aerospike.devserver import Server

__all__ = [
    "aerospike_async_client",
    "aerospike_client",
    "aerospike_server",
    "empty_aerospike_server",
    "pytest_addoption",
    "pytest_configure",
    "pytest_generate_tests",
]

# Options of the server: their types in an ini file, and what they mean.
_OPTIONS: dict[str, tuple[str, str]] = {
    "nodes": ("string", "how many nodes the server has (default: 1)"),
    "namespaces": ("args", "the names of its namespaces (default: test)"),
    "default_ttl": ("string", "the time to live of records that are written without one"),
    "community": ("bool", "whether it behaves as the Community edition"),
    "security": ("bool", "whether it requires a login"),
    "tls_certificate": (
        "string",
        "a file: the server's certificate and its issuers'; connections are encrypted",
    ),
    "tls_key": ("string", "a file: the private key of the certificate"),
    "tls_name": ("string", "the name in the certificate (default: localhost)"),
}
_NUMBERS = frozenset(("nodes", "default_ttl"))
_FILES = frozenset(("tls_certificate", "tls_key"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declares the options of an ini file."""
    for name, (kind, meaning) in _OPTIONS.items():
        parser.addini(f"aerospike_{name}", f"development server: {meaning}", kind, None)  # type: ignore[arg-type]


def pytest_configure(config: pytest.Config) -> None:
    """Declares the marker."""
    config.addinivalue_line(
        "markers",
        f"aerospike({', '.join(f'{name}=' for name in _OPTIONS)}): "
        "the test needs an Aerospike development server with these options",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Gives tests with the marker a server of their own kind."""
    markers = list(metafunc.definition.iter_markers("aerospike"))
    if not markers or "aerospike_server" not in metafunc.fixturenames:
        return
    options: dict[str, Any] = {}
    # From the module's marker to the test's own.
    for marker in reversed(markers):
        if marker.args or not marker.kwargs.keys() <= _OPTIONS.keys():
            raise pytest.UsageError(
                f"{metafunc.definition.nodeid}: the marker aerospike has the arguments "
                f"{', '.join(_OPTIONS)}, by name"
            )
        options.update(marker.kwargs)
    name = "-".join(f"{key}={options[key]}" for key in sorted(options) if key not in _FILES)
    metafunc.parametrize(
        "aerospike_server", [_frozen(options)], ids=[name], indirect=True, scope="session"
    )


def _frozen(options: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    """Options that pytest can compare, so that tests with the same ones share a server."""
    return tuple(
        (name, tuple(value) if isinstance(value, list) else value)
        for name, value in sorted(options.items())
    )


def _configured(config: pytest.Config) -> dict[str, Any]:
    options = {}
    for name in _OPTIONS:
        value = config.getini(f"aerospike_{name}")
        if value:
            options[name] = int(value) if name in _NUMBERS else value
    return options


@pytest.fixture(scope="session")
def aerospike_server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A development server for the whole run; with pytest-xdist, one for each worker.

    Its options are those of the ini file (``aerospike_nodes`` and others). A test with the marker
    ``aerospike`` has a server with other ones, which it shares with the tests of the same marker.
    """
    from aerospike_testing.server import make_server

    options = {**_configured(request.config), **dict(getattr(request, "param", ()))}
    root = request.config.rootpath
    for name in _FILES & options.keys():
        options[name] = root / options[name]
    with make_server(options) as server:
        yield server


@pytest.fixture
def empty_aerospike_server(aerospike_server: Server) -> Server:
    """The same server, without what the tests before have left."""
    aerospike_server.reset()
    return aerospike_server


@pytest.fixture
def aerospike_client(aerospike_server: Server) -> Iterator[Client]:
    """A client that is connected to ``aerospike_server``, which is empty and has no faults."""
    from aerospike_testing.server import connect, prepare

    prepare(aerospike_server)
    client = connect(aerospike_server)
    yield client
    # A client whose node a test has frozen need not wait for it.
    aerospike_server.faults.clear()
    client.close()


@pytest.fixture
def aerospike_async_client(aerospike_server: Server) -> Iterator[AsyncClient]:
    """A client for asyncio of ``aerospike_server``, which is empty and has no faults.

    It is not connected: a test begins with ``async with aerospike_async_client as client:``. So it
    works with every plugin that runs asynchronous tests, and without one.
    """
    from aerospike import aio
    from aerospike_testing.server import prepare

    prepare(aerospike_server)
    yield aio.client(aerospike_server.config)
    aerospike_server.faults.clear()
