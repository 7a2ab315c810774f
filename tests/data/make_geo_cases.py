"""Record which random regions a server takes, and which random points it finds in them.

It needs a server of version 8.1 or later::

    AEROSPIKE_HOSTS=127.0.0.1:3000 python tests/data/make_geo_cases.py

and writes ``geo_cases.json.gz`` next to itself.
"""

from __future__ import annotations

import os
import random

import corpus
import geo_cases
from geo_shapes import Shapes

import aerospike

SEED, REGIONS, POINTS = 20260501, 330, 20


def main() -> None:
    host, _, port = os.environ["AEROSPIKE_HOSTS"].partition(":")
    client = aerospike.client({"hosts": [(host, int(port))]}).connect()
    shapes = Shapes(random.Random(SEED))
    cases = []
    for _ in range(REGIONS):
        region = shapes.region()
        points = [shapes.point(region) for _ in range(POINTS)]
        outcome = geo_cases.run(client, region, points)
        cases.append({"region": region, "points": points, "outcome": outcome})
    client.remove(geo_cases.KEY)
    client.close()
    corpus.write(geo_cases.PATH, cases)


if __name__ == "__main__":
    main()
