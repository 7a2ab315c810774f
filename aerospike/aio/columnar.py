"""Tables of Arrow and frames of pandas from asynchronous queries and scans.

The functions are those of :mod:`aerospike.bulk.columnar`, awaited. They run in a thread of the
client.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Iterator
from typing import TYPE_CHECKING, Any

from aerospike.aio.streams import AsyncStatement
from aerospike.bulk import columnar
from aerospike.bulk.columnar import ROWS

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from aerospike.bulk.columnar import Schema

__all__ = ["batches", "frame", "frames", "table"]


async def table(
    statement: AsyncStatement,
    schema: Schema | None = None,
    *,
    json: Collection[str] = (),
    key: bool = False,
    meta: bool = False,
) -> pa.Table:
    """All records as a table of Arrow; see :func:`aerospike.bulk.columnar.table`.

    Args:
        statement: an asynchronous query or scan.
        schema: the columns and their types.
        json: names of columns that become JSON text.
        key: begin with columns ``_set``, ``_key`` and ``_digest``.
        meta: have columns ``_gen`` and ``_ttl``.
    """
    return await _in_thread(statement, columnar.table, schema, json=json, key=key, meta=meta)


async def frame(
    statement: AsyncStatement,
    schema: Schema | None = None,
    *,
    json: Collection[str] = (),
    key: bool = False,
    meta: bool = False,
) -> pd.DataFrame:
    """All records as a data frame of pandas; see :func:`aerospike.bulk.columnar.frame`.

    Args:
        statement: an asynchronous query or scan.
        schema: the columns and their types.
        json: names of columns that become JSON text.
        key: begin with columns ``_set``, ``_key`` and ``_digest``.
        meta: have columns ``_gen`` and ``_ttl``.
    """
    return await _in_thread(statement, columnar.frame, schema, json=json, key=key, meta=meta)


async def batches(
    statement: AsyncStatement,
    schema: Schema | None = None,
    *,
    json: Collection[str] = (),
    key: bool = False,
    meta: bool = False,
    rows: int = ROWS,
) -> AsyncIterator[pa.RecordBatch]:
    """The records in batches of Arrow; see :func:`aerospike.bulk.columnar.batches`.

    Args:
        statement: an asynchronous query or scan.
        schema: the columns and their types.
        json: names of columns that become JSON text.
        key: begin with columns ``_set``, ``_key`` and ``_digest``.
        meta: have columns ``_gen`` and ``_ttl``.
        rows: how many records a batch has.
    """
    reader = await _in_thread(
        statement, columnar.batches, schema, json=json, key=key, meta=meta, rows=rows
    )
    async for batch in _each(statement, iter(reader)):
        yield batch


async def frames(
    statement: AsyncStatement,
    schema: Schema | None = None,
    *,
    json: Collection[str] = (),
    key: bool = False,
    meta: bool = False,
    rows: int = ROWS,
) -> AsyncIterator[pd.DataFrame]:
    """The records in data frames of pandas; see :func:`aerospike.bulk.columnar.frames`.

    Args:
        statement: an asynchronous query or scan.
        schema: the columns and their types.
        json: names of columns that become JSON text.
        key: begin with columns ``_set``, ``_key`` and ``_digest``.
        meta: have columns ``_gen`` and ``_ttl``.
        rows: how many records a frame has.
    """
    made = await _in_thread(
        statement, columnar.frames, schema, json=json, key=key, meta=meta, rows=rows
    )
    async for frame in _each(statement, made):
        yield frame


async def _in_thread(
    statement: AsyncStatement, function: Callable[..., Any], *args: Any, **kwargs: Any
) -> Any:
    return await statement._client._in_thread(function, statement._statement, *args, **kwargs)


async def _each(statement: AsyncStatement, parts: Iterator[Any]) -> AsyncIterator[Any]:
    while True:
        part = await statement._client._in_thread(next, parts, None)
        if part is None:
            return
        yield part
