"""Metrics policies as the C client's structure, and the thread that calls metrics listeners.

The C client's threads only add events to a queue of the bridge. One thread for each set of
listeners takes them out and calls the listeners.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from aerospike._errors import client_error, param_error, report_unraisable, shown
from aerospike._native.carrier import carrier
from aerospike._native.library import Library
from aerospike._native.structures import as_metrics_policy
from aerospike._native.threads import Condition, Thread, get_ident, start_thread
from aerospike._ranges import INTERVAL, LATENCY_COLUMNS, LATENCY_SHIFT, REPORT_SIZE
from aerospike._wire.requests import command
from aerospike.exception import ParamError
from aerospike_helpers.metrics import (
    Cluster,
    ClusterStats,
    ConnectionStats,
    MetricsListeners,
    MetricsPolicy,
    NamespaceMetrics,
    Node,
    NodeStats,
)

__all__ = ["Dispatcher", "cluster_stats", "set_metrics_policy"]

REPORT_DIRECTORY_LIMIT = 255

NUMBERS = {
    "report_size_limit": REPORT_SIZE,
    "interval": INTERVAL,
    "latency_columns": LATENCY_COLUMNS,
    "latency_shift": LATENCY_SHIFT,
}

# The listeners, with the argument of each.
ARGUMENTS = {
    "enable_listener": None,
    "disable_listener": "cluster",
    "node_close_listener": "node",
    "snapshot_listener": "cluster",
}

Listener = Callable[..., Any]


def _wrong_type(name: str, expected: str, value: Any) -> ParamError:
    return param_error(f"MetricsPolicy.{name} must be a {expected} type", f"not {shown(value)}")


def set_metrics_policy(
    structure: as_metrics_policy, policy: MetricsPolicy
) -> tuple[dict[str, Listener] | None, dict[str, str]]:
    """Sets the structure from *policy*, except what the C side owns: listeners and labels.

    Returns:
        The listeners, None for the C client's own, and the labels.

    Raises:
        ParamError: a value has the wrong type or does not fit.
    """
    listeners = _listeners(_attribute(policy, "metrics_listeners"))
    report_dir = _attribute(policy, "report_dir")
    if not isinstance(report_dir, str):
        raise _wrong_type("report_dir", "str", report_dir)
    directory = os.fsencode(report_dir)
    if b"\0" in directory:
        raise param_error(
            "MetricsPolicy.report_dir must not contain a NUL character", f"not {report_dir!r}"
        )
    if len(directory) > REPORT_DIRECTORY_LIMIT:
        raise param_error(
            "MetricsPolicy.report_dir must be less than 256 chars", f"{len(directory)} bytes"
        )
    structure.report_dir = directory
    for name, kind in NUMBERS.items():
        value = _attribute(policy, name)
        if not isinstance(value, int) or not kind.fits(value):
            # The official package's words; it accepts some numbers that this check refuses.
            error = _wrong_type(name, f"unsigned {kind.name[4:]}-bit integer", value)
            error.detail = f"from {kind.low} to {kind.high}, {error.detail}"
            raise error
        setattr(structure, name, value)
    return listeners, _labels(_attribute(policy, "labels"))


def _attribute(holder: Any, name: str, end: str = "") -> Any:
    """An attribute, which the user may have deleted."""
    try:
        return getattr(holder, name)
    except AttributeError:
        raise param_error(f"Unable to fetch {name} attribute{end}") from None


def _listeners(listeners: Any) -> dict[str, Listener] | None:
    if listeners is None:
        return None
    if type(listeners) is not MetricsListeners:
        raise _wrong_type(
            "metrics_listeners", "aerospike_helpers.metrics.MetricsListeners", listeners
        )
    found = {
        name: _attribute(listeners, name, " from MetricsListeners instance") for name in ARGUMENTS
    }
    for name, listener in found.items():
        if not callable(listener):
            raise _wrong_type(f"metrics_listeners.{name}", "callable", listener)
    return found


def _labels(labels: Any) -> dict[str, str]:
    if not isinstance(labels, dict):
        raise _wrong_type("labels", "dict[str, str]", labels)
    for name, value in labels.items():
        for text in (name, value):
            if not isinstance(text, str):
                raise _wrong_type("labels", "dict[str, str]", labels)
            if "\0" in text:
                raise param_error(
                    "MetricsPolicy.labels must not contain NUL characters", repr(text)
                )
    return labels


CONNECTIONS = ("in_use", "in_pool", "opened", "closed", "recovered", "aborted")
COUNTS = ("error_count", "timeout_count", "key_busy_count")
TRAFFIC = ("bytes_in", "bytes_out")
LATENCIES = ("conn_latency", "write_latency", "read_latency", "batch_latency", "query_latency")


def _fill(target: Any, names: tuple[str, ...], values: list[Any]) -> Any:
    for name, value in zip(names, values, strict=True):
        setattr(target, name, value)
    return target


def _set_head(target: Any, row: list[Any]) -> list[Any]:
    """Sets what statistics and metrics of a node have in common; the rest of the row."""
    target.name, target.address, target.port, connections, *rest = row
    target.conns = _fill(ConnectionStats(), CONNECTIONS, connections)
    return rest


def _namespace(row: list[Any]) -> NamespaceMetrics:
    ns, *numbers, latencies = row
    metrics = NamespaceMetrics()
    metrics.ns = ns
    _fill(metrics, (*TRAFFIC, *COUNTS), numbers)
    _fill(metrics, LATENCIES, latencies)
    return metrics


def _node(row: list[Any]) -> Node:
    node = Node()
    (namespaces,) = _set_head(node, row)
    node.metrics = [_namespace(namespace) for namespace in namespaces]
    return node


def _cluster(row: list[Any]) -> Cluster:
    cluster = Cluster()
    *values, nodes = row
    names = ("cluster_name", "app_id", "invalid_node_count", "command_count", "retry_count")
    _fill(cluster, names, values)
    cluster.nodes = [_node(node) for node in nodes]
    return cluster


MAKERS: dict[str | None, Callable[[Any], tuple[Any, ...]]] = {
    None: lambda row: (),
    "cluster": lambda row: (_cluster(row),),
    "node": lambda row: (_node(row),),
}


def cluster_stats(row: list[Any]) -> ClusterStats:
    """The statistics that the bridge has written."""
    stats = ClusterStats()
    stats.retry_count, stats.thread_pool_queued_tasks, stats.recover_queue_size, nodes = row
    stats.nodes = []
    for node in nodes:
        node_stats = NodeStats()
        _fill(node_stats, COUNTS, _set_head(node_stats, node))
        stats.nodes.append(node_stats)
    return stats


class Dispatcher:
    """A ``bridge_metrics``, and the thread that calls listeners with what it holds.

    The thread ends when the C client is through with the queue: after metrics have been disabled,
    or, for the listeners of the configuration, with the client.
    """

    def __init__(self, library: Library, listeners: Mapping[str, Listener]) -> None:
        self._free = library.bridge_metrics_free
        self._library = library
        self._listeners = listeners
        self._thread: Thread | None = None
        self._problem: BaseException | None = None
        self._begin()
        self.handle: int = library.bridge_metrics_new()
        if not self.handle:
            raise MemoryError("no memory for metrics")
        self._carry = carrier(library, self.handle)

    def _begin(self) -> None:
        self._done = Condition()
        self._handled = 0
        self._active = False
        self._problem = None

    def start(self) -> None:
        """Begins to call the listeners; in a forked child, begins again."""
        self._begin()
        self._thread = start_thread(self._serve, "aerospike-metrics")

    def settle(self) -> BaseException | None:
        """Waits until the listeners have received all events.

        Returns:
            The error of the listener for enabling or disabling, if it failed.
        """
        thread = self._thread
        # A listener cannot wait for itself, and a fork leaves the thread in the parent.
        if thread is None or thread.ident == get_ident() or not thread.is_alive():
            problem, self._problem = self._problem, None
            return problem
        count = self._library.bridge_metrics_count(self.handle)
        with self._done:
            while self._handled < count and thread.is_alive():
                self._done.wait(1)
            problem, self._problem = self._problem, None
            return problem

    def settle_quietly(self) -> None:
        """The same without a caller for an error: it is logged."""
        problem = self.settle()
        if problem is not None:
            self._warn(problem)

    def _warn(self, problem: BaseException) -> None:
        if not isinstance(problem, Exception):
            report_unraisable(problem)
            return
        self._library.bridge_metrics_warn(f"Metrics error: {problem}".encode())

    def _serve(self) -> None:
        while True:
            event = self._carry(command("bridge_metrics_take"))
            if event is None:
                return
            problem = self._tell(*event)
            with self._done:
                if event[0] in ("enable_listener", "disable_listener"):
                    self._problem = problem
                self._handled += 1
                self._done.notify_all()

    def _tell(self, name: str, row: Any) -> BaseException | None:
        # A listener that failed at the beginning gets no further events.
        if name == "enable_listener":
            self._active = True
        elif not self._active:
            return None
        elif name == "disable_listener":
            self._active = False
        try:
            self._listeners[name](*MAKERS[ARGUMENTS[name]](row))
        except Exception as problem:
            text = f"Python callback {name} threw a {type(problem).__name__} exception. "
            error = client_error(text + _describe(problem))
            error.__cause__ = problem
            return self._failed(name, error)
        except BaseException as problem:
            # An exit or an interrupt: not an error of the listener.
            return self._failed(name, problem)
        return None

    def _failed(self, name: str, error: BaseException) -> BaseException:
        if name == "enable_listener":
            self._active = False
        elif name != "disable_listener":
            self._warn(error)
        return error

    def __del__(self) -> None:
        handle = getattr(self, "handle", 0)
        if handle:
            self._free(handle)


def _describe(problem: Exception) -> str:
    try:
        return f"Exception value: {problem}"
    except Exception:
        return "str() on exception value threw an error"
