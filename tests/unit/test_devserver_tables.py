"""The table of what the development server knows tells what servers have done."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "data"))
sys.path.insert(0, str(Path(__file__).parents[2] / "docs" / "extensions"))

import corpus
import server_cases

devserver_tables = pytest.importorskip("devserver_tables", reason="Sphinx is not installed")

#: What depends on the time is not recorded, and no case has a HyperLogLog in a list or map.
NEVER_RECORDED = {"LastUpdateTime", "LoopVarHLL", "SinceUpdateTime", "TTL", "VoidTime"}

#: How many operations, and how many expressions, there are on strings.
STRING_HELPERS = 39

SUPPORT = {module: (known, refused) for module, known, refused in devserver_tables.support()}


def answered_calls() -> Iterator[list[Any]]:
    """The operations of recorded calls that a real server has answered."""
    for family in server_cases.RECORDED:
        for case in corpus.read(server_cases.path_of(family)):
            for call, answer in zip(case["calls"], case["answers"]):
                if not isinstance(answer, dict):
                    yield call["ops"]


@cache
def answered() -> frozenset[str]:
    """The helpers that have been used in an answered call: operations and expressions."""
    names: set[str] = set()
    for operations in answered_calls():
        names.update(f"operations.{operation[0]}" for operation in operations)
        expressions = re.findall(r'"expression": \["([\w.]+)"', json.dumps(operations))
        names.update(f"expressions.{name}" for name in expressions)
    return frozenset(names)


@pytest.mark.parametrize("module", SUPPORT)
def test_what_is_carried_out_has_been_answered_by_a_real_server(module: str) -> None:
    known, _ = SUPPORT[module]
    missing = {name for name in known if f"{module}.{name}" not in answered()}
    assert missing <= NEVER_RECORDED


@pytest.mark.parametrize("module", SUPPORT)
def test_what_is_refused_has_not_been_answered_by_a_real_server(module: str) -> None:
    _, refused = SUPPORT[module]
    assert not {name for name in refused if f"{module}.{name}" in answered()}


def test_only_what_came_with_server_8_2_is_refused() -> None:
    refused = {module: names for module, (_, names) in SUPPORT.items() if names}
    for module in ("operations.string_operations", "expressions.string"):
        assert not SUPPORT[module][0]
        assert len(refused.pop(module)) == STRING_HELPERS
    assert refused == {
        "operations.list_operations": ["list_join"],
        "operations.bitwise_operations": ["bit_b64_encode"],
        "expressions.list": ["ListJoin"],
        "expressions.bitwise": ["BitB64Encode"],
    }
