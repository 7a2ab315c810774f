"""The client library's log lines as records of Python's ``logging``; ``aerospike.log`` uses it."""

from __future__ import annotations

import logging

from aerospike.constants import (
    LOG_LEVEL_DEBUG,
    LOG_LEVEL_ERROR,
    LOG_LEVEL_INFO,
    LOG_LEVEL_TRACE,
    LOG_LEVEL_WARN,
)

__all__ = ["LEVELS", "ToLogger"]

#: ``logging`` has no level below DEBUG.
TRACE = logging.DEBUG - 5

LEVELS = {
    LOG_LEVEL_ERROR: logging.ERROR,
    LOG_LEVEL_WARN: logging.WARNING,
    LOG_LEVEL_INFO: logging.INFO,
    LOG_LEVEL_DEBUG: logging.DEBUG,
    LOG_LEVEL_TRACE: TRACE,
}


class ToLogger:
    """A log handler that gives its lines to a logger, with the place in the C client's source."""

    __slots__ = ("_logger",)

    def __init__(self, logger: logging.Logger) -> None:
        self._logger = logger

    def __call__(self, level: int, function: str, file: str, line: int, text: str) -> None:
        logger = self._logger
        number = LEVELS.get(level, logging.ERROR)
        if logger.isEnabledFor(number):
            record = logger.makeRecord(logger.name, number, file, line, text, (), None, function)
            logger.handle(record)
