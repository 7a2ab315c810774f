"""Several operations on one record in one command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aerospike._command.records import Meta, Metadata
from aerospike._command.session import Session
from aerospike._errors import param_error
from aerospike._wire.operations import compile_operations
from aerospike._wire.requests import (
    Command,
    append_value,
    check_key_of,
    done,
    pack_record_request,
)
from aerospike.config.policy import record_metadata
from aerospike.constants import (
    OPERATOR_APPEND,
    OPERATOR_INCR,
    OPERATOR_PREPEND,
    OPERATOR_TOUCH,
)
from aerospike.exception import RecordError
from aerospike.key import Key, complete_key
from aerospike.types import AnyOperatePolicy

__all__ = ["append", "increment", "operate", "operate_ordered", "prepend", "touch"]

Operation = dict[str, Any]
Policy = Mapping[str, Any]
OrderedRecord = tuple[Key, Metadata, list[tuple[str, Any]]]
_list = list  # operate has a parameter of this name


def _operate(
    session: Session,
    key: Key,
    operations: _list[Operation],
    meta: Meta | None,
    policy: Policy | None,
    ordered: bool = False,
    bin: Any = None,
) -> Command:
    if not isinstance(operations, _list):
        raise param_error("Operations should be of type list", f"not {operations!r}")
    converted = session.policies.get("operate", policy)
    ttl, generation = record_metadata(meta, session.options.validate_keys)
    if ordered:
        # Without a fixed order, operations that are not dictionaries are ignored.
        for operation in operations:
            if not isinstance(operation, dict):
                raise param_error("Operation must be a dict", f"not {operation!r}")
    try:
        compiled = compile_operations(operations, session.settings)
    except RecordError as error:
        error.key, error.bin = key, bin
        raise
    if compiled.ttl is not None:
        ttl = compiled.ttl
    flags, unpack_values = session.reader_for(converted)

    def finish(value: Any) -> tuple[Key, Metadata, Any]:
        generation, ttl, digest, bins = value
        return complete_key(key, digest), {"ttl": ttl, "gen": generation}, bins

    head = pack_record_request(
        converted.address, flags | session.write_flags, key, ttl, generation, ordered
    )
    request = append_value(head, session.packer.pack_operations(compiled.operations))
    context = {"key": key, "bin": bin}
    return "bridge_operate", request, converted, unpack_values, finish, check_key_of, context


def operate(
    session: Session,
    key: Key,
    list: _list[Operation],
    meta: Meta | None = None,
    policy: AnyOperatePolicy | None = None,
) -> Command:
    return _operate(session, key, list, meta, policy)


def operate_ordered(
    session: Session,
    key: Key,
    list: _list[Operation],
    meta: Meta | None = None,
    policy: AnyOperatePolicy | None = None,
) -> Command:
    *head, _, check, context = _operate(session, key, list, meta, policy, ordered=True)

    def finish(value: Any) -> OrderedRecord:
        generation, ttl, digest, pairs = value
        results = [(name, result) for name, result in pairs]
        return complete_key(key, digest), {"ttl": ttl, "gen": generation}, results

    return *head, finish, check, context


def _single(
    session: Session, key: Key, operation: Operation, meta: Meta | None, policy: Policy | None
) -> Command:
    *head, _, check, context = _operate(
        session, key, [operation], meta, policy, bin=operation.get("bin")
    )
    return *head, done, check, context


def append(
    session: Session,
    key: Key,
    bin: str,
    val: str | bytes | bytearray,
    meta: Meta | None = None,
    policy: AnyOperatePolicy | None = None,
) -> Command:
    operation = {"op": OPERATOR_APPEND, "bin": bin, "val": val}
    return _single(session, key, operation, meta, policy)


def prepend(
    session: Session,
    key: Key,
    bin: str,
    val: str | bytes | bytearray,
    meta: Meta | None = None,
    policy: AnyOperatePolicy | None = None,
) -> Command:
    operation = {"op": OPERATOR_PREPEND, "bin": bin, "val": val}
    return _single(session, key, operation, meta, policy)


def increment(
    session: Session,
    key: Key,
    bin: str,
    offset: int | float,
    meta: Meta | None = None,
    policy: AnyOperatePolicy | None = None,
) -> Command:
    operation = {"op": OPERATOR_INCR, "bin": bin, "val": offset}
    return _single(session, key, operation, meta, policy)


def touch(
    session: Session,
    key: Key,
    val: int = 0,
    meta: Meta | None = None,
    policy: AnyOperatePolicy | None = None,
) -> Command:
    return _single(session, key, {"op": OPERATOR_TOUCH, "val": val}, meta, policy)
