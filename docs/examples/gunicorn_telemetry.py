"""Settings of gunicorn: each worker exports what its client measures.

    gunicorn --config gunicorn_telemetry.py wsgi_application:application

OTEL_METRIC_EXPORT_INTERVAL says how often, in milliseconds.
"""

import wsgi_application
from metrics_opentelemetry import observe
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import ConsoleMetricExporter, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource

preload_app = True
workers = 2


def post_fork(server, worker):
    # A reader has a thread, which a fork does not copy. So each worker makes its own.
    reader = PeriodicExportingMetricReader(ConsoleMetricExporter())
    provider = MeterProvider([reader], Resource({"process.pid": worker.pid}))
    observe(wsgi_application.client, provider.get_meter("application"))
