import pytest

import aerospike
from aerospike_helpers import expressions as exp

ONLY_NEW = {"exists": aerospike.POLICY_EXISTS_CREATE}


# The application: two functions that use a client.


def add(client, name, born):
    client.put(("test", "people", name), {"name": name, "born": born}, policy=ONLY_NEW)


def born_between(client, first, last):
    born = exp.IntBin("born")
    match = exp.And(exp.GE(born, first), exp.LE(born, last)).compile()
    records = client.query("test", "people").records({"expressions": match})
    return sorted(bins["name"] for key, meta, bins in records)


# The tests. Each begins with an empty server.


def test_people_are_found_by_their_year(aerospike_client):
    add(aerospike_client, "Ada", 1815)
    add(aerospike_client, "Grace", 1906)
    assert born_between(aerospike_client, 1900, 1950) == ["Grace"]


def test_nobody_is_added_twice(aerospike_client):
    add(aerospike_client, "Ada", 1815)
    with pytest.raises(aerospike.exception.RecordExistsError):
        add(aerospike_client, "Ada", 1816)
