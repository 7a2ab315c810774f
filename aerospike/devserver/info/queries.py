"""Info commands of secondary indexes and of queries."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable

from ..errors import Result, ResultError
from ..model.cdt_context import only_finds
from ..model.values import Particle, Str, Value
from ..model.wire import pack, unpack
from ..state.cluster import NodeState
from ..state.index_expressions import particle_of
from ..state.indexes import Definition, Index, IndexType
from ..state.storage import Namespace
from .parameters import (
    NAMESPACE_NAME_LIMIT,
    SET_NAME_LIMIT,
    Command,
    InfoError,
    Parameters,
    find_namespace,
    parse_number,
)

__all__ = ["COMMANDS"]

INDEX_NAME_LIMIT = 63
BIN_NAME_LIMIT = 15
CONTEXT_LIMIT = 2047

_PARTICLES: dict[str, int] = {
    "numeric": Particle.INTEGER,
    "string": Particle.STRING,
    "blob": Particle.BLOB,
    "geo2dsphere": Particle.GEOJSON,
}
_PARTICLE_NAMES = {particle: name for name, particle in _PARTICLES.items()}

_ANY_PARTICLE = "'numeric', 'string', 'blob', 'geo2dsphere'"

# The type that an expression must have if elements of its value are indexed.
_CONTAINERS = {
    IndexType.LIST: Particle.LIST,
    IndexType.MAP_KEYS: Particle.MAP,
    IndexType.MAP_VALUES: Particle.MAP,
}


_YIELDED = {
    **_PARTICLE_NAMES,
    Particle.NULL: "null",
    Particle.BOOL: "bool",
    Particle.LIST: "list",
    Particle.MAP: "map",
    Particle.FLOAT: "float",
    Particle.HLL: "hll",
}


def _refuse(message: str) -> InfoError:
    return InfoError(Result.PARAMETER, message)


def _namespace_name(parameters: Parameters) -> str:
    name = parameters.optional("namespace", NAMESPACE_NAME_LIMIT)
    if name is None:
        name = parameters.optional("ns", NAMESPACE_NAME_LIMIT)
    return parameters.namespace() if name is None else name


def _optional_namespaces(node: NodeState, parameters: Parameters) -> list[Namespace]:
    if any(parameters.optional(name) for name in ("namespace", "ns")):
        return [find_namespace(node, _namespace_name(parameters))]
    return list(node.cluster.namespaces.values())


def sindex_create(node: NodeState, parameters: Parameters) -> str:
    """``sindex-create:namespace=NS;indexname=NAME;…``: an index, ready at once

    Parameters: ``set=SET``, ``indextype=TYPE``, and one of ``bin=BIN;type=DATA[;context=BASE64]``,
    ``exp=BASE64;type=DATA`` and, from old clients, ``indexdata=BIN,DATA``.
    """
    name = parameters.required("indexname", INDEX_NAME_LIMIT)
    namespace_name = _namespace_name(parameters)
    kind = (parameters.optional("indextype") or "default").lower()
    if kind == IndexType.NAMES[IndexType.SET]:
        definition = _set_definition(parameters)
    else:
        definition = _definition(parameters, kind)
    namespace = node.cluster.namespaces.get(namespace_name)
    if namespace is None:
        # A real cluster stores indexes of namespaces that no node has.
        if definition.type == IndexType.SET:
            raise _refuse("namespace not found")
        return "ok"
    if definition.set_name:
        namespace.sets.setdefault(definition.set_name, 0)
    try:
        namespace.indexes.create(name, definition)
    except ResultError as error:
        raise InfoError(error.code, error.message) from None
    return "ok"


def _set_definition(parameters: Parameters) -> Definition:
    for name in ("context", "indexdata", "type", "bin", "exp"):
        if parameters.optional(name) is not None:
            raise _refuse(f"{name} parameter is not supported for set index")
    name = parameters.required("set", SET_NAME_LIMIT)
    return Definition(name.encode(), type=IndexType.SET)


def _definition(parameters: Parameters, kind: str) -> Definition:
    set_name = parameters.optional("set", SET_NAME_LIMIT) or ""
    context = _context(parameters)
    if kind not in IndexType.NAMES:
        raise _refuse("bad 'indextype' - must be one of 'default', 'list', 'mapkeys', 'mapvalues'")
    number = IndexType.NAMES.index(kind)
    data = parameters.optional("indexdata", BIN_NAME_LIMIT + 12)
    particle_name = parameters.optional("type", 11)
    if data is None and particle_name is None:
        raise _refuse("both 'indexdata' and 'type' are missing")
    if data is not None and particle_name is not None:
        raise _refuse("both 'indexdata' and 'type' are specified")
    if data is not None:
        bin, particle = _old_data(data)
        expression = None
    else:
        bin, particle, expression = _new_data(parameters, particle_name or "", number, context)
    if number == IndexType.MAP_KEYS and particle == Particle.GEOJSON:
        raise _refuse(
            "bad 'indexdata' bin type for 'indextype' 'mapkeys' - "
            "must be one of 'numeric', 'string', 'blob'"
        )
    return Definition(set_name.encode(), bin.encode(), particle, number, context, expression)


def _old_data(data: str) -> tuple[str, int]:
    bin, comma, name = data.partition(",")
    if not comma:
        raise _refuse("'indexdata' missing bin type")
    if not bin:
        raise _refuse("'indexdata' missing bin name")
    if len(bin.encode()) > BIN_NAME_LIMIT:
        raise _refuse("'indexdata' bin name too long")
    if name.lower() not in _PARTICLES:
        raise _refuse(f"bad 'indexdata' bin type - must be one of {_ANY_PARTICLE}")
    return bin, _PARTICLES[name.lower()]


def _new_data(
    parameters: Parameters, name: str, number: int, context: bytes | None
) -> tuple[str, int, bytes | None]:
    if name.lower() not in _PARTICLES:
        raise _refuse(f"bad 'type' - must be one of {_ANY_PARTICLE}")
    particle = _PARTICLES[name.lower()]
    bin = parameters.optional("bin", BIN_NAME_LIMIT)
    packed = parameters.optional("exp")
    if bin is not None and packed is not None:
        raise _refuse("both 'bin' and 'exp' are specified")
    if packed is None:
        if bin is None:
            raise _refuse("both 'bin' and 'exp' are missing")
        return bin, particle, None
    if context is not None:
        raise _refuse("both 'context' and 'exp' are specified")
    return "", particle, _expression(packed, particle, number)


def _expression(packed: str, particle: int, number: int) -> bytes:
    try:
        expression = base64.b64decode(packed, validate=True)
        yielded = particle_of(expression)
    except (binascii.Error, ResultError):
        raise _refuse("bad 'exp'") from None
    expected = _CONTAINERS.get(number, particle)
    if yielded != expected:
        raise _refuse(
            f"bad 'exp' - expression type '{_YIELDED[yielded]}' "
            f"does not match expected type '{_YIELDED[expected]}'"
        )
    return expression


def _context(parameters: Parameters) -> bytes | None:
    packed = parameters.optional("context", CONTEXT_LIMIT)
    if packed is None:
        return None
    try:
        context = base64.b64decode(packed, validate=True)
    except binascii.Error:
        raise _refuse("'context' invalid base64") from None
    try:
        value = unpack(context)
    except ResultError:
        value = None
    if not only_finds(value):
        raise _refuse("'context' invalid cdt context")
    if pack(value) != context:
        raise _refuse("'context' not normalized msgpack")
    return context


def sindex_delete(node: NodeState, parameters: Parameters) -> str:
    """``sindex-delete:namespace=NS;indexname=NAME``; neither need exist."""
    name = parameters.required("indexname", INDEX_NAME_LIMIT)
    namespace = node.cluster.namespaces.get(_namespace_name(parameters))
    if namespace is not None:
        namespace.indexes.delete(name)
    return "ok"


def sindex_exists(node: NodeState, parameters: Parameters) -> str:
    """``sindex-exists:namespace=NS;indexname=NAME``: ``true`` or ``false``"""
    name = parameters.required("indexname", INDEX_NAME_LIMIT)
    namespace = find_namespace(node, _namespace_name(parameters))
    return str(namespace.indexes.get(name) is not None).lower()


def sindex_stat(node: NodeState, parameters: Parameters) -> str:
    """``sindex-stat:namespace=NS;indexname=NAME``: its entries, and the progress of its build"""
    name = parameters.required("indexname", INDEX_NAME_LIMIT)
    return _statistics(find_namespace(node, _namespace_name(parameters)), name)


def _statistics(namespace: Namespace, name: str) -> str:
    index = namespace.indexes.get(name)
    if index is None:
        raise InfoError(Result.INDEX_NOT_FOUND, "no index")
    row: dict[str, int]
    if index.definition.type == IndexType.SET:
        use = namespace.use().get(index.definition.set_name)
        row = {"entries": 0 if use is None else use.objects, "used_bytes": 0, "load_pct": 100}
    else:
        row = {
            "entries": index.count(namespace.records),
            "used_bytes": 0,
            "entries_per_bval": 0,
            "entries_per_rec": 0,
            "load_pct": 100 if index.readable else 0,
            "load_time": 0,
            "stat_gc_recs": 0,
        }
    return ";".join(f"{key}={value}" for key, value in row.items())


def sindex(node: NodeState, parameters: Parameters) -> str:
    """``sindex``, ``sindex/NS``, ``sindex/NS/NAME``: all indexes, or the statistics of one"""
    namespaces = node.cluster.namespaces
    wanted, *names = parameters.text.split("/", 1)
    if wanted and wanted not in namespaces:
        return "ns_type=unknown"
    if names:
        return _statistics(namespaces[wanted], names[0])
    listed = [namespaces[wanted]] if wanted else namespaces.values()
    return _list(listed, base64_parts=False, sets=False)


def sindex_list(node: NodeState, parameters: Parameters) -> str:
    """``sindex-list:[namespace=NS;b64=BOOL]``: all indexes, contexts readable or in base64"""
    namespaces = _optional_namespaces(node, parameters)
    form = parameters.optional("b64", 5)
    if form not in (None, "true", "false"):
        raise _refuse("bad b64")
    return _list(namespaces, base64_parts=form == "true", sets=True)


def _list(namespaces: Iterable[Namespace], *, base64_parts: bool, sets: bool) -> str:
    indexes = [(namespace, index) for namespace in namespaces for index in namespace.indexes]
    rows = [
        _row(namespace, index, base64_parts)
        for namespace, index in indexes
        if index.definition.type != IndexType.SET
    ]
    if sets:
        rows += [
            f"ns={namespace.name}:indexname={index.name}:"
            f"set={index.definition.set_name.decode()}:indextype=set"
            for namespace, index in indexes
            if index.definition.type == IndexType.SET
        ]
    return ";".join(rows)


def _row(namespace: Namespace, index: Index, base64_parts: bool) -> str:
    definition = index.definition
    show = _base64 if base64_parts else _readable_context
    row = {
        "ns": namespace.name,
        "indexname": index.name,
        "set": definition.set_name.decode("utf-8", "replace") or "null",
        "bin": definition.bin.decode("utf-8", "replace") or "null",
        "type": _PARTICLE_NAMES[definition.particle],
        "indextype": IndexType.NAMES[definition.type],
        "context": "null" if definition.context is None else show(definition.context),
        "exp": "null" if definition.expression is None else _base64(definition.expression),
        "state": "RW" if index.readable else "WO",
    }
    return ":".join(f"{key}={value}" for key, value in row.items())


def _base64(packed: bytes) -> str:
    return base64.b64encode(packed).decode()


_STEPS = ("index", "rank", "key", "value")


def _readable_context(packed: bytes) -> str:
    value = unpack(packed)
    steps = []
    for kind, where in zip(value[::2], value[1::2]):
        base = kind & 0x0F
        container = "list_" if kind & 0x10 else "map_" if kind & 0x20 else ""
        step = _STEPS[base] if base < len(_STEPS) else str(base)
        steps.append(f"{container}{step}({_readable(where)})")
    return f"[{', '.join(steps)}]"


def _readable(value: Value) -> str:
    if isinstance(value, bytes):
        return f"<{'string' if isinstance(value, Str) else 'blob'}#{len(value)}>"
    return str(value)


def _job_id(parameters: Parameters) -> int | None:
    # Old clients call it "trid".
    text = parameters.optional("id", 25)
    if text is None:
        text = parameters.optional("trid", 25)
    if text is None:
        return None
    id = parse_number(text, "bad id")
    if not 0 < id < 2**64:
        raise _refuse("bad id")
    return id


def query_show(node: NodeState, parameters: Parameters) -> str:
    """``query-show:[id=ID]``: active queries, and the last ones that have ended"""
    id = _job_id(parameters)
    if id is None:
        return ";".join(_job(job.row()) for job in node.jobs)
    job = node.jobs.find(id)
    if job is None:
        raise InfoError(Result.NOT_FOUND, "job not found")
    return _job(job.row())


def _job(row: dict[str, object]) -> str:
    return ":".join(f"{name}={value}" for name, value in row.items())


def query_abort(node: NodeState, parameters: Parameters) -> str:
    """``query-abort:id=ID``: aborts an active query"""
    id = _job_id(parameters)
    if id is None:
        raise _refuse("missing 'id'")
    if not node.jobs.abort(id):
        raise InfoError(Result.NOT_FOUND, "id not active")
    return "ok"


def query_abort_all(node: NodeState, parameters: Parameters) -> str:
    """``query-abort-all``: aborts all active queries"""
    return f"number-of-queries-killed:{node.jobs.abort_all()}"


COMMANDS: dict[str, Command] = {
    "query-abort": query_abort,
    "query-abort-all": query_abort_all,
    "query-show": query_show,
    "sindex": sindex,
    "sindex-create": sindex_create,
    "sindex-delete": sindex_delete,
    "sindex-exists": sindex_exists,
    "sindex-list": sindex_list,
    "sindex-stat": sindex_stat,
}
