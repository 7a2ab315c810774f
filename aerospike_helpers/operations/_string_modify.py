"""Operations that change strings."""

from __future__ import annotations

from aerospike import constants as c
from aerospike_helpers.string_helpers import RegexFlags, StringPolicy

from ._entries import Context, Operation

__all__ = [
    "append",
    "casefold",
    "concat",
    "insert",
    "lower",
    "normalize_nfc",
    "overwrite",
    "pad_end",
    "pad_start",
    "prepend",
    "regex_replace",
    "repeat",
    "replace",
    "replace_all",
    "snip",
    "trim",
    "trim_end",
    "trim_start",
    "upper",
]


def insert(
    bin_name: str,
    index: int,
    value: str,
    policy: StringPolicy | None = None,
    ctx: Context = None,
) -> Operation:
    """Insert text into a string.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        index: the position of the new text, in code points: 0 is the beginning, -1 before the last.
        value: the text to insert.
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy` with write flags. No flags
            by default.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is ``None``.
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
    """Overwrite a part of a string.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        index: the first code point to overwrite: 0 is the first of all, -1 the last.
        value: the text to write. The string grows where it ends before.
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy` with write flags. No flags
            by default.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is ``None``.
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
    """Put text after a string.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        value: the text to append.
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy` with write flags. No flags
            by default.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is ``None``.
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
    """Put text before a string.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        value: the text to prepend.
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy` with write flags. No flags
            by default.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is ``None``.
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
    """Put several texts after a string.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        value_list: the texts to append, in their order.
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy` with write flags. No flags
            by default.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is ``None``.
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
    """Remove a part of a string.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        start: the first code point to remove: 0 is the first of all, -1 the last.
        end: the code point before which to stop; -1 is the last of all. By default, everything to
            the end.
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy` with write flags, without
            ``CREATE_ONLY``. No flags by default. Has no effect without *end*.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is ``None``.
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
    """Replace the first occurrence of a text.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        needle: the text to look for. Composed and decomposed characters match each other.
        replacement: the new text.
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy` with write flags, without
            ``CREATE_ONLY``. No flags by default.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is ``None``.
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
    """Replace all occurrences of a text.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        needle: the text to look for. Composed and decomposed characters match each other.
        replacement: the new text.
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy` with write flags, without
            ``CREATE_ONLY``. No flags by default.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is ``None``.
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
    """Convert a string to upper case.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy` with write flags, without
            ``CREATE_ONLY``. No flags by default.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is ``None``.
    """
    return {"op": c._OP_STRING_UPPER, "bin": bin_name, "policy": policy, "ctx": ctx}


def lower(bin_name: str, policy: StringPolicy | None = None, ctx: Context = None) -> Operation:
    """Convert a string to lower case.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy` with write flags, without
            ``CREATE_ONLY``. No flags by default.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is ``None``.
    """
    return {"op": c._OP_STRING_LOWER, "bin": bin_name, "policy": policy, "ctx": ctx}


def casefold(bin_name: str, policy: StringPolicy | None = None, ctx: Context = None) -> Operation:
    """Convert a string to the form for comparison without regard to case.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy` with write flags, without
            ``CREATE_ONLY``. No flags by default.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is ``None``.
    """
    return {"op": c._OP_STRING_CASE_FOLD, "bin": bin_name, "policy": policy, "ctx": ctx}


def normalize_nfc(
    bin_name: str,
    policy: StringPolicy | None = None,
    ctx: Context = None,
) -> Operation:
    """Convert a string to Unicode normalization form C.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy` with write flags, without
            ``CREATE_ONLY``. No flags by default.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is ``None``.
    """
    return {"op": c._OP_STRING_NORMALIZE_NFC, "bin": bin_name, "policy": policy, "ctx": ctx}


def trim_start(
    bin_name: str,
    policy: StringPolicy | None = None,
    ctx: Context = None,
) -> Operation:
    """Remove white space at the start of a string.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy` with write flags, without
            ``CREATE_ONLY``. No flags by default.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is ``None``.
    """
    return {"op": c._OP_STRING_TRIM_START, "bin": bin_name, "policy": policy, "ctx": ctx}


def trim_end(bin_name: str, policy: StringPolicy | None = None, ctx: Context = None) -> Operation:
    """Remove white space at the end of a string.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy` with write flags, without
            ``CREATE_ONLY``. No flags by default.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is ``None``.
    """
    return {"op": c._OP_STRING_TRIM_END, "bin": bin_name, "policy": policy, "ctx": ctx}


def trim(bin_name: str, policy: StringPolicy | None = None, ctx: Context = None) -> Operation:
    """Remove white space at both ends of a string.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy` with write flags, without
            ``CREATE_ONLY``. No flags by default.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is ``None``.
    """
    return {"op": c._OP_STRING_TRIM, "bin": bin_name, "policy": policy, "ctx": ctx}


def pad_start(
    bin_name: str,
    target_length: int,
    pad_string: str,
    policy: StringPolicy | None = None,
    ctx: Context = None,
) -> Operation:
    """Fill up a string at the start.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        target_length: the length to reach, in code points. A longer string stays as it is.
        pad_string: the text to fill up with, repeated and cut off as needed.
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy` with write flags. No flags
            by default.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is ``None``.
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
    """Fill up a string at the end.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        target_length: the length to reach, in code points. A longer string stays as it is.
        pad_string: the text to fill up with, repeated and cut off as needed.
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy` with write flags. No flags
            by default.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is ``None``.
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
    """Repeat a string.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        count: how often the result repeats the string; 0 or more.
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy` with write flags. No flags
            by default.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is ``None``.
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
    """Replace what a regular expression matches.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        pattern: the regular expression, in ICU syntax.
        replacement: the new text.
        regex_flags: how to match. ``GLOBAL`` replaces all matches, not only the first.
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy` with write flags, without
            ``CREATE_ONLY``. No flags by default.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is ``None``.
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
