# mypy: disable-error-code="empty-body"
"""Expressions and contexts in the form that other tools of the database read."""

from __future__ import annotations

from typing import Any

from .base import AsyncBase, plain

__all__ = ["ExpressionCommands"]


class ExpressionCommands(AsyncBase):
    """``get_expression_base64``, ``get_cdtctx_base64``."""

    @plain
    def get_expression_base64(self, expression: Any) -> str:
        """A compiled expression as base64 text."""

    @plain
    def get_cdtctx_base64(self, ctx: list[Any]) -> str:
        """A context as base64 text."""
