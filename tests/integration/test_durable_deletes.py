"""Deletes that leave a tombstone, which need a server of the Enterprise edition."""

from __future__ import annotations

import time
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike_helpers.batch import records as br
from aerospike_helpers.operations import operations as op

Key = tuple[str, str, Any]

ENTERPRISE_ONLY = 25
DURABLE = {"durable_delete": True}

DELETES = {
    "remove": lambda client, key, policy: client.remove(key, policy=policy),
    "last bin": lambda client, key, policy: client.put(key, {"a": aerospike.null()}, policy=policy),
    "remove_bin": lambda client, key, policy: client.remove_bin(key, ["a"], policy=policy),
    "operate": lambda client, key, policy: client.operate(key, [op.delete()], policy=policy),
    "batch_remove": lambda client, key, policy: client.batch_remove([key], {}, policy),
    "batch_write": lambda client, key, policy: client.batch_write(
        br.BatchRecords([br.Remove(key, policy)])
    ),
}


def generation(client: aerospike.Client, key: Key) -> int | None:
    meta = client.exists(key)[1]
    return None if meta is None else meta["gen"]


def tombstones(client: aerospike.Client) -> int:
    answer = client.info_random_node("namespace/test")
    return int(answer.partition(";tombstones=")[2].partition(";")[0])


@pytest.fixture
def written(client: aerospike.Client, key: Key, needs_enterprise: None) -> Key:
    """The key of a record of generation 3."""
    for _ in range(3):
        client.put(key, {"a": 1})
    return key


@pytest.mark.parametrize("delete", DELETES)
def test_the_generation_continues_behind_a_durable_delete(
    client: aerospike.Client, written: Key, delete: str
) -> None:
    DELETES[delete](client, written, DURABLE)
    assert generation(client, written) is None
    client.put(written, {"a": 1})
    assert generation(client, written) == 5


@pytest.mark.parametrize("delete", DELETES)
def test_the_generation_begins_anew_behind_another_delete(
    client: aerospike.Client, written: Key, delete: str
) -> None:
    DELETES[delete](client, written, {})
    client.put(written, {"a": 1})
    assert generation(client, written) == 1


def test_a_tombstone_is_no_record(client: aerospike.Client, written: Key) -> None:
    client.remove(written, policy=DURABLE)
    for call in (
        lambda: client.get(written),
        lambda: client.remove(written, policy=DURABLE),
        lambda: client.touch(written),
        lambda: client.put(written, {"a": 1}, policy={"exists": aerospike.POLICY_EXISTS_UPDATE}),
    ):
        with pytest.raises(e.RecordNotFound):
            call()
    assert client.query(*written[:2]).results() == []
    create = {"exists": aerospike.POLICY_EXISTS_CREATE}
    assert client.put(written, {"a": 2}, policy=create) == 0


def test_tombstones_are_counted(client: aerospike.Client, written: Key) -> None:
    before = tombstones(client)
    client.remove(written, policy=DURABLE)
    assert tombstones(client) == before + 1
    of_set = client.info_random_node(f"sets/test/{written[1]}")
    assert "objects=0:tombstones=1:" in of_set
    client.put(written, {"a": 1})
    assert tombstones(client) == before


def test_a_background_query_deletes_durably(client: aerospike.Client, written: Key) -> None:
    query = client.query(*written[:2])
    query.add_ops([op.delete()])
    job = query.execute_background(DURABLE)
    while client.job_info(job, aerospike.JOB_QUERY)["status"] != aerospike.JOB_STATUS_COMPLETED:
        time.sleep(0.01)
    client.put(written, {"a": 1})
    assert generation(client, written) == 5


class TestCommunity:
    @pytest.fixture(autouse=True)
    def _begin(self, community: aerospike.Client, key: Key) -> None:
        self.client = community
        self.key = key
        community.put(key, {"a": 1})

    @pytest.mark.parametrize("delete", DELETES)
    def test_durable_deletes_are_refused(self, delete: str) -> None:
        try:
            answers = DELETES[delete](self.client, self.key, DURABLE).batch_records
            code = answers[0].result
        except e.AerospikeError as error:
            code = error.code
        assert code == ENTERPRISE_ONLY
        assert generation(self.client, self.key) == 1

    def test_what_deletes_nothing_may_be_durable(self) -> None:
        assert self.client.put(self.key, {"a": 2}, policy=DURABLE) == 0
