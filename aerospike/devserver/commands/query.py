"""Scans and queries: many records in one command.

A scan is a query without an index.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

from ..errors import Result, ResultError
from ..state.cluster import NodeState
from ..state.indexes import Definition, IndexType, Search
from ..state.storage import Namespace
from .messages import Field, Message, pack_message
from .query_aggregation import Aggregation
from .query_background import BackgroundOps, BackgroundUdf
from .query_base import Query, end_of_query
from .query_basic import Basic
from .query_request import QueryRequest, parse_query

__all__ = ["execute_query"]

log = logging.getLogger(__name__)


def execute_query(node: NodeState, namespace: Namespace, message: Message) -> Iterator[bytes]:
    """Yields the responses of a query; the last one is marked."""
    try:
        responses = _start(node, namespace, message)
    except ResultError as error:
        # Not marked as the last one: clients conclude that the set does not exist.
        yield pack_message(error.code)
        return
    try:
        yield from responses
    except Exception:
        log.exception("a query has failed in the development server")
        yield end_of_query(Result.SERVER)


def _start(node: NodeState, namespace: Namespace, message: Message) -> Iterator[bytes]:
    request = parse_query(message)
    kind = _kind(request)
    if kind is not Basic and request.set_name and request.set_name not in namespace.sets:
        raise ResultError(Result.NOT_FOUND, f"unknown set {request.set_name!r}")
    query = kind(node, namespace, request, _find_search(namespace, request))
    node.jobs.start(query.job)
    return query.run()


def _kind(request: QueryRequest) -> type[Query]:
    if request.aggregates:
        return Aggregation
    if not request.is_background:
        return Basic
    return BackgroundUdf if Field.UDF_MODULE in request.message.fields else BackgroundOps


def _find_search(namespace: Namespace, request: QueryRequest) -> Search | None:
    """The search in an index that a query asks for, None for a scan."""
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
        raise ResultError(Result.INDEX_NOT_FOUND, "the index does not exist")
    if not index.readable:
        raise ResultError(Result.INDEX_NOT_READABLE, f"the index {index.name} is being built")
    return index.search(request.range)
