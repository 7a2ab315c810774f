"""Each kind of value in each place where a value can stand, against the official package.

``value_matrix.json.gz`` has what the official package makes of them on a server of version 8.1,
and what ours makes where it differs; `value_cases` says why it may.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import aerospike

DATA = Path(__file__).parent.parent / "data"
sys.path.insert(0, str(DATA))

import make_value_matrix  # noqa: E402
import value_cases  # noqa: E402

MATRIX = make_value_matrix.read()


@pytest.fixture(scope="module")
def clients(
    hosts: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[bool, aerospike.Client]]:
    """A client without a serializer and one with it."""
    made = {serializing: value_cases.connect(hosts, serializing) for serializing in (False, True)}
    with pytest.MonkeyPatch.context() as patch:
        # A copy of the module stays in the working directory.
        patch.chdir(tmp_path_factory.mktemp("lua"))
        made[False].udf_put(str(DATA / "record_functions.lua"), 0)
    yield made
    for client in made.values():
        client.close()


@pytest.mark.parametrize("place", value_cases.PLACES)
def test_every_kind_of_value_is_what_was_recorded(
    clients: dict[bool, aerospike.Client], place: str
) -> None:
    serializing, run = value_cases.PLACES[place]
    client = clients[serializing]
    wrong: list[Any] = []
    for kind, recorded in MATRIX[place].items():
        key = ("test", "matrix", f"{place} {kind}")
        client.remove(key) if client.exists(key)[1] else None
        found = json.loads(json.dumps(value_cases.outcome(run, client, key, kind)))
        expected = recorded.get("ours", recorded["official"])
        if found != expected:
            wrong.append((kind, found, expected))
    assert not wrong


def test_every_difference_has_a_reason() -> None:
    unexplained = [
        (place, kind)
        for place, row in MATRIX.items()
        for kind, outcomes in row.items()
        if "ours" in outcomes and "crash" not in outcomes["official"]
        if value_cases.reason(kind, place) is None
    ]
    assert not unexplained


def test_the_matrix_is_complete() -> None:
    assert set(MATRIX) == set(value_cases.PLACES)
    assert all(list(row) == list(value_cases.KINDS) for row in MATRIX.values())
