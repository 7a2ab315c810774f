"""Counts the visits of each path, under gunicorn, uWSGI or another server for WSGI.

    gunicorn --preload --workers 4 wsgi_application:application
    uwsgi --http :8000 --master --enable-threads --processes 4 --module wsgi_application:application

AEROSPIKE_HOSTS (host:port[,host:port]) names the cluster.
"""

import os

import aerospike
from aerospike import exception
from aerospike_helpers.operations import operations

hosts = [entry.rpartition(":") for entry in os.environ["AEROSPIKE_HOSTS"].split(",")]
config = {
    "hosts": [(host, int(port)) for host, _, port in hosts],
    "max_conns_per_node": 20,
    "policies": {"total_timeout": 1000},
}
# Made once, before the server forks its workers. Each worker has connections of its own.
client = aerospike.client(config)


def application(environ, start_response):
    key = ("test", "visits", environ["PATH_INFO"])
    count = [operations.increment("visits", 1), operations.read("visits")]
    try:
        _, _, bins = client.operate(key, count)
    except exception.TimeoutError:
        start_response("504 Gateway Timeout", [("Content-Type", "text/plain")])
        return [b"The database did not answer in time.\n"]
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{bins['visits']}\n".encode()]
