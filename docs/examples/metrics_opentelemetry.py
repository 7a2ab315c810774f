"""What an Aerospike client measures, for OpenTelemetry.

    AEROSPIKE_HOSTS=127.0.0.1:3000 python metrics_opentelemetry.py

prints the metrics every five seconds. To send them to a collector, replace ConsoleMetricExporter by
OTLPMetricExporter of opentelemetry-exporter-otlp.
"""

import os
import time
from contextlib import contextmanager

from opentelemetry.metrics import Observation
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import ConsoleMetricExporter, PeriodicExportingMetricReader

import aerospike


def observe(client, meter):
    """Let a meter read the statistics of a client when it exports."""

    def connections(options):
        for node in client.get_stats().nodes:
            for state, count in (("used", node.conns.in_use), ("idle", node.conns.in_pool)):
                yield Observation(count, {"server.address": node.address, "state": state})

    def errors(options):
        for node in client.get_stats().nodes:
            yield Observation(node.error_count, {"server.address": node.address})

    def timeouts(options):
        for node in client.get_stats().nodes:
            yield Observation(node.timeout_count, {"server.address": node.address})

    def retries(options):
        yield Observation(client.get_stats().retry_count)

    meter.create_observable_up_down_counter("aerospike.client.connections", [connections])
    meter.create_observable_counter("aerospike.client.errors", [errors])
    meter.create_observable_counter("aerospike.client.timeouts", [timeouts])
    meter.create_observable_counter("aerospike.client.retries", [retries])


def timer(meter):
    """A context manager that measures how long a block takes, in seconds."""
    durations = meter.create_histogram("db.client.operation.duration", "s")

    @contextmanager
    def timed(operation, namespace):
        attributes = {
            "db.system.name": "aerospike",
            "db.operation.name": operation,
            "db.namespace": namespace,
        }
        begin = time.perf_counter()
        try:
            yield
        except aerospike.exception.AerospikeError as error:
            attributes["error.type"] = type(error).__name__
            raise
        finally:
            durations.record(time.perf_counter() - begin, attributes)

    return timed


def main():
    reader = PeriodicExportingMetricReader(ConsoleMetricExporter(), 5000)
    provider = MeterProvider([reader])
    meter = provider.get_meter("application")
    hosts = [entry.rpartition(":") for entry in os.environ["AEROSPIKE_HOSTS"].split(",")]
    with aerospike.client({"hosts": [(host, int(port)) for host, _, port in hosts]}) as client:
        observe(client, meter)
        timed = timer(meter)
        while True:
            with timed("put", "test"):
                client.put(("test", "heartbeats", os.getpid()), {"time": int(time.time())})
            time.sleep(1)


if __name__ == "__main__":
    main()
