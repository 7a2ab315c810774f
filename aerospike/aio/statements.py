# mypy: disable-error-code="empty-body"
"""Scans, queries, and the functions that they run in the background."""

from __future__ import annotations

from typing import Any

from aerospike._errors import UNSET
from aerospike._signatures import needs_arguments, official_call
from aerospike.aio.streams import AsyncQuery, AsyncScan
from aerospike.types import AnyScanJobPolicy, AnyWriteJobPolicy

from .base import AsyncBase, in_thread

__all__ = ["StatementCommands"]


class StatementCommands(AsyncBase):
    """``query``, ``scan``, ``query_apply``, ``scan_apply``."""

    @official_call
    @needs_arguments("query() expects atleast 1 parameter")
    def query(self, namespace: str, set: str | None = None) -> AsyncQuery:
        """Make a query, which has not run yet; see :meth:`aerospike.Client.query`.

        Args:
            namespace: the namespace.
            set: the name of the set; None: all records of the namespace.
        """
        return AsyncQuery(self, self._blocking.query(namespace, set))

    @official_call
    @needs_arguments("Parameters are incorrect")
    def scan(self, namespace: str, set: str | None = None) -> AsyncScan:
        """Make a scan, which has not run yet; see :meth:`aerospike.Client.scan`.

        Args:
            namespace: the namespace.
            set: the name of the set; None: all records of the namespace.
        """
        return AsyncScan(self, self._blocking.scan(namespace, set))

    @in_thread
    async def query_apply(
        self,
        ns: str,
        set: str | None,
        predicate: tuple[Any, ...] | None,
        module: str,
        function: str,
        args: list[Any] = UNSET,
        policy: AnyWriteJobPolicy | None = None,
    ) -> int:
        """Run a record function on each record that an index finds, and wait until it is done."""

    @in_thread
    async def scan_apply(
        self,
        ns: str,
        set: str | None,
        module: str,
        function: str,
        args: list[Any] | None = None,
        policy: AnyScanJobPolicy | None = None,
        options: dict[str, bool] | None = None,
    ) -> int:
        """Run a record function on each record, and wait until it is done."""
