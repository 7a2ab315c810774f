"""Operations on string bins, and on strings in lists and maps (server 8.2).

Positions and lengths count Unicode code points. Negative positions count from the end; one beyond
the string is moved to its end. What is not a string raises
:class:`~aerospike.exception.BinIncompatibleType`.
"""

from __future__ import annotations

from aerospike_helpers._modules import adopt

from ._string_modify import (
    append,
    casefold,
    concat,
    insert,
    lower,
    normalize_nfc,
    overwrite,
    pad_end,
    pad_start,
    prepend,
    regex_replace,
    repeat,
    replace,
    replace_all,
    snip,
    trim,
    trim_end,
    trim_start,
    upper,
)
from ._string_read import (
    base64_decode,
    byte_length,
    char_at,
    contains,
    ends_with,
    find,
    is_lower,
    is_numeric,
    is_upper,
    regex_compare,
    split,
    split_separator,
    starts_with,
    strlen,
    substr,
    substr_range,
    to_blob,
    to_double,
    to_integer,
    to_string,
)

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

adopt(globals())
