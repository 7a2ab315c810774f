#!/bin/sh
# Runs all tests, and builds the documentation with warnings as errors. Sets up what it needs.
#
#   ./scripts/test.sh [arguments of pytest]
#   AEROSPIKE_HOSTS=host:port[,host:port]   test against this cluster, not a development server
set -eu

extras=docs,test
. "$(dirname "$0")/setup.sh"

python -m pytest "$@"
python -m sphinx -W --keep-going -q -b html docs build/docs
echo "documentation: build/docs/index.html"
