"""Commands on many records."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aerospike._command.session import Session
from aerospike._errors import param_error
from aerospike._msgpack import packb
from aerospike._ranges import TTL
from aerospike._wire.operations import CompiledOperations, compile_operations
from aerospike._wire.requests import Command, Unpack, check_keys_of, join_values
from aerospike._wire.values import pack_names
from aerospike.config.policy import NativePolicy, record_metadata
from aerospike.constants import TTL_CLIENT_DEFAULT
from aerospike.exception import ClientError
from aerospike.key import PACKED_AS_IT_IS, Key, key_parts, pack_keys
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

__all__ = ["batch_apply", "batch_operate", "batch_read", "batch_remove", "batch_write"]

# The kinds of records in a request (native/bridge/batch_records.c).
READ, WRITE, APPLY, REMOVE = 0, 1, 2, 3

KEYS = "keys should be a list of aerospike key tuples"
NO_OPERATIONS = "py_ops_list is NULL or not a list, ops must be a list of aerospike operation dicts"
# The official message has these spaces.
NOT_AN_OPERATION = (
    "py_op is NULL or not a dict, ops must be a dict"
    + " " * 37
    + "produced by an aerospike operation helper"
)


def _make_records(
    keys: list[Key], results: list[list[Any]], status: int, only_metadata: bool = False
) -> BatchRecords:
    """The records of a reply.

    A result is [digest, generation, ttl, bins] of a command that has succeeded, else [digest,
    result, in doubt, subcode, message].
    """
    records: list[BatchRecord] = []
    append = records.append
    # Set the fields one by one: calling __init__ for each record costs a tenth of the command.
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


def _fill_record(record: BatchRecord, reply: list[Any]) -> None:
    """Store one result of a reply in the record that asked for it."""
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


def _pack_keys(keys: Any) -> bytes:
    if not isinstance(keys, list):
        raise param_error(KEYS, f"not {keys!r}")
    return pack_keys(keys)


def _keys_command(
    function: str,
    keys: list[Key],
    packed_keys: bytes,
    policies: tuple[NativePolicy, ...],
    flags: int,
    rest: tuple[bytes, ...],
    unpack_values: Unpack,
    only_metadata: bool = False,
) -> Command:
    """A command that does the same to many records."""

    def finish(value: Any) -> BatchRecords:
        results, status = value
        return _make_records(keys, results, status, only_metadata)

    request = join_values(packb(policies[0].address), packb(flags), packed_keys, *rest)
    return function, request, policies, unpack_values, finish, check_keys_of, {"keys": keys}


def batch_read(
    session: Session,
    keys: list[Key],
    bins: list[str] | None = None,
    policy: AnyBatchPolicy | None = None,
) -> Command:
    packed_keys = _pack_keys(keys)
    converted = session.policies.get("batch", policy)
    names = packb(None)
    if bins is not None:
        if not isinstance(bins, list):
            raise param_error("Bins argument should be a list.", f"not {bins!r}")
        for name in bins:
            if not isinstance(name, str):
                raise param_error("Bin name should be a string or unicode string.", f"not {name!r}")
        names = pack_names(bins)
    flags, unpack_values = session.reader_for(converted)
    only_metadata = bins is not None and not bins
    return _keys_command(
        "bridge_batch_read",
        keys,
        packed_keys,
        (converted,),
        flags,
        (names,),
        unpack_values,
        only_metadata,
    )


def batch_operate(
    session: Session,
    keys: list[Key],
    ops: list[dict[str, Any]],
    policy_batch: AnyBatchPolicy | None = None,
    policy_batch_write: AnyBatchWritePolicy | None = None,
    ttl: int | None = None,
) -> Command:
    if not isinstance(ops, list) or not ops:
        raise param_error("ops should be a list of op dictionaries", f"not {ops!r}")
    if not isinstance(keys, list):
        raise param_error(KEYS, f"not {keys!r}")
    if ttl is not None and not isinstance(ttl, int):
        raise param_error("ttl should be an integer", f"not {ttl!r}")
    for op in ops:
        if not isinstance(op, dict):
            raise param_error("op should be an aerospike operation dictionary", f"not {op!r}")
    compiled = compile_operations(ops, session.settings)
    packed_keys = pack_keys(keys)
    kind = "batch_parent_write" if compiled.has_write else "batch"
    parent = session.policies.get(kind, policy_batch)
    write = session.policies.get("batch_write", policy_batch_write)
    time = TTL_CLIENT_DEFAULT if ttl is None else _check_ttl(ttl)
    if compiled.ttl is not None:
        time = compiled.ttl
    flags, unpack_values = session.reader_for(parent)
    return _keys_command(
        "bridge_batch_operate",
        keys,
        packed_keys,
        (parent, write),
        flags | session.write_flags,
        (
            packb(write.address),
            packb(time),
            session.packer.pack_operations(compiled.operations),
        ),
        unpack_values,
    )


def batch_apply(
    session: Session,
    keys: list[Key],
    module: str,
    function: str,
    args: list[Any],
    policy_batch: AnyBatchPolicy | None = None,
    policy_batch_apply: AnyBatchApplyPolicy | None = None,
) -> Command:
    if not isinstance(keys, list):
        raise param_error(KEYS, f"not {keys!r}")
    _check_name("module", module)
    _check_name("function", function)
    _check_arguments(args)
    packed_keys = pack_keys(keys)
    parent = session.policies.get("batch_parent_write", policy_batch)
    apply = session.policies.get("batch_apply", policy_batch_apply)
    flags, unpack_values = session.reader_for(parent)
    return _keys_command(
        "bridge_batch_apply",
        keys,
        packed_keys,
        (parent, apply),
        flags | session.write_flags,
        (
            packb(apply.address),
            packb(str.__str__(module)),
            packb(str.__str__(function)),
            session.packer.pack(args),
        ),
        unpack_values,
    )


def batch_remove(
    session: Session,
    keys: list[Key],
    policy_batch: AnyBatchPolicy | None = None,
    policy_batch_remove: AnyBatchRemovePolicy | None = None,
) -> Command:
    packed_keys = _pack_keys(keys)
    parent = session.policies.get("batch_parent_write", policy_batch)
    remove = session.policies.get("batch_remove", policy_batch_remove)
    flags, unpack_values = session.reader_for(parent)
    return _keys_command(
        "bridge_batch_remove",
        keys,
        packed_keys,
        (parent, remove),
        flags,
        (packb(remove.address),),
        unpack_values,
    )


def batch_write(
    session: Session, batch_records: BatchRecords, policy_batch: AnyBatchPolicy | None = None
) -> Command:
    parent = session.policies.get("batch_parent_write", policy_batch)
    if not isinstance(batch_records, BatchRecords):
        raise param_error(
            "batch_records must be an aerospike_helpers.batch.records.BatchRecords instance",
            f"not {batch_records!r}",
        )
    records = getattr(batch_records, "batch_records", None)
    if not isinstance(records, list):
        raise param_error("batch_records must be a list of BatchRecord", f"not {records!r}")
    describe = _Describer(session)
    rows = packb([describe(record) for record in records], None, PACKED_AS_IT_IS)
    flags, unpack_values = session.reader_for(parent)

    def finish(value: Any) -> BatchRecords:
        results, status = value
        batch_records.result = status
        for record, result in zip(records, results):
            _fill_record(record, result)
        return batch_records

    request = join_values(
        packb(parent.address),
        packb(flags | session.write_flags),
        session.packer.pack(describe.operations),
        rows,
    )
    return "bridge_batch_write", request, (parent, describe), unpack_values, finish, None, {}


# The place of a list of operations, if there is one, the time to live and the generation.
_Operations = tuple[int | None, int, int]
_Row = tuple[Any, ...]


class _Describer:
    """Describes the records of one mixed batch as the bridge reads them.

    Each list of operations and each policy is checked once, because records often share them.
    """

    __slots__ = ("_known", "_policies", "_session", "operations")

    def __init__(self, session: Session) -> None:
        self._session = session
        #: Each list of operations once; records name its place.
        self.operations: list[list[Any]] = []
        # By identity. The objects are kept, so that no other object takes an identity meanwhile.
        self._known: dict[tuple[int, int], tuple[Any, Any, _Operations]] = {}
        self._policies: dict[tuple[int, str], tuple[Any, NativePolicy]] = {}

    def __call__(self, record: Any) -> _Row:
        if not isinstance(record, BatchRecord):
            raise param_error(
                "batch_record must be a BatchRecord class instance", f"not {record!r}"
            )
        key = getattr(record, "key", None)
        if not isinstance(key, tuple):
            raise param_error(
                "py_key is NULL or not a tuple, key must be a aerospike key tuple", f"not {key!r}"
            )
        describe = _DESCRIPTIONS.get(type(record)) or _description_of_base(record)
        try:
            return describe(self, record, key_parts(key))
        except AttributeError as error:
            # An attribute may have been deleted.
            if error.obj is not record:
                raise
            kind = type(record).__name__
            message = _WITHOUT.get(error.name or "", "a batch record is incomplete")
            raise param_error(message.format(kind=kind), f"a {kind} without {error.name}") from None

    def _policy(self, kind: str, label: str, policy: Any) -> int | None:
        if policy is None:
            return None
        known = self._policies.get((id(policy), kind))
        if known is not None:
            return known[1].address
        try:
            converted = self._session.policies.get(kind, policy)
        except ClientError as problem:
            if problem.msg and "is an invalid policy dictionary key" in problem.msg:
                raise
            raise param_error(
                f"batch_type: {label}, failed to convert policy -> {problem.msg}", problem.detail
            ) from problem
        self._policies[id(policy), kind] = policy, converted
        return converted.address

    def _operations_of(self, ops: list[dict[str, Any]] | None, meta: Any) -> _Operations:
        known = self._known.get((id(ops), id(meta)))
        if known is None:
            found = self._look_at_operations(ops, meta)
            known = self._known[id(ops), id(meta)] = ops, meta, found
        return known[2]

    def _look_at_operations(self, ops: list[dict[str, Any]] | None, meta: Any) -> _Operations:
        ttl, generation = record_metadata(meta, self._session.options.validate_keys)
        if ops is not None:
            compiled = self._compile(ops)
            if compiled.ttl is not None:
                ttl = compiled.ttl
            self.operations.append(compiled.operations)
        elif meta is not None:
            self.operations.append([])
        else:
            return None, ttl, generation
        return len(self.operations) - 1, ttl, generation

    def _compile(self, ops: list[dict[str, Any]]) -> CompiledOperations:
        for op in ops:
            if not isinstance(op, dict):
                raise param_error(NOT_AN_OPERATION, f"not {op!r}")
        return compile_operations(ops, self._session.settings)

    def read(self, record: Read, key: tuple[Any, ...]) -> _Row:
        if record.ops is not None and (not isinstance(record.ops, list) or not record.ops):
            raise param_error(NO_OPERATIONS, f"not {record.ops!r}")
        operations = self._operations_of(record.ops, record.meta)
        policy = self._policy("batch_read", "Read", record.policy)
        return READ, key, policy, bool(record.read_all_bins), *operations

    def write(self, record: Write, key: tuple[Any, ...]) -> _Row:
        if not isinstance(record.ops, list) or not record.ops:
            raise param_error(NO_OPERATIONS, f"not {record.ops!r}")
        operations = self._operations_of(record.ops, record.meta)
        return WRITE, key, self._policy("batch_write", "Write", record.policy), *operations

    def apply(self, record: Apply, key: tuple[Any, ...]) -> _Row:
        policy = self._policy("batch_apply", "Apply", record.policy)
        _check_name("module", record.module)
        _check_name("function", record.function)
        _check_arguments(record.args)
        # Packed on its own: the bridge hands the arguments on as a whole.
        arguments = self._session.packer.pack_checked(record.args)
        return (
            APPLY,
            key,
            policy,
            str.__str__(record.module),
            str.__str__(record.function),
            arguments,
        )

    def remove(self, record: Remove, key: tuple[Any, ...]) -> _Row:
        return REMOVE, key, self._policy("batch_remove", "Remove", record.policy)


_DESCRIPTIONS: dict[type, Callable[..., _Row]] = {
    Read: _Describer.read,
    Write: _Describer.write,
    Apply: _Describer.apply,
    Remove: _Describer.remove,
}


def _description_of_base(record: BatchRecord) -> Callable[..., _Row]:
    """The description of a record of a user's own class."""
    for base, describe in _DESCRIPTIONS.items():
        if isinstance(record, base):
            return describe
    raise param_error(
        "py_batch_type is NULL or not an int, _type must be an int from batch_records._Types",
        f"it is {type(record).__name__}",
    )


# The official package's message for a record that lacks an attribute.
_WITHOUT = {
    "ops": NO_OPERATIONS,
    "policy": "batch_type: {kind}, policy must be a dict",
    "meta": "Invalid operation",
    "module": "module must be a string",
    "function": "function must be a string",
    "args": "args must be a list of arguments for the UDF",
}


def _check_name(what: str, value: Any) -> None:
    if not isinstance(value, str):
        raise param_error(f"{what} must be a string", f"not {value!r}")
    if "\0" in value:
        raise param_error(f"{what} must be a string", f"without a NUL character: {value!r}")
    try:
        str.encode(value)
    except UnicodeEncodeError:
        raise param_error(f"{what} must be a string", f"{value!r} has no UTF-8 form") from None


def _check_arguments(args: Any) -> None:
    if not isinstance(args, list):
        raise param_error("args must be a list of arguments for the UDF", f"not {args!r}")


def _check_ttl(ttl: int) -> int:
    if not TTL.fits(ttl):
        raise param_error("ttl is invalid", TTL.refusal(ttl))
    return TTL.convert(ttl)
