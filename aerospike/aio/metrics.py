# mypy: disable-error-code="empty-body"
"""Metrics and statistics of the client."""

from __future__ import annotations

from aerospike_helpers.metrics import ClusterStats, MetricsPolicy

from .base import AsyncBase, in_thread

__all__ = ["MetricsCommands"]


class MetricsCommands(AsyncBase):
    """``enable_metrics``, ``disable_metrics``, ``get_stats``."""

    @in_thread
    async def enable_metrics(self, policy: MetricsPolicy | None = None) -> None:
        """Enable metrics."""

    @in_thread
    async def disable_metrics(self) -> None:
        """Disable metrics."""

    @in_thread
    async def get_stats(self) -> ClusterStats:
        """How the client's connections and commands are doing; always counted."""
