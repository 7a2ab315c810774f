"""Encrypted connections, to development servers: a Community server has none."""

from __future__ import annotations

import hashlib
import socket
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike.config import authorities
from aerospike.devserver import TLS, Server

FILES = Path(__file__).parent.parent / "data" / "tls"
NAME = "aerospike.test"

Serve = Callable[..., Server]
Connect = Callable[..., aerospike.Client]


def file(name: str) -> str:
    return str(FILES / name)


CHECKED = {"enable": True, "cafile": file("authority.crt")}
CERTIFIED = {**CHECKED, "certfile": file("client.crt"), "keyfile": file("client.key")}
OUTSIDER = {**CHECKED, "certfile": file("outsider.crt"), "keyfile": file("outsider.key")}


@pytest.fixture
def closing() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def serve(closing: ExitStack) -> Serve:
    """Starts a server; with ``mutual`` it wants certificates of clients."""

    def start(*, mutual: bool = False, **more: Any) -> Server:
        authority = file("authority.crt") if mutual else None
        tls = TLS(file("server.crt"), file("server.key"), authority, NAME)
        return closing.enter_context(Server(tls=tls, **more))

    return start


@pytest.fixture
def connect(closing: ExitStack) -> Connect:
    """Connects to a server."""

    def start(server: Server, tls: dict[str, Any] | None, **config: Any) -> aerospike.Client:
        policies = {"login_timeout_ms": 2000, **config.pop("policies", {})}
        settings = {"hosts": server.hosts, "policies": policies, **config}
        if tls is not None:
            settings["tls"] = tls
        client = aerospike.client(settings)
        closing.callback(client.close)
        return client

    return start


def test_commands_go_through_encrypted_connections(
    serve: Serve, connect: Connect, key: Any
) -> None:
    client = connect(serve(), CHECKED)
    bins = {"a": 1, "long": "x" * 100_000}
    client.put(key, bins)
    assert client.get(key)[2] == bins
    assert client.batch_read([key]).batch_records[0].record[2] == bins
    assert [found for _, _, found in client.query(*key[:2]).results()] == [bins]


def test_all_nodes_are_found_from_one(serve: Serve, connect: Connect, set_name: str) -> None:
    server = serve(nodes=3)
    client = connect(server, CHECKED, hosts=server.hosts[:1])
    assert len(client.get_node_names()) == 3
    for number in range(30):
        client.put(("test", set_name, number), {"n": number})
    assert len(client.query("test", set_name).results()) == 30


@pytest.mark.parametrize("protocol", ["TLSv1.2", "-all +TLSv1.2"])
def test_protocols_are_chosen(serve: Serve, connect: Connect, protocol: str, key: Any) -> None:
    assert connect(serve(), {**CHECKED, "protocols": protocol}).put(key, {"a": 1}) == 0


@pytest.mark.parametrize(
    "tls",
    [
        {"enable": True},
        {"enable": True, "cafile": file("stranger.crt")},
        {"enable": False},
        None,
    ],
    ids=["no authority", "another authority", "not encrypted", "nothing said"],
)
def test_servers_must_be_trusted(serve: Serve, connect: Connect, tls: Any) -> None:
    with pytest.raises(e.ConnectionError, match="Failed to connect"):
        connect(serve(), tls)


def test_certificates_that_the_environment_names_are_trusted(
    serve: Serve, connect: Connect, key: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", file("authority.crt"))
    assert connect(serve(), {"enable": True}).put(key, {"a": 1}) == 0


def test_certificates_of_the_configuration_come_first(
    serve: Serve, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", file("authority.crt"))
    with pytest.raises(e.ConnectionError, match="not trusted"):
        connect(serve(), {"enable": True, "cafile": file("stranger.crt")})


def test_a_file_of_the_environment_that_is_missing_is_named(
    serve: Serve, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/missing/authorities.pem")
    with pytest.raises(e.TLSError, match=r"/missing/authorities\.pem"):
        connect(serve(), {"enable": True})


def test_certificates_of_windows_are_trusted(
    serve: Serve, connect: Connect, key: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = ssl.PEM_cert_to_DER_cert(Path(file("authority.crt")).read_text())
    for variable in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(authorities, "sys", SimpleNamespace(platform="win32"))
    monkeypatch.setattr(
        ssl, "enum_certificates", lambda store: [(certificate, "x509_asn", True)], raising=False
    )
    assert connect(serve(), {"enable": True}).put(key, {"a": 1}) == 0


def test_pythons_own_ssl_works_beside_the_client(serve: Serve, connect: Connect, key: Any) -> None:
    # The library has an OpenSSL of its own, which must not meet Python's.
    server = serve()
    client = connect(server, CHECKED)
    context = ssl.create_default_context(cafile=file("authority.crt"))
    # Python 3.13 asks for a key usage, which this authority does not state.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT

    def greet(_: int) -> str | None:
        with (
            socket.create_connection((server.host, server.port)) as plain,
            context.wrap_socket(plain, server_hostname=NAME) as encrypted,
        ):
            return encrypted.version()

    with ThreadPoolExecutor(4) as pool:
        versions = pool.map(greet, range(40))
        counts = pool.map(lambda n: client.put(key, {"n": n}), range(200))
        digests = pool.map(lambda n: hashlib.sha256(bytes(n)).digest(), range(200))
        assert all(versions)
        assert set(counts) == {0}
        assert len(set(digests)) == 200


@pytest.mark.parametrize("name", ["localhost", None])
def test_the_certificate_must_be_for_the_name(
    serve: Serve, connect: Connect, name: str | None
) -> None:
    server = serve()
    host = (server.host, server.port, *([name] if name else []))
    with pytest.raises(e.ConnectionError, match="Failed to connect"):
        connect(server, CHECKED, hosts=[host])


def test_a_server_that_does_not_encrypt_is_refused(connect: Connect) -> None:
    with Server() as server, pytest.raises(e.ConnectionError, match="Failed to connect"):
        connect(server, CHECKED, hosts=[(server.host, server.port, NAME)])


def test_a_community_server_does_not_encrypt(
    connect: Connect, community_config: dict[str, Any]
) -> None:
    ((host, port, *_), *_) = community_config["hosts"]
    with pytest.raises(e.ConnectionError, match="Failed to connect"):
        aerospike.client({"hosts": [(host, port, NAME)], "tls": CHECKED})


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"protocols": "nonsense"}, "unknown TLS protocol nonsense"),
        ({"cipher_suite": "nonsense"}, "no compatible cipher found"),
        ({"cafile": "/does/not/exist"}, "Failed to load CAFile"),
        ({"certfile": file("client.crt"), "keyfile": file("outsider.key")}, "PrivateKey failed"),
    ],
)
def test_what_makes_no_sense_is_refused(
    serve: Serve, connect: Connect, wrong: dict[str, Any], message: str
) -> None:
    with pytest.raises(e.TLSError, match=message):
        connect(serve(), {**CHECKED, **wrong})


def test_a_client_shows_its_certificate(serve: Serve, connect: Connect, key: Any) -> None:
    assert connect(serve(mutual=True), CERTIFIED).put(key, {"a": 1}) == 0


@pytest.mark.parametrize("tls", [CHECKED, OUTSIDER], ids=["none", "of a stranger"])
def test_a_client_without_a_certificate_is_refused(
    serve: Serve, connect: Connect, tls: dict[str, Any]
) -> None:
    with pytest.raises(e.ConnectionError, match="Failed to connect"):
        connect(serve(mutual=True), tls)


class TestUsers:
    @pytest.fixture
    def server(self, serve: Serve) -> Server:
        return serve(mutual=True, security=True)

    @pytest.fixture
    def admin(self, server: Server, connect: Connect) -> aerospike.Client:
        return connect(server, CERTIFIED, user="admin", password="admin")

    PKI = {"auth_mode": aerospike.AUTH_PKI}  # noqa: RUF012

    def test_a_certificate_logs_a_user_in(
        self, server: Server, admin: aerospike.Client, connect: Connect, key: Any
    ) -> None:
        admin.admin_create_pki_user("ada", ["read-write"])
        ada = connect(server, CERTIFIED, policies=self.PKI)
        assert ada.put(key, {"a": 1}) == 0
        assert ada.get(key)[2] == {"a": 1}
        assert admin.admin_query_user_info("ada")["conns_in_use"] > 0
        with pytest.raises(e.RoleViolation):
            ada.truncate(*key[:2], 0)

    def test_a_certificate_of_nobody_logs_nobody_in(self, server: Server, connect: Connect) -> None:
        with pytest.raises(e.InvalidUser, match="Failed to connect"):
            connect(server, CERTIFIED, policies=self.PKI)

    def test_passwords_are_taken_too(
        self, server: Server, admin: aerospike.Client, connect: Connect, key: Any
    ) -> None:
        admin.admin_create_user("grace", "secret", ["read-write"])
        grace = connect(server, CERTIFIED, user="grace", password="secret")
        assert grace.put(key, {"a": 1}) == 0

    def test_a_certificate_that_is_not_asked_for_logs_nobody_in(
        self, serve: Serve, connect: Connect
    ) -> None:
        with pytest.raises(e.InvalidCredential, match="Failed to connect"):
            connect(serve(security=True), CERTIFIED, policies=self.PKI)

    def test_logging_in_by_certificate_needs_tls(self, connect: Connect) -> None:
        with Server(security=True) as server, pytest.raises(e.ClientError, match="TLS is required"):
            connect(server, None, policies=self.PKI)


@pytest.mark.parametrize("feature", [{"security": True}, {"tls": TLS("a", "b")}])
def test_a_community_development_server_has_neither_users_nor_tls(
    feature: dict[str, Any],
) -> None:
    with pytest.raises(ValueError, match="features of the Enterprise edition"):
        Server(community=True, **feature)


def test_files_that_are_not_there_are_told_at_once() -> None:
    with pytest.raises(OSError, match="No such file"):
        Server(tls=TLS("/does/not/exist", file("server.key")))


def test_others_are_served_while_one_says_nothing(serve: Serve, connect: Connect, key: Any) -> None:
    import socket

    server = serve()
    with socket.create_connection((server.host, server.port)):
        assert connect(server, CHECKED).put(key, {"a": 1}) == 0
