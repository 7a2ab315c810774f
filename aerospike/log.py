"""Settings of the client library's log.

The library logs from its own threads. Without a handler it prints its lines to standard output;
lines for a handler wait in a queue, and one daemon thread of this module delivers them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aerospike._errors import param_error, report_unraisable
from aerospike._native.carrier import carrier
from aerospike._native.library import Library, when_loaded
from aerospike._native.threads import RLock, Thread, start_thread
from aerospike._wire.requests import Carry, command
from aerospike.constants import LOG_LEVEL_ERROR, LOG_LEVEL_OFF
from aerospike.exception import AerospikeError

if TYPE_CHECKING:
    from logging import Logger

__all__ = ["set_log_handler", "set_log_level"]

LogHandler = Callable[[int, str, str, int, str], Any]

_OFF, _PRINT, _QUEUE = 0, 1, 2


class _Log:
    """The settings, kept also before the library is loaded, and the thread of a handler."""

    def __init__(self) -> None:
        self.level = LOG_LEVEL_ERROR
        self.handler: LogHandler | None = None
        self.silent = False
        self._set: Callable[[int, int], None] | None = None
        self._carry: Carry | None = None
        self._thread: Thread | None = None
        # Guards the thread, which ends when the queue is empty, against callers that need it.
        self._lock = RLock()
        self._queued = False

    def attach(self, library: Library) -> None:
        self._carry = carrier(library)
        self._set = library.bridge_set_log
        self.apply()

    def apply(self) -> None:
        with self._lock:
            self._apply()

    def _apply(self) -> None:
        if self._set is None:
            return
        if self.level == LOG_LEVEL_OFF or self.silent:
            output = _OFF
        else:
            output = _PRINT if self.handler is None else _QUEUE
        self._queued = output == _QUEUE
        self._set(max(self.level, 0), output)
        if output == _QUEUE and (self._thread is None or not self._thread.is_alive()):
            self._thread = start_thread(self._serve, "aerospike-log")

    def _serve(self) -> None:
        carry = self._carry
        while carry is not None:
            try:
                line = carry(command("bridge_take_log"))
            except AerospikeError:
                line = None
            if line is None:
                with self._lock:
                    # A handler may have been set again meanwhile.
                    if self._queued:
                        continue
                    self._thread = None
                    return
            handler = self.handler
            if handler is not None:
                try:
                    handler(*line)
                except BaseException as error:
                    # The lines that follow still have their handler.
                    report_unraisable(error)

    def after_fork(self) -> None:
        # The thread runs only in the parent process.
        self._thread = None
        self._lock = RLock()
        self.apply()


_log = _Log()
when_loaded(_log.attach)

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_log.after_fork)


def set_log_level(loglevel: int) -> int:
    """Set the level at which the client library logs.

    Args:
        loglevel: one of the ``LOG_LEVEL_*`` constants; ``LOG_LEVEL_OFF`` turns logging off.
            The default is ``LOG_LEVEL_ERROR``.

    Returns:
        0

    Raises:
        ParamError: *loglevel* is not an integer.
    """
    if not isinstance(loglevel, int):
        raise param_error("Invalid log level", repr(loglevel))
    if not -(2**31) <= loglevel < 2**31:
        raise param_error("integer value exceeds sys.maxsize", str(loglevel))
    _log.level = loglevel
    _log.silent = False
    _log.apply()
    return 0


_DEFAULT: Any = object()


def set_log_handler(log_handler: LogHandler | Logger | None = _DEFAULT) -> int:
    """Set the handler of the client library's log lines.

    Args:
        log_handler: a function that is called with the level, function, file, line and text, in a
            thread of its own. Or a logger of the module ``logging``, which receives the lines as
            records: those of ``LOG_LEVEL_WARN`` as ``WARNING``, those of ``LOG_LEVEL_TRACE`` as
            level 5, and the others by the same names. ``None`` drops the lines. Without the
            argument, lines go to standard output, which is the default.

    Returns:
        0
    """
    if log_handler is _DEFAULT or log_handler is None:
        _log.handler = None
        _log.silent = log_handler is None
    elif callable(log_handler):
        _log.handler = log_handler
        _log.silent = False
    else:
        _use_logger(log_handler)
    _log.apply()
    return 0


def _use_logger(given: Any) -> None:
    """Accepts a logger; anything that is neither that nor a function is ignored."""
    from logging import Logger

    from aerospike._logging import ToLogger

    if isinstance(given, Logger):
        _log.handler = ToLogger(given)
        _log.silent = False
