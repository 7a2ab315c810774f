"""Queries that answer with records."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Result, ResultError
from ..expression import check_filter
from ..model.particle import NOTHING
from ..model.record import Record
from ..state.cluster import NodeState
from ..state.indexes import Resume, Search
from ..state.jobs import Kind
from ..state.storage import Namespace
from .command import MAX_OPS, Command
from .messages import Answer, Field, Info1, Info2, Info3, pack_message
from .operate import READ_OPERATORS, read_op
from .query_base import Query
from .query_request import QueryRequest

__all__ = ["Basic"]


class Basic(Query):
    """A query that answers with records: all bins, some, what operations read, or metadata."""

    kind = Kind.BASIC

    def __init__(
        self, node: NodeState, namespace: Namespace, request: QueryRequest, search: Search | None
    ) -> None:
        super().__init__(node, namespace, request, search)
        self.taken = 0
        self.no_bins = bool(request.message.info1 & Info1.NO_BIN_DATA)
        self.selected = None if self.no_bins else self._selected_bins()

    def _selected_bins(self) -> list[bytes] | None:
        """The bins that an old client names in a field; new clients send operations."""
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
        return self.stream(self._responses())

    def _responses(self) -> Iterator[bytes]:
        assert self.request.partitions is not None
        cluster = self.node.cluster
        for partition, resume in sorted(self.request.partitions.items()):
            if self.job.abandoned:
                return
            self.job.partition = partition
            if not cluster.has(self.node, partition):
                yield pack_message(
                    Result.UNAVAILABLE, generation=partition, info3=Info3.PARTITION_DONE
                )
            elif self.namespace.partitions[partition]:
                yield from self._answer_partition(partition, resume)

    def _answer_partition(self, partition: int, resume: Resume | None) -> Iterator[bytes]:
        limit = self.request.max_records
        for record, value in self.records(partition, resume):
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

    @property
    def _is_projection(self) -> bool:
        """Whether the query sends only what operations or a list of bins ask for."""
        return not self.no_bins and (self.selected is not None or bool(self.request.message.ops))

    def _bins(self, record: Record) -> list[Answer]:
        """The bins of a record that are sent.

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
