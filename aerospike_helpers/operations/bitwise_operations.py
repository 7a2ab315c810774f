"""Operations on the bits of blob bins (server 4.6).

Constants without a module are those of ``aerospike``. Bits are counted from the left: offset 0 is
the highest bit of the first byte. Negative offsets count from the end. Offsets and sizes are 64-bit
and 32-bit integers; they count bits, or bytes where their names say so.

The result of reading a bin that the record lacks is ``None``. Errors of the server:

* :class:`~aerospike.exception.BinNotFound`: the operation needs a bin that the record lacks.
* :class:`~aerospike.exception.OpNotApplicable`: the range lies outside the blob, or an integer
  overflows.
* :class:`~aerospike.exception.BinIncompatibleType`: the bin is not a blob.
* :class:`~aerospike.exception.InvalidRequest`: a size or a flag does not fit.
"""

from __future__ import annotations

import warnings
from typing import Any, Optional, Union

from aerospike import constants as c

__all__ = [
    "ACTION_KEY",
    "BIN_KEY",
    "BIT_OFFSET_KEY",
    "BIT_SIZE_KEY",
    "BYTE_OFFSET_KEY",
    "BYTE_SIZE_KEY",
    "COUNT_KEY",
    "INDEX_KEY",
    "KEY_KEY",
    "OFFSET_KEY",
    "OP_KEY",
    "POLICY_KEY",
    "RESIZE_FLAGS_KEY",
    "SIGN_KEY",
    "VALUE_BYTE_SIZE_KEY",
    "VALUE_KEY",
    "bit_add",
    "bit_and",
    "bit_b64_encode",
    "bit_count",
    "bit_get",
    "bit_get_int",
    "bit_insert",
    "bit_lscan",
    "bit_lshift",
    "bit_not",
    "bit_or",
    "bit_remove",
    "bit_resize",
    "bit_rscan",
    "bit_rshift",
    "bit_set",
    "bit_set_int",
    "bit_subtract",
    "bit_xor",
]

# The names of the entries of an operation's dictionary.
ACTION_KEY = "action"  #: What an overflow does.
BIN_KEY = "bin"  #: The name of the bin.
BIT_OFFSET_KEY = "bit_offset"  #: The first bit.
BIT_SIZE_KEY = "bit_size"  #: How many bits.
BYTE_OFFSET_KEY = "byte_offset"  #: The first byte.
BYTE_SIZE_KEY = "byte_size"  #: How many bytes.
COUNT_KEY = "count"  #: A count; no operation uses it.
INDEX_KEY = "index"  #: An index; no operation uses it.
KEY_KEY = "key"  #: A key; no operation uses it.
OFFSET_KEY = "offset"  #: An offset; no operation uses it.
OP_KEY = "op"  #: Which operation it is, one of ``aerospike.OP_BIT_*``.
POLICY_KEY = "policy"  #: The bit policy.
RESIZE_FLAGS_KEY = "resize_flags"  #: At which end to resize, and whether to grow or shrink.
SIGN_KEY = "sign"  #: Whether the integer is signed.
VALUE_BYTE_SIZE_KEY = "value_byte_size"  #: The length of the value; not used.
VALUE_KEY = "value"  #: The bytes, the integer, the bit to find, or the number of bits to shift.

Operation = dict[str, Any]
Policy = Optional[dict[str, Any]]
Value = Union[bytes, bytearray]
Context = Optional[list[Any]]


def _op(code: int, bin_name: str, **entries: Any) -> Operation:
    return {"op": code, "bin": bin_name, **entries}


def _warn_of_value_byte_size() -> None:
    warnings.warn(
        "value_byte_size is deprecated and will be removed in the next major client release",
        DeprecationWarning,
        stacklevel=3,
    )


def bit_resize(
    bin_name: str,
    byte_size: int,
    policy: Policy = None,
    resize_flags: int = 0,
) -> Operation:
    """Change the length of a blob.

    A missing bin is created.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        byte_size: the new length, in bytes. New bytes are 0.
        policy: a dictionary with ``bit_write_flags``, any of ``BIT_WRITE_*``. None by default.
        resize_flags: any of ``BIT_RESIZE_*``: whether to add and remove bytes at the front, and
            whether the blob may only grow or only shrink. At the end, and both, by default.

    Returns:
        An operation; its result is ``None``.
    """
    return _op(
        c.OP_BIT_RESIZE,
        bin_name,
        policy=policy,
        resize_flags=resize_flags,
        byte_size=byte_size,
    )


def bit_remove(
    bin_name: str,
    byte_offset: int,
    byte_size: int,
    policy: Policy = None,
) -> Operation:
    """Remove bytes from a blob.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        byte_offset: the first byte to remove: 0 is the first, -1 the last.
        byte_size: how many bytes to remove.
        policy: a dictionary with ``bit_write_flags``, any of ``BIT_WRITE_*``. None by default.

    Returns:
        An operation; its result is ``None``.
    """
    return _op(
        c.OP_BIT_REMOVE,
        bin_name,
        policy=policy,
        byte_offset=byte_offset,
        byte_size=byte_size,
    )


def bit_set(
    bin_name: str,
    bit_offset: int,
    bit_size: int,
    value_byte_size: int,
    value: Value,
    policy: Policy = None,
) -> Operation:
    """Replace bits.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        bit_offset: the first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: how many bits, 1 or more.
        value_byte_size: not used. Each call issues a :exc:`DeprecationWarning` because of it.
        value: the new bits, from the highest of the first byte; at least *bit_size* of them.
        policy: a dictionary with ``bit_write_flags``, any of ``BIT_WRITE_*``. None by default.

    Returns:
        An operation; its result is ``None``.
    """
    _warn_of_value_byte_size()
    return _op(
        c.OP_BIT_SET,
        bin_name,
        policy=policy,
        bit_offset=bit_offset,
        bit_size=bit_size,
        value_byte_size=value_byte_size,
        value=value,
    )


def bit_set_int(
    bin_name: str,
    bit_offset: int,
    bit_size: int,
    value: int,
    policy: Policy = None,
) -> Operation:
    """Replace bits by an integer.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        bit_offset: its first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: its length, in bits; 1 to 64.
        value: the integer; its lowest *bit_size* bits are written, the highest first.
        policy: a dictionary with ``bit_write_flags``, any of ``BIT_WRITE_*``. None by default.

    Returns:
        An operation; its result is ``None``.
    """
    return _op(
        c.OP_BIT_SET_INT,
        bin_name,
        policy=policy,
        bit_offset=bit_offset,
        bit_size=bit_size,
        value=value,
    )


def bit_count(bin_name: str, bit_offset: int, bit_size: int) -> Operation:
    """Count the bits that are 1.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        bit_offset: the first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: how many bits, 1 or more.

    Returns:
        An operation; its result is their number.
    """
    return _op(c.OP_BIT_COUNT, bin_name, bit_offset=bit_offset, bit_size=bit_size)


def bit_add(
    bin_name: str,
    bit_offset: int,
    bit_size: int,
    value: int,
    sign: bool,
    action: int,
    policy: Policy = None,
) -> Operation:
    """Add to an integer inside a blob.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        bit_offset: its first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: its length, in bits; 1 to 64.
        value: the integer to add, 0 to 2**64 - 1.
        sign: whether the integer is signed, in two's complement.
        action: what an overflow does: ``BIT_OVERFLOW_FAIL``, ``BIT_OVERFLOW_SATURATE`` (the nearest
            limit) or ``BIT_OVERFLOW_WRAP``.
        policy: a dictionary with ``bit_write_flags``, any of ``BIT_WRITE_*``. None by default.

    Returns:
        An operation; its result is ``None``.
    """
    return _op(
        c.OP_BIT_ADD,
        bin_name,
        policy=policy,
        bit_offset=bit_offset,
        bit_size=bit_size,
        value=value,
        sign=sign,
        action=action,
    )


def bit_and(
    bin_name: str,
    bit_offset: int,
    bit_size: int,
    value_byte_size: int,
    value: Value,
    policy: Policy = None,
) -> Operation:
    """Combine bits by bitwise and.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        bit_offset: the first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: how many bits, 1 or more.
        value_byte_size: not used. Each call issues a :exc:`DeprecationWarning` because of it.
        value: the bits to combine with, from the highest of the first byte; at least *bit_size*
            of them.
        policy: a dictionary with ``bit_write_flags``, any of ``BIT_WRITE_*``. None by default.

    Returns:
        An operation; its result is ``None``.
    """
    _warn_of_value_byte_size()
    return _op(
        c.OP_BIT_AND,
        bin_name,
        policy=policy,
        bit_offset=bit_offset,
        bit_size=bit_size,
        value_byte_size=value_byte_size,
        value=value,
    )


def bit_get(bin_name: str, bit_offset: int, bit_size: int) -> Operation:
    """Read bits.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        bit_offset: the first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: how many bits, 1 or more.

    Returns:
        An operation; its result is bytes, in which the bits begin with the highest of the first
        byte. The last byte is filled with 0.
    """
    return _op(c.OP_BIT_GET, bin_name, bit_offset=bit_offset, bit_size=bit_size)


def bit_get_int(bin_name: str, bit_offset: int, bit_size: int, sign: bool) -> Operation:
    """Read bits as an integer.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        bit_offset: its first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: its length, in bits; 1 to 64.
        sign: whether the integer is signed, in two's complement.

    Returns:
        An operation; its result is the integer.
    """
    return _op(c.OP_BIT_GET_INT, bin_name, bit_offset=bit_offset, bit_size=bit_size, sign=sign)


def bit_insert(
    bin_name: str,
    byte_offset: int,
    value_byte_size: int,
    value: Value,
    policy: Policy = None,
) -> Operation:
    """Insert bytes into a blob.

    A missing bin is created.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        byte_offset: the position of the first new byte: 0 is the first, -1 before the last. After
            the end, zeros fill the gap.
        value_byte_size: not used. Each call issues a :exc:`DeprecationWarning` because of it.
        value: the new bytes.
        policy: a dictionary with ``bit_write_flags``, any of ``BIT_WRITE_*``. None by default.

    Returns:
        An operation; its result is ``None``.
    """
    _warn_of_value_byte_size()
    return _op(
        c.OP_BIT_INSERT,
        bin_name,
        byte_offset=byte_offset,
        value_byte_size=value_byte_size,
        value=value,
        policy=policy,
    )


def bit_lscan(bin_name: str, bit_offset: int, bit_size: int, value: bool) -> Operation:
    """Find the first bit of a value.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        bit_offset: the first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: how many bits, 1 or more.
        value: ``True`` looks for 1, ``False`` for 0.

    Returns:
        An operation; its result is the offset of the bit from *bit_offset*, or -1.
    """
    return _op(c.OP_BIT_LSCAN, bin_name, bit_offset=bit_offset, bit_size=bit_size, value=value)


def bit_lshift(
    bin_name: str,
    bit_offset: int,
    bit_size: int,
    shift: int,
    policy: Policy = None,
) -> Operation:
    """Shift bits to the left, to lower offsets.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        bit_offset: the first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: how many bits, 1 or more.
        shift: how many bits, 0 or more. Zeros move in.
        policy: a dictionary with ``bit_write_flags``, any of ``BIT_WRITE_*``. None by default.

    Returns:
        An operation; its result is ``None``.
    """
    return _op(
        c.OP_BIT_LSHIFT,
        bin_name,
        bit_offset=bit_offset,
        bit_size=bit_size,
        value=shift,
        policy=policy,
    )


def bit_not(bin_name: str, bit_offset: int, bit_size: int, policy: Policy = None) -> Operation:
    """Invert bits.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        bit_offset: the first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: how many bits, 1 or more.
        policy: a dictionary with ``bit_write_flags``, any of ``BIT_WRITE_*``. None by default.

    Returns:
        An operation; its result is ``None``.
    """
    return _op(c.OP_BIT_NOT, bin_name, bit_offset=bit_offset, bit_size=bit_size, policy=policy)


def bit_or(
    bin_name: str,
    bit_offset: int,
    bit_size: int,
    value_byte_size: int,
    value: Value,
    policy: Policy = None,
) -> Operation:
    """Combine bits by bitwise or.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        bit_offset: the first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: how many bits, 1 or more.
        value_byte_size: not used. Each call issues a :exc:`DeprecationWarning` because of it.
        value: the bits to combine with, from the highest of the first byte; at least *bit_size*
            of them.
        policy: a dictionary with ``bit_write_flags``, any of ``BIT_WRITE_*``. None by default.

    Returns:
        An operation; its result is ``None``.
    """
    _warn_of_value_byte_size()
    return _op(
        c.OP_BIT_OR,
        bin_name,
        policy=policy,
        bit_offset=bit_offset,
        bit_size=bit_size,
        value_byte_size=value_byte_size,
        value=value,
    )


def bit_rscan(bin_name: str, bit_offset: int, bit_size: int, value: bool) -> Operation:
    """Find the last bit of a value.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        bit_offset: the first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: how many bits, 1 or more.
        value: ``True`` looks for 1, ``False`` for 0.

    Returns:
        An operation; its result is the offset of the bit from *bit_offset*, or -1.
    """
    return _op(c.OP_BIT_RSCAN, bin_name, bit_offset=bit_offset, bit_size=bit_size, value=value)


def bit_rshift(
    bin_name: str,
    bit_offset: int,
    bit_size: int,
    shift: int,
    policy: Policy = None,
) -> Operation:
    """Shift bits to the right, to higher offsets.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        bit_offset: the first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: how many bits, 1 or more.
        shift: how many bits, 0 or more. Zeros move in.
        policy: a dictionary with ``bit_write_flags``, any of ``BIT_WRITE_*``. None by default.

    Returns:
        An operation; its result is ``None``.
    """
    return _op(
        c.OP_BIT_RSHIFT,
        bin_name,
        bit_offset=bit_offset,
        bit_size=bit_size,
        value=shift,
        policy=policy,
    )


def bit_subtract(
    bin_name: str,
    bit_offset: int,
    bit_size: int,
    value: int,
    sign: bool,
    action: int,
    policy: Policy = None,
) -> Operation:
    """Subtract from an integer inside a blob.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        bit_offset: its first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: its length, in bits; 1 to 64.
        value: the integer to subtract, 0 to 2**64 - 1.
        sign: whether the integer is signed, in two's complement.
        action: what an overflow does: ``BIT_OVERFLOW_FAIL``, ``BIT_OVERFLOW_SATURATE`` (the nearest
            limit) or ``BIT_OVERFLOW_WRAP``.
        policy: a dictionary with ``bit_write_flags``, any of ``BIT_WRITE_*``. None by default.

    Returns:
        An operation; its result is ``None``.
    """
    return _op(
        c.OP_BIT_SUBTRACT,
        bin_name,
        policy=policy,
        bit_offset=bit_offset,
        bit_size=bit_size,
        value=value,
        sign=sign,
        action=action,
    )


def bit_xor(
    bin_name: str,
    bit_offset: int,
    bit_size: int,
    value_byte_size: int,
    value: Value,
    policy: Policy = None,
) -> Operation:
    """Combine bits by bitwise exclusive or.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        bit_offset: the first bit: 0 is the highest of the first byte, -1 the last of all.
        bit_size: how many bits, 1 or more.
        value_byte_size: not used. Each call issues a :exc:`DeprecationWarning` because of it.
        value: the bits to combine with, from the highest of the first byte; at least *bit_size*
            of them.
        policy: a dictionary with ``bit_write_flags``, any of ``BIT_WRITE_*``. None by default.

    Returns:
        An operation; its result is ``None``.
    """
    _warn_of_value_byte_size()
    return _op(
        c.OP_BIT_XOR,
        bin_name,
        policy=policy,
        bit_offset=bit_offset,
        bit_size=bit_size,
        value_byte_size=value_byte_size,
        value=value,
    )


def bit_b64_encode(
    bin_name: str,
    byte_offset: int = 0,
    byte_size: int | None = None,
    invert_size: bool = False,
    ctx: Context = None,
) -> Operation:
    """Read bytes as base64 text (server 8.2).

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        byte_offset: the first byte to encode: 0 is the first, -1 the last.
        byte_size: how many bytes to encode. By default, all to the end.
        invert_size: ``True`` counts *byte_size* back from the end of the blob: that many bytes at
            the end are left out.
        ctx: the path to a blob in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The bin
            itself by default.

    Returns:
        An operation; its result is a string.
    """
    return _op(
        c._OP_BIT_B64_ENCODE,
        bin_name,
        byte_offset=byte_offset,
        byte_size=byte_size,
        invert_size=invert_size,
        ctx=ctx,
    )
