"""The hash of the development server's HyperLogLogs is MurmurHash3."""

from __future__ import annotations

import pytest

from aerospike.devserver.model.murmur import murmur_hash


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", (0, 0)),
        (b"hello", (0xCBD8A7B341BD9B02, 0x5B1E906A48AE1D19)),
        (b"hello, world", (0x342FAC623A5EBC8E, 0x4CDCBC079642414D)),
        (
            b"The quick brown fox jumps over the lazy dog",
            (0xE34BBC7BBC071B6C, 0x7A433CA9C49A9347),
        ),
    ],
)
def test_known_hashes(data: bytes, expected: tuple[int, int]) -> None:
    assert murmur_hash(data) == expected
