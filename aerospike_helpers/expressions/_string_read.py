"""Expressions that read strings."""

from __future__ import annotations

from aerospike import constants
from aerospike_helpers.string_helpers import NumericType, RegexFlags

from ._types import TypeBinName
from .base import StrBin
from .resources import _BaseExpr, _or_bin

__all__ = [
    "Base64Decode",
    "ByteLength",
    "CharAt",
    "Contains",
    "EndsWith",
    "Find",
    "IsLower",
    "IsNumeric",
    "IsUpper",
    "RegexCompare",
    "Split",
    "SplitSeparator",
    "StartsWith",
    "StrLen",
    "SubStr",
    "SubStrRange",
    "ToBlob",
    "ToDouble",
    "ToInteger",
    "ToString",
]


class StrLen(_BaseExpr):
    """How many code points a string has.

    Evaluates to an integer.

    Args:
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_STRLEN

    def __init__(self, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)


class SubStr(_BaseExpr):
    """A string from an offset to its end.

    Evaluates to a string.

    Args:
        start: the first code point: 0 is the first of all, -1 the last.
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_SUBSTR

    def __init__(self, start: int, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)
        self._fixed = {constants._STR_EXP_START_KEY: start}


class SubStrRange(_BaseExpr):
    """A string between two offsets.

    Evaluates to a string.

    Args:
        start: the first code point: 0 is the first of all, -1 the last.
        end: the code point before which the range ends; -1 is the last of all.
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_SUBSTR_RANGE

    def __init__(self, start: int, end: int, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)
        self._fixed = {constants._STR_EXP_START_KEY: start, constants._STR_EXP_END_KEY: end}


class CharAt(_BaseExpr):
    """One code point of a string.

    Evaluates to a string.

    Args:
        index: its position: 0 is the first, -1 the last.
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_CHAR_AT

    def __init__(self, index: int, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)
        self._fixed = {constants._STR_EXP_INDEX_KEY: index}


class Find(_BaseExpr):
    """The position of a text in a string.

    Evaluates to an integer, the position in code points, or -1.

    Args:
        needle: the text to look for. Composed and decomposed characters match each other.
        occurrence: which occurrence: 1 is the first, -1 the last.
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_FIND

    def __init__(self, needle: str, occurrence: int, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)
        self._fixed = {
            constants._STR_EXP_NEEDLE_KEY: needle,
            constants._STR_EXP_OCCURRENCE_KEY: occurrence,
        }


class Contains(_BaseExpr):
    """Whether a text occurs in a string.

    Evaluates to a boolean.

    Args:
        needle: the text to look for. Composed and decomposed characters match each other.
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_CONTAINS

    def __init__(self, needle: str, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)
        self._fixed = {constants._STR_EXP_NEEDLE_KEY: needle}


class StartsWith(_BaseExpr):
    """Whether a string begins with a text.

    Evaluates to a boolean.

    Args:
        prefix: the text. Composed and decomposed characters match each other.
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_STARTS_WITH

    def __init__(self, prefix: str, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)
        self._fixed = {constants._STR_EXP_PREFIX_KEY: prefix}


class EndsWith(_BaseExpr):
    """Whether a string ends with a text.

    Evaluates to a boolean.

    Args:
        suffix: the text. Composed and decomposed characters match each other.
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_ENDS_WITH

    def __init__(self, suffix: str, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)
        self._fixed = {constants._STR_EXP_SUFFIX_KEY: suffix}


class ToInteger(_BaseExpr):
    """A string as an integer.

    Evaluates to an integer. Text that is not an integer makes the expression fail.

    Args:
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_TO_INTEGER

    def __init__(self, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)


class ToDouble(_BaseExpr):
    """A string as a float.

    Evaluates to a float. Text that is not a number makes the expression fail.

    Args:
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_TO_DOUBLE

    def __init__(self, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)


class ByteLength(_BaseExpr):
    """How many bytes a string has in UTF-8.

    Evaluates to an integer.

    Args:
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_BYTE_LENGTH

    def __init__(self, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)


class IsNumeric(_BaseExpr):
    """Whether a string is written as a number.

    Evaluates to a boolean.

    Args:
        numeric_type: which numbers to accept. ``FLOAT`` needs a point with a digit after it:
            ``"5"`` is not one.
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_IS_NUMERIC

    def __init__(self, numeric_type: NumericType, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)
        self._fixed = {constants._STR_EXP_NUMERIC_TYPE_KEY: numeric_type}


class IsUpper(_BaseExpr):
    """Whether all letters of a string are upper case.

    Evaluates to a boolean.

    Args:
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_IS_UPPER

    def __init__(self, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)


class IsLower(_BaseExpr):
    """Whether all letters of a string are lower case.

    Evaluates to a boolean.

    Args:
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_IS_LOWER

    def __init__(self, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)


class ToBlob(_BaseExpr):
    """The UTF-8 bytes of a string.

    Evaluates to a blob.

    Args:
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_TO_BLOB

    def __init__(self, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)


class Split(_BaseExpr):
    """A string split into its code points.

    Evaluates to a list of strings.

    Args:
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_SPLIT

    def __init__(self, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)


class SplitSeparator(_BaseExpr):
    """A string split at a separator.

    Evaluates to a list of strings, with one for a string that lacks the separator.

    Args:
        separator: the text between two parts.
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_SPLIT_SEPARATOR

    def __init__(self, separator: str, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)
        self._fixed = {constants._STR_EXP_SEPARATOR_KEY: separator}


class Base64Decode(_BaseExpr):
    """The bytes that base64 text stands for.

    Evaluates to a blob. Text that is not base64 makes the expression fail.

    Args:
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_B64_DECODE

    def __init__(self, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)


class RegexCompare(_BaseExpr):
    """Whether a regular expression matches a string.

    Evaluates to a boolean.

    Args:
        pattern: the regular expression, in ICU syntax.
        bin: the name of a string bin, or an expression that yields a string.
        regex_flags: how to match. By default, the pattern matches as it is written.
    """

    _op = constants._OP_STRING_REGEX_COMPARE

    def __init__(
        self, pattern: str, bin: TypeBinName, regex_flags: RegexFlags = RegexFlags.DEFAULT
    ) -> None:
        self._children = (_or_bin(bin, StrBin),)
        self._fixed = {
            constants._STR_EXP_PATTERN_KEY: pattern,
            constants._STR_EXP_REGEX_FLAGS_KEY: regex_flags,
        }


class ToString(_BaseExpr):
    """An integer, float, boolean, string or blob as a string.

    Evaluates to a string. A blob that is not UTF-8 makes the expression fail.

    Args:
        bin: the name of a string bin, or an expression that yields one of these.
    """

    _op = constants._OP_STRING_TO_STRING

    def __init__(self, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)
