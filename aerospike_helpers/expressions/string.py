"""Strings (server 8.2).

Positions and lengths count Unicode code points. Negative positions count from the end; one beyond
the string is moved to its end. Expressions that change a string change a copy: the bin stays as it
is.
"""

from __future__ import annotations

from aerospike_helpers._modules import adopt
from aerospike_helpers.string_helpers import NumericType, RegexFlags, StringPolicy

from ._string_modify import (
    Append,
    CaseFold,
    Concat,
    Insert,
    Lower,
    NormalizeNFC,
    Overwrite,
    PadEnd,
    PadStart,
    Prepend,
    RegexReplace,
    Repeat,
    Replace,
    ReplaceAll,
    Snip,
    Trim,
    TrimEnd,
    TrimStart,
    Upper,
)
from ._string_read import (
    Base64Decode,
    ByteLength,
    CharAt,
    Contains,
    EndsWith,
    Find,
    IsLower,
    IsNumeric,
    IsUpper,
    RegexCompare,
    Split,
    SplitSeparator,
    StartsWith,
    StrLen,
    SubStr,
    SubStrRange,
    ToBlob,
    ToDouble,
    ToInteger,
    ToString,
)
from ._types import TypeBinName

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

adopt(globals())
