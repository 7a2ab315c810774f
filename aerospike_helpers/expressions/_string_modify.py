"""Expressions that change a copy of a string."""

from __future__ import annotations

from typing import Any

from aerospike import constants
from aerospike_helpers.string_helpers import RegexFlags, StringPolicy

from ._types import TypeBinName
from .base import StrBin
from .resources import _BaseExpr, _Keys, _or_bin

__all__ = [
    "Append",
    "CaseFold",
    "Concat",
    "Insert",
    "Lower",
    "NormalizeNFC",
    "Overwrite",
    "PadEnd",
    "PadStart",
    "Prepend",
    "RegexReplace",
    "Repeat",
    "Replace",
    "ReplaceAll",
    "Snip",
    "Trim",
    "TrimEnd",
    "TrimStart",
    "Upper",
]


class _WriteOp(_BaseExpr):
    _fixed: dict[str, Any]

    def __init__(self, policy: StringPolicy | None) -> None:
        self._fixed = {constants._STR_EXP_POLICY_KEY: policy}


class Insert(_WriteOp):
    """A string with text inserted.

    Evaluates to the changed string.

    Args:
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy`, or ``None`` for no flags.
            Only ``NO_FAIL`` has a meaning here.
        index: the position of the new text, in code points: 0 is the beginning, -1 before the last.
        value: the text to insert.
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_INSERT

    def __init__(self, policy: StringPolicy, index: int, value: str, bin: TypeBinName) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)
        self._fixed |= {constants._STR_EXP_INDEX_KEY: index, _Keys.VALUE_KEY: value}


class Overwrite(_WriteOp):
    """A string with a part overwritten.

    Evaluates to the changed string.

    Args:
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy`, or ``None`` for no flags.
            Only ``NO_FAIL`` has a meaning here.
        index: the first code point to overwrite: 0 is the first of all, -1 the last.
        value: the text to write. The string grows where it ends before.
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_OVERWRITE

    def __init__(self, policy: StringPolicy, index: int, value: str, bin: TypeBinName) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)
        self._fixed |= {constants._STR_EXP_INDEX_KEY: index, _Keys.VALUE_KEY: value}


class Append(_WriteOp):
    """A string with text after it.

    Evaluates to the changed string.

    Args:
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy`, or ``None`` for no flags.
            Only ``NO_FAIL`` has a meaning here.
        value: the text to append.
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_APPEND

    def __init__(self, policy: StringPolicy, value: str, bin: TypeBinName) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)
        self._fixed |= {_Keys.VALUE_KEY: value}


class Prepend(_WriteOp):
    """A string with text before it.

    Evaluates to the changed string.

    Args:
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy`, or ``None`` for no flags.
            Only ``NO_FAIL`` has a meaning here.
        value: the text to prepend.
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_PREPEND

    def __init__(self, policy: StringPolicy, value: str, bin: TypeBinName) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)
        self._fixed |= {_Keys.VALUE_KEY: value}


class Concat(_WriteOp):
    """A string with several texts after it.

    Evaluates to the changed string.

    Args:
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy`, or ``None`` for no flags.
            Only ``NO_FAIL`` has a meaning here.
        values: the texts to append, in their order.
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_CONCAT

    def __init__(self, policy: StringPolicy, values: list[str], bin: TypeBinName) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)
        self._fixed |= {_Keys.VALUE_KEY: values}


class Snip(_WriteOp):
    """A string with a part removed.

    Evaluates to the changed string.

    Args:
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy`, or ``None`` for no flags.
            Only ``NO_FAIL`` has a meaning here. It has no effect without *end*.
        start: the first code point to remove: 0 is the first of all, -1 the last.
        end: the code point before which to stop; -1 is the last of all. ``None`` removes everything
            to the end.
        bin: the name of a string bin, or an expression that yields a string.
    """

    def __init__(self, policy: StringPolicy, start: int, end: int | None, bin: TypeBinName) -> None:
        super().__init__(policy)
        self._op = constants._OP_STRING_SNIP_START if end is None else constants._OP_STRING_SNIP
        self._fixed |= {constants._STR_EXP_START_KEY: start, constants._STR_EXP_END_KEY: end}
        self._children = (_or_bin(bin, StrBin),)


class Replace(_WriteOp):
    """A string with the first occurrence of a text replaced.

    Evaluates to the changed string.

    Args:
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy`, or ``None`` for no flags.
            Only ``NO_FAIL`` has a meaning here.
        needle: the text to look for. Composed and decomposed characters match each other.
        replacement: the new text.
        bin: the name of a string bin, or an expression that yields a string.
    """

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
    """A string with all occurrences of a text replaced.

    Evaluates to the changed string.

    Args:
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy`, or ``None`` for no flags.
            Only ``NO_FAIL`` has a meaning here.
        needle: the text to look for. Composed and decomposed characters match each other.
        replacement: the new text.
        bin: the name of a string bin, or an expression that yields a string.
    """

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
    """A string in upper case.

    Evaluates to the changed string.

    Args:
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy`, or ``None`` for no flags.
            Only ``NO_FAIL`` has a meaning here.
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_UPPER

    def __init__(self, policy: StringPolicy, bin: TypeBinName) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)


class Lower(_WriteOp):
    """A string in lower case.

    Evaluates to the changed string.

    Args:
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy`, or ``None`` for no flags.
            Only ``NO_FAIL`` has a meaning here.
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_LOWER

    def __init__(self, policy: StringPolicy, bin: TypeBinName) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)


class CaseFold(_WriteOp):
    """A string in the form for comparison without regard to case.

    Evaluates to the changed string.

    Args:
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy`, or ``None`` for no flags.
            Only ``NO_FAIL`` has a meaning here.
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_CASE_FOLD

    def __init__(self, policy: StringPolicy, bin: TypeBinName) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)


class NormalizeNFC(_WriteOp):
    """A string in Unicode normalization form C.

    Evaluates to the changed string.

    Args:
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy`, or ``None`` for no flags.
            Only ``NO_FAIL`` has a meaning here.
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_NORMALIZE_NFC

    def __init__(self, policy: StringPolicy, bin: TypeBinName) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)


class TrimStart(_WriteOp):
    """A string without the white space at its start.

    Evaluates to the changed string.

    Args:
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy`, or ``None`` for no flags.
            Only ``NO_FAIL`` has a meaning here.
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_TRIM_START

    def __init__(self, policy: StringPolicy, bin: TypeBinName) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)


class TrimEnd(_WriteOp):
    """A string without the white space at its end.

    Evaluates to the changed string.

    Args:
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy`, or ``None`` for no flags.
            Only ``NO_FAIL`` has a meaning here.
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_TRIM_END

    def __init__(self, policy: StringPolicy, bin: TypeBinName) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)


class Trim(_WriteOp):
    """A string without the white space at both ends.

    Evaluates to the changed string.

    Args:
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy`, or ``None`` for no flags.
            Only ``NO_FAIL`` has a meaning here.
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_TRIM

    def __init__(self, policy: StringPolicy, bin: TypeBinName) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)


class PadStart(_WriteOp):
    """A string filled up at the start.

    Evaluates to the changed string.

    Args:
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy`, or ``None`` for no flags.
            Only ``NO_FAIL`` has a meaning here.
        target_length: the length to reach, in code points. A longer string stays as it is.
        pad_string: the text to fill up with, repeated and cut off as needed.
        bin: the name of a string bin, or an expression that yields a string.
    """

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
    """A string filled up at the end.

    Evaluates to the changed string.

    Args:
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy`, or ``None`` for no flags.
            Only ``NO_FAIL`` has a meaning here.
        target_length: the length to reach, in code points. A longer string stays as it is.
        pad_string: the text to fill up with, repeated and cut off as needed.
        bin: the name of a string bin, or an expression that yields a string.
    """

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
    """A string repeated.

    Evaluates to the changed string.

    Args:
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy`, or ``None`` for no flags.
            Only ``NO_FAIL`` has a meaning here.
        count: how often the result repeats the string; 0 or more.
        bin: the name of a string bin, or an expression that yields a string.
    """

    _op = constants._OP_STRING_REPEAT

    def __init__(self, policy: StringPolicy, count: int, bin: TypeBinName) -> None:
        super().__init__(policy)
        self._children = (_or_bin(bin, StrBin),)
        self._fixed |= {constants._STR_EXP_COUNT_KEY: count}


class RegexReplace(_WriteOp):
    """A string with what a regular expression matches replaced.

    Evaluates to the changed string.

    Args:
        policy: a :class:`~aerospike_helpers.string_helpers.StringPolicy`, or ``None`` for no flags.
            Only ``NO_FAIL`` has a meaning here.
        pattern: the regular expression, in ICU syntax.
        replacement: the new text.
        regex_flags: how to match. ``GLOBAL`` replaces all matches, not only the first.
        bin: the name of a string bin, or an expression that yields a string.
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
