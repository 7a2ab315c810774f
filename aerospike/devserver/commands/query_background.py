"""Background queries: they change records, and answer before they begin."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

from ..errors import Result, ResultError
from ..model.record import Record
from ..state.cluster import NodeState
from ..state.indexes import Search
from ..state.jobs import Kind
from ..state.storage import Namespace
from .command import Reply
from .messages import HEADER, Field, Info1, Info2, Info3, Message
from .operate import READ_OPERATORS
from .query_base import Query, end_of_query
from .query_request import QueryRequest
from .udf import execute_udf
from .write import Write

__all__ = ["BackgroundOps", "BackgroundUdf"]

log = logging.getLogger(__name__)

# The limit of a namespace, and the default of a query.
MAX_RECORDS_PER_SECOND = 10000

_SOCKET_TIMEOUT = 10000

# The only answer is the end of the query: a header, after the one of the protocol.
_ANSWER_SIZE = 8 + HEADER.size


class _Background(Query):
    """A query that runs a command on each record."""

    counter = ""
    success = ""

    def __init__(
        self, node: NodeState, namespace: Namespace, request: QueryRequest, search: Search | None
    ) -> None:
        super().__init__(node, namespace, request, search)
        if request.records_per_second > MAX_RECORDS_PER_SECOND:
            raise ResultError(Result.PARAMETER, f"{request.records_per_second} records per second")
        self.job.records_per_second = request.records_per_second or MAX_RECORDS_PER_SECOND
        self.job.details["net-io-bytes"] = _ANSWER_SIZE
        self.job.details["socket-timeout"] = _SOCKET_TIMEOUT
        self.durability = request.message.info2 & Info2.DURABLE_DELETE

    def run(self) -> Iterator[bytes]:
        """Starts the query; the only response says that it has."""
        threading.Thread(target=self._work, name=f"query-{self.job.id}", daemon=True).start()
        yield end_of_query()

    def _work(self) -> None:
        try:
            for partition in self.partitions():
                for record, _ in self.records(partition):
                    if self.job.abandoned:
                        return
                    self._count(self.apply(record).code)
                    self.job.throttle()
        except Exception:
            log.exception("a query in the background has failed in the development server")
            self.job.abandoned = Result.SERVER
        finally:
            self.finish()

    def apply(self, record: Record) -> Reply:
        """Runs the command on a record."""
        raise NotImplementedError

    def _count(self, code: int) -> None:
        if code == Result.NOT_FOUND:
            # It was deleted after it was found.
            return
        if code == Result.OK:
            self.job.succeeded += 1
            end = self.success
        elif code == Result.FILTERED_OUT:
            self.job.filtered += 1
            end = "filtered_out"
        else:
            self.job.failed += 1
            end = "error"
        with self.namespace.lock:
            self.namespace.counters[f"{self.counter}_{end}"] += 1

    def fields(self, record: Record) -> dict[int, bytes]:
        """The fields of the command on a record."""
        fields = {Field.NAMESPACE: self.namespace.name.encode()}
        if record.set_name:
            fields[Field.SET] = record.set_name
        if self.request.filter is not None:
            fields[Field.FILTER] = self.request.filter
        return fields


class BackgroundOps(_Background):
    """A query that writes each record by operations."""

    kind = Kind.BACKGROUND_OPS
    counter, success = "ops_sub_write", "success"

    def __init__(
        self, node: NodeState, namespace: Namespace, request: QueryRequest, search: Search | None
    ) -> None:
        super().__init__(node, namespace, request, search)
        message = request.message
        if message.info1 & Info1.READ or not message.ops:
            raise ResultError(Result.PARAMETER, "a query in the background only writes")
        if any(op.operator in READ_OPERATORS for op in message.ops):
            raise ResultError(Result.PARAMETER, "an operation that reads")
        self.job.details["ops-active"] = 0

    def apply(self, record: Record) -> Reply:
        """Writes the record."""
        message = self.request.message
        command = Message(
            0,
            Info2.WRITE | self.durability,
            Info3.UPDATE_ONLY | message.info3 & Info3.REPLACE_ONLY,
            0,
            0,
            message.record_ttl,
            self.fields(record),
            message.ops,
        )
        return Write(self.namespace, command, record.digest).answer()


_UDF_FIELDS = (Field.UDF_MODULE, Field.UDF_FUNCTION, Field.UDF_ARGUMENTS)


class BackgroundUdf(_Background):
    """A query that calls a user-defined function with each record."""

    kind = Kind.BACKGROUND_UDF
    counter, success = "udf_sub_udf", "complete"

    def __init__(
        self, node: NodeState, namespace: Namespace, request: QueryRequest, search: Search | None
    ) -> None:
        super().__init__(node, namespace, request, search)
        fields = request.message.fields
        self.udf_fields = {number: fields[number] for number in _UDF_FIELDS if number in fields}
        self.job.details |= {
            "udf-filename": fields[Field.UDF_MODULE].decode("utf-8", "replace"),
            "udf-function": fields.get(Field.UDF_FUNCTION, b"").decode("utf-8", "replace"),
            "udf-active": 0,
        }

    def apply(self, record: Record) -> Reply:
        """Calls the function."""
        command = Message(
            0,
            Info2.WRITE | self.durability,
            0,
            0,
            0,
            self.request.message.record_ttl,
            self.fields(record) | self.udf_fields,
            [],
        )
        try:
            return execute_udf(
                self.namespace, command, record.digest, origin="udf_sub", must_exist=True
            )
        except ResultError as error:
            return Reply(error.code)
