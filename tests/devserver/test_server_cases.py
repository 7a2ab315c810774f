"""Operations on the development server have the results of a real server.

The cases were recorded by ``tests/data/make_server_cases.py``. All cases of a family run; the
test names the first ones that differ.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import aerospike
from aerospike.devserver import Server

sys.path.insert(0, str(Path(__file__).parents[1] / "data"))

import corpus
import server_cases

#: How many differing cases an error message shows.
SHOWN = 3
OUTCOME = ("answers", "left", "generation")


@pytest.fixture(scope="module")
def client(patient: dict[str, Any]) -> Iterator[aerospike.Client]:
    with Server() as server:
        connected = aerospike.client({"hosts": server.hosts, "policies": patient})
        yield connected
        connected.close()


def differences(client: aerospike.Client, family: str) -> list[dict[str, Any]]:
    """The cases of a family with other results."""
    found = []
    for number, case in enumerate(corpus.read(server_cases.path_of(family))):
        recorded = {name: case[name] for name in OUTCOME}
        outcome = server_cases.run(client, family, number, case)
        if json.dumps(outcome) != json.dumps(recorded):
            found.append({"number": number, **case, "here": outcome})
    return found


@pytest.mark.parametrize("family", server_cases.RECORDED)
def test_operations_do_what_they_do_on_a_real_server(client: Any, family: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        found = differences(client, family)
    shown = "\n".join(json.dumps(case) for case in found[:SHOWN])
    assert not found, f"{len(found)} cases differ:\n{shown}"
