#!/bin/sh
# Runs the demonstration: 34,006 cities written, read, queried and scanned, every result verified, and
# a map of some in cities.png. Sets up what it needs.
#
#   ./scripts/demo.sh [arguments of python -m aerospike.demo]
#   AEROSPIKE_HOSTS=host:port[,host:port]   use this cluster, not a development server
set -eu

extras=demo
. "$(dirname "$0")/setup.sh"

exec python -m aerospike.demo "$@"
