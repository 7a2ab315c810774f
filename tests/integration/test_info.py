"""Info commands: ``info_all``, ``info_random_node``, ``info_single_node``, and the nodes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import aerospike
from aerospike import exception as e

Ask = Callable[..., Any]


@pytest.fixture
def node(client: aerospike.Client) -> str:
    """The name of a node."""
    name: str = client.get_node_names()[0]["node_name"]
    return name


@pytest.fixture(params=["info_all", "info_random_node", "info_single_node"])
def ask(request: pytest.FixtureRequest, client: aerospike.Client, node: str) -> Ask:
    """Each way to ask one node or all, called with a command and a policy."""
    if request.param == "info_single_node":
        return lambda command, *policy: client.info_single_node(command, node, *policy)
    method: Ask = getattr(client, request.param)
    return method


def test_all_nodes_answer_by_name(client: aerospike.Client) -> None:
    names = {node["node_name"] for node in client.get_node_names()}
    answers = client.info_all("node")
    assert answers == {name: (None, f"{name}\n") for name in names}


def test_one_node_answers_with_the_command(client: aerospike.Client, node: str) -> None:
    assert client.info_single_node("node", node) == f"node\t{node}\n"
    command, _, answer = client.info_random_node("namespaces").partition("\t")
    assert command == "namespaces"
    assert answer.endswith("\n")
    assert "test" in answer.strip().split(";")


def test_several_commands_are_one_text(client: aerospike.Client, node: str) -> None:
    answer = client.info_single_node("node\nbuild", node)
    assert answer.splitlines()[0] == f"node\t{node}"
    assert answer.splitlines()[1].startswith("build\t")


def test_an_empty_command_asks_for_the_most_common(client: aerospike.Client) -> None:
    assert "build" in client.info_random_node("")


@pytest.mark.parametrize("name", ["namespace", "id"])
def test_configuration_of_a_namespace(client: aerospike.Client, node: str, name: str) -> None:
    answer = client.info_single_node(f"get-config:context=namespace;{name}=test", node)
    assert "default-ttl=" in answer
    assert client.info_single_node(f"set-config:context=namespace;{name}=test;default-ttl=0", node)
    for wrong in ("", ";id=nowhere", ";id=", ";namespace=nowhere;id=test"):
        with pytest.raises(e.NamespaceNotFound):
            client.info_single_node(f"get-config:context=namespace{wrong}", node)


@pytest.mark.parametrize("policy", [None, {}, {"timeout": 1000}, {"a key": 1}], ids=str)
def test_policies(ask: Ask, policy: Any) -> None:
    assert "test" in str(ask("namespaces", policy))


@pytest.mark.parametrize(
    ("command", "error", "code"),
    [
        ("no-such-command", e.InvalidRequest, 4),
        ("get-config:context=nowhere", e.InvalidRequest, 4),
        ("truncate:nothing", e.NamespaceNotFound, 20),
    ],
)
def test_a_command_that_fails_raises_what_the_server_says(
    ask: Ask, command: str, error: type[Exception], code: int
) -> None:
    with pytest.raises(error) as caught:
        ask(command)
    assert type(caught.value) is error
    assert getattr(caught.value, "code", None) == code


@pytest.mark.parametrize(
    "arguments",
    [
        (None,),
        (5,),
        (b"namespaces",),
        ("namespaces", 5),
        ("namespaces", {"timeout": "x"}),
    ],
    ids=str,
)
def test_wrong_arguments(ask: Ask, arguments: Any) -> None:
    with pytest.raises(e.ParamError) as caught:
        ask(*arguments)
    assert caught.value.code == -2


@pytest.mark.parametrize("host", [None, 5, "nowhere", "n" * 100, b"node"], ids=str)
def test_a_node_that_is_none(client: aerospike.Client, host: Any) -> None:
    with pytest.raises(e.ParamError):
        client.info_single_node("namespaces", host)


def test_missing_arguments(client: aerospike.Client) -> None:
    for call in (
        client.info_all,
        client.info_random_node,
        lambda: client.info_single_node("namespaces"),
    ):
        with pytest.raises(TypeError):
            call()


def test_names_and_addresses_of_nodes_belong_together(client: aerospike.Client) -> None:
    names = client.get_node_names()
    assert {(node["address"], node["port"]) for node in names} == set(client.get_nodes())
    for node in names:
        assert set(node) == {"address", "port", "node_name"}
        assert type(node["port"]) is int


def test_a_closed_client_asks_nobody(config: dict[str, Any], node: str) -> None:
    closed = aerospike.client(config)
    closed.close()
    for call in (
        lambda: closed.info_all("build"),
        lambda: closed.info_random_node("build"),
        lambda: closed.info_single_node("build", node),
        closed.get_nodes,
        closed.get_node_names,
    ):
        with pytest.raises(e.ClusterError) as caught:
            call()
        assert caught.value.code == 11
