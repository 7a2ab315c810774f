"""Commands on many records."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from aerospike._errors import param_error
from aerospike._native.collector import WORTHWHILE, without_passes
from aerospike._native.library import borrow
from aerospike._ranges import TTL
from aerospike._wire.operations import CompiledOperations, compile_operations
from aerospike._wire.values import pack_names
from aerospike.config.policy import Converted, record_metadata
from aerospike.constants import TTL_CLIENT_DEFAULT
from aerospike.exception import ClientError
from aerospike.key import Key, key_parts, pack_keys
from aerospike.types import (
    AnyBatchApplyPolicy,
    AnyBatchPolicy,
    AnyBatchRemovePolicy,
    AnyBatchWritePolicy,
)
from aerospike_helpers.batch.records import (
    Apply,
    BatchRecord,
    BatchRecords,
    Read,
    Remove,
    Write,
)

from .base import ClientBase

__all__ = ["BatchCommands"]

# The kinds of records in a request (native/bridge/batch.c).
READ, WRITE, APPLY, REMOVE = 0, 1, 2, 3

KEYS = "keys should be a list of aerospike key tuples"
NO_OPERATIONS = "py_ops_list is NULL or not a list, ops must be a list of aerospike operation dicts"
# The official message has these spaces.
NOT_AN_OPERATION = (
    "py_op is NULL or not a dict, ops must be a dict"
    + " " * 37
    + "produced by an aerospike operation helper"
)


def make_records(
    keys: list[Key], results: list[list[Any]], status: int, only_metadata: bool = False
) -> BatchRecords:
    """The records of a reply.

    A result is [digest, generation, ttl, bins] where the command went well, else
    [digest, result, in doubt, subcode, message].
    """
    records: list[BatchRecord] = []
    append = records.append
    # The fields one by one: a call of __init__ for each record would be a tenth of the command.
    new = BatchRecord.__new__
    for key, reply in zip(keys, results):
        record = new(BatchRecord)
        digest = reply[0]
        record.key = whole = (
            key[0] or None,
            key[1] or None,
            key[2],
            None if digest is None else bytearray(digest),
        )
        if len(reply) == 4:
            _, generation, ttl, bins = reply
            meta = {"ttl": ttl, "gen": generation}
            record.record = (whole, meta) if only_metadata else (whole, meta, bins)
            record.result = 0
            record.message = None
            record.subcode = 0
            record.in_doubt = False
        else:
            record.record = None
            _, record.result, record.in_doubt, record.subcode, record.message = reply
        append(record)
    batch = BatchRecords(records)
    batch.result = status
    return batch


def fill_record(record: BatchRecord, reply: list[Any]) -> None:
    """Puts one result of a reply into the record that asked for it."""
    if len(reply) == 4:
        digest, generation, ttl, bins = reply
        key = record.key
        whole = (key[0] or None, key[1] or None, key[2], bytearray(digest))
        record.result = 0
        record.in_doubt = False
        record.subcode = 0
        record.message = None
        record.record = (whole, {"ttl": ttl, "gen": generation}, bins)
    else:
        _, record.result, record.in_doubt, record.subcode, record.message = reply


class _Shared(NamedTuple):
    """What the records of one mixed batch share."""

    #: By the identity of the list that they were made of, since records may have the same one.
    operations: dict[int, tuple[list[Any], CompiledOperations]]
    #: Kept alive until the batch is through.
    policies: list[Converted]


class BatchCommands(ClientBase):
    """``batch_read``, ``batch_write``, ``batch_operate``, ``batch_apply``, ``batch_remove``."""

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
            ``BatchRecords``; its ``batch_records`` has one ``BatchRecord`` a key, in the order
            of *keys*. The ``result`` of each is 0 or an error code, its ``record``
            ``(key, meta, bins)``, or ``(key, meta)`` where *bins* is empty, or ``None`` where
            the record was not read. The ``result`` of the whole is the command's.

        Raises:
            ParamError: an argument is invalid; nothing has been sent.
        """
        packed_keys = self._pack_keys(keys)
        converted = self._policies.get("batch", policy)
        names = b""
        if bins is not None:
            if not isinstance(bins, list):
                raise param_error("Bins argument should be a list.", f"not {bins!r}")
            for name in bins:
                if not isinstance(name, str):
                    raise param_error(
                        "Bin name should be a string or unicode string.", f"not {name!r}"
                    )
            names = pack_names(bins)
        flags, decode = self._reading(converted)
        only_metadata = bins is not None and not bins
        call = borrow()
        size = self._native.bridge_batch_read(
            self._handle,
            packed_keys,
            len(packed_keys),
            names,
            len(names),
            converted.address,
            flags,
            call.address,
        )
        if size < 0:
            self._fail(call, keys=keys)

        def records_of(reply: memoryview | bytes) -> BatchRecords:
            results, status = decode(reply)
            return make_records(keys, results, status, only_metadata)

        reply = call.take(size)
        records = without_passes(records_of, reply) if size >= WORTHWHILE else records_of(reply)
        call.give_back()
        return records

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
        """
        if not isinstance(ops, list) or not ops:
            raise param_error("ops should be a list of op dictionaries", f"not {ops!r}")
        if not isinstance(keys, list):
            raise param_error(KEYS, f"not {keys!r}")
        if ttl is not None and not isinstance(ttl, int):
            raise param_error("ttl should be an integer", f"not {ttl!r}")
        for op in ops:
            if not isinstance(op, dict):
                raise param_error("op should be an aerospike operation dictionary", f"not {op!r}")
        compiled = compile_operations(ops, self._settings)
        packed_keys = self._pack_keys(keys)
        kind = "batch_parent_write" if compiled.has_write else "batch"
        parent = self._policies.get(kind, policy_batch)
        write = self._policies.get("batch_write", policy_batch_write)
        time = TTL_CLIENT_DEFAULT if ttl is None else _check_ttl(ttl)
        if compiled.ttl is not None:
            time = compiled.ttl
        flags, decode = self._reading(parent)

        def run(packed: bytes, call_address: int) -> int:
            status: int = self._native.bridge_batch_operate(
                self._handle,
                packed_keys,
                len(packed_keys),
                packed,
                len(packed),
                time,
                parent.address,
                write.address,
                flags | self._write_flags,
                call_address,
            )
            return status

        results, status = self._carry_values(run, compiled.operations, decode, keys=keys)
        return make_records(keys, results, status)

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
        """
        if not isinstance(keys, list):
            raise param_error(KEYS, f"not {keys!r}")
        module_name = _name("module", module)
        function_name = _name("function", function)
        _check_arguments(args)
        packed_keys = self._pack_keys(keys)
        parent = self._policies.get("batch_parent_write", policy_batch)
        apply = self._policies.get("batch_apply", policy_batch_apply)
        flags, decode = self._reading(parent)

        def run(packed: bytes, call_address: int) -> int:
            status: int = self._native.bridge_batch_apply(
                self._handle,
                packed_keys,
                len(packed_keys),
                module_name,
                function_name,
                packed,
                len(packed),
                parent.address,
                apply.address,
                flags | self._write_flags,
                call_address,
            )
            return status

        results, status = self._carry_values(run, args, decode, keys=keys)
        return make_records(keys, results, status)

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
        """
        packed_keys = self._pack_keys(keys)
        parent = self._policies.get("batch_parent_write", policy_batch)
        remove = self._policies.get("batch_remove", policy_batch_remove)
        flags, decode = self._reading(parent)
        results, status = self._carry(
            self._native.bridge_batch_remove,
            packed_keys,
            len(packed_keys),
            parent.address,
            remove.address,
            flags,
            keys=keys,
            decode=decode,
        )
        return make_records(keys, results, status)

    def batch_write(
        self, batch_records: BatchRecords, policy_batch: AnyBatchPolicy | None = None
    ) -> BatchRecords:
        """Run a different command on each of many records (server 6.0).

        Args:
            batch_records: ``Read``, ``Write``, ``Apply`` and ``Remove`` records of
                ``aerospike_helpers.batch.records``, mixed as they come.
            policy_batch: a batch policy, for the batch as a whole. A record's own policy goes
                before it.

        Returns:
            *batch_records*, the outcome in each of its records.

        Raises:
            ParamError: an argument is invalid; nothing has been sent.
        """
        parent = self._policies.get("batch_parent_write", policy_batch)
        if not isinstance(batch_records, BatchRecords):
            raise param_error(
                "batch_records must be an aerospike_helpers.batch.records.BatchRecords instance",
                f"not {batch_records!r}",
            )
        records = getattr(batch_records, "batch_records", None)
        if not isinstance(records, list):
            raise param_error("batch_records must be a list of BatchRecord", f"not {records!r}")
        shared = _Shared({}, [])
        values = [self._describe(record, shared) for record in records]
        flags, decode = self._reading(parent)

        def run(packed: bytes, call_address: int) -> int:
            status: int = self._native.bridge_batch_write(
                self._handle,
                packed,
                len(packed),
                parent.address,
                flags | self._write_flags,
                call_address,
            )
            return status

        results, status = self._carry_values(run, values, decode)
        batch_records.result = status
        for record, reply in zip(records, results):
            fill_record(record, reply)
        return batch_records

    def _describe(self, record: Any, shared: _Shared) -> list[Any]:
        """A record of a mixed batch as the bridge reads it."""
        if not isinstance(record, BatchRecord):
            raise param_error(
                "batch_record must be a BatchRecord class instance", f"not {record!r}"
            )
        key = getattr(record, "key", None)
        if not isinstance(key, tuple):
            raise param_error(
                "py_key is NULL or not a tuple, key must be a aerospike key tuple", f"not {key!r}"
            )
        describe = _DESCRIPTIONS.get(type(record))
        if describe is None:
            for base, candidate in _DESCRIPTIONS.items():
                if isinstance(record, base):
                    describe = candidate
                    break
            else:
                raise param_error(
                    "py_batch_type is NULL or not an int, _type must be an int from "
                    "batch_records._Types",
                    f"it is {type(record).__name__}",
                )
        try:
            return describe(self, record, [*key_parts(key)], shared)
        except AttributeError as error:
            # An attribute may have been deleted.
            if error.obj is not record:
                raise
            kind = type(record).__name__
            message = _WITHOUT.get(error.name or "", "a batch record is incomplete")
            raise param_error(message.format(kind=kind), f"a {kind} without {error.name}") from None

    def _record_policy(self, kind: str, label: str, policy: Any, shared: _Shared) -> int | None:
        if policy is None:
            return None
        try:
            converted = self._policies.get(kind, policy)
        except ClientError as problem:
            if problem.msg and "is an invalid policy dictionary key" in problem.msg:
                raise
            raise param_error(
                f"batch_type: {label}, failed to convert policy -> {problem.msg}", problem.detail
            ) from problem
        shared.policies.append(converted)
        return converted.address

    def _record_operations(
        self, ops: list[dict[str, Any]] | None, meta: Any, shared: _Shared
    ) -> tuple[list[list[Any]] | None, int, int]:
        ttl, generation = record_metadata(meta, self._options.validate_keys)
        if ops is None:
            return ([] if meta is not None else None), ttl, generation
        known = shared.operations.get(id(ops))
        if known is None:
            # The list is kept, so that no other one gets its identity.
            known = shared.operations[id(ops)] = (ops, self._compile(ops))
        compiled = known[1]
        if compiled.ttl is not None:
            ttl = compiled.ttl
        return compiled.operations, ttl, generation

    def _compile(self, ops: list[dict[str, Any]]) -> CompiledOperations:
        for op in ops:
            if not isinstance(op, dict):
                raise param_error(NOT_AN_OPERATION, f"not {op!r}")
        return compile_operations(ops, self._settings)

    def _describe_read(self, record: Read, key: list[Any], shared: _Shared) -> list[Any]:
        if record.ops is not None and (not isinstance(record.ops, list) or not record.ops):
            raise param_error(NO_OPERATIONS, f"not {record.ops!r}")
        operations = self._record_operations(record.ops, record.meta, shared)
        policy = self._record_policy("batch_read", "Read", record.policy, shared)
        return [READ, key, policy, bool(record.read_all_bins), *operations]

    def _describe_write(self, record: Write, key: list[Any], shared: _Shared) -> list[Any]:
        if not isinstance(record.ops, list) or not record.ops:
            raise param_error(NO_OPERATIONS, f"not {record.ops!r}")
        operations = self._record_operations(record.ops, record.meta, shared)
        policy = self._record_policy("batch_write", "Write", record.policy, shared)
        return [WRITE, key, policy, *operations]

    def _describe_apply(self, record: Apply, key: list[Any], shared: _Shared) -> list[Any]:
        policy = self._record_policy("batch_apply", "Apply", record.policy, shared)
        _name("module", record.module)
        _name("function", record.function)
        _check_arguments(record.args)
        # Packed on its own: the bridge hands the arguments on as a whole.
        arguments = self._packer.pack_checked(record.args)
        return [APPLY, key, policy, record.module, record.function, arguments]

    def _describe_remove(self, record: Remove, key: list[Any], shared: _Shared) -> list[Any]:
        return [
            REMOVE,
            key,
            self._record_policy("batch_remove", "Remove", record.policy, shared),
        ]

    def _pack_keys(self, keys: Any) -> bytes:
        if not isinstance(keys, list):
            raise param_error(KEYS, f"not {keys!r}")
        return pack_keys(keys)


_DESCRIPTIONS: dict[type, Callable[..., list[Any]]] = {
    Read: BatchCommands._describe_read,
    Write: BatchCommands._describe_write,
    Apply: BatchCommands._describe_apply,
    Remove: BatchCommands._describe_remove,
}


# What the official package says of a record that lacks an attribute.
_WITHOUT = {
    "ops": NO_OPERATIONS,
    "policy": "batch_type: {kind}, policy must be a dict",
    "meta": "Invalid operation",
    "module": "module must be a string",
    "function": "function must be a string",
    "args": "args must be a list of arguments for the UDF",
}


def _name(what: str, value: Any) -> bytes:
    if not isinstance(value, str):
        raise param_error(f"{what} must be a string", f"not {value!r}")
    if "\0" in value:
        raise param_error(f"{what} must be a string", f"without a NUL character: {value!r}")
    try:
        return value.encode()
    except UnicodeEncodeError:
        raise param_error(f"{what} must be a string", f"{value!r} has no UTF-8 form") from None


def _check_arguments(args: Any) -> None:
    if not isinstance(args, list):
        raise param_error("args must be a list of arguments for the UDF", f"not {args!r}")


def _check_ttl(ttl: int) -> int:
    if not TTL.fits(ttl):
        raise param_error("ttl is invalid", TTL.refusal(ttl))
    return TTL.convert(ttl)
