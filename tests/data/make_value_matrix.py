"""Record what a package makes of each kind of value in each place (see `value_cases`).

It is run against a server that is there for nothing else, first with the official package, then
with this one, whose outcomes are recorded where they differ::

    AEROSPIKE_HOSTS=127.0.0.1:3000 python tests/data/make_value_matrix.py [PLACE ...]

and writes ``value_matrix.json.gz`` next to itself. The official package crashes in some places, so
each runs in a process of its own.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
from pathlib import Path
from typing import Any

import value_cases

import aerospike

MATRIX = Path(__file__).with_name("value_matrix.json.gz")
#: Under which name an outcome is recorded.
WHOSE = "ours" if hasattr(aerospike, "columnar") or hasattr(aerospike, "_native") else "official"

Outcomes = dict[str, Any]
Matrix = dict[str, dict[str, Outcomes]]


def hosts() -> list[tuple[str, int]]:
    named = os.environ.get("AEROSPIKE_HOSTS", "127.0.0.1:3000")
    return [(host.rpartition(":")[0], int(host.rpartition(":")[2])) for host in named.split(",")]


def read() -> Matrix:
    """What has been recorded so far: by place and kind, the official outcome and ours."""
    if not MATRIX.exists():
        return {}
    matrix: Matrix = json.loads(gzip.decompress(MATRIX.read_bytes()))
    return matrix


def write(matrix: Matrix) -> None:
    text = json.dumps(matrix, separators=(",", ":"))
    MATRIX.write_bytes(gzip.compress(text.encode(), mtime=0))


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


def in_child(place: str, kinds: list[str]) -> Outcomes:
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


def record(place: str) -> Outcomes:
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
    known = read()
    matrix: Matrix = {place: known.get(place, {}) for place in value_cases.PLACES}
    for place in sys.argv[1:] or matrix:
        row = matrix[place]
        for kind, found in record(place).items():
            outcomes = row.setdefault(kind, {})
            outcomes.pop(WHOSE, None)
            if outcomes.get("official") != found:
                outcomes[WHOSE] = found
        print(place, file=sys.stderr)
    write(matrix)


if __name__ == "__main__":
    main()
