"""Warnings that point to the application's line, however deep in here it is found out."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

from aerospike.exception import AerospikeError

__all__ = ["warn_deprecated"]

_PACKAGE = str(Path(__file__).parent) + os.sep


def warn_deprecated(message: str, refuse: Callable[[str], AerospikeError] | None = None) -> None:
    """Issue a DeprecationWarning that points to the first line outside of the package.

    Raises:
        AerospikeError: what *refuse* makes of the message, where warnings are errors.
    """
    level = 2
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame = frame.f_back
        level += 1
    try:
        warnings.warn(message, DeprecationWarning, stacklevel=level)
    except DeprecationWarning as warning:
        if refuse is None:
            raise
        raise refuse(message) from warning
