"""Maps.

The index of a pair is its position in the order of keys, its rank the position of its value in the
order of values. Negative indexes count from the last key, negative ranks from the greatest value. A
range that exceeds the map is cut off at its end; a single missing pair makes the expression
unknown. Expressions that change a map change a copy: the bin stays as it is.
"""

from __future__ import annotations

from aerospike_helpers._modules import adopt

from ._map_modify import (
    MapClear,
    MapIncrement,
    MapPut,
    MapPutItems,
)
from ._map_read import (
    MapGetByIndex,
    MapGetByIndexRange,
    MapGetByIndexRangeToEnd,
    MapGetByKey,
    MapGetByKeyList,
    MapGetByKeyRange,
    MapGetByKeyRelIndexRange,
    MapGetByKeyRelIndexRangeToEnd,
    MapGetByRank,
    MapGetByRankRange,
    MapGetByRankRangeToEnd,
    MapGetByValue,
    MapGetByValueList,
    MapGetByValueRange,
    MapGetByValueRelRankRange,
    MapGetByValueRelRankRangeToEnd,
    MapGetKeys,
    MapGetValues,
    MapSize,
)
from ._map_remove import (
    MapRemoveByIndex,
    MapRemoveByIndexRange,
    MapRemoveByIndexRangeToEnd,
    MapRemoveByKey,
    MapRemoveByKeyList,
    MapRemoveByKeyRange,
    MapRemoveByKeyRelIndexRange,
    MapRemoveByKeyRelIndexRangeToEnd,
    MapRemoveByRank,
    MapRemoveByRankRange,
    MapRemoveByRankRangeToEnd,
    MapRemoveByValue,
    MapRemoveByValueList,
    MapRemoveByValueRange,
    MapRemoveByValueRelRankRange,
    MapRemoveByValueRelRankRangeToEnd,
)
from ._types import (
    TypeBinName,
    TypeCount,
    TypeCTX,
    TypeIndex,
    TypeKey,
    TypeKeyList,
    TypeListValue,
    TypeMap,
    TypePolicy,
    TypeRank,
    TypeValue,
)

__all__ = [
    "MapClear",
    "MapGetByIndex",
    "MapGetByIndexRange",
    "MapGetByIndexRangeToEnd",
    "MapGetByKey",
    "MapGetByKeyList",
    "MapGetByKeyRange",
    "MapGetByKeyRelIndexRange",
    "MapGetByKeyRelIndexRangeToEnd",
    "MapGetByRank",
    "MapGetByRankRange",
    "MapGetByRankRangeToEnd",
    "MapGetByValue",
    "MapGetByValueList",
    "MapGetByValueRange",
    "MapGetByValueRelRankRange",
    "MapGetByValueRelRankRangeToEnd",
    "MapGetKeys",
    "MapGetValues",
    "MapIncrement",
    "MapPut",
    "MapPutItems",
    "MapRemoveByIndex",
    "MapRemoveByIndexRange",
    "MapRemoveByIndexRangeToEnd",
    "MapRemoveByKey",
    "MapRemoveByKeyList",
    "MapRemoveByKeyRange",
    "MapRemoveByKeyRelIndexRange",
    "MapRemoveByKeyRelIndexRangeToEnd",
    "MapRemoveByRank",
    "MapRemoveByRankRange",
    "MapRemoveByRankRangeToEnd",
    "MapRemoveByValue",
    "MapRemoveByValueList",
    "MapRemoveByValueRange",
    "MapRemoveByValueRelRankRange",
    "MapRemoveByValueRelRankRangeToEnd",
    "MapSize",
    "TypeBinName",
    "TypeCTX",
    "TypeCount",
    "TypeIndex",
    "TypeKey",
    "TypeKeyList",
    "TypeListValue",
    "TypeMap",
    "TypePolicy",
    "TypeRank",
    "TypeValue",
]

adopt(globals())
