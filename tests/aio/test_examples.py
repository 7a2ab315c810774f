"""The web applications of the documentation, asked over HTTP."""

from __future__ import annotations

import asyncio
import importlib.util
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import aerospike
from aerospike.devserver import Server

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
MORE_THAN_A_LIST = 130

Answer = tuple[int, Any]
Ask = Callable[..., Answer]
"""Asks: the method, the path, and JSON; answers the status and what the JSON says."""


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def starlette() -> Iterator[Ask]:
    """Uvicorn in a thread, asked by httpx."""
    httpx = pytest.importorskip("httpx")
    uvicorn = pytest.importorskip("uvicorn")
    pytest.importorskip("starlette")
    server = uvicorn.Server(
        uvicorn.Config(load("web_starlette").app, port=0, log_level="error", lifespan="on")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as http:

            def ask(method: str, path: str, body: Any = None) -> Answer:
                answer = http.request(method, path, json=body)
                return answer.status_code, answer.json() if answer.content else None

            yield ask
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def aiohttp() -> Iterator[Ask]:
    """A loop in a thread, with aiohttp's server and its client."""
    package = pytest.importorskip("aiohttp")
    from aiohttp import web

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def run(coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, loop).result(60)

    async def start(runner: Any) -> Any:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return package.ClientSession(f"http://127.0.0.1:{runner.addresses[0][1]}")

    async def request(session: Any, method: str, path: str, body: Any) -> Answer:
        async with session.request(method, path, json=body) as answer:
            return answer.status, await answer.json() if await answer.read() else None

    runner = web.AppRunner(load("web_aiohttp").make_app())
    try:
        session = run(start(runner))
        try:
            yield lambda method, path, body=None: run(request(session, method, path, body))
        finally:
            run(session.close())
    finally:
        run(runner.cleanup())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture(params=[starlette, aiohttp], ids=["starlette", "aiohttp"])
def serve(request: pytest.FixtureRequest) -> Any:
    return request.param


def name_hosts(monkeypatch: pytest.MonkeyPatch, hosts: list[tuple[str, int]]) -> None:
    monkeypatch.setenv("AEROSPIKE_HOSTS", ",".join(f"{host}:{port}" for host, port in hosts))


@pytest.fixture
def ask(
    serve: Any,
    hosts: list[tuple[str, int]],
    client: aerospike.Client,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Ask]:
    """Asks an application that uses the server under test."""
    name_hosts(monkeypatch, hosts)
    for key, _, _ in client.query("test", "people").results(options={"nobins": True}):
        client.remove(key)
    with serve() as ask:
        yield ask


def test_a_record_is_put_and_got(ask: Ask) -> None:
    assert ask("PUT", "/people/ada", {"born": 1815, "tags": ["machines"]}) == (204, None)
    bins = {"born": 1815, "tags": ["machines"]}
    assert ask("GET", "/people/ada") == (200, {"generation": 1, "bins": bins})


def test_a_counter_counts(ask: Ask) -> None:
    ask("PUT", "/people/ada", {"born": 1815})
    counts = [ask("POST", "/people/ada/visits") for _ in range(3)]
    assert counts == [(200, {"visits": number}) for number in (1, 2, 3)]


def test_names_are_listed_up_to_a_number(ask: Ask) -> None:
    assert ask("GET", "/people") == (200, [])
    for name in ("bob", "ada"):
        ask("PUT", f"/people/{name}", {"n": 1})
    assert ask("GET", "/people") == (200, ["ada", "bob"])
    for number in range(MORE_THAN_A_LIST):
        ask("PUT", f"/people/{number}", {"n": 1})
    status, names = ask("GET", "/people")
    assert (status, len(set(names))) == (200, 100)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/people/nobody", None, 404),
        ("POST", "/people/nobody/visits", None, 404),
        ("PUT", "/people/ada", {"a name of many bytes": 1}, 400),
        ("PUT", "/people/ada", ["no bins"], 400),
    ],
)
def test_an_error_has_its_status(ask: Ask, method: str, path: str, body: Any, status: int) -> None:
    answered, said = ask(method, path, body)
    assert answered == status
    assert said["error"]


def test_a_server_that_does_not_answer_is_a_timeout(
    serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server() as server:
        name_hosts(monkeypatch, server.hosts)
        with serve() as ask:
            ask("PUT", "/people/ada", {"born": 1815})
            server.nodes[0].freeze()
            assert ask("GET", "/people/ada")[0] == 504
            status, said = ask("PUT", "/people/ada", {"born": 1816})
            assert (status, said["in_doubt"]) == (504, True)
            server.nodes[0].thaw()
            assert ask("GET", "/people/ada")[0] == 200


def test_without_hosts_there_is_a_development_server(
    serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AEROSPIKE_HOSTS", raising=False)
    with serve() as ask:
        assert ask("GET", "/people") == (200, [])
