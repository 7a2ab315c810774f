"""Python client for the Aerospike database.

The names here are public. Begin with :func:`client`, which returns a :class:`Client`. The package
imports without the shared library, which is loaded when you make the first client.
"""

from __future__ import annotations

# The first import ends in a clear error if another distribution has overwritten files.
from aerospike import _installation as _installation
from aerospike import constants, exception, predicates
from aerospike._version import __version__ as __version__
from aerospike.client import Client, client
from aerospike.config.provider import ConfigProvider
from aerospike.constants import *
from aerospike.digest import calc_digest
from aerospike.key import get_partition_id
from aerospike.log import set_log_handler, set_log_level
from aerospike.statement.query import Query
from aerospike.statement.scan import Scan
from aerospike.transaction import Transaction
from aerospike.values.geojson import GeoJSON, geodata, geojson
from aerospike.values.key_ordered_dict import KeyOrderedDict
from aerospike.values.serializers import set_deserializer, set_serializer, unset_serializers
from aerospike.values.special import CDTInfinite, CDTWildcard, null

__all__ = [
    "CDTInfinite",
    "CDTWildcard",
    "Client",
    "ConfigProvider",
    "GeoJSON",
    "KeyOrderedDict",
    "Query",
    "Scan",
    "Transaction",
    "calc_digest",
    "client",
    "exception",
    "geodata",
    "geojson",
    "get_partition_id",
    "null",
    "predicates",
    "set_deserializer",
    "set_log_handler",
    "set_log_level",
    "set_serializer",
    "unset_serializers",
]
__all__ += constants.__all__
