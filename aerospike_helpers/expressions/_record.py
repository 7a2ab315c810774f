"""Expressions for the parts of a record: key, bins and metadata."""

from __future__ import annotations

from .resources import ResultType, _BaseExpr, _ExprOp, _Keys

__all__ = [
    "BinExists",
    "BinType",
    "BlobBin",
    "BoolBin",
    "DeviceSize",
    "DigestMod",
    "FloatBin",
    "GeoBin",
    "HLLBin",
    "IntBin",
    "IsTombstone",
    "KeyBlob",
    "KeyExists",
    "KeyInt",
    "KeyStr",
    "LastUpdateTime",
    "ListBin",
    "MapBin",
    "MemorySize",
    "RecordSize",
    "SetName",
    "SinceUpdateTime",
    "StrBin",
    "TTL",
    "VoidTime",
]


class _Key(_BaseExpr):
    _op = _ExprOp.REC_KEY


class KeyInt(_Key):
    """The user key of the record, if it is an integer.

    Evaluates to an integer. Unknown if the record was written without ``POLICY_KEY_SEND``, or
    its key is of another type.
    """

    _rt = ResultType.INTEGER


class KeyStr(_Key):
    """The user key of the record, if it is a string.

    Evaluates to a string. Unknown if the record was written without ``POLICY_KEY_SEND``, or its
    key is of another type.
    """

    _rt = ResultType.STRING


class KeyBlob(_Key):
    """The user key of the record, if it is a blob.

    Evaluates to a blob. Unknown if the record was written without ``POLICY_KEY_SEND``, or its
    key is of another type.
    """

    _rt = ResultType.BLOB


class KeyExists(_BaseExpr):
    """Whether the user key is stored with the record.

    Evaluates to a boolean: true if the record was written with ``POLICY_KEY_SEND``.
    """

    _op = _ExprOp.META_KEY_EXISTS
    _rt = ResultType.BOOLEAN


class BoolBin(_BaseExpr):
    """The value of a boolean bin.

    Evaluates to a boolean. Unknown if the record lacks the bin or the bin has another type.

    Args:
        bin: the name of the bin, at most 15 bytes.
    """

    _op = _ExprOp.BIN
    _rt = ResultType.BOOLEAN

    def __init__(self, bin: str) -> None:
        self._fixed = {_Keys.BIN_KEY: bin}


class IntBin(_BaseExpr):
    """The value of an integer bin.

    Evaluates to an integer. Unknown if the record lacks the bin or the bin has another type.

    Args:
        bin: the name of the bin, at most 15 bytes.
    """

    _op = _ExprOp.BIN
    _rt = ResultType.INTEGER

    def __init__(self, bin: str) -> None:
        self._fixed = {_Keys.BIN_KEY: bin}


class StrBin(_BaseExpr):
    """The value of a string bin.

    Evaluates to a string. Unknown if the record lacks the bin or the bin has another type.

    Args:
        bin: the name of the bin, at most 15 bytes.
    """

    _op = _ExprOp.BIN
    _rt = ResultType.STRING

    def __init__(self, bin: str) -> None:
        self._fixed = {_Keys.BIN_KEY: bin}


class FloatBin(_BaseExpr):
    """The value of a float bin.

    Evaluates to a float. Unknown if the record lacks the bin or the bin has another type.

    Args:
        bin: the name of the bin, at most 15 bytes.
    """

    _op = _ExprOp.BIN
    _rt = ResultType.FLOAT

    def __init__(self, bin: str) -> None:
        self._fixed = {_Keys.BIN_KEY: bin}


class BlobBin(_BaseExpr):
    """The value of a blob bin.

    Evaluates to a blob. Unknown if the record lacks the bin or the bin has another type.

    Args:
        bin: the name of the bin, at most 15 bytes.
    """

    _op = _ExprOp.BIN
    _rt = ResultType.BLOB

    def __init__(self, bin: str) -> None:
        self._fixed = {_Keys.BIN_KEY: bin}


class GeoBin(_BaseExpr):
    """The value of a GeoJSON bin.

    Evaluates to a GeoJSON value. Unknown if the record lacks the bin or the bin has another type.

    Args:
        bin: the name of the bin, at most 15 bytes.
    """

    _op = _ExprOp.BIN
    _rt = ResultType.GEOJSON

    def __init__(self, bin: str) -> None:
        self._fixed = {_Keys.BIN_KEY: bin}


class ListBin(_BaseExpr):
    """The value of a list bin.

    Evaluates to a list. Unknown if the record lacks the bin or the bin has another type.

    Args:
        bin: the name of the bin, at most 15 bytes.
    """

    _op = _ExprOp.BIN
    _rt = ResultType.LIST

    def __init__(self, bin: str) -> None:
        self._fixed = {_Keys.BIN_KEY: bin}


class MapBin(_BaseExpr):
    """The value of a map bin.

    Evaluates to a map. Unknown if the record lacks the bin or the bin has another type.

    Args:
        bin: the name of the bin, at most 15 bytes.
    """

    _op = _ExprOp.BIN
    _rt = ResultType.MAP

    def __init__(self, bin: str) -> None:
        self._fixed = {_Keys.BIN_KEY: bin}


class HLLBin(_BaseExpr):
    """The value of a HyperLogLog bin.

    Evaluates to a HyperLogLog. Unknown if the record lacks the bin or the bin has another type.

    Args:
        bin: the name of the bin, at most 15 bytes.
    """

    _op = _ExprOp.BIN
    _rt = ResultType.HLL

    def __init__(self, bin: str) -> None:
        self._fixed = {_Keys.BIN_KEY: bin}


class BinExists(_BaseExpr):
    """Whether the record has a bin.

    Evaluates to a boolean.

    Args:
        bin: the name of the bin, at most 15 bytes.
    """

    _op = _ExprOp.BIN_EXISTS
    _rt = ResultType.BOOLEAN

    def __init__(self, bin: str) -> None:
        self._fixed = {_Keys.BIN_KEY: bin}


class BinType(_BaseExpr):
    """The particle type of a bin.

    Evaluates to an integer, one of ``aerospike.AS_BYTES_*``. ``AS_BYTES_UNDEF`` if the record lacks
    the bin.

    Args:
        bin: the name of the bin, at most 15 bytes.
    """

    _op = _ExprOp.BIN_TYPE
    _rt = ResultType.INTEGER

    def __init__(self, bin: str) -> None:
        self._fixed = {_Keys.BIN_KEY: bin}


class SetName(_BaseExpr):
    """The name of the record's set.

    Evaluates to a string, empty for a record without a set.
    """

    _op = _ExprOp.META_SET_NAME
    _rt = ResultType.STRING


class DeviceSize(_BaseExpr):
    """How many bytes the record takes on its device.

    Evaluates to an integer, 0 for records in memory. For servers before 7.0; use
    :class:`RecordSize` since then.
    """

    _op = _ExprOp.META_DEVICE_SIZE
    _rt = ResultType.INTEGER


class MemorySize(_BaseExpr):
    """How many bytes the record takes in memory.

    Evaluates to an integer, 0 for records that are not in memory. For servers from 5.3 to before
    7.0; use :class:`RecordSize` since then.
    """

    _op = _ExprOp.META_MEMORY_SIZE
    _rt = ResultType.INTEGER


class RecordSize(_BaseExpr):
    """How many bytes the record takes in its storage, uncompressed.

    Evaluates to an integer. Server 7.0 or later.
    """

    _op = _ExprOp.META_RECORD_SIZE
    _rt = ResultType.INTEGER


class LastUpdateTime(_BaseExpr):
    """When the record was last written.

    Evaluates to an integer, nanoseconds since 1970.
    """

    _op = _ExprOp.META_LAST_UPDATE_TIME
    _rt = ResultType.INTEGER


class SinceUpdateTime(_BaseExpr):
    """How long ago the record was last written.

    Evaluates to an integer, in milliseconds.
    """

    _op = _ExprOp.META_SINCE_UPDATE_TIME
    _rt = ResultType.INTEGER


class VoidTime(_BaseExpr):
    """When the record expires.

    Evaluates to an integer, nanoseconds since 1970, or -1 for a record that never expires.
    """

    _op = _ExprOp.META_VOID_TIME
    _rt = ResultType.INTEGER


class TTL(_BaseExpr):
    """How long the record has left to live.

    Evaluates to an integer, in seconds, or -1 for a record that never expires.
    """

    _op = _ExprOp.META_TTL
    _rt = ResultType.INTEGER


class IsTombstone(_BaseExpr):
    """Whether the record is a tombstone.

    Evaluates to a boolean. Of use in filters of replication and in expression operations of writes;
    other commands never see tombstones.
    """

    _op = _ExprOp.META_IS_TOMBSTONE
    _rt = ResultType.BOOLEAN


class DigestMod(_BaseExpr):
    """The digest of the record modulo a number.

    Evaluates to an integer, 0 to *mod* - 1.

    Args:
        mod: the divisor, an integer above 0.
    """

    _op = _ExprOp.META_DIGEST_MOD
    _rt = ResultType.INTEGER

    def __init__(self, mod: int) -> None:
        self._fixed = {_Keys.VALUE_KEY: mod}
