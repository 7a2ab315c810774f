"""Which certificates a client trusts whose configuration names none."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from aerospike.config import authorities


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which there is nothing."""
    for variable in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(variable, raising=False)
    for kind in ("FILES", "DIRECTORIES"):
        places = [str(tmp_path / place[1:]) for place in getattr(authorities, kind)]
        monkeypatch.setattr(authorities, kind, places)
    return tmp_path


def add(machine: Path, place: str) -> str:
    file = machine / place[1:]
    file.parent.mkdir(parents=True)
    file.write_text("certificates")
    return str(file)


has_files = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has its certificates in a store, not in files"
)


@has_files
@pytest.mark.parametrize(
    "file",
    [
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ],
)
def test_the_file_of_each_system_is_found(machine: Path, file: str) -> None:
    there = add(machine, file)
    assert authorities.of_machine() == {"cafile": there}


@has_files
def test_a_directory_is_taken_if_there_is_no_file(machine: Path) -> None:
    directory = machine / "etc/ssl/certs"
    directory.mkdir(parents=True)
    assert authorities.of_machine() == {"capath": str(directory)}


@has_files
def test_nothing_is_found_on_a_machine_without_certificates() -> None:
    assert authorities.of_machine() == {}


def test_the_environment_comes_first(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(machine, "/etc/ssl/cert.pem")
    monkeypatch.setenv("SSL_CERT_FILE", "/own/file.pem")
    assert authorities.of_machine() == {"cafile": "/own/file.pem"}
    monkeypatch.setenv("SSL_CERT_DIR", "/own/one:/own/two")
    assert authorities.of_machine() == {"cafile": "/own/file.pem", "capath": "/own/one:/own/two"}
