"""Expressions: compiled from msgpack, and evaluated for a record or an element of a container.

An expression is checked as a whole before it is evaluated. ``UNKNOWN`` is a value, not an error: of
a bin that is missing or has another type, a division by zero, an operation that fails.
"""

from __future__ import annotations

from .compiled import compile_expression
from .record import check_condition, check_filter, evaluate

__all__ = ["check_condition", "check_filter", "compile_expression", "evaluate"]
