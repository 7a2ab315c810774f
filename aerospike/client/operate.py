"""Several operations on one record in one command."""

from __future__ import annotations

from typing import Any

from aerospike._errors import param_error
from aerospike._native.library import borrow
from aerospike._wire.operations import compile_operations
from aerospike.config.policy import record_metadata
from aerospike.constants import (
    OPERATOR_APPEND,
    OPERATOR_INCR,
    OPERATOR_PREPEND,
    OPERATOR_TOUCH,
)
from aerospike.exception import RecordError
from aerospike.key import Key, complete_key, pack_key
from aerospike.types import AnyOperatePolicy

from .base import ClientBase, Meta, Policy
from .records import Metadata, Record

__all__ = ["OperateCommands"]

Operation = dict[str, Any]
OrderedRecord = tuple[Key, Metadata, list[tuple[str, Any]]]
_list = list  # operate has a parameter of this name


class OperateCommands(ClientBase):
    """``operate``, ``operate_ordered`` and the commands that are one operation."""

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
            ``(key, meta, bins)``: bins holds the result of each operation that has one, the
            last where a bin has several.

        Raises:
            ParamError: an operation is invalid, or there is none; nothing has been sent.
            BinIncompatibleType: an operation does not fit the bin's type.
            OpNotApplicable: an operation does not fit the bin's value.
        """
        record: Record = self._operate(key, list, meta, policy)
        return record

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
            ParamError: an operation is invalid, or there is none; nothing has been sent.
            BinIncompatibleType, OpNotApplicable: as from :meth:`operate`.
        """
        whole, metadata, pairs = self._operate(key, list, meta, policy, ordered=True)
        return whole, metadata, [(name, value) for name, value in pairs]

    def append(
        self,
        key: Key,
        bin: str,
        val: str | bytes | bytearray,
        meta: Meta | None = None,
        policy: AnyOperatePolicy | None = None,
    ) -> int:
        """Append text to a string bin, or bytes to a blob bin; the bin is made where missing.

        Args:
            key: the record's key.
            bin: the bin's name.
            val: what to append.
            meta: ``ttl`` and ``gen``, as for ``put``.
            policy: an operate policy.

        Returns:
            0

        Raises:
            ParamError: *val* is neither text nor bytes.
            BinIncompatibleType: the bin holds a value of another type.
        """
        return self._single(key, {"op": OPERATOR_APPEND, "bin": bin, "val": val}, meta, policy)

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
            val: what to put in front.
            meta: ``ttl`` and ``gen``, as for ``put``.
            policy: an operate policy.

        Returns:
            0

        Raises:
            ParamError: *val* is neither text nor bytes.
            BinIncompatibleType: the bin holds a value of another type.
        """
        return self._single(key, {"op": OPERATOR_PREPEND, "bin": bin, "val": val}, meta, policy)

    def increment(
        self,
        key: Key,
        bin: str,
        offset: int | float,
        meta: Meta | None = None,
        policy: AnyOperatePolicy | None = None,
    ) -> int:
        """Add to a number bin; the bin is made where missing.

        Args:
            key: the record's key.
            bin: the bin's name.
            offset: what to add: an ``int`` to an integer bin, a ``float`` to a float bin.
            meta: ``ttl`` and ``gen``, as for ``put``.
            policy: an operate policy.

        Returns:
            0

        Raises:
            ParamError: *offset* is not a number.
            BinIncompatibleType: the bin holds a value of another type.
        """
        return self._single(key, {"op": OPERATOR_INCR, "bin": bin, "val": offset}, meta, policy)

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
            RecordNotFound: there is no such record.
        """
        return self._single(key, {"op": OPERATOR_TOUCH, "val": val}, meta, policy)

    def _single(
        self, key: Key, operation: Operation, meta: Meta | None, policy: Policy | None
    ) -> int:
        self._operate(key, [operation], meta, policy, bin=operation.get("bin"))
        return 0

    def _operate(
        self,
        key: Key,
        operations: _list[Operation],
        meta: Meta | None,
        policy: Policy | None,
        *,
        ordered: bool = False,
        bin: Any = None,
    ) -> Any:
        packed_key = pack_key(key)
        if not isinstance(operations, _list):
            raise param_error("Operations should be of type list", f"not {operations!r}")
        converted = self._policies.get("operate", policy)
        ttl, generation = record_metadata(meta, self._options.validate_keys)
        if ordered:
            # Operations that are no dictionaries are passed over where the order is not kept.
            for operation in operations:
                if not isinstance(operation, dict):
                    raise param_error("Operation must be a dict", f"not {operation!r}")
        try:
            compiled = compile_operations(operations, self._settings)
        except RecordError as error:
            error.key, error.bin = key, bin
            raise
        if compiled.ttl is not None:
            ttl = compiled.ttl
        flags, decode = self._reading(converted)
        packed = self._packer.pack_operations(compiled.operations)
        call = borrow()
        size = self._bridge_operate(
            self._handle,
            packed_key,
            len(packed_key),
            packed,
            len(packed),
            ttl,
            generation,
            converted.address,
            ordered,
            flags | self._write_flags,
            call.address,
        )
        if size < 0:
            self._fail(call, key, bin=bin)
        generation, ttl, digest, bins = decode(call.take(size))
        call.give_back()
        return complete_key(key, digest), {"ttl": ttl, "gen": generation}, bins
