"""A demonstration: the cities of the world written, read, queried, scanned and drawn.

``python -m aerospike.demo`` runs it, against a development server of its own or against the
cluster that ``AEROSPIKE_HOSTS`` (``host:port[,host:port]``) names.
"""
