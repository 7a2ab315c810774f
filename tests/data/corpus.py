"""Descriptions of values, contexts, expressions and operations that JSON can hold.

A description names things of the package's public interface only, so that what was recorded with
one implementation can be built with another. JSON's own types stand for themselves, except that an
object is a tagged value: its only entry says what it is.
"""

from __future__ import annotations

import gzip
import importlib
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aerospike
from aerospike_helpers import HyperLogLog, cdt_ctx
from aerospike_helpers.string_helpers import StringPolicy

_SINGLE_VALUES = {
    "infinite": aerospike.CDTInfinite,
    "wildcard": aerospike.CDTWildcard,
    "null": aerospike.null,
}


def _dictionary(pairs: list[Any]) -> dict[Any, Any]:
    return {build(key): build(value) for key, value in pairs}


def _key_ordered(pairs: list[Any]) -> Any:
    return aerospike.KeyOrderedDict(_dictionary(pairs))


def _expression(parts: list[Any]) -> Any:
    name, *arguments = parts
    module, class_name = name.split(".")
    loaded = importlib.import_module(f"aerospike_helpers.expressions.{module}")
    return getattr(loaded, class_name)(*(build(argument) for argument in arguments))


_OPERATORS: dict[str, Callable[..., Any]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "//": lambda left, right: left // right,
    "%": lambda left, right: left % right,
    "**": lambda left, right: left**right,
    "abs": abs,
    "floor": math.floor,
    "ceil": math.ceil,
}


def _operator(parts: list[Any]) -> Any:
    name, *operands = parts
    return _OPERATORS[name](*(build(operand) for operand in operands))


def _context(levels: list[Any]) -> Any:
    return [
        getattr(cdt_ctx, f"cdt_ctx_{name}")(*(build(argument) for argument in arguments))
        for name, *arguments in levels
    ]


_TAGS: dict[str, Callable[[Any], Any]] = {
    "float": float.fromhex,
    "bytes": bytes.fromhex,
    "bytearray": bytearray.fromhex,
    "hll": lambda text: HyperLogLog(bytes.fromhex(text)),
    "geojson": aerospike.GeoJSON,
    "tuple": lambda items: tuple(build(items)),
    "dict": _dictionary,
    "ordered": _key_ordered,
    "value": lambda name: _SINGLE_VALUES[name](),
    "context": _context,
    "expression": _expression,
    "operator": _operator,
    "compiled": lambda description: build(description).compile(),
    "string_policy": StringPolicy,
}


def build(description: Any) -> Any:
    """What a description describes."""
    if isinstance(description, list):
        return [build(item) for item in description]
    if isinstance(description, dict):
        ((tag, content),) = description.items()
        return _TAGS[tag](content)
    return description


def build_operation(description: dict[str, Any]) -> dict[str, Any]:
    """The dictionary of an operation, of which only the values are descriptions."""
    return {key: build(value) for key, value in description.items()}


def write(path: Path, corpus: Any, *, sort_keys: bool = True) -> None:
    """Write a corpus so that the same corpus makes the same file.

    Without *sort_keys*, dictionaries are the same only if their order is.
    """
    text = json.dumps(corpus, separators=(",", ":"), sort_keys=sort_keys)
    path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


def read(path: Path) -> Any:
    return json.loads(gzip.decompress(path.read_bytes()))
