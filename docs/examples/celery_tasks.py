"""Counts words in the workers of Celery.

    celery --app celery_tasks worker --concurrency 4

AEROSPIKE_HOSTS (host:port[,host:port]) names the cluster, CELERY_BROKER_URL the broker.
"""

import os

from celery import Celery

import aerospike
from aerospike_helpers.operations import map_operations

app = Celery("words", broker=os.environ["CELERY_BROKER_URL"])

hosts = [entry.rpartition(":") for entry in os.environ["AEROSPIKE_HOSTS"].split(",")]
# Made once. Celery forks its workers, and each of them has connections of its own.
client = aerospike.client({"hosts": [(host, int(port)) for host, _, port in hosts]})


# Counting twice does harm, so a task that has failed does not run again by itself.
@app.task
def count(document, text):
    words = text.split()
    operations = [map_operations.map_increment("words", word, 1) for word in words]
    if operations:
        client.operate(("test", "documents", document), operations)
