"""Regions and points, and what a server says of them. `make_geo_cases` records it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import aerospike
from aerospike import exception as e
from aerospike_helpers import expressions as exp
from aerospike_helpers.operations import expression_operations as op

PATH = Path(__file__).with_name("geo_cases.json.gz")
KEY = ("test", "geo_cases", "region")


def run(client: aerospike.Client, region: dict[str, Any], points: list[list[float]]) -> list[Any]:
    """The result code of a write; then the size of the record, and a digit for each point.

    The size counts the cells of the region. A point's digit is 1 if it is in the region.
    """
    try:
        client.put(KEY, {"g": aerospike.GeoJSON(region)})
    except e.AerospikeError as error:
        return [error.code]
    reads = [op.expression_read("size", exp.RecordSize().compile())]
    for number, point in enumerate(points):
        place = aerospike.GeoJSON({"type": "Point", "coordinates": point})
        is_inside = exp.CmpGeo(exp.GeoBin("g"), place).compile()
        reads.append(op.expression_read(str(number), is_inside))
    answers = client.operate(KEY, reads)[2]
    digits = "".join(str(int(answers[str(number)])) for number in range(len(points)))
    return [0, answers["size"], digits]


def text_of(region: dict[str, Any]) -> bytes:
    """A shape as GeoJSON."""
    return json.dumps(region).encode()
