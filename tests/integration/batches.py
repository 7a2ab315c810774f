"""What the tests of batches share."""

from __future__ import annotations

from typing import Any

import aerospike
from aerospike_helpers import expressions as exp
from aerospike_helpers.batch.records import BatchRecords
from aerospike_helpers.operations import operations as op

Key = tuple[Any, ...]

FAILED = -16  # the result of a batch where a record has failed
NOT_FOUND, GENERATION, REQUEST, EXISTS, TYPE = 2, 3, 4, 5, 12
NO_NAMESPACE, LONG_NAME, ENTERPRISE, NOT_APPLICABLE, FILTERED = 20, 21, 25, 26, 27

READ = [op.read("n")]
ADD = [op.increment("n", 10), op.read("n")]
IS_ZERO = exp.Eq(exp.IntBin("n"), 0).compile()
IS_ONE = exp.Eq(exp.IntBin("n"), 1).compile()


def results(batch: BatchRecords) -> list[int]:
    """The result of each record, the batch's own first."""
    return [batch.result, *(record.result for record in batch.batch_records)]


def bins(batch: BatchRecords) -> list[Any]:
    """The bins of each record, None where it has not been read."""
    return [record.record and record.record[2] for record in batch.batch_records]


def numbers(client: aerospike.Client, keys: list[Key]) -> list[Any]:
    """The bin ``n`` of each record as it is now."""
    return [value and value.get("n") for value in bins(client.batch_read(keys))]


def time_to_live(client: aerospike.Client, key: Key) -> int:
    """Rounded to tens of seconds, for the seconds that a test takes."""
    return round(client.get(key)[1]["ttl"], -1)
