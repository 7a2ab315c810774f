"""Each fault, and the test that one would write with it."""

import pytest

import aerospike
from aerospike import exception
from aerospike_helpers.batch.records import BatchRecords, Write
from aerospike_helpers.operations import operations

KEY = ("test", "visits", "/")


def visit(client, tries=5):
    """What is tested: it tries again when the server is busy, and only then."""
    for attempt in range(tries):
        try:
            client.increment(KEY, "count", 1)
            return attempt + 1
        except (exception.DeviceOverload, exception.RecordBusy):
            continue
    return None


@pytest.mark.aerospike(nodes=2)
def test_kill(aerospike_client, aerospike_server):
    with aerospike_server.faults.kill(0):
        assert not aerospike_server.nodes[0].is_up
    assert aerospike_server.nodes[0].is_up


def test_freeze(aerospike_client, aerospike_server):
    with aerospike_server.faults.freeze(), pytest.raises(exception.TimeoutError):
        aerospike_client.get(KEY, {"total_timeout": 100})


def test_slow(aerospike_client, aerospike_server):
    aerospike_client.put(KEY, {"count": 1})
    with aerospike_server.faults.slow(0.01):
        assert aerospike_client.get(KEY)[2] == {"count": 1}


def test_cut(aerospike_client, aerospike_server):
    with aerospike_server.faults.cut(), pytest.raises(exception.AerospikeError):
        aerospike_client.get(KEY, {"total_timeout": 200})


def test_refuse(aerospike_client, aerospike_server):
    aerospike_server.faults.refuse(2)
    visit(aerospike_client)
    with pytest.raises(exception.ForbiddenError):
        visit(aerospike_client)
    visit(aerospike_client)


def test_answer(aerospike_client, aerospike_server):
    fault = aerospike_server.faults.answer(14, times=2)
    assert visit(aerospike_client) == 3
    assert fault.hits == 2


def test_delay(aerospike_client, aerospike_server):
    aerospike_client.put(KEY, {"count": 1})
    with aerospike_server.faults.delay(30, only="read"), pytest.raises(exception.TimeoutError):
        aerospike_client.get(KEY, {"total_timeout": 100, "max_retries": 0})


def test_drop_request(aerospike_client, aerospike_server):
    aerospike_server.faults.drop_request(only="write")
    with pytest.raises(exception.AerospikeError) as caught:
        visit(aerospike_client)
    assert caught.value.in_doubt
    assert aerospike_client.exists(KEY)[1] is None


def test_drop_reply(aerospike_client, aerospike_server):
    aerospike_server.faults.drop_reply(only="write")
    with pytest.raises(exception.AerospikeError) as caught:
        visit(aerospike_client)
    assert caught.value.in_doubt
    assert aerospike_client.get(KEY)[2] == {"count": 1}


def test_device_overload(aerospike_client, aerospike_server):
    aerospike_server.faults.device_overload(times=3)
    assert visit(aerospike_client) == 4


def test_hot_key(aerospike_client, aerospike_server):
    batch = BatchRecords(
        [Write(("test", "visits", page), [operations.write("count", 1)]) for page in ("/", "/a")]
    )
    with aerospike_server.faults.hot_key(KEY):
        aerospike_client.batch_write(batch)
    assert [record.result for record in batch.batch_records] == [14, 0]


def test_partition_unavailable(aerospike_client, aerospike_server):
    with aerospike_server.faults.partition_unavailable(only="read"):
        with pytest.raises(exception.ClusterError):
            aerospike_client.get(KEY, {"max_retries": 0})
        visit(aerospike_client)


def test_quota_exceeded(aerospike_client, aerospike_server):
    with (
        aerospike_server.faults.quota_exceeded(),
        pytest.raises(aerospike.exception.AerospikeError) as caught,
    ):
        visit(aerospike_client)
    assert caught.value.code == 83


def test_a_commit_that_fails(aerospike_client, aerospike_server):
    transaction = aerospike.Transaction()
    aerospike_client.put(KEY, {"count": 1}, policy={"txn": transaction})
    fault = aerospike_server.faults.answer(11, only="transaction")
    with pytest.raises(exception.AerospikeError):
        aerospike_client.commit(transaction)
    assert fault.hits > 0
