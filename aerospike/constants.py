"""The constants of the package, grouped by what they say.

Those that begin with an underscore are what ``aerospike_helpers`` and the client agree on.
"""

from __future__ import annotations

from typing import Final

# Status of ``Client.abort``.
ABORT_ALREADY_ABORTED: Final = 1  #: The transaction had been aborted before.
#: The writes are rolled back; the server closes the transaction later.
ABORT_CLOSE_ABANDONED: Final = 4
ABORT_COMMIT_FAILED: Final = 5  #: Refused: a commit failed in doubt. Commit again.
ABORT_OK: Final = 0  #: The writes are rolled back.
ABORT_ROLL_BACK_ABANDONED: Final = 3  #: The server rolls the writes back later.

# Particle types, as ``as_bytes`` and index types name them.
AS_BOOL: Final = 1  #: Booleans are written as booleans.
AS_BYTES_BLOB: Final = 4  #: Bytes.
AS_BYTES_BOOL: Final = 17  #: A boolean.
AS_BYTES_CSHARP: Final = 8  #: An object of the C# client.
AS_BYTES_DOUBLE: Final = 2  #: A float.
AS_BYTES_ERLANG: Final = 12  #: An object of the Erlang client.
AS_BYTES_GEOJSON: Final = 23  #: A GeoJSON value.
AS_BYTES_HLL: Final = 18  #: A HyperLogLog.
AS_BYTES_INTEGER: Final = 1  #: An integer.
AS_BYTES_JAVA: Final = 7  #: An object of the Java client.
AS_BYTES_LIST: Final = 20  #: A list.
AS_BYTES_MAP: Final = 19  #: A map.
AS_BYTES_PHP: Final = 11  #: An object of the PHP client.
AS_BYTES_PYTHON: Final = 9  #: An object of the Python client.
AS_BYTES_RUBY: Final = 10  #: An object of the Ruby client.
AS_BYTES_STRING: Final = 3  #: A string.
AS_BYTES_TYPE_MAX: Final = 24  #: The number after the last particle type.
AS_BYTES_UNDEF: Final = 0  #: No value: the record lacks the bin.

# Authentication modes.
AUTH_EXTERNAL: Final = 1  #: A password that an external service such as LDAP checks; needs TLS.
#: The same without TLS, for tests: the password is sent in clear text.
AUTH_EXTERNAL_INSECURE: Final = 2
AUTH_INTERNAL: Final = 0  #: A password that the server checks; only its hash is stored and sent.
AUTH_PKI: Final = 3  #: The client's TLS certificate, without a password.

# Flags and overflow actions of bitwise operations.
BIT_OVERFLOW_FAIL: Final = 0  #: An overflow is an error.
BIT_OVERFLOW_SATURATE: Final = 2  #: An overflow gives the nearest limit.
BIT_OVERFLOW_WRAP: Final = 4  #: An overflow wraps round.
BIT_RESIZE_DEFAULT: Final = 0  #: Add or remove bytes at the end.
BIT_RESIZE_FROM_FRONT: Final = 1  #: Add or remove bytes at the front.
BIT_RESIZE_GROW_ONLY: Final = 2  #: Only grow; a smaller size is an error.
BIT_RESIZE_SHRINK_ONLY: Final = 4  #: Only shrink; a larger size is an error.
BIT_WRITE_CREATE_ONLY: Final = 1  #: The bin must not exist.
BIT_WRITE_DEFAULT: Final = 0  #: Create the bin or change it.
BIT_WRITE_NO_FAIL: Final = 4  #: Ignore what is refused, without an error.
BIT_WRITE_PARTIAL: Final = 8  #: Change the part inside the blob, and ignore the part after its end.
BIT_WRITE_UPDATE_ONLY: Final = 2  #: The bin must exist.

# Kinds of context, and flags of path operations.
CDT_CTX_LIST_INDEX: Final = 16  #: An element of a list, by index.
CDT_CTX_LIST_INDEX_CREATE: Final = 20  #: The same, created where it is missing.
CDT_CTX_LIST_RANK: Final = 17  #: An element of a list, by rank.
CDT_CTX_LIST_VALUE: Final = 19  #: An element of a list, by value.
CDT_CTX_MAP_INDEX: Final = 32  #: A value of a map, by index.
CDT_CTX_MAP_KEY: Final = 34  #: A value of a map, by key.
CDT_CTX_MAP_KEY_CREATE: Final = 36  #: The same, created where it is missing.
CDT_CTX_MAP_RANK: Final = 33  #: A value of a map, by rank.
CDT_CTX_MAP_VALUE: Final = 35  #: A value of a map, by value.

# Status of ``Client.commit``.
COMMIT_ALREADY_COMMITTED: Final = 1  #: The transaction had been committed before.
#: The writes are committed; the server closes the transaction later.
COMMIT_CLOSE_ABANDONED: Final = 6
COMMIT_OK: Final = 0  #: The writes are committed.
COMMIT_ROLL_FORWARD_ABANDONED: Final = 5  #: The server commits the writes later.

# How much detail the server adds to an error.
#: A sub-code, a message, and in it how an expression was evaluated.
ERROR_DETAIL_EXP_TRACE: Final = 3
ERROR_DETAIL_MESSAGE: Final = 2  #: A sub-code and a message.
ERROR_DETAIL_NONE: Final = 0  #: Nothing; the default.
ERROR_DETAIL_SUBCODE: Final = 1  #: A sub-code, one of ``SUB_*``.

# Flags and loop variables of expressions.
EXP_LOOPVAR_INDEX: Final = 2  #: The index of the element in its list.
EXP_LOOPVAR_KEY: Final = 0  #: The key of the pair.
EXP_LOOPVAR_VALUE: Final = 1  #: The element, or the value of the pair.
EXP_PATH_MODIFY_DEFAULT: Final = 0  #: An element that the path does not fit is an error.
EXP_PATH_MODIFY_NO_FAIL: Final = 16  #: An element that the path does not fit stays as it is.
#: A list of the values; the same as ``EXP_PATH_SELECT_VALUE``.
EXP_PATH_SELECT_LIST_VALUE: Final = 1
EXP_PATH_SELECT_MAP_KEY: Final = 2  #: A list of the keys.
EXP_PATH_SELECT_MAP_KEY_VALUE: Final = 3  #: A list of keys and values, alternating.
#: A list of the values; the same as ``EXP_PATH_SELECT_VALUE``.
EXP_PATH_SELECT_MAP_VALUE: Final = 1
EXP_PATH_SELECT_MATCHING_TREE: Final = 0  #: The bin, reduced to the selection.
EXP_PATH_SELECT_NO_FAIL: Final = 16  #: An element that the path does not fit is left out.
EXP_PATH_SELECT_VALUE: Final = 1  #: A list of the values.
EXP_READ_DEFAULT: Final = 0  #: An unknown expression is an error.
EXP_READ_EVAL_NO_FAIL: Final = 16  #: An unknown expression has the result ``None``.
EXP_WRITE_ALLOW_DELETE: Final = 4  #: The value nil removes the bin.
EXP_WRITE_CREATE_ONLY: Final = 1  #: The bin must not exist.
EXP_WRITE_DEFAULT: Final = 0  #: Create the bin or overwrite it.
EXP_WRITE_EVAL_NO_FAIL: Final = 16  #: An unknown expression writes nothing, without an error.
EXP_WRITE_POLICY_NO_FAIL: Final = 8  #: Ignore what the other flags refuse, without an error.
EXP_WRITE_UPDATE_ONLY: Final = 2  #: The bin must exist.

# Flags of HyperLogLog operations.
HLL_WRITE_ALLOW_FOLD: Final = 8  #: Sets of different bit counts are reduced to the smallest.
HLL_WRITE_CREATE_ONLY: Final = 1  #: The bin must not exist.
HLL_WRITE_DEFAULT: Final = 0  #: Create the bin or change it.
HLL_WRITE_NO_FAIL: Final = 4  #: Ignore what is refused, without an error.
HLL_WRITE_UPDATE_ONLY: Final = 2  #: The bin must exist.

# Types of secondary indexes.
INDEX_BLOB: Final = 3  #: Bytes (server 7.0).
INDEX_GEO2DSPHERE: Final = 2  #: GeoJSON points and regions.
INDEX_INTEGER: Final = 1  #: Integers; the same as ``INDEX_NUMERIC``.
INDEX_NUMERIC: Final = 4  #: Integers.
INDEX_STRING: Final = 0  #: Strings.
INDEX_TYPE_DEFAULT: Final = 0  #: The value of the bin itself.
INDEX_TYPE_LIST: Final = 1  #: The elements of a list.
INDEX_TYPE_MAPKEYS: Final = 2  #: The keys of a map.
INDEX_TYPE_MAPVALUES: Final = 3  #: The values of a map.

# ``send_bool_as``.
INTEGER: Final = 0  #: Booleans are written as the integers 0 and 1.

# Modules of ``Client.job_info``, and states of a job.
JOB_QUERY: Final = "query"  #: The job is a background query.
JOB_SCAN: Final = "scan"  #: The job is a background scan.
JOB_STATUS_COMPLETED: Final = 2  #: The job has ended.
JOB_STATUS_INPROGRESS: Final = 1  #: The job runs.
JOB_STATUS_UNDEF: Final = 0  #: The server does not know the job.

# Orders, flags and return types of list operations.
LIST_ORDERED: Final = 1  #: Elements are kept in the order of their values.
LIST_RETURN_COUNT: Final = 5  #: How many elements.
LIST_RETURN_EXISTS: Final = 13  #: Whether there is an element.
LIST_RETURN_INDEX: Final = 1  #: The index.
LIST_RETURN_NONE: Final = 0  #: Nothing.
LIST_RETURN_RANK: Final = 3  #: The rank.
LIST_RETURN_REVERSE_INDEX: Final = 2  #: The index, counted from the end.
LIST_RETURN_REVERSE_RANK: Final = 4  #: The rank, counted from the greatest.
LIST_RETURN_VALUE: Final = 7  #: The element, or a list of elements.
LIST_SORT_DEFAULT: Final = 0  #: Keep equal elements.
LIST_SORT_DROP_DUPLICATES: Final = 2  #: Keep one of equal elements.
LIST_UNORDERED: Final = 0  #: Elements stay where they are put.
LIST_WRITE_ADD_UNIQUE: Final = 1  #: An element that equals another is refused.
LIST_WRITE_DEFAULT: Final = 0  #: Write anything anywhere.
LIST_WRITE_INSERT_BOUNDED: Final = 2  #: An index after the end is refused.
LIST_WRITE_NO_FAIL: Final = 4  #: Ignore what is refused, without an error.
#: With ``LIST_WRITE_NO_FAIL``: of several elements, those not refused are written.
LIST_WRITE_PARTIAL: Final = 8

# Log levels.
LOG_LEVEL_DEBUG: Final = 3  #: Everything except traces.
LOG_LEVEL_ERROR: Final = 0  #: Only errors.
LOG_LEVEL_INFO: Final = 2  #: Errors, warnings and what happens to the cluster.
LOG_LEVEL_OFF: Final = -1  #: Nothing.
LOG_LEVEL_TRACE: Final = 4  #: Everything.
LOG_LEVEL_WARN: Final = 1  #: Errors and warnings.

# Orders, flags and return types of map operations.
MAP_KEY_ORDERED: Final = 1  #: Pairs are kept in the order of their keys.
MAP_KEY_VALUE_ORDERED: Final = 3  #: The same, with an index of the order of values.
MAP_RETURN_COUNT: Final = 5  #: How many pairs.
MAP_RETURN_EXISTS: Final = 13  #: Whether there is a pair.
MAP_RETURN_INDEX: Final = 1  #: The index, in the order of keys.
MAP_RETURN_KEY: Final = 6  #: The key, or a list of keys.
MAP_RETURN_KEY_VALUE: Final = 8  #: A list of keys and values, alternating.
MAP_RETURN_NONE: Final = 0  #: Nothing.
MAP_RETURN_ORDERED_MAP: Final = 17  #: A key-ordered map of the pairs.
MAP_RETURN_RANK: Final = 3  #: The rank, in the order of values.
MAP_RETURN_REVERSE_INDEX: Final = 2  #: The index, counted from the last key.
MAP_RETURN_REVERSE_RANK: Final = 4  #: The rank, counted from the greatest value.
MAP_RETURN_UNORDERED_MAP: Final = 16  #: An unordered map of the pairs.
MAP_RETURN_VALUE: Final = 7  #: The value, or a list of values.
MAP_UNORDERED: Final = 0  #: Pairs are in no particular order.
MAP_WRITE_FLAGS_CREATE_ONLY: Final = 1  #: The key must not exist.
MAP_WRITE_FLAGS_DEFAULT: Final = 0  #: Create the pair or overwrite it.
MAP_WRITE_FLAGS_NO_FAIL: Final = 4  #: Ignore what is refused, without an error.
#: With ``MAP_WRITE_FLAGS_NO_FAIL``: of several pairs, those not refused are written.
MAP_WRITE_FLAGS_PARTIAL: Final = 8
MAP_WRITE_FLAGS_UPDATE_ONLY: Final = 2  #: The key must exist.
MAP_WRITE_NO_FAIL: Final = 4  #: The same as ``MAP_WRITE_FLAGS_NO_FAIL``.
MAP_WRITE_PARTIAL: Final = 8  #: The same as ``MAP_WRITE_FLAGS_PARTIAL``.

# Operators of scalar operations.
OPERATOR_APPEND: Final = 9  #: For ``append``.
OPERATOR_DELETE: Final = 14  #: For ``delete``.
OPERATOR_INCR: Final = 6  #: For ``increment``.
OPERATOR_PREPEND: Final = 10  #: For ``prepend``.
OPERATOR_READ: Final = 0  #: For ``read``.
OPERATOR_TOUCH: Final = 11  #: For ``touch``.
OPERATOR_WRITE: Final = 1  #: For ``write``.

# Operations on lists, maps, bits, HyperLogLogs and strings.
OP_BIT_ADD: Final = 2010  #: For ``bit_add`` and ``BitAdd``.
OP_BIT_AND: Final = 2006  #: For ``bit_and`` and ``BitAnd``.
OP_BIT_COUNT: Final = 2015  #: For ``bit_count`` and ``BitCount``.
OP_BIT_GET: Final = 2014  #: For ``bit_get`` and ``BitGet``.
OP_BIT_GET_INT: Final = 2012  #: For ``bit_get_int`` and ``BitGetInt``.
OP_BIT_INSERT: Final = 2001  #: For ``bit_insert`` and ``BitInsert``.
OP_BIT_LSCAN: Final = 2016  #: For ``bit_lscan`` and ``BitLeftScan``.
OP_BIT_LSHIFT: Final = 2008  #: For ``bit_lshift`` and ``BitLeftShift``.
OP_BIT_NOT: Final = 2007  #: For ``bit_not`` and ``BitNot``.
OP_BIT_OR: Final = 2004  #: For ``bit_or`` and ``BitOr``.
OP_BIT_REMOVE: Final = 2002  #: For ``bit_remove`` and ``BitRemove``.
OP_BIT_RESIZE: Final = 2000  #: For ``bit_resize`` and ``BitResize``.
OP_BIT_RSCAN: Final = 2017  #: For ``bit_rscan`` and ``BitRightScan``.
OP_BIT_RSHIFT: Final = 2009  #: For ``bit_rshift`` and ``BitRightShift``.
OP_BIT_SET: Final = 2003  #: For ``bit_set`` and ``BitSet``.
OP_BIT_SET_INT: Final = 2013  #: For ``bit_set_int`` and ``BitSetInt``.
OP_BIT_SUBTRACT: Final = 2011  #: For ``bit_subtract`` and ``BitSubtract``.
OP_BIT_XOR: Final = 2005  #: For ``bit_xor`` and ``BitXor``.
OP_EXPR_READ: Final = 2200  #: For ``expression_read``.
OP_EXPR_WRITE: Final = 2201  #: For ``expression_write``.
OP_HLL_ADD: Final = 2100  #: For ``hll_add`` and ``HLLAdd``.
OP_HLL_DESCRIBE: Final = 2101  #: For ``hll_describe`` and ``HLLDescribe``.
OP_HLL_FOLD: Final = 2102  #: For ``hll_fold``.
OP_HLL_GET_COUNT: Final = 2103  #: For ``hll_get_count`` and ``HLLGetCount``.
#: For ``hll_get_intersect_count`` and ``HLLGetIntersectCount``.
OP_HLL_GET_INTERSECT_COUNT: Final = 2104
OP_HLL_GET_SIMILARITY: Final = 2105  #: For ``hll_get_similarity`` and ``HLLGetSimilarity``.
OP_HLL_GET_UNION: Final = 2106  #: For ``hll_get_union`` and ``HLLGetUnion``.
OP_HLL_GET_UNION_COUNT: Final = 2107  #: For ``hll_get_union_count`` and ``HLLGetUnionCount``.
OP_HLL_INIT: Final = 2108  #: For ``hll_init`` and ``HLLInit``.
OP_HLL_MAY_CONTAIN: Final = 2111  #: For ``HLLMayContain``.
OP_HLL_REFRESH_COUNT: Final = 2109  #: For ``hll_refresh_count``.
OP_HLL_SET_UNION: Final = 2110  #: For ``hll_set_union``.
OP_LIST_APPEND: Final = 1001  #: For ``list_append`` and ``ListAppend``.
OP_LIST_APPEND_ITEMS: Final = 1002  #: For ``list_append_items`` and ``ListAppendItems``.
OP_LIST_CLEAR: Final = 1009  #: For ``list_clear`` and ``ListClear``.
OP_LIST_CREATE: Final = 1041  #: For ``list_create``.
OP_LIST_GET: Final = 1011  #: For ``list_get``.
OP_LIST_GET_BY_INDEX: Final = 1016  #: For ``list_get_by_index`` and ``ListGetByIndex``.
#: For ``list_get_by_index_range`` and ``ListGetByIndexRange``.
OP_LIST_GET_BY_INDEX_RANGE: Final = 1017
OP_LIST_GET_BY_INDEX_RANGE_TO_END: Final = 1035  #: For ``ListGetByIndexRangeToEnd``.
OP_LIST_GET_BY_RANK: Final = 1018  #: For ``list_get_by_rank`` and ``ListGetByRank``.
#: For ``list_get_by_rank_range`` and ``ListGetByRankRange``.
OP_LIST_GET_BY_RANK_RANGE: Final = 1019
OP_LIST_GET_BY_RANK_RANGE_TO_END: Final = 1036  #: For ``ListGetByRankRangeToEnd``.
OP_LIST_GET_BY_VALUE: Final = 1020  #: For ``list_get_by_value`` and ``ListGetByValue``.
#: For ``list_get_by_value_list`` and ``ListGetByValueList``.
OP_LIST_GET_BY_VALUE_LIST: Final = 1021
#: For ``list_get_by_value_range`` and ``ListGetByValueRange``.
OP_LIST_GET_BY_VALUE_RANGE: Final = 1022
#: For ``list_get_by_value_rank_range_relative`` and ``ListGetByValueRelRankRange``.
OP_LIST_GET_BY_VALUE_RANK_RANGE_REL: Final = 1033
#: For ``ListGetByValueRelRankRangeToEnd``.
OP_LIST_GET_BY_VALUE_RANK_RANGE_REL_TO_END: Final = 1034
OP_LIST_GET_RANGE: Final = 1012  #: For ``list_get_range``.
OP_LIST_INCREMENT: Final = 1015  #: For ``list_increment`` and ``ListIncrement``.
OP_LIST_INSERT: Final = 1003  #: For ``list_insert`` and ``ListInsert``.
OP_LIST_INSERT_ITEMS: Final = 1004  #: For ``list_insert_items`` and ``ListInsertItems``.
OP_LIST_POP: Final = 1005  #: For ``list_pop``.
OP_LIST_POP_RANGE: Final = 1006  #: For ``list_pop_range``.
OP_LIST_REMOVE: Final = 1007  #: For ``list_remove``.
OP_LIST_REMOVE_BY_INDEX: Final = 1023  #: For ``list_remove_by_index`` and ``ListRemoveByIndex``.
#: For ``list_remove_by_index_range`` and ``ListRemoveByIndexRange``.
OP_LIST_REMOVE_BY_INDEX_RANGE: Final = 1024
OP_LIST_REMOVE_BY_INDEX_RANGE_TO_END: Final = 1039  #: For ``ListRemoveByIndexRangeToEnd``.
OP_LIST_REMOVE_BY_RANK: Final = 1025  #: For ``list_remove_by_rank`` and ``ListRemoveByRank``.
#: For ``list_remove_by_rank_range`` and ``ListRemoveByRankRange``.
OP_LIST_REMOVE_BY_RANK_RANGE: Final = 1026
OP_LIST_REMOVE_BY_RANK_RANGE_TO_END: Final = 1040  #: For ``ListRemoveByRankRangeToEnd``.
OP_LIST_REMOVE_BY_REL_RANK_RANGE: Final = 1038  #: For ``ListRemoveByValueRelRankRange``.
OP_LIST_REMOVE_BY_REL_RANK_RANGE_TO_END: Final = 1037  #: For ``ListRemoveByValueRelRankToEnd``.
OP_LIST_REMOVE_BY_VALUE: Final = 1027  #: For ``list_remove_by_value`` and ``ListRemoveByValue``.
#: For ``list_remove_by_value_list`` and ``ListRemoveByValueList``.
OP_LIST_REMOVE_BY_VALUE_LIST: Final = 1028
#: For ``list_remove_by_value_range`` and ``ListRemoveByValueRange``.
OP_LIST_REMOVE_BY_VALUE_RANGE: Final = 1029
#: For ``list_remove_by_value_rank_range_relative``.
OP_LIST_REMOVE_BY_VALUE_RANK_RANGE_REL: Final = 1032
OP_LIST_REMOVE_RANGE: Final = 1008  #: For ``list_remove_range``.
OP_LIST_SET: Final = 1010  #: For ``list_set`` and ``ListSet``.
OP_LIST_SET_ORDER: Final = 1030  #: For ``list_set_order``.
OP_LIST_SIZE: Final = 1014  #: For ``list_size`` and ``ListSize``.
OP_LIST_SORT: Final = 1031  #: For ``list_sort`` and ``ListSort``.
OP_LIST_TRIM: Final = 1013  #: For ``list_trim``.
OP_MAP_CLEAR: Final = 1107  #: For ``map_clear`` and ``MapClear``.
OP_MAP_CREATE: Final = 1144  #: For ``map_create``.
OP_MAP_DECREMENT: Final = 1105  #: For ``map_decrement``.
OP_MAP_GET_BY_INDEX: Final = 1122  #: For ``map_get_by_index`` and ``MapGetByIndex``.
#: For ``map_get_by_index_range`` and ``MapGetByIndexRange``.
OP_MAP_GET_BY_INDEX_RANGE: Final = 1123
OP_MAP_GET_BY_INDEX_RANGE_TO_END: Final = 1142  #: For ``MapGetByIndexRangeToEnd``.
OP_MAP_GET_BY_KEY: Final = 1118  #: For ``map_get_by_key`` and ``MapGetByKey``.
OP_MAP_GET_BY_KEY_INDEX_RANGE_REL: Final = 1131  #: For ``map_get_by_key_index_range_relative``.
OP_MAP_GET_BY_KEY_LIST: Final = 1127  #: For ``map_get_by_key_list`` and ``MapGetByKeyList``.
OP_MAP_GET_BY_KEY_RANGE: Final = 1119  #: For ``map_get_by_key_range`` and ``MapGetByKeyRange``.
OP_MAP_GET_BY_KEY_REL_INDEX_RANGE: Final = 1140  #: For ``MapGetByKeyRelIndexRange``.
OP_MAP_GET_BY_KEY_REL_INDEX_RANGE_TO_END: Final = 1136  #: For ``MapGetByKeyRelIndexRangeToEnd``.
OP_MAP_GET_BY_RANK: Final = 1124  #: For ``map_get_by_rank`` and ``MapGetByRank``.
OP_MAP_GET_BY_RANK_RANGE: Final = 1125  #: For ``map_get_by_rank_range`` and ``MapGetByRankRange``.
OP_MAP_GET_BY_RANK_RANGE_TO_END: Final = 1143  #: For ``MapGetByRankRangeToEnd``.
OP_MAP_GET_BY_VALUE: Final = 1120  #: For ``map_get_by_value`` and ``MapGetByValue``.
OP_MAP_GET_BY_VALUE_LIST: Final = 1126  #: For ``map_get_by_value_list`` and ``MapGetByValueList``.
#: For ``map_get_by_value_range`` and ``MapGetByValueRange``.
OP_MAP_GET_BY_VALUE_RANGE: Final = 1121
#: For ``map_get_by_value_rank_range_relative`` and ``MapGetByValueRelRankRange``.
OP_MAP_GET_BY_VALUE_RANK_RANGE_REL: Final = 1130
OP_MAP_GET_BY_VALUE_RANK_RANGE_REL_TO_END: Final = 1141  #: For ``MapGetByValueRelRankRangeToEnd``.
OP_MAP_INCREMENT: Final = 1104  #: For ``map_increment`` and ``MapIncrement``.
OP_MAP_PUT: Final = 1102  #: For ``map_put`` and ``MapPut``.
OP_MAP_PUT_ITEMS: Final = 1103  #: For ``map_put_items`` and ``MapPutItems``.
OP_MAP_REMOVE_BY_INDEX: Final = 1114  #: For ``map_remove_by_index`` and ``MapRemoveByIndex``.
#: For ``map_remove_by_index_range`` and ``MapRemoveByIndexRange``.
OP_MAP_REMOVE_BY_INDEX_RANGE: Final = 1115
OP_MAP_REMOVE_BY_INDEX_RANGE_TO_END: Final = 1134  #: For ``MapRemoveByIndexRangeToEnd``.
OP_MAP_REMOVE_BY_KEY: Final = 1108  #: For ``map_remove_by_key`` and ``MapRemoveByKey``.
#: For ``map_remove_by_key_index_range_relative``.
OP_MAP_REMOVE_BY_KEY_INDEX_RANGE_REL: Final = 1129
#: For ``map_remove_by_key_list`` and ``MapRemoveByKeyList``.
OP_MAP_REMOVE_BY_KEY_LIST: Final = 1109
#: For ``map_remove_by_key_range`` and ``MapRemoveByKeyRange``.
OP_MAP_REMOVE_BY_KEY_RANGE: Final = 1110
OP_MAP_REMOVE_BY_KEY_REL_INDEX_RANGE: Final = 1137  #: For ``MapRemoveByKeyRelIndexRange``.
#: For ``MapRemoveByKeyRelIndexRangeToEnd``.
OP_MAP_REMOVE_BY_KEY_REL_INDEX_RANGE_TO_END: Final = 1132
OP_MAP_REMOVE_BY_RANK: Final = 1116  #: For ``map_remove_by_rank`` and ``MapRemoveByRank``.
#: For ``map_remove_by_rank_range`` and ``MapRemoveByRankRange``.
OP_MAP_REMOVE_BY_RANK_RANGE: Final = 1117
OP_MAP_REMOVE_BY_RANK_RANGE_TO_END: Final = 1135  #: For ``MapRemoveByRankRangeToEnd``.
OP_MAP_REMOVE_BY_VALUE: Final = 1111  #: For ``map_remove_by_value`` and ``MapRemoveByValue``.
#: For ``map_remove_by_value_list`` and ``MapRemoveByValueList``.
OP_MAP_REMOVE_BY_VALUE_LIST: Final = 1112
#: For ``map_remove_by_value_range`` and ``MapRemoveByValueRange``.
OP_MAP_REMOVE_BY_VALUE_RANGE: Final = 1113
#: For ``map_remove_by_value_rank_range_relative``.
OP_MAP_REMOVE_BY_VALUE_RANK_RANGE_REL: Final = 1128
OP_MAP_REMOVE_BY_VALUE_REL_INDEX_RANGE: Final = 1138  #: For no helper.
OP_MAP_REMOVE_BY_VALUE_REL_RANK_RANGE: Final = 1139  #: For ``MapRemoveByValueRelRankRange``.
#: For ``MapRemoveByValueRelRankRangeToEnd``.
OP_MAP_REMOVE_BY_VALUE_REL_RANK_RANGE_TO_END: Final = 1133
OP_MAP_SET_POLICY: Final = 1101  #: For ``map_set_policy``.
OP_MAP_SIZE: Final = 1106  #: For ``map_size`` and ``MapSize``.

# Values of policies.
POLICY_COMMIT_LEVEL_ALL: Final = 0  #: A write returns when all replicas have it.
POLICY_COMMIT_LEVEL_MASTER: Final = 1  #: A write returns when the master has it.
POLICY_EXISTS_CREATE: Final = 1  #: Create the record; it must not exist.
POLICY_EXISTS_CREATE_OR_REPLACE: Final = 4  #: Create the record, or replace all its bins.
POLICY_EXISTS_IGNORE: Final = 0  #: Create the record or update it.
POLICY_EXISTS_REPLACE: Final = 3  #: Replace all bins of the record; it must exist.
POLICY_EXISTS_UPDATE: Final = 2  #: Update the record; it must exist.
POLICY_GEN_EQ: Final = 1  #: The generation must be the given one.
POLICY_GEN_GT: Final = 2  #: The given generation must be greater than that of the record.
POLICY_GEN_IGNORE: Final = 0  #: The generation does not matter.
POLICY_KEY_DIGEST: Final = 0  #: Send only the digest.
POLICY_KEY_SEND: Final = 1  #: Send the user key too: writes store it, other commands compare it.
POLICY_READ_MODE_AP_ALL: Final = 1  #: Ask all duplicates while partitions migrate.
POLICY_READ_MODE_AP_ONE: Final = 0  #: Ask a single node.
#: Any full replica; a read may be older than the last one.
POLICY_READ_MODE_SC_ALLOW_REPLICA: Final = 2
#: The same, also of partitions that are unavailable.
POLICY_READ_MODE_SC_ALLOW_UNAVAILABLE: Final = 3
POLICY_READ_MODE_SC_LINEARIZE: Final = 1  #: No client reads an older version than another has read.
#: This client reads no older version than it has read before.
POLICY_READ_MODE_SC_SESSION: Final = 0
POLICY_REPLICA_ANY: Final = 1  #: The replicas, one after another.
POLICY_REPLICA_MASTER: Final = 0  #: Only the master.
POLICY_REPLICA_PREFER_RACK: Final = 3  #: A replica on a rack of the client, for reads.
POLICY_REPLICA_RANDOM: Final = 4  #: All nodes, one after another, also those without the record.
POLICY_REPLICA_SEQUENCE: Final = 2  #: The master first; the next replica at each retry.
POLICY_RETRY_NONE: Final = 0  #: No second try; no policy takes it any more.
POLICY_RETRY_ONCE: Final = 1  #: One more try; no policy takes it any more.

# Privileges of a role.
PRIV_DATA_ADMIN: Final = 2  #: Manage functions and indexes, and truncate.
PRIV_READ: Final = 10  #: Read records.
PRIV_READ_WRITE: Final = 11  #: Read and write records.
PRIV_READ_WRITE_UDF: Final = 12  #: Read and write records, also by functions.
PRIV_SINDEX_ADMIN: Final = 4  #: Create and drop indexes (server 6.0).
PRIV_SYS_ADMIN: Final = 1  #: Configure the server.
PRIV_TRUNCATE: Final = 14  #: Truncate sets and namespaces (server 6.0).
PRIV_UDF_ADMIN: Final = 3  #: Register and remove functions (server 6.0).
PRIV_USER_ADMIN: Final = 0  #: Manage users and roles.
PRIV_WRITE: Final = 13  #: Write records.

# Expected durations of a query.
QUERY_DURATION_LONG: Final = 0  #: More than 100 records a node; the default.
QUERY_DURATION_LONG_RELAX_AP: Final = 2  #: The same, with relaxed consistency (server 7.1).
#: Fewer than 100 records a node; relaxed consistency, a timeout of a second.
QUERY_DURATION_SHORT: Final = 1

# Flags of regular expressions.
REGEX_EXTENDED: Final = 1  #: POSIX extended syntax.
REGEX_ICASE: Final = 2  #: Letters match in either case.
REGEX_NEWLINE: Final = 8  #: ``^`` and ``$`` match at line ends, and no wildcard matches one.
REGEX_NONE: Final = 0  #: POSIX basic syntax.
REGEX_NOSUB: Final = 4  #: Do not report what groups match.

# Serializers.
SERIALIZER_JSON: Final = 2  #: JSON. Not supported: such values are refused.
SERIALIZER_NONE: Final = 0  #: No serializer: such values are refused.
SERIALIZER_USER: Final = 3  #: The serializer of the client or of the process.

# Sub-codes of errors.
SUB_BIN_NAME_COUNT_TOO_LARGE: Final = 1  #: ``BinNameError``: a function writes too many bins.
#: ``BinNotFound``: the HyperLogLog operation creates no bin.
SUB_BIN_NOT_FOUND_HLL_CANNOT_CREATE_WITH_OP: Final = 1
SUB_FILTERED_BINS: Final = 2  #: ``FilteredOut``: a filter that reads bins is false.
SUB_FILTERED_BINS_EVAL_FAILED: Final = 4  #: ``FilteredOut``: a filter that reads bins is unknown.
SUB_FILTERED_META: Final = 1  #: ``FilteredOut``: a filter on metadata is false.
SUB_FILTERED_META_EVAL_FAILED: Final = 3  #: ``FilteredOut``: a filter on metadata is unknown.
SUB_FORBID_CLOCK_SKEW_STOP_WRITES: Final = 4  #: Forbidden: the clocks of the cluster differ.
SUB_FORBID_DURABILITY_VIOLATION: Final = 8  #: Forbidden: the delete would not be durable.
SUB_FORBID_MASKING_POLICY_BLOCKED: Final = 7  #: Forbidden: a masking policy hides the data.
SUB_FORBID_MASKING_ROLE_VIOLATION: Final = 9  #: Forbidden: the role may not see masked data.
#: Forbidden: no replacing while conflicts are resolved.
SUB_FORBID_REPLACE_CONFLICT_RESOLVING: Final = 5
SUB_FORBID_SET_COUNT_STOP_WRITES: Final = 2  #: Forbidden: the set has its maximum of records.
SUB_FORBID_SET_SIZE_STOP_WRITES: Final = 3  #: Forbidden: the set has its maximum size.
SUB_FORBID_TRUNCATED: Final = 6  #: Forbidden: the set or namespace is being truncated.
SUB_FORBID_XDR_FILTER_BLOCKED: Final = 1  #: Forbidden: a replication filter refuses the write.
SUB_MRT_BLOCKED_ID_MISMATCH: Final = 2  #: Another transaction holds the lock of the record.
SUB_MRT_BLOCKED_RECORD_LOCKED: Final = 1  #: A transaction has locked the record.
SUB_NONE: Final = 0  #: The error needs no finer code.
SUB_OPNOT_CDT_BOUNDED_LIST_OVERFLOW: Final = 3  #: ``OpNotApplicable``: a bounded list is full.
SUB_OPNOT_CDT_INDEX_OUT_OF_BOUNDS: Final = 1  #: ``OpNotApplicable``: no element at the index.
SUB_OPNOT_CDT_RANK_OUT_OF_BOUNDS: Final = 2  #: ``OpNotApplicable``: no element of the rank.
#: ``OpNotApplicable``: a set with minhash bits cannot be folded.
SUB_OPNOT_HLL_CANNOT_FOLD_MINHASH: Final = 7
#: ``OpNotApplicable``: ``HLL_WRITE_ALLOW_FOLD`` is needed to reduce index bits.
SUB_OPNOT_HLL_CANNOT_REDUCE_INDEX_BITS: Final = 5
#: ``OpNotApplicable``: ``HLL_WRITE_ALLOW_FOLD`` is needed to reduce minhash bits.
SUB_OPNOT_HLL_CANNOT_REDUCE_MINHASH_BITS: Final = 6
#: ``OpNotApplicable``: folding cannot add index bits.
SUB_OPNOT_HLL_FOLD_INDEX_BITS_TOO_LARGE: Final = 8
SUB_OPNOT_HLL_INDEX_BITS_UNSET: Final = 4  #: ``OpNotApplicable``: the set has no index bits.
#: ``OpNotApplicable``: the minhash bits of the sets differ.
SUB_OPNOT_HLL_INTERSECT_MINHASH_MISMATCH: Final = 9
SUB_OPNOT_STRING_B64_INVALID: Final = 13  #: ``OpNotApplicable``: the text is not base64.
SUB_OPNOT_STRING_CONVERSION_FAILED: Final = 10  #: ``OpNotApplicable``: the text is not a number.
#: ``OpNotApplicable``: the regular expression takes too long.
SUB_OPNOT_STRING_REGEX_LIMIT_EXCEEDED: Final = 12
SUB_OPNOT_STRING_UTF8_INVALID: Final = 11  #: ``OpNotApplicable``: the blob is not UTF-8.
#: ``InvalidRequest``: the record would have too many bins.
SUB_PARAM_BIN_COUNT_TOO_LARGE: Final = 5
#: ``InvalidRequest``: the bit offset is outside the blob.
SUB_PARAM_BITS_OFFSET_OUT_OF_RANGE: Final = 2
SUB_PARAM_BITS_RESIZE_EXCEEDED: Final = 4  #: ``InvalidRequest``: the blob would be too large.
#: ``InvalidRequest``: the number of bits is 0 or too large.
SUB_PARAM_BITS_SIZE_OUT_OF_RANGE: Final = 3
#: ``InvalidRequest``: the context of the string operation is malformed.
SUB_PARAM_STRING_CTX_MALFORMED: Final = 8
#: ``InvalidRequest``: the index is outside the string.
SUB_PARAM_STRING_INDEX_OUT_OF_BOUNDS: Final = 9
#: ``InvalidRequest``: an argument such as a negative length is invalid.
SUB_PARAM_STRING_OP_PARAMS_INVALID: Final = 6
#: ``InvalidRequest``: the regular expression is invalid.
SUB_PARAM_STRING_REGEX_INVALID: Final = 10
SUB_PARAM_STRING_UTF8_INVALID: Final = 11  #: ``InvalidRequest``: a string is not UTF-8.
#: ``InvalidRequest``: the time to live is above the maximum of the namespace.
SUB_PARAM_TTL_INVALID: Final = 1
#: ``ClusterError``: the cluster still assigns partitions after its start.
SUB_UNAVAIL_INITIAL_BALANCE_UNRESOLVED: Final = 1
#: ``ClusterError``: a replica that is needed is unavailable.
SUB_UNAVAIL_REPLICA_UNAVAILABLE: Final = 2
SUB_UNSUPP_FEAT_GENERIC: Final = 2  #: ``UnsupportedFeature``: not supported here.
#: ``UnsupportedFeature``: transactions need strong consistency.
SUB_UNSUPP_FEAT_MRT_REQUIRES_STRONG_CONSISTENCY: Final = 1

# Special times to live.
TTL_CLIENT_DEFAULT: Final = 4294967293  #: The policy's, for metadata and touches.
TTL_DONT_UPDATE: Final = 4294967294  #: The record keeps its time to live.
TTL_NAMESPACE_DEFAULT: Final = 0  #: The namespace's default.
TTL_NEVER_EXPIRE: Final = 4294967295  #: The record never expires.

# States of a transaction.
TXN_STATE_ABORTED: Final = 3  #: It has been rolled back.
TXN_STATE_COMMITTED: Final = 2  #: It has been committed.
TXN_STATE_COMMIT_FAILED: Final = 4  #: A commit failed in doubt; commit again.
TXN_STATE_OPEN: Final = 0  #: It takes commands.
TXN_STATE_VERIFIED: Final = 1  #: Its reads are verified; the commit goes on.

# Languages of user-defined functions.
UDF_TYPE_LUA: Final = 0  #: Lua.

# Between aerospike_helpers and the client: contexts, operations and expressions.
_AS_CDT_CTX_AND: Final = 512
_AS_CDT_CTX_EXP: Final = 4
_AS_CDT_CTX_MAP_KEYS_IN: Final = 42
_AS_EXP_CODE_CALL: Final = 127
_AS_EXP_CODE_CALL_APPLY: Final = 3011
_AS_EXP_CODE_CALL_SELECT: Final = 3010
_AS_EXP_CODE_IN_LIST: Final = 9
_AS_EXP_CODE_MAP_KEYS_IN: Final = 101
_AS_EXP_CODE_MAP_VALUES_IN: Final = 102
_AS_EXP_CODE_REMOVE_RESULT: Final = 100
_AS_EXP_LOOPVAR_BLOB: Final = 3005
_AS_EXP_LOOPVAR_BOOL: Final = 3006
_AS_EXP_LOOPVAR_FLOAT: Final = 3000
_AS_EXP_LOOPVAR_GEOJSON: Final = 3008
_AS_EXP_LOOPVAR_HLL: Final = 3009
_AS_EXP_LOOPVAR_INT: Final = 3001
_AS_EXP_LOOPVAR_LIST: Final = 3002
_AS_EXP_LOOPVAR_MAP: Final = 3003
_AS_EXP_LOOPVAR_NIL: Final = 3007
_AS_EXP_LOOPVAR_STR: Final = 3004
_AS_OPERATOR_CDT_MODIFY: Final = 3
_AS_OPERATOR_CDT_READ: Final = 2
_CDT_APPLY_MOD_EXP_KEY: Final = "mod_exp"
_CDT_CTX_FILTER_EXPR_KEY: Final = "filter_expr"
_CDT_FLAGS_KEY: Final = "cdt_flags"
_OP_BIT_B64_ENCODE: Final = 2018
_OP_BIT_B64_ENCODE_RANGE: Final = 2019
_OP_LIST_JOIN: Final = 1042
_OP_LIST_JOIN_SEPARATOR: Final = 1043
_OP_STRING_APPEND: Final = 1237
_OP_STRING_B64_DECODE: Final = 1217
_OP_STRING_BYTE_LENGTH: Final = 1210
_OP_STRING_CASE_FOLD: Final = 1228
_OP_STRING_CHAR_AT: Final = 1203
_OP_STRING_CONCAT: Final = 1221
_OP_STRING_CONTAINS: Final = 1205
_OP_STRING_ENDS_WITH: Final = 1207
_OP_STRING_FIND: Final = 1204
_OP_STRING_INSERT: Final = 1219
_OP_STRING_IS_LOWER: Final = 1213
_OP_STRING_IS_NUMERIC: Final = 1211
_OP_STRING_IS_UPPER: Final = 1212
_OP_STRING_LOWER: Final = 1227
_OP_STRING_NORMALIZE_NFC: Final = 1229
_OP_STRING_OVERWRITE: Final = 1220
_OP_STRING_PAD_END: Final = 1234
_OP_STRING_PAD_START: Final = 1233
_OP_STRING_PREPEND: Final = 1238
_OP_STRING_REGEX_COMPARE: Final = 1218
_OP_STRING_REGEX_REPLACE: Final = 1236
_OP_STRING_REPEAT: Final = 1235
_OP_STRING_REPLACE: Final = 1224
_OP_STRING_REPLACE_ALL: Final = 1225
_OP_STRING_SNIP: Final = 1222
_OP_STRING_SNIP_START: Final = 1223
_OP_STRING_SPLIT: Final = 1215
_OP_STRING_SPLIT_SEPARATOR: Final = 1216
_OP_STRING_STARTS_WITH: Final = 1206
_OP_STRING_STRLEN: Final = 1200
_OP_STRING_SUBSTR: Final = 1201
_OP_STRING_SUBSTR_RANGE: Final = 1202
_OP_STRING_TO_BLOB: Final = 1214
_OP_STRING_TO_DOUBLE: Final = 1209
_OP_STRING_TO_INTEGER: Final = 1208
_OP_STRING_TO_STRING: Final = 1239
_OP_STRING_TRIM: Final = 1232
_OP_STRING_TRIM_END: Final = 1231
_OP_STRING_TRIM_START: Final = 1230
_OP_STRING_UPPER: Final = 1226
_STR_EXP_COUNT_KEY: Final = "count"
_STR_EXP_END_KEY: Final = "end"
_STR_EXP_INDEX_KEY: Final = "index"
_STR_EXP_NEEDLE_KEY: Final = "needle"
_STR_EXP_NUMERIC_TYPE_KEY: Final = "numeric_type"
_STR_EXP_OCCURRENCE_KEY: Final = "occurrence"
_STR_EXP_PAD_STRING_KEY: Final = "pad_string"
_STR_EXP_PATTERN_KEY: Final = "pattern"
_STR_EXP_POLICY_KEY: Final = "str_policy"
_STR_EXP_PREFIX_KEY: Final = "prefix"
_STR_EXP_REGEX_FLAGS_KEY: Final = "regex_flags"
_STR_EXP_REPLACEMENT_KEY: Final = "replacement"
_STR_EXP_SEPARATOR_KEY: Final = "separator"
_STR_EXP_START_KEY: Final = "start"
_STR_EXP_SUFFIX_KEY: Final = "suffix"
_STR_EXP_TARGET_LENGTH_KEY: Final = "target_length"

# fmt: off
__all__ = [
    "ABORT_ALREADY_ABORTED", "ABORT_CLOSE_ABANDONED", "ABORT_COMMIT_FAILED", "ABORT_OK",
    "ABORT_ROLL_BACK_ABANDONED", "AS_BOOL", "AS_BYTES_BLOB", "AS_BYTES_BOOL", "AS_BYTES_CSHARP",
    "AS_BYTES_DOUBLE", "AS_BYTES_ERLANG", "AS_BYTES_GEOJSON", "AS_BYTES_HLL",
    "AS_BYTES_INTEGER", "AS_BYTES_JAVA", "AS_BYTES_LIST", "AS_BYTES_MAP", "AS_BYTES_PHP",
    "AS_BYTES_PYTHON", "AS_BYTES_RUBY", "AS_BYTES_STRING", "AS_BYTES_TYPE_MAX",
    "AS_BYTES_UNDEF", "AUTH_EXTERNAL", "AUTH_EXTERNAL_INSECURE", "AUTH_INTERNAL", "AUTH_PKI",
    "BIT_OVERFLOW_FAIL", "BIT_OVERFLOW_SATURATE", "BIT_OVERFLOW_WRAP", "BIT_RESIZE_DEFAULT",
    "BIT_RESIZE_FROM_FRONT", "BIT_RESIZE_GROW_ONLY", "BIT_RESIZE_SHRINK_ONLY",
    "BIT_WRITE_CREATE_ONLY", "BIT_WRITE_DEFAULT", "BIT_WRITE_NO_FAIL", "BIT_WRITE_PARTIAL",
    "BIT_WRITE_UPDATE_ONLY", "CDT_CTX_LIST_INDEX", "CDT_CTX_LIST_INDEX_CREATE",
    "CDT_CTX_LIST_RANK", "CDT_CTX_LIST_VALUE", "CDT_CTX_MAP_INDEX", "CDT_CTX_MAP_KEY",
    "CDT_CTX_MAP_KEY_CREATE", "CDT_CTX_MAP_RANK", "CDT_CTX_MAP_VALUE",
    "COMMIT_ALREADY_COMMITTED", "COMMIT_CLOSE_ABANDONED", "COMMIT_OK",
    "COMMIT_ROLL_FORWARD_ABANDONED", "ERROR_DETAIL_EXP_TRACE", "ERROR_DETAIL_MESSAGE",
    "ERROR_DETAIL_NONE", "ERROR_DETAIL_SUBCODE", "EXP_LOOPVAR_INDEX", "EXP_LOOPVAR_KEY",
    "EXP_LOOPVAR_VALUE", "EXP_PATH_MODIFY_DEFAULT", "EXP_PATH_MODIFY_NO_FAIL",
    "EXP_PATH_SELECT_LIST_VALUE", "EXP_PATH_SELECT_MAP_KEY", "EXP_PATH_SELECT_MAP_KEY_VALUE",
    "EXP_PATH_SELECT_MAP_VALUE", "EXP_PATH_SELECT_MATCHING_TREE", "EXP_PATH_SELECT_NO_FAIL",
    "EXP_PATH_SELECT_VALUE", "EXP_READ_DEFAULT", "EXP_READ_EVAL_NO_FAIL",
    "EXP_WRITE_ALLOW_DELETE", "EXP_WRITE_CREATE_ONLY", "EXP_WRITE_DEFAULT",
    "EXP_WRITE_EVAL_NO_FAIL", "EXP_WRITE_POLICY_NO_FAIL", "EXP_WRITE_UPDATE_ONLY",
    "HLL_WRITE_ALLOW_FOLD", "HLL_WRITE_CREATE_ONLY", "HLL_WRITE_DEFAULT", "HLL_WRITE_NO_FAIL",
    "HLL_WRITE_UPDATE_ONLY", "INDEX_BLOB", "INDEX_GEO2DSPHERE", "INDEX_INTEGER",
    "INDEX_NUMERIC", "INDEX_STRING", "INDEX_TYPE_DEFAULT", "INDEX_TYPE_LIST",
    "INDEX_TYPE_MAPKEYS", "INDEX_TYPE_MAPVALUES", "INTEGER", "JOB_QUERY", "JOB_SCAN",
    "JOB_STATUS_COMPLETED", "JOB_STATUS_INPROGRESS", "JOB_STATUS_UNDEF", "LIST_ORDERED",
    "LIST_RETURN_COUNT", "LIST_RETURN_EXISTS", "LIST_RETURN_INDEX", "LIST_RETURN_NONE",
    "LIST_RETURN_RANK", "LIST_RETURN_REVERSE_INDEX", "LIST_RETURN_REVERSE_RANK",
    "LIST_RETURN_VALUE", "LIST_SORT_DEFAULT", "LIST_SORT_DROP_DUPLICATES", "LIST_UNORDERED",
    "LIST_WRITE_ADD_UNIQUE", "LIST_WRITE_DEFAULT", "LIST_WRITE_INSERT_BOUNDED",
    "LIST_WRITE_NO_FAIL", "LIST_WRITE_PARTIAL", "LOG_LEVEL_DEBUG", "LOG_LEVEL_ERROR",
    "LOG_LEVEL_INFO", "LOG_LEVEL_OFF", "LOG_LEVEL_TRACE", "LOG_LEVEL_WARN", "MAP_KEY_ORDERED",
    "MAP_KEY_VALUE_ORDERED", "MAP_RETURN_COUNT", "MAP_RETURN_EXISTS", "MAP_RETURN_INDEX",
    "MAP_RETURN_KEY", "MAP_RETURN_KEY_VALUE", "MAP_RETURN_NONE", "MAP_RETURN_ORDERED_MAP",
    "MAP_RETURN_RANK", "MAP_RETURN_REVERSE_INDEX", "MAP_RETURN_REVERSE_RANK",
    "MAP_RETURN_UNORDERED_MAP", "MAP_RETURN_VALUE", "MAP_UNORDERED",
    "MAP_WRITE_FLAGS_CREATE_ONLY", "MAP_WRITE_FLAGS_DEFAULT", "MAP_WRITE_FLAGS_NO_FAIL",
    "MAP_WRITE_FLAGS_PARTIAL", "MAP_WRITE_FLAGS_UPDATE_ONLY", "MAP_WRITE_NO_FAIL",
    "MAP_WRITE_PARTIAL", "OPERATOR_APPEND", "OPERATOR_DELETE", "OPERATOR_INCR",
    "OPERATOR_PREPEND", "OPERATOR_READ", "OPERATOR_TOUCH", "OPERATOR_WRITE", "OP_BIT_ADD",
    "OP_BIT_AND", "OP_BIT_COUNT", "OP_BIT_GET", "OP_BIT_GET_INT", "OP_BIT_INSERT",
    "OP_BIT_LSCAN", "OP_BIT_LSHIFT", "OP_BIT_NOT", "OP_BIT_OR", "OP_BIT_REMOVE",
    "OP_BIT_RESIZE", "OP_BIT_RSCAN", "OP_BIT_RSHIFT", "OP_BIT_SET", "OP_BIT_SET_INT",
    "OP_BIT_SUBTRACT", "OP_BIT_XOR", "OP_EXPR_READ", "OP_EXPR_WRITE", "OP_HLL_ADD",
    "OP_HLL_DESCRIBE", "OP_HLL_FOLD", "OP_HLL_GET_COUNT", "OP_HLL_GET_INTERSECT_COUNT",
    "OP_HLL_GET_SIMILARITY", "OP_HLL_GET_UNION", "OP_HLL_GET_UNION_COUNT", "OP_HLL_INIT",
    "OP_HLL_MAY_CONTAIN", "OP_HLL_REFRESH_COUNT", "OP_HLL_SET_UNION", "OP_LIST_APPEND",
    "OP_LIST_APPEND_ITEMS", "OP_LIST_CLEAR", "OP_LIST_CREATE", "OP_LIST_GET",
    "OP_LIST_GET_BY_INDEX", "OP_LIST_GET_BY_INDEX_RANGE", "OP_LIST_GET_BY_INDEX_RANGE_TO_END",
    "OP_LIST_GET_BY_RANK", "OP_LIST_GET_BY_RANK_RANGE", "OP_LIST_GET_BY_RANK_RANGE_TO_END",
    "OP_LIST_GET_BY_VALUE", "OP_LIST_GET_BY_VALUE_LIST", "OP_LIST_GET_BY_VALUE_RANGE",
    "OP_LIST_GET_BY_VALUE_RANK_RANGE_REL", "OP_LIST_GET_BY_VALUE_RANK_RANGE_REL_TO_END",
    "OP_LIST_GET_RANGE", "OP_LIST_INCREMENT", "OP_LIST_INSERT", "OP_LIST_INSERT_ITEMS",
    "OP_LIST_POP", "OP_LIST_POP_RANGE", "OP_LIST_REMOVE", "OP_LIST_REMOVE_BY_INDEX",
    "OP_LIST_REMOVE_BY_INDEX_RANGE", "OP_LIST_REMOVE_BY_INDEX_RANGE_TO_END",
    "OP_LIST_REMOVE_BY_RANK", "OP_LIST_REMOVE_BY_RANK_RANGE",
    "OP_LIST_REMOVE_BY_RANK_RANGE_TO_END", "OP_LIST_REMOVE_BY_REL_RANK_RANGE",
    "OP_LIST_REMOVE_BY_REL_RANK_RANGE_TO_END", "OP_LIST_REMOVE_BY_VALUE",
    "OP_LIST_REMOVE_BY_VALUE_LIST", "OP_LIST_REMOVE_BY_VALUE_RANGE",
    "OP_LIST_REMOVE_BY_VALUE_RANK_RANGE_REL", "OP_LIST_REMOVE_RANGE", "OP_LIST_SET",
    "OP_LIST_SET_ORDER", "OP_LIST_SIZE", "OP_LIST_SORT", "OP_LIST_TRIM", "OP_MAP_CLEAR",
    "OP_MAP_CREATE", "OP_MAP_DECREMENT", "OP_MAP_GET_BY_INDEX", "OP_MAP_GET_BY_INDEX_RANGE",
    "OP_MAP_GET_BY_INDEX_RANGE_TO_END", "OP_MAP_GET_BY_KEY",
    "OP_MAP_GET_BY_KEY_INDEX_RANGE_REL", "OP_MAP_GET_BY_KEY_LIST", "OP_MAP_GET_BY_KEY_RANGE",
    "OP_MAP_GET_BY_KEY_REL_INDEX_RANGE", "OP_MAP_GET_BY_KEY_REL_INDEX_RANGE_TO_END",
    "OP_MAP_GET_BY_RANK", "OP_MAP_GET_BY_RANK_RANGE", "OP_MAP_GET_BY_RANK_RANGE_TO_END",
    "OP_MAP_GET_BY_VALUE", "OP_MAP_GET_BY_VALUE_LIST", "OP_MAP_GET_BY_VALUE_RANGE",
    "OP_MAP_GET_BY_VALUE_RANK_RANGE_REL", "OP_MAP_GET_BY_VALUE_RANK_RANGE_REL_TO_END",
    "OP_MAP_INCREMENT", "OP_MAP_PUT", "OP_MAP_PUT_ITEMS", "OP_MAP_REMOVE_BY_INDEX",
    "OP_MAP_REMOVE_BY_INDEX_RANGE", "OP_MAP_REMOVE_BY_INDEX_RANGE_TO_END",
    "OP_MAP_REMOVE_BY_KEY", "OP_MAP_REMOVE_BY_KEY_INDEX_RANGE_REL", "OP_MAP_REMOVE_BY_KEY_LIST",
    "OP_MAP_REMOVE_BY_KEY_RANGE", "OP_MAP_REMOVE_BY_KEY_REL_INDEX_RANGE",
    "OP_MAP_REMOVE_BY_KEY_REL_INDEX_RANGE_TO_END", "OP_MAP_REMOVE_BY_RANK",
    "OP_MAP_REMOVE_BY_RANK_RANGE", "OP_MAP_REMOVE_BY_RANK_RANGE_TO_END",
    "OP_MAP_REMOVE_BY_VALUE", "OP_MAP_REMOVE_BY_VALUE_LIST", "OP_MAP_REMOVE_BY_VALUE_RANGE",
    "OP_MAP_REMOVE_BY_VALUE_RANK_RANGE_REL", "OP_MAP_REMOVE_BY_VALUE_REL_INDEX_RANGE",
    "OP_MAP_REMOVE_BY_VALUE_REL_RANK_RANGE", "OP_MAP_REMOVE_BY_VALUE_REL_RANK_RANGE_TO_END",
    "OP_MAP_SET_POLICY", "OP_MAP_SIZE", "POLICY_COMMIT_LEVEL_ALL", "POLICY_COMMIT_LEVEL_MASTER",
    "POLICY_EXISTS_CREATE", "POLICY_EXISTS_CREATE_OR_REPLACE", "POLICY_EXISTS_IGNORE",
    "POLICY_EXISTS_REPLACE", "POLICY_EXISTS_UPDATE", "POLICY_GEN_EQ", "POLICY_GEN_GT",
    "POLICY_GEN_IGNORE", "POLICY_KEY_DIGEST", "POLICY_KEY_SEND", "POLICY_READ_MODE_AP_ALL",
    "POLICY_READ_MODE_AP_ONE", "POLICY_READ_MODE_SC_ALLOW_REPLICA",
    "POLICY_READ_MODE_SC_ALLOW_UNAVAILABLE", "POLICY_READ_MODE_SC_LINEARIZE",
    "POLICY_READ_MODE_SC_SESSION", "POLICY_REPLICA_ANY", "POLICY_REPLICA_MASTER",
    "POLICY_REPLICA_PREFER_RACK", "POLICY_REPLICA_RANDOM", "POLICY_REPLICA_SEQUENCE",
    "POLICY_RETRY_NONE", "POLICY_RETRY_ONCE", "PRIV_DATA_ADMIN", "PRIV_READ", "PRIV_READ_WRITE",
    "PRIV_READ_WRITE_UDF", "PRIV_SINDEX_ADMIN", "PRIV_SYS_ADMIN", "PRIV_TRUNCATE",
    "PRIV_UDF_ADMIN", "PRIV_USER_ADMIN", "PRIV_WRITE", "QUERY_DURATION_LONG",
    "QUERY_DURATION_LONG_RELAX_AP", "QUERY_DURATION_SHORT", "REGEX_EXTENDED", "REGEX_ICASE",
    "REGEX_NEWLINE", "REGEX_NONE", "REGEX_NOSUB", "SERIALIZER_JSON", "SERIALIZER_NONE",
    "SERIALIZER_USER", "SUB_BIN_NAME_COUNT_TOO_LARGE",
    "SUB_BIN_NOT_FOUND_HLL_CANNOT_CREATE_WITH_OP", "SUB_FILTERED_BINS",
    "SUB_FILTERED_BINS_EVAL_FAILED", "SUB_FILTERED_META", "SUB_FILTERED_META_EVAL_FAILED",
    "SUB_FORBID_CLOCK_SKEW_STOP_WRITES", "SUB_FORBID_DURABILITY_VIOLATION",
    "SUB_FORBID_MASKING_POLICY_BLOCKED", "SUB_FORBID_MASKING_ROLE_VIOLATION",
    "SUB_FORBID_REPLACE_CONFLICT_RESOLVING", "SUB_FORBID_SET_COUNT_STOP_WRITES",
    "SUB_FORBID_SET_SIZE_STOP_WRITES", "SUB_FORBID_TRUNCATED", "SUB_FORBID_XDR_FILTER_BLOCKED",
    "SUB_MRT_BLOCKED_ID_MISMATCH", "SUB_MRT_BLOCKED_RECORD_LOCKED", "SUB_NONE",
    "SUB_OPNOT_CDT_BOUNDED_LIST_OVERFLOW", "SUB_OPNOT_CDT_INDEX_OUT_OF_BOUNDS",
    "SUB_OPNOT_CDT_RANK_OUT_OF_BOUNDS", "SUB_OPNOT_HLL_CANNOT_FOLD_MINHASH",
    "SUB_OPNOT_HLL_CANNOT_REDUCE_INDEX_BITS", "SUB_OPNOT_HLL_CANNOT_REDUCE_MINHASH_BITS",
    "SUB_OPNOT_HLL_FOLD_INDEX_BITS_TOO_LARGE", "SUB_OPNOT_HLL_INDEX_BITS_UNSET",
    "SUB_OPNOT_HLL_INTERSECT_MINHASH_MISMATCH", "SUB_OPNOT_STRING_B64_INVALID",
    "SUB_OPNOT_STRING_CONVERSION_FAILED", "SUB_OPNOT_STRING_REGEX_LIMIT_EXCEEDED",
    "SUB_OPNOT_STRING_UTF8_INVALID", "SUB_PARAM_BIN_COUNT_TOO_LARGE",
    "SUB_PARAM_BITS_OFFSET_OUT_OF_RANGE", "SUB_PARAM_BITS_RESIZE_EXCEEDED",
    "SUB_PARAM_BITS_SIZE_OUT_OF_RANGE", "SUB_PARAM_STRING_CTX_MALFORMED",
    "SUB_PARAM_STRING_INDEX_OUT_OF_BOUNDS", "SUB_PARAM_STRING_OP_PARAMS_INVALID",
    "SUB_PARAM_STRING_REGEX_INVALID", "SUB_PARAM_STRING_UTF8_INVALID", "SUB_PARAM_TTL_INVALID",
    "SUB_UNAVAIL_INITIAL_BALANCE_UNRESOLVED", "SUB_UNAVAIL_REPLICA_UNAVAILABLE",
    "SUB_UNSUPP_FEAT_GENERIC", "SUB_UNSUPP_FEAT_MRT_REQUIRES_STRONG_CONSISTENCY",
    "TTL_CLIENT_DEFAULT", "TTL_DONT_UPDATE", "TTL_NAMESPACE_DEFAULT", "TTL_NEVER_EXPIRE",
    "TXN_STATE_ABORTED", "TXN_STATE_COMMITTED", "TXN_STATE_COMMIT_FAILED", "TXN_STATE_OPEN",
    "TXN_STATE_VERIFIED", "UDF_TYPE_LUA", "_AS_CDT_CTX_AND", "_AS_CDT_CTX_EXP",
    "_AS_CDT_CTX_MAP_KEYS_IN", "_AS_EXP_CODE_CALL", "_AS_EXP_CODE_CALL_APPLY",
    "_AS_EXP_CODE_CALL_SELECT", "_AS_EXP_CODE_IN_LIST", "_AS_EXP_CODE_MAP_KEYS_IN",
    "_AS_EXP_CODE_MAP_VALUES_IN", "_AS_EXP_CODE_REMOVE_RESULT", "_AS_EXP_LOOPVAR_BLOB",
    "_AS_EXP_LOOPVAR_BOOL", "_AS_EXP_LOOPVAR_FLOAT", "_AS_EXP_LOOPVAR_GEOJSON",
    "_AS_EXP_LOOPVAR_HLL", "_AS_EXP_LOOPVAR_INT", "_AS_EXP_LOOPVAR_LIST", "_AS_EXP_LOOPVAR_MAP",
    "_AS_EXP_LOOPVAR_NIL", "_AS_EXP_LOOPVAR_STR", "_AS_OPERATOR_CDT_MODIFY",
    "_AS_OPERATOR_CDT_READ", "_CDT_APPLY_MOD_EXP_KEY", "_CDT_CTX_FILTER_EXPR_KEY",
    "_CDT_FLAGS_KEY", "_OP_BIT_B64_ENCODE", "_OP_BIT_B64_ENCODE_RANGE", "_OP_LIST_JOIN",
    "_OP_LIST_JOIN_SEPARATOR", "_OP_STRING_APPEND", "_OP_STRING_B64_DECODE",
    "_OP_STRING_BYTE_LENGTH", "_OP_STRING_CASE_FOLD", "_OP_STRING_CHAR_AT", "_OP_STRING_CONCAT",
    "_OP_STRING_CONTAINS", "_OP_STRING_ENDS_WITH", "_OP_STRING_FIND", "_OP_STRING_INSERT",
    "_OP_STRING_IS_LOWER", "_OP_STRING_IS_NUMERIC", "_OP_STRING_IS_UPPER", "_OP_STRING_LOWER",
    "_OP_STRING_NORMALIZE_NFC", "_OP_STRING_OVERWRITE", "_OP_STRING_PAD_END",
    "_OP_STRING_PAD_START", "_OP_STRING_PREPEND", "_OP_STRING_REGEX_COMPARE",
    "_OP_STRING_REGEX_REPLACE", "_OP_STRING_REPEAT", "_OP_STRING_REPLACE",
    "_OP_STRING_REPLACE_ALL", "_OP_STRING_SNIP", "_OP_STRING_SNIP_START", "_OP_STRING_SPLIT",
    "_OP_STRING_SPLIT_SEPARATOR", "_OP_STRING_STARTS_WITH", "_OP_STRING_STRLEN",
    "_OP_STRING_SUBSTR", "_OP_STRING_SUBSTR_RANGE", "_OP_STRING_TO_BLOB",
    "_OP_STRING_TO_DOUBLE", "_OP_STRING_TO_INTEGER", "_OP_STRING_TO_STRING", "_OP_STRING_TRIM",
    "_OP_STRING_TRIM_END", "_OP_STRING_TRIM_START", "_OP_STRING_UPPER", "_STR_EXP_COUNT_KEY",
    "_STR_EXP_END_KEY", "_STR_EXP_INDEX_KEY", "_STR_EXP_NEEDLE_KEY",
    "_STR_EXP_NUMERIC_TYPE_KEY", "_STR_EXP_OCCURRENCE_KEY", "_STR_EXP_PAD_STRING_KEY",
    "_STR_EXP_PATTERN_KEY", "_STR_EXP_POLICY_KEY", "_STR_EXP_PREFIX_KEY",
    "_STR_EXP_REGEX_FLAGS_KEY", "_STR_EXP_REPLACEMENT_KEY", "_STR_EXP_SEPARATOR_KEY",
    "_STR_EXP_START_KEY", "_STR_EXP_SUFFIX_KEY", "_STR_EXP_TARGET_LENGTH_KEY",
]
# fmt: on
