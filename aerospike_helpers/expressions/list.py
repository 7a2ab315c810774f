"""Lists.

Negative indexes count from the end, negative ranks from the greatest value. A range that exceeds
the list is cut off at its end; a single missing element makes the expression unknown. Expressions
that change a list change a copy: the bin stays as it is.
"""

from __future__ import annotations

from aerospike_helpers._modules import adopt

from ._list_modify import (
    ListAppend,
    ListAppendItems,
    ListClear,
    ListIncrement,
    ListInsert,
    ListInsertItems,
    ListSet,
    ListSort,
)
from ._list_read import (
    InList,
    ListGetByIndex,
    ListGetByIndexRange,
    ListGetByIndexRangeToEnd,
    ListGetByRank,
    ListGetByRankRange,
    ListGetByRankRangeToEnd,
    ListGetByValue,
    ListGetByValueList,
    ListGetByValueRange,
    ListGetByValueRelRankRange,
    ListGetByValueRelRankRangeToEnd,
    ListJoin,
    ListSize,
)
from ._list_remove import (
    ListRemoveByIndex,
    ListRemoveByIndexRange,
    ListRemoveByIndexRangeToEnd,
    ListRemoveByRank,
    ListRemoveByRankRange,
    ListRemoveByRankRangeToEnd,
    ListRemoveByValue,
    ListRemoveByValueList,
    ListRemoveByValueRange,
    ListRemoveByValueRelRankRange,
    ListRemoveByValueRelRankToEnd,
)
from ._types import (
    TypeBinName,
    TypeCount,
    TypeCTX,
    TypeIndex,
    TypeListValue,
    TypePolicy,
    TypeRank,
    TypeValue,
)

__all__ = [
    "InList",
    "ListAppend",
    "ListAppendItems",
    "ListClear",
    "ListGetByIndex",
    "ListGetByIndexRange",
    "ListGetByIndexRangeToEnd",
    "ListGetByRank",
    "ListGetByRankRange",
    "ListGetByRankRangeToEnd",
    "ListGetByValue",
    "ListGetByValueList",
    "ListGetByValueRange",
    "ListGetByValueRelRankRange",
    "ListGetByValueRelRankRangeToEnd",
    "ListIncrement",
    "ListInsert",
    "ListInsertItems",
    "ListJoin",
    "ListRemoveByIndex",
    "ListRemoveByIndexRange",
    "ListRemoveByIndexRangeToEnd",
    "ListRemoveByRank",
    "ListRemoveByRankRange",
    "ListRemoveByRankRangeToEnd",
    "ListRemoveByValue",
    "ListRemoveByValueList",
    "ListRemoveByValueRange",
    "ListRemoveByValueRelRankRange",
    "ListRemoveByValueRelRankToEnd",
    "ListSet",
    "ListSize",
    "ListSort",
    "TypeBinName",
    "TypeCTX",
    "TypeCount",
    "TypeIndex",
    "TypeListValue",
    "TypePolicy",
    "TypeRank",
    "TypeValue",
]

adopt(globals())
