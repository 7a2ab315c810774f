"""The demonstration against the server under test."""

from __future__ import annotations

from typing import Any

import pytest

import aerospike
from aerospike.demo.__main__ import main
from aerospike.demo.cities import load

ARGUMENTS = ["--cities", "300", "--batch", "70"]


@pytest.fixture
def hosts_in_environment(hosts: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch) -> None:
    text = ",".join(f"{host}:{port}" for host, port in hosts)
    monkeypatch.setenv("AEROSPIKE_HOSTS", text)


@pytest.mark.usefixtures("hosts_in_environment")
def test_demonstration_ends_well_and_can_be_repeated(
    set_name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        assert main([*ARGUMENTS, "--set", set_name]) == 0
        assert "Every bin of all 300 records is as it was written." in capsys.readouterr().out


@pytest.mark.usefixtures("hosts_in_environment")
def test_demonstration_fails_on_the_first_difference(
    set_name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    damaged = load("test", set_name, 300)[123].key
    put = aerospike.Client.put

    def damaging_put(self: Any, key: Any, bins: Any, **kwargs: Any) -> Any:
        if key == damaged:
            bins = {**bins, "population": -1}
        return put(self, key, bins, **kwargs)

    monkeypatch.setattr(aerospike.Client, "put", damaging_put)
    assert main([*ARGUMENTS, "--set", set_name]) == 1
    assert f"record {damaged}, bin 'population'" in capsys.readouterr().err
