"""Commands end within the timeout of their policy, even if they ask nodes more than once."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike.devserver import Server
from aerospike.devserver.info import commands as info
from aerospike_helpers import expressions as exp

NUMERIC = aerospike.INDEX_NUMERIC
DEFAULT = aerospike.INDEX_TYPE_DEFAULT
TIMEOUT = 0.3
#: What a busy machine may add; much less than the client's own policies allow.
SLACK = 1.0
OWN = {"info": {"timeout": 10_000}, "admin": {"timeout": 10_000}}

Call = Callable[[aerospike.Client, dict[str, Any], Path], object]

CALLS: dict[str, Call] = {
    "index_single_value_create": lambda client, policy, _: client.index_single_value_create(
        "test", "s", "b", NUMERIC, "i", policy
    ),
    "index_list_create": lambda client, policy, _: client.index_list_create(
        "test", "s", "b", NUMERIC, "i", policy
    ),
    "index_expr_create": lambda client, policy, _: client.index_expr_create(
        "test", "s", DEFAULT, NUMERIC, exp.IntBin("b").compile(), "i", policy
    ),
    "index_set_create": lambda client, policy, _: client.index_set_create("test", "s", "i", policy),
    "index_remove": lambda client, policy, _: client.index_remove("test", "i", policy),
    "udf_put": lambda client, policy, path: client.udf_put(str(path), 0, policy),
    "udf_remove": lambda client, policy, _: client.udf_remove("module.lua", policy),
    "udf_get": lambda client, policy, _: client.udf_get("module.lua", 0, policy),
    "udf_list": lambda client, policy, _: client.udf_list(policy),
    "job_info": lambda client, policy, _: client.job_info(1, aerospike.JOB_SCAN, policy),
    "truncate": lambda client, policy, _: client.truncate("test", "s", 0, policy),
    "info_all": lambda client, policy, _: client.info_all("build", policy),
    "info_random_node": lambda client, policy, _: client.info_random_node("build", policy),
    "info_single_node": lambda client, policy, _: client.info_single_node(
        "build", client.get_node_names()[0]["node_name"], policy
    ),
    "set_xdr_filter": lambda client, policy, _: client.set_xdr_filter("dc", "test", None, policy),
    "admin_create_user": lambda client, policy, _: client.admin_create_user("u", "p", [], policy),
    "admin_query_users_info": lambda client, policy, _: client.admin_query_users_info(policy),
    "admin_get_roles": lambda client, policy, _: client.admin_get_roles(policy),
}


@pytest.fixture
def module(tmp_path: Path) -> Path:
    path = tmp_path / "module.lua"
    path.write_text("function f() return 1 end\n")
    return path


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running
        running.nodes[0].thaw()


@pytest.fixture
def client(server: Server, tmp_path: Path) -> Iterator[aerospike.Client]:
    directory = tmp_path / "lua"
    directory.mkdir()
    connected = aerospike.client(
        {
            "hosts": server.hosts,
            "lua": {"user_path": str(directory)},
            "tend_interval": 10_000,
            "policies": OWN,
        }
    )
    yield connected
    server.nodes[0].thaw()
    connected.close()


@pytest.mark.parametrize("name", CALLS)
def test_a_command_to_a_frozen_node_ends_in_the_time_of_its_policy(
    server: Server, client: aerospike.Client, module: Path, name: str
) -> None:
    server.nodes[0].freeze()
    begin = time.monotonic()
    with pytest.raises(e.AerospikeError) as caught:
        CALLS[name](client, {"timeout": int(TIMEOUT * 1000)}, module)
    took = time.monotonic() - begin
    assert caught.value.code == 9
    assert took < TIMEOUT + SLACK


def test_the_version_of_the_server_is_known_without_a_question(
    client: aerospike.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    run = info._run

    def record(node: Any, line: str, session: Any) -> str:
        asked.append(line.partition(":")[0])
        return run(node, line, session)

    monkeypatch.setattr(info, "_run", record)
    client.index_single_value_create("test", "s", "b", NUMERIC, "i")
    client.index_remove("test", "i")
    assert "build" not in asked
    assert "sindex-create" in asked
    assert "sindex-delete" in asked


@pytest.mark.parametrize("name", ["udf_put", "udf_remove", "index_single_value_create"])
def test_a_wait_for_all_nodes_ends_when_one_of_them_freezes(
    module: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One node runs the command; then another node, which the client asks about it, freezes."""
    with Server(nodes=2) as cluster:
        client = aerospike.client(
            {
                "hosts": cluster.hosts,
                "lua": {"user_path": str(tmp_path)},
                "tend_interval": 10_000,
                "policies": OWN,
            }
        )
        client.udf_put(str(module))
        run = info._run

        def freeze_other(node: Any, line: str, session: Any) -> str:
            if line.split(":")[0] in ("udf-put", "udf-remove", "sindex-create"):
                for other in cluster.nodes:
                    if other is not node:
                        other.freeze()
            return run(node, line, session)

        monkeypatch.setattr(info, "_run", freeze_other)
        begin = time.monotonic()
        with pytest.raises(e.TimeoutError):
            CALLS[name](client, {"timeout": int(TIMEOUT * 1000)}, module)
        took = time.monotonic() - begin
        for node in cluster.nodes:
            node.thaw()
        client.close()
    assert took < TIMEOUT + SLACK


def test_a_wait_for_a_node_that_never_has_the_module_ends(
    client: aerospike.Client, module: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = importlib.import_module("aerospike.client.waiting")
    monkeypatch.setattr(waiting, "WAIT_SECONDS", 0.3)
    run = info._run
    monkeypatch.setattr(
        info,
        "_run",
        lambda node, line, session: "" if line == "udf-list" else run(node, line, session),
    )
    with pytest.raises(e.TimeoutError, match=r"module\.lua is not on all nodes"):
        client.udf_put(str(module))
