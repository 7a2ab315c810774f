"""Record what S2 says of random regions and points, for Pythons without a wheel of ``s2geometry``.

::

    python tests/data/make_s2_cases.py

writes ``s2_cases.json.gz`` next to itself.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import corpus
import s2_answers as s2
from geo_shapes import Shapes, turns_back_last

PATH = Path(__file__).with_name("s2_cases.json.gz")
SEED, REGIONS, POINTS, COVERS = 20260502, 300, 10, 100


def digits(answers: list[bool]) -> str:
    return "".join(str(int(answer)) for answer in answers)


def case(shapes: Shapes) -> dict[str, Any]:
    region = shapes.region()
    while turns_back_last(region):
        region = shapes.region()
    points = [shapes.point(region) for _ in range(POINTS)]
    made = {
        "region": region,
        "points": points,
        "ancestors": s2.ancestors(points[0]),
        "cells": [s2.cell(pair).id() for pair in points],
        "inside": digits([s2.contains(region, pair) for pair in points]),
    }
    if region["type"] == "Polygon":
        whole = s2.polygon(region["coordinates"])
        made["exact"] = digits([whole.Contains(s2.point(pair)) for pair in points])
    return made


def cover(shapes: Shapes) -> dict[str, Any]:
    region = shapes.round_region()
    return {"region": region, "cover": s2.covering(region)}


def main() -> None:
    shapes = Shapes(random.Random(SEED))
    cases = [case(shapes) for _ in range(REGIONS)]
    covers = [cover(shapes) for _ in range(COVERS)]
    corpus.write(PATH, {"regions": cases, "covers": covers})


if __name__ == "__main__":
    main()
