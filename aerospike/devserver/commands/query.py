"""Scans and queries: many records in one command.

The server has one way for both: a scan is a query without an index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ..errors import Result, ResultError
from ..indexes import Definition, IndexType, Search
from ..jobs import Job, Kind
from ..model.particle import NOTHING
from ..model.record import Record
from ..protocol import Answer, Field, Info1, Info2, Info3, Message, pack_message
from ..storage import Namespace
from .command import MAX_OPS, Command
from .context import check_filter
from .operate import READ_OPERATORS, read_op
from .query_request import QueryRequest, Resume, parse_query

if TYPE_CHECKING:
    from ..server import Node

__all__ = ["execute_query"]

# Answers go out together until there are so many bytes of them.
_CHUNK = 128 * 1024


def execute_query(node: Node, message: Message) -> Iterator[bytes]:
    """The responses of a query, the last of which is marked as such."""
    name = message.fields[Field.NAMESPACE].decode("utf-8", "replace")
    try:
        request = parse_query(message)
        responses = _start(node, node.cluster.namespaces[name], request)
    except ResultError as error:
        yield _end(error.code)
        return
    yield from responses


def _end(code: int) -> bytes:
    return pack_message(code, info3=Info3.LAST)


def _start(node: Node, namespace: Namespace, request: QueryRequest) -> Iterator[bytes]:
    search = _find_search(namespace, request)
    job = Job(
        request.id or node.jobs.next_id(),
        Kind.BASIC,
        namespace.name,
        request.set_name.decode("utf-8", "replace"),
        "" if search is None else search.index.name,
        partitions=len(request.partitions or ()),
        digests=request.resumed,
        records_per_second=request.records_per_second,
        is_short=request.is_short,
    )
    query = _Basic(node, namespace, request, job, search)
    node.jobs.start(job)
    return query.run()


def _find_search(namespace: Namespace, request: QueryRequest) -> Search | None:
    """What a query asks of an index, None where it is a scan."""
    if request.range is None:
        return None
    if request.index_name:
        index = namespace.indexes.get(request.index_name.decode("utf-8", "replace"))
    else:
        index = namespace.indexes.find(
            Definition(
                request.set_name,
                request.range.bin,
                request.range.particle,
                request.index_type,
                request.index_context,
                request.index_expression,
            )
        )
    if index is None or index.definition.type == IndexType.SET:
        raise ResultError(Result.INDEX_NOT_FOUND, "there is no such index")
    if not index.readable:
        raise ResultError(Result.INDEX_NOT_READABLE, f"the index {index.name} is being built")
    return index.search(request.range)


class _Basic:
    """A query that answers with records."""

    def __init__(
        self,
        node: Node,
        namespace: Namespace,
        request: QueryRequest,
        job: Job,
        search: Search | None,
    ) -> None:
        self.node = node
        self.namespace = namespace
        self.request = request
        self.job = job
        self.search = search
        self.taken = 0
        self.no_bins = bool(request.message.info1 & Info1.NO_BIN_DATA)
        self.selected = None if self.no_bins else self._selected_bins()

    def _selected_bins(self) -> list[bytes] | None:
        """The bins that an old client asks for; now they are operations."""
        message = self.request.message
        packed = message.fields.get(Field.QUERY_BINS)
        if packed is not None and message.ops:
            raise ResultError(Result.PARAMETER, "a list of bins and operations")
        for op in message.ops:
            Command.check_bin_name(op.name)
            if op.operator not in READ_OPERATORS:
                raise ResultError(Result.PARAMETER, f"operator {op.operator} does not read")
        if packed is None:
            return None
        names, at = [], 1
        for _ in range(packed[0] if packed else 0):
            size = packed[at] if at < len(packed) else 0
            names.append(packed[at + 1 : at + 1 + size])
            at += 1 + size
        return names

    def run(self) -> Iterator[bytes]:
        """The responses."""
        chunk = bytearray()
        try:
            for response in self._responses():
                chunk += response
                if len(chunk) >= _CHUNK:
                    yield bytes(chunk)
                    chunk.clear()
            yield bytes(chunk + _end(self.job.abandoned))
        finally:
            # Also when the client is gone.
            self.node.jobs.finish(self.job)

    def _responses(self) -> Iterator[bytes]:
        assert self.request.partitions is not None
        cluster = self.node.cluster
        for partition, resume in sorted(self.request.partitions.items()):
            if self.job.abandoned:
                return
            self.job.partition = partition
            if cluster.has(self.node, partition):
                yield from self._answer_partition(partition, resume)
            else:
                yield pack_message(
                    Result.UNAVAILABLE, generation=partition, info3=Info3.PARTITION_DONE
                )

    def _answer_partition(self, partition: int, resume: Resume | None) -> Iterator[bytes]:
        limit = self.request.max_records
        for record, value in self._records(partition, resume):
            if self.job.abandoned or (limit and self.taken >= limit):
                return
            try:
                check_filter(self.request.filter, record)
            except ResultError:
                self.job.filtered += 1
                continue
            self.taken += 1
            try:
                bins = self._bins(record)
            except ResultError:
                self.job.failed += 1
                continue
            if bins or not self._is_projection:
                yield self._pack(record, value, bins)
            self.job.succeeded += 1
            self.job.throttle()

    def _records(
        self, partition: int, resume: Resume | None
    ) -> Iterator[tuple[Record, int | None]]:
        """The records of a partition in their order, and the value that an index has of each."""
        return (
            (record, value)
            for record, value in self._candidates(partition, resume)
            if self.request.set_name in (b"", record.set_name)
        )

    def _candidates(
        self, partition: int, resume: Resume | None
    ) -> Iterable[tuple[Record, int | None]]:
        if self.search is not None:
            return self.search.run(self.namespace, partition, resume)
        return (
            (record, None)
            for record in self.namespace.records(partition)
            if resume is None or record.digest < resume.digest
        )

    @property
    def _is_projection(self) -> bool:
        """Whether only what operations or a list of bins ask for is sent."""
        return not self.no_bins and (self.selected is not None or bool(self.request.message.ops))

    def _bins(self, record: Record) -> list[Answer]:
        """What is sent of a record.

        Raises:
            ResultError: one of the operations fails.
        """
        if self.no_bins:
            return []
        if self.selected is not None:
            names = [name for name in self.selected if name in record.bins]
            return [Answer(name, record.bins[name]) for name in names]
        message = self.request.message
        if not message.ops:
            return [Answer(*item) for item in record.bins.items()]
        if len(message.ops) > MAX_OPS:
            raise ResultError(Result.PARAMETER, f"{len(message.ops)} operations")
        respond_all = bool(message.info2 & Info2.RESPOND_ALL_OPS)
        answers = []
        for op in message.ops:
            _, result = read_op(record, op)
            if result is not None or respond_all:
                answers.append(Answer(op.name, result or NOTHING, op.operator))
        return answers

    def _pack(self, record: Record, value: int | None, bins: list[Answer]) -> bytes:
        fields = [
            (Field.NAMESPACE, self.namespace.name.encode()),
            (Field.DIGEST, record.digest),
        ]
        if record.set_name:
            fields.append((Field.SET, record.set_name))
        if record.key is not None:
            fields.append((Field.KEY, record.key))
        if value is not None:
            fields.append((Field.PARTITION_VALUES, (value % 2**64).to_bytes(8, "little")))
        return pack_message(
            Result.OK,
            record.generation,
            record.void_time,
            bins,
            info1=Info1.NO_BIN_DATA if self.no_bins else 0,
            fields=fields,
        )
