"""Counts the visits of each path, for gunicorn's gevent worker."""

import os

import aerospike
from aerospike_helpers.operations import operations

host, port = os.environ.get("AEROSPIKE_HOST", "127.0.0.1:3000").rsplit(":", 1)
client = aerospike.client({"hosts": [(host, int(port))], "concurrency": "gevent"})


def application(environ, start_response):
    key = ("test", "visits", environ["PATH_INFO"])
    _, _, bins = client.operate(key, [operations.increment("visits", 1), operations.read("visits")])
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{bins['visits']}\n".encode()]
