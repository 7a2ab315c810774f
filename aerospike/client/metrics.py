# mypy: disable-error-code="empty-body"
"""Metrics and statistics of the client."""

from __future__ import annotations

from aerospike._command import metrics
from aerospike._errors import param_error
from aerospike._native.metrics import Dispatcher, set_metrics_policy
from aerospike._native.structures import as_metrics_policy
from aerospike._signatures import runs
from aerospike.exception import AerospikeError
from aerospike_helpers.metrics import ClusterStats, MetricsPolicy

from .base import ClientBase

__all__ = ["MetricsCommands"]

# The result of a command that a configuration file overrides.
METRICS_CONFLICT = -20


class MetricsCommands(ClientBase):
    """``enable_metrics``, ``disable_metrics``, ``get_stats``."""

    def enable_metrics(self, policy: MetricsPolicy | None = None) -> None:
        """Enable metrics.

        If metrics are enabled already, they are disabled first.

        Args:
            policy: a metrics policy; ``config["policies"]["metrics"]`` by default. One thread of
                the client calls its listeners, one after the other. This method returns after
                ``enable_listener`` was called.

        Raises:
            ParamError: *policy* is not a metrics policy, or a value in it is invalid.
            ClientError: the file could not be made, or ``enable_listener`` has failed; metrics stay
                disabled.

        Example:
            >>> from aerospike_helpers.metrics import MetricsListeners, MetricsPolicy
            >>> listeners = MetricsListeners(
            ...     enable_listener=lambda: print("enabled"),
            ...     snapshot_listener=lambda cluster: None,
            ...     node_close_listener=lambda node: None,
            ...     disable_listener=lambda cluster: print("disabled"),
            ... )
            >>> client.enable_metrics(MetricsPolicy(metrics_listeners=listeners))
            enabled
        """
        if policy is None:
            dispatcher = self._connection.listeners
            self._enable(None, {}, None)
        else:
            if type(policy) is not MetricsPolicy:
                raise param_error(
                    "policy parameter must be an aerospike_helpers.MetricsPolicy type",
                    f"not {policy!r}",
                )
            structure = as_metrics_policy()
            listeners, labels = set_metrics_policy(structure, policy)
            dispatcher = (
                None if listeners is None else Dispatcher(self._connection.library, listeners)
            )
            self._enable(structure, labels, dispatcher)
        previous, self._connection.dispatcher = self._connection.dispatcher, dispatcher
        if previous is not None and previous is not dispatcher:
            self._wait_for(previous.settle_quietly)
        if dispatcher is None:
            return
        if policy is not None:
            dispatcher.start()
        problem = self._wait_for(dispatcher.settle)
        if problem is not None:
            self._disable()
            self._wait_for(dispatcher.settle)
            raise problem

    def _enable(
        self,
        structure: as_metrics_policy | None,
        labels: dict[str, str],
        dispatcher: Dispatcher | None,
    ) -> None:
        try:
            self._carry(metrics.enable(structure, labels, dispatcher))
        except AerospikeError as error:
            self._warn_of_conflict(error)

    def disable_metrics(self) -> None:
        """Disable metrics.

        It does nothing if metrics are not enabled. It returns after ``disable_listener`` was
        called.

        Raises:
            ClientError: ``disable_listener`` has failed.

        Example:
            >>> client.disable_metrics()
        """
        self._disable()
        dispatcher = self._connection.dispatcher
        problem = None if dispatcher is None else self._wait_for(dispatcher.settle)
        if problem is not None:
            raise problem

    def _disable(self) -> None:
        try:
            self._carry(metrics.disable())
        except AerospikeError as error:
            self._warn_of_conflict(error)

    def _warn_of_conflict(self, error: AerospikeError) -> None:
        """Logs that a configuration file overrides the call; raises other errors."""
        if error.code != METRICS_CONFLICT:
            raise error
        self._connection.library.bridge_metrics_warn(str(error.msg).encode())

    @runs(metrics.get_stats)
    def get_stats(self) -> ClusterStats:
        """Statistics of the client's connections and commands, which it always counts.

        Returns:
            The statistics of the cluster and its nodes.

        Raises:
            ClusterError: the client is not connected.

        Example:
            >>> len(client.get_stats().nodes)
            1
        """
