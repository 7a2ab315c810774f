"""The example in the docstring of each method of the client runs, and says what it prints."""

from __future__ import annotations

import doctest
import inspect
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import aerospike
from aerospike import Client
from aerospike.client.base import ClientBase
from aerospike.devserver import Server

LUA = """function birthday(record, years)
    record.age = record.age + years
    aerospike:update(record)
    return record.age
end
"""

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.skipif(
        "AEROSPIKE_TEST_CLIENT" in os.environ, reason="the examples show the synchronous client"
    ),
]


def _methods() -> Iterator[str]:
    for group in Client.__bases__:
        if issubclass(group, ClientBase):
            for name, member in vars(group).items():
                if inspect.isfunction(member) and not name.startswith("_"):
                    yield name


@pytest.fixture(scope="module")
def secured() -> Iterator[Server]:
    with Server(namespaces=("test",), security=True) as server:
        yield server


@pytest.fixture(scope="module")
def plain() -> Iterator[Server]:
    with Server(namespaces=("test",)) as server:
        yield server


def _prepare_users(client: Client) -> None:
    client.admin_create_user("ada", "a password", ["read-write"])
    client.admin_create_role("auditor", [{"code": aerospike.PRIV_READ}])


def _prepare_records(client: Client, key: tuple[str, str, str], name: str) -> None:
    client.put(key, {"name": "Ada", "age": 36})
    if name in {"query", "query_apply", "index_remove"}:
        client.index_single_value_create("test", "people", "age", aerospike.INDEX_NUMERIC, "ages")
    if "apply" in name or name in {"job_info", "udf_get", "udf_list", "udf_remove"}:
        client.udf_put("people.lua")


@pytest.mark.parametrize("name", _methods())
def test_example_of_a_method_runs(
    name: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server: Server = request.getfixturevalue("secured" if name.startswith("admin_") else "plain")
    server.reset()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.lua").write_text(LUA, encoding="utf-8")
    key = ("test", "people", "ada")
    config: dict[str, Any] = {**server.config, "lua": {"user_path": str(tmp_path)}}
    with aerospike.client(config) as client:
        if name.startswith("admin_"):
            if name != "admin_create_user":
                _prepare_users(client)
        else:
            _prepare_records(client, key, name)
        names = {"aerospike": aerospike, "client": client, "key": key}
        example = doctest.DocTestParser().get_doctest(
            getattr(Client, name).__doc__ or "", names, name, None, None
        )
        assert example.examples
        report: list[str] = []
        doctest.DocTestRunner().run(example, out=report.append)
        assert "".join(report) == ""
