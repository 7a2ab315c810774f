"""The examples of operations in the reference: each operation has one that shows its effect."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

EXTENSIONS = Path(__file__).parents[2] / "docs" / "extensions"

pytest.importorskip("sphinx")
sys.path.append(str(EXTENSIONS))

from examples_of_operations import EXAMPLES, add_example, outcomes  # noqa: E402


def test_each_operation_that_the_development_server_knows_has_an_example() -> None:
    assert {name.rpartition(".")[2] for name in outcomes()} == set(EXAMPLES)


@pytest.mark.parametrize("name", sorted(set(EXAMPLES) - {"touch"}))
def test_example_has_a_result_or_changes_the_bin(name: str) -> None:
    (outcome,) = [value for key, value in outcomes().items() if key.endswith(f".{name}")]
    assert outcome.result or outcome.before != outcome.after


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


def test_other_descriptions_stay_as_they_are() -> None:
    lines = ["Get."]
    add_example(None, "method", "aerospike.Client.get", None, None, lines)  # type: ignore[arg-type]
    assert lines == ["Get."]
