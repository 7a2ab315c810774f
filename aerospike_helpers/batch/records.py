"""The records of a batch: the command for each, and its outcome.

``Client.batch_write`` takes a :class:`BatchRecords` of :class:`Read`, :class:`Write`,
:class:`Apply` and :class:`Remove`, and puts the outcome into each of them. The other batch
commands return a :class:`BatchRecords` of plain :class:`BatchRecord`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Optional, Union, overload

__all__ = ["Apply", "BatchRecord", "BatchRecords", "Read", "Remove", "Write"]

TypeOps = list[dict[str, Any]]
TypeUDFArgs = list[Any]

if TYPE_CHECKING:
    from aerospike.types import (
        AnyBatchApplyPolicy,
        AnyBatchReadPolicy,
        AnyBatchRemovePolicy,
        AnyBatchWritePolicy,
    )

    TypeBatchPolicyRead = Optional[AnyBatchReadPolicy]
    TypeBatchPolicyWrite = Optional[AnyBatchWritePolicy]
    TypeBatchPolicyApply = Optional[AnyBatchApplyPolicy]
    TypeBatchPolicyRemove = Optional[AnyBatchRemovePolicy]
else:
    # The client, which has the types, imports this module.
    TypeBatchPolicyRead = Optional[dict[str, Any]]
    TypeBatchPolicyWrite = Optional[dict[str, Any]]
    TypeBatchPolicyApply = Optional[dict[str, Any]]
    TypeBatchPolicyRemove = Optional[dict[str, Any]]


class _Types(IntEnum):
    """The kinds of records, as the client's request numbers them."""

    READ = 0
    WRITE = 1
    APPLY = 2
    REMOVE = 3


class BatchRecord:
    """The outcome of a command on one record of a batch.

    Args:
        key: the record's key.

    Attributes:
        key: the record's key.
        record: ``(key, meta, bins)`` if the command succeeded and returned a record.
        result: 0, or the code of the error.
        in_doubt: whether a write may have happened in spite of an error.
        message: the server's message about the error (server 8.1.1).
        subcode: the server's finer code of the error, or 0 (server 8.1.1).
    """

    def __init__(self, key: tuple[Any, ...]) -> None:
        self.key = key
        self.record: Optional[tuple[Any, ...]] = None
        self.result = 0
        self.message: Optional[str] = None
        self.subcode = 0
        self.in_doubt = False

    def __repr__(self) -> str:
        # An application may have deleted attributes.
        told = vars(self).get
        message = told("message")
        doubt = ", in doubt" if told("in_doubt") else ""
        reason = f" ({message})" if message else ""
        return f"<{type(self).__name__} {told('key')!r}: result {told('result')}{reason}{doubt}>"


class Write(BatchRecord):
    """Operations on one record; at least one of them writes.

    Args:
        key: the record's key.
        ops: operations made by ``aerospike_helpers.operations``.
        meta: ``ttl``, in seconds or one of ``TTL_*``, and ``gen``, the generation that the
            policy's ``gen`` compares.
        policy: a batch write policy. The batch's policy by default.
    """

    def __init__(
        self,
        key: tuple[Any, ...],
        ops: TypeOps,
        meta: Optional[dict[str, Any]] = None,
        policy: TypeBatchPolicyWrite = None,
    ) -> None:
        super().__init__(key)
        self.ops = ops
        self._type = _Types.WRITE
        self._has_write = True
        self.meta = meta
        self.policy = policy


class Read(BatchRecord):
    """A read of one record.

    Args:
        key: the record's key.
        ops: read operations made by ``aerospike_helpers.operations``, or ``None``.
        read_all_bins: whether to read all bins; with neither operations nor this, only
            metadata is read.
        meta: ``ttl`` and ``gen``; not used by a read.
        policy: a batch read policy. The batch's policy by default.
    """

    def __init__(
        self,
        key: tuple[Any, ...],
        ops: Optional[TypeOps],
        read_all_bins: bool = False,
        meta: Optional[dict[str, Any]] = None,
        policy: TypeBatchPolicyRead = None,
    ) -> None:
        super().__init__(key)
        self.ops = ops
        self.read_all_bins = read_all_bins
        self._type = _Types.READ
        self._has_write = False
        self.meta = meta
        self.policy = policy


class Apply(BatchRecord):
    """A user-defined function on one record.

    Args:
        key: the record's key.
        module: the name of the module, as it was registered, without ``.lua``.
        function: the name of the function.
        args: the function's arguments after the record, of any types that a bin may have.
        policy: a batch apply policy. The batch's policy by default.
    """

    def __init__(
        self,
        key: tuple[Any, ...],
        module: str,
        function: str,
        args: TypeUDFArgs,
        policy: TypeBatchPolicyApply = None,
    ) -> None:
        super().__init__(key)
        self._type = _Types.APPLY
        self._has_write = True
        self.module = module
        self.function = function
        self.args = args
        self.policy = policy


class Remove(BatchRecord):
    """The deletion of one record.

    Args:
        key: the record's key.
        policy: a batch remove policy. The batch's policy by default.
    """

    def __init__(self, key: tuple[Any, ...], policy: TypeBatchPolicyRemove = None) -> None:
        super().__init__(key)
        self._type = _Types.REMOVE
        self._has_write = True
        self.policy = policy


TypeBatchRecordList = list[BatchRecord]


class BatchRecords:
    """The records of a batch; iterable.

    It is true even without records.

    Args:
        batch_records: a list of the records; none by default. It stays the list that was given,
            so that records can be added to it. ``Client.batch_write`` refuses other sequences, as
            the official package does; the type is that of a sequence so that a ``list[Write]`` is
            one, too.

    Attributes:
        batch_records: the records.
        result: 0, or the code of the error of the batch as a whole.
    """

    def __init__(self, batch_records: Optional[Sequence[BatchRecord]] = None) -> None:
        given: Any = [] if batch_records is None else batch_records
        self.batch_records: TypeBatchRecordList = given
        self.result = 0

    def __len__(self) -> int:
        return len(self.batch_records)

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[BatchRecord]:
        return iter(self.batch_records)

    @overload
    def __getitem__(self, index: int) -> BatchRecord: ...

    @overload
    def __getitem__(self, index: slice) -> list[BatchRecord]: ...

    def __getitem__(self, index: Union[int, slice]) -> Union[BatchRecord, list[BatchRecord]]:
        return self.batch_records[index]

    def __repr__(self) -> str:
        told = vars(self).get
        records = told("batch_records")
        number = len(records) if isinstance(records, list) else "no"
        return f"<BatchRecords: {number} records, result {told('result')}>"
