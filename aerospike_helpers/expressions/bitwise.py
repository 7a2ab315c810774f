"""Bits of blobs.

Offsets and sizes count bits, or bytes where they say so; negative offsets count from the end.
`policy` is None or ``{"bit_write_flags": flags}`` with ``aerospike.BIT_WRITE_*``. Expressions that
change a blob change a copy: the bin stays as it is.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from aerospike import constants

from .base import BlobBin
from .resources import _BaseExpr, _ExprOp, _GenericExpr, _Keys, _or_bin

__all__ = [
    "BitAdd",
    "BitAnd",
    "BitB64Encode",
    "BitCount",
    "BitGet",
    "BitGetInt",
    "BitInsert",
    "BitLeftScan",
    "BitLeftShift",
    "BitNot",
    "BitOr",
    "BitRemove",
    "BitResize",
    "BitRightScan",
    "BitRightShift",
    "BitSet",
    "BitSetInt",
    "BitSubtract",
    "BitXor",
    "TypeBinName",
    "TypeBitValue",
    "TypePolicy",
]

TypeBitValue: TypeAlias = bytes | bytearray
TypeBinName: TypeAlias = _BaseExpr | str
TypePolicy: TypeAlias = dict[str, Any] | None


def _bit_flags(flags: int | None) -> _GenericExpr:
    """A number that travels unsigned; None is 0."""
    value = 0 if flags is None else flags
    return _GenericExpr(_ExprOp._AS_EXP_BIT_FLAGS, 0, {_Keys.VALUE_KEY: value})


def _write_flags(policy: TypePolicy) -> _GenericExpr:
    return _bit_flags(None if policy is None else policy.get("bit_write_flags", 0))


class BitResize(_BaseExpr):
    """Give a blob `byte_size` bytes; the changed blob.

    `flags` are ``aerospike.BIT_RESIZE_*``: at which end to grow or shrink, and what is
    forbidden.
    """

    _op = constants.OP_BIT_RESIZE

    def __init__(self, policy: TypePolicy, byte_size: int, flags: int, bin: TypeBinName) -> None:
        self._children = (byte_size, _write_flags(policy), _bit_flags(flags), _or_bin(bin, BlobBin))


class BitInsert(_BaseExpr):
    """Insert the bytes `value` at `byte_offset`; the changed blob."""

    _op = constants.OP_BIT_INSERT

    def __init__(
        self, policy: TypePolicy, byte_offset: int, value: TypeBitValue, bin: TypeBinName
    ) -> None:
        self._children = (byte_offset, value, _write_flags(policy), _or_bin(bin, BlobBin))


class BitRemove(_BaseExpr):
    """Remove `byte_size` bytes from `byte_offset` on; the changed blob."""

    _op = constants.OP_BIT_REMOVE

    def __init__(
        self, policy: TypePolicy, byte_offset: int, byte_size: int, bin: TypeBinName
    ) -> None:
        self._children = (byte_offset, byte_size, _write_flags(policy), _or_bin(bin, BlobBin))


class BitSet(_BaseExpr):
    """Overwrite `bit_size` bits from `bit_offset` on with those of `value`; the changed blob."""

    _op = constants.OP_BIT_SET

    def __init__(
        self,
        policy: TypePolicy,
        bit_offset: int,
        bit_size: int,
        value: TypeBitValue,
        bin: TypeBinName,
    ) -> None:
        self._children = (bit_offset, bit_size, value, _write_flags(policy), _or_bin(bin, BlobBin))


class BitOr(_BaseExpr):
    """Bitwise or of `bit_size` bits from `bit_offset` on with `value`; the changed blob."""

    _op = constants.OP_BIT_OR

    def __init__(
        self,
        policy: TypePolicy,
        bit_offset: int,
        bit_size: int,
        value: TypeBitValue,
        bin: TypeBinName,
    ) -> None:
        self._children = (bit_offset, bit_size, value, _write_flags(policy), _or_bin(bin, BlobBin))


class BitXor(_BaseExpr):
    """Exclusive or of `bit_size` bits from `bit_offset` on with `value`; the changed blob."""

    _op = constants.OP_BIT_XOR

    def __init__(
        self,
        policy: TypePolicy,
        bit_offset: int,
        bit_size: int,
        value: TypeBitValue,
        bin: TypeBinName,
    ) -> None:
        self._children = (bit_offset, bit_size, value, _write_flags(policy), _or_bin(bin, BlobBin))


class BitAnd(_BaseExpr):
    """Bitwise and of `bit_size` bits from `bit_offset` on with `value`; the changed blob."""

    _op = constants.OP_BIT_AND

    def __init__(
        self,
        policy: TypePolicy,
        bit_offset: int,
        bit_size: int,
        value: TypeBitValue,
        bin: TypeBinName,
    ) -> None:
        self._children = (bit_offset, bit_size, value, _write_flags(policy), _or_bin(bin, BlobBin))


class BitNot(_BaseExpr):
    """Flip `bit_size` bits from `bit_offset` on; the changed blob."""

    _op = constants.OP_BIT_NOT

    def __init__(
        self, policy: TypePolicy, bit_offset: int, bit_size: int, bin: TypeBinName
    ) -> None:
        self._children = (bit_offset, bit_size, _write_flags(policy), _or_bin(bin, BlobBin))


class BitLeftShift(_BaseExpr):
    """Shift `bit_size` bits from `bit_offset` on to the left by `shift`; the changed blob."""

    _op = constants.OP_BIT_LSHIFT

    def __init__(
        self, policy: TypePolicy, bit_offset: int, bit_size: int, shift: int, bin: TypeBinName
    ) -> None:
        self._children = (bit_offset, bit_size, shift, _write_flags(policy), _or_bin(bin, BlobBin))


class BitRightShift(_BaseExpr):
    """Shift `bit_size` bits from `bit_offset` on to the right by `shift`; the changed blob."""

    _op = constants.OP_BIT_RSHIFT

    def __init__(
        self, policy: TypePolicy, bit_offset: int, bit_size: int, shift: int, bin: TypeBinName
    ) -> None:
        self._children = (bit_offset, bit_size, shift, _write_flags(policy), _or_bin(bin, BlobBin))


class BitAdd(_BaseExpr):
    """Add `value` to the integer of `bit_size` (at most 64) bits; the changed blob.

    `action` is one of ``aerospike.BIT_OVERFLOW_*``.
    """

    _op = constants.OP_BIT_ADD

    def __init__(
        self,
        policy: TypePolicy,
        bit_offset: int,
        bit_size: int,
        value: int,
        action: int,
        bin: TypeBinName,
    ) -> None:
        self._children = (
            bit_offset,
            bit_size,
            value,
            _write_flags(policy),
            _bit_flags(action),
            _or_bin(bin, BlobBin),
        )


class BitSubtract(_BaseExpr):
    """Subtract `value` from the integer of `bit_size` (at most 64) bits at `bit_offset`.

    `action` is one of ``aerospike.BIT_OVERFLOW_*``. The result is the changed blob.
    """

    _op = constants.OP_BIT_SUBTRACT

    def __init__(
        self,
        policy: TypePolicy,
        bit_offset: int,
        bit_size: int,
        value: int,
        action: int,
        bin: TypeBinName,
    ) -> None:
        self._children = (
            bit_offset,
            bit_size,
            value,
            _write_flags(policy),
            _bit_flags(action),
            _or_bin(bin, BlobBin),
        )


class BitSetInt(_BaseExpr):
    """Write `value` as an integer of `bit_size` (at most 64) bits; the changed blob."""

    _op = constants.OP_BIT_SET_INT

    def __init__(
        self, policy: TypePolicy, bit_offset: int, bit_size: int, value: int, bin: TypeBinName
    ) -> None:
        self._children = (bit_offset, bit_size, value, _write_flags(policy), _or_bin(bin, BlobBin))


class BitGet(_BaseExpr):
    """`bit_size` bits from `bit_offset` on; a blob."""

    _op = constants.OP_BIT_GET

    def __init__(self, bit_offset: int, bit_size: int, bin: TypeBinName) -> None:
        self._children = (bit_offset, bit_size, _or_bin(bin, BlobBin))


class BitCount(_BaseExpr):
    """How many of the `bit_size` bits from `bit_offset` on are set; an integer."""

    _op = constants.OP_BIT_COUNT

    def __init__(self, bit_offset: int, bit_size: int, bin: TypeBinName) -> None:
        self._children = (bit_offset, bit_size, _or_bin(bin, BlobBin))


class BitLeftScan(_BaseExpr):
    """Offset, within the range, of the first bit that equals `value`; an integer, -1 for none."""

    _op = constants.OP_BIT_LSCAN

    def __init__(self, bit_offset: int, bit_size: int, value: bool, bin: TypeBinName) -> None:
        self._children = (bit_offset, bit_size, value, _or_bin(bin, BlobBin))


class BitRightScan(_BaseExpr):
    """Offset, within the range, of the last bit that equals `value`; an integer, -1 for none."""

    _op = constants.OP_BIT_RSCAN

    def __init__(self, bit_offset: int, bit_size: int, value: bool, bin: TypeBinName) -> None:
        self._children = (bit_offset, bit_size, value, _or_bin(bin, BlobBin))


class BitGetInt(_BaseExpr):
    """`bit_size` (at most 64) bits at `bit_offset` as an integer, signed if `sign`."""

    _op = constants.OP_BIT_GET_INT

    def __init__(self, bit_offset: int, bit_size: int, sign: bool, bin: TypeBinName) -> None:
        self._children = (bit_offset, bit_size, 1 if sign else 0, _or_bin(bin, BlobBin))


class BitB64Encode(_BaseExpr):
    """A blob, or `byte_size` bytes of it from `byte_offset` on, in base64; a string.

    `byte_size` None takes the whole blob. `invert_size` counts the size back from the end of
    the blob. Server 8.2 or later.
    """

    def __init__(
        self, byte_offset: int, byte_size: int | None, invert_size: bool, bin: TypeBinName
    ) -> None:
        blob = _or_bin(bin, BlobBin)
        if byte_size is None:
            self._op = constants._OP_BIT_B64_ENCODE
            self._children = (blob,)
        else:
            self._op = constants._OP_BIT_B64_ENCODE_RANGE
            self._children = (byte_offset, byte_size, 1 if invert_size else 0, blob)
