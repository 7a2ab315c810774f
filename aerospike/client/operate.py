# mypy: disable-error-code="empty-body"
"""Several operations on one record in one command."""

from __future__ import annotations

from aerospike._command import operations
from aerospike._command.operations import Operation, OrderedRecord
from aerospike._command.records import Record
from aerospike._signatures import runs
from aerospike.key import Key
from aerospike.types import AnyOperatePolicy

from .base import ClientBase, Meta

__all__ = ["OperateCommands"]


class OperateCommands(ClientBase):
    """``operate``, ``operate_ordered`` and the commands that are one operation."""

    @runs(operations.operate)
    def operate(
        self,
        key: Key,
        list: list[Operation],
        meta: Meta | None = None,
        policy: AnyOperatePolicy | None = None,
    ) -> Record:
        """Run operations on a record, in order and atomically.

        Args:
            key: the record's key.
            list: operations made by the functions of ``aerospike_helpers.operations``.
            meta: ``ttl`` and ``gen``, as for ``put``.
            policy: an operate policy.

        Returns:
            ``(key, meta, bins)``: bins holds the results of operations by the bins' names; if a bin
            has several results, the last one.

        Raises:
            ParamError: an operation is invalid, or the list is empty; nothing has been sent.
            BinIncompatibleType: an operation does not fit the bin's type.
            OpNotApplicable: an operation does not fit the bin's value.

        Example:
            >>> from aerospike_helpers.operations import operations as op
            >>> _, meta, bins = client.operate(key, [op.increment("age", 1), op.read("age")])
            >>> bins
            {'age': 37}
        """

    @runs(operations.operate_ordered)
    def operate_ordered(
        self,
        key: Key,
        list: list[Operation],
        meta: Meta | None = None,
        policy: AnyOperatePolicy | None = None,
    ) -> OrderedRecord:
        """Run operations on a record and keep the order of their results.

        Args:
            key: the record's key.
            list: operations made by the functions of ``aerospike_helpers.operations``.
            meta: ``ttl`` and ``gen``, as for ``put``.
            policy: an operate policy.

        Returns:
            ``(key, meta, results)``: results is a list of ``(bin name, value)``, one for each
            operation that has a result.

        Raises:
            ParamError: an operation is invalid, or the list is empty; nothing has been sent.
            BinIncompatibleType, OpNotApplicable: as from :meth:`operate`.

        Example:
            >>> from aerospike_helpers.operations import operations as op
            >>> client.operate_ordered(
            ...     key, [op.read("age"), op.increment("age", 1), op.read("age")]
            ... )[2]
            [('age', 36), ('age', 37)]
        """

    @runs(operations.append)
    def append(
        self,
        key: Key,
        bin: str,
        val: str | bytes | bytearray,
        meta: Meta | None = None,
        policy: AnyOperatePolicy | None = None,
    ) -> int:
        """Append text to a string bin, or bytes to a blob bin; the bin is created if it is missing.

        Args:
            key: the record's key.
            bin: the bin's name.
            val: the text or bytes to append.
            meta: ``ttl`` and ``gen``, as for ``put``.
            policy: an operate policy.

        Returns:
            0

        Raises:
            ParamError: *val* is neither text nor bytes.
            BinIncompatibleType: the bin holds a value of another type.

        Example:
            >>> client.append(key, "name", " Lovelace")
            0
            >>> client.get(key)[2]["name"]
            'Ada Lovelace'
        """

    @runs(operations.prepend)
    def prepend(
        self,
        key: Key,
        bin: str,
        val: str | bytes | bytearray,
        meta: Meta | None = None,
        policy: AnyOperatePolicy | None = None,
    ) -> int:
        """Put text in front of a string bin, or bytes in front of a blob bin.

        Args:
            key: the record's key.
            bin: the bin's name.
            val: the text or bytes to prepend.
            meta: ``ttl`` and ``gen``, as for ``put``.
            policy: an operate policy.

        Returns:
            0

        Raises:
            ParamError: *val* is neither text nor bytes.
            BinIncompatibleType: the bin holds a value of another type.

        Example:
            >>> client.prepend(key, "name", "Lady ")
            0
            >>> client.get(key)[2]["name"]
            'Lady Ada'
        """

    @runs(operations.increment)
    def increment(
        self,
        key: Key,
        bin: str,
        offset: int | float,
        meta: Meta | None = None,
        policy: AnyOperatePolicy | None = None,
    ) -> int:
        """Add to a number bin; the bin is created if it is missing.

        Args:
            key: the record's key.
            bin: the bin's name.
            offset: the number to add: an ``int`` to an integer bin, a ``float`` to a float bin.
            meta: ``ttl`` and ``gen``, as for ``put``.
            policy: an operate policy.

        Returns:
            0

        Raises:
            ParamError: *offset* is not a number.
            BinIncompatibleType: the bin holds a value of another type.

        Example:
            >>> client.increment(key, "age", 1)
            0
            >>> client.get(key)[2]["age"]
            37
        """

    @runs(operations.touch)
    def touch(
        self,
        key: Key,
        val: int = 0,
        meta: Meta | None = None,
        policy: AnyOperatePolicy | None = None,
    ) -> int:
        """Renew a record's time to live and add one to its generation.

        Args:
            key: the record's key.
            val: the time to live in seconds, or one of the ``TTL_*`` constants.
            meta: ``gen``, as for ``put``.
            policy: an operate policy.

        Returns:
            0

        Raises:
            RecordNotFound: the record does not exist.

        Example:
            >>> client.touch(key, 3600)
            0
            >>> client.exists(key)[1]["gen"]
            2
        """
