"""Expressions and contexts get the bytes that the official client gives them."""

from __future__ import annotations

import base64
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

import aerospike.exception
from aerospike._native.transcoder import pack_context, pack_expression
from aerospike._wire.plain import PackSettings

DATA = Path(__file__).parents[1] / "data"
sys.path.insert(0, str(DATA))

import corpus  # noqa: E402
from random_descriptions import classes  # noqa: E402

RECORDED = corpus.read(DATA / "expressions.json.gz")
BOOLS = PackSettings(send_bool_as_int=False)
INTEGERS = PackSettings(send_bool_as_int=True)


def expression(description: Any, settings: PackSettings) -> str:
    return base64.b64encode(pack_expression(corpus.build(description).compile(), settings)).decode()


def context(description: Any, settings: PackSettings) -> str:
    return base64.b64encode(pack_context(corpus.build(description), settings)).decode()


ENCODERS = {"expressions": expression, "contexts": context}


def cases(outcome: str) -> list[Any]:
    return [
        pytest.param(encode, entry, id=f"{kind}-{number}")
        for kind, encode in ENCODERS.items()
        for number, entry in enumerate(RECORDED[kind])
        if outcome in entry
    ]


@pytest.mark.parametrize("encode, entry", cases("base64"))
def test_base64_is_that_of_the_official_client(encode: Any, entry: dict[str, Any]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        assert encode(entry["description"], BOOLS) == entry["base64"]
        assert encode(entry["description"], INTEGERS) == entry["integers"]


@pytest.mark.parametrize("encode, entry", cases("error"))
def test_what_the_official_client_refuses_is_refused(encode: Any, entry: dict[str, Any]) -> None:
    with pytest.raises(getattr(aerospike.exception, entry["error"])):
        encode(entry["description"], BOOLS)


def test_corpus_has_every_class_at_least_three_times() -> None:
    recorded = [
        entry["description"]["expression"][0]
        for entry in RECORDED["expressions"]
        if "expression" in entry["description"] and "base64" in entry
    ]
    assert {name for name in classes() if recorded.count(name) < 3} == set()
