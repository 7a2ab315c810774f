"""Decoding large replies without passes of the garbage collector.

Decoding makes thousands of containers that all stay alive: a pass of the collector over them frees
nothing, and all passes cost a fifth of a batch read's time.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import TypeVar

__all__ = ["MIN_REPLY_SIZE", "without_passes"]

MIN_REPLY_SIZE = 16 * 1024
"""From this size in bytes, a reply is decoded without passes."""

_NEVER = 2**30

Argument = TypeVar("Argument")
Result = TypeVar("Result")


def _with_high_threshold(function: Callable[[Argument], Result], argument: Argument) -> Result:
    """Calls *function* with a threshold of the collector that it does not reach.

    The user's ``gc.disable()`` and ``gc.enable()`` keep their effect. It keeps no state: the
    interpreter handles signals after calls, and after the first call, which raises the threshold,
    the next one lowers it in any case.
    """
    threshold = gc.get_threshold()
    if threshold[0] in (0, _NEVER):
        # The collector is off, or another thread decodes and restores the threshold.
        return function(argument)
    try:
        gc.set_threshold(_NEVER)
        return function(argument)
    finally:
        gc.set_threshold(*threshold)


def _plainly(function: Callable[[Argument], Result], argument: Argument) -> Result:
    return function(argument)


# Before 3.11, a signal may be raised between the beginning of a ``finally`` and its first call.
# PyPy's collector has no threshold.
without_passes = (
    _with_high_threshold
    if sys.version_info >= (3, 11) and hasattr(gc, "get_threshold")
    else _plainly
)
