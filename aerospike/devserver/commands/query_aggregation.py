"""Queries whose records a Lua function makes into something else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..errors import Result, ResultError
from ..lua.record import answer_bin
from ..model.record import Record
from ..model.values import Str, Value
from ..state.indexes import Search
from ..state.jobs import Kind
from ..state.storage import Namespace
from .messages import Answer, pack_message
from .query_request import QueryRequest
from .query_walk import Walk
from .registry import extension

if TYPE_CHECKING:
    from ..service.server import Node

__all__ = ["Aggregation"]

# The bins that answers come in.
_SUCCESS, _FAILURE = b"SUCCESS", b"FAILURE"


class Aggregation(Walk):
    """A query whose answers are what a stream function puts out.

    The function is ``commands.udf.aggregate(namespace, message, records) -> iterator of values``,
    called for each partition that has records; it raises ResultError with what went wrong.
    """

    kind = Kind.AGGREGATION

    def __init__(
        self, node: Node, namespace: Namespace, request: QueryRequest, search: Search | None
    ) -> None:
        super().__init__(node, namespace, request, search)
        self.aggregate = extension("commands.udf", "aggregate")

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
                for value in self.aggregate(
                    self.namespace, self.request.message, _chain(first, records)
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


def _chain(first: Record, rest: Iterator[Record]) -> Iterator[Record]:
    yield first
    yield from rest


def _pack(name: bytes, value: Value) -> bytes:
    return pack_message(bins=[Answer(name, answer_bin(value))])
