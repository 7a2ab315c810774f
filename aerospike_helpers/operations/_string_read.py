"""Operations that read strings."""

from __future__ import annotations

from aerospike import constants as c
from aerospike_helpers.string_helpers import NumericType, RegexFlags

from ._entries import Context, Operation

__all__ = [
    "base64_decode",
    "byte_length",
    "char_at",
    "contains",
    "ends_with",
    "find",
    "is_lower",
    "is_numeric",
    "is_upper",
    "regex_compare",
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
]


def strlen(bin_name: str, ctx: Context = None) -> Operation:
    """Count the code points of a string.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is their number.
    """
    return {"op": c._OP_STRING_STRLEN, "bin": bin_name, "ctx": ctx}


def substr(bin_name: str, start: int, ctx: Context = None) -> Operation:
    """Read a string from an offset to the end.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        start: the first code point: 0 is the first of all, -1 the last.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is a string.
    """
    return {"op": c._OP_STRING_SUBSTR, "bin": bin_name, "start": start, "ctx": ctx}


def substr_range(bin_name: str, start: int, end: int, ctx: Context = None) -> Operation:
    """Read a string between two offsets.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        start: the first code point: 0 is the first of all, -1 the last.
        end: the code point before which the range ends; -1 is the last of all.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is a string.
    """
    return {
        "op": c._OP_STRING_SUBSTR_RANGE,
        "bin": bin_name,
        "start": start,
        "end": end,
        "ctx": ctx,
    }


def char_at(bin_name: str, index: int, ctx: Context = None) -> Operation:
    """Read one code point of a string.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        index: its position: 0 is the first, -1 the last.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is a string of one code point.
    """
    return {"op": c._OP_STRING_CHAR_AT, "bin": bin_name, "index": index, "ctx": ctx}


def find(bin_name: str, needle: str, occurrence: int = 1, ctx: Context = None) -> Operation:
    """Find a text in a string.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        needle: the text to look for. Composed and decomposed characters match each other.
        occurrence: which occurrence: 1 is the first, -1 the last.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is the position of the text, in code points, or -1.
    """
    return {
        "op": c._OP_STRING_FIND,
        "bin": bin_name,
        "needle": needle,
        "occurrence": occurrence,
        "ctx": ctx,
    }


def contains(bin_name: str, needle: str, ctx: Context = None) -> Operation:
    """Test whether a text occurs in a string.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        needle: the text to look for. Composed and decomposed characters match each other.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is a boolean.
    """
    return {"op": c._OP_STRING_CONTAINS, "bin": bin_name, "needle": needle, "ctx": ctx}


def starts_with(bin_name: str, prefix: str, ctx: Context = None) -> Operation:
    """Test whether a string begins with a text.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        prefix: the text. Composed and decomposed characters match each other.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is a boolean.
    """
    return {"op": c._OP_STRING_STARTS_WITH, "bin": bin_name, "prefix": prefix, "ctx": ctx}


def ends_with(bin_name: str, suffix: str, ctx: Context = None) -> Operation:
    """Test whether a string ends with a text.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        suffix: the text. Composed and decomposed characters match each other.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is a boolean.
    """
    return {"op": c._OP_STRING_ENDS_WITH, "bin": bin_name, "suffix": suffix, "ctx": ctx}


def to_integer(bin_name: str, ctx: Context = None) -> Operation:
    """Convert a string to an integer.

    Text that is not an integer raises :class:`~aerospike.exception.OpNotApplicable`.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is an integer of 64 bits.
    """
    return {"op": c._OP_STRING_TO_INTEGER, "bin": bin_name, "ctx": ctx}


def to_double(bin_name: str, ctx: Context = None) -> Operation:
    """Convert a string to a float.

    Text that is not a number raises :class:`~aerospike.exception.OpNotApplicable`.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is a float.
    """
    return {"op": c._OP_STRING_TO_DOUBLE, "bin": bin_name, "ctx": ctx}


def byte_length(bin_name: str, ctx: Context = None) -> Operation:
    """Count the bytes of a string in UTF-8.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is their number.
    """
    return {"op": c._OP_STRING_BYTE_LENGTH, "bin": bin_name, "ctx": ctx}


def is_numeric(
    bin_name: str,
    numeric_type: NumericType = NumericType.ANY,
    ctx: Context = None,
) -> Operation:
    """Test whether a string is written as a number.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        numeric_type: which numbers to accept. ``FLOAT`` needs a point with a digit after it:
            ``"5"`` is not one.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is a boolean.
    """
    return {
        "op": c._OP_STRING_IS_NUMERIC,
        "numeric_type": numeric_type,
        "bin": bin_name,
        "ctx": ctx,
    }


def is_upper(bin_name: str, ctx: Context = None) -> Operation:
    """Test whether all letters of a string are upper case.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is a boolean.
    """
    return {"op": c._OP_STRING_IS_UPPER, "bin": bin_name, "ctx": ctx}


def is_lower(bin_name: str, ctx: Context = None) -> Operation:
    """Test whether all letters of a string are lower case.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is a boolean.
    """
    return {"op": c._OP_STRING_IS_LOWER, "bin": bin_name, "ctx": ctx}


def to_blob(bin_name: str, ctx: Context = None) -> Operation:
    """Read the UTF-8 bytes of a string.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is bytes.
    """
    return {"op": c._OP_STRING_TO_BLOB, "bin": bin_name, "ctx": ctx}


def split(bin_name: str, ctx: Context = None) -> Operation:
    """Split a string into its code points.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is a list of strings, each of one code point.
    """
    return {"op": c._OP_STRING_SPLIT, "bin": bin_name, "ctx": ctx}


def split_separator(bin_name: str, separator: str, ctx: Context = None) -> Operation:
    """Split a string at a separator.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        separator: the text between two parts.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is a list of strings, with one for a string that lacks the
        separator.
    """
    return {
        "op": c._OP_STRING_SPLIT_SEPARATOR,
        "bin": bin_name,
        "separator": separator,
        "ctx": ctx,
    }


def base64_decode(bin_name: str, ctx: Context = None) -> Operation:
    """Decode a string of base64 text.

    Text that is not base64 raises :class:`~aerospike.exception.OpNotApplicable`.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is bytes.
    """
    return {"op": c._OP_STRING_B64_DECODE, "bin": bin_name, "ctx": ctx}


def regex_compare(
    bin_name: str,
    pattern: str,
    regex_flags: RegexFlags = RegexFlags.DEFAULT,
    ctx: Context = None,
) -> Operation:
    """Test whether a regular expression matches a string.

    Args:
        bin_name: the name of the bin, at most 15 bytes.
        pattern: the regular expression, in ICU syntax.
        regex_flags: how to match. By default, the pattern matches as it is written.
        ctx: the path to a string in a list or map, made by :mod:`aerospike_helpers.cdt_ctx`. The
            bin itself by default.

    Returns:
        An operation; its result is a boolean.
    """
    return {
        "op": c._OP_STRING_REGEX_COMPARE,
        "bin": bin_name,
        "pattern": pattern,
        "regex_flags": regex_flags,
        "ctx": ctx,
    }


def to_string(bin_name: str) -> Operation:
    """Convert an integer, float, boolean, string or blob bin to a string.

    A blob that is not UTF-8 raises :class:`~aerospike.exception.OpNotApplicable`.

    Args:
        bin_name: the name of the bin, at most 15 bytes.

    Returns:
        An operation; its result is a string.
    """
    return {"op": c._OP_STRING_TO_STRING, "bin": bin_name}
