"""Operations on the bits of blob bins.

Offsets and sizes are bits unless their names say bytes. Negative offsets count from the end.
*policy* is a dictionary with ``bit_write_flags`` (``BIT_WRITE_*``). The result of reading a bin
that the record does not have is None. What lies outside the blob raises
:class:`~aerospike.exception.OpNotApplicable`, a bin that is no blob
:class:`~aerospike.exception.BinIncompatibleType`.
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

# The names of an operation's entries, for those who look into one.
ACTION_KEY = "action"
BIN_KEY = "bin"
BIT_OFFSET_KEY = "bit_offset"
BIT_SIZE_KEY = "bit_size"
BYTE_OFFSET_KEY = "byte_offset"
BYTE_SIZE_KEY = "byte_size"
COUNT_KEY = "count"
INDEX_KEY = "index"
KEY_KEY = "key"
OFFSET_KEY = "offset"
OP_KEY = "op"
POLICY_KEY = "policy"
RESIZE_FLAGS_KEY = "resize_flags"
SIGN_KEY = "sign"
VALUE_BYTE_SIZE_KEY = "value_byte_size"
VALUE_KEY = "value"

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
    """Make a blob as long as *byte_size*.

    *resize_flags* are BIT_RESIZE_*: from the front, only to grow, only to shrink. The result is
    None.
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
    """Remove bytes.

    The result is None.
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
    """Put bits in the place of others.

    *value_byte_size* is the length of *value*. The result is None.
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
    """Put an integer in the place of bits, 64 at most.

    The result is None.
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
    """Count the bits that are set.

    Returns their number.
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
    """Add to the integer that bits are, 64 at most.

    *sign* takes it as signed; *action* is one of BIT_OVERFLOW_*. The result is None.
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
    """Combine bits with others by "and".

    *value_byte_size* is the length of *value*. The result is None.
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

    Returns them as bytes, from the left.
    """
    return _op(c.OP_BIT_GET, bin_name, bit_offset=bit_offset, bit_size=bit_size)


def bit_get_int(bin_name: str, bit_offset: int, bit_size: int, sign: bool) -> Operation:
    """Read bits, 64 at most, as an integer.

    *sign* takes it as signed. Returns the integer.
    """
    return _op(c.OP_BIT_GET_INT, bin_name, bit_offset=bit_offset, bit_size=bit_size, sign=sign)


def bit_insert(
    bin_name: str,
    byte_offset: int,
    value_byte_size: int,
    value: Value,
    policy: Policy = None,
) -> Operation:
    """Insert bytes.

    *value_byte_size* is the length of *value*. The result is None.
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
    """Look for a bit from the left.

    Returns its offset from *bit_offset*, or -1.
    """
    return _op(c.OP_BIT_LSCAN, bin_name, bit_offset=bit_offset, bit_size=bit_size, value=value)


def bit_lshift(
    bin_name: str,
    bit_offset: int,
    bit_size: int,
    shift: int,
    policy: Policy = None,
) -> Operation:
    """Shift bits to the left.

    The result is None.
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

    The result is None.
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
    """Combine bits with others by "or".

    *value_byte_size* is the length of *value*. The result is None.
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
    """Look for a bit from the right.

    Returns its offset from *bit_offset*, or -1.
    """
    return _op(c.OP_BIT_RSCAN, bin_name, bit_offset=bit_offset, bit_size=bit_size, value=value)


def bit_rshift(
    bin_name: str,
    bit_offset: int,
    bit_size: int,
    shift: int,
    policy: Policy = None,
) -> Operation:
    """Shift bits to the right.

    The result is None.
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
    """Subtract from the integer that bits are, 64 at most.

    *sign* takes it as signed; *action* is one of BIT_OVERFLOW_*. The result is None.
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
    """Combine bits with others by "exclusive or".

    *value_byte_size* is the length of *value*. The result is None.
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
    """Read bytes as base64 text (server 8.1.2).

    Returns the text of *byte_size* bytes from *byte_offset* on, or of all; *invert_size* leaves
    as many out at the end.
    """
    return _op(
        c._OP_BIT_B64_ENCODE,
        bin_name,
        byte_offset=byte_offset,
        byte_size=byte_size,
        invert_size=invert_size,
        ctx=ctx,
    )
