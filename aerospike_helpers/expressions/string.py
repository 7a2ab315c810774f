"""Strings. Server 8.2 or later.

`bin` is a bin name or an expression that yields a string. Indexes count characters from 0, negative
ones from the end. `policy` is None or a `StringPolicy`. Expressions that change a string change a
copy: the bin stays as it is.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from aerospike import constants
from aerospike_helpers.string_helpers import NumericType, RegexFlags, StringPolicy

from .base import StrBin
from .resources import _BaseExpr, _Keys, _or_bin

__all__ = [
    "Append",
    "Base64Decode",
    "ByteLength",
    "CaseFold",
    "CharAt",
    "Concat",
    "Contains",
    "EndsWith",
    "Find",
    "Insert",
    "IsLower",
    "IsNumeric",
    "IsUpper",
    "Lower",
    "NormalizeNFC",
    "NumericType",
    "Overwrite",
    "PadEnd",
    "PadStart",
    "Prepend",
    "RegexCompare",
    "RegexFlags",
    "RegexReplace",
    "Repeat",
    "Replace",
    "ReplaceAll",
    "Snip",
    "Split",
    "SplitSeparator",
    "StartsWith",
    "StrLen",
    "StringPolicy",
    "SubStr",
    "SubStrRange",
    "ToBlob",
    "ToDouble",
    "ToInteger",
    "ToString",
    "Trim",
    "TrimEnd",
    "TrimStart",
    "TypeBinName",
    "Upper",
]

TypeBinName: TypeAlias = _BaseExpr | str


class _WriteOp(_BaseExpr):
    _fixed: dict[str, Any]

    def __init__(self, policy: StringPolicy | None) -> None:
        self._fixed = {constants._STR_EXP_POLICY_KEY: policy}


class StrLen(_BaseExpr):
    """How many characters a string has; an integer."""

    _op = constants._OP_STRING_STRLEN

    def __init__(self, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)


class SubStr(_BaseExpr):
    """The characters from `start` on; a string."""

    _op = constants._OP_STRING_SUBSTR

    def __init__(self, start: int, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)
        self._fixed = {constants._STR_EXP_START_KEY: start}


class SubStrRange(_BaseExpr):
    """The characters from `start` up to, without, `end`; a string."""

    _op = constants._OP_STRING_SUBSTR_RANGE

    def __init__(self, start: int, end: int, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)
        self._fixed = {constants._STR_EXP_START_KEY: start, constants._STR_EXP_END_KEY: end}


class CharAt(_BaseExpr):
    """The character at `index`; a string."""

    _op = constants._OP_STRING_CHAR_AT

    def __init__(self, index: int, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)
        self._fixed = {constants._STR_EXP_INDEX_KEY: index}


class Find(_BaseExpr):
    """Where `needle` stands for the `occurrence`-th time; an integer, -1 for nowhere."""

    _op = constants._OP_STRING_FIND

    def __init__(self, needle: str, occurrence: int, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)
        self._fixed = {
            constants._STR_EXP_NEEDLE_KEY: needle,
            constants._STR_EXP_OCCURRENCE_KEY: occurrence,
        }


class Contains(_BaseExpr):
    """Whether `needle` stands in a string; a boolean."""

    _op = constants._OP_STRING_CONTAINS

    def __init__(self, needle: str, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)
        self._fixed = {constants._STR_EXP_NEEDLE_KEY: needle}


class StartsWith(_BaseExpr):
    """Whether a string begins with `prefix`; a boolean."""

    _op = constants._OP_STRING_STARTS_WITH

    def __init__(self, prefix: str, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)
        self._fixed = {constants._STR_EXP_PREFIX_KEY: prefix}


class EndsWith(_BaseExpr):
    """Whether a string ends with `suffix`; a boolean."""

    _op = constants._OP_STRING_ENDS_WITH

    def __init__(self, suffix: str, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)
        self._fixed = {constants._STR_EXP_SUFFIX_KEY: suffix}


class ToInteger(_BaseExpr):
    """The integer that a string spells."""

    _op = constants._OP_STRING_TO_INTEGER

    def __init__(self, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)


class ToDouble(_BaseExpr):
    """The float that a string spells."""

    _op = constants._OP_STRING_TO_DOUBLE

    def __init__(self, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)


class ByteLength(_BaseExpr):
    """How many bytes a string has in UTF-8; an integer."""

    _op = constants._OP_STRING_BYTE_LENGTH

    def __init__(self, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)


class IsNumeric(_BaseExpr):
    """Whether a string spells a number of the given `NumericType`; a boolean."""

    _op = constants._OP_STRING_IS_NUMERIC

    def __init__(self, numeric_type: NumericType, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)
        self._fixed = {constants._STR_EXP_NUMERIC_TYPE_KEY: numeric_type}


class IsUpper(_BaseExpr):
    """Whether every letter of a string is upper case; a boolean."""

    _op = constants._OP_STRING_IS_UPPER

    def __init__(self, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)


class IsLower(_BaseExpr):
    """Whether every letter of a string is lower case; a boolean."""

    _op = constants._OP_STRING_IS_LOWER

    def __init__(self, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)


class ToBlob(_BaseExpr):
    """The UTF-8 bytes of a string; a blob."""

    _op = constants._OP_STRING_TO_BLOB

    def __init__(self, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)


class Split(_BaseExpr):
    """A string taken apart into its characters; a list of strings."""

    _op = constants._OP_STRING_SPLIT

    def __init__(self, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)


class SplitSeparator(_BaseExpr):
    """A string taken apart at every `separator`; a list of strings."""

    _op = constants._OP_STRING_SPLIT_SEPARATOR

    def __init__(self, separator: str, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)
        self._fixed = {constants._STR_EXP_SEPARATOR_KEY: separator}


class Base64Decode(_BaseExpr):
    """The bytes that a base64 string stands for; a blob."""

    _op = constants._OP_STRING_B64_DECODE

    def __init__(self, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)


class RegexCompare(_BaseExpr):
    """Whether a regular expression (ICU syntax) matches a string; a boolean."""

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
    """An integer, float, boolean or blob as a string."""

    _op = constants._OP_STRING_TO_STRING

    def __init__(self, bin: TypeBinName) -> None:
        self._children = (_or_bin(bin, StrBin),)


class Insert(_WriteOp):
    """Insert `value` in front of the character at `index`; the changed string."""

    _op = constants._OP_STRING_INSERT

    def __init__(self, policy: StringPolicy, index: int, value: str, bin: TypeBinName) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)
        self._fixed |= {constants._STR_EXP_INDEX_KEY: index, _Keys.VALUE_KEY: value}


class Overwrite(_WriteOp):
    """Overwrite the characters from `index` on with `value`; the changed string."""

    _op = constants._OP_STRING_OVERWRITE

    def __init__(self, policy: StringPolicy, index: int, value: str, bin: TypeBinName) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)
        self._fixed |= {constants._STR_EXP_INDEX_KEY: index, _Keys.VALUE_KEY: value}


class Append(_WriteOp):
    """Put `value` behind a string; the changed string."""

    _op = constants._OP_STRING_APPEND

    def __init__(self, policy: StringPolicy, value: str, bin: TypeBinName) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)
        self._fixed |= {_Keys.VALUE_KEY: value}


class Prepend(_WriteOp):
    """Put `value` in front of a string; the changed string."""

    _op = constants._OP_STRING_PREPEND

    def __init__(self, policy: StringPolicy, value: str, bin: TypeBinName) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)
        self._fixed |= {_Keys.VALUE_KEY: value}


class Concat(_WriteOp):
    """Put all the strings of `values` behind a string; the changed string."""

    _op = constants._OP_STRING_CONCAT

    def __init__(self, policy: StringPolicy, values: list[str], bin: TypeBinName) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)
        self._fixed |= {_Keys.VALUE_KEY: values}


class Snip(_WriteOp):
    """Cut out the characters from `start` up to, without, `end` (None: all that follow).

    The result is the changed string.
    """

    def __init__(self, policy: StringPolicy, start: int, end: int | None, bin: TypeBinName) -> None:
        super().__init__(policy)
        self._op = constants._OP_STRING_SNIP_START if end is None else constants._OP_STRING_SNIP
        self._fixed |= {constants._STR_EXP_START_KEY: start, constants._STR_EXP_END_KEY: end}
        self._children = (_or_bin(bin, StrBin),)


class Replace(_WriteOp):
    """Replace the first `needle` by `replacement`; the changed string."""

    _op = constants._OP_STRING_REPLACE

    def __init__(
        self, policy: StringPolicy, needle: str, replacement: str, bin: TypeBinName
    ) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)
        self._fixed |= {
            constants._STR_EXP_NEEDLE_KEY: needle,
            constants._STR_EXP_REPLACEMENT_KEY: replacement,
        }


class ReplaceAll(_WriteOp):
    """Replace every `needle` by `replacement`; the changed string."""

    _op = constants._OP_STRING_REPLACE_ALL

    def __init__(
        self, policy: StringPolicy, needle: str, replacement: str, bin: TypeBinName
    ) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)
        self._fixed |= {
            constants._STR_EXP_NEEDLE_KEY: needle,
            constants._STR_EXP_REPLACEMENT_KEY: replacement,
        }


class Upper(_WriteOp):
    """A string in upper case."""

    _op = constants._OP_STRING_UPPER

    def __init__(self, policy: StringPolicy, bin: TypeBinName) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)


class Lower(_WriteOp):
    """A string in lower case."""

    _op = constants._OP_STRING_LOWER

    def __init__(self, policy: StringPolicy, bin: TypeBinName) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)


class CaseFold(_WriteOp):
    """A string folded for comparison without regard to case."""

    _op = constants._OP_STRING_CASE_FOLD

    def __init__(self, policy: StringPolicy, bin: TypeBinName) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)


class NormalizeNFC(_WriteOp):
    """A string in Unicode normalization form C."""

    _op = constants._OP_STRING_NORMALIZE_NFC

    def __init__(self, policy: StringPolicy, bin: TypeBinName) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)


class TrimStart(_WriteOp):
    """A string without the white space in front."""

    _op = constants._OP_STRING_TRIM_START

    def __init__(self, policy: StringPolicy, bin: TypeBinName) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)


class TrimEnd(_WriteOp):
    """A string without the white space at the end."""

    _op = constants._OP_STRING_TRIM_END

    def __init__(self, policy: StringPolicy, bin: TypeBinName) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)


class Trim(_WriteOp):
    """A string without the white space at both ends."""

    _op = constants._OP_STRING_TRIM

    def __init__(self, policy: StringPolicy, bin: TypeBinName) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)


class PadStart(_WriteOp):
    """A string brought to `target_length` characters by `pad_string` in front."""

    _op = constants._OP_STRING_PAD_START

    def __init__(
        self, policy: StringPolicy, target_length: int, pad_string: str, bin: TypeBinName
    ) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)
        self._fixed |= {
            constants._STR_EXP_TARGET_LENGTH_KEY: target_length,
            constants._STR_EXP_PAD_STRING_KEY: pad_string,
        }


class PadEnd(_WriteOp):
    """A string brought to `target_length` characters by `pad_string` at the end."""

    _op = constants._OP_STRING_PAD_END

    def __init__(
        self, policy: StringPolicy, target_length: int, pad_string: str, bin: TypeBinName
    ) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)
        self._fixed |= {
            constants._STR_EXP_TARGET_LENGTH_KEY: target_length,
            constants._STR_EXP_PAD_STRING_KEY: pad_string,
        }


class Repeat(_WriteOp):
    """A string `count` times over."""

    _op = constants._OP_STRING_REPEAT

    def __init__(self, policy: StringPolicy, count: int, bin: TypeBinName) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)
        self._fixed |= {constants._STR_EXP_COUNT_KEY: count}


class RegexReplace(_WriteOp):
    """Replace what a regular expression (ICU syntax) matches by `replacement`.

    `regex_flags` with `RegexFlags.GLOBAL` replaces every match, not only the first.
    """

    _op = constants._OP_STRING_REGEX_REPLACE

    def __init__(
        self,
        policy: StringPolicy,
        pattern: str,
        replacement: str,
        regex_flags: RegexFlags,
        bin: TypeBinName,
    ) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)
        self._fixed |= {
            constants._STR_EXP_PATTERN_KEY: pattern,
            constants._STR_EXP_REPLACEMENT_KEY: replacement,
            constants._STR_EXP_REGEX_FLAGS_KEY: regex_flags,
        }
