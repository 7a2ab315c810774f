# mypy: disable-error-code="empty-body"
"""Commands on many records."""

from __future__ import annotations

from typing import Any

from aerospike._command import batch
from aerospike._signatures import runs
from aerospike.key import Key
from aerospike.types import (
    AnyBatchApplyPolicy,
    AnyBatchPolicy,
    AnyBatchRemovePolicy,
    AnyBatchWritePolicy,
)
from aerospike_helpers.batch.records import BatchRecords

from .base import ClientBase

__all__ = ["BatchCommands"]


class BatchCommands(ClientBase):
    """``batch_read``, ``batch_write``, ``batch_operate``, ``batch_apply``, ``batch_remove``."""

    @runs(batch.batch_read)
    def batch_read(
        self,
        keys: list[Key],
        bins: list[str] | None = None,
        policy: AnyBatchPolicy | None = None,
    ) -> BatchRecords:
        """Read many records.

        Args:
            keys: the records' keys.
            bins: the names of the bins to read; all of them by default. An empty list reads no
                bins, only metadata.
            policy: a batch policy.

        Returns:
            ``BatchRecords``. Its ``batch_records`` has one ``BatchRecord`` for each key, in the
            order of *keys*. The ``result`` of each is 0 or an error code. Its ``record`` is ``(key,
            meta, bins)``, or ``(key, meta)`` if *bins* is empty, or ``None`` if the record was not
            read. The ``result`` of the ``BatchRecords`` is that of the command as a whole.

        Raises:
            ParamError: an argument is invalid; nothing has been sent.

        Example:
            >>> answer = client.batch_read([("test", "people", "ada"), ("test", "people", "bob")])
            >>> [(record.result, record.record and record.record[2]["age"]) for record in answer]
            [(0, 36), (2, None)]
        """

    @runs(batch.batch_operate)
    def batch_operate(
        self,
        keys: list[Key],
        ops: list[dict[str, Any]],
        policy_batch: AnyBatchPolicy | None = None,
        policy_batch_write: AnyBatchWritePolicy | None = None,
        ttl: int | None = None,
    ) -> BatchRecords:
        """Run the same operations on many records (server 6.0).

        Args:
            keys: the records' keys.
            ops: operations made by ``aerospike_helpers.operations``.
            policy_batch: a batch policy, for the batch as a whole.
            policy_batch_write: a batch write policy, for each record.
            ttl: the time to live in seconds, or one of the ``TTL_*`` constants.

        Returns:
            ``BatchRecords``, as from :meth:`batch_read`.

        Raises:
            ParamError: an argument is invalid; nothing has been sent.

        Example:
            >>> from aerospike_helpers.operations import operations as op
            >>> answer = client.batch_operate([key], [op.increment("age", 1), op.read("age")])
            >>> answer[0].record[2]
            {'age': 37}
        """

    @runs(batch.batch_apply)
    def batch_apply(
        self,
        keys: list[Key],
        module: str,
        function: str,
        args: list[Any],
        policy_batch: AnyBatchPolicy | None = None,
        policy_batch_apply: AnyBatchApplyPolicy | None = None,
    ) -> BatchRecords:
        """Run a user-defined function on many records (server 6.0).

        Args:
            keys: the records' keys.
            module: the name of the module, as it was registered, without ``.lua``.
            function: the name of the function.
            args: the function's arguments after the record.
            policy_batch: a batch policy, for the batch as a whole.
            policy_batch_apply: a batch apply policy, for each record.

        Returns:
            ``BatchRecords``, as from :meth:`batch_read`; the function's result is the bin
            ``SUCCESS``, its error the bin ``FAILURE``.

        Raises:
            ParamError: an argument is invalid; nothing has been sent.

        Example:
            >>> answer = client.batch_apply([key], "people", "birthday", [1])
            >>> answer[0].record[2]
            {'SUCCESS': 37}
        """

    @runs(batch.batch_remove)
    def batch_remove(
        self,
        keys: list[Key],
        policy_batch: AnyBatchPolicy | None = None,
        policy_batch_remove: AnyBatchRemovePolicy | None = None,
    ) -> BatchRecords:
        """Delete many records (server 6.0).

        Args:
            keys: the records' keys.
            policy_batch: a batch policy, for the batch as a whole.
            policy_batch_remove: a batch remove policy, for each record.

        Returns:
            ``BatchRecords``, as from :meth:`batch_read`.

        Raises:
            ParamError: an argument is invalid; nothing has been sent.

        Example:
            >>> client.batch_remove([key])[0].result
            0
        """

    @runs(batch.batch_write)
    def batch_write(
        self, batch_records: BatchRecords, policy_batch: AnyBatchPolicy | None = None
    ) -> BatchRecords:
        """Run a different command on each of many records (server 6.0).

        Args:
            batch_records: ``Read``, ``Write``, ``Apply`` and ``Remove`` records of
                ``aerospike_helpers.batch.records``, in any mixture.
            policy_batch: a batch policy, for the batch as a whole. A record's own policy takes
                precedence.

        Returns:
            *batch_records*, with the outcome in each of its records.

        Raises:
            ParamError: an argument is invalid; nothing has been sent.

        Example:
            >>> from aerospike_helpers.batch import records as br
            >>> from aerospike_helpers.operations import operations as op
            >>> write = br.Write(("test", "people", "bob"), [op.write("age", 41)])
            >>> batch = client.batch_write(
            ...     br.BatchRecords([write, br.Read(key, None, read_all_bins=True)])
            ... )
            >>> batch[0].result, batch[1].record[2]["age"]
            (0, 36)
        """
