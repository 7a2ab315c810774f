"""Clients, queries and scans as Python objects: contexts, what ``repr`` tells, no copies."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

import aerospike
from aerospike import predicates
from aerospike_helpers.operations import operations as op

MAKERS: dict[str, Callable[[aerospike.Client], Any]] = {
    "Client": lambda client: client,
    "Query": lambda client: client.query("test", "demo"),
    "Scan": lambda client: client.scan("test", "demo"),
}
PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)


@pytest.fixture(params=MAKERS)
def made(request: pytest.FixtureRequest, client: aerospike.Client) -> tuple[str, Any]:
    """The name of a class, and an instance of it."""
    return request.param, MAKERS[request.param](client)


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy])
def test_cannot_be_copied(made: tuple[str, Any], duplicate: Any) -> None:
    name, instance = made
    with pytest.raises(TypeError) as caught:
        duplicate(instance)
    assert str(caught.value) == f"cannot pickle 'aerospike.{name}' object"


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_cannot_be_pickled(made: tuple[str, Any], protocol: int) -> None:
    name, instance = made
    with pytest.raises(TypeError, match=f"^cannot pickle 'aerospike.{name}' object$"):
        pickle.dumps(instance, protocol)


def test_client_that_could_not_be_copied_is_still_connected(client: aerospike.Client) -> None:
    with pytest.raises(TypeError):
        copy.copy(client)
    assert client.is_connected()


class Reconnecting(aerospike.Client):
    """A client that an application has made able to be pickled."""

    def __reduce__(self) -> Any:
        return Reconnecting, (self._config,)


class Plain(aerospike.Client):
    pass


def test_subclass_may_say_how_it_is_pickled(config: dict[str, Any]) -> None:
    with Reconnecting(config) as first, pickle.loads(pickle.dumps(first)) as second:
        assert second.is_connected()


def test_subclass_is_named_as_the_application_names_it(config: dict[str, Any]) -> None:
    with Plain(config) as client:
        with pytest.raises(TypeError, match=r"^cannot pickle 'Plain' object$"):
            pickle.dumps(client)
        assert repr(client).startswith("<Plain of ")


def test_context_gives_the_client_and_closes_it(config: dict[str, Any]) -> None:
    made = aerospike.client(config)
    with made as client:
        assert client is made
        assert client.is_connected()
    assert not made.is_connected()


def test_context_closes_the_client_when_it_is_left_by_an_exception(config: dict[str, Any]) -> None:
    made = aerospike.client(config)
    with pytest.raises(LookupError), made:
        raise LookupError
    assert not made.is_connected()


def test_client_that_is_closed_in_its_context_is_no_error(config: dict[str, Any]) -> None:
    with aerospike.client(config) as client:
        client.close()


def test_repr_of_a_client_tells_the_hosts_and_whether_it_is_connected(
    config: dict[str, Any],
) -> None:
    address, port = config["hosts"][0][:2]
    with aerospike.client({"hosts": [(address, port)]}) as client:
        assert repr(client) == f"<aerospike.Client of {address}:{port}: connected>"
    assert repr(client) == f"<aerospike.Client of {address}:{port}: closed>"


def test_repr_of_a_client_that_was_never_connected() -> None:
    assert repr(aerospike.Client.__new__(aerospike.Client)) == "<aerospike.Client: not connected>"


def test_repr_of_a_client_has_no_password(secure_server: Any) -> None:
    config = {"hosts": secure_server.hosts, "user": "admin", "password": "admin"}
    with aerospike.client(config) as client:
        assert "admin" not in repr(client)


def test_repr_of_a_query_tells_what_it_reads(client: aerospike.Client) -> None:
    query = client.query("test", "demo")
    assert repr(query) == "<aerospike.Query of test.demo>"
    query.select("a", "b").where(predicates.equals("c", 1)).apply("module", "function")
    query.paginate()
    assert repr(query) == (
        "<aerospike.Query of test.demo: bins a, b; predicate on c; function module.function; "
        "paginated>"
    )


def test_repr_of_a_query_names_the_index(client: aerospike.Client) -> None:
    query = client.query("test", "demo").where_with_index_name("by_a", predicates.equals("a", 1))
    assert repr(query) == "<aerospike.Query of test.demo: predicate on by_a>"


def test_repr_of_a_scan_tells_what_it_reads(client: aerospike.Client) -> None:
    assert repr(client.scan("test")) == "<aerospike.Scan of test>"
    scan = client.scan("test", "demo").add_ops([op.touch()])
    assert repr(scan) == "<aerospike.Scan of test.demo: operations: 1>"
