"""Expressions: what a client asks of a record, as msgpack, and what the record answers.

An expression is checked as a whole before it is evaluated. What has no value is ``UNKNOWN``, which
is no error: a bin that is missing or of another type, a division by zero, an operation that fails.
"""

from __future__ import annotations

from .compiled import compile_expression
from .record import check_condition, check_filter, evaluate

__all__ = ["check_condition", "check_filter", "compile_expression", "evaluate"]
