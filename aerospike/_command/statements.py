"""Statements (scans and queries) and the streams of their records."""

from __future__ import annotations

import struct
from typing import Any

from ormsgpack import packb

from aerospike._wire.requests import Command, Decode, append_value, done, join_values
from aerospike._wire.values import unpack
from aerospike.config.policy import NativePolicy

__all__ = ["background", "is_done", "new_statement", "next_chunk", "start", "status"]

_JOB_ID = struct.Struct("=Q")
_NO_FILTER = packb(None)

Position = tuple[int, int, int]
"""The serial number of a stream, the number of its last chunk, and how many records of the chunk
have been delivered."""


def new_statement(place: int, flags: int, description: bytes) -> Command:
    """Make a statement; its pointer goes to *place*."""
    request = append_value(packb((place, flags)), description)
    return "bridge_statement_new", request, None, done, None, {}


def start(
    place: int,
    policy: NativePolicy,
    flags: int,
    settings: bytes,
    partition_filter: bytes | None,
) -> Command:
    """Start a stream; its pointer goes to *place*. The result is its serial number."""
    request = join_values(
        packb(policy.address),
        packb(flags),
        packb(place),
        settings,
        partition_filter or _NO_FILTER,
    )
    return "bridge_statement_start", request, policy, unpack, None, {}


def background(policy: NativePolicy, settings: bytes) -> Command:
    """Have the server run the statement in the background: the id of the job."""

    def read(reply: Any) -> int:
        job_id: int = _JOB_ID.unpack(unpack(reply))[0]
        return job_id

    request = append_value(packb((policy.address,)), settings)
    return "bridge_statement_background", request, policy, read, None, {}


def status(position: Position) -> Command:
    """How far each partition has been delivered; None if nobody keeps track."""
    return "bridge_statement_status", packb(position), None, _read_status, None, {}


def _read_status(reply: Any) -> Any:
    return None if reply is None else unpack(reply)


def is_done(position: Position) -> Command:
    """Whether all partitions have been delivered to their end."""
    return "bridge_statement_is_done", packb(position), None, unpack, None, {}


def next_chunk(number: int, wait: bool, decode: Decode) -> Command:
    """The next records of a stream; None at its end, or if it has none now and is not to *wait*."""

    def read(reply: Any) -> list[Any] | None:
        return None if reply is None else decode(reply)

    return "bridge_stream_next", packb((number, wait)), None, read, None, {}
