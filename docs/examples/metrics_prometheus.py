"""What an Aerospike client measures, for Prometheus.

AEROSPIKE_HOSTS=127.0.0.1:3000 python metrics_prometheus.py
curl localhost:9464/metrics
"""

import os
import time
from itertools import accumulate

from prometheus_client import start_http_server
from prometheus_client.core import (
    REGISTRY,
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
)
from prometheus_client.registry import Collector

import aerospike
from aerospike_helpers.metrics import MetricsListeners, MetricsPolicy

# Seven columns whose limits double: up to 1, 2, 4, 8, 16 and 32 milliseconds, and more.
COLUMNS, SHIFT = 7, 1
LIMITS = [*(str(2 ** (SHIFT * column) / 1000) for column in range(COLUMNS - 1)), "+Inf"]
KINDS = ("conn", "read", "write", "batch", "query")


def nothing(*arguments):
    pass


class AerospikeCollector(Collector):
    """The counts of a client at each scrape, and its latencies every *interval* seconds."""

    def __init__(self, client, interval=5):
        self.client = client
        self.cluster = None
        listeners = MetricsListeners(
            enable_listener=nothing,
            snapshot_listener=self.keep,
            node_close_listener=nothing,
            disable_listener=self.keep,
        )
        client.enable_metrics(
            MetricsPolicy(
                listeners, interval=interval, latency_columns=COLUMNS, latency_shift=SHIFT
            )
        )

    def keep(self, cluster):
        # The client calls this in a thread of its own. An assignment needs no lock.
        self.cluster = cluster

    def collect(self):
        yield from self.counts(self.client.get_stats())
        if self.cluster is not None:
            yield from self.latencies(self.cluster)

    def counts(self, stats):
        connections = GaugeMetricFamily(
            "aerospike_client_connections", "Open connections.", labels=["node", "state"]
        )
        errors = CounterMetricFamily(
            "aerospike_client_errors", "Attempts that have failed.", labels=["node"]
        )
        timeouts = CounterMetricFamily(
            "aerospike_client_timeouts", "Attempts that have timed out.", labels=["node"]
        )
        for node in stats.nodes:
            connections.add_metric([node.name, "used"], node.conns.in_use)
            connections.add_metric([node.name, "idle"], node.conns.in_pool)
            errors.add_metric([node.name], node.error_count)
            timeouts.add_metric([node.name], node.timeout_count)
        retries = CounterMetricFamily("aerospike_client_retries", "Repeated attempts.")
        retries.add_metric([], stats.retry_count)
        return connections, errors, timeouts, retries

    def latencies(self, cluster):
        latency = HistogramMetricFamily(
            "aerospike_client_latency_seconds",
            "How long commands take, and how long connecting takes.",
            labels=["node", "namespace", "kind"],
        )
        size = CounterMetricFamily(
            "aerospike_client_bytes", "Bytes.", labels=["node", "namespace", "direction"]
        )
        for node in cluster.nodes:
            for metrics in node.metrics:
                for kind in KINDS:
                    # Prometheus counts in a bucket all that took no longer than its limit.
                    counts = accumulate(getattr(metrics, f"{kind}_latency"))
                    latency.add_metric(
                        [node.name, metrics.ns, kind], list(zip(LIMITS, counts)), sum_value=None
                    )
                size.add_metric([node.name, metrics.ns, "in"], metrics.bytes_in)
                size.add_metric([node.name, metrics.ns, "out"], metrics.bytes_out)
        return latency, size


def main():
    hosts = [entry.rpartition(":") for entry in os.environ["AEROSPIKE_HOSTS"].split(",")]
    with aerospike.client({"hosts": [(host, int(port)) for host, _, port in hosts]}) as client:
        REGISTRY.register(AerospikeCollector(client))
        start_http_server(int(os.environ.get("PORT", "9464")))
        while True:
            client.put(("test", "heartbeats", os.getpid()), {"time": int(time.time())})
            time.sleep(1)


if __name__ == "__main__":
    main()
