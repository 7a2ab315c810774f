"""Metrics and statistics."""

from __future__ import annotations

from aerospike._command.session import Session
from aerospike._msgpack import packb
from aerospike._native.metrics import Dispatcher, cluster_stats
from aerospike._native.policies import address_of
from aerospike._native.structures import as_metrics_policy
from aerospike._wire.requests import Command, command, done
from aerospike._wire.values import unpack

__all__ = ["disable", "enable", "get_stats"]


def enable(
    structure: as_metrics_policy | None, labels: dict[str, str], dispatcher: Dispatcher | None
) -> Command:
    address = None if structure is None else address_of(structure)
    handle = None if dispatcher is None else dispatcher.handle
    request = packb((address, labels, handle))
    return "bridge_metrics_enable", request, (structure, dispatcher), unpack, done, None, {}


def disable() -> Command:
    return command("bridge_metrics_disable", finish=done)


def get_stats(session: Session) -> Command:
    return command("bridge_stats", finish=cluster_stats)
