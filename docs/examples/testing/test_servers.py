"""The marker: tests that need another kind of server."""

import time

import pytest

import aerospike
from aerospike import exception


@pytest.mark.aerospike(nodes=3, namespaces=["test", "cache"])
def test_records_are_spread_over_the_nodes(aerospike_client, aerospike_server):
    assert len(aerospike_client.get_nodes()) == 3
    keys = [("cache", "pages", number) for number in range(100)]
    assert {aerospike_client.get_key_node_name(key) for key in keys} == {
        node.id for node in aerospike_server.nodes
    }


@pytest.mark.aerospike(nodes=2)
def test_the_application_survives_the_loss_of_a_node(aerospike_client, aerospike_server):
    patient = {"total_timeout": 10_000, "max_retries": 20, "sleep_between_retries": 50}
    key = ("test", "visits", "/")
    aerospike_client.put(key, {"count": 1})
    with aerospike_server.faults.kill(1):
        assert aerospike_client.get(key, patient)[2] == {"count": 1}


@pytest.mark.aerospike(community=True)
def test_the_application_says_that_it_needs_enterprise(aerospike_client):
    transaction = aerospike.Transaction()
    with pytest.raises(exception.AerospikeError) as caught:
        aerospike_client.put(("test", "s", 1), {"n": 1}, policy={"txn": transaction})
    assert caught.value.code == 25


@pytest.mark.aerospike(security=True)
def test_a_reader_cannot_write(aerospike_client, aerospike_server):
    aerospike_client.admin_create_user("reader", "secret", ["read"])
    config = {**aerospike_server.config, "user": "reader", "password": "secret"}
    reader = aerospike.client(config)
    with pytest.raises(exception.RoleViolation):
        reader.put(("test", "s", 1), {"n": 1})
    reader.close()


def test_a_session_expires(aerospike_client, aerospike_server):
    key = ("test", "sessions", "ada")
    aerospike_client.put(key, {"cart": []}, policy={"ttl": 1800})
    aerospike_server.advance(1700)
    assert aerospike_client.get(key)[1]["ttl"] <= 100
    aerospike_server.advance(101)
    assert aerospike_client.exists(key)[1] is None


def test_a_transaction_reaches_its_deadline(aerospike_client, aerospike_server):
    transaction = aerospike.Transaction()
    aerospike_client.put(("test", "s", 1), {"n": 1}, policy={"txn": transaction})
    aerospike_server.advance(60)
    with pytest.raises(exception.AerospikeError):
        aerospike_client.put(("test", "s", 2), {"n": 1}, policy={"txn": transaction})


def test_moving_the_time_does_not_sleep(aerospike_server):
    begin = time.monotonic()
    aerospike_server.advance(24 * 3600)
    assert time.monotonic() - begin < 60
