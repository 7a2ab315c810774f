"""The filter of cross-datacenter replication, which needs a server of the Enterprise edition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike.devserver import Server
from aerospike_helpers import expressions as exp

FILTER = exp.Eq(exp.IntBin("bin1"), 6).compile()


@pytest.fixture(scope="module")
def client() -> Iterator[aerospike.Client]:
    """A client of a development server, where every data center exists."""
    with Server(namespaces=("test", "bar")) as server:
        connected = aerospike.client({"hosts": server.hosts})
        yield connected
        connected.close()


def stored(client: aerospike.Client, center: str) -> str:
    return client.info_random_node(f"xdr-get-filter:dc={center}").partition("\t")[2].strip()


def test_a_filter_is_set_and_taken_away(client: aerospike.Client) -> None:
    packed = client.get_expression_base64(FILTER)
    answer = client.set_xdr_filter("east", "test", FILTER)
    assert answer == f"xdr-set-filter:dc=east;namespace=test;exp={packed}\tok\n"
    assert stored(client, "east") == f"namespace=test:exp={packed};namespace=bar:exp=null"
    answer = client.set_xdr_filter("east", "test", None)
    assert answer == "xdr-set-filter:dc=east;namespace=test;exp=null\tok\n"
    assert stored(client, "east") == "namespace=test:exp=null;namespace=bar:exp=null"


def test_each_data_center_has_filters_of_its_own(client: aerospike.Client) -> None:
    client.set_xdr_filter("north", "bar", FILTER)
    assert stored(client, "south") == "namespace=test:exp=null;namespace=bar:exp=null"
    assert "bar:exp=k" in stored(client, "north")


@pytest.mark.parametrize("expression", ["nonsense", "k", "kwGTUQ=="])
def test_what_is_no_expression_is_refused(client: aerospike.Client, expression: str) -> None:
    command = f"xdr-set-filter:dc=east;namespace=test;exp={expression}"
    with pytest.raises(e.AerospikeError) as raised:
        client.info_random_node(command)
    assert raised.value.code == 4


def test_a_namespace_must_be_there(client: aerospike.Client) -> None:
    with pytest.raises(e.AerospikeError) as raised:
        client.set_xdr_filter("east", "no such", FILTER)
    assert raised.value.code == 20


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ((1, "test", None), "Data_center should be a string"),
        (("east", 1, None), "Namespace should be a string"),
    ],
)
def test_wrong_arguments_are_refused(
    client: aerospike.Client, args: tuple[Any, ...], message: str
) -> None:
    with pytest.raises(e.ParamError, match=message):
        client.set_xdr_filter(*args)


def test_a_community_server_has_no_filters(community: aerospike.Client) -> None:
    with pytest.raises(e.AerospikeError, match="enterprise only") as raised:
        community.set_xdr_filter("east", "test", FILTER)
    assert raised.value.code == 25
