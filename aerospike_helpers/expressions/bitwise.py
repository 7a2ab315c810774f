"""Bits of blobs.

Bits are counted from the left: offset 0 is the highest bit of the first byte. Negative offsets
count from the end. A range outside the blob and an overflow make the expression unknown.
Expressions that change a blob change a copy: the bin stays as it is.
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
    """A blob with another length.

    Evaluates to the changed blob.

    Args:
        policy: a dictionary with ``bit_write_flags``, any of ``aerospike.BIT_WRITE_*``, or ``None``
            for no flags.
        byte_size: the new length, in bytes. New bytes are 0.
        flags: any of ``aerospike.BIT_RESIZE_*``: whether to add and remove bytes at the front, and
            whether the blob may only grow or only shrink.
        bin: the name of a blob bin, or an expression that yields a blob.
    """

    _op = constants.OP_BIT_RESIZE

    def __init__(self, policy: TypePolicy, byte_size: int, flags: int, bin: TypeBinName) -> None:
        self._children = (byte_size, _write_flags(policy), _bit_flags(flags), _or_bin(bin, BlobBin))


class BitInsert(_BaseExpr):
    """A blob with bytes inserted.

    Evaluates to the changed blob.

    Args:
        policy: a dictionary with ``bit_write_flags``, any of ``aerospike.BIT_WRITE_*``, or ``None``
            for no flags.
        byte_offset: the position of the first new byte: 0 is the first, -1 before the last. After
            the end, zeros fill the gap.
        value: the new bytes.
        bin: the name of a blob bin, or an expression that yields a blob.
    """

    _op = constants.OP_BIT_INSERT

    def __init__(
        self, policy: TypePolicy, byte_offset: int, value: TypeBitValue, bin: TypeBinName
    ) -> None:
        self._children = (byte_offset, value, _write_flags(policy), _or_bin(bin, BlobBin))


class BitRemove(_BaseExpr):
    """A blob with bytes removed.

    Evaluates to the changed blob.

    Args:
        policy: a dictionary with ``bit_write_flags``, any of ``aerospike.BIT_WRITE_*``, or ``None``
            for no flags.
        byte_offset: the first byte to remove: 0 is the first, -1 the last.
        byte_size: how many bytes to remove.
        bin: the name of a blob bin, or an expression that yields a blob.
    """

    _op = constants.OP_BIT_REMOVE

    def __init__(
        self, policy: TypePolicy, byte_offset: int, byte_size: int, bin: TypeBinName
    ) -> None:
        self._children = (byte_offset, byte_size, _write_flags(policy), _or_bin(bin, BlobBin))


class BitSet(_BaseExpr):
    """A blob with bits replaced.

    Evaluates to the changed blob.

    Args:
        policy: a dictionary with ``bit_write_flags``, any of ``aerospike.BIT_WRITE_*``, or ``None``
            for no flags.
        bit_offset: the first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: how many bits, 1 or more.
        value: the new bits, from the highest of the first byte; at least *bit_size* of them.
        bin: the name of a blob bin, or an expression that yields a blob.
    """

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
    """A blob with bits combined by bitwise or.

    Evaluates to the changed blob.

    Args:
        policy: a dictionary with ``bit_write_flags``, any of ``aerospike.BIT_WRITE_*``, or ``None``
            for no flags.
        bit_offset: the first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: how many bits, 1 or more.
        value: the bits to combine with, from the highest of the first byte; at least *bit_size*
            of them.
        bin: the name of a blob bin, or an expression that yields a blob.
    """

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
    """A blob with bits combined by bitwise exclusive or.

    Evaluates to the changed blob.

    Args:
        policy: a dictionary with ``bit_write_flags``, any of ``aerospike.BIT_WRITE_*``, or ``None``
            for no flags.
        bit_offset: the first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: how many bits, 1 or more.
        value: the bits to combine with, from the highest of the first byte; at least *bit_size*
            of them.
        bin: the name of a blob bin, or an expression that yields a blob.
    """

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
    """A blob with bits combined by bitwise and.

    Evaluates to the changed blob.

    Args:
        policy: a dictionary with ``bit_write_flags``, any of ``aerospike.BIT_WRITE_*``, or ``None``
            for no flags.
        bit_offset: the first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: how many bits, 1 or more.
        value: the bits to combine with, from the highest of the first byte; at least *bit_size*
            of them.
        bin: the name of a blob bin, or an expression that yields a blob.
    """

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
    """A blob with bits inverted.

    Evaluates to the changed blob.

    Args:
        policy: a dictionary with ``bit_write_flags``, any of ``aerospike.BIT_WRITE_*``, or ``None``
            for no flags.
        bit_offset: the first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: how many bits, 1 or more.
        bin: the name of a blob bin, or an expression that yields a blob.
    """

    _op = constants.OP_BIT_NOT

    def __init__(
        self, policy: TypePolicy, bit_offset: int, bit_size: int, bin: TypeBinName
    ) -> None:
        self._children = (bit_offset, bit_size, _write_flags(policy), _or_bin(bin, BlobBin))


class BitLeftShift(_BaseExpr):
    """A blob with bits shifted to the left, to lower offsets.

    Evaluates to the changed blob.

    Args:
        policy: a dictionary with ``bit_write_flags``, any of ``aerospike.BIT_WRITE_*``, or ``None``
            for no flags.
        bit_offset: the first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: how many bits, 1 or more.
        shift: how many bits, 0 or more. Zeros move in.
        bin: the name of a blob bin, or an expression that yields a blob.
    """

    _op = constants.OP_BIT_LSHIFT

    def __init__(
        self, policy: TypePolicy, bit_offset: int, bit_size: int, shift: int, bin: TypeBinName
    ) -> None:
        self._children = (bit_offset, bit_size, shift, _write_flags(policy), _or_bin(bin, BlobBin))


class BitRightShift(_BaseExpr):
    """A blob with bits shifted to the right, to higher offsets.

    Evaluates to the changed blob.

    Args:
        policy: a dictionary with ``bit_write_flags``, any of ``aerospike.BIT_WRITE_*``, or ``None``
            for no flags.
        bit_offset: the first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: how many bits, 1 or more.
        shift: how many bits, 0 or more. Zeros move in.
        bin: the name of a blob bin, or an expression that yields a blob.
    """

    _op = constants.OP_BIT_RSHIFT

    def __init__(
        self, policy: TypePolicy, bit_offset: int, bit_size: int, shift: int, bin: TypeBinName
    ) -> None:
        self._children = (bit_offset, bit_size, shift, _write_flags(policy), _or_bin(bin, BlobBin))


class BitAdd(_BaseExpr):
    """A blob with an integer inside it added to.

    Evaluates to the changed blob.

    Args:
        policy: a dictionary with ``bit_write_flags``, any of ``aerospike.BIT_WRITE_*``, or ``None``
            for no flags.
        bit_offset: its first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: its length, in bits; 1 to 64.
        value: the integer to add.
        action: what an overflow does: ``aerospike.BIT_OVERFLOW_FAIL``, ``BIT_OVERFLOW_SATURATE``
            (the nearest limit) or ``BIT_OVERFLOW_WRAP``.
        bin: the name of a blob bin, or an expression that yields a blob.
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
    """A blob with an integer inside it subtracted from.

    Evaluates to the changed blob.

    Args:
        policy: a dictionary with ``bit_write_flags``, any of ``aerospike.BIT_WRITE_*``, or ``None``
            for no flags.
        bit_offset: its first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: its length, in bits; 1 to 64.
        value: the integer to subtract.
        action: what an overflow does: ``aerospike.BIT_OVERFLOW_FAIL``, ``BIT_OVERFLOW_SATURATE``
            (the nearest limit) or ``BIT_OVERFLOW_WRAP``.
        bin: the name of a blob bin, or an expression that yields a blob.
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
    """A blob with bits replaced by an integer.

    Evaluates to the changed blob.

    Args:
        policy: a dictionary with ``bit_write_flags``, any of ``aerospike.BIT_WRITE_*``, or ``None``
            for no flags.
        bit_offset: its first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: its length, in bits; 1 to 64.
        value: the integer; its lowest *bit_size* bits are written, the highest first.
        bin: the name of a blob bin, or an expression that yields a blob.
    """

    _op = constants.OP_BIT_SET_INT

    def __init__(
        self, policy: TypePolicy, bit_offset: int, bit_size: int, value: int, bin: TypeBinName
    ) -> None:
        self._children = (bit_offset, bit_size, value, _write_flags(policy), _or_bin(bin, BlobBin))


class BitGet(_BaseExpr):
    """Some bits of a blob.

    Evaluates to a blob, in which the bits begin with the highest of the first byte. The last byte
    is filled with 0.

    Args:
        bit_offset: the first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: how many bits, 1 or more.
        bin: the name of a blob bin, or an expression that yields a blob.
    """

    _op = constants.OP_BIT_GET

    def __init__(self, bit_offset: int, bit_size: int, bin: TypeBinName) -> None:
        self._children = (bit_offset, bit_size, _or_bin(bin, BlobBin))


class BitCount(_BaseExpr):
    """How many bits of a range are 1.

    Evaluates to an integer.

    Args:
        bit_offset: the first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: how many bits, 1 or more.
        bin: the name of a blob bin, or an expression that yields a blob.
    """

    _op = constants.OP_BIT_COUNT

    def __init__(self, bit_offset: int, bit_size: int, bin: TypeBinName) -> None:
        self._children = (bit_offset, bit_size, _or_bin(bin, BlobBin))


class BitLeftScan(_BaseExpr):
    """The position of the first bit of a value.

    Evaluates to an integer, the offset from *bit_offset*, or -1.

    Args:
        bit_offset: the first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: how many bits, 1 or more.
        value: ``True`` looks for 1, ``False`` for 0.
        bin: the name of a blob bin, or an expression that yields a blob.
    """

    _op = constants.OP_BIT_LSCAN

    def __init__(self, bit_offset: int, bit_size: int, value: bool, bin: TypeBinName) -> None:
        self._children = (bit_offset, bit_size, value, _or_bin(bin, BlobBin))


class BitRightScan(_BaseExpr):
    """The position of the last bit of a value.

    Evaluates to an integer, the offset from *bit_offset*, or -1.

    Args:
        bit_offset: the first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: how many bits, 1 or more.
        value: ``True`` looks for 1, ``False`` for 0.
        bin: the name of a blob bin, or an expression that yields a blob.
    """

    _op = constants.OP_BIT_RSCAN

    def __init__(self, bit_offset: int, bit_size: int, value: bool, bin: TypeBinName) -> None:
        self._children = (bit_offset, bit_size, value, _or_bin(bin, BlobBin))


class BitGetInt(_BaseExpr):
    """Some bits of a blob as an integer.

    Evaluates to an integer.

    Args:
        bit_offset: its first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: its length, in bits; 1 to 64.
        sign: whether the integer is signed, in two's complement.
        bin: the name of a blob bin, or an expression that yields a blob.
    """

    _op = constants.OP_BIT_GET_INT

    def __init__(self, bit_offset: int, bit_size: int, sign: bool, bin: TypeBinName) -> None:
        self._children = (bit_offset, bit_size, 1 if sign else 0, _or_bin(bin, BlobBin))


class BitB64Encode(_BaseExpr):
    """The base64 text of a blob or of a part of it.

    Evaluates to a string. Server 8.2 or later.

    Args:
        byte_offset: the first byte to encode: 0 is the first, -1 the last. Not used if *byte_size*
            is ``None``.
        byte_size: how many bytes to encode. ``None`` encodes the whole blob.
        invert_size: ``True`` counts *byte_size* back from the end of the blob: that many bytes at
            the end are left out.
        bin: the name of a blob bin, or an expression that yields a blob.
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
