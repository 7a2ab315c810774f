"""Commands on one record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aerospike._command.session import Session
from aerospike._errors import client_error, param_error
from aerospike._wire.requests import (
    Command,
    append_value,
    check_key_of,
    done,
    pack_record_request,
)
from aerospike._wire.values import pack_names, unpack
from aerospike.config.policy import record_metadata
from aerospike.exception import BinNameError, ClientError
from aerospike.key import Key, complete_key
from aerospike.types import AnyReadPolicy, AnyRemovePolicy, AnyWritePolicy

__all__ = ["exists", "get", "put", "remove", "remove_bin", "select"]

Bins = dict[str, Any]
Meta = Mapping[str, Any]
Metadata = dict[str, int]
Record = tuple[Key, Metadata, Bins]
_list = list  # remove_bin has a parameter of this name


def put(
    session: Session,
    key: Key,
    bins: Bins,
    meta: Meta | None = None,
    policy: AnyWritePolicy | None = None,
    serializer: int | None = None,
) -> Command:
    if type(bins) is not dict:
        if not isinstance(bins, dict):
            raise param_error("Record should be passed as bin-value pair", f"not as {bins!r}")
        bins = dict(dict.items(bins))
    packer = session.bin_packer if serializer is None else session.bin_packer_for(serializer)
    try:
        packed = packer.pack(bins)
    except BinNameError as error:
        error.key, error.bin = key, bins
        raise
    ttl, generation = record_metadata(meta, session.options.validate_keys)
    converted = session.policies.get("write", policy)
    request = append_value(
        pack_record_request(converted.address, session.write_flags, key, ttl, generation), packed
    )
    return "bridge_put", request, converted, done, session.check_put, {"key": key, "bin": bins}


def get(session: Session, key: Key, policy: AnyReadPolicy | None = None) -> Command:
    converted = session.policies.get("read", policy)
    flags, decode = session.reader_for(converted)

    def read(reply: Any) -> Record:
        generation, ttl, digest, bins = decode(reply)
        whole = complete_key(key, digest, converted.send_key)
        return whole, {"ttl": ttl, "gen": generation}, bins

    request = pack_record_request(converted.address, flags, key)
    return "bridge_get", request, converted, read, check_key_of, {"key": key}


def select(
    session: Session,
    key: Key,
    bins: list[str] | tuple[str, ...],
    policy: AnyReadPolicy | None = None,
) -> Command:
    if not isinstance(bins, (list, tuple)):
        raise param_error("not a list or tuple", f"but {bins!r}")
    for name in bins:
        if not isinstance(name, str):
            message = "Bin name must be a string" if isinstance(bins, list) else "not string type"
            raise param_error(message, f"the bin name is {name!r}")
    names = pack_names(list(bins))
    converted = session.policies.get("read", policy)
    flags, decode = session.reader_for(converted)

    def read(reply: Any) -> Record:
        generation, ttl, digest, values = decode(reply)
        return complete_key(key, digest), {"ttl": ttl, "gen": generation}, values

    request = append_value(pack_record_request(converted.address, flags, key), names)
    return "bridge_select", request, converted, read, check_key_of, {"key": key}


def exists(session: Session, key: Key, policy: AnyReadPolicy | None = None) -> Command:
    converted = session.policies.get("read", policy)

    def read(reply: Any) -> tuple[Key, Metadata | None]:
        generation, ttl, digest = unpack(reply)
        meta = None if generation is None else {"ttl": ttl, "gen": generation}
        return complete_key(key, digest), meta

    request = pack_record_request(converted.address, 0, key)
    return "bridge_exists", request, converted, read, check_key_of, {"key": key}


def remove(
    session: Session, key: Key, meta: Meta | None = None, policy: AnyRemovePolicy | None = None
) -> Command:
    converted = session.policies.remove(policy, meta)
    request = pack_record_request(converted.address, 0, key)
    return "bridge_remove", request, converted, done, check_key_of, {"key": key}


def remove_bin(
    session: Session,
    key: Key,
    list: _list[str],
    meta: Meta | None = None,
    policy: AnyWritePolicy | None = None,
) -> Command:
    if not isinstance(list, _list):
        raise param_error("Bins should be a list", f"not {list!r}")
    try:
        converted = session.policies.get("write", policy)
    except ClientError as error:
        raise client_error(f"Incorrect policy -> {error.msg}", error.detail) from error
    for name in list:
        if not isinstance(name, str):
            raise client_error(
                "Invalid bin name, bin name should be a string or unicode string",
                f"not {name!r}",
            )
    ttl, generation = record_metadata(meta, session.options.validate_keys)
    request = append_value(
        pack_record_request(converted.address, session.write_flags, key, ttl, generation),
        session.packer.pack(dict.fromkeys(list)),
    )
    return "bridge_put", request, converted, done, check_key_of, {"key": key}
