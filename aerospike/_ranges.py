"""The ranges of numbers: which values the keys of the configuration, policies and operations take.

Each number that goes to C has one of these kinds, so that none wraps around.
"""

from __future__ import annotations

from typing import NamedTuple

from aerospike._errors import shown
from aerospike.constants import (
    AUTH_PKI,
    POLICY_COMMIT_LEVEL_MASTER,
    POLICY_EXISTS_CREATE_OR_REPLACE,
    POLICY_GEN_GT,
    POLICY_KEY_SEND,
    POLICY_READ_MODE_AP_ALL,
    POLICY_READ_MODE_SC_ALLOW_UNAVAILABLE,
    POLICY_REPLICA_RANDOM,
    QUERY_DURATION_LONG_RELAX_AP,
)

__all__ = ["Kind"]


class Kind(NamedTuple):
    """A type of values: which numbers are valid, and which part of them the C field holds.

    With a mask, negative numbers stand for the largest ones, because applications write them so.
    """

    name: str
    low: int
    high: int
    mask: int = 0
    #: Whether the configuration takes None for "as it is".
    optional: bool = False

    def fits(self, value: int) -> bool:
        return self.low <= value <= self.high

    def refusal(self, value: int) -> str:
        """What an error says of a *value* that does not fit."""
        return f"{shown(value)} is not from {self.low} to {self.high}"

    def convert(self, value: int) -> int:
        """What the C field holds for a *value* that fits."""
        # The value itself, not the result of a subclass's method.
        number = int.__int__(value)
        return number & self.mask if self.mask else number


def _choice(highest: int) -> Kind:
    """The constants of an enumeration, from 0."""
    return Kind("int", 0, highest, optional=True)


# What C has.

# Any number of C's range counts as a bool.
BOOL = Kind("bool", -(2**63), 2**63 - 1)
INT = Kind("int", -(2**31), 2**31 - 1)
UINT8 = Kind("uint8", 0, 2**8 - 1)
UINT16 = Kind("uint16", 0, 2**16 - 1)
# -1 is "no limit".
UINT32 = Kind("uint32", -1, 2**32 - 1, 2**32 - 1)
UINT64 = Kind("uint64", -1, 2**63 - 1, 2**64 - 1)

# What policies and operations say of a record.

# From -3 on: TTL_CLIENT_DEFAULT, TTL_DONT_UPDATE, TTL_NEVER_EXPIRE.
TTL = Kind("uint32", -3, 2**32 - 1, 2**32 - 1)
GENERATION = UINT16
WRITE_FLAGS = Kind("uint32", 0, 2**32 - 1)
KEY = _choice(POLICY_KEY_SEND)
REPLICA = _choice(POLICY_REPLICA_RANDOM)
COMMIT_LEVEL = _choice(POLICY_COMMIT_LEVEL_MASTER)
GEN = _choice(POLICY_GEN_GT)
EXISTS = _choice(POLICY_EXISTS_CREATE_OR_REPLACE)
READ_MODE_AP = _choice(POLICY_READ_MODE_AP_ALL)
READ_MODE_SC = _choice(POLICY_READ_MODE_SC_ALLOW_UNAVAILABLE)
DURATION = Kind("int", 0, QUERY_DURATION_LONG_RELAX_AP)

# The id of a job has 64 bits, with a sign or without.
JOB = Kind("int64", -(2**63), 2**64 - 1, 2**64 - 1)

# The configuration.

AUTH_MODE = Kind("int", 0, AUTH_PKI)
# The C client starts so many threads at once, and opens so many connections.
THREADS = Kind("int", 0, 2**15)
CONNECTIONS_AT_ONCE = Kind("int", 0, 2**16 - 1)
# With more, the C client's own numbers overflow.
CONNECTIONS = Kind("int", 0, 2**31 - 1)
# The C client divides by it.
WINDOW = Kind("int", 1, 2**32 - 1)
# The C client itself refuses what is too short or too long.
TIME = Kind("int", 0, 2**32 - 1)
SIZE = Kind("int", 0, 2**31 - 1)
RACK = Kind("int", 0, 2**31 - 1)
PORT = Kind("int", 0, 2**16 - 1)
# The segment of shared memory has less than 4 GiB; the C client counts the threshold in
# milliseconds of 32 bits.
SHM_NODES = Kind("int", 0, 2**16 - 1)
SHM_NAMESPACES = Kind("int", 0, 2**10)
SHM_THRESHOLD = Kind("int", 0, (2**32 - 1) // 1000)
# A key_t is signed, but people often write it in hexadecimal without a sign.
SHM_KEY = Kind("int", -(2**31), 2**32 - 1)

# Metrics.

REPORT_SIZE = Kind("uint64", 0, 2**64 - 1)
# The C client divides by it.
INTERVAL = Kind("uint32", 1, 2**32 - 1)
# Each latency needs a column, and a column's bound is a number of 64 bits.
LATENCY_COLUMNS = Kind("uint8", 1, 2**8 - 1)
LATENCY_SHIFT = Kind("uint8", 0, 63)
