"""Expressions: what a client asks of a record, as msgpack, and what the record answers.

An expression is checked as a whole before it is evaluated. What has no value is ``UNKNOWN``, which
is no error: a bin that is missing or of another type, a division by zero, an operation that fails.
"""

from __future__ import annotations

from .compiled import compile_expression, evaluate, matches
from .nodes import REMOVED, UNKNOWN

__all__ = ["REMOVED", "UNKNOWN", "compile_expression", "evaluate", "matches"]
