"""The programs of docs/deployment.rst: application servers, Celery and exporters of metrics."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.request import urlopen

import pytest

import aerospike
from aerospike.devserver import Server

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "examples"
KEY = ("test", "people", "ada")


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def wait_for(condition: Callable[[], Any], seconds: float = 60) -> Any:
    deadline = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(0.05)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture
def client(server: Server) -> Iterator[aerospike.Client]:
    with aerospike.client(server.config) as client:
        yield client


@contextmanager
def running(
    server: Server, *command: str, stdout: int | None = None, **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A program that ends after a request to terminate, without an error."""
    host, port = server.hosts[0][:2]
    named = {
        "AEROSPIKE_HOSTS": f"{host}:{port}",
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(EXAMPLES))),
    }
    environment = {**os.environ, **named, **environment}
    process = subprocess.Popen(command, env=environment, cwd=EXAMPLES, stdout=stdout)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    assert process.returncode == 0


def free_port() -> int:
    with Server() as other:
        return other.port


GUNICORN = ("gunicorn", "--bind", "127.0.0.1:{port}")
UWSGI = ("uwsgi", "--http-socket", "127.0.0.1:{port}", "--master", "--die-on-term", "--need-app")
SERVERS = {
    "gunicorn": (*GUNICORN, "--workers", "2"),
    "gunicorn, preloaded": (*GUNICORN, "--workers", "2", "--preload"),
    "gunicorn, threads": (*GUNICORN, "--workers", "2", "--threads", "4", "--preload"),
    "uWSGI": (*UWSGI, "--processes", "2", "--enable-threads"),
    # One worker: a second one that is still loading the application would not end in order.
    "uWSGI, lazy": (*UWSGI, "--processes", "1", "--enable-threads", "--lazy-apps"),
}


@pytest.mark.parametrize("command", SERVERS.values(), ids=SERVERS)
def test_workers_of_an_application_server_count_each_visit_once(
    server: Server, command: tuple[str, ...]
) -> None:
    program = Path(sys.executable).with_name(command[0])
    if not program.exists():
        pytest.skip(f"{command[0]} is not installed")
    port = free_port()
    arguments = [part.format(port=port) for part in command[1:]]
    application = ["--module"] if command[0] == "uwsgi" else []
    application.append("wsgi_application:application")

    def visit(path: str) -> int | None:
        try:
            with urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
                return int(answer.read())
        except ConnectionError:
            return None
        except OSError as error:
            # urllib's error has the one of the connection inside.
            assert isinstance(getattr(error, "reason", None), ConnectionError), error
            return None

    with running(server, str(program), *arguments, *application) as process:
        wait_for(lambda: process.poll() is None and visit("/ready"))
        counts = [visit("/page") for _ in range(60)]
    assert counts == list(range(1, 61))


def test_each_worker_of_gunicorn_exports_its_metrics(server: Server) -> None:
    pytest.importorskip("gunicorn")
    pytest.importorskip("opentelemetry.sdk.metrics")
    command = (
        *(sys.executable, "-m", "gunicorn", "--config", "gunicorn_telemetry.py"),
        *("--bind", f"127.0.0.1:{free_port()}", "wsgi_application:application"),
    )
    interval = {"OTEL_METRIC_EXPORT_INTERVAL": "200"}
    workers: set[str] = set()
    with running(server, *command, stdout=subprocess.PIPE, **interval) as process:
        assert process.stdout is not None
        text = ""
        while len(workers) < 2 or text.count('"aerospike.client.connections"') < 2:
            line = process.stdout.readline().decode()
            assert line, "gunicorn has ended"
            text += line
            workers.update(re.findall(r'"process.pid": (\d+)', line))
        # A program that still prints needs a reader to end.
        process.terminate()
        process.communicate(timeout=30)


def test_workers_of_celery_count_the_words_of_each_document(
    server: Server, client: aerospike.Client, tmp_path: Path
) -> None:
    pytest.importorskip("celery")
    # A broker in the file system, where one folder is for both directions.
    (tmp_path / "file_broker.py").write_text(
        "from celery_tasks import app, count\n"
        f"folders = {{name: {str(tmp_path)!r} for name in ('data_folder_in', 'data_folder_out')}}\n"
        f"folders['control_folder'] = {str(tmp_path / 'control')!r}\n"
        "app.conf.broker_transport_options = folders\n"
    )
    path = os.pathsep.join((str(ROOT), str(EXAMPLES), str(tmp_path)))
    environment = {"CELERY_BROKER_URL": "filesystem://", "PYTHONPATH": path}
    documents = 20
    worker = (
        *(sys.executable, "-m", "celery", "--app", "file_broker", "worker"),
        *("--concurrency", "2", "--pool", "prefork", "--loglevel", "WARNING"),
    )
    send = (
        "from file_broker import count\n"
        f"for number in range({documents}): count.delay(number, 'to be or not to be')"
    )
    with running(server, *worker, **environment):
        with running(server, sys.executable, "-c", send, **environment) as sender:
            sender.wait(60)
        keys = [("test", "documents", number) for number in range(documents)]

        def found() -> list[Any] | None:
            records = client.batch_read(keys).batch_records
            return None if any(record.result for record in records) else records

        records = wait_for(found)
    words = {"to": 2, "be": 2, "or": 1, "not": 1}
    assert [record.record[2] for record in records] == [{"words": words}] * documents


def test_each_process_makes_a_client(server: Server) -> None:
    with running(
        server, sys.executable, str(EXAMPLES / "worker_processes.py"), stdout=subprocess.PIPE
    ) as process:
        said, _ = process.communicate(timeout=60)
    assert said == b"332833500\n"


def use(server: Server, client: aerospike.Client) -> None:
    """Thirty writes, ten reads and one that times out."""
    for number in range(30):
        client.put(("test", "people", number), {"number": number})
    for number in range(10):
        client.get(("test", "people", number))
    with server.faults.freeze(), pytest.raises(aerospike.exception.TimeoutError):
        client.get(("test", "people", 1), {"total_timeout": 50, "max_retries": 0})


def test_prometheus_reads_what_the_client_measures(
    server: Server, client: aerospike.Client
) -> None:
    prometheus = pytest.importorskip("prometheus_client")
    registry = prometheus.CollectorRegistry()
    registry.register(load("metrics_prometheus").AerospikeCollector(client, interval=1))
    use(server, client)
    node = client.get_node_names()[0]["node_name"]

    def value(name: str, **labels: str) -> float | None:
        number: float | None = registry.get_sample_value(
            f"aerospike_client_{name}", {"node": node, **labels}
        )
        return number

    def bucket(kind: str, limit: str) -> float | None:
        labels = {"namespace": "test", "kind": kind, "le": limit}
        return value("latency_seconds_bucket", **labels)

    wait_for(lambda: bucket("read", "+Inf") == 10)
    assert bucket("write", "+Inf") == 30
    limits = ["0.001", "0.002", "0.004", "0.008", "0.016", "0.032", "+Inf"]
    counts = [bucket("write", limit) or 0 for limit in limits]
    assert counts == sorted(counts)
    assert value("timeouts_total") == 1
    # The connection of the command that has timed out counts until it has been drained.
    wait_for(lambda: value("connections", state="used") == 0)
    assert (value("connections", state="idle") or 0) >= 1
    assert (value("bytes_total", namespace="test", direction="out") or 0) > 1000
    assert registry.get_sample_value("aerospike_client_retries_total") == 0


def test_prometheus_is_served(server: Server) -> None:
    pytest.importorskip("prometheus_client")
    port = free_port()
    program = str(EXAMPLES / "metrics_prometheus.py")
    process = subprocess.Popen(
        [sys.executable, program],
        env={
            **os.environ,
            "AEROSPIKE_HOSTS": f"{server.host}:{server.port}",
            "PORT": str(port),
            "PYTHONPATH": str(ROOT),
        },
    )

    def page() -> str:
        try:
            with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
                return str(answer.read(), "utf-8")
        except OSError:
            return ""

    try:
        text = wait_for(page)
    finally:
        process.terminate()
        process.wait(30)
    assert 'aerospike_client_connections{node="' in text


def test_opentelemetry_reads_what_the_client_measures(
    server: Server, client: aerospike.Client
) -> None:
    pytest.importorskip("opentelemetry.sdk.metrics")
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import InMemoryMetricReader

    example = load("metrics_opentelemetry")
    reader = InMemoryMetricReader()
    meter = MeterProvider([reader]).get_meter("tests")
    example.observe(client, meter)
    timed = example.timer(meter)
    use(server, client)
    with timed("get", "test"):
        client.get(("test", "people", 1))
    with pytest.raises(aerospike.exception.RecordNotFound), timed("get", "test"):
        client.get(KEY)
    points: dict[str, list[Any]] = {
        metric.name: list(metric.data.data_points)
        for resource in reader.get_metrics_data().resource_metrics
        for scope in resource.scope_metrics
        for metric in scope.metrics
    }
    address = {"server.address": "127.0.0.1"}
    (timeouts,) = points["aerospike.client.timeouts"]
    assert (timeouts.value, dict(timeouts.attributes)) == (1, address)
    states = {p.attributes["state"]: p.value for p in points["aerospike.client.connections"]}
    assert states.keys() == {"used", "idle"}
    assert states["idle"] >= 1
    assert [point.value for point in points["aerospike.client.errors"]] == [0]
    assert [point.value for point in points["aerospike.client.retries"]] == [0]
    found, missing = sorted(
        points["db.client.operation.duration"], key=lambda point: len(point.attributes)
    )
    assert (found.count, missing.count) == (1, 1)
    assert missing.attributes["error.type"] == "RecordNotFound"
