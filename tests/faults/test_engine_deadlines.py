"""The carrier of asynchronous clients while a node does not answer: tries, rests and timeouts."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from raw_engine import COALESCE_READS, COALESCE_WRITES, RawEngine

import aerospike
from aerospike._command import batch, operations, records
from aerospike._native.library import load
from aerospike.devserver import Server
from aerospike_helpers.batch import records as br
from aerospike_helpers.operations import operations as op


@pytest.fixture
def frozen_master() -> Iterator[tuple[aerospike.Client, list[tuple[str, str, int]]]]:
    """A client of three nodes, and one does not answer; and keys that have it as master."""
    assert load().bridge_loops_start(1) == 0
    with Server(nodes=3) as server:
        client = aerospike.client({"hosts": server.hosts})
        owners: dict[Any, list[tuple[str, str, int]]] = {}
        for number in range(60):
            key = ("test", "frozen", number)
            client.put(key, {"n": number})
            partition = aerospike.get_partition_id(aerospike.calc_digest(*key))
            owners.setdefault(server.cluster.owner(partition), []).append(key)
        node, keys = max(owners.items(), key=lambda owner: len(owner[1]))
        node.freeze()
        yield client, keys
        node.thaw()
        client.close()


@pytest.fixture
def frozen_cluster() -> Iterator[tuple[aerospike.Client, list[tuple[str, str, int]]]]:
    """A client of three nodes that do not answer, and keys of all of them."""
    assert load().bridge_loops_start(1) == 0
    with Server(nodes=3) as server:
        client = aerospike.client({"hosts": server.hosts})
        keys = [("test", "frozen", number) for number in range(20)]
        # So that there are connections.
        engine = RawEngine(client._connection)
        for _ in range(5):
            engine.run(*[records.put(client._session, key, {"n": 1}) for key in keys])
        engine.close()
        for node in server.nodes:
            node.freeze()
        yield client, keys
        for node in server.nodes:
            node.thaw()
        client.close()


@pytest.mark.skipif(sys.platform != "linux", reason="retry.c is not linked here")
@pytest.mark.parametrize("flags", [0, COALESCE_READS])
def test_reads_that_travel_together_are_sent_to_another_node(
    flags: int, frozen_master: tuple[aerospike.Client, list[tuple[str, str, int]]]
) -> None:
    client, keys = frozen_master
    policy: Any = {"socket_timeout": 200, "total_timeout": 20_000, "max_retries": 2}
    engine = RawEngine(client._connection, flags=flags)
    replies = engine.run(*[records.get(client._session, key, policy) for key in keys])
    assert [reply[3]["n"] for reply in replies] == [key[2] for key in keys]
    (reply,) = engine.run(batch.batch_read(client._session, keys, None, policy))
    assert [row[3]["n"] for row in reply[0]] == [key[2] for key in keys]
    engine.close()


TRIES: Any = {"socket_timeout": 150, "total_timeout": 700, "max_retries": 50}


@pytest.mark.skipif(sys.platform != "linux", reason="retry.c is not linked here")
@pytest.mark.parametrize("flags", [0, COALESCE_READS])
def test_the_total_timeout_ends_all_tries_of_a_batch(
    flags: int, frozen_cluster: tuple[aerospike.Client, list[tuple[str, str, int]]]
) -> None:
    client, keys = frozen_cluster
    engine = RawEngine(client._connection, flags=flags)
    commands = [
        batch.batch_read(client._session, keys, None, TRIES),
        *[records.get(client._session, key, TRIES) for key in keys],
    ]
    started = time.monotonic()
    (_, *failed) = engine.run(*commands)
    assert 0.6 < time.monotonic() - started < 1.3
    assert {one.code for one in failed} == {9}
    engine.close()


@pytest.mark.skipif(sys.platform != "linux", reason="retry.c is not linked here")
@pytest.mark.parametrize("flags", [0, COALESCE_READS])
def test_between_tries_there_is_a_rest(
    flags: int, frozen_cluster: tuple[aerospike.Client, list[tuple[str, str, int]]]
) -> None:
    client, keys = frozen_cluster
    engine = RawEngine(client._connection, flags=flags)
    policy: Any = {
        "socket_timeout": 20,
        "total_timeout": 20_000,
        "max_retries": 3,
        "sleep_between_retries": 200,
    }
    for commands in (
        [records.get(client._session, key, policy) for key in keys],
        [batch.batch_read(client._session, keys, None, policy)],
        [operations.operate(client._session, keys[0], [op.increment("n", 1)], None, policy)],
    ):
        started = time.monotonic()
        engine.run(*commands)
        assert 0.4 < time.monotonic() - started < 2
    engine.close()


def waiting_policy(milliseconds: int) -> Any:
    return {"socket_timeout": 0, "total_timeout": milliseconds, "max_retries": 0}


@pytest.mark.parametrize("flags", [0, COALESCE_READS | COALESCE_WRITES])
def test_the_wait_for_a_turn_is_part_of_the_total_timeout(
    flags: int, frozen_cluster: tuple[aerospike.Client, list[tuple[str, str, int]]]
) -> None:
    client, keys = frozen_cluster
    session = client._session
    engine = RawEngine(client._connection, in_flight=1, flags=flags)
    first = engine.submit(records.get(session, keys[0], waiting_policy(2000)))
    tokens = engine.submit(
        records.put(session, keys[0], {"n": 1}, None, waiting_policy(100)),
        records.get(session, keys[1], waiting_policy(150)),
        records.put(session, keys[2], {"n": 1}, None, waiting_policy(200)),
        batch.batch_read(session, keys, None, waiting_policy(250)),
        records.get(session, keys[1], waiting_policy(10_000)),
        records.get(session, keys[1], waiting_policy(1_000)),
    )
    started = time.monotonic()
    outcomes = engine.wait(tokens[:4])
    assert 0.2 <= time.monotonic() - started < 1.5
    assert [(one.code, one.args[4]) for one in outcomes] == [(9, False)] * 4
    assert engine.wait(first)[0].code == 9
    assert not any(token in engine.done for token in tokens[4:])
    engine.close()


@pytest.mark.parametrize("flags", [0, COALESCE_READS | COALESCE_WRITES])
def test_a_command_that_waits_for_one_on_the_same_key_has_its_total_timeout(
    flags: int, frozen_cluster: tuple[aerospike.Client, list[tuple[str, str, int]]]
) -> None:
    client, keys = frozen_cluster
    session = client._session
    engine = RawEngine(client._connection, flags=flags)
    first = engine.submit(records.put(session, keys[0], {"n": 1}, None, waiting_policy(2000)))
    tokens = engine.submit(
        records.get(session, keys[0], waiting_policy(200)),
        records.remove(session, keys[0], None, waiting_policy(300)),
    )
    started = time.monotonic()
    assert [one.code for one in engine.wait(tokens)] == [9, 9]
    assert time.monotonic() - started < 1.5
    assert first[0] not in engine.done
    engine.close()


@pytest.mark.skipif(sys.platform != "linux", reason="retry.c is not linked here")
@pytest.mark.parametrize("flags", [0, COALESCE_READS])
def test_the_c_client_gets_the_time_that_is_left(
    flags: int, frozen_cluster: tuple[aerospike.Client, list[tuple[str, str, int]]]
) -> None:
    client, keys = frozen_cluster
    engine = RawEngine(client._connection, in_flight=1, flags=flags)
    started = time.monotonic()
    first = engine.submit(records.get(client._session, keys[0], waiting_policy(600)))
    later = engine.submit(records.get(client._session, keys[1], waiting_policy(900)))
    assert {one.code for one in engine.wait(first + later)} == {9}
    assert 0.8 < time.monotonic() - started < 1.3
    engine.close()


def test_a_batch_in_a_thread_gets_the_time_that_is_left(
    frozen_cluster: tuple[aerospike.Client, list[tuple[str, str, int]]],
) -> None:
    client, keys = frozen_cluster
    session = client._session
    engine = RawEngine(client._connection, in_flight=1)
    started = time.monotonic()
    engine.submit(records.get(session, keys[0], waiting_policy(600)))
    later = engine.submit(
        batch.batch_apply(session, keys, "module", "function", [], waiting_policy(900))
    )
    ((rows, status),) = engine.wait(later)
    assert status == 9
    assert {row[1] for row in rows} <= {-15, 9}
    # The end of a batch comes a little later than that of its commands.
    assert 0.8 < time.monotonic() - started < 1.4
    engine.close()


@pytest.mark.skipif(sys.platform != "linux", reason="retry.c is not linked here")
@pytest.mark.parametrize("in_transaction", [False, True])
def test_a_batch_that_is_refused_on_its_way_ends_when_its_parts_do(in_transaction: bool) -> None:
    assert load().bridge_loops_start(1) == 0
    with Server(nodes=3) as server:
        client = aerospike.client({"hosts": server.hosts})
        owners: dict[Any, list[tuple[str, str, int]]] = {}
        for number in range(60):
            key = ("test", "refused", number)
            partition = aerospike.get_partition_id(aerospike.calc_digest(*key))
            owners.setdefault(server.cluster.owner(partition), []).append(key)
        first, second, _ = owners.values()
        engine = RawEngine(client._connection)
        for _ in range(20):
            rows = [br.Write(key, [op.increment("n", 1)]) for key in first[:3]]
            # The C client refuses writes that write nothing.
            rows += [br.Write(key, [op.read("n")]) for key in second[:3]]
            transaction = aerospike.Transaction()
            policy: Any = {"txn": transaction} if in_transaction else None
            command = batch.batch_write(client._session, br.BatchRecords(rows), policy)
            ((results, status),) = engine.run(command)
            assert status == -2
            assert [len(row) for row in results[:3]] == [4] * 3, results
            assert all(row[1] < 0 for row in results[3:])
            if in_transaction:
                client.commit(transaction)
        assert [client.get(key)[2] for key in first[:3]] == [{"n": 20}] * 3
        engine.close()
        client.close()
