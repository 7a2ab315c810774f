# mypy: disable-error-code="empty-body"
"""A client's life: configuration, connecting, closing."""

from __future__ import annotations

from typing import Any, TypeVar

from .base import AsyncBase, plain

__all__ = ["ConnectionCommands"]
Self = TypeVar("Self", bound="ConnectionCommands")


class ConnectionCommands(AsyncBase):
    """``connect``, ``close``, ``is_connected``, ``shm_key``, ``get_policies``."""

    @plain
    def is_connected(self) -> bool:
        """Whether the client is connected to the cluster."""

    @plain
    def shm_key(self) -> int | None:
        """The key of the shared memory segment for cluster tending."""

    @plain
    def get_policies(self) -> dict[str, dict[str, Any]]:
        """The policies of commands that have no policy argument."""
