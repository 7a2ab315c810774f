"""Operations get the operator and the bytes that the official client sends for them."""

from __future__ import annotations

import importlib
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

import aerospike
import aerospike.exception
from aerospike import constants
from aerospike._native.transcoder import transcode
from aerospike._wire.operations import WRITES, compile_operations
from aerospike._wire.plain import PackSettings

DATA = Path(__file__).parents[1] / "data"
sys.path.insert(0, str(DATA))

import corpus  # noqa: E402

RECORDED = corpus.read(DATA / "operations.json.gz")
BOOLS = PackSettings(send_bool_as_int=False)
INTEGERS = PackSettings(send_bool_as_int=True)
#: Operators whose payload is a value, not packed arguments.
SCALARS = {1, 2, 5, 9, 10, 11, 14, 19}

HELPERS = RECORDED["helpers"]
ODD = RECORDED["odd"]


def cases(entries: list[dict[str, Any]], *, refused: bool) -> list[Any]:
    return [
        pytest.param(entry, id=f"{number}-{entry.get('helper', entry['operation'].get('op'))}")
        for number, entry in enumerate(entries)
        if ("error" in entry) is refused
    ]


def check(operation: Any, entry: dict[str, Any]) -> None:
    for settings, expected in ((BOOLS, entry["bytes"]), (INTEGERS, entry["integers"])):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            compiled = compile_operations([operation], settings)
        ((operator, name, payload),) = compiled.operations
        assert (operator, name) == (entry["operator"], entry["bin"])
        assert compiled.has_write is (operator in WRITES)
        assert compiled.ttl == (entry.get("ttl") or compiled.ttl)
        if operator in SCALARS:
            assert payload is operation.get("val") or operator in (1, 11, 14, 19)
        else:
            assert isinstance(payload, list)
            assert transcode(payload, settings).hex() == expected


@pytest.mark.parametrize("entry", cases(HELPERS, refused=False))
def test_bytes_of_a_recorded_operation_are_those_of_the_official_client(
    entry: dict[str, Any],
) -> None:
    check(corpus.build_operation(entry["operation"]), entry)


@pytest.mark.parametrize("entry", cases(HELPERS, refused=False))
def test_bytes_of_a_helper_are_those_of_the_official_client(entry: dict[str, Any]) -> None:
    module, name = entry["helper"].split(".")
    helper = getattr(importlib.import_module(f"aerospike_helpers.operations.{module}"), name)
    with warnings.catch_warnings():
        # One of the parameters is deprecated.
        warnings.simplefilter("ignore", DeprecationWarning)
        operation = helper(*(corpus.build(argument) for argument in entry["arguments"]))
    check(operation, entry)


@pytest.mark.parametrize("entry", cases(ODD, refused=False))
def test_odd_operations_are_sent_as_the_official_client_sends_them(entry: dict[str, Any]) -> None:
    check(corpus.build_operation(entry["operation"]), entry)


@pytest.mark.parametrize("entry", cases(HELPERS + ODD, refused=True))
def test_what_the_official_client_refuses_is_refused(entry: dict[str, Any]) -> None:
    with pytest.raises(getattr(aerospike.exception, entry["error"])):
        compile_operations([corpus.build_operation(entry["operation"])])


def test_corpus_has_every_helper_at_least_three_times() -> None:
    recorded = [entry["helper"] for entry in HELPERS if "error" not in entry]
    assert {name for name in recorded if recorded.count(name) < 3} == set()
    assert len(set(recorded)) == 147


def test_a_touch_tells_the_time_to_live() -> None:
    compiled = compile_operations([{"op": constants.OPERATOR_TOUCH, "val": 60}])
    assert compiled.ttl == 60
    assert compiled.operations == [[11, "", None]]


def test_writes_are_told_from_reads() -> None:
    read = {"op": constants.OP_LIST_SIZE, "bin": "a"}
    write = {"op": constants.OP_LIST_CLEAR, "bin": "a"}
    assert not compile_operations([read]).has_write
    assert compile_operations([read, write]).has_write
    assert not compile_operations([read, write]).only_writes
    assert compile_operations([write]).only_writes


def test_operations_have_to_be_a_list() -> None:
    with pytest.raises(aerospike.exception.ParamError, match="list"):
        compile_operations(({"op": constants.OP_LIST_SIZE, "bin": "a"},))  # type: ignore[arg-type]


def test_unknown_policy_keys_are_refused_where_the_client_checks_them() -> None:
    operation = {
        "op": constants.OP_LIST_APPEND,
        "bin": "a",
        "val": 1,
        "list_policy": {"order": 1},
    }
    compile_operations([operation])
    with pytest.raises(aerospike.exception.ParamError, match="order"):
        compile_operations([operation], PackSettings(validate_keys=True))


def test_an_unknown_operation_is_passed_over_without_strict_types() -> None:
    operation = {"op": 7777, "bin": "a", "val": 1}
    assert compile_operations([operation], PackSettings(strict_types=False)).operations == []


def test_appending_a_string_warns() -> None:
    operation = {"op": constants.OPERATOR_APPEND, "bin": "a", "val": "x"}
    with pytest.warns(DeprecationWarning, match="append"):
        compile_operations([operation])


def test_a_value_that_contains_itself_is_refused() -> None:
    value: list[Any] = []
    value.append(value)
    with pytest.raises(aerospike.exception.ParamError, match="nested"):
        compile_operations([{"op": constants.OP_LIST_APPEND, "bin": "a", "val": value}])
