"""Statements (scans and queries) and the streams of their records."""

from __future__ import annotations

import struct
from typing import Any

from aerospike._msgpack import packb
from aerospike._wire.requests import Command, Finish, Unpack, append_value, join_values
from aerospike._wire.values import unpack
from aerospike.config.policy import NativePolicy

__all__ = [
    "READY",
    "WAIT",
    "WHOLE",
    "background",
    "is_done",
    "new_statement",
    "next_chunk",
    "start",
    "status",
]

_JOB_ID = struct.Struct("=Q")
_NO_FILTER = packb(None)

# What asks for a chunk takes a whole one or none, takes what is there, or waits for a while.
WHOLE, READY, WAIT = range(3)

Position = tuple[int, int, int]
"""The serial number of a stream, the number of its last chunk, the records delivered of it."""


def new_statement(place: int, flags: int, description: bytes) -> Command:
    """Make a statement; its pointer goes to *place*."""
    request = append_value(packb((place, flags)), description)
    return "bridge_statement_new", request, None, unpack, None, None, {}


def start(
    place: int,
    policy: NativePolicy,
    flags: int,
    settings: bytes,
    partition_filter: bytes | None,
    owners: tuple[Any, ...],
) -> Command:
    """Start a stream; its pointer goes to *place*. The result is its serial number.

    *owners* are those of the statement and of the place.
    """
    request = join_values(
        packb(policy.address),
        packb(flags),
        packb(place),
        settings,
        partition_filter or _NO_FILTER,
    )
    return "bridge_statement_start", request, (policy, owners), unpack, None, None, {}


def background(policy: NativePolicy, settings: bytes, owner: Any) -> Command:
    """Start the statement as a background job of the server; returns the job's id.

    *owner* is that of the statement.
    """

    def finish(value: bytes) -> int:
        job_id: int = _JOB_ID.unpack(value)[0]
        return job_id

    request = append_value(packb((policy.address,)), settings)
    return "bridge_statement_background", request, (policy, owner), unpack, finish, None, {}


def status(position: Position) -> Command:
    """How far each partition has been delivered; None if the statement does not track it."""
    return "bridge_statement_status", packb(position), None, unpack, None, None, {}


def is_done(position: Position) -> Command:
    """Whether all partitions have been delivered completely."""
    return "bridge_statement_is_done", packb(position), None, unpack, None, None, {}


def next_chunk(
    number: int, wait: int, unpack_records: Unpack, finish: Finish, owner: Any
) -> Command:
    """The next records of a stream, none if it has none now.

    *wait* is one of the modes, *owner* that of the stream.
    """
    return "bridge_stream_next", packb((number, wait)), owner, unpack_records, finish, None, {}
