"""Records as columns: tables of Arrow and frames of pandas.

The functions take a source of records: a scan, a query, the result of its ``records()``, or a part
made by :func:`aerospike.bulk.parallel.split`. Arrow comes with the extra ``aerospike[arrow]``,
pandas with ``aerospike[pandas]``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from types import ModuleType

    import pandas as pd
    import pyarrow as pa

    from aerospike.statement.statement import Record

    Schema: TypeAlias = pa.Schema | Mapping[str, pa.DataType]

__all__ = ["batches", "frame", "frames", "table"]

ROWS = 10_000
"""The default number of records in a batch."""

# Types that pandas has with a missing value and under the same name.
_NUMBERS = "Int8 Int16 Int32 Int64 UInt8 UInt16 UInt32 UInt64 Float32 Float64"

Getter = Callable[[Any], Any]

_KEY: dict[str, Getter] = {
    "_set": lambda record: record[0][1],
    "_key": lambda record: record[0][2],
    "_digest": lambda record: record[0][3],
}
_EXTRA_TYPES = {"_set": "string", "_digest": "binary", "_gen": "int64", "_ttl": "int64"}
_META: dict[str, Getter] = {
    "_gen": lambda record: record[1]["gen"],
    "_ttl": lambda record: record[1]["ttl"],
}


def batches(
    records: Iterable[Record],
    schema: Schema | None = None,
    *,
    json: Collection[str] = (),
    key: bool = False,
    meta: bool = False,
    rows: int = ROWS,
) -> pa.RecordBatchReader:
    """Records as a stream of Arrow's batches; only one is in memory at a time.

    Args:
        records: a scan, a query, or another iterable of ``(key, meta, bins)``.
        schema: the columns. Bins that it does not name are left out, and so are entries of maps
            that a ``struct`` does not name. It may name the columns of *key* and *meta*.
            Without it, the bins of the first batch make the columns, and they must be those of
            all records.
        json: names of columns that become JSON text, for any values of the bins.
        key: without a schema, begin with columns ``_set``, ``_key`` and ``_digest``. ``_key`` is
            null if the key is not stored with the record.
        meta: without a schema, have columns ``_gen`` and ``_ttl`` before those of the bins.
        rows: how many records a batch has.

    Returns:
        A reader. Dropping it ends the scan or query.

    Raises:
        TypeError: a bin holds values of several kinds, or of a kind that its column does not
            accept; the message names the bin. For batches after the first, the reader raises it.
        ValueError: a value is out of the range of its column; without a schema, a batch has a bin
            that the first one lacks, or a bin has the name of a column of *key* or *meta*; *schema*
            is given together with *key* or *meta*; or *rows* is not positive.
        ModuleNotFoundError: *pyarrow* is not installed.
    """
    arrow = _arrow()
    layout = _Layout(schema, json, key, meta)
    chunks = _chunks(records, rows)
    if schema is not None:
        columns = arrow.pa.schema(schema)
        made = layout.batches(columns, chunks)
    else:
        first = next(chunks, [])
        columns = arrow.settle(layout.infer(first))
        made = layout.batches(columns, chain([first] if first else [], chunks))
    return arrow.pa.RecordBatchReader.from_batches(columns, made)


def table(
    records: Iterable[Record],
    schema: Schema | None = None,
    *,
    json: Collection[str] = (),
    key: bool = False,
    meta: bool = False,
) -> pa.Table:
    """Records as a table of Arrow.

    Args and raises as :func:`batches`; but without a schema, the bins of all records make the
    columns, in the order in which they are first seen.

    Returns:
        The table. Its rows are in no particular order.
    """
    if schema is not None:
        return batches(records, schema, json=json, key=key, meta=meta).read_all()
    arrow = _arrow()
    layout = _Layout(schema, json, key, meta)
    types = layout.infer([])
    parts = []
    for chunk in _chunks(records, ROWS):
        found = layout.infer(chunk)
        for name, type in found.items():
            types[name] = arrow.unify(types.get(name, type), type, _what(name))
        parts.append(layout.batch(arrow.pa.schema(found), chunk))
    columns = arrow.settle(types)
    return arrow.pa.Table.from_batches([_cast(part, columns) for part in parts], columns)


def frames(
    records: Iterable[Record],
    schema: Schema | None = None,
    *,
    json: Collection[str] = (),
    key: bool = False,
    meta: bool = False,
    rows: int = ROWS,
) -> Iterator[pd.DataFrame]:
    """Records as a stream of frames of pandas; only one is in memory at a time.

    Args and raises as :func:`batches`, and ModuleNotFoundError if *pandas* is not installed.

    Returns:
        An iterator of frames with *rows* rows each, or fewer in the last one. Numbers, bools and
        strings have pandas' types with a missing value, such as ``Int64``, so that integers stay
        integers if a bin is missing; all other values are of type ``object``: bytes, lists as
        arrays of numpy, maps as dictionaries.
    """
    reader = batches(records, schema, json=json, key=key, meta=meta, rows=rows)
    return (_to_frame(batch) for batch in reader)


def frame(
    records: Iterable[Record],
    schema: Schema | None = None,
    *,
    json: Collection[str] = (),
    key: bool = False,
    meta: bool = False,
) -> pd.DataFrame:
    """Records as a frame of pandas.

    Args and raises as :func:`table`; the types are those of :func:`frames`.

    Returns:
        The frame. Its rows are in no particular order.
    """
    return _to_frame(table(records, schema, json=json, key=key, meta=meta))


class _Layout:
    """The columns, and their values."""

    def __init__(self, schema: Schema | None, json: Collection[str], key: bool, meta: bool) -> None:
        if schema is not None and (key or meta):
            raise ValueError("a schema names the columns of key and meta: give one or the other")
        self._json = frozenset([json] if isinstance(json, str) else json)
        self._extra = {**(_KEY if key else {}), **(_META if meta else {})}
        self._chosen = schema is not None
        self._of_record = {**_KEY, **_META} if self._chosen else self._extra

    def _values(self, name: str, chunk: list[Record]) -> list[Any]:
        get = self._of_record.get(name)
        if get is not None:
            values = [get(record) for record in chunk]
        else:
            values = [record[2].get(name) for record in chunk]
        return list(map(_arrow().as_json, values)) if name in self._json else values

    def _bins(self, chunk: list[Record]) -> dict[str, None]:
        names = dict.fromkeys(chain.from_iterable(bins for _, _, bins in chunk))
        for name in self._extra:
            if name in names:
                raise ValueError(f"bin {name!r} has the name of a column of key or meta")
        return names

    def infer(self, chunk: list[Record]) -> dict[str, pa.DataType]:
        """The columns that records have."""
        arrow = _arrow()
        types: dict[str, pa.DataType] = {}
        for name in [*self._extra, *self._bins(chunk)]:
            if name in self._json:
                types[name] = arrow.pa.string()
            elif name in self._extra and name in _EXTRA_TYPES:
                types[name] = arrow.pa.type_for_alias(_EXTRA_TYPES[name])
            else:
                types[name] = arrow.infer(self._values(name, chunk), _what(name))
        return types

    def batch(self, schema: pa.Schema, chunk: list[Record]) -> pa.RecordBatch:
        """Records as a batch."""
        arrow = _arrow()
        arrays = []
        for field in schema:
            values = self._values(field.name, chunk)
            arrow.check(values, field.type, _what(field.name))
            arrays.append(arrow.to_array(values, field.type, _what(field.name)))
        return arrow.pa.record_batch(arrays, schema=schema)

    def batches(
        self, schema: pa.Schema, chunks: Iterable[list[Record]]
    ) -> Iterator[pa.RecordBatch]:
        """Records as batches; if the first one made the columns, all have its bins."""
        for chunk in chunks:
            if not self._chosen:
                self._check_bins(chunk, schema.names)
            yield self.batch(schema, chunk)

    def _check_bins(self, chunk: list[Record], known: Collection[str]) -> None:
        for name in self._bins(chunk):
            if name not in known:
                raise ValueError(
                    f"bin {name!r} is in none of the first records, which make the columns: "
                    "give a schema, or more rows"
                )


def _cast(batch: pa.RecordBatch, columns: pa.Schema) -> pa.RecordBatch:
    """A batch; it may lack some of the columns."""
    arrow = _arrow()
    nothing = arrow.pa.nulls(len(batch))
    arrays = [
        (batch.column(field.name) if field.name in batch.schema.names else nothing).cast(field.type)
        for field in columns
    ]
    return arrow.pa.record_batch(arrays, schema=columns)


def _chunks(records: Iterable[Record], rows: int) -> Iterator[list[Record]]:
    if rows < 1:
        raise ValueError(f"rows must be positive, not {rows}")
    # Not a generator: the source ends when its last user drops it.
    rest = iter(records)
    return iter(lambda: list(islice(rest, rows)), [])


def _to_frame(columns: pa.Table | pa.RecordBatch) -> pd.DataFrame:
    arrow = _arrow()
    try:
        import pandas as pd
    except ModuleNotFoundError as error:
        raise _missing(error, "pandas") from error
    types = {
        arrow.pa.type_for_alias(name.lower()): getattr(pd, f"{name}Dtype")()
        for name in _NUMBERS.split()
    }
    types[arrow.pa.bool_()] = pd.BooleanDtype()
    types[arrow.pa.string()] = pd.StringDtype()
    return columns.to_pandas(types_mapper=types.get, maps_as_pydicts="strict")


def _arrow() -> ModuleType:
    try:
        from aerospike.bulk import _columns
    except ModuleNotFoundError as error:
        raise _missing(error, "arrow") from error
    return _columns


def _missing(error: ModuleNotFoundError, extra: str) -> ModuleNotFoundError:
    message = f"{error}; it comes with: pip install 'aerospike[{extra}]'"
    return ModuleNotFoundError(message, name=error.name)


def _what(name: str) -> str:
    return f"bin {name!r}" if name not in _KEY and name not in _META else f"column {name!r}"
