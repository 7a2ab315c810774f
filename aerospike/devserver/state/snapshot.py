"""A cluster's state as a file: what it has stored, and users and roles.

The file is JSON. Bytes are text in it, with a character for each byte.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..lua.modules import Module
from ..model.particle import Bin
from ..model.record import Record, partition_of
from .cluster import Cluster
from .indexes import Definition
from .security import Privilege, Role, Security, User
from .storage import Namespace

__all__ = ["restore", "save"]

_FORMAT = 1


def _text(data: bytes | None) -> str | None:
    return None if data is None else data.decode("latin-1")


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else text.encode("latin-1")


def _name(text: str) -> bytes:
    return text.encode("latin-1")


def _record(record: Record) -> list[Any]:
    return [
        _text(record.digest),
        _text(record.set_name),
        _text(record.key),
        [[_text(name), bin[0], _text(bin[1]), bin[2]] for name, bin in record.bins.items()],
        record.generation,
        record.void_time,
        record.last_update,
    ]


def _records(rows: Iterable[list[Any]]) -> Iterable[Record]:
    for digest, set_name, key, bins, generation, void_time, last_update in rows:
        record = Record(_name(digest), _name(set_name), _bytes(key))
        record.bins = {_name(name): Bin(kind, _name(data), flag) for name, kind, data, flag in bins}
        record.generation, record.void_time = generation, void_time
        record.last_update = last_update
        record.allot()
        yield record


def _namespace(namespace: Namespace) -> dict[str, Any]:
    with namespace.lock:
        return {
            "records": [
                _record(record)
                for partition in namespace.partitions
                for record in partition.values()
            ],
            "tombstones": [_record(record) for record in namespace.tombstones.values()],
            "sets": [[_text(name), truncated] for name, truncated in namespace.sets.items()],
            "indexes": [
                [
                    index.name,
                    [_text(it) if isinstance(it, bytes) else it for it in index.definition],
                ]
                for index in namespace.indexes
            ],
        }


def _fill(namespace: Namespace, saved: dict[str, Any]) -> None:
    with namespace.lock:
        for record in _records(saved["records"]):
            namespace.partitions[partition_of(record.digest)][record.digest] = record
        namespace.tombstones.update((it.digest, it) for it in _records(saved["tombstones"]))
        namespace.sets.update((_name(name), truncated) for name, truncated in saved["sets"])
        for name, definition in saved["indexes"]:
            fields: list[Any] = [_name(it) if isinstance(it, str) else it for it in definition]
            namespace.indexes.create(name, Definition(*fields))


def _security(security: Security) -> dict[str, Any]:
    with security.lock:
        return {
            "users": [
                [_text(name), _text(user.password), list(map(_text, user.roles))]
                for name, user in security.users.items()
            ],
            "roles": [
                [
                    _text(name),
                    [[it.code, _text(it.namespace), _text(it.set_name)] for it in role.privileges],
                    _text(role.whitelist),
                    role.read_quota,
                    role.write_quota,
                ]
                for name, role in security.roles.items()
            ],
        }


def _admit(security: Security, saved: dict[str, Any]) -> None:
    with security.lock:
        security.users = {
            _name(name): User(_name(password), list(map(_name, roles)))
            for name, password, roles in saved["users"]
        }
        security.roles = {
            _name(name): Role(
                [Privilege(code, _name(space), _name(which)) for code, space, which in privileges],
                _name(whitelist),
                *quotas,
            )
            for name, privileges, whitelist, *quotas in saved["roles"]
        }


def save(cluster: Cluster, path: Path) -> None:
    """Writes a snapshot. A file that exists is replaced at once, when all is written.

    Open transactions are not in it: their records are as before.

    Raises:
        OSError: the file cannot be written.
    """
    state = {
        "format": _FORMAT,
        "namespaces": {name: _namespace(it) for name, it in cluster.namespaces.items()},
        "modules": [[it.name, _text(it.source), it.encoded] for it in cluster.modules],
        "filters": [[*names, text] for names, text in cluster.xdr_filters.items()],
        "security": None if cluster.security is None else _security(cluster.security),
    }
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.write_text(json.dumps(state, separators=(",", ":")), "ascii")
    unfinished.replace(path)


def restore(cluster: Cluster, path: Path) -> None:
    """Reads a snapshot into an empty cluster.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is not a snapshot, or has a namespace that the cluster lacks.
    """
    try:
        state = json.loads(path.read_bytes())
        if state["format"] != _FORMAT:
            raise ValueError(f"format {state['format']}, and this server knows format {_FORMAT}")
        unknown = state["namespaces"].keys() - cluster.namespaces.keys()
        if unknown:
            raise ValueError(f"the namespace {min(unknown)!r}, which this server does not have")
        for name, saved in state["namespaces"].items():
            _fill(cluster.namespaces[name], saved)
        for name, source, encoded in state["modules"]:
            cluster.modules.put(Module(name, _name(source), encoded))
        cluster.xdr_filters.update(((dc, space), text) for dc, space, text in state["filters"])
        if state["security"] is not None and cluster.security is not None:
            _admit(cluster.security, state["security"])
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise ValueError(f"{path}: the snapshot cannot be loaded: {problem}") from None
