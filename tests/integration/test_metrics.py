"""Metrics and their listeners, and the client's statistics."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike_helpers.metrics import (
    Cluster,
    ClusterStats,
    ConnectionStats,
    MetricsListeners,
    MetricsPolicy,
    NamespaceMetrics,
    Node,
    NodeStats,
)

COUNTERS = ("in_use", "in_pool", "opened", "closed", "recovered", "aborted")
LATENCIES = ("conn_latency", "write_latency", "read_latency", "batch_latency", "query_latency")


class Recorder:
    """Listeners that record their events; the named ones fail."""

    def __init__(self, **errors: Exception) -> None:
        self.errors = errors
        self.told: list[tuple[str, Any]] = []

    def tell(self, name: str, *arguments: Any) -> None:
        self.told.append((name, *arguments))  # type: ignore[arg-type]
        if name in self.errors:
            raise self.errors[name]

    def policy(self, **options: Any) -> MetricsPolicy:
        listeners = MetricsListeners(
            enable_listener=lambda: self.tell("enable"),
            snapshot_listener=lambda cluster: self.tell("snapshot", cluster),
            node_close_listener=lambda node: self.tell("node_close", node),
            disable_listener=lambda cluster: self.tell("disable", cluster),
        )
        return MetricsPolicy(listeners, **options)

    def names(self) -> list[str]:
        """The events, except snapshots, which come at any time."""
        return [event[0] for event in self.told if event[0] != "snapshot"]

    def wait_for(self, name: str) -> Any:
        """The first event of a name."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            for event in self.told:
                if event[0] == name:
                    return event[1]
            time.sleep(0.01)
        raise AssertionError(f"no listener received {name}")


@pytest.fixture
def measured(config: dict[str, Any]) -> Iterator[aerospike.Client]:
    """A client of its own."""
    client = aerospike.client({**config, "tend_interval": 250, "app_id": "measured"})
    yield client
    client.disable_metrics()
    client.close()


class TestListeners:
    def test_they_are_told_of_the_beginning_and_of_the_end(
        self, measured: aerospike.Client
    ) -> None:
        recorder = Recorder()
        assert measured.enable_metrics(recorder.policy()) is None
        assert recorder.names() == ["enable"]
        assert measured.disable_metrics() is None
        assert recorder.names() == ["enable", "disable"]

    def test_they_are_told_of_snapshots_at_each_interval(self, measured: aerospike.Client) -> None:
        recorder = Recorder()
        measured.enable_metrics(recorder.policy(interval=1))
        assert type(recorder.wait_for("snapshot")) is Cluster

    def test_the_cluster_is_told_with_its_nodes_and_namespaces(
        self, measured: aerospike.Client, set_name: str
    ) -> None:
        recorder = Recorder()
        measured.enable_metrics(recorder.policy(latency_columns=5, latency_shift=2))
        for number in range(20):
            measured.put(("test", set_name, number), {"n": number})
            measured.get(("test", set_name, number))
        with pytest.raises(e.RecordNotFound):
            measured.get(("test", set_name, "missing"))
        measured.disable_metrics()
        cluster = recorder.wait_for("disable")
        assert type(cluster) is Cluster
        assert cluster.app_id == "measured"
        assert cluster.command_count >= 41
        assert (cluster.retry_count, cluster.invalid_node_count) == (0, 0)
        nodes = {(node.address, node.port) for node in cluster.nodes}
        assert nodes == set(measured.get_nodes())
        spaces = []
        for node in cluster.nodes:
            assert type(node) is Node
            assert type(node.conns) is ConnectionStats
            assert all(type(getattr(node.conns, name)) is int for name in COUNTERS)
            spaces += [space for space in node.metrics if space.ns == "test"]
        assert all(type(space) is NamespaceMetrics for space in spaces)
        assert all(len(getattr(space, name)) == 5 for space in spaces for name in LATENCIES)
        assert sum(sum(space.write_latency) for space in spaces) == 20
        assert sum(sum(space.read_latency) for space in spaces) == 21
        assert sum(space.bytes_in for space in spaces) > 0
        assert sum(space.bytes_out for space in spaces) > 0

    def test_no_news_after_the_end(self, measured: aerospike.Client) -> None:
        recorder = Recorder()
        measured.enable_metrics(recorder.policy(interval=1))
        measured.disable_metrics()
        assert measured.disable_metrics() is None
        assert recorder.names() == ["enable", "disable"]

    def test_new_listeners_end_the_old_ones(self, measured: aerospike.Client) -> None:
        first, second = Recorder(), Recorder()
        measured.enable_metrics(first.policy())
        measured.enable_metrics(second.policy())
        assert first.names() == ["enable", "disable"]
        assert second.names() == ["enable"]

    def test_closing_the_client_is_the_end(self, config: dict[str, Any]) -> None:
        client, recorder = aerospike.client(config), Recorder()
        client.enable_metrics(recorder.policy())
        client.close()
        assert recorder.wait_for("disable")
        assert recorder.names() == ["enable", "disable"]

    def test_nothing_to_end(self, measured: aerospike.Client) -> None:
        assert measured.disable_metrics() is None

    def test_no_thread_is_left(self, measured: aerospike.Client) -> None:
        before = threading.active_count()
        for _ in range(20):
            measured.enable_metrics(Recorder().policy())
            measured.disable_metrics()
        deadline = time.monotonic() + 5
        while threading.active_count() > before and time.monotonic() < deadline:
            time.sleep(0.01)
        assert threading.active_count() == before

    def test_a_node_that_leaves_is_told(self, cluster: Any, cluster_client: Any) -> None:
        recorder = Recorder()
        cluster_client.enable_metrics(recorder.policy())
        cluster.nodes[1].stop()
        node = recorder.wait_for("node_close")
        assert type(node) is Node
        assert (node.name, node.port) == (cluster.nodes[1].id, cluster.nodes[1].port)
        cluster_client.disable_metrics()


class Unspeakable(Exception):
    def __str__(self) -> str:
        raise RuntimeError


class TestListenersThatFail:
    def test_at_the_beginning_nothing_begins(self, measured: aerospike.Client) -> None:
        recorder = Recorder(enable=ValueError("boom"))
        with pytest.raises(e.ClientError) as caught:
            measured.enable_metrics(recorder.policy(interval=1))
        assert type(caught.value) is e.ClientError
        assert caught.value.code == -1
        assert "enable_listener threw a ValueError" in caught.value.msg
        assert "boom" in caught.value.msg
        measured.disable_metrics()
        assert recorder.names() == ["enable"]

    def test_at_the_end_it_has_ended_nevertheless(self, measured: aerospike.Client) -> None:
        recorder = Recorder(disable=ValueError("boom"))
        measured.enable_metrics(recorder.policy())
        with pytest.raises(e.ClientError, match="disable_listener threw a ValueError"):
            measured.disable_metrics()
        assert measured.disable_metrics() is None

    def test_at_a_snapshot_it_goes_on(self, measured: aerospike.Client) -> None:
        recorder = Recorder(snapshot=ValueError("boom"))
        measured.enable_metrics(recorder.policy(interval=1))
        recorder.wait_for("snapshot")
        measured.disable_metrics()
        assert recorder.names() == ["enable", "disable"]

    def test_an_exception_without_words(self, measured: aerospike.Client) -> None:
        recorder = Recorder(enable=Unspeakable())
        with pytest.raises(e.ClientError, match="Unspeakable"):
            measured.enable_metrics(recorder.policy())

    def test_wrong_parameters(self, measured: aerospike.Client) -> None:
        def nothing(*arguments: Any, needed: Any) -> None:
            pass

        listeners = MetricsListeners(nothing, nothing, nothing, nothing)
        with pytest.raises(e.ClientError, match="TypeError"):
            measured.enable_metrics(MetricsPolicy(listeners))


class TestFiles:
    def test_metrics_go_to_a_file_by_default(
        self, measured: aerospike.Client, tmp_path: Path
    ) -> None:
        measured.enable_metrics(MetricsPolicy(report_dir=str(tmp_path), labels={"a": "b"}))
        measured.disable_metrics()
        (file,) = tmp_path.iterdir()
        assert file.name.startswith("metrics-")
        text = file.read_text()
        assert "cluster[" in text
        assert "[a,b]" in text

    def test_no_policy_is_the_working_directory(
        self, measured: aerospike.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        measured.enable_metrics()
        measured.disable_metrics()
        assert len(list(tmp_path.iterdir())) == 1

    def test_a_directory_that_does_not_exist(
        self, measured: aerospike.Client, tmp_path: Path
    ) -> None:
        with pytest.raises(e.ClientError, match="open file"):
            measured.enable_metrics(MetricsPolicy(report_dir=str(tmp_path / "none")))
        assert measured.disable_metrics() is None

    def test_a_file_has_room_for_something(
        self, measured: aerospike.Client, tmp_path: Path
    ) -> None:
        with pytest.raises(e.ClientError, match="report_size_limit"):
            measured.enable_metrics(MetricsPolicy(report_dir=str(tmp_path), report_size_limit=5))


class OtherPolicy(MetricsPolicy):
    pass


WRONG: list[tuple[str, Callable[[], Any]]] = [
    ("a number", lambda: 5),
    ("a dictionary", dict),
    ("a subclass", OtherPolicy),
    ("report_dir", lambda: MetricsPolicy(report_dir=5)),  # type: ignore[arg-type]
    ("report_dir", lambda: MetricsPolicy(report_dir="x" * 256)),
    ("report_size_limit", lambda: MetricsPolicy(report_size_limit=-1)),
    ("report_size_limit", lambda: MetricsPolicy(report_size_limit="x")),  # type: ignore[arg-type]
    ("report_size_limit", lambda: MetricsPolicy(report_size_limit=2**64)),
    ("interval", lambda: MetricsPolicy(interval=-1)),
    ("interval", lambda: MetricsPolicy(interval=2**32)),
    ("interval", lambda: MetricsPolicy(interval=1.5)),  # type: ignore[arg-type]
    ("latency_columns", lambda: MetricsPolicy(latency_columns=256)),
    ("latency_shift", lambda: MetricsPolicy(latency_shift=256)),
    ("labels", lambda: MetricsPolicy(labels={"a": 5})),
    ("labels", lambda: MetricsPolicy(labels={5: "a"})),
    ("labels", lambda: MetricsPolicy(labels=[])),
    ("labels", lambda: MetricsPolicy(labels=None)),
    ("metrics_listeners", lambda: MetricsPolicy(5)),  # type: ignore[arg-type]
    ("enable_listener", lambda: MetricsPolicy(MetricsListeners(1, 2, 3, 4))),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("name", "policy"), WRONG)
def test_wrong_policies_are_refused(
    measured: aerospike.Client, name: str, policy: Callable[[], Any]
) -> None:
    with pytest.raises(e.ParamError) as caught:
        measured.enable_metrics(policy())
    assert caught.value.code == -2
    assert (name if "_" in name else "") in caught.value.msg


def test_statistics_are_always_there(measured: aerospike.Client, set_name: str) -> None:
    for _ in range(5):
        measured.exists(("test", set_name, 1))
    stats = measured.get_stats()
    assert type(stats) is ClusterStats
    numbers = (stats.retry_count, stats.thread_pool_queued_tasks, stats.recover_queue_size)
    assert numbers == (0, 0, 0)
    assert {(node.address, node.port) for node in stats.nodes} == set(measured.get_nodes())
    for node in stats.nodes:
        assert type(node) is NodeStats
        assert type(node.conns) is ConnectionStats
        assert (node.error_count, node.timeout_count, node.key_busy_count) == (0, 0, 0)
        assert all(type(getattr(node.conns, name)) is int for name in COUNTERS)
    assert sum(node.conns.opened for node in stats.nodes) >= 1
    assert sum(node.conns.in_pool for node in stats.nodes) >= 1
