"""Secondary indexes: the info commands that make and remove them."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from aerospike._errors import info_name, param_error, shown
from aerospike._native.transcoder import pack_context
from aerospike._ranges import INT
from aerospike._wire.plain import PackSettings
from aerospike.constants import (
    INDEX_BLOB,
    INDEX_GEO2DSPHERE,
    INDEX_INTEGER,
    INDEX_NUMERIC,
    INDEX_TYPE_LIST,
    INDEX_TYPE_MAPKEYS,
    INDEX_TYPE_MAPVALUES,
)
from aerospike.key import bin_name

__all__ = [
    "check_integer",
    "check_names",
    "create_request",
    "is_loaded",
    "progress_request",
    "remove_request",
    "source_of_bin",
    "source_of_expression",
]

Version = tuple[int, ...]

# The type of an index as the server names it; the plain one is not named.
_TYPES = {
    INDEX_TYPE_LIST: "LIST",
    INDEX_TYPE_MAPKEYS: "MAPKEYS",
    INDEX_TYPE_MAPVALUES: "MAPVALUES",
}
# The type of the values; anything else counts as a string.
_DATATYPES = {
    INDEX_BLOB: "BLOB",
    INDEX_GEO2DSPHERE: "GEO2DSPHERE",
}
_NUMBERS = (INDEX_NUMERIC, INDEX_INTEGER)

# The server refuses a context without levels.
_NOWHERE = b"\x90"


def check_integer(what: str, value: Any) -> None:
    """Refuse what is not an ``int`` of C."""
    if not isinstance(value, int):
        raise param_error(f"{what} must be an integer.", f"not {value!r}")
    if not -(2**63) <= value < 2**63:
        raise param_error(f"{what} too large for C long.", shown(value))
    if not INT.fits(value):
        raise param_error(f"{what} too large for C int.", str(value))


def check_names(ns: Any, set_name: Any, name: Any) -> tuple[str, str | None, str]:
    """The names of a namespace, a set and an index, as an info command takes them."""
    if not isinstance(ns, str):
        raise param_error("Namespace should be a string", f"not {ns!r}")
    if set_name is not None and not isinstance(set_name, str):
        raise param_error("Set should be string, unicode or None", f"not {set_name!r}")
    if not isinstance(name, str):
        raise param_error("Index name should be string or unicode", f"not {name!r}")
    return (
        info_name("namespace", ns),
        None if set_name is None else info_name("set", set_name),
        info_name("index name", name),
    )


def _type_part(index_type: int) -> str:
    kind = _TYPES.get(index_type)
    return "" if kind is None else f";indextype={kind}"


def _datatype(datatype: int, version: Version) -> str:
    if datatype not in _NUMBERS:
        return _DATATYPES.get(datatype, "STRING")
    # The server calls its numbers "integer" now, because it may index floats one day.
    return "INTEGER" if version >= (8, 2) else "NUMERIC"


def _namespace_key(version: Version) -> str:
    return "namespace" if version >= (8, 1) else "ns"


def check_bin(bin: Any) -> str:
    """The name of a bin, as an info command takes it."""
    bin = bin_name(bin)
    if not isinstance(bin, str):
        raise param_error("Bin should be a string", f"not {bin!r}")
    return info_name("bin", bin)


def context_part(ctx: Any, settings: PackSettings) -> str:
    """The part of a request that says where in the bin the value is."""
    if ctx is None:
        return ""
    if not isinstance(ctx, list):
        raise param_error("Failed to convert ctx", f"a context is a list, not {ctx!r}")
    packed = pack_context(ctx, settings) if ctx else _NOWHERE
    return f";context={b64encode(packed).decode()}"


def source_of_bin(bin: str, context: str, index_type: int, datatype: int, version: Version) -> str:
    """What an index on a bin reads."""
    source = context + _type_part(index_type)
    kind = _datatype(datatype, version)
    if version >= (8, 1):
        return f"{source};bin={bin};type={kind}"
    return f"{source};indexdata={bin},{kind}"


def source_of_expression(packed: bytes, index_type: int, datatype: int, version: Version) -> str:
    """What an index on an expression reads."""
    source = f";exp={b64encode(packed).decode()}{_type_part(index_type)}"
    return f"{source};type={_datatype(datatype, version)}"


def create_request(ns: str, set_name: str | None, name: str, source: str, version: Version) -> str:
    """The info command that makes an index."""
    request = f"sindex-create:{_namespace_key(version)}={ns}"
    if set_name is not None:
        request += f";set={set_name}"
    return f"{request};indexname={name}{source}"


def remove_request(ns: str, name: str, version: Version) -> str:
    """The info command that removes an index."""
    return f"sindex-delete:{_namespace_key(version)}={ns};indexname={name}"


def progress_request(ns: str, name: str, version: Version) -> str:
    """The info command that asks a node how much of an index it has."""
    if version >= (8, 1):
        return f"sindex-stat:namespace={ns};indexname={name}"
    return f"sindex/{ns}/{name}"


def is_loaded(answer: str) -> bool:
    """Whether a node has read all records into the index."""
    _, found, rest = answer.partition("load_pct=")
    # A node that lacks it has not learned of the index yet.
    return bool(found) and int(rest.split(";")[0].strip()) >= 100
