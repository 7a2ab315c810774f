# mypy: disable-error-code="empty-body"
"""Info commands and what is built on them."""

from __future__ import annotations

from typing import Any

from aerospike.key import Key
from aerospike.types import AnyInfoPolicy

from .base import AsyncBase, in_thread, plain

__all__ = ["InfoCommands"]


class InfoCommands(AsyncBase):
    """``info_*``, ``truncate``, ``get_nodes``, ``get_node_names``, ``get_key_partition_id``."""

    @in_thread
    async def info_all(
        self, command: str, policy: AnyInfoPolicy | None = None
    ) -> dict[str, tuple[None, str | None]]:
        """Send an info command to every node."""

    @in_thread
    async def info_random_node(self, command: str, policy: AnyInfoPolicy | None = None) -> str:
        """Send an info command to any one node."""

    @in_thread
    async def info_single_node(
        self, command: str, host: str, policy: AnyInfoPolicy | None = None
    ) -> str:
        """Send an info command to one node."""

    @in_thread
    async def truncate(
        self, namespace: str, set: str | None, nanos: int, policy: AnyInfoPolicy | None = None
    ) -> int:
        """Delete the records of a namespace or set that were written before a moment."""

    @plain
    def get_nodes(self) -> list[tuple[str, int]]:
        """The nodes of the cluster."""

    @plain
    def get_node_names(self) -> list[dict[str, Any]]:
        """The nodes of the cluster with their names."""

    @plain
    def get_key_partition_id(self, ns: str, set: str, key: str | int | bytearray) -> int:
        """The partition that a key belongs to."""

    @plain
    def get_key_node_name(self, key: Key) -> str:
        """The node that has the master of a record's partition."""
