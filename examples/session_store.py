"""A web session store.

    python examples/session_store.py                 # shows it, and ends
    python examples/session_store.py --serve 8000    # serves it, until Ctrl-C

A session is one record. Its key is a random identifier, which the browser keeps in a cookie. Its
values are in a map, so that two requests of one session change two values at the same time and
neither is lost. The record's time to live ends a session that nobody uses: each request reads the
values and starts the time again, in one command.
"""

import argparse
import secrets
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from http.cookies import SimpleCookie
from socketserver import ThreadingMixIn
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from cluster import NAMESPACE, connect

import aerospike
from aerospike import exception
from aerospike.types import OperatePolicy, WritePolicy
from aerospike_helpers.operations import map_operations, operations

VALUES = "values"
COOKIE = "session"
WITH_ORDERED_KEYS = {"map_order": aerospike.MAP_KEY_ORDERED}


class Sessions:
    """Sessions in a set of the database."""

    def __init__(self, client: aerospike.Client, seconds: int = 1800) -> None:
        self._client = client
        self._seconds = seconds

    def _key(self, session: str) -> tuple[str, str, str]:
        return NAMESPACE, "sessions", session

    def _change(self, session: str, *changes: Any) -> dict[str, Any] | None:
        """Make changes and start the time again; returns None if the session has ended."""
        # Only what exists is changed: a request never brings a session back.
        # A touch writes the record, so that its time to live starts again.
        steps = [*changes, operations.touch()]
        policy: OperatePolicy = {"exists": aerospike.POLICY_EXISTS_UPDATE, "ttl": self._seconds}
        try:
            return self._client.operate(self._key(session), steps, policy=policy)[2]
        except exception.RecordNotFound:
            return None

    def create(self, values: dict[str, Any]) -> str:
        """Begin a session and return its identifier."""
        session = secrets.token_urlsafe(24)
        policy: WritePolicy = {"exists": aerospike.POLICY_EXISTS_CREATE, "ttl": self._seconds}
        self._client.put(self._key(session), {VALUES: values}, policy=policy)
        return session

    def load(self, session: str) -> dict[str, Any] | None:
        """The values of a session, or None if it has ended."""
        bins = self._change(session, operations.read(VALUES))
        return None if bins is None else bins[VALUES]

    def set(self, session: str, name: str, value: Any) -> bool:
        """Set one value; returns whether the session is there."""
        put = map_operations.map_put(VALUES, name, value, WITH_ORDERED_KEYS)
        return self._change(session, put) is not None

    def count(self, session: str, name: str) -> int | None:
        """Add 1 to a value and return it, or None if the session has ended."""
        bins = self._change(session, map_operations.map_increment(VALUES, name, 1))
        return None if bins is None else bins[VALUES]

    def end(self, session: str) -> None:
        """End a session."""
        try:
            self._client.remove(self._key(session))
        except exception.RecordNotFound:
            pass


StartResponse = Callable[[str, list[tuple[str, str]]], Any]


def application(sessions: Sessions) -> Callable[[dict[str, Any], StartResponse], Iterable[bytes]]:
    """A WSGI application: POST /login?name=…, GET /, POST /logout."""

    def answer(environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        cookies = SimpleCookie(environ.get("HTTP_COOKIE", ""))
        session = cookies[COOKIE].value if COOKIE in cookies else ""
        headers = [("Content-Type", "text/plain; charset=utf-8")]
        values = sessions.load(session) if session else None
        match environ["REQUEST_METHOD"], environ["PATH_INFO"]:
            case "POST", "/login":
                # A new identifier at each login: nobody can prepare one for somebody else.
                sessions.end(session)
                name = parse_qs(environ["QUERY_STRING"]).get("name", ["nobody"])[0]
                session = sessions.create({"name": name, "visits": 0})
                # Add "; Secure" if the site is served with TLS.
                cookie = f"{COOKIE}={session}; Path=/; HttpOnly; SameSite=Lax"
                status, text = "200 OK", f"welcome, {name}"
                headers.append(("Set-Cookie", cookie))
            case "POST", "/logout":
                sessions.end(session)
                status, text = "200 OK", "goodbye"
            case "GET", "/" if values is not None:
                visits = sessions.count(session, "visits")
                status, text = "200 OK", f"{values['name']}, visit {visits}"
            case "GET", "/":
                status, text = "401 Unauthorized", "please log in"
            case _:
                status, text = "404 Not Found", "not found"
        start(status, headers)
        return [text.encode()]

    return answer


class Web(ThreadingMixIn, WSGIServer):
    """A web server that answers many requests at the same time."""

    daemon_threads = True
    request_queue_size = 64


class Quiet(WSGIRequestHandler):
    """Logs nothing."""

    def log_message(self, format: str, *args: Any) -> None:
        pass


def browser() -> OpenerDirector:
    """What keeps cookies, as a browser does."""
    return build_opener(HTTPCookieProcessor(CookieJar()))


def show(client: aerospike.Client, address: str) -> None:
    """Visit the application, and say what it answers."""
    ada, bob = browser(), browser()

    def ask(who: OpenerDirector, path: str, body: bytes | None = None) -> str:
        try:
            page = who.open(address + path, body, timeout=30)
        except HTTPError as error:
            page = error
        with page:
            return str(page.read(), "utf-8")

    print("ada without a login:", ask(ada, "/"))
    print("ada logs in:", ask(ada, "/login?name=Ada", b""))
    print("bob logs in:", ask(bob, "/login?name=Bob", b""))
    print("ada:", ask(ada, "/"))
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda _: ask(ada, "/"), range(10)))
    print("ada, after ten requests at the same time:", ask(ada, "/"))
    print("bob:", ask(bob, "/"))
    print("ada logs out:", ask(ada, "/logout", b""))
    print("ada:", ask(ada, "/"))

    short = Sessions(client, seconds=1)
    session = short.create({"name": "Eve"})
    print("a session of one second:", short.load(session))
    time.sleep(2.1)
    print("two seconds later:", short.load(session))


def main() -> None:
    parser = argparse.ArgumentParser(description="A web session store.")
    parser.add_argument("--serve", type=int, metavar="PORT", help="serve it until Ctrl-C")
    port = parser.parse_args().serve
    with connect() as client:
        app = application(Sessions(client))
        with make_server("127.0.0.1", port or 0, app, Web, Quiet) as web:
            address = f"http://127.0.0.1:{web.server_port}"
            if port:
                print(f"serving {address}; log in with: curl -X POST '{address}/login?name=Ada' -i")
                try:
                    web.serve_forever()
                except KeyboardInterrupt:
                    return
            thread = threading.Thread(target=web.serve_forever, args=(0.02,))
            thread.start()
            try:
                show(client, address)
            finally:
                web.shutdown()
                thread.join()


if __name__ == "__main__":
    main()
