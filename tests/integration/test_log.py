"""Where log lines of the client library go."""

from __future__ import annotations

import logging
import queue
from collections.abc import Iterator
from typing import Any

import pytest

import aerospike
from aerospike._logging import LEVELS, ToLogger

LONG = 30


class Keeping(logging.Handler):
    """A handler of ``logging`` that keeps its records."""

    def __init__(self) -> None:
        super().__init__()
        self.records: queue.Queue[logging.LogRecord] = queue.Queue()

    def emit(self, record: logging.LogRecord) -> None:
        self.records.put(record)


@pytest.fixture
def logger() -> Iterator[logging.Logger]:
    """A logger of its own; afterwards lines are printed again."""
    made = logging.getLogger("aerospike.test")
    made.propagate = False
    made.setLevel(1)
    yield made
    aerospike.set_log_handler()
    aerospike.set_log_level(aerospike.LOG_LEVEL_ERROR)
    made.handlers.clear()
    made.filters.clear()


@pytest.fixture
def keeping(logger: logging.Logger) -> Keeping:
    handler = Keeping()
    logger.addHandler(handler)
    return handler


def test_logger_gets_the_lines_of_the_library(
    logger: logging.Logger, keeping: Keeping, config: dict[str, Any]
) -> None:
    assert aerospike.set_log_handler(logger) == 0
    aerospike.set_log_level(aerospike.LOG_LEVEL_DEBUG)
    aerospike.client(config).close()
    record = keeping.records.get(timeout=LONG)
    assert record.name == logger.name
    assert record.levelno in LEVELS.values()
    assert record.pathname.endswith(".c")
    assert record.lineno > 0
    assert record.funcName
    assert record.getMessage()


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (aerospike.LOG_LEVEL_ERROR, logging.ERROR),
        (aerospike.LOG_LEVEL_WARN, logging.WARNING),
        (aerospike.LOG_LEVEL_INFO, logging.INFO),
        (aerospike.LOG_LEVEL_DEBUG, logging.DEBUG),
        (aerospike.LOG_LEVEL_TRACE, 5),
    ],
)
def test_level_of_a_line_becomes_that_of_logging(
    logger: logging.Logger, keeping: Keeping, level: int, expected: int
) -> None:
    ToLogger(logger)(level, "as_tend", "src/main/as_cluster.c", 12, "100 % of it")
    record = keeping.records.get_nowait()
    assert (record.levelno, record.funcName, record.lineno) == (expected, "as_tend", 12)
    assert record.getMessage() == "100 % of it"


def test_line_below_the_loggers_level_is_dropped(logger: logging.Logger, keeping: Keeping) -> None:
    logger.setLevel(logging.ERROR)
    ToLogger(logger)(aerospike.LOG_LEVEL_INFO, "function", "file.c", 1, "text")
    assert keeping.records.empty()


def test_filters_of_the_logger_count(logger: logging.Logger, keeping: Keeping) -> None:
    logger.addFilter(lambda record: False)
    ToLogger(logger)(aerospike.LOG_LEVEL_ERROR, "function", "file.c", 1, "text")
    assert keeping.records.empty()


def test_function_still_gets_the_five_arguments(
    logger: logging.Logger, config: dict[str, Any]
) -> None:
    lines: queue.Queue[tuple[Any, ...]] = queue.Queue()
    aerospike.set_log_handler(lambda *line: lines.put(line))
    aerospike.set_log_level(aerospike.LOG_LEVEL_DEBUG)
    aerospike.client(config).close()
    line = lines.get(timeout=LONG)
    assert [type(part) for part in line] == [int, str, str, int, str]


def test_what_is_neither_a_function_nor_a_logger_is_passed_over(
    logger: logging.Logger, keeping: Keeping, config: dict[str, Any]
) -> None:
    aerospike.set_log_handler(logger)
    wrong: Any = 5
    assert aerospike.set_log_handler(wrong) == 0
    aerospike.set_log_level(aerospike.LOG_LEVEL_DEBUG)
    aerospike.client(config).close()
    assert keeping.records.get(timeout=LONG)


def test_handler_that_is_set_right_after_another_was_taken_away_gets_the_lines(
    logger: logging.Logger, keeping: Keeping, config: dict[str, Any]
) -> None:
    aerospike.set_log_level(aerospike.LOG_LEVEL_DEBUG)
    for _ in range(20):
        aerospike.set_log_handler()
        aerospike.set_log_handler(logger)
        aerospike.client(config).close()
        assert keeping.records.get(timeout=LONG)
        while not keeping.records.empty():
            keeping.records.get()
