"""Record what a package makes of each kind of value in each place (see `value_cases`).

It is run with the official package, against a server that is there for nothing else::

    AEROSPIKE_HOSTS=127.0.0.1:3000 python tests/data/make_value_matrix.py

and writes ``value_matrix.json`` next to itself. The official package crashes in some places, so
each runs in a process of its own.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import value_cases

MATRIX = Path(__file__).with_name("value_matrix.json")


def hosts() -> list[tuple[str, int]]:
    named = os.environ.get("AEROSPIKE_HOSTS", "127.0.0.1:3000")
    return [(host.rpartition(":")[0], int(host.rpartition(":")[2])) for host in named.split(",")]


def run_place(place: str, kinds: list[str], pipe: int) -> None:
    serializing, run = value_cases.PLACES[place]
    client = value_cases.connect(hosts(), serializing)
    key = ("test", "matrix", f"{place} {os.getpid()}")
    for kind in kinds:
        found = value_cases.outcome(run, client, key, kind)
        os.write(pipe, json.dumps(found).encode() + b"\n")
        try:
            client.remove(key)
        except Exception:
            pass


def in_child(place: str, kinds: list[str]) -> dict[str, Any]:
    """The outcomes of *kinds*, as far as a process gets."""
    end, begin = os.pipe()
    child = os.fork()
    if not child:
        os.close(end)
        run_place(place, kinds, begin)
        os._exit(0)
    os.close(begin)
    with open(end) as lines:
        outcomes = {kind: json.loads(line) for kind, line in zip(kinds, lines)}
    os.waitpid(child, 0)
    return outcomes


def record(place: str) -> dict[str, Any]:
    """The outcomes of all kinds; each in a process of its own where one process crashes."""
    kinds = list(value_cases.KINDS)
    outcomes = in_child(place, kinds)
    if len(outcomes) == len(kinds):
        return outcomes
    return {kind: in_child(place, [kind]).get(kind, {"crash": True}) for kind in kinds}


def main() -> None:
    client = value_cases.connect(hosts(), False)
    functions = Path(__file__).with_name("record_functions.lua")
    client.udf_put(str(functions), 0)
    client.close()
    matrix = {}
    for place in value_cases.PLACES:
        matrix[place] = record(place)
        print(place, sum("crash" in one for one in matrix[place].values()), file=sys.stderr)
    rows = [f"{json.dumps(place)}: {json.dumps(row)}" for place, row in matrix.items()]
    MATRIX.write_text("{\n" + ",\n".join(rows) + "\n}\n")


if __name__ == "__main__":
    main()
