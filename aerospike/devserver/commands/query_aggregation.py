"""Queries that aggregate records with a Lua function."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from ..errors import Result, ResultError
from ..lua.record import answer_bin
from ..model.record import Record
from ..model.values import Str, Value
from ..state.jobs import Kind
from .messages import Answer, pack_message
from .query_base import Query
from .udf import aggregate

__all__ = ["Aggregation"]

# The bins of the answers.
_SUCCESS, _FAILURE = b"SUCCESS", b"FAILURE"


class Aggregation(Query):
    """A query that answers with the output of a stream function, called for each partition."""

    kind = Kind.AGGREGATION

    def run(self) -> Iterator[bytes]:
        """The responses."""
        return self.stream(self._responses())

    def _responses(self) -> Iterator[bytes]:
        for partition in self.partitions():
            records = self._counted(partition)
            first = next(records, None)
            if first is None:
                continue
            try:
                for value in aggregate(
                    self.namespace, self.request.message, chain((first,), records)
                ):
                    yield _pack(_SUCCESS, value)
            except ResultError as error:
                yield _pack(_FAILURE, Str(error.message.encode()))
                self.job.abandoned = Result.SERVER
                return

    def _counted(self, partition: int) -> Iterator[Record]:
        for record, _ in self.records(partition):
            self.job.succeeded += 1
            self.job.throttle()
            yield record


def _pack(name: bytes, value: Value) -> bytes:
    return pack_message(bins=[Answer(name, answer_bin(value))])
