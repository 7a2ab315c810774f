"""The examples of operations in the reference: each operation has one that shows its effect."""

from __future__ import annotations

import inspect
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

EXTENSIONS = Path(__file__).parents[2] / "docs" / "extensions"

pytest.importorskip("sphinx")
sys.path.append(str(EXTENSIONS))

from devserver_tables import OPERATION_MODULES, is_known_operation, operations  # noqa: E402
from examples_of_operations import EXAMPLES, PROMISED, add_example, outcomes  # noqa: E402


def by_module() -> dict[str, dict[str, Any]]:
    """The helpers that make operations."""
    return {
        f"aerospike_helpers.operations.{module}.{name}": helper
        for module in OPERATION_MODULES
        for name, helper in operations(
            import_module(f"aerospike_helpers.operations.{module}")
        ).items()
    }


HELPERS = by_module()
KNOWN = {name for name, helper in HELPERS.items() if is_known_operation(helper)}


def test_each_operation_has_an_example() -> None:
    assert set(outcomes()) == set(HELPERS)
    assert {name.rpartition(".")[2] for name in KNOWN} == set(EXAMPLES)
    assert {name.rpartition(".")[2] for name in set(HELPERS) - KNOWN} == set(PROMISED)


@pytest.mark.parametrize("name", sorted(HELPERS))
def test_example_has_a_result_or_changes_the_bin(name: str) -> None:
    outcome = outcomes()[name]
    assert outcome.result or outcome.before != outcome.after or name.endswith(".touch")


@pytest.mark.parametrize("name", sorted(set(HELPERS) - KNOWN))
def test_example_that_is_not_run_says_so_and_calls_the_operation(name: str) -> None:
    outcome = outcomes()[name]
    assert outcome.note == "needs server 8.2; as documented, not run"
    helper = HELPERS[name]
    operation = eval(outcome.call, {helper.__name__: helper})
    assert operation["bin"] == "b"
    # An operation that changes the bin takes flags for writing, and has no result.
    assert bool(outcome.result) == ("policy" not in inspect.signature(helper).parameters)


@pytest.mark.parametrize(
    ("name", "before", "result", "after"),
    [
        ("list_operations.list_join", "['a', 'b', 'c']", "'a-b-c'", "['a', 'b', 'c']"),
        ("string_operations.find", "'Ada Lovelace'", "2", "'Ada Lovelace'"),
        ("string_operations.overwrite", "'Ada Lovelace'", "", "'Ada Kinglace'"),
        ("string_operations.regex_replace", "'Ada Lovelace'", "", "'A. Lovelace'"),
        ("string_operations.normalize_nfc", r"'Zoe\u0308'", "", r"'Zo\xeb'"),
        ("string_operations.pad_start", "'42'", "", "'000042'"),
    ],
)
def test_promised_example(name: str, before: str, result: str, after: str) -> None:
    outcome = outcomes()[f"aerospike_helpers.operations.{name}"]
    assert (outcome.before, outcome.result, outcome.after) == (before, result, after)


def test_example_shows_the_bin_before_and_after() -> None:
    lines = ["Append."]
    name = "aerospike_helpers.operations.list_operations.list_append"
    add_example(None, "function", name, None, None, lines)  # type: ignore[arg-type]
    assert lines[-5:] == [
        "    | ``list_append('b', 7)``",
        "    | before: ``[5, 1, 8, 1]``",
        "    | result: ``5``",
        "    | after: ``[5, 1, 8, 1, 7]``",
        "",
    ]


def test_example_that_is_not_run_begins_with_what_it_needs() -> None:
    lines = ["Join."]
    name = "aerospike_helpers.operations.list_operations.list_join"
    add_example(None, "function", name, None, None, lines)  # type: ignore[arg-type]
    assert lines[3:6] == [
        "",
        "    | (needs server 8.2; as documented, not run)",
        "    | ``list_join('b', '-')``",
    ]


def test_other_descriptions_stay_as_they_are() -> None:
    lines = ["Get."]
    add_example(None, "method", "aerospike.Client.get", None, None, lines)  # type: ignore[arg-type]
    assert lines == ["Get."]
