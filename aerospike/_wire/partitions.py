"""Partition filters: which partitions a scan or query reads, and where in each it resumes.

A filter is a dictionary, the value of ``partition_filter`` in a scan or query policy:

* ``begin``: the first partition, from 0 to 4095; 0 if it is left out
* ``count``: how many partitions, at least 1; 4096 if it is left out
* ``digest``: ``{"init": 1, "value": digest}``: resume after this digest in the first partition
* ``partition_status``: the result of ``get_partitions_status`` of an earlier scan or query
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aerospike._errors import param_error
from aerospike._msgpack import packb
from aerospike.key import DIGEST_SIZE, PARTITIONS

__all__ = ["pack_partition_filter", "unpack_partitions_status"]

Status = dict[Any, Any]


# The official messages have these tabs in the middle of their sentences.
_TABS = "\t" * 6


def _number(what: str, value: Any, low: int, high: int) -> int:
    if not isinstance(value, int) or not low <= value <= high:
        raise param_error(
            f"invalid partition_filter policy {what}, {what} must {_TABS}be an int between {low} "
            f"and {high} inclusive",
            f"not {value!r}",
        )
    return int(value)


def _check_dictionary(what: str, value: Any) -> None:
    if not isinstance(value, dict):
        raise param_error(
            f"invalid partition_filter policy, {what} must be a dict", f"not {value!r}"
        )


def pack_partition_filter(value: Any) -> bytes:
    """A partition filter as the bridge takes it.

    Raises:
        ParamError: the filter is not a dictionary, or an entry has the wrong type or is out of
            range.
    """
    _check_dictionary("partition_filter", value)
    status = value.get("partition_status")
    if "partition_status" in value:
        _check_dictionary("partition_status", status)
    begin = _number("begin", value.get("begin", 0), 0, PARTITIONS - 1)
    count = _number("count", value.get("count", PARTITIONS), 1, PARTITIONS)
    if begin + count > PARTITIONS:
        raise param_error(
            f"invalid partition filter range,{_TABS}begin: {begin} count: {count}, valid range "
            f"when begin + count <= {PARTITIONS}"
        )
    packed = None if status is None else _pack_status(status, begin, count)
    return packb([begin, count, _digest(value.get("digest")), packed])


def _digest(value: Any) -> bytes | None:
    if not isinstance(value, dict) or not value.get("init"):
        return None
    digest = value.get("value", b"")
    if isinstance(digest, str):
        digest = digest.encode("utf-8", "surrogateescape")
    if not isinstance(digest, (bytes, bytearray)) or len(digest) > DIGEST_SIZE:
        raise param_error(
            "invalid partition_filter policy", f"digest must be {DIGEST_SIZE} bytes, not {digest!r}"
        )
    return bytes(digest).ljust(DIGEST_SIZE, b"\0")


def _pack_status(status: Any, begin: int, count: int) -> list[Any]:
    flags = []
    for name in ("done", "retry"):
        if name not in status:
            raise param_error(f"partition_status dict missing key {name!r}")
        if not isinstance(status[name], int):
            raise param_error(
                f"partition_status dict key {name!r} must be an int", f"not {status[name]!r}"
            )
        flags.append(bool(status[name]))
    parts = [_pack_part(status, part_id) for part_id in range(begin, begin + count)]
    return [*flags, parts]


def _is_digest(value: Any) -> bool:
    return isinstance(value, (bytes, bytearray)) and len(value) == DIGEST_SIZE


def _pack_part(status: Mapping[Any, Any], part_id: int) -> list[Any]:
    """One partition; missing entries have the values from before its first record."""
    entry = status.get(part_id)
    if not isinstance(entry, tuple):
        return [part_id, None, True, 0]
    init, retry, digest, bval = (*entry, *(None, 0, True, None, 0)[len(entry) :])[1:5]
    if digest is None:
        digest = bytes(DIGEST_SIZE)
    for what, good, given in (
        ("init", isinstance(init, int), init),
        ("retry", isinstance(retry, int), retry),
        ("digest value", _is_digest(digest), digest),
        ("bval", isinstance(bval, int), bval),
    ):
        if not good:
            raise param_error(f"invalid {what} for part_id: {part_id}", repr(given))
    if not 0 <= bval < 2**64:
        raise param_error(
            f"invalid bval for partition id: {part_id}, bval must fit in unsigned long long",
            str(bval),
        )
    signed = bval - 2**64 if bval >= 2**63 else bval
    return [part_id, bytes(digest) if init else None, bool(retry), signed]


def unpack_partitions_status(reply: Any) -> Status:
    """The result of ``get_partitions_status``, from the bridge's reply."""
    if reply is None:
        return {}
    done, retry, parts = reply
    status: Status = {"done": done, "retry": retry}
    for part_id, init, part_retry, digest, bval in parts:
        status[part_id] = (part_id, init, part_retry, bytearray(digest), bval % 2**64)
    return status
