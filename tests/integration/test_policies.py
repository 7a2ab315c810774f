"""Policies that decide how a command is carried out: each does what it says.

Development servers that wait, freeze or stop show it; the last class needs none of that.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike_helpers.batch.records import BatchRecords, Read, Write
from aerospike_helpers.operations import operations as op

Key = tuple[str, str, int]
Command = Callable[[aerospike.Client, Any], Any]

KEY: Key = ("test", "s", 1)
ADD = [op.increment("n", 1)]
READ = [op.read("n")]


@pytest.fixture
def server() -> Iterator[Any]:
    """A development server of one node, with the record of ``KEY``."""
    from aerospike.devserver import Server

    with Server() as server:
        client = aerospike.client({"hosts": server.hosts})
        client.put(KEY, {"n": 1})
        client.close()
        yield server


def connect(server: Any, **config: Any) -> aerospike.Client:
    return aerospike.client({"hosts": server.hosts, **config})


# The policies of a client, with a command that each is for.
COMMANDS: list[tuple[str, Command]] = [
    ("read", lambda c, p: c.get(KEY, p)),
    ("read", lambda c, p: c.select(KEY, ["n"], p)),
    ("read", lambda c, p: c.exists(KEY, p)),
    ("write", lambda c, p: c.put(KEY, {"n": 1}, None, p)),
    ("write", lambda c, p: c.remove_bin(KEY, ["x"], None, p)),
    ("operate", lambda c, p: c.operate(KEY, ADD, None, p)),
    ("operate", lambda c, p: c.increment(KEY, "n", 1, None, p)),
    ("operate", lambda c, p: c.touch(KEY, 0, None, p)),
    ("remove", lambda c, p: c.remove(KEY, None, p)),
    ("scan", lambda c, p: c.scan("test", "s").results(p)),
    ("query", lambda c, p: c.query("test", "s").results(p)),
    ("batch", lambda c, p: whole(c.batch_read([KEY], None, p))),
    ("batch", lambda c, p: whole(c.batch_operate([KEY], READ, p))),
    ("batch_parent_write", lambda c, p: whole(c.batch_operate([KEY], ADD, p))),
    ("batch_parent_write", lambda c, p: whole(c.batch_remove([KEY], p))),
    (
        "batch_parent_write",
        lambda c, p: whole(c.batch_write(BatchRecords([Write(KEY, ADD), Read(KEY, READ)]), p)),
    ),
]


def whole(batch: BatchRecords) -> BatchRecords:
    """The batch, unless it has timed out as a whole."""
    if batch.result == 9:
        raise e.TimeoutError(9, "the batch has timed out")
    return batch


SHORT = {"total_timeout": 80, "socket_timeout": 80, "max_retries": 0}


@pytest.mark.parametrize(("kind", "command"), COMMANDS)
class TestTimeout:
    def test_of_a_command(self, server: Any, kind: str, command: Command) -> None:
        client = connect(server)
        server.nodes[0].freeze()
        started = time.monotonic()
        with pytest.raises(e.TimeoutError):
            command(client, SHORT)
        assert 0.05 < time.monotonic() - started < 2
        server.nodes[0].thaw()
        client.close()

    def test_of_all_commands_of_a_client(self, server: Any, kind: str, command: Command) -> None:
        client = connect(server, policies={kind: SHORT})
        server.nodes[0].freeze()
        started = time.monotonic()
        with pytest.raises(e.TimeoutError):
            command(client, None)
        assert 0.05 < time.monotonic() - started < 2
        server.nodes[0].thaw()
        client.close()

    def test_of_a_command_goes_before_that_of_the_client(
        self, server: Any, kind: str, command: Command
    ) -> None:
        client = connect(server, policies={kind: {"total_timeout": 20, "socket_timeout": 20}})
        server.nodes[0].delay = 0.06
        command(client, {"total_timeout": 5000, "socket_timeout": 5000})
        server.nodes[0].delay = 0.0
        client.close()


class TestRetries:
    def test_a_read_is_tried_again(self, server: Any) -> None:
        client = connect(server)
        server.nodes[0].freeze()
        for retries in (0, 1, 3):
            before = client.get_stats().retry_count
            with pytest.raises(e.TimeoutError):
                client.get(
                    KEY, {"socket_timeout": 20, "total_timeout": 2000, "max_retries": retries}
                )
            assert client.get_stats().retry_count - before == retries
        server.nodes[0].thaw()
        client.close()

    def test_a_write_is_not_unless_asked_for(self, server: Any) -> None:
        client = connect(server)
        server.nodes[0].freeze()
        for policy, retries in (({}, 0), ({"max_retries": 2}, 2)):
            before = client.get_stats().retry_count
            with pytest.raises(e.TimeoutError) as caught:
                client.put(
                    KEY, {"n": 2}, None, {"socket_timeout": 20, "total_timeout": 2000, **policy}
                )
            assert caught.value.in_doubt is True
            assert client.get_stats().retry_count - before == retries
        server.nodes[0].thaw()
        client.close()

    def test_between_all_tries_but_the_first_two_there_is_a_rest(self, server: Any) -> None:
        client = connect(server)
        server.nodes[0].freeze()
        started = time.monotonic()
        policy = {
            "socket_timeout": 10,
            "total_timeout": 5000,
            "max_retries": 3,
            "sleep_between_retries": 60,
        }
        with pytest.raises(e.TimeoutError):
            client.get(KEY, policy)
        assert 0.12 <= time.monotonic() - started < 3
        server.nodes[0].thaw()
        client.close()

    def test_the_total_timeout_ends_all_tries(self, server: Any) -> None:
        client = connect(server)
        server.nodes[0].freeze()
        started = time.monotonic()
        with pytest.raises(e.TimeoutError):
            client.get(KEY, {"socket_timeout": 20, "total_timeout": 150, "max_retries": 1000})
        assert time.monotonic() - started < 2
        server.nodes[0].thaw()
        client.close()


PATIENT = {"socket_timeout": 100, "total_timeout": 2000, "max_retries": 2}


class TestReplica:
    """Two nodes of three have each partition."""

    @pytest.fixture
    def frozen(self, cluster: Any, cluster_client: aerospike.Client) -> Iterator[Key]:
        """The key of a record whose master does not answer."""
        cluster_client.put(KEY, {"n": 1})
        partition = aerospike.get_partition_id(aerospike.calc_digest(*KEY))
        master = cluster.cluster.owner(partition)
        master.freeze()
        yield KEY
        master.thaw()

    @pytest.mark.parametrize(
        "replica",
        [aerospike.POLICY_REPLICA_SEQUENCE, aerospike.POLICY_REPLICA_PREFER_RACK, None],
    )
    def test_another_node_answers(
        self, cluster_client: aerospike.Client, frozen: Key, replica: int | None
    ) -> None:
        policy = PATIENT if replica is None else {**PATIENT, "replica": replica}
        assert cluster_client.get(frozen, policy)[2] == {"n": 1}
        assert cluster_client.batch_read([frozen], None, policy).batch_records[0].result == 0

    def test_the_master_alone_does_not(self, cluster_client: aerospike.Client, frozen: Key) -> None:
        policy = {**PATIENT, "replica": aerospike.POLICY_REPLICA_MASTER}
        with pytest.raises(e.TimeoutError):
            cluster_client.get(frozen, policy)


class TestLimits:
    def test_a_node_has_so_many_connections_at_most(self, server: Any) -> None:
        client = connect(server, max_conns_per_node=1)
        server.nodes[0].freeze()

        def wait() -> None:
            with pytest.raises(e.TimeoutError):
                client.get(KEY, {"total_timeout": 400})

        waiting = threading.Thread(target=wait)
        waiting.start()
        while not client.get_stats().nodes[0].conns.in_use:
            time.sleep(0.005)
        with pytest.raises(e.AerospikeError) as caught:
            client.get(KEY, {"total_timeout": 100, "max_retries": 0})
        assert caught.value.code == -7
        waiting.join()
        server.nodes[0].thaw()
        client.close()

    def test_a_node_may_fail_so_often_at_most(self, server: Any) -> None:
        client = connect(server, max_error_rate=5, error_rate_window=5, tend_interval=5000)
        server.nodes[0].freeze()
        codes = []
        for _ in range(8):
            with pytest.raises(e.AerospikeError) as caught:
                client.get(KEY, {"total_timeout": 20, "max_retries": 0, "timeout_delay": 0})
            codes.append(caught.value.code)
        assert codes == [9] * 6 + [-14] * 2
        server.nodes[0].thaw()
        client.close()

    def test_connections_are_made_ahead(self, server: Any) -> None:
        client = connect(server, min_conns_per_node=5)
        assert client.get_stats().nodes[0].conns.in_pool >= 5
        client.close()


RENEW = {"read_touch_ttl_percent": 95}


RENEWING: list[tuple[str, Any]] = [
    ("get", lambda c, k: c.get(k, RENEW)),
    ("select", lambda c, k: c.select(k, ["n"], RENEW)),
    ("exists", lambda c, k: c.exists(k, RENEW)),
    ("operate", lambda c, k: c.operate(k, READ, None, RENEW)),
    ("batch_read", lambda c, k: c.batch_read([k], None, RENEW)),
    ("batch_operate", lambda c, k: c.batch_operate([k], READ, RENEW)),
    (
        "batch_write",
        lambda c, k: c.batch_write(BatchRecords([Read(k, READ, policy=RENEW)])),
    ),
]


class TestTimeToLive:
    """Reads that renew the time to live of records that have little of it left."""

    @pytest.mark.filterwarnings("ignore::DeprecationWarning")
    def test_a_read_renews_it_where_the_policy_says_so(
        self, client: aerospike.Client, set_name: str
    ) -> None:
        names = [name for name, _ in RENEWING]
        plain, early = ("test", set_name, "plain"), ("test", set_name, "early")
        for name in (*names, "plain", "early"):
            client.put(("test", set_name, name), {"n": 1}, policy={"ttl": 20})
        # A second must pass, and a little more for the server to see it.
        time.sleep(1.6)
        for name, read in RENEWING:
            read(client, ("test", set_name, name))
        client.get(plain, {"read_touch_ttl_percent": -1})
        client.get(early, {"read_touch_ttl_percent": 50})
        found = {
            name: client.get(("test", set_name, name))[1]["ttl"]
            for name in (*names, "plain", "early")
        }
        # However long the reads have taken: the renewed records began their time a second later.
        assert {name: found[name] > found["plain"] for name in names} == dict.fromkeys(names, True)
        assert found["plain"] < 20
        assert found["early"] < 20
