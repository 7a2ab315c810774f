"""Operations on string bins (server 8.2).

Offsets and lengths are code points; negative offsets count from the end. *policy* is a
:class:`~aerospike_helpers.string_helpers.StringPolicy`; *ctx* is the way to a string inside a list
or map, made by :mod:`aerospike_helpers.cdt_ctx`. A value that is no string raises
:class:`~aerospike.exception.BinIncompatibleType`.
"""

from __future__ import annotations

from typing import Any, Optional

from aerospike import constants as c
from aerospike_helpers.string_helpers import NumericType, RegexFlags, StringPolicy

__all__ = [
    "append",
    "base64_decode",
    "byte_length",
    "casefold",
    "char_at",
    "concat",
    "contains",
    "ends_with",
    "find",
    "insert",
    "is_lower",
    "is_numeric",
    "is_upper",
    "lower",
    "normalize_nfc",
    "overwrite",
    "pad_end",
    "pad_start",
    "prepend",
    "regex_compare",
    "regex_replace",
    "repeat",
    "replace",
    "replace_all",
    "snip",
    "split",
    "split_separator",
    "starts_with",
    "strlen",
    "substr",
    "substr_range",
    "to_blob",
    "to_double",
    "to_integer",
    "to_string",
    "trim",
    "trim_end",
    "trim_start",
    "upper",
]

Operation = dict[str, Any]
Context = Optional[list[Any]]


def strlen(bin_name: str, ctx: Context = None) -> Operation:
    """Count the code points.

    Returns their number.
    """
    return {"op": c._OP_STRING_STRLEN, "bin": bin_name, "ctx": ctx}


def substr(bin_name: str, start: int, ctx: Context = None) -> Operation:
    """Read from an offset to the end.

    Returns the text.
    """
    return {"op": c._OP_STRING_SUBSTR, "bin": bin_name, "start": start, "ctx": ctx}


def substr_range(bin_name: str, start: int, end: int, ctx: Context = None) -> Operation:
    """Read from an offset to below another.

    Returns the text.
    """
    return {
        "op": c._OP_STRING_SUBSTR_RANGE,
        "bin": bin_name,
        "start": start,
        "end": end,
        "ctx": ctx,
    }


def char_at(bin_name: str, index: int, ctx: Context = None) -> Operation:
    """Read one character.

    Returns it as text.
    """
    return {"op": c._OP_STRING_CHAR_AT, "bin": bin_name, "index": index, "ctx": ctx}


def find(bin_name: str, needle: str, occurrence: int = 1, ctx: Context = None) -> Operation:
    """Look for a text; the first, second … occurrence, or with a negative number from the end.

    Returns its offset, or -1.
    """
    return {
        "op": c._OP_STRING_FIND,
        "bin": bin_name,
        "needle": needle,
        "occurrence": occurrence,
        "ctx": ctx,
    }


def contains(bin_name: str, needle: str, ctx: Context = None) -> Operation:
    """Look whether a text occurs.

    Returns a bool.
    """
    return {"op": c._OP_STRING_CONTAINS, "bin": bin_name, "needle": needle, "ctx": ctx}


def starts_with(bin_name: str, prefix: str, ctx: Context = None) -> Operation:
    """Look whether the string begins with a text.

    Returns a bool.
    """
    return {"op": c._OP_STRING_STARTS_WITH, "bin": bin_name, "prefix": prefix, "ctx": ctx}


def ends_with(bin_name: str, suffix: str, ctx: Context = None) -> Operation:
    """Look whether the string ends with a text.

    Returns a bool.
    """
    return {"op": c._OP_STRING_ENDS_WITH, "bin": bin_name, "suffix": suffix, "ctx": ctx}


def to_integer(bin_name: str, ctx: Context = None) -> Operation:
    """Read the string as an integer.

    Returns it.
    """
    return {"op": c._OP_STRING_TO_INTEGER, "bin": bin_name, "ctx": ctx}


def to_double(bin_name: str, ctx: Context = None) -> Operation:
    """Read the string as a float.

    Returns it.
    """
    return {"op": c._OP_STRING_TO_DOUBLE, "bin": bin_name, "ctx": ctx}


def byte_length(bin_name: str, ctx: Context = None) -> Operation:
    """Count the bytes of the UTF-8 form.

    Returns their number.
    """
    return {"op": c._OP_STRING_BYTE_LENGTH, "bin": bin_name, "ctx": ctx}


def is_numeric(
    bin_name: str,
    numeric_type: NumericType = NumericType.ANY,
    ctx: Context = None,
) -> Operation:
    """Look whether the string is a number.

    Returns a bool.
    """
    return {
        "op": c._OP_STRING_IS_NUMERIC,
        "numeric_type": numeric_type,
        "bin": bin_name,
        "ctx": ctx,
    }


def is_upper(bin_name: str, ctx: Context = None) -> Operation:
    """Look whether all letters are upper case.

    Returns a bool.
    """
    return {"op": c._OP_STRING_IS_UPPER, "bin": bin_name, "ctx": ctx}


def is_lower(bin_name: str, ctx: Context = None) -> Operation:
    """Look whether all letters are lower case.

    Returns a bool.
    """
    return {"op": c._OP_STRING_IS_LOWER, "bin": bin_name, "ctx": ctx}


def to_blob(bin_name: str, ctx: Context = None) -> Operation:
    """Read the UTF-8 form.

    Returns bytes.
    """
    return {"op": c._OP_STRING_TO_BLOB, "bin": bin_name, "ctx": ctx}


def split(bin_name: str, ctx: Context = None) -> Operation:
    """Take the string apart.

    Returns a list of its characters.
    """
    return {"op": c._OP_STRING_SPLIT, "bin": bin_name, "ctx": ctx}


def split_separator(bin_name: str, separator: str, ctx: Context = None) -> Operation:
    """Take the string apart at a separator.

    Returns a list of the parts.
    """
    return {
        "op": c._OP_STRING_SPLIT_SEPARATOR,
        "bin": bin_name,
        "separator": separator,
        "ctx": ctx,
    }


def base64_decode(bin_name: str, ctx: Context = None) -> Operation:
    """Read base64 text.

    Returns bytes.
    """
    return {"op": c._OP_STRING_B64_DECODE, "bin": bin_name, "ctx": ctx}


def regex_compare(
    bin_name: str,
    pattern: str,
    regex_flags: RegexFlags = RegexFlags.DEFAULT,
    ctx: Context = None,
) -> Operation:
    """Look whether a regular expression matches.

    Returns a bool.
    """
    return {
        "op": c._OP_STRING_REGEX_COMPARE,
        "bin": bin_name,
        "pattern": pattern,
        "regex_flags": regex_flags,
        "ctx": ctx,
    }


def to_string(bin_name: str) -> Operation:
    """Read a bin of any scalar type as text.

    Returns the text.
    """
    return {"op": c._OP_STRING_TO_STRING, "bin": bin_name}


def insert(
    bin_name: str,
    index: int,
    value: str,
    policy: StringPolicy | None = None,
    ctx: Context = None,
) -> Operation:
    """Insert a text.

    The result is None.
    """
    return {
        "op": c._OP_STRING_INSERT,
        "bin": bin_name,
        "index": index,
        "value": value,
        "policy": policy,
        "ctx": ctx,
    }


def overwrite(
    bin_name: str,
    index: int,
    value: str,
    policy: StringPolicy | None = None,
    ctx: Context = None,
) -> Operation:
    """Put a text over what is there from an offset on.

    The result is None.
    """
    return {
        "op": c._OP_STRING_OVERWRITE,
        "bin": bin_name,
        "index": index,
        "value": value,
        "policy": policy,
        "ctx": ctx,
    }


def append(
    bin_name: str,
    value: str,
    policy: StringPolicy | None = None,
    ctx: Context = None,
) -> Operation:
    """Append a text.

    The result is None.
    """
    return {
        "op": c._OP_STRING_APPEND,
        "bin": bin_name,
        "value": value,
        "policy": policy,
        "ctx": ctx,
    }


def prepend(
    bin_name: str,
    value: str,
    policy: StringPolicy | None = None,
    ctx: Context = None,
) -> Operation:
    """Put a text in front.

    The result is None.
    """
    return {
        "op": c._OP_STRING_PREPEND,
        "bin": bin_name,
        "value": value,
        "policy": policy,
        "ctx": ctx,
    }


def concat(
    bin_name: str,
    value_list: list[str],
    policy: StringPolicy | None = None,
    ctx: Context = None,
) -> Operation:
    """Append several texts.

    The result is None.
    """
    return {
        "op": c._OP_STRING_CONCAT,
        "bin": bin_name,
        "value_list": value_list,
        "policy": policy,
        "ctx": ctx,
    }


def snip(
    bin_name: str,
    start: int,
    end: int | None = None,
    policy: StringPolicy | None = None,
    ctx: Context = None,
) -> Operation:
    """Cut out from an offset to below another, or to the end.

    The result is None.
    """
    return {
        "op": c._OP_STRING_SNIP,
        "bin": bin_name,
        "start": start,
        "end": end,
        "policy": policy,
        "ctx": ctx,
    }


def replace(
    bin_name: str,
    needle: str,
    replacement: str,
    policy: StringPolicy | None = None,
    ctx: Context = None,
) -> Operation:
    """Put a text in the place of the first occurrence of another.

    The result is None.
    """
    return {
        "op": c._OP_STRING_REPLACE,
        "bin": bin_name,
        "needle": needle,
        "replacement": replacement,
        "policy": policy,
        "ctx": ctx,
    }


def replace_all(
    bin_name: str,
    needle: str,
    replacement: str,
    policy: StringPolicy | None = None,
    ctx: Context = None,
) -> Operation:
    """Put a text in the place of all occurrences of another.

    The result is None.
    """
    return {
        "op": c._OP_STRING_REPLACE_ALL,
        "bin": bin_name,
        "needle": needle,
        "replacement": replacement,
        "policy": policy,
        "ctx": ctx,
    }


def upper(bin_name: str, policy: StringPolicy | None = None, ctx: Context = None) -> Operation:
    """Turn letters to upper case.

    The result is None.
    """
    return {"op": c._OP_STRING_UPPER, "bin": bin_name, "policy": policy, "ctx": ctx}


def lower(bin_name: str, policy: StringPolicy | None = None, ctx: Context = None) -> Operation:
    """Turn letters to lower case.

    The result is None.
    """
    return {"op": c._OP_STRING_LOWER, "bin": bin_name, "policy": policy, "ctx": ctx}


def casefold(bin_name: str, policy: StringPolicy | None = None, ctx: Context = None) -> Operation:
    """Turn letters to the form that comparisons without case use.

    The result is None.
    """
    return {"op": c._OP_STRING_CASE_FOLD, "bin": bin_name, "policy": policy, "ctx": ctx}


def normalize_nfc(
    bin_name: str,
    policy: StringPolicy | None = None,
    ctx: Context = None,
) -> Operation:
    """Compose characters (Unicode normalization form C).

    The result is None.
    """
    return {"op": c._OP_STRING_NORMALIZE_NFC, "bin": bin_name, "policy": policy, "ctx": ctx}


def trim_start(
    bin_name: str,
    policy: StringPolicy | None = None,
    ctx: Context = None,
) -> Operation:
    """Remove white space at the start.

    The result is None.
    """
    return {"op": c._OP_STRING_TRIM_START, "bin": bin_name, "policy": policy, "ctx": ctx}


def trim_end(bin_name: str, policy: StringPolicy | None = None, ctx: Context = None) -> Operation:
    """Remove white space at the end.

    The result is None.
    """
    return {"op": c._OP_STRING_TRIM_END, "bin": bin_name, "policy": policy, "ctx": ctx}


def trim(bin_name: str, policy: StringPolicy | None = None, ctx: Context = None) -> Operation:
    """Remove white space at both ends.

    The result is None.
    """
    return {"op": c._OP_STRING_TRIM, "bin": bin_name, "policy": policy, "ctx": ctx}


def pad_start(
    bin_name: str,
    target_length: int,
    pad_string: str,
    policy: StringPolicy | None = None,
    ctx: Context = None,
) -> Operation:
    """Fill up to a length in front.

    The result is None.
    """
    return {
        "op": c._OP_STRING_PAD_START,
        "target_length": target_length,
        "pad_string": pad_string,
        "bin": bin_name,
        "policy": policy,
        "ctx": ctx,
    }


def pad_end(
    bin_name: str,
    target_length: int,
    pad_string: str,
    policy: StringPolicy | None = None,
    ctx: Context = None,
) -> Operation:
    """Fill up to a length behind.

    The result is None.
    """
    return {
        "op": c._OP_STRING_PAD_END,
        "target_length": target_length,
        "pad_string": pad_string,
        "bin": bin_name,
        "policy": policy,
        "ctx": ctx,
    }


def repeat(
    bin_name: str,
    count: int,
    policy: StringPolicy | None = None,
    ctx: Context = None,
) -> Operation:
    """Repeat the string.

    The result is None.
    """
    return {
        "op": c._OP_STRING_REPEAT,
        "bin": bin_name,
        "count": count,
        "policy": policy,
        "ctx": ctx,
    }


def regex_replace(
    bin_name: str,
    pattern: str,
    replacement: str,
    regex_flags: RegexFlags = RegexFlags.DEFAULT,
    policy: StringPolicy | None = None,
    ctx: Context = None,
) -> Operation:
    """Put a text in the place of what a regular expression matches.

    The result is None.
    """
    return {
        "op": c._OP_STRING_REGEX_REPLACE,
        "bin": bin_name,
        "pattern": pattern,
        "replacement": replacement,
        "regex_flags": regex_flags,
        "policy": policy,
        "ctx": ctx,
    }
