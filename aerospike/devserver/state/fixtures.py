"""Records from a file in plain JSON, which people write."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..errors import ResultError
from ..model.digest import key_digest, pack_key
from ..model.geojson import check_geojson
from ..model.particle import encode
from ..model.record import Record, now_seconds
from ..model.values import Blob, Geo, ListValue, MapValue, Str, Value
from .cluster import Cluster

__all__ = ["load_records"]

_KEYS = frozenset(("namespace", "set", "key", "bins", "ttl"))
_BIN_NAME_LIMIT = 15
_INTEGERS = range(-(2**63), 2**63)


def _geo(shape: Any) -> Geo:
    text = json.dumps(shape).encode()
    check_geojson(text)
    return Geo(text)


# JSON has no such values: an object with one of these names stands for one.
_SPECIAL: dict[str, Callable[[Any], Value]] = {
    "$geojson": _geo,
    "$bytes": lambda text: Blob(base64.b64decode(text, validate=True)),
}


def _value(value: Any) -> Value:
    if isinstance(value, str):
        return Str(value.encode())
    if isinstance(value, list):
        return ListValue(map(_value, value))
    if isinstance(value, dict):
        if len(value) == 1 and (special := _SPECIAL.get(next(iter(value)))) is not None:
            return special(*value.values())
        made = MapValue((Str(name.encode()), _value(item)) for name, item in value.items())
        made.sort()
        return made
    if isinstance(value, int) and value not in _INTEGERS:
        raise ValueError(f"the integer {value} has more than 64 bits")
    return value


def _load(cluster: Cluster, row: Any) -> None:
    if not isinstance(row, dict) or not row.keys() <= _KEYS or not {"key", "bins"} <= row.keys():
        raise ValueError(
            "it is an object with key and bins, and if needed with namespace, set and ttl"
        )
    name = row.get("namespace", next(iter(cluster.namespaces)))
    namespace = cluster.namespaces.get(name)
    if namespace is None:
        raise ValueError(f"unknown namespace {name!r}")
    set_name, key, ttl = row.get("set", ""), row["key"], row.get("ttl", namespace.default_ttl)
    if not isinstance(set_name, str):
        raise ValueError("set is a string")
    if not isinstance(ttl, int) or ttl < 0:
        raise ValueError("ttl is a number of seconds, 0 for never")
    if not isinstance(row["bins"], dict) or not row["bins"]:
        raise ValueError("bins is an object with a bin at least")
    record = Record(key_digest(set_name, key), set_name.encode(), pack_key(key))
    for bin, value in row["bins"].items():
        if not 0 < len(bin.encode()) <= _BIN_NAME_LIMIT:
            raise ValueError(f"the name of a bin has 1 to {_BIN_NAME_LIMIT} bytes, unlike {bin!r}")
        if value is None:
            raise ValueError(f"the bin {bin!r} has no value")
        record.bins[bin.encode()] = encode(_value(value))
    record.generation = 1
    record.void_time = now_seconds() + ttl if ttl else 0
    with namespace.lock:
        namespace.stamp(record)
        namespace.store(record)


def load_records(cluster: Cluster, path: Path) -> int:
    """Stores the records of a file; returns how many there are.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is not JSON, or a record is wrong; the message says which one.
    """
    try:
        rows = json.loads(path.read_bytes())
    except ValueError as problem:
        raise ValueError(f"{path} is not JSON: {problem}") from None
    if not isinstance(rows, list):
        raise ValueError(f"{path}: a list of records was expected")
    for number, row in enumerate(rows, 1):
        try:
            _load(cluster, row)
        except (ValueError, TypeError) as problem:
            raise ValueError(f"{path}: record {number}: {problem}") from None
        except ResultError as error:
            raise ValueError(f"{path}: record {number}: {error.message}") from None
    return len(rows)
