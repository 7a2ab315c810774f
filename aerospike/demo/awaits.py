"""Thousands of awaits at once, compared with the same commands one after the other."""

from __future__ import annotations

import asyncio
from typing import Any

import aerospike
from aerospike import aio
from aerospike.types import ClientConfig

from .cities import City, compare
from .terminal import Steps

__all__ = ["run"]

MOST = 10_000


def run(client: aerospike.Client, config: ClientConfig, steps: Steps, cities: list[City]) -> None:
    """Reads the same cities twice: one by one, and all at once."""
    chosen = cities[:MOST]
    with steps.timed("get, one by one", len(chosen)):
        one_by_one = [client.get(city.key) for city in chosen]
    at_once = asyncio.run(_at_once(config, steps, chosen))
    for city, record, awaited in zip(chosen, one_by_one, at_once, strict=True):
        compare(city.key, city.bins, record[2])
        compare(city.key, city.bins, awaited[2])
    before, after = steps.done[-2:]
    steps.note(f"{len(chosen):,} awaits at once: {after.rate / before.rate:.1f} times the speed")


async def _at_once(config: ClientConfig, steps: Steps, cities: list[City]) -> list[Any]:
    async with aio.client({**config, "aio": {"coalesce": True}}) as client:
        with steps.timed("get, all awaited at once", len(cities)):
            return await asyncio.gather(*[client.get(city.key) for city in cities])
