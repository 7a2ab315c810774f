"""Partition filters: which partitions a scan or query walks, and where in each it goes on.

A filter is a dictionary, the value of ``partition_filter`` in a scan or query policy:

* ``begin``: the first partition, from 0 to 4095; 0 if it is left out
* ``count``: how many partitions, from 1 on; 4096 if it is left out
* ``digest``: ``{"init": 1, "value": digest}``: go on behind this digest in the first partition
* ``partition_status``: what ``get_partitions_status`` of an earlier scan or query returned
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ormsgpack import packb

from aerospike._errors import param_error
from aerospike.exception import ParamError
from aerospike.key import DIGEST_SIZE, PARTITIONS

__all__ = ["pack_partition_filter", "unpack_partitions_status"]

Status = dict[Any, Any]


def _error(problem: str) -> ParamError:
    return param_error(f"invalid partition_filter policy: {problem}")


def _number(what: str, value: Any, low: int, high: int) -> int:
    if not isinstance(value, int) or not low <= value <= high:
        raise _error(f"{what} must be an int from {low} to {high}, not {value!r}")
    return int(value)


def pack_partition_filter(value: Any) -> bytes:
    """A partition filter as the bridge takes it.

    Raises:
        ParamError: the filter is no dictionary, or an entry is of the wrong type or out of range.
    """
    if not isinstance(value, dict):
        raise _error(f"partition_filter must be a dict, not {value!r}")
    begin = _number("begin", value.get("begin", 0), 0, PARTITIONS - 1)
    count = _number("count", value.get("count", PARTITIONS), 1, PARTITIONS)
    if begin + count > PARTITIONS:
        raise _error(f"begin {begin} and count {count} reach beyond partition {PARTITIONS - 1}")
    status = value.get("partition_status")
    packed = None if status is None else _pack_status(status, begin, count)
    return packb([begin, count, _digest(value.get("digest")), packed])


def _digest(value: Any) -> bytes | None:
    if not isinstance(value, dict) or not value.get("init"):
        return None
    digest = value.get("value", b"")
    if isinstance(digest, str):
        digest = digest.encode("utf-8", "surrogateescape")
    if not isinstance(digest, (bytes, bytearray)) or len(digest) > DIGEST_SIZE:
        raise _error(f"the value of digest must be {DIGEST_SIZE} bytes, not {digest!r}")
    return bytes(digest).ljust(DIGEST_SIZE, b"\0")


def _pack_status(status: Any, begin: int, count: int) -> list[Any]:
    if not isinstance(status, dict):
        raise _error(f"partition_status must be a dict, not {status!r}")
    flags = []
    for name in ("done", "retry"):
        if name not in status:
            raise _error(f"partition_status has no {name!r}")
        if not isinstance(status[name], int):
            raise _error(f"{name!r} of partition_status must be an int, not {status[name]!r}")
        flags.append(bool(status[name]))
    parts = [_pack_part(status, part_id) for part_id in range(begin, begin + count)]
    return [*flags, parts]


def _pack_part(status: Mapping[Any, Any], part_id: int) -> list[Any]:
    """One partition; what is not known of it is as before its first record."""
    entry = status.get(part_id)
    if not isinstance(entry, tuple):
        return [part_id, None, True, 0]
    init, retry, digest, bval = (*entry, *(None, 0, True, None, 0)[len(entry) :])[1:5]
    for what, number in (("init", init), ("retry", retry), ("bval", bval)):
        if not isinstance(number, int):
            raise _error(f"{what} of partition {part_id} must be an int, not {number!r}")
    if not 0 <= bval < 2**64:
        raise _error(f"bval of partition {part_id} must fit in 64 bits: {bval}")
    if digest is None:
        digest = bytes(DIGEST_SIZE)
    if not isinstance(digest, (bytes, bytearray)) or len(digest) != DIGEST_SIZE:
        raise _error(f"the digest of partition {part_id} must be 20 bytes, not {digest!r}")
    signed = bval - 2**64 if bval >= 2**63 else bval
    return [part_id, bytes(digest) if init else None, bool(retry), signed]


def unpack_partitions_status(reply: Any) -> Status:
    """What ``get_partitions_status`` returns of the bridge's reply."""
    if reply is None:
        return {}
    done, retry, parts = reply
    status: Status = {"done": done, "retry": retry}
    for part_id, init, part_retry, digest, bval in parts:
        status[part_id] = (part_id, init, part_retry, bytearray(digest), bval % 2**64)
    return status
