"""Decoding large replies without passes of the garbage collector.

Decoding makes thousands of containers that all stay alive: every pass of the collector over them
is in vain, and together they cost a fifth of a batch read's time.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import TypeVar

__all__ = ["MIN_REPLY_SIZE", "without_passes"]

MIN_REPLY_SIZE = 16 * 1024
"""The size of a reply, in bytes, from which on it is decoded without passes."""

_NEVER = 2**30

Argument = TypeVar("Argument")
Result = TypeVar("Result")


def _with_high_threshold(function: Callable[[Argument], Result], argument: Argument) -> Result:
    """Calls *function* with a threshold of the collector that it does not reach.

    What the user chooses with ``gc.disable()`` and ``gc.enable()`` stays. No state is kept: the
    interpreter looks at its signals after calls, and from the first call on that raises the
    threshold, the next one, whatever is raised, lowers it.
    """
    threshold = gc.get_threshold()
    if threshold[0] in (0, _NEVER):
        # There are no passes, or another thread decodes; that one restores.
        return function(argument)
    try:
        gc.set_threshold(_NEVER)
        return function(argument)
    finally:
        gc.set_threshold(*threshold)


def _plainly(function: Callable[[Argument], Result], argument: Argument) -> Result:
    return function(argument)


# Before 3.11, a signal may be raised between the beginning of a ``finally`` and its first call.
without_passes = _with_high_threshold if sys.version_info >= (3, 11) else _plainly
