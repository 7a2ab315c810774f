"""What all kinds of queries share: they go through the partitions of a node."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..errors import Result
from ..expression import check_condition
from ..model.record import PARTITIONS, Record
from ..state.cluster import NodeState
from ..state.indexes import Resume, Search
from ..state.jobs import Job, Kind
from ..state.storage import Namespace
from .messages import Info3, pack_message
from .query_request import QueryRequest

__all__ = ["Query", "end_of_query"]

# Answers are sent in chunks of at least this many bytes.
_CHUNK = 128 * 1024

# The names of the kinds of queries, and of how they end, in the server's statistics.
_NAMES = {
    Kind.BASIC: "long_basic",
    Kind.AGGREGATION: "aggr",
    Kind.BACKGROUND_UDF: "udf_bg",
    Kind.BACKGROUND_OPS: "ops_bg",
}
_ENDS: dict[int, str] = {Result.OK: "complete", Result.QUERY_ABORTED: "abort"}


def end_of_query(code: int = Result.OK) -> bytes:
    """The response that ends a query."""
    return pack_message(code, info3=Info3.LAST)


def _chunks(responses: Iterable[bytes]) -> Iterator[bytes]:
    """Joins responses into chunks."""
    chunk = bytearray()
    for response in responses:
        chunk += response
        if len(chunk) >= _CHUNK:
            yield bytes(chunk)
            chunk.clear()
    if chunk:
        yield bytes(chunk)


class Query:
    """A query on a node.

    Raises:
        ResultError: it cannot start.
    """

    kind = ""

    def __init__(
        self, node: NodeState, namespace: Namespace, request: QueryRequest, search: Search | None
    ) -> None:
        self.node = node
        self.namespace = namespace
        self.request = request
        self.search = search
        if request.filter is not None:
            check_condition(request.filter)
        self.job = Job(
            request.id or node.jobs.next_id(),
            self.kind,
            namespace.name,
            request.set_name.decode("utf-8", "replace"),
            "" if search is None else search.index.name,
            partitions=len(request.partitions or ()),
            digests=request.resumed,
            records_per_second=request.records_per_second,
            is_short=request.is_short,
        )

    def run(self) -> Iterator[bytes]:
        """The responses."""
        raise NotImplementedError

    def stream(self, responses: Iterable[bytes]) -> Iterator[bytes]:
        """Yields the responses, then the end of the query."""
        ended, sent = False, 0
        self.job.details |= {
            "net-io-bytes": sent,
            "net-io-time": 0,
            "socket-timeout": self.request.socket_timeout,
        }
        try:
            for chunk in _chunks(responses):
                sent += len(chunk)
                self.job.details["net-io-bytes"] = sent
                yield chunk
            yield end_of_query(self.job.abandoned)
            ended = True
        finally:
            if not ended:
                # The client has closed the connection.
                self.job.abandoned = Result.SERVER
            self.finish()

    def finish(self) -> None:
        """Counts the query, and marks its job as ended."""
        self.node.jobs.finish(self.job)
        index = "pi" if self.search is None else "si"
        name = "short_basic" if self.job.is_short else _NAMES[self.kind]
        end = _ENDS.get(self.job.abandoned, "error")
        with self.namespace.lock:
            self.namespace.counters[f"{index}_query_{name}_{end}"] += 1

    def partitions(self) -> Iterator[int]:
        """The partitions that the node is the master of, until the query is aborted."""
        for partition in range(PARTITIONS):
            if self.job.abandoned:
                return
            self.job.partition = partition
            if self.node.cluster.owner(partition) is self.node:
                yield partition

    def records(
        self, partition: int, resume: Resume | None = None
    ) -> Iterator[tuple[Record, int | None]]:
        """The records of a partition in order, each with its value in the index or None."""
        return (
            (record, value)
            for record, value in self._candidates(partition, resume)
            if self.request.set_name in (b"", record.set_name)
        )

    def _candidates(
        self, partition: int, resume: Resume | None
    ) -> Iterable[tuple[Record, int | None]]:
        if self.search is not None:
            return self.search.run(self.namespace.records, partition, resume)
        return (
            (record, None)
            for record in self.namespace.records(partition)
            if resume is None or record.digest < resume.digest
        )
